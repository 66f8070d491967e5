"""What rendering makes of an article is bounded: in elements, in bytes, and in the memory of a worker."""

import os
import re
import sys
import time
from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.config.schema import Config
from feedmaker.config.schema import Site as SiteSettings
from feedmaker.engine.batches import Engine
from feedmaker.loader.body import formatting, limits
from feedmaker.loader.body.render import Body, BodyRenderer
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.model import BodyKind

BASE = "https://harbour.example/"
NAMES = [*sorted(formatting.FORMATTING - {"a", "nobr"}), "a"]


def render(text: str, kind: BodyKind = "html", suffix: str = ".html") -> Body:
    return BodyRenderer(Config(SiteSettings("Harbour", BASE, BASE))).render(
        text, kind=kind, suffix=suffix, base=BASE, link=BASE
    )


def unclosed(count: int, size: int = 0) -> str:
    """Formatting elements that are different, so that each is repeated."""
    return "<p>" + "".join(f'<b title="{number}{"x" * size}">' for number in range(count))


@pytest.mark.parametrize("kind", ["html", "markdown"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (unclosed(20, 1_000) + "<p>x" * 20_000, "body-too-deep"),
        (unclosed(20, 1_000) + "<p>x" * 2_000, "body-too-large"),
        (unclosed(300) + "<p>x" * 2_000, "body-too-deep"),
        (unclosed(20).replace('">', '</b>">') + "<p>x" * 20_000, "body-too-deep"),
        (unclosed(20).replace(">", "><!--</b>-->") + "<p>x" * 20_000, "body-too-deep"),
        (
            "".join(f"<span><i id={number}></span>" for number in range(20)) + "<br>x" * 100 + "<div>x</div>" * 2_000,
            "",
        ),
        ("<p>" + "".join(f"<{name} id=1>" * 3 for name in NAMES) + "<li>x" * 10_000, "body-too-deep"),
        ("x<br>" * 400_000, "body-too-deep"),
        ("<b>x</b>" * 10_000, ""),
        ("<font><b>" + "<p>x</p>" * 10_000, ""),
        ("<table>" + "<tr><td><b>x</td></tr>" * 400, ""),
        ("<p><b>x</p>\n" * 400, ""),
        ("<p><a href=/x>y</p>\n" * 5_000, ""),
    ],
)
def test_what_a_parser_makes_of_an_article_is_bounded(text: str, code: str, kind: BodyKind) -> None:
    body = render(text, kind)

    assert {problem.code for problem in body.problems} - {"body-table-too-large"} == ({code} if code else set())
    assert len(body.html) < 4_000_000
    assert "x" in body.html or "y" in body.html


@pytest.mark.parametrize(
    "markup",
    [
        unclosed(20) + "<p>x" * 100,
        unclosed(20) + "</p>" + "<div>x</div>" * 100,
        "<div>" + unclosed(7) + "</div>" + "<section>x</section>\n" * 100,
        "<ul>" + "".join(f"<li><i id={number}>x" for number in range(30)) + "</ul>x",
        "<p><b>one<i>two</b>three</i>" + "<p>x" * 50,
        "<p><font color=a><font color=b>x</font><p>y" + "<p>z" * 50,
    ],
)
def test_repeated_elements_are_counted_as_a_parser_makes_them(markup: str) -> None:
    import nh3

    tags = re.compile(rf"<(?:{'|'.join(formatting.FORMATTING)})[ >]")
    written = nh3.clean(markup, tags={*formatting.FORMATTING, "p", "div", "section", "ul", "li"})
    made = len(tags.findall(written)) - len(tags.findall(markup))

    assert made * 0.8 - 5 <= formatting.repeated(markup, 10**9) <= made * 1.2 + 20


@pytest.mark.parametrize(
    "piece", ["<!--", '<b ="', "<b ='", "<script>", "<b ", "</b", "<b title=\"'", "<p><b>", "<td>"]
)
def test_counting_takes_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        formatting.repeated(piece * count, 10**9)
        return time.process_time() - began

    seconds(10)
    assert seconds(40_000) < 40 * (seconds(4_000) + 0.005)


def test_long_text_is_left_out_and_named() -> None:
    body = render("<p>" + "&" * (limits.LENGTH // 4))

    assert (body.html, [problem.code for problem in body.problems]) == ("", ["body-too-large"])


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("<", "markdown", False),
        ("<", "html", False),
        ("&", "markdown", False),
        ('"', "markdown", False),
        ("http://a.example/ ", "markdown", True),
    ],
)
def test_nine_megabytes_of_one_sign_are_rendered_with_little_memory(text: str, kind: BodyKind, shown: bool) -> None:
    body = render(text * (9_000_000 // len(text)), kind)

    assert bool(body.html) is shown
    assert [problem.code for problem in body.problems if shown is False][-1:] == ([] if shown else ["body-too-large"])
    assert len(body.html) <= limits.LENGTH


@pytest.mark.parametrize(
    ("piece", "suffix", "shown"),
    [
        ("{a}{/* hidden */}", ".mdx", "{a}{a}"),
        ("^", ".md", "^^^"),
        ("{{< a >}}", ".mdx", "{{&lt; a &gt;}}{{"),
        (".. code:: py\n\n   tide\n\n", ".rst", "<p>.. code:: py</p>\n<p>tide</p>"),
    ],
)
def test_nine_megabytes_of_a_dialect_are_plain_text_with_few_elements(piece: str, suffix: str, shown: str) -> None:
    body = render(piece * (9_000_000 // len(piece)), "rst" if suffix == ".rst" else "markdown", suffix)

    assert [problem.code for problem in body.problems] == ["body-too-large"]
    assert shown in body.html[:100]
    assert "hidden" not in body.html
    assert body.html.count("<p>") <= html_snippets.PARAGRAPHS


def test_comments_of_mdx_do_not_count_as_signs() -> None:
    body = render("*Tide*\n" + "{/*x*/}" * limits.MARKS + "{1 + 1}", "markdown", ".mdx")

    assert body.html == "<p><em>Tide</em></p>"
    assert [problem.code for problem in body.problems] == ["template-tag-dropped"]


def allocate(context: object, item: str) -> int:
    if item == "all":
        return len(bytearray(700_000_000))
    return len(bytearray(1_000))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_worker_has_no_more_memory_than_its_bound() -> None:
    with Engine(jobs=1, seconds=30) as engine:
        bounded = [o for some in engine.run(allocate, None, ["1", "all", "2"], memory=100 << 20) for o in some]
        free = [o for some in engine.run(allocate, None, ["all"]) for o in some]

    assert sorted((outcome.item, outcome.result, outcome.failure) for outcome in bounded) == [
        ("1", 1_000, ""),
        ("2", 1_000, ""),
        ("all", None, "MemoryError: "),
    ]
    assert free[0].result == 700_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_needs_more_memory_is_named_and_the_others_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    from feedmaker.build.workers import entry_renderer as rendering
    from feedmaker.build.workers.tasks import RenderTask

    real = rendering.EntryRenderer.entry

    def entry(renderer: rendering.EntryRenderer, task: RenderTask, *rest: object) -> object:
        if task.path == "big.md":
            bytearray(4_000_000_000)
        return real(renderer, task, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering.EntryRenderer, "entry", entry)
    site = Site(tmp_path / "site")
    site.article("big.md", "Big", 3)
    site.article("small.md", "Small", 4)
    site.put("bomb.md", "---\ntitle: Bomb\ndate: 2024-03-01\n---\n" + unclosed(20, 1_000) + "<p>x" * 20_000)

    report = site.build(jobs=jobs)

    assert [(problem.path, problem.code) for problem in report.problems] == [
        ("articles/big.md", "article-too-big"),
        ("articles/bomb.md", "body-too-deep"),
        ("config.yaml", "link-missing"),
    ]
    assert sorted(item["title"] for item in site.items()) == ["Bomb", "Small"]
    assert os.path.getsize(site.output / "feed.json") < 1_000_000
