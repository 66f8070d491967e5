"""A client of RFC 5005 walks the archives, and goes on polling while articles are added."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_client import Client, read
from serving import Web, serving
from sites import EXPECTED, Site

FILES = ("rss.xml", "atom.xml")
LOG = {entry.title for entry in EXPECTED if "Log" in entry.categories}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A site that no test changes."""
    with serving() as running:
        site(tmp_path_factory.mktemp("archives"), running)
        yield running


@pytest.fixture
def own_web() -> Iterator[Web]:
    with serving() as running:
        yield running


def site(folder: Path, web: Web) -> Site:
    made = Site(folder, web.url)
    made.fill()
    made.build()
    web.folder = made.output
    return made


def log_article(site: Site, number: int) -> str:
    title = f"Log of tide {number}"
    date = f"2024-04-{1 + number // 24:02} {number % 24:02}:00:00Z"
    site.put(f"log/{number}.md", f"---\ntitle: {title}\ndate: {date}\ncategories: [Log]\n---\nHigh at {number}.\n")
    return title


@pytest.mark.parametrize("name", FILES)
def test_the_chain_yields_every_entry_once_newest_first(web: Web, name: str) -> None:
    documents = Client(f"{web.url}categories/log/{name}").poll()

    found = [title for document in documents for _, title in document.entries]
    assert found == [entry.title for entry in EXPECTED if "Log" in entry.categories]
    assert len(documents[0].entries) == 3
    assert len(documents) == 3


@pytest.mark.parametrize("name", FILES)
def test_every_document_links_its_neighbours(web: Web, name: str) -> None:
    current, *archives = Client(f"{web.url}categories/log/{name}").poll()

    assert not current.is_archive
    assert not {"current", "next-archive"} & set(current.links)
    assert current.links["self"] == current.url
    later = None
    for archive in archives:
        assert archive.is_archive
        assert not archive.is_complete
        assert (archive.links["self"], archive.links["current"]) == (archive.url, current.url)
        assert archive.links.get("next-archive") == later
        later = archive.url


@pytest.mark.parametrize("name", FILES)
def test_a_feed_that_holds_everything_needs_no_archive(web: Web, name: str) -> None:
    whole = read(f"{web.url}categories/log/letters/{name}")

    assert "prev-archive" not in whole.links
    assert [title for _, title in whole.entries] == ["An old letter"]


def test_a_client_that_polls_misses_nothing_and_full_archives_do_not_change(own_web: Web, tmp_path: Path) -> None:
    growing = site(tmp_path, own_web)
    clients = [Client(f"{own_web.url}categories/log/{name}") for name in FILES]
    wanted = set(LOG)
    frozen: dict[str, bytes] = {}
    number = 0
    for added in (0, 1, 2, 3, 4, 7):
        wanted |= {log_article(growing, number + step) for step in range(added)}
        number += added
        growing.build()
        for client in clients:
            client.poll()
            assert set(client.entries.values()) == wanted
        for file in sorted((growing.output / "categories/log/archive").iterdir()):
            data = file.read_bytes()
            if data.count(b"<item>") + data.count(b"<entry") == 3 and b"next-archive" in data:
                assert frozen.setdefault(file.name, data) == data
    assert len(frozen) > 8
    assert number == 17


def test_a_client_that_was_away_for_long_finds_everything(own_web: Web, tmp_path: Path) -> None:
    growing = site(tmp_path, own_web)
    client = Client(f"{own_web.url}categories/log/rss.xml")
    client.poll()
    titles = {log_article(growing, number) for number in range(20)}

    growing.build()
    documents = client.poll()

    assert set(client.entries.values()) == LOG | titles
    assert len(documents) > 5
