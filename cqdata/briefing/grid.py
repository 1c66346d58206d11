"""The grid of cells behind a native chart: data people may change, and formulas that follow it.

The same grid is written into the workbook embedded in a slide's chart and into the sheet of the
exported workbook, so that the two cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from cqdata.charts.wording import decimals

Cell = float | str | None
_KEY = re.compile(r"\{(\w+)(?:(:)|#(\d+))?\}")


def number_format(spec: str, unit: str = "") -> str:
    """Return the Excel number format that writes what a Python format writes.

    Parameters
    ----------
    spec : str
        Python format specification, e.g. ``",.1f"``; others are general.
    unit : str
        Text written behind the number.
    """
    body = "General"
    if spec.endswith("f"):
        body = ("#,##0" if "," in spec else "0") + ("." + "0" * decimals(spec)).rstrip(".")
    return body + ('"' + unit.replace('"', "”") + '"' if unit else "")


def text_formula(expression: str, code: str) -> str:
    """Return the formula that writes a number as a chart does: with a real minus sign."""
    if code != "General":
        code = f"{code};\N{MINUS SIGN}{code}"
    return f'TEXT({expression},"{code}")'


@dataclass(frozen=True)
class Column:
    """One column of a grid.

    Parameters
    ----------
    key : str
        Id by which series and formulas name it.
    heading : str
        Text of the header cell; the series' name where a series is drawn from it.
    values : sequence
        Cell values; for a formula the values it gives now, which the file carries as its cache.
    number : str
        Excel number format.
    formula : str or tuple of str
        Formula without "=", over the cells of its own row: ``{low80}-{low95}``; ``{nation#0}`` is
        the first cell of a column and ``{value:}`` all its cells. It is written into every row
        that has a value. Where rows differ, one for each, "" for a row that holds data.
    aid : bool
        The column serves the drawing although it holds no formula.
    numbers : tuple of str
        Number format of each row where they differ.
    """

    key: str
    heading: str
    values: tuple[Cell, ...]
    number: str = "General"
    formula: str | tuple[str, ...] = ""
    numbers: tuple[str, ...] = ()
    aid: bool = False

    @property
    def helper(self) -> bool:
        """Whether the column serves the drawing alone: a formula, or said to be an aid."""
        return self.aid or (bool(self.formula) and all(self.formula))

    def formula_at(self, index: int) -> str:
        """Return the formula of one row, empty where it holds data."""
        return self.formula if isinstance(self.formula, str) else self.formula[index]

    def number_at(self, index: int) -> str:
        """Return the number format of one row."""
        return self.numbers[index] if self.numbers else self.number


@dataclass(frozen=True)
class Grid:
    """Columns at a place in a sheet; helper columns may be longer than the data.

    Parameters
    ----------
    columns : tuple of Column
        In order; every formula column stands behind the data.
    sheet : str
        Name of the worksheet.
    row, column : int
        Cell of the first heading, counted from 0.
    """

    columns: tuple[Column, ...]
    sheet: str = "Sheet1"
    row: int = 0
    column: int = 0

    @property
    def rows(self) -> int:
        """Number of rows below the heading."""
        return max(len(column.values) for column in self.columns)

    def at(self, key: str) -> int:
        """Return the position of a column counted from 0 in the sheet."""
        for n, column in enumerate(self.columns):
            if column.key == key:
                return self.column + n
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)

    def __getitem__(self, key: str) -> Column:
        return self.columns[self.at(key) - self.column]

    def heading(self, key: str) -> str:
        """Return the absolute reference of a column's heading."""
        return f"{_quoted(self.sheet)}!{xl_rowcol_to_cell(self.row, self.at(key), True, True)}"

    def span(self, key: str, part: tuple[int, int] | None = None) -> str:
        """Return the absolute reference of a column's cells, or of some of its rows."""
        first, last = part or (0, len(self[key].values))
        top, column = self.row + 1, self.at(key)
        return f"{_quoted(self.sheet)}!{xl_range_abs(top + first, column, top + last - 1, column)}"

    def formula(self, column: Column, index: int) -> str:
        """Return the formula of one row, with "=", or "" where it holds data."""
        template = column.formula_at(index)
        top = self.row + 2

        def cell(found: re.Match[str]) -> str:
            key, whole, row = found.groups()
            name = xl_col_to_name(self.at(key))
            if whole:
                return f"${name}${top}:${name}${top + len(self[key].values) - 1}"
            return f"${name}${top + int(row)}" if row else f"{name}{top + index}"

        return "=" + _KEY.sub(cell, template) if template else ""


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def em(text: str) -> float:
    """Return the width of a text in characters of a column."""
    return sum(2.1 if ord(char) > 0x2E7F else 1.1 for char in text)


def write(worksheet: Any, grid: Grid, style: Any) -> dict[int, float]:
    """Write a grid into an XlsxWriter worksheet; return the width of each column in characters.

    Parameters
    ----------
    worksheet : xlsxwriter worksheet
        Where to.
    grid : Grid
        What; its sheet name must be the worksheet's.
    style : callable
        ``style(role, number)`` → XlsxWriter format; roles are ``heading``, ``helper_heading``,
        ``data``, ``text``, ``helper`` and ``helper_text``.
    """
    widths = {}
    worksheet.set_row(grid.row, 44)
    for x, column in enumerate(grid.columns, grid.column):
        texts = [em(value) for value in column.values if isinstance(value, str)]
        heads = [em(part) + 1 for part in column.heading.split()]
        widths[x] = min(
            max(max(texts, default=0.0) + 3, min(max(heads, default=0.0), 14.0), 10.5), 40.0
        )
        worksheet.set_column(x, x, widths[x])
        head = "helper_heading" if column.helper else "heading"
        worksheet.write_string(grid.row, x, column.heading, style(head, "General"))
        for index, value in enumerate(column.values):
            y = grid.row + 1 + index
            formula, text = grid.formula(column, index), isinstance(value, str)
            role = "helper" if formula or column.aid else "data"
            if text:
                role = "text" if role == "data" else "helper_text"
            look = style(role, "@" if role == "text" else column.number_at(index))
            if formula and value is not None:
                worksheet.write_formula(y, x, formula, look, value)
            else:
                worksheet.write(y, x, value, look)
    return widths


def cells(values: Sequence[Any]) -> tuple[Cell, ...]:
    """Return values as cells: missing as None, numbers as float, text as it is."""
    out: list[Cell] = []
    for value in values:
        if value is None or (not isinstance(value, str) and value != value):
            out.append(None)
        else:
            out.append(value if isinstance(value, str) else float(value))
    return tuple(out)
