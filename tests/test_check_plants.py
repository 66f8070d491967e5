"""Every rule is planted at least once, and each plant is found by its rule alone."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from check_samples import ATOM, GOOD, JSON, OPML, RSS

from feedmaker.check import RULES, check_files

NOW = datetime(2024, 3, 6, tzinfo=UTC)
PATHS = {RSS: "feeds/rss.xml", ATOM: "feeds/atom.xml", JSON: "feeds/feed.json", OPML: "feeds/feeds.opml"}


class Plant(NamedTuple):
    rule: str
    sample: str
    good: str
    bad: str
    #: The level that is expected, None for that of the rule.
    level: str | None = None


FERRY_END = '<enclosure url="https://lighthouse.example.org/ferry.mp3" length="4096" type="audio/mpeg"/>'
CORNER = '&lt;a href="https://lighthouse.example.org/boats/nets"&gt;the corner&lt;/a&gt;'
IMG = '&lt;img src="https://lighthouse.example.org/knot.jpg" alt="a knot"&gt;'
ATOM_SELF = '<link rel="self" type="application/atom+xml" href="https://lighthouse.example.org/feeds/atom.xml"/>'
RSS_SELF = '<atom:link rel="self" type="application/rss+xml" href="https://lighthouse.example.org/feeds/rss.xml"/>'
FERRY_ALTERNATE = '<link rel="alternate" type="text/html" href="https://lighthouse.example.org/boats/ferry"/>'
ATOM_FERRY_END = 'href="https://lighthouse.example.org/ferry.mp3"/>'
FH = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
PODCAST = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
WFW = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
SLASH = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
XHTML_P = "<p>Every noon\nthe ferry <em>sings</em>.<br/></p>"

PLANTS = [
    # 1 XML and encoding
    Plant("X1", RSS, "</dc:creator>\n      <category>", "</dc:creatr>\n      <category>"),
    Plant("X1", ATOM, "</feed>", "</feed><feed/>"),
    Plant("X2", RSS, "mended on deck", "mended \x0b on deck"),
    Plant("X2", RSS, "mended on deck", "mended &#x0B; on deck"),
    Plant("X2", JSON, "mended on deck", "mended \\ud83d on deck"),
    Plant("X2", JSON, '"Rope"', '"Ro\\u0000pe"'),
    Plant("X3", RSS, "mended on deck", "mended \x93on\x94 deck"),
    Plant("X3", ATOM, "mended on deck", "mended \ufffd on deck"),
    Plant("X3", JSON, "mended on deck", "mended \ufdd0 on deck"),
    Plant("X4", RSS, '<?xml version="1.0" encoding="UTF-8"?>\n', ""),
    Plant("X4", RSS, '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>'),
    Plant("X4", RSS, '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>'),
    Plant("X4", ATOM, "<?xml version", "\ufeff<?xml version"),
    Plant("X5", RSS, "<rss ", '<!DOCTYPE rss SYSTEM "rss.dtd">\n<rss '),
    Plant("X5", ATOM, "mended on deck", "mended&nbsp;on deck"),
    Plant("X6", ATOM, "mended on deck", "mended & on deck"),
    Plant("X6", ATOM, 'label="Rope"', 'label="Rope < net"'),
    Plant("X6", ATOM, "mended on deck", "mended ]]> on deck"),
    Plant("X7", RSS, "</description>\n      <guid", "</description><thr:in-reply-to/>\n      <guid"),
    Plant("X7", RSS, "http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
    Plant("X7", ATOM, "http://search.yahoo.com/mrss/", "https://search.yahoo.com/mrss/"),
    Plant("X8", RSS, "<rss ", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '),
    Plant("X8", RSS, "<ttl>60</ttl>", '<source:self xmlns:source="http://source.example.org/">x</source:self>'),
    Plant(
        "X8",
        RSS,
        "<dc:creator>Bo Pier</dc:creator>",
        '<c:creator xmlns:c="http://purl.org/dc/elements/1.1/">Bo Pier</c:creator>',
    ),
    Plant("X9", RSS, "The ferry sings", "The ferry\n sings"),
    Plant("X9", ATOM, "The ferry sings", "The ferry\u2028sings"),
    Plant("X9", RSS, "Every noon", "Every&#13; noon"),
    # 2 Identity
    Plant("I1", RSS, '<guid isPermaLink="false">tag:lighthouse.example.org,2024:ferry</guid>', ""),
    Plant("I1", ATOM, "<id>tag:lighthouse.example.org,2024:ferry</id>", "<id/>"),
    Plant("I1", ATOM, "<id>tag:lighthouse.example.org,2024:ferry</id>", ""),
    Plant("I1", ATOM, "tag:lighthouse.example.org,2024:ferry", "https://lighthouse.example.org/boats/knots"),
    Plant("I1", JSON, '"id": "tag:lighthouse.example.org,2024:ferry"', '"id": ""'),
    Plant("I6", RSS, '"false">tag:', '"False">tag:'),
    Plant("I6", RSS, '<guid isPermaLink="false">', "<guid>"),
    Plant("I7", RSS, "tag:lighthouse.example.org,2024:ferry", "tag:Lighthouse.example.org,2024:ferry"),
    Plant("I7", ATOM, "tag:lighthouse.example.org,2024:ferry", "tag:lighthouse.example.org:ferry"),
    Plant(
        "I8",
        ATOM,
        "<id>https://lighthouse.example.org/boats/knots",
        "<id>https://lighthouse.example.org:443/boats/knots",
    ),
    Plant("I8", JSON, '"id": "https://lighthouse', '"id": "HTTPS://lighthouse'),
    Plant("I8", ATOM, "<id>tag:lighthouse.example.org,2024:ferry", "<id> tag:lighthouse.example.org,2024:ferry"),
    Plant("I8", RSS, '"true">https://lighthouse.example.org/', '"true">https://lighthouse.example.org/../%e5/'),
    Plant("I9", RSS, "tag:lighthouse.example.org,2024:ferry", "3"),
    Plant("I9", JSON, "tag:lighthouse.example.org,2024:ferry", "42"),
    Plant("I10", ATOM, "tag:lighthouse.example.org,2024:ferry", "urn:uuid:ferry"),
    # 3 Dates
    Plant("D1", RSS, "<pubDate>Mon, 04 Mar 2024 12:00:00 GMT", "<pubDate>2024-03-04T12:00:00Z"),
    Plant("D1", RSS, "12:00:00 GMT", "12:00:00 UTC"),
    Plant("D1", RSS, "Mon, 04 Mar 2024", "Mo, 04 Mrz 2024"),
    Plant("D1", RSS, "Mon, 04 Mar 2024", "Mon, 04 Mar 24"),
    Plant("D1", RSS, "Mon, 04 Mar 2024", "Mon, 4 Mar 2024", "warning"),
    Plant("D1", RSS, "Mon, 04 Mar 2024", "31 Feb 2024"),
    Plant("D2", RSS, "Mon, 04 Mar 2024", "Sun, 04 Mar 2024"),
    Plant("D3", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04 12:00:00Z"),
    Plant("D3", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04T12:00:00"),
    Plant("D3", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-02-30T12:00:00Z"),
    Plant("D3", RSS, "<atom:updated>2024-03-04T12:00:00Z", "<atom:updated>2024-03-04T12:00Z"),
    Plant("D5", RSS, "12:00:00 GMT", "07:00:00 EST"),
    Plant("D5", RSS, "12:00:00 GMT", "12:00:00 -0000"),
    Plant("D5", ATOM, "<published>2024-03-04T12:00:00Z", "<published>2024-03-04T12:00:00-00:00"),
    Plant("D7", RSS, "<lastBuildDate>Tue, 05", "<lastBuildDate>Wed, 06", "warning"),
    Plant("D7", ATOM, "lighthouse</subtitle>\n  <updated>2024-03-05", "lighthouse</subtitle>\n  <updated>2024-03-04"),
    Plant("D8", JSON, '"date_published": "2024-03-05T08', '"date_published": "2031-03-05T08'),
    Plant("D9", JSON, '"date_published": "2024-03-04', '"date_published": "1969-07-20'),
    Plant("D10", ATOM, "<updated>2024-03-04T12:00:00Z", "<updated>2024-03-05T08:30:00Z"),
    Plant("D11", JSON, '"date_published": "2024-03-05', '"date_published": "2024-03-02'),
    Plant("D13", ATOM, "<published>2024-03-04T", "<published>0000-03-04T"),
    # 4 RSS channel
    Plant("R1", RSS, "<title>Lighthouse: Boats</title>\n    <link>", "<link>"),
    Plant("R1", RSS, 'version="2.0"', 'version="0.92"'),
    Plant("R1", RSS, "What floats past the lighthouse", " "),
    Plant("R1", RSS, "  </channel>", "  </channel><channel/>"),
    Plant("R1", RSS, "<ttl>60</ttl>", "<description>again</description>"),
    Plant("R2", RSS, "<link>https://lighthouse.example.org/boats/</link>", "<link>/boats/</link>"),
    Plant(
        "R2", RSS, 'href="https://lighthouse.example.org/feeds/rss.xml"', 'href="https://lighthouse.example.org/boats/"'
    ),
    Plant("R3", RSS, RSS_SELF, '<atom:link rel="alternate" href="https://lighthouse.example.org/boats/"/>'),
    Plant("R3", RSS, "application/rss+xml", "text/xml"),
    Plant("R3", RSS, 'href="https://lighthouse.example.org/feeds/rss.xml"', 'href="rss.xml"'),
    Plant("R4", RSS, "<language>en</language>", ""),
    Plant("R4", RSS, "<language>en</language>", "<language>en_US</language>"),
    Plant("R5", RSS, "<docs>https://www.rssboard.org/rss-specification</docs>", ""),
    Plant("R5", RSS, "<generator>sample (https://sample.example.org/)</generator>", ""),
    Plant("R5", RSS, "sample (https://sample.example.org/)", "sample", "info"),
    Plant("R6", RSS, "<ttl>60</ttl>", "<ttl>0.5</ttl>"),
    Plant("R6", RSS, "<ttl>60</ttl>", "<ttl>0</ttl>"),
    Plant("R7", RSS, "logo.png</url>", "logo.svg</url>"),
    Plant("R7", RSS, "<width>88</width>", "<width>512</width>"),
    Plant("R7", RSS, "logo.png</url>\n      <title>Lighthouse: Boats</title>", "logo.png</url><title>Logo</title>"),
    Plant("R8", RSS, "<ttl>60</ttl>", "<managingEditor>Ada Quay</managingEditor>"),
    Plant("R8", RSS, "<dc:creator>Bo Pier</dc:creator>", "<author>Bo Pier</author>"),
    Plant("R8", RSS, "<dc:creator>Bo Pier</dc:creator>", "<author>bo@pier.example.org</author>", "warning"),
    Plant("R9", RSS, "  </channel>", "<copyright>Ada Quay</copyright></channel>"),
    Plant("R9", RSS, "<ttl>60</ttl>", "<rating>none</rating>"),
    Plant("R10", RSS, "<ttl>60</ttl>", "<subtitle>Boats</subtitle>"),
    Plant("R10", RSS, "<category>Rope</category>", '<category term="x">Rope</category>'),
    Plant("R10", RSS, "<ttl>60</ttl>", "<ttl>60</ttl><ttl>60</ttl>"),
    Plant("R10", RSS, "<language>en</language>", "<language>en</language><pubdate>x</pubdate>"),
    # 5 RSS item
    Plant("RI1", RSS, "<link>https://lighthouse.example.org/boats/ferry</link>", "<link>/boats/ferry</link>"),
    Plant("RI1", RSS, "<title>The ferry sings</title>", "", "warning"),
    Plant("RI1", RSS, "<title>The ferry sings</title>", "<title>The ferry sings</title><title>It sings</title>"),
    Plant("RI1", RSS, "<link>https://lighthouse.example.org/boats/ferry</link>", "", "warning"),
    Plant("RI2", RSS, "<description>How a net is mended on deck.</description>", ""),
    Plant("RI3", RSS, "<pubDate>Mon, 04 Mar 2024 12:00:00 GMT</pubDate>", ""),
    Plant(
        "RI4",
        RSS,
        "<dc:creator>Bo Pier</dc:creator>",
        "<dc:creator>Bo Pier</dc:creator><author>bo@pier.example.org (Bo Pier)</author>",
    ),
    Plant("RI5", RSS, "<category>Rope</category>", "<category>Rope</category><dc:subject>Rope</dc:subject>"),
    Plant("RI5", RSS, "12:00:00 GMT</pubDate>", "12:00:00 GMT</pubDate><dc:date>2024-03-04</dc:date>"),
    Plant("RI5", RSS, "<category>Rope</category>", "<category/>"),
    Plant("RI6", RSS, ' length="4096"', ""),
    Plant("RI6", RSS, "https://lighthouse.example.org/ferry.mp3", "ferry.mp3"),
    Plant("RI6", RSS, 'type="audio/mpeg"', 'type="mp3"'),
    Plant("RI6", RSS, FERRY_END, FERRY_END * 2),
    Plant("RI8", RSS, "<category>Rope</category>", "<comments>3</comments>"),
    Plant("RI8", RSS, "<category>Rope</category>", "<source>Harbour</source>"),
    # 6 Atom
    Plant("A1", ATOM, "<title>The ferry sings</title>", ""),
    Plant("A1", ATOM, "<title>The ferry sings</title>", "<title/>", "warning"),
    Plant("A1", ATOM, "<updated>2024-03-04T12:00:00Z</updated>", ""),
    Plant("A1", ATOM, "<id>tag:lighthouse.example.org,2024:boats</id>", ""),
    Plant("A1", ATOM, "<id>tag:lighthouse.example.org,2024:boats</id>", "<id>boats</id>"),
    Plant("A2", ATOM, "<author>\n      <name>Bo Pier</name>\n    </author>", "", "warning"),
    Plant("A2", ATOM, "<name>Bo Pier</name>", "<name/>"),
    Plant("A3", ATOM, ATOM_SELF, ""),
    Plant("A3", ATOM, 'href="https://lighthouse.example.org/feeds/atom.xml"', 'href="atom.xml"'),
    Plant("A3", ATOM, FERRY_ALTERNATE, FERRY_ALTERNATE + FERRY_ALTERNATE.replace("ferry", "boat")),
    Plant("A4", ATOM, '<content type="xhtml">', '<content type="text">More</content><content type="xhtml">'),
    Plant(
        "A4",
        ATOM,
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{XHTML_P}</div></content>',
        '<content type="audio/mpeg" src="https://lighthouse.example.org/ferry.mp3"/>',
    ),
    Plant("A5", ATOM, '<summary type="text">', '<summary type="text/plain">'),
    Plant("A5", ATOM, f'<div xmlns="http://www.w3.org/1999/xhtml">{XHTML_P}</div>', "Every noon."),
    Plant(
        "A5", ATOM, "<title>The ferry sings</title>", '<title type="html">The &lt;b&gt;ferry&lt;/b&gt; sings</title>'
    ),
    Plant("A5", ATOM, "How a net", "&lt;p&gt;How a net", "warning"),
    Plant("A6", ATOM, "How a net is mended on deck.", "Nets &amp; knots"),
    Plant("A7", ATOM, 'term="rope" ', ""),
    Plant("A7", ATOM, ' label="Rope"', "", "warning"),
    Plant("A8", ATOM, 'rel="enclosure"', 'rel="attachment"'),
    Plant("A8", ATOM, ATOM_SELF, ATOM_SELF + '<link rel="prev" href="https://lighthouse.example.org/2"/>', "warning"),
    Plant("A9", ATOM, 'rel="enclosure" ', ""),
    Plant("A9", ATOM, 'length="4096"', 'length="4 kB"'),
    Plant("A10", ATOM, "<logo>https://lighthouse.example.org/logo.png", "<logo>logo.png"),
    Plant("A10", ATOM, 'uri="https://sample.example.org/" ', "", "info"),
    Plant("A11", ATOM, "</feed>", "<rights>Ada Quay</rights></feed>"),
    Plant("A12", ATOM, ATOM_SELF, ATOM_SELF + '<link rel="edit" href="https://lighthouse.example.org/edit"/>'),
    Plant("A13", ATOM, 'xml:lang="en"', 'xml:lang="en" xml:base="https://lighthouse.example.org/"'),
    Plant(
        "A13", RSS, "<item>\n      <title>The", '<item xml:base="https://lighthouse.example.org/">\n      <title>The'
    ),
    # 7 Text, HTML and safety
    Plant("H1", ATOM, "Nets &amp; knots", "Nets &amp;amp;amp; knots"),
    Plant("H1", JSON, "Nets & knots", "Nets &amp; knots", "warning"),
    Plant(
        "H1", RSS, "How a net is mended on deck.", "&amp;lt;p&amp;gt;How a net is mended&amp;lt;/p&amp;gt;", "warning"
    ),
    Plant("H1", JSON, "<p>Every noon the ferry <em>sings</em>.</p>", "&lt;p&gt;Every noon the ferry sings.&lt;/p&gt;"),
    Plant("H2", RSS, "Nets &#x26; knots", "Nets &amp; knots"),
    Plant("H2", RSS, "Nets &#x26; knots", "<![CDATA[Nets & knots]]>"),
    Plant("H3", ATOM, "<title>The ferry sings</title>", '<title type="html">The &amp;lt;b> ferry sings</title>'),
    Plant("H4", RSS, "The ferry sings", "The &#x3C;b&#x3E;ferry&#x3C;/b&#x3E; sings"),
    Plant("H4", ATOM, "The ferry sings", "The **ferry** sings"),
    Plant("H5", RSS, CORNER, "&lt;script&gt;sing()&lt;/script&gt;"),
    Plant("H5", RSS, CORNER, '&lt;a href="java&amp;#9;script:sing()"&gt;the corner&lt;/a&gt;'),
    Plant("H5", RSS, CORNER, '&lt;a href="https://example.org/"/onclick=sing()&gt;the corner&lt;/a&gt;'),
    Plant("H5", ATOM, "<em>sings</em>", '<em onmouseover="sing()">sings</em>'),
    Plant("H5", JSON, "<p>Every", "<form></form><p>Every"),
    Plant("H5", JSON, "<em>sings</em>", "<a href='data:text/html,x'>sings</a>"),
    Plant("H6", RSS, CORNER, '&lt;iframe src="https://video.example.org/"&gt;&lt;/iframe&gt;'),
    Plant("H7", RSS, "&lt;p&gt;Mending", '&lt;p style="color: red; position: fixed"&gt;Mending'),
    Plant("H7", RSS, "&lt;p&gt;Mending", '&lt;p style="background: url(https://example.org/x)"&gt;Mending'),
    Plant("H8", RSS, "&lt;/a&gt;.", "."),
    Plant("H8", RSS, CORNER, f"&lt;a href='https://example.org/'&gt;{CORNER}&lt;/a&gt;"),
    Plant("H8", RSS, "&lt;/em&gt;.&lt;/p&gt;", ".&lt;/p&gt;&lt;/em&gt;"),
    Plant("H8", JSON, "<em>sings</em>", "<div>sings</div>"),
    Plant("H8", JSON, "<p>Every", "<body><p>Every"),
    Plant("H8", JSON, "<p>Every", "<p class=a class=b>Every"),
    Plant("H8", JSON, "noon the", "noon &copy the"),
    Plant("H8", JSON, "<em>sings</em>.</p>", "sings.</p><a hre"),
    Plant("H9", RSS, CORNER, "&lt;wave-shape&gt;&lt;/wave-shape&gt;"),
    Plant("H9", RSS, CORNER, "&lt;svg&gt;&lt;/svg&gt;"),
    Plant("H10", RSS, "https://lighthouse.example.org/boats/nets", "/boats/nets"),
    Plant("H10", RSS, "https://lighthouse.example.org/boats/nets", "#fn1"),
    Plant("H10", RSS, "https://lighthouse.example.org/boats/nets", "//lighthouse.example.org/"),
    Plant("H10", RSS, 'alt="a knot"', 'alt="a knot" srcset="https://a.example.org/1.png 1x, knot2.png 2x"'),
    Plant("H11", RSS, 'alt="a knot"', 'alt="a knot" data-src="https://lighthouse.example.org/knot.jpg"'),
    Plant("H11", RSS, 'alt="a knot"', 'alt="a knot" width="1" height="1"'),
    Plant("H11", RSS, 'https://lighthouse.example.org/knot.jpg" alt', 'https://pixel.wp.com/b.gif" alt'),
    Plant(
        "H11",
        RSS,
        'https://lighthouse.example.org/knot.jpg" alt',
        'http://lighthouse.example.org/knot.jpg" alt',
        "info",
    ),
    Plant("H12", JSON, "How a net is mended on deck.", "How a net is <a hre…"),
    Plant("H12", RSS, "mended on deck.", "mended &amp;nbs…"),
    Plant(
        "U1",
        RSS,
        "<link>https://lighthouse.example.org/boats/ferry",
        "<link>https://lighthouse.example.org/boats/fähre",
    ),
    Plant(
        "U1", ATOM, 'href="https://lighthouse.example.org/ferry.mp3"', 'href="https://lighthouse.example.org/a b.mp3"'
    ),
    Plant(
        "U1",
        JSON,
        '"url": "https://lighthouse.example.org/boats/ferry"',
        '"url": "https://leuchtfähre.example/boats/ferry"',
    ),
    # 9 Extensions
    Plant("M1", RSS, ' medium="image"', ""),
    Plant("M1", ATOM, IMG, ""),
    Plant("M2", RSS, 'type="audio/mpeg"', 'type="image/png"'),
    Plant("M2", ATOM, 'type="audio/mpeg"', 'type="image/png"'),
    Plant("M2", JSON, "audio/mpeg", "image/png"),
    Plant("M3", RSS, 'width="640"', 'width="640px"'),
    Plant("M3", ATOM, 'url="https://lighthouse.example.org/knot.jpg"', 'url="knot.jpg"'),
    Plant("M3", RSS, 'type="image/jpeg"', 'type="jpeg"'),
    Plant("N1", RSS, "<ttl>60</ttl>", "<dc:language>en</dc:language>"),
    Plant("N1", RSS, "<category>Rope</category>", "<dc:title>Nets</dc:title>"),
    Plant("N2", RSS, "<category>Rope</category>", f"<wfw:commentRss {WFW}>3</wfw:commentRss>"),
    Plant("N3", RSS, "<ttl>60</ttl>", f"<itunes:author {ITUNES}>Ada Quay</itunes:author>"),
    Plant("N4", RSS, "<ttl>60</ttl>", f"<podcast:guid {PODCAST}>boats</podcast:guid>"),
    Plant("N4", RSS, "<ttl>60</ttl>", f"<podcast:locked {PODCAST}>perhaps</podcast:locked>"),
    # 10 Paging and archives
    Plant("P1", ATOM, ATOM_SELF, ATOM_SELF + '<link rel="next" href="https://lighthouse.example.org/feeds/2"/>'),
    Plant("P2", ATOM, ATOM_SELF, ATOM_SELF + f"<fh:archive {FH}/>"),
    Plant(
        "P4",
        RSS,
        RSS_SELF,
        RSS_SELF + f'<fh:complete {FH}/><atom:link rel="prev-archive" href="https://lighthouse.example.org/1"/>',
    ),
    Plant(
        "P5",
        ATOM,
        ATOM_SELF,
        ATOM_SELF
        + '<link rel="prev-archive" href="https://lighthouse.example.org/1"/>'
        + '<link rel="next" href="https://lighthouse.example.org/2"/>'
        + '<link rel="last" href="https://lighthouse.example.org/feeds/atom.xml"/>',
    ),
    Plant("P6", ATOM, FERRY_ALTERNATE, FERRY_ALTERNATE + '<link rel="next" href="https://lighthouse.example.org/2"/>'),
    # 11 JSON Feed
    Plant("J1", JSON, "version/1.1", "version/2"),
    Plant("J1", JSON, "version/1.1", "version/1", "warning"),
    Plant("J1", JSON, '"title": "Lighthouse: Boats",', ""),
    Plant("J1", JSON, '"home_page_url": "https://lighthouse.example.org/boats/"', '"home_page_url": "/boats/"'),
    Plant("J1", JSON, '"feed_url": "https://lighthouse.example.org/feeds/feed.json",', ""),
    Plant("J2", JSON, '"url": "https://lighthouse.example.org/boats/ferry",', "", "warning"),
    Plant("J2", JSON, '"content_html": "<p>Every noon the ferry <em>sings</em>.</p>",', ""),
    Plant("J2", JSON, '"id": "tag:lighthouse.example.org,2024:ferry"', '"id": 1234567890123'),
    Plant("J3", JSON, '"tags": ["Rope"]', '"tags": "Rope"'),
    Plant(
        "J3", JSON, '"authors": [{"name": "Ada Quay"}],\n      "tags"', '"author": {"name": "Ada Quay"},\n      "tags"'
    ),
    Plant("J3", JSON, '"authors": [{"name": "Ada Quay"}],\n  "hubs"', '"authors": "Ada Quay",\n  "hubs"'),
    Plant("J3", JSON, '"size_in_bytes": 4096', '"size_in_bytes": "4096"'),
    Plant("J3", JSON, '"mime_type": "audio/mpeg", ', ""),
    Plant("J4", JSON, "How a net", "<p>How a net"),
    Plant("J4", JSON, '"The ferry sings"', '"The <b>ferry</b> sings"', "info"),
    Plant("J5", JSON, '"date_published": "2024-03-04T12:00:00Z"', '"date_published": "2024-03-04"'),
    Plant("J5", JSON, '"date_published": "2024-03-04T12:00:00Z"', '"date_published": 1709553600'),
    Plant("J6", JSON, '"size_in_bytes": 4096', '"size_in_bytes": 4096, "duration_in_seconds": NaN'),
    Plant("J6", JSON, '"_sample"', '"_sam.ple"'),
    Plant("J6", JSON, '"_sample"', '"sample"'),
    Plant("J6", JSON, "{\n  ", "\ufeff{\n  "),
    Plant("J7", JSON, '"type": "WebSub", ', ""),
    Plant("J7", JSON, "https://lighthouse.example.org/logo.png", "logo.png"),
    # 12 OPML
    Plant("O1", OPML, 'version="2.0"', 'version="1.0"'),
    Plant("O1", OPML, 'text="All"', 'title="All"'),
    Plant("O2", OPML, 'type="rss"', 'type="atom"'),
    Plant("O2", OPML, 'xmlUrl="https://lighthouse.example.org/feeds/rss.xml"', 'xmlUrl="rss.xml"'),
    Plant("O2", OPML, 'title="Boats"', 'title="Ships"', "warning"),
    Plant("O3", OPML, "Tue, 05 Mar 2024 08:30:00 +0000", "2024-03-05"),
    Plant("O3", OPML, "<title>Lighthouse</title>", ""),
    # 17 Language
    Plant("L1", ATOM, ' xml:lang="en"', ""),
    Plant("L1", JSON, '"language": "en",', ""),
    Plant("L1", ATOM, ' xml:lang="en"', ' xml:lang="en_GB"'),
    Plant("L2", RSS, "<language>en</language>", "<language>jp</language>"),
    Plant("L2", JSON, '"language": "en"', '"language": "cn"'),
    Plant("L3", JSON, '"title": "The ferry sings",', '"title": "The ferry sings", "language": "he",'),
    Plant("L4", RSS, ' alt="a knot"', ""),
]

#: Files by path, and the rule that the set of them breaks.
SETS = [
    ("I4", {"a/rss.xml": RSS, "a/atom.xml": ATOM.replace("2024:ferry", "2024:boat")}),
    (
        "I4",
        {
            "a/rss.xml": RSS,
            "b/feed.json": JSON.replace("2024:ferry", "2024:boat")
            .replace("Lighthouse: Boats", "Boats")
            .replace("boats/ferry", "boats/ferry?utm_source=x"),
        },
    ),
    ("I5", {"a/atom.xml": ATOM, "b/atom.xml": ATOM.replace("Lighthouse: Boats", "Boats").replace("feeds/", "b/")}),
    ("I5", {"a/feed.json": JSON, "b/feed.json": JSON.replace("Lighthouse: Boats", "Boats")}),
    ("L5", {"a/rss.xml": RSS, "b/rss.xml": RSS.replace("feeds/", "b/")}),
    ("R3", {"a/rss.xml": RSS, "b/rss.xml": RSS.replace("Lighthouse: Boats", "Boats")}),
    ("A3", {"a/atom.xml": ATOM, "b/atom.xml": ATOM.replace("Lighthouse: Boats", "B").replace("2024:boats", "2024:b")}),
    ("G5", {"a/rss.xml": RSS, "a/atom.xml": ATOM.replace("The ferry sings", "The ferry hums")}),
    ("G5", {"a/rss.xml": RSS, "a/feed.json": JSON.replace("boats/ferry", "boats/quay")}),
    ("G5", {"a/feed.xml": RSS, "a/index.json": JSON.replace('"2024-03-04T12:00:00Z"', '"2024-03-03T12:00:00Z"')}),
]


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    data = [(path, text.encode("utf-8", "surrogatepass")) for path, text in files.items()]
    return [(fault.rule, fault.level) for fault in check_files(data, now=NOW)]


def test_good_feeds_have_no_fault() -> None:
    """Four files that belong together break no rule, together or alone."""
    assert found(GOOD) == []
    assert [found({path: text}) for path, text in GOOD.items()] == [[]] * 4


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.rule}-{plant.bad[:24]!r}")
def test_a_plant_is_found_by_its_rule_alone(plant: Plant) -> None:
    assert plant.good in plant.sample
    damaged = plant.sample.replace(plant.good, plant.bad, 1)

    faults = found({PATHS[plant.sample]: damaged})

    assert set(faults) == {(plant.rule, plant.level or RULES[plant.rule].level)}


@pytest.mark.parametrize(("rule", "files"), SETS, ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(SETS)])
def test_a_fault_between_files_is_found_by_its_rule_alone(rule: str, files: dict[str, str]) -> None:
    assert {r for r, _ in found(files)} == {rule}


def test_every_rule_has_a_plant() -> None:
    planted = {plant.rule for plant in PLANTS} | {rule for rule, _ in SETS} | {"P3", "S1"}
    assert planted == set(RULES)


def test_every_level_of_a_rule_has_a_plant() -> None:
    planted = {(plant.rule, plant.level) for plant in PLANTS if plant.level}
    assert planted == {(name, level) for name, rule in RULES.items() for level in rule.also}


def test_a_feed_whose_archives_were_given_must_link_them() -> None:
    """P3: the archive names its current feed, which knows nothing of it."""
    own = "https://lighthouse.example.org/feeds/"
    archive = ATOM.replace(ATOM_SELF, f'<link rel="self" href="{own}1.xml"/><link rel="current" href="{own}atom.xml"/>')
    archive = archive.replace("<feed ", f"<feed {FH} ").replace("<logo>", "<fh:archive/><logo>")
    linked = ATOM.replace(ATOM_SELF, f'{ATOM_SELF}<link rel="prev-archive" href="{own}1.xml"/>')

    assert found({"a/atom.xml": ATOM, "a/1.xml": archive}) == [("P3", "error")]
    assert found({"a/atom.xml": linked, "a/1.xml": archive}) == []


def test_a_feed_of_more_than_a_megabyte_is_warned_of() -> None:
    """S1."""
    assert found({"feeds/rss.xml": RSS.replace("Every noon", "Every noon " + "and noon " * 120_000)}) == [
        ("S1", "warning")
    ]
