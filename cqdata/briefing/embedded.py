"""The workbook inside a slide's chart: what opens when somebody chooses Edit Data."""

from __future__ import annotations

import io
from typing import Any

from cqdata.briefing.grid import Grid, write
from cqdata.briefing.look import SCREEN
from cqdata.briefing.parts import settled

DATA, HELPER = "#1F4E9E", "#56616D"


class Styles:
    """Formats of one workbook by role and number format, each made once."""

    def __init__(self, workbook: Any, lang: str) -> None:
        self.workbook, self.lang = workbook, lang
        self.font = SCREEN[lang].east if lang == "zh" else SCREEN[lang].latin
        self.made: dict[tuple[str, str], Any] = {}

    def __call__(self, role: str, number: str = "General") -> Any:
        """Return the format of a cell."""
        if (role, number) not in self.made:
            look: dict[str, Any] = {"font_name": self.font, "font_size": 10, "num_format": number}
            if role == "data":
                look |= {"font_color": DATA}
            elif role == "helper":
                look |= {"font_color": HELPER, "italic": True}
            elif role == "heading":
                look |= {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
            elif role == "helper_heading":
                look |= {"text_wrap": True, "valign": "bottom", "bottom": 1, "font_color": HELPER}
            elif role == "text":
                look |= {"num_format": "@", "indent": 1}
            self.made[role, number] = self.workbook.add_format(look)
        return self.made[role, number]


def embedded(grid: Grid, lang: str) -> bytes:
    """Return a workbook that holds a grid, data in blue and formulas in grey italics."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    sheet = workbook.add_worksheet(grid.sheet)
    write(sheet, grid, Styles(workbook, lang))
    sheet.set_row(grid.row, 42)
    for n, column in enumerate(grid.columns):
        longest = max(len(str(v)) for v in (*column.values, ""))
        text = any(isinstance(v, str) for v in column.values)
        sheet.set_column(
            grid.column + n, grid.column + n, min(max(12, longest * (1.8 if text else 1)), 42)
        )
    sheet.freeze_panes(grid.row + 1, grid.column + 1)
    workbook.close()
    return settled(buffer.getvalue())
