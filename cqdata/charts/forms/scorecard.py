"""The scorecard: where each indicator stands, how far it has come, and whether that is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cqdata.charts.contract import OPEN, Chart
from cqdata.charts.forms.common import arrow, open_page, row_note
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.style import BLUE, GREY, GRID, INK, PAPER, RED, SHADE, VERDICT_COLOURS, Size
from cqdata.charts.text import atoms
from cqdata.charts.wording import VERDICT_WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AIR = 0.3  # share of the text size by which a row may be less tall than usual
_LEAST = 0.78  # share of the usual text size to which a crowded table may shrink


def columns_of(chart: Chart) -> list[str]:
    """Return the column ids from left to right, the indicator's name not counted."""
    return list(chart.options.get("columns", ())) or chart.series()


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()

    def needed(page: Page, body: Box) -> float:
        return _Layout(page, body, order).tall

    page, body = open_page(chart, lang, size, needed)
    layout = _Layout(page, body, order)
    spare = (body.y1 - body.y0) - layout.tall
    extra = min(max(spare / len(order), -_AIR * layout.text), layout.text * 2.2)
    y = body.y1
    _head(page, layout, body, y)
    y -= layout.head
    page.rule([body.x0, body.x1], [y, y], colour=INK, width=1.0, role="axis")
    for category, height in zip(order, layout.heights, strict=True):
        low = y - height - extra
        _row(page, layout, category, body, (y + low) / 2)
        page.rule([body.x0, body.x1], [low, low], colour=GRID, width=0.7)
        y = low
    return page.figure


class _Layout:
    """Column widths and row heights at the largest text size that fits the body."""

    def __init__(self, page: Page, body: Box, order: list[str]) -> None:
        self.page, self.chart = page, page.chart
        self.columns = columns_of(page.chart)
        room = body.x1 - body.x0
        for share in (1.0, 0.94, 0.88, 0.83, _LEAST):
            self.text = (page.size.strong if len(order) <= 9 else page.size.label) * share
            self.small = self.text * 0.86
            wide = self._spread(room, order)
            self.heights = [self._height(c) for c in order]
            self.tall = self.head + sum(self.heights)
            # Rows give up some of their air before the text gets smaller.
            least = self.tall - _AIR * self.text * len(order)
            if wide and least <= body.y1 - body.y0:
                break

    def _spread(self, room: float, order: list[str]) -> bool:
        """Share the width out among the columns; return whether the names have enough of it."""
        page = self.page
        self.widths = {c: self._width(c) for c in self.columns}
        self.gap = self.text * 1.1
        self.name = room - sum(self.widths.values()) - self.gap * len(self.columns)
        enough = self.name >= max(*(self._widest_word(c) for c in order), room * 0.19)
        wanted = (
            max(page.width(page.chart.category_name(c, page.lang), self.text) for c in order)
            + self.text * 0.5
        )
        spare = self.name - wanted
        bars = [c for c in self.columns if self._kind(c) == "progress"]
        if spare > 0 and bars:
            more = min(spare, room * 0.14)
            for column in bars:
                self.widths[column] += more / len(bars)
            self.name -= more
            spare -= more
        if spare > 0:
            self.gap += spare / (len(self.columns) + 1)
            self.name -= spare / (len(self.columns) + 1) * len(self.columns)
        head = [self._head_lines(c) for c in self.columns]
        self.head = max((len(lines) for lines in head), default=1) * self.small * 1.25
        self.head += self.small * 0.7
        return enough

    def _kind(self, column: str) -> str:
        kinds = self.chart.data.loc[self.chart.data["series"] == column, "kind"]
        return str(kinds.iloc[0]) if len(kinds) else "actual"

    def _head_lines(self, column: str) -> list[str]:
        name = self.chart.series_name(column, self.page.lang)
        return self.page.wrap(name, self.small, self.widths[column] + self.gap * 0.5)

    def _widest_word(self, category: str) -> float:
        name = self.chart.category_name(category, self.page.lang)
        if self.page.lang == "zh":
            return self.text * 6
        return max(self.page.width(word, self.text) for word in name.split())

    def _width(self, column: str) -> float:
        page, chart = self.page, self.chart
        kind = self._kind(column)
        if kind == "progress":
            return self.text * 7.5
        data = chart.data[chart.data["series"] == column]
        if kind == "verdict":
            words = [VERDICT_WORDS[page.lang][v] for v in data["verdict"]]
            most = self.text * 6.4
            broken = [line for w in words for line in page.wrap(w, self.text, most)]
            return max(page.width(w, self.text) for w in broken) + self.text * 1.7
        texts = [line for r in data.itertuples() for line in cell_lines(page, r)]
        widest = max((page.width(t, self.text) for t in texts), default=0.0)
        head = chart.series_name(column, page.lang)
        # A number and its noun stay on one line: the head breaks between such pieces only.
        pieces = atoms(head, page.lang)
        word = max((page.width(piece.rstrip(), self.small) for piece in pieces), default=0.0)
        if page.lang == "zh":
            word = min(page.width(head, self.small), self.small * 5)
        return max(widest, word)

    def _height(self, category: str) -> float:
        page = self.page
        name = page.wrap(page.chart.category_name(category, page.lang), self.text, self.name)
        note = _remark(page.chart, category, page.lang)
        notes = page.wrap(note, self.small, self.name) if note else []
        cells = page.chart.data[page.chart.data["category"] == category]
        tall = max(
            (len(cell_lines(page, r)) for r in cells.itertuples() if r.kind != "verdict"),
            default=1,
        )
        stack = max(len(name) * self.text * 1.22, tall * self.text * 1.22)
        stack = max(stack, len(name) * self.text * 1.22 + len(notes) * self.small * 1.25)
        return stack + self.text * 0.75


def _remark(chart: Chart, category: str, lang: str) -> str:
    """Return the remark below a row's name: none where it stands in an empty cell itself."""
    note = row_note(chart, category, lang)
    cells = chart.data[chart.data["category"] == category]
    own = cells.loc[cells["value"].isna() & (cells["kind"] != "verdict"), f"note_{lang}"]
    return "" if note in [chart.say(n, lang) for n in own if n] else note


def cell_lines(page: Page, row: Any) -> list[str]:
    """Return a cell's text: the number, and a long unit on a second line where space is short."""
    chart, lang = page.chart, page.lang
    if pd.isna(row.value):
        return (
            [chart.say(getattr(row, f"note_{lang}"), lang) or "–"] if row.kind != "verdict" else []
        )
    whole = chart.value_text(row, lang)
    unit = chart.row_unit(row, lang).strip()
    if page.size.name != "slide" and len(unit) > 3 and lang == "en":
        return [chart.value_text(row, lang, unit=False), unit]
    return [whole.rstrip()]


def _edges(layout: _Layout, body: Box) -> dict[str, tuple[float, float]]:
    edges = {}
    x = body.x1
    for column in reversed(layout.columns):
        edges[column] = (x - layout.widths[column], x)
        x -= layout.widths[column] + layout.gap
    return edges


def _head(page: Page, layout: _Layout, body: Box, top: float) -> None:
    edges = _edges(layout, body)
    size = layout.small
    for column in layout.columns:
        left, right = edges[column]
        kind = layout._kind(column)
        lines = layout._head_lines(column)
        base = top - layout.head + size * 0.6
        for turn, line in enumerate(reversed(lines)):
            side = kind in ("progress", "verdict")
            page.text(
                left if side else right,
                base + turn * size * 1.25,
                line,
                size,
                colour=RED if kind == "target" else GREY,
                align="left" if side else "right",
                role="heading",
            )


def _row(page: Page, layout: _Layout, category: str, body: Box, middle: float) -> None:
    chart, lang = page.chart, page.lang
    edges = _edges(layout, body)
    name = page.wrap(chart.category_name(category, lang), layout.text, layout.name)
    note = _remark(chart, category, lang)
    cells = chart.data[chart.data["category"] == category]
    notes = page.wrap(note, layout.small, layout.name) if note else []
    total = len(name) * layout.text * 1.22 + len(notes) * layout.small * 1.25
    y = middle + total / 2 - layout.text * 0.61
    for line in name:
        page.text(body.x0, y, line, layout.text, middle=True, role="name")
        y -= layout.text * 1.22
    for line in notes:
        page.text(body.x0, y, line, layout.small, colour=GREY, middle=True, role="remark")
        y -= layout.small * 1.25
    for column in layout.columns:
        found = cells[cells["series"] == column]
        for row in found.itertuples():
            if row.kind == "progress":
                _progress(page, layout, row, edges[column], middle)
            elif row.kind == "verdict":
                _verdict(page, layout, row, edges[column], middle)
            else:
                _cell(page, layout, row, edges[column][1], middle)


def _cell(page: Page, layout: _Layout, row: Any, right: float, middle: float) -> None:
    lines = cell_lines(page, row)
    goal = row.kind == "target"
    empty = pd.isna(row.value)
    top = middle + (len(lines) - 1) * layout.text * 0.61
    for turn, line in enumerate(lines):
        unit_line = turn > 0
        page.text(
            right,
            top - turn * layout.text * 1.22,
            line,
            layout.small if unit_line else layout.text,
            colour=GREY if empty or unit_line else RED if goal else INK,
            align="right",
            middle=True,
            role="cell",
        )
    if row.status in OPEN and not empty:
        wide = page.width(lines[0], layout.text)
        page.marker(
            right - wide - layout.text * 0.45,
            top,
            "o",
            layout.text * 0.42,
            INK,
            open_=True,
        )


def _progress(
    page: Page, layout: _Layout, row: Any, edges: tuple[float, float], middle: float
) -> None:
    left, right = edges
    number = page.chart.value_text(row, page.lang) or "–"
    wide = max(page.width("100%", layout.text), page.width(number, layout.text))
    end = right - wide - layout.text * 0.4
    half = layout.text * 0.3
    page.rectangle(Box(left, middle - half, end, middle + half), SHADE, role="track")
    if not pd.isna(row.value):
        share = min(max(row.value / 100, 0.0), 1.0)
        patch = page.rectangle(
            Box(left, middle - half, left + (end - left) * share, middle + half),
            BLUE,
            zorder=1.5,
            role=f"progress:{row.category}",
        )
        patch.set_zorder(1.5)
    page.rule([end, end], [middle - half * 1.6, middle + half * 1.6], colour=RED, width=1.6)
    page.text(
        right, middle, number, layout.text, align="right", middle=True, role="cell", halo=PAPER
    )


def _verdict(
    page: Page, layout: _Layout, row: Any, edges: tuple[float, float], middle: float
) -> None:
    size = layout.text
    arrow(page, edges[0] + size * 0.55, middle, size * 1.15, row.verdict)
    word = VERDICT_WORDS[page.lang][row.verdict]
    lines = page.wrap(word, size, size * 6.4)
    top = middle + (len(lines) - 1) * size * 0.61
    for turn, line in enumerate(lines):
        page.text(
            edges[0] + size * 1.6,
            top - turn * size * 1.22,
            line,
            size,
            colour=VERDICT_COLOURS[row.verdict],
            middle=True,
            role="verdict",
        )
