"""A progress table as a native table of a slide."""

from __future__ import annotations

from typing import Any

from cqdata.briefing import look
from cqdata.briefing import slidetext as st
from cqdata.briefing.slidetext import Paragraph, Piece
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.scorecard import Entry, Score, fit
from cqdata.charts.style import GREY, GRID, INK
from cqdata.charts.wording import WORDS

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
_SIZES = (15.0, 14.0, 13.5, 13.0, 12.0, 11.0, 10.0, 9.0)


def add_table(shapes: Any, score: Score, body: Box, lang: str, alt: str) -> None:
    """Add the table within a box in points; the text shrinks until it fits."""
    count = len(score.rows) + 1
    frame = Frame(body.x1 - body.x0, body.y1 - body.y0 - 4, *_SIZES[:4], lang, look.wider)
    found = fit(score, frame, _SIZES)
    score, size, widths = found.score, found.size, found.widths
    spare = min(max(frame.height - found.height, 0.0) / count, size * 2.2)
    heights = [found.head] + [height + spare for height in found.heights]
    x, y, w, h = (round(v * look.EMU) for v in (body.x0, body.y0 + 4, sum(widths), sum(heights)))
    shape = shapes.add_table(count, len(score.headings), x, y, w, h)
    properties = shape._element.nvGraphicFramePr.cNvPr
    properties.set("name", score.headings[0])
    properties.set("descr", alt)
    grid = shape.table
    style = grid._tbl.tblPr
    style.set("bandRow", "0")
    style.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId").text = _PLAIN
    for n, width in enumerate(widths):
        grid.columns[n].width = round(width * look.EMU)
    for n, height in enumerate(heights):
        grid.rows[n].height = round(height * look.EMU)
    for n, heading in enumerate(score.headings):
        entry = Entry(heading, GREY)
        _cell(grid.cell(0, n), entry, score.aligns[n], size, lang, INK, 1.0, first=n == 0)
    for r, row in enumerate(score.rows, 1):
        for n, entry in enumerate(row):
            _cell(grid.cell(r, n), entry, score.aligns[n], size, lang, GRID, 0.75, first=n == 0)


def _cell(
    cell: Any,
    entry: Entry,
    align: str,
    size: float,
    lang: str,
    rule: str,
    width: float,
    *,
    first: bool,
) -> None:
    """Fill a cell; words behind a column of numbers keep off it."""
    from pptx.oxml import parse_xml

    joint = WORDS[lang]["joint"]  # a cell breaks its lines by itself
    said = Piece(entry.plain.replace("\n", joint), size, entry.colour, entry.bold)
    paragraphs = [Paragraph((said,), align)]
    if entry.remark:
        remark = Piece(entry.remark.replace("\n", joint), size, GREY)
        paragraphs.append(Paragraph((remark,), align))
    st.fill(cell._tc.txBody, paragraphs, lang)
    properties = cell._tc.get_or_add_tcPr()
    lead = 5.0 if align == "r" or first else size * 1.2
    for name, value in (("marL", lead), ("marR", 5.0), ("marT", 2.0), ("marB", 2.0)):
        properties.set(name, str(round(value * look.EMU)))
    properties.set("anchor", "ctr")
    for old in list(properties):
        properties.remove(old)
    for side in ("lnL", "lnR", "lnT"):
        properties.append(parse_xml(f'<a:{side} {_A} w="0"><a:noFill/></a:{side}>'))
    properties.append(
        parse_xml(f'<a:lnB {_A} w="{round(width * look.EMU)}">{look.solid(rule)}</a:lnB>')
    )
    properties.append(parse_xml(f"<a:noFill {_A}/>"))
