"""Authors in every shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.loader.metadata.authors import find_authors, parse_authors
from feedmaker.loader.metadata.keys import Candidate
from feedmaker.model import Author

ANN = Author("Ann Lee")


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("Ann Lee", (ANN,)),
        ("  Ann \n Lee ", (ANN,)),
        ("Red Hat, Community Moderator", (Author("Red Hat, Community Moderator"),)),
        ("Ann & Bob", (Author("Ann & Bob"),)),
        ("Ann and Bob", (Author("Ann and Bob"),)),
        ("Ann &amp; Bob", (Author("Ann & Bob"),)),
        ("Ann Lee <ann@example.org>", (Author("Ann Lee", "ann@example.org"),)),
        ("Ann Lee (ann@example.org)", (Author("Ann Lee", "ann@example.org"),)),
        ("ann@example.org (Ann Lee)", (Author("Ann Lee", "ann@example.org"),)),
        ("ann@example.org", (Author("ann@example.org", "ann@example.org"),)),
        (
            "Ann (ann@example.org) & Bob (bob@example.org)",
            (Author("Ann", "ann@example.org"), Author("Bob", "bob@example.org")),
        ),
        (
            "Ann <ann@example.org>, Bob <bob@example.org>",
            (Author("Ann", "ann@example.org"), Author("Bob", "bob@example.org")),
        ),
        ("Ann (ann@example.org) & Bob", (Author("Ann (ann@example.org) & Bob"),)),
        ("Ann (@annlee)", (Author("Ann (@annlee)"),)),
        ("@annlee", (Author("@annlee"),)),
        ("(Ann Lee https://example.org/ann)", (Author("Ann Lee", url="https://example.org/ann"),)),
        (
            "(Ann Lee (Harbour, Editor) https://example.org/ann)",
            (Author("Ann Lee (Harbour, Editor)", url="https://example.org/ann"),),
        ),
        ("Ann Lee <https://example.org/ann>", (Author("Ann Lee", url="https://example.org/ann"),)),
        (
            "[Ann](https://example.org/ann), whisperer",
            (Author("Ann, whisperer", url="https://example.org/ann"),),
        ),
        ("[Ann](https://a.example) and [Bob](https://b.example)", (Author("Ann and Bob"),)),
        ('<a href="https://example.org/">Ann Lee</a>', (ANN,)),
        (["Ann Lee", "Bob", "Ann Lee", "", None], (ANN, Author("Bob"))),
        ([], ()),
        ("", ()),
        (None, ()),
        (True, ()),
        (7, (Author("7"),)),
        (
            {"name": "Ann Lee", "email": "ann@example.org", "url": "https://example.org/ann"},
            (Author("Ann Lee", "ann@example.org", "https://example.org/ann"),),
        ),
        ({"Name": "Ann Lee", "email": "no address", "url": "javascript:x"}, (ANN,)),
        ({"nick": "Annie", "github_name": "annlee"}, (Author("Annie"),)),
        ({"github_name": "annlee"}, (Author("annlee"),)),
        ({"first_name": "Ann", "last_name": "Lee"}, (ANN,)),
        ({"name": "Ann Lee <ann@example.org>"}, (Author("Ann Lee", "ann@example.org"),)),
        ({"email": "ann@example.org"}, (Author("ann@example.org", "ann@example.org"),)),
        ({"bio": "writes"}, ()),
        ([{"name": "Ann Lee"}, "Bob"], (ANN, Author("Bob"))),
    ],
)
def test_authors_are_read(value: object, authors: tuple[Author, ...]) -> None:
    assert parse_authors(value) == authors


@given(st.text())
def test_any_text_is_at_most_one_author_without_addresses_or_semicolons(text: str) -> None:
    authors = parse_authors(text)
    assert all(one.name for one in authors)
    assert len(authors) <= 1 or not {"@", ";", "；"}.isdisjoint(text)


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("authors", "Lees, Maud; Rand, Bo", ["Lees, Maud", "Rand, Bo"]),
        ("Authors", "Maud Lees, Bo Rand", ["Maud Lees", "Bo Rand"]),
        ("author", "Red Hat, Community Moderator", ["Red Hat, Community Moderator"]),
    ],
)
def test_a_text_under_a_plural_key_is_a_list(key: str, value: str, names: list[str]) -> None:
    assert [author.name for author in find_authors([Candidate(key, value)]).value] == names


def test_authors_with_a_short_name_are_those_of_the_configuration() -> None:
    known = {"ola": Author("Ola Beam", url="https://ola.example.org/")}
    value = ["ola", {"key": "ola", "title": "Rigger"}, {"name": "Ann"}, "mo"]

    found = find_authors([Candidate("authors", value)], known)

    assert found.value == (known["ola"], Author("Ann"), Author("mo"))


def test_a_name_may_be_a_mapping_of_given_and_family_name() -> None:
    assert parse_authors([{"name": {"given": "Otto", "family": "Pier"}}]) == (Author("Otto Pier"),)


def test_bylines_and_links_of_obsidian_name_an_author() -> None:
    names = [
        "By Ada Quay",
        "BY Ada Quay",
        "[[Ada Quay]]",
        "[[people/ada|Ada Quay]]",
        {"family": "Quay", "given": "Ada"},
    ]
    assert [parse_authors(name) for name in names] == [(Author("Ada Quay"),)] * len(names)
    assert parse_authors("By By") == (Author("By"),)
    assert parse_authors("Byron") == (Author("Byron"),)
