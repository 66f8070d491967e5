"""What the figures are held to."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.timing import Summary

#: By corpus size, then by scenario.
Figures = Mapping[int, Mapping[str, Summary]]
MIB = 1024 * 1024
SMALL, LARGE, HUGE = 10_000, 100_000, 1_000_000


class Target(NamedTuple):
    """A bound and what was measured."""

    size: int
    scenario: str
    #: What is bounded.
    of: str
    measured: float
    bound: float
    unit: str

    @property
    def reached(self) -> bool:
        """Tell whether the bound is kept."""
        return self.measured <= self.bound


def targets(figures: Figures) -> list[Target]:
    """Give every target for which there are figures."""
    found: list[Target] = []
    for size in sorted(figures):
        found += _times(size, figures[size])
    found += _growth(figures)
    return found


def _times(size: int, rows: Mapping[str, Summary]) -> list[Target]:
    hugo, walk = rows.get("hugo"), rows.get("walk")
    found = []

    def against_hugo(scenario: str, bound: float) -> None:
        if hugo is not None and scenario in rows:
            ratio = rows[scenario].median / hugo.median
            found.append(Target(size, scenario, "wall time, of Hugo's", ratio, bound, "×"))

    if size == SMALL:
        against_hugo("cold", 0.75)
        if "unchanged" in rows:
            found.append(Target(size, "unchanged", "wall time", rows["unchanged"].median, 0.15, "s"))
    if size == LARGE:
        against_hugo("cold", 0.40)
        against_hugo("unchanged", 1 / 40)
        if walk is not None and "unchanged" in rows:
            bound = 2.5 * walk.median + 0.1
            of = "wall time, to 2.5 walks and 0.1 s"
            found.append(Target(size, "unchanged", of, rows["unchanged"].median, bound, "s"))
        for scenario in ("changed", "added", "removed"):
            against_hugo(scenario, 1 / 20)
        if "cold" in rows:
            found.append(Target(size, "cold", "peak memory", rows["cold"].peak / MIB, 400, "MiB"))
    return found


def _growth(figures: Figures) -> list[Target]:
    cold = {size: rows["cold"] for size, rows in figures.items() if "cold" in rows}
    found = []
    if SMALL in cold and LARGE in cold:
        ratio = cold[LARGE].median / LARGE / (cold[SMALL].median / SMALL)
        found.append(Target(LARGE, "cold", f"time an article, of that at {SMALL:,}", ratio, 1.2, "×"))
    if LARGE in cold and HUGE in cold:
        ratio = cold[HUGE].peak / cold[LARGE].peak
        found.append(Target(HUGE, "cold", f"peak memory, of that at {LARGE:,}", ratio, 1.5, "×"))
    return found
