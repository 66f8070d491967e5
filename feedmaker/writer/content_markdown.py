"""The content of an entry as Markdown, for source:markdown: CommonMark with GitHub's tables and strikethrough.

It is made of the content, not of the author's text: addresses are absolute, dialects and template tags are resolved,
and nothing is in it that the sanitiser removed.
"""

import re
from typing import Any

from markdownify import MarkdownConverter

#: Items of lists and rows of tables beyond which markdownify takes the square of their number.
_MANY = 2_000
# What would begin a block; \ ` * [ ] ~, _ at the edge of a word, < before a tag, & before a name.
_SPECIAL = re.compile(
    r"^[ \t]*(?:#{1,6}(?=\s|$)|[+>=-]|\d{1,9}(?=[.)]))"
    r"|[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)",
    re.MULTILINE,
)
_LANGUAGE = re.compile(r"language-([\w+#.-]{1,40})")
_FENCE = re.compile(r"`{3,}")


def content_markdown(html: str) -> str:
    """Return a content as Markdown, "" for one that is too large or too deep."""
    if html.count("<li") + html.count("<tr") > _MANY:
        return ""
    try:
        return str(_Converter().convert(html)).strip()
    except RecursionError:
        return ""


class _Converter(MarkdownConverter):
    """markdownify with escapes only where they are needed, and links and code for any content."""

    class Options:
        bs4_options = "lxml"
        bullets = "-"
        heading_style = "atx"
        sub_symbol = "<sub>"
        sup_symbol = "<sup>"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = _SPECIAL.sub(_escaped, text)
        return text.replace("|", "\\|") if "|" in text and not parent_tags.isdisjoint(("td", "th")) else text

    def convert_a(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return _link(text, element.get("href")) if "_noformat" not in parent_tags and text.strip() else text

    def convert_img(self, element: Any, _: str, parent_tags: set[str]) -> str:
        return f"!{_link(self.escape(element.get('alt', ''), parent_tags), element.get('src')) or '[]'}"

    def convert_video(self, element: Any, text: str, **_: object) -> str:
        if element.find("a"):
            return text
        source = element if element.get("src") else element.find("source") or element
        url = source.get("src") or ""
        return _link(text.strip() or url.rpartition("/")[2], url)

    convert_audio = convert_video

    def convert_pre(self, element: Any, text: str, **_: object) -> str:
        fence = "`" * max((len(run) + 1 for run in _FENCE.findall(text)), default=3)
        classes = " ".join(" ".join(tag.get("class") or ()) for tag in [element, *element.find_all("code", limit=1)])
        language = _LANGUAGE.search(classes)
        return f"\n\n{fence}{language[1] if language else ''}\n{text.strip(chr(10))}\n{fence}\n\n" if text else ""


def _escaped(found: re.Match[str]) -> str:
    mark = found[0].lstrip()
    return f"{found[0]}\\" if mark.isdigit() else found[0].replace(mark, f"\\{mark}")


def _link(text: str, url: str | None) -> str:
    """Return a link; an address with a character that would end it is put in angle brackets."""
    if not url:
        return text
    return f"[{text}](<{url}>)" if re.search(r"[()<>\s]", url) else f"[{text}]({url})"
