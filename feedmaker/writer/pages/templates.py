"""The templates of this package, filled in: HTML pages with their own style and script, and the stylesheet of feeds.

The words of the pages are in English and Chinese (templates/texts.json); `output.texts` replaces any of them. A text
may contain {placeholders}, which `fill` replaces; a user's text may omit them.

Each page is one file. A Content Security Policy names its style and script by their hashes, so that even a mistake in
escaping could not run a script of an article's.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from markupsafe import Markup

from feedmaker.text.languages import is_right_to_left

if TYPE_CHECKING:
    import jinja2

#: In the root of the output; every RSS and Atom feed refers to this one file.
FEED_CSS = "feed.css"

#: key → text; every language has the same keys.
Texts: TypeAlias = Mapping[str, str]

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


def texts_for(language: str | None, overrides: Mapping[str, str] | None = None) -> Texts:
    """Return Chinese for zh and its variants, else English, with `overrides` (output.texts) of known keys applied."""
    primary = (language or "").lower().replace("_", "-").split("-")[0]
    texts = _translations()["zh" if primary == "zh" else "en"]
    return {**texts, **{key: text for key, text in (overrides or {}).items() if key in texts}}


def fill(text: str, **values: object) -> str:
    """Replace {placeholders} with values; unlike str.format, keep other braces and raise nothing."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def direction(language: str | None) -> str:
    """Return the dir attribute for text in a language (BCP 47): "rtl", "ltr", or "auto" if it is not known."""
    if not language:
        return "auto"
    return "rtl" if is_right_to_left(language) else "ltr"


def read_template(name: str) -> str:
    """Return a file of the package's templates."""
    return (resources.files("feedmaker.writer") / "templates" / name).read_text("utf-8")


@cache
def _translations() -> Mapping[str, Texts]:
    """Return the texts of each language."""
    translations: dict[str, Texts] = json.loads(read_template("texts.json"))
    return translations
