"""The publication status of an article: published, draft, or excluded from feeds only.

And lines about publication that no reader of front matter took for fields, because it is damaged or was not found.
"""

import re
from collections.abc import Callable, Container, Iterator
from typing import Literal, NamedTuple, TypeAlias
from unicodedata import category, normalize

from feedmaker.loader.frontmatter import other_languages
from feedmaker.loader.frontmatter.result import FrontMatter, are_article_keys
from feedmaker.loader.metadata.keys import FIELDS_IN_ALL_LANGUAGES, Candidate, Candidates, Field, normalise_key
from feedmaker.model import Status
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import CURLY_QUOTES

_YES = frozenset({"true", "yes", "on", "1", "y"}) | other_languages.YES
_NO = frozenset({"false", "no", "off", "0", "n", "never", "none"}) | other_languages.NO
_DRAFT_WORDS = other_languages.DRAFT.union(
    ["draft", "drafts", "unpublished", "pending", "trash", "trashed", "deleted", "auto-draft", "wip", "embargoed"]
)
_HIDDEN_WORDS = other_languages.HIDDEN.union(["hidden", "private", "unlisted", "skip", "sent"])
_PUBLIC_WORDS = other_languages.PUBLIC.union(["public", "published", "visible", "open"])
#: Generators that leave out articles with any other status.
_STATUSES = {"pelican": ("published", "draft", "hidden", "skip")}
_FIRST_WORD = re.compile(r"[^\W\d_]{1,20}(?=[ ,;:(]|$)")
#: 2024-05-31-title.md, 24-5-31-title.md (Jekyll::Document::DATE_FILENAME_MATCHER).
_JEKYLL_POST = re.compile(r"(?:.*/)?[0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2}-[^/]*\.[^./]+", re.DOTALL)
#: _talks/title.md, in a collection of Jekyll's.
_COLLECTION = re.compile(r"_(?!posts/|drafts/)[^/]+/").match
_PUBLISHED: Field[Status] = Field("published", "default")


def parse_flag(value: object) -> bool | None:
    """Return the meaning of a flag: `true`, "true", 1, yes, on, [true] and their opposites; None for anything else."""
    if isinstance(value, list) and len(value) == 1:
        return parse_flag(value[0])
    if isinstance(value, (bool, int)):
        return bool(value) if value in (0, 1) else None
    word = _word(value)
    return True if word in _YES else False if word in _NO else None


def find_status(
    candidates: Candidates, path: str, generator: str | None, front_matter: FrontMatter, text: str
) -> Field[Status]:
    """Return the status that the path and the front matter give an article; "draft" takes precedence.

    The article is held back, with a problem, where a flag is neither true nor false, where the site's generator has no
    such status, and where a line of damaged front matter may say so. `text` is that of the file.
    """
    status = _status_by_fields(candidates, path, generator)
    may_have_lost = front_matter.problems or not front_matter.lines or front_matter.kind in ("header", "below")
    return _with_lost_flag(status, front_matter, text) if may_have_lost else status


def _status_by_fields(candidates: Candidates, path: str, generator: str | None) -> Field[Status]:
    folders = f"/{path.lower()}"
    if "/drafts/" in folders or "/_drafts/" in folders:
        return Field("draft", "folder of drafts")
    for field, status, is_met in _CONDITIONS:
        for candidate in candidates.get(field, ()):  # most fields are missing, for which [] is slower
            if is_met(candidate.value):
                return Field(status, "front matter", candidate)
    if generator == "jekyll" and not _JEKYLL_POST.fullmatch(path) and not _COLLECTION(path):
        message = "Jekyll publishes no post whose file name does not begin with a date"
        hint = "name it like 2024-05-31-title.md"
        return Field("draft", "name of the file", problems=(Problem("jekyll-file-name", message, hint),))
    return _unreadable_flag(candidates, generator) or _unknown_status(candidates, generator) or _PUBLISHED


def _unknown_status(candidates: Candidates, generator: str | None) -> Field[Status] | None:
    known = _STATUSES.get(generator or "", ())
    for candidate in candidates["status"] if known else ():
        if _word(candidate.value) not in known:
            message = f"{candidate.key} is not a status of {str(generator).capitalize()}: {quoted(candidate.value)}"
            problem = Problem("flag-unreadable", message, f"write {', '.join(known)}", candidate.line)
            return Field("draft", f"no status of {generator}", candidate, (problem,))
    return None


def _unreadable_flag(candidates: Candidates, generator: str | None) -> Field[Status] | None:
    for field in ("draft", "excluded") if generator else ("draft", "excluded", "published"):
        for candidate in candidates.get(field, ()):
            if parse_flag(candidate.value) is None and not (field == "published" and _may_be_published(candidate)):
                message = f"{candidate.key} is neither true nor false: {quoted(candidate.value)}"
                problem = Problem("flag-unreadable", message, "write true or false", candidate.line)
                return Field("draft", "neither true nor false", candidate, (problem,))
    return None


def _with_lost_flag(status: Field[Status], front_matter: FrontMatter, text: str) -> Field[Status]:
    """Hold back an article whose front matter, damaged or not found, has a line about publication that was not read."""
    if status.value != "published" or front_matter.is_sidecar:
        return status
    for lost in _lost_flags(front_matter, text):
        is_clear = lost.field in _CLEAR_FIELDS or _is_flag(lost.value)
        candidates = Candidates({lost.field: [Candidate(lost.key, lost.value or "?")]})
        if (is_clear or not lost.may_be_text) and _status_by_fields(candidates, "", None).value != "published":
            message = f"front matter line may say that the article is not published: {quoted(lost.text)}"
            problem = Problem("flag-unreadable", message, "correct the front matter, or remove the line", lost.line)
            return Field("draft", "front matter that cannot be read", problems=(problem,))
    return status


def _is_flag(value: str) -> bool:
    return parse_flag(value) is not None or _word(value) in _DRAFT_WORDS | _HIDDEN_WORDS


def tag_key(tag: str) -> str:
    """Return a tag as `articles.draft_tags` are compared: in any letter case and width, without a leading "#"."""
    visible = "".join(character for character in tag if category(character) != "Cf")
    return normalize("NFKC", visible).casefold().strip().lstrip("#")


def with_draft_tags(status: Field[Status], tags: Field[tuple[str, ...]], draft_tags: Container[str]) -> Field[Status]:
    """Return the status of an article with these tags, of which those in `articles.draft_tags` make a draft."""
    if status.value != "draft" and any(tag_key(tag) in draft_tags for tag in tags.value):
        return Field("draft", "articles.draft_tags", tags.source)
    return status


def _word(value: object) -> str:
    return value.strip(f" \t\n,;[]{CURLY_QUOTES}").lower() if isinstance(value, str) else ""


def _words(value: object) -> list[str]:
    """Return the words of a status, which may be a list; "Draft 0.2" and "draft, to be reviewed" begin with one."""
    words = [_word(one) for one in value] if isinstance(value, list) else [_word(value)]
    return words + [found[0] for found in map(_FIRST_WORD.match, words) if found]


def _may_be_published(candidate: Candidate) -> bool:
    """Return True where the value is no word: dates, and whatever `published` says, are read elsewhere."""
    word = _word(candidate.value)
    return not word or word in _PUBLIC_WORDS or any(map(str.isdigit, word)) or candidate.key.lower() == "published"


def _is_restricted(value: object) -> bool:
    """Return True for Ghost's `members`, `paid` and `tiers`, and for anything else that is not public."""
    return parse_flag(value) is not True and _word(value) not in _PUBLIC_WORDS


def _is_password(value: object) -> bool:
    """Return True for a password: a protected body must not be published (hexo-blog-encrypt, WordPress exports)."""
    return isinstance(value, (str, int)) and parse_flag(value) is not False and bool(str(value).strip())


#: A field, the status that it gives an article, and the condition that its value must meet; the first one counts.
_CONDITIONS: tuple[tuple[str, Status, Callable[[object], bool]], ...] = (
    ("draft", "draft", lambda value: parse_flag(value) is True),
    ("published", "draft", lambda value: parse_flag(value) is False),
    ("status", "draft", lambda value: not _DRAFT_WORDS.isdisjoint(_words(value))),
    # Eleventy's eleventyExcludeFromCollections may be a list of collections.
    (
        "excluded",
        "excluded",
        lambda value: parse_flag(value) or (isinstance(value, list) and parse_flag(value) is None),
    ),
    # Hugo's build.list: local, which keeps a page out of the feed of the site.
    ("listed", "excluded", lambda value: parse_flag(value) is False or _word(value) == "local"),
    ("status", "excluded", lambda value: not _HIDDEN_WORDS.isdisjoint(_words(value))),
    ("visibility", "excluded", _is_restricted),
    # Eleventy's permalink: false, a page that is not written.
    ("page", "excluded", lambda value: value is False or _word(value) == "false"),
    ("password", "excluded", _is_password),
)


#: Where a line stands: in front matter of which lines were left out, in one whose lines were all read as something,
#: or in what may be a text.
_Place: TypeAlias = Literal["left out", "read", "text"]


class _Line(NamedTuple):
    number: int
    text: str
    place: _Place


#: Fields whose every value counts, but for "false" and the like.
_CLEAR_FIELDS = ("draft", "password")
#: Characters of a text in which the end of front matter, or front matter without fences, is looked for.
_SEARCHED = 2_000
#: Problems of front matter that may have lost a field.
_LOSSES = frozenset([
    "front-matter-line-unreadable", "front-matter-recovered", "front-matter-tab", "front-matter-too-long",
    "front-matter-unreadable", "front-matter-unclosed",
])  # fmt: skip
#: Fields about publication, by their keys as these are compared.
_FIELDS_OF_KEYS = {
    normalise_key(key): field
    for field in ("draft", "published", "status", "visibility", "excluded", "listed", "password")
    for key in FIELDS_IN_ALL_LANGUAGES[field]
}
# "- draft: true", '"draft" = true', "**draft**: true"
_FIELD_LINE = re.compile(r"[^\w\n]{0,40}([^\W\d_][\w-]{0,40})[^\w\n:：=]{0,5}[:：=]{1,2}[^\S\n]*(.*)")
# "draft true", "draft"; "- draft" may be a tag
_WORD_LINE = re.compile(
    r"[^\w\n-]{0,40}([^\W\d_][\w-]{0,40})[\"'*]{0,3}"
    r"(?:[^\S\n]+(true|yes|on|1|false|no|off|0|draft|private|hidden|unlisted))?[^\w\n]*$",
    re.IGNORECASE,
)
# "status draft, to be reviewed", in a line of front matter that was left out
_LEFT_OUT_LINE = re.compile(r"[^\w\n-]{0,40}([^\W\d_][\w-]{0,40})[\"'*]{0,3}(?:[^\S\n]++(.*+))?$")
_AROUND_VALUE = " \t\"'`*,;%[]{}"
# A fence, or what was meant as one.
_RULE = re.compile(r"^(?:[—–]|[^\w\n]{2,}(?:ya?ml|toml|markdown|md)?)$", re.MULTILINE)


class _LostFlag(NamedTuple):
    """A line that may say whether the article is published."""

    field: str
    key: str
    #: "" for a key alone.
    value: str
    line: int
    text: str
    #: Whether the line may be one of a text, so that only a clear value counts.
    may_be_text: bool


def _lost_flags(front_matter: FrontMatter, text: str) -> Iterator[_LostFlag]:
    """Yield the lines that may be fields about publication; `text` is that of the file."""
    for number, line, place in _lines(front_matter, text):
        is_field = _FIELD_LINE.match(line)
        found = is_field or (_WORD_LINE.match(line) if place == "read" else None)
        found = found or (_LEFT_OUT_LINE.match(line) if place == "left out" else None)
        field = _FIELDS_OF_KEYS.get(normalise_key(found[1])) if found else None
        if found and field and (is_field or place == "left out" or field in _CLEAR_FIELDS):
            value = (found[2] or "").partition(" #")[0].strip(_AROUND_VALUE)
            if value or field == "draft":
                yield _LostFlag(field, found[1], value, number, line.strip(), place != "left out")


def _lines(front_matter: FrontMatter, text: str) -> Iterator[_Line]:
    codes = {problem.code for problem in front_matter.problems}
    end = front_matter.body_offset
    if not codes.isdisjoint(_LOSSES):
        yield from _damaged_lines(text, end, codes)
    elif not front_matter.lines:
        yield from _lines_like_fields(text[end : end + _SEARCHED], front_matter.body_line)
    elif front_matter.kind in ("header", "below") and not text.endswith("\n\n", 0, end):
        yield from _lines_below_header(text[end : end + _SEARCHED], front_matter.body_line)


def _damaged_lines(text: str, end: int, codes: set[str]) -> Iterator[_Line]:
    """Yield the lines of damaged front matter that seems to end at `end`; if unclosed, also those up to a fence."""
    stop = end or _SEARCHED
    rule = _RULE.search(text, stop, stop + _SEARCHED) if "front-matter-unclosed" in codes else None
    above: _Place = "left out" if "front-matter-line-unreadable" in codes else "read"
    position = 0
    for number, line in enumerate(text[: rule.start() if rule else stop].split("\n"), 1):
        yield _Line(number, line, "text" if position >= stop else above)
        position += len(line) + 1


def _lines_like_fields(body: str, first_line: int) -> list[_Line]:
    """Return the lines that a text without front matter begins with, if they are like fields."""
    lines: list[_Line] = []
    keys: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        if not _is_end(line):
            if found := _FIELD_LINE.match(line):
                keys.append(found[1])
            elif not keys:
                break
        elif len(keys) > 1:  # fences and blank lines may stand above fields
            break
        lines.append(_Line(number, line, "text"))
    return lines if are_article_keys(keys) else []


def _lines_below_header(body: str, first_line: int) -> Iterator[_Line]:
    """Yield the lines that follow a header without a blank line between: the header goes on with what was not read."""
    for number, line in enumerate(body.split("\n"), first_line):
        if _is_end(line):
            return
        yield _Line(number, line, "text")


def _is_end(line: str) -> bool:
    return not line.strip() or _RULE.fullmatch(line) is not None
