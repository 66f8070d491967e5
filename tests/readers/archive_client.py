"""A client of feed archives, written from RFC 5005 section 4 alone: nothing of it knows how archives are made."""

import urllib.request
from dataclasses import dataclass, field

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
COMPLETE = "{http://purl.org/syndication/history/1.0}complete"


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document: what it says of itself, and its entries as (id, title), in its order."""

    url: str
    links: dict[str, str]
    is_archive: bool
    is_complete: bool
    entries: tuple[tuple[str, str], ...]


@dataclass
class Client:
    """A subscriber who wants every entry: archives that were read once are not asked for again."""

    url: str
    #: Id → title, of every entry ever seen.
    entries: dict[str, str] = field(default_factory=dict)
    archives: dict[str, Document] = field(default_factory=dict)

    def poll(self) -> list[Document]:
        """Read the subscription document, and the archives before it back to the first that is known."""
        documents = [read(self.url)]
        while (before := documents[-1].links.get("prev-archive")) is not None and before not in self.archives:
            documents.append(read(before))
            self.archives[before] = documents[-1]
        for document in reversed(documents):
            self.entries |= dict(document.entries)
        return documents


def read(url: str) -> Document:
    """Fetch a document and take it apart."""
    with urllib.request.urlopen(url, timeout=180) as answer:
        root = etree.fromstring(answer.read())
    feed = root if root.tag == f"{ATOM}feed" else root.find("channel")
    assert feed is not None
    links: dict[str, str] = {}
    for link in feed.findall(f"{ATOM}link"):
        relation = link.get("rel", "alternate")
        assert relation not in links, f"two links of relation {relation}"
        links[relation] = link.get("href", "")
    identity, items = (f"{ATOM}id", f"{ATOM}entry") if feed is root else ("guid", "item")
    title = f"{ATOM}title" if feed is root else "title"
    entries = tuple((entry.findtext(identity) or "", entry.findtext(title) or "") for entry in feed.findall(items))
    return Document(url, links, feed.find(ARCHIVE) is not None, feed.find(COMPLETE) is not None, entries)
