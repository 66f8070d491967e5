"""Figures → a bar chart as SVG, legible on a light and on a dark page."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from benchmarks.table import Labels, seconds
from benchmarks.targets import Figures
from benchmarks.timing import Summary

WIDTH, LABELS, VALUES = 860, 330, 70
BAR, STEP, HEAD, MARGIN = 18, 28, 44, 20
STYLE = """
.page { fill: #ffffff } text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600; font-size: 15px } .ours { fill: #0a6fc2 } .peer { fill: #6b7280 }
@media (prefers-color-scheme: dark) {
 .page { fill: #15191f } text { fill: #e6e9ee } .ours { fill: #58a6ff } .peer { fill: #9aa4b2 }
}
"""


def chart(figures: Figures, labels: Labels) -> str:
    """Draw one group of bars for each size, each group to its own scale."""
    top, groups = MARGIN, []
    for size in sorted(figures):
        rows = {key: figures[size][key] for key in labels if key in figures[size]}
        groups.append(_group(f"{size:,} articles: seconds of wall time", rows, labels, top))
        top += HEAD + STEP * len(rows) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
        f'role="img" aria-labelledby="title">\n<title id="title">{escape(_title(figures, labels))}</title>\n'
        f'<style>{STYLE}</style>\n<rect class="page" width="{WIDTH}" height="{top}" rx="8"/>\n'
        + "\n".join(groups)
        + "\n</svg>\n"
    )


def _group(head: str, rows: Mapping[str, Summary], labels: Labels, top: int) -> str:
    longest = max(row.median for row in rows.values())
    lines = [f'<text class="head" x="{MARGIN}" y="{top + 22}">{escape(head)}</text>']
    for index, (key, row) in enumerate(rows.items()):
        y = top + HEAD + STEP * index
        width = max((WIDTH - LABELS - VALUES - MARGIN) * row.median / longest, 1)
        kind = "ours" if labels[key].startswith("feedmaker") else "peer"
        lines += [
            f'<text x="{LABELS - 10}" y="{y + 14}" text-anchor="end">{escape(labels[key])}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"/>',
            f'<text x="{LABELS + width + 8:.1f}" y="{y + 14}">{seconds(row.median)}</text>',
        ]
    return "\n".join(lines)


def _title(figures: Figures, labels: Labels) -> str:
    """Say what the bars show to those who do not see them."""
    groups = []
    for size in sorted(figures):
        bars = (f"{labels[key]} {seconds(figures[size][key].median)} s" for key in labels if key in figures[size])
        groups.append(f"{size:,} articles: {', '.join(bars)}")
    return "Wall time of a build. " + "; ".join(groups) + "."
