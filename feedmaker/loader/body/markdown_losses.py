"""What Markdown itself leaves out: footnotes that nothing refers to, and cells beyond the head of their table."""

import html
import re

from feedmaker.loader.body.losses import Loss
from feedmaker.loader.body.markup import CODE_FLAGS, MARKDOWN_CODE
from feedmaker.text.patterns import portable

# "[^a]: Words", in a quotation or a list too
_NOTE = re.compile(r"^(?:[ \t>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*\[\^(?P<name>[^\]\s]{1,100})\]:[^\n]*", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,100})\](?!:)")
_CODE = re.compile(MARKDOWN_CODE, CODE_FLAGS)
# The head of a table, the row of hyphens below it, and the rows.
_TABLE = re.compile(
    portable(r"^[^\n|]*\|[^\n]*\n(?P<hyphens>[ \t>]*+[|:-][ \t|:-]*+)\n(?P<rows>(?:[^\n|]*\|[^\n]*(?:\n|\Z))++)"),
    re.MULTILINE,
)
_CELL_END = re.compile(r"(?<!\\)\|")
_WORDS = re.compile(r"[^\W_]+")


def find(text: str, markup: str, names: frozenset[str]) -> list[Loss]:
    """Return what of the Markdown `text` is not in `markup`, which was made of it and has elements of these names."""
    lost: list[Loss] = []
    # a search for one character is the fastest
    if "^" in text and "[^" in text:
        lost += _unused_notes(text)
    if "table" in names and "|" in text:
        lost += _surplus_cells(text, markup)
    return lost


def _unused_notes(text: str) -> list[Loss]:
    bare = _CODE.sub("", "\n" + text)
    used = {name.lower() for name in _REFERENCE.findall(bare)}
    return [
        Loss(
            "text-dropped", "footnote that nothing refers to is left out", note[0].strip(), "refer to it, or remove it"
        )
        for note in _NOTE.finditer(bare)
        if note["name"].lower() not in used
    ]


def _surplus_cells(text: str, markup: str) -> list[Loss]:
    shown = None
    lost = []
    for table in _TABLE.finditer(text):
        columns = len(_cells(table["hyphens"]))
        for row in table["rows"].splitlines():
            pipes = row.count("|")
            # a template tag or a link of a wiki has bars of its own
            if pipes < columns or "{" in row or "[[" in row or (pipes <= columns + 1 and row[0] == "|" == row[-1]):
                continue
            surplus = " ".join(_cells(row)[columns:]).strip()
            if not surplus:
                continue
            shown = shown or _joined_words(html.unescape(re.sub("<[^<>]*+>", "", markup)))
            # code that shows a table has all of it
            if _joined_words(row) not in shown:
                hint = "give the table a head for every cell"
                lost.append(Loss("text-dropped", "cell beyond the head of its table is left out", surplus, hint))
    return lost


def _cells(row: str) -> list[str]:
    row = row.strip(" \t>").removeprefix("|")
    return _CELL_END.split(row[:-1] if row.endswith("|") and not row.endswith("\\|") else row)


def _joined_words(text: str) -> str:
    return "".join(_WORDS.findall(text))
