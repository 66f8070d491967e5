"""The small chart of articles a week: inline SVG, one path of small integers."""

from collections.abc import Sequence

from markupsafe import escape

from feedmaker.writer.pages.translations import Texts, fill

#: Units of the drawing: a week is one wide, the chart this high.
HEIGHT = 12

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def svg(weeks: Sequence[int], texts: Texts) -> str:
    """Draw the weeks, oldest first, as an SVG element with a label for those who do not see it; "" without articles."""
    if not any(weeks):
        return ""
    return (
        f'<svg viewBox="0 0 {len(weeks)} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label(weeks, texts))}"><path d="{path(weeks)}"/></svg>'
    )


def label(weeks: Sequence[int], texts: Texts) -> str:
    """The chart in words."""
    return fill(texts["chart"], weeks=len(weeks), sum=sum(weeks), peak=max(weeks))


def path(weeks: Sequence[int]) -> str:
    """The outline of the columns as path data; a week with articles is at least one unit high."""
    peak = max(weeks)
    steps = [f"M0 {HEIGHT}"]
    height, run = 0, 0
    for count in weeks:
        # Rounded up, so that one article in a week is seen beside a week of hundreds.
        column = -(-count * (HEIGHT - 1) // peak)
        if column != height:
            steps.append(f"h{run}v{height - column}" if run else f"v{height - column}")
            height, run = column, 0
        run += 1
    steps.append(f"h{run}v{height}z")
    return "".join(steps)


def packed(weeks: Sequence[int]) -> str:
    """The weeks for the page's script: a digit of base 36 each, or numbers with commas; leading zeros are left out."""
    first = next((number for number, count in enumerate(weeks) if count), len(weeks))
    rest = weeks[first:]
    if max(rest, default=0) < len(_DIGITS):
        return "".join(_DIGITS[count] for count in rest)
    return ",".join(map(str, rest))
