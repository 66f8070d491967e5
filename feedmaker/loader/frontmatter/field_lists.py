"""Front matter without fences: `Key: value`, Logseq's `key:: value`, reStructuredText, Nikola, LCTT's `[#]: key: (x)`.

Every function takes the text and the offset of its first line that is not blank, and returns the fields and the offset
of the body, or None where the text has no such front matter.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from feedmaker.loader.frontmatter import from_yaml
from feedmaker.loader.frontmatter.other_languages import KEYS
from feedmaker.loader.frontmatter.result import (
    MAX_LENGTH,
    Field,
    FieldMapping,
    ParsedBlock,
    are_article_keys,
    collect_fields,
    line_at,
)


class _Header(NamedTuple):
    """A `Key: value` line and the lines that continue it."""

    key: str
    values: list[str]
    line: int

    @property
    def is_list(self) -> bool:
        return len(self.values) > 1 and not self.values[0].strip() and self.values[1].lstrip().startswith("- ")


_LINE = re.compile(r"(?!\Z)(?P<text>[^\n]*)\n?")

#: Signs of words in the scripts from Devanagari to Thai, which are no letters.
_SIGNS = r"\u0900-\u0e7f"
#: Pelican and MultiMarkdown: a key of words, a colon; white space may follow. Not "https://…", "std::map".
_HEADER = re.compile(rf"([^\W\d_][\w{_SIGNS} -]{{0,40}}?)[ ]?[:：](?!//|:)[ \t\u3000]*(.*)")

#: A value in YAML's notation: [a, b], |, 'text'.
_YAML_VALUE = re.compile(r"\[.*\]\Z|[|>][+-]?\Z|'.*'\Z|\".*\"\Z", re.DOTALL)

#: "Date: 2024-05-31", "* Date: 2024-05-31", "- **Date:** 2024-05-31", "_Posted: 31 May 2024_", "> 日期：2024-05-31"
_FIELD_BELOW = re.compile(
    rf"(?:>[ \t]?)?(?:[*-][ \t]+)?([*_]{{0,3}})([^\W\d_](?:[^\W_]|[{_SIGNS} -]){{0,40}})"
    r"(?:(?:\1:|:(?:[ \t]*\1(?=[ \t]))?)[ \t]+|(?:\1：|：[ \t]*\1)[ \t]*)(.+)"
)
#: What separates a field from the next one on a line: "日期：2024-05-31　作者：张三", "Date: 2024-05-31 · Status: x"
_NEXT_FIELD = re.compile(
    r"(?<![ \t\u3000])[ \t\u3000]*+(?:[|｜·•][ \t\u3000]*+|(?<=[ \t]{2})|(?<=\u3000)|(?<=[ \t])(?=\*\*))"
    rf"(?=[*_]{{0,3}}[^\W\d_](?:[^\W_]|[{_SIGNS}]){{0,20}}[:：])"
)
#: "2024-05-31", "*May 31st, 2024*", "_Published on 31 May 2024_", "2024年5月31日", "31 de mayo de 2024"
_DATE_ALONE = re.compile(
    r"(?:>[ \t]?)?([*_]{0,3})(?:(?:Published|Posted|Written)(?: on)?:? )?"
    r"([12]\d{3}([-/.])\d\d?\3\d\d?(?:[T ]\d\d?:\d\d(?::\d\d)?)?|[12]\d{3} ?年 ?\d\d? ?月 ?\d\d? ?日"
    r"|[^\W\d_]{3,10}\.? \d\d?(?:st|nd|rd|th)?, [12]\d{3}"
    r"|\d\d?(?:st|nd|rd|th|er|º|\.)? (?:de )?[^\W\d_]{3,10}\.? (?:de )?[12]\d{3})\1[ \t]*"
)
#: Keys that name the date of a text → the key of the article; proposals (RFCs) have a start date.
_DATE_KEYS = {
    **{key.replace("_", " "): key for key in KEYS["date"] if key != "data"},
    "date": "date", "published": "published", "posted": "posted", "created": "created", "start date": "date",
}  # fmt: skip
_PROPERTY = re.compile(r"([A-Za-z][\w-]{0,60})::(?:[ \t]+(.*)|$)")
_RST_FIELD = re.compile(r":([^\W_][\w -]{0,60}):(?:[ \t]+(.*)|[ \t]*$)")
_RST_ESCAPED = re.compile(r"\\(\S)")
#: An underline or overline of one punctuation mark: ======
_RST_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*\Z")
_RST_COMMENT = re.compile(r"\.\.(?: (?!.*::)|$)")
_NIKOLA_FIELD = re.compile(r"\.\. ([\w-]{1,60}):(?: (.*)|[ \t]*$)")
_NIKOLA_COMMENT = re.compile(r"<!--[ \t]*+(?=\n?[ \t]*+\.\. [\w-]{1,60}:)")
_LCTT_FIELD = re.compile(r"\[#\]: ?([\w-]{1,60}+):?+ *+(.*+)$")

#: Keys of which several lines are several values.
_LIST_KEYS = frozenset(["tags", "tag", "keywords", "categories", "category", "authors", "author"])


def key_values(text: str, start: int) -> ParsedBlock | None:
    """Read Pelican's, MultiMarkdown's or YAML's `Key: value` lines, which end at the first blank line."""
    if _HEADER.match(text, start, _end_of_line(text, start)) is None:
        return None
    headers: list[_Header] = []
    end = start
    first_line = line_at(text, start)
    for number, line in enumerate(_lines(text, start), first_line):
        if not line["text"].strip():
            end = line.end()
            break
        match = _HEADER.match(line["text"])
        if match:
            headers.append(_Header(match[1], [match[2] or ""], number))
        elif line["text"][0] in " \t" or (line["text"].startswith("- ") and not headers[-1].values[0].strip()):
            headers[-1].values.append(line["text"])
        else:
            break
        end = line.end()
    # Two are not enough: a paragraph may begin with "Summary:" and go on with "Author:".
    if not are_article_keys((header.key for header in headers), enough=3):
        return None
    fields = _as_yaml(text[start:end].rstrip(), first_line, headers) or collect_fields(map(_field, headers))
    return ParsedBlock(fields, end)


def properties(text: str, start: int) -> ParsedBlock | None:
    """Read the properties of a page of Logseq, `key:: value`, which end at the first other line."""
    fields: list[Field] = []
    end = start
    for number, line in enumerate(_lines(text, start), line_at(text, start)):
        found = _PROPERTY.match(line["text"])
        if found is None:
            break
        value = (found[2] or "").replace("[[", "").replace("]]", "")
        fields.append(Field(found[1], value.strip(), number))
        end = line.end()
    return ParsedBlock(collect_fields(fields), end) if are_article_keys((f.key for f in fields), enough=1) else None


def below_title(text: str, start: int) -> ParsedBlock | None:
    """Read a title `# A` and the `Key: value` lines below it, as Notion exports the properties of a page.

    Lines with a date, as in decision records (adr-tools, MADR), or a date alone, stay in the body.
    """
    title = _end_of_line(text, start)
    blank = text[title : title + 10]
    begin = title + len(blank) - len(blank.lstrip("\n"))
    if not text.startswith("# ", start) or begin == title:
        return None
    has_several = _NEXT_FIELD.search(text, begin, _end_of_line(text, begin))
    found = None if begin == title + 1 or has_several else key_values(text, begin)
    if found is None or "title" in found.fields.values:
        found = visible_fields(text, begin)
    if found is None:
        return None
    heading = Field("title", text[start + 2 : title].strip(), line_at(text, start))
    fields = found.fields
    values = {"title": heading.value, **fields.values}
    return found._replace(fields=fields._replace(values=values, lines={"title": heading.line, **fields.lines}))


def visible_fields(text: str, start: int) -> ParsedBlock | None:
    """Read lines that name a date, and the fields beside it; they stay in the body."""
    fields: list[Field] = []
    for number, line in enumerate(_lines(text, start, limit=20), line_at(text, start)):
        content = line["text"].rstrip()
        if _FIELD_BELOW.match(content):
            for found in filter(None, map(_FIELD_BELOW.match, _NEXT_FIELD.split(content))):
                key = _DATE_KEYS.get(found[2].strip().lower(), found[2])
                fields.append(Field(key, found[3].strip().removesuffix(found[1]), number))
        elif not fields and (date := _DATE_ALONE.fullmatch(content)):
            return ParsedBlock(collect_fields([Field("date", date[2], number)]), start)
        elif content.strip():
            break
    dates = (str(field.value) for field in fields if field.key in _DATE_KEYS.values())
    is_dated = any(any(map(str.isdigit, date)) for date in dates)
    return ParsedBlock(collect_fields(fields), start) if is_dated else None


def _as_yaml(head: str, first_line: int, headers: list[_Header]) -> FieldMapping | None:
    """Read the lines as YAML where a value is written in YAML, such as `tags: [a, b]` or `summary: |`."""
    if not any(_YAML_VALUE.match(header.values[0].strip()) or header.is_list for header in headers):
        return None
    try:
        return from_yaml.read(head, first_line)
    except from_yaml.YamlError:
        return None


def _field(header: _Header) -> Field:
    values = [value.strip() for value in header.values]
    if header.is_list:
        return Field(header.key, [value.removeprefix("- ").strip() for value in values[1:]], header.line)
    filled = list(filter(None, values))
    several = len(filled) > 1 and header.key.lower() in _LIST_KEYS
    return Field(header.key, filled if several else " ".join(filled), header.line)


def rst(text: str, start: int, *, certain: bool) -> ParsedBlock | None:
    """Read reStructuredText: a title that is underlined, perhaps overlined, and then `:key: value` fields.

    `certain`: the file is reStructuredText by its suffix; otherwise a title without fields is not front matter.
    """
    if not certain and text[start : start + 1] != ":" and not _title(list(_lines(text, start, limit=3)), 0)[0]:
        return None
    lines = list(_lines(text, start, limit=2000 if certain else 60))
    at = 0
    while certain and at < len(lines) and (not lines[at]["text"].strip() or _RST_COMMENT.match(lines[at]["text"])):
        at += 1
    first_line = line_at(text, start)
    title, after = _title(lines, at)
    fields, stop = _rst_fields(lines, after, first_line)
    if not fields and not (certain and title):
        return None
    if not title and not certain and not are_article_keys(field.key for field in fields):
        return None
    if title and "title" not in {field.key.strip().lower() for field in fields}:
        fields.insert(0, Field("title", title, first_line + after - 2))
    return ParsedBlock(collect_fields(fields), lines[stop - 1].end() if stop else start)


def rst_title(text: str, start: int) -> Field | None:
    """Return the underlined title that a text begins with."""
    lines = list(_lines(text, start, limit=50))
    at = next((index for index, line in enumerate(lines) if line["text"].strip()), 0)
    title, after = _title(lines, at)
    return Field("title", title, line_at(text, start) + after - 2) if title else None


def _title(lines: list[re.Match[str]], at: int) -> tuple[str, int]:
    """Read a section title (docutils, "Sections").

    Returns the title, which is empty where there is none, and the index after its underline, so that the title is two
    lines above.
    """
    texts = [line["text"].rstrip() for line in lines[at : at + 3]]
    if len(texts) == 3 and _RST_RULE.match(texts[0]) and texts[2] == texts[0]:
        title = texts[1].strip()
        if title and not _RST_RULE.match(title):
            return title, at + 3
    if len(texts) >= 2 and _RST_RULE.match(texts[1]) and not lines[at]["text"][:1].isspace():
        title, rule = texts[:2]
        if title and len(rule) >= min(4, len(title)) and not _RST_RULE.match(title) and not _RST_FIELD.match(title):
            return title, at + 2
    return "", at


def _rst_fields(lines: list[re.Match[str]], at: int, first_line: int) -> tuple[list[Field], int]:
    """Read a field list, which may have blank lines in it: the fields, and the index after the last one."""
    fields: list[Field] = []
    stop = at
    for index, line in enumerate(lines[at:], at):
        match = _RST_FIELD.match(line["text"])
        if match:
            value = _RST_ESCAPED.sub(r"\1", (match[2] or "").strip())
            fields.append(Field(match[1], value, first_line + index))
        elif not line["text"].strip():
            continue
        elif fields and line["text"][0] in " \t" and stop == index:
            fields[-1] = fields[-1]._replace(value=f"{fields[-1].value} {line['text'].strip()}".strip())
        else:
            break
        stop = index + 1
    return fields, stop


def nikola(text: str, start: int) -> ParsedBlock | None:
    """Read Nikola's `.. key: value` lines, bare or within one HTML comment."""
    comment = _NIKOLA_COMMENT.match(text, start)
    fields: list[Field] = []
    end = begin = comment.end() if comment else start
    for number, line in enumerate(_lines(text, begin), line_at(text, begin)):
        content, closing, _ = line["text"].partition("-->") if comment else (line["text"], "", "")
        match = _NIKOLA_FIELD.match(content.strip())
        if match:
            fields.append(Field(match[1], (match[2] or "").strip(), number))
        elif content.strip() or (not comment and fields):
            break
        end = line.end()
        if closing:
            end = line.start() + line["text"].index("-->") + 3
            end += text.startswith("\n", end)
            break
    return ParsedBlock(collect_fields(fields), end) if are_article_keys(field.key for field in fields) else None


def lctt(text: str, start: int) -> ParsedBlock | None:
    """Read the front matter of LCTT/TranslateProject: Markdown link definitions `[#]: key: (value)`."""
    fields: list[Field] = []
    end = start
    for number, line in enumerate(_lines(text, start), line_at(text, start)):
        match = _LCTT_FIELD.match(line["text"].rstrip())
        if match is None:
            break
        fields.append(Field(match[1], _strip_brackets(match[2].strip()), number))
        end = line.end()
    return ParsedBlock(collect_fields(fields), end) if fields else None


def _strip_brackets(value: str) -> str:
    """Remove one pair of brackets or quotes around a value."""
    if len(value) >= 2 and value[0] + value[-1] in ("()", '""'):
        return value[1:-1].strip()
    return value


def _lines(text: str, start: int, limit: int = 5000) -> Iterator[re.Match[str]]:
    """Yield the lines from `start` on, at most as many as front matter may have."""
    return islice(_LINE.finditer(text, start, start + MAX_LENGTH), limit)


def _end_of_line(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop
