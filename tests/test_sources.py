"""Several source folders in one build: ids, paths, links, guards and what the articles of a folder have in common."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from site_folder import Site

import feedmaker
from feedmaker.cli.main import feedmaker as command
from feedmaker.loader.body.article_links import references
from feedmaker.loader.body.article_references import find_articles
from feedmaker.problems import BuildRefused, ConfigurationError

PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000001e000000140806000000")
BOTH = {"path": ["articles", {"path": "notes"}]}


def two_folders(folder: Path, **config: Any) -> Site:
    """A site with articles/boat.md and notes/boat.md."""
    site = Site(folder, source=BOTH, **config)
    site.article("boat.md", "A boat", 1)
    site.article("../notes/boat.md", "A note on a boat", 2)
    return site


def ids(site: Site) -> dict[str, str]:
    """Title → id in the published feed."""
    feed = json.loads((site.output / "feed.json").read_text())
    return {item["title"]: item["id"] for item in feed["items"]}


def test_articles_of_every_folder_are_in_the_feeds_and_those_with_one_path_have_ids_of_their_own(
    tmp_path: Path,
) -> None:
    site = two_folders(tmp_path / "site")

    report = site.build()

    assert report.articles.published == report.articles.found == 2
    assert len(set(ids(site).values())) == 2


def test_a_second_folder_changes_no_id_of_the_first(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("boat.md", "A boat", 1)
    site.build()
    alone = ids(site)
    site.configure(source=BOTH)
    site.article("../notes/boat.md", "A note on a boat", 2)

    site.build()

    assert ids(site)["A boat"] == alone["A boat"]
    site.state.unlink()
    site.build()
    assert ids(site)["A boat"] == alone["A boat"]


def test_the_name_of_a_folder_keeps_the_ids_of_its_articles_when_it_moves(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"path": ["articles", {"path": "notes", "name": "notes"}]})
    site.article("../notes/boat.md", "A note on a boat", 2)
    site.build()
    before = ids(site)
    site.state.unlink()
    (site.folder / "notes").rename(site.folder / "moved")
    site.configure(source={"path": [{"path": "moved", "name": "notes"}, {"path": "articles", "name": "main"}]})

    site.build()

    assert ids(site) == before


def test_the_second_build_with_two_folders_does_nothing(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.build()

    report = site.build()

    assert report.articles.parsed == report.feeds.written == 0
    assert report.articles.published == 2


def test_incremental_equals_full_with_two_folders(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.build()
    site.article("../notes/boat.md", "A note on a ship", 2)
    site.article("../notes/deep/oar.md", "An oar", 3)
    (site.source / "boat.md").unlink()
    site.article("ship.md", "A ship", 4)
    site.build(allow_empty=True)
    incremental = {path.name: path.read_bytes() for path in site.output.glob("*.xml")}

    site.build(full=True)

    assert incremental == {path.name: path.read_bytes() for path in site.output.glob("*.xml")}


def test_what_the_articles_of_a_folder_have_in_common(tmp_path: Path) -> None:
    notes = {
        "path": "notes",
        "language": "de",
        "category": "Notes",
        "author": {"name": "Ola Beam", "email": "ola@harbour.example"},
        "permalink": "/notes/:title/",
    }
    site = Site(
        tmp_path / "site",
        source={"path": ["articles", notes]},
        articles={"permalink": "/:title/"},
        feeds={"languages": True},
    )
    site.article("boat.md", "A boat", 1, category="Boats")
    site.article("../notes/oar.md", "An oar", 2)
    site.article("../notes/own.md", "Own", 3, category="Oars", lang="fr", author="Ann")
    site.build()

    found = {entry.title: entry for entry in feedmaker.entries(site.config_file)}

    assert found["A boat"].link == "https://harbour.example/boat/"
    assert (found["A boat"].language, found["A boat"].categories) == (None, ("Boats",))
    assert found["An oar"].link == "https://harbour.example/notes/oar/"
    assert (found["An oar"].language, found["An oar"].categories) == ("de", ("Notes",))
    assert [(one.name, one.email) for one in found["An oar"].authors] == [("Ola Beam", "ola@harbour.example")]
    assert (found["Own"].language, found["Own"].categories) == ("fr", ("Oars",))
    assert [one.name for one in found["Own"].authors] == ["Ann"]
    assert (site.output / "categories" / "notes" / "rss.xml").exists()


def test_the_common_values_of_a_folder_are_under_the_keys_that_the_configuration_reads(tmp_path: Path) -> None:
    source = {"path": ["articles", {"path": "notes", "category": "Notes"}]}
    site = Site(tmp_path / "site", source=source, articles={"fields": {"category": ["topic"]}})
    site.article("../notes/oar.md", "An oar", 2)

    (entry,) = feedmaker.entries(site.config_file)

    assert entry.categories == ("Notes",)


def test_a_change_of_what_a_folder_has_in_common_reaches_its_articles(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.build()
    site.configure(source={"path": ["articles", {"path": "notes", "category": "Notes"}]})

    site.build()

    assert (site.output / "categories" / "notes" / "rss.xml").exists()


@pytest.mark.parametrize("source", ["notes", ["notes"], {"path": ["notes"]}, [{"path": "notes"}]])
def test_source_may_be_the_path_alone_or_a_list_with_the_ids_of_one_folder(tmp_path: Path, source: object) -> None:
    site = Site(tmp_path / "site")
    site.article("../notes/oar.md", "An oar", 2)
    site.configure(source={"path": "notes"})
    expected = [entry.id for entry in feedmaker.entries(site.config_file)]
    configuration = {**site.config, "source": source}
    site.config_file.write_text(json.dumps(configuration))

    assert [entry.id for entry in feedmaker.entries(site.config_file)] == expected


class TestGuards:
    def test_a_folder_that_is_gone_is_refused_although_the_other_has_most_articles(self, tmp_path: Path) -> None:
        site = two_folders(tmp_path / "site")
        for day in range(3, 9):
            site.article(f"{day}.md", f"Boat {day}", day)
        site.build()
        (site.folder / "notes").rename(site.folder / "lost")

        with pytest.raises(BuildRefused, match="source notes is missing"):
            site.build()

    @pytest.mark.parametrize(("guard", "is_deployed"), [(0.0, False), (0.5, False), (0.5, True)])
    def test_a_folder_that_is_suddenly_empty_is_refused(self, tmp_path: Path, guard: float, is_deployed: bool) -> None:
        site = two_folders(tmp_path / "site")
        for day in range(3, 9):
            site.article(f"{day}.md", f"Boat {day}", day)
        site.configure(source={**BOTH, "guard": guard})
        site.build()
        (site.folder / "notes" / "boat.md").unlink()
        if is_deployed:
            shutil.rmtree(site.output)

        with pytest.raises(BuildRefused, match="only 0 of the 1 articles of notes"):
            site.build()
        report = site.build(allow_empty=True)

        assert report.articles.published == 7
        assert [(p.path, p.code) for p in report.problems if p.code == "source-empty"] == [("notes", "source-empty")]

    def test_a_folder_that_is_taken_out_of_the_configuration_is_no_loss(self, tmp_path: Path) -> None:
        site = two_folders(tmp_path / "site")
        site.build()
        site.configure(source={"path": ["articles"]})

        report = site.build()

        assert report.articles.published == 1
        assert [(change.kind, change.path) for change in report.changes] == [("gone", "notes/boat.md")]

    def test_a_folder_that_does_not_exist_at_first_is_a_mistake_of_the_configuration(self, tmp_path: Path) -> None:
        site = Site(tmp_path / "site", source={"path": ["articles", "notez"]})
        (site.folder / "notes").mkdir()

        with pytest.raises(ConfigurationError) as raised:
            site.build()

        (problem,) = raised.value.problems
        assert (problem.code, problem.message) == ("config-source-missing", "source.path[2] does not exist: 'notez'")
        assert problem.hint == "write it as notes"

    def test_two_folders_of_one_name_are_a_mistake(self, tmp_path: Path) -> None:
        site = Site(tmp_path / "site", source={"path": ["articles", "notes", {"path": "more", "name": "notes"}]})
        for name in ("notes", "more"):
            (site.folder / name).mkdir()

        with pytest.raises(ConfigurationError) as raised:
            site.build()

        assert [problem.code for problem in raised.value.problems] == ["config-duplicate-key"]


def test_a_folder_within_another_one_is_read_once_with_its_own_values(tmp_path: Path) -> None:
    source = {"path": ["articles", {"path": "articles/notes", "category": "Notes"}]}
    site = Site(tmp_path / "site", source=source)
    site.article("boat.md", "A boat", 1)
    site.article("notes/oar.md", "An oar", 2)

    report = site.build()

    assert report.articles.found == 2
    assert (site.output / "categories" / "notes" / "rss.xml").exists()


def test_problems_and_changes_name_the_folder_as_the_configuration_does(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.article("../notes/undated.md", "Undated", "tomorrow")
    site.build()
    site.article("../notes/oar.md", "An oar", 3)

    report = site.build()

    assert [problem.path for problem in report.problems if problem.code == "date-unreadable"] == ["notes/undated.md"]
    assert [change.path for change in report.changes] == ["notes/oar.md"]


def test_the_copy_in_the_first_folder_is_the_original(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.article("zebra.md", "A zebra", 4)
    site.article("../notes/ant.md", "A zebra", 4)
    alone = Site(tmp_path / "alone")
    alone.article("zebra.md", "A zebra", 4)
    alone.build()

    report = site.build()

    assert [problem.path for problem in report.problems if problem.code == "article-copied"] == ["notes/ant.md"]
    assert ids(site)["A zebra"] == ids(alone)["A zebra"]


def test_an_article_that_moves_to_another_folder_keeps_its_id(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")
    site.article("oar.md", "An oar", 3)
    site.build()
    before = ids(site)
    (site.source / "oar.md").rename(site.folder / "notes" / "oar.md")

    site.build()

    assert ids(site) == before


class TestLinksBetweenArticles:
    def test_a_name_leads_to_the_article_of_the_same_folder(self, tmp_path: Path) -> None:
        source = {"path": ["articles", {"path": "notes", "permalink": "/notes/:title/"}]}
        site = Site(tmp_path / "site", source=source, articles={"permalink": "/:title/"})
        site.article("boat.md", "A boat", 1)
        site.article("../notes/boat.md", "A note on a boat", 2)
        site.article("a.md", "First", 3, "[x](boat.md)")
        site.article("../notes/b.md", "Second", 4, '[x](boat.md) [y]({{< ref "boat" >}}) [z]({{< ref "a" >}})')

        found = {entry.title: entry.content for entry in feedmaker.entries(site.config_file)}

        assert 'href="https://harbour.example/boat/"' in found["First"]
        assert found["Second"].count('href="https://harbour.example/notes/boat/"') == 2
        assert 'href="https://harbour.example/a/"' in found["Second"]

    def test_a_path_out_of_a_folder_leads_to_no_article_of_another_one(self) -> None:
        (reference,) = references("[x](../../boat.md)", ".notes/sub/b.md", "markdown")

        assert find_articles([reference], [(1, "boat.md"), (2, ".notes/boat.md")]) == {}


def test_pictures_beside_the_articles_of_a_second_folder_are_found(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site", articles={"permalink": "/:title/"})
    site.put("../notes/oar.png", PNG)
    site.article("../notes/oar.md", "An oar", 3, image="oar.png")

    found = {entry.title: entry for entry in feedmaker.entries(site.config_file)}

    image = found["An oar"].image
    assert image is not None
    assert (image.width, image.height) == (30, 20)


def test_inspect_knows_the_articles_of_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = two_folders(
        tmp_path / "site", feeds={"custom": [{"name": "boats", "title": "Boats", "any": ["path:boat*"]}]}
    )
    site.build()
    monkeypatch.chdir(site.folder)

    result = CliRunner().invoke(command, ["inspect", "--json", "notes/boat.md"])

    found = json.loads(result.stdout)
    assert (found["path"], found["status"]) == ("notes/boat.md", "published")
    assert found["id"]["id"] == ids(site)["A note on a boat"]
    assert [feed["title"] for feed in found["feeds"]] == ["Harbour News", "Boats"]


def test_the_library_reads_the_articles_of_every_folder(tmp_path: Path) -> None:
    site = two_folders(tmp_path / "site")

    assert [(article.path, article.title) for article in feedmaker.articles(site.config_file)] == [
        ("boat.md", "A boat"),
        ("boat.md", "A note on a boat"),
    ]
