"""The templates of this package, filled in: HTML pages with their own style and script, and the stylesheet of feeds.

Each page is one file. A Content Security Policy names its style and script by their hashes, so that even a mistake in
escaping could not run a script of an article's.
"""

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from feedmaker.writer.pages.translations import Texts, fill, read_template

if TYPE_CHECKING:
    import jinja2

#: In the root of the output; every RSS and Atom feed refers to this one file.
FEED_CSS = "feed.css"

_SPECIAL_IN_CSS = re.compile(r'["\\<\x00-\x1f\x7f]')


class _Asset(NamedTuple):
    """A style or script of the package, and its source expression in the policy."""

    text: Markup
    source: str


def render(name: str, **values: object) -> bytes:
    """Render the page `name` with its style and its script."""
    style, script = _asset(f"{name}.css"), _asset(f"{name}.js")
    page = _environment().get_template(f"{name}.html").render(style=style, script=script, fill=fill, **values)
    return page.encode() + b"\n"


def feed_css(texts: Texts) -> bytes:
    """Make the stylesheet that browsers apply to an RSS or Atom document that is opened in them.

    It is plain CSS on XML, because browsers are removing XSLT. CSS cannot make links: people subscribe on the page of
    the feed, index.html in the same folder.
    """
    # a CSS string (CSS Syntax 3, section 4.3.5)
    note = _SPECIAL_IN_CSS.sub(lambda found: f"\\{ord(found[0]):x} ", texts["xml_note"])
    return read_template(FEED_CSS).replace('"xml_note"', f'"{note}"').encode()


@cache
def _asset(name: str) -> _Asset:
    text = read_template(name)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return _Asset(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - a file of this package


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("feedmaker.writer"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
