"""Articles → feeds: which, in which order, under which name."""

import random

import pytest

from feedmaker.config.schema import Categories, CategorySettings, Config, CustomFeed, Feeds, Site
from feedmaker.model import Category
from feedmaker.writer.buckets import Member
from feedmaker.writer.grouping import SITE, Group, Grouping, Key
from feedmaker.writer.labels import Labels, dump_labels

DAY = 86_400


def config(feeds: Feeds | None = None, **categories: object) -> Config:
    site = Site("Site", "https://site.example/", "https://site.example/")
    return Config(site, categories=Categories(**categories), feeds=feeds or Feeds())  # type: ignore[arg-type]  # by name


def grouped(config: Config, *articles: tuple[int, Labels]) -> dict[Key, Group]:
    grouping = Grouping(config, newest=100 * DAY)
    for number, (day, labels) in enumerate(articles):
        text = dump_labels(labels)
        grouping.add(Member(-day * DAY, f"id-{number}", number, b"", text), text, f"folder/{number}.md")
    return {group.key: group for group in grouping.groups()}


def labels(*categories: Category, tags: tuple[str, ...] = (), authors: tuple[str, ...] = ()) -> Labels:
    return Labels(categories, tags, authors, None)


def numbers(group: Group) -> list[int]:
    return [member.number for member in group.members]


def test_an_article_is_in_the_feed_of_every_step_of_its_path() -> None:
    found = grouped(config(), (1, labels(("金融", "新浪财经", "国内"))))

    assert set(found) == {
        SITE,
        ("category", ("金融",)),
        ("category", ("金融", "新浪财经")),
        ("category", ("金融", "新浪财经", "国内")),
    }


def test_newest_come_first_and_the_id_decides_among_equals() -> None:
    found = grouped(config(), (3, labels()), (5, labels()), (3, labels()), (4, labels()))

    assert numbers(found[SITE]) == [1, 3, 0, 2]


def test_the_order_of_arrival_makes_no_difference_and_only_the_newest_are_kept() -> None:
    articles = [(day, labels(("a",))) for day in range(-400, 100)]
    random.Random(7).shuffle(articles)

    group = grouped(config(Feeds(limit=10)), *articles)[("category", ("a",))]

    assert [-member.minus_published // DAY for member in group.members] == list(range(99, 89, -1))
    assert group.total == 500


def test_a_category_is_named_as_most_articles_spell_it() -> None:
    articles = [(1, labels((name,))) for name in ("javascript", "JavaScript", "JavaScript", "Ｊavascript")]

    found = grouped(config(), *articles)

    assert found[("category", ("javascript",))].names == ("JavaScript",)
    assert found[("category", ("javascript",))].total == 4


def test_aliases_join_and_hidden_categories_keep_their_articles_out() -> None:
    found = grouped(
        config(aliases={"Fin": "金融"}, hidden=("Scrap",)),
        (1, labels(("fin",))),
        (2, labels(("金融",))),
        (3, labels(("scrap",), ("金融",))),
    )

    assert numbers(found[("category", ("金融",))]) == [1, 0]
    assert numbers(found[SITE]) == [1, 0]
    assert len(found) == 2


def test_settings_of_a_category_set_its_limit_by_name_or_by_path() -> None:
    settings = {"A": CategorySettings(limit=1), "a/b": CategorySettings(limit=2)}

    found = grouped(config(settings=settings), *((day, labels(("a", "b"), ("c",))) for day in range(5)))

    assert [len(found[("category", path)].members) for path in (("a",), ("a", "b"), ("c",))] == [1, 2, 5]


def test_small_categories_have_no_feed_but_the_site_always_has() -> None:
    found = grouped(config(Feeds(min_articles=2)), (1, labels(("a",))))

    assert set(found) == {SITE}
    assert grouped(config()).keys() == {SITE}


def test_tags_authors_and_rules_have_feeds_where_asked_for() -> None:
    rule = CustomFeed("boats", "Boats", any=("tag:Boat", "category:Harbour"), not_=("author:Eve", "path:folder/2.md"))
    feeds = Feeds(tags=True, authors=True, custom=(rule,))

    found = grouped(
        config(feeds),
        (1, labels(tags=("boat",), authors=("Ann",))),
        (2, labels(("harbour",), authors=("eve",))),
        (3, labels(("harbour",))),
        (4, labels(("x", "Harbour"))),
    )

    assert numbers(found[("custom", ("boats",))]) == [3, 0]
    assert {key for key in found if key[0] in {"tag", "author"}} == {
        ("tag", ("boat",)),
        ("author", ("ann",)),
        ("author", ("eve",)),
    }


def test_weeks_are_counted_back_from_the_newest_article() -> None:
    group = grouped(config(), (100, labels()), (99, labels()), (90, labels()), (-200, labels()))[SITE]

    assert group.weeks[-1] == 2
    assert group.weeks[-2] == 1
    assert sum(group.weeks) == 3


@pytest.mark.parametrize("archives", [True, False])
def test_everything_is_kept_where_there_are_archives(archives: bool) -> None:
    group = grouped(config(Feeds(limit=2, archives=archives)), *((day, labels()) for day in range(30)))[SITE]

    assert len(group.members) == (30 if archives else 2)
