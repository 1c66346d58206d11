"""The key of a chart: what each line, bar and marker is, the same on every medium."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cqdata.charts.style import ACTUAL_BARS, BANDS, BLUE, INK, NEEDED, PALETTE, RED, looks_of
from cqdata.charts.text import stars
from cqdata.charts.wording import band_name

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart
    from cqdata.charts.style import Look

# Signs by which a cell of a workbook shows what a slide draws.
SIGNS = {"line": "━", "dashed": "╍", "box": "■", "open box": "□", "o": "●", "D": "◆", "s": "■"}


@dataclass(frozen=True)
class Entry:
    """One line of the key.

    Parameters
    ----------
    runs : tuple of (text, bold)
        What it says.
    shape : str
        ``line``, ``box``, ``open box``, or a marker such as ``o`` or ``D``.
    colour, text_colour, fill : str
        Hex colours of shape, bold text and the inside of an open box.
    dash, width_pt
        Of a line.
    """

    runs: tuple[tuple[str, bool], ...]
    shape: str
    colour: str
    text_colour: str = INK
    fill: str = ""
    dash: tuple[float, ...] = ()
    width_pt: float = 2.4

    @property
    def plain(self) -> str:
        """The text without marks of weight."""
        return "".join(text for text, _ in self.runs)

    @property
    def sign(self) -> str:
        """A character that stands for the shape in a cell."""
        return SIGNS["dashed"] if self.shape == "line" and self.dash else SIGNS.get(self.shape, "")


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
        wide = size * LEAD + measure(entry.plain, size)
        if x and x + wide > room:
            x, row = 0.0, row + 1
        yield entry, x, row, wide
        x += wide + size * 1.6


def entries(chart: Chart, lang: str) -> list[Entry]:
    """Return the key of a chart: samples of what no label names, and the sentences of lines."""
    if chart.form in ("fan", "lines"):
        return _sentences(chart, lang)
    return _samples(chart, lang)


def _named(chart: Chart, series: str, lang: str, shape: str, look: Look) -> Entry:
    runs = ((chart.series_name(series, lang), False),)
    return Entry(runs, shape, look.colour, dash=look.dash, width_pt=look.width)


def _sentences(chart: Chart, lang: str) -> list[Entry]:
    looks = {series: one for (series, _), one in looks_of(chart).items()}
    goals = set(chart.series("target"))
    out = []
    said = set()
    for key in chart.keys(lang):
        if key.series not in looks:
            continue
        said.add(key.series)
        plain, flags = stars(key.text)
        spans = groupby(zip(plain, flags, strict=True), key=lambda pair: pair[1])
        runs = tuple(("".join(char for char, _ in part), bold) for bold, part in spans)
        one = looks[key.series]
        shape = "D" if key.series in goals else "line"
        out.append(
            Entry(runs, shape, one.colour, one.text_colour, dash=one.dash, width_pt=one.width)
        )
    for series in chart.series("required"):
        if series not in said and chart.series_name(series, lang):
            out.append(_named(chart, series, lang, "line", looks[series]))
    return out


def _samples(chart: Chart, lang: str) -> list[Entry]:
    def plain(series: str, shape: str, colour: str, fill: str = "") -> Entry:
        return Entry(((chart.series_name(series, lang), False),), shape, colour, fill=fill)

    looks = looks_of(chart)
    out: list[Entry] = []
    if chart.form == "multiples":
        for kind in ("actual", "benchmark", "point", "comparison", "projection", "required"):
            for series in chart.series(kind):
                one = looks[series, kind]
                shape = one.marker if kind == "point" else "line"
                out.append(_named(chart, series, lang, shape, one))
        for n, level in enumerate(chart.levels):
            out.append(Entry(((band_name(level, lang), False),), "box", BANDS[min(n, 2)]))
        out += [plain(series, "D", RED) for series in chart.series("target")]
    elif chart.form == "bars" and len(chart.rows("point")):
        out += [plain(s, "box", PALETTE["bar"]) for s in chart.series("actual")]
        out += [plain(s, "o", INK) for s in chart.series("point")]
    elif chart.form == "required":
        for n, series in enumerate(chart.series("actual")):
            out.append(plain(series, "box", ACTUAL_BARS[min(n, 2)]))
        out += [plain(s, "open box", RED, NEEDED) for s in chart.series("required")]
    elif chart.form == "dumbbell":
        from cqdata.charts.rowforms import series_looks

        marks = series_looks(chart)
        out += [plain(s, marker, colour) for s, (colour, marker) in marks.items()]
    elif chart.form == "intervals":
        out += [plain(s, "box", BLUE) for s in chart.series("implied")]
        out += [plain(s, "D", INK) for s in chart.series("published")]
    return [entry for entry in out if entry.plain]
