"""Records → tables in Markdown."""

from collections.abc import Sequence

from benchmarks.measure import Summary
from benchmarks.records import Record
from benchmarks.scenarios import LABELS
from benchmarks.targets import MIB, Target, targets

BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"
HEAD = ("wall, s", "least – most", "CPU, s", "largest process, MiB", "of Hugo's wall")
TARGET_HEAD = ("", "corpus", "what", "measured", "target", "")


def with_figures(page: str, figures: str, begin: str = BEGIN) -> str:
    """Replace the figures between the marks of a page."""
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(END)
    return f"{before}{begin}\n\n{figures}\n\n{END}{after}"


def report(records: Sequence[Record]) -> str:
    """Write the circumstances of comparable records, and all tables."""
    first = records[0]
    versions = ", ".join(f"{name} {version}" for name, version in first.versions.items() if name != "corpora")
    computer = "{cores} cores, {memory} of memory, {system}".format_map(first.machine)
    lines = [f"- {computer}", f"- {versions}", f"- Corpora of {first.versions['corpora']}"]
    lines += [f"- {record.title}: {record.feeds}" for record in records]
    return "\n".join(lines) + "\n\n" + tables(records)


def tables(records: Sequence[Record]) -> str:
    """Write a table for each corpus, one of the targets and one of the parts of feedmaker."""
    parts, found = [], []
    for record in records:
        rows = record.summaries()
        figures = [_figures(LABELS[key], rows[key], rows.get("hugo")) for key in LABELS if key in rows]
        head = f"median of {max(row.runs for row in rows.values())}"
        parts.append(f"### {record.title}\n\n{markdown((head, *HEAD), figures)}")
        found += [_target(target, record) for target in targets(record.bodies, record.size, rows)]
    if not any(record.bodies == "real" for record in records):
        parts.append("Real bodies were not measured: there is no folder of articles to take them from.")
    if found:
        parts.append(f"### Targets\n\n{markdown(TARGET_HEAD, found)}")
    parts.append(f"### Where a cold build spends its time\n\n{_profiles(records)}")
    return "\n\n".join(parts)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table whose first column is text and whose others are figures."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def seconds(value: float) -> str:
    """Write a time, with more digits if it is short."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _figures(label: str, row: Summary, hugo: Summary | None) -> tuple[str, ...]:
    return (
        label,
        seconds(row.median),
        f"{seconds(row.least)} – {seconds(row.most)}",
        seconds(row.cpu),
        f"{row.peak / MIB:.0f}",
        "" if hugo is None else _quantity(row.median / hugo.median, "×"),
    )


def _target(target: Target, record: Record) -> tuple[str, ...]:
    return (
        LABELS[target.scenario],
        record.title,
        target.quantity,
        _quantity(target.measured, target.unit),
        f"≤ {_quantity(target.bound, target.unit)}",
        "reached" if target.is_reached else "**missed**",
    )


def _quantity(value: float, unit: str) -> str:
    if unit == "×":
        return f"{value:.2f} ×" if value >= 0.1 else f"1/{1 / value:.0f}"
    return f"{seconds(value)} s" if unit == "s" else f"{value:.0f} {unit}"


def _profiles(records: Sequence[Record]) -> str:
    parts = dict.fromkeys(part for record in records for part in record.profile)
    rows = [(part, *(f"{record.profile.get(part, 0):.0f}" for record in records)) for part in parts]
    return markdown(("µs per article, in one process", *(record.title for record in records)), rows)
