"""Lines over years or another x: history by vintage, projection fan, target, gap, key.

Also draws the form ``lines`` (calibration and error charts), which is the same without a fan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cqdata.charts import text as tx
from cqdata.charts.contract import OPEN, Chart
from cqdata.charts.page import Page
from cqdata.charts.place import Box, best_box, free_spot, polyline, stack
from cqdata.charts.scale import steps, ticks, value_axis
from cqdata.charts.style import BANDS, GREY, GRID, INK, PAPER, RED, Look, Size, looks_of
from cqdata.charts.wording import band_name, bound, x_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = ("actual", "benchmark", "comparison", "projection", "required")


@dataclass
class EndLabel:
    """A label right of the plot: where it belongs, its lines, and whether a bracket leads to it."""

    value: float
    lines: list[str]
    size: float
    colour: str
    bold: bool = False
    bracket: bool = False
    band: bool = False

    @property
    def height(self) -> float:
        """Height of the label with the space it needs to its neighbours."""
        return len(self.lines) * self.size * 1.22 + self.size * 0.12


@dataclass
class Frame:
    """The plot's box on the page and the data limits it spans."""

    box: Box
    x: tuple[float, float]
    y: tuple[float, float]
    step: float

    def px(self, x: float) -> float:
        """Return the page position of an x value."""
        return self.box.x0 + (x - self.x[0]) / (self.x[1] - self.x[0]) * (self.box.x1 - self.box.x0)

    def py(self, y: float) -> float:
        """Return the page position of a value."""
        return self.box.y0 + (y - self.y[0]) / (self.y[1] - self.y[0]) * (self.box.y1 - self.box.y0)


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure; the key goes into the plot where it has room, else above it."""
    page = _attempt(chart, lang, size, strip=False)
    if page is None:
        page = _attempt(chart, lang, size, strip=True)
    assert page is not None
    return page.figure


def _attempt(chart: Chart, lang: str, size: Size, *, strip: bool) -> Page | None:
    page = Page(chart, lang, size)
    body = page.frame()
    looks = looks_of(chart)
    keys = key_block(page, looks, room=(body.x1 - body.x0) if strip else 0.0)
    if strip and keys.rows:
        strip_top = body.y1 - size.label * 0.3
        keys.draw(page, body.x0, strip_top)
        body = Box(body.x0, body.y0, body.x1, strip_top - keys.height - size.label * 0.5)
    labels = end_labels(page, looks)
    frame = _frame(page, body, labels)
    furniture(page, frame, chart)
    axes = page.axes(frame.box, frame.x, frame.y)
    series(page, axes, frame, looks)
    _draw_end_labels(page, frame, labels, body)
    _point_labels(page, frame, looks, body)
    _names(page, frame, looks, body)
    if keys.rows and not strip:
        spot = _key_spot(page, frame, keys, body)
        if spot is None:
            return None
        page.rectangle(spot.grown(2), PAPER, zorder=1.2, role="ground")
        keys.draw(page, spot.x0, spot.y1)
    return page


# --- geometry ------------------------------------------------------------------------------------


def last_x(chart: Chart) -> float:
    """Return the right end of the x axis."""
    if "x_limits" in chart.options:
        return float(chart.options["x_limits"][1])
    return float(chart.data["x"].max())


def divide(chart: Chart) -> float | None:
    """Return the x between history and projection, or None if nothing is projected."""
    if "divide" in chart.options:
        return float(chart.options["divide"])
    if not chart.series("projection", "comparison", "required"):
        return None
    history = chart.rows("actual")
    return float(history["x"].max()) if len(history) else None


def _frame(page: Page, body: Box, labels: Sequence[EndLabel]) -> Frame:
    chart, size = page.chart, page.size
    low, high, step = value_axis(chart)
    column = max(
        (page.width(line, label.size, bold=label.bold) for label in labels for line in label.lines),
        default=0.0,
    )
    has_bracket = any(label.bracket for label in labels)
    lead = size.label * (2.7 if has_bracket else 1.7) if labels else size.label * 0.8
    numbers = [axis_number(chart, tick, step) for tick in ticks(low, high, step)]
    left = max(page.width(number, size.tick) for number in numbers) + size.tick * 0.9
    head = size.label * 1.9 if divide(chart) is not None else size.tick * 1.3
    foot = size.tick * 1.75 + (size.tick * 1.35 if chart.axis(page.lang) else 0.0)
    box = Box(body.x0 + left, body.y0 + foot, body.x1 - column - lead, body.y1 - head)
    first = float(chart.data["x"].min())
    if "x_limits" in chart.options:
        first = float(chart.options["x_limits"][0])
    last = last_x(chart)
    if last == first:
        first, last = first - 1, last + 1
    return Frame(box, (first, last), (low, high), step)


def axis_number(chart: Chart, value: float, step: float) -> str:
    """Return an axis number with as many decimals as the step needs."""
    places = next((n for n in range(7) if abs(round(step, n) - step) < step * 1e-6), 6)
    separator = "," if "," in chart.format else ""
    text = f"{value:{separator}.{places}f}"
    return text.replace("-", "\N{MINUS SIGN}") if value < -step * 1e-6 else text.lstrip("-")


def year_ticks(page: Page, frame: Frame, chart: Chart, size: float) -> list[float]:
    """Return the x values that carry a number: ends and divide first, then evenly between."""
    if "ticks" in chart.options:
        return [float(x) for x in chart.options["ticks"]]
    first, last = frame.x
    if not chart.options.get("year", True):
        low, high, step = steps(first, last, most=6)
        return [x for x in ticks(low, high, step) if first - 1e-9 <= x <= last + 1e-9]
    wide = page.width("2020", size)
    span = (frame.box.x1 - frame.box.x0) / (last - first)
    middle = divide(chart)
    anchors = [last, *([middle] if middle is not None else []), first]
    targets = [x for x in chart.targets["x"].dropna().unique() if x not in anchors]
    chosen: list[float] = []
    for x in [*anchors, *targets]:
        if all(abs(x - other) * span >= wide * 1.12 for other in chosen):
            chosen.append(float(x))
    every = next((n for n in (1, 2, 3, 4, 5, 10, 20, 50) if n * span >= wide * 1.5), 100)
    start = middle if middle is not None else last
    steps_back = np.arange(start, first - 0.5, -every)
    steps_on = np.arange(start, last + 0.5, every)
    for x in [*steps_back, *steps_on]:
        near = max(wide * 1.3, 0.75 * every * span)
        if all(abs(x - other) * span >= near for other in chosen):
            chosen.append(float(x))
    return sorted(chosen)


def furniture(
    page: Page, frame: Frame, chart: Chart, *, small: bool = False, label_years: bool = True
) -> None:
    """Draw grid, axis numbers, years, and the divide between history and projection."""
    size = page.size
    box = frame.box
    height = size.small if small else size.tick
    left = box.x0 - height * 0.9
    numbers = ticks(*frame.y, frame.step)
    widest = max(page.width(axis_number(chart, v, frame.step), height) for v in numbers)
    for value in numbers:
        y = frame.py(value)
        base = abs(value - frame.y[0]) < frame.step * 1e-6
        page.rule(
            [left - widest, box.x1],
            [y, y],
            colour=INK if base else GRID,
            width=0.9 * max(size.line, 0.7),
            zorder=1.1 if base else 1.0,
            role="axis" if base else "grid",
        )
        page.text(
            left - widest,
            y + height * 0.3,
            axis_number(chart, value, frame.step),
            height,
            colour=GREY,
            role="tick",
        )
    if label_years:
        _x_axis(page, frame, chart, height)
    middle = divide(chart)
    if middle is not None and frame.x[0] < middle < frame.x[1]:
        x = frame.px(middle)
        top = page.size.label * 1.5 if not small else height * 0.2
        page.rule(
            [x, x],
            [box.y0, box.y1 + top],
            colour=GREY,
            width=0.8,
            dash=(1.2, 2.4),
            role="divide",
        )
        page.segments.append((x, box.y0, x, box.y1 + top))
        if not small:
            _divide_words(page, frame, x)


def _x_axis(page: Page, frame: Frame, chart: Chart, height: float) -> None:
    box = frame.box
    labelled = year_ticks(page, frame, chart, height)
    first, last = frame.x
    if chart.options.get("year", True):
        years = np.arange(np.ceil(first), last + 0.5)
        crowded = (box.x1 - box.x0) / max(len(years), 1) < 4
        minor = [] if crowded else [float(y) for y in years if y not in labelled]
    else:
        minor = []
    for x in minor:
        page.rule([frame.px(x)] * 2, [box.y0, box.y0 - height * 0.18], colour=INK, width=0.7)
    for x in labelled:
        page.rule([frame.px(x)] * 2, [box.y0, box.y0 - height * 0.36], colour=INK, width=0.9)
        page.text(
            frame.px(x),
            box.y0 - height * 1.35,
            x_text(chart, x, page.lang),
            height,
            colour=GREY,
            align="center",
            role="tick",
        )
    name = chart.axis(page.lang)
    if name:
        page.text(
            (box.x0 + box.x1) / 2,
            box.y0 - height * 2.7,
            name,
            height,
            colour=GREY,
            align="center",
            role="axis name",
        )


def _divide_words(page: Page, frame: Frame, x: float) -> None:
    height = page.size.label
    y = frame.box.y1 + height * 0.62
    gap = height * 0.8
    ahead = page.chart.rows("projection", "comparison")["status"]
    scenario = len(ahead) > 0 and bool((ahead == "scenario").all())
    beyond = "scenario" if scenario else "projection"
    for word, place, align in (("history", x - gap, "right"), (beyond, x + gap, "left")):
        page.text(place, y, page.words[word], height, colour=GREY, align=align, role="divide")


# --- series --------------------------------------------------------------------------------------


def series(
    page: Page,
    axes: Axes,
    frame: Frame,
    looks: dict[tuple[str, str], Look],
    rows: pd.DataFrame | None = None,
    *,
    thin: float = 1.0,
) -> None:
    """Draw bands, lines, markers, targets and the diagonal into the axes, as given."""
    chart, scale = page.chart, page.size.line * thin
    data = chart.data if rows is None else rows
    _bands(page, axes, frame, data)
    if chart.options.get("diagonal"):
        ends = [max(frame.x[0], frame.y[0]), min(frame.x[1], frame.y[1])]
        (line,) = axes.plot(ends, ends, color=GREY, linewidth=1.1, dashes=(4, 3), zorder=2)
        line.set_gid("diagonal")
        page.segments += polyline([frame.px(x) for x in ends], [frame.py(x) for x in ends])
    order = {"benchmark": 2.2, "comparison": 2.4, "required": 2.5, "projection": 2.6, "actual": 2.8}
    lines = data[data["kind"].isin(LINES)]
    for (name, kind), part in lines.groupby(["series", "kind"], sort=False):
        look = looks[name, kind]
        xs, ys = part["x"].to_numpy(), part["value"].to_numpy()
        (line,) = axes.plot(
            xs,
            ys,
            color=look.colour,
            linewidth=look.width * scale,
            zorder=order[kind],
            clip_on=False,
            solid_capstyle="round",
            solid_joinstyle="round",
            dash_capstyle="butt",
        )
        if look.dash:
            line.set_dashes(look.dash)
        line.set_gid(f"{kind}:{name}")
        page.segments += polyline([frame.px(x) for x in xs], [frame.py(y) for y in ys])
    for (name, kind), part in data[data["kind"].isin(("actual", "point", "benchmark"))].groupby(
        ["series", "kind"], sort=False
    ):
        _markers(page, axes, frame, part, looks[name, kind], str(kind), scale)
    for row in data[data["kind"] == "target"].itertuples():
        (mark,) = axes.plot(
            [row.x],
            [row.value],
            marker="D",
            linestyle="none",
            markersize=10.5 * scale,
            markerfacecolor=RED,
            markeredgecolor=PAPER,
            markeredgewidth=1.3 * scale,
            zorder=5,
            clip_on=False,
        )
        mark.set_gid(f"target:{row.series}")
        _mark_box(page, frame, row.x, row.value, 6.5 * scale)


def _bands(page: Page, axes: Axes, frame: Frame, data: pd.DataFrame) -> None:
    bands = data[data["kind"] == "band"]
    if bands.empty:
        return
    levels = page.chart.levels
    for level in sorted(levels, reverse=True):
        colour = BANDS[min(levels.index(level), 2)]
        for name, part in bands[bands["level"] == level].groupby("series", sort=False):
            patch = axes.fill_between(
                part["x"].to_numpy(),
                part["low"].to_numpy(),
                part["high"].to_numpy(),
                color=colour,
                linewidth=0,
                zorder=1.5 - level / 1000,
                clip_on=False,
            )
            patch.set_gid(f"band:{name}:{level:g}")


def _markers(
    page: Page,
    axes: Axes,
    frame: Frame,
    part: pd.DataFrame,
    look: Look,
    kind: str,
    scale: float,
) -> None:
    """Draw markers: open ones for what is not final, the ends of a line, and lone values."""
    xs, ys = part["x"].to_numpy(), part["value"].to_numpy()
    known = ~np.isnan(ys)
    if not known.any():
        return
    sides = np.array([bound(row) for row in part.itertuples()])
    open_ = (part["status"].isin(OPEN).to_numpy() | (sides != "")) & known
    alone = known & np.array(
        [
            (i == 0 or not known[i - 1]) and (i == len(ys) - 1 or not known[i + 1])
            for i in range(len(ys))
        ]
    )
    main = look.width > 3
    closed = part["marked"].to_numpy() | alone
    if kind == "point":
        closed = known
    elif main:
        closed = closed | np.isin(np.arange(len(ys)), np.flatnonzero(known)[[0, -1]])
    elif look.width > 2 and len(ys) <= 20:
        closed = known
    closed = closed & known & ~open_
    lone = bool(alone[known].all())
    size = (7.6 if main or lone or kind == "point" else 5.4 if look.width > 2 else 4.6) * scale
    for chosen, face, edge, width, state in (
        (closed, look.colour, PAPER, 0.9, "final"),
        (open_, PAPER, look.colour, 1.7, "open"),
    ):
        if chosen.any():
            (mark,) = axes.plot(
                xs[chosen],
                ys[chosen],
                linestyle="none",
                marker=look.marker,
                markersize=size * (1.05 if state == "open" else 1.0),
                markerfacecolor=face,
                markeredgecolor=edge,
                markeredgewidth=width * scale,
                zorder=4,
                clip_on=False,
            )
            mark.set_gid(f"{state}:{part['series'].iloc[0]}")
            for x, y, side in zip(xs[chosen], ys[chosen], sides[chosen], strict=True):
                _mark_box(page, frame, x, y, size * 0.55)
                if side:
                    _bound_arrow(page, frame, x, y, size, look.colour, up=side == "lower")


def _bound_arrow(
    page: Page, frame: Frame, x: float, y: float, size: float, colour: str, *, up: bool
) -> None:
    """Draw a short arrow at a mark whose true value lies beyond it."""
    px, py = frame.px(x), frame.py(y)
    sign = 1.0 if up else -1.0
    start, neck, tip = (py + sign * size * share for share in (0.6, 1.2, 1.9))
    page.rule([px, px], [start, neck], colour=colour, width=size * 0.18, role="bound", zorder=3.2)
    half = size * 0.36
    page.polygon([(px - half, neck), (px + half, neck), (px, tip)], colour, zorder=3.2)
    page.boxes.append(Box(px - half, min(start, tip), px + half, max(start, tip)))


def _mark_box(page: Page, frame: Frame, x: float, y: float, half: float) -> None:
    px, py = frame.px(x), frame.py(y)
    page.boxes.append(Box(px - half, py - half, px + half, py + half))


# --- labels --------------------------------------------------------------------------------------


def name_room(size: Size) -> float:
    """Return how wide a label right of the plot may be, in points."""
    return {"slide": 205.0, "square": 122.0}.get(size.name, 104.0)


def end_labels(page: Page, looks: dict[tuple[str, str], Look]) -> list[EndLabel]:
    """Return the labels of everything that ends at the right edge, and of gap and bands."""
    chart, lang, size = page.chart, page.lang, page.size
    right = last_x(chart)
    out: list[EndLabel] = []
    room = name_room(size)
    show = {(row.series, row.x) for row in marked_rows(chart).itertuples()}
    for kind in ("target", "projection", "comparison", "actual", "benchmark"):
        for name in chart.series(kind):
            rows = chart.rows(kind, series=name).dropna(subset=["value"])
            if rows.empty or rows["x"].iloc[-1] != right:
                continue
            row = rows.iloc[-1]
            look = looks[name, kind]
            strong = kind in ("target", "projection") or look.width > 3
            text = chart.series_name(name, lang)
            if kind in ("target", "projection", "comparison") or (name, row.x) in show:
                text = f"{text} {chart.value_text(row, lang)}".strip()
            height = size.strong if strong else size.label
            if text:
                lines = page.wrap(text, height, room, bold=strong, balance=True)
                out.append(EndLabel(row["value"], lines, height, look.text_colour, strong))
    if chart.gap is not None and chart.gap_text(lang):
        span = gap_span(chart)
        if span is not None and span[0] == right:
            lines = page.wrap(chart.gap_text(lang), size.label, room, balance=True)
            out.append(EndLabel((span[1] + span[2]) / 2, lines, size.label, INK, bracket=True))
    for level in chart.levels:
        bands = chart.rows("band")
        end = bands[(bands["level"] == level) & (bands["x"] == right)]
        if len(end):
            out.append(
                EndLabel(end["low"].iloc[0], [band_name(level, lang)], size.small, GREY, band=True)
            )
    return out


def gap_span(chart: Chart) -> tuple[float, float, float] | None:
    """Return (x, one value, other value) that the gap's bracket spans."""
    if chart.gap is None:
        return None
    pair = []
    for name in (chart.gap.series, chart.gap.target):
        rows = chart.data[(chart.data["series"] == name) & chart.data["value"].notna()]
        pair.append(rows.drop_duplicates("x", keep="last").set_index("x")["value"])
    shared = pair[0].index.intersection(pair[1].index)
    x = chart.gap.x if chart.gap.x is not None else (max(shared) if len(shared) else None)
    if x is None or x not in shared:
        return None
    return float(x), float(pair[0][x]), float(pair[1][x])


def _draw_end_labels(page: Page, frame: Frame, labels: Sequence[EndLabel], body: Box) -> None:
    if not labels:
        return
    size = page.size
    wanted = [frame.py(label.value) for label in labels]
    heights = [label.height for label in labels]
    weights = [4.0 if label.bold else 1.0 for label in labels]
    centres = stack(wanted, heights, body.y0, body.y1 - size.label * 0.2, weights)
    edge = frame.box.x1
    bracket = any(label.bracket for label in labels)
    left = edge + size.label * (2.7 if bracket else 1.7)
    # Coloured labels name themselves: beside a bracket a leader would only confuse it.
    far_off = 3.0 if bracket else 0.8
    for label, y, centre in zip(labels, wanted, centres, strict=True):
        if label.bracket:
            _bracket(page, frame, left, centre)
        elif label.band or abs(y - centre) > label.size * far_off:
            near, far = edge + size.label * 0.35, left - size.label * 0.3
            knee = near + (far - near) * 0.3
            page.rule(
                [near, knee, far - (far - near) * 0.25, far],
                [y, y, centre, centre],
                colour="#9aa3ac",
                width=0.7,
                role="leader",
                zorder=2.9,
            )
        top = centre + (len(label.lines) - 1) * label.size * 0.61
        for index, line in enumerate(label.lines):
            page.text(
                left,
                top - index * label.size * 1.22,
                line,
                label.size,
                colour=label.colour,
                bold=label.bold,
                role="end label",
                middle=True,
            )


def _bracket(page: Page, frame: Frame, left: float, centre: float) -> None:
    span = gap_span(page.chart)
    if span is None:
        return
    unit = page.size.label
    x = frame.box.x1 + unit * 1.35
    low, high = sorted((frame.py(span[1]), frame.py(span[2])))
    if high - low > unit * 1.1:
        low, high = low + unit * 0.1, high - unit * 0.42
    half = unit * 0.32
    width = 1.3 * max(page.size.line, 0.7)
    for xs, ys in (
        ([x - half, x + half], [low, low]),
        ([x - half, x + half], [high, high]),
        ([x, x], [low, high]),
        ([x, left - unit * 0.55, left - unit * 0.25], [(low + high) / 2, centre, centre]),
    ):
        page.rule(xs, ys, colour=INK, width=width, role="gap", zorder=3)


def marked_rows(chart: Chart) -> pd.DataFrame:
    """Return the rows whose number is written: those marked, else the ends of the main series."""
    data = chart.rows("actual", "benchmark", "projection", "comparison")
    if chart.data["marked"].any():
        return data[data["marked"] & data["value"].notna()]
    if chart.form != "fan":
        return data.iloc[:0]
    main = tuple(chart.options.get("main", ())) or tuple(chart.series("actual")[:1])
    ends = []
    for name in main:
        rows = chart.rows("actual", series=name).dropna(subset=["value"])
        ends += [rows.index[0], rows.index[-1]] if len(rows) else []
    return data.loc[list(dict.fromkeys(ends))]


def _label_area(page: Page, frame: Frame, body: Box) -> Box:
    """Return where labels may stand: the plot and what is right of it, not the axis numbers."""
    return Box(frame.box.x0 - page.size.tick * 0.5, frame.box.y0 + 1, body.x1, body.y1)


def _around(
    x: float, y: float, wide: float, size: float, gap: float
) -> Iterator[tuple[float, Box]]:
    """Yield places for a label around a point, the most natural first."""
    high = size * (tx.ASCENT + tx.DESCENT)
    for ring, away in enumerate((1.0, 1.9, 3.0, 4.4)):
        d = gap * away
        for cost, dx, dy in (
            (0, -wide / 2, d),
            (1, -wide - d * 0.2, d * 0.8),
            (2, -wide / 2, -d - high),
            (2.5, d * 0.2, d * 0.8),
            (3, d * 0.4, -d * 0.6 - high),
            (3.5, -wide - d * 0.4, -d * 0.6 - high),
            (4, d * 1.1, -high / 2),
            (4, -wide - d * 1.1, -high / 2),
        ):
            yield cost + ring * 6, Box(x + dx, y + dy, x + dx + wide, y + dy + high)


def _label(
    page: Page,
    text: str,
    size: float,
    places: Iterator[tuple[float, Box]],
    within: Box,
    colour: str,
    *,
    bold: bool,
    soft: Sequence[Box] = (),
    anchor: tuple[float, float] | None = None,
) -> Box | None:
    """Write a label where it disturbs least; one that had to go far is tied to its point."""
    found = best_box(places, page.boxes, page.segments, within, gap=1.5, line_gap=1.5, soft=soft)
    if found is None:
        return None
    box = found[1]
    if anchor is not None:
        near = (
            min(max(anchor[0], box.x0), box.x1),
            min(max(anchor[1], box.y0), box.y1),
        )
        away = math.dist(near, anchor)
        if away > size * 1.15:
            stop = 1 - size * 0.42 / away  # short of the mark itself
            end = [near[i] + (anchor[i] - near[i]) * stop for i in (0, 1)]
            page.rule(
                [near[0], end[0]],
                [near[1], end[1]],
                colour=colour,
                width=0.7,
                role="leader",
                zorder=2.9,
            )
    if any(box.overlap(tint) for tint in soft):
        page.rectangle(box.grown(1.0), PAPER, zorder=2.95, role="ground")
    return page.text(
        box.x0,
        box.y0 + tx.DESCENT * size,
        text,
        size,
        colour=colour,
        bold=bold,
        halo=PAPER,
        role="point label",
    )


def _point_labels(page: Page, frame: Frame, looks: dict[tuple[str, str], Look], body: Box) -> None:
    chart, size, lang = page.chart, page.size, page.lang
    right = last_x(chart)
    within = _label_area(page, frame, body)
    tints = band_boxes(chart, frame)
    rows = pd.concat([chart.rows("point"), marked_rows(chart)])
    for row in rows.dropna(subset=["value"]).itertuples():
        if row.x == right and row.kind != "point":
            continue
        look = looks[row.series, row.kind]
        text = chart.value_text(row, lang)
        if row.kind == "point":
            text = f"{chart.series_name(row.series, lang)} {text}".strip()
        strong = look.width > 3
        height = size.strong if strong else size.label
        wide = page.width(text, height, bold=strong)
        at = (frame.px(row.x), frame.py(row.value))
        places = _around(*at, wide, height, size.label * 0.5)
        _label(
            page, text, height, places, within, look.text_colour, bold=strong, soft=tints, anchor=at
        )
    # Targets before the last year stand in the plot and bring their name with them.
    for row in chart.targets.itertuples():
        if row.x != right:
            text = f"{chart.series_name(row.series, lang)} {chart.value_text(row, lang)}"
            wide = page.width(text, size.strong, bold=True)
            at = (frame.px(row.x), frame.py(row.value))
            places = _around(*at, wide, size.strong, size.label * 0.7)
            _label(page, text, size.strong, places, within, RED, bold=True, soft=tints, anchor=at)


def _names(page: Page, frame: Frame, looks: dict[tuple[str, str], Look], body: Box) -> None:
    """Name every line that does not end at the right edge, where it disturbs least."""
    chart, size, lang = page.chart, page.size, page.lang
    right = last_x(chart)
    single = len(chart.series("actual", "benchmark", "comparison")) < 2
    tints = band_boxes(chart, frame)
    within = _label_area(page, frame, body)
    if chart.options.get("diagonal"):
        low, high = max(frame.x[0], frame.y[0]), min(frame.x[1], frame.y[1])
        points = [
            (frame.px(x), frame.py(x)) for x in np.linspace(low + (high - low) * 0.1, high, 7)
        ]
        text = page.words["diagonal"]
        places = _along(points, page.width(text, size.small), size.small)
        _label(page, text, size.small, places, within, GREY, bold=False)
    for kind in ("actual", "benchmark", "comparison"):
        for name in chart.series(kind):
            rows = chart.rows(kind, series=name).dropna(subset=["value"])
            text = chart.series_name(name, lang)
            if single or rows.empty or rows["x"].iloc[-1] == right or not text:
                continue
            look = looks[name, kind]
            wide = page.width(text, size.label)
            points = [(frame.px(row.x), frame.py(row.value)) for row in rows.itertuples()]
            places = _along(points, wide, size.label)
            _label(page, text, size.label, places, within, look.text_colour, bold=False, soft=tints)


def _along(
    points: Sequence[tuple[float, float]], wide: float, size: float
) -> Iterator[tuple[float, Box]]:
    """Yield places for a line's name: near its points, the middle of the line first."""
    high = size * (tx.ASCENT + tx.DESCENT)
    middle = (len(points) - 1) / 2
    for index, (x, y) in enumerate(points):
        own = abs(index - middle) * 0.3
        for away in (0.45, 1.1, 2.0, 3.2, 5.0):
            d = size * away
            for cost, dx, dy in (
                (0, -wide / 2, d),
                (0.2, -wide / 2, -d - high),
                (0.4, d * 0.3, -d * 0.7 - high),
                (0.4, -wide - d * 0.3, d * 0.7),
                (0.6, d, -high / 2),
                (0.8, -wide - d, -high / 2),
                (0.5, d * 0.3, d * 0.7),
                (0.5, -wide - d * 0.3, -d * 0.7 - high),
            ):
                yield cost + own + away * 3, Box(x + dx, y + dy, x + dx + wide, y + dy + high)


# --- key -----------------------------------------------------------------------------------------


@dataclass
class KeyBlock:
    """The lines of the key, broken to a width; drawn from its upper left corner."""

    rows: list[tuple[list[list[tx.Run]], Look | None]]
    width: float
    height: float
    sample: float
    size: float

    def draw(self, page: Page, left: float, top: float) -> None:
        """Draw samples and sentences."""
        y = top
        for lines, look in self.rows:
            middle = y - self.size * 0.72
            if look is not None:
                line = page.rule(
                    [left, left + self.sample * 0.78],
                    [middle, middle],
                    colour=look.colour,
                    width=max(look.width, 2.0) * page.size.line,
                    dash=look.dash,
                    role="key",
                    zorder=3,
                )
                line.set_solid_capstyle("butt")
            for runs in lines:
                page.text(
                    left + self.sample,
                    y - self.size * 0.72,
                    runs,
                    self.size,
                    role="key",
                    middle=True,
                )
                y -= self.size * 1.36
            y -= self.size * 0.34


def key_block(page: Page, looks: dict[tuple[str, str], Look], *, room: float) -> KeyBlock:
    """Return the key, broken to `room` points, or to the width it has inside a plot if 0."""
    chart, size = page.chart, page.size
    keys = list(chart.keys(page.lang))
    named = {key.series for key in keys}
    from cqdata.charts.contract import Key

    for name in chart.series("required"):
        if name not in named and chart.series_name(name, page.lang):
            keys.append(Key(chart.series_name(name, page.lang), name))
    height = size.label
    sample = height * 3.2 if any(key.series for key in keys) else 0.0
    if not room:
        room = {"slide": 420.0, "square": 260.0}.get(size.name, 210.0)
    rows = []
    widest = total = 0.0
    for key in keys:
        plain, flags = tx.stars(key.text)
        look = next((look for (name, _), look in looks.items() if name == key.series), None)
        lines = []
        for a, b in tx.wrap(plain, height, room - sample - 4, page.lang, balance=True):
            runs = tx.runs(plain[a:b], flags[a:b], look.text_colour if look else INK)
            wide = sum(page.width(run.text, height, bold=run.bold) for run in runs)
            widest = max(widest, wide)
            lines.append(runs)
        rows.append((lines, look))
        total += height * (1.36 * len(lines) + 0.34)
    return KeyBlock(rows, widest + sample, total, sample, height)


def band_boxes(chart: Chart, frame: Frame) -> list[Box]:
    """Return the bands as boxes, a few per step in x."""
    bands = []
    for _, part in chart.rows("band").groupby(["series", "level"], sort=False):
        for one, two in zip(part.iloc[:-1].itertuples(), part.iloc[1:].itertuples(), strict=True):
            for share in (0.25, 0.75):
                low = one.low + (two.low - one.low) * share
                high = one.high + (two.high - one.high) * share
                x0 = one.x + (two.x - one.x) * (share - 0.25)
                x1 = one.x + (two.x - one.x) * (share + 0.25)
                bands.append(Box(frame.px(x0), frame.py(low), frame.px(x1), frame.py(high)))
    return bands


def _key_spot(page: Page, frame: Frame, keys: KeyBlock, body: Box) -> Box | None:
    """Return where in the plot the key touches nothing, low and to the right if it can."""
    bands = band_boxes(page.chart, frame)
    numbers = page.width(axis_number(page.chart, frame.y[1], frame.step), page.size.tick)
    within = Box(
        body.x0 + numbers + page.size.tick * 0.6,
        frame.box.y0 + page.size.label * 0.5,
        body.x1,
        frame.box.y1,
    )
    wide, high = within.x1 - within.x0, within.y1 - within.y0
    middle = divide(page.chart)
    start = frame.px(middle) + page.size.label if middle is not None else within.x0

    def prefer(box: Box) -> float:
        aside = abs(box.x0 - start) / wide
        return aside + 0.7 * abs((box.y0 + box.y1) / 2 - within.y0 - 0.25 * high) / high

    obstacles = [*page.boxes, *bands]
    return free_spot(keys.width, keys.height, within, obstacles, page.segments, prefer, gap=5.0)
