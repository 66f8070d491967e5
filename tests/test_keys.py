"""Which values of the front matter fill which field, whatever was read before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.metadata.keys import FIELDS, Candidate, KeyTable, normalise_key

#: Reads the front matter of all articles, as in a build.
TABLE = KeyTable({})

#: Keys of the table and none of it, in several spellings, and mappings that it reaches into.
PLAIN = ["title", "Title", "date", "published", "author", "tags", "keywords", "layout", "x"]
PICTURES = ["thumbnail", "featured_image", "featured-image", "featuredimage", "header.image"]
MAPPINGS = ["taxonomies", "extra", "header"]
KEYS = st.sampled_from([*PLAIN, *PICTURES, *MAPPINGS])
INNER = st.sampled_from(["image", "teaser", "tags", "Date", "author", "x"])
SCALARS = st.sampled_from([None, "", "a", 0, True, ["a"], []])
VALUES = st.one_of(SCALARS, st.dictionaries(INNER, st.one_of(SCALARS, st.dictionaries(INNER, SCALARS, max_size=2))))


def read(table: KeyTable, values: dict[str, object]) -> dict[str, list[tuple[str, object]]]:
    """Return the key and the value of every candidate."""
    candidates = table.candidates(FrontMatter("yaml", values, {}, {}, 0, 1, ()))
    return {field: [(one.key, one.value) for one in found] for field, found in candidates.items()}


def expected(values: dict[str, object]) -> dict[str, list[tuple[str, object]]]:
    """Return the candidates as FIELDS defines them."""
    flat: list[tuple[str, object]] = []
    for key, value in values.items():
        flat.append((key, value))
        if isinstance(value, dict):
            flat += [(f"{key}.{inner}", part) for inner, part in value.items()]
    filled = [(key, value) for key, value in flat if value not in (None, "")]
    fields = {
        field: [(key, value) for name in names for key, value in filled if normalise_key(key) == normalise_key(name)]
        for field, names in FIELDS.items()
    }
    return {field: found for field, found in fields.items() if found}


@given(st.dictionaries(KEYS, VALUES, max_size=6))
@settings(max_examples=500)
def test_candidates_are_those_of_the_table_whatever_was_read_before(values: dict[str, object]) -> None:
    assert read(TABLE, values) == read(KeyTable({}), values) == expected(values)


def test_the_same_keys_may_hold_a_mapping_or_not() -> None:
    assert read(TABLE, {"extra": "a", "title": "b"}) == {"title": [("title", "b")]}
    assert read(TABLE, {"extra": {"author": "c"}, "title": "b"}) == {
        "authors": [("extra.author", "c")],
        "title": [("title", "b")],
    }
    assert read(TABLE, {"extra": "a", "title": ""}) == {}


def test_keys_of_the_configuration_replace_those_of_the_table() -> None:
    table = KeyTable({"title": ("headline", "name.full"), "author": ("by",)})

    found = read(table, {"title": "a", "name": {"full": "b"}, "headline": "c", "by": "d", "author": "e"})

    assert found == {"title": [("headline", "c"), ("name.full", "b")], "authors": [("by", "d")]}


def test_a_candidate_has_its_key_as_written_and_its_line() -> None:
    values: dict[str, object] = {"title": "a", "extra": {"Author": "b"}}
    front_matter = FrontMatter("yaml", values, {"title": 2, "extra": 3}, {"title": "Title"}, 0, 1, ())

    assert TABLE.candidates(front_matter) == {
        "title": [Candidate("Title", "a", 2)],
        "authors": [Candidate("extra.Author", "b", 3)],
    }
