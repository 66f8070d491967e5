"""Blogger's exports: the feed of Google Takeout (`feed.atom`), and that of Blogger's settings (`blog-….xml`).

Both are Atom with an entry for each post, page and comment; the older one also has entries for settings and templates.
"""

from collections import Counter

from lxml import etree

from feedmaker.generators.exports.post import (
    ExportedPost,
    UnreadableExportError,
    child_text,
    file_name,
    parse_time,
    parse_xml,
)
from feedmaker.generators.recognition import Recognition

NAME = "Blogger"
_ATOM = "{http://www.w3.org/2005/Atom}"
_BLOGGER = "{http://schemas.google.com/blogger/2018}"
#: Of the category that names the kind of an entry.
_KIND = "http://schemas.google.com/g/2005#kind"
#: Status in Takeout → why such a post is a draft; others are in the bin, and so is a post with the date it got there.
_HELD = {"LIVE": "", "SCHEDULED": "", "DRAFT": "they are not published"}


def is_export(data: bytes) -> bool:
    """Return True if the data may be such a feed."""
    head = data[:20_000]
    return b"<feed" in head and (b"schemas.google.com/blogger/" in head or b">Blogger</generator>" in head)


def read_posts(data: bytes, found: Recognition) -> list[ExportedPost]:
    """Return the posts, and set what the feed says. Raises UnreadableExportError."""
    root = parse_xml(data)
    if root.tag != f"{_ATOM}feed":
        raise UnreadableExportError("is not an export of Blogger: it is not a feed")
    found.set_text("site.title", child_text(root, f"{_ATOM}title"), "title")
    found.set_text("site.description", child_text(root, f"{_ATOM}subtitle"), "subtitle")
    found.set_text("site.url", _page(root), "link")
    # each label of Blogger has a feed
    found.set("feeds.tags", True, "as in Blogger")
    others = Counter[str]()
    posts = []
    for entry in root.iterfind(f"{_ATOM}entry"):
        kind, status = _kind(entry), child_text(entry, f"{_BLOGGER}status") or "LIVE"
        if kind == "post" and status in _HELD and not child_text(entry, f"{_BLOGGER}trashed"):
            posts.append(_post(entry, status))
        elif kind == "page":
            others["page"] += 1
        elif kind == "post":
            others["post in the bin"] += 1
    for what, count in others.items():
        found.note(f"{count} × {what}: left out, feeds have posts")
    return posts


def _kind(entry: etree._Element) -> str:
    """Return the kind of an entry: "post", "page", "comment" …, in lower case."""
    kinds = [one.get("term", "") for one in entry.iterfind(f"{_ATOM}category") if one.get("scheme") == _KIND]
    return (child_text(entry, f"{_BLOGGER}type") or "".join(kinds).rpartition("#")[2]).lower()


def _page(element: etree._Element) -> str:
    """Return the address of the page of the blog or of a post, "" where Takeout has none."""
    links = (one for one in element.iterfind(f"{_ATOM}link") if one.get("rel") == "alternate")
    return next((link.get("href", "") for link in links), "")


def _post(entry: etree._Element, status: str) -> ExportedPost:
    published, updated = (parse_time(child_text(entry, f"{_ATOM}{name}")) for name in ("published", "updated"))
    link, path = _page(entry), child_text(entry, f"{_BLOGGER}filename")
    labels = [one.get("term") for one in entry.iterfind(f"{_ATOM}category") if one.get("scheme") != _KIND]
    author = child_text(entry, f"{_ATOM}author/{_ATOM}name")
    is_draft = entry.findtext("{*}control/{*}draft") == "yes"
    values = {
        "title": child_text(entry, f"{_ATOM}title"),
        "date": published and published.isoformat(),
        "updated": updated.isoformat() if updated and published and updated > published else None,
        "link": link or None,
        "permalink": None if link else path,
        # which subscribers of the old feed know
        "guid": child_text(entry, f"{_ATOM}id"),
        "tags": [label for label in labels if label],
        "author": author if author not in ("Unknown", "Anonymous") else None,
        "summary": child_text(entry, f"{_BLOGGER}metaDescription"),
    }
    return ExportedPost(
        name=file_name((link or path).rpartition("/")[2].removesuffix(".html"), published, "post"),
        values=values,
        body=entry.findtext(f"{_ATOM}content") or "",
        held="they are not published" if is_draft else _HELD[status],
    )
