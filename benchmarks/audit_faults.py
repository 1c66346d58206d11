"""Which mistakes in the report's figures does the audit notice?

Every figure is changed by one unit of its last digit, neighbours are swapped, 万 is dropped,
percent and percentage points are mixed up, growth rates are linked to wrong levels.  A fault is
noticed when some check comes to a worse verdict than on the figures as printed.  Faults that stay
unnoticed are listed in ``audit_faults.csv`` with the reason: the figure occurs in no check, or
the changed value still meets every interval that it takes part in.

    python benchmarks/audit_faults.py            print the shares
    python benchmarks/audit_faults.py --write    also write the list
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cqdata import catalog
from cqdata.audit import VERDICTS, Book, Result, audit_book
from cqdata.audit.book import CHANGES, Figure
from cqdata.audit.findings import leaves
from cqdata.audit.report import tables
from cqdata.errors import DataError
from cqdata.quantity import parse

LIST = Path(__file__).with_suffix(".csv")
COLUMNS = ("kind", "figure_id", "before", "after", "reason", "checks")
KINDS = ("last_digit", "swapped_pair", "dropped_wan", "percent_or_points", "wrong_link")
NO_CHECK = "in no check"
STILL_MEETS = "still meets every interval"

Row = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """One mistake: the rows that it changes, and how it reads."""

    kind: str
    figure_ids: tuple[str, ...]
    before: str
    after: str
    rows: dict[str, Row]


def faults(rows: list[Row]) -> Iterator[Fault]:
    """Yield every fault of every kind, in the order of the figures."""
    by_id = {row["figure_id"]: row for row in rows}
    for row in rows:
        yield from _last_digit(row)
    for a, b in _neighbours(rows):
        yield _swap(a, b)
    for row in rows:
        if "万" in row["printed"]:
            yield _change("dropped_wan", row, printed=row["printed"].replace("万", ""))
    for row in rows:
        yield from _percent(row)
    for row in rows:
        if row["measure"] in CHANGES and row["linked_to"]:
            for other in by_id.values():
                if other["measure"] not in CHANGES and other["figure_id"] != row["linked_to"]:
                    yield _change("wrong_link", row, linked_to=other["figure_id"])


def _change(kind: str, row: Row, **cells: str) -> Fault:
    after = {**row, **cells}
    shown = [(row[k], after[k]) for k in cells]
    return Fault(
        kind,
        (row["figure_id"],),
        " ".join(a for a, _ in shown),
        " ".join(b for _, b in shown),
        {row["figure_id"]: after},
    )


_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十]+")


def _last_digit(row: Row) -> Iterator[Fault]:
    match = _NUMBER.search(row["printed"])
    assert match
    digits = match[0]
    if not digits[0].isdigit():
        value = parse(row["printed"]).value
        assert value is not None
        digits = str(int(value))
    decimals = len(digits.partition(".")[2])
    number = int(digits.replace(".", ""))
    for step in (-1, 1):
        changed = str(number + step).rjust(decimals + 1, "0")
        if decimals:
            changed = f"{changed[:-decimals]}.{changed[-decimals:]}"
        printed = row["printed"][: match.start()] + changed + row["printed"][match.end() :]
        yield _change("last_digit", row, printed=printed)


def _neighbours(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield pairs that stand next to each other among figures of one unit in one section."""
    last: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda r: int(r["ordinal"])):
        unit = parse(row["printed"]).unit
        place = row["section"], "count" if unit.startswith("count:") else unit
        if place in last and last[place]["printed"] != row["printed"]:
            yield last[place], row
        last[place] = row


def _swap(a: Row, b: Row) -> Fault:
    return Fault(
        "swapped_pair",
        (a["figure_id"], b["figure_id"]),
        f"{a['printed']} {b['printed']}",
        f"{b['printed']} {a['printed']}",
        {
            a["figure_id"]: {**a, "printed": b["printed"]},
            b["figure_id"]: {**b, "printed": a["printed"]},
        },
    )


def _percent(row: Row) -> Iterator[Fault]:
    """The unit alone is misread, or the unit and with it the meaning of the rate."""
    printed = row["printed"]
    if printed.endswith("个百分点"):
        changed, measure = printed.replace("个百分点", "%"), "yoy_growth"
    elif "%" in printed:
        changed, measure = printed.replace("%", "个百分点"), "change_pp"
    else:
        return
    yield _change("percent_or_points", row, printed=changed)
    if row["measure"] in CHANGES:
        yield _change("percent_or_points", row, printed=changed, measure=measure)


# ------------------------------------------------------------------------------------- judging


def coverage(result: Result) -> dict[str, set[str]]:
    """Return, for every printed figure that a check rests on, the ids of those checks."""
    found: dict[str, set[str]] = {}
    for check in result.checks:
        for one in leaves(check.inputs):
            if isinstance(one, Figure):
                found.setdefault(one.id, set()).add(check.id)
    return found


def severity(result: Result) -> dict[str, int]:
    """Return check id → how bad its verdict is, 0 for consistent."""
    order = VERDICTS[::-1]
    return {check.id: order.index(check.verdict) for check in result.checks}


def neighbours(result: Result, rows: list[Row]) -> dict[str, set[str]]:
    """Return, for every figure, those that stand in a check, a derived value or a link with it."""
    groups = [
        {one.id for one in leaves(thing.inputs) if isinstance(one, Figure)}
        for thing in (*result.checks, *result.derived)
    ]
    groups += [{row["figure_id"], row["linked_to"]} for row in rows if row["linked_to"]]
    found = {row["figure_id"]: {row["figure_id"]} for row in rows}
    for group in groups:
        for one in group & found.keys():
            found[one] |= group
    return found


def unnoticed(rows: list[Row], book: Book) -> tuple[list[Row], Counter[str], Counter[str]]:
    """Return the unnoticed faults as rows, the number of faults by kind, and of noticed ones.

    Of each fault only the figures around it are audited, once as printed and once with the fault:
    whatever else is printed stands in no check with it.
    """
    plain = audit_book(book.with_figures(rows), history=False)
    covered, near = coverage(plain), neighbours(plain, rows)

    def verdicts(chosen: list[Row]) -> dict[str, int]:
        return severity(audit_book(book.with_figures(chosen), history=False))

    printed: dict[frozenset[str], dict[str, int]] = {}
    asked: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    missed: list[Row] = []
    for fault in faults(rows):
        asked[fault.kind] += 1
        touched = {*fault.rows, *(row["linked_to"] for row in fault.rows.values())} & near.keys()
        around = frozenset().union(*(near[one] for one in touched))
        part = [row for row in rows if row["figure_id"] in around]
        if around not in printed:
            printed[around] = verdicts(part)
        try:
            after = verdicts([fault.rows.get(row["figure_id"], row) for row in part])
        except DataError:
            seen[fault.kind] += 1
            continue
        if any(worse > printed[around].get(check_id, 0) for check_id, worse in after.items()):
            seen[fault.kind] += 1
            continue
        checks = sorted(set().union(*(covered.get(one, set()) for one in fault.figure_ids)))
        missed.append(
            {
                "kind": fault.kind,
                "figure_id": ";".join(fault.figure_ids),
                "before": fault.before,
                "after": fault.after,
                "reason": STILL_MEETS if checks else NO_CHECK,
                "checks": ";".join(checks),
            }
        )
    return missed, asked, seen


def to_csv(rows: list[Row]) -> str:
    """Return the list as CSV with LF."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def summary(missed: list[Row], asked: Counter[str], seen: Counter[str]) -> list[str]:
    """Return a table of shares as text lines."""
    heads = ("faults", "noticed", "share", "in no check", "meets all")
    lines = [f"{'kind':18}" + "".join(f"{head:>12}" for head in heads)]
    for kind in KINDS:
        reasons = Counter(row["reason"] for row in missed if row["kind"] == kind)
        lines.append(
            f"{kind:18}{asked[kind]:12d}{seen[kind]:12d}{seen[kind] / asked[kind]:12.1%}"
            f"{reasons[NO_CHECK]:12d}{reasons[STILL_MEETS]:12d}"
        )
    total, noticed = sum(asked.values()), sum(seen.values())
    lines.append(f"{'all':18}{total:12d}{noticed:12d}{noticed / total:12.1%}")
    return lines


def read() -> tuple[list[Row], Book]:
    """Return the processed figures and a book of the history they are held against."""
    found = tables()
    rows = found.pop("figures")
    # What holds between observations alone no figure can break.
    found["relations"] = [
        one
        for one in found["relations"]
        if one["kind"] == "history" or "/" in one["left"] + one["right"]
    ]
    return rows, Book(rows, **found)


def main(arguments: list[str]) -> None:
    rows, book = read()
    missed, asked, seen = unnoticed(rows, book)
    covered = coverage(audit_book(book, history=False))
    print(f"{len(rows)} figures, {len(covered)} of them in some check")
    print("\n".join(summary(missed, asked, seen)))
    if "--write" in arguments:
        LIST.write_text(to_csv(missed), encoding="utf-8", newline="\n")
        print(f"benchmarks/{LIST.name}")


if __name__ == "__main__":
    catalog.home()
    main(sys.argv[1:])
