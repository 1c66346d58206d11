"""Rolling-origin evaluation: how often a stated projection came true.

The measures are those of the forecasting competitions: sMAPE as 200·|e|/(|y|+|f|) in percent;
MASE and the mean scaled interval score (MSIS) scaled by the mean absolute annual step of all that
was known at the origin; coverage in percent. Sources: Hyndman & Koehler (2006),
doi:10.1016/j.ijforecast.2006.03.001; Gneiting & Raftery (2007), doi:10.1198/016214506000001437;
Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cqdata import plan
from cqdata.errors import DataError, NotProjectable
from cqdata.projection import METHODS, project_table
from cqdata.projection.distribution import probability_at_least
from cqdata.projection.result import COLUMNS, LEVELS

TableMethod = Callable[[pd.DataFrame, int], pd.DataFrame]
"""A method: long table (series, year, value) and horizon in, projection rows out."""

GROWTH_GRID = (-0.05, -0.02, 0.0, 0.02, 0.05, 0.10)
"""Annual growth of the target questions: will the value reach last × (1+g)^h?"""

_CHUNK = 512


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
            ``n`` (forecasts), ``smape`` (%), ``mase``, and for each level ``coverage`` (%) and
            ``msis``.
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
        frame = pd.DataFrame(columns)
        groups = frame.groupby([t[c] for c in by], sort=False)
        out = groups.mean()
        out.insert(0, "n", groups.size())
        return out.reset_index()

    def questions(
        self, growth: Iterable[float] = GROWTH_GRID, least_ahead: int = 2
    ) -> pd.DataFrame:
        """Return target questions with stated probability and outcome.

        Returns
        -------
        pandas.DataFrame
            ``method``, ``series``, ``origin``, ``year``, ``ahead``, ``growth`` (a year),
            ``target``, ``probability``, ``reached`` (0 or 1). Only series with a last value above
            zero, and years at least ``least_ahead`` after the origin.
        """
        t = self.table.loc[(self.table["ahead"] >= least_ahead) & (self.table["last"] > 0)]
        keep = ["method", "series", "origin", "year", "ahead", "last", "scale"]
        parts = []
        for g in growth:
            part = t[keep].copy()
            part["growth"] = g
            part["target"] = t["last"] * (1 + g) ** t["ahead"]
            part["probability"] = probability_at_least(t, part["target"].to_numpy())
            part["reached"] = (t["actual"] >= part["target"]).astype(int)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

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
        rows = []
        for name, q in asked.groupby("method", sort=False):
            bins = reliability(q)
            gap = (bins["stated"] - bins["happened"]).abs()
            rows.append(
                {
                    "method": name,
                    "questions": len(q),
                    "brier": float(((q["probability"] - q["reached"]) ** 2).mean()),
                    "calibration_error": float(np.average(gap, weights=bins["n"])),
                }
            )
        return pd.DataFrame(rows)


def reliability(questions: pd.DataFrame, bins: int = 10) -> pd.DataFrame:
    """Return stated probability against rate of success in bins of equal width.

    Returns
    -------
    pandas.DataFrame
        ``stated`` and ``happened`` (means, 0 to 1) and ``n`` per bin that holds questions.
    """
    at = np.minimum((questions["probability"] * bins).astype(int), bins - 1)
    grouped = questions.groupby(at)
    return pd.DataFrame(
        {
            "stated": grouped["probability"].mean(),
            "happened": grouped["reached"].mean(),
            "n": grouped.size(),
        }
    ).reset_index(drop=True)


def table_method(name: str) -> TableMethod:
    """Return a method of :data:`cqdata.projection.METHODS` as a function on long tables.

    Series that it cannot project are left out of the answer.
    """
    if name == "cqdata":
        return project_table
    if name not in METHODS:
        raise DataError(f"method {name!r} is not known; expected one of {', '.join(METHODS)}")
    chosen = METHODS[name]

    def run(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
        parts = []
        for series, g in table.sort_values("year").groupby("series", sort=False):
            years, values = g["year"].to_numpy(), g["value"].to_numpy(float)
            if len(years) < chosen.least or (chosen.positive and values.min() <= 0):
                continue
            part = chosen.run(years, values, years[-1] + np.arange(1, horizon + 1))
            part.insert(0, "series", series)
            parts.append(part)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    return run


def _histories(
    table: pd.DataFrame, horizon: int, origins: int | Sequence[int], least: int, last: int | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut histories and futures; each history gets a label of its own in ``series``."""
    past, due = [], []
    label = 0
    for series, g in table.groupby("series", sort=False):
        years, values = g["year"].to_numpy(np.int64), g["value"].to_numpy(float)
        if isinstance(origins, int):
            known = years[least - 1 : -1] if len(years) > least else years[:0]
            # The last origin leaves a whole horizon of outcomes; earlier ones step back by a year.
            chosen = [y for y in known if y <= years[-1] - horizon][-origins:] or list(known[:1])
        else:
            chosen = [y for y in origins if y in years]
        for origin in chosen:
            upto = years <= origin
            ahead = years - origin
            after = (ahead >= 1) & (ahead <= horizon)
            if upto.sum() < least or not after.any():
                continue
            x, t = values[upto], years[upto]
            scale = np.abs(np.diff(x)).mean()
            if last is not None:
                x, t = x[-last:], t[-last:]
            past.append(pd.DataFrame({"series": label, "year": t, "value": x}))
            due.append(
                pd.DataFrame(
                    {
                        "label": label,
                        "name": series,
                        "origin": origin,
                        "year": years[after],
                        "ahead": ahead[after],
                        "actual": values[after],
                        "last": x[-1],
                        "scale": scale if scale > 0 else np.nan,
                    }
                )
            )
            label += 1
    if not past:
        raise NotProjectable(f"nothing to test: no series has {least} values before an outcome")
    return pd.concat(past, ignore_index=True), pd.concat(due, ignore_index=True)


def backtest(
    table: pd.DataFrame,
    horizon: int,
    methods: Sequence[str] | Mapping[str, TableMethod] = ("cqdata", "drift", "log_linear"),
    *,
    origins: int | Sequence[int] = 1,
    least: int = 4,
    last: int | None = None,
    jobs: int = 1,
    progress: bool | None = None,
) -> Backtest:
    """Evaluate methods over rolling origins of any number of series.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``series``, ``year``, ``value``.
    horizon : int
        Years ahead.
    methods : sequence of str, or mapping of str to function
        Names of :data:`cqdata.projection.METHODS`, or functions on long tables.
    origins : int or sequence of int
        How many origins per series, counted back from the last one that leaves a whole horizon
        of outcomes; or the years themselves.
    least : int
        Fewest values before an origin.
    last : int, optional
        Give the methods only so many last values; the scale of the scores stays that of all.
    jobs : int
        Processes (joblib).
    progress : bool, optional
        Show a progress bar; by default only on a terminal.

    Returns
    -------
    Backtest
    """
    missing = [c for c in ("series", "year", "value") if c not in table.columns]
    if missing:
        raise DataError(f"table: column {missing[0]!r} is missing; found {list(table.columns)}")
    if not isinstance(methods, Mapping):
        methods = {name: table_method(name) for name in methods}
    ordered = table.loc[table["value"].notna()].sort_values(["series", "year"], kind="stable")
    past, due = _histories(ordered, horizon, origins, least, last)
    labels = past["series"].to_numpy()
    count = int(labels[-1]) + 1
    work = [
        (name, run, past.loc[(labels >= a) & (labels < a + _CHUNK)], horizon)
        for name, run in methods.items()
        for a in range(0, count, _CHUNK)
    ]
    done = _run_all(work, jobs, sys.stderr.isatty() if progress is None else progress)
    rows = pd.concat([d for d in done if len(d)], ignore_index=True)
    rows = rows.rename(columns={"series": "label"})
    joined = due.merge(rows, on=["label", "year"], how="inner")
    order = ["method", "name", "origin", "year", "ahead", "actual", "last", "scale", *COLUMNS[1:]]
    names = list(methods)
    joined["rank"] = joined["method"].map(names.index)
    joined = joined.sort_values(["rank", "label", "year"], kind="stable")[order]
    return Backtest(joined.rename(columns={"name": "series"}).reset_index(drop=True))


def _one(name: str, run: TableMethod, past: pd.DataFrame, horizon: int) -> pd.DataFrame:
    found = run(past, horizon)
    if len(found):
        found = found.assign(method=name)
    return found


def _run_all(work: list, jobs: int, progress: bool) -> list[pd.DataFrame]:
    if jobs == 1 and not progress:
        return [_one(*w) for w in work]
    from joblib import Parallel, delayed

    answers = Parallel(n_jobs=jobs, return_as="generator")(delayed(_one)(*w) for w in work)
    if not progress:
        return list(answers)
    from rich.progress import track

    return list(track(answers, total=len(work), description="backtest", transient=True))


def verdict_table(series: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Measure how often the verdicts of :func:`cqdata.plan.eurostat` came true.

    For every series (history, future) the target questions of :data:`GROWTH_GRID` from two years
    ahead are judged at the origin, with the value five years earlier as baseline.

    Returns
    -------
    pandas.DataFrame
        ``verdict``, ``cases``, ``reached`` (percent, one decimal).
    """
    rows = []
    for history, future in series.values():
        gone = min(5, len(history) - 1)
        base, now = float(history[-1 - gone]), float(history[-1])
        for g in GROWTH_GRID:
            for ahead in range(2, len(future) + 1):
                target = now * (1 + g) ** ahead
                verdict = plan.eurostat(base, now, target, gone, gone + ahead)[1]
                rows.append((verdict, float(future[ahead - 1] >= target)))
    cases = pd.DataFrame(rows, columns=["verdict", "hit"])
    out = cases.groupby("verdict", sort=True)["hit"].agg(["size", "mean"])
    out["mean"] = (100 * out["mean"]).round(1)
    return out.reset_index().rename(columns={"size": "cases", "mean": "reached"})
