"""reStructuredText can read nothing, run nothing and ask nothing, whatever docutils registers."""

import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import misc
from docutils.parsers.rst.languages import en
from site_folder import Site

from feedmaker.loader.body import rst

# Any: their tables have no types.
DIRECTIVES: Any = directives
ROLES: Any = roles
SECRET = "the-key-of-the-harbour"
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>'
#: What Python reports about files, sockets and processes (docs.python.org, "Audit events table").
WATCHED = ("open", "os.", "socket.", "subprocess.", "urllib.", "shutil.", "glob.", "tempfile.", "exec", "compile")

_seen: list[str] = []
_watched = threading.Event()


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watched.is_set() and event.startswith(WATCHED):
        _seen.append(f"{event} {arguments!r:.200}")


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    sys.addaudithook(_watch)  # for ever, so that it is quiet but in `watched`


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every look at a disk, a network or a clock while a body is read."""

    class Clock(ModuleType):
        def strftime(self, *_: object) -> str:
            _seen.append("strftime")
            return "today"

    monkeypatch.setattr(misc, "time", Clock("time"))
    rst.to_html("x")  # imports
    _seen.clear()
    yield _seen
    _watched.clear()


def to_html(text: str) -> str:
    _watched.set()
    try:
        return rst.to_html(text)[0]
    finally:
        _watched.clear()


def files(folder: Path) -> list[str]:
    for name in ("key.svg", "key.txt", "key.csv", "key.html"):
        (folder / name).write_text(DRAWING)
    paths = [f"{folder}/key{suffix}" for suffix in (".svg", ".txt", ".csv", ".html")]
    return [*paths, f"{paths[1]}?x.svg", f"{paths[1]}#x.svg", f"file://{paths[0]}", "../key.svg", "<s5defs.txt>"]


def option_names(name: str) -> set[str]:
    module, class_name = DIRECTIVES._directive_registry.get(en.directives.get(name, name), ("misc", "Include"))
    found = getattr(import_module(f"docutils.parsers.rst.directives.{module}"), class_name)
    return {*(found.option_spec or ()), "file", "url", "loading", "figwidth", "source"}


def bodies(folder: Path) -> Iterator[str]:
    """Yield each directive with each of its options over files that exist, alone and in a substitution; each role."""
    names = {*DIRECTIVES._directive_registry, *en.directives, "literalinclude", "listing", "slides"}
    drawing, *others = files(folder)
    for number, name in enumerate(sorted(names)):
        for before, after in (("..", ""), (f".. |s{number}|", f"\n\nThe |s{number}|.\n")):
            for file in (drawing, *others):
                yield f"{before} {name}:: {file}\n   :scale: 50\n\n   {file}{after}\n"
                yield f"{before} {name}::\n\n   {file}{after}\n"
            for option in sorted(option_names(name)):
                for argument, value in ((others[3], "embed"), ("html", drawing), ("", others[0]), (drawing, "image")):
                    yield f"{before} {name}:: {argument}\n   :{option}: {value}\n{after}\n"
                    yield f"{before} {name}:: {argument}\n   :{option}: {value}\n\n   {drawing}{after}\n"
    for name, file in product(sorted({*ROLES._role_registry, *en.roles, "raw", "include", "doc"}), files(folder)):
        yield f"A :{name}:`{file}` and :{name}:`x <{file}>`.\n\n.. default-role:: {name}\n\n`{file}`\n"
        yield f".. role:: r({name})\n   :format: html\n   :file: {file}\n   :url: {file}\n\n:r:`{file}`\n"


def test_no_directive_or_role_reads_a_file_or_asks_the_clock(tmp_path: Path, watched: list[str]) -> None:
    found = list(bodies(tmp_path))
    assert len(found) > 5_000, len(found)
    # Many in one body: nothing of a directive reaches the next one.
    for first in range(0, len(found), 50):
        text = "\n".join(found[first : first + 50])
        html = to_html(text)
        assert SECRET not in html, text
        assert not watched, (text, watched)
        assert "ystem Message" not in html, text


def test_what_other_packages_teach_docutils_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    class Leak(Directive):
        has_content = True

        def run(self) -> list[nodes.Node]:
            return [nodes.paragraph("", SECRET)]

    for name in ("leak", "note", "code"):
        monkeypatch.setitem(DIRECTIVES._directives, name, Leak)
        monkeypatch.setitem(ROLES._roles, name, lambda *_: ([nodes.Text(SECRET)], []))

    html, problems = rst.to_html(".. leak::\n\n   A boat.\n\n.. note:: Fog.\n\n:leak:`A pier.`  :code:`x`\n")

    assert SECRET not in html
    assert all(text in html for text in ("A boat.", "Fog.", "A pier."))
    assert [(problem.code, problem.line) for problem in problems] == [("template-tag-dropped", 1)]
    assert DIRECTIVES._directives["note"] is Leak, "the tables of docutils are as they were"


def test_a_role_that_an_article_defines_ends_with_it() -> None:
    first, _ = rst.to_html(".. role:: mark(strong)\n.. default-role:: strong\n\n:mark:`A` `B`\n")
    second, problems = rst.to_html(":mark:`A` `B`\n")

    assert "<strong>B</strong>" in first
    assert second == "<p>A <cite>B</cite></p>\n"
    assert [problem.code for problem in problems] == ["template-tag-dropped"]


def test_a_role_that_names_a_target_shows_its_words_alone() -> None:
    html, problems = rst.to_html(":ref:`One <a>` :py:func:`two <b.c>` :term:`three` :gist:`four <a>` :ref:`<a>`\n")

    assert html == "<p>One two three four &lt;a&gt; &lt;a&gt;</p>\n"
    assert {problem.code for problem in problems} == {"template-tag-dropped"}


@pytest.mark.parametrize("suffix", ["md", "txt", "rst"])
def test_no_byte_of_another_file_reaches_a_feed(tmp_path: Path, suffix: str) -> None:
    site = Site(tmp_path / "site", source={"include": ["**/*.md", "**/*.txt", "**/*.rst"]}, feeds={"limit": 200})
    key = site.folder / "key.txt"
    key.write_text(SECRET)
    options = ("   :loading: embed\n", "   :file: {key}\n", "   :url: file://{key}\n", "")
    blocks = [
        f".. {name}:: {argument}\n{option.format(key=key)}"
        for name in ("image", "figure", "include", "raw", "csv-table", "literalinclude")
        for argument in (f"{key}", f"{key}?x.svg", f"{key}#x.svg", "html")
        for option in options
    ]
    head = "Boat\n====\n\n:date: 2024-03-01\n\n" if suffix == "rst" else "---\ntitle: Boat\ndate: 2024-03-01\n---\n"
    for number, block in enumerate(blocks):
        (site.source / f"boat-{number}.{suffix}").write_text(f"{head}A boat.\n\n{block}")

    report = site.build()

    assert report.articles.published == len(blocks)
    documents = [path for path in site.output.rglob("*") if path.is_file()]
    assert documents
    assert not [path for path in documents if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example/b " * 1_000,
        "".join(f"{'  ' * depth}* a\n\n" for depth in range(200)),
        "".join(f"{' ' * depth}a\n\n" for depth in range(300, 0, -1)),
        "* " * 1_000,
        "**a " * 3_000,
        "`a`_ |b| [1]_ " * 300,
    ],
)
def test_what_docutils_cannot_read_is_shown_as_text(text: str) -> None:
    html, problems = rst.to_html(text, 7)

    assert text.split()[0].strip("*`_|[]") in html
    assert "ystem" not in html
    assert {problem.code for problem in problems} <= {"rst-unreadable", "rst-error"}
    assert all(problem.line and problem.line >= 7 for problem in problems)
    assert len(problems) <= 21


@pytest.mark.parametrize("error", [SystemExit(1), MemoryError(), RecursionError(), OSError("x"), AssertionError("x")])
def test_whatever_docutils_raises_the_body_is_shown_as_text(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object) -> None:
        raise error

    monkeypatch.setattr("docutils.parsers.rst.Parser.parse", parse)
    html, problems = rst.to_html("A boat.\n\n<Fog>.", 3)

    assert html == "<p>A boat.</p>\n<p>&lt;Fog&gt;.</p>\n"
    assert [(problem.code, problem.line) for problem in problems] == [("rst-unreadable", 3)]


def test_errors_are_problems_with_their_line_and_what_they_quote_is_text() -> None:
    text = """\
Text :gist:`one` and |missing| and a_ and [1]_.

.. slides::

   two

.. code-block:: python
   :linenos:
   :no-such: x

   three = 3

.. list-table::

   * four

.. csv-table:: Five
   :file: /etc/hosts

.. |d| date::

Today |d|, *six
"""
    html, problems = rst.to_html(text, 11)

    assert "ystem" not in html
    assert [word for word in ("one", "|missing|", "two", "three = 3", "four", "|d|", "*six") if word not in html] == []
    assert "/etc/hosts" not in html
    assert ".. " not in html
    assert sorted({(problem.line, problem.code) for problem in problems}) == [
        (11, "rst-error"),
        (11, "template-tag-dropped"),
        (13, "template-tag-dropped"),
        (23, "rst-error"),
        (27, "rst-error"),
        (30, "template-tag-dropped"),
        (32, "rst-error"),
    ]


def test_lines_are_counted_as_in_the_file() -> None:
    _, problems = rst.to_html("one\u2028two\x85three\n\n|missing|\n", 10)

    assert [problem.line for problem in problems] == [12]


@pytest.mark.parametrize(
    "piece",
    [
        "*a ",
        "`a ",
        "a_ ",
        "|a| ",
        "[1]_ ",
        "+-",
        "+--+\n|a |\n",
        "===  ===\n",
        "-a  b\n",
        ".. _a:\n\n",
        "__ a\n\n",
        "``a ",
        "* a\n",
    ],
)
def test_what_takes_docutils_too_long_is_shown_as_text(piece: str) -> None:
    html, problems = rst.to_html(piece * (400_000 // len(piece)), 5)

    assert [(problem.code, problem.line) for problem in problems] == [("body-too-large", 5)]
    assert piece.split()[0] in html


def test_long_articles_and_long_lines_of_words_are_read() -> None:
    article = "Boat\n====\n\nA *boat* came `in <https://x.example/>`_ with |n|.\n\n* one\n* two\n\n::\n\n    code\n\n"

    for text in (article * 300, "A boat came in. " * 70_000):
        html, problems = rst.to_html(text + "\n\n.. |n| replace:: fog\n")

        assert "came" in html
        assert "=====" not in html
        assert [problem.code for problem in problems] == []
