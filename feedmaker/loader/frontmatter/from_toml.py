"""TOML front matter (Hugo, Zola): native values; what is not TOML is read field by field."""

import re
from collections.abc import Iterator

from feedmaker.loader.frontmatter.result import MAX_LENGTH, Field, FieldMapping, collect_fields
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_NAME = r"""(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([\w-]{1,80}))"""
_KEY = re.compile(rf"[ \t]*{_NAME}[ \t]*[.=](.*)")
_TABLE = re.compile(r"[ \t]*\[\[?[ \t]*[\"']?([\w-]{1,80})(?>[^\n]*\][ \t]*+(?=#|$))")

#: A key of the top level or a table, with anything after it.
_TOP = re.compile(rf"^[ \t]*(?:\[\[?[ \t]*)?{_NAME}")

_ARTICLE_LINE = re.compile(r"^[ \t]*+[\"']?(?:title|date|draft|published)[\"']?[ \t]*+=", re.IGNORECASE | re.MULTILINE)

#: Lines at the end of a field that are left out at most, so that the rest is TOML.
_MAX_LOST = 10

#: Parts of a dotted key: tomllib takes time and memory with the square of their number.
_MAX_PARTS = 100
_LONG_KEY = re.compile(rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_MAX_PARTS}}}""")
#: Digits of a number that may be one of more than 64 bits.
_LONG_NUMBER = re.compile(r"[0-9A-Fa-f_]{16}")


def read(head: str, first_line: int) -> FieldMapping:
    """Read the lines of `head`, which begin in line `first_line` of the file; what is not TOML becomes problems."""
    try:
        values = _load(head)
    except (ValueError, RecursionError) as error:
        return _recover(head, first_line, error)
    lines: dict[str, int] = {}
    for number, line in enumerate(head.split("\n"), first_line):
        if match := _TOP.match(line):
            lines.setdefault(match[1] or match[2] or match[3], number)
    return collect_fields(Field(key, value, lines.get(key, first_line)) for key, value in values.items())


def _load(text: str) -> dict[str, object]:
    if text.count(".") >= _MAX_PARTS and _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_MAX_PARTS} parts")
    import tomllib  # late: most sites have none

    values: dict[str, object] = tomllib.loads(text)
    if _LONG_NUMBER.search(text):
        _check_integers(values)
    return values


def _check_integers(value: object) -> None:
    """Refuse integers of more than 64 bits, as TOML 1.0 requires ("Integer")."""
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            _check_integers(part)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("an integer has more than 64 bits")


def is_article(text: str, start: int) -> bool:
    """Return True if a line from `start` on is a field of an article."""
    return _ARTICLE_LINE.search(text, start, start + MAX_LENGTH) is not None


def _recover(head: str, first_line: int, error: Exception) -> FieldMapping:
    """Read fields and tables one by one."""
    problems: list[Problem] = []
    fields: list[Field] = []
    for text, line in _blocks(head, first_line, problems):
        values = _read_block(text, line, problems)
        match = _KEY.match(text)
        if values is not None:
            fields += [Field(key, value, line) for key, value in values.items()]
        elif match is None or _TABLE.match(text):
            problems.append(_left_out(text, line))
        else:
            key, written = match[1] or match[2] or match[3], match[4].strip()
            value = written.strip("\"'").strip()
            message = f"{quoted(f'{key} = {written}')} is not TOML, read as {quoted(value)}"
            problems.append(Problem("front-matter-recovered", message, "put the value in quotes", line))
            fields.append(Field(key, value, line))
    if not problems:
        message = f"front matter is not TOML ({str(error)[:80]}) and was read field by field"
        problems.append(Problem("front-matter-recovered", message, "check the quotes and brackets", first_line))
    return collect_fields(fields, problems)


def _read_block(block: str, line: int, problems: list[Problem]) -> dict[str, object] | None:
    """Read a field or table, without the lines at its end that are not TOML; None where nothing is left."""
    lines = block.split("\n")
    for kept in range(len(lines), max(0, len(lines) - _MAX_LOST), -1):
        try:
            values = _load("\n".join(lines[:kept]))
        except (ValueError, RecursionError):
            continue
        rest = enumerate(lines[kept:], line + kept)
        problems.extend(_left_out(text, number) for number, text in rest if text.strip())
        return values
    return None


def _left_out(text: str, line: int) -> Problem:
    message = f"front matter line is not `key = value` and was left out: {quoted(text.strip())}"
    return Problem("front-matter-line-unreadable", message, "write it as key = value", line)


def _blocks(head: str, first_line: int, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    """Yield fields and whole tables as they are written, with their lines."""
    block: list[str] = []
    begin, in_table = first_line, False
    for number, line in enumerate(head.split("\n"), first_line):
        is_table = _TABLE.match(line) is not None
        if is_table or (not in_table and _KEY.match(line)):
            if block:
                yield "\n".join(block), begin
            block, begin, in_table = [line], number, is_table
        elif block:
            block.append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            problems.append(_left_out(line, number))
    if block:
        yield "\n".join(block), begin
