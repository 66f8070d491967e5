"""References to files and pages of the site, which bodies have in place of addresses.

Those of Pelican (`{static}/a.png`, `|attach|a.pdf`, `{index}`, `{tag}oak`), of Nikola (`link://tag/oak`, `link://root`),
and Ghost's `__GHOST_URL__`, the URL of the site.
"""

import re
from collections.abc import Callable
from functools import cache

from feedmaker.loader.body.article_links import RST_TARGET
from feedmaker.loader.body.markup import CODE, CODE_FLAGS, LEAD, Markup, detect_markup
from feedmaker.model import BodyKind
from feedmaker.text.article_paths import split_prefix
from feedmaker.text.site_files import no_page, site_file_url
from feedmaker.text.urls import GHOST_URL

_KINDS = ("static", "attach", "index", "tag", "category", "author")
_BRACED_KIND = re.compile(rf"\{{(?:{'|'.join(_KINDS)})\}}")
_BARRED_KIND = re.compile(rf"\|(?:{'|'.join(_KINDS)})\|")
_REFERENCES = rf"""
  # ]({{static}}/a.png), [x]: {{static}}a.png, src="{{attach}}a.png"; in reST <{{static}}a.pdf>, image:: {{static}}a.png
  |(?P<lead>\]\([ ]?<?|\]:[ \t]*<?|\b(?:href|src|poster|data)[ ]?=[ ]?["']?
    |<|{RST_TARGET}|\b(?:image|figure|target)::?[ ])
    (?:\{{(?P<what>{"|".join(_KINDS)})\}}|\|(?P<old>{"|".join(_KINDS)})\|
      |link://(?P<linked>root|(?:tag|category|author)(?=/))/?)
    (?P<file>[^\s()<>"'\#?]{{0,300}}(?:[ ][^\s()<>"'\#?]{{1,99}}){{0,9}})
"""


class SiteReferences:
    """Finds what the references in the bodies of one site lead to."""

    def __init__(self, site: str, page_of: Callable[[str, str], str | None] = no_page) -> None:
        """Take the URL of the site; `page_of` returns the path of the page of a tag, category or author, if known."""
        self._site = site
        self._page_of = page_of

    def resolve(self, text: str, path: str, link: str | None, *, kind: BodyKind, suffix: str) -> str:
        """Return a body with URLs in place of references; `link` is its page, `path` that of its file."""
        if "_" in text and GHOST_URL in text:
            text = text.replace(GHOST_URL, self._site.rstrip("/"))
        is_pelican = ("{" in text and _BRACED_KIND.search(text)) or ("|" in text and _BARRED_KIND.search(text))
        if not is_pelican and "link://" not in text:
            return text
        _, below = split_prefix(path)

        def replace(match: re.Match[str]) -> str:
            what = match["what"] or match["old"] or match["linked"]
            if not what:
                return match[0]
            if what == "root":
                return match["lead"] + self._site
            return match["lead"] + site_file_url(what, match["file"], self._site, below, link, self._page_of)

        return _pattern(detect_markup(text, kind, suffix)).sub(replace, LEAD + text).removeprefix(LEAD)


@cache
def _pattern(markup: Markup) -> re.Pattern[str]:
    return re.compile(CODE[markup] + _REFERENCES, CODE_FLAGS)
