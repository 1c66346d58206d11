"""Tables that the benchmarks made, shipped with the package."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd


@functools.cache
def shipped(name: str) -> pd.DataFrame:
    """Return a shipped table by its file name; not to be changed by the caller."""
    return pd.read_csv(Path(__file__).with_name(name), encoding="utf-8")


def measured() -> pd.DataFrame:
    """Return the measured scores of all methods on all test sets (``benchmarks/accuracy.py``).

    Returns
    -------
    pandas.DataFrame
        ``set``, ``method`` and the columns of ``Backtest.scores`` and ``Backtest.target_scores`` in
        ``benchmarks/backtest.py``.
    """
    return shipped("accuracy.csv").copy()
