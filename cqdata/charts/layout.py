"""What a form draws and where it stands, decided once for picture, slide and workbook.

A layout holds numbers in the chart's units and places in points, counted from the lower left
corner of its frame. Renderers turn it into their own means and decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cqdata.charts import text as tx
from cqdata.charts.place import Box, Segment, polyline
from cqdata.charts.style import Look


@dataclass(frozen=True)
class Frame:
    """Size of a drawing and of its texts, in points.

    ``wider(text, lang, bold)`` is by how much a text is wider where it is shown than in the font
    that it is measured in; ``line`` scales strokes and markers.
    """

    width: float
    height: float
    strong: float
    label: float
    small: float
    tick: float
    lang: str = "zh"
    wider: Callable[[str, str, bool], float] = lambda text, lang, bold: 1.0
    line: float = 1.0

    def sized(self, width: float, height: float) -> Frame:
        """Return the same text sizes in another frame."""
        return replace(self, width=width, height=height)

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width in points of a text, of its widest line."""
        lines = text.split("\n")
        return max(tx.width(o, size, self.lang) * self.wider(o, self.lang, bold) for o in lines)

    def broken(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """Return a text broken into lines of at most `room` points."""
        narrow = room / self.wider(text, self.lang, bold)
        return "\n".join(tx.lines(text, size, narrow, self.lang, balance=True))


@dataclass(frozen=True)
class Line:
    """A series: its values along x, and which of them carry a marker.

    Parameters
    ----------
    key : str
        Its id in the layout.
    series, kind, name : str
        As in the chart; the name in the layout's language.
    look : Look
        Colour, dashes, marker, width.
    xs, values : tuple of float
        Points; a value that is missing is NaN.
    shown, open_, marked : frozenset of int
        Points with a marker, with an open one, with their number.
    bounds : tuple of str
        For each point "lower" or "upper" where its number is a bound, else "".
    statuses : tuple of str
        Ids of the points' statuses.
    number : str
        Format of its numbers.
    """

    key: str
    series: str
    kind: str
    name: str
    look: Look
    xs: tuple[float, ...]
    values: tuple[float, ...]
    shown: frozenset[int] = frozenset()
    open_: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    bounds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    number: str = ""

    @property
    def joined(self) -> bool:
        """Whether the points are joined by a line."""
        return self.kind not in ("point", "target")

    @property
    def known(self) -> list[int]:
        """The points that have a value."""
        return [n for n, value in enumerate(self.values) if value == value]

    def at(self, x: float) -> float:
        """Return the value at an x, NaN if there is none."""
        found = [v for x_, v in zip(self.xs, self.values, strict=True) if x_ == x and v == v]
        return found[-1] if found else float("nan")


@dataclass(frozen=True)
class Band:
    """The edges of a projection's band along x, its level in percent and its colour."""

    series: str
    level: float
    colour: str
    xs: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Gap:
    """A bracket between the values of two lines at one x."""

    x: float
    one: Line
    other: Line

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the higher value."""
        low, high = sorted((self.one.at(self.x), self.other.at(self.x)))
        return low, high


@dataclass(frozen=True)
class Scale:
    """An axis: limits, the distance of its grid lines, and the numbers written at it."""

    low: float
    high: float
    step: float
    ticks: tuple[tuple[float, str], ...]


Part = str | tuple[str, str]
"""A piece of a text: words, or a formula over keys of the layout and its number format."""


_NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True)
class Label:
    """A text at a point.

    Parameters
    ----------
    of : str
        Key of the line, ``gap``, or ``low80`` … for a band.
    x : float
        x of its point.
    show : str
        ``value``, ``name``, ``both`` or ``text``.
    text : str
        As it reads, in lines.
    side : str
        On which side of the point it stands: l, r, t or b.
    at, box
        The point and the text's place.
    shift : (float, float)
        How far the place is from the one next to the point.
    parts : tuple
        What a ``text`` is made of, for programs in which numbers change.
    ground : bool
        It stands on a band or a line and needs paper behind it to be read.
    covers : bool
        It covers another text or mark: there was no free place.
    """

    of: str
    x: float
    show: str
    text: str
    size: float
    colour: str
    bold: bool
    at: tuple[float, float]
    side: str = "r"
    box: Box = _NOWHERE
    shift: tuple[float, float] = (0.0, 0.0)
    parts: tuple[Part, ...] = ()
    ground: bool = False
    covers: bool = False


@dataclass(frozen=True)
class Layout:
    """A drawing of lines; see the module's description."""

    frame: Frame
    plot: Box
    x: Scale
    y: Scale
    number: str
    unit: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    gap: Gap | None = None
    labels: tuple[Label, ...] = ()

    def number_of(self, key: str) -> str:
        """Return the format of a line's numbers."""
        return next((line.number for line in self.lines if line.key == key), self.number)

    def px(self, x: float) -> float:
        """Return the place of an x."""
        share = (x - self.x.low) / (self.x.high - self.x.low)
        return self.plot.x0 + share * (self.plot.x1 - self.plot.x0)

    def py(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.y.low) / (self.y.high - self.y.low)
        return self.plot.y0 + share * (self.plot.y1 - self.plot.y0)

    def path(self, xs: tuple[float, ...], values: tuple[float, ...]) -> list[Segment]:
        """Return a line's segments, broken where a value is missing."""
        return polyline([self.px(x) for x in xs], [self.py(v) for v in values])
