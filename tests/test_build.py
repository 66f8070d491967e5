"""What a build does and what it leaves alone; work is counted, not timed."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site, leftovers

from feedmaker.build import guards
from feedmaker.build.workers import read as reading
from feedmaker.build.workers.context import read_file
from feedmaker.config.schema import Source
from feedmaker.loader import scan
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.report import Report


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.article("a.md", "Ship", 1, categories=["harbour"])
    site.article("b.md", "Net", 2, categories=["harbour"])
    site.article("c.md", "Fish", 3, categories=["market"])
    site.article("d.md", "Rope", 4)
    assert site.build().exit == 0
    return site


def work(report: Report) -> tuple[int, int]:
    """Give how many files were parsed and how many feeds were written."""
    return report.articles.parsed, report.feeds.written


def test_the_first_build_parses_every_file_and_writes_every_feed(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", 1, categories=["harbour", "north"])
    site.article("b.md", "Net", 2)

    report = site.build()

    assert work(report) == (2, 3)
    assert report.feeds.total == 3
    assert set(report.written) == set(site.files())
    assert not leftovers(site.folder)


def test_documents_name_their_stylesheet_relative_to_themselves(tmp_path: Path) -> None:
    """So that a mirror, a preview and another scheme find it."""
    site = Site(tmp_path / "site", feeds={"archives": True, "limit": 1})
    for day in (1, 2, 3):
        site.article(f"{day}.md", "Ship", day, categories=["harbour", "north"])
    site.build()

    named = {
        path: str(re.findall('<\\?xml-stylesheet type="text/css" href="(.*)"', path.read_text("utf-8"))[0])
        for path in site.output.rglob("*.xml")
    }

    assert len({len(path.parents) for path in named}) == 5
    for path, reference in named.items():
        assert (path.parent / reference).resolve() == site.output / "feed.css"


def test_nothing_is_parsed_or_written_where_nothing_changed(site: Site) -> None:
    before = site.mtimes()

    report = site.build()

    assert work(report) == (0, 0)
    assert (report.written, report.articles.reused, site.mtimes()) == ((), 4, before)


def test_an_edited_body_writes_the_feeds_of_the_article_and_no_other(site: Site) -> None:
    site.article("a.md", "Ship", 1, "Another boat.", categories=["harbour"])
    before = site.mtimes()

    report = site.build()

    assert work(report) == (1, 2)
    untouched = {path for path, mtime in site.mtimes().items() if before[path] == mtime}
    assert {"categories/market/rss.xml", "categories/market/index.html", "feed.css"} <= untouched


def test_an_added_article_writes_its_feeds(site: Site) -> None:
    site.article("e.md", "Crab", 5, categories=["market"])

    assert work(site.build()) == (1, 2)


def test_a_removed_article_parses_nothing_and_takes_its_empty_feed_away(site: Site) -> None:
    (site.source / "c.md").unlink()

    report = site.build()

    assert work(report) == (0, 1)
    assert report.feeds.removed == 1
    assert not (site.output / "categories" / "market").exists()


def test_each_folder_is_listed_once_by_a_build_that_finds_a_change(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("news/e.md", "Sail", 5)
    site.build()
    site.article("news/e.md", "Sails", 5)
    listed = []
    real = scan._read_folder

    def counted(root: str, path: str, *rest: Any) -> Any:
        listed.append(path)
        return real(root, path, *rest)

    monkeypatch.setattr(scan, "_read_folder", counted)

    assert site.build().articles.parsed == 1
    assert listed == ["", "news"]


def test_a_build_that_ended_since_the_folders_were_looked_at_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("a.md", "Ship ahoy", 1, categories=["harbour"])

    def build_between(_: object) -> None:
        monkeypatch.undo()
        site.article("e.md", "Sail")
        site.build()

    monkeypatch.setattr(guards, "check_paths", build_between)

    report = site.build()

    assert (report.articles.found, report.articles.published) == (5, 5)
    assert site.files() == site.build_afresh()


def read_in(site: Site) -> tuple[list[str], Report]:
    """Build, and name the files that were opened."""
    opened = []
    real = read_file

    def read(path: str, source: Source) -> Any:
        opened.append(path.rpartition("/")[2])
        return real(path, source)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_file", read)
        return opened, site.build_here()


def test_a_touched_file_is_read_and_neither_parsed_nor_written(site: Site) -> None:
    site.touch("a.md")

    opened, report = read_in(site)
    assert (opened, work(report)) == (["a.md"], (0, 0))
    opened, report = read_in(site)
    assert (opened, work(report)) == ([], (0, 0))


def test_equal_bytes_written_anew_are_not_parsed(site: Site) -> None:
    site.put("a.md", (site.source / "a.md").read_bytes())

    assert work(site.build()) == (0, 0)
    assert site.files() == site.build_afresh()


def test_a_touched_file_whose_time_is_its_date_is_parsed(site: Site) -> None:
    site.configure(articles={"undated": "file-time"})
    site.put("undated.md", "---\ntitle: Undated\n---\nOf the ship.\n")
    site.build()
    site.touch("undated.md")

    assert site.build().articles.parsed == 1
    assert site.files() == site.build_afresh()


def test_a_touched_file_that_could_not_be_rendered_is_tried_once_more(site: Site) -> None:
    site.article("a.md", "Ship ahoy", body="Of a body that is too deep.")
    real = BodyRenderer.render

    def render(self: BodyRenderer, text: str, **rest: Any) -> Any:
        if "too deep" in text:
            raise RecursionError
        return real(self, text, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BodyRenderer, "render", render)
        assert site.build().articles.left_out == 1
    assert site.build().articles.left_out == 1
    site.touch("a.md")

    assert site.build().articles.left_out == 0
    assert site.files() == site.build_afresh()


def test_a_touched_file_that_is_left_out_stays_so(site: Site) -> None:
    site.put("a.md", "---\ntitle: Ship\ndate: soon\n---\n")
    before = site.build()
    site.touch("a.md")

    after = site.build()

    assert (after.articles.left_out, after.articles.parsed) == (1, 0)
    assert after.problems == before.problems


def test_a_new_category_writes_the_feeds_it_left_and_joined(site: Site) -> None:
    site.article("a.md", "Ship", 1, categories=["north"])

    report = site.build()

    assert work(report) == (1, 3)  # the site's, harbour, north
    assert report.feeds.total == 4


def test_an_article_beyond_the_limit_is_parsed_and_writes_no_feed(site: Site) -> None:
    site.configure(feeds={"limit": 2})
    site.build()

    site.article("old.md", "Old", "2020-01-01")

    # Only the lists count one more.
    report = site.build()
    assert work(report) == (1, 0)
    assert set(report.written) <= {"index.html", "feeds.json", "feeds.opml"}


def test_articles_of_one_second_are_in_the_order_of_their_ids_whichever_was_there_first(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"limit": 3})
    for name in ("d", "b", "e", "a", "c"):
        site.article(f"{name}.md", f"Ship {name}", 1, guid=f"tag:harbour.example,2024:{name}")
        site.build()
        assert site.files() == site.build_afresh()

    assert [item["title"] for item in site.items()] == ["Ship a", "Ship b", "Ship c"]


def test_a_renamed_file_keeps_its_id_and_gets_its_new_link(site: Site) -> None:
    site.configure(articles={"permalink": "/:title/"})
    site.build()
    before = site.ids()["Rope"]

    (site.source / "d.md").rename(site.source / "cord.md")
    report = site.build()

    assert report.articles.parsed == 1
    item = next(item for item in site.items() if item["title"] == "Rope")
    assert (item["id"], item["url"]) == (before, "https://harbour.example/cord/")


def test_a_title_of_one_category_in_the_configuration_writes_that_feed_alone(site: Site) -> None:
    site.configure(categories={"settings": {"market": {"title": "Fish of the day"}}})

    assert work(site.build()) == (0, 1)


def test_an_alias_writes_the_feeds_it_joins(site: Site) -> None:
    site.configure(categories={"aliases": {"market": "harbour"}})

    report = site.build()

    # The site feed says the category of each entry too.
    assert work(report) == (0, 2)
    assert (report.feeds.total, report.feeds.removed) == (2, 1)


def test_a_title_of_the_site_writes_every_feed_and_parses_nothing(site: Site) -> None:
    site.configure(site={"title": "Harbour Post"})

    assert work(site.build()) == (0, 3)


def test_a_setting_of_reading_parses_every_file_and_writes_only_what_differs(site: Site) -> None:
    site.configure(categories={"separator": ","})

    assert work(site.build()) == (4, 0)


def test_removing_a_format_removes_its_files(site: Site) -> None:
    site.configure(feeds={"formats": ["rss"]})

    site.build()

    assert not list(site.output.rglob("atom.xml")) + list(site.output.rglob("feed.json"))


def test_a_deleted_file_of_the_output_is_written_again(site: Site) -> None:
    before = site.files()
    (site.output / "categories" / "market" / "atom.xml").unlink()

    report = site.build()

    assert work(report) == (0, 1)
    assert report.written == ("categories/market/atom.xml",)
    assert site.files() == before


@pytest.mark.parametrize("deed", ["damage", "delete"])
def test_a_part_of_an_archive_is_written_again_too(site: Site, deed: str) -> None:
    site.configure(feeds={"archives": True, "limit": 1})
    site.build()
    before = site.files()
    part = site.output / "categories" / "harbour" / "archive" / "atom-1.xml"
    part.write_bytes(b"damaged") if deed == "damage" else part.unlink()

    report = site.build()

    assert report.written == ("categories/harbour/archive/atom-1.xml",)
    assert site.files() == before


def test_full_reads_everything_and_rewrites_nothing_that_is_equal(site: Site) -> None:
    before = site.mtimes()

    report = site.build(full=True)

    assert work(report) == (4, 0)
    assert site.mtimes() == before


def test_a_dry_run_writes_nothing_and_counts_the_feeds_that_would_be(site: Site) -> None:
    site.article("e.md", "Crab", 5, categories=["market"])
    before = site.mtimes()

    report = site.build(dry_run=True)

    assert work(report) == (1, 2)
    assert site.mtimes() == before
    assert [(change.kind, change.path) for change in report.changes] == [("new", "e.md")]
    built = site.build()
    assert work(built) == (1, 2)
    assert built.written == report.written


def dry(site: Site) -> tuple[int, list[tuple[str, str]]]:
    """Return how many files a dry run would write, and what subscribers would see."""
    report = site.build(dry_run=True)
    return len(report.written), [(change.kind, change.path) for change in report.changes]


def test_a_dry_run_after_a_mere_rename_says_that_nothing_would_be_written(site: Site) -> None:
    site.configure(articles={"permalink": "/:post_title/"})
    site.build()
    (site.source / "a.md").rename(site.source / "renamed.md")

    assert dry(site) == (0, [])
    assert site.build().written == ()


def test_a_dry_run_after_a_new_permalink_names_every_entry(site: Site) -> None:
    site.configure(articles={"permalink": "/new/:title/"})
    written, changes = dry(site)

    assert [kind for kind, _ in changes] == ["changed"] * len(site.items())
    assert written == len(site.build().written) > 0


def test_a_key_that_no_feed_shows_is_no_change(site: Site) -> None:
    text = (site.source / "a.md").read_text()
    site.put("a.md", text.replace("---\n", "---\nmood: calm\n", 1))

    assert dry(site) == (0, [])
    assert site.build().changes == ()


def test_feeds_that_would_be_added_moved_and_removed_are_named(site: Site) -> None:
    site.article("e.md", "Crab", 5, categories=["nets"])
    assert site.build(dry_run=True).new_feeds == ("categories/nets",)
    assert site.build().new_feeds == ("categories/nets",)
    site.configure(feeds={"path": "c/{category}"})
    report = site.build(dry_run=True)
    assert ("categories/nets", "c/nets") in report.moved_feeds
    assert report.new_feeds == ()
    assert (site.build().moved_feeds, site.build().new_feeds) == (report.moved_feeds, ())
    (site.source / "e.md").unlink()
    assert site.build(dry_run=True).removed_feeds == ("c/nets",)


def test_without_the_state_published_feeds_are_not_new(site: Site) -> None:
    site.state.unlink()
    site.article("e.md", "Crab", 5)
    report = site.build(dry_run=True)

    assert (report.changes, report.new_feeds) == ((), ())
    assert report.written == site.build().written != ()


def test_every_file_that_was_written_is_reported_even_the_lists(site: Site) -> None:
    before = site.files()
    site.article("e.md", "Crab", 5)

    report = site.build()

    after = site.files()
    assert set(report.written) == {path for path in after if before.get(path) != after[path]}
    assert "index.html" in report.written


def test_exact_copies_are_one_entry_in_the_feeds_of_all_and_each_is_named(site: Site) -> None:
    site.article("copy.md", "Ship", 1, categories=["north"])
    site.article("more/copy.md", "Ship", 1, categories=["Harbour"])

    report = site.build()

    assert (report.articles.duplicate, report.articles.published) == (2, 4)
    assert [problem.path for problem in report.problems if problem.code == "article-copied"] == [
        "articles/copy.md",
        "articles/more/copy.md",
    ]
    for feed in ("", "categories/harbour", "categories/north"):
        assert sum(item["title"] == "Ship" for item in site.items(feed)) == 1
    assert site.files() == site.build_afresh()


def test_a_copy_that_a_custom_feed_includes_by_path_appears_once(site: Site) -> None:
    site.configure(feeds={"custom": [{"name": "far", "title": "Far", "any": ["path:far/*"]}]})
    site.article("far/one.md", "Far", 9)
    site.article("far/two.md", "Far", 9)

    site.build()

    assert [item["title"] for item in site.items("feeds/far")] == ["Far"]


def test_a_copy_outlives_its_original_that_has_expired(site: Site) -> None:
    site.configure(articles={"expired": "drop"})
    site.article("copy.md", "Ship", 1, categories=["harbour"])
    site.article("0.md", "Ship", 1, expires="2024-05-01")

    report = site.build()

    assert (report.articles.excluded, report.articles.duplicate) == (1, 1)
    assert "Ship" in site.ids()


def test_the_spelling_of_a_copy_counts_and_is_reported(site: Site) -> None:
    site.article("copy.md", "Ship", 1, categories=["Market"])

    report = site.build()

    (variant,) = [problem for problem in report.problems if problem.code == "category-variants"]
    assert variant.message == "category 'Market' is also spelled 'market': they are one feed"


def test_the_lists_contain_no_clock_even_when_the_newest_article_is_of_the_first_second(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Old", "1970-01-01 00:00:00")
    site.build()
    before = site.files()

    site.now = site.now.replace(year=2025)
    site.build(full=True)

    assert site.files() == before


@pytest.mark.parametrize(("hidden", "visible"), [("0.md", "copy.md"), ("copy.md", "0.md")])
def test_a_copy_in_a_hidden_category_neither_hides_nor_names_anything(site: Site, hidden: str, visible: str) -> None:
    site.configure(categories={"hidden": ["attic"]})
    site.article(hidden, "Found", 9, categories=["attic"])
    site.article(visible, "Found", 9, categories=["harbour"])

    report = site.build()

    assert (report.articles.excluded, report.articles.duplicate, report.articles.published) == (1, 0, 5)
    assert "Found" in site.ids("categories/harbour")
    assert not any(b"attic" in data for data in site.files().values())


def test_an_article_that_cannot_be_rendered_is_left_out_where_it_would_be_shown_and_only_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedmaker.loader.body import render as body

    real = body.BodyRenderer.render

    def render(bodies: Any, text: str, **options: Any) -> Any:
        if "Poison" in text:
            raise ZeroDivisionError("a defect")
        return real(bodies, text, **options)

    monkeypatch.setattr(body.BodyRenderer, "render", render)
    site.configure(feeds={"limit": 2})
    site.article("e.md", "Bad", 5, "Poison.")
    site.article("f.md", "Worse", 6, "Poison.", categories=["market"])

    report = site.build()

    assert (report.articles.left_out, report.articles.published, report.exit) == (2, 4, 1)
    assert {problem.path for problem in report.problems} == {"articles/e.md", "articles/f.md"}
    assert list(site.ids()) == ["Rope", "Fish"]
    assert site.files() == site.build_afresh()
    assert work(site.build()) == (0, 0)
    site.article("g.md", "Crab", 7)
    site.article("h.md", "Seal", 8)
    report = site.build()
    assert report.articles.parsed == 2
    assert report.articles.left_out == 1
    assert site.files() == site.build_afresh()
    (site.source / "g.md").unlink()
    site.build()
    assert list(site.ids()) == ["Seal", "Rope"]
    assert site.files() == site.build_afresh()
    monkeypatch.undo()
    site.touch("e.md")
    site.build()
    assert list(site.ids()) == ["Seal", "Bad"]


def test_the_list_of_feeds_has_the_sums_of_their_files_even_when_it_is_asked_for_late(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", output={"index": False})
    site.article("a.md", "Ship", categories=["Boats"])
    site.build()
    assert not (site.output / "feeds.json").exists()

    site.configure(output={"index": True})
    site.build()

    feeds = json.loads((site.output / "feeds.json").read_bytes())["feeds"]
    sums = {
        f"{feed['id']} {name}": (feed["sha256"][name], hashlib.sha256(data).hexdigest())
        for feed in feeds
        for name, url in feed["urls"].items()
        for data in [(site.output / url.removeprefix("https://harbour.example/")).read_bytes()]
    }
    assert len(sums) >= 6
    assert all(told == found for told, found in sums.values())
    assert site.files() == site.build_afresh()
