"""A layout of lines as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.charts.fan import lay
from cqdata.charts.keys import entries
from cqdata.charts.labels import leader
from cqdata.charts.layout import Label, Layout, Line
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.style import DASHES, GREY, GRID, INK, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def needed(page: Page, body: Box) -> float:
    """Return the room for a readable plot, and for the labels stacked at its right."""
    size = page.size
    if size.grow <= size.height:
        return size.height * 0.36
    layout = lay(page.chart, page.lang, size.frame(page.lang, body))
    ends = [label for label in layout.labels if label.box.x0 > layout.plot.x1]
    stacked = sum(label.size * 1.3 * (label.text.count("\n") + 1.4) for label in ends)
    listed = entries(page.chart, page.lang)
    least = size.width * (0.55 if size.name == "square" else 0.32)
    return max(least, stacked) + size.label * 1.6 * len(listed)


def paint(page: Page, body: Box) -> None:
    """Draw the chart in a box of the page."""
    top = page.key(body)
    frame = page.size.frame(page.lang, Box(body.x0, body.y0, body.x1, top))
    layout, shown = lay(page.chart, page.lang, frame), page.at(body.x0, body.y0)
    _furniture(shown, layout)
    axes = shown.axes(layout.plot, (layout.x.low, layout.x.high), (layout.y.low, layout.y.high))
    for band in layout.bands:
        edges = (band.xs, band.low, band.high)
        patch = axes.fill_between(*edges, color=band.colour, lw=0, zorder=1, clip_on=False)
        patch.set_gid(f"band:{band.series}:{band.level:g}")
    for order, line in enumerate(layout.lines):
        _line(axes, line, layout.frame.line, 2 + order / 100)
        _marks(shown, layout, axes, line)
    _bracket(shown, layout)
    for label in layout.labels:
        _label(shown, layout, label)


def _furniture(page: Page, layout: Layout) -> None:
    """Draw grid lines with their numbers and the x axis."""
    plot, tick = layout.plot, layout.frame.tick
    thin = 0.9 * max(layout.frame.line, 0.7)
    for value, text in layout.y.ticks:
        y = layout.py(value)
        base = value == layout.y.low
        colour, role = (INK, "axis") if base else (GRID, "grid")
        page.rule([plot.x0, plot.x1], [y, y], colour=colour, width=thin, role=role)
        x = plot.x0 - tick * 0.7
        page.text(x, y, text, tick, colour=GREY, align="right", middle=True, role="tick")
    for x, text in layout.x.ticks:
        px = layout.px(x)
        page.rule([px, px], [plot.y0, plot.y0 - tick * 0.3], colour=INK, width=thin)
        y = plot.y0 - tick * 1.4
        page.text(px, y, text, tick, colour=GREY, align="center", role="tick")


def _line(axes: Axes, line: Line, scale: float, zorder: float) -> None:
    if not line.joined:
        return
    (drawn,) = axes.plot(
        line.xs,
        line.values,
        color=line.look.colour,
        linewidth=line.look.width * scale,
        zorder=zorder,
        clip_on=False,
        solid_capstyle="round",
        solid_joinstyle="round",
        dash_capstyle="butt",
    )
    if pattern := DASHES[line.look.dash]:
        drawn.set_dashes(pattern)
    drawn.set_gid(f"{line.kind}:{line.series}")


def _marks(page: Page, layout: Layout, axes: Axes, line: Line) -> None:
    """Draw markers: open ones for what is not final, an arrow to where a bound's value lies."""
    scale = layout.frame.line
    target = line.kind == "target"
    size = (10.5 if target else 7.6 if line.look.width > 3 or not line.joined else 5.6) * scale
    for points, state in ((line.shown - line.open_, "final"), (line.open_, "open")):
        if not points:
            continue
        hollow = state == "open"
        (marks,) = axes.plot(
            [line.xs[n] for n in sorted(points)],
            [line.values[n] for n in sorted(points)],
            linestyle="none",
            marker=line.look.marker,
            markersize=size,
            markerfacecolor=PAPER if hollow else line.look.colour,
            markeredgecolor=line.look.colour if hollow else PAPER,
            markeredgewidth=(1.7 if hollow else 1.0) * scale,
            zorder=4 if target else 4.5,  # a number that is not final is seen before its goal
            clip_on=False,
        )
        marks.set_gid(f"target:{line.series}" if target else f"{state}:{line.series}")
    for n in line.open_:
        if line.bounds[n]:
            x, y = layout.px(line.xs[n]), layout.py(line.values[n])
            up, head = (size, "^") if line.bounds[n] == "lower" else (-size, "v")
            page.rule(
                [x, x], [y + 0.6 * up, y + 1.5 * up], colour=line.look.colour, width=size * 0.18,
                role="bound", zorder=3.2, marker=head, markevery=[1], markersize=size * 0.72,
            )  # fmt: skip


def _bracket(page: Page, layout: Layout) -> None:
    """Draw the gap as a bracket beside its two values."""
    if layout.gap is None:
        return
    unit = layout.frame.label
    x = layout.px(layout.gap.x) + unit * 0.9
    low, high = (layout.py(value) for value in layout.gap.ends)
    half, width = unit * 0.3, 1.3 * max(layout.frame.line, 0.7)
    for xs, ys in (
        ([x - half, x + half], [low, low]),
        ([x - half, x + half], [high, high]),
        ([x, x], [low, high]),
    ):
        page.rule(xs, ys, colour=INK, width=width, role="gap", zorder=3)


def _label(page: Page, layout: Layout, label: Label) -> None:
    """Write a label; one that stands far from its point is tied to it."""
    box, size = label.box, label.size
    x, y = label.at
    if label.of == "gap":
        x += layout.frame.label * 0.9
    if tie := leader(label):
        page.rule(tie[::2], tie[1::2], colour=GREY, width=0.7, role="leader", zorder=2.9)
    far = abs(label.shift[1]) > size * 0.8 and not label.of.startswith(("low", "high"))
    if far and label.side == "r" and x < box.x0:
        middle = (box.y0 + box.y1) / 2
        knee = x + (box.x0 - x) * 0.35
        page.rule(
            [knee, box.x0 - size * 0.25], [y, middle], colour=GREY, width=0.7, role="leader",
            zorder=2.9,
        )  # fmt: skip
    if label.ground:
        page.rectangle(box.grown(1.0), PAPER, "ground", zorder=2.95)
    place, align = {"l": (box.x1, "right"), "r": (box.x0, "left")}.get(
        label.side, ((box.x0 + box.x1) / 2, "center")
    )
    role = "end label" if label.side == "r" else "point label"
    lines = [(text, label.colour, role) for text in label.text.split("\n")]
    page.block(place, (box.y0 + box.y1) / 2, lines, size, align)
