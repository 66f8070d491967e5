"""The rules of the check: id → level and remedy. docs/check.md says what each one checks and where it comes from."""

from collections.abc import Mapping
from typing import NamedTuple

from feedmaker.problems import Level, Problem


class Rule(NamedTuple):
    """The level of a rule, and what to do about a problem that it finds."""

    level: Level
    hint: str


RULES: Mapping[str, Rule] = {
    # Files and XML
    "file-readable": Rule("error", "check the path and its permissions"),
    "file-format": Rule("error", "check RSS 2.0, Atom 1.0, JSON Feed or OPML files"),
    "file-size": Rule("warning", "carry fewer entries; with feedmaker: lower feeds.limit or feeds.max_bytes"),
    "xml-well-formed": Rule("error", "write XML with a library, do not join strings"),
    "xml-encoding": Rule("error", 'begin the file with <?xml version="1.0" encoding="UTF-8"?>'),
    "xml-doctype": Rule("error", "remove the document type; write characters or numeric references for entities"),
    "xml-escape": Rule("error", "write &amp;, &lt; and ]]&gt;"),
    "xml-namespace": Rule("error", "declare every prefix, and copy namespaces exactly"),
    "xml-base": Rule("warning", "write absolute URLs"),
    "character-illegal": Rule("error", "remove the character; a numeric reference does not make it legal"),
    "character-suspicious": Rule("warning", "decode the source in its own encoding"),
    # Ids
    "entry-id-missing": Rule("error", "give every entry an id that never changes"),
    "entry-id-duplicate": Rule("error", "give every entry its own id; readers show only one of the two"),
    "entry-id-differs": Rule("error", "give an article the same id in every feed"),
    "id-tag-uri": Rule("error", "write it as tag:example.org,2021:name"),
    "id-uuid": Rule("warning", "use a version 5 UUID of a name that never changes"),
    "id-canonical": Rule("warning", "write ids in canonical form; readers compare them character by character"),
    "id-too-short": Rule("warning", "use the article's URL or a tag: URI; other feeds use such numbers too"),
    "feed-id-duplicate": Rule("error", "give every feed its own id that never changes"),
    # Dates and order
    "date-rfc822": Rule("error", "write it as Sat, 25 Sep 2021 14:07:50 +0000"),
    "date-rfc3339": Rule("error", "write it as 2021-09-25T14:07:50Z"),
    "date-weekday": Rule("error", "write the right weekday, or leave it out"),
    "date-zone": Rule("warning", "write +0000 in RSS, Z in Atom and JSON Feed"),
    "date-future": Rule("warning", "hold the entry back until then; with feedmaker: articles.future: hold"),
    "date-before-1990": Rule("note", "correct the date unless it is true"),
    "feed-older-than-entries": Rule("error", "give the feed the date of its newest entry"),
    "feed-newer-than-entries": Rule("warning", "take the date from the newest entry, not from the clock"),
    "entry-order": Rule("warning", "sort entries newest first"),
    # All formats
    "feed-language": Rule("warning", "name the language; with feedmaker: set site.language in config.yaml"),
    "feed-title-duplicate": Rule("warning", "give feeds different titles; with feedmaker: see categories.settings"),
    "feed-formats-differ": Rule("warning", "write all formats of a feed together, from the same entries"),
    "language-tag": Rule("warning", "write a BCP 47 tag such as en or zh-CN"),
    "language-script": Rule("warning", "name the language of the text; with feedmaker: set site.language"),
    "entry-link": Rule("warning", "link the article's page; with feedmaker: set articles.permalink in config.yaml"),
    "feed-self-link": Rule("warning", "link (rel=self) the absolute URL where the feed is served"),
    "feed-home-page": Rule("error", "link the HTML page that the feed belongs to"),
    "self-link-duplicate": Rule("warning", "let rel=self be the URL of the feed itself"),
    "metadata-after-entries": Rule("warning", "write the metadata of the feed before its entries"),
    "url-absolute": Rule("error", "write an absolute http(s) URL"),
    "url-characters": Rule("error", "percent-encode the URL, and write its host in punycode"),
    # Text and HTML
    "title-lines": Rule("warning", "collapse white space"),
    "title-markup": Rule("note", "convert markup to plain text, unless the title is about markup"),
    "summary-plain-text": Rule("warning", "cut plain text, at a word; with feedmaker: write a summary in the article"),
    "summary-tags": Rule("note", "escape exactly once, unless the summary is about markup"),
    "text-reference": Rule("note", "escape exactly once, unless the text is about references"),
    "text-escaped-twice": Rule("error", "escape exactly once"),
    "html-script": Rule("error", "sanitise content with an allow-list"),
    "html-broken": Rule("error", "write content with an HTML serialiser, and close open tags after cutting"),
    "html-relative-url": Rule("error", "resolve it against the article's URL"),
    "html-iframe": Rule("warning", "replace it with a link or a poster image"),
    "html-style": Rule("warning", "remove style attributes"),
    "html-element": Rule("warning", "keep the text of the element only; use an image for svg"),
    "html-image": Rule("warning", "put the URL of the real image into src, or remove the image"),
    "html-image-alt": Rule("warning", 'describe the image in the article; write alt="" for decoration'),
    "html-image-http": Rule("note", "serve images by https; pages served by https may not show others"),
    "html-direction": Rule("warning", 'wrap the content in <div dir="rtl">'),
    # RSS
    "rss-version": Rule("error", 'write <rss version="2.0">'),
    "rss-channel": Rule("error", "write one channel, with title, link and description"),
    "rss-channel-link": Rule("error", "link the HTML page that the feed belongs to, by its absolute URL"),
    "rss-ttl": Rule("warning", "write whole minutes above zero"),
    "rss-image": Rule("warning", "give a PNG, JPEG or GIF of at most 144 by 400 with the channel's title and link"),
    "rss-email": Rule("error", "write a@b.c (Name); without an address, leave it out and use dc:creator"),
    "rss-vocabulary": Rule("error", "use a namespace for what RSS 2.0 does not define"),
    "rss-element-twice": Rule("error", "keep one"),
    "rss-item-text": Rule("error", "give the item a title or a description"),
    "rss-item-incomplete": Rule("warning", "give the item a title and a description; readers show both"),
    "rss-item-date": Rule("warning", "give the item a pubDate; readers sort by it"),
    "rss-content-encoded": Rule("warning", "write a description before content:encoded"),
    "rss-guid-permalink": Rule("error", 'write isPermaLink="false" unless the guid is the URL of the article'),
    "dublin-core-duplicate": Rule("warning", "keep one of the two"),
    # Atom
    "atom-required": Rule("error", "write exactly one id, title and updated"),
    "atom-title-empty": Rule("warning", "write a title; readers show it"),
    "atom-id-uri": Rule("error", "use a URL, a tag: URI or urn:uuid:"),
    "atom-author": Rule("error", "name an author; with feedmaker: set site.author in config.yaml"),
    "atom-entry-author": Rule("warning", "name the author in every entry; some readers do not inherit the feed's"),
    "atom-alternate-link": Rule("warning", "link one HTML page for each type and language, by its absolute URL"),
    "atom-content": Rule("error", "give an entry one content, or an alternate link; a summary beside a src"),
    "atom-text-type": Rule("error", "write type text, html (escaped) or xhtml (one div)"),
    "atom-title-html": Rule("warning", "convert the title to plain text, type=text, escaped once"),
    "atom-summary-repeats": Rule("warning", "leave the summary out"),
    "atom-category": Rule("error", "give the category a term; a scheme is a URI"),
    # Extensions
    "enclosure": Rule("error", "give an absolute URL, a MIME type and a length in bytes (in RSS 0 if unknown)"),
    "enclosure-image": Rule("note", "use media:content, or image in JSON Feed, for the lead image of an article"),
    "media-attributes": Rule("error", "write absolute URLs, whole numbers and MIME types"),
    "media-not-in-content": Rule("warning", "show the image in the content too; many readers show only that"),
    "itunes-incomplete": Rule("warning", "give image, category and explicit, or no itunes: element"),
    "itunes-episode": Rule("warning", "give every episode an enclosure with its length in bytes"),
    "podcast-value": Rule("warning", "write what Apple Podcasts and the podcast namespace allow"),
    # Paging and archives
    "paging-without-archive": Rule("warning", "link archive documents (prev-archive), whose content stays"),
    "paging-links": Rule("error", "remove the link"),
    "archive-links": Rule("error", "link the subscription feed (rel=current) and the document itself (rel=self)"),
    "archive-unlinked": Rule("error", "link the newest archive document (rel=prev-archive)"),
    # JSON Feed
    "json-syntax": Rule("error", "write JSON with a library, in UTF-8 without a byte order mark"),
    "json-version": Rule("error", "write https://jsonfeed.org/version/1.1"),
    "json-version-old": Rule("warning", "write https://jsonfeed.org/version/1.1"),
    "json-required": Rule("error", "give title, items, home_page_url and feed_url"),
    "json-key": Rule("error", "begin the names of extensions with _, and use no dot"),
    "json-item": Rule("error", "give the item an id (a string) and content_html or content_text"),
    "json-authors": Rule("error", 'write "authors": [{"name": "…"}]'),
    "json-tags": Rule("error", "write an array of strings"),
    "json-hub": Rule("warning", 'write {"type": "WebSub", "url": "https://…"}'),
    # OPML
    "opml-structure": Rule("error", 'write <opml version="2.0"> with head, body and at least one outline'),
    "opml-text": Rule("error", "give every outline a text"),
    "opml-feed": Rule("error", 'write type="rss" (for Atom too) and absolute URLs'),
    "opml-duplicate": Rule("warning", "list one format of a feed, or readers subscribe twice"),
}


def problem(code: str, line: int | None, message: str, hint: str = "") -> Problem:
    """Return a problem of this rule; `hint` replaces the rule's own where more can be said."""
    rule = RULES[code]
    return Problem(code, message, hint or rule.hint, line=line, level=rule.level)
