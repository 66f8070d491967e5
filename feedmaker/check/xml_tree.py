"""An XML document as plain values, safe from entities: what the rules of RSS, Atom and OPML look at."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
FH = "{http://purl.org/syndication/history/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MEDIA = "{http://search.yahoo.com/mrss/}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
WFW = "{http://wellformedweb.org/CommentAPI/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"


class Element(NamedTuple):
    """An element; names are in Clark notation (`{namespace}name`)."""

    tag: str
    prefix: str
    attributes: Mapping[str, str]
    #: Its own character data in one string, without that of its children.
    text: str
    children: tuple["Element", ...]
    #: Line of the end of its start tag, from 1; None where it cannot be told.
    line: int | None
    #: The HTML of an element of the XHTML namespace, whose children are then left out here.
    markup: str = ""

    @property
    def name(self) -> str:
        """The local name."""
        return self.tag.rpartition("}")[2]

    def all(self, tag: str) -> list["Element"]:
        """The children of that name, in order."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def words(self, tag: str) -> str:
        """The text of the first child of that name, outer white space stripped; "" where there is none."""
        child = self.first(tag)
        return child.text.strip() if child else ""

    def walk(self) -> Iterator["Element"]:
        """The element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))
