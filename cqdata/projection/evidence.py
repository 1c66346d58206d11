"""Tables that the benchmarks made, shipped with the package."""

from __future__ import annotations

import functools
import importlib.resources

import pandas as pd


@functools.cache
def shipped(name: str) -> pd.DataFrame:
    """Return a shipped table by its file name; not to be changed by the caller."""
    path = importlib.resources.files("cqdata.projection").joinpath(name)
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file)


def measured() -> pd.DataFrame:
    """Return the measured scores of all methods on all test sets (``benchmarks/accuracy.py``).

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method`` and the columns of :meth:`cqdata.backtest.Backtest.scores` and
        :meth:`cqdata.backtest.Backtest.target_scores`.
    """
    return shipped("accuracy.csv").copy()
