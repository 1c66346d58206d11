"""What an export costs: its time over that of drawing the same charts once, and its memory.

    python benchmarks/briefing_speed.py [--charts 6]

The ratio is the one to keep: PNG, SVG, CSV, PPTX and XLSX in both languages at slide size against
drawing the same charts in both languages to 300-dpi PNG; at most 1.5. PDF and DOCX are measured
apart. Each measurement runs in a process of its own after a warm-up, in processor seconds, so that
other work on the machine does not count.
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

LANGS = ("zh", "en")
MOST = 1.5
MOST_MEMORY = 600  # MB
EXPORTS = {
    "export": ("png", "svg", "csv", "pptx", "xlsx"),
    "with PDF": ("png", "svg", "csv", "pptx", "xlsx", "pdf"),
    "DOCX alone": ("docx",),
    "PPTX alone": ("pptx",),
    "XLSX alone": ("xlsx",),
}


def charts(count: int) -> list:
    """Return the project's charts, the first `count` of them, made before anything is timed."""
    from cqdata import collect
    from cqdata.briefing.sections import charts_of

    books = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
    return charts_of(collect.sections(books))[:count]


def draw(chosen: list) -> None:
    """Draw every chart in both languages to 300-dpi PNG, once."""
    for lang in LANGS:
        for chart in chosen:
            chart.png(lang, dpi=300)


def measured(what: str, count: int) -> dict[str, float]:
    """Return processor seconds and peak memory in MB of one piece of work."""
    from cqdata.briefing import export

    chosen = charts(count)
    with tempfile.TemporaryDirectory() as folder:
        # The first chart loads libraries and fonts; that is paid once, whatever is done.
        if what == "draw":
            draw(chosen[:1])
        else:
            export(chosen[:1], folder, formats=EXPORTS[what])
        began = time.process_time()
        if what == "draw":
            draw(chosen)
        else:
            export(chosen, Path(folder) / "timed", formats=EXPORTS[what])
        seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak": peak}


def main() -> int:
    """Measure and print; exit status 1 if a bound is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--charts", type=int, default=1000, help="only the first charts")
    options.add_argument("--one", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measured(chosen.one, chosen.charts)))
        return 0
    results = {}
    for what in ("draw", *EXPORTS):
        command = [sys.executable, "-W", "ignore", __file__, "--one", what]
        command += ["--charts", str(chosen.charts)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        results[what] = json.loads(done.stdout.splitlines()[-1])
    base = results["draw"]["seconds"]
    print(f"{'':12}{'seconds':>9}{'ratio':>8}{'peak MB':>9}")
    for what, one in results.items():
        ratio = one["seconds"] / base
        print(f"{what:12}{one['seconds']:9.1f}{ratio:8.2f}{one['peak']:9.0f}")
    ratio = results["export"]["seconds"] / base
    peak = results["export"]["peak"]
    print(f"export/draw {ratio:.2f} (at most {MOST}), peak {peak:.0f} MB (below {MOST_MEMORY})")
    return int(ratio > MOST or peak >= MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
