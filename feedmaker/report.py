"""The account of a build, for people and for programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from feedmaker.problems import Problem

EXIT_DONE, EXIT_LEFT_OUT, EXIT_CONFIGURATION, EXIT_FAILED, EXIT_LOCKED = range(5)


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
    #: Files read and parsed in this run, and those taken from the state.
    parsed: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """Feeds, not files: each one has a document a format."""

    total: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What subscribers will see of one article: new, changed, gone or id changed."""

    kind: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    articles: ArticleCounts = field(default_factory=ArticleCounts)
    feeds: FeedCounts = field(default_factory=FeedCounts)
    #: By path, then line. Those that the last build told already come too.
    problems: tuple[Problem, ...] = ()
    #: The problems among them that the last build did not know.
    fresh: tuple[Problem, ...] = ()
    #: What the owner should know that is nobody's fault, such as a state that had to be put aside.
    notices: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    #: Where the feed files lie.
    output: str = ""
    #: Files written, under the output.
    written: tuple[str, ...] = ()
    seconds: float = 0.0
    exit: int = EXIT_DONE

    def after(self, seconds: float) -> "Report":
        """Say how long it took."""
        return replace(self, seconds=seconds)

    def to_json(self) -> str:
        """Write the report as DESIGN.md lays it down, for programs."""
        values: Mapping[str, object] = {
            "articles": asdict(self.articles),
            "feeds": asdict(self.feeds),
            "problems": [
                {"path": p.path, "line": p.line, "code": p.code, "message": p.message, "hint": p.hint}
                for p in self.problems
            ],
            "seconds": round(self.seconds, 3),
            "exit": self.exit,
        }
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
