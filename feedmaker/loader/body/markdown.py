"""Markdown → HTML: CommonMark with GitHub's tables, strikethrough, task lists and autolinks, footnotes, heading ids.

The HTML is not safe: raw HTML passes through, the sanitiser comes after.
"""

import re
from functools import cache
from urllib.parse import unquote

import comrak

from feedmaker.config.schema import Dialect
from feedmaker.loader.body import limits
from feedmaker.loader.body.markup import CODE_FLAGS, HTML_CODE, MARKDOWN_ATTRIBUTE, MARKDOWN_CODE
from feedmaker.text.patterns import portable

# Numbers beyond which comrak's time or memory grows with the square: tildes, addresses, headings that are alike.
_MANY_TILDES = 5_000
_MANY_ADDRESSES = 3_000
_MANY_HEADINGS = 1_000
# comrak allocates a kilobyte for each link.
_MANY_LINKS = 50_000
# Signs of addresses (":", "w"), highlights, superscripts and emoji, for each of which comrak allocates half a kilobyte.
_MANY_SIGNS = 300_000
#: Cells of tables in one body, with those that comrak adds to short rows.
CELLS = 300_000
#: Columns of one table.
COLUMNS = 1_000
_HEADING = re.compile(r"^[ \t>*+\d.)-]{0,20}(?:#{1,6}(?:\s|$)|={1,}[ \t]*$|-{1,}[ \t]*$)", re.MULTILINE)
# The link to itself that comrak writes into a heading.
_ANCHOR = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_BOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
# The language of a code block in Pandoc and Quarto, "```{.python .x}" and "```{r name, echo=FALSE}".
_BRACED_LANGUAGE = re.compile(r'class="language-\{\.?([\w+#-]++)[^"<>]*+"')
# A block of code with more than its language behind its opening, and the title or file name there that pages show:
# "```js title="a.js"", "```{.js filename="a.js"}", "```js [a.js]".
_CODE_WITH_META = re.compile(r'<pre><code(?=[^<>]* data-meta="([^"]*)")[^<>]*>[^<]*+</code></pre>')
_CODE_TITLE = re.compile(
    r"(?<![\w-])(?:title|filename)=(?:&quot;(.{1,200}?)&quot;|'([^']{1,200})')|^\[([^\[\]]{0,100}[A-Za-z][^\[\]]{0,100})\]"
)
# Alerts of GitHub and callouts of Obsidian, `> [!note]- Title`: the beginning of a quotation.
_ALERT = re.compile(r"(<blockquote>\n<p>)\[!([A-Za-z][\w-]{0,30})\][+-]?[ \t]*+([^\n]*?)(</p>|(?:<br />)?\n)")
# Ideographs, kana, CJK punctuation and full-width forms; no hangul, as Korean divides words by spaces.
_WIDE = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
# With regard to case: without, such classes take long to compile.
_LINE_BREAK = rf"(?-i:\n(?=[{_WIDE}])(?<=[{_WIDE}]\n))"
_WIDE_LINE_BREAK = re.compile(_LINE_BREAK)
_CODE_OR_LINE_BREAK = re.compile(f"{HTML_CODE}|{_LINE_BREAK}", CODE_FLAGS)
# A comment that is neither in code nor indented like code.
_COMMENT = re.compile(rf"{MARKDOWN_CODE}|(?<![ ]{{4}})(?<!\t)(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))", CODE_FLAGS)
# The link that comrak makes of an address and of the punctuation that follows it: "http://a.example/，b".
_LONG_LINK = re.compile(
    r"<a href=\"(?P<href>[^\"<>]++)\">(?P<text>(?:https?://|www\.)[^<>，。；：！？、…（）「」『』【】《》“”‘’]++)(?P<after>[^<>]++)</a>"
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
# A row of hyphens below the head of a table: "|---|:-:|".
_DELIMITERS = re.compile(r"^(?=[ \t>:-]*+\|)[ \t>|:-]++$", re.MULTILINE)
_TAG = re.compile(
    portable(
        rf"{MARKDOWN_CODE}|<(?P<end>/?)(?P<name>[a-z][\w-]*)(?P<attributes>(?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>"
    ),
    CODE_FLAGS,
)
# Elements within a line, in which Markdown is read as it is.
_INLINE = frozenset({"span", "a", "b", "i", "em", "strong", "small", "sup", "sub", "abbr", "cite", "kbd", "mark", "q"})


# Shorter texts hold too little of anything to cost much.
_SHORT = 5_000


def _extensions(
    text: str, dialect: Dialect, *, tables: bool, definitions: bool, emoji: bool
) -> comrak.ExtensionOptions:
    def few(sign: str, limit: int) -> bool:
        # a search is much faster than a count
        return len(text) < max(limit, _SHORT) or sign not in text or text.count(sign) < limit

    marks = len(text) < _MANY_SIGNS or max(map(text.count, ":w=^")) < _MANY_SIGNS
    has_few_headings = few("\n", _MANY_HEADINGS) or len(_HEADING.findall(text)) < _MANY_HEADINGS
    return _options(
        table=tables,
        strikethrough=few("~", _MANY_TILDES),
        tasklist=True,
        autolink=marks and few("@", _MANY_ADDRESSES) and few("://", _MANY_LINKS),
        footnotes="^" in text and "[^" in text,
        cjk_friendly_emphasis=True,
        description_lists=definitions,
        highlight=marks and dialect == "obsidian",
        superscript=marks and dialect == "pandoc",
        subscript=marks and dialect == "pandoc",
        shortcodes=marks and (emoji or dialect in EMOJI),
        header_id_prefix="" if has_few_headings else None,
    )


@cache
def _options(**features: bool | str | None) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    for name, value in features.items():
        setattr(options, name, value)
    return options


@cache
def _rendering(dialect: Dialect) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.hardbreaks = dialect in BREAKS
    options.unsafe_ = True
    options.full_info_string = True
    return options


#: Dialects in which a line end is a line break: the defaults of hexo-renderer-marked and of Obsidian.
BREAKS: frozenset[Dialect] = frozenset({"hexo", "obsidian"})
#: Dialects in which `:tada:` is an emoji: of remark-emoji in Docusaurus and of markdown-it-emoji in VitePress.
EMOJI: frozenset[Dialect] = frozenset({"mdx", "vitepress"})
_PARSING = comrak.ParseOptions()


def has_huge_tables(text: str) -> bool:
    """Return True if a table of `text` has more than COLUMNS columns or all together have more than CELLS cells."""
    if "|" not in text:
        return False
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


def to_html(
    text: str, dialect: Dialect = "auto", *, tables: bool = True, definitions: bool = False, emoji: bool = False
) -> str:
    """Return `text` as HTML that is not yet safe; without `tables`, `definitions` and `emoji` these stay text."""
    if _may_have_empty_line_in_comment(text):
        text = _COMMENT.sub(_shortened, "\n" + text)
    text = _divided(text)
    extensions = _extensions(text, dialect, tables=tables, definitions=definitions, emoji=emoji)
    html = comrak.render_markdown(limits.limit_containers(text), extensions, _PARSING, _rendering(dialect))
    if 'class="anchor"' in html:
        html = _ANCHOR.sub("", html)
    # a search for many characters is faster than one for a few
    if '<input type="checkbox"' in html:
        html = _BOX.sub(lambda box: "☑" if box[1] else "☐", html)
    if "{" in html and 'class="language-{' in html:
        html = _BRACED_LANGUAGE.sub(r'class="language-\1"', html)
    if "data-meta=" in html and dialect != "commonmark":
        html = _CODE_WITH_META.sub(_with_title, html)
    if "<blockquote>\n<p>[!" in html:
        html = _ALERT.sub(_titled, html)
    if "%" in html and ("%E3%80%8" in html or "%EF%BC%" in html):
        html = _LONG_LINK.sub(_shortened_link, html)
    return _joined(html)


def _may_have_empty_line_in_comment(text: str) -> bool:
    # Most comments are short, and the search for code takes longer than the rest of this function.
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 2)
        if _EMPTY_LINE.search(text, start, end if end >= 0 else len(text)):
            return True
        start = text.find("<!--", end) if end >= 0 else -1
    return False


def _shortened(found: re.Match[str]) -> str:
    """Return a comment without its text if it has an empty line, which would end the block of HTML around it.

    One that is never closed stays as it is.
    """
    is_closed = (found["comment"] or "").endswith(("-->", "--!>"))
    return "<!-- -->" if is_closed and _EMPTY_LINE.search(found[0]) else found[0]


def _shortened_link(link: re.Match[str]) -> str:
    """Return the link to an address without the punctuation behind it."""
    address = link["text"] if "://" in link["text"] else f"http://{link['text']}"
    is_address = unquote(link["href"]).startswith(unquote(address))
    return f'<a href="{address}">{link["text"]}</a>{link["after"]}' if is_address else link[0]


def _with_title(code: re.Match[str]) -> str:
    found = _CODE_TITLE.search(code[1])
    title = (found[1] or found[2] or found[3]).strip() if found else ""
    return f"<figure><figcaption>{title}</figcaption>{code[0]}</figure>" if title else code[0]


def _titled(alert: re.Match[str]) -> str:
    title = alert[3] or alert[2].replace("-", " ").capitalize()
    return f"{alert[1]}<strong>{title}</strong>{'<br>' * (alert[4] != '</p>')}{alert[4].removeprefix('<br />')}"


def _joined(html: str) -> str:
    """Join lines between wide characters: the newline would be shown as a space."""
    if html.isascii() or not _WIDE_LINE_BREAK.search(html):
        return html
    if "<pre" not in html:
        return _WIDE_LINE_BREAK.sub("", html)
    return _CODE_OR_LINE_BREAK.sub(lambda found: found[0] if found["code"] else "", html)


def _divided(text: str) -> str:
    """Return `text` with empty lines around the content of elements such as `<div markdown="1">`.

    CommonMark reads Markdown in an element only between empty lines.
    """
    if "markdown" not in text or not MARKDOWN_ATTRIBUTE.search(text):
        return text
    text = "\n" + text
    #: Name → whether each open element of this name is marked.
    opened: dict[str, list[bool]] = {}
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(text):
        name = (tag["name"] or "").lower()
        if not name or tag["attributes"].endswith("/"):
            continue
        if tag["end"]:
            is_marked = opened.get(name, []) and opened[name].pop()
        else:
            is_marked = name not in _INLINE and MARKDOWN_ATTRIBUTE.search(tag[0]) is not None
            opened.setdefault(name, []).append(is_marked)
        if is_marked:
            # Markdown writes a paragraph itself
            written = "" if name == "p" else MARKDOWN_ATTRIBUTE.sub(r"\1", tag[0])
            line = text[text.rfind("\n", 0, tag.start()) + 1 : tag.start()]
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            divided = f"\n\n{indent}{written}\n" if tag["end"] else f"{written}\n\n{indent}"
            parts += text[position : tag.start()], divided
            position = tag.end()
    return ("".join(parts) + text[position:])[1:]
