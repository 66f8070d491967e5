"""TOML front matter (Hugo, Zola): native values, and field by field where it is not TOML."""

import re
import tomllib
from collections.abc import Iterator

from feedmaker.loader.frontmatter.result import Fields, gather
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_KEY = re.compile(r"""[ \t]*(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([\w-]{1,80}))[ \t]*[.=](.*)""")
_TABLE = re.compile(r"[ \t]*\[\[?[ \t]*[\"']?([\w-]{1,80})[^\n]*\][ \t]*(?:#.*)?$")

#: Lines at the end of a field that may be something else.
_MAX_LOST = 10

#: Parts of a dotted key: tomllib needs time and memory with the square of their number.
_MAX_PARTS = 100
_LONG_KEY = re.compile(
    rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_MAX_PARTS}}}""",
)

#: A key of the top level or a table, whatever follows it.
_TOP = re.compile(r"""^[ \t]*(?:\[\[?[ \t]*)?(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([\w-]{1,80}))""", re.MULTILINE)


def read(head: str, first_line: int) -> Fields:
    """Read the lines of `head`, which begin in line `first_line` of the file; what is not TOML becomes problems."""
    try:
        values = _loads(head)
    except (ValueError, RecursionError) as error:
        return _recovered(head, first_line, error)
    lines = _lines_of(head, first_line)
    return gather((key, value, lines.get(key, first_line)) for key, value in values.items())


def _loads(text: str) -> dict[str, object]:
    if text.count(".") >= _MAX_PARTS and _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_MAX_PARTS} parts")
    return tomllib.loads(text)


def _lines_of(head: str, first_line: int) -> dict[str, int]:
    """Return the first line that begins with each word."""
    lines: dict[str, int] = {}
    for number, line in enumerate(head.split("\n"), first_line):
        match = _TOP.match(line)
        if match:
            lines.setdefault(match[1] or match[2] or match[3], number)
    return lines


def _recovered(head: str, first_line: int, error: Exception) -> Fields:
    problems: list[Problem] = []
    fields: list[tuple[str, object, int]] = []
    for key, block, line in _blocks(head, first_line, problems):
        values = _parsed(block, line, problems)
        if values is not None:
            fields += [(name, value, line) for name, value in values.items()]
            continue
        match = _KEY.match(block)
        if match is None or _TABLE.match(block):
            problems.append(_lost(block, line))
            continue
        raw = match[4].strip()
        value = raw.strip("\"'").strip()
        message = f"{quoted(f'{key} = {raw}')} is not TOML, read as {quoted(value)}"
        problems.append(Problem("front-matter-recovered", message, "quote the value", line))
        fields.append((key, value, line))
    if not problems:
        message = f"front matter is not TOML ({str(error)[:80]}) and was read field by field"
        problems.append(Problem("front-matter-recovered", message, "correct it", first_line))
    return gather(fields, problems)


def _parsed(block: str, line: int, problems: list[Problem]) -> dict[str, object] | None:
    """Read a field or table, without the lines at its end that are not TOML; None where nothing is left."""
    lines = block.split("\n")
    for kept in range(len(lines), max(0, len(lines) - _MAX_LOST), -1):
        try:
            values = _loads("\n".join(lines[:kept]))
        except (ValueError, RecursionError):
            continue
        problems.extend(_lost(text, number) for number, text in enumerate(lines[kept:], line + kept) if text.strip())
        return values
    return None


def _lost(text: str, line: int) -> Problem:
    message = f"front matter line is not `key = value` and was left out: {quoted(text.strip())}"
    return Problem("front-matter-line-unreadable", message, "write it as key = value", line)


def _blocks(head: str, first_line: int, problems: list[Problem]) -> Iterator[tuple[str, str, int]]:
    """Divide a head into fields and whole tables: key, text, line."""
    key, block, began, in_table = "", [""], first_line, False
    for number, line in enumerate(head.split("\n"), first_line):
        table = _TABLE.match(line)
        field = None if in_table else _KEY.match(line)
        if table or field:
            if key:
                yield key, "\n".join(block), began
            name = table[1] if table else field and (field[1] or field[2] or field[3])
            key, block, began, in_table = name or "", [line], number, bool(table)
        elif key:
            block.append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            problems.append(_lost(line, number))
    if key:
        yield key, "\n".join(block), began
