"""Forecasts of statsforecast's models, for benchmarks/accuracy.py and projection_speed.py.

Runs under an interpreter of its own, because statsforecast needs pandas below 3:

    python -m venv peers && peers/bin/pip install statsforecast
    python benchmarks/accuracy.py --peers peers/bin/python

Usage: peers.py IN.csv OUT.csv HORIZON MODEL...   (columns of IN: series, year, value)
Prints a JSON object: seconds per model, one process, after a warm-up on a few series.
"""

import json
import sys
import time
import warnings

import pandas as pd
import statsforecast
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, DynamicOptimizedTheta, Naive, Theta

MODELS = {
    "AutoETS": lambda: AutoETS(season_length=1),
    "DynamicOptimizedTheta": lambda: DynamicOptimizedTheta(season_length=1),
    "Theta": lambda: Theta(season_length=1),
    "AutoARIMA": lambda: AutoARIMA(season_length=1),
}


def main(source: str, target: str, horizon: int, names: list[str]) -> None:
    """Read series, write forecasts with bounds, print the seconds that each model took."""
    warnings.filterwarnings("ignore")
    table = pd.read_csv(source).rename(columns={"series": "unique_id", "year": "ds", "value": "y"})
    few = table.loc[table["unique_id"].isin(table["unique_id"].unique()[:3])]
    seconds, parts = {}, []
    for name in names:
        for data in (few, table):
            # The fallback answers for the few series that a model refuses.
            run = StatsForecast(
                models=[MODELS[name]()], freq=1, n_jobs=1, fallback_model=Naive(alias=name)
            )
            start = time.perf_counter()
            found = run.forecast(df=data, h=horizon, level=[50, 80, 95])
            seconds[name] = time.perf_counter() - start
        columns = {"unique_id": "series", "ds": "year", name: "median"}
        for level in (50, 80, 95):
            columns |= {f"{name}-lo-{level}": f"low{level}", f"{name}-hi-{level}": f"high{level}"}
        parts.append(found.rename(columns=columns)[list(columns.values())].assign(method=name))
    pd.concat(parts).to_csv(target, index=False)
    print(json.dumps({"seconds": seconds, "version": statsforecast.__version__}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:] or list(MODELS))
