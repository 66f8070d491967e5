"""Shortcodes of WordPress, in Markdown and HTML: `[caption]`, `[gallery]`, `[youtube]`, `[embed]` and players."""

import re

from feedmaker.loader.body import embeds
from feedmaker.loader.body.markup import outside_code, replace_outside_code
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.problems import Problem
from feedmaker.text.patterns import portable

_SHORTCODE = portable(r"""
    \[caption(?P<settings>[ ][^\[\]\n]*)?\](?P<caption>(?:[^\[]++|\[(?!/caption\]|caption[ \]]))*+)\[/caption\]
   |\[embed(?:[ ][^\[\]\n]*)?\](?P<embed>https?://[^\s\[\]<>]+)\[/embed\]
   |\[(?P<name>youtube|vimeo|video|audio|tweet|wpvideo)[ =](?P<arguments>[^\[\]\n]+)\](?:\[/(?P=name)\])?
      (?![(\[])(?P<player>)
   |\[(?:gallery|playlist)(?:[ ](?:[\w-]+=(?:"[^"\n\]]*"|'[^'\n\]]*'|[^\s\]]+)[ ]?)+)\](?P<gallery>)
   |^\[gallery\](?P<bare>)[ \t]*$
""")
# A sign that a text may have one.
_SIGN = re.compile(
    r"\[(?=caption[ \]]|gallery[ \]]|youtube[ =]|vimeo[ =]|embed[ \]]|video |audio |playlist |tweet |wpvideo )"
)
_IN_MARKDOWN, _IN_HTML = outside_code(_SHORTCODE), outside_code(_SHORTCODE, markdown=False)
# The picture of a caption with the link around it, as HTML or Markdown, and the words after it.
_PICTURE = re.compile(
    r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?|\[!\[[^\[\]]*\]\([^()\n]*\)\]\([^()\n]*\)|!\[[^\[\]]*\]\([^()\n]*\))(.*)",
    re.DOTALL,
)
_CAPTION = re.compile(r"\bcaption=(?:\"([^\"]*)\"|'([^']*)')")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'\]<>]+|/[^\s\"'\]<>]+")


def replace(text: str, *, markdown: bool, line: int, problems: list[Problem]) -> str:
    """Replace shortcodes by HTML; galleries, whose pictures WordPress alone knows, are left out and reported."""
    if not _SIGN.search(text):
        return text
    galleries = 0

    def replacement(found: re.Match[str]) -> str:
        nonlocal galleries
        match found.lastgroup:
            case "caption":
                return _figure(found["caption"], found["settings"] or "", markdown=markdown) or found[0]
            case "embed":
                return _link(found["embed"], found[0])
            case "player":
                page = embeds.of_tag(found["name"], found["arguments"].split()[0])
                if page:
                    return html_snippets.link(page.url, page.label)
                address = _ADDRESS.search(found["arguments"])
                return _link(address[0], found[0]) if address else found[0]
        galleries += 1
        return "\n" if found[0].startswith("\n") else ""

    replaced = replace_outside_code(_IN_MARKDOWN if markdown else _IN_HTML, replacement, text)
    if galleries:
        first = line + text.count("\n", 0, text.find("[gallery"))
        message = f"galleries of WordPress are left out: {galleries}, as their pictures are not in the file"
        problems.append(Problem("template-tag-dropped", message, "write their pictures in Markdown or HTML", first))
    return replaced


def _link(address: str, otherwise: str) -> str:
    if address.startswith("/") and not address.startswith("//"):
        return html_snippets.link(address, address.rpartition("/")[2])
    page = embeds.watch("https:" + address if address.startswith("//") else address)
    return html_snippets.link(page.url, page.label) if page else otherwise


def _figure(inner: str, settings: str, *, markdown: bool) -> str | None:
    """Return a figure; None if there is no picture in the caption."""
    found = _PICTURE.fullmatch(inner)
    if not found:
        return None
    picture, words = found[1], found[2].strip()
    named = _CAPTION.search(settings)
    words = words or (html_snippets.text(named[1] or named[2] or "") if named else "")
    words = " ".join(words.split())
    if markdown and not picture.startswith("<"):
        picture = f"\n\n{picture}\n\n"
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>" if words else picture
