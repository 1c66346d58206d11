"""What the backtests measured: shipped numbers that a projection carries with it."""

from __future__ import annotations

import functools
import importlib.resources

import pandas as pd

SHOWN_SET = "M3 other half, last 10"
"""Test set quoted beside a projection: other people's series cut to ten values."""


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
