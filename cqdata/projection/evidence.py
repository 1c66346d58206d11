"""What the backtests measured: shipped numbers that a projection carries with it."""

from __future__ import annotations

import functools
import importlib.resources

import pandas as pd

SHOWN_SET = "M3 other half, last 10"
"""Test set quoted beside a projection: other people's series cut to ten values."""


PROVINCE_SETS = (
    "R&D expenditure 2021-2023",
    "R&D intensity 2021-2022",
    "technology contracts 2021-2023",
)
"""Test sets of panel mode: the 31 provinces, known to 2020."""


@functools.cache
def _table(name: str) -> pd.DataFrame:
    path = importlib.resources.files("cqdata.projection").joinpath(name)
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file)


def reliability() -> pd.DataFrame:
    """Return stated chances of target questions against outcomes, ten bins per set and method.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method``, ``stated``, ``happened`` (0 to 1), ``n`` (questions); made by
        ``benchmarks/accuracy.py``.
    """
    return _table("reliability.csv").copy()


def measured(method: str | None = None) -> pd.DataFrame:
    """Return the measured scores of all methods on all test sets, or of one method.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method``, ``n`` (forecasts), ``smape`` (%), ``mase``, ``coverage50`` …
        ``coverage95`` (%), ``msis50`` … ``msis95``, ``questions``, ``brier``,
        ``calibration_error``; made by ``benchmarks/accuracy.py``.
    """
    table = _table("accuracy.csv")
    return table.copy() if method is None else table.loc[table["method"] == method].copy()


def measured_sentence(method: str) -> dict[str, str]:
    """Return one sentence (zh, en) on how often a method's intervals held; empty if unknown."""
    found = measured(method)
    if method == "panel":
        return _panel_sentence(found.loc[found["set"].isin(PROVINCE_SETS)])
    found = found.loc[found["set"] == SHOWN_SET]
    if found.empty:
        return {"zh": "", "en": ""}
    row = found.iloc[0]
    wide, wider = row["coverage80"], row["coverage95"]
    return {
        "zh": f"用他人的年度序列（各取十年）检验，80%区间实际命中{wide:.0f}%，"
        f"95%区间命中{wider:.0f}%。",
        "en": f" On other people's annual series of ten values its 80% interval held {wide:.0f}% "
        f"of outcomes and its 95% interval {wider:.0f}%.",
    }


def _panel_sentence(found: pd.DataFrame) -> dict[str, str]:
    """Return the sentence of panel mode: the least and the greatest share of three indicators."""
    if found.empty:
        return {"zh": "", "en": ""}
    least, most = (found[["coverage80", "coverage95"]].agg(side) for side in ("min", "max"))
    wide, wider = (f"{least[c]:.0f}–{most[c]:.0f}%" for c in ("coverage80", "coverage95"))
    return {
        "zh": f"以31个省份截至2020年的研发经费、研发强度、技术合同三项检验，80%区间实际命中{wide}，"
        f"95%区间命中{wider}。",
        "en": " On the R&D spending, R&D intensity and technology contracts of 31 provinces, known "
        f"to 2020, its 80% interval held {wide} of outcomes and its 95% interval {wider}.",
    }
