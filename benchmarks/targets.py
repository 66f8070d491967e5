"""The speed and memory that feedmaker must reach."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from benchmarks.measure import Summary

#: Summaries by the key of the scenario.
Rows = Mapping[str, Summary]
MIB = 1024 * 1024
SMALL, LARGE = 10_000, 100_000
#: (bodies, articles) → most of Hugo's wall time that a cold build may take.
COLD = {("made", SMALL): 0.80, ("made", LARGE): 0.40, ("real", SMALL): 0.60, ("real", LARGE): 0.45}
#: Most of the wall time of a build without changes that a build after one edit may take.
EDITED = 1.9
PEAK = 150


class Target(NamedTuple):
    """A bound and the figure that it applies to."""

    scenario: str
    #: What is bounded.
    quantity: str
    measured: float
    bound: float
    unit: str

    @property
    def is_reached(self) -> bool:
        """Return True if the figure is within the bound."""
        return self.measured <= self.bound


def targets(bodies: str, size: int, rows: Rows) -> Iterator[Target]:
    """Yield the targets for which figures exist."""
    bound = COLD.get((bodies, size))
    if bound is not None and "hugo" in rows and "cold" in rows:
        ratio = rows["cold"].median / rows["hugo"].median
        yield Target("cold", "wall time, of Hugo's", ratio, bound, "×")
    if size != LARGE:
        return
    if "cold" in rows:
        yield Target("cold", "largest process", rows["cold"].peak / MIB, PEAK, "MiB")
    if (same := rows.get("unchanged")) is None:
        return
    if "walk" in rows:
        bound = 1.5 * rows["walk"].median + 0.05
        yield Target("unchanged", "wall time, to 1.5 walks and 0.05 s", same.median, bound, "s")
    for scenario in ("changed", "added", "removed"):
        if scenario in rows:
            ratio = rows[scenario].median / same.median
            yield Target(scenario, "wall time, of that with nothing changed", ratio, EDITED, "×")
