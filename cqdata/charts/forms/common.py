"""What several forms share: the key above the plot, named rows, verdict arrows, value axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cqdata.charts.contract import Chart
from cqdata.charts.keys import LEAD, Entry, flow
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.scale import axis_number, ticks
from cqdata.charts.style import GREY, GRID, INK, VERDICT_COLOURS, Size
from cqdata.charts.text import Run
from cqdata.charts.wording import VERDICT_WORDS

# Direction of the arrow in degrees; None is no arrow.
ARROWS = {"met": 90.0, "on_track": 45.0, "close": 12.0, "off_track": -35.0, "away": -90.0}


def open_page(
    chart: Chart, lang: str, size: Size, needed: Callable[[Page, Box], float]
) -> tuple[Page, Box]:
    """Return a framed page and its body, taller where the form needs it and the size allows.

    Where the page cannot grow, text inside the body gets smaller, to three quarters at most.
    """
    page = Page(chart, lang, size)
    body = page.frame()
    need = needed(page, body)
    if need > body.y1 - body.y0:
        grown = size.taller(size.height + need - (body.y1 - body.y0))
        page = Page(chart, lang, grown)
        body = page.frame()
        have = body.y1 - body.y0
        if need > have:
            share = max(have / need, 0.74)
            page.size = replace(
                grown,
                strong=grown.strong * share,
                label=grown.label * share,
                small=grown.small * share,
                tick=grown.tick * share,
            )
    return page, body


def key_strip(page: Page, listed: Sequence[Entry], box: Box) -> float:
    """Draw the key from the upper left corner of a box; return the height left below it."""
    if not listed:
        return box.y1
    size, row = page.size.label, 0
    for entry, left, row, _ in flow(listed, page.width, size, box.x1 - box.x0):
        x, middle = box.x0 + left, box.y1 - size * (0.82 + 1.5 * row)
        _sample(page, entry, x, middle, size)
        runs = [Run(text, bold, entry.text_colour if bold else "") for text, bold in entry.runs]
        page.text(x + size * LEAD, middle, runs, size, role="key", middle=True)
    return box.y1 - size * (1.95 + 1.5 * row)


def _sample(page: Page, entry: Entry, x: float, middle: float, size: float) -> None:
    scale, right = page.size.line, x + size * 1.9
    if entry.shape == "line":
        page.rule(
            [x, right],
            [middle] * 2,
            colour=entry.colour,
            width=max(entry.width_pt, 1.8) * scale,
            dash=entry.dash,
            role="key",
        )
    elif entry.shape in ("box", "open box"):
        box = Box(x, middle - size * 0.3, right, middle + size * 0.3)
        patch = page.rectangle(box, entry.fill or entry.colour, role="key")
        if entry.shape == "open box":
            patch.set_edgecolor(entry.colour)
            patch.set_linewidth(1.4 * scale)
    else:
        page.marker(x + size * 1.3, middle, entry.shape, size * 0.7, entry.colour)


@dataclass
class Row:
    """A named row: its centre line, its upper and lower edge."""

    category: str
    middle: float
    low: float
    high: float


def rows_of(categories: Sequence[str], low: float, high: float, pitch: float) -> list[Row]:
    """Return rows from top to bottom, `pitch` points high at most."""
    each = min(pitch, (high - low) / max(len(categories), 1))
    return [
        Row(c, high - each * (i + 0.5), high - each * (i + 1), high - each * i)
        for i, c in enumerate(categories)
    ]


def names_width(page: Page, categories: Sequence[str], size: float, most: float) -> float:
    """Return the width of the column of names: the widest line after breaking to `most`."""
    lines = [
        line
        for category in categories
        for line in page.wrap(page.chart.category_name(category, page.lang), size, most)
    ]
    return max((page.width(line, size) for line in lines), default=0.0)


def paragraph(
    page: Page,
    x: float,
    middle: float,
    text: str,
    size: float,
    room: float,
    *,
    colour: str = INK,
    role: str = "name",
    align: str = "left",
) -> int:
    """Write a text in as many lines as it needs, centred on a height; return how many."""
    lines = page.wrap(text, size, room, balance=True)
    top = middle + (len(lines) - 1) * size * 0.62
    for index, line in enumerate(lines):
        page.text(
            x,
            top - index * size * 1.24,
            line,
            size,
            colour=colour,
            role=role,
            middle=True,
            align=align,
        )
    return len(lines)


def row_note(chart: Chart, category: str, lang: str) -> str:
    """Return the remark on a category, its facts filled in."""
    notes = chart.data.loc[chart.data["category"] == category, f"note_{lang}"]
    notes = notes[notes != ""]
    return chart.say(str(notes.iloc[0]), lang) if len(notes) else ""


def row_verdict(chart: Chart, category: str) -> str:
    """Return the verdict on a category, "" if there is none."""
    found = chart.data.loc[chart.data["category"] == category, "verdict"]
    found = found[found != ""]
    return str(found.iloc[0]) if len(found) else ""


def arrow(page: Page, x: float, y: float, size: float, verdict: str) -> None:
    """Draw the sign of a verdict centred on a point: an arrow, a tick, a cross or a dash."""
    colour = VERDICT_COLOURS[verdict]
    half = size / 2
    if verdict in ARROWS:
        turn = math.radians(ARROWS[verdict])
        shape = [
            (-1.0, 0.17),
            (0.1, 0.17),
            (0.1, 0.55),
            (1.0, 0.0),
            (0.1, -0.55),
            (0.1, -0.17),
            (-1.0, -0.17),
        ]
        corners = [
            (
                x + half * (a * math.cos(turn) - b * math.sin(turn)),
                y + half * (a * math.sin(turn) + b * math.cos(turn)),
            )
            for a, b in shape
        ]
        page.polygon(corners, colour)
        return
    strokes: list[tuple[list[float], list[float]]]
    if verdict in ("consistent", "conditional"):
        strokes = [([-0.7, -0.2, 0.75], [0.0, -0.55, 0.6])]
    elif verdict == "inconsistent":
        strokes = [([-0.55, 0.55], [-0.55, 0.55]), ([-0.55, 0.55], [0.55, -0.55])]
    else:
        strokes = [([-0.6, 0.6], [0.0, 0.0])]
    for xs, ys in strokes:
        page.rule(
            [x + half * a for a in xs],
            [y + half * b for b in ys],
            colour=colour,
            width=size * 0.17,
            cap="round",
            zorder=5,
            role="mark",
        )


def horizontal_axis(
    page: Page, box: Box, axis: tuple[float, float, float], *, numbers: bool = True
) -> Callable[[float], float]:
    """Draw a value axis with numbers below a box; return the map from value to page position."""
    low, high, step = axis
    size = page.size.small

    def place(value: float) -> float:
        return box.x0 + (value - low) / (high - low) * (box.x1 - box.x0)

    wide = max(page.width(axis_number(page.chart, v, step), size) for v in ticks(low, high, step))
    every = max(1, math.ceil(wide * 1.5 / ((place(low + step) - place(low)) or 1)))
    for index, value in enumerate(ticks(low, high, step)):
        base = abs(value) < step * 1e-6
        page.rule(
            [place(value)] * 2,
            [box.y0, box.y1],
            colour=GREY if base else GRID,
            width=0.9 * max(page.size.line, 0.7),
            role="axis" if base else "grid",
        )
        if numbers and index % every == 0:
            page.text(
                place(value),
                box.y0 - size * 1.25,
                axis_number(page.chart, value, step),
                size,
                colour=GREY,
                align="center",
                role="tick",
            )
    return place


def verdict_and_note(page: Page, row: Row, x: float, room: float, verdict: str, note: str) -> None:
    """Write a row's verdict with its sign and the remark below it, centred on the row."""
    size = page.size.small
    left = x + size * 1.9 if verdict else x
    lines = page.wrap(note, size, x + room - left, balance=True) if note else []
    count = len(lines) + (1 if verdict else 0)
    y = row.middle + (count - 1) * size * 0.64
    if verdict:
        arrow(page, x + size * 0.6, y, size * 1.25, verdict)
        page.text(
            left,
            y,
            VERDICT_WORDS[page.lang][verdict],
            size,
            colour=VERDICT_COLOURS[verdict],
            middle=True,
            role="verdict",
        )
        y -= size * 1.28
    for line in lines:
        page.text(left, y, line, size, colour=GREY, middle=True, role="remark")
        y -= size * 1.28
