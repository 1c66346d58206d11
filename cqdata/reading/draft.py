"""The draft table as a file: written for a person to check, and read back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from cqdata import cells
from cqdata.catalog import as_path
from cqdata.errors import DataError, Faults, cell_error
from cqdata.files import read_bytes, write_bytes
from cqdata.names import PERIODS, is_period
from cqdata.quantity import QUALIFIERS
from cqdata.reading.rows import COLUMNS, MEASURES, ROLES, Row

# A person may also use the measures of the published table that the rules never give.
ALLOWED_MEASURES = (*MEASURES, "progress", "count", "structural")
ADDED = ("indicator", "indicator_en", "theme")
"""Columns that a person may add: which indicator a row is."""
_LONGEST = 200
_OFFSET = re.compile("[0-9]{1,9}")
_SURE = re.compile(r"(?:0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?)?")
_VALUE = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,20})?")


def to_csv(rows: Iterable[Row]) -> str:
    """Return draft rows as CSV text with LF."""
    return _csv(COLUMNS, (asdict(row) for row in rows))


def write_draft(rows: Iterable[Row], path: str | os.PathLike[str]) -> None:
    """Write draft rows as CSV (UTF-8, LF), replacing the file whole.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    write_bytes(Path(path), to_csv(rows).encode("utf-8"))


def write_table(
    rows: Iterable[Mapping[str, object]], columns: Iterable[str], path: str | os.PathLike[str]
) -> None:
    """Write mappings as CSV (UTF-8, LF), replacing the file whole."""
    write_bytes(Path(path), _csv(tuple(columns), rows).encode("utf-8"))


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    return cells.written(columns, ([escaped(row.get(c)) for c in columns] for row in rows))


# A cell that a spreadsheet takes for a formula; -3.2% is a number to it, as it is meant.
_FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9])")


def escaped(cell: object) -> object:
    """Return a cell with an apostrophe before what a spreadsheet would compute."""
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


def _unescaped(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell, 1) else cell


def load_draft(path: str | os.PathLike[str]) -> list[dict[str, str]]:
    """Read a checked draft.

    Parameters
    ----------
    path
        CSV in UTF-8 or GB18030 with the columns of :class:`cqdata.reading.Row`, in any order;
        ``confidence``, ``note`` and ``role`` (then "result") may be missing, and the columns of
        :data:`ADDED` may be there.

    Returns
    -------
    list of dict
        One dict of text per row, in reading order, every column present.

    Raises
    ------
    DataError
        Naming file, row, column, what was found and what is expected of every row that breaks the
        contract.
    """
    path = as_path(path, "draft")
    faults = Faults()
    head, lines = cells.table(read_bytes(path), str(path), faults)
    missing = set(COLUMNS) - {"confidence", "note", "role"} - set(head)
    if missing:
        raise DataError(
            f"{path}, row 1: columns {', '.join(sorted(missing))} are missing; "
            f"expected {', '.join(COLUMNS)}"
        )
    rows, numbers = [], []
    offsets: set[str] = set()
    for number, found in lines:
        raw = dict(zip(head, found, strict=True))
        row = {c: _unescaped(raw.get(c, "").strip()) for c in (*COLUMNS, *ADDED)}
        if not any(row.values()):
            continue
        with faults.noted():
            rows.append(_checked(row, str(path), number))
            numbers.append(number)
            if row["char_offset"] in offsets:
                raise cell_error(
                    str(path), number, "char_offset", row["char_offset"], "each one once"
                )
        offsets.add(row["char_offset"])
    for number, row in zip(numbers, rows, strict=True):
        target = row["linked_to_offset"]
        if target and target not in offsets:
            expected = "a char_offset of the same table"
            faults.found.append(cell_error(str(path), number, "linked_to_offset", target, expected))
    faults.end()
    return sorted(rows, key=lambda row: int(row["char_offset"]))


def _checked(row: dict[str, str], name: str, number: int) -> dict[str, str]:
    for column in ("char_offset", "linked_to_offset"):
        value = row[column].removesuffix(".0")
        if not (_OFFSET.fullmatch(value) or (not value and column == "linked_to_offset")):
            raise cell_error(name, number, column, row[column], "a whole number")
        row[column] = value
    if not _VALUE.fullmatch(row["value"]):
        expected = "a plain decimal number of at most 18 digits before the point"
        raise cell_error(name, number, "value", row["value"], expected)
    if row["period"] and not is_period(row["period"]):
        raise cell_error(name, number, "period", row["period"], PERIODS)
    row["role"] = row["role"] or ROLES[0]
    for column, allowed in (
        ("qualifier", QUALIFIERS),
        ("measure", ALLOWED_MEASURES),
        ("role", ROLES),
    ):
        if row[column] not in allowed:
            raise cell_error(name, number, column, row[column], f"one of {', '.join(allowed)}")
    for column in ("printed", "subject", *ADDED):
        if len(row[column]) > _LONGEST:
            raise cell_error(name, number, column, row[column], f"at most {_LONGEST} characters")
    if not _SURE.fullmatch(row["confidence"]):
        raise cell_error(name, number, "confidence", row["confidence"], "a number from 0 to 1")
    for column in ("printed", "subject"):
        if not row[column]:
            raise cell_error(name, number, column, "", "some text")
    return row
