"""What a build refuses to do, and what it never follows, reads or writes."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from site_folder import Site, tree

from feedmaker.config.schema import Source
from feedmaker.problems import BuildFailed, BuildRefused, ConfigurationError


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", source={"guard": 0.5}, articles={"permalink": "/:title/"})
    for number in range(6):
        site.article(f"news/{number}.md", f"Ship {number}", number, categories=["harbour"])
    site.build()
    return site


def everything(site: Site) -> dict[str, tuple[int, bytes]]:
    """Give all files of the output, hidden ones too, with their mtimes."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(site.output.rglob("*"))
        if path.is_file() and path.name != ".feedmaker.lock"
    }


def refused(site: Site, *words: str) -> None:
    """See that a build is refused with these words, that nothing is written, and what the command line makes of it."""
    before = everything(site)
    folders = {path for path in site.output.rglob("*") if path.is_dir()}
    with pytest.raises(BuildRefused) as refusal:
        site.build()
    done = site.run("build")

    for word in words:
        assert word in refusal.value.message + refusal.value.hint
        assert word in done.stderr
    assert "nothing was written" in refusal.value.message
    assert refusal.value.hint
    assert done.returncode == 3
    assert everything(site) == before
    assert {path for path in site.output.rglob("*") if path.is_dir()} == folders


def test_a_missing_source_is_refused(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")

    refused(site, "source articles is missing", "source.path")

    (site.folder / "elsewhere").rename(site.source)
    assert site.build().exit == 0


def test_a_source_that_is_a_file_is_refused(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.write_text("?")
    before = everything(site)

    with pytest.raises((BuildRefused, ConfigurationError)):
        site.build()

    assert everything(site) == before


def test_an_empty_source_is_refused(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.mkdir()

    refused(site, "only 0 of the 6 articles published before would be left", "0 files found", "--allow-empty")

    report = site.build(allow_empty=True)
    assert (report.articles.found, site.items()) == (0, [])


def test_a_source_that_lost_more_than_half_is_refused(site: Site) -> None:
    for number in range(4):
        (site.source / "news" / f"{number}.md").unlink()

    refused(site, "only 2 of the 6", "source.guard", "--allow-empty")

    site.configure(source={"guard": 0.3})
    assert site.build().articles.published == 2


def test_a_source_that_lost_half_is_published(site: Site) -> None:
    for number in range(3):
        (site.source / "news" / f"{number}.md").unlink()

    assert site.build().articles.published == 3


def test_articles_that_became_unreadable_are_missed_too(site: Site) -> None:
    for number in range(5):
        site.put(f"news/{number}.md", "---\ntitle: [\ndate: no\n---\n")

    refused(site, "only 1 of the 6")


def test_an_exclude_pattern_that_takes_all_away_is_refused(site: Site) -> None:
    site.configure(source={"exclude": ["**/*"]})

    refused(site, "only 0 of the 6", "0 files found")


def test_the_guard_holds_without_a_state(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.mkdir()
    site.state.unlink()

    refused(site, "only 0 of the 6")


def test_the_guard_holds_without_a_manifest(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.mkdir()
    (site.output / ".feedmaker.json").unlink()

    refused(site, "only 0 of the 6")


def test_the_guard_holds_where_the_output_is_elsewhere(site: Site) -> None:
    shutil.rmtree(site.output)
    site.output.mkdir()
    shutil.rmtree(site.source)
    site.source.mkdir()

    refused(site, "only 0 of the 6")


def test_the_guard_is_not_for_another_output(site: Site) -> None:
    site.configure(output={"path": "other"})
    shutil.rmtree(site.source)
    site.source.mkdir()

    assert site.build().articles.published == 0


def test_the_guard_compares_with_the_last_build_and_not_the_first(site: Site) -> None:
    for count in (3, 2, 1):
        (site.source / "news" / f"{count}.md").unlink()
        site.build()

    assert site.build().articles.published == 3


def test_a_first_build_of_an_empty_folder_is_not_refused(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"guard": 0.5}, articles={"permalink": "/:title/"})

    assert site.build().exit == 0
    assert site.items() == []


@pytest.mark.parametrize("is_deployed", [False, True])
def test_a_build_says_that_a_format_to_which_people_subscribe_is_removed(site: Site, is_deployed: bool) -> None:
    site.configure(feeds={"formats": ["rss"]})
    if is_deployed:
        shutil.rmtree(site.output)
        site.output.mkdir()

    said = "every atom.xml and feed.json is removed"
    assert [said in notice for notice in site.build(dry_run=True).notices] == [True]
    assert [said in notice for notice in site.build().notices] == [True]
    assert site.build().notices == ()


def test_a_dry_run_is_refused_too(site: Site) -> None:
    shutil.rmtree(site.source / "news")

    with pytest.raises(BuildRefused):
        site.build(dry_run=True)


@pytest.mark.parametrize("mode", [0, 0o444])
def test_a_source_that_may_not_be_read_is_refused(site: Site, mode: int) -> None:
    before = everything(site)
    site.source.chmod(mode)

    done = site.run_unprivileged("build")

    site.source.chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert "cannot be read: Permission denied; nothing was written" in done.stderr
    assert everything(site) == before


def test_a_folder_and_a_file_that_may_not_be_read_are_named_and_the_others_published(site: Site) -> None:
    site.article("secret/a.md", "Secret", 7)
    site.article("b.md", "Locked", 8)
    (site.source / "secret").chmod(0)
    (site.source / "b.md").chmod(0)

    done = site.run_unprivileged("build")

    (site.source / "secret").chmod(0o755)
    (site.source / "b.md").chmod(0o644)
    assert done.returncode == 1, done.stderr
    assert "articles/secret: folder cannot be read: Permission denied" in done.stderr
    assert "articles/b.md: file cannot be read: Permission denied" in done.stderr
    assert len(site.items()) == 6
    assert site.build().articles.published == 8


def test_ids_of_articles_outlive_a_folder_that_cannot_be_read_for_a_while(site: Site) -> None:
    site.article("secret/a.md", "Secret", 7)
    site.build()
    (site.source / "secret" / "a.md").rename(site.source / "secret" / "b.md")
    site.build()
    before = site.ids()["Secret"]
    (site.source / "secret").chmod(0)
    statuses = [site.run_unprivileged("build").returncode for _ in range(2)]
    (site.source / "secret").chmod(0o755)
    assert statuses == [1, 1], "articles are left out"

    site.build()

    assert site.ids()["Secret"] == before


def test_a_pattern_that_begins_with_the_source_folder_is_named(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"exclude": ["articles/private/**"]})
    site.article("private/a.md", "Ship")

    notice = "the pattern 'articles/private/**' matches nothing: below source articles, write it as 'private/**'"
    assert site.build().notices == (notice,)
    (site.source / "articles").mkdir()
    assert site.build().notices == ()


def test_the_output_may_be_inside_the_source_and_is_not_read(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"include": ["**/*"]}, output={"path": "articles/public"})
    site.output = site.source / "public"
    site.article("a.md", "Ship")

    first, second = site.build(), site.build(full=True)

    assert first.articles.found == second.articles.found == 1
    assert first.notices == ("the output is inside source articles: its files are not read as articles",)
    assert second.notices == ()
    assert site.items()[0]["title"] == "Ship"


@pytest.mark.parametrize("path", ["./articles/../articles/public/", "articles//public"])
def test_the_output_is_not_read_whatever_way_it_is_spelled(tmp_path: Path, path: str) -> None:
    site = Site(tmp_path / "site", output={"path": path})
    site.article("a.md", "Ship")
    site.build()

    assert site.build(full=True).articles.found == 1


def test_the_output_is_not_read_when_the_source_is_reached_through_a_link(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"path": "link"}, output={"path": "articles/public"})
    (site.folder / "link").symlink_to("articles")
    site.article("a.md", "Ship")
    site.build()

    assert site.build(full=True).articles.found == 1


def test_the_source_may_be_inside_the_output(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", source={"path": "public/posts"}, output={"path": "public"})
    site.source, site.output = site.folder / "public" / "posts", site.folder / "public"
    site.article("a.md", "Ship", categories=["posts"])

    site.build()

    assert site.build(full=True).articles.found == 1
    assert (site.output / "rss.xml").exists()


def test_a_feed_that_would_be_written_among_the_articles_is_refused(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "site", source={"path": "public/posts"}, output={"path": "public"}, feeds={"path": "{category}"}
    )
    site.source, site.output = site.folder / "public" / "posts", site.folder / "public"
    site.article("a.md", "Ship", categories=["posts"])
    before = tree(site.source)

    with pytest.raises(BuildRefused, match="among the articles"):
        site.build()

    assert tree(site.source) == before


def test_output_and_source_may_not_be_one_folder(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", output={"path": "./articles/"})
    site.article("a.md", "Ship")

    with pytest.raises((BuildRefused, ConfigurationError)):
        site.build()

    assert sorted(tree(site.source)) == ["a.md"]


def test_files_of_others_in_the_output_are_neither_replaced_nor_deleted(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", categories=["harbour"])
    site.output.mkdir()
    (site.output / "index.html").write_text("my own page")
    (site.output / "notes.txt").write_text("mine")

    with pytest.raises(BuildRefused, match=r"did not write: index\.html; nothing was written") as refusal:
        site.build()

    assert "output.path" in refusal.value.hint
    assert tree(site.output) == {"index.html": b"my own page", "notes.txt": b"mine"}
    (site.output / "index.html").unlink()
    site.build()
    site.configure(output={"index": False})
    shutil.rmtree(site.source)
    site.source.mkdir()
    (site.output / "categories" / "harbour" / "mine.txt").write_text("mine")
    site.build(allow_empty=True)
    assert (site.output / "notes.txt").read_text() == "mine"
    assert (site.output / "categories" / "harbour" / "mine.txt").read_text() == "mine"
    assert not (site.output / "categories" / "harbour" / "rss.xml").exists()


def test_a_feed_that_somebody_else_wrote_is_not_replaced(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", categories=["harbour"])
    (site.output / "categories" / "harbour").mkdir(parents=True)
    (site.output / "categories" / "harbour" / "rss.xml").write_text("<rss/>")

    with pytest.raises(BuildRefused, match=r"categories/harbour/rss\.xml"):
        site.build()

    assert tree(site.output) == {"categories/harbour/rss.xml": b"<rss/>"}


def test_a_lost_manifest_lets_no_file_of_others_be_deleted_and_ours_be_replaced(site: Site) -> None:
    (site.output / ".feedmaker.json").write_text("damaged")
    site.article("news/0.md", "Ship 0", 0, "Edited.", categories=["harbour"])

    site.build()

    assert site.files() == site.build_afresh()


def test_live_feeds_are_not_given_the_ids_of_another_host_because_the_state_is_lost(site: Site) -> None:
    site.configure(site={"url": "https://port.example/"})
    kept = site.ids()
    assert site.build().exit == 0
    assert site.ids() == kept
    site.state.unlink()
    site.configure(site={"url": "https://third.example/"})

    refused(site, "port.example", "third.example", "--new-ids")

    site.build(new_ids=True)
    assert site.ids() != kept


def test_links_that_lead_out_or_in_circles_are_not_followed_and_reported(site: Site, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.md").write_text("---\ntitle: Outside\ndate: 2024-01-01\n---\n")
    (site.source / "out").symlink_to(tmp_path / "outside")
    (site.source / "x.md").symlink_to(tmp_path / "outside" / "x.md")
    (site.source / "news" / "circle").symlink_to(site.source)
    (site.source / "self.md").symlink_to("self.md")
    (site.source / "nowhere.md").symlink_to("nothing")
    (site.source / "picture.png").symlink_to("nothing")

    report = site.build()

    assert "Outside" not in site.ids()
    assert report.articles.found == 6
    assert {(problem.path, problem.code) for problem in report.problems} == {
        ("articles/out", "link-not-followed"),
        ("articles/x.md", "link-not-followed"),
        ("articles/news/circle", "link-not-followed"),
        ("articles/self.md", "link-not-followed"),
        ("articles/nowhere.md", "link-not-followed"),
    }
    assert all(problem.hint for problem in report.problems)


def test_what_is_no_file_is_not_opened_and_reported(site: Site) -> None:
    os.mkfifo(site.source / "pipe.md")
    (site.source / "folder.md").mkdir()
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(site.source / "s.md"))
    expected = {("articles/pipe.md", "is a named pipe, not a file"), ("articles/s.md", "is a socket, not a file")}
    try:
        os.mknod(site.source / "null.md", 0o644 | 0o020000, os.makedev(1, 3))
        expected.add(("articles/null.md", "is a device, not a file"))
    except OSError:
        pass  # only root may make devices

    report = site.build()

    server.close()
    assert {(problem.path, problem.message) for problem in report.problems} == expected
    assert report.articles.found == 6


def test_a_file_that_becomes_a_pipe_after_the_scan_blocks_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from feedmaker.build.workers import read as reading
    from feedmaker.build.workers.context import FileStatus, read_file

    real = read_file

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        if path.endswith("/a.md"):
            os.unlink(path)
            os.mkfifo(path)
        return real(path, source)

    site.article("a.md", "Pipe", 8)
    monkeypatch.setattr(reading, "read_file", read)

    assert "Pipe" not in {problem.message for problem in site.build().problems}
    assert len(site.items()) == 6


def test_a_link_in_the_output_is_replaced_and_not_written_through(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    (site.output / "rss.xml").unlink()
    (site.output / "rss.xml").symlink_to(target)

    site.build()

    assert target.read_text() == "precious"
    assert not (site.output / "rss.xml").is_symlink()


def test_a_folder_of_the_output_that_is_a_link_is_refused(site: Site, tmp_path: Path) -> None:
    (site.output / "categories" / "harbour").rename(tmp_path / "elsewhere")
    (site.output / "categories" / "harbour").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    site.article("news/0.md", "Ship 0", 0, "Edited.", categories=["harbour"])

    refused(site, "symbolic link", "categories/harbour")

    assert tree(tmp_path / "elsewhere") == before


def test_nothing_is_deleted_through_a_link(site: Site, tmp_path: Path) -> None:
    (site.output / "categories" / "harbour").rename(tmp_path / "elsewhere")
    (site.output / "categories" / "harbour").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    for number in range(6):
        site.article(f"news/{number}.md", f"Ship {number}", number, categories=["bay"])

    site.build()

    assert tree(tmp_path / "elsewhere") == before


def test_a_forged_manifest_deletes_nothing_outside_the_output(site: Site) -> None:
    precious = site.folder / "precious.txt"
    precious.write_text("precious")
    (site.output / ".feedmaker.json").write_text(
        '{"published": 6, "files": ["../precious.txt", "/etc/hostname", "a/../../precious.txt", 7, "", "rss.xml"]}'
    )
    site.article("news/9.md", "Ship 9", 9)

    site.build()

    assert precious.exists()


def test_a_broken_output_path_is_reported(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")
    site.output.write_text("a file")

    with pytest.raises((BuildFailed, ConfigurationError)):
        site.build()

    assert site.output.read_text() == "a file"
