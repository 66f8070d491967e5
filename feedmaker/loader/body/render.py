"""Article body → safe HTML with absolute URLs, its summary and its first picture.

text → markup language → template tags → HTML → (tree, only where one is needed) → sanitiser → HTML
"""

import html
import re
from collections.abc import Mapping
from functools import partial
from itertools import starmap
from typing import NamedTuple

from feedmaker.config.schema import Config, Dialect
from feedmaker.loader.body import limits, losses, markdown, markdown_losses, stray_tags, summary, tex
from feedmaker.loader.body.article_links import Page, with_pages
from feedmaker.loader.body.cleanup import Cleanup
from feedmaker.loader.body.dialects import definitions, images, lines
from feedmaker.loader.body.dialects import expand as dialects
from feedmaker.loader.body.dialects.addresses import SiteAddresses
from feedmaker.loader.body.markup import Markup, detect_markup, without_line_marks
from feedmaker.loader.body.sanitizer import Sanitizer, TooMuchMarkupError
from feedmaker.loader.body.site_references import SiteReferences
from feedmaker.loader.body.summary import MARK, MARK_COMMENT
from feedmaker.loader.body.template_tags import html_snippets, parser
from feedmaker.loader.body.template_tags.syntax import NO_VALUES, Place
from feedmaker.model import BodyKind, Image
from feedmaker.problems import Problem
from feedmaker.text.site_files import media_url
from feedmaker.text.xml_characters import clean_text

# A numeric reference other than `&#123;` and `&#125;`, which some generators write for every brace.
_REFERENCE = re.compile("&#(?!12[35];)")
# "<p class", "<br/": the start of a tag that may have attributes.
_ATTRIBUTES = re.compile(r"<[A-Za-z][^\s<>/]*+[\s/]")
# "&#xA0;", "&#0151" and "&#x0;", of which the last has no group.
_NUMERIC = re.compile(r"&#(?:[xX]0*+([0-9A-Fa-f]{1,8}+)(?![0-9A-Fa-f])|0*+([0-9]{1,8}+)(?![0-9])|[xX]?0++);?")
_TOO_MANY_MARKS = f"body has more than {limits.MARKS} lines and signs of Markdown"
_MEDIA = re.compile(r"<(?:img|video|audio)\b")
_BLANK_LINES = re.compile(r"\n[ \t]*+\n(?:[ \t]*+\n)*+")
# A tracking pixel, `<img src="https://pixel.wp.com/b.gif" width="1">`; attributes are as the sanitiser writes them.
_PIXEL = re.compile(
    r"<img (?=(?:[a-z]+=\"[^\"]*+\" )*?(?:(?:width|height)=\"[01]\"|src=\"https?://(?:[\w-]+\.)*"
    r"(?:feedburner\.com/~|doubleclick\.net/|google-analytics\.com/|stats\.wordpress\.com/|pixel\.wp\.com/|feedsportal\.com/"
    r"|scorecardresearch\.com/|googleusercontent\.com/tracker/|medium\.com/_/stat|hm\.baidu\.com/|facebook\.com/tr\b)))[^<>]*+>"
)


class Body(NamedTuple):
    """An article's body as a subscriber gets it."""

    #: A safe, well-formed fragment of HTML5; empty where there is nothing to show.
    html: str
    #: Plain text on one line: up to the more-marker, or the first words cut at a word.
    excerpt: str
    problems: tuple[Problem, ...]

    @property
    def image(self) -> Image | None:
        """The first picture that is not an ornament, searched when it is asked for: many articles name their own."""
        return summary.first_image(self.html)


class BodyRenderer:
    """Renders the bodies of one site. Not thread-safe."""

    def __init__(self, config: Config, references: SiteReferences | None = None) -> None:
        self._references = references or SiteReferences(config.site.url)
        self._site = config.site.url
        self._generator = config.articles.generator
        self._place = Place(self._site, None, False, self._generator in ("bridgetown", "jekyll"))
        self._addresses = SiteAddresses(config)
        self._dialect = config.articles.markdown
        self._separator = config.articles.excerpt_separator
        self._cleanup = Cleanup(config.articles.drop)
        self._sanitizer = Sanitizer()

    def render(
        self,
        text: str,
        *,
        kind: BodyKind,
        suffix: str,
        base: str,
        link: str | None,
        line: int = 1,
        path: str = "",
        pages: Mapping[str, Page] | None = None,
        values: Mapping[str, str] = NO_VALUES,
    ) -> Body:
        """Render one body. Never raises for its content: what was lost or refused is a problem.

        `suffix` of the file (".md"); `base` resolves relative references, `link` is the article's page, to which
        in-page links lead; `line` is that of the body's first line in the file. `pages` are those of the articles that
        the body names, relative to its own `path`; with None such links stay. `values` are those of template variables.
        """
        text = clean_text(text)
        if not text or text.isspace():
            return Body("", "", ())
        suffix = suffix.lower()
        text = self._references.resolve(text, path, link, kind=kind, suffix=suffix)
        dead: list[Problem] = []
        if pages is not None:
            wiki = self._dialect != "commonmark"
            text, dead = with_pages(text, path, pages, kind=kind, suffix=suffix, line=line, wiki=wiki)
        try:
            body = self._rendered(
                text, kind, suffix, (base, path), self._place._replace(page=link, values=values), line
            )
        except TooMuchMarkupError as error:
            body = self._as_text(text, kind, suffix, line, str(error))
        return body._replace(problems=(*dead, *body.problems)) if dead else body

    def _rendered(
        self, text: str, kind: BodyKind, suffix: str, bases: tuple[str, str], place: Place, line: int
    ) -> Body:
        """Render a body that is not empty; `bases` are that of links and the path. Raises TooMuchMarkupError."""
        problems: list[Problem] = []
        language = detect_markup(text, kind, suffix)
        if language == "markdown" and len(text) > limits.LENGTH // 6 and len(html.escape(text)) > limits.LENGTH:
            raise TooMuchMarkupError  # comrak writes a quotation mark as a reference
        markup, has_attributes = self._to_html(text, suffix, language, place, line, problems)
        if len(markup) > limits.LENGTH:
            raise TooMuchMarkupError
        has_references = "&" in text and _REFERENCE.search(text) is not None
        if has_references:
            # Markdown has decoded some references, and lxml refuses the characters of others
            markup = MARK_COMMENT.join(_NUMERIC.sub(_legal, clean_text(part)) for part in markup.split(MARK_COMMENT))
        if MARK in markup:
            markup = markup.replace(MARK_COMMENT, MARK)
        markup = self._addresses.in_html(markup)
        markup, names = _limited(markup, line, problems)
        # Markdown without tags becomes markup that the sanitiser loses nothing of
        has_tags = language != "markdown" or "<" in text
        markup, names, lost = self._sanitized(
            markup, names, bases, place.page, has_tags=has_tags, has_attributes=has_attributes
        )
        if language == "markdown":
            lost += markdown_losses.find(text, markup, names)
        problems += losses.problems(lost, text, line) if lost else ()
        if has_references:
            markup = MARK.join(map(clean_text, markup.split(MARK)))
        return _finished(markup, names, problems)

    def _sanitized(
        self,
        markup: str,
        names: frozenset[str],
        bases: tuple[str, str],
        link: str | None,
        *,
        has_tags: bool,
        has_attributes: bool,
    ) -> tuple[str, frozenset[str], list[losses.Loss]]:
        """Return `markup`, which has elements of these names, as safe HTML, the names of that, and what was lost.

        Raises TooMuchMarkupError.
        """
        lost: list[losses.Loss] = []
        base, path = bases
        media = partial(media_url, self._generator, self._site, path, base) if self._generator else None
        if stray_tags.may_hold(names, markup):
            markup = stray_tags.escape(markup)
            names = limits.element_names(markup)
        if self._cleanup.is_needed(markup, names, has_attributes=has_attributes):
            markup, lost = self._cleanup.apply(markup, base, names)
            names = limits.element_names(markup)
        if stray_tags.may_hold(names, markup):
            markup = stray_tags.unwrap(markup)
            if "svg" in names:
                markup, drawings = losses.without_drawings(markup)
                lost += drawings
            names = limits.element_names(markup)
        safe = self._sanitizer.sanitize(markup, base, link, names, media)
        lost += filter(None, starmap(losses.of_address, safe.refused))
        if has_tags and (missing := losses.missing_text(markup, safe.html)):
            lost.append(missing)
        if has_tags and "img" in names and (missing := losses.missing_images(markup, safe.html, safe.refused)):
            lost.append(missing)
        return safe.html, safe.names, lost

    def _as_text(self, text: str, kind: BodyKind, suffix: str, line: int, reason: str) -> Body:
        """Return a body that is too much as plain text, or nothing where that is too long as well."""
        dialect = dialects.dialect_of(self._dialect, suffix)
        if dialect != "commonmark" and detect_markup(text, kind, suffix) == "markdown":
            # comments are never published
            text = dialects.before_formulas(text, dialect, line, [])
        markup = html_snippets.plain(limits.without_tags(text))
        try:
            markup, shown = self._sanitizer.clean(markup, self._site, None), "shown as plain text"
        except TooMuchMarkupError:
            markup, shown = "", "left out"
        reason = reason or f"body makes more than {limits.LENGTH} characters of HTML"
        problem = Problem("body-too-large", f"{reason}: it is {shown}", "split the article, or link to a file", line)
        return _finished(markup, frozenset({"p"}), [problem])

    def _to_html(
        self, text: str, suffix: str, language: Markup, place: Place, line: int, problems: list[Problem]
    ) -> tuple[str, bool]:
        """Return the body as HTML that is not yet safe, with MARK_COMMENT where the summary ends.

        And whether it may have attributes that the Markdown renderer does not write.
        """
        if language == "rst":
            from feedmaker.loader.body import rst

            text, lost = rst.to_html(text, line)
            problems += lost
            return summary.mark_end(text, self._separator, in_markdown=False), True
        if language == "markdown":
            return self._from_markdown(text, suffix, place, line, problems)
        if limits.has_too_many_tags(text):
            raise TooMuchMarkupError(f"body has more than {limits.MARKS} signs of template tags")
        formulas: list[str] = []
        if "{{" in text or "{%" in text:
            text, formulas = tex.protect(text, markdown=False)
        text = dialects.replace_shortcodes(text, line, problems, markdown=False)
        text, lost = parser.expand(text, place, line)
        problems += lost
        marked = summary.mark_end(text, self._separator, in_markdown=False)
        return tex.restore(marked, formulas, markdown=False), True

    def _from_markdown(
        self, text: str, suffix: str, place: Place, line: int, problems: list[Problem]
    ) -> tuple[str, bool]:
        dialect = dialects.dialect_of(self._dialect, suffix)
        text = self._addresses.in_markdown(text)
        if dialect != "commonmark":
            text = dialects.before_formulas(text, dialect, line, problems)
        if limits.has_too_many_marks(text):
            raise TooMuchMarkupError(_TOO_MANY_MARKS)
        text, formulas = tex.protect(text, markdown=True)
        expanded = dialects.Expanded(text, {}, definitions=False)
        if dialect != "commonmark":
            text = dialects.replace_shortcodes(text, line, problems, markdown=True)
            expanded = dialects.before_tags(text, dialect)
        text, lost = parser.expand(expanded.text, place._replace(markdown=True), line)
        problems += lost
        text = summary.mark_end(without_line_marks(text), self._separator, in_markdown=True)
        source = dialects.before_commonmark(text, dialect)
        markup = _render_markdown(source, dialect, line, problems, definitions=expanded.definitions)
        if "]" in markup and "](" in markup and (spaced := lines.enclose_spaced_addresses(source)) != source:
            markup = _render_markdown(spaced, dialect, line, [], definitions=expanded.definitions)
        markup = images.put_sizes(dialects.after_commonmark(markup))
        markup = tex.restore(markup, formulas, markdown=True)
        if expanded.abbreviations:
            markup = definitions.mark_abbreviations(markup, expanded.abbreviations)
        return markup, _ATTRIBUTES.search(text) is not None


def _legal(reference: re.Match[str]) -> str:
    """Return a numeric reference, or U+FFFD for one to a character that is illegal in XML; clean_text removes it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2] or 0)
    if code > 0x10FFFF:
        return "\ufffd"
    legal = clean_text(chr(code))
    return reference[0] if code >= 0x20 and legal == chr(code) else legal or "\ufffd"


def _render_markdown(text: str, dialect: Dialect, line: int, problems: list[Problem], *, definitions: bool) -> str:
    """Return Markdown as HTML. Raises TooMuchMarkupError."""
    if limits.has_too_many_marks(text):
        raise TooMuchMarkupError(_TOO_MANY_MARKS)
    huge = markdown.has_huge_tables(text)
    if huge:
        message = f"tables have more than {markdown.COLUMNS} columns or {markdown.CELLS} cells: shown as text"
        problems.append(Problem("body-table-too-large", message, "split them, or link to a file", line))
    return markdown.to_html(text, dialect, tables=not huge, definitions=definitions)


def _limited(markup: str, line: int, problems: list[Problem]) -> tuple[str, frozenset[str]]:
    """Return `markup`, or plain text where a parser would need too long for it, and the names of its elements."""
    markup, removed = limits.remove_long_tags(markup)
    if removed:
        message = f"{removed} tags with more than {limits.ATTRIBUTES} attributes are left out"
        problems.append(Problem("body-tag-too-large", message, "write them with fewer attributes", line))
    names, excess = limits.check_nesting(markup)
    if excess is None:
        return markup, names
    message = f"{excess}: the body is shown as plain text"
    problems.append(Problem("body-too-deep", message, "close the elements, or split the article", line))
    return html_snippets.plain(limits.without_tags(markup)), frozenset({"p"})


def _finished(markup: str, names: frozenset[str], problems: list[Problem]) -> Body:
    """Return the body of what is safe; `names` are those of its elements, or more."""
    if "img" in names:
        markup = _PIXEL.sub("", markup)
    words = ""
    if MARK in markup:
        beginning, markup = summary.split_at_mark(markup)
        markup = markup.replace(MARK, "")  # the text of a formula is in an attribute of it, too
        words = summary.excerpt(beginning)
    if "pre" not in names or "<pre" not in markup:
        markup = _BLANK_LINES.sub("\n", markup)
    markup = markup.strip(" \t\n\ufeff")
    words = words or summary.summary(markup, notes="sup" in names)
    if not words and not _MEDIA.search(markup):
        return Body("", "", tuple(problems))
    return Body(markup, words, tuple(problems))
