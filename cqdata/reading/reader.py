"""From a report's text to draft rows: measure, subject, period and link of every figure."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from cqdata.reading import times
from cqdata.reading.rows import Row
from cqdata.reading.sentence import Reading
from cqdata.reading.text import lines, normalise, read_text, rows_of_years, sentences
from cqdata.reading.tokens import scan


def read(text: str, year: int | None = None) -> list[Row]:
    """Read the figures of a report.

    Parameters
    ----------
    text
        The report as decoded text.
    year
        Year that the report is about; None takes it from the text, see
        :func:`cqdata.reading.times.years_of`.

    Returns
    -------
    list of Row
        One row per figure, in reading order.  The reading costs time in proportion to the length
        of the text and never fails on a text.
    """
    plain = normalise(text)
    table = list(rows_of_years(plain))
    tokens = scan(plain)
    if table:
        tokens = [token for token in tokens if not _inside(token.digit, table)]
    reader = Reading(text, plain, times.years_of(plain, year))
    at = 0
    for line in lines(plain):
        reader.open_section(line)
        reader.open_paragraph(line.section, line.start, line.end)
        for start, end in sentences(plain, line.start, line.end):
            first = at
            while at < len(tokens) and tokens[at].digit < end:
                at += 1
            reader.sentence(start, end, tokens[first:at], max(start, line.body))
    return reader.rows


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    """Say whether an offset stands in one of the ordered spans."""
    before = bisect_right(spans, at, key=lambda span: span[0])
    return before > 0 and at < spans[before - 1][1]


def read_file(path: str | Path, year: int | None = None) -> list[Row]:
    """Read the figures of a report file in UTF-8 or GB18030, as :func:`read` does.

    Raises
    ------
    DataError
        If the file is missing or is not text.
    """
    return read(read_text(path), year)
