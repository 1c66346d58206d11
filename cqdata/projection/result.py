"""The answer of a projection: a table that knows where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from cqdata.number import Number

LEVELS = (50, 80, 95)
"""Nominal coverage of the published prediction intervals, in percent."""

COLUMNS = ("year", "median", *(f"{side}{level}" for level in LEVELS for side in ("low", "high")))
"""Columns of a projection table, in order."""


@dataclass(frozen=True)
class Projection:
    """A projected annual series with its prediction intervals.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per projected year: ``year`` (int), ``median``, ``low50``, ``high50``, ``low80``,
        ``high80``, ``low95``, ``high95`` (float, in the unit of the series).
    history : pandas.DataFrame
        The rows that were fitted, as given, sorted by year.
    method : str
        Name of the method, a key of :data:`cqdata.projection.METHODS`.
    basis : str or None
        The one basis of the fitted rows; None when the input carries no basis.
    origin : int
        Last fitted year.
    note : dict of str
        The method in one sentence, keys ``zh`` and ``en``.
    """

    table: pd.DataFrame
    history: pd.DataFrame
    method: str
    basis: str | None
    origin: int
    note: dict[str, str] = field(default_factory=dict)

    def at(self, year: int) -> pd.Series:
        """Return the row of one projected year, in the unit of the series.

        Raises
        ------
        KeyError
            If the year is not projected.
        """
        rows = self.table.loc[self.table["year"] == year]
        if rows.empty:
            first, last = self.table["year"].iloc[0], self.table["year"].iloc[-1]
            raise KeyError(f"{year} is not projected; years are {first} to {last}")
        return rows.iloc[0]

    def chance(self, target: Number | float, year: int | None = None) -> Number:
        """Return the chance that a level is reached, as a number that is said in words.

        Parameters
        ----------
        target : Number or float
            The level, in the unit of the series.
        year : int, optional
            The year; by default that of the target, else the last one projected.
        """
        from cqdata.number import Number
        from cqdata.projection.distribution import probability_at_least
        from cqdata.vocabulary import chance

        known = target if isinstance(target, Number) else None
        if year is None:
            due = known.year if known is not None else None
            year = due if due is not None else int(self.table["year"].iloc[-1])
        row = self.table.loc[self.table["year"] == self.at(year)["year"]]
        return chance(float(probability_at_least(row, float(target))[0]), known)

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, float_format=lambda v: f"{v:,.4g}")
