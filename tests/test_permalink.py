"""Permalinks as Hexo, Jekyll and Hugo make them."""

import hashlib
import zlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.config.schema import PermalinkRule
from feedmaker.loader.links import slugs
from feedmaker.loader.links.eleventy import template_pattern
from feedmaker.loader.links.permalink import BUILT_IN, Permalink, Permalinks, check_pattern
from feedmaker.loader.links.permalink_dialects import Dialect
from feedmaker.loader.links.permalink_tokens import PermalinkFields
from feedmaker.problems import Problem

PUBLISHED = datetime(2021, 9, 5, 4, 7, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def fields(path: str = "_posts/hello-world.md", **given: Any) -> PermalinkFields:
    return PermalinkFields(**{"path": path, "title": "Hello, World", "published": PUBLISHED, **given})


def fill(pattern: str, article: PermalinkFields, *, dialect: Dialect | None = None) -> str | Problem:
    return Permalink(pattern, dialect=dialect).fill(article)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (":year/:month/:day/:title/", "/2021/09/05/hello-world/"),
        (":year-:i_month-:i_day-:title.html", "/2021-9-5-hello-world.html"),
        ("archives/:hour:minute:second/:name", "/archives/040708/hello-world"),
        (":post_title.html", "/hello-world.html"),
        ("posts/:timestamp/", "/posts/1630786028/"),
        (":category/:title/", "/uncategorized/hello-world/"),
        ("https://blog.example.org/:year/:title/", "https://blog.example.org/2021/hello-world/"),
    ],
)
def test_hexo_patterns_are_filled(pattern: str, expected: str) -> None:
    assert fill(pattern, fields(), dialect="hexo") == expected


def test_the_title_of_hexo_is_the_path_under_posts_and_name_its_last_part() -> None:
    article = fields("source/_posts/前端/JavaScript/JS 原型.md")

    assert fill(":year/:title/", article, dialect="hexo") == "/2021/前端/JavaScript/JS 原型/"
    assert fill(":year/:name/", article, dialect="hexo") == "/2021/JS 原型/"


@pytest.mark.parametrize(
    ("pattern", "path", "given", "expected"),
    [
        (":slug.html", "a.md", {"title": "Tar &amp; <em>pitch</em>, C++ (1st)"}, "/tar-pitch-c-1st.html"),
        (":slug.html", "a.rst", {"title": "A &quot;rope&quot; &amp; Q&A"}, "/a-quotropequot-amp-qa.html"),
        (":slug.html", "a.md", {"title": "A &quot;rope&quot; &amp; Q&A"}, "/a-rope-qa.html"),
        (":slug.html", "a.md", {"title": "Größe: 绳索 Канат つな"}, "/grosse-sheng-suo-kanat-tsuna.html"),
        (":slug(unicode,case).html", "a.md", {"title": "Größe ＡＢ"}, "/Größe-AB.html"),
        (":slug(name).html", "2024-01-02-A_b.md", {}, "/2024-01-02-a_b.html"),
        (":slug(rest).html", "2024-01-02_A.b.md", {}, "/A.b.html"),
        (":slug(rest).html", "undated.md", {"title": "The title"}, "/the-title.html"),
        (":slug.html", "a.md", {"slug": "Own Slug"}, "/Own Slug.html"),
        (":slug:lang_suffix.html", "a.md", {"front_matter": {"lang": "pt"}}, "/hello-world-pt.html"),
        (":slug:lang_suffix.html", "a.md", {"front_matter": {"lang": "EN"}}, "/hello-world.html"),
        (":lang_folder/:slug/", "a.md", {"front_matter": {"lang": "pt"}}, "/pt/hello-world/"),
        (":lang_folder/:slug/", "a.md", {}, "/hello-world/"),
    ],
)
def test_pelican(pattern: str, path: str, given: dict[str, Any], expected: str) -> None:
    assert fill(f"pelican:/{pattern}", fields(path, **{"site_language": "en", **given})) == expected


@pytest.mark.parametrize(
    ("pattern", "given"),
    [(":slug(own).html", {}), (":no_lang/:slug/", {"front_matter": {"lang": "pt"}}), (":slug/", {"title": "……"})],
)
def test_pelican_makes_no_link_that_may_be_wrong(pattern: str, given: dict[str, Any]) -> None:
    assert isinstance(fill(f"pelican:/{pattern}", fields("a.md", **{"site_language": "en", **given})), Problem)


@pytest.mark.parametrize(
    ("pattern", "path", "given", "expected"),
    [
        (":folders/:slug/", "2024/05/Größe & C++.md", {}, "/2024/05/grosse-c%2B%2B/"),
        (":folders[1:]/:slug.html", "log/sub/a.md", {"slug": "own"}, "/sub/own.html"),
        (":folders/:slug(unicode)/", "水 坝: eins.md", {}, "/水 坝- eins/"),
        (":folders/:slug/", "sub/index.md", {}, "/sub/"),
    ],
)
def test_nikola(pattern: str, path: str, given: dict[str, Any], expected: str) -> None:
    assert fill(f"nikola:/{pattern}", fields(path, **given)) == expected


@pytest.mark.parametrize(
    ("pattern", "path", "given", "expected"),
    [
        (":folders/:slug/", "A b/2024-05-01-My_Post.v2.md", {}, "/A b/my-post-v2/"),
        (":folders/:slug/", "blog/2024-05-01-x/index.md", {}, "/blog/x/"),
        (":slug(dates)/", "2024-05-01-x.md", {}, "/2024-05-01-x/"),
        (":slug/", "2024-05-01T10:00:00Z_x.md", {}, "/x/"),
        (":slug(safe)/", "Größe. .md", {}, "/Größe/"),
        (":slug(off)/", "a.md", {"slug": "As It Is"}, "/As It Is/"),
    ],
)
def test_zola(pattern: str, path: str, given: dict[str, Any], expected: str) -> None:
    assert fill(f"zola:/{pattern}", fields(path, **given)) == expected


@pytest.mark.parametrize(
    ("pattern", "path", "given", "expected"),
    [
        ("mkdocs:/blog/:year/:month/:slug/", "a.md", {"title": "Größe, <b>1.5</b> & x"}, "/blog/2021/09/größe-15--x/"),
        (
            "mkdocs:/:categories/:file.html",
            "sub/B c.md",
            {"categories": (("Fair Wind",), ("X",))},
            "/fair-wind/B c.html",
        ),
        ("docusaurus:/blog/:slug", "sub/2024-5-01-x/index.mdx", {}, "/blog/2024/5/01/sub/x"),
        ("docusaurus:/blog/:slug", "sub/x.md", {"slug": "/own/path"}, "/blog/own/path"),
        ("quarto:/:page", "posts/ebb/index.qmd", {}, "/posts/ebb/"),
        ("quarto:/:page", "posts/ebb.qmd", {}, "/posts/ebb.html"),
        ("vitepress:/:page(clean)", "posts/ebb.md", {}, "/posts/ebb"),
        ("quartz:/:page", "C# & co/50% off?.md", {}, "/C--and--co/50-percent-off"),
        ("quartz:/:page", "Low tide/_index.md", {}, "/Low-tide/"),
    ],
)
def test_blogs_in_documentation(pattern: str, path: str, given: dict[str, Any], expected: str) -> None:
    assert fill(pattern, fields(path, **given)) == expected


def test_hexo_joins_the_slugs_of_the_last_category() -> None:
    article = fields(categories=(("Other",), ("Tools & Café", "Go")))

    assert fill(":category/:title/", article) == "/Tools-Cafe/Go/hello-world/"


def test_a_date_before_the_name_is_not_part_of_the_title() -> None:
    article = fields("source/_posts/2019-12-15-big-news.md")

    assert fill("news/:year/:month/:day/:title/", article, dialect="hexo") == "/news/2021/09/05/big-news/"


def test_the_hash_of_hexo_is_of_slug_and_second() -> None:
    expected = hashlib.sha1(b"hello-world1630786028").hexdigest()[:12]

    assert fill(":title-:hash/", fields()) == f"/hello-world-{expected}/"


def test_hexo_takes_any_key_of_the_front_matter() -> None:
    values = {"urlname": "short-one", "id": 42, "abbrlink": "8ddf18fb", "one": ["x"], "list": ["x", "y"], "flag": True}
    article = fields(front_matter=values)

    assert fill("p/:urlname.html", article) == "/p/short-one.html"
    assert fill("p/:id.html", article) == "/p/42.html"
    assert fill("p/:one.html", article) == "/p/x.html"
    assert fill("/p/:abbrlink.html", article) == "/p/8ddf18fb.html"
    for token in (":nothing", ":list", ":flag"):
        found = fill(f"p/{token}/", article, dialect="hexo")
        assert isinstance(found, Problem)
        assert (found.code, token in found.message) == ("permalink-token", True)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (":abbrlink", "47933"),
        (":abbrlink(crc16)", "47933"),
        (":abbrlink(crc16,hex)", "bb3d"),
        (":abbrlink(crc32)", "3421780262"),
        (":abbrlink(crc32,dec)", "3421780262"),
        (":abbrlink(crc32,hex)", "cbf43926"),
    ],
)
def test_an_abbrlink_that_is_missing_is_the_checksum_of_the_title(token: str, expected: str) -> None:
    """The title is the check value of both algorithms in the catalogue of CRC algorithms: 0xBB3D and 0xCBF43926."""
    assert fill(f"/p/{token}.html", fields(front_matter={"title": "123456789"})) == f"/p/{expected}.html"


def test_the_checksums_are_of_utf_8_and_zero_counts_as_none() -> None:
    assert fill("/:abbrlink(crc32)/", fields(front_matter={"title": "é"})) == f"/{zlib.crc32('é'.encode())}/"
    assert fill("/:abbrlink/", fields(front_matter={"title": "123456789", "abbrlink": 0})) == "/47933/"


# What Hexo 8.1 with hexo-abbrlink 2.2 makes of them; a problem where it writes "undefined", or counts untitled posts.
@pytest.mark.parametrize(
    ("token", "front_matter", "expected"),
    [
        (":abbrlink", {"title": "Q &amp; A <b>x</b>"}, "/6404/"),
        (":abbrlink", {"title": "  Sp  ace "}, "/35055/"),
        (":abbrlink(crc16,dec,force)", {"title": "Own key", "abbrlink": "8ddf18fb"}, "/9421/"),
        (":abbrlink(force)", {"title": "Photo", "layout": "photo", "abbrlink": "abc"}, "/abc/"),
        (":abbrlink", {"title": "Photo", "layout": "photo"}, None),
        (":abbrlink", {"title": ""}, None),
        (":abbrlink", {}, None),
        (":abbrlink", {"title": "A list", "abbrlink": ["a"]}, "/a/"),
        (":abbrlink(own)", {"title": "No plugin"}, None),
    ],
)
def test_an_abbrlink_is_that_of_the_plugin_or_none(
    token: str, front_matter: dict[str, object], expected: str | None
) -> None:
    found = fill(f"/{token}/", fields(title="A heading", front_matter=front_matter))

    assert expected is None if isinstance(found, Problem) else found == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("date", "/news/go-lang/2021/09/05/Hello_World.html"),
        ("pretty", "/news/go-lang/2021/09/05/Hello_World/"),
        ("ordinal", "/news/go-lang/2021/248/Hello_World.html"),
        ("weekdate", "/news/go-lang/2021/W35/Sun/Hello_World.html"),
        ("none", "/news/go-lang/Hello_World.html"),
        ("/:categories/:year/:month/:day/:title:output_ext", "/news/go-lang/2021/09/05/Hello_World.html"),
        ("/:slugified_categories/:slug/", "/news/go-lang/hello-world/"),
        ("/blog/:short_year/:i_month/:i_day/:title", "/blog/21/9/5/Hello_World"),
        ("/:w_year/:week/:w_day/:long_day/:title/", "/2021/35/7/Sunday/Hello_World/"),
        ("/:short_month/:long_month/:title.html", "/Sep/September/Hello_World.html"),
        ("/:collection/:path:output_ext", "/posts/2021-09-05-Hello_World.html"),
        ("/x/:name:output_ext", "/x/2021-09-05-hello-world.html"),
        ("/:month_:day_:title:output_ext", "/09_05_Hello_World.html"),
    ],
)
def test_jekyll_patterns_are_filled(pattern: str, expected: str) -> None:
    article = fields("_posts/2021-09-05-Hello_World.md", categories=(("News",), ("Go-Lang", "news")))

    assert fill(pattern, article, dialect="jekyll") == expected


def test_jekyll_takes_folders_above_posts_as_categories() -> None:
    article = fields("docs/_posts/2021-09-05-x.md", categories=(("Release",),))

    assert fill("pretty", article) == "/docs/release/2021/09/05/x/"
    assert fill("none", fields("_posts/deep/2021-09-05-x.md")) == "/x.html"
    assert fill(":title", fields("a/_drafts/x.md"), dialect="hexo") == "/x"


def test_the_slug_of_the_front_matter_counts_in_jekyll_and_hugo() -> None:
    assert fill("/:title:output_ext", fields("_posts/2021-09-05-x.md", slug="My Slug")) == "/My-Slug.html"
    assert fill("/:section/:slug/", fields("posts/x.md", slug="My Slug")) == "/posts/my-slug/"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year/:month/:day/:title/", "/2021/09/05/hello-world/"),
        ("/:section/:filename/", "/posts/first-post/"),
        ("/:sections/:slug/", "/posts/go/hello-world/"),
        ("/:sections[1:]/:slugorfilename/", "/go/first-post/"),
        ("/:sections[last]/:contentbasename/", "/go/first-post/"),
        ("/:sections[0]/:slugorcontentbasename", "/posts/first-post/"),
        ("/:monthname/:weekday/:weekdayname/:yearday/:filename", "/September/0/Sunday/248/first-post/"),
        ("/:2006/:01/:02/:slug/", "/2021/09/05/hello-world/"),
        ("/:06-:Jan-:2/:slug.html", "/21-Sep-5/hello-world.html"),
    ],
)
def test_hugo_patterns_are_filled(pattern: str, expected: str) -> None:
    assert fill(pattern, fields("content/posts/go/First Post.md"), dialect="hugo") == expected


def test_a_title_of_hugo_is_in_the_link_as_it_is_written() -> None:
    article = fields("content/posts/a.md")._replace(
        front_matter={"title": "Caf&eacute; + bar/_inn_"}, title="Café + bar/inn"
    )

    assert fill("/:section/:title/", article, dialect="hugo") == "/posts/cafeacute--bar-_inn_/"


def test_a_bundle_of_hugo_is_named_by_its_folder() -> None:
    article = fields("content/posts/My Bundle/index.md")

    assert fill("/:section/:filename/", article) == "/posts/my-bundle/"
    assert fill("/:sections/:slugorcontentbasename/", article) == "/posts/my-bundle/"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World", "hello-world"),
        ("C++ & C#: Café", "c++-c#-café"),
        ("a  -  b", "a-b"),
        ("a + b", "a-+-b"),
        ("İstanbul", "istanbul"),
        ("a - b", "a-b"),
        ("--x--", "--x--"),
        ("你好 世界!", "你好-世界"),
        ("What's new in v1.2?", "whats-new-in-v1.2"),
        ("हिन्दी में", "हिन्दी-में"),
        ("50%20x 100%", "50%20x-100"),
    ],
)
def test_hugo_urlize(text: str, slug: str) -> None:
    assert slugs.hugo(text) == slug


@pytest.mark.parametrize(
    ("text", "plain", "pretty"),
    [
        ("The _config.yml file", "the-config-yml-file", "The-_config.yml-file"),
        ("Jekyll 3.7.0 Released!", "jekyll-3-7-0-released", "Jekyll-3.7.0-Released!"),
        ("你好、世界", "你好-世界", "你好-世界"),
        ("हिन्दी में", "हिन्दी-में", "हिन्दी-में"),
        ("--x--", "x", "x"),
    ],
)
def test_jekyll_slugify(text: str, plain: str, pretty: str) -> None:
    assert (slugs.jekyll(text), slugs.jekyll(text, pretty=True)) == (plain, pretty)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello World", "Hello-World"),
        ("Café Øl straße", "Cafe-Ol-strase"),
        ("C++ / Go (1.2)", "C-Go-1-2"),
        ("金融 - 新浪", "金融-新浪"),
        ("が", "が"),
        ("a\x01b", "ab"),
    ],
)
def test_hexo_slugize(text: str, slug: str) -> None:
    assert slugs.hexo(text) == slug


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/:year/:title/", "_posts/2021-09-05-A b.md", "/2021/A-b/"),
        ("/:year/:title/", "_posts/deep/A b.md", "/2021/deep/A b/"),
        ("/:year/:title/", "content/posts/A b.md", "/2021/hello-world/"),
        ("/:year/:title/", "posts/a/index.md", "/2021/hello-world/"),
        ("https://x.example:2006/:title/", "my_posts/A b.md", "https://x.example:2006/my_posts/A b/"),
        ("/:year/:title/", "plain/A b.md", "/2021/plain/A b/"),
        ("hugo:/:year/:title/", "_posts/a.md", "/2021/hello-world/"),
        ("hexo::year/:title/", "_posts/2021-09-05-A b.md", "/2021/2021-09-05-A b/"),
        ("hexo::year/:title[:year-:month-:day-:title]/", "_posts/2021-09-05-A b.md", "/2021/A b/"),
        ("hexo::year/:name[:year-:title]/", "_posts/deep/A b.md", "/2021/deep-A-b/"),
        ("jekyll:/:year/:title/", "a/A b.md", "/2021/A-b/"),
        ("jekyll:pretty", "a/A b.md", "/2021/09/05/A-b/"),
    ],
)
def test_prefix_tokens_or_path_decide_the_dialect(pattern: str, path: str, expected: str) -> None:
    assert fill(pattern, fields(path)) == expected


def test_a_path_is_encoded_and_has_no_dot_segments() -> None:
    assert fill(":title/", fields("_posts/C# or F#?.md"), dialect="hexo") == "/C%23 or F%23%3F/"
    assert fill("p/:urlname/", fields(front_matter={"urlname": "../../etc"})) == "/p/etc/"
    assert fill("/:urlname/", fields(front_matter={"urlname": "//evil.example/x"})) == "/evil.example/x/"


@pytest.mark.parametrize(
    ("pattern", "path", "token"),
    [
        ("/:nonsense/:output_ext", "x.md", ":nonsense"),
    ],
)
def test_tokens_without_value_are_reported(pattern: str, path: str, token: str) -> None:
    found = fill(pattern, fields(path))

    assert isinstance(found, Problem)
    assert found.code == "permalink-token"
    assert token in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/:section/:slug/", "x.md", "/hello-world/"),
        ("/:sections[5]/:slug/", "content/a/x.md", "/hello-world/"),
        ("/:sections/:filename/", "content/My Posts/Été/x.md", "/my-posts/été/x/"),
    ],
)
def test_hugo_omits_missing_sections_and_slugs_the_others(pattern: str, path: str, expected: str) -> None:
    assert fill(pattern, fields(path)) == expected


@pytest.mark.parametrize(
    "pattern", ["/:year/:month/:title/", "/p/:abbrlink.html", "/:urlname", "/:2006/:slug/", *BUILT_IN]
)
def test_good_patterns_pass(pattern: str) -> None:
    assert check_pattern(pattern) is None


@pytest.mark.parametrize("pattern", ["", "/about/", "/:categories/:titel/", "/:sections/:slugorfilenam/"])
def test_bad_patterns_are_reported(pattern: str) -> None:
    found = check_pattern(pattern)

    assert found is not None
    assert found.code == "permalink-pattern"


class TestPermalinksByPath:
    def test_the_last_rule_that_matches_counts(self) -> None:
        permalinks = Permalinks(
            (PermalinkRule("**", "hugo:/:slug/"), PermalinkRule("notes/**", "hugo:/n/:slug/"), PermalinkRule("x/*"))
        )

        found = [permalinks.of(path) for path in ("a.md", "notes/2024/a.md", "x/a.md")]

        assert [permalink and permalink.pattern for permalink in found] == ["/:slug/", "/n/:slug/", None]

    def test_without_a_rule_for_its_path_an_article_has_no_permalink(self) -> None:
        assert Permalinks((PermalinkRule("notes/**", "/:title/"),)).of("a.md") is None
        assert not Permalinks(None)

    @pytest.mark.parametrize(
        ("path", "expected"),
        [("posts/fog.fr.md", "/fr/posts/fog/"), ("posts/b/index.FR.md", "/fr/posts/b/"), ("1.2.fr.md", "/fr/1.2/")],
    )
    def test_a_suffix_of_two_parts_is_no_part_of_the_name(self, path: str, expected: str) -> None:
        (permalink,) = [Permalinks((PermalinkRule("**/*.fr.md", "hugo:/fr/:sections/:contentbasename/"),)).of(path)]

        assert permalink
        assert permalink.fill(fields(path)) == expected


TOKENS = st.sampled_from(
    ["year", "month", "day", "title", "name", "slug", "category", "categories", "sections[1:]", "sections[:]", "hash",
     "abbrlink(crc32,hex)", "abbrlink", "post_title", "filename", "output_ext", "i_day_", "2006", "x"]
)  # fmt: skip
PATTERNS = st.lists(TOKENS.map(":{}".format) | st.text(max_size=5), max_size=8).map("/".join) | st.text()


@given(
    PATTERNS,
    st.text(max_size=40),
    st.text(max_size=20),
    st.lists(st.lists(st.text(), min_size=1).map(tuple)).map(tuple),
    st.sampled_from(["hexo", "jekyll", "hugo", None]),
)
def test_any_pattern_gives_a_path_or_a_problem(
    pattern: str,
    path: str,
    text: str,
    categories: tuple[tuple[str, ...], ...],
    dialect: Dialect | None,
) -> None:
    article = fields(path, title=text, slug=text or None, categories=categories, front_matter={"x": text})

    check_pattern(pattern)
    found = fill(pattern, article, dialect=dialect)

    assert isinstance(found, Problem) or found.startswith(("/", "http://", "https://"))
    assert isinstance(found, Problem) or not found.startswith("//")
    assert isinstance(found, Problem) or not {"..", "."} & set(found.split("/"))


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ("{% if slug %}/b/{{ slug }}/{% else %}/b/{{ title | slugify }}/{% endif %}", "/b/:slug[=title,slugify]/"),
        ("/{% if a %}{{ a | slug }}{% else %}{{ page.fileSlug }}{% endif %}/index.html", "/:a[slug,=file_slug]/"),
        ("/{{ slug or title | slugify }}/", "/:slug[=title,slugify]/"),
        ("/{{ (slug or title) | slugify }}/", "/:slug[slugify,=title,slugify]/"),
        ("/{{ slug | default: title | slugify }}/", "/:slug[slugify,=title,slugify]/"),
        ("/{{ slug | default(page.fileSlug, true) }}/", "/:slug[=file_slug]/"),
        # other folders; a condition that is not the value; whether null is a value, which it is for this filter
        ("{% if slug %}/b/{{ slug }}/{% else %}/{{ title | slugify }}/{% endif %}", None),
        ("{% if draft %}/{{ slug }}/{% else %}/{{ title | slugify }}/{% endif %}", None),
        ("{% if slug %}/{{ slug }}/{% endif %}", None),
        ("{% if a %}/{{ a }}/{% elsif b %}/{{ b }}/{% else %}/{{ title }}/{% endif %}", None),
        ("/{{ slug | default(title) | slugify }}/", None),
        ("/{{ (slug or title | slugify }}/", None),
        ("/{{ slug or title | other }}/", None),
        ("/{{ title or page.fileSlug }}/", None),
    ],
)
def test_a_template_of_eleventy_may_have_a_value_for_articles_without_a_key(template: str, pattern: str | None) -> None:
    assert template_pattern(template) == (pattern and f"eleventy:{pattern}")


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("Low Tide", "/Low Tide/"), (7, "/7/"), (None, "/hello-world/"), ("", "/hello-world/"), (False, "/hello-world/")],
)
def test_a_token_of_eleventy_has_a_default_where_the_key_has_no_value(slug: object, expected: str) -> None:
    assert fill("eleventy:/:slug[=title,slugify]/", fields(front_matter={"slug": slug})) == expected


def test_a_value_that_is_not_text_is_not_replaced_by_the_default() -> None:
    for slug in (True, ["a"], {"a": "b"}):
        assert isinstance(fill("eleventy:/:slug[=title,slugify]/", fields(front_matter={"slug": slug})), Problem)


@pytest.mark.parametrize(
    ("brackets", "expected"),
    [("[ascii]", "/caf-sh-5/"), ("[ascii-nfd]", "/cafe-sh-5/"), ("[ascii-nfkd]", "/cafe-fish-no5/")],
)
def test_a_slug_of_eleventy_with_letters_of_english_only(brackets: str, expected: str) -> None:
    assert fill(f"eleventy:/:name{brackets}/", fields(front_matter={"name": "-- Café \ufb01sh, №5 --"})) == expected
    assert isinstance(fill(f"eleventy:/:name{brackets}/", fields(front_matter={"name": "灯台"})), Problem)
