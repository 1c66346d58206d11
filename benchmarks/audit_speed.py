"""What an audit costs: against importing pandas, and on a table of 100,000 figures.

python benchmarks/audit_speed.py            everything, ratios within one run
python benchmarks/audit_speed.py --rows N   audit one made-up table of about N figures
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cqdata.quantity import format_value

SIZES = (25_000, 50_000, 100_000)
REPEATS = 5
Row = dict[str, str]


# --------------------------------------------------------------------------- a made-up table


def made_up(rows: int, seed: int = 1) -> tuple[list[Row], list[Row], list[Row]]:
    """Return about ``rows`` figures, with relations and history of every kind of check."""
    draw = random.Random(seed)
    figures: list[Row] = []
    relations: list[Row] = []
    observations: list[Row] = []
    group = 0
    while len(figures) < rows:
        _group(f"g{group}", draw, figures, relations, observations)
        group += 1
    return figures, relations, observations


def _group(
    name: str,
    draw: random.Random,
    figures: list[Row],
    relations: list[Row],
    observations: list[Row],
) -> None:
    def figure(what: str, printed: str, measure: str, linked: str = "", scope: str = "") -> str:
        figure_id = f"2023/{name}_{what}"
        figures.append(
            {
                "figure_id": figure_id,
                "printed": printed,
                "scope": scope,
                "measure": measure,
                "linked_to": linked,
                "source_id": "made-up",
                "locator": f"no. {len(figures) + 1}",
            }
        )
        return figure_id

    def relation(kind: str, left: str, right: str, low: str = "", high: str = "") -> None:
        relations.append(
            {
                "relation_id": f"{name}_{kind}",
                "kind": kind,
                "left": left,
                "right": right,
                "low": low,
                "high": high,
            }
        )

    def publish(what: str, year: str, value: Fraction, unit: str, decimals: int) -> None:
        half = Fraction(1, 2 * 10**decimals)
        shown = Fraction(round(value * 10**decimals), 10**decimals)
        low, high = (shown - half, shown + half) if decimals else (shown, shown)
        observations.append(
            {
                "region": "重庆",
                "indicator": f"{name}_{what}",
                "basis": "made_up",
                "vintage": "made_up",
                "year": year,
                "value": str(float(shown)),
                "low": str(float(low)),
                "high": str(float(high)),
                "unit": unit,
                "qualifier": "exact",
                "status": "final",
                "source_id": "made-up",
                "locator": "row",
            }
        )

    before = Fraction(draw.randint(10_000, 900_000), 1000)
    growth = Fraction(draw.randint(10, 300), 1000)
    level = figure("rd", format_value(before * (1 + growth), "CNY_1e8", 1), "level", scope="预计")
    figure("rd_growth", format_value(growth * 100, "%", 1), "yoy_growth", level)
    publish("rd", "2022", before, "CNY_1e8", 1)
    intensity = Fraction(draw.randint(1200, 3500), 1000)
    change = Fraction(draw.randint(20, 200), 1000)
    ratio = figure("intensity", format_value(intensity, "%", 2), "level")
    figure("intensity_change", format_value(change, "pp", 2), "change_pp", ratio)
    publish("intensity", "2022", intensity - change, "%", 2)
    publish("gdp", "2023", before * (1 + growth) / intensity * 100, "CNY_1e8", 2)
    publish("gdp", "2022", before / (intensity - change) * 100, "CNY_1e8", 2)
    relation("quotient", ratio, f"{level};{name}_gdp[made_up]")
    stock, entered, left = (draw.randint(100, 9000) for _ in range(3))
    left = min(left, stock) * draw.randint(0, 1)
    new = figure("new", f"{entered}家", "new_in_year")
    total = figure("firms", f"{stock + entered - left}家", "cumulative")
    rise = Fraction(stock + entered - left, stock) - 1
    figure("firms_growth", format_value(rise * 100, "%", 1), "yoy_growth", total)
    publish("firms", "2022", Fraction(stock), "count:家", 0)
    relation("stock", new, total)
    parts = [figure(f"part{i}", f"{draw.randint(1, 99)}个", "count") for i in range(3)]
    whole = sum(int(row["printed"][:-1]) for row in figures[-3:])
    relation("sum", figure("whole", f"{whole}个", "count"), ";".join(parts))
    relation("at_most", parts[0], f"2023/{name}_whole")
    part = Fraction(draw.randint(100, 900), 10)
    share = Fraction(draw.randint(10, 90), 100)
    relation(
        "share",
        figure("share", format_value(share * 100, "%", 1), "share"),
        figure("piece", format_value(part, "CNY_1e8", 1), "level")
        + ";"
        + figure("pie", format_value(part / share, "CNY_1e8", 1), "level"),
    )
    people = figure("people", f"超{draw.randint(2, 90)}万人次", "level")
    events = figure("events", f"{draw.randint(10, 900)}余项", "level")
    relation("per_unit", people, events, "1", "1000000")
    figure("rank", f"第{draw.randint(1, 31)}位", "rank")


def audit_rows(rows: int) -> dict[str, float]:
    """Audit a made-up table in this process; return sizes, CPU seconds and peak memory."""
    from cqdata.audit import CONFLICT, audit

    figures, relations, observations = made_up(rows)
    start = time.process_time()
    result = audit(figures, observations, relations=relations)
    audited = time.process_time()
    printed = [one.row() for one in result.derived] + [one.row() for one in result.checks]
    end = time.process_time()
    return {
        "figures": len(figures),
        "relations": len(relations),
        "checks": len(result.checks),
        "derived": len(result.derived),
        "kinds": len({check.kind for check in result.checks}),
        "conflicts": sum(check.verdict == CONFLICT for check in result.checks),
        "rows": len(printed),
        "audit_seconds": audited - start,
        "rows_seconds": end - audited,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


# --------------------------------------------------------------------------------- measuring


def cpu_seconds(code: str) -> float:
    """Return the CPU seconds of a fresh process, the median of several."""
    spent = []
    for _ in range(REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)


def against_pandas() -> list[str]:
    """Compare a full check of the report, in a fresh process, with importing pandas."""
    bare = cpu_seconds("pass")
    pandas = cpu_seconds("import pandas")
    check = cpu_seconds("from cqdata.audit.report import check; check().rows()")
    return [
        f"a bare interpreter              {bare:6.3f} s",
        f"import pandas                   {pandas:6.3f} s",
        f"read, audit everything, rows    {check:6.3f} s",
        f"ratio to importing pandas       {check / pandas:6.2f}",
        f"ratio without the interpreter   {(check - bare) / (pandas - bare):6.2f}",
    ]


def growing() -> list[str]:
    """Audit tables of growing size, each in a process of its own."""
    found = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, __file__, "--rows", str(size)],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        found.append(json.loads(done.stdout))
    heads = (("figures", 9), ("checks", 9), ("kinds", 7), ("audit s", 9), ("µs/figure", 11))
    lines = ["".join(f"{head:>{width}}" for head, width in (*heads, ("rows s", 8), ("MB", 7)))]
    for one in found:
        lines.append(
            f"{one['figures']:9d}{one['checks']:9d}{one['kinds']:7d}{one['audit_seconds']:9.2f}"
            f"{one['audit_seconds'] / one['figures'] * 1e6:11.1f}{one['rows_seconds']:8.2f}"
            f"{one['peak_mb']:7.0f}"
        )
    first, last = found[0], found[-1]
    grown = last["audit_seconds"] / first["audit_seconds"]
    lines.append(
        f"{last['figures'] / first['figures']:.2f} times the figures took {grown:.2f} times as long"
    )
    return lines


def main() -> None:
    """Print both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="audit one made-up table and print JSON")
    arguments = parser.parse_args()
    if arguments.rows:
        print(json.dumps(audit_rows(arguments.rows)))
        return
    print("\n".join([*against_pandas(), "", *growing()]))


if __name__ == "__main__":
    main()
