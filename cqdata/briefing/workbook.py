"""The workbook: contents, one sheet per chart with data, formulas and native chart, and sources.

XlsxWriter lays out the sheets and reserves a place for each chart; the chart parts themselves are
the ones that slides get, over the cells of the sheet.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cqdata.briefing import look, vintage
from cqdata.briefing.chartxml import chart_xml
from cqdata.briefing.embedded import DATA, Styles, new_book
from cqdata.briefing.forms import panels
from cqdata.briefing.grid import em, number_format, write
from cqdata.briefing.parts import settled
from cqdata.briefing.reporttables import checks_table, figures_table
from cqdata.briefing.sections import Section, sections_of
from cqdata.charts import keys
from cqdata.charts.forms.picture import picture_size
from cqdata.charts.layout import Frame
from cqdata.charts.scorecard import OPEN_SIGN, Entry
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.style import BLUE, GREY, GRID, SHADE
from cqdata.charts.text import WEAK_ENDS
from cqdata.charts.wording import WORDS, credits_of
from cqdata.charts.words import word

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts import Chart

WIDE, HIGH = 720, 330  # points of a chart on its sheet
_TEXT = Frame(WIDE, HIGH, strong=11.5, label=10.5, small=9.5, tick=9.5)
_ROW = 15.0  # points of an ordinary row
_PAUSE = re.compile("[，,、；;：:]")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_PLACED = re.compile(r"[^，,；;（(]{1,24}[:：]")
_NAME = re.compile(r"[0-9年目标\s]|target|the|for", re.IGNORECASE)
_YEARS = re.compile(r"\d{4}(?:[–—]\d{4})?年?")
_MOST = 31  # characters of a sheet's name, by Excel's rule


@dataclass(frozen=True)
class Page:
    """One sheet of a chart: its name, and the section that it belongs to."""

    name: str
    chart: Chart
    section: str = ""


def workbook(
    given: Sequence[Section] | Sequence[Chart],
    lang: str,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    partial: bool = False,
) -> bytes:
    """Return a workbook as XLSX.

    Parameters
    ----------
    given : sequence of Section or of Chart
        One sheet for each chart, in order.
    lang : {"zh", "en"}
        Language of headings and charts.
    tables : mapping, optional
        Further sheets: ``figures`` and ``checks``, as :func:`cqdata.figures` and
        :func:`cqdata.checks` return them.
    partial : bool
        Only the sheets of the charts: no contents, sources and tables.
    """
    tables = tables or {}
    buffer = io.BytesIO()
    book = new_book(buffer)
    styles = Styles(book, lang)
    book.set_calc_mode("auto")
    book.set_properties({"title": word("title", lang), "author": "cqdata"})
    book.formats[0].set_font_name(styles.font)
    book.formats[0].set_font_size(10)
    sections = [section.localised(lang) for section in sections_of(given)]
    pages = _pages(sections, lang)
    front = None if partial else book.add_worksheet(word("contents", lang))
    drawn: list[bytes] = []
    for page in pages:
        drawn += _chart_sheet(page, styles, linked=not partial)
    if front is not None:
        _whole(front, pages, tables, styles)
    book.close()
    parts = {f"xl/charts/chart{n}.xml": xml for n, xml in enumerate(drawn, 1)}
    return settled(buffer.getvalue(), parts)


def _whole(
    front: Any, pages: Sequence[Page], tables: Mapping[str, pd.DataFrame], styles: Styles
) -> None:
    """Add sources and tables, and fill the contents."""
    lang = styles.lang
    extra = [("sources_sheet", "sources_note", _sources(pages, lang))]
    if "figures" in tables:
        extra.append(("figures", "figures_note", figures_table(tables["figures"], lang)))
    if "checks" in tables:
        extra.append(("audit", "audit_note", checks_table(tables["checks"], lang)))
    for key, note, (heads, rows) in extra:
        _table_sheet(word(key, lang), word(note, lang), heads, rows, styles)
    _front(front, pages, [(word(key, lang), word(note, lang)) for key, note, _ in extra], styles)


def _pages(sections: Sequence[Section], lang: str) -> list[Page]:
    """Return the charts with sheet names: number, subject, and years where others share it."""
    placed = [(section.title.get(lang, ""), chart) for section in sections
              for chart in section.charts]  # fmt: skip
    subjects = [short_name(chart, lang) for _, chart in placed]
    pages = []
    for number, ((part, chart), subject) in enumerate(zip(placed, subjects, strict=True), 1):
        years = _YEARS.findall(chart.subtitle(lang)) if subjects.count(subject) > 1 else []
        tail = f" {years[-1]}" if years else ""
        name = _cut(f"{number} {subject}", _MOST - len(tail)) + tail
        pages.append(Page(name, chart, part))
    return pages


def _cut(text: str, most: int) -> str:
    """Return as many whole words as there is room for, without an article at the end."""
    words, cut = text.split(" "), text
    while len(words) > 2 and (len(cut) > most or (cut != text and WEAK_ENDS.search(cut))):
        cut = " ".join(words := words[:-1])
    return cut[:most].rstrip()


def short_name(chart: Chart, lang: str) -> str:
    """Return what a chart is about in few words: a phrase of its subtitle, or of its title."""
    said = (_ASIDE.sub("", text) for text in (chart.subtitle(lang), chart.title(lang)))
    phrases = [phrase.strip() for text in said for phrase in _PAUSE.split(text)]
    # A place before a colon, as in "Chongqing: R&D expenditure", is not what a chart is about.
    phrases = phrases[1:] + phrases[:1] if _PLACED.match(chart.subtitle(lang)) else phrases
    text = next((p for p in phrases if len(_NAME.sub("", p)) >= 4), phrases[0])
    text = re.sub(r"^(\d{4}年)(.+)", r"\2 \1", text)  # a number stands before it
    return re.sub(r"[\[\]:*?/\\']", " ", text).strip() or chart.name


# --- the front ---------------------------------------------------------------------------------


def _front(
    sheet: Any, pages: Sequence[Page], others: Sequence[tuple[str, str]], styles: Styles
) -> None:
    """Fill the contents: heading, and each sheet with what it finds."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 2, 96)
    sheet.set_row(0, 30)
    heading = word("title", styles.lang)
    sheet.write_string(0, 1, heading, styles.plain(bold=True, font_size=18, valign="vcenter"))
    sheet.write_string(1, 1, word("contents_note", styles.lang), styles.plain(font_color=GREY))
    head = styles.plain(bold=True, bottom=1, font_color=GREY)
    sheet.write_string(3, 1, word("sheet", styles.lang), head)
    sheet.write_string(3, 2, word("finding", styles.lang), head)
    link = styles.plain(font_color=BLUE, underline=1, valign="vcenter")
    text = styles.plain(text_wrap=True, valign="vcenter")
    row = 4
    part = ""
    listed = [(p.section, p.name, p.chart.title(styles.lang)) for p in pages]
    for section, name, finding in listed + [("", *other) for other in others]:
        if section and section != part:
            sheet.write_string(row, 1, section, styles.plain(bold=True, valign="vcenter"))
            sheet.set_row(row, 26)
            row += 1
        part = section
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.write_url(row, 1, target, link, string=name)
        sheet.write_string(row, 2, finding, text)
        lines = look.lines(finding, 10, 96 * 5.6, styles.lang)
        sheet.set_row(row, max(22.0, lines * _ROW + 6))
        row += 1
    sheet.freeze_panes(4, 0)
    _print(sheet, row - 1, 2, landscape=True, tall=1)


# --- one chart ---------------------------------------------------------------------------------


@dataclass
class Extent:
    """How far a sheet's data reach: last row, last column, width of each column.

    ``right`` is the last column that nothing stands in below the last row; ``drawn`` is the width
    in points of what is drawn above the data.
    """

    last: int
    right: int
    widths: dict[int, float]
    drawn: float = 0.0

    @property
    def edge(self) -> int:
        """The last column that is printed."""
        column, left = -1, self.drawn
        while left > 0:
            column += 1
            left -= self.widths.get(column, 8.43) * 5.5
        return max(column, self.right)

    def room(self, column: int, per_character: float) -> float:
        """Return how wide the columns up to one are, in points."""
        return sum(self.widths.get(n, 8.43) for n in range(column + 1)) * per_character


def _chart_sheet(page: Page, styles: Styles, *, linked: bool) -> list[bytes]:
    """Write a chart's sheet; return its chart parts in the order of their places."""
    chart = page.chart
    sheet = styles.workbook.add_worksheet(page.name)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 1)
    row = 2
    if listed := keys.entries(chart, styles.lang):
        _key(sheet, row, listed, styles)
        row += 1
    row += 1
    parts: list[bytes] = []
    if chart.form == "progress":
        extent = _score(sheet, row, chart, styles)
    elif chart.form == "picture":
        extent = _picture(sheet, row, chart, styles)
    else:
        parts, extent = _native(sheet, row, page, styles)
    _head(sheet, chart, styles, extent)
    last = _foot(sheet, chart, styles, extent)
    if linked:
        back = styles.plain(font_color=BLUE, underline=1)
        target = "internal:'" + word("contents", styles.lang).replace("'", "''") + "'!A1"
        sheet.write_url(last + 1, 0, target, back, string=word("back", styles.lang))
    _print(sheet, last, extent.edge, landscape=chart.form == "progress", tall=1)
    return parts


def _head(sheet: Any, chart: Chart, styles: Styles, extent: Extent) -> None:
    """Write finding and measure over the width of what is printed."""
    title, size = chart.title(styles.lang), 15
    lines = look.lines(title, size, extent.room(extent.edge, 5.3), styles.lang, bold=True)
    style = styles.plain(bold=True, font_size=size, valign="vcenter", text_wrap=True)
    sheet.merge_range(0, 0, 0, extent.edge, title, style)
    sheet.set_row(0, lines * size * 1.5 + 4)
    sheet.write_string(
        1, 0, chart.subtitle(styles.lang), styles.plain(font_color=GREY, font_size=11)
    )


def _native(sheet: Any, row: int, page: Page, styles: Styles) -> tuple[list[bytes], Extent]:
    """Place the charts, and write the grid that they share below them."""
    chart, lang = page.chart, styles.lang
    placed = panels(chart, lang, replace(_TEXT, lang=lang, wider=look.wider))
    top = row + round(max(box.y1 for box, _ in placed) / _ROW) + 2
    grid = replace(placed[0][1].grid, sheet=page.name, row=top + 1)
    data = [column for column in grid.columns if not column.helper]
    # Above the grid it is said which columns are data and which are formulas.
    sheet.write_string(top, 0, word("data", lang), styles.plain(bold=True, font_color=DATA))
    if len(data) < len(grid.columns):
        head = styles.plain(font_color=GREY, bold=True)
        first = next(n for n, column in enumerate(grid.columns) if column.helper)
        sheet.write_string(top, first, word("helper", lang), head)
    widths = write(sheet, grid, styles)
    last = grid.row + max(len(column.values) for column in data)
    extent = Extent(last, len(data) - 1, widths, WIDE)
    if grid.rows == max(len(column.values) for column in data):
        extent.right = extent.edge  # no formula stands below the data
    for n, (box, _) in enumerate(placed):
        _reserve(styles.workbook, sheet, row, box, chart.alt(lang) if n == 0 else chart.title(lang))
    return [chart_xml(replace(native, grid=grid)) for _, native in placed], extent


def _reserve(book: Any, sheet: Any, row: int, box: Any, alt: str) -> None:
    """Reserve a chart's place; its part is put in once the workbook is packed."""
    blank = book.add_chart({"type": "line"})
    blank.add_series({"values": [sheet.name, row, 0, row, 0]})
    pixels = 96 / 72
    blank.set_size({"width": (box.x1 - box.x0) * pixels, "height": (box.y1 - box.y0) * pixels})
    blank.set_chartarea({"border": {"none": True}})
    offsets = {"x_offset": round(box.x0 * pixels), "y_offset": round(box.y0 * pixels)}
    options = {**offsets, "object_position": 3, "description": alt}
    sheet.insert_chart(row, 0, blank, options)


def _key(sheet: Any, row: int, listed: Sequence[keys.Entry], styles: Styles) -> None:
    """Write the key as one cell of several colours."""
    pieces: list[Any] = []
    for sign, colour, text in listed:
        pieces += [styles.plain(font_color=colour), sign, styles.plain(), text + keys.APART]
    sheet.write_rich_string(row, 0, *pieces, styles.plain())


def _foot(sheet: Any, chart: Chart, styles: Styles, extent: Extent) -> int:
    """Write source, notes and method below the data; return the last row."""
    lines = credits_of(chart, styles.lang)
    if method := chart.words[styles.lang].method:
        lines.append((word("method", styles.lang) + WORDS[styles.lang]["colon"], method))
    small = styles.plain(font_color=GREY, font_size=9, text_wrap=True)
    wide = max(extent.right, 1)
    room = extent.room(wide, 5.2)
    for row, (head, text) in enumerate(lines, extent.last + 2):
        sheet.merge_range(row, 0, row, wide, "", small)
        sheet.write_string(row, 0, head + text, small)
        sheet.set_row(row, look.lines(head + text, 9, room, styles.lang) * 13.0 + 2)
    return row


def _picture(sheet: Any, row: int, chart: Chart, styles: Styles) -> Extent:
    """Write a figure of the reader's own: its picture, and below it the numbers that it draws."""
    width, height = picture_size(chart.picture)
    scale = WIDE / 72 * 96 / width
    options = {
        "image_data": io.BytesIO(chart.picture),
        "x_scale": scale,
        "y_scale": scale,
        "description": chart.alt(styles.lang),
    }
    sheet.insert_image(row, 0, f"{chart.name}.png", options)
    row += math.ceil(height * scale / 20) + 1
    table = chart.table(styles.lang)
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, str(name), styles.plain(bold=True, bottom=1))
        sheet.set_column(column, column, 16)
        for number, value in enumerate(table[name], row + 1):
            sheet.write(number, column, value, styles.plain())
    widths = dict.fromkeys(range(len(table.columns)), 16.0)
    return Extent(row + len(table), len(table.columns) - 1, widths, WIDE)


def _score(sheet: Any, row: int, chart: Chart, styles: Styles) -> Extent:
    """Write a progress table, the remarks of its rows as a last column."""
    score = score_table(chart, styles.lang)
    heads, aligns, lines = score.headings, score.aligns, score.rows
    if any(line[0].remark for line in lines):
        heads, aligns = (*heads, word("remark", styles.lang)), (*aligns, "l")
        lines = tuple((*line, Entry(line[0].remark)) for line in lines)
    widths: dict[int, float] = {}
    for n, (heading, align) in enumerate(zip(heads, aligns, strict=True)):
        own: dict[str, Any] = {"align": {"l": "left", "r": "right"}[align], "text_wrap": True}
        own |= {"indent": 1} if n and align == "l" else {}  # off the numbers before it
        sheet.write_string(row, n, heading, styles.plain(bold=True, bottom=1, **own))
        for r, line in enumerate(lines, row + 1):
            entry = line[n]
            shown = own | {"font_color": entry.colour, "bold": entry.bold, "valign": "vcenter",
                           "bottom": 1, "bottom_color": GRID}  # fmt: skip
            if entry.value is None:
                sheet.write_string(r, n, entry.text, styles.plain(**shown))
                continue
            code = number_format(entry.spec, entry.unit)
            code = f'"{OPEN_SIGN}"{code}' if entry.text.startswith(OPEN_SIGN) else code
            sheet.write_number(r, n, entry.value, styles.plain(num_format=code, **shown))
        texts = [heading, *(line[n].text for line in lines)]
        widths[n] = min(max(map(em, texts)) + 3, 40.0 if n == len(score.headings) else math.inf)
        sheet.set_column(n, n, widths[n])
    for r in range(row + 1, row + 1 + len(lines)):
        sheet.set_row(r, 24)
    return Extent(row + len(lines), len(heads) - 1, widths)


# --- tables ------------------------------------------------------------------------------------


def _sources(pages: Sequence[Page], lang: str) -> tuple[list[str], list[list[Any]]]:
    """Return each source once, with its address and the numbers of the charts drawn from it."""
    used: dict[tuple[str, str], list[str]] = {}
    for number, page in enumerate(pages, 1):
        known = vintage.known([page.chart]).values()
        cited = [(vintage.line(row, lang), row["url"]) for row in known]
        for one in cited or [(page.chart.source(lang), "")]:
            used.setdefault(one, []).append(str(number))
    heads = [word("sources", lang), word("address", lang), word("chart", lang)]
    return heads, [[*one, WORDS[lang]["join"].join(charts)] for one, charts in used.items()]


def _table_sheet(
    name: str, note: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], styles: Styles
) -> None:
    """Write a table with a filter; text stays text whatever it begins with."""
    sheet = styles.workbook.add_worksheet(name)
    sheet.write_string(0, 0, name, styles.plain(bold=True, font_size=14))
    sheet.write_string(1, 0, note, styles.plain(font_color=GREY))
    text = styles.plain(num_format="@", text_wrap=True, indent=1)  # off the number before it
    number = styles.plain(num_format="General")
    top = 3
    widths = [min(max(em(h) + 3, 9.0), 24.0) for h in heads]
    for n, heading in enumerate(heads):
        numeric = any(row[n] is not None and not isinstance(row[n], str) for row in rows)
        own = {"align": "right"} if numeric else {"indent": 1}
        head = styles.plain(bold=True, bottom=1, bg_color=SHADE, text_wrap=True, **own)
        sheet.write_string(top, n, heading, head)
    for r, row in enumerate(rows, top + 1):
        for n, value in enumerate(row):
            if value is None or value == "":
                continue
            sheet.write(r, n, value, text if isinstance(value, str) else number)
            widths[n] = max(widths[n], min(em(str(value)) + 2, 60.0))
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    for r, row in enumerate(rows, top + 1):  # not every program fits rows to wrapped text
        wrapped = [(str(v), widths[n]) for n, v in enumerate(row) if em(str(v or "")) > widths[n]]
        lines = [look.lines(said, 10, width * 5.2, styles.lang) for said, width in wrapped]
        if lines:
            sheet.set_row(r, max(lines) * 13.0 + 2)
    last = top + len(rows)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.autofilter(top, 0, max(last, top + 1), len(heads) - 1)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    _print(sheet, last, max(len(heads) - 1, 6), landscape=True)


def _print(sheet: Any, last: int, right: int, *, landscape: bool, tall: int = 0) -> None:
    """Set A4, one page wide and as many high as needed or `tall`, with page numbers, no date."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.print_area(0, 0, last, right)
    sheet.fit_to_pages(1, tall)
    sheet.set_footer("&C&P / &N")
