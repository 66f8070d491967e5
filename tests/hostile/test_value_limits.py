"""Front matter and configuration with values that are too long, too many or too large: bounded, and named."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedmaker.build.local_files import LocalFiles
from feedmaker.build.options import BuildPaths, SourcePath
from feedmaker.config.scalars import InvalidValueError, Whole, seconds
from feedmaker.config.schema import Categories, Config, Site
from feedmaker.loader.article import ArticleFile, article_settings, read_article
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.result import MAX_ITEMS, MAX_TEXT
from feedmaker.loader.metadata import authors, categories, title
from feedmaker.model import Article, Image

SITE = Site("Harbour News", "https://harbour.example/", "https://harbour.example/")


def read(text: str, config: Config | None = None) -> tuple[Article, dict[str, int | None]]:
    """Return the article and, by code, the lines of its problems."""
    found: ArticleFile = read_article(text.encode(), "boat.md", article_settings(config or Config(SITE)))
    assert found.article is not None, found.problems
    return found.article, {problem.code: problem.line for problem in found.problems}


def head(*lines: str) -> str:
    return "\n".join(["---", "title: Boat", "date: 2024-03-01", *lines, "---", "A boat.\n"])


@pytest.mark.parametrize("key", ["categories", "tags", "title2", "summary"])
def test_a_text_of_front_matter_is_cut_before_it_is_used(key: str) -> None:
    text = head(f"{key}: e" + "\u0301\u0316" * 75_000)

    found = split_front_matter(text)

    assert len(str(found.values[key])) == MAX_TEXT
    assert [(problem.code, problem.line) for problem in found.problems] == [("value-too-long", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "+++\ntags = [" + '"a",' * 5_000 + "]\n+++\n",
        '{"tags": [' + '"a",' * 5_000 + '"b"]}\n',
        "---\ntags: [" + "a," * 6_000 + "]\n---\n",
        "---\ntags:\n" + "- a\n" * 5_000 + "---\n",
    ],
    ids=["toml", "json", "yaml", "simple yaml"],
)
def test_a_list_of_front_matter_is_cut_before_it_is_used(text: str) -> None:
    found = split_front_matter(text)

    assert len(found.values["tags"]) == MAX_ITEMS  # type: ignore[arg-type]
    assert "value-too-long" in [problem.code for problem in found.problems]


def test_values_nested_too_deeply_are_left_out() -> None:
    found = split_front_matter(
        '{"title": "Boat", "x": ' + '{"y": [' * 100 + '"' + "z" * MAX_TEXT + '"' + "]}" * 100 + "}\n"
    )

    assert found.values["title"] == "Boat"
    assert "z" not in str(found.values["x"])


def test_aliases_do_not_multiply_text() -> None:
    _, problems = read(head("a: &a " + "/x" * 2_000 + ".mp3", "enclosure: [" + "*a," * 50_000 + "]"))

    assert problems == {"yaml-too-large": 5}


def test_categories_after_the_limit_are_left_out_and_named() -> None:
    paths = [f"- [{', '.join(f'c{path}s{step}' for step in range(10))}]" for path in range(500)]

    article, problems = read(head("categories:", *paths))
    few, _ = read(head("categories:", *paths), Config(SITE, categories=Categories(max_per_article=3)))

    assert len(article.categories) == Categories().max_per_article == 50
    assert few.categories == article.categories[:3]
    assert problems == {"names-left-out": 4}


@pytest.mark.parametrize("key", ["categories", "tags"])
def test_names_that_are_too_long_are_left_out_and_others_kept(key: str) -> None:
    longest = "x" * categories.MAX_LENGTH

    article, problems = read(
        head(f"{key}:", "- [News]" if key == "categories" else "- News", f"- [{longest}]", f"- [{longest}x]")
    )

    assert getattr(article, key) == ((("News",), (longest,)) if key == "categories" else ("News", longest))
    assert problems == {"names-left-out": 4}


def test_a_title_that_is_too_long_is_truncated() -> None:
    article, problems = read(f"---\ntitle: {'boat ' * 500}\ndate: 2024-03-01\n---\nA boat.\n")

    assert article.title.startswith("boat boat")
    assert article.title.endswith("…")
    assert len(article.title) <= title.MAX_LENGTH
    assert problems == {"title-too-long": 2}


def test_a_heading_that_is_too_long_for_a_title_stays_in_the_body() -> None:
    text = f"---\ndate: 2024-03-01\n---\n# {'boat ' * 500}\n\nA boat.\n"

    article, problems = read(text)

    assert len(article.title) <= title.MAX_LENGTH
    assert text[article.body_offset :].startswith("# boat")
    assert problems == {"title-too-long": None}


def test_authors_that_are_too_long_or_too_many_are_cut() -> None:
    article, problems = read(head(f"author: A{'b' * 150_000}"))
    many, _ = read(head("author: [" + ",".join(f"[a{n}, b{n}]" for n in range(99)) + "]"))

    assert [author.name for author in article.authors] == ["A" + "b" * 198 + "…"]
    assert problems == {"value-too-long": 4, "authors-too-long": 4}
    assert len(many.authors) == authors._MAX_AUTHORS


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 4_000, "9" * 5_000, "0x" + "f" * 5_000, "-0b" + "1" * 65])
def test_integers_of_more_than_64_bits_are_text_with_their_line(digits: str) -> None:
    found = split_front_matter(f"+++\ntitle = 'Boat'\nweight = {digits}\n+++\n")

    assert found.values["weight"] == digits
    assert [(problem.code, problem.line) for problem in found.problems] == [("front-matter-recovered", 3)]


def test_integers_of_64_bits_are_numbers() -> None:
    assert split_front_matter(f"+++\nweight = {2**63 - 1}\n+++\n").values["weight"] == 2**63 - 1
    assert split_front_matter('{"weight": 123456789012345678}\n').values["weight"] == 123456789012345678
    assert split_front_matter('{"weight": ' + "9" * 9_000 + "}\n").values["weight"] == "9" * 9_000


@pytest.mark.parametrize("length", [str(2**80), '"9223372036854775808"', '"many"', "-1", "1e999"])
def test_lengths_that_are_no_numbers_of_bytes_are_named(length: str) -> None:
    article, problems = read(
        f'{{"title": "Boat", "date": "2024-01-01",\n"enclosure": {{"url": "/a.mp3", "length": {length}}}}}\nA boat.\n'
    )

    assert [enclosure.length for enclosure in article.enclosures] == [None]
    assert problems == {"enclosure-length": 2}


@pytest.mark.parametrize("written", ["1000000000001", "1_000_000_000_001", "9" * 18])
def test_whole_numbers_of_the_configuration_are_bounded(written: str) -> None:
    with pytest.raises(InvalidValueError, match="is more than 1,000,000,000,000"):
        Whole(1)(written)
    assert Whole(1)("1_000_000_000_000") == 10**12


@pytest.mark.parametrize("written", ["1e12", "86401", "1e99"])
def test_seconds_of_the_configuration_are_bounded(written: str) -> None:
    with pytest.raises(InvalidValueError, match="is more than 86,400"):
        seconds(written)
    assert seconds("86400") == 86_400


def measured(folder: Path) -> tuple[int | None, int | None]:
    """Return the width and the height of the image cover.svg of a folder."""
    image = Image(f"{SITE.url}cover.svg", "", None, None, None)
    article, _ = read(head())
    source = {"": SourcePath(str(folder), "articles")}
    paths = BuildPaths(source, output=f"{folder}/output", state=folder / "state", project=str(folder))
    complete = LocalFiles(SITE.url, paths).complete(article._replace(image=image), article.path)
    assert complete.image is not None
    return complete.image.width, complete.image.height


@pytest.mark.parametrize("width", ["9" * 400, "0", "-5", "1e999", "", "100000"])
def test_sizes_of_images_that_are_no_numbers_of_pixels_are_ignored(tmp_path: Path, width: str) -> None:
    (tmp_path / "cover.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="10"></svg>')
    assert measured(tmp_path) == (None, None)


def test_only_the_beginning_of_an_image_is_read(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"></svg>'
    (tmp_path / "cover.svg").write_text(svg)
    assert measured(tmp_path) == (20, 10)
    with (tmp_path / "cover.svg").open("wb") as file:
        file.write(b"<?xml version='1.0'?><svg>")
        file.truncate(2_000_000_000)  # a hole: it takes no room on the disk
    began = os.times().user
    assert measured(tmp_path) == (None, None)
    assert os.times().user - began < 5


def test_dates_beyond_any_range_are_reported() -> None:
    for date in ("1e999", "-1e999", "9" * 400, "NaN"):
        settings = article_settings(Config(SITE))
        found = read_article(f'{{"title": "Boat", "date": {date}}}\nx'.encode(), "boat.md", settings)
        assert found.article is None or found.article.published < datetime(2300, 1, 1, tzinfo=UTC)
        assert found.problems
