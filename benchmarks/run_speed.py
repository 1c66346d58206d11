"""What loading the data and `make run` cost, as ratios within one run.

    .venv/bin/python benchmarks/run_speed.py

Loading: a fresh process with `import cqdata as cq; cq.figures()` against one with `import pandas`.
Running: `make run` (warm) against the same notebooks run bare, in parallel over the cores with
exports off, plus drawing each chart once per language to PNG in one process. Peak memory is the
resident size of the whole process tree, sampled.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
LOAD_LIMIT, RUN_LIMIT = 2.0, 1.2
LOADS, RUNS = 9, 2

BARE_NOTEBOOKS = """
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import nbformat
from nbclient import NotebookClient

def run(path):
    resources = {"metadata": {"path": "notebooks"}}
    NotebookClient(nbformat.read(path, as_version=4), resources=resources).execute()

with ThreadPoolExecutor(os.cpu_count()) as pool:
    list(pool.map(run, sorted(Path("notebooks").glob("*.ipynb"))))
"""

BARE_CHARTS = """
import io
import matplotlib
matplotlib.use("agg")
from pathlib import Path
from cqdata import collect
from cqdata.briefing.sections import charts_of

for chart in charts_of(collect.sections(sorted(Path("notebooks").glob("*.ipynb")))):
    for lang in ("zh", "en"):
        chart.draw(lang).savefig(io.BytesIO(), format="png", dpi=300)
"""


def measured(*command: str) -> tuple[float, float]:
    """Return seconds and peak resident MB of a command's process tree."""
    environment = {**os.environ, "CQDATA_EXPORTS": "off", "PYTHONDONTWRITEBYTECODE": ""}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - began
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)[:80]} failed:\n{output}")
    return seconds, peak[0] / 1e6


def _watch(pid: int, peak: list[int]) -> None:
    try:
        top = psutil.Process(pid)
        while top.is_running() and top.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for one in (top, *top.children(recursive=True)):
                try:
                    total += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], total)
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        return


def loading() -> float:
    """Print the cost of loading the figures and return its ratio to importing pandas."""
    ours, pandas = [], []
    for _ in range(LOADS):  # in turn, so that a busy moment meets both
        pandas.append(measured(sys.executable, "-c", "import pandas")[0])
        ours.append(measured(sys.executable, "-c", "import cqdata as cq; cq.figures()")[0])
    script = "import sys; old = set(sys.modules); import cqdata; print(*set(sys.modules) - old)"
    added = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, encoding="utf-8")
    names = {name.partition(".")[0] for name in added.split()}
    third = sorted(names - sys.stdlib_module_names - {"cqdata"})
    ratio = statistics.median(ours) / statistics.median(pandas)
    print(f"import pandas                          {statistics.median(pandas):6.2f} s")
    print(f"import cqdata as cq; cq.figures()      {statistics.median(ours):6.2f} s", end="")
    print(f"   {ratio:.2f}x (at most {LOAD_LIMIT}x)")
    print(f"import cqdata loads third-party        {', '.join(third) or 'nothing'}")
    return ratio


def running() -> float:
    """Print the cost of `make run` and return its ratio to bare notebooks plus drawing."""
    run = ("make", "run") if shutil.which("make") else (sys.executable, "-m", "cqdata", "run")
    measured(*run)  # warm: environment, byte code, font lists
    parts = {
        "notebooks bare, in parallel": (sys.executable, "-c", BARE_NOTEBOOKS),
        "each chart once per language to PNG": (sys.executable, "-c", BARE_CHARTS),
        " ".join(Path(word).name for word in run): run,
    }
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in parts}
    for _ in range(RUNS):
        for name, command in parts.items():
            results[name].append(measured(*command))
    seconds = [statistics.mean(time for time, _ in runs) for runs in results.values()]
    ratio = seconds[2] / (seconds[0] + seconds[1])
    for (name, runs), each in zip(results.items(), seconds, strict=True):
        peak = max(mb for _, mb in runs)
        print(f"{name:<38} {each:6.2f} s   peak memory of all processes {peak:5.0f} MB")
    print(f"{'ratio of the last to the sum':<38} {ratio:6.2f}x  (at most {RUN_LIMIT}x)")
    return ratio


if __name__ == "__main__":
    kept = [loading() <= LOAD_LIMIT, running() <= RUN_LIMIT]
    sys.exit(0 if all(kept) else 1)
