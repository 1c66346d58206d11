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
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cqdata import plan
from cqdata.errors import DataError, NotProjectable
from cqdata.projection import METHODS, probability_at_least, project_panel, project_table
from cqdata.projection.conventional import line
from cqdata.projection.result import COLUMNS, LEVELS
from cqdata.projection.table import read_table

TableMethod = Callable[[pd.DataFrame, int], pd.DataFrame]
"""A method: long table (series, year, value) and horizon in, projection rows out."""

GROWTH_GRID = (0.02, 0.05, 0.08, 0.10, 0.12, 0.15, 0.20)
"""Annual growth of the target questions: will the value reach last × (1+g)^h?"""

QUESTION_YEARS = (2, 3, 4)
"""Years ahead of the target questions."""

_VERDICT_GROWTH = (-0.05, -0.02, 0.0, 0.02, 0.05, 0.10)  # targets that verdicts are tried on


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
            ``method``, ``series``, ``origin``, ``year``, ``ahead``, ``growth`` (a year),
            ``target``, ``probability``, ``reached`` (0 or 1). Only series with a last value above
            zero.
        """
        t = self.table.loc[self.table["ahead"].isin(QUESTION_YEARS) & (self.table["last"] > 0)]
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


def panel_of(names: pd.Series) -> pd.Series:
    """Return the part of each name before ``|``, empty where there is none."""
    return names.astype(str).str.extract(r"^([^|]*)\|", expand=False).fillna("")


def table_method(name: str) -> TableMethod:
    """Return a method of :data:`cqdata.projection.METHODS` as a function on long tables.

    Series that it cannot project are left out of the answer. ``sisters`` takes all series for one
    panel, or those whose names share what stands before ``|``.
    """
    if name == "cqdata":
        return project_table
    if name not in METHODS:
        raise DataError(f"method {name!r} is not known; expected one of {', '.join(METHODS)}")
    chosen = METHODS[name]

    def panels(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
        parts = []
        for _, rows in table.groupby(panel_of(table["series"]), sort=False):
            try:
                parts.append(project_panel(rows, int(rows["year"].max()) + horizon).table)
            except NotProjectable:
                continue
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def lines(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
        parts = []
        for series, g in table.sort_values("year").groupby("series", sort=False):
            years, values = g["year"].to_numpy(), g["value"].to_numpy(float)
            if len(years) >= chosen.least and (values.min() > 0 or not chosen.positive):
                parts.append(line(name, years, values, int(years[-1]) + horizon))
                parts[-1].insert(0, "series", series)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    return panels if name == "sisters" else lines


def _cuts(
    rows: pd.DataFrame, horizon: int, origins: int | Sequence[int], least: int, last: int | None
) -> dict[int, tuple[list[pd.DataFrame], list[pd.DataFrame]]]:
    """Return by origin the histories known then and what came after them."""
    found: dict[int, tuple[list[pd.DataFrame], list[pd.DataFrame]]] = {}
    for place, (_, g) in enumerate(rows.groupby("series", sort=False)):
        years = g["year"].to_numpy()
        if isinstance(origins, int):
            known = years[least - 1 : -1]
            # The last origin leaves a whole horizon of outcomes; earlier ones step back by a year.
            chosen = [y for y in known if y <= years[-1] - horizon][-origins:] or list(known[:1])
        else:
            chosen = [y for y in origins if y in years[least - 1 :]]
        for origin in chosen:
            past = g.loc[years <= origin]
            after = g.loc[(years > origin) & (years <= origin + horizon)]
            if after.empty:
                continue
            scale = past["value"].diff().abs().mean()
            due = after.rename(columns={"value": "actual"}).assign(
                origin=origin,
                ahead=after["year"] - origin,
                last=past["value"].iloc[-1],
                scale=scale if scale > 0 else np.nan,
                place=place,
            )
            pasts, dues = found.setdefault(int(origin), ([], []))
            pasts.append(past if last is None else past.iloc[-last:])
            dues.append(due)
    if not found:
        raise NotProjectable(f"nothing to test: no series has {least} values before an outcome")
    return found


def backtest(
    table: pd.DataFrame,
    horizon: int,
    methods: Sequence[str] | Mapping[str, TableMethod] = ("cqdata", "drift", "log_linear"),
    *,
    origins: int | Sequence[int] = 1,
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
    methods : sequence of str, or mapping of str to function
        Names of :data:`cqdata.projection.METHODS`, or functions on long tables. They see all
        series of one origin together, and nothing after it.
    origins : int or sequence of int
        How many origins per series, counted back from the last one that leaves a whole horizon
        of outcomes; or the years themselves.
    least : int
        Fewest values before an origin.
    last : int, optional
        Give the methods only so many last values; the scale of the scores stays that of all.

    Returns
    -------
    Backtest
    """
    cuts = _cuts(read_table(table), horizon, origins, least, last)
    if not isinstance(methods, Mapping):
        methods = {name: table_method(name) for name in methods}
    parts = []
    for rank, (name, run) in enumerate(methods.items()):
        for pasts, dues in cuts.values():
            said = run(pd.concat(pasts, ignore_index=True), horizon)
            if len(said):
                due = pd.concat(dues, ignore_index=True).assign(method=name, rank=rank)
                parts.append(due.merge(said, on=["series", "year"]))
    order = ["method", "series", "origin", "year", "ahead", "actual", "last", "scale"]
    whole = pd.concat(parts).sort_values(["rank", "place", "origin", "year"], kind="stable")
    return Backtest(whole[[*order, *COLUMNS[1:]]].reset_index(drop=True))


def verdict_table(series: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Measure how often the verdicts of :func:`cqdata.plan.eurostat` came true.

    For every series (history, future) targets at −5 to 10% growth a year, from two years ahead, are
    judged at the origin, with the value five years earlier as baseline.

    Returns
    -------
    pandas.DataFrame
        ``verdict``, ``cases``, ``reached`` (percent, one decimal).
    """
    rows = []
    for history, future in series.values():
        gone = min(5, len(history) - 1)
        base, now = float(history[-1 - gone]), float(history[-1])
        for g in _VERDICT_GROWTH:
            for ahead in range(2, len(future) + 1):
                target = now * (1 + g) ** ahead
                verdict = plan.eurostat(base, now, target, gone, gone + ahead)[1]
                rows.append((verdict, float(future[ahead - 1] >= target)))
    cases = pd.DataFrame(rows, columns=["verdict", "hit"])
    out = cases.groupby("verdict", sort=True)["hit"].agg(["size", "mean"])
    out["mean"] = (100 * out["mean"]).round(1)
    return out.reset_index().rename(columns={"size": "cases", "mean": "reached"})
