"""What CommonMark leaves out: definitions that nothing refers to, surplus cells, words behind a fence of code."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from feedmaker.loader.body.losses import Loss
from feedmaker.text.patterns import portable

# "[^a]: Words", "[a]: https://a.example", in a quotation or a list too
_DEFINITION = re.compile(
    r"^(?:[ \t>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*"
    r"\[(?P<note>\^?)(?P<name>[^\[\]\n]{1,100})\]:[ \t]*<?(?P<address>[^\s>]+)[^\n]*",
    re.MULTILINE,
)
# "[^a]:", "[a &amp; b]:"
_LABEL = re.compile(r"\[[^\[\]\n]{1,600}\]:")
_NOTE_ID = re.compile(r'<li id="fn-([^"]*)"')
_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
# "[//]: # (a comment)", "[comment]: <> (a comment)"
_COMMENT = re.compile(r"\[(?://|comment\b)|[^:]*:[ \t]*(?:<>|#)")
# The head of a table, the row of hyphens below it, and the rows.
_TABLE = re.compile(
    portable(r"^[^\n|]*\|[^\n]*\n(?P<hyphens>[ \t>]*+[|:-][ \t|:-]*+)\n(?P<rows>(?:[^\n|]*\|[^\n]*(?:\n|\Z))++)"),
    re.MULTILINE,
)
_CELL_END = re.compile(r"(?<!\\)\|")
_WORDS = re.compile(r"[^\W_]+")
# What comrak writes for "```js a b"; the order of the two attributes varies.
_FENCE = re.compile(r'<pre><code(?=[^<>]* data-meta="([^"]*)")(?=[^<>]* class="language-([^"]*)"|)')
# {1,3} title="a" 'b' [c] /d/
_SETTINGS = re.compile(
    r"\{[^{}]*\}?|(?:(?<![\w-])[\w-]++=)?(?:\"[^\"]*\"|'[^']*')|(?<![\w-])[\w-]++=\S*|\[[^\[\]]*\]|/[^/]*/"
)
# Words that are no switches, such as "live noInline".
_ENOUGH = 3


def find(source: str, markup: str) -> list[Loss]:
    """Return what of the CommonMark `source` is not in `markup`, which comrak made of it."""
    lost: list[Loss] = []
    if "]:" in source:
        lost += _unused_definitions(source, markup)
    # a search for one character is the fastest
    if "|" in source and "<table" in markup:
        lost += _surplus_cells(source, markup)
    if "data-meta=" in markup:
        lost += _words_behind_fences(markup)
    return lost


def _unused_definitions(source: str, markup: str) -> Iterator[Loss]:
    # code and HTML show the definition itself
    shown = set(_LABEL.findall(markup))
    notes = {unquote(name).lower() for name in _NOTE_ID.findall(markup)}
    addresses = set(map(_decoded, _ADDRESS.findall(markup)))
    for found in _DEFINITION.finditer(source):
        label = html.escape(f"[{found['note']}{found['name']}]:", quote=False).replace('"', "&quot;")
        if label in shown or _COMMENT.match(found[0].strip()):
            continue
        if found["note"]:
            if found["name"].lower() not in notes:
                what = "footnote that nothing refers to is left out"
                yield Loss("text-dropped", what, found[0].strip(), "refer to it, or remove it")
        elif _decoded(found["address"]) not in addresses:
            what = "definition of a link that nothing refers to is left out"
            yield Loss("link-dropped", what, found[0].strip(), "refer to it, or remove it")


def _decoded(address: str) -> str:
    return unquote(html.unescape(address)).replace("\\", "")


def _surplus_cells(source: str, markup: str) -> Iterator[Loss]:
    shown = None
    for table in _TABLE.finditer(source):
        columns = len(_cells(table["hyphens"]))
        for row in table["rows"].splitlines():
            pipes = row.count("|")
            if pipes < columns or (pipes <= columns + 1 and row[0] == "|" == row[-1]):
                continue
            surplus = " ".join(_cells(row)[columns:]).strip()
            if not surplus:
                continue
            if shown is None:
                lines = html.unescape(re.sub("<[^<>]*+>", "", markup)).splitlines()
                shown = set(map(_joined_words, lines))
            # code that shows a table has all of it
            if _joined_words(row) not in shown:
                hint = "give the table a head for every cell"
                yield Loss("text-dropped", "cell beyond the head of its table is left out", surplus, hint)


def _cells(row: str) -> list[str]:
    row = row.strip(" \t>").removeprefix("|")
    return _CELL_END.split(row[:-1] if row.endswith("|") and not row.endswith("\\|") else row)


def _joined_words(text: str) -> str:
    return "".join(_WORDS.findall(text))


def _words_behind_fences(markup: str) -> Iterator[Loss]:
    for meta, language in _FENCE.findall(markup):
        written = html.unescape(f"{language} {meta}").strip()
        words = [word for word in _SETTINGS.sub(" ", html.unescape(meta)).split() if _WORDS.search(word)]
        if not written.isascii() or len(words) >= _ENOUGH:
            what = "words behind the opening of a code block are left out"
            yield Loss("text-dropped", what, written, "write them above the code")
