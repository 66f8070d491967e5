"""Real readers subscribe to the feeds over HTTP and follow them through the edits that authors make."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from by_mail import Rss2email
from in_node import RssParser
from in_python import Feedparser, Lemon24
from in_terminal import Newsboat, Sfeed
from serving import Web, serving
from shown import Reader, Shown
from sites import EXPECTED, Expected, Site, at

READERS: tuple[type[Reader], ...] = (Newsboat, Sfeed, Rss2email, Feedparser, Lemon24, RssParser)
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
PAIRS = [(reader, kind) for reader in READERS for kind in reader.formats]


def rename(site: Site) -> None:
    (site.source / "berths").mkdir()
    (site.source / "no-page.md").rename(site.source / "berths" / "gate.md")
    (site.source / "plain.md").rename(site.source / "berths" / "first.md")


def retitle(site: Site) -> None:
    site.edit("signs.md", 'Fish & chips: 5 < 6, List<String>, AT&T\'s \\"best\\"', "Chips & fish: 6 > 5")


def edit_the_body(site: Site) -> None:
    site.edit("emoji.md", "Weigh 🪝 them :anchor: all.", "Drop 🪝 them all again.")


def redate(site: Site) -> None:
    site.edit("pictures.md", "date: 2024-03-08 08:00:00Z", "date: 2024-03-12 09:00:00Z")


def relink(site: Site) -> None:
    site.edit("corrected.md", "/p/prices.html", "/prices/2024.html")


def recategorise(site: Site) -> None:
    site.edit("voices.md", "categories: [Voices]", "categories: [Log, Voices]")


def remove(site: Site) -> None:
    (site.source / "own-id.html").unlink()


def add(site: Site) -> None:
    site.put(
        "new.md", "---\ntitle: News of today\ndate: 2024-03-13 08:00:00Z\npermalink: /p/new.html\n---\nCome & see.\n"
    )


def nothing(site: Site) -> None:
    """Leave everything as it is."""


#: What the author does, one build after the other; the titles that are new by it.
HISTORY: dict[Callable[[Site], None], set[str]] = {
    nothing: set(),
    rename: set(),
    retitle: set(),
    edit_the_body: set(),
    redate: set(),
    relink: set(),
    recategorise: set(),
    remove: set(),
    add: {"News of today"},
}

#: sfeed identifies items by id, title and link together: one with another title or link is another item.
SHOWN_AGAIN: dict[tuple[str, str], set[str]] = {
    ("sfeed", "retitle"): {"Chips & fish: 6 > 5"},
    ("sfeed", "relink"): {"Prices, corrected"},
}

#: Readers that keep one author of several: which one.
ONE_AUTHOR = {
    ("newsboat", "rss"): -1,
    ("sfeed", "rss"): 0,
    ("sfeed", "atom"): 0,
    ("rss2email", "rss"): 0,
    ("rss2email", "atom"): -1,
    ("reader", "rss"): -1,
    ("reader", "atom"): -1,
    ("rss-parser", "rss"): 0,
    ("rss-parser", "atom"): 0,
}

#: feedparser gives the id of an Atom entry that has no link as its link.
ID_AS_LINK = {("feedparser", "atom"), ("rss2email", "atom"), ("reader", "atom")}

#: Readers that follow a change of an entry that they hold already.
FOLLOWS = {"newsboat", "feedparser", "reader", "rss-parser"}


@dataclass
class Subscription:
    """What a reader showed at each step of the history."""

    reader: Reader
    first: list[Shown] = field(default_factory=list)
    new: dict[str, set[str]] = field(default_factory=dict)
    held: dict[str, list[Shown]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    def look(self, step: str) -> None:
        """Read what has come by a step."""
        self.new[step] = {entry.title for entry in self.reader.refresh()}
        self.held[step] = self.reader.entries()


Told = dict[tuple[type[Reader], str], Subscription]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Every reader that can be had, after the whole history."""
    folder = tmp_path_factory.mktemp("readers")
    pairs = [pair for pair in PAIRS if not pair[0].missing()]
    with serving() as web, ThreadPoolExecutor(4) as pool:
        site = Site(folder / "site", web.url)
        site.fill()
        site.build()
        web.folder = site.output
        subscriptions = dict(zip(pairs, pool.map(lambda pair: _subscribe(folder, web, *pair), pairs), strict=True))
        for step in HISTORY:
            step(site)
            wait_for_the_next_second()
            site.build()
            list(pool.map(partial(Subscription.look, step=step.__name__), subscriptions.values()))
        for (reader, kind), subscription in subscriptions.items():
            subscription.statuses = web.statuses(f"{reader.name}-{kind}")
        yield subscriptions


def wait_for_the_next_second() -> None:
    """Let a feed be newer than the one before: HTTP dates have whole seconds, and libcurl drops what is not newer."""
    time.sleep(1 - time.time() % 1)


def _subscribe(folder: Path, web: Web, reader: type[Reader], kind: str) -> Subscription:
    query = f"{reader.name}-{kind}"
    (folder / query).mkdir()
    subscription = Subscription(reader(folder / query, f"{web.url}{FILES[kind]}?{query}"))
    subscription.first = subscription.reader.refresh()
    return subscription


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0].name}-{pair[1]}")
def pair(request: pytest.FixtureRequest) -> Any:
    reader, _ = request.param
    if reader.missing():
        pytest.skip(reader.missing())
    return request.param


def by_title(entries: list[Shown]) -> dict[str, Shown]:
    return {entry.title: entry for entry in entries}


def test_every_entry_is_shown_once_with_its_title(told: Told, pair: Any) -> None:
    assert sorted(entry.title for entry in told[pair].first) == sorted(entry.title for entry in EXPECTED)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.title[:12])
def test_an_entry_is_shown_as_its_author_wrote_it(told: Told, pair: Any, expected: Expected) -> None:
    name, kind = pair[0].name, pair[1]

    shown = by_title(told[pair].first)[expected.title]

    if expected.link or (name, kind) not in ID_AS_LINK:
        assert shown.link == expected.link
    else:
        assert shown.link.startswith("urn:uuid:")
    assert shown.date == (expected.updated if name == "rss2email" and expected.updated else expected.published)
    if shown.updated is not None:
        assert shown.updated == (expected.updated or expected.published)
    authors = expected.authors
    if (name, kind) in ONE_AUTHOR:
        assert shown.authors == authors[ONE_AUTHOR[name, kind]]
    else:
        assert shown.authors == ", ".join(authors)
    if shown.categories is not None:
        assert shown.categories == expected.categories
    if shown.enclosures is not None:
        assert shown.enclosures == expected.enclosures
    assert [words for words in expected.says if words not in shown.content] == []
    assert "steal" not in shown.content


@pytest.mark.parametrize("step", [step.__name__ for step in HISTORY])
def test_exactly_what_is_new_is_shown_as_new(told: Told, pair: Any, step: str) -> None:
    new = {change.__name__: titles for change, titles in HISTORY.items()}[step]

    assert told[pair].new[step] == SHOWN_AGAIN.get((pair[0].name, step), new)


def test_changes_are_followed_in_place_where_the_reader_can(told: Told, pair: Any) -> None:
    titles = by_title(told[pair].held["retitle"])
    body = by_title(told[pair].held["edit_the_body"])["⚓ Anchors 👩‍👩‍👧 & 🇨🇳 flags"].content

    if pair[0].name in FOLLOWS:
        assert "Chips & fish: 6 > 5" in titles
        assert 'Fish & chips: 5 < 6, List<String>, AT&T\'s "best"' not in titles
        assert "Drop 🪝 them all again." in body
    else:
        assert 'Fish & chips: 5 < 6, List<String>, AT&T\'s "best"' in titles
        assert "Weigh 🪝 them :anchor: all." in body


def test_a_new_date_and_a_new_link_are_followed_where_the_reader_can(told: Told, pair: Any) -> None:
    name = pair[0].name
    dated = by_title(told[pair].held["redate"])["Lanterns"]
    linked = [entry.link for entry in told[pair].held["relink"] if entry.title == "Prices, corrected"]
    old, new = "https://harbour.example/p/prices.html", "https://harbour.example/prices/2024.html"

    assert dated.date == (at(12, 9) if name in FOLLOWS - {"newsboat"} else at(8, 8))
    assert linked == {"sfeed": [old, new], "rss2email": [old]}.get(name, [new])


def test_what_left_the_feed_stays_with_readers_that_store_entries(told: Told, pair: Any) -> None:
    gone = "An old letter" not in by_title(told[pair].held["remove"])

    assert gone is (pair[0].name in {"feedparser", "rss-parser"})


def test_a_reader_that_asks_with_validators_is_spared_what_did_not_change(told: Told, pair: Any) -> None:
    name = pair[0].name
    statuses = told[pair].statuses

    # newsboat keeps the validators of a feed from the second answer on.
    unchanged = statuses[2 if name == "newsboat" else 1]
    assert (unchanged == 304) is (name in {"newsboat", "rss2email", "reader"})
    assert set(statuses) <= {200, 304}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_what_each_reader_showed_stands_in_the_docs(reader: type[Reader]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "readers.md").read_text(encoding="utf-8")

    assert f"| {reader.name} " in text
