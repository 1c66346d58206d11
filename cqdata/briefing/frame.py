"""The frame of a native chart: its size and text sizes in points, and labels that step aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cqdata.briefing import look
from cqdata.briefing.native import Inner
from cqdata.charts.place import Box, Segment, best_box, crossing

# Costs of a label that stands nearer to another label's point, or hardly farther from it.
_MISLEADING, _UNCLEAR = 600.0, 80.0


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
        """Return the frame with its text sizes scaled, to half points."""
        sizes = (self.strong, self.label, self.small, self.tick)
        return Frame(self.width, self.height, *(round(size * share * 2) / 2 for size in sizes))

    def inner(self, box: Box) -> Inner:
        """Return a box in points as shares of the frame."""
        return Inner(
            box.x0 / self.width,
            box.y0 / self.height,
            (box.x1 - box.x0) / self.width,
            (box.y1 - box.y0) / self.height,
        )


@dataclass(frozen=True)
class Wish:
    """A label to be placed near one of several points.

    Parameters
    ----------
    points : tuple of (row, x, y)
        Where it may stand, the preferred one first.
    text, size, bold
        What is written.
    prefer : str
        Sides in order of preference.
    reach : float
        Distance of the label from its point.
    """

    points: tuple[tuple[int, float, float], ...]
    text: str
    size: float
    bold: bool = False
    prefer: str = "tblr"
    reach: float = 7.0


@dataclass(frozen=True)
class Spot:
    """Where a label stands: row, side of the point, and offset as shares of the frame."""

    row: int
    side: str
    dx: float
    dy: float


@dataclass
class Board:
    """What stands where in a frame while labels are being placed; y counts downwards.

    ``soft`` are lines within bands: a label may stand on them if it must.
    """

    frame: Frame
    lang: str
    boxes: list[Box] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    soft: list[Segment] = field(default_factory=list)

    def place(self, wishes: Sequence[Wish], rounds: int = 3) -> list[Spot]:
        """Return a place for each wish.

        Labels are placed one after the other where they disturb least; then each is placed again
        with the others where they stand, so that an early one can make room.
        """
        fixed = list(self.boxes)
        found: list[tuple[Spot, Box | None]] = []
        for turn in range(rounds):
            for n, wish in enumerate(wishes):
                others = [box for m, (_, box) in enumerate(found) if m != n and box is not None]
                self.boxes = fixed + others
                apart = [w.points[0][1:] for m, w in enumerate(wishes) if m != n]
                result = self._best(wish, apart)
                if turn == 0:
                    found.append(result)
                else:
                    found[n] = result
        self.boxes = fixed + [box for _, box in found if box is not None]
        return [spot for spot, _ in found]

    def _best(self, wish: Wish, apart: Sequence[tuple[float, float]]) -> tuple[Spot, Box | None]:
        """Return the least disturbing place; one nearer to another label's point misleads."""
        wide = look.width(wish.text, wish.size, self.lang, bold=wish.bold)
        high = wish.size * 1.2
        options: list[tuple[float, Box, Spot]] = []
        for turn, (row, x, y) in enumerate(wish.points):
            for rank, side in enumerate(wish.prefer):
                for dx, dy, cost in _moves(side, wide, high):
                    if side in "tb":
                        left = x + dx - wide / 2
                        middle = y + dy + (wish.reach + high / 2) * (-1 if side == "t" else 1)
                    else:
                        left = (x + wish.reach if side == "r" else x - wish.reach - wide) + dx
                        middle = y + dy
                    box = Box(left, middle - high / 2, left + wide, middle + high / 2)
                    spot = Spot(row, side, dx / self.frame.width, dy / self.frame.height)
                    own = turn * 3.0 + rank * 1.5 + cost
                    reach = _distance(box, (x, y))
                    if len(wish.points) == 1 and apart:
                        nearest = min(_distance(box, point) for point in apart)
                        own += _MISLEADING if nearest < reach else 0.0
                        own += _UNCLEAR if nearest < 1.8 * reach else 0.0
                    own += 0.1 * sum(crossing(box, segment) for segment in self.soft)
                    options.append((own, box, spot))
        within = Box(0, 0, self.frame.width, self.frame.height)
        best = best_box(
            [(cost, box) for cost, box, _ in options],
            self.boxes,
            self.segments,
            within,
            gap=3.5,
            line_gap=1.5,
        )
        if best is None:
            return Spot(wish.points[0][0], wish.prefer[0], 0.0, 0.0), None
        _, box, spot = next(option for option in options if option[1] == best[1])
        return spot, box


def _distance(box: Box, point: tuple[float, float]) -> float:
    """Return how far a point lies from the nearest edge of a box; within it, nought."""
    dx = max(box.x0 - point[0], point[0] - box.x1, 0.0)
    dy = max(box.y0 - point[1], point[1] - box.y1, 0.0)
    return (dx * dx + dy * dy) ** 0.5


def _moves(side: str, wide: float, high: float) -> list[tuple[float, float, float]]:
    """Return (dx, dy, cost) of the places tried on one side of a point."""
    if side in "tb":
        lift = -1.0 if side == "t" else 1.0
        return [
            (shift * wide, lift * extra * high, abs(shift) * 3 + extra * 10)
            for shift in (0.0, -0.5, 0.5, -0.3, 0.3)
            for extra in (0.0, 0.6, 1.2)
        ]
    return [(0.0, up * high, abs(up) * 2) for up in (0.0, -0.6, 0.6, -1.1, 1.1)]
