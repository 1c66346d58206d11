"""Named rows: dumbbells on their own scale, and intervals beside published values.

Both are scatter charts, one whole number of height per row. Strips and joins are lines that break
between the rows. Positions are formulas over the data, and the numbers written at the marks are
cells, so that they stay what the data say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cqdata.briefing import look
from cqdata.briefing.forms.common import spec
from cqdata.briefing.grid import Cell, Column, Grid, number_format
from cqdata.briefing.native import (
    Axis,
    Beside,
    Group,
    Inner,
    Label,
    Mark,
    NativeChart,
    Plan,
    Series,
    Stroke,
    Texts,
)
from cqdata.briefing.wording import word
from cqdata.charts.contract import OPEN
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box, stack
from cqdata.charts.scale import row_axis, row_reference, value_axis
from cqdata.charts.style import BLUE, FAINT, GREY, INK, PAPER, RED, VERDICT_COLOURS
from cqdata.charts.wording import HEADINGS, VERDICT_WORDS, WORDS

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

# Characters that Chinese and Latin office fonts have.
ARROWS = {
    "met": "↑",
    "on_track": "↗",
    "close": "→",
    "off_track": "↘",
    "away": "↓",
    "consistent": "√",
    "inconsistent": "×",
    "unknown": "–",
}
_THINNEST = 0.004  # share of the strip; a narrower interval could not be seen


def verdict_text(verdict: str, lang: str) -> str:
    """Return a verdict with its arrow."""
    name = VERDICT_WORDS[lang][verdict]
    return f"{ARROWS[verdict]} {name}" if verdict in ARROWS else name


def remark(chart: Chart, category: str, lang: str) -> tuple[str, str, str]:
    """Return a row's verdict with its arrow, its remark, and the verdict's colour."""
    rows = chart.data[chart.data["category"] == category]
    verdicts = [v for v in rows["verdict"] if v]
    notes = [chart.say(n, lang) for n in rows[f"note_{lang}"] if n]
    verdict = verdict_text(verdicts[0], lang) if verdicts else ""
    colour = VERDICT_COLOURS[verdicts[0]] if verdicts else GREY
    return verdict, notes[0] if notes else "", colour


def besides(
    notes: Sequence[tuple[str, str, str]],
    plot: Box,
    pitch: float,
    frame: Frame,
    lang: str,
    x: float,
    first: float = 0.5,
) -> tuple[Beside, ...]:
    """Return verdicts and remarks as words beside the rows, broken to the room at the right.

    `first` is the middle of the first row below the plot's upper edge, in rows.
    """
    out = []
    room = frame.width - x
    for n, (verdict, note, colour) in enumerate(notes):
        lines = [verdict] if verdict else []
        if note:
            lines += look.broken(note, frame.small * 0.9, room, lang)
        if lines:
            middle = plot.y0 + (n + first) * pitch
            out.append(
                Beside(x, middle, room, tuple(lines), colour, frame.small, strong=bool(verdict))
            )
    return tuple(out)


def name_lines(
    names: Sequence[str], size: float, room: float, lang: str
) -> tuple[float, list[list[str]]]:
    """Return the width of a column of names, and the lines of each."""
    broken = [look.broken(name, size, room, lang) for name in names]
    wide = max(look.width(line, size, lang) for lines in broken for line in lines)
    return wide, broken


class _Table:
    """The columns of a row chart while they are being gathered."""

    def __init__(self, chart: Chart, lang: str) -> None:
        self.chart, self.lang = chart, lang
        self.order = chart.categories()
        self.names = [chart.category_name(c, lang) for c in self.order]
        self.data = [Column("name", HEADINGS[lang]["category"], tuple(self.names))]
        self.helpers: list[Column] = []
        first = [chart.data[chart.data["category"] == c].iloc[0] for c in self.order]
        self.units = [chart.row_unit(row, lang) for row in first]
        self.formats = tuple(number_format(str(row["format"] or spec(chart))) for row in first)
        self.heights = tuple(float(len(self.order) - n) for n in range(len(self.order)))

    def number(self, key: str, heading: str, values: Sequence[Cell]) -> None:
        """Add a data column whose rows have their own number formats."""
        self.data.append(Column(key, heading, tuple(values), numbers=self.formats))

    def units_and_formats(self) -> None:
        """Add the columns that the texts of numbers are made with."""
        units = tuple(unit or None for unit in self.units)
        self.data.append(Column("unit", word("unit", self.lang), units, "@"))
        self.helper("format", word("format", self.lang), self.formats, number="@")

    def helper(
        self,
        key: str,
        heading: str,
        values: Sequence[Cell],
        formula: str = "",
        *,
        number: str = "0.0000",
    ) -> None:
        """Add a helper column."""
        self.helpers.append(Column(key, heading, tuple(values), number, formula, aid=True))

    def join(self, key: str, heading: str, left: str, right: str) -> None:
        """Add the columns of a line that runs in each row from one column's value to another's."""
        columns = {column.key: column for column in (*self.data, *self.helpers)}
        xs: list[Cell] = []
        ys: list[Cell] = []
        formulas = []
        for n, height in enumerate(self.heights):
            a, b = columns[left].values[n], columns[right].values[n]
            whole = a is not None and b is not None
            xs += [a, b, None] if whole else [None, None, None]
            ys += [height, height, None] if whole else [None, None, None]
            formulas += [f"{{{left}#{n}}}", f"{{{right}#{n}}}", ""]
        self.helpers.append(
            Column(f"{key}_x", f"{heading} x", tuple(xs), "0.0000", formulas=tuple(formulas))
        )
        self.helpers.append(Column(key, heading, tuple(ys), "0", aid=True))

    def grid(self) -> Grid:
        """Return the grid: data first."""
        return Grid((*self.data, *self.helpers))


def _layout(
    table: _Table, frame: Frame, tallest: float, foot: float, extra: int = 0
) -> tuple[Box, float, list[list[str]], list[tuple[str, str, str]]]:
    """Return plot area, row height, lines of the names, and remarks."""
    chart, lang = table.chart, table.lang
    wide, broken = name_lines(table.names, frame.label, frame.width * 0.24, lang)
    notes = [remark(chart, c, lang) for c in table.order]
    room = frame.label * 3.5
    if any(note for _, note, _ in notes):
        room = frame.width * 0.25
    elif any(verdict for verdict, _, _ in notes):
        words = [look.width(v, frame.small, lang, bold=True) for v, _, _ in notes]
        room = max(words) + 20
    count = len(table.order) + extra
    pitch = min((frame.height - foot - 6) / count, tallest)
    plot = Box(wide + 24, 6.0, frame.width - room, 6.0 + pitch * count)
    return plot, pitch, broken, notes


def _names(table: _Table, broken: list[list[str]], low: float, size: float) -> Series:
    """Return the invisible series that carries the rows' names left of the plot."""
    table.helper("left", word("names", table.lang), [low] * len(table.order), number="0.00")
    heading = HEADINGS[table.lang]["category"]
    table.helper("names", heading, table.heights, number="0")
    labels = tuple(
        Label(n, "text", "l", INK, size, text="\n".join(lines)) for n, lines in enumerate(broken)
    )
    return Series("names", x="left", labels=labels)


def _native(
    table: _Table,
    series: Sequence[Series],
    frame: Frame,
    plot: Box,
    across: Axis,
    foot: float,
    words: tuple[Beside, ...],
    *,
    centred: bool = False,
) -> list[tuple[Box, Plan]]:
    """Return the chart; its grid lines part the rows, or run through them if `centred`."""
    own = frame.sized(frame.width, plot.y1 + foot)
    count = len(table.order)
    edge = 0.0 if centred else 0.5
    native = NativeChart(
        grid=table.grid(),
        groups=(Group("scatter", tuple(series)),),
        inner=Inner.of(plot, own),
        value=Axis(edge, count + 1.0 - edge, 1.0, "0", shown=False, grid=True),
        texts=Texts(frame.tick, frame.label),
        lang=table.lang,
        across=across,
    )
    return [(Box(0, 0, frame.width, own.height), Plan(native, plot, beside=words))]


# --- dumbbells ---------------------------------------------------------------------------------


def dumbbell(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, Plan]]:
    """Return one row per category with a mark per series; years are joined, then the target."""
    from cqdata.charts.forms.dumbbell import series_looks

    table = _Table(chart, lang)
    looks = series_looks(chart)
    keys = list(looks)
    own = chart.options.get("scale", "row") == "row"
    goals = [n for n, series in enumerate(keys) if series in chart.series("target")]
    past = [n for n in range(len(keys)) if n not in goals]
    rows = [
        chart.rows(series=series).drop_duplicates("category").set_index("category")
        for series in keys
    ]
    for n, series in enumerate(keys):
        values = [_cell(rows[n], c, "value") for c in table.order]
        table.number(f"value{n}", chart.series_name(series, lang), values)
    table.units_and_formats()
    positions = _positions(table, keys, goals, own=own)
    texts = [_texts(table, rows[n], n, keys) for n in range(len(keys))]
    low, high, step = row_axis(chart) if own else value_axis(chart)
    foot = frame.tick * 2.0
    plot, pitch, broken, notes = _layout(table, frame, frame.label * 5.0, foot)

    series_list: list[Series] = []
    if len(past) > 1:
        _ends(table, "past", past, positions, lang)
        heading = word("joined", lang)
        table.join("past", heading, "past_from", "past_to")
        series_list.append(Series("past", x="past_x", stroke=Stroke(BLUE, 3.0)))
    if goals and past:
        table.join("ahead", word("ahead", lang), f"position{past[-1]}", f"position{goals[0]}")
        series_list.append(Series("ahead", x="ahead_x", stroke=Stroke(RED, 1.8, "sysDot")))

    def px(position: float) -> float:
        return plot.x0 + (position - low) / (high - low) * (plot.x1 - plot.x0)

    moves = _apart(positions, texts, px, frame, lang)
    for n, series in enumerate(keys):
        colour, marker = looks[series]
        symbol = look.SYMBOLS.get(marker, "circle")
        size = 11 if symbol == "diamond" else 9
        name = chart.series_name(series, lang)
        heights = [
            None if p is None else h for p, h in zip(positions[n], table.heights, strict=True)
        ]
        table.helper(f"y{n}", name, heights, number="0")
        ink = GREY if colour == FAINT else colour
        labels = tuple(
            Label(i, "cell", "t", ink, frame.small, n in goals, text=f"text{n}", dx=moves[n][i])
            for i, text in enumerate(texts[n])
            if text is not None
        )
        open_ = [
            i
            for i, c in enumerate(table.order)
            if c in rows[n].index and rows[n].loc[c, "status"] in OPEN
        ]
        series_list.append(
            Series(
                f"y{n}",
                x=f"position{n}",
                mark=Mark(symbol, size, colour, PAPER, 1.0),
                marks=tuple((i, Mark(symbol, size, PAPER, colour, 2.0)) for i in open_),
                labels=labels,
            )
        )
    series_list.append(_names(table, broken, low, frame.label))
    across = Axis(low, high, step, "0" if own else number_format(spec(chart)))
    words = besides(notes, plot, pitch, frame, lang, plot.x1 + frame.label * 1.6)
    return _native(table, series_list, frame, plot, across, foot, words)


def _cell(rows: Any, category: str, column: str) -> Cell:
    value = rows[column].get(category)
    return None if value is None or value != value else float(value)


def _positions(
    table: _Table, keys: Sequence[str], goals: Sequence[int], *, own: bool
) -> list[list[float | None]]:
    """Add each value's position along the axis: itself, or its share of the row's reference."""
    chart, lang = table.chart, table.lang
    data = {column.key: column.values for column in table.data}
    factors = [1.0] * len(table.order)
    if own:
        formula = "MAX(" + ",".join(f"{{value{n}}}" for n in range(len(keys))) + ")"
        for n in goals:
            formula = f"IF(ISNUMBER({{value{n}}}),{{value{n}}},{formula})"
        references = [row_reference(chart, c) for c in table.order]
        table.helper("reference", word("reference", lang), references, formula, number="General")
        factors = [100 / r if r else 0.0 for r in references]
    out = []
    for n, series in enumerate(keys):
        values = data[f"value{n}"]
        at = [
            None if v is None else float(v) * factor
            for v, factor in zip(values, factors, strict=True)
        ]
        formula = f"{{value{n}}}/{{reference}}*100" if own else f"{{value{n}}}+0"
        heading = word("position", lang, name=chart.series_name(series, lang))
        table.helper(f"position{n}", heading, at, formula, number="0.00")
        out.append(at)
    return out


def _texts(table: _Table, rows: Any, n: int, keys: Sequence[str]) -> list[Cell]:
    """Add the numbers as written; long units stand at the last series only."""
    chart, lang = table.chart, table.lang
    last = n == len(keys) - 1
    texts: list[Cell] = []
    for i, category in enumerate(table.order):
        if _cell(rows, category, "value") is None:
            texts.append(None)
            continue
        whole = last or len(table.units[i]) <= 1
        texts.append(chart.value_text(rows.loc[category], lang, unit=whole))
    tail = "{unit}" if last else 'IF(LEN({unit})>1,"",{unit})'
    heading = word("text", lang, name=chart.series_name(keys[n], lang))
    table.helper(f"text{n}", heading, texts, f"TEXT({{value{n}}},{{format}})&{tail}", number="@")
    return texts


def _ends(
    table: _Table,
    key: str,
    series: Sequence[int],
    positions: list[list[float | None]],
    lang: str,
) -> None:
    """Add the first and the last position among some series."""
    every = ",".join(f"{{position{n}}}" for n in series)
    for side, pick, function in (("from", min, "MIN"), ("to", max, "MAX")):
        ends: list[Cell] = []
        for i in range(len(table.order)):
            known = [float(p) for n in series if (p := positions[n][i]) is not None]
            ends.append(pick(known) if known else None)
        heading = word(side, lang)
        table.helper(f"{key}_{side}", heading, ends, f"{function}({every})", number="0.00")


def _apart(
    positions: list[list[float | None]],
    texts: list[list[Cell]],
    px: Any,
    frame: Frame,
    lang: str,
) -> list[list[float]]:
    """Return how far each number moves aside so that those of a row do not touch."""
    out = [[0.0] * len(row) for row in positions]
    for i in range(len(positions[0])):
        present = [n for n in range(len(positions)) if positions[n][i] is not None]
        places = [px(positions[n][i]) for n in present]
        widths = [
            look.width(str(texts[n][i]), frame.small, lang, bold=True) + frame.small * 0.6
            for n in present
        ]
        for n, place, centre in zip(
            present, places, stack(places, widths, 0.0, frame.width), strict=True
        ):
            out[n][i] = round(centre - place, 2) / frame.width
    return out


# --- intervals ---------------------------------------------------------------------------------


def intervals(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, Plan]]:
    """Return one strip per category: the implied interval and the published value."""
    from cqdata.briefing.forms.bars import judged

    table = _Table(chart, lang)
    implied = chart.rows("implied").drop_duplicates("category").set_index("category")
    published = chart.rows("published").drop_duplicates("category").set_index("category")
    name, other = (
        chart.series_name(chart.series(kind)[0], lang) if chart.series(kind) else ""
        for kind in ("implied", "published")
    )
    lows = [_cell(implied, c, "low") for c in table.order]
    highs = [_cell(implied, c, "high") for c in table.order]
    values = [_cell(published, c, "value") for c in table.order]
    table.number("low", word("low", lang, band=name), lows)
    table.number("high", word("high", lang, band=name), highs)
    table.number("value", other, values)
    table.data += judged(chart, lang, table.order)
    table.units_and_formats()
    shared = chart.options.get("scale", "row") == "shared"
    shares = _shares(table, lows, highs, values, shared=shared, other=other)
    texts = _interval_texts(table, implied, published, name, other)

    foot = 4.0
    plot, pitch, broken, notes = _layout(table, frame, frame.small * 5.4, foot, extra=1)
    beside = pitch < frame.small * 3.4
    small = min(frame.small, pitch / (2.3 if beside else 3.4))
    thick = min(5.0, pitch * 0.2)
    reds = [
        n
        for n, c in enumerate(table.order)
        if "inconsistent" in set(chart.data.loc[chart.data["category"] == c, "verdict"])
    ]
    wide = plot.x1 - plot.x0

    def held(position: Cell, text: Cell) -> float:
        """Return how far a number moves so that it stays within the strip."""
        half = look.width(str(text), small, lang, bold=True) / 2
        x = float(position or 0) * wide
        return (min(max(x, half), wide - half) - x) / frame.width

    names = _names(table, broken, 0.0, frame.label)
    table.join("strip", name, "from", "to")
    size = 10 if pitch > 22 else 8
    rooms = [
        (look.width(str(text or ""), small, lang) + 8) / wide if beside else 1.0
        for text in texts["strip"]
    ]
    anchors = _anchors(table, shares, rooms)
    table.helper("strip_y", word("middle", lang), table.heights, number="0")
    strip_labels = []
    for n, text in enumerate(texts["strip"]):
        at, side = anchors[n]
        if text is None or at is None:
            continue
        dx = held(at, text) if side == "b" else 0.0
        strip_labels.append(Label(n, "cell", side, BLUE, small, text="strip_text", dx=dx))
    # Marks of another colour are a series of their own: not every program colours single marks.
    kinds = [("dot_y", INK, [n for n in range(len(table.order)) if n not in reds])]
    kinds += [("dot_bad", RED, reds)] if reds else []
    for key, _, rows in kinds:
        dots = [
            h if n in rows and shares["dot"][n] is not None else None
            for n, h in enumerate(table.heights)
        ]
        table.helper(key, other, dots, number="0")
    series = [
        Series("strip", x="strip_x", stroke=Stroke(BLUE, thick)),
        Series("strip_y", x="anchor", labels=tuple(strip_labels)),
    ]
    for key, colour, rows in kinds:
        labels = tuple(
            Label(
                n, "cell", "t", colour, small, True, text="dot_text", dx=held(shares["dot"][n], t)
            )
            for n, t in enumerate(texts["dot"])
            if t is not None and n in rows
        )
        mark = Mark("diamond", size, colour, PAPER, 1.0)
        series.append(Series(key, x="dot", mark=mark, labels=labels))
    series.append(names)
    words = besides(notes, plot, pitch, frame, lang, plot.x1 + 14, first=1.0)
    across = Axis(0.0, 1.0, 0.25, "0", shown=False, grid=False)
    return _native(table, series, frame, plot, across, foot, words, centred=True)


def _anchors(
    table: _Table, shares: dict[str, list[float | None]], rooms: Sequence[float]
) -> list[tuple[float | None, str]]:
    """Add the points at which intervals are written; return them with the side of the text.

    `rooms` are the texts' widths as shares of the strip. A text stands beside its interval, away
    from the published value, where it has room there, else below.
    """
    out: list[tuple[float | None, str]] = []
    formulas = []
    for left, right, dot, room in zip(
        shares["from"], shares["to"], shares["dot"], rooms, strict=True
    ):
        if left is None or right is None:
            out.append((None, "b"))
            formulas.append("")
        elif right + room <= 1.02 and not (dot is not None and dot > right):
            out.append((right, "r"))
            formulas.append("{to}+0")
        elif left - room >= -0.02 and not (dot is not None and dot < left):
            out.append((left, "l"))
            formulas.append("{from}+0")
        else:
            out.append(((left + right) / 2, "b"))
            formulas.append("({from}+{to})/2")
    values = tuple(at for at, _ in out)
    heading = word("middle", table.lang)
    table.helpers.append(
        Column("anchor", heading, values, "0.0000", formulas=tuple(formulas), aid=True)
    )
    return out


def _shares(
    table: _Table,
    lows: Sequence[Cell],
    highs: Sequence[Cell],
    values: Sequence[Cell],
    *,
    shared: bool,
    other: str,
) -> dict[str, list[float | None]]:
    """Add where each number stands on its strip, 0 at the left end and 1 at the right."""
    lang = table.lang
    ends: list[tuple[float, float]] = []
    rows = range(len(table.order))
    for i in rows:
        pool = rows if shared else (i,)
        known = [float(v) for k in pool for v in (lows[k], highs[k], values[k]) if v is not None]
        bottom, top = min(known), max(known)
        air = (top - bottom) * 0.55 or abs(top) * 0.01 or 1.0
        ends.append((bottom - air, top + air))
    given = "{low:},{high:},{value:}" if shared else "{low},{high},{value}"
    spread = f"(MAX({given})-MIN({given}))"
    air_formula = f"IF({spread}>0,{spread}*0.55,IF(MAX({given})<>0,ABS(MAX({given}))*0.01,1))"
    table.helper(
        "lowest", word("lowest", lang), [a for a, _ in ends], f"MIN({given})-{air_formula}"
    )
    table.helper(
        "highest", word("highest", lang), [b for _, b in ends], f"MAX({given})+{air_formula}"
    )

    def share(i: int, value: Cell) -> float | None:
        bottom, top = ends[i]
        return None if value is None else (float(value) - bottom) / (top - bottom)

    lefts = [0.0 if (s := share(i, v)) is None else s for i, v in enumerate(lows)]
    rights = [1.0 if (s := share(i, v)) is None else s for i, v in enumerate(highs)]
    wide = [
        (min(a, (a + b - _THINNEST) / 2), max(b, (a + b + _THINNEST) / 2))
        for a, b in zip(lefts, rights, strict=True)
    ]

    def place(key: str) -> str:
        return f"({{{key}}}-{{lowest}})/({{highest}}-{{lowest}})"

    left = f"IF(ISNUMBER({{low}}),{place('low')},0)"
    right = f"IF(ISNUMBER({{high}}),{place('high')},1)"
    out: dict[str, list[float | None]] = {
        "from": [a for a, _ in wide],
        "to": [b for _, b in wide],
        "dot": [share(i, v) for i, v in enumerate(values)],
    }
    table.helper(
        "from", word("from", lang), out["from"], f"MIN({left},({left}+{right}-{_THINNEST})/2)"
    )
    table.helper("to", word("to", lang), out["to"], f"MAX({right},({left}+{right}+{_THINNEST})/2)")
    table.helper("dot", word("position", lang, name=other), out["dot"], place("value"))
    return out


def _interval_texts(
    table: _Table, implied: Any, published: Any, name: str, other: str
) -> dict[str, list[Cell]]:
    """Add the intervals and the published values as written."""
    chart, lang = table.chart, table.lang
    strips: list[Cell] = []
    for category in table.order:
        if category not in implied.index:
            strips.append(None)
            continue
        row = implied.loc[category]
        low = chart.value_text(row, lang, column="low", unit=False)
        high = chart.value_text(row, lang, column="high")
        if not low:
            strips.append(f"< {high}")
        elif not high:
            strips.append(f"> {chart.value_text(row, lang, column='low')}")
        else:
            strips.append(WORDS[lang]["range"].format(low=low, high=high))
    between = WORDS[lang]["range"].format(low="", high="")
    low_cell, high_cell = "TEXT({low},{format})", "TEXT({high},{format})&{unit}"
    table.helper(
        "strip_text",
        word("text", lang, name=name),
        strips,
        f'IF(NOT(ISNUMBER({{low}})),"< "&{high_cell},IF(NOT(ISNUMBER({{high}})),'
        f'"> "&{low_cell}&{{unit}},{low_cell}&"{between}"&{high_cell}))',
        number="@",
    )
    dots: list[Cell] = [
        chart.value_text(published.loc[c], lang) or None if c in published.index else None
        for c in table.order
    ]
    heading = word("text", lang, name=other)
    table.helper("dot_text", heading, dots, "TEXT({value},{format})&{unit}", number="@")
    return {"strip": strips, "dot": dots}
