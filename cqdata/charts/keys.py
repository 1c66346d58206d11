"""The key of a chart as a line of words and signs, the same on every medium."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cqdata.charts.style import BLUE, INK, RED

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

# What no label names: form → kinds of rows, each with a sign that fonts of Office have too.
_SIGNS = {
    "fan": (("required", "┅┅", RED),),
    "intervals": (("implied", "■", BLUE), ("published", "◆", INK)),
}
APART = "　　"
"""What stands between two entries that are written as text."""


class Entry(NamedTuple):
    """One entry of the key: a sign in its colour, and what it stands for."""

    sign: str
    colour: str
    text: str


def entries(chart: Chart, lang: str) -> list[Entry]:
    """Return the key of a chart, nothing where labels say it all."""
    return [
        Entry(f"{sign} ", colour, name)
        for kind, sign, colour in _SIGNS.get(chart.form, ())
        for series in chart.series(kind)
        if (name := chart.series_name(series, lang))
    ]
