"""`articles.split: headings`: the headings of a changelog, each of which makes an article of its own.

A heading makes one if it has a date, or begins with a version:

    ## [1.2.0] - 2024-05-31                     Keep a Changelog
    # [1.2.0](https://…/v1.1.0...v1.2.0) (2024-05-31)    conventional-changelog; patches have another level
    harbour 1.2.0 (2024-05-31)                  towncrier, underlined
    1.2.0 / 2024-05-31                          underlined
    ## v1.2.0, ## Version 1.2.0, ## 31 May 2024 (the date may be the first line below)

What stands before the first of them, and under headings such as "Unreleased", is in no article.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from feedmaker.loader.body.markup import CODE_FLAGS, MARKDOWN_CODE
from feedmaker.loader.links.slugs import github
from feedmaker.loader.metadata.keys import Candidate, Candidates
from feedmaker.model import BodyKind
from feedmaker.text.patterns import portable

_HEADINGS = re.compile(
    rf"""{MARKDOWN_CODE}|(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))
    |\n[ ]{{0,3}}(?P<marks>\#{{1,6}})[ \t]+(?P<text>[^\n]{{1,300}})
    |(?:\n[=~^-]{{3,}}[ \t]*(?=\n))?\n(?P<underlined>[^\s\n#>|-][^\n]{{0,300}})
       \n(?P<line>={{3,}}|-{{3,}}|~{{3,}}|\^{{3,}})[ \t]*$""",
    CODE_FLAGS,
)
_CLOSING = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*+$")
# An id that the heading names: "{#v120}", <a name="v120"></a>
_OWN_ID = re.compile(
    r"""(?<![ \t])[ \t]*+\{:?[ ]?\#([\w.:-]{1,100})[^{}]*\}|<a\b[^<>]*\b(?:id|name)=["']?([\w.:-]{1,100})[^<>]*>"""
)
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\](?:\([^()\s]{0,500}\)|\[[^\[\]]{0,100}\])?")
_MARKUP = re.compile(r"<[^<>]{0,200}>|[*`]+|(?<!\w)_+|_+(?!\w)")
_VERSION = re.compile(
    portable(r"(?:(?:version|release|rel\.|ver\.)\s{1,3})?v?(?<!\d)\d++(?:\.\d++)++[\w.+-]*+"), re.IGNORECASE
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_ANY_DATE = (
    rf"(?:\d{{4}}(?P<sep>[-/.])\d{{1,2}}(?P=sep)\d{{1,2}}(?:[T ]\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?"
    rf"(?:\s?(?:Z|UTC|GMT|[+-]\d{{2}}:?\d{{2}}))?)?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}"
    rf"|(?:{_DAY}\s(?:of\s)?)?[^\W\d_]{{3,12}}\.?\s(?:{_DAY},?\s)?\d{{4}})"
)
_DATE = re.compile(rf"(?<![\w.-]){_ANY_DATE}(?![\w-])")
# "_May 27, 2025_", "Released: 2024-05-31": the first line below a heading.
_DATE_LINE = re.compile(
    rf"\s{{0,9}}[_*(]{{0,3}}(?:(?:released?|date)(?:\son)?:?\s)?(?P<day>{_ANY_DATE})[_*)]{{0,3}}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)

_AROUND = " \t-–—/|,:;()[]"
_UNRELEASED = re.compile(r"\W*(?:unreleased|upcoming|next|head|main|master|未发布|待发布)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S[^\n]*$", re.MULTILINE)


#: A file with more articles is not a changelog: it is one article.
MOST = 5_000


class Section(NamedTuple):
    """A heading that makes an article, and the text below it."""

    title: str
    #: As written, "" for none.
    date: str
    #: Distinguishes it from the other headings of the file, even if its date changes.
    key: str
    #: Id of the heading on the page, "" where it is not known.
    anchor: str
    #: Of the heading in the file, from 1.
    line: int
    #: Offsets of the text below the heading.
    start: int
    end: int

    def candidates(self, found: Candidates) -> Candidates:
        """Return what the article of a section has of its heading, in place of the front matter of the file."""
        title = [Candidate("heading", self.title, self.line)] if self.title else found["title"]
        date = [Candidate("heading", self.date, self.line)] if self.date else []
        return Candidates(found | {"title": title, "date": date, "updated": []})


class _Heading(NamedTuple):
    level: int
    text: str
    own_id: str
    #: Offsets of its line, and of what follows it.
    start: int
    end: int


def find_sections(text: str, offset: int, line: int, *, anchors: str, is_date: Callable[[str], bool]) -> list[Section]:
    """Return the sections of a body that begins at `offset`, in line `line` of the file.

    `anchors` says how the site makes ids of headings: as "github" or "python-markdown" does, or "" for unknown.
    """
    found: list[Section] = []
    taken = Counter[str]()
    keys = Counter[str]()
    level, at = 0, offset
    for heading in _headings(text, offset):
        line, at = line + text.count("\n", at, heading.start), heading.start
        date, title, version = _parts(heading.text, is_date)
        is_unreleased = not version and _UNRELEASED.match(heading.text) is not None
        is_entry = bool(date or version) and not is_unreleased
        if level and (is_entry or is_unreleased or heading.level < level):
            found[-1] = found[-1]._replace(end=heading.start)
            level = 0
        anchor = _anchor(heading, anchors, taken)
        start = heading.end
        if is_entry and not date and (below := _DATE_LINE.match(text, start)) and is_date(below["day"]):
            date, start = below["day"], below.end()
        if is_entry:
            key = (version or title).casefold()
            keys[key] += 1
            key = key if keys[key] == 1 else f"{key} ({keys[key]})"
            found.append(Section(title, date, key, anchor, line, start, len(text)))
            level = heading.level
    return found if len(found) <= MOST else []


def definitions(text: str) -> str:
    """Return the addresses that a file defines for the links of all its sections: `[1.2.0]: https://…`."""
    found = _DEFINITION.findall(text) if "]:" in text else []
    return "\n\n" + "\n".join(found) + "\n" if found else ""


def section_text(text: str, start: int, end: int | None, kind: BodyKind) -> str:
    """Return the body from `start` to `end`; that of a section of a text has the definitions of the file."""
    if end is None:
        return text[start:]
    return text[start:end] if kind == "html" else text[start:end] + definitions(text)


def _headings(text: str, offset: int) -> list[_Heading]:
    headings = []
    searched = "\n" + text[offset:]
    for match in _HEADINGS.finditer(searched):
        written = match["text"] or match["underlined"]
        if not written:
            continue
        level = len(match["marks"]) if match["marks"] else {"=": 1, "-": 2}.get(match["line"][0], 3)
        own_id = _OWN_ID.search(written)
        plain = _CLOSING.sub("", _OWN_ID.sub("", written))
        plain = " ".join(_MARKUP.sub("", _LINK.sub(r"\1", plain)).replace("\\", "").split())
        # from the line after the newline that the pattern begins with
        start, end = match.start() + offset, match.end() + offset - 1
        headings.append(_Heading(level, plain, (own_id[1] or own_id[2]) if own_id else "", start, end))
    return headings


def _parts(text: str, is_date: Callable[[str], bool]) -> tuple[str, str, str]:
    """Return the date of a heading, its title without the date, and its version; "" for each that it has not.

    A version counts where the heading begins with it, or has a date as well.
    """
    dates = [match for match in _DATE.finditer(text) if is_date(match[0])]
    date = dates[-1] if dates else None
    title = text
    if date:
        title = " ".join(f"{text[: date.start()].rstrip(_AROUND)} {text[date.end() :].lstrip(_AROUND)}".split())
    version = _VERSION.search(title) if date else _VERSION.match(title)
    title = title.strip(_AROUND) or (date[0] if date else text)
    return date[0] if date else "", title, title[: version.end()].strip() if version else ""


def _anchor(heading: _Heading, anchors: str, taken: Counter[str]) -> str:
    """Return the id of a heading; those that are alike get a number."""
    if heading.own_id or not anchors:
        return heading.own_id
    if anchors == "github":
        slug, divider = github(heading.text), "-"
    else:
        plain = unicodedata.normalize("NFKD", heading.text).encode("ascii", "ignore").decode()
        slug, divider = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower()), "_"
    taken[slug] += 1
    return f"{slug}{divider}{taken[slug] - 1}" if taken[slug] > 1 else slug
