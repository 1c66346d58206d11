"""The key of a chart: what each line, bar and marker is, the same on every medium."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cqdata.charts.style import BLUE, INK, NEEDED, RED, looks_of

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

# Signs by which a cell of a workbook shows what a slide draws.
SIGNS = {"line": "━", "dashed": "╍", "box": "■", "open box": "□", "D": "◆"}


@dataclass(frozen=True)
class Entry:
    """One line of the key.

    Parameters
    ----------
    text : str
        What it says.
    shape : str
        ``line``, ``box``, or the marker ``D``.
    colour, fill : str
        Hex colours of the shape, and of the inside of an open box.
    dash, width_pt
        Of a line.
    """

    text: str
    shape: str
    colour: str
    fill: str = ""
    dash: str = "solid"
    width_pt: float = 2.4

    @property
    def sign(self) -> str:
        """A character that stands for the shape in a cell."""
        dashed = self.shape == "line" and self.dash != "solid"
        return SIGNS["dashed" if dashed else "open box" if self.fill else self.shape]


LEAD = 2.5  # room of a shape before its text, in text sizes


def flow(
    listed: Sequence[Entry], measure: Callable[[str, float], float], size: float, room: float
) -> Iterator[tuple[Entry, float, int, float]]:
    """Yield each entry with its left end, the row it stands in, and its width.

    Parameters
    ----------
    listed : sequence of Entry
        The key.
    measure : callable
        ``measure(text, size)`` → width in points.
    size, room : float
        Of the text, and width of a row.
    """
    x, row = 0.0, 0
    for entry in listed:
        wide = size * LEAD + measure(entry.text, size)
        if x and x + wide > room:
            x, row = 0.0, row + 1
        yield entry, x, row, wide
        x += wide + size * 1.6


def entries(chart: Chart, lang: str) -> list[Entry]:
    """Return the key of a chart: a sample of what no label names."""

    def named(kind: str, shape: str, colour: str, fill: str = "") -> list[Entry]:
        names = [chart.series_name(series, lang) for series in chart.series(kind)]
        return [Entry(name, shape, colour, fill) for name in names if name]

    if chart.form == "fan":
        looks = looks_of(chart)
        lines = [(series, looks[series, "required"]) for series in chart.series("required")]
        return [
            Entry(name, "line", one.colour, dash=one.dash, width_pt=one.width)
            for series, one in lines
            if (name := chart.series_name(series, lang))
        ]
    if chart.form == "required":
        return named("actual", "box", BLUE) + named("required", "box", RED, NEEDED)
    if chart.form == "intervals":
        return named("implied", "box", BLUE) + named("published", "D", INK)
    return []
