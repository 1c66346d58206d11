"""Rolling-origin evaluation: how often a stated projection came true.

The measures are those of the forecasting competitions: sMAPE as 200·|e|/(|y|+|f|) in percent;
MASE and the mean scaled interval score (MSIS) scaled by the mean absolute annual step of all that
was known at the origin; the weighted interval score (WIS) over the median and the intervals, scaled
alike; coverage in percent. Sources: Hyndman & Koehler (2006),
doi:10.1016/j.ijforecast.2006.03.001; Gneiting & Raftery (2007), doi:10.1198/016214506000001437;
Bracher et al. (2021), doi:10.1371/journal.pcbi.1008618; Brier (1950),
doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cqdata.errors import NotProjectable
from cqdata.projection import probability_at_least, project_panel, project_table
from cqdata.projection.engine import COLUMNS, LEVELS
from cqdata.projection.table import read_table

TableMethod = Callable[[pd.DataFrame, int], pd.DataFrame]
"""A method: long table (series, year, value) and horizon in, projection rows out."""

GROWTH_GRID = (0.02, 0.05, 0.08, 0.10, 0.12, 0.15, 0.20)
"""Annual growth of the target questions: will the value reach last × (1+g)^h?"""

QUESTION_YEARS = (2, 3, 4)
"""Years ahead of the target questions."""


@dataclass(frozen=True)
class Backtest:
    """Forecasts beside what happened.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per method, series, origin and year: ``method``, ``series``, ``origin``, ``year``,
        ``ahead``, ``actual``, ``last`` (value at the origin), ``scale`` (mean absolute step up to
        the origin) and the columns of a projection, all in the unit of the series.
    """

    table: pd.DataFrame

    def scores(self, by: Sequence[str] = ("method",)) -> pd.DataFrame:
        """Return errors and interval scores per group.

        Returns
        -------
        pandas.DataFrame
            ``n`` (forecasts), ``smape`` (%), ``mase``, ``wis``, and for each level ``coverage``
            (%) and ``msis``.
        """
        t = self.table
        error = (t["actual"] - t["median"]).abs()
        columns = {
            "smape": 200 * error / (t["actual"].abs() + t["median"].abs()).where(error > 0, 1.0),
            "mase": error / t["scale"],
        }
        for level in LEVELS:
            low, high, y = t[f"low{level}"], t[f"high{level}"], t["actual"]
            miss = (low - y).clip(lower=0) + (y - high).clip(lower=0)
            columns[f"coverage{level}"] = 100.0 * ((y >= low) & (y <= high))
            columns[f"msis{level}"] = (high - low + 200 / (100 - level) * miss) / t["scale"]
        weighted = [(1 - level / 100) / 2 * columns[f"msis{level}"] for level in LEVELS]
        columns["wis"] = (columns["mase"] / 2 + sum(weighted)) / (len(LEVELS) + 0.5)
        frame = pd.DataFrame(columns)
        groups = frame.groupby([t[c] for c in by], sort=False)
        out = groups.mean()
        out.insert(0, "n", groups.size())
        return out.reset_index()

    def questions(self, growth: Iterable[float] = GROWTH_GRID) -> pd.DataFrame:
        """Return target questions of :data:`QUESTION_YEARS` with stated probability and outcome.

        Returns
        -------
        pandas.DataFrame
            The columns of :attr:`table`, ``growth`` (a year), ``target``, ``probability``,
            ``reached`` (0 or 1). Only series with a last value above zero.
        """
        t = self.table.loc[self.table["ahead"].isin(QUESTION_YEARS) & (self.table["last"] > 0)]
        asked = t.merge(pd.DataFrame({"growth": list(growth)}), how="cross")
        asked["target"] = asked["last"] * (1 + asked["growth"]) ** asked["ahead"]
        asked["probability"] = probability_at_least(asked, asked["target"].to_numpy())
        asked["reached"] = (asked["actual"] >= asked["target"]).astype(int)
        return asked

    def target_scores(self, growth: Iterable[float] = GROWTH_GRID) -> pd.DataFrame:
        """Return Brier score and calibration error of the target questions per method.

        Returns
        -------
        pandas.DataFrame
            ``method``, ``questions``, ``brier`` (0 best, 0.25 for always one half),
            ``calibration_error``: mean distance between stated probability and rate of success
            over ten bins of equal width, weighted by the number of questions.
        """
        asked = self.questions(growth)
        asked["off"] = asked["probability"] - asked["reached"]
        asked["brier"] = asked["off"] ** 2
        tenths = np.minimum((asked["probability"] * 10).astype(int), 9)
        asked["calibration_error"] = (
            asked.groupby(["method", tenths])["off"].transform("mean").abs()
        )
        by_method = asked.groupby("method", sort=False)
        out = by_method[["brier", "calibration_error"]].mean()
        out.insert(0, "questions", by_method.size())
        return out.reset_index()


METHODS: Mapping[str, TableMethod] = {"cqdata": project_table, "sisters": project_panel}
"""The package's own methods on long tables, by name."""


def backtest(
    table: pd.DataFrame,
    horizon: int,
    methods: Mapping[str, TableMethod] = METHODS,
    *,
    origins: Iterable[int] | None = None,
    least: int = 4,
    last: int | None = None,
) -> Backtest:
    """Evaluate methods over rolling origins of any number of series.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``series``, ``year``, ``value``.
    horizon : int
        Years ahead.
    methods : mapping of str to function
        Functions on long tables; by default both of :data:`METHODS`. They see all series of one
        origin together, and nothing after it.
    origins : iterable of int, optional
        The years from which is projected; by default every one.
    least : int
        Fewest values before an origin.
    last : int, optional
        Give the methods only so many last values; the scale of the scores stays that of all.

    Returns
    -------
    Backtest

    Raises
    ------
    NotProjectable
        If no series has so many values before an outcome.
    """
    rows = read_table(table)
    parts = []
    for origin in sorted(rows["year"].unique()) if origins is None else origins:
        past = rows.loc[rows["year"] <= origin]
        step = past.groupby("series")["value"].diff().abs()
        known = past.assign(step=step).groupby("series").agg(
            size=("year", "size"), origin=("year", "max"), last=("value", "last"),
            scale=("step", "mean"),
        )  # fmt: skip
        known = known.loc[(known["size"] >= least) & (known["origin"] == origin)]
        due = rows.loc[rows["year"].between(origin + 1, origin + horizon)]
        due = due.rename(columns={"value": "actual"}).merge(known, on="series")
        if due.empty:
            continue
        due = due.assign(ahead=due["year"] - origin, scale=due["scale"].where(due["scale"] > 0))
        past = past.loc[past["series"].isin(due["series"])]
        shown = past if last is None else past.groupby("series").tail(last)
        for name, run in methods.items():
            # What a method cannot project, for too few series, is left out.
            with suppress(NotProjectable):
                said = run(shown.reset_index(drop=True), horizon)
                parts.append(due.assign(method=name).merge(said, on=["series", "year"]))
    if not parts:
        raise NotProjectable(f"nothing to test: no series has {least} values before an outcome")
    order = ["method", "series", "origin", "year", "ahead", "actual", "last", "scale"]
    return Backtest(pd.concat(parts, ignore_index=True)[[*order, *COLUMNS[1:]]])
