"""Addresses in Markdown that Docusaurus, Hexo and VitePress change; VitePress' are in tests/generators too."""

from typing import Literal, TypeAlias

import pytest

from feedmaker.config.schema import Articles, Config, Site
from feedmaker.loader.body.render import BodyRenderer

Generator: TypeAlias = Literal["docusaurus", "hexo", "hugo", "vitepress"]
URL = "https://locks.works/gates/"


def shown(text: str, generator: Generator, permalink: str | None = None) -> str:
    config = Config(Site("Gates", URL, URL), articles=Articles(generator=generator, permalink=permalink))
    page = f"{URL}posts/sluice"
    return BodyRenderer(config).render(text, kind="markdown", suffix=".md", base=page, link=page).html


# As the component Link of Docusaurus 3.10 does, for which "pathname://" precedes what is not a page of the site.
@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("/docs/a", "https://locks.works/gates/docs/a"),
        ("/gates/docs/a#b", "https://locks.works/gates/docs/a#b"),
        ("./weir", "https://locks.works/gates/posts/weir"),
        ("pathname:///other/a.html", "https://locks.works/gates/other/a.html"),
        ("pathname://../a.html", "https://locks.works/gates/a.html"),
        ("//other.works/a", "https://other.works/a"),
        ("https://other.works/a", "https://other.works/a"),
    ],
)
def test_links_of_docusaurus_are_under_the_folder_of_the_site(address: str, url: str) -> None:
    assert shown(f"[x]({address})", "docusaurus") == f'<p><a href="{url}">x</a></p>'
    assert shown(f"[x]\n\n[x]: {address}", "docusaurus") == f'<p><a href="{url}">x</a></p>'


@pytest.mark.parametrize("generator", ["docusaurus", "hexo", "vitepress"])
def test_pictures_are_under_the_folder_of_the_site(generator: Generator) -> None:
    assert shown("![x](/a.png)", generator) == '<p><img src="https://locks.works/gates/a.png" alt="x"></p>'


def test_a_picture_of_docusaurus_with_pathname_is_where_its_path_says() -> None:
    html = '<p><img src="https://locks.works/a.png" alt="x"></p>'

    assert shown("![x](pathname:///a.png)", "docusaurus") == html


@pytest.mark.parametrize("generator", ["hexo", "hugo"])
def test_links_of_other_generators_stay_as_they_are(generator: Generator) -> None:
    assert shown("[x](/a)", generator) == '<p><a href="https://locks.works/a">x</a></p>'


def test_vitepress_adds_html_unless_links_are_clean() -> None:
    text = "[x](./weir) [y](/a/) [z](#b) [p](a.pdf)"
    clean = shown(text, "vitepress", "vitepress:/:page(clean)")

    assert shown(text, "vitepress", "vitepress:/:page") == clean.replace("posts/weir", "posts/weir.html")
    assert 'href="https://locks.works/gates/posts/weir"' in clean


@pytest.mark.parametrize("generator", ["docusaurus", "vitepress"])
def test_addresses_in_html_and_code_stay_as_they_are(generator: Generator) -> None:
    html = shown('<a href="/raw">x</a> `[x](/a)`', generator, "vitepress:/:page")

    assert html == '<p><a href="https://locks.works/raw">x</a> <code>[x](/a)</code></p>'


def test_code_that_shows_an_address_stays_as_it_is_where_addresses_are_put_under_the_folder_of_the_site() -> None:
    config = Config(Site("Gates", URL, URL), articles=Articles(root="site"))
    text = '<p><a href="/weir/">x</a> in <code>&lt;a href="/weir/"&gt;</code></p>'

    body = BodyRenderer(config).render(text, kind="html", suffix=".html", base=URL, link=None)

    assert body.html == f'<p><a href="{URL}weir/">x</a> in <code>&lt;a href="/weir/"&gt;</code></p>'
