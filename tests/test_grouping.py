"""Which articles are in which feeds, in which order."""

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config.schema import Categories, CategorySettings, Config, CustomFeed, Feeds, Site
from feedmaker.writer.grouping import SITE, ExactCopy, FeedKey, Group, Grouping
from feedmaker.writer.labels import ArticleLabels, dump_labels, load_labels, matcher
from feedmaker.writer.newest import WEEK_SECONDS, WEEKS, GroupedArticle, NewestArticles

SITE_ITSELF = Site("Harbour News", "https://harbour.example/", "https://harbour.example/")
DAY = 86_400
NEWEST = 1_700_000_000


def labels(
    *categories: Sequence[str], tags: Sequence[str] = (), authors: Sequence[str] = (), language: str | None = None
) -> str:
    return dump_labels(ArticleLabels(tuple(map(tuple, categories)), tuple(tags), tuple(authors), language))


def member(number: int, text: str, *, days: float = 0, id_: str = "") -> GroupedArticle:
    return GroupedArticle(-int(NEWEST - days * DAY), id_ or f"id:{number:04}", number, b"", text)


def config(feeds: Feeds = Feeds(), categories: Categories = Categories()) -> Config:  # noqa: B008 - frozen
    return Config(SITE_ITSELF, feeds=feeds, categories=categories)


def grouped(members: Iterable[GroupedArticle], settings: Config | None = None) -> dict[FeedKey, Group]:
    grouping = Grouping(settings or config(), NEWEST)
    for one in members:
        grouping.add([one], one.labels)
    return {group.key: group for group in grouping.groups()}


def numbers(group: Group) -> list[int]:
    return [one.number for one in group.members]


def test_every_step_of_a_path_is_a_feed_and_the_site_is_one() -> None:
    groups = grouped([member(1, labels(["News", "Sea"])), member(2, labels(["News"])), member(3, labels())])

    assert {key: numbers(group) for key, group in groups.items()} == {
        SITE: [1, 2, 3],
        ("category", ("news",)): [1, 2],
        ("category", ("news", "sea")): [1],
    }
    assert groups["category", ("news", "sea")].names == ("News", "Sea")


def test_an_article_in_two_branches_of_one_category_is_there_once() -> None:
    groups = grouped([member(1, labels(["News", "Sea"], ["News", "Air"], ["news"]))])

    assert numbers(groups["category", ("news",)]) == [1]
    assert groups["category", ("news",)].total == 1


def test_the_newest_come_first_and_equals_by_id() -> None:
    text = labels()
    groups = grouped(
        [member(1, text, days=3), member(2, text, days=1, id_="b"), member(3, text, days=1, id_="a"), member(4, text)]
    )

    assert numbers(groups[SITE]) == [4, 3, 2, 1]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 40), max_size=150), st.integers(1, 9), st.randoms(use_true_random=False))
def test_the_limit_keeps_the_newest_in_whatever_order_they_come(
    days: list[int], limit: int, chance: random.Random
) -> None:
    members = [member(number, labels(["c"]), days=day) for number, day in enumerate(days)]
    expected = [one.number for one in sorted(members)][:limit]
    chance.shuffle(members)

    groups = grouped(members, config(Feeds(limit=limit)))

    assert numbers(groups[SITE]) == expected
    assert groups[SITE].total == len(days)


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from(["Sea", "sea", "SEA", "Air", "ａir", "Ü", "ü"]), max_size=3), max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_articles_makes_no_difference(names: list[list[str]], chance: random.Random) -> None:
    members = [member(number, labels(*([name] for name in some)), days=number) for number, some in enumerate(names)]
    before = grouped(members)
    chance.shuffle(members)

    assert grouped(members) == before


def test_a_feed_keeps_its_newest_articles_and_with_archives_all_of_them() -> None:
    for keeps_all, kept in ((False, 3), (True, 5000)):
        newest = NewestArticles(3, keeps_all=keeps_all)
        for number in range(5000):
            newest.add([member(number, "", days=number % 777)], [0])
        assert len(newest.sorted()) == kept
        assert newest.total == 5000
        assert list(newest.sorted()) == sorted(newest.sorted())


def test_articles_are_counted_by_week_oldest_first() -> None:
    days = [0, 1, 6.9, 7.1, 20, 7 * WEEKS - 0.1, 7 * WEEKS + 0.1]

    (group,) = grouped([member(number, labels(), days=day) for number, day in enumerate(days)]).values()

    assert len(group.weeks) == WEEKS
    assert group.weeks[-3:] == (1, 1, 3)
    assert group.weeks[0] == 1
    assert sum(group.weeks) == 6
    assert WEEK_SECONDS == 7 * DAY


def test_names_that_differ_by_case_width_or_space_are_one_feed_under_the_commonest_spelling() -> None:
    spelled = ["sea", "Sea", "Sea", "ｓea", "sea "]
    grouping = Grouping(config(), NEWEST)
    for number, name in enumerate(spelled):
        grouping.add([member(number, labels([name]), days=number)], labels([name]))

    groups = {group.key: group for group in grouping.groups()}

    assert groups["category", ("sea",)].names == ("Sea",)
    assert groups["category", ("sea",)].total == 5
    (variants,) = grouping.joined_spellings()
    assert variants.name == "Sea"
    assert set(variants.others) == {"sea", "ｓea", "sea "}
    assert spelled[variants.number] == variants.others[-1]


def test_an_alias_joins_two_categories_and_a_hidden_one_keeps_its_articles_out_of_all() -> None:
    settings_ = Categories(aliases={"FIN": "金融"}, hidden=("Attic",))
    texts = [labels(["Fin", "Bank"]), labels(["金融"]), labels(["News", "attic", "Old"], ["News"]), labels(["Attic"])]

    groups = grouped([member(n, text, days=n) for n, text in enumerate(texts)], config(categories=settings_))

    assert {key: numbers(group) for key, group in groups.items()} == {
        SITE: [0, 1],
        ("category", ("金融",)): [0, 1],
        ("category", ("金融", "bank")): [0],
    }
    grouping = Grouping(config(categories=settings_), NEWEST)
    assert [grouping.is_hidden(text) for text in texts] == [False, False, True, True]


def test_categories_with_too_few_articles_get_no_feed_but_the_site_always_does() -> None:
    members = [member(1, labels(["a"])), member(2, labels(["a"])), member(3, labels(["b"]))]

    assert set(grouped(members, config(Feeds(min_articles=2)))) == {SITE, ("category", ("a",))}
    assert set(grouped([], config(Feeds(min_articles=2)))) == {SITE}


def test_tags_authors_and_languages_are_feeds_if_they_are_configured() -> None:
    text = labels(tags=["Rope", "rope"], authors=["Mia"], language="zh-CN")

    assert set(grouped([member(1, text)])) == {SITE}
    assert set(grouped([member(1, text)], config(Feeds(tags=True, authors=True, languages=True)))) == {
        SITE,
        ("tag", ("rope",)),
        ("author", ("mia",)),
        ("language", ("zh-cn",)),
    }


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (CustomFeed("x", "X", any=("tag:rope", "tag:salt")), [1, 2]),
        (CustomFeed("x", "X", all=("tag:ROPE", "category:news")), [1]),
        (CustomFeed("x", "X", any=("tag:rope", "tag:salt"), not_=("author:Jo",)), [1]),
        (CustomFeed("x", "X", any=("category:News/Sea",)), [1]),
        (CustomFeed("x", "X", any=("category:sea",)), [1]),
        (CustomFeed("x", "X", any=("language:zh",)), [2]),
        (CustomFeed("x", "X", any=("language:z",)), []),
        (CustomFeed("x", "X", any=("path:b/*",)), [2]),
        (CustomFeed("x", "X", not_=("path:B/**",)), [1, 3]),
        (CustomFeed("x", "X", not_=("tag:rope",)), [2, 3]),
        (CustomFeed("x", "X"), [1, 2, 3]),
    ],
)
def test_a_feed_from_a_rule(feed: CustomFeed, expected: list[int]) -> None:
    texts = {
        1: labels(["News", "Sea"], tags=["rope"], authors=["Mia"]),
        2: labels(tags=["Salt"], authors=["Jo"], language="zh-CN"),
        3: labels(["Air"]),
    }
    grouping = Grouping(config(Feeds(custom=(feed,))), NEWEST)
    for number, text in texts.items():
        grouping.add([member(number, text)], text, f"{'abc'[number - 1]}/{number}.md")

    groups = {group.key: numbers(group) for group in grouping.groups()}

    assert groups.get(("custom", ("x",)), []) == expected
    matches = matcher(feed)
    assert [n for n, text in texts.items() if matches(load_labels(text), f"{'abc'[n - 1]}/{n}.md")] == expected


def test_two_articles_with_the_same_labels_are_told_apart_by_a_rule_of_paths() -> None:
    feed = CustomFeed("x", "X", any=("path:a/*",))
    grouping = Grouping(config(Feeds(custom=(feed,))), NEWEST)
    for number, path in enumerate(["a/1.md", "b/1.md"]):
        grouping.add([member(number, labels())], labels(), path)

    assert {group.key: numbers(group) for group in grouping.groups()}["custom", ("x",)] == [0]


def test_a_copy_is_in_the_feeds_of_its_original_and_its_own_once_each() -> None:
    grouping = Grouping(config(), NEWEST)
    original = member(1, labels(["News"]))
    grouping.add([original], original.labels, "a.md")
    grouping.add_copies(
        original, "a.md", [ExactCopy("b.md", labels(["News"], ["Sea"]), 2), ExactCopy("c.md", labels(["SEA"]), 3)]
    )

    groups = {group.key: group for group in grouping.groups()}

    assert {key: numbers(group) for key, group in groups.items()} == {
        SITE: [1],
        ("category", ("news",)): [1],
        ("category", ("sea",)): [1],
    }
    assert grouping.category_names([original.labels, labels(["News"], ["Sea"])]) == (
        "News",
        grouping.names(("category", ("sea",)))[0],
    )
    (variants,) = grouping.joined_spellings()
    assert variants.number in {2, 3}


def test_an_entry_names_each_step_and_tag_once() -> None:
    grouping = Grouping(config(), NEWEST)
    text = labels(["News", "Sea"], ["News", "Air"], tags=["sea", "Rope"])
    grouping.add([member(1, text)], text)

    assert grouping.category_names([text]) == ("News", "Sea", "Air", "Rope")


def test_a_hidden_tag_has_no_feed_and_is_not_named_whatever_its_letter_case() -> None:
    text = labels(["News"], tags=["MathJax", "rope"])
    custom = CustomFeed("formulas", "Formulas", any=("tag:mathjax",))
    hidden = config(Feeds(tags=True, hidden_tags=("mathjax",), custom=(custom,)))

    grouping = Grouping(hidden, NEWEST)
    grouping.add([member(1, text)], text)
    assert {group.key for group in grouping.groups()} == {
        SITE,
        ("category", ("news",)),
        ("tag", ("rope",)),
        ("custom", ("formulas",)),
    }
    assert grouping.category_names([text]) == ("News", "rope")


def test_settings_are_found_by_path_before_name() -> None:
    by_path, by_name = CategorySettings(title="path"), CategorySettings(title="name")
    own = Categories(settings={"News/SEA": by_path, "sea": by_name})
    text = labels(["News", "Sea"], ["Air", "Sea"], tags=["Sea"])

    groups = grouped([member(1, text)], config(Feeds(tags=True), own))

    assert groups["category", ("news", "sea")].settings is by_path
    assert groups["category", ("air", "sea")].settings is by_name
    assert groups["category", ("news",)].settings == CategorySettings()
    assert groups["tag", ("sea",)].settings == CategorySettings()


def test_a_category_may_have_a_limit_of_its_own() -> None:
    members = [member(number, labels(["sea"]), days=number) for number in range(9)]
    own = Categories(settings={"Sea": CategorySettings(limit=2)})

    groups = grouped(members, config(Feeds(limit=5), own))

    assert [(len(group.members), group.limit) for group in groups.values()] == [(5, 5), (2, 2)]


@given(
    st.lists(st.lists(st.text(max_size=5), max_size=3), max_size=3),
    st.lists(st.text(max_size=5)),
    st.none() | st.text(),
)
def test_labels_are_read_as_they_were_written(
    categories: list[list[str]], tags: list[str], language: str | None
) -> None:
    value = ArticleLabels(tuple(map(tuple, categories)), tuple(tags), ("Mia",), language)

    assert load_labels(dump_labels(value)) == value


def test_the_largest_feeds_are_kept_where_there_are_too_many() -> None:
    custom = CustomFeed(name="few", title="Few", any=("category:Air",))
    members = [
        *(member(number, labels(["News", "Sea"])) for number in range(5)),
        *(member(number, labels(["Arts"])) for number in range(10, 13)),
        member(20, labels(["Air"])),
        *(member(number, labels([f"Lone {number}"])) for number in range(30, 99)),
    ]

    def kept(order: Iterable[GroupedArticle], most: int) -> tuple[set[FeedKey], list[tuple[str, ...]]]:
        grouping = Grouping(config(Feeds(max_feeds=most, custom=(custom,))), NEWEST)
        for one in order:
            grouping.add([one], one.labels)
        return {group.key for group in grouping.groups()}, grouping.left_out_feeds()

    largest: set[FeedKey] = {SITE, ("custom", ("few",)), ("category", ("news",)), ("category", ("news", "sea"))}
    assert kept(members, 4)[0] == largest
    assert kept(members, 5)[0] == largest | {("category", ("arts",))}
    assert kept(members, 5) == kept(reversed(members), 5)
    assert kept(members, 5)[1][:2] == [("Air",), ("Lone 30",)]
    assert len(kept(members, 5)[1]) == 70
    assert kept(members, 75) == (kept(members, 1000)[0], [])
