"""What a build did, for people and for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from feedmaker.problems import ConfigurationError, FeedmakerError, Problem
from feedmaker.text.messages import counted

EXIT_DONE, EXIT_LEFT_OUT, EXIT_CONFIGURATION, EXIT_FAILED, EXIT_LOCKED = range(5)

#: Code of the problem of all articles without link.
NO_LINK = "link-missing"


def exit_of_build(left_out: int, *, has_problems: bool, strict: bool) -> int:
    """Return the exit status of a build that was not refused: 1 for articles left out, or any problem and --strict."""
    return EXIT_LEFT_OUT if left_out or (strict and has_problems) else EXIT_DONE


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """Law 4: published + held + draft + excluded + duplicate + left_out = found."""

    found: int = 0
    published: int = 0
    held: int = 0
    draft: int = 0
    excluded: int = 0
    duplicate: int = 0
    left_out: int = 0
    #: Files that were parsed in this run, and files taken from the state.
    parsed: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """Counts of feeds, not of files: a feed has a document in each format."""

    total: int = 0
    written: int = 0
    unchanged: int = 0
    #: Feeds that were published and are no longer, and feeds that have another address now.
    removed: int = 0
    moved: int = 0


class Change(NamedTuple):
    """What subscribers will see of one article."""

    #: "new", "changed", "gone" or "id changed".
    kind: str
    path: str
    title: str
    #: The category feeds that it is in, the names of a path joined with "/"; it is in the site feed as well.
    feeds: tuple[str, ...] = ()


class MovedFeed(NamedTuple):
    """A feed whose address changed; folders under the output."""

    before: str
    now: str


class RenderedFeed(NamedTuple):
    """A feed that was written, or would be."""

    #: Folder of its files under the output, "" for the site feed.
    path: str
    title: str
    #: "new", "articles changed", "site.title changed", "rss.xml is missing or was changed" …
    reason: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why articles were read, and feeds rendered."""

    #: "new", "changed", "site.timezone changed" … → how many files were looked into for it.
    articles: Mapping[str, int] = field(default_factory=dict)
    feeds: tuple[RenderedFeed, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    articles: ArticleCounts = field(default_factory=ArticleCounts)
    feeds: FeedCounts = field(default_factory=FeedCounts)
    #: By path, then line; with those that the last build reported already.
    problems: tuple[Problem, ...] = ()
    #: The problems among them that the last build did not report.
    new_problems: tuple[Problem, ...] = ()
    #: How many problems the last build reported too.
    known_problems: int = 0
    #: Notices that are not problems, such as a state that was put aside.
    notices: tuple[str, ...] = ()
    #: How many of the articles in the feeds have no page.
    without_link: int = 0
    #: Empty at a first build.
    changes: tuple[Change, ...] = ()
    reasons: Reasons = field(default_factory=Reasons)
    #: Folders of feeds that no build had written, of feeds that are no longer written, and feeds that moved: people
    #: subscribe to these addresses.
    new_feeds: tuple[str, ...] = ()
    removed_feeds: tuple[str, ...] = ()
    moved_feeds: tuple[MovedFeed, ...] = ()
    #: Where the feed files are; an absolute path.
    output: str = ""
    #: Files written, or that a dry run would write, under the output.
    written: tuple[str, ...] = ()
    seconds: float = 0.0
    #: The exit status of the command.
    exit: int = EXIT_DONE
    #: Why nothing was done, "" where a build was.
    error: str = ""

    def added_feeds(self, *, dry_run: bool) -> tuple[str, ...]:
        """Return the new feeds to report: none for a first build, in which every feed is new."""
        return self.new_feeds if dry_run or len(self.new_feeds) < self.feeds.total else ()

    def to_json(self, *, problems: Sequence[Problem] | None = None, indent: int | None = 1) -> str:
        """Return the report as JSON, for programs; with other `problems` in place of its own."""
        values: Mapping[str, object] = {
            "articles": asdict(self.articles),
            "feeds": asdict(self.feeds),
            "problems": [
                {"path": p.path, "line": p.line, "code": p.code, "message": p.message, "hint": p.hint}
                for p in (self.problems if problems is None else problems)
            ],
            "changes": [change._asdict() for change in self.changes],
            "reasons": {"articles": self.reasons.articles, "feeds": [feed._asdict() for feed in self.reasons.feeds]},
            "new_feeds": list(self.new_feeds),
            "removed_feeds": list(self.removed_feeds),
            "moved_feeds": [feed._asdict() for feed in self.moved_feeds],
            "seconds": round(self.seconds, 3),
            "exit": self.exit,
            "error": self.error,
        }
        text = json.dumps(values, ensure_ascii=False, indent=indent) + "\n"
        # The bytes of a path that are not UTF-8 are lone surrogates, which become escapes of JSON.
        return text.encode("utf-8", "backslashreplace").decode()


def without_link(count: int) -> Problem:
    """Return the problem of so many articles that have no page."""
    text = f"{counted(count, 'article has', 'articles have')} no link"
    return Problem(NO_LINK, text, "set articles.permalink, or write a permalink in each")


def failure_report(error: Exception) -> Report:
    """Return the report of a build that failed: a monitor must not go on reading the last good one."""
    if isinstance(error, ConfigurationError):
        return Report(problems=error.problems, exit=error.exit_status, error="the configuration is wrong")
    if isinstance(error, FeedmakerError):
        return Report(exit=error.exit_status, error=error.message)
    return Report(exit=FeedmakerError.exit_status, error=f"internal error: {type(error).__name__}: {error}")
