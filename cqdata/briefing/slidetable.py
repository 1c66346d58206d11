"""A progress table as a native table of a slide."""

from __future__ import annotations

from typing import Any

from cqdata.briefing import look
from cqdata.briefing import slidetext as st
from cqdata.briefing.forms.scorecard import Entry, Score
from cqdata.briefing.slidetext import Paragraph, Piece
from cqdata.charts.place import Box
from cqdata.charts.style import GREY, GRID, INK, RED

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
_BLOCKS = 10


def bar_text(value: float) -> tuple[str, str]:
    """Return a bar of ten blocks: its filled and its empty part."""
    filled = min(max(round(value / 10), 0), _BLOCKS)
    return "█" * filled, "█" * (_BLOCKS - filled)


def add_table(shapes: Any, score: Score, body: Box, lang: str, alt: str) -> None:
    """Add the table within a box in points; the text shrinks until it fits."""
    count = len(score.rows) + 1
    room = body.x1 - body.x0
    for size in (14.0, 13.0, 12.0, 11.0, 10.0, 9.0):
        widths = _widths(score, size, room, lang)
        heights = [size * 1.9] + [_height(row, widths, size, lang) for row in score.rows]
        longest = max(look.width(row[0].text, size, lang) for row in score.rows)
        roomy = widths[0] >= min(longest, room * 0.24)
        if roomy and sum(heights) * 1.05 <= body.y1 - body.y0:
            break
    spare = min(max(body.y1 - body.y0 - sum(heights) * 1.05, 0.0) / count, size * 2.2)
    heights = [heights[0]] + [height + spare for height in heights[1:]]
    x, y, w, h = (round(v * st.EMU) for v in (body.x0, body.y0 + 4, sum(widths), sum(heights)))
    frame = shapes.add_table(count, len(score.headings), x, y, w, h)
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", score.headings[0])
    properties.set("descr", alt)
    grid = frame.table
    style = grid._tbl.tblPr
    style.set("bandRow", "0")
    style.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId").text = _PLAIN
    for n, width in enumerate(widths):
        grid.columns[n].width = round(width * st.EMU)
    for n, height in enumerate(heights):
        grid.rows[n].height = round(height * st.EMU)
    for n, heading in enumerate(score.headings):
        target = any(row[n].colour == RED and row[n].value is not None for row in score.rows)
        entry = Entry(heading, RED if target else GREY)
        _cell(grid.cell(0, n), entry, score.aligns[n], size * 0.88, lang, INK, 1.0)
    for r, row in enumerate(score.rows, 1):
        for n, entry in enumerate(row):
            _cell(grid.cell(r, n), entry, score.aligns[n], size, lang, GRID, 0.75)


def _widths(score: Score, size: float, room: float, lang: str) -> list[float]:
    """Return column widths: what the cells need, the first column what is left."""
    pad = size * 1.3
    out = []
    for n in range(1, len(score.headings)):
        texts = [row[n].text for row in score.rows]
        wide = max(look.width(text, size, lang, bold=True) for text in texts)
        head = max(
            (look.width(word, size * 0.88, lang) for word in score.headings[n].split() or [""]),
            default=0.0,
        )
        if any(row[n].bar for row in score.rows):
            wide += look.width("█" * _BLOCKS, size * 0.62, lang) + size
        out.append(max(wide, min(head, size * 7)) + pad)
    first = max(look.width(row[0].text, size, lang) for row in score.rows) + pad
    spare = room - sum(out)
    first = min(first, spare) if spare > size * 8 else size * 8
    left = room - sum(out) - first
    if left > 0:
        share = left / len(out)
        out = [wide + share for wide in out]
    elif left < 0:
        scale = (room - first) / sum(out)
        out = [wide * scale for wide in out]
    return [first, *out]


def _height(row: tuple[Entry, ...], widths: list[float], size: float, lang: str) -> float:
    tall = 0.0
    for entry, width in zip(row, widths, strict=True):
        if entry.bar:
            lines = 1.0
        else:
            lines = float(look.lines(entry.text, size, width - 10, lang, bold=entry.bold))
        if entry.remark:
            lines += 0.86 * look.lines(entry.remark, size * 0.84, width - 10, lang)
        tall = max(tall, lines)
    return tall * size * 1.3 + size * 0.7


def _cell(
    cell: Any, entry: Entry, align: str, size: float, lang: str, rule: str, width: float
) -> None:
    from pptx.oxml import parse_xml

    pieces: list[Piece] = []
    if entry.bar and entry.value is not None:
        filled, empty = bar_text(entry.value)
        pieces += [Piece(part, size * 0.62, colour) for part, colour in
                   ((filled, "#0b4f7f"), (empty, "#dfe6ec")) if part]  # fmt: skip
        pieces.append(Piece("  ", size))
    pieces.append(Piece(entry.text, size, entry.colour, entry.bold))
    paragraphs = [Paragraph(tuple(pieces), align)]
    if entry.remark:
        paragraphs.append(Paragraph((Piece(entry.remark, size * 0.84, GREY),), align))
    st.fill(cell._tc.txBody, paragraphs, lang)
    properties = cell._tc.get_or_add_tcPr()
    lead = 5.0 if align == "r" or entry.remark else size * 1.2
    for name, value in (("marL", lead), ("marR", 5.0), ("marT", 2.0), ("marB", 2.0)):
        properties.set(name, str(round(value * st.EMU)))
    properties.set("anchor", "ctr")
    for old in list(properties):
        properties.remove(old)
    for side in ("lnL", "lnR", "lnT"):
        properties.append(parse_xml(f'<a:{side} {_A} w="0"><a:noFill/></a:{side}>'))
    properties.append(
        parse_xml(
            f'<a:lnB {_A} w="{round(width * st.EMU)}"><a:solidFill>'
            f'<a:srgbClr val="{rule.lstrip("#").upper()}"/></a:solidFill></a:lnB>'
        )
    )
    properties.append(parse_xml(f"<a:noFill {_A}/>"))
