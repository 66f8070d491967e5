"""What subscribers would not get is a problem: an empty body, entries that a feed has no room for, an empty source."""

from pathlib import Path

from site_folder import Site

from feedmaker import Report


def problems(report: Report) -> list[tuple[str, str, int | None]]:
    return [(problem.path, problem.code, problem.line) for problem in report.problems]


def test_an_empty_body_is_a_problem_unless_a_picture_or_file_is_there(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.article("empty.md", "Ship", 1, body="")
    site.article("comment.md", "Ship", 2, body="<!-- later -->")
    site.article("picture.md", "Ship", 3, body="", image="https://img.example/ship.png")
    site.article("audio.md", "Ship", 4, body="", audio="https://img.example/ship.mp3")
    site.article("text.md", "Ship", 5)
    report = site.build()

    assert problems(report) == [("articles/comment.md", "body-empty", 5), ("articles/empty.md", "body-empty", 5)]
    assert report.exit == 0


def test_an_empty_body_is_no_problem_where_feeds_have_summaries(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"content": "summary"}, articles={"permalink": "/:title/"})
    site.article("empty.md", "Ship", 1, body="", description="It came in.")

    assert problems(site.build()) == []


def test_a_feed_that_is_cut_is_a_problem_of_the_configuration(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"max_bytes": 6000, "limit": 30}, articles={"permalink": "/:title/"})
    for number in range(1, 41):
        site.article(f"{number}.md", f"Ship {number}", number, body=f"Boat {number} came in. " * 20)
    report = site.build()

    [problem] = report.problems
    assert (problem.path, problem.code) == ("config.yaml", "feed-cut")
    assert problem.message == "feed 'Harbour News' has 2 of 30 entries: feeds.max_bytes is 6000"
    # the same in a build that leaves the feed alone, and one article later
    site.article("0.md", "Ship", 0)
    assert site.build().problems == (problem,)
    site.article("50.md", "Ship 50", 50, body="Boat 50 came in. " * 20)
    assert site.build().new_problems == ()


def test_numbers_of_a_feed_that_is_cut_are_rounded(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"max_bytes": 14000, "limit": 30}, articles={"permalink": "/:title/"})
    for number in range(1, 41):
        site.article(f"{number}.md", f"Ship {number}", number, body=f"Boat {number} came in. " * 20)

    [problem] = site.build().problems
    assert problem.message == "feed 'Harbour News' has about 10 of 30 entries: feeds.max_bytes is 14000"


def test_a_source_without_articles_is_a_problem(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.put("notes.org", "* Ship\n")
    report = site.build()

    [problem] = report.problems
    assert (problem.path, problem.code, problem.message) == (
        "articles",
        "source-empty",
        "no file matches source.include",
    )
    assert report.exit == 0
    assert site.build(strict=True).exit == 1
    site.article("a.md", "Ship", 1)
    assert site.build().problems == ()
