"""The small languages of config.yaml: URLs, zones, languages, patterns, permalinks, conditions."""

import contextlib
import re
import warnings
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config import patterns, scalars
from feedmaker.config.scalars import InvalidValueError, base_url, email, name_and_email, url
from feedmaker.text.languages import language_tag, likely_tag


def refusal(convert: Callable[[str], object], text: str) -> InvalidValueError:
    with pytest.raises(InvalidValueError) as caught:
        convert(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTP://EXAMPLE.org:80/A?b#c ", "http://example.org/A?b#c"),
        ("https://bücher.example/ü?q=ü#ü", "https://xn--bcher-kva.example/%C3%BC?q=%C3%BC#%C3%BC"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://βόλος.example/", "https://xn--nxasmm1c.example/"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://example.org/100%/a%20b", "https://example.org/100%25/a%20b"),
        ("https://example.org/{a}|b", "https://example.org/%7Ba%7D%7Cb"),
    ],
)
def test_a_url_is_made_ascii_and_normal(written: str, read: str) -> None:
    assert url(written) == read
    assert url(read) == read


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("example.org/a", "write it as https://example.org/a"),
        ("//example.org/a", "write it as https://example.org/a"),
        ("https:/example.org", "write it as https://example.org"),
        ("htps://example.org", "write it as https://example.org"),
        ("http:example.org", "write it as http://example.org"),
        ("/a/b", "write it whole, such as https://news.example.org/"),
        ("https://", "write it whole, such as https://news.example.org/"),
        ("javascript:alert(1)", None),
        ("https://a b.org/", None),
        ("https://example.org:99999/", None),
        ("https://[::1/", None),
        ("https://-.org/", None),
        ("https://ann:secret@example.org/", "leave it out"),
        ("https://example.org/a b", "write it as https://example.org/a%20b"),
        ("https://example.org\\a", None),
        ("https://a..org/", None),
        ("https://xn--\u0141.org/", None),
    ],
)
def test_what_is_no_url_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(url, written)

    assert refused.code == "config-bad-url"
    assert hint is None or refused.hint == hint


def test_the_url_of_a_folder_ends_in_a_slash() -> None:
    assert base_url("https://example.org/a") == "https://example.org/a/"
    assert refusal(base_url, "https://example.org/a/index.html").hint == "write it as https://example.org/a/"
    assert refusal(base_url, "https://example.org/a/?b=c").hint == "write it as https://example.org/a/"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.text("htps:/.x[]@:%?#ü 1", max_size=20).map("https://".__add__))
def test_a_url_is_ascii_and_stable_or_refused(text: str) -> None:
    try:
        read = url(text)
    except InvalidValueError:
        return

    assert read.isascii()
    assert url(read) == read


def test_email_addresses_are_known_by_their_shape() -> None:
    assert email(" ann@example.org ") == "ann@example.org"
    assert refusal(email, "Ann <ann@example.org>").hint == "write it as ann@example.org"
    assert refusal(email, "mailto:ann@example.org").hint == "write it as ann@example.org"
    assert refusal(email, "ann").code == "config-bad-email"
    assert name_and_email("Ann (of the <quay>)") == ("Ann (of the <quay>)", None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("zh-cn", "zh-CN"), ("EN", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("sl-Nedis", "sl-nedis"), ("yue", "yue"),
        ("de-CH-1996", "de-CH-1996"), ("es-419", "es-419"), ("en-u-ca-gregory", "en-u-ca-gregory"),
        ("en-x-Harbour", "en-x-harbour"),
    ],
)  # fmt: skip
def test_language_tags_take_their_recommended_case(written: str, read: str) -> None:
    assert language_tag(written) == read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("en_US", "en-US"), ("zh_CN.UTF-8", "zh-CN"), ("English", "en"), ("cn", "zh-CN"), ("jp", "ja"),
        ("中文", "zh-CN"), ("e", None), ("", None), ("en--US", None), ("xx", None), ("harbour", None),
        ("\u212ao", None),
    ],
)  # fmt: skip
def test_what_is_no_language_tag_may_have_been_meant_as_one(written: str, meant: str | None) -> None:
    assert language_tag(written) is None
    assert likely_tag(written) == meant


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Asia/Shangai", "write it as Asia/Shanghai"),
        ("asia/shanghai", "write it as Asia/Shanghai"),
        ("Shanghai", "write it as Asia/Shanghai"),
        ("New York", "write it as America/New_York"),
        ("UTC+8", "an offset is not a zone: write a name, such as Asia/Shanghai"),
        ("+08:00", "an offset is not a zone: write a name, such as Asia/Shanghai"),
        ("../etc/passwd", None),
        ("/etc/localtime", None),
        ("America", None),
        ("a\0b", None),
        ("x" * 5000, None),
    ],
)
def test_what_is_no_zone_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(scalars.zone, written)

    assert refused.code == "config-bad-zone"
    assert hint is None or refused.hint == hint


@pytest.mark.parametrize("written", ["UTC", "Asia/Shanghai", "Europe/Berlin", "Etc/GMT-8"])
def test_a_zone_of_the_database_is_taken(written: str) -> None:
    assert scalars.zone(written) == written


@pytest.mark.parametrize(
    "written", ["**/*.md", "a/**/b.txt", "**", "*.[mM][dD]", "a?.md", "[!a-c]*", "./a.md", "日/*.md"]
)
def test_a_pattern_is_taken(written: str) -> None:
    assert patterns.glob(written) == written.removeprefix("./")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a\\b.md", "write it as a/b.md"),
        ("drafts/", "write it as drafts/**"),
        ("**.md", "write it as **/*.md"),
        ("a//b", "write it as a/b"),
        ("[z-a].md", "write the lower character first: [a-z]"),
        ("a[b", "write [[] for the character ["),
        ("!a.md", "put the pattern without ! into source.exclude"),
        ("/a.md", None),
        ("C:/a.md", None),
        ("../a.md", None),
        ("  ", None),
    ],
)
def test_what_is_no_pattern_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(patterns.glob, written)

    assert refused.code == "config-bad-pattern"
    assert hint is None or refused.hint == hint


@settings(max_examples=200, deadline=None)
@given(st.text("a*?[]!-./^z\\d", max_size=10))
def test_a_pattern_that_is_taken_can_be_compiled(text: str) -> None:
    from feedmaker.loader.scan import Patterns

    try:
        pattern = patterns.glob(text)
    except InvalidValueError:
        return

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        Patterns([pattern], [pattern])


@pytest.mark.parametrize("written", [".ad", "#related, .x > p", "a:contains(b)", "[data-x='1']", ":is(a, b) ~ p"])
def test_a_selector_is_taken(written: str) -> None:
    assert patterns.selector(written) == written


@settings(max_examples=200, deadline=None)
@given(st.from_regex(patterns.PLAIN_SELECTOR, fullmatch=True) | st.text("a1-_.#*>+~, é", max_size=12))
def test_a_plain_selector_is_one_for_soupsieve_too(text: str) -> None:
    import soupsieve

    if re.fullmatch(patterns.PLAIN_SELECTOR, text):
        soupsieve.compile(text)


@pytest.mark.parametrize("written", ["..x", "a >", "a,", "[", ":nope", "a::before", "<div>", " ", "a" * 3000, "::"])
def test_what_is_no_selector_is_refused(written: str) -> None:
    assert refusal(patterns.selector, written).code == "config-bad-selector"


@pytest.mark.parametrize(
    "written",
    [
        "/p/:abbrlink.html", ":year/:month/:day/:title/", "/:categories/:year/:i_month/:slug.html",
        "/:section/:filename/",
        "/:sections[1:]/:slug", "https://blog.example.org/:title", "/:uid/", "/:harbour_key/",
    ],
)  # fmt: skip
def test_a_permalink_is_taken(written: str) -> None:
    assert patterns.permalink(written) == written


def test_every_token_that_is_filled_is_taken() -> None:
    from feedmaker.loader.links.permalink import BUILT_IN
    from feedmaker.loader.links.permalink_tokens import HEXO, HUGO, JEKYLL

    for token in (*HEXO, *JEKYLL, *HUGO, "2006", "01", "Jan", "January", "Monday"):
        assert patterns.permalink(f"/:{token}/") == f"/:{token}/"
    for style in (*BUILT_IN, *BUILT_IN.values(), "hugo:/posts/:year/:slug/", "/:abbrlink(crc32,hex)/"):
        assert patterns.permalink(style) == style


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("/:yaer/:title/", "write it as /:year/:title/"),
        ("/:year/:tittle", "write it as /:year/:title"),
        ("/posts/", None),
        ("https://blog.example.org:80/posts", None),
        ("/{slug}.html", "write it as /:slug.html"),
        ("/{date:%Y}/", "write it as /:date/"),
        ("/a b/:title", None),
        ("/../:title", None),
    ],
)
def test_what_is_surely_no_permalink_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(patterns.permalink, written)

    assert refused.code == "config-bad-permalink"
    assert hint is None or refused.hint == hint


def test_the_path_of_feeds_holds_the_category_and_stays_in_the_output() -> None:
    assert patterns.feed_path("c/{category}/") == "c/{category}"
    assert patterns.feed_path("./{category}") == "{category}"
    for wrong in (
        "categories", "/c/{category}", "../{category}", "c/../{category}", "c//{category}", "C:/{category}",
        "c\\{category}", "{cat}/{category}", "{category}/{category}", "{category", "{{category}}",
    ):  # fmt: skip
        assert refusal(patterns.feed_path, wrong).code == "config-bad-feed-path", wrong


def test_conditions_are_tidied() -> None:
    assert patterns.condition("category : 金融/新浪财经 ") == "category:金融/新浪财经"
    assert patterns.condition("tag：集装箱") == "tag:集装箱"
    assert patterns.condition("path:./notes/**") == "path:notes/**"
    assert patterns.condition("author:Ann: the one") == "author:Ann: the one"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_by_every_reader(text: str) -> None:
    readers: list[Callable[[str], object]] = [
        scalars.flag, scalars.share, scalars.seconds, scalars.whole(1), scalars.language, scalars.encoding,
        scalars.zone, scalars.one_of("a", "b"), patterns.glob, patterns.selector, patterns.permalink,
        patterns.feed_path, patterns.condition, email, base_url,
    ]  # fmt: skip
    for read in readers:
        with contextlib.suppress(InvalidValueError):
            read(text)
