"""What ``benchmarks/accuracy.py`` measured, shipped with the package."""

from __future__ import annotations

import functools
import importlib.resources

import pandas as pd


@functools.cache
def _table(name: str) -> pd.DataFrame:
    path = importlib.resources.files("cqdata.projection").joinpath(name)
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file)


def measured(method: str | None = None) -> pd.DataFrame:
    """Return the measured scores of all methods on all test sets, or of one method.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method`` and the columns of :meth:`cqdata.backtest.Backtest.scores` and
        :meth:`cqdata.backtest.Backtest.target_scores`.
    """
    table = _table("accuracy.csv")
    return table.copy() if method is None else table.loc[table["method"] == method].copy()


def reliability() -> pd.DataFrame:
    """Return stated chances of target questions against outcomes, ten bins per set and method.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method``, ``stated``, ``happened`` (0 to 1), ``n`` (questions).
    """
    return _table("reliability.csv").copy()
