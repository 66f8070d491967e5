"""`feedmaker init EXPORT`: the posts of an export become articles, and nothing unpublished gets out."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import feedmaker
from feedmaker import Entry
from feedmaker.cli.main import feedmaker as command
from feedmaker.config import shipped_schema
from feedmaker.generators.config_text import SCHEMA_PATH
from feedmaker.problems import ConfigurationError

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>Quay Notes</title>
  <link>https://quay-notes.org</link>
  <description>From the quay</description>
  <language>en-GB</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:base_site_url>https://quay-notes.org</wp:base_site_url>
  <wp:base_blog_url>https://quay-notes.org/blog</wp:base_blog_url>
  <wp:author><wp:author_login>mo</wp:author_login>
    <wp:author_display_name><![CDATA[Mo Sand]]></wp:author_display_name></wp:author>
  <wp:category><wp:category_nicename>ropes</wp:category_nicename><wp:category_parent></wp:category_parent>
    <wp:cat_name><![CDATA[Ropes]]></wp:cat_name></wp:category>
  <wp:category><wp:category_nicename>knots</wp:category_nicename><wp:category_parent>ropes</wp:category_parent>
    <wp:cat_name><![CDATA[Knots]]></wp:cat_name></wp:category>
  {items}
</channel>
</rss>
"""


def item(number: int, **changes: str) -> str:
    """A post of a WordPress export."""
    values = {
        "title": f"Post {number}",
        "status": "publish",
        "type": "post",
        "name": f"post-{number}",
        "link": f"https://quay-notes.org/blog/post-{number}/",
        "content": "Text.",
        "more": "",
        "password": "",
        "date": f"2024-03-{number:02} 09:30:00",
        "gmt": f"2024-03-{number:02} 01:30:00",
        **changes,
    }
    return """<item><title>{title}</title><link>{link}</link><dc:creator><![CDATA[mo]]></dc:creator>
      <guid isPermaLink="false">https://quay-notes.org/blog/?p={number}</guid>
      <content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
      <wp:post_id>{number}</wp:post_id><wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{gmt}</wp:post_date_gmt>
      <wp:post_modified>{date}</wp:post_modified><wp:post_modified_gmt>{gmt}</wp:post_modified_gmt>
      <wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type>
      <wp:post_password>{password}</wp:post_password>{more}</item>""".format(number=number, **values)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["init", *arguments])


def refused(*arguments: str) -> str:
    """Run init, and return why it refuses."""
    error = run(*arguments).exception
    assert isinstance(error, ConfigurationError)
    (problem,) = error.problems
    return problem.message


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def published(folder: Path) -> dict[str, Entry]:
    """Title → entry of the site feed, with the address that an export of Ghost lacks."""
    values = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    if values["site"]["url"].startswith("https://example"):
        values["site"]["url"] = "https://tide-notes.org/"
    return {entry.title: entry for entry in feedmaker.entries(values)}


def drafts(folder: Path) -> set[str]:
    files = (folder / "articles").iterdir()
    return {file.name for file in files if "draft: true" in file.read_text(encoding="utf-8")}


class TestWordPress:
    def export(self, *items: str) -> Result:
        Path("quay.xml").write_text(WXR.replace("{items}", "\n".join(items)), encoding="utf-8")
        return run("quay.xml")

    def test_posts_keep_their_links_ids_dates_authors_and_categories(self, here: Path) -> None:
        more = (
            '<category domain="category" nicename="knots"><![CDATA[Knots]]></category>'
            '<category domain="post_tag" nicename="hemp"><![CDATA[hemp]]></category>'
            "<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>https://quay-notes.org/a.mp3\n1234\naudio/mpeg"
            "</wp:meta_value></wp:postmeta>"
            "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
        )
        picture = item(
            9,
            type="attachment",
            status="inherit",
            more="<wp:attachment_url>https://quay-notes.org/b.jpg</wp:attachment_url>",
        )

        result = self.export(item(1, more=more, title="Rope &amp;amp; hemp"), picture)

        assert result.exit_code == 0, result.output
        (entry,) = published(here).values()
        assert entry.title == "Rope & hemp"
        assert (entry.id, entry.link) == ("https://quay-notes.org/blog/?p=1", "https://quay-notes.org/blog/post-1/")
        assert entry.published.isoformat() == "2024-03-01T01:30:00+00:00"
        assert [author.name for author in entry.authors] == ["Mo Sand"]
        assert entry.categories == ("Ropes", "Knots", "hemp")
        assert [(one.url, one.length, one.type) for one in entry.enclosures] == [
            ("https://quay-notes.org/a.mp3", 1234, "audio/mpeg")
        ]
        assert entry.image is not None
        assert entry.image.url == "https://quay-notes.org/b.jpg"
        assert [file.name for file in (here / "articles").iterdir()] == ["2024-03-01-post-1.html"]
        config = feedmaker.load_config(here / "config.yaml")
        assert (config.site.url, config.site.title, config.site.language) == (
            "https://quay-notes.org/blog/",
            "Quay Notes",
            "en-GB",
        )

    def test_what_is_not_published_is_a_draft_and_pages_are_named(self, here: Path) -> None:
        result = self.export(
            item(1),
            item(2, status="draft", gmt="0000-00-00 00:00:00"),
            item(3, status="private"),
            item(4, password="mooring"),
            item(5, type="page"),
            item(6, status="trash"),
            item(7, type="nav_menu_item"),
        )

        assert list(published(here)) == ["Post 1"]
        drafts = {
            file.name for file in (here / "articles").iterdir() if "draft: true" in file.read_text(encoding="utf-8")
        }
        assert drafts == {"2024-03-02-post-2.html", "2024-03-03-post-3.html", "2024-03-04-post-4.html"}
        assert len(list((here / "articles").iterdir())) == 4
        for note in (
            "1 post is written with draft: true, as they are not published",
            "1 post is written with draft: true, as they are private",
            "1 post is written with draft: true, as they are protected by a password",
            "1 × page: left out, feeds have posts",
            "1 × post with the status trash: left out, feeds have posts",
        ):
            assert note in result.stderr

    def test_bodies_of_the_old_editor_have_paragraphs_and_galleries_their_pictures(self, here: Path) -> None:
        picture = item(
            9,
            type="attachment",
            status="inherit",
            more="<wp:attachment_url>https://quay-notes.org/b.jpg</wp:attachment_url>",
        )
        content = 'One\nline.\n\n<h2>Head</h2>\nTwo.\n\n<pre>a\n\nb</pre>\n\n[gallery ids="9"]\n\n[gallery]'
        more = "<wp:post_parent>1</wp:post_parent><wp:attachment_url>https://quay-notes.org/c.png</wp:attachment_url>"

        self.export(item(1, content=content), picture, item(8, type="attachment", status="inherit", more=more))

        (entry,) = published(here).values()
        assert "<p>One<br>\nline.</p>" in entry.content
        assert "<h2>Head</h2>" in entry.content
        assert "<pre>a\n\nb</pre>" in entry.content
        assert '<img src="https://quay-notes.org/b.jpg"' in entry.content
        assert '<img src="https://quay-notes.org/c.png"' in entry.content

    def test_blocks_stay_as_they_are(self, here: Path) -> None:
        paragraph = "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->"
        self.export(item(1, content=paragraph + "\n\n<!-- wp:list -->\n<ul><li>a</li></ul>"))

        (entry,) = published(here).values()
        assert entry.content.split() == ["<p>One</p>", "<ul><li>a</li></ul>"]

    @pytest.mark.parametrize(
        "head",
        [
            '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
            '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        ],
    )
    def test_entities_are_neither_expanded_nor_fetched(self, here: Path, head: str) -> None:
        text = WXR.replace("{items}", item(1, title="&a;")).replace("<rss", head + "<rss", 1)
        Path("quay.xml").write_text(text, encoding="utf-8")

        assert refused("quay.xml") == "has a document type, as no export has"
        assert not (here / "articles").exists()

    def test_control_characters_of_a_post_are_no_obstacle(self, here: Path) -> None:
        self.export(item(1, content="A\x0bB"))

        assert "AB" in published(here)["Post 1"].content

    def test_names_of_files_stay_in_the_folder_and_differ(self, here: Path) -> None:
        self.export(
            item(1, name="../../x"),
            item(2, name="%E6%BD%AE"),
            item(3, name="a", date="2024-03-03 00:00:00"),
            item(3, name="A"),
        )

        names = sorted(file.name for file in (here / "articles").iterdir())
        assert names == ["2024-03-01-x.html", "2024-03-02-潮.html", "2024-03-03-A-2.html", "2024-03-03-a.html"]

    @pytest.mark.parametrize("access", ["subscribers", "paid_subscribers", "paid_subscribers_all_tiers"])
    def test_a_post_for_subscribers_of_jetpack_is_a_draft(self, here: Path, access: str) -> None:
        key = "<wp:meta_key>_jetpack_newsletter_access</wp:meta_key>"
        meta = f"<wp:postmeta>{key}<wp:meta_value>{{}}</wp:meta_value></wp:postmeta>"

        result = self.export(item(1, more=meta.format(access)), item(2, more=meta.format("everybody")))

        assert list(published(here)) == ["Post 2"]
        assert f"as they are for {access}" in result.stderr

    @pytest.mark.parametrize(
        ("begin", "end"),
        [
            ("<!-- wp:premium-content/subscriber-view -->", "<!-- /wp:premium-content/subscriber-view -->"),
            ('[mepr-show rules="12" unauth="message"]', "[/mepr-show]"),
            ("[s2If current_user_can(access_s2member_level1)]", "[/s2If]"),
            ('[membership level="1"]', "[/membership]"),
            ("[restrict]", "[/restrict]"),
        ],
    )
    def test_a_part_for_members_is_left_out(self, here: Path, begin: str, end: str) -> None:
        text = f"Hemp.\n\n{begin}\nThe key is under the mat.\n\nOr not.\n{end}\n\nTar."

        result = self.export(item(1, content=text), item(2, content=f"Written {begin} alone."))

        assert "mat" not in (here / "articles/2024-03-01-post-1.html").read_text(encoding="utf-8")
        content = published(here)["Post 1"].content
        assert "Hemp." in content
        assert "Tar." in content
        assert "alone." in published(here)["Post 2"].content
        assert "note: 1 post has parts for members only, which are left out" in result.stderr


def ghost(posts: list[dict[str, Any]], **tables: Any) -> dict[str, Any]:
    """An export of Ghost."""
    data = {
        "posts": posts,
        "settings": [
            {"key": "title", "value": "Tide Notes"},
            {"key": "locale", "value": "en"},
            {"key": "timezone", "value": "Europe/Berlin"},
        ],
        "users": [{"id": "u1", "name": "Ola Beam"}],
        "tags": [
            {"id": "t1", "name": "Tides", "visibility": "public"},
            {"id": "t2", "name": "#import", "visibility": "internal"},
        ],
        **tables,
    }
    return {"db": [{"meta": {"version": "5.80.0"}, "data": data}]}


def post(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "uuid": f"0b9f4c1e-7f2d-4f6b-9d1c-00000000000{number}",
        "title": f"Post {number}",
        "slug": f"post-{number}",
        "html": "<p>High water. <img src='__GHOST_URL__/content/images/a.jpg'></p>",
        "status": "published",
        "visibility": "public",
        "type": "post",
        "published_at": f"2024-03-0{number}T08:00:00.000Z",
        "updated_at": f"2024-03-0{number}T08:00:00.000Z",
        **changes,
    }


class TestGhost:
    def export(self, *posts: dict[str, Any], **tables: Any) -> Result:
        Path("tide.json").write_text(json.dumps(ghost(list(posts), **tables)), encoding="utf-8")
        return run("tide.json")

    def test_posts_keep_their_slugs_ids_tags_and_authors(self, here: Path) -> None:
        joined = {
            "posts_tags": [
                {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
                {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
            ],
            "posts_authors": [{"post_id": "p1", "author_id": "u1", "sort_order": 0}],
        }

        result = self.export(post(1, custom_excerpt="In short"), **joined)

        assert result.exit_code == 0, result.output
        assert "to edit: site.url" in result.stderr
        (entry,) = published(here).values()
        assert entry.id == "urn:uuid:0b9f4c1e-7f2d-4f6b-9d1c-000000000001"
        assert entry.link == "https://tide-notes.org/post-1/"
        assert entry.published.isoformat() == "2024-03-01T08:00:00+00:00"
        assert (entry.categories, entry.summary) == (("Tides",), "In short")
        assert [author.name for author in entry.authors] == ["Ola Beam"]
        assert 'src="https://tide-notes.org/content/images/a.jpg"' in entry.content

    def test_what_is_not_public_is_a_draft_and_pages_are_named(self, here: Path) -> None:
        result = self.export(
            post(1),
            post(2, status="draft", published_at=None),
            post(3, visibility="paid"),
            post(4, status="sent"),
            post(5, type="page"),
            post(6, published_at="2099-01-01T00:00:00.000Z", status="scheduled"),
        )

        assert list(published(here)) == ["Post 1"]
        names = {
            file.name for file in (here / "articles").iterdir() if "draft: true" in file.read_text(encoding="utf-8")
        }
        assert names == {"draft-post-2.html", "2024-03-03-post-3.html", "2024-03-04-post-4.html"}
        assert "1 page is left out: feeds have posts" in result.stderr
        assert "as they are for paid" in result.stderr

    def test_a_scheduled_newsletter_never_becomes_an_entry(self, here: Path) -> None:
        scheduled = post(1, status="scheduled", published_at="2020-01-01T00:00:00.000Z")

        result = self.export(scheduled, post(2), posts_meta=[{"post_id": "p1", "email_only": 1}])

        assert list(published(here)) == ["Post 2"]
        assert "1 post is written with draft: true, as they were only sent by e-mail" in result.stderr

    @pytest.mark.parametrize(
        "gate", ['nonMember:false memberSegment:"status:free,status:-free" ', "memberSegment:'status:-free'", "x:1 "]
    )
    def test_a_card_for_members_in_a_public_post_is_left_out(self, here: Path, gate: str) -> None:
        card = f"<!--kg-gated-block:begin {gate}--><p>The key is under the mat.</p><!--kg-gated-block:end-->"
        visitors = "<!--kg-gated-block:begin nonMember:true --><p>Join us.</p><!--kg-gated-block:end-->"

        result = self.export(post(1, html=f"<p>Ebb.</p>{card}{visitors}{card}<p>Flow.</p>"))

        assert published(here)["Post 1"].content == "<p>Ebb.</p><p>Join us.</p><p>Flow.</p>"
        (file,) = (here / "articles").iterdir()
        assert "under the mat" not in file.read_text(encoding="utf-8")
        assert "note: 1 post has parts for members only, which are left out" in result.stderr

    def test_a_card_that_is_not_closed_is_shown_as_in_ghost(self, here: Path) -> None:
        self.export(post(1, html="<p>Ebb.</p><!--kg-gated-block:begin nonMember:false --><p>Flow.</p>"))

        assert published(here)["Post 1"].content == "<p>Ebb.</p><p>Flow.</p>"

    def test_markdown_of_old_releases_is_read(self, here: Path) -> None:
        card = {"cards": [["card-markdown", {"markdown": "Low *water*."}]]}
        self.export(
            post(1, html=None, mobiledoc=json.dumps(card)),
            post(2, html=None, markdown="High *water*.", published_at=1_709_366_400_000, page=0),
        )

        found = published(here)
        assert found["Post 1"].content == "<p>Low <em>water</em>.</p>"
        assert found["Post 2"].published.isoformat() == "2024-03-02T08:00:00+00:00"

    def test_a_post_without_text_is_named(self, here: Path) -> None:
        result = self.export(*(post(number, html=None, lexical="{}") for number in range(1, 8)))

        names = ", ".join(f"2024-03-0{number}-post-{number}" for number in range(1, 6))
        assert f"note: 7 posts have no text that can be read: {names} …" in result.stderr


TAKEOUT = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
  <id>tag:blogger.com,1999:blog-7</id><title>Reed notes</title>{}
</feed>"""
BACKUP = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://www.w3.org/2007/app'>
  <title type='text'>Reed notes</title><subtitle type='html'>From the pond</subtitle>
  <link rel='alternate' type='text/html' href='http://reed-notes.blogspot.com/'/>
  <generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>{}
</feed>"""


class TestBlogger:
    def takeout(self, number: int, kind: str = "POST", status: str = "LIVE", year: int = 2024) -> str:
        return f"""<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><blogger:type>{kind}</blogger:type>
            <blogger:status>{status}</blogger:status><author><name>Ada</name><blogger:type>BLOGGER</blogger:type></author>
            <title>Post {number}</title><content type='html'>&lt;p&gt;They bend.&lt;/p&gt;</content>
            <blogger:metaDescription>About reeds</blogger:metaDescription>
            <published>{year}-05-0{number}T10:00:00Z</published><updated>{year}-05-09T10:00:00.123Z</updated>
            <category scheme='tag:blogger.com,1999:blog-7' term='water'/>
            <blogger:filename>/{year}/05/post-{number}.html</blogger:filename></entry>"""

    def backup(self, number: int, kind: str = "post", draft: str = "no") -> str:
        return f"""<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id>
            <published>2012-05-0{number}T10:00:00.000+02:00</published>
            <updated>2012-05-0{number}T10:00:00.001+02:00</updated><app:control><app:draft>{draft}</app:draft>
            </app:control><category scheme='http://schemas.google.com/g/2005#kind'
            term='http://schemas.google.com/blogger/2008/kind#{kind}'/>
            <category scheme='http://www.blogger.com/atom/ns#' term='water'/><title type='text'>Post {number}</title>
            <content type='html'>They bend.</content><author><name>Ada</name></author>
            <link rel='alternate' href='http://reed-notes.blogspot.com/2012/05/post-{number}.html'/></entry>"""

    def test_posts_of_takeout_keep_their_paths_ids_dates_and_labels(self, here: Path) -> None:
        (here / "feed.atom").write_text(TAKEOUT.format(self.takeout(1)), encoding="utf-8")

        assert run(".").exit_code == 0

        (entry,) = published(here).values()
        assert entry.link == "https://tide-notes.org/2024/05/post-1.html"
        assert entry.id == "tag:blogger.com,1999:blog-7.post-1"
        assert entry.published.isoformat() == "2024-05-01T10:00:00+00:00"
        assert (entry.categories, entry.summary) == (("water",), "About reeds")
        assert ([author.name for author in entry.authors], entry.content) == (["Ada"], "<p>They bend.</p>")

    def test_drafts_pages_comments_and_the_bin_of_takeout_get_into_no_feed(self, here: Path) -> None:
        posts = (
            self.takeout(1),
            self.takeout(2, status="DRAFT"),
            self.takeout(3, status="SOFT_TRASHED"),
            self.takeout(4, kind="PAGE"),
            self.takeout(5, kind="COMMENT"),
            self.takeout(6, status="SCHEDULED", year=2099),
            self.takeout(7).replace("</entry>", "<blogger:trashed>2024-06-01T10:00:00Z</blogger:trashed></entry>"),
            self.takeout(8).replace("</entry>", "<blogger:trashed/></entry>"),
        )
        (here / "feed.atom").write_text(TAKEOUT.format("".join(posts)), encoding="utf-8")

        result = run("feed.atom")

        assert set(published(here)) == {"Post 1", "Post 8"}
        assert drafts(here) == {"2024-05-02-post-2.html"}
        assert "note: 1 × page: left out" in result.stderr
        assert "note: 2 × post in the bin: left out" in result.stderr

    def test_posts_of_a_backup_keep_their_links_and_drafts_are_drafts(self, here: Path) -> None:
        posts = (
            self.backup(1),
            self.backup(2, draft="yes"),
            self.backup(3, kind="settings"),
            self.backup(4, kind="page"),
        )
        (here / "blog.xml").write_text(BACKUP.format("".join(posts)), encoding="utf-8")

        assert run("blog.xml").exit_code == 0

        (entry,) = published(here).values()
        assert entry.link == "http://reed-notes.blogspot.com/2012/05/post-1.html"
        assert entry.published.isoformat() == "2012-05-01T08:00:00+00:00"
        assert drafts(here) == {"2012-05-02-post-2.html"}
        config = feedmaker.load_config(here / "config.yaml")
        assert (config.site.url, config.site.description) == ("http://reed-notes.blogspot.com/", "From the pond")


class TestSubstack:
    def export(self, *rows: str) -> Result:
        head = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url"
        Path("posts.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8-sig")
        Path("posts").mkdir()
        for row in rows:
            name = row.partition(",")[0]
            Path(f"posts/{name}.html").write_text(f"<p>Text of {name}.</p>", encoding="utf-8")
        return run()

    def test_public_posts_have_their_addresses_and_all_others_are_drafts(self, here: Path) -> None:
        result = self.export(
            '11.reeds,2024-05-01T10:00:00.000Z,true,,,newsletter,everyone,"Reeds, and ""water""",They bend,',
            "12.paid,2024-05-02T10:00:00.000Z,true,,,newsletter,only_paid,Paid,,",
            "13.withdrawn,2024-05-03T10:00:00.000Z,false,,,newsletter,everyone,Withdrawn,,",
            "14.about,2024-05-04T10:00:00.000Z,true,,,page,everyone,About,,",
        )

        (entry,) = published(here).values()
        assert (entry.title, entry.link) == ('Reeds, and "water"', "https://tide-notes.org/p/reeds")
        assert (entry.content, entry.summary) == ("<p>Text of 11.reeds.</p>", "They bend")
        assert drafts(here) == {"2024-05-02-paid.html", "2024-05-03-withdrawn.html"}
        assert "1 page is left out" in result.stderr

    def test_a_box_to_subscribe_is_left_out(self, here: Path) -> None:
        self.export("11.reeds,2024-05-01T10:00:00.000Z,true,,,newsletter,everyone,Reeds,,")
        box = '<div class="subscription-widget-wrap"><p>Subscribe</p></div>'
        text = f"---\ntitle: Reeds\ndate: 2024-05-01\n---\n<p>A</p>{box}"
        (here / "articles/2024-05-01-reeds.html").write_text(text, encoding="utf-8")

        assert published(here)["Reeds"].content == "<p>A</p>"

    def test_a_post_without_a_file_is_named(self, here: Path) -> None:
        Path("posts.csv").write_text(
            "post_id,post_date,is_published,title\n../../x,2024-05-01,true,Away\n", encoding="utf-8"
        )

        assert "note: 1 post has no text that can be read: 2024-05-01-" in run("posts.csv").stderr

    def test_no_file_beside_the_folder_of_the_posts_is_read(self, here: Path) -> None:
        (here / "1.secret.html").write_text("<p>Secret</p>", encoding="utf-8")
        Path("posts.csv").write_text(
            f"post_id,post_date,is_published,title\n{(here / '1').as_posix()}.secret,2024-05-01,true,Away\n",
            encoding="utf-8",
        )

        assert "note: 1 post has no text that can be read: 2024-05-01-" in run("posts.csv").stderr


def test_files_that_exist_are_kept_and_counted(here: Path) -> None:
    Path("tide.json").write_text(json.dumps(ghost([post(1), post(2)])), encoding="utf-8")
    (here / "articles").mkdir()
    (here / "articles" / "2024-03-01-post-1.html").write_text("mine")

    result = run("tide.json")

    assert (here / "articles" / "2024-03-01-post-1.html").read_text() == "mine"
    assert "note: kept in articles/, as it exists: 1 file" in result.stderr
    assert "1 post written to articles/" in result.stderr
    assert (here / SCHEMA_PATH).read_text() == shipped_schema()
    assert refused("tide.json") == "exists already"


def test_a_dry_run_writes_nothing(here: Path) -> None:
    Path("tide.json").write_text(json.dumps(ghost([post(1)])), encoding="utf-8")

    result = run("-n", "tide.json")

    assert yaml.safe_load(result.stdout)["site"]["title"] == "Tide Notes"
    assert [file.name for file in here.iterdir()] == ["tide.json"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("PK\x03\x04...", "is an archive: unpack it"),
        ("[" * 100_000, "is not an export of Ghost"),
        ('{"a":' * 100_000, "is not JSON"),
        ('{"posts": []}', "is not an export of Ghost: it has no posts"),
        ("<rss><channel/></rss>", "is not an export of Ghost"),
        (WXR.replace("{items}", "<item>"), "is not XML that can be read"),
        ("", "is not an export of Ghost"),
    ],
    ids=range(8),
)
def test_a_file_that_is_no_export_is_refused(here: Path, text: str, message: str) -> None:
    Path("x.json").write_text(text, encoding="utf-8")

    assert refused("x.json").startswith(message)
    assert [file.name for file in here.iterdir()] == ["x.json"]
