"""Growth so far, growth needed, distance to a target, and the chance of reaching it.

Beside the probability stand the verdicts of two published standards:

- Eurostat, *Sustainable development in the European Union* (monitoring report, annex on the
  assessment of progress): compound growth since the baseline over the growth that the target
  needed from the baseline, cuts at 95, 60 and 0 percent.
- Sustainable Development Report (SDG Index, trend dashboards; Lafortune et al. 2018): linear
  growth since the baseline over the linear growth that the target needed, cuts at 100, 50 and 0.

How often cases with each verdict reached their target is measured and shipped in
``projection/verdicts.csv``; see :func:`verdict_rates`.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cqdata.errors import DataError, NotProjectable
from cqdata.projection import Projection, project
from cqdata.projection.distribution import probability_at_least, quantiles
from cqdata.projection.inputs import fittable_rows, require_one_series

HORIZON_END = 2040
"""Last year in which an expected year of reaching a target is looked for."""

_AT_MOST = {"<", "<=", "at_most", "less_than"}
_EUROSTAT = ((95.0, "significant"), (60.0, "moderate"), (0.0, "insufficient"))
_SDG = ((100.0, "on_track"), (50.0, "moderate"), (0.0, "stagnating"))


def compound_growth(first: float, last: float, years: float) -> float:
    """Return the compound growth from ``first`` to ``last``, in percent a year.

    NaN where it is not defined: base not above zero, end below zero, or no time between them.
    """
    if not (first > 0 and last >= 0 and years > 0):
        return math.nan
    return ((last / first) ** (1 / years) - 1) * 100


def required_growth(now: float, target: float, years: float) -> float:
    """Return the compound growth needed to reach ``target`` in ``years``, in percent a year.

    Zero or below where the target is already met. NaN where ``now`` is not above zero or no
    time is left.
    """
    return compound_growth(now, target, years)


def growth_so_far(series: pd.DataFrame, since: int | None = None) -> float:
    """Return the compound growth of an annual series, in percent a year.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns ``year``, ``value`` and optionally ``basis``; bounds and derived rows are left out.
    since : int, optional
        First year; the first one of the series by default.

    Raises
    ------
    MixedBasisError
        If more than one basis is given.
    """
    rows = fittable_rows(series)
    require_one_series(rows)
    if since is not None:
        rows = rows.loc[rows["year"] >= since]
    if len(rows) < 2:
        return math.nan
    first, last = rows.iloc[0], rows.iloc[-1]
    return compound_growth(first["value"], last["value"], last["year"] - first["year"])


def doubling_time(growth: float) -> float:
    """Return the years until a value doubles at ``growth`` percent a year; infinite if never."""
    if math.isnan(growth):
        return math.nan
    return math.log(2) / math.log1p(growth / 100) if growth > 0 else math.inf


def distance(now: float, target: float) -> float:
    """Return how far the target lies above the value, in the unit of both; negative when met."""
    return target - now


def growth_target(baseline: float, percent: float, years: int) -> float:
    """Return the level that ``percent`` growth a year makes of ``baseline`` in ``years``."""
    return baseline * (1 + percent / 100) ** years


def _cut(ratio: float, cuts: Sequence[tuple[float, str]], below: str) -> str:
    return next((name for least, name in cuts if ratio >= least), below)


def _ratio_verdict(
    actual: float, needed: float, now_met: bool, cuts: Sequence[tuple[float, str]], below: str
) -> tuple[float, str]:
    if now_met:
        return math.nan, "met"
    if math.isnan(actual) or math.isnan(needed):
        return math.nan, "undefined"
    ratio = 100 * actual / needed
    return ratio, _cut(ratio, cuts, below)


def _met(now: float, target: float, at_most: bool) -> bool:
    return now <= target if at_most else now >= target


def eurostat(
    base: float, now: float, target: float, gone: float, total: float, at_most: bool = False
) -> tuple[float, str]:
    """Return actual over required compound growth (percent) and the verdict.

    Parameters
    ----------
    base, now, target : float
        Values at the baseline, now, and aimed at, in one unit.
    gone, total : float
        Years from the baseline to now and to the target year.
    at_most : bool
        The target is an upper limit.

    Returns
    -------
    tuple of float and str
        Verdict ``met``, ``significant`` (≥ 95%), ``moderate`` (≥ 60%), ``insufficient`` (≥ 0),
        ``away`` (below 0), or ``undefined`` (base not above zero, no time).
    """
    actual = compound_growth(base, now, gone)
    needed = compound_growth(base, target, total)
    if _met(base, target, at_most) and not _met(now, target, at_most):
        return math.nan, "away"
    return _ratio_verdict(actual, needed, _met(now, target, at_most), _EUROSTAT, "away")


def sdg_index(
    base: float, now: float, target: float, gone: float, total: float, at_most: bool = False
) -> tuple[float, str]:
    """Return actual over required linear growth (percent) and the verdict.

    Parameters as :func:`eurostat`; a base of zero or below is allowed.

    Returns
    -------
    tuple of float and str
        Verdict ``met``, ``on_track`` (≥ 100%), ``moderate`` (≥ 50%), ``stagnating`` (≥ 0),
        ``decreasing`` (below 0), or ``undefined`` (no time).
    """
    if _met(base, target, at_most) and not _met(now, target, at_most):
        return math.nan, "decreasing"
    actual = (now - base) / gone if gone > 0 else math.nan
    needed = (target - base) / total if total > 0 else math.nan
    return _ratio_verdict(actual, needed, _met(now, target, at_most), _SDG, "decreasing")


@functools.cache
def verdict_rates() -> pd.DataFrame:
    """Return how often each verdict's cases reached the target in the backtest.

    Returns
    -------
    pandas.DataFrame
        ``standard`` (eurostat, sdg_index), ``verdict``, ``cases``, ``reached`` (percent), on the
        second half of the yearly M3 series, by :func:`cqdata.backtest.verdict_table`.
    """
    path = importlib.resources.files("cqdata.projection").joinpath("verdicts.csv")
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file)


def reached_rate(standard: str, verdict: str) -> float:
    """Return the percent of cases with a verdict that reached the target; NaN if none was seen."""
    table = verdict_rates()
    found = table.loc[(table["standard"] == standard) & (table["verdict"] == verdict), "reached"]
    return float(found.iloc[0]) if len(found) else math.nan


@dataclass(frozen=True)
class Assessment:
    """One target and its chances; money and counts in the unit of the series.

    Attributes
    ----------
    target, target_year, comparison
        As given; ``comparison`` is ``>=`` or ``<=``.
    last_year, last_value
        Where the series stands.
    needed_growth : float
        Compound growth from the last value to the target, percent a year; NaN if undefined.
    growth_so_far : float
        Compound growth from the baseline to the last value, percent a year; NaN if undefined.
    probability : float
        Chance that the target is met in its year, 0 to 1; 0 or 1 where the year is known; NaN
        where nothing can be projected.
    expected_year, early_year, late_year : int or None
        First years in which the chance of having reached it is 50, 10 and 90 percent; None when
        later than ``HORIZON_END``. A target met already carries the year it was met.
    gap, gap_low80, gap_high80 : float
        Projected value of the target year minus the target, and its 80% interval.
    eurostat, sdg_index : str
        Verdicts; ``eurostat_ratio`` and ``sdg_index_ratio`` are percents, and
        ``eurostat_reached`` and ``sdg_index_reached`` how often (percent) that verdict's cases
        reached the target in the backtest.
    note : str
        "not projected: n values" where that is so, else empty.
    """

    target: float
    target_year: int
    comparison: str
    last_year: int
    last_value: float
    needed_growth: float
    growth_so_far: float
    probability: float
    expected_year: int | None
    early_year: int | None
    late_year: int | None
    gap: float
    gap_low80: float
    gap_high80: float
    eurostat: str
    eurostat_ratio: float
    eurostat_reached: float
    sdg_index: str
    sdg_index_ratio: float
    sdg_index_reached: float
    note: str

    def to_frame(self) -> pd.DataFrame:
        """Return the fields as one row."""
        return pd.DataFrame([asdict(self)])


def _chance(table: pd.DataFrame, target: float, at_most: bool) -> np.ndarray:
    above = probability_at_least(table, target)
    return 1 - above if at_most else above


def assess(
    series: pd.DataFrame,
    target: float,
    target_year: int,
    comparison: str = ">=",
    *,
    baseline_year: int | None = None,
    projection: Projection | None = None,
    sisters: pd.DataFrame | bool | None = None,
    origin: int | str | None = None,
) -> Assessment:
    """Say how likely a target is, when it may be reached, and what the standards say.

    Parameters
    ----------
    series : pandas.DataFrame
        As for :func:`cqdata.projection.project`.
    target : float
        In the unit of the series; for a growth target see :func:`growth_target`.
    target_year : int
        Year in which the target is due.
    comparison : str
        ``>``, ``>=``, ``about`` and others aim up; ``<``, ``<=`` aim down.
    baseline_year : int, optional
        Start of the plan; by default the year five before the last, or the first one known.
    projection : Projection, optional
        Use this one; it must reach ``target_year``.
    sisters, origin
        Passed on to :func:`cqdata.projection.project`.

    Returns
    -------
    Assessment

    Raises
    ------
    DataError
        If the series is empty, or a given projection ends before the target year.
    """
    rows = fittable_rows(series)
    require_one_series(rows)
    if origin is not None:
        from cqdata.projection.asof import as_of

        rows = as_of(rows, origin).reset_index(drop=True)
    if rows.empty:
        raise DataError("series has no exact annual value; a target needs at least one")
    at_most = comparison in _AT_MOST
    known = rows.loc[rows["year"] <= target_year]
    last = rows.iloc[-1] if known.empty else known.iloc[-1]
    last_year, now = int(last["year"]), float(last["value"])
    base_row = _baseline(rows.loc[rows["year"] <= last_year], baseline_year)
    gone, total = last_year - int(base_row["year"]), target_year - int(base_row["year"])
    e_ratio, e_word = eurostat(float(base_row["value"]), now, target, gone, total, at_most)
    s_ratio, s_word = sdg_index(float(base_row["value"]), now, target, gone, total, at_most)
    met = rows.loc[rows["value"] <= target] if at_most else rows.loc[rows["value"] >= target]
    probability, gap, low, high, note = math.nan, math.nan, math.nan, math.nan, ""
    years: list[int | None] = [None, None, None]
    if last_year >= target_year:
        gap = low = high = now - target
        probability = float(_met(now, target, at_most))
    else:
        # As far as the history carries, to find the year of reaching it.
        far = min(max(target_year, HORIZON_END), int(rows["year"].iloc[-1]) + 2 * len(rows))
        try:
            found = projection or project(rows, max(target_year, far), sisters=sisters)
        except NotProjectable as error:
            note = str(error)
        else:
            due = found.at(target_year)
            probability = float(_chance(due.to_frame().T.astype(float), target, at_most)[0])
            gap, low, high = (float(due[c]) - target for c in ("median", "low80", "high80"))
            years = _years(found.table, target, at_most)
    if _met(now, target, at_most) and not met.empty:
        # Met already: the first year from which it has been met without a break.
        broken = rows.loc[~rows.index.isin(met.index) & (rows["year"] <= last_year), "year"]
        since = met.loc[met["year"] > (broken.max() if len(broken) else -1), "year"].iloc[0]
        years = [int(since)] * 3
    return Assessment(
        target=target,
        target_year=target_year,
        comparison="<=" if at_most else ">=",
        last_year=last_year,
        last_value=now,
        needed_growth=required_growth(now, target, target_year - last_year),
        growth_so_far=compound_growth(float(base_row["value"]), now, gone),
        probability=probability,
        expected_year=years[0],
        early_year=years[1],
        late_year=years[2],
        gap=gap,
        gap_low80=low,
        gap_high80=high,
        eurostat=e_word,
        eurostat_ratio=e_ratio,
        eurostat_reached=reached_rate("eurostat", e_word),
        sdg_index=s_word,
        sdg_index_ratio=s_ratio,
        sdg_index_reached=reached_rate("sdg_index", s_word),
        note=note,
    )


def _baseline(rows: pd.DataFrame, year: int | None) -> pd.Series:
    if year is None:
        year = int(rows["year"].iloc[-1]) - 5
    later = rows.loc[rows["year"] >= year]
    return later.iloc[0] if len(later) else rows.iloc[-1]


def _years(table: pd.DataFrame, target: float, at_most: bool) -> list[int | None]:
    # Once reached counts as reached: the chance by a year is the highest of any year so far.
    chance = np.maximum.accumulate(_chance(table, target, at_most))
    found: list[int | None] = []
    for least in (0.5, 0.1, 0.9):
        hit = np.flatnonzero(chance >= least)
        found.append(int(table["year"].iloc[hit[0]]) if len(hit) else None)
    return found


def step_correlation(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """Return the correlation of the annual log steps of two series in the years they share.

    Zero where fewer than four steps are shared or one of them never moves; values above zero
    only.
    """
    a, b = fittable_rows(one), fittable_rows(other)
    both = a[["year", "value"]].merge(b[["year", "value"]], on="year", suffixes=("_a", "_b"))
    both = both.loc[(both["value_a"] > 0) & (both["value_b"] > 0)].sort_values("year")
    steps = np.log(both[["value_a", "value_b"]]).diff().loc[both["year"].diff() == 1]
    if len(steps) < 4 or (steps.std() == 0).any():
        return 0.0
    return float(steps["value_a"].corr(steps["value_b"]))


def probability_above(
    one: Projection, other: Projection, year: int, correlation: float = 0.0
) -> float:
    """Return the joint probability that one series lies above another in a year.

    Parameters
    ----------
    one, other : Projection
        In the same unit and on comparable bases.
    year : int
        A year that both project.
    correlation : float
        Of their errors, −1 to 1 (see :func:`step_correlation`); the two stated distributions are
        joined by a Gaussian copula.

    Returns
    -------
    float
        Between 0 and 1.
    """
    if not -1 <= correlation <= 1:
        raise DataError(f"correlation is {correlation}; expected −1 to 1")
    n = 400
    levels = (np.arange(n) + 0.5) / n
    z = stats.norm.ppf(levels)
    a, b = one.at(year), other.at(year)
    # For every quantile of the other series, the conditional quantiles of the one.
    spread = math.sqrt(1 - correlation**2)
    conditional = stats.norm.cdf(correlation * z[:, None] + spread * z[None, :])
    value_a = quantiles(a, conditional.ravel()).reshape(n, n)
    value_b = quantiles(b, levels)
    return float((value_a > value_b[:, None]).mean())
