"""The workbook inside a slide's chart: what opens when somebody chooses Edit Data."""

from __future__ import annotations

import io
from typing import Any

from cqdata.briefing.grid import Grid, write
from cqdata.briefing.look import SCREEN
from cqdata.briefing.parts import settled
from cqdata.charts.style import INK

DATA, HELPER = "#1F4E9E", "#56616D"
_ROLES: dict[str, dict[str, Any]] = {
    "data": {"font_color": DATA},
    "helper": {"font_color": HELPER, "italic": True},
    "helper_text": {"font_color": HELPER, "italic": True, "indent": 1},
    "heading": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
    "helper_heading": {
        "text_wrap": True, "valign": "bottom", "bottom": 1, "font_color": HELPER,
    },
    "text": {"indent": 1},
}  # fmt: skip


def new_book(buffer: io.BytesIO) -> Any:
    """Return a workbook in which text stays text, whatever it begins with."""
    import xlsxwriter

    kept = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    return xlsxwriter.Workbook(buffer, {"in_memory": True} | dict.fromkeys(kept, False))


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Any, lang: str) -> None:
        self.workbook, self.lang = workbook, lang
        self.font = SCREEN[lang].east if lang == "zh" else SCREEN[lang].latin
        self.made: dict[str, Any] = {}

    def __call__(self, role: str, number: str) -> Any:
        """Return the format of a grid's cell by its role and number format."""
        return self._made({"num_format": number} | _ROLES[role])

    def plain(self, **options: Any) -> Any:
        """Return a text format with these XlsxWriter options."""
        return self._made({"font_color": INK, "valign": "top"} | options)

    def _made(self, options: dict[str, Any]) -> Any:
        key = repr(sorted(options.items()))
        if key not in self.made:
            base = {"font_name": self.font, "font_size": 10}
            self.made[key] = self.workbook.add_format(base | options)
        return self.made[key]


def embedded(grid: Grid, lang: str) -> bytes:
    """Return a workbook that holds a grid, data in blue and formulas in grey italics."""
    buffer = io.BytesIO()
    workbook = new_book(buffer)
    sheet = workbook.add_worksheet(grid.sheet)
    write(sheet, grid, Styles(workbook, lang))
    sheet.freeze_panes(grid.row + 1, grid.column + 1)
    workbook.close()
    return settled(buffer.getvalue())
