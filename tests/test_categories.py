"""Categories and tags in every shape."""

import pytest

from feedmaker.loader.metadata.categories import MAX_DEPTH, parse_categories, parse_tags
from feedmaker.model import Category


@pytest.mark.parametrize(
    ("value", "nested", "flat"),
    [
        ("News", (("News",),), (("News",),)),
        ("CI/CD", (("CI/CD",),), (("CI/CD",),)),
        ("Revues de presse, etc", (("Revues de presse, etc",),), (("Revues de presse, etc",),)),
        (["a", "b", "c"], (("a", "b", "c"),), (("a",), ("b",), ("c",))),
        ([["a", "b"], ["a", "c"], "d"], (("a", "b"), ("a", "c"), ("d",)), (("a",), ("b",), ("c",), ("d",))),
        ([["a", ["b"]]], (("a", "b"),), (("a",), ("b",))),
        (["a", "a"], (("a", "a"),), (("a",),)),
        ([["a"], ["a"]], (("a",),), (("a",),)),
        ([" a  b ", None, "", 2013, True], (("a b", "2013"),), (("a b",), ("2013",))),
        (['"Web"', "r&amp;d", "🐰"], (('"Web"', "r&d", "🐰"),), (('"Web"',), ("r&d",), ("🐰",))),
        ([{"name": "a"}, {"title": "b"}, {"x": "c"}], (("a", "b"),), (("a",), ("b",))),
        (2013, (("2013",),), (("2013",),)),
        ("", (), ()),
        ([], (), ()),
        ([[]], (), ()),
        (None, (), ()),
        (False, (), ()),
    ],
)
def test_categories_are_read(value: object, nested: tuple[Category, ...], flat: tuple[Category, ...]) -> None:
    assert parse_categories(value, nested=True) == nested
    assert parse_categories(value, nested=False) == flat


def test_a_separator_makes_a_list_of_a_string() -> None:
    assert parse_categories("a, b,,c", nested=False, separator=",") == (("a",), ("b",), ("c",))
    assert parse_categories("a/b", nested=True, separator="/") == (("a", "b"),)
    assert parse_categories("a b", nested=True, separator="/") == (("a b",),)


def test_a_path_is_limited() -> None:
    assert len(parse_categories([str(n) for n in range(99)], nested=True)[0]) == MAX_DEPTH
    deep: list[object] = ["x"]
    for _ in range(500):
        deep = [deep]
    assert parse_categories(deep, nested=True) == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("one", ("one",)),
        ("a, b，c,, a", ("a", "b", "c")),
        ("two words", ("two words",)),
        (["a", "b, c", 2013, None, ""], ("a", "b, c", "2013")),
        ([["a"], "b"], ("a", "b")),
        ("...", ("...",)),
        ("", ()),
        (None, ()),
    ],
)
def test_tags_are_read(value: object, expected: tuple[str, ...]) -> None:
    assert parse_tags(value) == expected


@pytest.mark.parametrize(
    ("text", "tags"),
    [("rope; hemp, tarred", ("rope", "hemp, tarred")), ("R&amp;D, rope", ("R&D", "rope")), ("绳；船", ("绳", "船"))],
)
def test_semicolons_divide_tags_before_commas_do(text: str, tags: tuple[str, ...]) -> None:
    assert parse_tags(text) == tags
