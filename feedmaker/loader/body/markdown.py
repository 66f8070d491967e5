"""Markdown → HTML: CommonMark with GitHub's tables, strikethrough, task lists and autolinks, footnotes, heading ids.

The HTML is not safe: raw HTML passes through, the sanitiser comes after.
"""

import re
from functools import cache

import comrak

from feedmaker.loader.body import limits

# What costs comrak time or memory with the square of its number: tildes, addresses in a text, headings that are alike.
_MANY_TILDES = 5_000
_MANY_ADDRESSES = 3_000
_MANY_HEADINGS = 1_000
#: Cells of tables in one body, those that short rows leave out too: comrak fills them all.
CELLS = 300_000
#: Columns of one table.
COLUMNS = 1_000
_HEADING = re.compile(r"^[ \t>*+\d.)-]{0,20}(?:#{1,6}(?:\s|$)|={1,}[ \t]*$|-{1,}[ \t]*$)", re.MULTILINE)
_ANCHOR = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_BOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_ALERT = re.compile(r"(<blockquote>\n<p>)\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:<br />)?\n?", re.IGNORECASE)
# Ideographs, kana, hangul left out (Korean divides words by spaces), CJK punctuation and full-width forms.
_WIDE = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_JOINED = re.compile(f"\n(?<=[{_WIDE}]\n)(?=[{_WIDE}])")
_PRE = re.compile(r"(<pre.*?</pre>)", re.DOTALL)


_DELIMITERS = re.compile(r"^(?=[ \t>:-]*+\|)[ \t>|:-]++$", re.MULTILINE)


def _extensions(text: str, *, tables: bool) -> comrak.ExtensionOptions:
    return _options(
        tables=tables,
        strikethrough=text.count("~") < _MANY_TILDES,
        autolink=text.count("@") < _MANY_ADDRESSES,
        ids=text.count("\n") < _MANY_HEADINGS or len(_HEADING.findall(text)) < _MANY_HEADINGS,
    )


@cache
def _options(*, tables: bool, strikethrough: bool, autolink: bool, ids: bool) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = tables
    options.strikethrough = strikethrough
    options.tasklist = True
    options.autolink = autolink
    options.footnotes = True
    options.cjk_friendly_emphasis = True
    if ids:
        options.header_id_prefix = ""
    return options


def _rendering() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.unsafe_ = True
    return options


# Shorter texts hold too little of anything to cost much.
_SHORT = 2_500
_EXTENSIONS = _extensions("", tables=True)
_PARSING = comrak.ParseOptions()
_RENDERING = _rendering()


def has_huge_tables(text: str) -> bool:
    """Tell whether the tables of `text` have so many cells that they are not to be made."""
    pipes = text.count("|")
    if pipes < COLUMNS and 2 * pipes * text.count("\n") < CELLS:
        return False
    cells = 0
    for row in _DELIMITERS.finditer(text):
        columns = row[0].count("|") + 1
        end = text.find("\n\n", row.end())
        cells += columns * (text.count("\n", row.end(), end if end >= 0 else len(text)) + 1)
        if columns > COLUMNS or cells > CELLS:
            return True
    return False


def to_html(text: str, *, tables: bool = True) -> str:
    """Return `text` as HTML that is not yet safe; without `tables` they stay text."""
    extensions = _EXTENSIONS if tables and len(text) < _SHORT else _extensions(text, tables=tables)
    html = comrak.render_markdown(limits.shallow(text), extensions, _PARSING, _RENDERING)
    if 'class="anchor"' in html:
        html = _ANCHOR.sub("", html)
    if 'type="checkbox"' in html:
        html = _BOX.sub(lambda box: "☑" if box[1] else "☐", html)
    if "<p>[!" in html:
        html = _ALERT.sub(lambda alert: f"{alert[1]}<strong>{alert[2].capitalize()}</strong><br>\n", html)
    return _joined(html)


def _joined(html: str) -> str:
    """Join lines between wide characters: the newline would be shown as a space (STANDARDS L2)."""
    if not _JOINED.search(html):
        return html
    if "<pre" not in html:
        return _JOINED.sub("", html)
    return "".join(part if part.startswith("<pre") else _JOINED.sub("", part) for part in _PRE.split(html))
