"""Titles and summaries: plain text as readers show it."""

import re
from collections.abc import Iterator

from feedmaker.check.html_tokens import tokens
from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML

_ILLEGAL = re.compile(NOT_XML)
_SUSPICIOUS = re.compile(DISCOURAGED)
_LINE_ENDS = re.compile("[\n\r\t\u2028\u2029]")
_NAME = r"(?:amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[mn]dash|copy|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
# "&hellip;", "&#8230;", "&#x2026;"; "&amp;hellip;"
_REFERENCE, _ESCAPED_REFERENCE = re.compile("&" + _NAME), re.compile("&amp;" + _NAME)
#: The elements that titles and summaries contain in practice.
_ELEMENTS = (
    r"(?:a|abbr|b|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|script|small"
    r"|span|strike|strong|sub|sup|table|u|ul)\b"
)
# "<p>", "</code>", "<img src=…>"; "&lt;p>", "&amp;lt;/p&amp;gt;"
_TAG = re.compile(rf"</?{_ELEMENTS}[^<>]*>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&(?:amp;)?lt;/?{_ELEMENTS}", re.IGNORECASE)
# "**boat**", "__boat__", "[boat](/boat)", "`boat`"
_MARKDOWN = re.compile(
    r"\*\*[^\s*][^*]*\*\*|__[^\s_][^_]*[^\s_]__(?!\w)|!?\[[^\]\[]+\]\((?:https?:|/)[^\s()]*\)|`[^`]+`"
)
_CUT_TAG = re.compile(r"<[A-Za-z/][^<>]*\Z")
_CUT_REFERENCE = re.compile(r"&(?:#[0-9xX]?[0-9A-Fa-f]*|amp|lt|gt|quot|nbs?p?|hell?i?p?)?\Z")


def character_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check for characters that XML 1.0 forbids, and for legal ones that are a sign of damage."""
    if text.isascii() and text.isprintable():
        return
    illegal = _ILLEGAL.search(text)
    if illegal:
        yield problem("character-illegal", line, f"{name} contains U+{ord(illegal[0]):04X}")
    suspicious = _SUSPICIOUS.search(text)
    if suspicious:
        yield problem("character-suspicious", line, f"{name} contains U+{ord(suspicious[0]):04X}")


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
    if "&" not in text:
        return
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
    if not html and _TAG.match(text.lstrip()):
        yield problem("summary-plain-text", line, f"{name} is plain text but begins with markup: {quoted(text)}")
    elif _CUT_TAG.search(end) or (html and _CUT_REFERENCE.search(end)):
        yield problem("summary-plain-text", line, f"{name} is cut within markup: {quoted(end[-60:])}")
