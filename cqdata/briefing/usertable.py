"""Tables as people have them: years and values from a CSV or an Excel sheet, read strictly.

What cannot be read for certain is refused, with file, row, column, what was found and what is
expected. A footnote mark is never read as a digit.
"""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata import cells
from cqdata.catalog import as_path
from cqdata.errors import DataError, Faults, cell_error, shortened
from cqdata.files import decoded, read_bytes
from cqdata.names import newest_year
from cqdata.number import HIGHEST
from cqdata.quantity import QuantityError, is_unit, parse
from cqdata.quantity.tokens import unit_of
from cqdata.quantity.unitwords import FULL_WIDTH

if TYPE_CHECKING:
    import pandas as pd

_YEARS = ("year", "年份", "年度", "年", "时间")
_VALUES = ("value", "数值", "值", "数据")
_SOURCES = ("source", "source_id", "来源", "数据来源")
_NOTES = ("note", "notes", "remark", "注", "备注", "说明")
_LARGEST = 64 * 2**20  # bytes of a workbook that is not packed
_TALLEST, _WIDEST = 10_000, 1_000  # rows and columns of a sheet of years
_OLD, _ZIP = bytes.fromhex("d0cf11e0a1b11ae1"), b"PK"  # first bytes of .xls, and of .xlsx
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".numbers")
_LITERAL = re.compile(r'"([^"]*)"|[\\\\!](.)')  # text of a number format, quoted or escaped
_UNSHOWN = re.compile(r"\[[^\]]*\]|[_*].")  # colours, conditions, spaces and fillings of it
# A comma behind the last digit divides by a thousand; text between digits stands in for a point.
_SCALING = re.compile("[0#?],+(?![0#?])|[0#?.,]\0+[0#?.,]")
_MISSING = ("", "-", "—", "–", "--", "——", "na", "n/a", "nan", "…", "...", "……")
_WIDE = FULL_WIDTH | str.maketrans("\u3000\N{MINUS SIGN}", " -")
_RAISED = "⁰¹²³⁴-⁹ᵃ-ᵿ①-⑳㈠-㈩"
_MARK = re.compile(rf"(?:[*†‡§※#]+|[{_RAISED}]+|[\[〔](?:注|\d|[a-z])+[\]〕]|[（(]注?\d?[)）])+$")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,17})?")
_BRACKETS = re.compile(r"[（(\[〔](?P<inside>[^（()）\[\]〔〕]*)[)）\]〕]")
_HEAD_MARK = re.compile(r"见?(?:注|附注|note)?\s*[0-9一二三四五六七八九十]{0,2}|[*†‡§※#]+|[a-f]")


@dataclass(frozen=True)
class UserTable:
    """A series that somebody brought.

    Parameters
    ----------
    frame : DataFrame
        ``year`` (int, one row for every year from the first to the last), ``value`` (NaN where
        there is none), ``decimals`` as printed, ``status`` (reported or estimate), ``source``.
    name, unit : str
        What the heading says is measured, and in which unit; "" if it does not.
    """

    frame: pd.DataFrame
    name: str
    unit: str


def read_table(path: Path | str) -> UserTable:
    """Return the series of a file.

    The file is CSV (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) or an Excel workbook, of
    which the first sheet is read that is shown and not empty. One column holds years, one values; a
    heading such as 研发经费（亿元） gives name and unit; a cell may carry its unit (1210.5亿元) if
    all do. Empty cells are years without data, and so are years that are left out.

    Raises
    ------
    DataError
        Naming file, row, column, what was found and what is expected.
    """
    import pandas as pd

    file, rows, parted = _rows(as_path(path, "series"))
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise DataError(f"{file}: empty; expected a heading with a year and a value column")
    top, head = numbered[0]
    below = [(number, row + [""] * (len(head) + 1 - len(row))) for number, row in numbered[1:]]
    year_at, value_at, source_at = _columns(file, top, head, [row for _, row in below])
    for number, row in below:
        if any(row[len(head) :]):
            raise DataError(
                f"{file}, row {number}: {len(row)} cells under {len(head)} headings; a number "
                "such as 1,234 needs quotes around it, or no comma"
            )
    if parted == ",":
        _check_thousands(file, head, below, value_at)
    name, unit = _named(head[value_at])
    reader = _Cells(file, head[value_at], unit, parted)
    out: dict[int, dict[str, object]] = {}
    stood: dict[int, int] = {}
    faults = Faults()
    for number, row in below:
        with faults.noted():
            year = _year(file, number, row[year_at], head[year_at])
            if year in stood:
                found = f"{year}, which stands in row {stood[year]} already"
                raise cell_error(file, number, head[year_at], found, "one row a year")
            stood[year] = number
            value, decimals, status = reader.read(number, row[value_at])
            if abs(value) >= HIGHEST:
                expected = "a number below 10^18"
                raise cell_error(file, number, head[value_at], row[value_at], expected)
            source = row[source_at] if source_at is not None else ""
            out[year] = {"value": value, "decimals": decimals, "status": status, "source": source}
    faults.end()
    if all(row["value"] != row["value"] for row in out.values()):
        raise DataError(f"{file}: no value below the heading; expected years with values")
    reader.check()
    empty = {"value": math.nan, "decimals": 0, "status": "reported", "source": ""}
    years = range(min(out), max(out) + 1)
    frame = pd.DataFrame([{"year": year} | out.get(year, empty) for year in years])
    return UserTable(frame, name, reader.unit)


# --- files ---------------------------------------------------------------------------------------


def _rows(path: Path) -> tuple[str, list[list[str]], str]:
    """Return how messages name the file, its rows, and what parts cells ("" in a workbook).

    What it is, its first bytes tell.
    """
    parted = ""
    content = read_bytes(path)
    if content.startswith(_OLD):
        raise DataError(
            f"{path.name}: an old .xls workbook, or one with a password; save it as .xlsx without "
            "a password, or as .csv"
        )
    if content.startswith(_ZIP):
        file, rows = _sheet(path.name, content)
    elif path.suffix.lower() in _WORKBOOKS:
        raise DataError(f"{path.name}: not readable as a workbook; save it as .xlsx or .csv")
    else:
        file, (rows, parted) = path.name, _lines(path.name, content)
    rows = [[cell.translate(_WIDE).strip() for cell in row] for row in rows]
    return file, [_trimmed(row) for row in rows], parted


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _lines(file: str, content: bytes) -> tuple[list[list[str]], str]:
    text = decoded(content, file)
    first = re.split("[\r\n]", text.lstrip(), maxsplit=1)[0]
    out: list[list[str]] = []
    parted = max(",;\t", key=first.count)
    for number, row in cells.rows(text, file, parted):
        # A row stands at its own line, so that messages count as an editor does.
        out += [[] for _ in range(number - 1 - len(out))]
        out.append(row)
    return out, parted


def _sheet(file: str, content: bytes) -> tuple[str, list[list[str]]]:
    """Return the first sheet that is shown and not empty, as it reads."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        need = "pip install 'cqdata[briefing]'"
        raise DataError(f"{file}: .xlsx needs openpyxl; install it with: {need}") from None
    try:
        with warnings.catch_warnings():  # of styles and extensions that are not read
            warnings.simplefilter("ignore")
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                size = sum(part.file_size for part in parts.infolist())
            if size > _LARGEST:
                raise DataError(f"{file}: found {size:,} bytes unpacked, expected a table of years")
            values, formulas = (
                load_workbook(io.BytesIO(content), data_only=kept).worksheets
                for kept in (True, False)
            )
    except DataError:
        raise
    except Exception:  # what the library says of a file that is none, only its authors understand
        raise DataError(
            f"{file}: not readable as a workbook; open it, save it anew as .xlsx or as .csv"
        ) from None
    shown = [
        (sheet, written)
        for sheet, written in zip(values, formulas, strict=True)
        if sheet.sheet_state == "visible" and any(c.value is not None for r in written for c in r)
    ]
    if not shown:
        return file, []
    sheet, written = shown[0]
    file = f"{file}, sheet {sheet.title}" if len(values) > 1 else file
    if sheet.max_row > _TALLEST or sheet.max_column > _WIDEST:
        raise DataError(
            f"{file}: cells down to row {sheet.max_row:,} and over {sheet.max_column:,} columns; "
            f"expected a table within {_TALLEST:,} rows and {_WIDEST:,} columns"
        )
    rows = []
    for cells_, origins in zip(sheet.iter_rows(), written.iter_rows(), strict=True):
        for cell, origin in zip(cells_, origins, strict=True):
            if cell.value is None and origin.data_type == "f":
                raise cell_error(
                    file, cell.row, cell.column_letter, "a formula without its result",
                    "a number: open the workbook, let it calculate, and save it",
                )  # fmt: skip
        rows.append([_text(file, cell) for cell in cells_])
    _check_merged(file, sheet, rows)
    return file, rows


def _check_merged(file: str, sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    """Refuse merged cells in the table: one value would be read where several are shown."""
    top = next(n for n, row in enumerate(rows, 1) if any(row))
    for merged in sorted(sheet.merged_cells.ranges, key=str):
        if merged.max_row > top:
            raise DataError(
                f"{file}, row {merged.min_row}: merged cells {merged}; expected one cell a value"
            )


def _sections(code: str) -> list[str]:
    """Return the parts of a number format: for numbers above zero, below it, and so on."""
    return re.findall(r'(?:"[^"]*"|[\\\\!].|[^;])+', code) or [code]


def _text(file: str, cell: Any) -> str:
    """Return a cell as it reads: whole numbers without a point, with the % or unit it shows.

    Raises
    ------
    DataError
        If its format shows another number than it holds.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    shown, *others = (_UNSHOWN.sub("", part) for part in _sections(cell.number_format))
    unit = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(shown)).strip(" ()-")
    plain = _LITERAL.sub("\0", shown)
    if any(_SCALING.search(_LITERAL.sub("\0", part)) for part in (shown, *others)):
        raise cell_error(
            file, cell.row, cell.column_letter, f"{value:.15g} shown by {cell.number_format}",
            "a format that shows the number itself, not its thousandth or tenth",
        )  # fmt: skip
    if "%" in plain:
        value, unit = round(value * 100, 10), "%"
    places = re.search(r"0\.(0+)", plain)
    return (f"{value:.{len(places[1])}f}" if places else f"{value:.15g}") + unit


# --- columns -------------------------------------------------------------------------------------


def _columns(
    file: str, top: int, given: Sequence[str], below: Sequence[Sequence[str]]
) -> tuple[int, int, int | None]:
    """Return the places of years, values and, if there are any, sources."""
    head = [cell.lower() for cell in given]
    shown = shortened(", ".join(cell or "(empty)" for cell in given), 300)
    years = [n for n, cell in enumerate(head) if _named(cell)[0] in _YEARS]
    if not years:
        raise DataError(f"{file}, row {top}: no column year; found {shown}; expected year or 年份")
    sources = [n for n, cell in enumerate(head) if cell in _SOURCES]
    spare = {*years, *sources, *(n for n, cell in enumerate(head) if cell in _NOTES)}
    values = [n for n, cell in enumerate(head) if cell in _VALUES]
    filled = [n for n in range(len(head)) if any(row[n] for row in below)]
    values = values or [n for n in filled if n not in spare]
    if not values:
        raise DataError(f"{file}, row {top}: no column of values; found {shown}; expected one")
    if len(values) > 1:
        found = " and ".join(repr(given[n]) for n in values[:2])
        raise DataError(
            f"{file}, row {top}: two columns of values, {found}; expected one (leave the other "
            "out, or name the one that is meant value)"
        )
    return years[0], values[0], sources[0] if sources else None


def _check_thousands(
    file: str, head: Sequence[str], below: Sequence[tuple[int, Sequence[str]]], value_at: int
) -> None:
    """Refuse what may be one number that its own comma has parted: 1,237 as value 1, source 237."""
    words = {n for n, cell in enumerate(head) if cell.lower() in ("", *_SOURCES, *_NOTES)}
    for number, row in below:
        for left in (value_at - 1, value_at):
            first, second = row[left] if left >= 0 else "", row[left + 1]
            if (
                {left, left + 1} & words
                and re.fullmatch(r"[+-]?\d{1,3}", first)
                and re.fullmatch(r"\d{3}(\.\d+)?\D*", second)
            ):
                raise cell_error(
                    file, number, head[value_at], f"{first},{second}",
                    "one number, in quotes or without a comma, and words in the other column",
                )  # fmt: skip


def _named(head: str) -> tuple[str, str]:
    """Return name and unit that a heading gives; a heading that only says "value" gives none.

    The unit is the first bracket that holds one that is known, or says 单位：. Footnote marks are
    left out; any other bracket (2020=100, 当年价) belongs to the name.
    """
    unit = ""

    def kept(bracket: re.Match[str]) -> str:
        nonlocal unit
        inside = bracket["inside"].strip()
        said = re.fullmatch(r"(?:单位|unit)\s*[:：]\s*(\D.*)", inside, re.IGNORECASE)
        first, _, rest = (said[1] if said else inside).partition(",")
        if not unit and (said or is_unit(first)):
            unit = first.strip()
            return f"({rest.strip()})" if rest.strip() else ""
        return "" if _HEAD_MARK.fullmatch(inside) else bracket[0]

    name = re.sub(rf"[{_RAISED}*†‡§※#]+$", "", _BRACKETS.sub(kept, head).strip()).strip()
    return ("" if name.lower() in _VALUES else name), unit


# --- cells ---------------------------------------------------------------------------------------


def _year(file: str, number: int, cell: str, column: str) -> int:
    # The first or the last day of a year, as a workbook may hold it, stands for the year.
    found = re.fullmatch(r"([0-9]{4})(?:\.0+|-01-01|-12-31)?年?末?", cell)
    if not found or not 1800 <= int(found[1]) <= newest_year() + 1:
        expected = f"a year such as 2023, {newest_year() + 1} at the latest"
        raise cell_error(file, number, column, cell, expected)
    return int(found[1])


class _Cells:
    """Reads a column of values, all in one unit."""

    def __init__(self, file: str, column: str, unit: str, parted: str) -> None:
        self.file, self.column, self.unit = file, column, unit
        # Where a semicolon parts cells, a comma is as often a decimal point.
        self.decimal_comma = parted == ";"
        self.given = bool(unit)  # by the heading
        self.bare: tuple[int, str] | None = None
        self.marked: tuple[int, str] | None = None

    def _wrong(self, number: int, found: str, expected: str) -> DataError:
        return cell_error(self.file, number, self.column, found, expected)

    def read(self, number: int, cell: str) -> tuple[float, int, str]:
        """Return value, decimals as printed and status of a cell."""
        if cell.lower() in _MISSING:
            return math.nan, 0, "reported"
        text = _MARK.sub("", cell).strip()
        if re.search(rf"[{_RAISED}]|\d\s+\d", text):
            raise self._wrong(number, cell, "one number without marks in it")
        if self.decimal_comma and re.fullmatch(r"\D*[0-9]{1,3},[0-9]{3}(?![0-9.,]).*", text):
            raise self._wrong(number, cell, "a number without a comma: thousands, or decimals?")
        plain = _NUMBER.fullmatch(text)
        if plain:
            self.bare = self.bare or (number, cell)
            return float(text.replace(",", "")), _decimals(text), "reported"
        try:
            quantity = parse(text)
        except QuantityError:
            expected = "a number such as 2.45 or 1210.5亿元, or nothing"
            raise self._wrong(number, cell, expected) from None
        if quantity.qualifier not in ("exact", "expected") or quantity.value is None:
            raise self._wrong(number, cell, "an exact number, no bound and no range")
        digits = _NUMBER.search(text)
        if digits is None:
            raise self._wrong(number, cell, "a number in digits, such as 23")
        suffix = text[digits.end() :].strip()
        if not self.unit:
            self.unit = suffix
        (known, factor), (wanted, into) = unit_of(suffix), unit_of(self.unit)
        if known != wanted:
            raise self._wrong(number, cell, f"the unit {self.unit}, as elsewhere in the column")
        self.marked = self.marked or (number, cell)
        status = "estimate" if quantity.estimate else "reported"
        if factor == into:
            value = float(digits[0].replace(",", "")) * (-1 if quantity.value < 0 else 1)
            return (abs(value) if quantity.value > 0 else value), _decimals(digits[0]), status
        return round(float(quantity.value / into), 10), _decimals(digits[0]), status

    def check(self) -> None:
        """Refuse a column in which some cells carry a unit and others none."""
        if self.bare and self.marked and not self.given:
            row, cell = self.bare
            other, shown = self.marked
            raise self._wrong(row, cell, f"the unit {self.unit}, as in row {other} ({shown})")


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
