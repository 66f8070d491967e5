"""Variables of an article's own data in bodies that are templates: `{{ title }}`.

What is expanded was held beside Eleventy 3.1 (Liquid and Nunjucks), Hexo 8.1 and Jekyll 4.3.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.config.schema import Articles, Config, Defaults
from feedmaker.config.schema import Site as SiteSettings
from feedmaker.loader.article import article_settings, read_article
from feedmaker.loader.body.render import Body, BodyRenderer
from feedmaker.loader.body.template_tags.syntax import NO_VALUES
from feedmaker.loader.template_values import TemplateValues

SITE = SiteSettings(title="Lamp & House", url="https://example.org/log/", feeds_url="https://example.org/log/")
CASE = Path(__file__).parents[2] / "shared" / "cases" / "site-eleventy-data" / "site"
BY_FOLDER = Defaults({"author": "Io", "mood": "calm"}, "posts/**")


def shown(
    body: str,
    head: str = "",
    generator: str | None = "eleventy",
    *defaults: Defaults,
    variables: Mapping[str, str] = NO_VALUES,
) -> Body:
    articles = replace(Articles(), generator=generator, defaults=defaults, variables=variables)  # type: ignore[arg-type]
    config = Config(site=SITE, articles=articles)
    text = f"---\ndate: 2024-05-31\n{head}\n---\n{body}\n"
    article = read_article(text.encode(), "posts/a.md", article_settings(config)).article
    assert article
    return BodyRenderer(config).render(
        text[article.body_offset :],
        kind="markdown",
        suffix=".md",
        base=SITE.url,
        link=SITE.url,
        values=TemplateValues(config).find(text, article),
    )


def dropped(body: Body) -> list[str]:
    return [problem.message.split("'")[1] for problem in body.problems if problem.code == "template-tag-dropped"]


@pytest.mark.parametrize(
    ("generator", "variable"),
    [
        ("eleventy", "{{ title }}"),
        ("eleventy", "{{- title | safe -}}"),
        ("hexo", "{{title}}"),
        ("jekyll", "{{ page.title }}"),
        ("jekyll", "{{ page.title | escape | strip }}"),
        ("vitepress", "{{ $frontmatter.title }}"),
    ],
)
def test_the_title_of_an_article_is_shown_in_its_body(generator: str, variable: str) -> None:
    body = shown(f"About {variable}.", "title: AT&T's 2 * 3 > 1", generator)

    assert body.html == "<p>About AT&amp;T's 2 * 3 &gt; 1.</p>"
    assert body.problems == ()


def test_values_of_folders_and_of_mappings_are_known_and_own_values_come_first() -> None:
    body = shown("{{ author }}, {{ mood }}, {{ boat.name }}", "mood: merry\nboat: {name: Ebb}", "eleventy", BY_FOLDER)

    assert body.html == "<p>Io, merry, Ebb</p>"


def test_the_title_of_the_site_is_known_in_jekyll() -> None:
    assert shown("{{ site.title }}", generator="jekyll").html == "<p>Lamp &amp; House</p>"


@pytest.mark.parametrize(
    ("tag", "html"),
    [
        ("{{< param mood >}}", "calm"),
        ('{{% param "Boat.Name" %}}', "Ebb"),
        ("{{< param moon >}}", "full"),
        ("{{< param map >}}", "a_b_c"),
        # not known, or a list
        ("{{< param none >}}", None),
        ("{{< param ropes >}}", None),
    ],
)
def test_params_of_hugo_are_those_of_the_article_and_of_the_site(tag: str, html: str | None) -> None:
    head = "mood: calm\nboat: {name: Ebb}\nropes: [a, b]\nparams: {moon: full}"
    body = shown(f"x {tag} y", head, "hugo", variables={"param.map": "a_b_c", "param.mood": "merry"})

    assert body.html == f"<p>x {html or ''} y</p>"
    assert dropped(body) == ([] if html else ["param"])


@pytest.mark.parametrize("generator", ["eleventy", "jekyll", "mkdocs", None])
def test_variables_of_the_configuration_are_text_in_bodies_of_any_generator(generator: str | None) -> None:
    variables = {"site.url": "https://a_b.example/x", "site.motto": "Ebb & *flow*"}
    body = shown("[{{ Site.Motto }}]({{ site.url }}/y) {{ site.motto | upcase }}", "", generator, variables=variables)

    assert body.html == '<p><a href="https://a_b.example/x/y">Ebb &amp; *flow*</a></p>'
    assert dropped(body) == ["{{ site.motto }}"]


@pytest.mark.parametrize(("head", "expected"), [("log: {mood: merry}", "merry, Io"), ("log: {mood: [a]}", ", Io")])
def test_own_data_comes_before_variables_of_the_configuration(head: str, expected: str) -> None:
    body = shown("{{ log.mood }}, {{ log.name }}", head, variables={"log.mood": "calm", "log.name": "Io"})

    assert body.html == f"<p>{expected}</p>"


def test_an_address_in_the_front_matter_is_the_one_of_a_link() -> None:
    body = shown("[chart]({{ page.chart }})", "chart: https://maps.example/a_b_c?d=1&e=2", "jekyll")

    assert body.html == '<p><a href="https://maps.example/a_b_c?d=1&amp;e=2">chart</a></p>'


@pytest.mark.parametrize("value", ["# Ebb", "1. Ebb", "a - b | c", "[x]: y", "'***'", "a_b_c", "Ebb ![flow]"])
def test_a_value_is_text_and_no_markdown(value: str) -> None:
    assert shown("{{ mood }}", f"mood: {value!r}").html == f"<p>{value}</p>"


@pytest.mark.parametrize(
    "value",
    [
        "'*Ebb* and flow'", "'<b>Ebb</b>'", "'<script>'", "'Ebb &amp; flow'", "'{{ title }}'", "|\n  Ebb\n  flow",
        '"Ebb\\uFDD1"', '"Ebb\\0"',
        # what YAML may read as another type
        "1.10", "010", "0x1F", "1_000", "12:30", "2024-05-31", "2024-05-31T08:00:00Z", "yes", "true", "~",
        "[Ebb, flow]",
    ],
)  # fmt: skip
def test_a_value_that_a_generator_may_show_in_another_form_stays_a_problem(value: str) -> None:
    body = shown("a {{ mood }} b", f"mood: {value}")

    assert body.html == "<p>a  b</p>"
    assert dropped(body) == ["{{ mood }}"]


@pytest.mark.parametrize(
    ("generator", "variable"),
    [
        ("eleventy", "{{ page.title }}"),
        ("eleventy", "{{ title | upcase }}"),
        ("eleventy", "{{ date }}"),
        ("hexo", "{{ page.title }}"),
        ("hugo", "{{ title }}"),
        ("jekyll", "{{ title }}"),
        ("jekyll", "{{ page.path }}"),
        ("jekyll", "{{ page.subtitle }}"),
        ("vitepress", "{{ title }}"),
        (None, "{{ title }}"),
    ],
)
def test_a_variable_that_is_not_known_stays_a_problem(generator: str | None, variable: str) -> None:
    body = shown(f"a {variable} b", "title: Ebb\npath: own", generator)

    assert body.html == "<p>a  b</p>"
    assert dropped(body) == [variable.split("|")[0].removesuffix("}}").rstrip() + " }}"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "{% assign title = 'x' %}{{ title }}"),
        ("", "{% for title in titles %}{{ title }}{% endfor %}"),
        ("eleventyComputed: {title: x}", "{{ title }}"),
        ("templateEngineOverride: md", "{{ title }}"),
    ],
)
def test_a_variable_that_may_have_another_value_stays_a_problem(head: str, body: str) -> None:
    assert dropped(shown(body, f"title: Ebb\n{head}")) == ["{{ title }}"]


def test_a_computed_permalink_changes_no_other_value() -> None:
    assert shown("{{ title }}", "title: Ebb\neleventyComputed: {permalink: /x/}").html == "<p>Ebb</p>"


def test_variables_in_code_are_left_alone() -> None:
    assert shown("`{{ title }}`", "title: Ebb").html == "<p><code>{{ title }}</code></p>"


def test_a_changed_value_changes_the_entry(tmp_path: Path) -> None:
    site = Site(tmp_path, articles={"generator": "eleventy"})
    site.article("a.md", "Ebb", body="{{ title }} by {{ skipper }}", skipper="Io")
    site.build()
    before = site.items()[0]["content_html"]
    site.article("a.md", "Ebb", body="{{ title }} by {{ skipper }}", skipper="Una")
    site.build()
    after = site.items()[0]["content_html"]
    site.configure(articles={"defaults": [{"path": "**", "values": {"mood": "calm"}}]})
    site.article("b.md", "Flow", body="{{ mood }}")
    site.build()
    site.configure(articles={"defaults": [{"path": "**", "values": {"mood": "merry"}}]})
    site.build()

    assert (before, after) == ("<p>Ebb by Io</p>", "<p>Ebb by Una</p>")
    assert {item["content_html"] for item in site.items()} == {after, "<p>merry</p>"}


@pytest.mark.skipif(not CASE.is_dir(), reason="the shared cases are not beside the repository")
def test_the_site_of_the_shared_cases(tmp_path: Path) -> None:
    from test_init_command import init

    import feedmaker

    shutil.copytree(CASE, tmp_path / "site")
    init(tmp_path / "site")
    entries = feedmaker.entries(tmp_path / "site" / "config.yaml").entries

    assert [(entry.title, entry.content) for entry in entries] == [("A", "<p>A by Dir Author</p>")]
