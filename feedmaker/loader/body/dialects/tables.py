"""Tables of kramdown and Python-Markdown, in whose code a bar ends no cell; those of kramdown need no head.

|---|---|
| a | b |
|===|===|
| c | `d|e` |
"""

import re

from feedmaker.loader.body.dialects.blocks import fence_after

# In the cells of the head that a table without one gets.
_NO_HEAD = "\ufde1"
_EMPTY_HEAD = re.compile(rf"<thead>\n<tr>\n(?:<th[^<>]*>{_NO_HEAD}</th>\n)+</tr>\n</thead>\n")
_DELIMITERS = re.compile(r"[ ]{0,3}(?=[|:-])[ \t|:]*+-[ \t|:-]*+")
_SEPARATOR = re.compile(r"[ ]{0,3}\|[ \t|:+]*+[=-][ \t|:=+-]*+")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`]*\|[^`]*)(?<!`)\1(?!`)")
_BAR = re.compile(r"(?<!\\)\|")


def rewrite(text: str, *, kramdown: bool) -> str:
    """Return Markdown with tables as GitHub has them; `remove_empty_heads` is for the HTML made of it."""
    written: list[str] = []
    rows: list[str] = []
    fence = ""
    for line in [*text.split("\n"), ""]:
        if not fence and "|" in line and not line.startswith(("    ", "\t")):
            rows.append(line)
            continue
        if rows:
            begins = not (written and written[-1].strip())
            written += _table(rows, may_lack_head=kramdown and begins)
            rows = []
        fence = fence_after(fence, line)
        written.append(line)
    return "\n".join(written[:-1])


def remove_empty_heads(html: str) -> str:
    """Remove the heads that `rewrite` added."""
    return _EMPTY_HEAD.sub("", html).replace(_NO_HEAD, "") if _NO_HEAD in html else html


def _table(rows: list[str], *, may_lack_head: bool) -> list[str]:
    head = rows[:2] if len(rows) > 1 and _DELIMITERS.fullmatch(rows[1]) else []
    if not head and not may_lack_head:
        return rows
    body = [_CODE.sub(_escaped, row) if "`" in row else row for row in rows[len(head) :]]
    if may_lack_head and all(row.lstrip(" ").startswith("|") for row in rows):
        body = [row for row in body if not _SEPARATOR.fullmatch(row)]
        columns = max(map(_columns, body), default=0)
        if not head and body:
            head = [body[0][: body[0].index("|")] + "|"] * 2
            head = [f"{row}{cell * columns}" for row, cell in zip(head, (f"{_NO_HEAD}|", "-|"), strict=True)]
        elif head and columns > _columns(head[0]):
            added = columns - _columns(head[0])
            head = [
                row.rstrip().removesuffix("|") + "|" + cell * added
                for row, cell in zip(head, (" |", "-|"), strict=True)
            ]
    return [*head, *body] if head else rows


def _columns(row: str) -> int:
    return len(_BAR.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1


def _escaped(code: re.Match[str]) -> str:
    return code[1] + _BAR.sub(r"\|", code[2]) + code[1]
