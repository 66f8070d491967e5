"""Every rule has a feed that breaks it, and is the only rule that reports it."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from check_samples import ATOM, GOOD, JSON, OPML, RSS

from feedmaker.check.rules import RULES
from feedmaker.check.run import check_files

NOW = datetime(2024, 3, 6, tzinfo=UTC)
PATHS = {RSS: "feeds/rss.xml", ATOM: "feeds/atom.xml", JSON: "feeds/feed.json", OPML: "feeds/feeds.opml"}


class Plant(NamedTuple):
    rule: str
    sample: str
    good: str
    bad: str


FERRY_END = '<enclosure url="https://lighthouse.example.org/ferry.mp3" length="4096" type="audio/mpeg"/>'
CORNER = '&lt;a href="https://lighthouse.example.org/boats/nets"&gt;the corner&lt;/a&gt;'
IMG = '&lt;img src="https://lighthouse.example.org/knot.jpg" alt="a knot"&gt;'
ATOM_SELF = '<link rel="self" type="application/atom+xml" href="https://lighthouse.example.org/feeds/atom.xml"/>'
RSS_SELF = '<atom:link rel="self" type="application/rss+xml" href="https://lighthouse.example.org/feeds/rss.xml"/>'
FERRY_ALTERNATE = '<link rel="alternate" type="text/html" href="https://lighthouse.example.org/boats/ferry"/>'
FH = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
WFW = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
XHTML_P = "<p>Every noon\nthe ferry <em>sings</em>.<br/></p>"

PLANTS = [
    # XML and encoding
    Plant("xml-well-formed", RSS, "</dc:creator>\n      <category>", "</dc:creatr>\n      <category>"),
    Plant("xml-well-formed", ATOM, "</feed>", "</feed><feed/>"),
    Plant("character-illegal", RSS, "mended on deck", "mended \x0b on deck"),
    Plant("character-illegal", RSS, "mended on deck", "mended &#x0B; on deck"),
    Plant("character-illegal", JSON, "mended on deck", "mended \\ud83d on deck"),
    Plant("character-illegal", JSON, '"Rope"', '"Ro\\u0000pe"'),
    Plant("character-suspicious", RSS, "mended on deck", "mended \x93on\x94 deck"),
    Plant("character-suspicious", ATOM, "mended on deck", "mended \ufffd on deck"),
    Plant("character-suspicious", JSON, "mended on deck", "mended \ufdd0 on deck"),
    Plant("xml-encoding", RSS, '<?xml version="1.0" encoding="UTF-8"?>\n', ""),
    Plant("xml-encoding", RSS, '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>'),
    Plant("xml-encoding", RSS, '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>'),
    Plant("xml-encoding", ATOM, "<?xml version", "\ufeff<?xml version"),
    Plant("xml-doctype", RSS, "<rss ", '<!DOCTYPE rss SYSTEM "rss.dtd">\n<rss '),
    Plant("xml-doctype", ATOM, "mended on deck", "mended&nbsp;on deck"),
    Plant("xml-escape", ATOM, "mended on deck", "mended & on deck"),
    Plant("xml-escape", ATOM, 'label="Rope"', 'label="Rope < net"'),
    Plant("xml-escape", ATOM, "mended on deck", "mended ]]> on deck"),
    Plant("xml-namespace", RSS, "</description>\n      <guid", "</description><thr:in-reply-to/>\n      <guid"),
    Plant("xml-namespace", RSS, "http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
    Plant("xml-namespace", ATOM, "http://search.yahoo.com/mrss/", "https://search.yahoo.com/mrss/"),
    Plant("title-lines", RSS, "The ferry sings", "The ferry\n sings"),
    Plant("title-lines", ATOM, "The ferry sings", "The ferry\u2028sings"),
    Plant("character-suspicious", RSS, "Every noon", "Every&#13; noon"),
    # Identity
    Plant("entry-id-missing", RSS, '<guid isPermaLink="false">tag:lighthouse.example.org,2024:ferry</guid>', ""),
    Plant("entry-id-missing", ATOM, "<id>tag:lighthouse.example.org,2024:ferry</id>", "<id/>"),
    Plant("entry-id-missing", ATOM, "<id>tag:lighthouse.example.org,2024:ferry</id>", ""),
    Plant(
        "entry-id-duplicate",
        ATOM,
        "tag:lighthouse.example.org,2024:ferry",
        "https://lighthouse.example.org/boats/knots",
    ),
    Plant("entry-id-missing", JSON, '"id": "tag:lighthouse.example.org,2024:ferry"', '"id": ""'),
    Plant("rss-guid-permalink", RSS, '"false">tag:', '"False">tag:'),
    Plant("rss-guid-permalink", RSS, '<guid isPermaLink="false">', "<guid>"),
    Plant("id-tag-uri", RSS, "tag:lighthouse.example.org,2024:ferry", "tag:Lighthouse.example.org,2024:ferry"),
    Plant("id-tag-uri", ATOM, "tag:lighthouse.example.org,2024:ferry", "tag:lighthouse.example.org:ferry"),
    Plant(
        "id-canonical",
        ATOM,
        "<id>https://lighthouse.example.org/boats/knots",
        "<id>https://lighthouse.example.org:443/boats/knots",
    ),
    Plant("id-canonical", JSON, '"id": "https://lighthouse', '"id": "HTTPS://lighthouse'),
    Plant(
        "id-canonical", ATOM, "<id>tag:lighthouse.example.org,2024:ferry", "<id> tag:lighthouse.example.org,2024:ferry"
    ),
    Plant(
        "id-canonical", RSS, '"true">https://lighthouse.example.org/', '"true">https://lighthouse.example.org/../%e5/'
    ),
    Plant("id-too-short", RSS, "tag:lighthouse.example.org,2024:ferry", "3"),
    Plant("id-too-short", JSON, "tag:lighthouse.example.org,2024:ferry", "42"),
    Plant("id-uuid", ATOM, "tag:lighthouse.example.org,2024:ferry", "urn:uuid:ferry"),
    # Dates
    Plant("date-rfc822", RSS, "<pubDate>Mon, 04 Mar 2024 12:00:00 GMT", "<pubDate>2024-03-04T12:00:00Z"),
    Plant("date-rfc822", RSS, "12:00:00 GMT", "12:00:00 UTC"),
    Plant("date-rfc822", RSS, "Mon, 04 Mar 2024", "Mo, 04 Mrz 2024"),
    Plant("date-rfc822", RSS, "Mon, 04 Mar 2024", "Mon, 04 Mar 24"),
    Plant("date-rfc822", RSS, "Mon, 04 Mar 2024", "31 Feb 2024"),
    Plant("date-weekday", RSS, "Mon, 04 Mar 2024", "Sun, 04 Mar 2024"),
    Plant("date-rfc3339", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04 12:00:00Z"),
    Plant("date-rfc3339", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04T12:00:00"),
    Plant("date-rfc3339", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-02-30T12:00:00Z"),
    Plant("date-rfc3339", RSS, "<atom:updated>2024-03-04T12:00:00Z", "<atom:updated>2024-03-04T12:00Z"),
    Plant("date-zone", RSS, "12:00:00 GMT", "07:00:00 EST"),
    Plant("date-zone", RSS, "12:00:00 GMT", "12:00:00 -0000"),
    Plant("date-zone", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04T12:00:00-00:00"),
    Plant("feed-newer-than-entries", RSS, "<lastBuildDate>Tue, 05", "<lastBuildDate>Wed, 06"),
    Plant(
        "feed-older-than-entries",
        ATOM,
        "lighthouse</subtitle>\n  <updated>2024-03-05",
        "lighthouse</subtitle>\n  <updated>2024-03-04",
    ),
    Plant("date-future", JSON, '"date_published": "2024-03-05T08', '"date_published": "2031-03-05T08'),
    Plant("date-before-1990", JSON, '"date_published": "2024-03-04', '"date_published": "1969-07-20'),
    Plant("entry-order", JSON, '"date_published": "2024-03-05', '"date_published": "2024-03-02'),
    Plant("date-rfc3339", ATOM, "<published>2024-03-04T", "<published>0000-03-04T"),
    # RSS channel
    Plant("rss-channel", RSS, "<title>Lighthouse: Boats</title>\n    <link>", "<link>"),
    Plant("rss-version", RSS, 'version="2.0"', 'version="0.92"'),
    Plant("rss-channel", RSS, "What floats past the lighthouse", " "),
    Plant("rss-channel", RSS, "  </channel>", "  </channel><channel/>"),
    Plant("rss-element-twice", RSS, "<ttl>60</ttl>", "<description>again</description>"),
    Plant("rss-channel-link", RSS, "<link>https://lighthouse.example.org/boats/</link>", "<link>/boats/</link>"),
    Plant(
        "feed-home-page",
        RSS,
        'href="https://lighthouse.example.org/feeds/rss.xml"',
        'href="https://lighthouse.example.org/boats/"',
    ),
    Plant("feed-self-link", RSS, RSS_SELF, '<atom:link rel="alternate" href="https://lighthouse.example.org/boats/"/>'),
    Plant("feed-self-link", RSS, "application/rss+xml", "text/xml"),
    Plant("feed-self-link", RSS, 'href="https://lighthouse.example.org/feeds/rss.xml"', 'href="rss.xml"'),
    Plant("feed-language", RSS, "<language>en</language>", ""),
    Plant("language-tag", RSS, "<language>en</language>", "<language>en_US</language>"),
    Plant("rss-ttl", RSS, "<ttl>60</ttl>", "<ttl>0.5</ttl>"),
    Plant("rss-ttl", RSS, "<ttl>60</ttl>", "<ttl>0</ttl>"),
    Plant("rss-image", RSS, "logo.png</url>", "logo.svg</url>"),
    Plant("rss-image", RSS, "<width>88</width>", "<width>512</width>"),
    Plant(
        "rss-image", RSS, "logo.png</url>\n      <title>Lighthouse: Boats</title>", "logo.png</url><title>Logo</title>"
    ),
    Plant("rss-email", RSS, "<ttl>60</ttl>", "<managingEditor>Ada Quay</managingEditor>"),
    Plant("rss-email", RSS, "<dc:creator>Bo Pier</dc:creator>", "<author>Bo Pier</author>"),
    Plant("metadata-after-entries", RSS, "  </channel>", "<copyright>Ada Quay</copyright></channel>"),
    Plant("rss-vocabulary", RSS, "<ttl>60</ttl>", "<subtitle>Boats</subtitle>"),
    Plant("rss-vocabulary", RSS, "<category>Rope</category>", '<category term="x">Rope</category>'),
    Plant("rss-element-twice", RSS, "<ttl>60</ttl>", "<ttl>60</ttl><ttl>60</ttl>"),
    Plant("rss-vocabulary", RSS, "<language>en</language>", "<language>en</language><pubdate>x</pubdate>"),
    # RSS item
    Plant(
        "rss-item-text",
        RSS,
        "<title>The ferry sings</title>\n      <link>https://lighthouse.example.org/boats/ferry</link>\n"
        "      <description>&lt;p&gt;Every noon the ferry &lt;em&gt;sings&lt;/em&gt;.&lt;/p&gt;</description>",
        "<link>https://lighthouse.example.org/boats/ferry</link>",
    ),
    Plant(
        "rss-item-incomplete",
        RSS,
        "<description>&lt;p&gt;Every noon the ferry &lt;em&gt;sings&lt;/em&gt;.&lt;/p&gt;</description>",
        "",
    ),
    Plant("url-absolute", RSS, "<link>https://lighthouse.example.org/boats/ferry</link>", "<link>/boats/ferry</link>"),
    Plant("rss-item-incomplete", RSS, "<title>The ferry sings</title>", ""),
    Plant(
        "rss-element-twice",
        RSS,
        "<title>The ferry sings</title>",
        "<title>The ferry sings</title><title>It sings</title>",
    ),
    Plant("entry-link", RSS, "<link>https://lighthouse.example.org/boats/ferry</link>", ""),
    Plant("rss-content-encoded", RSS, "<description>How a net is mended on deck.</description>", ""),
    Plant("rss-item-date", RSS, "<pubDate>Mon, 04 Mar 2024 12:00:00 GMT</pubDate>", ""),
    Plant(
        "dublin-core-duplicate",
        RSS,
        "<dc:creator>Bo Pier</dc:creator>",
        "<dc:creator>Bo Pier</dc:creator><author>bo@pier.example.org (Bo Pier)</author>",
    ),
    Plant(
        "dublin-core-duplicate",
        RSS,
        "<category>Rope</category>",
        "<category>Rope</category><dc:subject>Rope</dc:subject>",
    ),
    Plant(
        "dublin-core-duplicate", RSS, "12:00:00 GMT</pubDate>", "12:00:00 GMT</pubDate><dc:date>2024-03-04</dc:date>"
    ),
    Plant("enclosure", RSS, ' length="4096"', ""),
    Plant("enclosure", RSS, "https://lighthouse.example.org/ferry.mp3", "ferry.mp3"),
    Plant("enclosure", RSS, 'type="audio/mpeg"', 'type="mp3"'),
    Plant("rss-element-twice", RSS, FERRY_END, FERRY_END * 2),
    Plant("url-absolute", RSS, "<category>Rope</category>", "<comments>3</comments>"),
    Plant("url-absolute", RSS, "<category>Rope</category>", "<source>Harbour</source>"),
    # Atom
    Plant("atom-required", ATOM, "<title>The ferry sings</title>", ""),
    Plant("atom-title-empty", ATOM, "<title>The ferry sings</title>", "<title/>"),
    Plant("atom-required", ATOM, "<updated>2024-03-04T12:00:00Z</updated>", ""),
    Plant("atom-required", ATOM, "<id>tag:lighthouse.example.org,2024:boats</id>", ""),
    Plant("atom-id-uri", ATOM, "<id>tag:lighthouse.example.org,2024:boats</id>", "<id>boats</id>"),
    Plant("atom-entry-author", ATOM, "<author>\n      <name>Bo Pier</name>\n    </author>", ""),
    Plant("atom-author", ATOM, "<name>Bo Pier</name>", "<name/>"),
    Plant("feed-self-link", ATOM, ATOM_SELF, ""),
    Plant("feed-self-link", ATOM, 'href="https://lighthouse.example.org/feeds/atom.xml"', 'href="atom.xml"'),
    Plant("atom-alternate-link", ATOM, FERRY_ALTERNATE, FERRY_ALTERNATE + FERRY_ALTERNATE.replace("ferry", "boat")),
    Plant("atom-content", ATOM, '<content type="xhtml">', '<content type="text">More</content><content type="xhtml">'),
    Plant(
        "atom-content",
        ATOM,
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{XHTML_P}</div></content>',
        '<content type="audio/mpeg" src="https://lighthouse.example.org/ferry.mp3"/>',
    ),
    Plant("atom-text-type", ATOM, '<summary type="text">', '<summary type="text/plain">'),
    Plant("atom-text-type", ATOM, f'<div xmlns="http://www.w3.org/1999/xhtml">{XHTML_P}</div>', "Every noon."),
    Plant(
        "atom-title-html",
        ATOM,
        "<title>The ferry sings</title>",
        '<title type="html">The &lt;b&gt;ferry&lt;/b&gt; sings</title>',
    ),
    Plant("summary-plain-text", ATOM, "How a net", "&lt;p&gt;How a net"),
    Plant("atom-summary-repeats", ATOM, "How a net is mended on deck.", "Nets &amp; knots"),
    Plant("atom-category", ATOM, 'term="rope" ', ""),
    Plant("enclosure", ATOM, 'rel="enclosure" ', ""),
    Plant("enclosure", ATOM, 'length="4096"', 'length="4 kB"'),
    Plant("url-absolute", ATOM, "<logo>https://lighthouse.example.org/logo.png", "<logo>logo.png"),
    Plant("metadata-after-entries", ATOM, "</feed>", "<rights>Ada Quay</rights></feed>"),
    Plant("xml-base", ATOM, 'xml:lang="en"', 'xml:lang="en" xml:base="https://lighthouse.example.org/"'),
    Plant(
        "xml-base",
        RSS,
        "<item>\n      <title>The",
        '<item xml:base="https://lighthouse.example.org/">\n      <title>The',
    ),
    # Text, HTML and safety
    Plant("text-escaped-twice", ATOM, "Nets &amp; knots", "Nets &amp;amp;amp; knots"),
    Plant("text-reference", JSON, "Nets & knots", "Nets &amp; knots"),
    Plant(
        "summary-tags", RSS, "How a net is mended on deck.", "&amp;lt;p&amp;gt;How a net is mended&amp;lt;/p&amp;gt;"
    ),
    Plant(
        "text-escaped-twice",
        JSON,
        "<p>Every noon the ferry <em>sings</em>.</p>",
        "&lt;p&gt;Every noon the ferry sings.&lt;/p&gt;",
    ),
    Plant(
        "atom-title-html",
        ATOM,
        "<title>The ferry sings</title>",
        '<title type="html">The &amp;lt;b> ferry sings</title>',
    ),
    Plant("title-markup", RSS, "The ferry sings", "The &#x3C;b&#x3E;ferry&#x3C;/b&#x3E; sings"),
    Plant("title-markup", ATOM, "The ferry sings", "The **ferry** sings"),
    Plant("html-script", RSS, CORNER, "&lt;script&gt;sing()&lt;/script&gt;"),
    Plant("html-script", RSS, CORNER, '&lt;a href="java&amp;#9;script:sing()"&gt;the corner&lt;/a&gt;'),
    Plant("html-script", RSS, CORNER, '&lt;a href="https://example.org/"/onclick=sing()&gt;the corner&lt;/a&gt;'),
    Plant("html-script", ATOM, "<em>sings</em>", '<em onmouseover="sing()">sings</em>'),
    Plant("html-script", JSON, "<p>Every", "<form></form><p>Every"),
    Plant("html-script", JSON, "<em>sings</em>", "<a href='data:text/html,x'>sings</a>"),
    Plant("html-iframe", RSS, CORNER, '&lt;iframe src="https://video.example.org/"&gt;&lt;/iframe&gt;'),
    Plant("html-style", RSS, "&lt;p&gt;Mending", '&lt;p style="color: red; position: fixed"&gt;Mending'),
    Plant("html-style", RSS, "&lt;p&gt;Mending", '&lt;p style="background: url(https://example.org/x)"&gt;Mending'),
    Plant("html-broken", RSS, "&lt;/a&gt;.", "."),
    Plant("html-broken", RSS, CORNER, f"&lt;a href='https://example.org/'&gt;{CORNER}&lt;/a&gt;"),
    Plant("html-broken", RSS, "&lt;/em&gt;.&lt;/p&gt;", ".&lt;/p&gt;&lt;/em&gt;"),
    Plant("html-broken", JSON, "<em>sings</em>", "<div>sings</div>"),
    Plant("html-broken", JSON, "<p>Every", "<body><p>Every"),
    Plant("html-broken", JSON, "<p>Every", "<p class=a class=b>Every"),
    Plant("html-broken", JSON, "noon the", "noon &copy the"),
    Plant("html-broken", JSON, "<em>sings</em>.</p>", "sings.</p><a hre"),
    Plant("html-element", RSS, CORNER, "&lt;wave-shape&gt;&lt;/wave-shape&gt;"),
    Plant("html-element", RSS, CORNER, "&lt;svg&gt;&lt;/svg&gt;"),
    Plant("html-relative-url", RSS, "https://lighthouse.example.org/boats/nets", "/boats/nets"),
    Plant("html-relative-url", RSS, "https://lighthouse.example.org/boats/nets", "#fn1"),
    Plant("html-relative-url", RSS, "https://lighthouse.example.org/boats/nets", "//lighthouse.example.org/"),
    Plant(
        "html-relative-url", RSS, 'alt="a knot"', 'alt="a knot" srcset="https://a.example.org/1.png 1x, knot2.png 2x"'
    ),
    Plant("html-image", RSS, 'alt="a knot"', 'alt="a knot" data-src="https://lighthouse.example.org/knot.jpg"'),
    Plant("html-image", RSS, 'alt="a knot"', 'alt="a knot" width="1" height="1"'),
    Plant(
        "html-image-http",
        RSS,
        'https://lighthouse.example.org/knot.jpg" alt',
        'http://lighthouse.example.org/knot.jpg" alt',
    ),
    Plant("summary-plain-text", JSON, "How a net is mended on deck.", "How a net is <a hre…"),
    Plant("summary-plain-text", RSS, "mended on deck.", "mended &amp;nbs…"),
    Plant(
        "url-characters",
        RSS,
        "<link>https://lighthouse.example.org/boats/ferry",
        "<link>https://lighthouse.example.org/boats/fähre",
    ),
    Plant(
        "url-characters",
        ATOM,
        'href="https://lighthouse.example.org/ferry.mp3"',
        'href="https://lighthouse.example.org/a b.mp3"',
    ),
    Plant(
        "url-characters",
        JSON,
        '"url": "https://lighthouse.example.org/boats/ferry"',
        '"url": "https://leuchtfähre.example/boats/ferry"',
    ),
    # Extensions
    Plant("media-not-in-content", ATOM, IMG, ""),
    Plant("enclosure-image", RSS, 'type="audio/mpeg"', 'type="image/png"'),
    Plant("enclosure-image", ATOM, 'type="audio/mpeg"', 'type="image/png"'),
    Plant("enclosure-image", JSON, "audio/mpeg", "image/png"),
    Plant("media-attributes", RSS, 'width="640"', 'width="640px"'),
    Plant("media-attributes", ATOM, 'url="https://lighthouse.example.org/knot.jpg"', 'url="knot.jpg"'),
    Plant("media-attributes", RSS, 'type="image/jpeg"', 'type="jpeg"'),
    Plant("dublin-core-duplicate", RSS, "<ttl>60</ttl>", "<dc:language>en</dc:language>"),
    Plant("dublin-core-duplicate", RSS, "<category>Rope</category>", "<dc:title>Nets</dc:title>"),
    Plant("url-absolute", RSS, "<category>Rope</category>", f"<wfw:commentRss {WFW}>3</wfw:commentRss>"),
    Plant(
        "itunes-episode",
        RSS,
        "<ttl>60</ttl>",
        f'<itunes:image {ITUNES} href="https://lighthouse.example.org/cover.jpg"/>'
        f'<itunes:category {ITUNES} text="News"/><itunes:explicit {ITUNES}>false</itunes:explicit>',
    ),
    Plant("podcast-value", RSS, "<category>Rope</category>", f"<itunes:duration {ITUNES}>long</itunes:duration>"),
    Plant("podcast-value", RSS, "<category>Rope</category>", f'<itunes:image {ITUNES} href="cover.jpg"/>'),
    Plant("itunes-incomplete", RSS, "<ttl>60</ttl>", f"<itunes:author {ITUNES}>Ada Quay</itunes:author>"),
    # Paging and archives
    Plant(
        "paging-without-archive",
        ATOM,
        ATOM_SELF,
        ATOM_SELF + '<link rel="next" href="https://lighthouse.example.org/feeds/2"/>',
    ),
    Plant("archive-links", ATOM, ATOM_SELF, ATOM_SELF + f"<fh:archive {FH}/>"),
    Plant(
        "paging-links",
        RSS,
        RSS_SELF,
        RSS_SELF + f'<fh:complete {FH}/><atom:link rel="prev-archive" href="https://lighthouse.example.org/1"/>',
    ),
    Plant(
        "paging-links",
        ATOM,
        ATOM_SELF,
        ATOM_SELF
        + '<link rel="prev-archive" href="https://lighthouse.example.org/1"/>'
        + '<link rel="next" href="https://lighthouse.example.org/2"/>'
        + '<link rel="last" href="https://lighthouse.example.org/feeds/atom.xml"/>',
    ),
    Plant(
        "paging-links",
        ATOM,
        FERRY_ALTERNATE,
        FERRY_ALTERNATE + '<link rel="next" href="https://lighthouse.example.org/2"/>',
    ),
    # JSON Feed
    Plant("json-version", JSON, "version/1.1", "version/2"),
    Plant("json-version-old", JSON, "version/1.1", "version/1"),
    Plant("json-required", JSON, '"title": "Lighthouse: Boats",', ""),
    Plant(
        "url-absolute", JSON, '"home_page_url": "https://lighthouse.example.org/boats/"', '"home_page_url": "/boats/"'
    ),
    Plant("json-required", JSON, '"feed_url": "https://lighthouse.example.org/feeds/feed.json",', ""),
    Plant("entry-link", JSON, '"url": "https://lighthouse.example.org/boats/ferry",', ""),
    Plant("json-item", JSON, '"content_html": "<p>Every noon the ferry <em>sings</em>.</p>",', ""),
    Plant("json-item", JSON, '"id": "tag:lighthouse.example.org,2024:ferry"', '"id": 1234567890123'),
    Plant("json-tags", JSON, '"tags": ["Rope"]', '"tags": "Rope"'),
    Plant(
        "json-authors",
        JSON,
        '"authors": [{"name": "Ada Quay"}],\n      "tags"',
        '"author": {"name": "Ada Quay"},\n      "tags"',
    ),
    Plant("json-authors", JSON, '"authors": [{"name": "Ada Quay"}],\n  "hubs"', '"authors": "Ada Quay",\n  "hubs"'),
    Plant("enclosure", JSON, '"size_in_bytes": 4096', '"size_in_bytes": "4096"'),
    Plant("enclosure", JSON, '"mime_type": "audio/mpeg", ', ""),
    Plant("summary-plain-text", JSON, "How a net", "<p>How a net"),
    Plant("title-markup", JSON, '"The ferry sings"', '"The <b>ferry</b> sings"'),
    Plant("date-rfc3339", JSON, '"date_published": "2024-03-04T12:00:00Z"', '"date_published": "2024-03-04"'),
    Plant("date-rfc3339", JSON, '"date_published": "2024-03-04T12:00:00Z"', '"date_published": 1709553600'),
    Plant("json-syntax", JSON, '"size_in_bytes": 4096', '"size_in_bytes": 4096, "duration_in_seconds": NaN'),
    Plant("json-key", JSON, '"_sample"', '"_sam.ple"'),
    Plant("json-key", JSON, '"_sample"', '"sample"'),
    Plant("json-syntax", JSON, "{\n  ", "\ufeff{\n  "),
    Plant("json-hub", JSON, '"type": "WebSub", ', ""),
    Plant("url-absolute", JSON, "https://lighthouse.example.org/logo.png", "logo.png"),
    # OPML
    Plant(
        "opml-duplicate",
        OPML,
        "    </outline>\n  </body>",
        '<outline type="rss" text="Boats" xmlUrl="https://lighthouse.example.org/feeds/atom.xml" '
        'htmlUrl="https://lighthouse.example.org/boats/"/></outline></body>',
    ),
    Plant("opml-structure", OPML, 'version="2.0"', 'version="1.0"'),
    Plant("opml-text", OPML, 'text="All"', 'title="All"'),
    Plant("opml-feed", OPML, 'type="rss"', 'type="atom"'),
    Plant("opml-feed", OPML, 'xmlUrl="https://lighthouse.example.org/feeds/rss.xml"', 'xmlUrl="rss.xml"'),
    Plant("date-rfc822", OPML, "Tue, 05 Mar 2024 08:30:00 +0000", "2024-03-05"),
    # Language
    Plant("feed-language", ATOM, ' xml:lang="en"', ""),
    Plant("feed-language", JSON, '"language": "en",', ""),
    Plant("language-tag", ATOM, ' xml:lang="en"', ' xml:lang="en_GB"'),
    Plant("language-tag", RSS, "<language>en</language>", "<language>jp</language>"),
    Plant("language-tag", JSON, '"language": "en"', '"language": "cn"'),
    Plant("html-direction", JSON, '"title": "The ferry sings",', '"title": "The ferry sings", "language": "he",'),
    Plant("html-image-alt", RSS, ' alt="a knot"', ""),
]

#: Files by path, and the rule that the set of them breaks.
SETS = [
    ("entry-id-differs", {"a/rss.xml": RSS, "a/atom.xml": ATOM.replace("2024:ferry", "2024:boat")}),
    (
        "entry-id-differs",
        {
            "a/rss.xml": RSS,
            "b/feed.json": JSON.replace("2024:ferry", "2024:boat")
            .replace("Lighthouse: Boats", "Boats")
            .replace("boats/ferry", "boats/ferry?utm_source=x"),
        },
    ),
    (
        "feed-id-duplicate",
        {"a/atom.xml": ATOM, "b/atom.xml": ATOM.replace("Lighthouse: Boats", "Boats").replace("feeds/", "b/")},
    ),
    ("feed-id-duplicate", {"a/feed.json": JSON, "b/feed.json": JSON.replace("Lighthouse: Boats", "Boats")}),
    ("feed-title-duplicate", {"a/rss.xml": RSS, "b/rss.xml": RSS.replace("feeds/", "b/")}),
    ("self-link-duplicate", {"a/rss.xml": RSS, "b/rss.xml": RSS.replace("Lighthouse: Boats", "Boats")}),
    (
        "self-link-duplicate",
        {"a/atom.xml": ATOM, "b/atom.xml": ATOM.replace("Lighthouse: Boats", "B").replace("2024:boats", "2024:b")},
    ),
    ("feed-formats-differ", {"a/rss.xml": RSS, "a/atom.xml": ATOM.replace("The ferry sings", "The ferry hums")}),
    ("feed-formats-differ", {"a/rss.xml": RSS, "a/feed.json": JSON.replace("boats/ferry", "boats/quay")}),
    (
        "feed-formats-differ",
        {"a/feed.xml": RSS, "a/index.json": JSON.replace('"2024-03-04T12:00:00Z"', '"2024-03-03T12:00:00Z"')},
    ),
]


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    data = [(path, text.encode("utf-8", "surrogatepass")) for path, text in files.items()]
    return [(problem.code, problem.level) for problem in check_files(data, now=NOW)]


def test_good_feeds_have_no_problem() -> None:
    """Four files that belong together break no rule, together or alone."""
    assert found(GOOD) == []
    assert [found({path: text}) for path, text in GOOD.items()] == [[]] * 4


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.rule}-{plant.bad[:24]!r}")
def test_a_mistake_is_found_by_its_rule_alone(plant: Plant) -> None:
    assert plant.good in plant.sample
    damaged = plant.sample.replace(plant.good, plant.bad, 1)

    problems = found({PATHS[plant.sample]: damaged})

    assert set(problems) == {(plant.rule, RULES[plant.rule].level)}


@pytest.mark.parametrize(("rule", "files"), SETS, ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(SETS)])
def test_a_mistake_across_files_is_found_by_its_rule_alone(rule: str, files: dict[str, str]) -> None:
    assert set(found(files)) == {(rule, RULES[rule].level)}


def test_every_rule_has_a_test() -> None:
    others = {"archive-unlinked", "file-format", "file-readable", "file-size", "language-script"}
    planted = {plant.rule for plant in PLANTS} | {rule for rule, _ in SETS}
    assert planted | others == set(RULES)
    assert not planted & others


def test_a_feed_whose_archives_were_given_must_link_them() -> None:
    """The archive names its current feed, which does not link it."""
    own = "https://lighthouse.example.org/feeds/"
    archive = ATOM.replace(ATOM_SELF, f'<link rel="self" href="{own}1.xml"/><link rel="current" href="{own}atom.xml"/>')
    archive = archive.replace("<feed ", f"<feed {FH} ").replace("<logo>", "<fh:archive/><logo>")
    linked = ATOM.replace(ATOM_SELF, f'{ATOM_SELF}<link rel="prev-archive" href="{own}1.xml"/>')

    assert found({"a/atom.xml": ATOM, "a/1.xml": archive}) == [("archive-unlinked", "error")]
    assert found({"a/atom.xml": linked, "a/1.xml": archive}) == []


def test_a_feed_of_more_than_a_megabyte_is_reported() -> None:
    assert found({"feeds/rss.xml": RSS.replace("Every noon", "Every noon " + "and noon " * 120_000)}) == [
        ("file-size", "warning")
    ]


def test_a_language_that_the_titles_contradict_is_reported() -> None:
    japanese = JSON.replace("Nets & knots", "あみとむすびめ").replace("The ferry sings", "ふねがうたう")

    assert found({"feed.json": japanese.replace('"language": "en"', '"language": "zh-CN"')}) == [
        ("language-script", "warning")
    ]
    assert found({"feed.json": japanese.replace('"language": "en"', '"language": "ja"')}) == []


def test_a_document_that_is_not_a_feed_is_reported() -> None:
    assert found({"feeds/map.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<urlset/>'}) == [("file-format", "error")]
