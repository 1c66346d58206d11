"""What a native chart is, before it becomes XML: series over a grid, their look and their labels.

All sizes are points; positions and offsets inside a chart are shares of its width and height,
counted from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cqdata.briefing.grid import Cell, Grid
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box


@dataclass(frozen=True)
class Stroke:
    """A line: hex colour, width in points, preset dash name of DrawingML, arrow at its end."""

    colour: str
    width: float = 2.0
    dash: str = "solid"
    arrow: bool = False


@dataclass(frozen=True)
class Mark:
    """A marker: ``circle``, ``diamond``, ``square``, ``triangle``, ``dash``; size in points."""

    symbol: str
    size: int
    fill: str
    edge: Stroke


@dataclass(frozen=True)
class Label:
    """A direct label at one point of a series.

    Parameters
    ----------
    index : int
        Row of the grid.
    show : str
        ``value``, ``name``, ``both`` (name and value), ``cell``: the text in column `text`, or
        ``text``: `text` itself.
    position : str
        ``t b l r ctr inEnd outEnd inBase`` of DrawingML.
    colour, size, bold
        Look of the text.
    number : str
        Excel number format of the value.
    dx, dy : float
        Offset from that position, shares of the chart's width and height.
    text : str
        The text, or the key of the column that holds it.
    separator : str
        Between name and value.
    """

    index: int
    show: str
    position: str
    colour: str
    size: float
    bold: bool = False
    number: str = "General"
    dx: float = 0.0
    dy: float = 0.0
    text: str = ""
    separator: str = "\n"


@dataclass(frozen=True)
class Whisker:
    """Error bars read from columns: half lengths up (right) and down (left) of each point."""

    plus: str
    minus: str
    stroke: Stroke
    caps: bool = True


@dataclass(frozen=True)
class Series:
    """One series of a native chart, drawn from the column of its key.

    Parameters
    ----------
    key : str
        Column of the values; its heading is the series' name.
    stroke : Stroke, optional
        Line, or outline of a bar; none is drawn without.
    fill : str
        Hex colour of an area or bar; none is drawn if empty.
    mark : Mark, optional
        Marker at every point.
    marks : tuple of (row, Mark)
        Markers at single points.
    fills : tuple of (row, fill, edge)
        Bars in other colours, and their outline if they have one.
    labels, whiskers
        Direct labels and error bars.
    x : str
        Column of the x values of a scatter series.
    trend : Stroke, optional
        A straight line through all points, beyond the first and the last.
    leaders : bool
        Draw a thin line from a moved label to its point.
    """

    key: str
    stroke: Stroke | None = None
    fill: str = ""
    mark: Mark | None = None
    marks: tuple[tuple[int, Mark], ...] = ()
    fills: tuple[tuple[int, str, Stroke | None], ...] = ()
    labels: tuple[Label, ...] = ()
    whiskers: tuple[Whisker, ...] = ()
    x: str = ""
    trend: Stroke | None = None
    leaders: bool = False

    @property
    def texts(self) -> str:
        """Column of the texts that its labels show, "" if they show none."""
        return next((label.text for label in self.labels if label.show == "cell"), "")


@dataclass(frozen=True)
class Group:
    """Series drawn in one manner: ``area`` (stacked), ``line``, ``bar`` (lying) or ``scatter``."""

    kind: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Axis:
    """The value axis: limits, step, number format, whether numbers and grid lines are drawn."""

    low: float
    high: float
    step: float
    number: str = "General"
    shown: bool = True
    grid: bool = True


def inner(box: Box, frame: Frame) -> dict[str, float]:
    """Return a box in points from the upper left corner as shares of the frame: x, y, w, h."""
    wide, high = frame.width, frame.height
    across = {"x": box.x0 / wide, "w": (box.x1 - box.x0) / wide}
    return across | {"y": box.y0 / high, "h": (box.y1 - box.y0) / high}


@dataclass(frozen=True)
class NativeChart:
    """A chart ready to become XML.

    Parameters
    ----------
    grid : Grid
        Cells behind it.
    groups : tuple of Group
        In drawing order, the first lowest.
    inner : mapping
        Plot area inside the axes, see :func:`inner`.
    value : Axis
        Value axis; for scatter the vertical one.
    text : float
        Size in points of axis numbers and category names.
    lang : str
        Language of the text.
    category : str
        Column of the categories; empty for scatter.
    across : Axis, optional
        Horizontal axis of a scatter chart.
    unnamed : bool
        Categories carry no name at the axis; a series labels some of them.
    part : (first, last), optional
        Rows of the grid that are drawn, the last not included; all by default. Rows of labels,
        marks and fills are counted from the first one drawn.
    """

    grid: Grid
    groups: tuple[Group, ...]
    inner: Mapping[str, float]
    value: Axis
    text: float
    lang: str
    category: str = ""
    across: Axis | None = None
    unnamed: bool = False
    part: tuple[int, int] | None = None

    @property
    def dated(self) -> bool:
        """Whether the categories are dates: points stand at their distances in months."""
        return self.category == "date"

    @property
    def named(self) -> bool:
        """Whether the categories are words."""
        return any(isinstance(value, str) for value in self.grid[self.category].values)

    def cells(self, key: str) -> tuple[Cell, ...]:
        """Return the drawn values of a column."""
        return self.grid[key].values[slice(*(self.part or (None,)))]

    def span(self, key: str) -> str:
        """Return the reference of those cells."""
        return self.grid.span(key, self.part)
