"""The promises of the fuzzer, kept for what hypothesis makes up: heads, dates, bodies, whole files, configurations."""

import json
import os
import time

import active_markup
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import targets
from fuzz.seeds import dictionary, seeds

#: Seconds that one input of a few thousand characters may take, on a machine that is busy.
SECONDS = 5.0

quick = settings(
    max_examples=int(os.environ.get("FEEDMAKER_EXAMPLES", "250")),
    suppress_health_check=list(HealthCheck),
)

KEYS = st.sampled_from(
    [
        "title",
        "date",
        "tags",
        "categories",
        "author",
        "authors",
        "summary",
        "description",
        "image",
        "link",
        "permalink",
        "url",
        "slug",
        "guid",
        "id",
        "lang",
        "draft",
        "published",
        "updated",
        "expires",
        "enclosure",
        "audio",
        "layout",
        "weight",
        "cover",
        "Title",
        "DATE",
        "<<",
    ]
) | st.text(max_size=8)
SCALARS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "~", "null", "true", "2024-03-01", "1.10", "0x10", "*a", "&a x", "!!x y", "{{ x }}", "[", "{", "|", ">"]
    ),
    st.integers(),
    st.floats(),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(active_markup.EVERY),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.one_of(
    st.sampled_from(active_markup.EVERY),
    st.text(max_size=20),
    st.sampled_from(
        [
            "\n\n",
            "\n",
            "    ",
            "> ",
            "- ",
            "1. ",
            "# ",
            "```\n",
            "~~~",
            "|a|b|\n|-|-|\n",
            "<div>",
            "</div>",
            "<p>",
            "<b>",
        ]
    ),
    st.sampled_from(
        [
            "<pre>",
            "</pre>",
            "<table><tr>",
            "<!--",
            "-->",
            "&#0;",
            "&#xD800;",
            "&amp;lt;",
            "\x00",
            "\x85",
            "\ufffe",
            "\u202e",
        ]
    ),
    st.sampled_from(
        ["[a](", ")", "![", "](", "[^1]", "[^1]: ", "{%", "%}", "{{", "}}", "{{<", ">}}", "$$", "\\(", "\\"]
    ),
)
BODIES = st.lists(PARTS, max_size=12).map("".join)
NUMBERS = st.integers(0, 5).map(lambda number: bytes([number]))


@st.composite
def heads(draw: st.DrawFn) -> str:
    """Front matter in one of its dialects, often not quite right."""
    fields = draw(st.lists(st.tuples(KEYS, VALUES), max_size=6))
    written = [(key, json.dumps(value, default=str, ensure_ascii=draw(st.booleans()))) for key, value in fields]
    plain = [(key, draw(SCALARS)) for key, _ in fields]
    end = draw(st.sampled_from(["---\n", "...\n", "", "----\n", "+++\n"]))
    dialect = draw(st.sampled_from(["yaml", "loose", "toml", "json", "headers", "rst", "nikola", "html"]))
    if dialect == "yaml":
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in written) + end
    if dialect == "loose":
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in plain) + end
    if dialect == "toml":
        return "+++\n" + "".join(f"{key} = {value}\n" for key, value in written) + "+++\n"
    if dialect == "json":
        return "{" + ", ".join(f"{json.dumps(key)}: {value}" for key, value in written) + "}\n"
    if dialect == "headers":
        return "".join(f"{key}: {value}\n" for key, value in plain) + "\n"
    if dialect == "rst":
        return "Boat\n====\n\n" + "".join(f":{key}: {value}\n" for key, value in plain) + "\n"
    if dialect == "nikola":
        return "<!--\n" + "".join(f".. {key}: {value}\n" for key, value in plain) + "-->\n"
    return "<html><head>" + "".join(f'<meta name="{key}" content="{value}">' for key, value in plain) + "</head>"


DATES = st.one_of(
    st.text(max_size=40),
    st.datetimes().map(str),
    st.lists(
        st.sampled_from(
            [
                "0",
                "1",
                "9",
                "12",
                "31",
                "99",
                "2024",
                "0000",
                "9999",
                "10000",
                "-",
                "/",
                ".",
                ":",
                "T",
                "Z",
                "W",
                "w",
                "+",
                "(",
                ")",
                ",",
                "st",
                "年",
                "月",
                "日",
                "時",
                "上午",
                "pm",
                "AM",
                "Mar",
                "mars",
                "März",
                "GMT",
                "EST",
                "+08:00",
                "-99:99",
                "ago",
                "now",
                "today",
                "Friday",
                "金曜日",
                "二",
                "〇",
                "令和",
                "٢",
                "２",
                "&",
                "\x00",
                "\n",
            ]
        ),
        max_size=12,
    ).map("".join),
)


def within_time(target: str, data: bytes) -> None:
    began = time.process_time()
    targets.TARGETS[target](data)
    assert time.process_time() - began < SECONDS


@quick
@given(NUMBERS, heads(), st.text(max_size=20))
def test_front_matter(number: bytes, head: str, body: str) -> None:
    within_time("frontmatter", number + (head + body).encode("utf-8", "surrogatepass"))


@quick
@given(NUMBERS, DATES)
def test_dates(number: bytes, date: str) -> None:
    within_time("dates", number + date.encode("utf-8", "surrogatepass"))


@quick
@given(NUMBERS, BODIES)
def test_bodies(number: bytes, body: str) -> None:
    within_time("body", number + body.encode("utf-8", "surrogatepass"))


LINES = sorted({line for seed in seeds("rst") for line in seed[1:].decode().splitlines()})


@quick
@given(st.lists(st.sampled_from(LINES) | st.sampled_from(["", "   x", "      y"]) | PARTS, max_size=25).map("\n".join))
def test_restructured_text(body: str) -> None:
    within_time("rst", b"." + body.encode("utf-8", "surrogatepass"))


@quick
@given(NUMBERS, heads(), BODIES, st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-8-sig"]))
def test_whole_articles(number: bytes, head: str, body: str, encoding: str) -> None:
    within_time("article", number + (head + body).encode(encoding, "ignore"))


@quick
@given(NUMBERS, st.binary(max_size=300))
def test_any_bytes(number: bytes, data: bytes) -> None:
    for target in ("frontmatter", "body", "article"):
        within_time(target, number + data)


@quick
@given(
    st.dictionaries(
        st.sampled_from(["site", "source", "articles", "categories", "feeds", "output", "hub", "state", "x"]), VALUES
    )
)
def test_configurations(values: dict[str, object]) -> None:
    within_time("config", json.dumps(values, default=str).encode())


@pytest.mark.parametrize("target", sorted(targets.TARGETS))
def test_the_seeds_of_the_campaigns_keep_the_promises(target: str) -> None:
    found = list(seeds(target))
    for seed in found:
        within_time(target, seed)

    assert found
    assert dictionary().isascii()


def test_a_violated_property_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "clean_text", lambda text: text + "x")

    with pytest.raises(targets.BrokenPromiseError):
        targets.body(b"\x00A boat.")
