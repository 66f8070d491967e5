"""Titles, summaries and content: plain text as readers show it, and HTML as an HTML5 parser reads it."""

import re
from collections.abc import Iterator

from lxml.html import defs

from feedmaker.check.html_structure import structure_problems
from feedmaker.check.html_tokens import Token, tokens
from feedmaker.check.rules import problem
from feedmaker.check.values import is_uri
from feedmaker.problems import Problem
from feedmaker.text import mathml
from feedmaker.text.messages import printable, quoted

_ACTIVE = {"script", "object", "embed", "applet", "form", "meta", "base", "link", "style", "frame", "frameset"}
#: The elements of HTML 4 and 5 (those of 5 that lxml lacks are added).
_HTML = (defs.tags - {"svg"}) | {"bdi", "data", "dialog", "main", "picture", "rb", "rtc", "search"}
#: With those of MathML, which is embedded content of HTML (HTML Standard, 4.8.15).
_ELEMENTS = _HTML | mathml.ELEMENTS | {"semantics", "annotation"}
_URLS = "href src poster cite action formaction data background longdesc srcset imagesrcset ping xlink:href data-src"
_URL_ATTRIBUTES = frozenset(_URLS.split())
_SCRIPT_URL = re.compile(r"(?:javascript|vbscript|livescript|mocha):|data:(?!image/(?!svg)|audio/|video/)")
#: What browsers ignore in a scheme: "java\tscript:".
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\xad\u200b-\u200f\u2028\u2029\ufeff]+")
_SRCSET_COMMA = re.compile(r",\s+|,(?=https?:|//)")
_LAZY = ("data-src", "data-srcset", "data-original", "data-lazy-src", "data-lazy-srcset", "data-echo")
_BLANK_GIF = re.compile(r"data:image/gif;base64,R0lGODlhAQAB", re.IGNORECASE)
# "position: fixed", "background: url(https://…)"
_UNSAFE_STYLE = re.compile(
    r"position\s*:\s*(?:fixed|absolute|sticky)|url\s*\(|expression|behavior|binding|@import|javascript|\\",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"\bdir\s*=\s*[\"']?(?:rtl|auto)", re.IGNORECASE)
_LINE_ENDS = re.compile("[\n\r\t\u2028\u2029]")
_REFERENCE_NAME = r"(?:amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[mn]dash|copy|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
# "&hellip;", "&#8230;", "&#x2026;"; "&amp;hellip;"
_REFERENCE, _ESCAPED_REFERENCE = re.compile("&" + _REFERENCE_NAME), re.compile("&amp;" + _REFERENCE_NAME)
# "<p>", "</code>", "<img src=…>": the elements that titles and summaries contain in practice
_TAG = re.compile(
    r"(?i)</?(?:a|abbr|b|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|script"
    r"|small|span|strike|strong|sub|sup|table|u|ul)\b[^<>]*>"
)
#: Those that are markup rather than mentioned, as "<script>" may be.
_MARKUP = r"(?:p|br|div|a|b|i|img|span|strong|em|ul|ol|li|h[1-6]|blockquote)\b"
# "<p>"; "&lt;p>", "&amp;lt;/p&amp;gt;"
_FIRST_TAG, _ESCAPED_TAG = re.compile(rf"(?i)\s*<{_MARKUP}[^<>]*>"), re.compile(rf"(?i)&(?:amp;)?lt;/?{_MARKUP}")
# "**boat**", "__boat__", "[boat](/boat)", "`boat`"
_MARKDOWN = re.compile(
    r"\*\*[^\s*][^*]*\*\*|__[^\s_][^_]*[^\s_]__(?!\w)|!?\[[^\]\[]+\]\((?:https?:|/)[^\s()]*\)|`[^`]+`"
)
_CUT_TAG = re.compile(r"<[A-Za-z/][^<>]*\Z")
_CUT_REFERENCE = re.compile(r"&(?:#[0-9xX]?[0-9A-Fa-f]*|amp|lt|gt|quot|nbs?p?|hell?i?p?)?\Z")


def content_problems(
    html: str, line: int | None, name: str, *, is_escaped: bool = True, is_xhtml: bool = False, rtl: bool = False
) -> Iterator[Problem]:
    """Check a fragment of HTML that begins in a line of the file: one problem a rule, with the number of the others.

    Lines are counted on if the HTML is escaped text of the file. In XHTML, elements that HTML does not have are allowed
    (SVG). `rtl`: its language is written from right to left.
    """
    if rtl and html.strip() and not _DIRECTION.search(html):
        yield problem("html-direction", line, f"{name} in a right-to-left language declares no direction")
    if "<" not in html and "&" not in html:
        return
    # A lone surrogate (character-illegal) cannot be handed to the parser.
    html = html.encode("utf-8", "replace").decode("utf-8")
    found: dict[str, list[Problem]] = {}
    for one in _all_problems(html, is_xhtml=is_xhtml):
        found.setdefault(one.code, []).append(one)
    for first, *others in found.values():
        more = f" (and {len(others)} more)" if others else ""
        below = html.count("\n", 0, first.line) if is_escaped else 0
        place = None if line is None else line + below
        yield first._replace(message=f"{name}: {first.message}{more}", line=place)


def title_problems(title: str, line: int | None, name: str = "title") -> Iterator[Problem]:
    """Check a title that is plain text: one line, escaped once, no markup."""
    text = title.strip()
    if _LINE_ENDS.search(text):
        yield problem("title-lines", line, f"{name} is not on one line: {quoted(text)}")
    yield from reference_problems(text, line, name)
    if ("<" in text and _TAG.search(text)) or _MARKDOWN.search(text):
        yield problem("title-markup", line, f"{name} may contain markup: {quoted(text)}")


def reference_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check a plain text for character references, which readers show as they are."""
    reference = _REFERENCE.search(text)
    if _ESCAPED_REFERENCE.search(text):
        yield problem("text-escaped-twice", line, f"{name} is escaped more than once: {quoted(text)}")
    elif reference:
        yield problem("text-reference", line, f"{name} shows {quoted(reference[0])} to readers: {quoted(text)}")


def tag_problems(html: str, line: int | None, name: str, *, is_summary: bool = False) -> Iterator[Problem]:
    """Check HTML for tags that were escaped as text; a summary may be about tags."""
    if "&" in html and _ESCAPED_TAG.search(html) and not any(token.kind == "start" for token in tokens(html)):
        code = "summary-tags" if is_summary else "text-escaped-twice"
        yield problem(code, line, f"{name} shows its tags to readers: {quoted(html)}")


def summary_problems(text: str, line: int | None, name: str, *, html: bool) -> Iterator[Problem]:
    """Check that a summary does not end within a tag or reference and, in plain text, does not begin with a tag."""
    end = text.rstrip().removesuffix("…").removesuffix("...")[-200:]
    if not html and _FIRST_TAG.match(text):
        yield problem("summary-plain-text", line, f"{name} is plain text but begins with markup: {quoted(text)}")
    elif _CUT_TAG.search(end) or (html and _CUT_REFERENCE.search(end)):
        yield problem("summary-plain-text", line, f"{name} is cut within markup: {quoted(end[-60:])}")


def _all_problems(html: str, *, is_xhtml: bool) -> Iterator[Problem]:
    """Yield every problem, with its offset in the fragment as its line."""
    source = [*tokens(html)]
    found = [one for token in source if token.kind == "start" for one in _tag_problems(token, is_xhtml)]
    broken, parsed = structure_problems(source, html)
    yield from (*found, *broken)
    if all(one.code != "html-script" for one in found):
        # A parser may read active markup where none is written (mutation XSS).
        starts = [token._replace(offset=0) for token in tokens(parsed, scripting=True) if token.kind == "start"]
        yield from (one for token in starts for one in _tag_problems(token, is_xhtml) if one.code == "html-script")


def _tag_problems(token: Token, is_xhtml: bool) -> Iterator[Problem]:
    tag, at = printable(token.name[:80]), token.offset
    if tag in _ACTIVE:
        yield problem("html-script", at, f"<{tag}> is active")
    elif tag == "iframe":
        yield problem("html-iframe", at, "readers remove <iframe>")
    elif not is_xhtml and tag not in _ELEMENTS:
        yield problem("html-element", at, f"readers remove <{tag}>")
    for key, value in token.attributes:
        if (key.startswith("on") and len(key) > 2) or key == "srcdoc":
            yield problem("html-script", at, f"<{tag}> has the attribute {quoted(key)}")
        elif key in _URL_ATTRIBUTES:
            yield from _url_problems(tag, key, value, at)
        elif key == "style" and _UNSAFE_STYLE.search(value):
            yield problem("html-style", at, f"<{tag}> has the style {quoted(value)}")
    if tag == "img":
        yield from _image_problems(dict(token.attributes), at)


def _url_problems(tag: str, key: str, value: str, at: int) -> Iterator[Problem]:
    is_set = key.endswith("srcset")
    urls = [part.split()[0] for part in _SRCSET_COMMA.split(value) if part.split()] if is_set else [value]
    for url in urls:
        bare = _IGNORED.sub("", url).lower()
        if _SCRIPT_URL.match(bare):
            yield problem("html-script", at, f"{key} of <{tag}> runs code: {quoted(url)}")
        elif key != "data-src" and not is_uri(bare):
            yield problem("html-relative-url", at, f"{key} of <{tag}> is relative: {quoted(url)}")
        elif bare.startswith("http:") and tag in ("img", "source", "video", "audio"):
            yield problem("html-image-http", at, f"{key} of <{tag}> is plain http: {quoted(url)}")


def _image_problems(attributes: dict[str, str], at: int) -> Iterator[Problem]:
    source = attributes.get("src", "").strip()
    lazy = next((key for key in _LAZY if key in attributes), None)
    if "alt" not in attributes:
        yield problem("html-image-alt", at, f"an img has no alt: {quoted(source)}")
    if lazy:
        yield problem("html-image", at, f"an img is loaded by a script ({lazy})")
    elif not source and "srcset" not in attributes:
        yield problem("html-image", at, "an img has no src")
    elif _BLANK_GIF.match(source) or (attributes.get("width") == "1" and attributes.get("height") == "1"):
        yield problem("html-image", at, f"an img is one pixel large: {quoted(source)}")
