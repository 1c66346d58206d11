"""Labels that step aside: small deterministic solvers on plain boxes, all in points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Segment = tuple[float, float, float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; y grows upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def overlap(self, other: Box, gap: float = 0.0) -> float:
        """Return the area shared with another box that is `gap` higher on each side.

        It is three times that wider: texts side by side with less between them read as one.
        """
        wide = min(self.x1, other.x1 + 3 * gap) - max(self.x0, other.x0 - 3 * gap)
        high = min(self.y1, other.y1 + gap) - max(self.y0, other.y0 - gap)
        return wide * high if wide > 0 and high > 0 else 0.0

    def inside(self, other: Box) -> bool:
        """Whether this box lies within another."""
        return (
            self.x0 >= other.x0
            and self.x1 <= other.x1
            and self.y0 >= other.y0
            and self.y1 <= other.y1
        )

    def grown(self, by: float) -> Box:
        """Return the box enlarged on each side."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


def crossing(box: Box, segment: Segment) -> float:
    """Return the length of a line segment inside a box, by where it crosses the box' sides."""
    ax, ay, bx, by = segment
    enter, leave = 0.0, 1.0
    for start, step, low, high in (
        (ax, bx - ax, box.x0, box.x1),
        (ay, by - ay, box.y0, box.y1),
    ):
        if step:
            one, other = (low - start) / step, (high - start) / step
            enter, leave = max(enter, min(one, other)), min(leave, max(one, other))
        elif not low <= start <= high:
            return 0.0
    return max(leave - enter, 0.0) * math.hypot(bx - ax, by - ay)


def apart(box: Box, segment: Segment) -> float:
    """Return the distance between a box and a line segment, nought where they cross."""
    if crossing(box, segment):
        return 0.0
    ax, ay, bx, by = segment
    dx, dy = bx - ax, by - ay
    long = dx * dx + dy * dy
    found = []
    for x, y in ((ax, ay), (bx, by)):
        found.append(math.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0)))
    for x in (box.x0, box.x1):
        for y in (box.y0, box.y1):
            t = min(max(((x - ax) * dx + (y - ay) * dy) / long, 0.0), 1.0) if long else 0.0
            found.append(math.hypot(ax + t * dx - x, ay + t * dy - y))
    return min(found)


def nearest(box: Box, segments: Iterable[Segment], none: float) -> float:
    """Return the distance between a box and the nearest of some segments, `none` without any."""
    found = math.inf
    for segment in segments:
        ax, ay, bx, by = segment
        # No part of a segment is nearer than what surrounds it.
        wide = max(min(ax, bx) - box.x1, box.x0 - max(ax, bx), 0.0)
        high = max(min(ay, by) - box.y1, box.y0 - max(ay, by), 0.0)
        if wide < found and high < found:
            found = min(found, apart(box, segment))
    return none if found == math.inf else found


def polyline(xs: Sequence[float], ys: Sequence[float]) -> list[Segment]:
    """Return the segments of a line, broken where a value is missing."""
    out = []
    for ax, ay, bx, by in zip(xs[:-1], ys[:-1], xs[1:], ys[1:], strict=True):
        if ax == ax and ay == ay and bx == bx and by == by:
            out.append((ax, ay, bx, by))
    return out


def stack(
    wanted: Sequence[float],
    heights: Sequence[float],
    low: float,
    high: float,
    weights: Sequence[float] | None = None,
) -> list[float]:
    """Return centres of stacked labels: none overlap, order kept, as near as can be to `wanted`.

    Weighted least squares under the order. Labels are sorted by `wanted` (ties in the order given);
    the result is in the order given. If they do not fit between `low` and `high` they stand close
    to each other, still without overlap, beyond `low`.
    """
    import numpy as np
    from scipy.optimize import isotonic_regression

    if not len(wanted):
        return []
    order = np.lexsort((-np.arange(len(wanted)), np.asarray(wanted, float)))
    tall = np.asarray(heights, float)[order]
    offsets, top = np.cumsum(tall) - tall / 2, high - tall.sum()
    # Without heights between them, labels need only rise.
    asked = np.asarray(wanted, float)[order] - offsets
    given = None if weights is None else np.asarray(weights, float)[order]
    bases = np.clip(isotonic_regression(asked, weights=given).x, min(low, top), top)
    centres = np.empty(len(order))
    centres[order] = bases + offsets
    return [round(float(centre), 9) for centre in centres]


def cost_of(
    box: Box,
    boxes: Sequence[Box],
    segments: Sequence[Segment],
    *,
    gap: float = 2.0,
    line_gap: float = 1.0,
    most: float = math.inf,
) -> float:
    """Return what a box disturbs: 1000 and its area per box overlapped, 10 per point of line.

    A cost above ``most`` may be told too low: no more is added to it.
    """
    cost = 0.0
    for other in boxes:
        area = box.overlap(other, gap)
        if area:
            cost += 1000 + area
    if cost > most:
        return cost
    wide = box.grown(line_gap)
    for segment in segments:
        ax, ay, bx, by = segment
        if (
            max(ax, bx) < wide.x0
            or min(ax, bx) > wide.x1
            or max(ay, by) < wide.y0
            or min(ay, by) > wide.y1
        ):
            continue
        cost += 10 * crossing(wide, segment)
    return cost
