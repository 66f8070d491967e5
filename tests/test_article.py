"""An article file becomes an Article."""

import re
import unicodedata
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedmaker.config.schema import Articles, Categories, Config, Defaults, Site
from feedmaker.loader.article import LEFT_OUT, article_from_front_matter, article_settings, read_article
from feedmaker.loader.decode import Decoded
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.metadata.ids import path_id
from feedmaker.loader.metadata.keys import FIELDS, Candidate, Field, normalise_key
from feedmaker.model import Article, Author, Category, Enclosure, Image, Mention
from feedmaker.problems import Problem

SITE = Site(title="Harbour", url="https://example.org/blog/", feeds_url="https://example.org/blog/")
CONFIG = Config(site=SITE)
NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)


def head(values: dict[str, object], kind: str = "yaml", spelled: dict[str, str] | None = None) -> FrontMatter:
    lines = {key: number for number, key in enumerate(values, start=2)}
    return FrontMatter(kind, values, lines, spelled or {}, 0, 1, ())


def read(
    values: dict[str, object],
    *,
    path: str = "posts/a.md",
    text: str = "",
    config: Config = CONFIG,
    kind: str = "yaml",
    file_time: datetime | None = None,
    fields: list[tuple[str, Field[object]]] | None = None,
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read an article; its fields are added to `fields`."""
    decoded = Decoded(text, "utf-8", ())
    found, read = article_from_front_matter(
        head(values, kind), decoded, path, article_settings(config), file_time=file_time
    )
    if fields is not None:
        fields += read
    return found, tuple(problem for _, field in read for problem in field.problems)


def article(values: dict[str, object], **more: object) -> Article:
    """Read an article that has a title and a date, and nothing wrong."""
    found, problems = read({"title": "T", "date": "2024-05-31 12:00"} | values, **more)  # type: ignore[arg-type]  # handed on
    assert problems == ()
    assert found is not None
    return found


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]


def with_articles(**settings: object) -> Config:
    return replace(CONFIG, articles=replace(Articles(), **settings))  # type: ignore[arg-type]  # keywords of Articles


class TestArticle:
    def test_all_fields_of_an_article(self) -> None:
        values: dict[str, object] = {
            "title": "'Harbour' opens &#123;again&#125;",
            "categories": ["Money", "Harbour Times", "Harbour Times – Ships"],
            "headimg": "https://cdn.example.org/a.png",
            "author": "Harbour Times",
            "comments": "false",
            "date": "Sat, 25 Sep 2021 14:07:50 GMT",
            "thumbnail": "",
        }

        found, problems = read(values, path="post/Money/opens.md")

        assert problems == ()
        assert found == Article(
            path="post/Money/opens.md",
            id="urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, "example.org/blog/post/Money/opens")),
            id_rule="path",
            title="'Harbour' opens {again}",
            published=datetime(2021, 9, 25, 14, 7, 50, tzinfo=UTC),
            date_source="date",
            updated=None,
            authors=(Author("Harbour Times"),),
            categories=(("Money", "Harbour Times", "Harbour Times – Ships"),),
            tags=(),
            link=None,
            language=None,
            image=Image("https://cdn.example.org/a.png", type="image/png"),
            summary=None,
            enclosures=(),
            status="published",
            expires=None,
            body_kind="auto",
            body_offset=0,
            body_line=1,
            encoding="utf-8",
            base="https://example.org/blog/post/Money/",
        )

    def test_the_place_of_the_body_and_the_encoding_are_kept(self) -> None:
        one = head({"title": "T", "date": "2024-05-31"})._replace(body_offset=7, body_line=5)
        found, _ = article_from_front_matter(one, Decoded("", "gb18030", ()), "a.md", article_settings(CONFIG))
        assert found is not None
        assert (found.body_offset, found.body_line, found.encoding) == (7, 5, "gb18030")

    @given(
        st.dictionaries(
            st.sampled_from(sorted({key for keys in FIELDS.values() for key in keys})),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.datetimes(),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                max_leaves=5,
            ),
            max_size=8,
        ),
        st.text(max_size=30),
    )
    @example({"date": "2024-05-31", "like_of": "https://example.com/a"}, "")
    def test_any_values_give_an_article_or_a_reason(self, values: dict[str, object], text: str) -> None:
        found, problems = read(values, text=text)
        if found is None:
            assert LEFT_OUT & {problem.code for problem in problems}
        else:
            assert found.title or found.mentions  # a note that answers a page needs no title
            assert found.id
            assert found.published.tzinfo is UTC
            assert found.link is None or found.link.isascii()


class TestKeys:
    @pytest.mark.parametrize("key", ["featured_image", "featured-image", "featuredimage", "featured image"])
    def test_case_hyphen_underscore_and_space_make_no_difference(self, key: str) -> None:
        assert article({key: "/x.png"}).image == Image("https://example.org/x.png", type="image/png")

    def test_keys_inside_mappings_are_found(self) -> None:
        found = article({"taxonomies": {"categories": ["A"], "Tags": ["b"]}, "extra": {"image": "/x.png"}})
        assert (found.categories, found.tags) == ((("A",),), ("b",))
        assert found.image is not None

    def test_a_configured_key_replaces_the_table(self) -> None:
        config = with_articles(fields={"image": ("pic", "extra.art"), "author": ("who",)})
        found = article({"image": "/x.png", "extra": {"Art": "/y.png"}, "who": "Ann", "author": "Bob"}, config=config)
        assert found.image == Image("https://example.org/y.png", type="image/png")
        assert found.authors == (Author("Ann"),)

    def test_the_first_key_with_a_value_counts(self) -> None:
        found = article({"keywords": "k", "tag": "t", "tags": [], "author": "", "authors": [""]})
        assert (found.tags, found.authors) == (("t",), ())

    def test_no_field_names_a_key_twice(self) -> None:
        for keys in FIELDS.values():
            folded = [normalise_key(key) for key in keys]
            assert len(set(folded)) == len(folded)


class TestTitle:
    @pytest.mark.parametrize(
        ("values", "text", "title"),
        [
            ({"title": "A <b>bold</b> title"}, "", "A bold title"),
            ({"title": 2010}, "", "2010"),
            ({"title": "1.10"}, "", "1.10"),
            ({"title": " ", "subject": "S"}, "", "S"),
            ({"subject": "S"}, "# Heading\n", "S"),
            ({"title": None}, "# Heading\n", "Heading"),
            ({"title": " "}, "text\n\n<h2>Heading</h2>", "Heading"),
            ({"title": ["x"]}, "# Heading\n", "Heading"),
        ],
    )
    def test_its_source(self, values: dict[str, object], text: str, title: str) -> None:
        found, problems = read({"date": "2024-05-31"} | values, text=text)
        assert found is not None
        assert (found.title, problems) == (title, ())

    def test_a_file_name_is_used_and_reported(self) -> None:
        found, problems = read({"date": "2024-05-31", "title": " "}, path="a/hello-world.md", text="text")
        assert found is not None
        assert found.title == "hello world"
        assert codes(problems) == [("title-missing", 3)]

    @pytest.mark.parametrize(
        "path",
        [
            "2024-05-31-120533.md",
            "1709367300.md",
            "20240531T0801.md",
            " .md",
            "0f8fad5b-d9cb-469f-a165-7086728950e0.md",
        ],
    )
    def test_a_note_whose_file_name_says_nothing_has_no_title(self, path: str) -> None:
        found, problems = read({"date": "2024-05-31", "title": ""}, path=path, text="Low water at six.")
        assert found is not None
        assert (found.title, problems) == ("", ())

    def test_a_note_about_a_page_of_others_has_no_title(self) -> None:
        found, problems = read({"date": "2024-05-31", "like-of": "https://x.example.net/2"}, path="2024-05-31-like.md")
        assert found is not None
        assert (found.title, found.mentions) == ("", (Mention("like", "https://x.example.net/2"),))
        assert problems == ()

    def test_an_underlined_title_of_restructuredtext(self) -> None:
        found, _ = read({"date": "2024-05-31"}, path="a.rst", text="Title\n~~~~~\n")
        assert found is not None
        assert (found.title, found.body_kind) == ("Title", "rst")


class TestDates:
    @pytest.mark.parametrize(
        ("values", "path", "source"),
        [
            ({"date": "2024-05-31 12:00"}, "a.md", "date"),
            ({"published": "true", "pubdate": "2024-05-31 12:00"}, "a.md", "pubdate"),
            ({"published": "2024-05-31T12:00Z"}, "a.md", "published"),
            ({"created": 1717156800}, "a.md", "created"),
            ({"date": datetime(2024, 5, 31, 12, tzinfo=UTC)}, "a.md", "date"),
        ],
    )
    def test_its_key(self, values: dict[str, object], path: str, source: str) -> None:
        found, problems = read({"title": "T"} | values, path=path)
        assert found is not None
        assert (found.published, found.date_source, problems) == (NOON, source, ())

    def test_the_key_is_reported_as_written(self) -> None:
        one = head({"title": "T", "date": "2024-05-31"}, spelled={"date": "Date"})
        found, _ = article_from_front_matter(one, Decoded("", "utf-8", ()), "a.md", article_settings(CONFIG))
        assert found is not None
        assert found.date_source == "Date"

    @pytest.mark.parametrize(
        ("path", "source"),
        [("2024-05-31-a.md", "file name"), ("2024/05/31/a.md", "path"), ("20240531 A.md", "file name")],
    )
    def test_a_path_is_used(self, path: str, source: str) -> None:
        found, problems = read({"title": "T"}, path=path)
        assert found is not None
        assert (found.published.date(), found.date_source, problems) == (NOON.date(), source, ())

    def test_zolas_path_is_used(self) -> None:
        found, _ = read({"title": "T", "path": "2024/05/31/a"}, kind="toml")
        assert found is not None
        assert (found.published.date(), found.date_source) == (NOON.date(), "path")
        assert found.link == "https://example.org/blog/2024/05/31/a/"

    def test_a_date_without_zone_is_in_that_of_the_site(self) -> None:
        config = Config(site=replace(SITE, timezone="Asia/Shanghai"))
        found, _ = read({"title": "T", "date": "2024-05-31 20:00"}, config=config)
        assert found is not None
        assert found.published == NOON

    def test_after_an_unreadable_date_the_file_name_counts(self) -> None:
        found, problems = read({"title": "T", "date": "whenever"}, path="2024-05-31-a.md")
        assert found is not None
        assert found.date_source == "file name"
        assert codes(problems) == [("date-unreadable", 3)]
        assert problems[0].message == "date is not a date: 'whenever'"

    def test_an_unreadable_date_alone_leaves_the_article_out_once(self) -> None:
        found, problems = read({"title": "T", "pubdate": "soon"})
        assert found is None
        assert codes(problems) == [("date-unreadable", 3)]
        assert problems[0].message.startswith("pubdate is not")

    def test_no_date_leaves_the_article_out(self) -> None:
        found, problems = read({"title": "T"})
        assert found is None
        assert codes(problems) == [("date-missing", 1)]

    def test_the_file_time_counts_if_configured(self) -> None:
        found, problems = read(
            {"title": "T"}, config=with_articles(undated="file-time"), file_time=NOON.replace(microsecond=5)
        )
        assert found is not None
        assert (found.published, found.date_source, problems) == (NOON, "file time", ())
        assert read({"title": "T"}, file_time=NOON)[0] is None

    def test_an_update_is_used_and_reported(self) -> None:
        found, problems = read({"title": "T", "modified": "2024-05-31 12:00"})
        assert found is not None
        assert (found.published, found.updated, found.date_source) == (NOON, NOON, "modified")
        assert codes(problems) == [("date-from-update", 3)]

    @pytest.mark.parametrize(("name", "differs"), [("2024-05-30", False), ("2024-06-01", False), ("2024-05-28", True)])
    def test_a_file_name_of_another_day_is_reported(self, name: str, differs: bool) -> None:
        found, problems = read({"title": "T", "date": "2024-05-31 12:00"}, path=f"{name}-a.md")
        assert found is not None
        assert found.published == NOON
        assert codes(problems) == ([("date-differs", 3)] if differs else [])

    def test_updated(self) -> None:
        assert article({"lastmod": "2024-06-01"}).updated == datetime(2024, 6, 1, tzinfo=UTC)
        assert article({"updated": "2024-05-31"}).updated is None

    def test_an_update_before_the_publication_does_not_count(self) -> None:
        found, problems = read({"title": "T", "date": "2024-05-31", "updated": "2024-05-01"})
        assert found is not None
        assert found.updated is None
        assert codes(problems) == [("updated-before-published", 4)]

    def test_expiry(self) -> None:
        assert article({"expirydate": "2025-01-01"}).expires == datetime(2025, 1, 1, tzinfo=UTC)
        found, problems = read({"title": "T", "date": "2024-05-31", "expires": "never"})
        assert found is not None
        assert found.expires is None
        assert problems == ()


class TestStatus:
    @pytest.mark.parametrize(
        ("values", "status"),
        [
            ({}, "published"),
            ({"draft": "false"}, "published"),
            ({"draft": "true"}, "draft"),
            ({"draft": True}, "draft"),
            ({"draft": 1}, "draft"),
            ({"published": "false"}, "draft"),
            ({"published": "true"}, "published"),
            ({"status": "Draft"}, "draft"),
            ({"status": "In Progress"}, "published"),
            ({"status": "hidden"}, "excluded"),
            ({"hidden": "true"}, "excluded"),
            ({"hide": ["feedback"]}, "published"),
            ({"no-rss": "true"}, "excluded"),
            ({"no-rss": "false"}, "published"),
            ({"no_rss": True}, "excluded"),
            ({"feed": "false"}, "excluded"),
            ({"feed": "/feed.xml"}, "published"),
            ({"render": False}, "excluded"),
            ({"eleventyexcludefromcollections": "true"}, "excluded"),
            ({"_build": {"list": "never"}}, "excluded"),
            ({"sitemap": {"disable": True}}, "published"),
            ({"password": "1234"}, "excluded"),
            ({"password": "false"}, "published"),
            ({"draft": "true", "hidden": "true"}, "draft"),
        ],
    )
    def test_by_its_front_matter(self, values: dict[str, object], status: str) -> None:
        assert article(values).status == status

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("_drafts/a.md", "draft"),
            ("source/_drafts/sub/a.md", "draft"),
            ("Drafts/a.md", "draft"),
            ("drafts.md", "published"),
            ("my-drafts/a.md", "published"),
        ],
    )
    def test_by_its_folder(self, path: str, status: str) -> None:
        assert article({}, path=path).status == status

    def test_a_draft_needs_no_date(self) -> None:
        found, problems = read({"title": "T"}, path="_drafts/a.md")
        assert found is not None
        assert (found.status, problems) == ("draft", ())


class TestLinkAndId:
    @pytest.mark.parametrize(
        ("values", "link", "rule"),
        [
            ({}, None, "path"),
            ({"link": "HTTPS://Example.net/a b"}, "https://example.net/a%20b", "link"),
            ({"url": "(https://example.net/a-1.html)"}, "https://example.net/a-1.html", "link"),
            ({"canonicalurl": "https://example.net/a"}, "https://example.net/a", "link"),
            ({"permalink": "/2024/a/", "canonical": "https://example.net/a"}, "https://example.net/a", "link"),
            ({"link": "", "url": "/2024/a.html"}, "https://example.org/blog/2024/a.html", "path"),
            ({"permalink": "/blog/a/"}, "https://example.org/blog/a/", "path"),
            ({"permalink": "about/"}, "https://example.org/blog/about/", "path"),
            ({"slug": "/posts/a"}, "https://example.org/blog/posts/a", "path"),
            ({"slug": "a"}, None, "path"),
            ({"url": "example.net/a"}, None, "path"),
            ({"link": "javascript:alert(1)"}, None, "path"),
            ({"permalink": "none"}, None, "path"),
            ({"path": "a/b"}, None, "path"),
            ({"permalink": "/:year/:title/"}, "https://example.org/blog/2024/a/", "path"),
        ],
    )
    def test_the_page(self, values: dict[str, object], link: str | None, rule: str) -> None:
        found = article(values)
        assert (found.link, found.id_rule) == (link, rule)
        assert found.id == (link if rule == "link" else path_id("example.org/blog", "posts/a.md"))

    def test_the_sites_permalink_is_filled(self) -> None:
        config = replace(with_articles(permalink="/p/:year/:title.html"), site=replace(SITE, timezone="Asia/Tokyo"))
        found, problems = read({"title": "T", "date": "2023-12-31T23:00:00Z"}, path="posts/道.md", config=config)
        assert found is not None
        assert problems == ()
        # the year is the one of the site's zone
        assert found.link is not None
        assert re.fullmatch(r"https://example\.org/blog/p/2024/.*%E9%81%93\.html", found.link)
        assert found.id_rule == "path"

    def test_a_permalink_that_cannot_be_filled_is_reported(self) -> None:
        found, problems = read(
            {"title": "T", "date": "2024-05-31"}, config=with_articles(permalink="hexo:/:nothing/:title/")
        )
        assert found is not None
        assert found.link is None
        assert codes(problems) == [("permalink-token", None)]

    def test_a_template_in_a_permalink_is_reported(self) -> None:
        found, problems = read({"title": "T", "date": "2024-05-31", "permalink": "blog{% if x %}/y{% endif %}"})
        assert found is not None
        assert found.link is None
        assert codes(problems) == [("permalink-template", 4)]

    @pytest.mark.parametrize(
        ("values", "id_"),
        [
            ({"guid": " https://example.net/?p=1 "}, "https://example.net/?p=1"),
            ({"guid": "https://example.net/道"}, "https://example.net/%E9%81%93"),
            ({"guid": "tag:example.org,2024:a"}, "tag:example.org,2024:a"),
            ({"id": "3F2504E0-4F89-11D3-9A0C-0305E82C3301"}, "urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
            ({"id": "3"}, "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, "example.org/id:3"))),
            ({"id": 3}, "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, "example.org/id:3"))),
            ({"guid": "urn:x:1", "link": "https://example.net/"}, "urn:x:1"),
        ],
    )
    def test_an_id_in_the_front_matter(self, values: dict[str, object], id_: str) -> None:
        found = article(values)
        assert (found.id, found.id_rule) == (id_, "guid")

    def test_a_guid_that_is_not_a_uri_is_reported(self) -> None:
        found, problems = read({"title": "T", "date": "2024-05-31", "guid": "my post"})
        assert found is not None
        assert found.id.startswith("urn:uuid:")
        assert codes(problems) == [("guid-not-a-uri", 4)]

    @given(
        st.text(min_size=1, alphabet=st.characters(exclude_characters="/\\\x00", exclude_categories=["Cs"])).filter(
            lambda stem: stem[0] != "."
        )
    )
    def test_the_id_of_a_path_is_the_uuid_of_its_name_without_suffix(self, stem: str) -> None:
        name = unicodedata.normalize("NFC", f"example.org/d/{stem}")
        expected = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
        assert path_id("example.org", f"d/{stem}.md") == path_id("example.org", f"d/{stem}.html") == expected
        decomposed = unicodedata.normalize("NFD", f"d/{stem}.md")
        assert path_id("example.org", decomposed) == path_id("example.org", unicodedata.normalize("NFC", decomposed))

    def test_the_id_of_a_path_depends_only_on_the_address_of_the_site_and_the_path(self) -> None:
        other = Config(site=replace(SITE, url="http://EXAMPLE.org:8080/blog"))
        changed = article({"title": "Other", "date": "2020-01-01", "categories": ["x"]}, config=other)
        assert changed.id == article({}).id
        assert article({}, config=Config(site=replace(SITE, url="https://example.org/zh/"))).id != changed.id


class TestOtherFields:
    def test_an_image_is_resolved_against_the_article(self) -> None:
        values: dict[str, object] = {"permalink": "/2024/a/", "cover": "x.png", "cover_alt": "A &amp; B"}
        assert article(values).image == Image(
            "https://example.org/blog/2024/a/x.png", "A & B", type="image/png", relative="x.png"
        )
        assert article({"cover": "x.png"}).image == Image(
            "https://example.org/blog/posts/x.png", type="image/png", relative="x.png"
        )

    def test_after_a_key_without_image_the_next_counts(self) -> None:
        values: dict[str, object] = {"thumbnail": "", "headimg": "##", "cover": "false", "image": ["/x.png"]}
        assert article(values).image == Image("https://example.org/x.png", type="image/png")

    def test_the_summary_is_plain_text_and_truncated(self) -> None:
        assert article({"description": "<p>One &amp; **two**\n three</p>"}).summary == "One & two three"
        assert article({"excerpt": ""}).summary is None
        assert article({"teaser": "/x.png", "deck": "D"}).summary == "D"
        long = article({"summary": "word " * 1000}).summary
        assert long is not None
        assert len(long) <= 500
        assert long.endswith("word…")

    @pytest.mark.parametrize(
        ("written", "tag"),
        [("zh_tw", "zh-TW"), ("EN", "en"), ("pt-br", "pt-BR"), (["ja"], "ja"), ("zh-hant", "zh-Hant")],
    )
    def test_a_language_is_a_bcp_47_tag(self, written: object, tag: str) -> None:
        assert article({"lang": written}).language == tag

    def test_an_unknown_language_is_reported(self) -> None:
        found, problems = read({"title": "T", "date": "2024-05-31", "lang": "the usual"})
        assert found is not None
        assert found.language is None
        assert codes(problems) == [("language-unknown", 4)]

    def test_categories_follow_the_configuration(self) -> None:
        values: dict[str, object] = {"categories": ["a", "b"]}
        flat = replace(CONFIG, categories=Categories(nested=False, default="Misc"))
        assert article(values).categories == (("a", "b"),)
        assert article(values, config=flat).categories == (("a",), ("b",))
        assert article({"categories": []}, config=flat).categories == (("Misc",),)
        assert article({}).categories == ()

    def test_enclosures_of_several_keys_are_each_once(self) -> None:
        found = article({"audio": "/a.mp3", "enclosure": {"url": "/a.mp3", "length": 5}, "video": "true"})
        assert found.enclosures == (Enclosure("https://example.org/a.mp3", "audio/mpeg", 5),)

    def test_the_kind_of_body_follows_the_configuration(self) -> None:
        assert article({}, config=with_articles(body="html"), path="a.rst").body_kind == "html"
        assert article({}, path="a.html").body_kind == "auto"


class TestFields:
    def test_every_field_says_where_it_came_from(self) -> None:
        fields: list[tuple[str, Field[object]]] = []
        article({"author": "Ann", "permalink": "/a/"}, fields=fields)
        found = dict(fields)
        assert found["title"] == Field("T", "front matter", Candidate("title", "T", 2))
        assert found["published"] == Field(NOON, "ISO 8601", Candidate("date", "2024-05-31 12:00", 3))
        assert found["authors"].source == Candidate("author", "Ann", 4)
        permalink = Candidate("permalink", "/a/", 5)
        assert found["link"] == Field("https://example.org/blog/a/", "path under site.url", permalink)
        assert found["id"].rule == "path"
        assert found["image"].source is None
        assert {"updated", "categories", "tags", "language", "summary", "status"} <= found.keys()

    def test_a_file_without_article_has_the_fields_that_were_read(self) -> None:
        fields: list[tuple[str, Field[object]]] = []
        found, _ = read({"title": "T"}, fields=fields)
        assert found is None
        assert [name for name, _ in fields] == ["language", "title", "status", "published"]


def test_a_file_is_decoded_split_and_read_with_each_problem_once() -> None:
    data = "---\nTitle: 潮汐\ndate: 2024-05-31 12:00\nlang: the usual\n---\n# 港口的潮汐表\n".encode("gb18030")

    found = read_article(data, "posts/a.md", article_settings(CONFIG))

    assert found.article is not None
    assert (found.article.title, found.article.published) == ("潮汐", NOON)
    assert (found.article.body_line, found.decoded.text[found.article.body_offset :]) == (6, "# 港口的潮汐表\n")
    assert codes(found.problems) == [("encoding-assumed", None), ("language-unknown", 4)]
    assert found.front_matter.kind == "yaml"


@pytest.mark.parametrize(
    ("path", "own", "nested", "expected"),
    [
        ("hemp/fine/a.md", {}, False, (("fine",),)),
        ("hemp/fine/a.md", {}, True, (("hemp", "fine"),)),
        ("hemp/a.md", {"category": "yarn"}, False, (("yarn",),)),
        ("a.md", {}, False, (("misc",),)),
    ],
)
def test_the_folder_of_an_article_may_be_its_category(
    path: str, own: dict[str, object], nested: bool, expected: tuple[Category, ...]
) -> None:
    settings = Categories(folders=True, nested=nested, default="misc")

    assert article(own, path=path, config=replace(CONFIG, categories=settings)).categories == expected


@pytest.mark.parametrize(
    "text",
    [
        "---\n标题: 港口\n发布时间: 2024-05-31 12:00\n作者: 李明\n---\n正文\n",
        "---\n标题： 港口\n发布时间：2024-05-31 12:00\n作者:李明\n---\n正文\n",
        "---\ntitle: 港口\nstart-date: 2024-05-31 12:00\nrelease-date:\nauthor: 李明\n---\nwords\n",
        "标题：港口\n时间：2024年5月31日 12:00\n作者：李明\n\n正文\n",
        "# 港口\n\n发布时间：2024-05-31 12:00　来源：晨报　作者：李明\n\n正文\n",
        "# 港口\n\n> 作者: 李明\n> 日期: 2024-05-31 12:00\n\n正文\n",
        "# 港口\n\n**发布时间：**2024-05-31 12:00 **作者：**李明\n\n正文\n",
        "# A\n\n- **title:** 港口\n- **date:** “2024-05-31 12:00”\n- **author:** 李明\n\nwords\n",
        "# 港口\n\n- **Date de publication :** 31 mai 2024 12:00\n- **Auteur :** 李明\n\nmots\n",
        "# 港口\n\nДата: 31 мая 2024 12:00 · Автор: 李明\n\nтекст\n",
        "# 港口\n\nदिनांक: 2024-05-31 12:00\nलेखक: 李明\n\nपाठ\n",
        "# 港口\n\nวันที่: 31 พฤษภาคม 2567 12:00\nผู้เขียน: 李明\n\nข้อความ\n",
        "# 港口\n\n- **Publicado:** 31 de mayo de 2024 12:00\n- **Autor:** 李明\n\ntexto\n",
    ],
)
def test_fields_may_have_names_in_the_language_of_the_article(text: str) -> None:
    found = read_article(text.encode(), "a.md", article_settings(CONFIG)).article

    assert found is not None
    assert (found.title, found.published, [author.name for author in found.authors]) == ("港口", NOON, ["李明"])


def test_a_key_named_data_may_be_other_data() -> None:
    assert article({"titulo": "Nets", "data": "2024-05-31 12:00"}).published == NOON
    _, problems = read({"title": "Nets", "date": "2024-05-31", "data": ["a.csv"]})
    assert problems == ()


def test_a_page_of_a_wiki_is_as_old_as_its_creation() -> None:
    # what Wiki.js writes: `date` is that of the last change
    values = {"date": "2024-06-01T09:00:00.000Z", "editor": "markdown", "datecreated": "2024-05-31T12:00:00.000Z"}
    page = article({"title": "Nets", "published": "true", **values})

    assert (page.published, page.updated) == (NOON, datetime(2024, 6, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "head",
    [
        "timestamp: 1717156800",
        "post_date: 2024-05-31 12:00:00",
        "release_date: 2024-05-31 12:00",
        "published_on: 2024-05-31 12:00",
        "Created time: May 31, 2024 12:00 PM",
        "publication_date: 2024-05-31 12:00",
        "datetime: 2024-05-31T12:00",
        "date:\n  created: 2024-05-31 12:00\n  updated: 2024-06-01",
    ],
)
def test_keys_of_dates(head: str) -> None:
    found = read_article(f"---\ntitle: T\n{head}\n---\nx\n".encode(), "a.md", article_settings(CONFIG))

    assert found.article is not None
    assert (found.article.published, found.problems) == (NOON, ())
    assert found.article.updated == (datetime(2024, 6, 1, tzinfo=UTC) if "updated" in head else None)


@pytest.mark.parametrize(
    ("head", "path", "published"),
    [
        ("date: 2024-05-31", "a.md", datetime(2024, 5, 31, 4, tzinfo=UTC)),
        ("x: y", "2024-05-31-a.md", datetime(2024, 5, 31, 4, tzinfo=UTC)),
        ("x: y", "2024/05/31/a.md", datetime(2024, 5, 31, 4, tzinfo=UTC)),
        ("date: 2024-05-31 00:00", "a.md", datetime(2024, 5, 30, 16, tzinfo=UTC)),
        ("date: 2024-05-31T00:00+00:00", "a.md", datetime(2024, 5, 31, tzinfo=UTC)),
    ],
)
def test_dates_without_a_time_are_at_the_configured_one(head: str, path: str, published: datetime) -> None:
    config = Config(site=replace(SITE, timezone="Asia/Shanghai"), articles=Articles(time="12:00"))

    found = read_article(f"---\ntitle: T\n{head}\n---\nx\n".encode(), path, article_settings(config))

    assert found.article is not None
    assert (found.article.published, found.problems) == (published, ())


def test_messages_name_days_in_the_zone_of_the_site() -> None:
    config = Config(site=replace(SITE, timezone="Asia/Shanghai"))
    head = "date: 2024-05-31 00:30\nupdated: 2024-05-29 00:30"

    found = read_article(f"---\ntitle: T\n{head}\n---\nx\n".encode(), "2024-05-25-a.md", article_settings(config))

    messages = {problem.code: problem.message for problem in found.problems}
    assert messages["date-differs"] == "the file name says 2024-05-25, date says 2024-05-31: date is used"
    assert "2024-05-29T00:30:00+08:00 before 2024-05-31T00:30:00+08:00" in messages["updated-before-published"]


@pytest.mark.parametrize("value", ["https://moved.example/b", ["https://moved.example/b"]])
def test_an_article_that_redirects_links_to_the_target(value: object) -> None:
    assert article({"redirect_to": value}).link == "https://moved.example/b"


def with_defaults(*defaults: Defaults) -> Config:
    return replace(CONFIG, articles=Articles(defaults=defaults))


@pytest.mark.parametrize(
    ("path", "own", "status"),
    [
        ("drafts-of-ann/a.md", {}, "draft"),
        ("Drafts-of-Ann/deep/a.md", {}, "draft"),
        ("other/a.md", {}, "published"),
        # an article that says so itself, in whatever spelling of the key, is published
        ("drafts-of-ann/a.md", {"published": "true"}, "published"),
        ("drafts-of-ann/a.md", {"published": None}, "draft"),
        ("drafts-of-ann/out/a.md", {}, "published"),
    ],
)
def test_a_default_applies_to_the_files_under_its_path(path: str, own: dict[str, object], status: str) -> None:
    config = with_defaults(
        Defaults({"Published": "false"}, "drafts-of-ann/**"), Defaults({"published": "true"}, "drafts-of-ann/out/**")
    )

    assert article(own, path=path, config=config).status == status


def test_the_articles_own_keys_come_before_defaults_of_the_same_field() -> None:
    config = with_defaults(Defaults({"image": "/default.png", "categories": ["notes"], "header": {"alt": "x"}}))

    found = article({"header": {"teaser": "/own.png"}, "category": "tides"}, config=config)

    assert found.image is not None
    assert found.image.url == "https://example.org/own.png"
    assert found.categories == (("tides",),)
    without = article({}, config=config)
    assert without.image is not None
    assert (without.image.url, without.categories) == ("https://example.org/default.png", (("notes",),))


def test_the_reference_lists_every_key() -> None:
    page = (Path(__file__).parents[1] / "docs" / "front-matter.md").read_text(encoding="utf-8")
    table = page.partition("To read a field from other keys")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", table, re.MULTILINE)
    written = {field: tuple(re.findall(r"`([^`]+)`", keys)) for field, keys in rows}
    assert written == dict(FIELDS)


class TestLinkPosts:
    """Posts about a page on another host keep a page and an id of their own."""

    @pytest.mark.parametrize("key", ["link", "external_url", "link-url", "externalLink"])
    def test_the_page_on_another_host_is_the_target(self, key: str) -> None:
        values: dict[str, object] = {"title": "On tides", "date": "2024-05-01", key: "https://other.example.com/tides"}
        found, problems = read(values, path="tides.md", config=with_articles(permalink="/:year/:title/"))
        assert found is not None
        assert (found.link, found.target) == ("https://example.org/blog/2024/tides/", "https://other.example.com/tides")
        assert (found.id, found.id_rule, problems) == (path_id("example.org/blog", "tides.md"), "path", ())

    def test_two_posts_about_one_page_have_two_ids(self) -> None:
        values: dict[str, object] = {"title": "T", "date": "2024-05-01", "link": "https://other.example.com/tides"}
        config = with_articles(permalink="/:year/:title/")
        found = [read(values, path=path, config=config)[0] for path in ("a.md", "b.md")]
        assert len({one.id for one in found if one}) == 2

    def test_a_link_on_the_own_host_and_a_canonical_one_are_the_page_itself(self) -> None:
        for key, url in (("link", "https://example.org/a/"), ("canonical_url", "https://other.example.com/a")):
            values: dict[str, object] = {"title": "T", "date": "2024-05-01", key: url}
            found, _ = read(values, path="a.md", config=with_articles(permalink="/:year/:title/"))
            assert found is not None
            assert (found.link, found.target, found.id) == (url, None, url)

    def test_without_a_page_of_its_own_an_article_is_at_its_link(self) -> None:
        values: dict[str, object] = {"title": "T", "date": "2024-05-01", "link": "https://other.example.com/tides"}
        found, _ = read(values, path="a.md")
        assert found is not None
        assert (found.link, found.target) == ("https://other.example.com/tides", None)


@pytest.mark.parametrize(
    ("values", "pattern", "base"),
    [
        ({"link": "https://other.example.com/a/b"}, None, "https://example.org/blog/"),
        ({"canonical_url": "https://other.example.com/a/b"}, None, "https://example.org/blog/"),
        ({"canonical_url": "https://other.example.com/a/b"}, "/:year/:title/", "https://example.org/blog/2024/tides/"),
        ({"canonical_url": "https://www.example.org/a/b"}, "/:year/:title/", "https://www.example.org/a/b"),
        ({"link": "https://example.org/a/b"}, "/:year/:title/", "https://example.org/a/b"),
    ],
)
def test_a_link_to_another_host_is_no_base_of_pictures_and_files(
    values: dict[str, object], pattern: str | None, base: str
) -> None:
    head = {"title": "T", "date": "2024-05-01", "image": "boat.png", "audio": "tide.mp3"} | values
    found, _ = read(head, path="tides.md", config=with_articles(permalink=pattern))

    assert found is not None
    assert (found.base or found.link) == base
    assert found.image is not None
    assert [found.image.url, found.enclosures[0].url] == [urljoin(base, "boat.png"), urljoin(base, "tide.mp3")]


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("tides.md", ""),
        ("a/b/tides.md", "a/b/"),
        ("Été: 50% #1/日記/tides.md", "%C3%89t%C3%A9%3A%2050%25%20%231/%E6%97%A5%E8%A8%98/"),
        ("blog/tides.md", "blog/"),
    ],
)
def test_files_of_an_article_without_a_page_are_in_its_folder_on_the_site(path: str, folder: str) -> None:
    head: dict[str, object] = {"title": "T", "date": "2024-05-01", "image": "boat.png", "audio": "../tide.mp3"}
    found, _ = read(head, path=path)

    assert found is not None
    assert found.image is not None
    base = f"https://example.org/blog/{folder}"
    assert [found.image.url, found.enclosures[0].url] == [f"{base}boat.png", urljoin(base, "../tide.mp3")]
    assert urljoin(found.base or "https://example.org/blog/", "x") == f"{base}x"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://quay.example/news/", "https://quay.example/news/boat.png"),
        ("//quay.example/news/x.html", "https://quay.example/news/boat.png"),
        ("/img/", "https://example.org/img/boat.png"),
        ("javascript:alert(1)//", "https://example.org/blog/boat.png"),
    ],
)
def test_addresses_of_a_document_are_resolved_against_its_base(href: str, url: str) -> None:
    text = f'''<html><head><base href="{href}"><base href="https://other.example/"><title>T</title>
        <meta name="date" content="2024-05-01"><meta property="og:image" content="boat.png"></head>
        <body>x</body></html>'''
    found = read_article(text.encode(), "tides.html", article_settings(with_articles())).article

    assert found is not None
    assert found.image is not None
    assert found.image.url == url


def test_where_a_generator_puts_the_files_of_an_article_without_a_page_is_not_its_folder() -> None:
    values: dict[str, object] = {"title": "T", "date": "2024-05-01", "image": "boat.png"}
    found, _ = read(values, path="_posts/2024-05-01-tides.md", config=with_articles(generator="jekyll"))

    assert found is not None
    assert found.base is None


def test_mentions_are_urls_mappings_or_lists_of_them() -> None:
    values: dict[str, object] = {
        "date": "2024-05-31",
        "in-reply-to": [{"url": "https://x.example.net/1"}, "https://x.example.net/2", "not an address"],
        "bookmark-of": "/own/page",
    }
    found, _ = read(values, path="a.md")
    assert found is not None
    assert found.mentions == (
        Mention("reply", "https://x.example.net/1"),
        Mention("reply", "https://x.example.net/2"),
        Mention("bookmark", "https://example.org/own/page"),
    )
