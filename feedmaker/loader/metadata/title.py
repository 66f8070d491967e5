"""The title of an article: from the front matter, the first heading of the body, or the file name.

A note without any of them has the title "": its entry gets the first words of its text (writer/entries).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote

from feedmaker.loader.dates.in_paths import STAMP, without_date
from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.loader.metadata.plain_text import plain_summary, plain_title
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.truncate import truncate
from feedmaker.text.xml_characters import one_line

#: Characters of a title.
MAX_LENGTH = 1_000
#: Characters of the body that are searched for a heading: one further down is not the title of the article.
_SEARCHED = 20_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# ## Text ## {#id}
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]++(.*)")
_ATTRIBUTES = re.compile(r"\{[#.:][^{}]*+\}\Z")
_SETEXT = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*")
_RST_RULE = re.compile(r"([=\-`:.'\"~^_*+#<>!$%&(),/;?@\[\\\]{|}])\1{2,}[ \t]*")
# <h1 class="x">Text</h1>
_HTML = re.compile(r"<(h[12]|title)(?:\s[^<>]*)?>(.{0,500}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
# The three headings that a body may begin with: "# Text", "Text" above "====", "<h1>Text</h1>".
_OPENING = re.compile(
    r"\s*(?:^ {0,3}#{1,6}[ \t]+\S.*|^ {0,3}[^\s<>|*+#`~-].*\n {0,3}(?:={2,}|-{3,})[ \t]*"
    r"|<h[12](?:\s[^<>]*)?>[^<>]{0,500}</h[12]\s*>[ \t]*)(?:\n+|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
# Lines before a title that are not prose: <a …>, {% … %}, {{ … }}, ![image], [!note], [x]: url, import x, export y,
# :field:, ".. directive", ---
_PREAMBLE = re.compile(r"[ \t]*(?:<|\{%|\{\{|!\[|\[!|\[[^\]]+\]:|import\s|export\s|:[\w-]+:|\.\. |---+[ \t]*$)")
# Names that say nothing, without their date: "081500", "1709367300", "T0801", a UUID
_MEANINGLESS = re.compile(r"T?[\W\d_]*Z?|[0-9a-f]{8} ?(?:[0-9a-f]{4} ?){3}[0-9a-f]{12}", re.IGNORECASE)
#: Files that are named like their folder.
_INDEX_NAMES = frozenset({"index", "_index", "readme", ""})

UNTITLED = Field("", "the first words of the text are used")


def named_title(candidates: Sequence[Candidate]) -> Field[str] | None:
    """Return the title that the front matter names."""
    for candidate in candidates:
        value = candidate.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and (named := plain_title(value)):
            return _limited(Field(named, "front matter", candidate))
    return None


def find_title(
    candidates: Sequence[Candidate], path: str, text: str, body_offset: int, *, rst: bool, is_note: bool
) -> Field[str]:
    """Return the title where the front matter names none, "" for a note: then not even the file name says anything.

    The rule is "first heading" if the title is the first heading of the body, which starts at `body_offset` in `text`.
    With `is_note` the file name is not used.
    """
    heading = first_heading(text, body_offset, rst=rst)
    if heading is None and rst and body_offset:
        heading = first_heading(text, 0, rst=True)
    if heading:
        return _limited(Field(heading, "first heading"))
    name = "" if is_note else meaningful_name(path)
    if not name:
        return UNTITLED
    line = candidates[0].line if candidates else None
    message = f"the article has no title, its file name is used: {quoted(name)}"
    problem = Problem("title-missing", message, "write title: … in its front matter", line)
    return Field(name, "file name", problems=(problem,))


def _limited(found: Field[str]) -> Field[str]:
    """Truncate a title that is too long; a heading then stays in the body."""
    if len(found.value) <= MAX_LENGTH:
        return found
    message = f"the title has more than {MAX_LENGTH} characters, and is truncated"
    problem = Problem("title-too-long", message, "shorten it", found.line)
    rule = "beginning of the first heading" if found.rule == "first heading" else found.rule
    return Field(truncate(found.value, MAX_LENGTH), rule, found.source, (problem,))


def meaningful_name(path: str) -> str:
    """Return the title that the file name makes, "" for a name that says nothing, such as a number."""
    name = title_from_file_name(path)
    return "" if _MEANINGLESS.fullmatch(name) else name


def title_from_file_name(path: str) -> str:
    """Return a file name without date and suffix, with spaces for hyphens; for an index file that of its folder."""
    pure = PurePosixPath(path)
    stem = "" if pure.name.startswith(".") else pure.stem
    if stem.strip().lower() in _INDEX_NAMES or not any(map(str.isalnum, stem)):
        stem = pure.parent.name
    stem = unquote(stem)
    stamp = STAMP.match(stem)
    stem = (stem[stamp.end() :].lstrip("-_ .,") if stamp else without_date(stem)) or stem
    if " " not in stem:
        stem = re.sub(r"[-_+]+", " ", stem)
    return one_line(stem)


def first_heading(text: str, offset: int = 0, *, rst: bool = False) -> str | None:
    """Return the first heading of the body that starts at `offset`, as plain text; None if there is none.

    These are headings: `#` and underlined lines in Markdown, h1 and h2 in HTML (else the title of the document),
    underlined lines in reStructuredText. In Markdown, one below the first level counts only if no text precedes it:
    else it is that of a section.
    """
    body = text[offset : offset + _SEARCHED]
    if rst:
        return _underlined(body)
    headings = [found for found in (_markdown(body), _html(body) if "<" in body else None) if found]
    return min(headings)[1] if headings else None


def after_heading(text: str, offset: int) -> int:
    """Return the offset behind the heading that the body begins with; `offset` if it begins with anything else.

    A heading that became the title is not part of the content.
    """
    opening = _OPENING.match(text, offset)
    return opening.end() if opening else offset


def _markdown(body: str) -> tuple[int, str] | None:
    """Return the offset and the text of the first Markdown heading."""
    fence = ""
    offset = 0
    before = ""
    only_preamble = is_first = True
    for line in body.split("\n"):
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif fence:
            if opening and opening[1].startswith(fence) and line.strip() == opening[1]:
                fence = ""
        elif line.strip():
            title = _markdown_title(line, before, only_preamble, is_first)
            if title:
                return offset, title
            is_first = only_preamble
            only_preamble = only_preamble and _PREAMBLE.match(line) is not None
        before = "" if fence else line
        offset += len(line) + 1
    return None


def _markdown_title(line: str, before: str, only_preamble: bool, is_first: bool) -> str | None:
    """Return the title that a line is, or underlines; `is_first` if only a preamble precedes the line `before` it."""
    atx = _ATX.fullmatch(line)
    if atx:
        return plain_title(_without_closing(atx[2])) if only_preamble or len(atx[1]) == 1 else None
    is_underline = _SETEXT.fullmatch(line) and (is_first or "=" in line)
    if before.strip() and is_underline and not _PREAMBLE.match(before) and before.strip()[0] not in "|>-*+#":
        return plain_title(before)
    return None


def _without_closing(heading: str) -> str:
    """Remove the attributes and the closing sequence of a heading: "Text ## {#id}" (CommonMark, section 4.2)."""
    text = _ATTRIBUTES.sub("", heading.rstrip(" \t")).rstrip(" \t")
    opened = text.rstrip("#")
    return opened if opened[-1:] in ("", " ", "\t") else text


def _html(body: str) -> tuple[int, str] | None:
    """Return the offset and the text of the first h1 or h2 that has text, else those of the document's title."""
    headings = [
        (found[1].lower() == "title", found.start(), title)
        for found in _HTML.finditer(body)
        if (title := plain_summary(_ANY_TAG.sub(" ", found[2])))
    ]
    return min(headings)[1:] if headings else None


def _underlined(body: str) -> str | None:
    """Return the first title of reStructuredText: a line underlined over its length, or over four characters."""
    lines = body.split("\n")
    for line, below in pairwise(lines):
        title = line.strip()
        is_rule = _RST_RULE.fullmatch(below) and not _RST_RULE.fullmatch(line)
        if title and is_rule and len(below.rstrip()) >= min(len(title), 4):
            return plain_title(title)
    return None
