"""Entries written from templates are what feedgen writes: `template_cache` against `feedgen_xml`, to the byte."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations, product
from typing import Any

import pytest
from entry_samples import ENTRY, PUBLISHED, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.model import Author, Enclosure, Entry, Image
from feedmaker.text.xml_characters import SEPARATOR, encode_joined, remove_illegal
from feedmaker.writer import feedgen_xml, template_cache
from feedmaker.writer.template_cache import EntryWriter, TemplateCache, field_values

#: Texts that look like stand-ins, whole or in part, and XML at its most awkward.
AWKWARD = ("\ue0001&<>\"'\r\n\t.png", "\ue0003.png", "\ue000", ".png", "]]>", "&amp;&#13;", "</title>", "a", "")
legal_texts = (
    st.text("&<>\"'\r\n\t a\x85\u2028\ue000\U0001fffe\x7f", max_size=6)
    | st.sampled_from(AWKWARD)
    | st.text(max_size=4).map(remove_illegal)
)
#: Most of them legal: one character that is not makes feedgen write the whole.
texts = st.integers(0, 99).flatmap(
    lambda of_100: legal_texts if of_100 else st.sampled_from(["a\x00", "\ufffe", "\ud800"])
)
maybe = st.none() | texts
numbers = st.none() | st.integers(-1, 3) | st.just(1_000_000_001)
#: Few, so that two are often one, in one zone or in two.
moments = st.sampled_from(
    [
        PUBLISHED,
        PUBLISHED.astimezone(timezone(timedelta(hours=8))),
        PUBLISHED + timedelta(microseconds=1),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(1, 1, 2, 0, 0, 1, tzinfo=UTC),
    ]
)
authors = st.builds(Author, texts, email=maybe, url=maybe)
images = st.builds(Image, texts, alt=texts, width=numbers, height=numbers, type=maybe)
enclosures = st.builds(Enclosure, texts, type=texts, length=numbers, title=maybe)
entries = st.builds(
    Entry,
    id=texts,
    id_is_link=st.booleans(),
    link=maybe,
    title=texts,
    published=moments,
    updated=moments,
    authors=st.lists(authors, max_size=3).map(tuple),
    categories=st.lists(texts, max_size=4).map(tuple),
    language=maybe,
    summary=texts,
    content=texts,
    image=st.none() | images,
    enclosures=st.lists(enclosures, max_size=3).map(tuple),
)


@st.composite
def relatives(draw: st.DrawFn) -> list[Entry]:
    """Entries that differ in one field: similar shapes, which must not be confused."""
    first = draw(entries)
    found = [first]
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(Entry._fields))
        found.append(first._replace(**{name: getattr(draw(entries), name)}))
    return found


@pytest.fixture(scope="module", autouse=True)
def soon() -> Iterator[None]:
    """Let the third value of a shape be filled in, not only the fifth."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(template_cache, "MIN_USES", 2)
        yield


def outcome(make: Callable[[], Any]) -> Any:
    """Give what is made, or the kind of what is raised."""
    try:
        return make()
    except (ValueError, OverflowError) as error:
        return type(error)


def assert_entries_alike(written: Sequence[Entry], writer: EntryWriter | None = None) -> None:
    """Write the entries until every shape among them is known, and compare all that was written."""
    writer = writer or EntryWriter()
    for each in [*written, *written, *written]:
        for direct, filled in (
            (feedgen_xml.rss_entry, writer.rss),
            (feedgen_xml.atom_entry, writer.atom),
        ):
            expected = outcome(lambda each=each, direct=direct: direct(each))  # type: ignore[misc]
            found = outcome(lambda each=each, filled=filled: filled(each))  # type: ignore[misc]
            if isinstance(expected, bytes):
                expected = (expected, feedgen_xml.namespaces_of(expected))
            assert found == expected


def without_feedgen(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("feedgen was asked")

    monkeypatch.setattr(feedgen_xml, "FeedEntry", refuse)
    monkeypatch.setattr(feedgen_xml, "FeedGenerator", refuse)


# The law.


@settings(max_examples=100)
@given(relatives())
def test_entries_are_written_as_feedgen_writes_them(made: list[Entry]) -> None:
    assert_entries_alike(made)


#: Of each field, values that tell shapes apart, and then some.
ENTRY_FIELDS: dict[str, list[Any]] = {
    "id": ["", "urn:x:1"],
    "id_is_link": [True, False],
    "link": [None, "", "https://e.org/"],
    "title": ["", "a < b"],
    "updated": [PUBLISHED, PUBLISHED + timedelta(days=1)],
    "authors": [
        (),
        *[(Author("A", *more),) for more in ((), ("m",), (None, "u"), ("m", "u"))],
        (Author(""), Author("B")),
    ],
    "categories": [(), ("a",), ("a", "b"), ("a", "", "c")],
    "language": [None, "", "en"],
    "summary": ["", "s"],
    "content": ["", "c"],
    "image": [
        None,
        *[Image("u", alt=alt, type=type_) for alt in ("", "a") for type_ in (None, "t")],
        *[Image("u", width=width, height=height) for width in (None, 0, 7, 9) for height in (0, 7)],
    ],
    "enclosures": [
        (),
        *[(Enclosure("u", "t", length, title),) for length in (None, 0, 7) for title in (None, "", "t")],
        (Enclosure("u", "t"), Enclosure("v", "t", 7)),
        (Enclosure("u", "t", 7), Enclosure("v", "t")),
    ],
}


def two_changed(of: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Every pair of values that two of the fields may have."""
    return [
        {one: first, other: second}
        for one, other in combinations(of, 2)
        for first, second in product(of[one], of[other])
    ]


def test_no_shape_of_an_entry_is_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_cache, "MAX_SHAPES", 10_000)

    assert_entries_alike([entry(**changes) for changes in two_changed(ENTRY_FIELDS)])


@pytest.mark.parametrize("plane", [0, 1, 16])
def test_every_character_is_escaped_as_libxml2_does(plane: int) -> None:
    text = remove_illegal("".join(map(chr, range(plane << 16, (plane + 1) << 16))))
    full = entry(
        title=text,
        summary=text,
        content=text,
        link=text,
        authors=(Author(text, text, text),),
        categories=(text,),
        language=text,
        image=Image(text, text, type=text),
        enclosures=(Enclosure(text, text, None, text),),
    )

    # The second one says its summary in RSS as HTML, and the third its title.
    assert_entries_alike([full, full._replace(content=""), full._replace(content="", summary="")])


@pytest.mark.parametrize("character", [*map(chr, range(0x20)), "\x7f", chr(0xD800), chr(0xDFFF), "\ufffe", "\uffff"])
def test_an_illegal_character_is_treated_alike_with_and_without_a_template(character: str) -> None:
    writer = EntryWriter()
    assert_entries_alike([entry(language="en")], writer)
    for name in ("id", "title", "summary", "content", "link", "language"):
        assert_entries_alike([entry(**{"language": "en", name: f"a{character}b"})], writer)
    # RSS shows neither: there they are not a reason to leave anything out.
    hidden = (Author("A", f"a{character}"),)
    assert_entries_alike([entry(authors=hidden), entry(authors=hidden, image=Image("u", character), summary="")])


@given(st.lists(texts, min_size=1, max_size=3))
def test_texts_are_joined_where_all_their_characters_are_legal(made: list[str]) -> None:
    data = encode_joined(made)

    assert (data is not None) == (remove_illegal(tuple(made)) == tuple(made))
    if data is not None:
        assert [text.decode() for text in data.split(SEPARATOR)] == made


# What it is for.


def test_a_known_shape_is_written_without_feedgen(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(number: int) -> Entry:
        name = f"{number} < \ue000{number} &"
        return entry(id=name, title=name, content=name, authors=(Author(name),), categories=(name, name))

    expected = feedgen_xml.rss_entry(made(3)), feedgen_xml.atom_entry(made(3))
    writer = EntryWriter()
    for number in (1, 2):
        writer.rss(made(number)), writer.atom(made(number))
    without_feedgen(monkeypatch)

    assert (writer.rss(made(3))[0], writer.atom(made(3))[0]) == expected


# Its bounds.


def test_more_shapes_than_are_remembered_are_written_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_cache, "MAX_SHAPES", 2)
    writer = EntryWriter()

    for _ in range(3):
        assert_entries_alike([entry(categories=("a",) * count) for count in range(5)], writer)


def test_an_entry_of_very_many_texts_is_left_to_feedgen() -> None:
    most = template_cache.MAX_TEXTS - len(template_cache._texts(entry(categories=())))
    assert field_values(entry(categories=("a",) * most)) is not None
    assert field_values(entry(categories=("a",) * (most + 1))) is None
    assert_entries_alike([entry(categories=tuple(map(str, range(1000))))])


def test_a_datetime_without_zone_is_refused() -> None:
    naive = datetime(2021, 9, 25)  # noqa: DTZ001  # the point of the test
    writer = EntryWriter()

    for write in (writer.rss, writer.atom):
        with pytest.raises(ValueError, match="zone"):
            write(entry(published=naive, updated=naive))


@pytest.mark.parametrize(
    "render",
    [
        lambda made: made.title.upper().encode(),
        lambda made: made.title.replace("&", "+").encode(),
        lambda made: str(len(made.title)).encode(),
        lambda made: made.title[::-1].encode(),
    ],
)
def test_what_does_not_show_its_texts_escaped_is_never_filled_in(render: Callable[[Entry], bytes]) -> None:
    cache = TemplateCache(render)

    for title in ("A&", "B&b", "C&c", "D&dd"):
        made = entry(title=title)
        assert cache.write(made, field_values(made))[0] == render(made)


def test_one_writer_keeps_entries_and_formats_apart() -> None:
    writer = EntryWriter()
    other = entry(title="Other", content="")

    for made in (ENTRY, other, ENTRY, other, other, ENTRY, ENTRY):
        assert writer.atom(made)[0] == feedgen_xml.atom_entry(made)
        assert writer.rss(made)[0] == feedgen_xml.rss_entry(made)
