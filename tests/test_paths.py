"""Names of categories become folders that are safe everywhere and never change."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.writer.labels import normalize
from feedmaker.writer.paths import (
    MAX_FOLDER_BYTES,
    MAX_SEGMENT_BYTES,
    RESERVED,
    category_folders,
    distinct_folders,
    segment,
)

NAMES = st.text(min_size=1, max_size=60).filter(lambda name: not any("\ud800" <= char <= "\udfff" for char in name))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harbour", "harbour"),
        ("Boats and Ships", "boats-and-ships"),
        ("金融", "金融"),
        ("新浪财经－国內", "新浪财经-国內"),
        ("C++", "c++"),
        ("C", "c"),
        ("Node.js", "node.js"),
        ("Academy of Ships - Journal", "academy-of-ships-journal"),
        ("Überfahrt", "überfahrt"),
    ],
)
def test_a_readable_name_is_its_own_folder(name: str, expected: str) -> None:
    assert segment(normalize(name)) == expected


@pytest.mark.parametrize(
    "name", ["..", ".", "/", "\\", "CON", "nul", "com1", "rss.xml", "archive", "🐰", "!?", "\u0301", " "]
)
def test_a_name_that_cannot_be_a_folder_is_changed_into_one(name: str) -> None:
    found = segment(normalize(name))

    assert found.strip(".-") == found != ""
    assert found not in RESERVED
    assert "/" not in found
    assert "\\" not in found


@pytest.mark.parametrize(
    "names",
    [
        ("Front end", "front  END", "Ｆｒｏｎｔ end", "front\u3000end ", "front\u200b end"),
        ("H5 游戏", "H5游戏", "h5 游戏"),
        ("café", "cafe\u0301", "CAFÉ"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_that_differ_by_case_width_or_space_are_one(names: tuple[str, ...]) -> None:
    assert len({normalize(name) for name in names}) == 1


def test_what_is_left_out_of_a_name_still_tells_it_apart() -> None:
    names = ["ci/cd", "ci cd", "ci-cd", "ci:cd", "ci cd!", "🐰", "🐇"]

    found = category_folders([(name,) for name in names])

    assert len(set(found.values())) == len(names)


def test_a_name_keeps_its_folder_whatever_other_names_there_are() -> None:
    alone = category_folders([("c",)])[("c",)]

    assert category_folders([("c",), ("c++",), ("c#",), ("C languages",)])[("c",)] == alone


def test_every_folder_of_a_path_is_inside_the_one_above() -> None:
    found = category_folders([("金融", "新浪财经"), ("news",)])

    assert found == {("金融",): "金融", ("金融", "新浪财经"): "金融/新浪财经", ("news",): "news"}


def test_ascii_folders_spell_other_scripts() -> None:
    assert segment(normalize("金融"), "ascii") == "jin-rong"
    assert segment(normalize("Überfahrt"), "ascii") == "uberfahrt"


def test_a_long_name_is_cut_at_a_character_and_told_apart() -> None:
    one, two = segment("界" * 200), segment("界" * 201)

    assert len(one.encode()) <= MAX_SEGMENT_BYTES
    assert one != two
    assert one.startswith("界界")


@given(names=st.lists(NAMES, max_size=12), style=st.sampled_from(["unicode", "ascii"]))
def test_folders_are_safe_and_differ_without_regard_to_case_and_form(names: list[str], style: str) -> None:
    keys = {(normalize(name),) for name in names}

    found = category_folders(keys, style)  # type: ignore[arg-type]  # sampled from the two styles

    folded = [unicodedata.normalize("NFKC", path).casefold() for path in found.values()]
    assert len(set(folded)) == len(keys)
    for path in found.values():
        assert 0 < len(path.encode()) <= MAX_SEGMENT_BYTES
        assert path not in {".", ".."}
        assert not set(path) & set('/\\\0<>:"|?*')
        assert path.isprintable()


@given(name=NAMES)
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert normalize(normalize(name)) == normalize(name)


def test_a_path_of_names_is_never_longer_than_a_system_allows() -> None:
    key = tuple(f"{number} {'long' * 20}" for number in range(60))
    other = (*key[:-1], "another")

    found = category_folders([key, other])

    assert max(len(path.encode()) for path in found.values()) <= MAX_FOLDER_BYTES + MAX_SEGMENT_BYTES + 1
    assert len({path.casefold() for path in found.values()}) == len(found) == 61
    assert category_folders([key])[key] == found[key]


def test_feeds_of_two_kinds_never_share_a_folder() -> None:
    found = distinct_folders({"category": "tags/Sea", "tag": "tags/sea", "site": "", "other": "tags/lake"})

    assert found["category"] == "tags/Sea"
    assert found["tag"].startswith("tags/sea-")
    assert (found["site"], found["other"]) == ("", "tags/lake")
