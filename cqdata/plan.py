"""Growth so far, growth needed, distance to a target, the chance of reaching it, and a verdict.

One rule gives every verdict, that of Eurostat for quantified targets (*Sustainable development in
the European Union*, monitoring report, annex on the assessment of progress): compound growth since
the baseline over the compound growth that the target needed from the baseline, cut at 95, 60 and 0
percent. It is no chance: how often cases with each verdict reached their target is measured and
shipped in ``projection/verdicts.csv``; see :func:`verdict_rates`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cqdata.errors import DataError, NotProjectable
from cqdata.names import by_end, ids_in
from cqdata.number import compound_growth
from cqdata.projection import Projection, project
from cqdata.projection.distribution import outcomes, probability_at_least
from cqdata.projection.evidence import shipped
from cqdata.projection.inputs import fittable_rows, require_one_series
from cqdata.quantity.tokens import unit_word
from cqdata.saying import said_chance
from cqdata.words import LANGS, WORDS

if TYPE_CHECKING:
    from cqdata.number import Number

_AT_MOST = {"<", "<=", "at_most", "less_than"}
_BEYOND = {">", "<", "more_than", "less_than"}
_CUTS = ((95.0, "significant"), (60.0, "moderate"), (0.0, "insufficient"))

TOO_WIDE = 3
"""A projection whose 80% range spans this factor says nothing: no chance is told of it."""

_NO_CHANCE = {"zh": "预测区间过宽", "en": "range too wide"}

VERDICTS = ("significant", "moderate", "insufficient", "away")
"""Eurostat's four verdicts, best first."""

VERDICT_WORDS = WORDS["verdict"]
"""Language → verdict → its words: Eurostat's four (of progress), a target met, and no verdict."""


def is_met(now: float, target: float, comparison: str = ">=") -> bool:
    """Return whether a value meets a target; ``>`` and ``<`` ask for more than equality."""
    if now == target:
        return comparison not in _BEYOND
    return (now < target) == (comparison in _AT_MOST)


def eurostat(
    base: float, now: float, target: float, gone: float, total: float, comparison: str = ">="
) -> tuple[float, str]:
    """Return actual over required compound growth (percent) and the verdict.

    Parameters
    ----------
    base, now, target : float
        Values at the baseline, now, and aimed at, in one unit.
    gone, total : float
        Years from the baseline to now and to the target year.
    comparison : str
        ``>``, ``>=``, ``about`` and others aim up; ``<``, ``<=`` aim down.

    Returns
    -------
    tuple of float and str
        The verdict is one of :data:`VERDICTS`: ``significant`` (≥ 95%), ``moderate`` (≥ 60%),
        ``insufficient`` (≥ 0), ``away`` (below 0); or ``met``, or ``unknown`` (base not above
        zero, no time). The ratio is NaN unless it decided.
    """
    if is_met(now, target, comparison):
        return math.nan, "met"
    actual = compound_growth(base, now, gone)
    needed = compound_growth(base, target, total)
    if math.isnan(actual) or math.isnan(needed):
        return math.nan, "unknown"
    if is_met(base, target, comparison):
        return math.nan, "away"
    ratio = 100 * actual / needed
    return ratio, next((name for least, name in _CUTS if ratio >= least), "away")


def verdict_rates() -> pd.DataFrame:
    """Return how often each verdict's cases reached the target in the backtest.

    Returns
    -------
    pandas.DataFrame
        ``verdict``, ``cases``, ``reached`` (percent), on the second half of the yearly M3 series,
        by ``benchmarks/calibration.py``.
    """
    return shipped("verdicts.csv")


def reached_rate(verdict: str) -> float:
    """Return the percent of cases with a verdict that reached the target; NaN if none was seen."""
    return float(_record(verdict)["record"])


def assess(
    series: pd.DataFrame,
    target: float,
    target_year: int,
    comparison: str = ">=",
    *,
    baseline_year: int | None = None,
    projection: Projection | None = None,
) -> dict[str, Any]:
    """Say how likely a target is and what Eurostat's rule says of the way to it.

    Parameters
    ----------
    series : pandas.DataFrame
        As for :func:`cqdata.projection.project`.
    target : float
        In the unit of the series.
    target_year : int
        Year in which the target is due.
    comparison : str
        ``>``, ``>=``, ``about`` and others aim up; ``<``, ``<=`` aim down.
    baseline_year : int, optional
        Start of the plan; by default the year five before the last, or the first one known.
    projection : Projection, optional
        Use this one; it must reach ``target_year``.

    Returns
    -------
    dict
        The cells of :func:`scorecard` from ``base_year`` to ``note``, without those in words.
        ``so_far`` and ``needed`` are NaN where undefined. ``chance`` is 0 or 1 where the year is
        known, NaN where nothing can be projected; ``note`` then says why.

    Raises
    ------
    DataError
        If the series is empty, or a given projection ends before the target year.
    """
    rows = fittable_rows(series)
    require_one_series(rows)
    if rows.empty:
        raise DataError("series has no exact annual value; a target needs at least one")
    known = rows.loc[rows["year"] <= target_year]
    last = rows.iloc[-1] if known.empty else known.iloc[-1]
    last_year, now, status = int(last["year"]), float(last["value"]), last.get("status", "")
    base = _baseline(rows.loc[rows["year"] <= last_year], baseline_year)
    base_year, start = int(base["year"]), float(base["value"])
    gone, total = last_year - base_year, target_year - base_year
    ratio, verdict = eurostat(start, now, target, gone, total, comparison)
    cells = {
        **_NOWHERE,
        **_record(verdict),
        "base_year": base_year,
        "base": start,
        "latest_year": last_year,
        "latest_period": str(last_year),
        "latest": now,
        "latest_status": "" if pd.isna(status) else status,
        "so_far": compound_growth(start, now, gone),
        "needed": compound_growth(now, target, target_year - last_year),
        "ratio": ratio,
    }
    if last_year >= target_year:
        return cells | {"chance": float(verdict == "met")}
    try:
        found = projection or project(rows, target_year)
    except NotProjectable as error:
        cells["note"] = str(error)
    else:
        due = found.at(target_year)
        above = float(probability_at_least(due, target)[0])
        cells["chance"] = 1 - above if comparison in _AT_MOST else above
        ends = {"projected": "median", "low80": "low80", "high80": "high80"}
        cells |= {name: float(due[column]) for name, column in ends.items()}
    if not gone and verdict != "met":
        cells["note"] = "no second value since the baseline 基期以来没有第二个数"
    return cells


def _record(verdict: str) -> dict[str, Any]:
    """Return a verdict with how its cases fared in the backtest."""
    table = verdict_rates().set_index("verdict")
    cases, rate = table["cases"].get(verdict, pd.NA), table["reached"].get(verdict, math.nan)
    return {"verdict": verdict, "record": rate, "record_cases": cases}


def _baseline(rows: pd.DataFrame, year: int | None) -> pd.Series:
    if year is None:
        year = int(rows["year"].iloc[-1]) - 5
    later = rows.loc[rows["year"] >= year]
    return later.iloc[0] if len(later) else rows.iloc[-1]


def scorecard(
    targets: pd.DataFrame,
    histories: Mapping[str, pd.DataFrame],
    names: pd.DataFrame,
    *,
    baseline_year: int,
    target_year: int | None = None,
    goals: pd.DataFrame | None = None,
    projections: Mapping[str, Projection] = MappingProxyType({}),
    statements: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> pd.DataFrame:
    """Return the one scorecard of targets: where each stands, its verdict, chance and record.

    Parameters
    ----------
    targets : pandas.DataFrame
        Rows of :func:`cqdata.targets`. Those for one region, indicator and year are one row
        here: the strictest is judged, all are named.
    histories : mapping
        Indicator → its annual series on one basis, as of :func:`cqdata.series`; an indicator
        without one, or with an empty one, cannot be judged.
    names : pandas.DataFrame
        :func:`cqdata.indicators`.
    baseline_year : int
        Start of the plan; the first value from then on is the baseline.
    target_year : int, optional
        Year in which all are judged; by default each in its own.
    goals : pandas.DataFrame, optional
        Levels that no plan prints as a number, by ``target_id``: ``series`` (the indicator that the
        target is held against), ``value`` in its unit, ``derived_zh`` and ``derived_en`` (what it
        was computed from, in a few words), ``chance`` (0 to 1; NaN leaves it to the projection),
        ``refs`` and ``sources`` (ids of what it rests on besides series and target).
    projections : mapping
        Indicator → projection to use in place of the general one.
    statements : mapping
        Indicator → all that was stated of it (rows of :func:`cqdata.observations`), within a year
        or without a date too. A target that the newest of them, up to the end of its year, has
        passed is met, whatever the annual series shows.

    Returns
    -------
    pandas.DataFrame
        One row a target, in the order of ``targets``. Codes and words: ``target_id`` (the
        one judged), ``also`` (the others, separated by semicolons), ``indicator`` (of the series),
        ``indicator_zh``, ``indicator_en``, ``unit``, ``comparison``, ``target`` (in ``unit``),
        ``target_year``,
        ``stated`` (as printed, with the plan, all of them), ``derived`` (True where no plan
        prints the level), ``derived_zh``, ``derived_en`` (how, else empty). Where it stands:
        ``base_year``, ``base``, ``latest_year``, ``latest_period`` (text: a month where that is
        what is known), ``latest``, ``latest_status``, ``so_far`` and ``needed`` (compound growth,
        % a year), ``projected``, ``low80``, ``high80``; growth and base are left out where a
        statement alone met the target. The answer:
        ``verdict``, ``verdict_zh``, ``verdict_en``, ``ratio`` (actual over required growth, %),
        ``record`` (percent of ``record_cases`` with this verdict that reached their target),
        ``chance`` (0 to 1), ``chance_zh``, ``chance_en`` (in words, none
        where the 80% range spans a factor of :data:`TOO_WIDE`), ``note`` (why there is no
        verdict or no chance, or what was stated since with no count date). Behind
        it: ``ref``, ``source_id`` (ids separated by semicolons), ``shown_source_id`` (of base,
        latest value and target alone).

    Raises
    ------
    DataError
        If a target has no number and no goal gives it one, or as :func:`assess`.
    """
    known = names.set_index("indicator")
    aims = targets.assign(series=targets["indicator"], chance=math.nan, **_UNDERIVED)
    aims = aims.set_index("target_id", drop=False)
    if goals is not None:
        own = goals.loc[goals.index.isin(aims.index)]
        aims.loc[own.index, own.columns] = own
    rows = []
    for _, stated in aims.groupby(["region", "indicator", "target_year"], sort=False):
        aim = _strictest(stated)
        indicator, comparison = str(aim["series"]), str(aim["comparison"])
        if pd.isna(aim["value"]):
            raise DataError(
                f"target {aim['target_id']}: no number is printed; expected a goal for it"
            )
        level = float(aim["value"])
        due = int(aim["target_year"]) if target_year is None else target_year
        row = {
            **{name: aim[name] for name in ("target_id", "derived_zh", "derived_en")},
            "also": ";".join(stated["target_id"].drop(aim.name)),
            "indicator": indicator,
            "comparison": comparison,
            "target": level,
            "target_year": due,
            "stated": "；".join(_stated(one) for one in stated.itertuples()),
            "derived": bool(aim["derived_zh"]),
        }
        history, said = (some.get(indicator, _NO_ROWS) for some in (histories, statements))
        if fittable_rows(history).empty:
            row |= {**_NOWHERE, "note": "no published value 没有公布数"}
            history = _NO_ROWS
        else:
            ahead = projections.get(indicator)
            row |= assess(
                history, level, due, comparison, baseline_year=baseline_year, projection=ahead
            )
            if pd.notna(aim["chance"]):
                row["chance"] = aim["chance"]
        passed = _passed(said, level, due, comparison)
        if passed is not None and row["verdict"] != "met":
            # What was stated may count another way than the series: the two share no row.
            row |= _met_by(passed)
            indicator, history = passed["indicator"], passed.to_frame().T
        elif row["verdict"] != "unknown" and not row["note"]:
            row["note"] = _newer(said, row)
        row |= known.loc[indicator, ["indicator_zh", "indicator_en", "unit"]].to_dict()
        row |= {f"chance_{lang}": _told(row, lang) for lang in LANGS}
        row |= {f"verdict_{lang}": VERDICT_WORDS[lang][row["verdict"]] for lang in LANGS}
        row["ref"] = _together(history, "ref", aim["refs"], *stated["target_id"])
        row["source_id"] = _together(history, "source_id", aim["sources"], *stated["source_id"])
        # A statement is one row and shown as it is, of a series its two ends.
        ends = history if len(history) == 1 else _ends(history, row)
        row["shown_source_id"] = _together(ends, "source_id", *stated["source_id"])
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(SCORECARD))
    whole = ["target_year", "base_year", "latest_year", "record_cases"]
    return table.astype(dict.fromkeys(whole, "Int64"))


SCORECARD = (
    *("target_id", "also", "indicator", "indicator_zh", "indicator_en", "unit", "comparison"),
    *("target", "target_year", "stated", "derived", "derived_zh", "derived_en"),
    *("base_year", "base", "latest_year", "latest_period", "latest", "latest_status"),
    *("so_far", "needed", "projected", "low80", "high80"),
    *("verdict", "verdict_zh", "verdict_en", "ratio", "record", "record_cases"),
    *("chance", "chance_zh", "chance_en", "note", "ref", "source_id", "shown_source_id"),
)
"""Columns of :func:`scorecard`."""

_UNDERIVED = dict.fromkeys(("derived_zh", "derived_en", "refs", "sources"), "")
_NO_ROWS = pd.DataFrame(
    columns=["year", "value", "period", "qualifier", "status", "flag", "ref", "source_id"]
)
_NOWHERE: Mapping[str, object] = MappingProxyType(
    {
        **dict.fromkeys(("base_year", "latest_year", "record_cases"), pd.NA),
        **dict.fromkeys(("base", "latest", "so_far", "needed", "ratio"), math.nan),
        **dict.fromkeys(("projected", "low80", "high80", "record", "chance"), math.nan),
        **dict.fromkeys(("latest_period", "latest_status", "note"), ""),
        "verdict": "unknown",
    }
)


def _strictest(stated: pd.DataFrame) -> pd.Series:
    """Return the target that asks for most among those for one indicator and year."""
    down = stated["comparison"].isin(_AT_MOST)
    asked = stated["value"].where(~down, -stated["value"])
    beyond = stated["comparison"].isin(_BEYOND)
    order = stated.assign(asked=asked, beyond=beyond).sort_values(
        ["asked", "beyond"], ascending=False, kind="stable"
    )
    return order.iloc[0]


_ASKED = {">": "超过", ">=": "不低于", "about": "达到", "<": "低于", "<=": "不超过"}


def _stated(target) -> str:
    """Return a target as its plan words it, else its level in words, with the plan's title."""
    words = target.printed if pd.notna(target.printed) else ""
    if not words and pd.notna(target.value):
        level = f"{target.value:.12g}{unit_word(target.unit)}"
        words = f"{_ASKED.get(target.comparison, '')}{level}"
    return f"{words}（{target.plan_title}）"


def _ends(history: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of base and latest value."""
    years = [int(row[name]) for name in ("base_year", "latest_year") if row[name] is not pd.NA]
    return history.loc[history["year"].isin(years)]


def _told(row: Mapping[str, Any], lang: str) -> str:
    """Return the chance of a scorecard row in words, or that its range is too wide to tell one."""
    if math.isnan(row["chance"]):
        return "–"
    wide = row["high80"] >= TOO_WIDE * row["low80"]
    return _NO_CHANCE[lang] if wide else said_chance(row["chance"], lang)


def _passed(stated: pd.DataFrame, level: float, due: int, comparison: str) -> pd.Series | None:
    """Return the newest statement up to the end of a year if it has passed a level, else None.

    A lower bound (突破, 超过) has passed what it names.
    """
    bounds = () if comparison in _AT_MOST else ("more_than", "at_least")
    known = stated["value"].notna() & stated["qualifier"].isin(("exact", *bounds))
    known &= ~stated["status"].isin(("estimate", "target", "derived"))
    known &= stated["flag"].isna() | stated["flag"].isin(("", "undated"))
    known &= stated["period"].str[:4].astype(int) <= due
    if not known.any():
        return None
    last = _newest(stated.loc[known])
    beyond = last["qualifier"] == "more_than" and last["value"] == level
    return last if beyond or is_met(float(last["value"]), level, comparison) else None


def _newer(stated: pd.DataFrame, row: Mapping[str, Any]) -> str:
    """Return in both languages the newest statement after a row's latest value that has no date."""
    since = by_end(row["latest_period"])
    newer = (stated["flag"] == "undated") & (stated["period"].map(by_end) > since)
    newer &= stated["value"].notna() & (stated["value"] != row["latest"])
    if not newer.any():
        return ""
    last = _newest(stated.loc[newer])
    when, value = last["period"], f"{last['value']:.12g}"
    return f"{value} was stated in {when}, with no count date {when}公布{value}，未注明时点"


def _newest(stated: pd.DataFrame) -> pd.Series:
    """Return the statement whose period ends last."""
    ends = stated["period"].map(by_end)
    return stated.loc[ends.sort_values(kind="stable").index[-1]]


def _met_by(statement: pd.Series) -> dict[str, object]:
    """Return the cells of a scorecard row whose target a statement has passed."""
    when, flag = str(statement["period"]), statement["flag"]
    return {
        **_NOWHERE,
        **_record("met"),
        "latest_year": int(when) if len(when) == 4 else pd.NA,
        "latest_period": when,
        "latest": float(statement["value"]),
        "latest_status": str(statement["status"]) if pd.isna(flag) else str(flag),
    }


def _together(history: pd.DataFrame, column: str, *others: str) -> str:
    """Return the ids of a series and others, each once, separated by semicolons."""
    return ";".join(ids_in(*history.get(column, ()), *others))


def over_gdp(spending: Projection, gdp: Number, growth: float) -> Projection:
    """Return projected spending over GDP that grows as assumed: a scenario of the intensity.

    Parameters
    ----------
    spending : Projection
        R&D spending at current prices.
    gdp : Number
        The last known GDP at current prices with its year, in the unit of the spending.
    growth : float
        Growth of GDP at current prices after that year, % a year: an assumption.

    Returns
    -------
    Projection
        Its table in % of GDP, from the year of the GDP on, with the relative widths of the
        spending; its history stays that of the spending.

    Raises
    ------
    DataError
        If the GDP has no year.
    """
    if gdp.year is None:
        raise DataError("over_gdp: the GDP has no year")
    table = spending.table.loc[spending.table["year"] >= gdp.year].reset_index(drop=True)
    level = gdp.value * (1 + growth / 100) ** (table["year"] - gdp.year)
    columns = list(table.columns.drop("year"))
    table[columns] = table[columns].div(level, axis=0) * 100
    return replace(spending, table=table)


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
    z = ndtri((np.arange(400) + 0.5) / 400)
    # For every quantile of the other series, the conditional quantiles of the one.
    spread = math.sqrt(1 - correlation**2)
    value_a = outcomes(one.at(year), correlation * z[:, None] + spread * z[None, :])
    value_b = outcomes(other.at(year), z)
    return float((value_a > value_b[:, None]).mean())
