"""Interval arithmetic on rational ends, with open ends, infinities and shared inputs.

A quantity here is anything with ``low``, ``high``, ``low_closed``, ``high_closed``, ``inputs`` and
the expression that it was made by.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cqdata.quantity.core import Quantity

# Above so many inputs the corners of the box are not enumerated any more.
_MOST_CORNERS = 10

End = tuple[Fraction | None, bool]
"""A number and whether it is reached; None is the infinity of its side."""
Ends = tuple[End, End]
_Poly = dict[tuple[Any, ...], Fraction]


def ends_at(q: Quantity) -> Ends:
    """Return the ends of a quantity."""
    return (q.low, q.low_closed), (q.high, q.high_closed)


def plus(a: Ends, b: Ends) -> Ends:
    """Return the ends of a sum of two that vary independently of each other."""
    low, high = (
        (None if x is None or y is None else x + y, x_closed and y_closed)
        for (x, x_closed), (y, y_closed) in zip(a, b, strict=True)
    )
    return low, high


def _scaled(a: Ends, factor: Fraction) -> Ends:
    """Return the ends of a multiple, by any factor but zero."""
    low, high = ((None if x is None else x * factor, closed) for x, closed in a)
    return (high, low) if factor < 0 else (low, high)


def natural(op: str, a: Quantity, b: Quantity) -> Ends:
    """Ends of a op b for operands that vary independently of each other."""
    if op in "+-":
        return plus(ends_at(a), _scaled(ends_at(b), Fraction(1 if op == "+" else -1)))
    other = ends_at(b) if op == "*" else _inverse(b)
    return ((None, False), (None, False)) if other is None else _product(ends_at(a), other)


def _inverse(b: Quantity) -> Ends | None:
    """Ends of 1/b over the non-zero values of b; None where b lies on both sides of zero."""
    positive = b.low is not None and b.low >= 0
    negative = b.high is not None and b.high <= 0
    if not (positive or negative):
        return None
    # An infinite end becomes an open zero, a zero end becomes infinite.
    low: End = (Fraction(0), False) if b.high is None else (None, False)
    high: End = (Fraction(0), False) if b.low is None else (None, False)
    if b.high:
        low = (1 / b.high, b.high_closed)
    if b.low:
        high = (1 / b.low, b.low_closed)
    return low, high


def _product(a: Ends, b: Ends) -> Ends:
    """Ends of a product from its four corners, infinities and open ends included."""
    corners: list[tuple[Fraction | float, bool]] = []
    for (x, x_closed), (y, y_closed) in itertools.product(_numbers(a), _numbers(b)):
        if x == 0 or y == 0:
            # Zero times anything is zero, reached whenever the zero itself is.
            corners.append((Fraction(0), (x == 0 and x_closed) or (y == 0 and y_closed)))
        else:
            corners.append((x * y, x_closed and y_closed))
    low, high = min(corners)[0], max(corners)[0]
    return _end(low, corners), _end(high, corners)


def _numbers(ends: Ends) -> Iterator[tuple[Fraction | float, bool]]:
    """Yield ends with the infinities as numbers."""
    for (end, closed), infinity in zip(ends, (-math.inf, math.inf), strict=True):
        yield infinity if end is None else end, closed


def _end(extreme: Fraction | float, corners: list[tuple[Fraction | float, bool]]) -> End:
    """Return the end at the smallest or largest corner, reached if one of its like is."""
    if isinstance(extreme, float):
        return None, False
    return extreme, any(closed for value, closed in corners if value == extreme)


# -- shared inputs: the expression as a quotient of polynomials in its inputs


def tight(expression: tuple[Any, ...]) -> Ends | None:
    """Exact ends of an expression whose inputs occur more than once.

    Where every input has degree at most one above and below the bar, the expression is monotone
    in each of them as long as the denominator keeps its sign, so that the ends lie at corners of
    the box of inputs.  None where that does not apply and the general rules have to do.
    """
    leaves: dict[Any, Quantity] = {}
    top, bottom = _quotient(expression, leaves)
    top, bottom = _cancel(top, bottom)
    used = sorted({k for poly in (top, bottom) for m in poly for k in m}, key=_order)
    if any(len(set(m)) < len(m) for poly in (top, bottom) for m in poly):
        return None
    box = [leaves[k] for k in used]
    if all(len(m) <= 1 for m in top) and set(bottom) <= {()}:
        return _linear(top, bottom[()], leaves)
    if len(used) > _MOST_CORNERS or any(q.low is None or q.high is None for q in box):
        return None
    return _corners(top, bottom, used, box)


def _order(key: Any) -> tuple[str, str]:
    return type(key).__name__, str(key)


def _quotient(node: Any, leaves: dict[Any, Quantity]) -> tuple[_Poly, _Poly]:
    one: _Poly = {(): Fraction(1)}
    if not isinstance(node, tuple):
        if node._expression is not None:
            return _quotient(node._expression, leaves)
        if node._inputs == frozenset():
            assert node.low is not None
            return ({(): node.low} if node.low else {}), one
        (key,) = node.inputs
        leaves[key] = node
        return {(key,): Fraction(1)}, one
    op, *parts = node
    if op in "*/":
        (a, b), (c, d) = (_quotient(part, leaves) for part in parts)
        return (_times(a, c), _times(b, d)) if op == "*" else (_times(a, d), _times(b, c))
    top: _Poly = {}
    bottom = one
    for place, part in enumerate(parts):
        t, b = _quotient(part, leaves)
        if place and op == "-":
            t = {m: -x for m, x in t.items()}
        if b == bottom:
            top = _add(top, t)
        else:
            top, bottom = _add(_times(top, b), _times(t, bottom)), _times(bottom, b)
    return top, bottom


def _add(a: _Poly, b: _Poly) -> _Poly:
    out = dict(a)
    for m, x in b.items():
        out[m] = out.get(m, Fraction(0)) + x
        if not out[m]:
            del out[m]
    return out


def _times(a: _Poly, b: _Poly) -> _Poly:
    if b == {(): 1}:
        return a
    out: _Poly = {}
    for (m, x), (n, y) in itertools.product(a.items(), b.items()):
        key = tuple(sorted(m + n, key=_order)) if m and n else m + n
        out[key] = out.get(key, Fraction(0)) + x * y
        if not out[key]:
            del out[key]
    return out


def _cancel(top: _Poly, bottom: _Poly) -> tuple[_Poly, _Poly]:
    """Divide by the inputs that are a factor of every term above and below the bar."""
    if not top:
        return {}, {(): Fraction(1)}
    for key in {k for m in bottom for k in m}:
        while all(key in m for m in top) and all(key in m for m in bottom):
            top, bottom = _without(top, key), _without(bottom, key)
    return top, bottom


def _without(poly: _Poly, key: Any) -> _Poly:
    return {m[: (i := m.index(key))] + m[i + 1 :]: x for m, x in poly.items()}


def _linear(top: _Poly, divisor: Fraction, leaves: dict[Any, Quantity]) -> Ends:
    start = (top.get((), Fraction(0)) / divisor, True)
    found: Ends = (start, start)
    for m, x in top.items():
        if m:
            found = plus(found, _scaled(ends_at(leaves[m[0]]), x / divisor))
    return found


def _corners(top: _Poly, bottom: _Poly, keys: list[Any], box: list[Quantity]) -> Ends | None:
    closed = [(q.low_closed, q.high_closed) for q in box]
    values: dict[tuple[int, ...], Fraction] = {}
    sign = 0
    for corner in itertools.product((0, 1), repeat=len(keys)):
        at = {k: (q.low, q.high)[i] for k, q, i in zip(keys, box, corner, strict=True)}
        below = _at(bottom, at)
        here = (below > 0) - (below < 0)
        if here == 0 or (sign and here != sign):
            return None
        sign = here
        values[corner] = _at(top, at) / below

    def reached(extreme: Fraction) -> bool:
        # An end is reached if a face on which the expression is constant avoids open ends.
        for corner, value in values.items():
            if value != extreme:
                continue
            free = [i for i, c in enumerate(corner) if not closed[i][c]]
            if all(
                values[tuple(flip.get(i, c) for i, c in enumerate(corner))] == extreme
                for flip in (
                    dict(zip(free, ends, strict=True))
                    for ends in itertools.product((0, 1), repeat=len(free))
                )
            ):
                return True
        return False

    low, high = min(values.values()), max(values.values())
    return (low, reached(low)), (high, reached(high))


def _at(poly: _Poly, at: dict[Any, Any]) -> Fraction:
    result = Fraction(0)
    for m, x in poly.items():
        for key in m:
            x = x * at[key]
        result += x
    return result
