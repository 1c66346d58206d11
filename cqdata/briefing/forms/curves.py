"""Lines over years: fans, plain lines and the panels of small multiples.

Bands are stacked areas: the lowest, without fill, reaches up to the lower edge, the others are
the differences between neighbouring edges. All of them are formulas over the edges, so that bands
follow when an edge is changed. So do the gap's bracket and its text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING

import pandas as pd

from cqdata.briefing import look
from cqdata.briefing.forms.common import spec
from cqdata.briefing.frame import Board, Frame, Wish
from cqdata.briefing.grid import Cell, Column, Grid, cells, number_format
from cqdata.briefing.native import (
    Axis,
    Group,
    Label,
    Mark,
    NativeChart,
    Plan,
    Series,
    Stroke,
    Texts,
    Whisker,
)
from cqdata.briefing.wording import word
from cqdata.charts.contract import OPEN, number_text
from cqdata.charts.place import Box, polyline, stack
from cqdata.charts.scale import ticks, value_axis
from cqdata.charts.style import BANDS, GREY, INK, PAPER, Look, looks_of
from cqdata.charts.wording import HEADINGS, STATUS_WORDS, WORDS, band_name

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

_KINDS = ("actual", "point", "benchmark", "comparison", "projection", "required", "target")
_LABELLED = ("benchmark", "comparison", "projection", "target")


@dataclass(frozen=True)
class Line:
    """One line of the chart and its values along x; ``open_`` and ``marked`` are rows."""

    key: str
    kind: str
    name: str
    look: Look
    values: tuple[Cell, ...]
    open_: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    statuses: tuple[Cell, ...] = ()
    series: str = ""

    @property
    def last(self) -> int:
        """Row of the last value."""
        return max(n for n, value in enumerate(self.values) if value is not None)


@dataclass(frozen=True)
class Fan:
    """Edges of the bands by key (``low80``), outermost level first."""

    levels: tuple[float, ...] = ()
    edges: tuple[tuple[str, tuple[Cell, ...]], ...] = ()

    @property
    def keys(self) -> list[str]:
        """Keys of the edges from the lowest to the highest."""
        return [f"low{v:g}" for v in self.levels] + [f"high{v:g}" for v in self.levels[::-1]]


@dataclass(frozen=True)
class Item:
    """A label at the right end of the chart."""

    key: str
    label: Label
    text: str
    value: float
    width: float


def plan(
    chart: Chart,
    lang: str,
    frame: Frame,
    rows: pd.DataFrame | None = None,
    *,
    axis: tuple[float, float, float] | None = None,
    span: tuple[int, int] | None = None,
    title: str = "",
    title_colour: str = INK,
    quiet: bool = False,
) -> Plan:
    """Return the native chart of lines over whole years.

    Parameters
    ----------
    chart : Chart
        Form fan, lines or multiples.
    lang : str
        Language of names and labels.
    frame : Frame
        Size of the chart.
    rows : DataFrame, optional
        The rows to draw, for one panel; all of them by default.
    axis : (low, high, step), optional
        Value axis; computed from the rows by default.
    span : (first, last), optional
        Years of the axis; those of the rows by default.
    title, title_colour : str
        Title inside the chart.
    quiet : bool
        Panels: only numbers are written, names are left to the key.
    """
    data = chart.data if rows is None else rows
    known = data["x"].dropna()
    first, final = span or (int(known.min()), int(known.max()))
    xs = list(range(first, final + 1))
    low, high, step = axis or value_axis(chart, data)
    lines = _lines(chart, data, xs, lang)
    fan = _fan(data, xs)
    gap = _gap(chart, data, lines, xs, lang)
    divide = _divide(chart, data, xs)
    year_wide = look.width(str(xs[-1]), frame.tick, lang)
    years = _named_years(chart, xs, frame.width * 0.78, year_wide * 1.08 + 6)
    floor = (
        [Column("floor", word("floor", lang), cells([low] * len(xs)), aid=True)] if years else []
    )
    grid = Grid(
        (
            *_data_columns(chart, lines, fan, xs, lang),
            *_band_columns(lines, fan, low, lang),
            *gap,
            *_divide_columns(divide, xs, low, high, lang, _ahead(data)),
            *floor,
        )
    )

    spec = axis_spec(chart, step)
    numbers = [number_text(tick, spec) for tick in ticks(low, high, step)]
    items = _right_items(chart, lines, fan, gap, xs, lang, frame, quiet=quiet)
    wide = max((item.width for item in items), default=0.0)
    plot = Box(
        max(look.width(text, frame.tick, lang) for text in numbers) + 12,
        (frame.strong * 1.7 if title else 0.0)
        + (frame.label * 1.6 if divide and not quiet else 12.0),
        frame.width - max(wide + 14, year_wide / 2 + 6),
        frame.height - frame.tick * 2.0,
    )

    def px(n: float) -> float:
        share = n / (len(xs) - 1) if len(xs) > 1 else 0.5
        return plot.x0 + share * (plot.x1 - plot.x0)

    def py(value: float) -> float:
        return plot.y1 - (value - low) / (high - low) * (plot.y1 - plot.y0)

    board = Board(frame, lang)
    for tick in ticks(low, high, step):
        y, half = py(tick), frame.tick * 0.6
        board.boxes.append(Box(0, y - half, plot.x0 - 3, y + half))
    board.boxes.append(Box(0, plot.y1 - 2, frame.width, frame.height))
    _obstacles(board, lines, fan, px, py)
    labels: dict[str, list[Label]] = {}
    _place_right(labels, items, plot, py, board)
    if divide is not None:
        _place_divide(labels, grid, xs.index(divide), plot, px, board, quiet=quiet)
    _place_near(labels, chart, lines, items, px, py, board, quiet=quiet)

    groups = []
    if fan.levels:
        strips = ["base", *(f"strip{n}" for n in range(1, 2 * len(fan.levels)))]
        fills = ("", *_fills(len(fan.levels)))
        pairs = zip(strips, fills, strict=True)
        groups.append(Group("area", tuple(Series(key, fill=fill) for key, fill in pairs)))
    drawn = _series(lines, fan, gap, divide, labels, frame)
    if years:
        drawn.insert(0, _years(years, frame))
    groups.append(Group("line", tuple(drawn)))
    native = NativeChart(
        grid=grid,
        groups=tuple(groups),
        inner=frame.inner(plot),
        value=Axis(low, high, step, number_format(spec)),
        texts=Texts(frame.tick, frame.tick),
        lang=lang,
        category="x",
        unnamed=bool(years),
        title=title,
        title_size=frame.strong,
        title_colour=title_colour,
    )
    segments = (*board.segments, *board.soft)
    return Plan(native, plot, tuple(board.boxes), segments)


def axis_spec(chart: Chart, step: float) -> str:
    """Return the Python format of axis numbers: as many decimals as the step needs."""
    places = next((n for n in range(6) if abs(round(step, n) - step) < 1e-9 * step), 6)
    return f"{',' if ',' in spec(chart) else ''}.{places}f"


# --- what is drawn -----------------------------------------------------------------------------


def _lines(chart: Chart, data: pd.DataFrame, xs: list[int], lang: str) -> list[Line]:
    looks = looks_of(chart)
    places = {x: n for n, x in enumerate(xs)}
    lines: list[Line] = []
    # The lines that matter are drawn last, on top: benchmarks and context below the main series.
    for kind in _KINDS:
        for series in dict.fromkeys(data.loc[data["kind"] == kind, "series"]):
            part = data[(data["kind"] == kind) & (data["series"] == series)]
            values: list[Cell] = [None] * len(xs)
            statuses: list[Cell] = [None] * len(xs)
            open_, marked = [], []
            for row in part.itertuples():
                if row.x != row.x:  # a benchmark without x holds throughout
                    values = [float(row.value)] * len(xs)
                    continue
                n = places[int(row.x)]
                values[n] = None if row.value != row.value else float(row.value)
                statuses[n] = STATUS_WORDS[lang][row.status] or None
                if row.status in OPEN and kind in ("actual", "point", "benchmark"):
                    open_.append(n)
                if row.marked:
                    marked.append(n)
            if any(value is not None for value in values):
                lines.append(
                    Line(
                        f"{kind}{len(lines)}",
                        kind,
                        chart.series_name(series, lang),
                        looks[series, kind],
                        tuple(values),
                        tuple(open_),
                        tuple(marked),
                        tuple(statuses) if open_ else (),
                        series,
                    )
                )
    return lines


def _fan(data: pd.DataFrame, xs: list[int]) -> Fan:
    """Return the bands of the first projection; a second fan over it could not be read."""
    bands = data[data["kind"] == "band"]
    if bands.empty:
        return Fan()
    bands = bands[bands["series"] == bands["series"].iloc[0]]
    levels = tuple(sorted((float(v) for v in bands["level"].unique()), reverse=True))
    edges = []
    for level in levels:
        part = bands[bands["level"] == level]
        for side in ("low", "high"):
            given = dict(zip(part["x"].astype(int), part[side], strict=True))
            edges.append((f"{side}{level:g}", cells([given.get(x) for x in xs])))
    return Fan(levels, tuple(edges))


def _divide(chart: Chart, data: pd.DataFrame, xs: list[int]) -> int | None:
    """Return the year at which history ends: as the chart says, else the projection's origin."""
    at = chart.options.get("divide")
    if at is None and data["kind"].isin(("projection", "comparison", "required")).any():
        at = data.loc[data["kind"] == "actual", "x"].max()
    return int(at) if at is not None and at == at and xs[0] < at < xs[-1] else None


def _ahead(data: pd.DataFrame) -> str:
    """Return what lies beyond the divide: a projection, or only scenarios."""
    statuses = data.loc[data["kind"].isin(("projection", "comparison")), "status"]
    return "scenario" if len(statuses) and (statuses == "scenario").all() else "projection"


# --- columns -----------------------------------------------------------------------------------


def _data_columns(
    chart: Chart, lines: list[Line], fan: Fan, xs: list[int], lang: str
) -> list[Column]:
    number = number_format(spec(chart))
    out = [Column("x", HEADINGS[lang]["x"], cells(xs), "0")]
    for line in lines:
        out.append(Column(line.key, line.name, line.values, number))
        if line.statuses:
            heading = word("status", lang, name=line.name)
            out.append(Column(f"{line.key}_status", heading, line.statuses, "@"))
    for key, values in fan.edges:
        side = "low" if key.startswith("low") else "high"
        name = band_name(float(key.removeprefix(side)), lang)
        out.append(Column(key, word(side, lang, band=name), values, number))
    return out


def _band_columns(lines: list[Line], fan: Fan, low: float, lang: str) -> list[Column]:
    """Return the stacked areas."""
    if not fan.levels:
        return []
    edges = dict(fan.edges)
    keys = fan.keys
    out = [_base_column(lines, keys[0], edges[keys[0]], low, lang)]
    for n, (below, above) in enumerate(pairwise(keys), 1):
        heights = tuple(
            0.0 if a is None or b is None else float(b) - float(a)
            for a, b in zip(edges[below], edges[above], strict=True)
        )
        formula = f"IF(ISNUMBER({{{below}}}),{{{above}}}-{{{below}}},0)"
        out.append(Column(f"strip{n}", word("strip", lang, n=str(n)), heights, "0.0000", formula))
    return out


def _base_column(
    lines: list[Line], edge: str, given: tuple[Cell, ...], low: float, lang: str
) -> Column:
    """Return the area without fill below the bands.

    Before the fan begins the bands have no height; they run hidden under the line of the actual
    values, and straight on where these are missing, because some programs draw a hair there.
    """
    start = next(n for n, value in enumerate(given) if value is not None)
    actual = [line for line in lines if line.kind == "actual"]
    actual.sort(key=lambda line: line.values[start] is None)
    known: dict[int, tuple[str, float]] = {}
    for n, value in enumerate(given):
        if value is not None:
            known[n] = (edge, float(value))
    for line in reversed(actual):
        for n in range(start):
            if line.values[n] is not None:
                known[n] = (line.key, float(line.values[n] or 0))
    values: list[float] = []
    formulas: list[str] = []
    for n in range(len(given)):
        if n in known:
            key, value = known[n]
            values.append(value)
            formulas.append(f"{{{key}}}+0")
            continue
        later = next((m for m in range(n + 1, len(given)) if m in known), None)
        if later is None:
            values.append(values[-1] if values else low)
            formulas.append(f"{{base#{n - 1}}}" if n else repr(low))
        elif n == 0:
            values.append(known[later][1])
            formulas.append(f"{{{known[later][0]}#{later}}}")
        else:
            steps = later - n + 1
            values.append(values[-1] + (known[later][1] - values[-1]) / steps)
            before = f"{{base#{n - 1}}}"
            formulas.append(f"{before}+({{{known[later][0]}#{later}}}-{before})/{steps}")
    return Column("base", word("base", lang), tuple(values), "0.0000", formulas=tuple(formulas))


def _gap(
    chart: Chart, data: pd.DataFrame, lines: list[Line], xs: list[int], lang: str
) -> list[Column]:
    """Return the bracket between two series: its middle, half its length, and its text."""
    if chart.gap is None:
        return []
    found = []
    for series in (chart.gap.series, chart.gap.target):
        same = [line for line in lines if line.series == series]
        if not same:
            return []
        found.append(same[-1])
    one, other = found
    both = [n for n in range(len(xs)) if one.values[n] is not None and other.values[n] is not None]
    if chart.gap.x is not None:
        both = [n for n in both if xs[n] == int(chart.gap.x)]
    if not both:
        return []
    at = both[-1]
    a, b = float(one.values[at] or 0), float(other.values[at] or 0)
    text, formula = _gap_text(chart, lang, one.key, other.key, abs(a - b))

    def only(value: Cell) -> tuple[Cell, ...]:
        return tuple(value if n == at else None for n in range(len(xs)))

    out = [
        Column("gap_middle", word("gap_middle", lang), only((a + b) / 2), "0.0000",
               f"({{{one.key}}}+{{{other.key}}})/2"),
        Column("gap_half", word("gap_half", lang), only(abs(a - b) / 2), "0.0000",
               f"ABS({{{one.key}}}-{{{other.key}}})/2"),
    ]  # fmt: skip
    if text:
        out.append(Column("gap_text", word("gap_text", lang), only(text), "@", formula, aid=True))
    return out


def _gap_text(chart: Chart, lang: str, one: str, other: str, distance: float) -> tuple[str, str]:
    """Return the gap's text and, where it says the distance alone, a formula that keeps it true."""
    text = chart.gap_text(lang)
    said, formula = "", []
    for literal, name, bare, _ in Formatter().parse(chart.words[lang].gap):
        said += literal
        if literal:
            formula.append(_quoted(literal))
        if name is None:
            continue
        fact = chart.facts[name]
        code = fact.format if isinstance(fact.format, str) else fact.format.get(lang, "")
        unit = fact.text(lang).removeprefix(fact.text(lang, bare=True)) if bare != "n" else ""
        said += number_text(distance, code) + unit
        formula.append(f'TEXT(ABS({{{one}}}-{{{other}}}),"{number_format(code)}")')
        if unit:
            formula.append(_quoted(unit))
    return text, "&".join(formula) if said == text else ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("{", "").replace("}", "") + '"'


def _divide_columns(
    divide: int | None, xs: list[int], low: float, high: float, lang: str, ahead: str
) -> list[Column]:
    if divide is None:
        return []

    def only(value: float) -> tuple[Cell, ...]:
        return tuple(value if x == divide else None for x in xs)

    return [
        Column("divide_left", WORDS[lang]["history"], only(high), aid=True),
        Column("divide_right", WORDS[lang][ahead], only(high), aid=True),
        Column("divide_down", word("divide", lang), only(high - low), aid=True),
        Column("divide_up", word("nothing", lang), only(0.0), aid=True),
    ]


# --- labels ------------------------------------------------------------------------------------


def _right_items(
    chart: Chart,
    lines: list[Line],
    fan: Fan,
    gap: list[Column],
    xs: list[int],
    lang: str,
    frame: Frame,
    *,
    quiet: bool,
) -> list[Item]:
    """Return the labels at the right edge: ends of lines, the gap, the bands."""
    unit = chart.unit(lang)
    number = number_format(spec(chart), unit)
    last = len(xs) - 1
    items: list[Item] = []

    def add(key: str, label: Label, text: str, value: float) -> None:
        width = look.width(text, label.size, lang, bold=label.bold)
        items.append(Item(key, label, text, value, width))

    several = sum(line.kind == "actual" for line in lines) > 1
    for line in lines:
        value = line.values[last]
        named = line.kind in _LABELLED or (line.kind == "actual" and several)
        if quiet:
            named = False
        if value is None or not (named or last in line.marked):
            continue
        shown = number_text(float(value), spec(chart)) + unit
        strong = line.kind in ("target", "projection") or last in line.marked
        size = frame.strong if strong else frame.label
        show, text = "both", f"{line.name} {shown}"
        if not named:
            show, text = "value", shown
        elif line.kind in ("actual", "benchmark") and last not in line.marked:
            show, text = "name", line.name
        label = Label(last, show, "r", line.look.text_colour, size, strong, number)
        add(line.key, label, text, float(value))
    if quiet:
        return items
    texts = {column.key: column for column in gap}
    if "gap_text" in texts and texts["gap_text"].values[last] is not None:
        label = Label(last, "cell", "r", INK, frame.label, text="gap_text")
        middle = texts["gap_middle"].values[last]
        add("gap_middle", label, str(texts["gap_text"].values[last]), float(middle or 0))
    # Bands are named at the edges that face away from the target.
    medians = [line.values[last] for line in lines if line.kind == "projection"]
    goals = [line.values[last] for line in lines if line.kind == "target"]
    below = bool(medians and goals and medians[0] is not None and goals[0] is not None) and (
        float(goals[0] or 0) < float(medians[0] or 0)
    )
    edges = dict(fan.edges)
    for level in fan.levels[::-1]:
        key = f"{'high' if below else 'low'}{level:g}"
        value = edges[key][last]
        if value is not None:
            name = band_name(level, lang)
            add(key, Label(last, "text", "r", GREY, frame.small, text=name), name, float(value))
    return items


def _place_right(
    labels: dict[str, list[Label]],
    items: list[Item],
    plot: Box,
    py: Callable[[float], float],
    board: Board,
) -> None:
    frame = board.frame
    heights = [item.label.size * 1.28 for item in items]
    natural = [py(item.value) for item in items]
    centres = stack(natural, heights, 0.0, plot.y1)
    for item, height, centre, y in zip(items, heights, centres, natural, strict=True):
        moved = centre - y
        # A diamond pushes its label away by itself.
        dx = 4.0 if item.key.startswith("target") else 9.0
        label = replace(item.label, dx=dx / frame.width, dy=moved / frame.height)
        labels.setdefault(item.key, []).append(label)
        left = plot.x1 + 6
        board.boxes.append(
            Box(left, centre - height / 2, left + item.width + 6, centre + height / 2)
        )


def _place_divide(
    labels: dict[str, list[Label]],
    grid: Grid,
    at: int,
    plot: Box,
    px: Callable[[float], float],
    board: Board,
    *,
    quiet: bool,
) -> None:
    size = board.frame.label
    board.segments.append((px(at), plot.y0, px(at), plot.y1))
    if quiet:
        return
    for key, side in (("divide_left", "l"), ("divide_right", "r")):
        labels[key] = [Label(at, "name", side, GREY, size, dy=-0.75 * size / board.frame.height)]
        wide = look.width(grid[key].heading, size, board.lang) + 8
        x0 = px(at) - wide if side == "l" else px(at)
        board.boxes.append(Box(x0, plot.y0 - size * 1.5, x0 + wide, plot.y0))


def _place_near(
    labels: dict[str, list[Label]],
    chart: Chart,
    lines: list[Line],
    items: list[Item],
    px: Callable[[float], float],
    py: Callable[[float], float],
    board: Board,
    *,
    quiet: bool,
) -> None:
    """Place numbers of marked points, and names of lines that end before the right edge."""
    frame = board.frame
    unit = chart.unit(board.lang)
    number = number_format(spec(chart), unit)
    at_right = {(item.key, item.label.index) for item in items}
    several = sum(line.kind == "actual" for line in lines) > 1
    wanted: list[tuple[Line, str, Wish]] = []
    for line in lines:
        known = [n for n, value in enumerate(line.values) if value is not None]
        places = {n: (n, px(n), py(float(line.values[n] or 0))) for n in known}
        for n in line.marked:
            if n not in places or (line.key, n) in at_right:
                continue
            value = float(line.values[n] or 0)
            later = [float(line.values[m] or 0) for m in known if m > n]
            low = n == known[0] and bool(later) and later[0] > value
            text = number_text(value, spec(chart)) + unit
            wish = Wish((places[n],), text, frame.strong, True, "btrl" if low else "tblr")
            wanted.append((line, "value", wish))
        named = line.kind in _LABELLED or (line.kind == "actual" and several)
        if quiet or not named or (line.key, line.last) in at_right:
            continue
        free = [n for n in known[::-1] if n not in line.marked] or known[::-1]
        points = tuple(places[n] for n in free)
        wanted.append((line, "name", Wish(points, line.name, frame.label, reach=6.0)))
    spots = board.place([wish for _, _, wish in wanted])
    for (line, show, wish), spot in zip(wanted, spots, strict=True):
        labels.setdefault(line.key, []).append(
            Label(
                spot.row,
                show,
                spot.side,
                line.look.text_colour,
                wish.size,
                wish.bold,
                number,
                spot.dx,
                spot.dy,
            )
        )


def _obstacles(
    board: Board,
    lines: list[Line],
    fan: Fan,
    px: Callable[[float], float],
    py: Callable[[float], float],
) -> None:
    """Put lines and bands in the way of labels."""

    def ys(values: tuple[Cell, ...]) -> list[float]:
        return [math.nan if v is None else py(float(v)) for v in values]

    for line in lines:
        across = [px(n) for n in range(len(line.values))]
        board.segments += polyline(across, ys(line.values))
        for n, value in enumerate(line.values):
            if value is not None and (n in line.marked or n in line.open_ or line.kind == "target"):
                x, y = px(n), py(float(value))
                board.boxes.append(Box(x - 3, y - 3, x + 3, y + 3))
    if fan.levels:
        edges = dict(fan.edges)
        lower, upper = ys(edges[fan.keys[0]]), ys(edges[fan.keys[-1]])
        across = [px(n) for n in range(len(lower))]
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            between = [a + share * (b - a) for a, b in zip(lower, upper, strict=True)]
            board.soft += polyline(across, between)
        for x, a, b in zip(across, lower, upper, strict=True):
            if a == a:
                board.soft.append((x, a, x, b))


# --- series ------------------------------------------------------------------------------------


def _series(
    lines: list[Line],
    fan: Fan,
    gap: list[Column],
    divide: int | None,
    labels: dict[str, list[Label]],
    frame: Frame,
) -> list[Series]:
    out = []
    if divide is not None:
        whisker = Whisker("divide_up", "divide_down", Stroke(GREY, 1.0, "sysDash"), caps=False)
        out.append(
            Series("divide_left", whiskers=(whisker,), labels=tuple(labels.get("divide_left", ())))
        )
        if "divide_right" in labels:
            out.append(Series("divide_right", labels=tuple(labels["divide_right"])))
    for key in fan.keys:
        if key in labels:
            out.append(Series(key, labels=tuple(labels[key]), leaders=True))
    if gap:
        bracket = Whisker("gap_half", "gap_half", Stroke(INK, 1.4))
        found = tuple(labels.get("gap_middle", ()))
        out.append(Series("gap_middle", whiskers=(bracket,), labels=found))
    small = frame.strong < 12
    for line in lines:
        out.append(_line_series(line, tuple(labels.get(line.key, ())), small=small))
    return out


def _line_series(line: Line, labels: tuple[Label, ...], *, small: bool) -> Series:
    colour = line.look.colour
    size = 6 if small else 8
    symbol = look.SYMBOLS.get(line.look.marker, "circle")
    if line.kind == "target":
        mark = Mark("diamond", 8 if small else 12, colour, PAPER, 1.2)
        return Series(line.key, mark=mark, labels=labels)
    stroke = Stroke(
        colour, line.look.width * (0.75 if small else 1.0), look.dash_name(line.look.dash)
    )
    solid = Mark(symbol, size, colour, PAPER, 1.2)
    hollow = Mark(symbol, size, PAPER, colour, 1.8)
    if line.kind == "point":
        marks = tuple((n, hollow) for n in line.open_)
        return Series(line.key, mark=solid, marks=marks, labels=labels)
    single = sum(value is not None for value in line.values) == 1
    shown = sorted({*line.marked, *line.open_, *([line.last] if single else [])})
    marks = tuple((n, hollow if n in line.open_ else solid) for n in shown)
    return Series(line.key, stroke=stroke, marks=marks, labels=labels)


def _fills(levels: int) -> list[str]:
    """Return the fills of the strips from the lowest to the highest, darkest in the middle."""
    outer = list(BANDS[:levels][::-1]) if levels <= len(BANDS) else [BANDS[-1]] * levels
    return outer + outer[:-1][::-1]


def _named_years(chart: Chart, xs: list[int], width: float, needed: float) -> list[int]:
    """Return the rows whose year is written, empty if all of them are.

    Where there is no room for every year, the last one is named and others at equal distances.
    """
    given = [int(x) for x in chart.options.get("ticks", ())]
    if given:
        return [n for n, x in enumerate(xs) if x in given]
    room = max(1, math.ceil(len(xs) * needed / width))
    if room == 1:
        return []
    last = len(xs) - 1
    even = [step for step in range(room, room + 3) if last % step == 0]
    step = even[0] if even else room
    return [n for n in range(len(xs)) if (last - n) % step == 0]


def _years(rows: list[int], frame: Frame) -> Series:
    """Return the invisible series along the axis that carries the years.

    Programs break or turn crowded names of an axis each in their own way, but none touches these.
    """
    labels = tuple(Label(n, "category", "b", GREY, frame.tick, number="0") for n in rows)
    return Series("floor", labels=labels)


__all__ = ["Line", "axis_spec", "plan"]
