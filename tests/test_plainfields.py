"""What is read by the shortest way is what is read by the long one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config.schema import Articles, Categories, Config, Site
from feedmaker.loader.article_fields import Reader
from feedmaker.loader.frontmatter.result import Head
from feedmaker.loader.metadata.keys import FIELDS

SITE = Site("Harbour News", "https://harbour.example/", "https://harbour.example/", language="en")
CONFIG = Config(SITE)
CONFIGS = [
    CONFIG,
    replace(CONFIG, site=replace(SITE, timezone="Asia/Shanghai", language="zh-CN")),
    replace(CONFIG, categories=Categories(nested=False, default="Misc")),
    replace(CONFIG, categories=Categories(separator="/")),
    replace(CONFIG, articles=replace(Articles(), permalink="/:year/:title/")),
    replace(CONFIG, articles=replace(Articles(), body="html", undated="file-time")),
    replace(CONFIG, articles=replace(Articles(), fields={"title": ("headline", "title"), "image": ("pic",)})),
]
READERS = [Reader(config) for config in CONFIGS]
NOW = datetime(2024, 5, 1, tzinfo=UTC)
TEXT = "head\n# A heading\n\nOf the ships.\n"

_COMMON = ["title", "date", "categories", "tags", "author", "thumbnail", "headimg", "description", "comments", "layout"]
_EVERY = sorted({key for keys in FIELDS.values() for key in keys} | {"headline", "pic", "og", "extra", "cover"})
#: Several keys for a field, of which one that gives nothing leaves it to the others.
_RIVALS = ["tags", "tag", "author", "authors", "cover", "image", "thumbnail", "description", "summary", "teaser"]
_NOTHING: list[Any] = ["false", [], "<br>", "&nbsp;", 7, [None]]
_DATES = st.sampled_from([
    "Tue, 18 Jul 2017 11:57:22 GMT", "Wed, 18 Jul 2017 11:57:22 GMT", "2024-05-31", "2024-05-31 14:07:50 +0800",
    "2024-05-31T10:00:00Z", "31/05/2024", "May 31, 2024", "tomorrow", "", "2024-13-01", "20240531",
])  # fmt: skip
_WORDS = st.sampled_from([
    "Ship", "News of <b>today</b>", "A &amp; B", "", " ", "true", "false", "a/b.png", "https://harbour.example/b.png",
    "/b.jpg", "none", "Nets, Ropes", "金融", "a  b", "Ann <ann@harbour.example>", "x" * 700, "zz",
])  # fmt: skip
_VALUES = st.one_of(
    _DATES,
    _WORDS,
    st.none(),
    st.integers(0, 3),
    st.booleans(),
    st.lists(_WORDS, max_size=3),
    st.lists(st.one_of(_WORDS, st.none(), st.integers(0, 1), st.booleans(), st.lists(_WORDS, max_size=2)), max_size=10),
    st.dictionaries(st.sampled_from(["image", "url", "name", "title", "exclude"]), _WORDS, max_size=2),
)
_HEADS = st.builds(
    lambda common, rest: {**common, **rest},
    st.fixed_dictionaries(
        {"title": _WORDS, "date": _DATES}, optional={key: _VALUES for key in _COMMON if key not in ("title", "date")}
    ),
    st.one_of(
        st.dictionaries(st.sampled_from([*_COMMON, *_EVERY]), _VALUES, max_size=2),
        st.dictionaries(st.sampled_from(_RIVALS), st.sampled_from([*_NOTHING, "Ship", "a/b.png"]), max_size=6),
    ),
)
#: As most heads are: nothing that asks for more, but for a value here and there.
_NAMES = st.sampled_from(["Sea", "A &amp; B", "金融", "a  b", "Nets, Ropes", "Ann <ann@harbour.example>"])
_LIKELY = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Ship", "News of <b>today</b>", "A &amp; B", "a  b", "*Ship* `ahoy`", "金融"]),
        "date": st.sampled_from(["Tue, 18 Jul 2017 11:57:22 GMT", "2024-05-31", "2024-05-31T10:00:00Z", "20240531"]),
    },
    optional={
        "categories": st.one_of(_NAMES, st.lists(_NAMES, min_size=1, max_size=10), _VALUES),
        "tags": st.one_of(_NAMES, st.lists(_NAMES, min_size=1, max_size=3)),
        "author": st.one_of(_NAMES, st.lists(_NAMES, min_size=1, max_size=3)),
        "headimg": st.sampled_from(["https://harbour.example/b.png", "/b.jpg", "a/b.webp?x=1"]),
        "description": st.sampled_from(["Of the <i>ships</i>.", "x" * 700, "A &amp; B", "a\nb"]),
        "comments": _VALUES,
    },
)
_PATHS = st.sampled_from([
    "a.md", "news/2024-05-31-ship.md", "news/2017-07-18-ship.html", "2001-01-01-x.md", "_drafts/a.md", "a.rst", "A.RST",
    "2024/05/31/x.md", "drafty.md", "x.txt",
])  # fmt: skip


def head(values: Mapping[str, Any], kind: str) -> Head:
    lines = {key: number for number, key in enumerate(values, 2)}
    spelled = {key: key.title() for key in values if key[0] in "dt"}
    return Head(kind, dict(values), lines, spelled, 5, 2, ())


def both(reader: Reader, path: str, of: Head) -> tuple[Any, Any]:
    """What comes of a head by either way; who wants to know where a field is from is led the long one."""
    short = reader.article(path, of, TEXT, encoding="utf-8", file_time=NOW)
    return short, reader.article(path, of, TEXT, encoding="utf-8", file_time=NOW, trace=[])


@settings(max_examples=2500, deadline=None)
@given(st.sampled_from(READERS), _PATHS, _HEADS, st.sampled_from(["yaml", "yaml", "toml", "rst", "header"]))
def test_both_ways_give_the_same_article(reader: Reader, path: str, values: dict[str, Any], kind: str) -> None:
    short, long = both(reader, path, head(values, kind))

    assert short == long


def test_both_ways_give_the_same_article_of_common_heads_most_of_which_are_plain() -> None:
    plain = Counter[bool]()

    @settings(max_examples=1000, deadline=None)
    @given(st.sampled_from(READERS[:4]), st.sampled_from(["a.md", "news/2024-05-31-ship.md"]), _LIKELY)
    def agree(reader: Reader, path: str, values: dict[str, Any]) -> None:
        short, long = both(reader, path, head(values, "yaml"))
        assert short == long
        plain[reader._plain.article(path, head(values, "yaml"), "utf-8") is not None] += 1

    agree()

    assert plain[True] > plain[False]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Ship", "date": "2024-05-31"},
        {"title": "Ship", "date": "Tue, 18 Jul 2017 11:57:22 GMT", "categories": ["News", "Sea"], "author": "Ann"},
        {
            "title": "Ship",
            "date": "2024-05-31",
            "tags": "a, b",
            "headimg": "https://harbour.example/b.png",
            "layout": "x",
        },
        {"title": "Ship", "date": "2024-05-31", "description": "Of the ships.", "cover": "/b.png"},
    ],
)
def test_common_heads_are_plain(values: dict[str, Any]) -> None:
    reader = READERS[0]

    assert reader._plain.article("news/a.md", head(values, "yaml"), "utf-8") is not None
    short, long = both(reader, "news/a.md", head(values, "yaml"))
    assert short == long


@pytest.mark.parametrize(
    "rivals",
    [
        {"tags": [None], "tag": "Sea"},
        {"author": [None], "authors": "Ann"},
        {"authors": [None], "author": "Ann"},
        {"categories": [None], "category": "Sea"},
        {"description": "&nbsp;", "summary": "Of the ships."},
        {"summary": "&nbsp;", "description": "Of the ships."},
        {"thumbnail": "false", "cover": "/b.png"},
        {"cover": "false", "thumbnail": "/b.png"},
        {"teaser": "/b.png"},
    ],
)
def test_a_key_that_gives_nothing_leaves_its_field_to_another(rivals: dict[str, Any]) -> None:
    short, long = both(READERS[0], "a.md", head({"title": "Ship", "date": "2024-05-31", **rivals}, "yaml"))

    assert short == long


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.md", {"title": "Ship"}),
        ("a.md", {"date": "2024-05-31"}),
        ("a.md", {"title": "Ship", "date": "2024-05-31", "draft": "true"}),
        ("a.md", {"title": "Ship", "date": "2024-05-31", "lang": "fr"}),
        ("a.md", {"title": "Ship", "date": "2024-05-31", "permalink": "/x/"}),
        ("a.md", {"title": "Ship", "date": "2024-05-31", "extra": {"hidden": True}}),
        ("_drafts/a.md", {"title": "Ship", "date": "2024-05-31"}),
        ("a.rst", {"title": "Ship", "date": "2024-05-31"}),
        ("2001-01-01-a.md", {"title": "Ship", "date": "2024-05-31"}),
        ("a.md", {"title": "Ship", "date": "Wed, 18 Jul 2017 11:57:22 GMT"}),
    ],
)
def test_what_asks_for_more_is_not_plain(path: str, values: dict[str, Any]) -> None:
    assert READERS[0]._plain.article(path, head(values, "yaml"), "utf-8") is None
