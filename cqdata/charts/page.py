"""The page: headline, source and notes around a body, and text that is measured before drawn.

All positions are in points from the lower left corner. The figure's own resolution is 72 dpi, so
that a display pixel is a point whatever the resolution of the file.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from cqdata.charts import text as tx
from cqdata.charts.keys import APART, entries
from cqdata.charts.place import Box
from cqdata.charts.style import GREY, INK, PAPER, RED, RULE, Size, font
from cqdata.charts.text import ASCENT, DESCENT
from cqdata.charts.wording import WORDS, credits_of
from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cqdata.charts.contract import Chart

FOOT_RULE = "foot-rule"
"""Name of the line that parts the body from source and notes."""


class Page:
    """A page being filled: a figure, and the boxes and lines that labels must step around."""

    def __init__(self, chart: Chart, lang: str, size: Size) -> None:
        self.chart = chart
        self.lang = lang
        self.size = size
        self.figure = Figure(figsize=size.inches, dpi=72, facecolor=PAPER, edgecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self.words = WORDS[lang]
        self.corner = (0.0, 0.0)

    def at(self, x: float, y: float) -> Page:
        """Return the page with its origin at a point."""
        view = copy(self)
        view.corner = (self.corner[0] + x, self.corner[1] + y)
        view.points = Affine2D().translate(*view.corner).scale(1 / 72)
        view.points += self.figure.dpi_scale_trans
        return view

    # --- measuring ---------------------------------------------------------------------------

    def width(self, text: str, size: float) -> float:
        """Return the width of a line of text in points."""
        return tx.width(text, size, self.lang)

    def wrap(self, text: str, size: float, room: float, *, balance: bool = False) -> list[str]:
        """Return the lines of a text that is `room` points wide at most."""
        return tx.lines(text, size, room, self.lang, balance=balance)

    # --- drawing -----------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: str = INK,
        align: str = "left",
        role: str = "label",
        middle: bool = False,
    ) -> None:
        """Write one line.

        `align` is the side of the text that stands at x; with `middle` the line is centred on y,
        otherwise y is the baseline.
        """
        text = self._boxed(text)
        wide = tx.width(text, size, self.lang)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        base = y - (ASCENT - DESCENT) / 2 * size * 1.1 if middle else y
        if wide:
            line = Text(
                left, base, text, color=colour, fontproperties=font(size), parse_math=False,
                transform=self.points, verticalalignment="baseline", zorder=6, gid=role,
            )  # fmt: skip
            line.set_fontfeatures(tx.features(text, self.lang))
            self.figure.add_artist(line)

    def block(
        self,
        x: float,
        middle: float,
        lines: Sequence[tuple[str, str, str]],
        size: float,
        align: str = "left",
    ) -> None:
        """Write lines, each a text with its colour and role, centred on a height."""
        y = middle + (len(lines) - 1) * size * 0.62
        for text, colour, role in lines:
            self.text(x, y, text, size, colour=colour, align=align, middle=True, role=role)
            y -= size * 1.24

    def _boxed(self, text: str) -> str:
        """Return a text with boxes for signs that the fonts lack, and name them in a warning."""
        text, lacking = tx.boxed(text)
        if lacking:
            signs = ", ".join(f"{char} (U+{ord(char):04X})" for char in lacking)
            message = f"chart {self.chart.name}: no font has {signs}; a box stands for it"
            warnings.warn(message, stacklevel=2)
        return text

    def rule(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str = RULE,
        width: float = 0.8,
        dash: Sequence[float] = (),
        zorder: float = 1.0,
        role: str = "rule",
        **more: Any,
    ) -> None:
        """Draw a line in page points; `more` is its look as matplotlib names it."""
        line = Line2D(
            xs,
            ys,
            color=colour,
            linewidth=width,
            transform=self.points,
            zorder=zorder,
            solid_capstyle="butt",
            dash_capstyle="butt",
            solid_joinstyle="round",
            gid=role,
            **more,
        )
        if dash:
            line.set_linestyle((0, tuple(dash)))
        self.figure.add_artist(line)

    def rectangle(self, box: Box, colour: str, role: str, *, zorder: float = 0.5) -> None:
        """Fill a rectangle in page points."""
        corner, size = (box.x0, box.y0), (box.x1 - box.x0, box.y1 - box.y0)
        patch = Rectangle(
            corner, *size, transform=self.points, zorder=zorder, facecolor=colour, linewidth=0
        )
        patch.set_gid(role)
        self.figure.add_artist(patch)

    def axes(self, box: Box, x: tuple[float, float], y: tuple[float, float]) -> Axes:
        """Return bare axes that fill a box and span these data limits.

        Raises
        ------
        DataError
            If the words of the chart have left no box.
        """
        if min(box.x1 - box.x0, box.y1 - box.y0) <= self.size.label:
            raise DataError(
                f"chart {self.chart.name}: its words leave no room to draw; expected fewer or "
                "shorter names"
            )
        wide, high = self.size.width, self.size.height
        left, low = box.x0 + self.corner[0], box.y0 + self.corner[1]
        axes = self.figure.add_axes(
            (
                left / wide,
                low / high,
                (box.x1 - box.x0) / wide,
                (box.y1 - box.y0) / high,
            )
        )
        axes.set_axis_off()
        axes.set_xlim(*x)
        axes.set_ylim(*y)
        axes.set_autoscale_on(False)
        axes.set_zorder(2)
        return axes

    # --- frame of the page ---------------------------------------------------------------------

    def frame(self) -> Box:
        """Draw headline, subtitle, source and notes; return the box left for the body."""
        if self.size.bare:
            edge = self.size.margin
            return Box(edge, edge, self.size.width - edge, self.size.height - edge)
        top = self._headline()
        bottom = self._footer()
        side = self.size.margin
        return Box(side, bottom, self.size.width - side, top)

    def key(self, box: Box) -> float:
        """Write the key from the upper left corner of a box; return the height left below it."""
        listed = entries(self.chart, self.lang)
        size, x, row = self.size.label, 0.0, 0
        for sign, colour, text in listed:
            lead = self.width(sign, size)
            wide = lead + self.width(text, size)
            if x and x + wide > box.x1 - box.x0:
                x, row = 0.0, row + 1
            left, middle = box.x0 + x, box.y1 - size * (0.82 + 1.5 * row)
            self.text(left, middle, sign, size, colour=colour, role="key", middle=True)
            self.text(left + lead, middle, text, size, role="key", middle=True)
            x += wide + self.width(APART, size)
        return box.y1 - size * (1.95 + 1.5 * row) if listed else box.y1

    def _headline(self) -> float:
        """Write the finding whole: smaller or, where that does not do, in more lines."""
        size = self.size
        side, room = size.margin, size.width - 2 * size.margin
        y = size.height - size.margin * 0.62
        if size.name != "a4":
            thick = size.title * 0.22
            self.rectangle(Box(side, y - thick, side + size.title * 1.5, y), RED, "accent")
            y -= thick + size.title * 0.42
        title = self.chart.title(self.lang)
        height, lines = size.title, self.wrap(title, size.title, room, balance=True)
        if len(lines) > size.title_lines:
            height = size.least_title
            lines = self.wrap(title, height, room, balance=True)
        for line in lines:
            y -= height * 0.98
            self.text(side, y, line, height, role="title")
            y -= height * 0.32
        y -= size.subtitle * 0.28
        for line in self.wrap(self.chart.subtitle(self.lang), size.subtitle, room, balance=True):
            y -= size.subtitle
            self.text(side, y, line, size.subtitle, colour=GREY, role="subtitle")
            y -= size.subtitle * 0.32
        return y - size.subtitle * 0.75

    def _paragraph(self, text: str) -> list[str]:
        room = self.size.width - 2 * self.size.margin
        return self.wrap(text, self.size.footer, room - 2)

    def _footer(self) -> float:
        """Write source and notes from the foot up: the body gives way to them."""
        size = self.size
        side, height = size.margin, size.footer
        head = self.words["source"]
        said = credits_of(
            self.chart,
            self.lang,
            more=self.words["more_sources"],
            fits=lambda text: len(self._paragraph(head + text)) <= size.source_lines,
        )
        lines = [line for head, text in said for line in self._paragraph(head + text)]
        y = size.margin * 0.5 + DESCENT * height
        y = max(y, 4 + DESCENT * height)
        # From the top, so that the text of a PDF reads in its order.
        for n, line in enumerate(lines):
            place = y + height * 1.42 * (len(lines) - 1 - n)
            self.text(side, place, line, height, colour=GREY, role="footer")
        y += height * (1.42 * len(lines) + 0.1)
        self.rule([side, size.width - side], [y, y], colour=RULE, width=0.7, role=FOOT_RULE)
        return y + height * 0.9
