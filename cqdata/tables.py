"""Tables for readers: heads in words, a dash for what is missing, no index and no codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from cqdata.cells import hidden
from cqdata.errors import DataError, shown
from cqdata.frames import is_missing, is_number, require
from cqdata.number import Number
from cqdata.quantity import Quantity
from cqdata.saying import MINUS, said, spanned
from cqdata.words import LANGS

MISSING = "–"


class Table:
    """A frame as readers see it; ``frame`` is what it was made from.

    Made by :func:`table`. Shows itself as HTML in a notebook and as aligned text elsewhere.
    """

    def __init__(self, frame: pd.DataFrame, said: Mapping[str, pd.DataFrame], lang: str) -> None:
        self.frame = frame
        self.cells = said[lang]
        self.twin_lang = next(one for one in LANGS if one != lang)
        self.twin = said[self.twin_lang]

    def _repr_html_(self) -> str:
        texts = [all(isinstance(cell, str) for cell in self.frame[name]) for name in self.frame]
        aligned = ["left" if text else "right" for text in texts]
        heads = "".join(
            f'<th style="text-align:{side}">{escape(str(head))}</th>'
            for head, side in zip(self.cells.columns, aligned, strict=True)
        )
        body = "\n".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:{side}"{self._told(cell, twin)}>{escape(cell)}</td>'
                for cell, twin, side in zip(row, twins, aligned, strict=True)
            )
            + "</tr>"
            for row, twins in zip(*(one.values for one in (self.cells, self.twin)), strict=True)
        )
        return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def _told(self, cell: str, twin: str) -> str:
        """Return what a cell says in the other language, for pages in it, if that differs."""
        return "" if cell == twin else f' data-{self.twin_lang}="{escape(twin)}"'

    def __repr__(self) -> str:
        return str(self.cells.to_string(index=False))


def table(
    frame: pd.DataFrame | Mapping[str, Any],
    heads: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 1,
    *,
    lang: str = "en",
) -> Table:
    """Return a frame as a table for readers.

    Parameters
    ----------
    frame : DataFrame or mapping
        Rows to show; a mapping of column → values is made into a frame. A named index with
        years or names becomes the first column.
    heads : mapping, optional
        Column → head in words, with its unit: only these columns are shown, in this order. By
        default all columns under their own names.
    digits : int or mapping
        Decimals of numbers, for all or by column; whole numbers (years, counts) have none.
    lang : {"zh", "en"}
        Language in which :class:`Number` cells are said; a quantity shows its interval.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        If a cell is no text, number, date or truth; a column of ``heads`` or ``digits`` is not
        there, or two have one head; columns differ in
        length, a language is unknown or there are more digits than any number has.
    """
    if lang not in LANGS:
        raise DataError(f"table: language {shown(lang)}; expected zh or en")
    try:
        rows = pd.DataFrame(frame) if isinstance(frame, Mapping) else frame
    except ValueError:  # columns of several lengths, or none
        raise DataError("table: found columns of several lengths, expected lists of one") from None
    require(rows, "table", rows=False)
    for number in digits.values() if isinstance(digits, Mapping) else [digits]:
        if not (isinstance(number, int) and 0 <= number <= 15):
            raise DataError(f"table: digits: found {shown(number)}, expected 0 to 15")
    if rows.index.name is not None and rows.index.name not in rows.columns:
        rows = rows.reset_index()
    chosen = dict(heads) if heads is not None else {name: str(name) for name in rows.columns}
    for head in chosen.values():
        if not isinstance(head, str):
            raise DataError(f"table: heads: found {shown(head)}, expected a text")
        _cell(head, 0, lang)
    for name in [*chosen, *(digits if isinstance(digits, Mapping) else ())]:
        if name not in rows.columns:
            raise DataError(f"table: no column {name!r}; found {', '.join(map(str, rows.columns))}")
    if twice := [head for head in chosen.values() if [*chosen.values()].count(head) > 1]:
        raise DataError(f"table: two columns have the head {twice[0]!r}; expected one of its own")
    rows = rows[list(chosen)]
    places = digits if isinstance(digits, Mapping) else dict.fromkeys(chosen, digits)
    said_in = {
        one: pd.DataFrame(
            {
                head: [_cell(value, places.get(name, 1), one) for value in rows[name]]
                for name, head in chosen.items()
            },
            dtype=object,
        )
        for one in LANGS
    }
    return Table(rows, said_in, lang)


def _cell(value: Any, digits: int, lang: str) -> str:
    if isinstance(value, Number):
        return said(value, lang)
    if isinstance(value, Quantity):
        return spanned(value)
    if isinstance(value, bool | np.bool_):
        return "✓" if value else "✗"
    if isinstance(value, str):
        if mark := hidden(value):
            raise DataError(
                f"table: found U+{ord(mark):04X} in {shown(value)}, expected plain text"
            )
        return value or MISSING
    if is_missing(value):
        return MISSING
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if not is_number(value):
        raise DataError(f"table: found {shown(value)}, expected a text or a number below 10^18")
    if float(value).is_integer() and (digits == 0 or not isinstance(value, float)):
        text = f"{int(value)}"
    else:
        text = f"{float(value):.{digits}f}"
    return text.replace("-", MINUS)
