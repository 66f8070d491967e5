"""Article body → safe HTML with absolute URLs, its summary and its first picture.

text → markup language → template tags → HTML → (tree, only where one is needed) → sanitiser → HTML
"""

import html
import re
from collections.abc import Mapping
from functools import partial
from itertools import starmap
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.loader.body import limits, losses, stray_tags, summary
from feedmaker.loader.body.article_links import SiteReferences, with_pages
from feedmaker.loader.body.article_references import Page
from feedmaker.loader.body.cleanup import Cleanup
from feedmaker.loader.body.dialects import expand as dialects
from feedmaker.loader.body.dialects import lines
from feedmaker.loader.body.dialects.addresses import SiteAddresses
from feedmaker.loader.body.markup import detect_markup
from feedmaker.loader.body.sanitizer import Sanitizer, TooMuchMarkupError
from feedmaker.loader.body.summary import MARK, MARK_COMMENT
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.loader.body.template_tags.syntax import NO_VALUES, Place
from feedmaker.loader.body.unsafe_html import Source, UnsafeHtml
from feedmaker.model import BodyKind, Image
from feedmaker.problems import Problem
from feedmaker.text.patterns import portable
from feedmaker.text.site_files import media_url
from feedmaker.text.xml_characters import clean_text

# A numeric reference other than `&#123;` and `&#125;`, which some generators write for every brace.
_REFERENCE = re.compile("&#(?!12[35];)")
# "&#xA0;", "&#0151" and "&#x0;", of which the last has no group.
_NUMERIC = re.compile(r"&#(?:[xX]0*+([0-9A-Fa-f]{1,8}+)(?![0-9A-Fa-f])|0*+([0-9]{1,8}+)(?![0-9])|[xX]?0++);?")
_MEDIA = re.compile(r"<(?:img|video|audio)\b")
_BLANK_LINES = re.compile(portable(r"\n[ \t]*+\n(?:[ \t]*+\n)*+"))
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
        self._dialect = config.articles.markdown
        self._addresses = SiteAddresses(config)
        self._unsafe_html = UnsafeHtml(self._addresses, config.articles.excerpt_separator, emoji=config.articles.emoji)
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
        markup = detect_markup(text, kind, suffix)
        if suffix == ".txt" and markup == "markdown" and self._dialect == "auto":
            text = lines.end_verses(text)
        source = Source(
            text,
            markup,
            dialects.dialect_of(self._dialect, suffix),
            line,
            self._place._replace(page=link, values=values),
        )
        try:
            body = self._rendered(source, base, path)
        except TooMuchMarkupError as error:
            body = self._as_text(source, str(error))
        return body._replace(problems=(*dead, *body.problems)) if dead else body

    def _rendered(self, source: Source, base: str, path: str) -> Body:
        """Render a body that is not empty. Raises TooMuchMarkupError."""
        problems: list[Problem] = []
        text, line, is_markdown = source.text, source.line, source.markup == "markdown"
        if is_markdown and len(text) > limits.LENGTH // 6 and len(html.escape(text)) > limits.LENGTH:
            raise TooMuchMarkupError  # comrak writes a quotation mark as a reference
        markup, has_attributes = self._unsafe_html.make(source, problems)
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
        markup, names, lost = self._cleaned_up(markup, names, base, has_attributes=has_attributes)
        media = partial(media_url, self._generator, self._site, path, base) if self._generator else None
        safe = self._sanitizer.sanitize(markup, base, source.place.page, names, media)
        lost += filter(None, starmap(losses.of_address, safe.refused))
        # Markdown without tags becomes markup that the sanitiser loses nothing of
        if not is_markdown or "<" in text:
            missing = [losses.missing_text(markup, safe.html)]
            if "img" in names:
                missing.append(losses.missing_images(markup, safe.html, safe.refused))
            lost += filter(None, missing)
        problems += losses.problems(lost, text, line) if lost else ()
        markup = MARK.join(map(clean_text, safe.html.split(MARK))) if has_references else safe.html
        return _finished(markup, safe.names, problems)

    def _cleaned_up(
        self, markup: str, names: frozenset[str], base: str, *, has_attributes: bool
    ) -> tuple[str, frozenset[str], list[losses.Loss]]:
        """Return what feeds can show of `markup`, which has elements of these names; their new names; what was lost."""
        lost: list[losses.Loss] = []
        if has_stray := stray_tags.may_hold(names, markup):
            markup = stray_tags.escape(markup)
            names = limits.element_names(markup)
        if is_needed := self._cleanup.is_needed(markup, names, has_attributes=has_attributes):
            markup, lost = self._cleanup.apply(markup, base, names)
            names = limits.element_names(markup)
        if (has_stray or is_needed) and stray_tags.may_hold(names, markup):
            markup = stray_tags.unwrap(markup)
            if "svg" in names:
                markup, drawings = losses.without_drawings(markup)
                lost += drawings
            names = limits.element_names(markup)
        return markup, names, lost

    def _as_text(self, source: Source, reason: str) -> Body:
        """Return a body that is too much as plain text, or nothing where that is too long as well."""
        text, line = source.text, source.line
        if source.markup != "rst" and source.dialect != "commonmark":
            # comments are never published
            text = dialects.before_formulas(text, source.dialect, line, [])
        markup = html_snippets.plain(limits.without_tags(text))
        try:
            markup, shown = self._sanitizer.clean(markup, self._site, None), "shown as plain text"
        except TooMuchMarkupError:
            markup, shown = "", "left out"
        reason = reason or f"body makes more than {limits.LENGTH} characters of HTML"
        problem = Problem("body-too-large", f"{reason}: it is {shown}", "split the article, or link to a file", line)
        return _finished(markup, frozenset({"p"}), [problem])


def _legal(reference: re.Match[str]) -> str:
    """Return a numeric reference, or U+FFFD for one to a character that is illegal in XML; clean_text removes it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2] or 0)
    if code > 0x10FFFF:
        return "\ufffd"
    legal = clean_text(chr(code))
    return reference[0] if code >= 0x20 and legal == chr(code) else legal or "\ufffd"


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
    words = words or summary.summary(markup, names)
    if not words and not _MEDIA.search(markup):
        return Body("", "", tuple(problems))
    return Body(markup, words, tuple(problems))
