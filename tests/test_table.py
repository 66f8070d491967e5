"""Which of an article's values fill which field, whatever heads were sorted before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.loader.metadata.key_table import Table
from feedmaker.loader.metadata.keys import FIELDS, fold

#: Sorts all heads of a run, as a build does.
TABLE = Table({})

#: Keys of the table and none of it, in several spellings, and mappings that it reaches into.
PLAIN = ["title", "Title", "date", "published", "author", "tags", "keywords", "layout", "x"]
PICTURES = ["thumbnail", "featured_image", "featured-image", "featuredimage", "header.image"]
MAPPINGS = ["taxonomies", "extra", "header"]
KEYS = st.sampled_from([*PLAIN, *PICTURES, *MAPPINGS])
INNER = st.sampled_from(["image", "teaser", "tags", "Date", "author", "x"])
SCALARS = st.sampled_from([None, "", "a", 0, True, ["a"], []])
VALUES = st.one_of(SCALARS, st.dictionaries(INNER, st.one_of(SCALARS, st.dictionaries(INNER, SCALARS, max_size=2))))


def expected(values: dict[str, object]) -> dict[str, list[tuple[str, object]]]:
    """Give the fields by the words of the table alone."""
    flat: list[tuple[str, object]] = []
    for key, value in values.items():
        flat.append((key, value))
        if isinstance(value, dict):
            flat += [(f"{key}.{inner}", part) for inner, part in value.items()]
    fields = {
        field: [
            (key, value) for name in names for key, value in flat if fold(key) == fold(name) and value not in (None, "")
        ]
        for field, names in FIELDS.items()
    }
    return {field: found for field, found in fields.items() if found}


@given(st.dictionaries(KEYS, VALUES, max_size=6))
@settings(max_examples=500, deadline=None)
def test_heads_are_sorted_by_the_table_whatever_came_before(values: dict[str, object]) -> None:
    assert TABLE.sort(values) == Table({}).sort(values) == expected(values)


def test_the_same_keys_may_hold_a_mapping_or_not() -> None:
    assert TABLE.sort({"extra": "a", "title": "b"}) == {"title": [("title", "b")]}
    assert TABLE.sort({"extra": {"author": "c"}, "title": "b"}) == {
        "authors": [("extra.author", "c")],
        "title": [("title", "b")],
    }
    assert TABLE.sort({"extra": "a", "title": ""}) == {}


def test_keys_of_the_configuration_replace_those_of_the_table() -> None:
    table = Table({"title": ("headline", "name.full"), "author": ("by",)})

    found = table.sort({"title": "a", "name": {"full": "b"}, "headline": "c", "by": "d", "author": "e"})

    assert found == {"title": [("headline", "c"), ("name.full", "b")], "authors": [("by", "d")]}
