"""The text of a body → HTML that is not yet safe, in each markup language, without template tags.

text → template tags → HTML, with formulas kept out of both
"""

import re
from typing import NamedTuple

from feedmaker.config.schema import Dialect
from feedmaker.loader.body import limits, losses, markdown, markdown_losses, summary, tex
from feedmaker.loader.body.dialects import components, definitions, images, lines, shortcodes
from feedmaker.loader.body.dialects import expand as dialects
from feedmaker.loader.body.dialects.addresses import SiteAddresses
from feedmaker.loader.body.markup import Markup, without_line_marks
from feedmaker.loader.body.sanitizer import TooMuchMarkupError
from feedmaker.loader.body.template_tags import parser
from feedmaker.loader.body.template_tags.syntax import Place
from feedmaker.problems import Problem

# "<p class", "<br/": the start of a tag that may have attributes.
_ATTRIBUTES = re.compile(r"<[A-Za-z][^\s<>/]*+[\s/]")
# "<TabItem ", "<Chart/>"
_COMPONENT = re.compile(r"<[A-Z](?=[\w.]*?[a-z])[\w.]*+[\s/]")
_TOO_MANY_MARKS = f"body has more than {limits.MARKS} lines and signs of Markdown"


class Source(NamedTuple):
    """A body that is to be rendered."""

    text: str
    markup: Markup
    #: Of Markdown.
    dialect: Dialect
    #: Of its first line in the file.
    line: int
    #: Where its template tags are.
    place: Place


class UnsafeHtml:
    """Makes HTML of the bodies of one site."""

    def __init__(self, addresses: SiteAddresses, separator: str | None, *, emoji: bool) -> None:
        """Take the addresses of the site; the summary ends before the `separator`, or at a mark of a generator.

        `emoji` is articles.emoji.
        """
        self._addresses = addresses
        self._separator = separator
        self._emoji = emoji

    def make(self, source: Source, problems: list[Problem]) -> tuple[str, bool]:
        """Return the body as HTML with MARK_COMMENT where the summary ends.

        And whether it may have attributes that the Markdown renderer does not write. Raises TooMuchMarkupError.
        """
        if source.markup == "markdown":
            return self._from_markdown(source, problems)
        make = self._from_rst if source.markup == "rst" else self._from_html
        return make(source, problems), True

    def _from_rst(self, source: Source, problems: list[Problem]) -> str:
        from feedmaker.loader.body import rst

        markup, lost = rst.to_html(source.text, source.line)
        problems += lost
        return summary.mark_end(markup, self._separator, in_markdown=False)

    def _from_html(self, source: Source, problems: list[Problem]) -> str:
        line = source.line
        # a note of Obsidian that has tags alone
        text = definitions.remove_comments(source.text, source.dialect) if source.dialect == "obsidian" else source.text
        if limits.has_too_many_tags(text):
            raise TooMuchMarkupError(f"body has more than {limits.MARKS} signs of template tags")
        formulas: list[str] = []
        if "{" in text and ("{{" in text or "{%" in text):
            text, formulas = tex.protect(text, markdown=False)
        text = shortcodes.replace(text, markdown=False, line=line, problems=problems)
        text, lost = parser.expand(text, source.place, line)
        problems += lost
        marked = summary.mark_end(text, self._separator, in_markdown=False)
        return tex.restore(marked, formulas, markdown=False)

    def _from_markdown(self, source: Source, problems: list[Problem]) -> tuple[str, bool]:
        dialect, line = source.dialect, source.line
        text = self._addresses.in_markdown(source.text)
        if dialect != "commonmark":
            text = dialects.before_formulas(text, dialect, line, problems)
        if limits.has_too_many_marks(text):
            raise TooMuchMarkupError(_TOO_MANY_MARKS)
        text, formulas = tex.protect(text, markdown=True)
        expanded = dialects.Expanded(text, {}, definitions=False)
        if dialect != "commonmark":
            text = shortcodes.replace(text, markdown=True, line=line, problems=problems)
            expanded = dialects.before_tags(text, dialect)
        text, lost = parser.expand(expanded.text, source.place._replace(markdown=True), line)
        problems += lost
        text = summary.mark_end(without_line_marks(text), self._separator, in_markdown=True)
        commonmark = dialects.before_commonmark(text, dialect)
        features = {"definitions": expanded.definitions, "emoji": self._emoji}
        markup = _render(commonmark, dialect, line, problems, **features)
        if "]" in markup and "](" in markup and (spaced := lines.enclose_spaced_addresses(commonmark)) != commonmark:
            markup = _render(spaced, dialect, line, [], **features)
        if lost_in_markdown := markdown_losses.find(commonmark, markup):
            problems += losses.problems(lost_in_markdown, source.text, line)
        if dialect != "commonmark" and _COMPONENT.search(markup):
            markup = components.replace(markup, source.text, line=line, problems=problems)
        markup = images.put_sizes(dialects.after_commonmark(markup))
        markup = tex.restore(markup, formulas, markdown=True)
        if expanded.abbreviations:
            markup = definitions.mark_abbreviations(markup, expanded.abbreviations)
        return markup, _ATTRIBUTES.search(text) is not None


def _render(text: str, dialect: Dialect, line: int, problems: list[Problem], **features: bool) -> str:
    """Return Markdown as HTML. Raises TooMuchMarkupError."""
    if limits.has_too_many_marks(text):
        raise TooMuchMarkupError(_TOO_MANY_MARKS)
    huge = markdown.has_huge_tables(text)
    if huge:
        message = f"tables have more than {markdown.COLUMNS} columns or {markdown.CELLS} cells: shown as text"
        problems.append(Problem("body-table-too-large", message, "split them, or link to a file", line))
    return markdown.to_html(text, dialect, tables=not huge, **features)
