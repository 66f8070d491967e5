"""`feedmaker inspect` and `feedmaker check` as commands."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import click.testing
import pytest

from feedmaker.build.inspection import inspect_article
from feedmaker.cli.main import feedmaker
from feedmaker.problems import ConfigurationError
from feedmaker.project import open_project
from feedmaker.state import State

CONFIG = """
    site: {title: Harbour News, url: https://harbour-news.org/, timezone: Asia/Shanghai, language: en}
    articles: {permalink: /p/:abbrlink.html}
    feeds: {tags: true}
    """
ARTICLE = """
    ---
    Title: Rates &amp; tides
    date: 2024-05-31 08:00
    categories: [金融, Banks]
    tags: [tide]
    author: {name: Ann, email: ann@harbour-news.org}
    abbrlink: 7f3a
    lang: english text
    cover: /img/a.png
    draft: false
    ---
    The *tide* turns.
    """


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and one article, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles" / "deep").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(dedent(CONFIG))
    (tmp_path / "articles" / "deep" / "a.md").write_text(dedent(ARTICLE).lstrip())
    return tmp_path


def run(*arguments: str) -> click.testing.Result:
    result = click.testing.CliRunner().invoke(feedmaker, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def as_json(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("inspect", "--json", file).stdout)
    return found


def build() -> None:
    assert run("build", "-q").exit_code in (0, 1)


def test_fields_have_their_key_and_line(site: Path) -> None:
    text = run("inspect", "articles/deep/a.md").stdout

    assert text.splitlines()[0] == "articles/deep/a.md"
    for line in (
        "  status      published",
        "  title       Rates & tides  (Title, line 2)",
        "  published   2024-05-31T00:00:00Z  (date, line 3: ISO 8601, zone of the site)",
        "  categories  金融/Banks  (categories, line 4: a list is a path)",
        "  tags        tide  (tags, line 5)",
        "  authors     Ann ann@harbour-news.org  (author, line 6)",
        "  link        https://harbour-news.org/p/7f3a.html  (permalink /p/:abbrlink.html)",
        "  image       https://harbour-news.org/img/a.png image/png  (cover, line 9)",
        "  body        markdown, 18 characters from line 12; 31 of HTML",
        "  excerpt     The tide turns.",
        "  feeds       Harbour News  (the site)",
        "  problems    line 8: lang is not a language: 'english text'  (language-unknown)",
        "                hint: write a BCP 47 tag such as en, zh-CN or pt-BR",
    ):
        assert line.partition("  (date")[0] in text


def test_json(site: Path) -> None:
    found = as_json("articles/deep/a.md")
    fields = {field["field"]: field for field in found["fields"]}

    assert list(found)[:3] == ["path", "status", "fields"]
    assert fields["title"] == {
        "field": "title",
        "value": "Rates & tides",
        "key": "Title",
        "line": 2,
        "rule": "front matter",
    }
    assert fields["published"]["value"] == "2024-05-31T00:00:00Z"
    assert fields["authors"]["value"] == [{"name": "Ann", "email": "ann@harbour-news.org", "url": None}]
    assert found["front_matter"] == "yaml"
    assert found["body"]["kind"] == "markdown"
    assert [feed["path"] for feed in found["feeds"]] == ["", "categories/金融", "categories/金融/banks", "tags/tide"]
    assert found["problems"][0]["code"] == "language-unknown"
    assert found["id"]["rule"] == "path"


@pytest.mark.parametrize(
    ("head", "rule", "id_"),
    [
        ("guid: tag:harbour-news.org,2024:1", "guid", "tag:harbour-news.org,2024:1"),
        ("link: https://harbour-news.org/x", "link", "https://harbour-news.org/x"),
    ],
)
def test_the_id_has_a_reason(site: Path, head: str, rule: str, id_: str) -> None:
    (site / "articles" / "b.md").write_text(f"---\ntitle: B\ndate: 2024-05-31\n{head}\n---\nB\n")

    found = as_json("articles/b.md")["id"]

    assert (found["rule"], found["id"]) == (rule, id_)


def test_the_body_begins_after_the_heading_that_is_the_title(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ndate: 2024-05-31\n---\n# Heading\n\nText.\n")

    body = as_json("articles/b.md")["body"]

    assert (body["line"], body["length"], body["html_length"]) == (6, len("Text.\n"), len("<p>Text.</p>"))


def test_an_id_kept_by_the_state(site: Path) -> None:
    build()
    first = as_json("articles/deep/a.md")["id"]["id"]
    (site / "articles" / "deep" / "a.md").rename(site / "articles" / "moved.md")
    build()

    found = as_json("articles/moved.md")["id"]
    text = run("inspect", "articles/moved.md").stdout

    assert found["id"] == first != found["own"]
    assert found["rule"] == "kept"
    assert "kept from the first build that read it" in text
    assert f"without the state it would be {found['own']}" in text


def test_inspecting_changes_nothing(site: Path) -> None:
    build()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    run("inspect", "articles/deep/a.md")

    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_an_invalid_state_is_ignored(site: Path) -> None:
    (site / ".feedmaker").mkdir()
    (site / ".feedmaker" / "state.sqlite3").write_bytes(b"no database")

    assert as_json("articles/deep/a.md")["id"]["rule"] == "path"
    assert State.open_to_read(site / "nowhere") is None


@pytest.mark.parametrize(
    ("head", "status", "why", "code"),
    [
        ("date: 2024-05-31", "published", "", 0),
        ("date: 2024-05-31\ndraft: true", "draft", "draft, line 4", 0),
        ("date: 2024-05-31\nno-rss: true", "excluded", "no-rss, line 4", 0),
        ("date: 2999-05-31", "held", "until 2999-05-30T16:00:00Z, by articles.future", 0),
        ("date: 2024-05-31\nexpires: 2024-06-01", "expired", "since 2024-05-31T16:00:00Z, by articles.expired", 0),
        ("date: 2024-05-31\npublishDate: 2999-05-31", "held", "until 2999-05-30T16:00:00Z, by articles.future", 0),
        ("date: 32 May", "left out", None, 1),
    ],
)
def test_status_and_reason(site: Path, head: str, status: str, why: str | None, code: int) -> None:
    (site / "articles" / "b.md").write_text(f"---\ntitle: B\n{head}\n---\nB\n")

    result = run("inspect", "--json", "articles/b.md")
    found = json.loads(result.stdout)

    assert (found["status"], result.exit_code) == (status, code)
    assert found["why"] == (found["problems"][0]["message"] if why is None else why)
    assert bool(found["feeds"]) == (status in ("published", "held"))
    assert (found["id"] is None) == (status in ("left out", "draft", "excluded"))


def field(name: str, path: str) -> tuple[Any, str]:
    """Return the value of a field and what is said of where it comes from, which the text has as well."""
    found = next(one for one in as_json(path)["fields"] if one["field"] == name)
    text = run("inspect", path).stdout
    assert f"({found['rule']})" in text or found["key"], text
    return found["value"], found["rule"]


def test_a_draft_without_a_date_has_none_and_no_id(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndraft: true\n---\nB\n")
    (site / "articles" / "c.md").write_text("---\ntitle: C\ndraft: true\ndate: soon\n---\nB\n")
    build()
    (site / "articles" / "b.md").rename(site / "articles" / "moved.md")
    build()

    for name in ("moved.md", "c.md"):
        assert field("published", name) == (None, "none that can be read; a draft needs none")
        assert as_json(name)["id"] is None
        text = run("inspect", name).stdout
        assert "  id          -  (no entry while it is a draft)\n" in text
        assert "1970" not in text + json.dumps(as_json(name))
        assert "kept" not in text


@pytest.mark.parametrize(
    ("pattern", "link"),
    [("/:year/:title/", None), ("/p/:title/", "https://harbour-news.org/p/b/")],
)
def test_the_link_of_a_draft_is_known_unless_it_depends_on_its_date(site: Path, pattern: str, link: str | None) -> None:
    file = site / "config.yaml"
    file.write_text(file.read_text().replace("/p/:abbrlink.html", pattern))
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndraft: true\n---\nB\n")
    (site / "articles" / "c.md").write_text("---\ntitle: C\ndraft: true\ndate: 2024-05-31\n---\nB\n")

    rule = f"permalink {pattern}: known when the article has a date" if link is None else f"permalink {pattern}"
    assert field("link", "b.md") == (link, rule)
    assert field("link", "c.md")[0] == f"https://harbour-news.org{pattern}".replace(":year", "2024").replace(
        ":title", "c"
    )


@pytest.mark.parametrize(
    ("permalink", "why"),
    [
        ("null", "set articles.permalink, or write permalink: /path/ in its front matter"),
        (
            "[{path: 'posts/**', pattern: /:title/}]",
            "no pattern of articles.permalink is for this path; write permalink: /path/ in its front matter",
        ),
    ],
)
def test_inspect_names_the_key_that_would_set_a_link(site: Path, permalink: str, why: str) -> None:
    file = site / "config.yaml"
    file.write_text(file.read_text().replace("/p/:abbrlink.html", permalink))

    assert field("link", "deep/a.md") == (None, why)


def test_inspect_names_the_key_for_undated_articles(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ntitle: B\n---\nB\n")

    value, why = field("published", "b.md")

    assert (value, why) == (None, "none that can be read: write date, or set articles.undated to file-time")


def test_a_future_article_is_in_its_feeds_from_then_on(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndate: 2999-05-31\n---\nB\n")

    assert "  feeds       Harbour News  (the site, from then on)\n" in run("inspect", "b.md").stdout


def test_the_substitute_for_a_missing_field_is_named(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndate: 2024-05-31\n---\n")

    assert field("authors", "b.md")[1] == "none named, and site.author is not set"
    assert field("language", "b.md")[1] == "site.language is used"
    assert field("image", "b.md")[1] == "none named, and none in the body"
    assert field("summary", "b.md")[1] == "none named, and the body has no text"

    file = site / "config.yaml"
    file.write_text(file.read_text().replace("language: en", "author: Ann"))
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndate: 2024-05-31\n---\n![Boat](/b.png) Sea.\n")

    assert field("authors", "b.md")[1] == "site.author is used"
    assert field("language", "b.md")[1] == "none named, and site.language is not set"
    assert field("image", "b.md")[1] == "the first image of the body is used"
    assert field("summary", "b.md")[1] == "the beginning of the body is used"


def test_a_default_that_keeps_an_article_out_is_named(site: Path) -> None:
    file = site / "config.yaml"
    file.write_text(file.read_text().replace("articles: {", "articles: {defaults: {values: {publish: false}}, "))

    shown = as_json("articles/deep/a.md")

    assert (shown["status"], shown["why"]) == ("draft", "publish: articles.defaults")


def test_a_file_of_a_page_bundle_of_hugo_is_not_read(site: Path) -> None:
    (site / "config.yaml").write_text(dedent(CONFIG).replace("articles: {", "articles: {generator: hugo, "))
    (site / "articles" / "deep" / "index.md").write_text(dedent(ARTICLE).lstrip())

    found = as_json("articles/deep/a.md")

    assert (found["status"], found["why"]) == ("not read", "it is a file of the page bundle deep")


def test_an_article_in_a_hidden_category_is_excluded(site: Path) -> None:
    with (site / "config.yaml").open("a") as file:
        file.write("categories: {hidden: [Banks]}\n")

    found = as_json("articles/deep/a.md")

    assert (found["status"], found["why"], found["feeds"]) == ("excluded", "in one of categories.hidden", [])


def test_a_copy_of_another_article_is_a_duplicate_of_it(site: Path) -> None:
    for name in ("b.md", "c.md"):
        (site / "articles" / name).write_text("---\ntitle: B\ndate: 2024-05-31\n---\nB\n")
    build()
    (site / "articles" / "a.md").write_text("---\ndate: 2024-05-31\ntitle: B\ntags: [x]\n---\nB\n")

    first, copy, new = (as_json(f"articles/{name}.md") for name in "bca")

    assert (first["status"], first["why"]) == ("published", "")
    assert (copy["status"], copy["feeds"]) == ("duplicate", [])
    assert copy["why"] == "an exact copy of articles/b.md, which is published instead"
    assert new["status"] == "published", "the next build publishes the first by path"
    assert "duplicate  (an exact copy of articles/b.md" in run("inspect", "c.md").stdout


def test_a_copy_of_an_article_that_no_feed_shows_is_no_duplicate(site: Path) -> None:
    (site / "articles" / "b.md").write_text("---\ntitle: B\ndate: 2024-05-31\ncategories: [Secret]\n---\nB\n")
    (site / "articles" / "c.md").write_text("---\ntitle: B\ndate: 2024-05-31\n---\nB\n")
    with (site / "config.yaml").open("a") as file:
        file.write("categories: {hidden: [Secret]}\n")
    build()

    assert as_json("articles/c.md")["status"] == "published"


def test_a_file_that_the_patterns_exclude(site: Path) -> None:
    (site / "articles" / "README.md").write_text("# Read me\n")
    (site / "articles" / ".hidden.md").write_text("---\ntitle: B\ndate: 2024-05-31\n---\n")

    assert as_json("articles/README.md")["why"] == "it does not match source.include, or it matches source.exclude"
    assert as_json("articles/.hidden.md")["status"] == "not read"


@pytest.mark.parametrize("name", ["articles/deep/a.md", "deep/a.md", "./articles/../articles/deep/a.md"])
def test_paths_are_relative_to_several_folders(site: Path, name: str) -> None:
    assert as_json(name)["path"] == "articles/deep/a.md"


def test_files_that_are_not_articles_are_refused(site: Path) -> None:
    (site / "articles" / "link.md").symlink_to(site / "config.yaml")
    os.mkfifo(site / "articles" / "pipe.md")

    for name, code in (
        ("nowhere.md", "file-missing"),
        ("config.yaml", "file-outside-source"),
        ("articles/deep", "not-a-file"),
        ("articles/link.md", "not-a-file"),
        ("articles/pipe.md", "not-a-file"),
    ):
        with pytest.raises(ConfigurationError) as raised:
            run("inspect", name)
        assert raised.value.problems[0].code == code


def test_a_file_that_is_too_large_is_refused(site: Path) -> None:
    with (site / "config.yaml").open("a") as file:
        file.write("source: {max_bytes: 10}\n")

    with pytest.raises(ConfigurationError) as raised:
        run("inspect", "articles/deep/a.md")
    assert raised.value.problems[0].code == "file-too-large"


def test_control_characters_are_not_printed(site: Path) -> None:
    text = '---\ntitle: "a\\u202eb\\e[31m"\ndate: 2024-05-31\ntags: ["\\e]0;x\\a"]\n---\n\x1b[2J body\n'
    (site / "articles" / "b\x1b[1m.md").write_text(text)

    shown = run("inspect", "articles/b\x1b[1m.md").stdout

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\a" not in shown


def test_undated_articles_get_the_file_time_if_configured(site: Path) -> None:
    file = site / "articles" / "b.md"
    file.write_text("# B\n")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    config, paths = open_project(site / "config.yaml")

    left_out = inspect_article(config, paths, "b.md", datetime.now(UTC))
    (site / "config.yaml").write_text(dedent(CONFIG).replace("articles: {", "articles: {undated: file-time, "))
    dated = as_json("articles/b.md")

    assert left_out.status == "left out"
    assert "no date" in left_out.why
    assert {field["field"]: field["value"] for field in dated["fields"]}["published"] == "2023-11-14T22:13:20Z"


def test_exit_statuses(site: Path) -> None:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "feedmaker", *arguments]
        return subprocess.run(whole, cwd=site, capture_output=True, text=True, check=False)

    assert command("inspect", "articles/deep/a.md").returncode == 0
    missing = command("inspect", "nowhere.md")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == "nowhere.md: does not exist\n  hint: name an article file under articles\n"
    assert command("check").returncode == 2
    assert command("build", "-q").returncode == 0
    assert command("check").returncode == 0
    (site / "broken.xml").write_text("<rss version='2.0'><channel></channel></rss>")
    broken = command("check", "broken.xml")
    assert broken.returncode == 1
    assert "broken.xml" in broken.stdout
    assert "errors" in broken.stderr


def test_check_without_a_configuration_checks_output(site: Path) -> None:
    (site / "config.yaml").unlink()
    (site / "output").mkdir()
    (site / "output" / "rss.xml").write_text("<rss version='2.0'><channel></channel></rss>")

    assert run("check").exit_code == 1
