"""Dates in an HTML document: `time` elements, microdata, microformats, and elements with names such as `post-date`.

Nothing is guessed from text: the name, class or id of an element tells that it has the date of the article.
"""

import re
from collections.abc import Iterator
from html import escape

from feedmaker.loader.frontmatter.result import Field
from feedmaker.text.elements import Element, one_line_text

#: The key of a date that is only shown.
TIME = "time[datetime]"
_PUBLISHED = frozenset(("datepublished", "dt-published", "entry-date", "published"))
_MODIFIED = frozenset(("datemodified", "dt-updated", "updated"))
#: Attributes with a machine-readable date, best first.
_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-date-time", "data-date", "data-time", "title")

#: `post-date`, `article__date`, `pubtime`, `publish_time`, `entry-published`: without `-` and `_`
_NAMED = re.compile(
    r"(?:(?:article|post|entry|news|story|blog)(?:header|meta|info)?)?(?:pub|publish|published|publication|posted)?"
    r"(?:date|time|published|pubdate)(?:source|time|header)?|htime|timestamp"
)
#: Names that other dates have, too: they count only below the heading and above the text.
_VAGUE = frozenset(("date", "time", "datetime", "htime"))
_HEADINGS = frozenset(("entry-title", "post-title", "article-title", "headline"))
_ASIDE = frozenset(("aside", "nav", "footer", "form"))
_YEAR = re.compile(r"\d{4}")
#: "2024年05月30日16:00 来源：…", the line below the headline of Chinese news sites
_WITH_SOURCE = re.compile(
    r"\s*+(20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?+\s*+\d{1,2}:\d\d(?::\d\d)?+)\s*+(?:来源|來源|稿源)[:：]"
)
#: "Published: ", "发布时间：" before a date
_LABEL = re.compile(r"[^\d:：]{1,30}[:：]\s*+|(?:Published|Posted|Updated)(?: on)? ", re.IGNORECASE)
_UPDATED = re.compile(r"update|modified|更新|수정|aktualisiert|mis à jour|обновлено|actualizado", re.IGNORECASE)
_MAX_LENGTH = 60
#: Characters of a paragraph that is the text of an article.
_TEXT = 120


def find(root: Element) -> Iterator[Field]:
    """Yield the dates of a document as fields of front matter.

    Of the dates that are only shown, the first below the heading is used, before one above it, and one beside the
    article last.
    """
    shown: list[tuple[int, str, int]] = []
    is_below, is_above_text = False, True
    for element in root.iter("*"):
        attributes = element.attrib
        words = set(attributes.get("class", "").lower().split())
        is_below = is_below or element.tag == "h1" or not _HEADINGS.isdisjoint(words)
        if element.tag == "p" and is_below and is_above_text:
            is_above_text = len("".join(element.itertext())) < _TEXT
        if element.tag == "meta":
            continue
        is_byline = is_below and is_above_text
        key = _key(element, words)
        is_named = key is not None or _is_named(words | {attributes.get("id", "").lower()}, is_byline)
        label, value = _value(element) if is_named or "data-date-time" in attributes else ("", "")
        if not value and is_byline and (found := _WITH_SOURCE.match(element.text or "")):
            value = found[1]
        if value:
            line = element.sourceline or 1
            key = "dateModified" if _UPDATED.search(label) else key
            if key not in (None, TIME):
                yield Field(key, value, line)
            else:
                is_aside = any(parent.tag in _ASIDE for parent in element.iterancestors())
                shown.append((2 if is_aside else 0 if is_below else 1, value, line))
    if shown:
        _, value, line = min(shown, key=lambda one: one[0])
        yield Field(TIME, value, line)


def _key(element: Element, classes: set[str]) -> str | None:
    """Return the key of the date in an element, by microdata, microformats and the obsolete `pubdate`, else None."""
    is_time = element.tag in ("time", "abbr")
    words = {element.get("itemprop", "").lower()} | (classes if is_time else set())
    if (is_time and "pubdate" in element.attrib) or not words.isdisjoint(_PUBLISHED):
        return "datePublished"
    if not words.isdisjoint(_MODIFIED):
        return "dateModified"
    return TIME if element.tag == "time" else None


def _is_named(names: set[str], is_vague_enough: bool) -> bool:
    """Return True if a class or an id names a date of the article."""
    plain = (name.replace("-", "").replace("_", "") for name in names if len(name) <= _MAX_LENGTH)
    return any(_NAMED.fullmatch(name) and (is_vague_enough or name not in _VAGUE) for name in plain)


def _value(element: Element) -> tuple[str, str]:
    """Return the label and the date of an element: an attribute, else its text, if that has a year."""
    for name in _ATTRIBUTES:
        value = str(element.get(name, "")).strip()
        if value and (name == "datetime" or _YEAR.search(value)):
            return "", value
    text = one_line_text(element)
    text = text.removeprefix("@")  # Notion
    label = found[0] if (found := _LABEL.match(text)) else ""
    value = text[len(label) :]
    return label, escape(value, quote=False) if len(value) <= _MAX_LENGTH and _YEAR.search(value) else ""
