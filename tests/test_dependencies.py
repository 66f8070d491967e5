"""Law 2 for settings: after a change of any one, a build gives what a build without state gives, and says why."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

from feedmaker.build.dependencies import dependencies, reading_changes, rendering_changes
from feedmaker.config import load_config
from feedmaker.config.schema import Config
from feedmaker.config.schema import Site as SiteSettings

#: Key → another value than the one in `SETTINGS`, or than the default. Every key of config.yaml has one.
OTHER: dict[str, Any] = {
    "site.title": "Harbour Post",
    "site.url": "https://other.example/",
    "site.feeds_url": "https://harbour.example/feeds/",
    "site.description": "Boats",
    "site.language": "uk",
    "site.timezone": "Asia/Shanghai",
    "site.author": {"name": "Mia", "email": "mia@harbour.example"},
    "site.rights": "CC0",
    "site.image": "https://harbour.example/logo.png",
    "site.icon": "https://harbour.example/icon.png",
    "site.pages": {"tag": "pelican:/t/:slug/"},
    "source.path": ["articles", {"path": "others", "language": "el"}],
    "source.include": ["**/*.md"],
    "source.exclude": ["news/**"],
    "source.encoding": "cp1251",
    "source.guard": 0.01,
    "source.sidecar": ".meta",
    "source.max_bytes": 1000,
    "source.shards": True,
    "articles.authors": {"Jo": {"name": "Jo Pier"}},
    "articles.tags": {"rope": "Ropes"},
    "articles.fields": {"image": ["cover_of_mine"]},
    "articles.defaults": [{"path": "news/**", "values": {"draft": "true"}}],
    "articles.generator": "jekyll",
    "articles.permalink": [{"path": "news/**", "pattern": "/n/:title/"}, {"path": "*", "pattern": "/p/:title.html"}],
    "articles.ids": "link",
    "articles.body": "html",
    "articles.markdown": "hexo",
    "articles.emoji": True,
    "articles.drop": [".ad"],
    "articles.split": "headings",
    "articles.future": "publish",
    "articles.undated": "file-time",
    "articles.expired": "keep",
    "articles.draft_tags": ["rope"],
    "articles.date_order": "mdy",
    "articles.time": "12:00",
    "articles.excerpt_separator": "<!--cut-->",
    "articles.root": "site",
    "articles.variables": {"harbour.name": "Lee"},
    "articles.timeout": 20,
    "categories.nested": False,
    "categories.default": "rest",
    "categories.folders": True,
    "categories.max_per_article": 1,
    "categories.separator": ";",
    "categories.aliases": {"boats": "ships"},
    "categories.hidden": ["secret"],
    "categories.settings": {"boats": {"title": "All boats", "limit": 1}},
    "feeds.formats": ["rss", "json"],
    "feeds.limit": 2,
    "feeds.max_bytes": 6000,
    "feeds.content": "summary",
    "feeds.markdown": True,
    "feeds.min_articles": 3,
    "feeds.max_feeds": 2,
    "feeds.path": "c/{category}",
    "feeds.slug": "ascii",
    "feeds.archives": True,
    "feeds.tags": True,
    "feeds.hidden_tags": ["Rope"],
    "feeds.authors": True,
    "feeds.languages": True,
    "feeds.custom": [{"name": "net", "title": "Nets", "any": ["path:news/*", "author:Jo", "language:ar"]}],
    "feeds.link_posts": "target",
    "feeds.untitled": True,
    "feeds.podcast": {"category": "News"},
    "feeds.ttl": 60,
    "output.path": "elsewhere",
    "output.precompress": ["gzip"],
    "output.host": "netlify",
    "output.index": False,
    "output.texts": {"search": "Find"},
    "hub": ["https://hub.example/"],
    "state": ".feedmaker/other.sqlite3",
}
#: Ids of feeds come from their address at first, and are kept.
FEED_ID = re.compile(rb"urn:uuid:[0-9a-f-]{36}")


def leaves(value: object, key: str = "") -> Iterator[str]:
    """Yield the keys of the schema."""
    if is_dataclass(value) and key.count(".") < 1:
        for field in fields(value):
            yield from leaves(getattr(value, field.name), f"{key}.{field.name}" if key else field.name)
    else:
        yield key


def nested(key: str, value: Any) -> dict[str, Any]:
    section, _, name = key.rpartition(".")
    return {section: {name: value}} if section else {name: value}


def test_every_setting_has_another_value_here() -> None:
    config = Config(site=SiteSettings("Harbour", "https://harbour.example/", "https://harbour.example/"))

    assert sorted(OTHER) == sorted(leaves(config))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Articles on which every setting has an effect; all have a guid."""
    site = Site(tmp_path / "site", feeds={"languages": False})
    count = 0

    def article(path: str, date: str | int, body: str = "A *boat* came in. :tada:", **more: Any) -> None:
        nonlocal count
        count += 1
        values = {"guid": f"urn:example:{count}", "categories": ["boats"], "tags": ["rope"], "author": "Jo", **more}
        site.article(path, f"Ship {count}", date, body, **values)

    article("listopad.md", "5 listopad 2023")
    article("ambiguous.md", "2024-01-09", updated="03/04/2024")
    article("order.md", "2024-01-10 09:00", updated="04/03/2024", lang="ar")
    article("news/a.html", 1, "<p>One</p><p class='ad'>Buy</p><!--cut--><p>Two</p><img src='/b.png'>", lang="en")
    article("news/b.md", 2, "# Head\n\n![b](b.png)\n\n<!--cut-->\n\n" + "Long text. " * 300, cover_of_mine="/c.jpg")
    article("path.md", 3, categories=["boats", "small"])
    article("two.md", 3, categories=[["boats"], ["nets"]])
    article("divided.md", 4, categories="boats;nets")
    article("none.md", 5, "One line\nand another", categories=[])
    article("news/none.md", 5, categories=[])
    article("secret.md", 6, categories=["secret"])
    article("future.md", "2024-08-01")
    article("expired.md", 7, expires="2024-05-01")
    article("large.md", 8, "Word " * 500)
    article("names.md", 8, "Of {{ harbour.name }}: [rope]({tag}rope).")
    article("金.md", 9, categories=["金融"])
    site.put("undated.md", "---\ntitle: Undated\nguid: urn:example:undated\n---\nText.\n")
    site.put("old.md", "---\ntitle: Привет\ndate: 2024-02-02\nguid: urn:example:old\n---\nТекст\n".encode("cp1251"))
    note = (
        "---\ndate: 2024-02-03\nguid: urn:example:note\nlink: https://other.example/x\npermalink: /own/\n---\nA note.\n"
    )
    site.put("031500.md", note)
    log = "---\ntitle: Log\ndate: 2024-02-04\nguid: urn:example:log\n---\n## 1.0 - 2024-01-20\n\n- A rope\n"
    site.put("log.md", log)
    site.put("news/a.meta", "title: Beside\ndate: 2024-02-03\nguid: urn:example:beside\n")
    (site.folder / "others").mkdir()
    (site.folder / "others" / "z.md").write_text("---\ntitle: Z\ndate: 2024-03-03\nguid: urn:example:z\n---\nZ\n")
    return site


@pytest.mark.parametrize("key", sorted(set(OTHER) - {"state", "output.path"}))
def test_a_change_of_any_setting_gives_what_a_build_without_state_gives(site: Site, key: str) -> None:
    site.build(jobs=2)
    before = site.files()

    site.configure(**nested(key, OTHER[key]))
    report = site.build(jobs=2, new_ids=True, allow_empty=True)

    after, fresh = site.files(), site.build_afresh(jobs=2)
    if key in {"site.url", "site.feeds_url"}:
        after, fresh = ({path: FEED_ID.sub(b"", data) for path, data in files.items()} for files in (after, fresh))
        after, fresh = (
            {path: data for path, data in files.items() if path != "feeds.json"} for files in (after, fresh)
        )
    assert after == fresh
    # all articles have a guid, and the site is in no folder
    silent = {"articles.timeout", "articles.ids", "articles.root", "source.guard", "source.shards"}
    assert (after != before) == (key not in silent), "the articles of this test must show the setting"
    # And nothing is left to do.
    assert site.build(jobs=2).feeds.written == 0
    reasons = {*report.reasons.articles, *(feed.reason for feed in report.reasons.feeds)}
    if reading_changes({key: "a"}, {key: "b"}):
        assert f"{key} changed" in reasons


def test_a_setting_that_is_not_known_to_be_irrelevant_is_relevant() -> None:
    before, now = {"articles.invented": "1", "package nh3": "1"}, {"articles.invented": "2", "package nh3": "2"}

    assert reading_changes(before, now) == ["articles.invented", "package nh3"]
    assert rendering_changes(before, now) == ["articles.invented", "package nh3"]


def test_values_are_short_whatever_the_configuration_holds(tmp_path: Path) -> None:
    aliases = {f"name {number}": f"alias {number}" for number in range(5000)}
    config = load_config(
        {"site": {"title": "T", "url": "https://harbour.example/"}, "categories": {"aliases": aliases}},
        check_folders=False,
    )

    assert len(json.dumps(dependencies(config))) < 10_000


def test_another_release_of_a_package_reads_everything_again(site: Site, tmp_path: Path) -> None:
    config = load_config(site.config_file)
    for version in ("0.3.4", "0.3.5"):
        (tmp_path / version / f"nh3-{version}.dist-info").mkdir(parents=True)

    before, now = (dependencies(config, [str(tmp_path / version)]) for version in ("0.3.4", "0.3.5"))

    assert reading_changes(before, now) == ["package nh3"]
