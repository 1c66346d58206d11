"""Printed numbers as exact intervals.

A report prints 865.1亿元; any amount from 865.05 up to, but not including, 865.15 is printed so.
:func:`parse` turns such a token into a :class:`Quantity`: the printed value, a canonical unit, a
qualifier and the interval of true values behind the print, with rational ends.  Arithmetic on
quantities is exact on the ends, and an input that occurs twice is recognised, so that a ratio in
which a level cancels is not wider than it has to be.

How wide a print is
    rounded numbers     half-open, [value − half a unit of the last digit, value + half)
    whole counts, ranks exact
    突破 超 逾 余 多        above the value, which is not included
    近 不足 低于           below the value, which is not included
    以上 不低于 至少        from the value upwards, value included
    以下 不超过 以内        up to the value, value included
    约 左右 预计           as a rounded number, marked; see :meth:`Quantity.coarse`

Rounding is half away from zero, so the interval of a negative number is the mirror image.
"""

from cqdata.quantity.core import (
    COMPARISONS,
    QUALIFIERS,
    Quantity,
    QuantityError,
    UnitError,
    constant,
    total,
)
from cqdata.quantity.decimals import plain
from cqdata.quantity.numerals import MULTIPLES
from cqdata.quantity.tokens import (
    UNIT_WORDS,
    format_value,
    is_counted,
    is_unit,
    parse,
    published,
    restore,
    unit_of,
    unit_word,
)
from cqdata.quantity.unitwords import BOUND_WORDS

__all__ = [
    "BOUND_WORDS",
    "COMPARISONS",
    "MULTIPLES",
    "QUALIFIERS",
    "UNIT_WORDS",
    "Quantity",
    "QuantityError",
    "UnitError",
    "constant",
    "format_value",
    "is_counted",
    "is_unit",
    "parse",
    "plain",
    "published",
    "restore",
    "total",
    "unit_of",
    "unit_word",
]
