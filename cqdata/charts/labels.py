"""Places of labels: beside their point, off other texts, and nearer to no other line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from cqdata.charts.layout import Frame, Label
from cqdata.charts.place import Box, Segment, cost_of, crossing, nearest

# Costs of a label that stands nearer to another line than to its own, or hardly farther from it,
# and of the leader that ties a label to its point where it stands at a distance.
_MISLEADING, _UNCLEAR, _LED = 700.0, 90.0, 45.0
_REACH = 6.0  # distance of a label from its point


class Wish(NamedTuple):
    """A label and the points at which it may stand, the preferred one first, as (x, px, py).

    ``sides`` are those of the point in order of preference.
    """

    label: Label
    points: tuple[tuple[float, float, float], ...]
    sides: str = "tblr"


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

    def place(self, wishes: Sequence[Wish], rounds: int = 3) -> list[Label]:
        """Return the labels in their places.

        Labels are placed one after the other where they disturb least; then each is placed again
        with the others where they stand, so that an early one can make room.
        """
        found: list[Label] = []
        for turn in range(rounds):
            for n, wish in enumerate(wishes):
                others = [*found[:n], *found[n + 1 :]]
                ties = [tie for other in others if (tie := leader(other))]
                placed = self._best(wish, [*self.boxes, *(other.box for other in others)], ties)
                found[n : n + bool(turn)] = [placed]
        self.boxes += [label.box for label in found]
        return found

    def _best(self, wish: Wish, boxes: Sequence[Box], ties: Sequence[Segment]) -> Label:
        label = wish.label
        wide = self.frame.measure(label.text, label.size, bold=label.bold)
        high = label.size * 1.22 * (label.text.count("\n") + 1)
        foreign = [s for key, path in self.lines.items() if key != label.of for s in path]
        own = self.lines.get(label.of, [])
        spots: list[tuple[float, Box, dict[str, Any]]] = []
        for turn, (x, px, py) in enumerate(wish.points):
            for rank, side in enumerate(wish.sides):
                for dx, dy, cost in _moves(side, wide, high):
                    box = _beside(side, px + dx, py + dy, wide, high)
                    cost += turn * 3.0 + rank * 1.5
                    here: dict[str, Any] = {"x": x, "at": (px, py), "side": side, "shift": (dx, dy)}
                    spots.append((cost, box, here))
        # The rest only adds to a cost: once a place is better than what is left, it is the best.
        spots.sort(key=lambda item: item[0])
        best, least = replace(label, box=spots[0][1], **spots[0][2]), math.inf
        filled, paths = [*boxes, *self.marks], [*foreign, *own]
        for cost, box, here in spots:
            if cost >= least:
                break
            if not box.inside(self.within):
                continue
            cost += cost_of(box, filled, paths, gap=3.0, line_gap=1.5, most=least - cost)
            if cost >= least:
                continue
            spot = replace(label, box=box, **here)
            point = Box(*spot.at, *spot.at)
            near = [(*spot.at, *spot.at)] if len(wish.points) == 1 else own
            far, other_line = nearest(box, near, 0.0), nearest(box, foreign, 1e9)
            if tie := leader(spot):
                met = [one.grown(1.0) for one in boxes]
                # Close to another mark the text would be tied to that.
                met += [mark.grown(3.0) for mark in self.marks if not point.inside(mark)]
                cost += _LED + sum(900.0 for one in met if crossing(one, tie))
            elif other_line < far:
                cost += _MISLEADING
            elif other_line < 1.7 * far + 2:
                cost += _UNCLEAR
            cost += 0.1 * sum(crossing(box, segment) for segment in self.soft)
            cost += sum(900.0 for other in ties if crossing(box.grown(1.0), other))
            if cost < least:
                best, least = spot, cost
        return replace(best, covers=any(best.box.overlap(other) > 1.0 for other in filled))


def leader(label: Label) -> Segment | None:
    """Return the line that ties a text above or below its point to it, if it stands far off."""
    box, at, size = label.box, label.at, label.size
    if label.side not in "tb" or abs(label.shift[1]) <= 0.5 * size:
        return None
    x = min(max(at[0], box.x0), box.x1)
    up = label.side == "t"
    return (at[0], at[1] + size * (0.5 if up else -0.5), x, box.y0 if up else box.y1)


def _beside(side: str, x: float, y: float, wide: float, high: float) -> Box:
    """Return a box on one side of a point."""
    if side in "tb":
        left, low = x - wide / 2, (y + _REACH if side == "t" else y - _REACH - high)
    else:
        left, low = (x + _REACH if side == "r" else x - _REACH - wide), y - high / 2
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
