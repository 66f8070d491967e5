"""Dialects of Markdown beside the real generators: the same text, blocks, links, pictures and code.

What each generator makes of tests/dialects/samples.yaml is beside it, "" for what it refuses; `make generators` writes
it. Paragraphs at the ends of other blocks, the sort of quotation marks and dashes, and spaces in code do not count.
tests/dialects/rst has samples of reStructuredText, where the level of headings does not count: feeds have it one lower.
tests/dialects/tags has tags of Hexo and its themes, of which the words, links and pictures count, in any order.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest
import yaml
from body_samples import PAGE, SITE
from lxml import html as lxml_html

from feedmaker.config.schema import Articles, Config, Dialect, Site
from feedmaker.generators.recognition import DIALECTS
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.model import BodyKind

if TYPE_CHECKING:
    from lxml.etree import _Element

FOLDER = Path(__file__).parent / "dialects"
SAMPLES: dict[str, str] = yaml.safe_load((FOLDER / "samples.yaml").read_text(encoding="utf-8"))
MADE: dict[str, dict[str, str]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))
}
RST = FOLDER / "rst"
RST_SAMPLES: dict[str, str] = yaml.safe_load((RST / "samples.yaml").read_text(encoding="utf-8"))
TAGS = FOLDER / "tags"
NAMES = {"mkdocs": "MkDocs", "vitepress": "VitePress"}

#: What is understood in every dialect, because it has no other meaning; formulas, whose Markdown does not count.
UNDERSTOOD = frozenset({
    "deflist", "footnotes", "attr-block", "attr-inline", "attr-al", "admon-pm", "admon-dir", "admon-gh", "math",
    "kram-math", "abbr", "toc-kram", "toc-pm", "toc-md", "html-md1b", "emph-intra", "emph-cjk", "links-odd",
    "img-space", "kram-opt", "pm-tab", "wiki", "mdx-expr", "vp-container", "vp-custom-anchor", "hugo-attr", "tasks",
    "autolinks", "strike", "fence-info", "fence-pm-attr",
})  # fmt: skip
#: What Python-Markdown and kramdown show with the signs of Markdown in it, or as one paragraph, and CommonMark not so.
_BOTH = (
    "table-after-text table-spaced nested-ol2 list-star-minus list-paren fence-in-list0 fence-unclosed html-md-no "
    "html-details setext "
)
_MKDOCS = _BOTH + (
    "nested2 nested3 nested-ol3 nested-ul-ol2 list-para3 list-para-ul2 list-after-p list-after-p-ol fence-in-list2 "
    "fence-in-ul4-blank hard-breaks quote quote-blank-join escape table-in-list "
)
OTHERWISE = {
    "jekyll": _BOTH + "list-after-p-ol5 hr-no-blank links-ref backtick",
    "mkdocs": _MKDOCS + "subsup",
    "pelican": _MKDOCS.replace("fence-in-list0", "") + "quote-code fence-in-list4 fence-in-list3 fence-in-ul4",
    "nikola": _MKDOCS.replace("fence-in-list0", "") + "quote-code fence-in-list4 fence-in-list3 fence-in-ul4",
    # indented code in quotations
    "eleventy": "quote-code",
    # a line of text around a block, which HTML divides
    "docusaurus": "quote-code html-after-text mdx-details",
}
#: Links from headings to the table of contents; a smaller picture that Nikola makes and links to the picture; the words
#: of a link to a player.
RST_OTHERWISE = frozenset({"contents", "thumbnail", "soundcloud"})
BLOCKS = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "tr", "td", "th", "hr", "dl",
    "dt", "dd", "details", "summary", "br", "img",
})  # fmt: skip
PLAIN = str.maketrans("“”‘’–—…\xa0", "\"\"''--. ")


def same(generator: str, name: str) -> bool:
    dialect = DIALECTS.get(NAMES.get(generator, generator.capitalize()), "auto")
    theirs = re.sub(r'<span class="lang">[^<]*</span>|<hr[^>]*>(?=\s*<ol)', "", MADE[generator][name])
    ours = shown(SAMPLES[name], "markdown", dialect)
    return tokens(ours) == tokens(shown(theirs, "html"))


def shown(text: str, kind: BodyKind, dialect: Dialect = "auto") -> str:
    config = Config(site=Site("Harbour", SITE, SITE), articles=Articles(markdown=dialect))
    return BodyRenderer(config).render(text, kind=kind, suffix=".md", base=PAGE, link=PAGE).html


@pytest.mark.parametrize("generator", MADE)
def test_samples_are_shown_as_the_generator_shows_them(generator: str) -> None:
    differing = {name for name, made in MADE[generator].items() if made and not same(generator, name)}

    assert differing - UNDERSTOOD == set(OTHERWISE.get(generator, "").split())


def test_samples_of_restructuredtext_are_shown_as_nikola_shows_them() -> None:
    made: dict[str, str] = json.loads((RST / "nikola.json").read_text(encoding="utf-8"))

    def is_same(name: str) -> bool:
        theirs = re.sub(r"(?<=<h)[1-5]|(?<=</h)[1-5]", lambda level: str(int(level[0]) + 1), made[name])
        return tokens(shown(RST_SAMPLES[name], "rst")) == tokens(shown(theirs, "html"))

    assert made.keys() == RST_SAMPLES.keys()
    assert {name for name in made if not is_same(name)} == RST_OTHERWISE


def test_tags_of_hexo_and_its_themes_show_the_words_links_and_pictures_that_pages_do() -> None:
    samples: dict[str, str] = yaml.safe_load((TAGS / "samples.yaml").read_text(encoding="utf-8"))
    made: dict[str, str] = json.loads((TAGS / "hexo.json").read_text(encoding="utf-8"))

    def parts(html: str) -> list[str]:
        root = lxml_html.fromstring(f"<div>{html}</div>")
        targets = [urljoin(PAGE, str(one)) for one in root.xpath("//a/@href | //img/@src") if not one.startswith("#")]
        return sorted([*re.findall(r"\w+", " ".join(root.itertext())), *targets])

    def is_same(name: str) -> bool:
        tags = samples[name].partition("\n")[2]
        return parts(shown(tags, "markdown", "hexo")) == parts(made[name])

    assert made.keys() == samples.keys()
    # pages also show the address beside its title, the icon of a button and the picture of a card; entries show the
    # words of attributes
    others = {"stellar-link", "volantis-button", "plus-site", "plus-bubble", "plus-progress"}
    assert {name for name in made if not is_same(name)} == others


def tokens(html: str) -> list[str]:
    """Return the blocks, links, pictures, code and words of HTML, in order."""
    found = list(_tokens(lxml_html.fromstring(f"<div>{html}</div>"))) if html.strip() else []
    divided: list[str] = []
    for token in found:
        if token == "¶" and (not divided or divided[-1] == "¶" or divided[-1].startswith("<")):
            continue
        if token.startswith("<") and divided[-1:] == ["¶"]:
            divided.pop()
        divided.append(token)
    return divided[:-1] if divided[-1:] == ["¶"] else divided


def _tokens(element: "_Element") -> Iterator[str]:
    name = str(element.tag)
    if name in BLOCKS:
        yield f"<{name} {element.get('src', '')}>"
    if name == "p":
        yield "¶"
    text = "".join(element.itertext())
    address = unquote(element.get("href") or "")
    if name == "a" and "#fn" not in address and _bare(address) != _bare(text):
        yield f"<a {address}>"
    if name == "pre":
        yield " ".join(text.split())
    else:
        yield from _words(element.text)
        for child in element:
            yield from _tokens(child)
    if name == "p":
        yield "¶"
    if name in BLOCKS - {"img", "br", "hr"}:
        yield f"</{name}>"
    yield from _words(element.tail)


def _words(text: str | None) -> list[str]:
    return re.sub(r"-+", "-", (text or "").translate(PLAIN)).replace("...", ".").split()


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://|mailto:)", "", address).rstrip("/")
