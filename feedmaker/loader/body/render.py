"""Article body → safe HTML with absolute URLs, its summary and its first picture.

text → kind → template tags → HTML → (tree, only where one is needed) → sanitiser → HTML
"""

import html
import re
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.loader.body import limits, markdown, summary
from feedmaker.loader.body.cleanup import Shaper
from feedmaker.loader.body.markup import Settled, settle
from feedmaker.loader.body.sanitizer import Sanitized, Sanitizer
from feedmaker.loader.body.template_tags import html_snippets, parser
from feedmaker.loader.body.template_tags.call import Place
from feedmaker.model import BodyKind, Image
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.xml_characters import clean_text

#: Stands for the more-marker on its way through the parsers; no text holds it, as clean_text takes it out.
_MARK = "\ufdd0"
_MARK_COMMENT = f"<!--{_MARK}-->"
_MORE = re.compile(
    r"\n(?P<fence>[ \t>]*(?P<f>`{3,}|~{3,})[^\n`]*\n(?:(?:.*?^)??[ \t>]*(?P=f)[`~]*[ \t]*$|.*\Z))|`(?P<tick>[^`\n]+`)"
    r"|<(?P<code>(?P<el>pre|code)\b[^<>]*>(?:(?!</?(?P=el)\b).)*</(?P=el)\s*>)"
    r"|<!--(?P<more>\s*(?:more|excerpt|read-?more|truncate|summary|end_?excerpt|teaser_end)\b(?:(?!-->)[^\n]){0,80}-->)"
    r"|\{/\*(?P<mdx>\s*(?:truncate|more)\s*\*/\})",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
# One literal before the choice, which makes the search fast.
_MORE_COMMENT = re.compile(r"<!--\s*(?:[Mm]ore|MORE|[Ee]xc|[Rr]ead|[Tt]runc|[Ss]umm|[Ee]nd|[Tt]eas|TEAS)")
# `&#123;` and `&#125;` are how some write every brace.
_REFERENCE = re.compile("&#(?!12[35];)")
_NUMERIC = re.compile("&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))(?![0-9a-fA-F]);?")
_MARKED = re.compile(rf"<p>\s*{_MARK}\s*</p>\n?|(?<=\n){_MARK}\n|{_MARK}")
_MEDIA = re.compile(r"<(?:img|video|audio)\b")
_BLANK_LINES = re.compile(r"\n[ \t]*+\n(?:[ \t]*+\n)*+")
# Looks at one attribute after the other, as the sanitiser writes them.
_PIXEL = re.compile(
    r"<img (?=(?:[a-z]+=\"[^\"]*+\" )*?(?:(?:width|height)=\"[01]\"|src=\"https?://(?:[\w-]+\.)*"
    r"(?:feedburner\.com/~|doubleclick\.net/|google-analytics\.com/|stats\.wordpress\.com/|pixel\.wp\.com/|feedsportal\.com/"
    r"|scorecardresearch\.com/|googleusercontent\.com/tracker/|medium\.com/_/stat|hm\.baidu\.com/|facebook\.com/tr\b)))[^>]*>"
)


class Body(NamedTuple):
    """An article's body as a subscriber gets it."""

    #: A safe, well-formed fragment of HTML5; empty where there is nothing to show.
    html: str
    #: Plain text on one line: up to the more-marker, or the first words cut at a word.
    excerpt: str
    #: The first picture that is no ornament.
    image: Image | None
    problems: tuple[Problem, ...]


_NOTHING = Body("", "", None, ())


class Bodies:
    """Renders the bodies of one site; not to be shared between threads."""

    def __init__(self, config: Config) -> None:
        self._site = config.site.url
        self._separator = config.articles.excerpt_separator
        self._shaper = Shaper(config.articles.drop)
        self._sanitizer = Sanitizer()

    def render(
        self,
        text: str,
        *,
        kind: BodyKind,
        suffix: str,
        base: str,
        link: str | None,
        language: str | None,
        line: int = 1,
    ) -> Body:
        """Render one body. Never raises on what it holds: what was lost or refused is a problem.

        `suffix` of the file (".md"); `base` resolves relative references, `link` is the article's page, to which
        in-page links lead; `language` a BCP 47 tag; `line` is that of the body's first line in the file.
        """
        text = clean_text(text)
        if not text or text.isspace():
            return _NOTHING
        referring = "&" in text and _REFERENCE.search(text, text.index("&")) is not None
        problems: list[Problem] = []
        markup = self._markup(text, settle(text, kind, suffix.lower()), link, line, problems)
        if referring:
            # Markdown has decoded some references, and lxml refuses what it would make of others
            markup = _MARK_COMMENT.join(_NUMERIC.sub(_legal, clean_text(part)) for part in markup.split(_MARK_COMMENT))
        if _MARK in markup:
            markup = markup.replace(_MARK_COMMENT, _MARK)
        markup = _bounded(markup, line, problems)
        markup, names = self._sanitized(markup, base, link)
        if referring:
            markup = _MARK.join(map(clean_text, markup.split(_MARK)))
        return _finished(markup, names, language, problems)

    def _sanitized(self, markup: str, base: str, link: str | None) -> Sanitized:
        names = limits.element_names(markup)
        if self._shaper.is_needed(markup, names):
            markup = self._shaper.shape(markup, base, names)
            names = limits.element_names(markup)
        return self._sanitizer.sanitize(markup, base, link, names)

    def _markup(self, text: str, kind: Settled, link: str | None, line: int, problems: list[Problem]) -> str:
        """Return the body as HTML that is not yet safe, with a sign where the summary ends."""
        if kind == "rst":
            from feedmaker.loader.body import rst

            rendered = rst.to_html(text, line)
            problems += rendered.problems
            markup = self._with_mark(rendered.html)
        else:
            expanded = parser.expand(text, Place(self._site, link, markdown=kind == "markdown"), line)
            problems += expanded.problems
            markup = self._with_mark(expanded.text)
            if kind == "markdown":
                markup = _from_markdown(markup, line, problems)
        return markup

    def _with_mark(self, text: str) -> str:
        """Put a sign where the summary ends: a comment, which is what Markdown takes for nothing else."""
        if self._separator and self._separator in (body := text.lstrip()):
            before, separator, after = body.partition(self._separator)
            return f"{before}\n\n{_MARK_COMMENT}\n\n{separator if separator.isspace() else ''}{after}"
        if not (_has_more_comment(text) or ("{" in text and "{/*" in text)):
            return text
        for found in _MORE.finditer(text):
            if found.lastgroup in ("more", "mdx"):
                return f"{text[: found.start()]}{_MARK_COMMENT}{text[found.end() :]}"
        return text


def _has_more_comment(text: str) -> bool:
    # An exclamation mark alone is found ten times as fast as what begins a comment, which is one character before.
    mark = text.find("!")
    return mark >= 0 and _MORE_COMMENT.search(text, max(0, mark - 1)) is not None


def _legal(found: re.Match[str]) -> str:
    """Return a numeric reference, or U+FFFD for one to a character that no XML may hold; clean_text takes that out."""
    code = int(found[1], 16) if found[1] else int(found[2])
    if code > 0x10FFFF:
        return "\ufffd"
    return found[0] if code >= 0x20 and clean_text(chr(code)) == chr(code) else clean_text(chr(code)) or "\ufffd"


def _finished(markup: str, names: frozenset[str], language: str | None, problems: list[Problem]) -> Body:
    """Tidy up what is safe; `names` are those of its elements, or more."""
    if "img" in names:
        markup = _PIXEL.sub("", markup)
    words = ""
    if _MARK in markup:
        words = summary.excerpt(markup.partition(_MARK)[0])
        markup = _MARKED.sub("", markup)
    if "pre" not in names or "<pre" not in markup:
        markup = _BLANK_LINES.sub("\n", markup)
    markup = markup.strip(" \t\n\ufeff")
    words = words or summary.summary(markup, notes="sup" in names)
    if not words and not _MEDIA.search(markup):
        return Body("", "", None, tuple(problems))
    image = summary.first_image(markup) if "img" in names else None
    return Body(_directed(markup, words, language), words, image, tuple(problems))


def _directed(markup: str, words: str, language: str | None) -> str:
    """Wrap right-to-left content: neither RSS nor Atom can say its direction (STANDARDS L3)."""
    if markup.startswith('<div dir="rtl"'):
        return markup
    if language:
        if not is_right_to_left(language):
            return markup
        return f'<div dir="rtl" lang="{html.escape(language)}">{markup}</div>'
    return f'<div dir="rtl">{markup}</div>' if summary.is_right_to_left(words) else markup


def _from_markdown(text: str, line: int, problems: list[Problem]) -> str:
    """Return Markdown as HTML, or as it stands where that would take more memory than a machine can spare."""
    if limits.is_crowded(text):
        message = f"body has more than {limits.MARKS} lines and signs of Markdown: it is shown as plain text"
        problems.append(Problem("body-too-large", message, "divide it, or offer it as a file", line))
        return f"<pre>{html.escape(text.replace(_MARK_COMMENT, ''), quote=False)}</pre>"
    huge = markdown.has_huge_tables(text)
    if huge:
        message = f"tables have more than {markdown.COLUMNS} columns or {markdown.CELLS} cells: shown as text"
        problems.append(Problem("body-table-too-large", message, "divide them", line))
    return markdown.to_html(text, tables=not huge)


def _bounded(markup: str, line: int, problems: list[Problem]) -> str:
    """Cut down to plain text what no parser should be made to swallow."""
    markup, cut = limits.without_long_tags(markup)
    if cut:
        message = f"{cut} tags with more than {limits.ATTRIBUTES} attributes are left out"
        problems.append(Problem("body-tag-too-large", message, "write them with fewer attributes", line))
    piled = limits.piled(markup)
    if piled is None:
        return markup
    message = f"{piled.message}: the body is shown as plain text"
    problems.append(Problem("body-too-deep", message, "close what is opened", line))
    return html_snippets.plain(limits.stripped(markup))
