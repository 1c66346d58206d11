"""The draft table as a file: written for a person to check, and read back."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from cqdata import cells
from cqdata.catalog import as_path
from cqdata.errors import DataError, Faults
from cqdata.files import read_bytes, write_bytes
from cqdata.names import PERIODS, is_period
from cqdata.quantity import QUALIFIERS
from cqdata.reading.rows import COLUMNS, MEASURE_NAMES, ROLES, Row

ADDED = ("indicator", "indicator_en", "theme")
"""Columns that a person may add: which indicator a row is."""
_LONGEST = 200


def _one_of(words: Collection[str]) -> tuple[Callable[[str], object], str]:
    return words.__contains__, f"one of {', '.join(words)}"


def _form(pattern: str, words: str) -> tuple[Callable[[str], object], str]:
    return re.compile(pattern).fullmatch, words


_SOME = (lambda text: 0 < len(text) <= _LONGEST), f"some text of at most {_LONGEST} characters"
_ANY = (lambda text: len(text) <= _LONGEST), f"at most {_LONGEST} characters"
_RULES: dict[str, tuple[Callable[[str], object], str]] = {
    "char_offset": _form("[0-9]{1,9}", "a whole number"),
    "printed": _SOME,
    "value": _form(
        r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,20})?",
        "a plain decimal number of at most 18 digits before the point",
    ),
    "qualifier": _one_of(QUALIFIERS),
    "measure": _one_of(MEASURE_NAMES),
    "subject": _SOME,
    "period": (lambda text: not text or is_period(text), PERIODS),
    "role": _one_of(ROLES),
    "linked_to_offset": _form("(?:[0-9]{1,9})?", "a whole number"),
    "confidence": _form(
        r"(?:0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?)?",
        "a number from 0 to 1",
    ),
    **dict.fromkeys(ADDED, _ANY),
}
"""What has to hold of the cells of a column, and how a message says it."""


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


def write_decided(rows: Iterable[Mapping[str, object]], path: Path) -> None:
    """Write the rows of a draft with the columns that a person may add."""
    write_bytes(path, _csv((*COLUMNS, *ADDED), rows).encode("utf-8"))


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> str:
    names = list(columns)
    return cells.written(names, ([escaped(row.get(c)) for c in names] for row in rows))


# A cell that a spreadsheet takes for a formula; -3.2% is a number to it, as it is meant.
_FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9])")


def escaped(cell: object) -> object:
    """Return a cell with an apostrophe before what a spreadsheet would compute."""
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


def _unescaped(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell, 1) else cell


def load_draft(path: str | os.PathLike[str]) -> list[cells.Row]:
    """Read a checked draft.

    Parameters
    ----------
    path
        CSV in UTF-8 or GB18030 with the columns of :class:`cqdata.reading.Row`, in any order;
        ``confidence``, ``note`` and ``role`` (then "result") may be missing, and the columns of
        :data:`ADDED` may be there.

    Returns
    -------
    list of cqdata.cells.Row
        One dict of text per row, in reading order, every column present; it knows its line.

    Raises
    ------
    DataError
        Naming file, row, column, what was found and what is expected of every cell that breaks the
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
    rows = []
    for number, found in lines:
        raw = dict(zip(head, found, strict=True))
        row = cells.Row(
            {c: _unescaped(raw.get(c, "").strip()) for c in (*COLUMNS, *ADDED)}, str(path), number
        )
        if any(row.values()):
            row["role"] = row["role"] or ROLES[0]
            for column in ("char_offset", "linked_to_offset"):
                row[column] = row[column].removesuffix(".0")  # as a spreadsheet writes it
            rows.append(row)
    offsets = Counter(row["char_offset"] for row in rows)
    for row in rows:
        faults.found += [
            row.wrong(column, words)
            for column, (holds, words) in _RULES.items()
            if not holds(row[column])
        ]
        if offsets[row["char_offset"]] > 1:
            faults.found.append(row.wrong("char_offset", "each one once"))
        if row["linked_to_offset"] and row["linked_to_offset"] not in offsets:
            faults.found.append(row.wrong("linked_to_offset", "a char_offset of the same table"))
    faults.end()
    return sorted(rows, key=lambda row: int(row["char_offset"]))
