"""Lines over years, with bands, targets and a gap: from rows to a layout."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cqdata.charts.contract import OPEN, Chart, each_row, number_text
from cqdata.charts.labels import Board, Wish
from cqdata.charts.layout import Band, Frame, Gap, Label, Layout, Line, Part, Scale
from cqdata.charts.place import Box, crossing, stack
from cqdata.charts.scale import axis_format, value_axis
from cqdata.charts.style import BANDS, INK, looks_of
from cqdata.charts.wording import WORDS, bound, share_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

# The lines that matter are drawn last, on top.
_KINDS = ("benchmark", "comparison", "required", "projection", "actual", "point", "target")
_NAMED = ("benchmark", "comparison", "projection", "point", "target")
_BROKEN = ("actual", "benchmark")  # a year that is missing breaks these lines
_VALUED = ("comparison", "projection", "target")
_LEVEL = 80.0  # of the band that is put into words


def lay(chart: Chart, lang: str, frame: Frame) -> Layout:
    """Return the layout of lines.

    Parameters
    ----------
    chart : Chart
        Localised, of the form fan.
    lang : str
        Language of names and labels.
    frame : Frame
        Size of the drawing and of its texts.
    """
    x_low, x_high = _span(chart)
    values = value_axis(chart)
    step = float(f"{values[1] - values[0]:.9g}")
    lines = _lines(chart, lang, (x_low, x_high))
    numbers = tuple((v, number_text(v, axis_format(chart, step))) for v in values)
    assert isinstance(chart.format, str), "forms take localised charts"
    layout = Layout(
        frame,
        Box(0, 0, 1, 1),
        Scale(x_low, x_high, 1.0, ()),
        Scale(values[0], values[-1], step, numbers),
        chart.format,
        chart.unit(lang),
        tuple(lines),
        tuple(_bands(chart.data)),
        _gap(chart.words[lang].gap, lines),
    )
    ends = _ends(chart, layout, lang)
    plot = _plot(layout, ends)
    layout = replace(layout, plot=plot, x=replace(layout.x, ticks=_years(chart, layout, plot)))
    board = _board(layout)
    right = _at_right(layout, ends, board)
    near = _near(layout, board, {(w.of, w.x) for w in right})
    return replace(layout, labels=tuple(right + near))


# --- what is drawn -------------------------------------------------------------------------------


def _span(chart: Chart) -> tuple[float, float]:
    low, high = float(chart.data["x"].min()), float(chart.data["x"].max())
    return (low, high) if high > low else (low - 1.0, high + 1.0)


class _Point(NamedTuple):
    """A row as a point of its line; an empty one breaks it."""

    x: float
    value: float = math.nan
    status: str = ""
    side: str = ""
    marked: bool = False
    number: str = ""


def _lines(chart: Chart, lang: str, span: tuple[float, float]) -> list[Line]:
    looks, main = looks_of(chart), chart.main
    marked = bool(chart.data["marked"].any())
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in each_row(chart.data):
        groups.setdefault((row.kind, row.series), []).append(row)
    out: list[Line] = []
    ordered = sorted(groups, key=lambda one: (*_KINDS, one[0]).index(one[0]))
    for kind, series in (one for one in ordered if one[0] in _KINDS):
        points = _points(groups[kind, series], kind, span)
        known = [point.value == point.value for point in points]
        if not any(known):
            continue
        noted = {n for n, point in enumerate(points) if point.marked and known[n]}
        last = max(n for n, k in enumerate(known) if k)
        alone = {
            n
            for n, k in enumerate(known)
            if k and not any(known[max(n - 1, 0) : n] + known[n + 1 : n + 2])
        }
        if not marked and kind == "actual" and series in main:
            noted = {last}
        unsure = set()
        if kind in ("actual", "point", "benchmark"):
            unsure = {n for n, p in enumerate(points) if known[n] and (p.status in OPEN or p.side)}
        shown = noted | alone | unsure
        if kind in ("point", "target"):
            shown = {n for n, k in enumerate(known) if k}
        out.append(
            Line(
                f"{kind}{len(out)}",
                series,
                kind,
                chart.series_name(series, lang),
                looks[series, kind],
                tuple(point.x for point in points),
                tuple(point.value for point in points),
                frozenset(shown),
                frozenset(unsure),
                frozenset(noted),
                tuple(point.side for point in points),
                tuple(point.status for point in points),
                next((p.number for p in points[::-1] if p.number), str(chart.format)),
            )
        )
    return out


def _points(rows: list[Any], kind: str, span: tuple[float, float]) -> list[_Point]:
    """Return a line's rows in order, with an empty point for each whole year that it lacks."""
    points = [_Point(r.x, r.value, r.status, bound(r), bool(r.marked), r.format) for r in rows]
    if all(point.x != point.x for point in points):  # a benchmark without x holds throughout
        points = [points[0]._replace(x=x) for x in span]
    points = [point for point in points if point.x == point.x]
    if kind in _BROKEN:
        xs = [point.x for point in points]
        years = range(math.ceil(min(xs)), math.floor(max(xs)) + 1)
        # Values within a year stand for it where there is none at its end.
        points += [_Point(float(y)) for y in years if not any(y - 1 < x <= y for x in xs)]
    return sorted(points, key=lambda point: point.x)


def _bands(data: pd.DataFrame) -> list[Band]:
    """Return the bands of the first projection, the widest first.

    A second fan over it could not be read.
    """
    bands = data[data["kind"] == "band"]
    if bands.empty:
        return []
    bands = bands[bands["series"] == bands["series"].iloc[0]]
    levels = sorted(float(v) for v in bands["level"].unique())
    out = []
    for n, level in enumerate(levels):
        part = bands[bands["level"] == level].sort_values("x", kind="stable")
        edges = (tuple(float(v) for v in part[name]) for name in ("x", "low", "high"))
        out.append(Band(part["series"].iloc[0], level, BANDS[min(n, 2)], *edges))
    return out[::-1]


def _gap(said: str, lines: list[Line]) -> Gap | None:
    """Return the bracket between projection and target, at the last x that both have."""
    one = next((line for line in lines[::-1] if line.kind in ("projection", "comparison")), None)
    other = next((line for line in lines[::-1] if line.kind == "target"), None)
    if not said or one is None or other is None:
        return None
    shared = [x for x in one.xs if one.at(x) == one.at(x) and other.at(x) == other.at(x)]
    return Gap(max(shared), one, other) if shared else None


# --- the plot and its axes -----------------------------------------------------------------------


def _plot(layout: Layout, ends: list[Label]) -> Box:
    frame = layout.frame
    tick = frame.tick
    left = max(frame.measure(text, tick) for _, text in layout.y.ticks) + tick * 0.7
    column = max((frame.measure(end.text, end.size, bold=end.bold) for end in ends), default=0.0)
    lead = _lead(layout, ends)
    right = max(column + lead, frame.measure("2027", tick) * 0.55)
    return Box(left, tick * 1.75, frame.width - right, frame.height - tick * 0.7)


def _lead(layout: Layout, ends: list[Label]) -> float:
    """Return the room between the plot and the labels right of it; a bracket needs more."""
    bracket = layout.gap is not None and layout.gap.x == layout.x.high
    return layout.frame.label * (2.2 if bracket else 1.1) if ends else 0.0


def _years(chart: Chart, layout: Layout, plot: Box) -> tuple[tuple[float, str], ...]:
    """Return the years that are written: ends and last known year first, then evenly between."""
    first, last = math.ceil(layout.x.low), math.floor(layout.x.high)
    wide = layout.frame.measure("2020", layout.frame.tick)
    each = (plot.x1 - plot.x0) / (layout.x.high - layout.x.low)
    ahead = chart.series("projection", "comparison", "required")
    divide = chart.rows("actual")["x"].max() if ahead else last
    anchors = [last, divide if divide % 1 == 0 else last, first]
    anchors += [x for x in chart.rows("target")["x"].dropna().unique() if x % 1 == 0]
    chosen: list[float] = []

    def add(xs: Iterable[float], room: float) -> None:
        for x in xs:
            if first <= x <= last and all(abs(x - other) * each >= room for other in chosen):
                chosen.append(float(x))

    add(anchors, wide * 1.15)
    every = next((n for n in (1, 2, 3, 4, 5, 10, 20, 50) if n * each >= wide * 1.5), 100)
    start = anchors[1]
    # Between the anchors numbers stand at even distances, or not at all.
    between = [*range(int(start), first - 1, -every), *range(int(start), last + 1, every)]
    add(between, max(wide * 1.3, 0.75 * every * each))
    return tuple((x, f"{x:.0f}") for x in sorted(chosen))


def _board(layout: Layout) -> Board:
    """Return what labels must step around: axis numbers, lines, marks and bands."""
    frame, plot = layout.frame, layout.plot
    # Axis numbers of Office stand close to the axis: no label begins there.
    board = Board(frame, Box(plot.x0 + 2, plot.y0 + 4, frame.width, frame.height))
    for tick, text in layout.y.ticks:
        y, half = layout.py(tick), frame.tick * 0.55
        board.boxes.append(Box(0, y - half, frame.measure(text, frame.tick), y + half))
    for line in layout.lines:
        path = layout.path(line.xs, line.values) if line.joined else []
        for n in line.known if not line.joined else line.shown:
            x, y = layout.px(line.xs[n]), layout.py(line.values[n])
            path.append((x, y, x, y))
            half = (4.5 if line.kind == "target" else 2.5) * frame.line
            up, down = (half + 7 * frame.line * (line.bounds[n] == s) for s in ("lower", "upper"))
            board.marks.append(Box(x - half, y - down, x + half, y + up))
        board.lines[line.key] = path
    for band in layout.bands[:1]:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            between = [a + share * (b - a) for a, b in zip(band.low, band.high, strict=True)]
            board.soft += layout.path(band.xs, tuple(between))
    return board


# --- labels --------------------------------------------------------------------------------------


def _written(line: Line, *, several: bool) -> dict[int, str]:
    """Return what is written at which points of a line: its name at the last one, numbers."""
    if not line.known:
        return {}
    last = line.known[-1]
    valued = set(line.marked)
    if line.kind in _VALUED or (line.kind == "point" and len(line.known) < 3):
        valued |= {last} if line.joined else set(line.known)
    named = bool(line.name) and (line.kind in _NAMED or (line.kind == "actual" and several))
    out = dict.fromkeys(sorted(valued), "value")
    if named:
        out[last] = "both" if last in valued else "name"
        if line.kind == "target":
            out = dict.fromkeys(out, "both")
    return out


def _text(layout: Layout, line: Line, n: int, show: str, room: float) -> str:
    value = number_text(line.values[n], line.number) + layout.unit
    name = layout.frame.broken(line.name, layout.frame.label, room)
    return {"value": value, "name": name, "both": f"{name}\n{value}"}[show]


def _several(layout: Layout) -> bool:
    drawn = [line for line in layout.lines if line.kind in ("actual", "benchmark")]
    return len(drawn) > 1


def _label(layout: Layout, line: Line, n: int, show: str, room: float) -> Label:
    """Return the label of a point before it has a place."""
    frame = layout.frame
    strong = line.kind in ("target", "projection") or line.look.width > 3
    return Label(
        line.key,
        line.xs[n],
        show,
        _text(layout, line, n, show, room),
        frame.strong if strong else frame.label,
        line.look.colour,
        strong,
        (0, line.values[n]),
    )


def _ends(chart: Chart, layout: Layout, lang: str) -> list[Label]:
    """Return the labels right of the plot, each with the value that it belongs to in ``at``."""
    frame, right = layout.frame, layout.x.high
    room = frame.width * 0.22
    several = _several(layout)
    out: list[Label] = []
    for line in layout.lines:
        for n, show in _written(line, several=several).items():
            if line.xs[n] == right:
                out.append(_label(layout, line, n, show, room))
    out += _gap_label(chart, layout, lang, room)
    return out + _band_label(layout, lang, room)


def _gap_label(chart: Chart, layout: Layout, lang: str, room: float) -> list[Label]:
    gap, said = layout.gap, chart.words[lang].gap
    if gap is None or gap.x != layout.x.high:
        return []
    low, high = gap.ends
    size = layout.frame.label
    text = layout.frame.broken(said, size, room)
    at = (0.0, (low + high) / 2)
    parts = _distance(said, high - low, f"ABS({{{gap.one.key}}}-{{{gap.other.key}}})")
    return [Label("gap", gap.x, "text", text, size, INK, False, at, parts=parts)]


def _distance(said: str, distance: float, formula: str) -> tuple[Part, ...]:
    """Return a text around the number that says a distance, which then follows the cells.

    Nothing where the text says another number: no formula could keep it true.
    """
    for found in re.finditer(r"\d[\d,]*(?:\.(\d+))?", said):
        spec = f"{',' if ',' in found[0] else ''}.{len(found[1] or '')}f"
        if number_text(distance, spec) == found[0]:
            before, after = said[: found.start()], said[found.end() :]
            return tuple(part for part in (before, (formula, spec), after) if part)
    return ()


def _band_label(layout: Layout, lang: str, room: float) -> list[Label]:
    """Return what the band holds, in words, beside the median that it surrounds."""
    bands = {band.level: band for band in layout.bands}
    if not bands:
        return []
    band = bands.get(_LEVEL) or layout.bands[0]
    medians = [line for line in layout.lines if line.kind == "projection"]
    if band.xs[-1] != layout.x.high or not medians:
        return []
    goals = [line.at(layout.x.high) for line in layout.lines if line.kind == "target"]
    median = medians[0].at(layout.x.high)
    under = not any(goal < median for goal in goals)
    edges = (f"{{low{band.level:g}}}", f"{{high{band.level:g}}}")
    words = WORDS[lang]["holds"].format(share=share_words(band.level, lang), low="\0", high="\0")
    pieces = words.split("\0")
    parts: list[Part] = [pieces[0], (edges[0], layout.number), pieces[1], (edges[1], layout.number)]
    parts += [layout.unit + pieces[2]] if layout.unit + pieces[2] else []
    numbers = [number_text(v, layout.number) for v in (band.low[-1], band.high[-1])]
    numbers[1] += layout.unit
    text = words.replace("\0", "{}").format(*numbers)
    of = f"{'low' if under else 'high'}{band.level:g}"
    # Just below the median's own label, or above it where the target lies below.
    nudge = (layout.y.high - layout.y.low) * 1e-6
    at = (0.0, median - nudge if under else median + nudge)
    size, colour = layout.frame.small, medians[0].look.colour
    room = max(room, layout.frame.measure("～".join(numbers), size))
    text = layout.frame.broken(text, size, room)
    x = layout.x.high
    return [Label(of, x, "text", text, size, colour, False, at, parts=tuple(parts))]


def _at_right(layout: Layout, ends: list[Label], board: Board) -> list[Label]:
    """Stack the labels right of the plot, each as near as can be to its value."""
    if not ends:
        return []
    frame, plot = layout.frame, layout.plot
    heights = [end.size * (1.3 * (end.text.count("\n") + 1) + 0.1) for end in ends]
    wanted = [layout.py(end.at[1]) for end in ends]
    weights = [4.0 if end.bold else 1.0 for end in ends]
    centres = stack(wanted, heights, 0.0, frame.height, weights)
    left = plot.x1 + _lead(layout, ends)
    edges = {f"{side}{band.level:g}": edge[-1] for band in layout.bands
             for side, edge in (("low", band.low), ("high", band.high))}  # fmt: skip
    out = []
    for end, high, centre in zip(ends, heights, centres, strict=True):
        wide = frame.measure(end.text, end.size, bold=end.bold)
        box = Box(left, centre - high / 2, left + wide, centre + high / 2)
        y = layout.py(edges.get(end.of, end.at[1]))
        board.boxes.append(box)
        shift = (left - plot.x1, centre - y)
        out.append(replace(end, at=(plot.x1, y), box=box, shift=shift))
    return out


def _near(layout: Layout, board: Board, placed: set[tuple[str, float]]) -> list[Label]:
    """Place numbers of points, and names of lines that end before the right edge."""
    room = layout.frame.width * 0.3
    several = _several(layout)
    wishes: list[Wish] = []
    for line in layout.lines:
        places = {n: (line.xs[n], layout.px(line.xs[n]), layout.py(line.values[n]))
                  for n in line.known}  # fmt: skip
        for n, show in _written(line, several=several).items():
            if (line.key, line.xs[n]) in placed:
                continue
            points: tuple[tuple[float, float, float], ...] = (places[n],)
            if show == "name":
                free = [m for m in line.known[::-1] if m not in line.marked]
                points = tuple(places[m] for m in free) or points
            later = [line.values[m] for m in line.known if m > n]
            rising = n == line.known[0] and bool(later) and later[0] > line.values[n]
            label = _label(layout, line, n, show, room)
            wishes.append(Wish(label, points, "btrl" if rising else "tblr"))
    plot = layout.plot
    behind = [(plot.x0, y, plot.x1, y) for y in (layout.py(tick) for tick, _ in layout.y.ticks)]
    behind += [*board.soft, *(segment for path in board.lines.values() for segment in path)]
    return [
        replace(label, ground=any(crossing(label.box, segment) for segment in behind))
        for label in board.place(wishes)
        # A number that would cover another text is left to the table.
        if not (label.covers and label.show == "value")
    ]
