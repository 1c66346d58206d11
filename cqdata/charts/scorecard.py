"""The progress table as cells, with widths and heights, for picture, slide and page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cqdata.charts.contract import OPEN, each_row
from cqdata.charts.style import GREY, INK, VERDICT_COLOURS
from cqdata.charts.text import atoms
from cqdata.charts.wording import HEADINGS, signed

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart
    from cqdata.charts.layout import Frame


OPEN_SIGN = "○ "  # before a number that is not final
# Columns that a narrow table gives up before latest value, target and verdict.
_SPARE = ("year", "chance", "record")


@dataclass(frozen=True)
class Entry:
    """One cell: its text with the sign that it bears, look, and its number where it has one."""

    text: str
    colour: str = INK
    bold: bool = False
    value: float | None = None
    spec: str = ""
    unit: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Score:
    """A progress table: headings with their alignment, and rows of entries.

    ``spare`` are the columns that may be left out, the first one first.
    """

    headings: tuple[str, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    spare: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fit:
    """A table at a text size: widths of columns, height of the head and of each row, in points.

    ``score`` has its texts broken into lines; ``crowded`` if columns had to give way.
    """

    score: Score
    size: float
    widths: tuple[float, ...]
    head: float
    heights: tuple[float, ...]
    crowded: bool = False

    @property
    def height(self) -> float:
        """Height of the whole table."""
        return self.head + sum(self.heights)

    @property
    def least(self) -> float:
        """Height of the table with its rows set close."""
        return self.height - 0.3 * self.size * len(self.heights)


def table(chart: Chart, lang: str) -> Score:
    """Return the table of a chart of form ``progress``; the first column names the row."""
    columns = chart.series()
    kinds = {
        column: next(iter(chart.data.loc[chart.data["series"] == column, "kind"]), "actual")
        for column in columns
    }
    cells: dict[tuple[str, str], Any] = {}
    remarks: dict[str, str] = {}
    for row in each_row(chart.data):
        cells.setdefault((row.category, row.series), row)
        # Where a cell has no number, its note stands in the cell.
        if row.value == row.value and (said := getattr(row, f"note_{lang}")):
            remarks.setdefault(row.category, said)
    rows = []
    for category in chart.categories():
        entries = [Entry(chart.category_name(category, lang), remark=remarks.get(category, ""))]
        for column in columns:
            found = cells.get((category, column))
            entries.append(Entry("–", GREY) if found is None else _entry(chart, found, lang))
        rows.append(tuple(entries))
    aligns = ["l"] + ["l" if kinds[c] == "verdict" else "r" for c in columns]
    headings = [HEADINGS[lang]["category"], *(chart.series_name(c, lang) for c in columns)]
    spare = [columns.index(one) + 1 for one in _SPARE if one in columns]
    return Score(tuple(headings), tuple(aligns), tuple(rows), tuple(spare))


def _entry(chart: Chart, row: Any, lang: str) -> Entry:
    if row.kind == "verdict":
        return Entry(signed(row.verdict, lang), VERDICT_COLOURS[row.verdict], True)
    if row.value != row.value:
        own = getattr(row, f"note_{lang}")
        return Entry(own or "–", GREY)
    assert isinstance(chart.format, str), "forms take localised charts"
    return Entry(
        (OPEN_SIGN if row.status in OPEN else "") + chart.value_text(row, lang),
        INK,
        row.kind == "target",
        float(row.value),
        row.format or chart.format,
        chart.row_unit(row, lang),
    )


def fit(score: Score, frame: Frame, sizes: Sequence[float], most: float = 0.0) -> Fit:
    """Return the table at the largest of some text sizes that leaves it within the frame.

    Its rows may have to be set close. At the last size it may be taller than the frame, up to
    `most` points. Where it would be taller still, or the columns have no room, those that can be
    spared are left out, and the remarks of the rows after them; only the barest table may be too
    tall.
    """
    for size in sizes:
        found = _fitted(score, frame, size)
        if not found.crowded and found.least <= frame.height:
            return found
    for less in _less(score):
        found = _fitted(less, frame, sizes[-1])
        if found.least <= max(most, frame.height) and not (found.crowded and less.spare):
            break
    return found


def _less(score: Score) -> Iterator[Score]:
    """Yield a table that says less and less: columns that can be spared go first, then remarks.

    Without remarks there may be room for all the columns again.
    """
    bare = tuple(tuple(replace(entry, remark="") for entry in row) for row in score.rows)
    for one in (score, replace(score, rows=bare)):
        yield one
        while one.spare:
            one = _without(one)
            yield one


def _without(score: Score) -> Score:
    """Return a table without the column that it can spare first."""
    n, *others = score.spare
    rows = tuple((*row[:n], *row[n + 1 :]) for row in score.rows)
    kept = (score.headings[:n] + score.headings[n + 1 :], score.aligns[:n] + score.aligns[n + 1 :])
    return Score(*kept, rows, tuple(other - (other > n) for other in others))


def _fitted(score: Score, frame: Frame, size: float) -> Fit:
    """Return the table at a size."""
    columns = range(len(score.headings))
    needs = [_need(score, n, frame, size) for n in columns]
    least = min(max(frame.width * 0.2, _need(score, 0, frame, size, broken=True)), needs[0])
    spare = frame.width - sum(needs)
    crowded = needs[0] + spare < least  # names may break into lines, other cells not
    if crowded and not score.spare:
        needs[1:] = [_need(score, n, frame, size, broken=True) for n in columns[1:]]
        spare = frame.width - sum(needs)
    if spare >= 0:
        widths = [needs[0] + spare * 0.4, *(n + spare * 0.6 / (len(needs) - 1) for n in needs[1:])]
    else:  # names may break into lines; then all give way alike
        first = max(needs[0] + spare, least)
        share = min((frame.width - first) / sum(needs[1:]), 1.0)
        widths = [first, *(need * share for need in needs[1:])]
    rows = []
    heights = []
    for row in score.rows:
        broken = []
        for entry, width in zip(row, widths, strict=True):
            room = width - size * 0.9
            text = frame.broken(entry.text, size, room, bold=entry.bold)
            remark = frame.broken(entry.remark, size, room) if entry.remark else ""
            broken.append(replace(entry, text=text, remark=remark))
        lines = [_lines(e.text) + (_lines(e.remark) if e.remark else 0.0) for e in broken]
        rows.append(tuple(broken))
        heights.append(max(lines) * size * 1.3 + size * 0.55)
    pairs = zip(score.headings, widths, strict=True)
    headings = tuple(frame.broken(text, size, width - size * 0.6) for text, width in pairs)
    head = max(_lines(text) for text in headings) * size * 1.3 + size * 0.5
    done = Score(headings, score.aligns, tuple(rows), score.spare)
    return Fit(done, size, tuple(widths), head, tuple(heights), crowded)


def _need(score: Score, n: int, frame: Frame, size: float, *, broken: bool = False) -> float:
    """Return the width that a column needs for its cells, or for the longest piece of them."""
    cells = [row[n] for row in score.rows]
    pieces = [(one.strip(), e.bold) for e in cells
              for one in (atoms(e.text, frame.lang) if broken else [e.text])]  # fmt: skip
    wide = max(frame.measure(one, size, bold=bold) for one, bold in pieces)
    heading = score.headings[n]  # two lines of it are enough
    words = [frame.measure(w, size) for w in heading.split()] + [0.6 * frame.measure(heading, size)]
    pad = size * (1.5 if n and score.aligns[n] == "l" else 1.0)  # words keep off numbers
    return max(wide, min(max(words), size * 5)) + pad


def _lines(text: str) -> int:
    return text.count("\n") + 1
