"""`articles.generator`: front matter as one generator reads it."""

from datetime import UTC, datetime
from typing import Any

import pytest

import feedmaker
from feedmaker import Article
from feedmaker.config import load_config
from feedmaker.loader.body.render import BodyRenderer


def config(generator: str, **site: Any) -> dict[str, Any]:
    settings = {"title": "T", "url": "https://p.example.org/log/", "timezone": "Asia/Shanghai", **site}
    return {"site": settings, "categories": {"nested": False}, "articles": {"generator": generator}}


def article(head: str, generator: str, path: str = "_posts/2024-05-31-some-post.md") -> Article:
    found, _ = feedmaker.read_article(f"---\n{head}\n---\nText.\n".encode(), path, config(generator))
    assert found
    return found


@pytest.mark.parametrize(
    ("head", "categories"),
    [
        ("categories: news linux", ["news", "linux"]),
        ("category: Two Words", ["Two Words"]),
        ("categories: [Big Sea, small]", ["Big Sea", "small"]),
        ("category: first\ncategories: second third", ["second", "third", "first"]),
        ("categories:", []),
    ],
)
def test_a_plural_list_of_jekyll_is_divided_at_white_space_and_a_singular_one_is_not(
    head: str, categories: list[str]
) -> None:
    assert [name for (name,) in article(head, "jekyll").categories] == categories


@pytest.mark.parametrize("key", ["categories", "category", "tags", "tag"])
def test_lists_and_mappings_in_lists_of_jekyll_are_no_error(key: str) -> None:
    assert article(f"{key}: [a, [b, c], {{d: e}}, a]", "jekyll").title == "Some Post"


def test_tags_of_jekyll_are_divided_at_white_space() -> None:
    assert article("tags: sea fog", "jekyll").tags == ("sea", "fog")


def test_folders_above_posts_are_categories_of_jekyll() -> None:
    found = article("category: own", "jekyll", "news/abroad/_posts/2024-05-31-a.md")

    assert found.categories == (("news",), ("abroad",), ("own",))


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("2024-05-31 20:30:00", 20),
        ("'2024-05-31 20:30:00'", 12),
        ("2024-05-31 20:30", 12),
        ("2024-05-31 20:30:00 +0200", 18),
        ("2024-05-31T20:30:00Z", 20),
    ],
)
def test_ruby_reads_a_time_with_seconds_and_without_zone_as_utc(date: str, hour: int) -> None:
    assert article(f"date: {date}", "jekyll").published == datetime(2024, 5, 31, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "hour"),
    [("2024-05-31 20:30:00", 12), ("2024-05-31T20:30:00+02:00", 10), ("2024-05-31 20:30:00 +0200", 18)],
)
def test_hexo_reads_the_hour_in_utc_of_a_date_with_a_zone_in_the_zone_of_the_site(date: str, hour: int) -> None:
    assert article(f"title: T\ndate: {date}", "hexo").published == datetime(2024, 5, 31, hour, 30, tzinfo=UTC)


def test_a_title_of_jekyll_is_made_of_the_file_name() -> None:
    assert article("layout: post", "jekyll").title == "Some Post"


@pytest.mark.parametrize(
    ("path", "body", "title"),
    [
        ("Ann Oar.md", "## Bio\n\nBorn by the sea.", "Ann Oar"),
        ("Ann Oar.md", "Born by the sea.", "Ann Oar"),
        ("Ann Oar.md", "# About Ann\n\nBorn by the sea.", "About Ann"),
        ("2024-05-31.md", "Born by the sea.", ""),
        ("2024-05-31.md", "## Bio", "Bio"),
    ],
)
def test_a_note_of_obsidian_has_the_title_of_its_file(path: str, body: str, title: str) -> None:
    values: dict[str, Any] = {
        "site": {"title": "S", "url": "https://vault.example.org/"}, "articles": {"markdown": "obsidian"},
    }  # fmt: skip
    found, problems = feedmaker.read_article(f"---\ndate: 2024-05-31\n---\n{body}\n".encode(), path, values)
    assert found is not None
    assert found.title == title
    assert problems == ()


def test_images_of_jekyll_are_under_the_site_and_its_url_is_that_of_the_host() -> None:
    image = article("image: /img/x.png", "jekyll").image
    body = BodyRenderer(load_config(config("jekyll"), check_folders=False)).render(
        "![c]({{ site.url }}{{ site.baseurl }}/img/c.png) ![d]({{ site.url }}/img/d.png)",
        kind="markdown",
        suffix=".md",
        base="https://p.example.org/log/2024/a.html",
        link=None,
    )

    assert image
    assert image.url == "https://p.example.org/log/img/x.png"
    assert 'src="https://p.example.org/log/img/c.png"' in body.html
    assert 'src="https://p.example.org/img/d.png"' in body.html


def test_tags_of_eleventy_that_make_collections_are_no_tags() -> None:
    assert article("tags: [posts, sea]", "eleventy").tags == ("sea",)
    assert article("tags: posts", "eleventy").tags == ()


def test_hugo_takes_date_and_slug_of_the_name_where_its_settings_say_so() -> None:
    text = b"---\ntitle: T\ndate: 2024-05-03\n---\n"
    settings = config("hugo", timezone="UTC")
    settings["articles"] |= {"permalink": "hugo:/:slugorcontentbasename/", "fields": {"date": [":filename", "date"]}}

    found, _ = feedmaker.read_article(text, "posts/2024-05-01-hello.md", settings)
    bundle, _ = feedmaker.read_article(text, "posts/2024-05-02-hello/index.md", settings)
    plain, _ = feedmaker.read_article(text, "posts/hello.md", settings)

    assert [one and (one.published.day, one.link) for one in (found, bundle, plain)] == [
        (day, "https://p.example.org/log/hello/") for day in (1, 2, 3)
    ]
