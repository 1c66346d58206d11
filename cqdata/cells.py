"""CSV text and frames as rows of cells: the one place that reads CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cqdata.errors import DataError, cell_error

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 20_000  # characters of a cell; the longest note is a tenth of that
# Controls, bidirectional marks, overrides and isolates, what has no width (soft hyphens, spaces and
# joiners that cannot be seen, tags), marks of byte order, and what XML cannot hold.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def hidden(text: str, *, lines: bool = False) -> str:
    """Return the first character of a text that cannot be seen and may mislead, "" if none is.

    With `lines` tabs and the ends of lines are such too.
    """
    found = _HIDDEN.search(text) or (re.search("[\t\r\n\u2028\u2029]", text) if lines else None)
    return found[0] if found else ""


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries, in the order of its columns.

    Lists first: pandas' own way hands out the cells of a text column one by one, and slowly.
    """
    names = [str(name) for name in frame.columns]
    cells = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def rows(text: str, label: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text, each with the line of the file on which it begins.

    Lines end in LF, CRLF or CR; blank ones are left out, and counted.

    Raises
    ------
    DataError
        If a cell is too long or holds a character that cannot be seen, or a quotation mark is
        never closed; the message names file, row and column.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    head: list[str] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise DataError(f"{label}, row {before + 1}: {_said(str(error))}") from None
        if row is None:
            return
        number, before = before + 1, reader.line_num
        if not any(row):
            continue
        head = head or row
        for place, cell in enumerate(row):
            column = head[place] if place < len(head) and row is not head else str(place + 1)
            if len(cell) > LONGEST:
                raise cell_error(label, number, column, cell, f"at most {LONGEST:,} characters")
            if mark := hidden(cell):
                expected = f"no control character (here U+{ord(mark):04X})"
                raise cell_error(label, number, column, cell, expected)
        yield number, row


def _said(error: str) -> str:
    """Return what the CSV reader found, in words."""
    if "field limit" in error:
        return (
            f"found a cell of more than {csv.field_size_limit():,} characters (is a quotation mark "
            f"never closed?), expected at most {LONGEST:,}"
        )
    if "unexpected end" in error:
        return "found a quotation mark that is never closed, expected a second one"
    if "expected after" in error:
        return "found text behind a closed quotation mark, expected a comma or the end of the line"
    return f"found what is no CSV ({error}), expected cells with commas between them"
