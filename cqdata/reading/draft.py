"""The draft table as a file: written for a person to check, and read back."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cqdata.errors import DataError
from cqdata.files import write_bytes
from cqdata.quantity import QUALIFIERS
from cqdata.reading.reader import COLUMNS, MEASURES, ROLES, Row
from cqdata.reading.text import decode

# A person may also use the measures of the published table that the rules never give.
ALLOWED_MEASURES = (*MEASURES, "progress", "count", "structural")
ADDED = ("indicator", "indicator_en", "theme")
"""Columns that a person may add: which indicator a row is."""


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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([escaped(row.get(c)) for c in columns])
    return out.getvalue()


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
        At the first cell that breaks the contract, naming file, row, column, what was found and
        what is expected.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); expected a draft") from None
    reader = csv.DictReader(io.StringIO(decode(data, str(path)), newline=""))
    missing = set(COLUMNS) - {"confidence", "note", "role"} - set(reader.fieldnames or ())
    if missing:
        raise DataError(
            f"{path}, row 1: columns {', '.join(sorted(missing))} are missing; "
            f"expected {', '.join(COLUMNS)}"
        )
    rows = []
    for number, raw in enumerate(reader, start=2):
        row = {c: _unescaped((raw.get(c) or "").strip()) for c in (*COLUMNS, *ADDED)}
        if any(row.values()):
            rows.append(_checked(row, str(path), number))
    offsets = {row["char_offset"]: number for number, row in enumerate(rows, start=2)}
    if len(offsets) < len(rows):
        seen: set[str] = set()
        for number, row in enumerate(rows, start=2):
            if row["char_offset"] in seen:
                raise _fault(str(path), number, "char_offset", row["char_offset"], "each one once")
            seen.add(row["char_offset"])
    for number, row in enumerate(rows, start=2):
        target = row["linked_to_offset"]
        if target and target not in offsets:
            raise _fault(
                str(path), number, "linked_to_offset", target, "a char_offset of the same table"
            )
    return sorted(rows, key=lambda row: int(row["char_offset"]))


def _checked(row: dict[str, str], name: str, number: int) -> dict[str, str]:
    for column in ("char_offset", "linked_to_offset"):
        value = row[column].removesuffix(".0")
        if not (value.isdecimal() or (not value and column == "linked_to_offset")):
            raise _fault(name, number, column, row[column], "a whole number")
        row[column] = value
    try:
        if not Decimal(row["value"]).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise _fault(name, number, "value", row["value"], "a plain decimal number") from None
    row["role"] = row["role"] or ROLES[0]
    for column, allowed in (
        ("qualifier", QUALIFIERS),
        ("measure", ALLOWED_MEASURES),
        ("role", ROLES),
    ):
        if row[column] not in allowed:
            raise _fault(name, number, column, row[column], f"one of {', '.join(allowed)}")
    for column in ("printed", "subject"):
        if not row[column]:
            raise _fault(name, number, column, "", "some text")
    return row


def _fault(name: str, number: int, column: str, found: str, expected: str) -> DataError:
    return DataError(f"{name}, row {number}, column {column}: found {found!r}, expected {expected}")
