"""Valid feeds in all formats, which the tests of the check damage."""

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" version="2.0">
  <channel>
    <title>Lighthouse: Boats</title>
    <link>https://lighthouse.example.org/boats/</link>
    <description>What floats past the lighthouse</description>
    <atom:link rel="self" type="application/rss+xml" href="https://lighthouse.example.org/feeds/rss.xml"/>
    <language>en</language>
    <lastBuildDate>Tue, 05 Mar 2024 08:30:00 +0000</lastBuildDate>
    <generator>sample (https://sample.example.org/)</generator>
    <docs>https://www.rssboard.org/rss-specification</docs>
    <ttl>60</ttl>
    <image>
      <url>https://lighthouse.example.org/logo.png</url>
      <title>Lighthouse: Boats</title>
      <link>https://lighthouse.example.org/boats/</link>
      <width>88</width>
    </image>
    <item>
      <title>Nets &#x26; knots</title>
      <link>https://lighthouse.example.org/boats/knots</link>
      <description>How a net is mended on deck.</description>
      <content:encoded>&lt;p&gt;Mending
begins at &lt;a href="https://lighthouse.example.org/boats/nets"&gt;the corner&lt;/a&gt;.&lt;/p&gt;
&lt;p&gt;&lt;img src="https://lighthouse.example.org/knot.jpg" alt="a knot"&gt;
Salt &amp;amp; rope.&lt;/p&gt;</content:encoded>
      <guid isPermaLink="true">https://lighthouse.example.org/boats/knots</guid>
      <pubDate>Tue, 05 Mar 2024 08:00:00 +0000</pubDate>
      <atom:updated>2024-03-05T08:30:00Z</atom:updated>
      <dc:creator>Ada Quay</dc:creator>
      <category>Rope</category>
      <media:content url="https://lighthouse.example.org/knot.jpg" medium="image" type="image/jpeg" width="640"/>
    </item>
    <item>
      <title>The ferry sings</title>
      <link>https://lighthouse.example.org/boats/ferry</link>
      <description>&lt;p&gt;Every noon the ferry &lt;em&gt;sings&lt;/em&gt;.&lt;/p&gt;</description>
      <guid isPermaLink="false">tag:lighthouse.example.org,2024:ferry</guid>
      <pubDate>Mon, 04 Mar 2024 12:00:00 GMT</pubDate>
      <atom:updated>2024-03-04T12:00:00Z</atom:updated>
      <dc:creator>Bo Pier</dc:creator>
      <enclosure url="https://lighthouse.example.org/ferry.mp3" length="4096" type="audio/mpeg"/>
    </item>
  </channel>
</rss>
"""

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en">
  <id>tag:lighthouse.example.org,2024:boats</id>
  <title>Lighthouse: Boats</title>
  <subtitle>What floats past the lighthouse</subtitle>
  <updated>2024-03-05T08:30:00Z</updated>
  <link rel="self" type="application/atom+xml" href="https://lighthouse.example.org/feeds/atom.xml"/>
  <link rel="alternate" type="text/html" href="https://lighthouse.example.org/boats/"/>
  <generator uri="https://sample.example.org/" version="1">sample</generator>
  <logo>https://lighthouse.example.org/logo.png</logo>
  <author>
    <name>Ada Quay</name>
  </author>
  <entry>
    <id>https://lighthouse.example.org/boats/knots</id>
    <title>Nets &amp; knots</title>
    <updated>2024-03-05T08:30:00Z</updated>
    <published>2024-03-05T08:00:00Z</published>
    <link rel="alternate" type="text/html" href="https://lighthouse.example.org/boats/knots"/>
    <author>
      <name>Ada Quay</name>
    </author>
    <category term="rope" scheme="https://lighthouse.example.org/tags/" label="Rope"/>
    <summary type="text">How a net is mended on deck.</summary>
    <content type="html">&lt;p&gt;Mending
begins at &lt;a href="https://lighthouse.example.org/boats/nets"&gt;the corner&lt;/a&gt;.&lt;/p&gt;
&lt;p&gt;&lt;img src="https://lighthouse.example.org/knot.jpg" alt="a knot"&gt;
Salt &amp;amp; rope.&lt;/p&gt;</content>
    <media:content url="https://lighthouse.example.org/knot.jpg" medium="image" type="image/jpeg" width="640"/>
  </entry>
  <entry>
    <id>tag:lighthouse.example.org,2024:ferry</id>
    <title>The ferry sings</title>
    <updated>2024-03-04T12:00:00Z</updated>
    <published>2024-03-04T12:00:00Z</published>
    <link rel="alternate" type="text/html" href="https://lighthouse.example.org/boats/ferry"/>
    <link rel="enclosure" type="audio/mpeg" length="4096" href="https://lighthouse.example.org/ferry.mp3"/>
    <author>
      <name>Bo Pier</name>
    </author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Every noon
the ferry <em>sings</em>.<br/></p></div></content>
  </entry>
</feed>
"""

JSON = """{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Lighthouse: Boats",
  "home_page_url": "https://lighthouse.example.org/boats/",
  "feed_url": "https://lighthouse.example.org/feeds/feed.json",
  "description": "What floats past the lighthouse",
  "language": "en",
  "icon": "https://lighthouse.example.org/logo.png",
  "authors": [{"name": "Ada Quay"}],
  "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}],
  "items": [
    {
      "id": "https://lighthouse.example.org/boats/knots",
      "url": "https://lighthouse.example.org/boats/knots",
      "title": "Nets & knots",
      "summary": "How a net is mended on deck.",
      "content_html": "<p>Begin at <a href=\\"https://lighthouse.example.org/boats/nets\\">the corner</a>.</p>",
      "image": "https://lighthouse.example.org/knot.jpg",
      "date_published": "2024-03-05T08:00:00Z",
      "date_modified": "2024-03-05T08:30:00Z",
      "authors": [{"name": "Ada Quay"}],
      "tags": ["Rope"]
    },
    {
      "id": "tag:lighthouse.example.org,2024:ferry",
      "url": "https://lighthouse.example.org/boats/ferry",
      "title": "The ferry sings",
      "content_html": "<p>Every noon the ferry <em>sings</em>.</p>",
      "date_published": "2024-03-04T12:00:00Z",
      "attachments": [
        {"url": "https://lighthouse.example.org/ferry.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 4096}
      ],
      "_sample": {"about": "https://sample.example.org/"}
    }
  ]
}
"""

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Lighthouse</title>
    <dateCreated>Tue, 05 Mar 2024 08:30:00 +0000</dateCreated>
    <docs>https://opml.org/spec2.opml</docs>
  </head>
  <body>
    <outline text="All">
      <outline type="rss" text="Boats" title="Boats" xmlUrl="https://lighthouse.example.org/feeds/rss.xml"
        htmlUrl="https://lighthouse.example.org/boats/"/>
    </outline>
  </body>
</opml>
"""

#: Path → text of four files that belong together and have no problem.
GOOD = {"feeds/rss.xml": RSS, "feeds/atom.xml": ATOM, "feeds/feed.json": JSON, "feeds/feeds.opml": OPML}
