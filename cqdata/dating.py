"""Counts that were stated without the day they refer to: which year-end they can be of.

Nothing here becomes an observation.  A count is dated by inference only if an identity with
printed numbers holds within :data:`WITHIN` and a printed statement excludes every other year-end
since the last dated count; both then stand in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from cqdata.cells import Row, numbered, records
from cqdata.errors import Faults
from cqdata.names import derived_id, ids_in
from cqdata.quantity import Quantity, constant, format_value, plain
from cqdata.tidy import by_id, made, value_of

WITHIN = Fraction(1, 1000)
"""How far an identity may be from what was printed, as a share of it."""

Cells = Mapping[str, str]


def dated(
    raw: pd.DataFrame,
    observations: pd.DataFrame,
    computed: pd.DataFrame,
) -> pd.DataFrame:
    """Return what is inferred of undated counts, as rows of the table derived.

    Parameters
    ----------
    raw
        Table raw-dating: one row a count and a year-end, ``inferred`` or ``excluded``.
    observations, computed
        The tables that its ids name.

    Returns
    -------
    pandas.DataFrame
        Text, sorted by derived_id.  Of an inferred row value, low and high are the count's, and
        formula and note give the identity with its exact interval and what excludes the other
        year-ends; of an excluded one they are what the count would imply.

    Raises
    ------
    DataError
        Naming every row whose verdict the printed numbers do not bear out.
    """
    rows = sorted(numbered(raw), key=lambda row: (row["verdict"], row["period"]))
    known = by_id(observations, raw) | {row["derived_id"]: row for row in records(computed)}
    faults, out = Faults(), []
    shown: dict[tuple[str, str], str] = {}
    for row in rows:
        with faults.noted():
            found, words = _tested(row, known)
            shown[row["count"], row["period"]] = words
            used, notes = [row], [f"not the count of end-{row['period']}"]
            cells = {"value": plain(found.point or 0, 12), **found.ends(12), "unit": found.unit}
            if row["verdict"] == "inferred":
                excluded = _excluded(row, rows, known)
                used += excluded
                notes = ["date inferred, not printed"]
                for one in excluded:
                    why = shown.get((one["count"], one["period"]), "")
                    notes.append(f"not end-{one['period']}: {why}")
                cells = {name: known[row["count"]][name] for name in cells}
            names = [cell for one in used for cell in (one["inputs"], one["expected"])]
            out.append(
                {
                    **{name: row[name] for name in ("indicator", "period", "source_id", "locator")},
                    **cells,
                    "derived_id": derived_id(row["verdict"], row),
                    "status": "inferred" if row["verdict"] == "inferred" else "derived",
                    "formula": words,
                    "inputs": ";".join(ids_in(row["count"], *names)),
                    "note": "; ".join(filter(None, [*notes, row["note"]])),
                }
            )
    faults.end()
    return pd.DataFrame(sorted(out, key=lambda row: row["derived_id"]), dtype=str)


def _tested(row: Row, known: Mapping[str, Cells]) -> tuple[Quantity, str]:
    """Return what a count implies for a year-end, and in words how that meets what was printed."""
    count, printed = (value_of(row[name], known, row, name) for name in ("count", "expected"))
    found = made(row, known, count)
    stated = known[row["expected"]]
    where = f"{_said(stated, printed)}, printed for {stated['period']} ({stated['source_id']})"
    implied = "" if row["operation"] == "itself" else f" = {_span(found)}"
    words = f"{row['formula']}{implied}, against {where}"
    readings = [printed]
    if row["operation"] == "times":
        # 增长到N倍 and 增长了N倍 are both in use; neither may be met.
        found = replace(found, unit=printed.unit)
        readings.append(printed + constant(1, printed.unit))
    if row["verdict"] == "excluded":
        if any(found.overlaps(one) for one in readings):
            expected = f"inferred or no row: {words} does not exclude this year-end"
            raise row.wrong("verdict", expected)
        return found, words
    assert found.point is not None
    assert printed.point is not None
    apart = abs(found.point / printed.point - 1)
    share = f"{float(apart) * 100:.2f}%"
    if apart > WITHIN:
        expected = f"an identity within {float(WITHIN) * 100:g}%: {words}, is {share} apart"
        raise row.wrong("verdict", expected)
    close = "the intervals meet" if found.overlaps(printed) else "the exact intervals do not close"
    return found, f"{words}: {share} apart, {close}"


def _excluded(row: Row, rows: Iterable[Row], known: Mapping[str, Cells]) -> list[Row]:
    """Return the rows that exclude every other year-end since the last dated count."""
    count = known[row["count"]]
    key = ("region", "indicator", "basis")
    ends = [
        int(one["period"])
        for one in known.values()
        if all(one.get(name) == count[name] for name in key) and one.get("year") and one["value"]
        if one["qualifier"] == "exact"
    ]
    excluded = [one for one in rows if (one["count"], one["verdict"]) == (row["count"], "excluded")]
    others = set(range(max(ends), int(count["period"][:4]))) - {int(row["period"])}
    if left := others - {int(one["period"]) for one in excluded}:
        expected = f"a row that excludes the end of {min(left)}, by a printed statement"
        raise row.wrong("period", expected)
    return excluded


def _span(found: Quantity) -> str:
    ends = {plain(end, 5) for end in (found.low, found.high) if end is not None}
    return " to ".join(sorted(ends, key=Fraction))


def _said(row: Cells, printed: Quantity) -> str:
    places = len(row["value"].partition(".")[2])
    return row["printed"] or format_value(printed.value or Fraction(0), printed.unit, places)
