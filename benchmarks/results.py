"""Records → benchmarks/results.md, benchmarks/results.svg and the tables in docs/speed.md."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.chart import chart
from benchmarks.record import Record
from benchmarks.table import Labels, parts_table, tables

BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def write_results(root: Path, records: Sequence[Record], labels: Labels) -> None:
    """Write what the documentation shows."""
    text = results(records, labels)
    figures = {record.size: record.summaries() for record in records}
    (root / "benchmarks" / "results.md").write_text(f"# Results of `make bench`\n\n{text}\n", encoding="utf-8")
    (root / "benchmarks" / "results.svg").write_text(chart(figures, labels), encoding="utf-8")
    page = root / "docs" / "speed.md"
    page.write_text(with_figures(page.read_text(encoding="utf-8"), text), encoding="utf-8")


def results(records: Sequence[Record], labels: Labels) -> str:
    """Write all figures, and on what they were measured, in Markdown."""
    parts = [_circumstances(records), tables({record.size: record.summaries() for record in records}, labels)]
    measured = [record for record in records if record.parts]
    if measured:
        parts.append("### The parts\n\nIn one process, warm.\n\n" + parts_table(measured[0].parts))
    return "\n\n".join(parts)


def with_figures(page: str, figures: str) -> str:
    """Put the figures between the marks of a page."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def _circumstances(records: Sequence[Record]) -> str:
    """Tell machine and versions, once where they are the same for all sizes."""
    lines = []
    for text in dict.fromkeys(map(_circumstance, records)):
        sizes = [f"{record.size:,}" for record in records if _circumstance(record) == text]
        lines.append(f"- {' and '.join(sizes)} articles: {text}")
    lines += [f"- {record.size:,} articles: {record.feeds}." for record in records if record.feeds]
    return "\n".join(lines)


def _circumstance(record: Record) -> str:
    values = record.machine
    computer = f"{values['cores']} cores, {values['memory']} of memory, {values['system']}"
    versions = ", ".join(f"{name} {number}" for name, number in record.versions.items() if name != "corpus")
    return f"{computer}; {versions}; corpus of the {record.versions['corpus']}"
