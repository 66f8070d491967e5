"""Figures → text: tables in Markdown."""

from collections.abc import Mapping, Sequence

from benchmarks.targets import MIB, Figures, Target, targets
from benchmarks.timing import Summary

#: By scenario, in the order of the rows.
Labels = Mapping[str, str]


def tables(figures: Figures, labels: Labels) -> str:
    """Write a table for each size and one of the targets."""
    parts = []
    for size in sorted(figures):
        runs = max(row.runs for row in figures[size].values())
        parts.append(f"### {size:,} articles\n\n{_sized(figures[size], labels)}\n\nMedian of {_times(runs)}.")
    found = targets(figures)
    if found:
        parts.append(f"### Targets\n\n{_targets(found, labels)}")
    return "\n\n".join(parts)


def parts_table(costs: Mapping[str, float]) -> str:
    """Write what each part costs, in microseconds an article."""
    return markdown(("Part", "µs an article"), [(part, f"{cost:.0f}") for part, cost in costs.items()])


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; the first column is text, the others are figures."""
    lines = [_row(head), _row(["---", *("---:" for _ in head[1:])]), *map(_row, rows)]
    return "\n".join(lines)


def seconds(value: float) -> str:
    """Write a time, short ones with more digits."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _sized(rows: Mapping[str, Summary], labels: Labels) -> str:
    head = ("", "wall, s", "least – most", "CPU, s", "largest process, MiB", "of Hugo's wall")
    hugo = rows.get("hugo")
    return markdown(head, [_figures(labels[key], rows[key], hugo) for key in labels if key in rows])


def _figures(label: str, row: Summary, hugo: Summary | None) -> tuple[str, ...]:
    return (
        label,
        seconds(row.median),
        f"{seconds(row.least)} – {seconds(row.most)}",
        seconds(row.cpu),
        f"{row.peak / MIB:.0f}",
        "" if hugo is None else _ratio(row.median / hugo.median),
    )


def _ratio(value: float) -> str:
    return f"{value:.2f} ×" if value >= 0.1 else f"1/{1 / value:.0f}"


def _targets(found: Sequence[Target], labels: Labels) -> str:
    head = ("", "articles", "what", "measured", "target", "")
    rows = [
        (
            labels.get(target.scenario, target.scenario),
            f"{target.size:,}",
            target.of,
            _quantity(target.measured, target.unit),
            f"≤ {_quantity(target.bound, target.unit)}",
            "reached" if target.reached else "**missed**",
        )
        for target in found
    ]
    return markdown(head, rows)


def _quantity(value: float, unit: str) -> str:
    if unit == "×":
        return _ratio(value)
    return f"{seconds(value)} s" if unit == "s" else f"{value:.0f} {unit}"


def _times(runs: int) -> str:
    return "one run" if runs == 1 else f"{runs} runs"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
