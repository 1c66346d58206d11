"""The key of a native chart: what each line, bar and marker is, with the story's sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cqdata.briefing import look
from cqdata.charts.style import BANDS, BLUE, INK, PALETTE, RED, looks_of
from cqdata.charts.text import stars
from cqdata.charts.wording import band_name

if TYPE_CHECKING:
    from cqdata.charts import Chart

ACTUAL_BARS = (BLUE, "#7fa9c6", "#b3c3cf")
NEEDED = "#fbe9e6"
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
        ``line``, ``box``, ``open box``, a marker such as ``o`` or ``D``, or nothing.
    colour, text_colour, fill : str
        Hex colours of shape, bold text and the inside of an open box.
    dash, width_pt
        Of a line.
    """

    runs: tuple[tuple[str, bool], ...]
    shape: str = ""
    colour: str = INK
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

    def lead(self, size: float) -> float:
        """Return the width of the shape with the space behind it, in points."""
        return size * 2.8

    def width(self, size: float, lang: str) -> float:
        """Return the whole width in points."""
        return self.lead(size) + sum(
            look.width(text, size, lang, bold=bold) for text, bold in self.runs
        )


def entries(chart: Chart, lang: str) -> list[Entry]:
    """Return the key of a chart: its own samples, then the story's sentences."""
    return _samples(chart, lang) + _sentences(chart, lang)


def key_size(listed: Sequence[Entry], size: float, lang: str) -> tuple[float, float]:
    """Return width and height in points of the key set line by line."""
    wide = max((entry.width(size, lang) for entry in listed), default=0.0)
    return wide + 6, size * 1.75 * len(listed)


def _sentences(chart: Chart, lang: str) -> list[Entry]:
    looks = {series: one for (series, _), one in looks_of(chart).items()}
    out = []
    for key in chart.keys(lang):
        plain, flags = stars(key.text)
        runs: list[tuple[str, bool]] = []
        for char, bold in zip(plain, flags, strict=True):
            if runs and runs[-1][1] == bold:
                runs[-1] = (runs[-1][0] + char, bold)
            else:
                runs.append((char, bold))
        one = looks.get(key.series)
        if one is None:
            out.append(Entry(tuple(runs)))
            continue
        target = bool(len(chart.rows("target", series=key.series)))
        out.append(
            Entry(
                tuple(runs),
                "D" if target else "line",
                one.colour,
                one.text_colour,
                dash=one.dash,
                width_pt=one.width,
            )
        )
    return out


def _samples(chart: Chart, lang: str) -> list[Entry]:
    def named(series: str) -> tuple[tuple[str, bool], ...]:
        return ((chart.series_name(series, lang), False),)

    looks = looks_of(chart)
    out: list[Entry] = []
    if chart.form == "multiples":
        for kind in ("actual", "benchmark", "point", "comparison", "projection", "required"):
            for series in chart.series(kind):
                one = looks[series, kind]
                shape = one.marker if kind == "point" else "line"
                out.append(Entry(named(series), shape, one.colour, dash=one.dash,
                                 width_pt=one.width))  # fmt: skip
        for n, level in enumerate(chart.levels):
            fill = BANDS[-1] if len(chart.levels) == 1 else BANDS[n]
            out.append(Entry(((band_name(level, lang), False),), "box", fill))
        out += [Entry(named(series), "D", RED) for series in chart.series("target")]
    elif chart.form == "bars" and len(chart.rows("point")):
        out += [Entry(named(s), "box", PALETTE["bar"]) for s in chart.series("actual")]
        out += [Entry(named(s), "o", INK) for s in chart.series("point")]
    elif chart.form == "required":
        for n, series in enumerate(chart.series("actual")):
            out.append(Entry(named(series), "box", ACTUAL_BARS[min(n, 2)]))
        out += [Entry(named(s), "open box", RED, fill=NEEDED) for s in chart.series("required")]
    elif chart.form == "dumbbell":
        from cqdata.charts.forms.dumbbell import series_looks

        marks = series_looks(chart)
        out += [Entry(named(s), marker, colour) for s, (colour, marker) in marks.items()]
    elif chart.form == "intervals":
        out += [Entry(named(s), "box", BLUE) for s in chart.series("implied")]
        out += [Entry(named(s), "D", INK) for s in chart.series("published")]
    elif chart.form in ("fan", "lines"):
        said = {key.series for key in chart.words[lang].keys}
        for series in chart.series("required"):
            if series not in said:
                one = looks[series, "required"]
                out.append(Entry(named(series), "line", one.colour, dash=one.dash,
                                 width_pt=one.width))  # fmt: skip
    return out
