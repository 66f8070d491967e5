"""Ids for ever: through renames, edits, new links and hosts; never twice, never a dead one's (law 7)."""

from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.problems import BuildRefused


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", 1, "Of the ship.", categories=["harbour"])
    site.article("b.md", "Net", 2, "Of the net.")
    site.build()
    return site


def one(site: Site, title: str) -> str:
    """Give the id of the one entry with this title, the same in every format."""
    (found,) = [item["id"] for item in site.items() if item["title"] == title]
    for name in ("rss.xml", "atom.xml"):
        assert found in (site.output / name).read_text()
    return str(found)


def no_id_twice(site: Site) -> None:
    ids = [item["id"] for item in site.items()]
    assert len(ids) == len(set(ids))


def test_a_renamed_file_keeps_its_id(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "far").mkdir()
    (site.source / "a.md").rename(site.source / "far" / "ship.md")

    site.build()

    assert one(site, "Ship") == before


def test_a_file_that_is_renamed_and_edited_at_once_keeps_its_id_at_its_page(site: Site) -> None:
    site.configure(articles={"permalink": "/:year/:post_title/"})
    site.build()
    before = one(site, "Ship")
    (site.source / "a.md").unlink()
    site.article("ship/index.md", "Ship", 1, "Of the ship, and of her crew.")

    report = site.build()

    assert one(site, "Ship") == before
    assert [(change.kind, change.path) for change in report.changes] == [("changed", "ship/index.md")]
    no_id_twice(site)


@pytest.mark.parametrize(
    ("title", "day", "body"), [("Steamer", 1, "Of the ship."), ("Ship", 9, "Of the ship."), ("Ship", 1, "Of her crew.")]
)
def test_a_file_that_is_renamed_and_edited_at_once_keeps_its_id_at_another_page(
    site: Site, title: str, day: int, body: str
) -> None:
    site.configure(articles={"permalink": "/:year/:month/:day/:title/"})
    site.build()
    before = one(site, "Ship")
    (site.source / "a.md").unlink()
    site.article("renamed.md", title, day, body)

    site.build()

    assert one(site, title) == before
    no_id_twice(site)


@pytest.mark.parametrize(("title", "text"), [("Photo", ""), ("", "Of the ship.")])
def test_another_article_of_the_same_day_that_lacks_the_same_is_another_one(site: Site, title: str, text: str) -> None:
    site.configure(feeds={"untitled": True})
    site.put("c.md", f"---\ntitle: {title}\ndate: 2024-05-05\n---\n{text}\n")
    site.build()
    before = {item["id"] for item in site.items()}
    (site.source / "c.md").unlink()
    site.put("d.md", f"---\ntitle: {title and 'Other'}\ndate: 2024-05-05\n---\n{text and 'Of the sea.'}\n")

    site.build()

    assert len({item["id"] for item in site.items()} - before) == 1


def test_a_new_article_at_the_page_of_one_that_vanished_is_another_one_on_another_day(site: Site) -> None:
    site.configure(articles={"permalink": "/:post_title/"})
    site.build()
    before = one(site, "Ship")
    (site.source / "a.md").unlink()
    site.article("c.md", "Ship", 3, "Of another ship.")

    site.build()

    assert one(site, "Ship") != before


def test_two_new_articles_at_one_page_inherit_nothing(site: Site) -> None:
    site.configure(articles={"permalink": "/:year/:post_title/"})
    site.build()
    (site.source / "a.md").unlink()
    site.article("c.md", "Ship", 1, "Of the bow.")
    site.article("d.md", "Ship", 1, "Of the stern.")

    report = site.build()

    assert {change.kind for change in report.changes} == {"gone", "new"}
    no_id_twice(site)


def test_an_id_outlives_rename_title_date_body_category_link_and_host_one_after_the_other(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "a.md").rename(site.source / "ship.md")
    site.build()
    site.article("ship.md", "Steamer", 1, "Of the ship.")
    site.build()
    site.article("ship.md", "Steamer", 9, "Of the ship.")
    site.build()
    site.article("ship.md", "Steamer", 9, "Of the steamer.", categories=["north"], link="/steamer/")
    site.build()
    site.configure(site={"url": "https://port.example/"}, articles={"permalink": "/p/:title/"})
    site.build()

    assert one(site, "Steamer") == before
    assert site.items("categories/north")[0]["id"] == before


def test_an_explicit_guid_wins(site: Site) -> None:
    site.article("a.md", "Ship", 1, "Of the ship.", guid="tag:harbour.example,2024:ship")

    site.build()

    assert one(site, "Ship") == "tag:harbour.example,2024:ship"


def test_an_article_that_takes_the_path_of_one_that_moved_gets_an_id_of_its_own(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "a.md").rename(site.source / "moved.md")
    site.build()

    site.article("a.md", "Crab", 5)
    site.build()

    assert one(site, "Ship") == before
    no_id_twice(site)
    kept = site.ids()
    site.article("a.md", "Crab", 5, "With claws.")
    site.build()
    assert site.ids() == kept


def test_an_article_that_takes_the_path_in_the_same_build_gets_an_id_of_its_own(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "a.md").rename(site.source / "moved.md")
    site.article("a.md", "Crab", 5)

    site.build()

    assert one(site, "Ship") == before
    no_id_twice(site)


def test_files_that_swap_their_names_keep_their_ids(site: Site) -> None:
    before = site.ids()
    (site.source / "a.md").rename(site.source / "between")
    (site.source / "b.md").rename(site.source / "a.md")
    (site.source / "between").rename(site.source / "b.md")

    site.build()

    assert site.ids() == before


def test_files_that_are_numbered_anew_keep_their_ids(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    for number in range(5):
        site.article(f"{number}.md", f"Day {number}", 10 - number, f"Of day {number}.")
    site.build()
    before = site.ids()

    for number in reversed(range(5)):
        (site.source / f"{number}.md").rename(site.source / f"{number + 1}.md")
    site.article("0.md", "Today", 20)
    site.build()

    after = site.ids()
    assert {title: after[title] for title in before} == before
    no_id_twice(site)


def test_a_new_date_alone_keeps_the_id_even_beside_a_copy_of_the_old_article(site: Site) -> None:
    before = one(site, "Ship")
    text = (site.source / "a.md").read_text()
    site.put("a.md", text.replace("Of the ship.", "Of the old ship."))
    site.put("a-backup.md", text)

    site.build()

    assert before in {item["id"] for item in site.items()}
    no_id_twice(site)
    (item,) = [item for item in site.items() if item["id"] == before]
    assert "old ship" in item["content_html"]


def test_a_deleted_articles_id_is_not_used_again(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "a.md").unlink()
    site.build()

    site.article("a.md", "Another", 7)
    site.build()

    assert one(site, "Another") != before
    no_id_twice(site)


def test_a_restored_article_gets_its_old_id_at_any_path(site: Site) -> None:
    (site.source / "a.md").rename(site.source / "moved.md")
    site.build()
    before = one(site, "Ship")
    text = (site.source / "moved.md").read_text()
    (site.source / "moved.md").unlink()
    site.build()

    site.put("again/ship.md", text)
    site.build()

    assert one(site, "Ship") == before


def test_an_article_that_is_restored_at_its_path_gets_its_old_id(site: Site) -> None:
    before = one(site, "Ship")
    text = (site.source / "a.md").read_text()
    (site.source / "a.md").unlink()
    site.build()

    site.put("a.md", text)
    site.build()

    assert one(site, "Ship") == before


def test_an_article_that_was_away_to_be_edited_gets_its_old_id(site: Site) -> None:
    before = one(site, "Ship")
    (site.source / "a.md").unlink()
    site.build()

    site.article("a.md", "Steamer", 1, "Of the steamer.")
    site.build()

    assert one(site, "Steamer") == before
    no_id_twice(site)


def test_an_article_that_is_copied_first_and_deleted_later_keeps_its_id(site: Site) -> None:
    before = one(site, "Ship")
    site.put("moved/ship.md", (site.source / "a.md").read_text())
    report = site.build()
    assert report.articles.duplicate == 1
    (site.source / "a.md").unlink()

    site.build()

    assert one(site, "Ship") == before


def test_the_loss_of_a_copy_changes_no_id(site: Site) -> None:
    before = one(site, "Ship")
    site.put("0/ship.md", (site.source / "a.md").read_text())
    site.build()
    assert one(site, "Ship") == before
    (site.source / "0" / "ship.md").unlink()

    site.build()

    assert one(site, "Ship") == before


def test_a_file_that_is_broken_for_a_while_keeps_its_id(site: Site) -> None:
    (site.source / "a.md").rename(site.source / "ship.md")
    site.build()
    before = one(site, "Ship")
    text = (site.source / "ship.md").read_text()
    site.put("ship.md", "---\ntitle: Ship\ndate: 2024-99-99\n---\n")
    assert site.build().exit == 1

    site.put("ship.md", text)
    site.build()

    assert one(site, "Ship") == before


def test_two_articles_with_one_guid_are_both_named_and_the_first_keeps_it(site: Site) -> None:
    site.article("a.md", "Ship", 1, guid="tag:harbour.example,2024:one")
    site.build()
    site.article("0.md", "Crab", 5, guid="tag:harbour.example,2024:one")

    report = site.build()

    named = {problem.path for problem in report.problems if problem.code == "id-claimed-twice"}
    assert named == {"articles/a.md", "articles/0.md"}
    assert site.ids()["Ship"] == "tag:harbour.example,2024:one"
    no_id_twice(site)
    kept = site.ids()
    site.article("0.md", "Crab", 5, "With claws.", guid="tag:harbour.example,2024:one")
    site.build()
    assert site.ids() == kept


def test_the_second_claimant_keeps_its_id_when_the_first_goes(site: Site) -> None:
    site.article("a.md", "Ship", 1, guid="tag:harbour.example,2024:one")
    site.article("b.md", "Net", 2, guid="tag:harbour.example,2024:one")
    site.build()
    kept = site.ids()["Net"]
    (site.source / "a.md").unlink()
    site.build()

    site.article("b.md", "Net", 2, "Torn.", guid="tag:harbour.example,2024:one")
    site.build()

    assert site.ids() == {"Net": kept}


def test_a_draft_with_the_guid_of_a_published_article_takes_nothing_from_it(site: Site) -> None:
    site.article("0-draft.md", "Ship", 1, "Not yet.", guid="tag:harbour.example,2024:one", draft=True)
    site.build()
    site.article("a.md", "Ship", 1, guid="tag:harbour.example,2024:one")

    report = site.build()

    assert site.ids()["Ship"] == "tag:harbour.example,2024:one"
    assert [problem.code for problem in report.problems] == ["link-missing"]


def test_files_that_differ_by_their_suffix_claim_one_id_and_are_named(site: Site) -> None:
    site.article("a.html", "Page", 3)

    report = site.build()

    assert {problem.code for problem in report.problems} == {"id-claimed-twice", "link-missing"}
    no_id_twice(site)


def test_a_configuration_that_changes_ids_is_refused_without_new_ids(site: Site) -> None:
    site.article("a.md", "Ship", 1, uid="tag:harbour.example,2024:ship")
    site.build()
    before = site.mtimes()
    site.configure(articles={"fields": {"guid": ["uid"]}})

    with pytest.raises(BuildRefused, match="another id") as refusal:
        site.build()

    assert "--new-ids" in refusal.value.hint
    assert site.mtimes() == before
    site.build(new_ids=True)
    assert site.ids()["Ship"] == "tag:harbour.example,2024:ship"


def test_a_dry_run_reports_what_subscribers_would_see(site: Site) -> None:
    site.article("a.md", "Ship", 1, "Edited.", categories=["harbour"])
    (site.source / "b.md").unlink()
    site.article("c.md", "Crab", 5)
    site.article("d.md", "Fish", 6)
    site.build(dry_run=True)

    report = site.build(dry_run=True)

    changes = {(change.kind, change.path, change.title) for change in report.changes}
    assert changes == {
        ("changed", "a.md", "Ship"),
        ("gone", "b.md", "Net"),
        ("new", "c.md", "Crab"),
        ("new", "d.md", "Fish"),
    }


def test_a_dry_run_reports_ids_that_would_change(site: Site) -> None:
    site.article("a.md", "Ship", 1, "Of the ship.", guid="tag:harbour.example,2024:ship")

    report = site.build(dry_run=True)

    assert [(change.kind, change.path) for change in report.changes] == [("id changed", "a.md")]


def test_a_renamed_file_is_no_change_to_subscribers(site: Site) -> None:
    (site.source / "a.md").rename(site.source / "ship.md")

    assert site.build(dry_run=True).changes == ()


def test_feeds_keep_their_ids_on_a_new_host(site: Site) -> None:
    before = (site.output / "atom.xml").read_text().split("<id>")[1].split("<")[0]
    site.configure(site={"url": "https://port.example/"})

    site.build()

    assert (site.output / "atom.xml").read_text().split("<id>")[1].split("<")[0] == before


def test_a_rename_that_changes_the_link_is_a_change(site: Site) -> None:
    site.configure(articles={"permalink": "/:title/"})
    site.article("a.md", "Ship", 1)
    site.build()
    (site.source / "a.md").rename(site.source / "c.md")

    told, report = site.build(dry_run=True), site.build()

    assert [(change.kind, change.path, change.title) for change in told.changes] == [("changed", "c.md", "Ship")]
    assert report.changes == told.changes
