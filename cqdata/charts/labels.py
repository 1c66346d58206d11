"""Places of labels: beside their point, off other texts, and nearer to no other line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from cqdata.charts.layout import Frame
from cqdata.charts.place import Box, Segment, apart, cost_of, crossing

# Costs of a label that stands nearer to another line than to its own, or hardly farther from it,
# and of the leader that ties a label to its point where it stands at a distance.
_MISLEADING, _UNCLEAR, _LED = 700.0, 90.0, 45.0


@dataclass(frozen=True)
class Wish:
    """A label to be placed near one of several points.

    Parameters
    ----------
    of : str
        Key of its line.
    points : tuple of (x, px, py)
        Where it may stand, the preferred one first.
    text, size, bold
        What is written, in one line or several.
    prefer : str
        Sides in order of preference.
    reach : float
        Distance of the label from its point.
    """

    of: str
    points: tuple[tuple[float, float, float], ...]
    text: str
    size: float
    bold: bool = False
    prefer: str = "tblr"
    reach: float = 6.0


class Placed(Protocol):
    """A text beside a point."""

    @property
    def at(self) -> tuple[float, float]: ...
    @property
    def side(self) -> str: ...
    @property
    def box(self) -> Box: ...
    @property
    def shift(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Spot:
    """Where a label stands: its point, the side of it, its box, and how far it was moved.

    It ``covers`` another text or mark where there was no free place.
    """

    x: float
    at: tuple[float, float]
    side: str
    box: Box
    shift: tuple[float, float]
    covers: bool = False


@dataclass
class Board:
    """What stands where while labels are being placed.

    ``boxes`` are texts and ``marks`` markers; ``lines`` are the segments of each line by its key; a
    label may stand on ``soft`` ones.
    """

    frame: Frame
    within: Box
    boxes: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    lines: dict[str, list[Segment]] = field(default_factory=dict)
    soft: list[Segment] = field(default_factory=list)

    def place(self, wishes: Sequence[Wish], rounds: int = 3) -> list[Spot]:
        """Return a place for each wish.

        Labels are placed one after the other where they disturb least; then each is placed again
        with the others where they stand, so that an early one can make room.
        """
        found: list[Spot] = []
        for turn in range(rounds):
            for n, wish in enumerate(wishes):
                others = [m for m in range(len(found)) if m != n]
                ties = [leader(found[m], wishes[m].size) for m in others]
                boxes = [*self.boxes, *(found[m].box for m in others)]
                spot = self._best(wish, boxes, [tie for tie in ties if tie])
                found = [*found, spot] if turn == 0 else [*found[:n], spot, *found[n + 1 :]]
        self.boxes += [spot.box for spot in found]
        return found

    def _best(self, wish: Wish, boxes: Sequence[Box], ties: Sequence[Segment]) -> Spot:
        wide = self.frame.measure(wish.text, wish.size, bold=wish.bold)
        high = wish.size * 1.22 * (wish.text.count("\n") + 1)
        foreign = [s for key, path in self.lines.items() if key != wish.of for s in path]
        own = self.lines.get(wish.of, [])
        spots: list[tuple[float, Spot]] = []
        for turn, (x, px, py) in enumerate(wish.points):
            for rank, side in enumerate(wish.prefer):
                for dx, dy, cost in _moves(side, wide, high):
                    box = _beside(side, px + dx, py + dy, wide, high, wish.reach)
                    cost += turn * 3.0 + rank * 1.5
                    spots.append((cost, Spot(x, (px, py), side, box, (dx, dy))))
        # The rest only adds to a cost: once a place is better than what is left, it is the best.
        spots.sort(key=lambda item: item[0])
        best, least = spots[0][1], math.inf
        filled = [*boxes, *self.marks]
        for cost, spot in spots:
            if cost >= least:
                break
            if not spot.box.inside(self.within):
                continue
            near = [(*spot.at, *spot.at)] if len(wish.points) == 1 else own
            far = min((apart(spot.box, segment) for segment in near), default=0.0)
            nearest = min((apart(spot.box, segment) for segment in foreign), default=1e9)
            if tie := leader(spot, wish.size):
                cost += _LED + sum(900.0 for box in boxes if crossing(box.grown(1.0), tie))
            elif nearest < far:
                cost += _MISLEADING
            elif nearest < 1.7 * far + 2:
                cost += _UNCLEAR
            cost += 0.1 * sum(crossing(spot.box, segment) for segment in self.soft)
            cost += sum(900.0 for other in ties if crossing(spot.box.grown(1.0), other))
            cost += cost_of(spot.box, filled, [*foreign, *own], gap=3.0, line_gap=1.5)
            if cost < least:
                best, least = spot, cost
        return replace(best, covers=any(best.box.overlap(other) > 1.0 for other in filled))


def leader(placed: Placed, size: float) -> Segment | None:
    """Return the line that ties a text above or below its point to it, if it stands far off."""
    box, at = placed.box, placed.at
    if placed.side not in "tb" or abs(placed.shift[1]) <= 0.5 * size:
        return None
    x = min(max(at[0], box.x0), box.x1)
    up = placed.side == "t"
    return (at[0], at[1] + size * (0.5 if up else -0.5), x, box.y0 if up else box.y1)


def _beside(side: str, x: float, y: float, wide: float, high: float, reach: float) -> Box:
    """Return a box on one side of a point."""
    if side in "tb":
        left, low = x - wide / 2, (y + reach if side == "t" else y - reach - high)
    else:
        left, low = (x + reach if side == "r" else x - reach - wide), y - high / 2
    return Box(left, low, left + wide, low + high)


def _moves(side: str, wide: float, high: float) -> list[tuple[float, float, float]]:
    """Return (dx, dy, cost) of the places tried on one side of a point."""
    if side in "tb":
        away = 1.0 if side == "t" else -1.0
        return [
            (shift * wide, away * extra * high, abs(shift) * 3 + extra * 10)
            for shift in (0.0, -0.5, 0.5, -0.3, 0.3, -0.6, 0.6)
            for extra in (0.0, 0.6, 1.2, 2.0, 3.0)
        ]
    return [(0.0, up * high, abs(up) * 2) for up in (0.0, 0.6, -0.6, 1.1, -1.1)]
