"""A progress table as a native table of a slide."""

from __future__ import annotations

from typing import Any

from cqdata.briefing import look
from cqdata.briefing.slidetext import Paragraph, Piece, add
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.scorecard import Entry, Score, fit
from cqdata.charts.style import GREY, GRID, INK
from cqdata.charts.wording import WORDS

_SIZES = (15.0, 14.0, 13.5, 13.0, 12.0, 11.0, 10.0, 9.0)


def add_table(slide: Any, score: Score, body: Box, lang: str, alt: str) -> None:
    """Add the table within a box in points; the text shrinks until it fits."""
    frame = Frame(body.x1 - body.x0, body.y1 - body.y0 - 4, *_SIZES[:4], lang, look.wider)
    found = fit(score, frame, _SIZES)
    score, size = found.score, found.size
    spare = min((frame.height - found.height) / len(score.rows), size * 2.2)  # below 0: set close
    heights = [found.head] + [height + spare for height in found.heights]
    box = (body.x0, body.y0 + 4, sum(found.widths), sum(heights))
    heads = tuple(Entry(heading, GREY) for heading in score.headings)
    rules = [(INK, 1.0), *[(GRID, 0.75)] * len(score.rows)]
    rows = [
        (height, [_cell(score, n, entry, size, lang) for n, entry in enumerate(row)], *rule)
        for height, row, rule in zip(heights, (heads, *score.rows), rules, strict=True)
    ]
    name = score.headings[0]
    add(slide, "table", name=name, alt=alt, box=box, widths=found.widths, rows=rows, lang=lang)


def _cell(
    score: Score, n: int, entry: Entry, size: float, lang: str
) -> tuple[list[Paragraph], float]:
    """Return a cell's text and its margin: words behind a column of numbers keep off it."""
    align, joint = score.aligns[n], WORDS[lang]["joint"]  # a cell breaks its lines by itself
    said = Piece(entry.text.replace("\n", joint), size, entry.colour, entry.bold)
    remark = Piece(entry.remark.replace("\n", joint), size, GREY)
    pieces = [said, remark] if entry.remark else [said]
    lead = 5.0 if align == "r" or n == 0 else size * 1.2
    return [Paragraph((piece,), align) for piece in pieces], lead
