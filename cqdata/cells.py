"""CSV text and frames as rows of cells: the one place that reads and writes CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cqdata.errors import CellError, DataError, Faults, cell_error
from cqdata.files import decoded

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 20_000  # characters of a cell; the longest note is a tenth of that
UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
"""Characters that are not shown, as a class of a pattern: Unicode's Default_Ignorable_Code_Point
(marks of direction, joiners, fillers, tags), without the selectors that vary the one before."""
# What only one font shows, and what is no character, which XML cannot hold.
_NO_ONE_S = "\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff" + "".join(
    chr(plane << 16 | last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF)
)
_HIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{UNSEEN}{_NO_ONE_S}]")


def hidden(text: str, *, lines: bool = False) -> str:
    """Return the first character that cannot be seen, or not by everybody, "" if none is.

    With `lines` tabs and the ends of lines are such too.
    """
    found = _HIDDEN.search(text) or (re.search("[\t\r\n\u2028\u2029]", text) if lines else None)
    return found[0] if found else ""


class Row(dict[str, str]):
    """The cells of one row by column; it knows the file and the line in which it stands.

    ``heads`` tells how a column is headed there, if not by its own name.
    """

    def __init__(
        self, cells: Mapping[str, str], file: str, line: int, heads: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(cells)
        self.file, self.line, self.heads = file, line, heads or {}

    def wrong(self, column: str, expected: str, found: object = None) -> CellError:
        """Return the error for one of its cells, or for a part of it that was found."""
        shown = self[column] if found is None else found
        return cell_error(self.file, self.line, self.heads.get(column, column), shown, expected)


def numbered(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table that was read; its index counts from below the head of its file.

    ``attrs["file"]`` names the file.
    """
    file = frame.attrs.get("file", "table")
    pairs = zip(frame.index, records(frame), strict=True)
    return [Row(cells, file, int(place) + 2) for place, cells in pairs]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries, in the order of its columns.

    Lists first: pandas' own way hands out the cells of a text column one by one, and slowly.
    """
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in tuples(frame, names)]


def tuples(frame: pd.DataFrame, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Yield some cells of each row; a column at once, since pandas is slow at single texts."""
    return zip(*(frame[name].tolist() for name in names), strict=True)


def written(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV text with LF."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()


def table(
    content: bytes, label: str, faults: Faults | None = None, *, framed: bool = False
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header of a CSV file and the rows below it, each with its line.

    Empty columns behind the last that is headed, as spreadsheets leave them, are left out.

    Parameters
    ----------
    content
        What the file holds.
    label
        What messages call it.
    faults
        Where faults below the header are noted, instead of raising; a row of too few or too many
        cells is then filled up or cut.
    framed
        Whether a title may stand above the table, and notes below it (:func:`unframed`).

    Raises
    ------
    DataError
        If it is no CSV with a header of which each column stands once, or a row has fewer or more
        cells than that or a broken one (:func:`rows`); all of them are named.
    """
    noted = Faults() if faults is None else faults
    found = list(rows(decoded(content, label), label, faults=noted))
    found = unframed(found) if framed else found
    head = [name.strip() for name in found[0][1]] if found else []
    while head and not head[-1]:
        head.pop()
    if not head:
        raise DataError(f"{label}: empty; expected a header and rows below it")
    for name in head:
        if name and head.count(name) > 1:
            raise cell_error(label, found[0][0], name, name, "each column once")
    for number, row in found[1:]:
        if len(row) < len(head) or any(row[len(head) :]):
            noted.found.append(cell_error(label, number, "(all)", len(row), f"{len(head)} cells"))
        row[:] = [*row, *[""] * len(head)][: len(head)]
    if faults is None:
        noted.end()
    return head, found[1:]


_NOTE = re.compile(r"(?:注|备注|说明|(?:资料|数据)?来源|notes?|sources?)\s*[0-9]*\s*[:：]", re.I)


def unframed(found: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return the rows of a table without a title above its head and notes below it.

    Each of these fills one cell of its row, and the first note says that it is one.
    """
    filled = [[cell for cell in map(str.strip, row) if cell] for _, row in found]
    top = next((place for place, row in enumerate(filled) if len(row) > 1), 0)
    notes = (
        place
        for place, row in enumerate(filled)
        if place > top and row and _NOTE.match(row[0]) and max(map(len, filled[place:])) == 1
    )
    return found[top : next(notes, None)]


def placed(
    head: list[str],
    lines: Iterable[tuple[int, list[str]]],
    label: str,
    heads: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return what :func:`table` gives as rows of stripped cells by column; empty ones are none."""
    found = [
        Row(dict(zip(head, map(str.strip, cells), strict=True)), label, line, heads)
        for line, cells in lines
    ]
    return [row for row in found if any(row.values())]


def parted(text: str) -> str:
    """Return what parts the cells of a CSV text: comma, semicolon or tab, as its first line says.

    A line that has none of them is a title.
    """
    lines = io.StringIO(text, newline=None)
    first = next((line for line in lines if {*line} & {*",;\t"}), "")
    return max(",;\t", key=first.count)


def rows(text: str, label: str, faults: Faults | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text, each with the line of the file on which it begins.

    Lines end in LF, CRLF or CR; blank ones are left out, and counted, as is the line ``sep=`` that
    spreadsheets read. What parts cells is found (:func:`parted`).

    Raises
    ------
    DataError
        If a cell is too long or holds a character that cannot be seen, or a quotation mark is
        never closed; the message names file, row and column. Those below the first row are told
        together at the end, or noted in `faults`.
    """
    noted = Faults() if faults is None else faults
    delimiter = parted(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    head: list[str] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            noted.found.append(DataError(f"{label}, row {before + 1}: {_said(str(error))}"))
            row = None
        if row is None:
            break
        number, before = before + 1, reader.line_num
        if not any(row) or (not head and row == ["sep=", ""]):
            continue
        head = head or row
        for place, cell in enumerate(row):
            column = head[place] if place < len(head) and row is not head else str(place + 1)
            if len(cell) > LONGEST:
                expected = f"at most {LONGEST:,} characters"
            elif mark := hidden(cell):
                expected = f"no control character (here U+{ord(mark):04X})"
            else:
                continue
            fault = cell_error(label, number, column, cell, expected)
            if row is head:  # a table cannot be judged by a broken one
                raise fault
            noted.found.append(fault)
        yield number, row
    if faults is None:
        noted.end()


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
