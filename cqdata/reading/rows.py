"""The rows of a draft: one figure of a report each, for a person to check."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cqdata.quantity import plain

if TYPE_CHECKING:
    import pandas as pd

MEASURE_NAMES = {
    "level": ("水平", "●"),
    "cumulative": ("累计", "Σ"),
    "new_in_year": ("新增", "+"),
    "yoy_growth": ("同比", "↗"),
    "change_pp": ("百分点", "Δ"),
    "rank": ("位次", "№"),
    "share": ("占比", "◔"),
    "ratio": ("比率", "÷"),
    "other": ("其他", "?"),
    "progress": ("进度", "▷"),
    "count": ("计数", "#"),
    "structural": ("结构", "§"),
}
"""Measure → its Chinese name, and a sign that tells the measures apart without colour."""
# The last three are of the published table: a person may use them, the rules never do.
MEASURES = tuple(MEASURE_NAMES)[:-3]
ROLES = ("result", "target")
AS_EXPECTED = "said as an expectation"
"""Note on a figure whose own bound (突破, 以上) stands under a 预计 or 力争."""


@dataclass(slots=True)
class Row:
    """One figure of a report, as a draft for a person to check.

    Attributes
    ----------
    char_offset : int
        Index of the number's first digit in the decoded text.
    printed : str
        The number with qualifier and unit, as printed.
    value : str
        Plain decimal number in ``unit``; falls carry a minus sign.
    unit : str
        Canonical unit: CNY_1e8, USD_1e8, %, pp, times, rank, person, person_time, count:家 …
    qualifier : str
        exact, more_than, at_least, at_most, less_than, nearly, about or expected.
    measure : str
        One of :data:`MEASURES`.
    subject : str
        The indicator as the text names it.
    period : str
        Year, part of a year or span: 2023, 2023H1, 2021-2025; "" for a former value whose time
        the text does not say.
    role : str
        "result" for what is reported, "target" for what is intended.
    linked_to_offset : int or None
        Offset of the level that a growth or change belongs to.
    confidence : float
        0 to 1: how sure the rules are of the row.
    section : str
        Dotted number of the section.
    note : str
        What the person who checks should look at.
    """

    char_offset: int
    printed: str
    value: str
    unit: str
    qualifier: str
    measure: str
    subject: str
    period: str
    role: str
    linked_to_offset: int | None
    confidence: float
    section: str
    note: str


COLUMNS = tuple(f.name for f in fields(Row))


def to_frame(rows: list[Row]) -> pd.DataFrame:
    """Return rows as a data frame with the columns of :class:`Row`."""
    import pandas as pd

    frame = pd.DataFrame([asdict(row) for row in rows], columns=list(COLUMNS))
    return frame.astype({"char_offset": "int64", "linked_to_offset": "Int64", "confidence": float})


def plain_number(value: Decimal) -> str:
    """Return a number as a plain decimal: exactly, or to ten decimals if it has no end."""
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    if "." not in text:
        return text
    text = text.rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    return text if decimals < 15 else plain(round(Fraction(value), 10))
