"""Titles, summaries and languages: plain text as readers show it (X3, X9, H1, H2, H4, H12, L2)."""

import re
from collections.abc import Iterator, Sequence

from feedmaker.check.html_tokens import tokens
from feedmaker.check.rules import Flaw, Level
from feedmaker.check.urls import shown
from feedmaker.text.languages import HAN, HANGUL, KANA
from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML

_DOUBTFUL = re.compile(DISCOURAGED)
_NOT_XML = re.compile(NOT_XML)
_LINE_ENDS = re.compile("[\n\r\t\u2028\u2029]")
_REFERENCE = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[mn]dash|copy|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_TWICE = re.compile(r"&amp;(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_TAG = re.compile(r"</?(?:a|abbr|b|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s"
                  r"|script|small|span|strike|strong|sub|sup|table|u|ul)\b[^<>]*>", re.IGNORECASE)  # fmt: skip
_PAIR = re.compile(r"\s*<(p|div|span|a|b|i|em|strong|ul|ol|h[1-6]|blockquote|br|img)\b[^<>]*>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"\*\*[^\s*][^*]*\*\*|__[^\s_][^_]*[^\s_]__(?!\w)|!?\[[^\]\[]+\]\((?:https?:|/)[^\s()]*\)|`[^`]+`"
)
_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|br|div|a|img|span|strong|em|ul|ol|li|h[1-6]|blockquote)\b", re.IGNORECASE
)
_CUT_TAG = re.compile(r"<[A-Za-z/][^<>]*\Z")
_CUT_REFERENCE = re.compile(r"&(?:#[0-9xX]?[0-9A-Fa-f]*|amp|lt|gt|quot|nbs?p?|hell?i?p?)?\Z")
_TITLE_OR_SECTION = re.compile(r"<title>|<!\[CDATA\[")
_NAMED = re.compile(r"&(?:amp|lt|gt);")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|[xiXI](?=-))(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_COUNTRIES = {"cn": "zh", "jp": "ja", "kr": "ko", "tw": "zh-TW"}
_SCRIPTS = tuple(re.compile(f"[{script}]") for script in (KANA, HANGUL, HAN))


def character_flaws(text: str, line: int | None, name: str) -> Iterator[Flaw]:
    """Check the characters of a text: X2 (illegal in XML 1.0), X3 (legal, but a sign of damage)."""
    if text.isascii() and text.isprintable():
        return
    illegal = _NOT_XML.search(text)
    if illegal:
        yield Flaw("X2", line, f"{name} holds U+{ord(illegal[0]):04X}", "drop the character")
    doubtful = _DOUBTFUL.search(text)
    if doubtful:
        hint = "a sign of a wrong decoding: read the source in its own encoding"
        yield Flaw("X3", line, f"{name} holds U+{ord(doubtful[0]):04X}", hint)


def title_flaws(title: str, line: int | None, *, rule: str = "H4", name: str = "title") -> Iterator[Flaw]:
    """Check a title that is plain text: X9, H1, and `rule` for markup left in it."""
    text = title.strip()
    if _LINE_ENDS.search(text):
        yield Flaw("X9", line, f"{name} is not on one line: {shown(text)}", "collapse white space")
    yield from escape_flaws(text, line, name)
    if ("<" in text and _TAG.search(text)) or _MARKDOWN.search(text):
        hint = "render it to plain text, unless it speaks of markup"
        yield Flaw(rule, line, f"{name} may hold markup: {shown(text)}", hint, "info")


def escape_flaws(text: str, line: int | None, name: str) -> Iterator[Flaw]:
    """Check a plain text for references that were left in it (H1)."""
    if "&" not in text:
        return
    twice = _TWICE.search(text)
    once = _REFERENCE.search(text)
    if twice:
        yield Flaw("H1", line, f"{name} is escaped more than once: {shown(text)}", "escape exactly once")
    elif once:
        hint = "escape exactly once, unless it speaks of references"
        yield Flaw("H1", line, f"{name} shows {once[0]!r} to readers: {shown(text)}", hint, "warning")


def content_escape_flaws(html: str, line: int | None, name: str, level: Level | None = None) -> Iterator[Flaw]:
    """Check HTML that is escaped as a whole: tags that readers would show as text (H1).

    `level` is "warning" for a summary beside a content: it may be about tags.
    """
    if "&" in html and _ESCAPED_TAG.search(html) and not any(token.kind == "start" for token in tokens(html)):
        yield Flaw("H1", line, f"{name} shows its tags to readers: {shown(html[:200])}", "escape exactly once", level)


def plain_flaws(text: str, line: int | None, rule: str, name: str, level: Level = "warning") -> Iterator[Flaw]:
    """Check a text that is declared plain for markup at its very beginning."""
    if _PAIR.match(text):
        yield Flaw(rule, line, f"{name} is plain text but begins with markup: {shown(text)}", "", level)


def summary_flaws(text: str, line: int | None, name: str, *, html: bool) -> Iterator[Flaw]:
    """Check the end of a summary: not inside a tag or a reference (H12)."""
    end = text.rstrip().removesuffix("…").removesuffix("...")[-200:]
    if _CUT_TAG.search(end) or (html and _CUT_REFERENCE.search(end)):
        yield Flaw("H12", line, f"{name} is cut inside markup: {shown(end[-60:])}", "cut the plain text, at a word")


def raw_title_flaws(data: bytes) -> Iterator[Flaw]:
    """Check how RSS titles write `&`, `<` and `>` (H2: Best Practices Profile, character data)."""
    text = data.decode("utf-8", "replace")
    line, counted, at = 1, 0, 0
    while found := _TITLE_OR_SECTION.search(text, at):
        is_title = found[0] == "<title>"
        at = text.find("</title>" if is_title else "]]>", found.end())
        if at < 0:
            return
        title = text[found.end() : at].strip() if is_title else ""
        in_section = title.startswith("<![CDATA[")
        if re.search(r"[&<>]", title[9:-3]) if in_section else _NAMED.search(title):
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            hint = "write &#x26; &#x3C; &#x3E;, which all readers decode alike"
            yield Flaw("H2", line, f"title writes its special characters doubtfully: {shown(title)}", hint)


def language_flaws(tag: str, line: int | None, rule: str, name: str) -> Iterator[Flaw]:
    """Check a language tag: `rule` for its form (BCP 47), L2 for a country in its place."""
    text = tag.strip()
    if not _LANGUAGE.fullmatch(text):
        yield Flaw(rule, line, f"{name} is no language tag: {shown(text)}", "write it as en or zh-CN (BCP 47)")
    elif text.lower() in _COUNTRIES:
        right = _COUNTRIES[text.lower()]
        yield Flaw("L2", line, f"{name} names a country: {text!r}", f"the language is {right!r}")


def script_flaws(language: str | None, titles: Sequence[str], line: int | None) -> Iterator[Flaw]:
    """Check the language of a feed against the script of its titles (L2)."""
    primary = (language or "").split("-")[0].lower()
    if primary not in ("zh", "ja", "ko"):
        return
    text = "".join(titles)
    kana, hangul, han = (len(script.findall(text)) for script in _SCRIPTS)
    seems = "ko" if hangul > 5 and hangul > han + kana else "ja" if kana > 5 and kana * 4 > han else ""
    if seems and seems != primary:
        hint = "readers pick fonts by it"
        yield Flaw("L2", line, f"the language is {language!r}, but the titles are written in {seems!r}", hint)
