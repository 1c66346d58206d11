"""The frame of a native chart: its size and text sizes in points, and labels that step aside."""

from __future__ import annotations

from dataclasses import dataclass, field

from cqdata.briefing import look
from cqdata.briefing.native import Inner
from cqdata.charts.place import Box, Segment, best_box


@dataclass(frozen=True)
class Frame:
    """Size of a chart and of its texts, in points."""

    width: float
    height: float
    strong: float
    label: float
    small: float
    tick: float

    def sized(self, width: float, height: float) -> Frame:
        """Return the same text sizes in another frame."""
        return Frame(width, height, self.strong, self.label, self.small, self.tick)

    def scaled(self, share: float) -> Frame:
        """Return the frame with its text sizes scaled."""
        return Frame(
            self.width,
            self.height,
            *(round(size * share * 2) / 2 for size in self.text_sizes),
        )

    @property
    def text_sizes(self) -> tuple[float, float, float, float]:
        """Sizes of strong, plain and small labels and of axis numbers."""
        return self.strong, self.label, self.small, self.tick

    def inner(self, box: Box) -> Inner:
        """Return a box in points as shares of the frame."""
        return Inner(
            box.x0 / self.width,
            box.y0 / self.height,
            (box.x1 - box.x0) / self.width,
            (box.y1 - box.y0) / self.height,
        )


@dataclass
class Board:
    """Where labels and lines stand in a frame while its labels are being placed.

    y counts downwards. ``near`` tries the four sides of a point, plain and shifted, and takes the
    one that disturbs least.
    """

    frame: Frame
    lang: str
    boxes: list[Box] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def near(
        self,
        points: list[tuple[int, float, float]],
        text: str,
        size: float,
        *,
        bold: bool = False,
        reach: float = 6.0,
        prefer: str = "tblr",
    ) -> tuple[int, str, float, float]:
        """Return (row, side, dx, dy) for a label at one of several points.

        Parameters
        ----------
        points : list of (row, x, y)
            Where it may stand, the preferred one first.
        text, size, bold
            What is written.
        reach : float
            Distance of the label from its point.
        prefer : str
            Sides in order of preference.
        """
        wide, high = look.width(text, size, self.lang, bold=bold), size * 1.2
        options: list[tuple[float, Box, tuple[int, str, float, float]]] = []
        for turn, (row, x, y) in enumerate(points):
            for rank, side in enumerate(prefer):
                for dx, dy, cost in _moves(side, wide, high):
                    if side in "tb":
                        left = x + dx - wide / 2
                        middle = y + dy + (reach + high / 2) * (-1 if side == "t" else 1)
                    else:
                        left = (x + reach if side == "r" else x - reach - wide) + dx
                        middle = y + dy
                    box = Box(left, middle - high / 2, left + wide, middle + high / 2)
                    own = turn * 3.0 + rank * 1.5 + cost
                    options.append((own, box, (row, side, dx, dy)))
        within = Box(0, 0, self.frame.width, self.frame.height)
        found = best_box(
            [(own, box) for own, box, _ in options],
            self.boxes,
            self.segments,
            within,
            gap=3.5,
            line_gap=1.5,
        )
        if found is None:
            row, _, _ = points[0]
            return row, prefer[0], 0.0, 0.0
        chosen = next(item for item in options if item[1] == found[1])
        self.boxes.append(chosen[1])
        row, side, dx, dy = chosen[2]
        return row, side, dx / self.frame.width, dy / self.frame.height


def _moves(side: str, wide: float, high: float) -> list[tuple[float, float, float]]:
    """Return (dx, dy, cost) of the places tried on one side of a point."""
    if side in "tb":
        lift = -1.0 if side == "t" else 1.0
        return [
            (shift * wide, lift * extra * high, abs(shift) * 2 + extra * 3)
            for shift in (0.0, -0.5, 0.5, -0.3, 0.3)
            for extra in (0.0, 0.6, 1.2)
        ]
    return [(0.0, up * high, abs(up) * 2) for up in (0.0, -0.6, 0.6, -1.1, 1.1)]
