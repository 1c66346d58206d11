"""The answer of a projection: a table that says chances and its own record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cqdata.errors import DataError, NotProjectable
from cqdata.number import Number, compound_growth, exact
from cqdata.projection.distribution import probability_at_least
from cqdata.projection.engine import measured_coverage
from cqdata.saying import said_chance
from cqdata.words import LANGS

_REPLAYS = 6  # years whose outcomes the record looks back on
_LEAST = 5  # values before an origin of the record
_WINDOW = 5  # fewest values of a window that a range of chances tries
_RUN = 3  # fewer replays are no run
_NIL = 0.05  # %: a smaller error is said as none
_LATELY = 3  # years whose growth stands beside a chance

Again = Callable[[pd.DataFrame, int, bool], pd.DataFrame]
"""The same rule on other rows: rows, last year, with its sisters or without; its table."""


@dataclass(frozen=True)
class Record:
    """What is known of a projection's word.

    Attributes
    ----------
    coverage : dict of int to float
        Percent of outcomes inside the 50, 80 and 95% intervals on calibration series of the same
        kind and length, each group of series projected without itself.
    replays : pandas.DataFrame
        ``year`` (the last ones known), ``origin`` (what was known), ``actual``, ``median``,
        ``low80``, ``high80`` (unit of the series), ``error`` (median above the outcome, %).
    zh, en : str
        Both as sentences.
    """

    coverage: dict[int, float]
    replays: pd.DataFrame
    zh: str
    en: str


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
        ``cqdata`` (the series by itself) or ``sisters``.
    basis : str or None
        The one basis of the fitted rows; None when the input carries no basis.
    origin : int
        Last fitted year.
    note : dict of str
        The method in two sentences, and what limits it here; keys ``zh`` and ``en``.
    """

    table: pd.DataFrame
    history: pd.DataFrame
    method: str
    basis: str | None
    origin: int
    note: dict[str, str]
    again: Again = field(repr=False)

    def at(self, year: int) -> pd.Series:
        """Return the row of one projected year, in the unit of the series.

        Raises
        ------
        DataError
            If the year is not projected.
        """
        rows = self.table.loc[self.table["year"] == year]
        if rows.empty:
            first, last = self.table["year"].iloc[0], self.table["year"].iloc[-1]
            raise DataError(f"{year} is not projected; expected a year from {first} to {last}")
        return rows.iloc[0]

    def chance(self, value: Any, year: int | None = None) -> Number:
        """Return the chance, 0 to 1, that a year comes to a value or more; it is said in words.

        Parameters
        ----------
        value : float
            In the unit of the series; or anything that has a ``value``.
        year : int, optional
            That of the value if it has one, else the last projected one.

        Raises
        ------
        DataError
            If the value is in another unit than the series, or the year is not projected.
        """
        from cqdata.vocabulary import chance

        return chance(float(probability_at_least(*self._asked(value, year))[0]), value)

    def chances(self, value: Any, year: int | None = None) -> pd.DataFrame:
        """Return the chance of a value under every reasonable choice of data.

        Returns
        -------
        pandas.DataFrame
            ``first`` (first year fitted: all years, then one fewer as long as five values are
            left), ``sisters`` (bool; both where sisters are at hand), ``median`` (unit of the
            series) and ``chance`` (0 to 1).
        """
        row, goal = self._asked(value, year)
        rows = []
        for skip in range(max(len(self.history) - _WINDOW, 0) + 1):
            kept = self.history.iloc[skip:]
            for sisters in (True, False) if self.method == "sisters" else (False,):
                try:
                    table = self.again(kept, int(row["year"]), sisters).iloc[-1]
                except NotProjectable:
                    continue
                chance = float(probability_at_least(table, goal)[0])
                rows.append((int(kept["year"].iloc[0]), sisters, table["median"], chance))
        return pd.DataFrame(rows, columns=["first", "sisters", "median", "chance"])

    def said_chance(self, value: Any, year: int | None = None) -> dict[str, str]:
        """Say a chance as precisely as it is known, beside growth needed and growth of late.

        Returns
        -------
        dict of str
            ``zh`` and ``en``: "about one in four; it needs 11.5% a year, the last three years
            brought 8.1%". The growth is left out where a value is not above zero.
        """
        row, goal = self._asked(value, year)
        words = {lang: said_chance(float(self.chance(value, year)), lang) for lang in LANGS}
        known = self.history.set_index("year")["value"]
        last, (since, first) = known.iloc[-1], next(known.loc[self.origin - _LATELY :].items())
        needed = compound_growth(last, goal, row["year"] - self.origin)
        brought = compound_growth(first, last, self.origin - since)
        if np.isnan(brought) or min(goal, last) <= 0:
            return words
        return {
            "zh": f"{words['zh']}；今后需年均增长{needed:.1f}%，"
            f"{since}年以来年均增长{brought:.1f}%",
            "en": f"{words['en']}; it needs {needed:.1f}% a year, the years since {since} brought "
            f"{brought:.1f}%",
        }

    @cached_property
    def record(self) -> Record:
        """How often such intervals held, and how this very series was projected before."""
        coverage = measured_coverage(
            self.method, len(self.history), int(self.table["year"].iloc[-1]) - self.origin
        )
        replays = self._replays()
        wide, wider = (f"{coverage[level]:.0f}%" for level in (80, 95))
        zh = f"在同类、同样长度的其他序列上，80%区间实际命中{wide}，95%区间命中{wider}。"
        en = (
            "On other series of the same kind and length its 80% interval held "
            f"{wide} of outcomes and its 95% interval {wider}."
        )
        bias = _bias(replays)
        return Record(coverage, replays, zh + bias["zh"], en + bias["en"])

    def _replays(self) -> pd.DataFrame:
        """Project each of the last years from as many years before as were asked for now."""
        ahead = min(int(self.table["year"].iloc[-1]) - self.origin, 3)
        rows = []
        due = self.history[["year", "value"]].iloc[-_REPLAYS:]
        for year, actual in due.itertuples(index=False):
            known = self.history.loc[self.history["year"] <= year - ahead]
            if len(known) < _LEAST:
                continue
            try:
                said = self.again(known, year, True).iloc[-1]
            except NotProjectable:
                continue
            error = 100 * (said["median"] / actual - 1) if actual > 0 else np.nan
            bounds = (said["median"], said["low80"], said["high80"])
            rows.append((year, int(known["year"].iloc[-1]), actual, *bounds, error))
        names = ["year", "origin", "actual", "median", "low80", "high80", "error"]
        return pd.DataFrame(rows, columns=names)

    def _asked(self, value: Any, year: int | None) -> tuple[pd.Series, float]:
        """Return the year that a value is asked of, projected, and the number, in its unit."""
        due = getattr(value, "year", None) if year is None else year
        row = self.at(self.table["year"].iloc[-1] if due is None else due)
        unit = str(getattr(value, "unit", "") or "")
        own = str(self.history.iloc[-1].get("unit", "") or "")
        if unit and own and unit != own:
            raise DataError(f"chance: found a value in {unit}, expected {own}, as the series")
        return row, float(exact(getattr(value, "value", value)))

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, float_format=lambda v: f"{v:,.4g}")


def _bias(replays: pd.DataFrame) -> dict[str, str]:
    """Say how often the replays lay above what came, and by how much on average."""
    errors, n = replays["error"].dropna(), int(replays["error"].count())
    if n < _RUN:
        return {
            "zh": f"本序列可与结果对照的以往预测不足{_RUN}次，不能判断偏差。",
            "en": " On this series fewer than three earlier projections can be held against what "
            "came, too few to speak of bias.",
        }
    ahead = int((replays["year"] - replays["origin"]).min())
    zh = f"对本序列，提前{ahead}年的预测在最近{n}年中"
    en = f" On this series, {ahead} year{'s' if ahead > 1 else ''} ahead, it "
    over, under = int((errors > _NIL).sum()), int((errors < -_NIL).sum())
    if n in (over, under):
        zh += "每年都偏高" if over else "每年都偏低"
        en += f"{'over' if over else 'under'}-projected in each of the last {n} years"
    else:
        zh += f"{over}年偏高"
        en += f"over-projected in {over} of the last {n} years"
    year = int(replays.loc[errors.index[-1], "year"])
    mean, latest = (  # an average may hide what it was of late
        (
            f"{'高' if e > 0 else '低'}{abs(e):.1f}%",
            f"{abs(e):.1f}% too {'high' if e > 0 else 'low'}",
        )
        for e in (float(errors.mean()), float(errors.iloc[-1]))
    )
    zh += f"，平均{mean[0]}；最近一次（{year}年）{latest[0]}。"
    en += f", {mean[1]} on average; for {year}, the latest, {latest[1]}."
    return {"zh": zh, "en": en}
