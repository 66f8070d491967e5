"""feed.css: what a browser shows of an RSS or Atom document that is opened in it.

Plain CSS on the XML, through `<?xml-stylesheet type="text/css" href="…/feed.css"?>`: browsers are removing XSLT.
CSS makes no links, so the page of the feed, index.html in the same folder, is where people subscribe.
"""

import re
from importlib import resources

from feedmaker.writer.pages.translations import Texts

#: In the root of the output; every feed refers to this one file.
FILE_NAME = "feed.css"

_SPECIAL = re.compile(r'["\\<\x00-\x1f\x7f]')


def feed_css(texts: Texts) -> bytes:
    """The stylesheet with the note to the reader in the language of the texts."""
    css = (resources.files("feedmaker.writer") / "templates" / FILE_NAME).read_text("utf-8")
    return css.replace('"xml_note"', _string(texts["xml_note"])).encode()


def _string(text: str) -> str:
    """A CSS string (CSS Syntax 3, section 4.3.5): what could end it is written as an escape."""
    return '"' + _SPECIAL.sub(lambda found: f"\\{ord(found[0]):x} ", text) + '"'
