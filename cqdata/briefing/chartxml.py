"""A native chart as DrawingML, for slides and workbooks alike.

The elements of a chart come in the order that the schema asks for; programs that read these files
drop or refuse what stands elsewhere. References are to the cells of the grid, with their present
values as cache, so that a chart is right before anything is recalculated and follows when it is.
"""

from __future__ import annotations

import uuid
from html import escape

from cqdata.briefing.grid import Cell
from cqdata.briefing.look import EMU, TAG, run_properties, solid
from cqdata.briefing.native import Axis, Group, Label, Mark, NativeChart, Series, Stroke, Whisker
from cqdata.charts.style import GREY, GRID, INK

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST, _SECOND = "50010", "50020"
_LABEL_EXT = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_RANGE_EXT = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_BARE = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_NAMESPACE = uuid.UUID("6f1b2a52-6f6e-5d0a-8a57-0b3a0f6f4c11")


def chart_xml(chart: NativeChart, workbook: str = "") -> bytes:
    """Return a chart part.

    Parameters
    ----------
    chart : NativeChart
        What to draw.
    workbook : str
        Relationship id of the embedded workbook, empty inside a workbook.
    """
    plot = "".join(_group(chart, group) for group in chart.groups) + _axes(chart)
    external = f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData>'
    return (
        f"{_HEAD}<c:chartSpace {_SPACES}>"
        '<c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{_inner(chart)}{plot}'
        f"{_BARE}</c:plotArea>"
        '<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{_BARE}{_text_properties(chart.text, GREY, chart.lang)}"
        f"{external if workbook else ''}</c:chartSpace>"
    ).encode()


# --- text and shapes ---------------------------------------------------------------------------


def _line(stroke: Stroke | None) -> str:
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    tip = '<a:tailEnd type="triangle"/>' if stroke.arrow else ""
    cap = "rnd" if stroke.dash == "solid" and stroke.width < 4 else "flat"
    return (
        f'<a:ln w="{round(stroke.width * EMU)}" cap="{cap}">'
        f'{solid(stroke.colour)}<a:prstDash val="{stroke.dash}"/><a:round/>{tip}</a:ln>'
    )


def _text_properties(size: float, colour: str, lang: str, *, turn: int | None = None) -> str:
    body = "<a:bodyPr/>" if turn is None else f'<a:bodyPr rot="{turn}" vert="horz"/>'
    look = run_properties("defRPr", lang, size, colour, False)
    return (
        f"<c:txPr>{body}<a:lstStyle/><a:p><a:pPr>{look}"
        f'</a:pPr><a:endParaRPr lang="{TAG[lang]}"/></a:p></c:txPr>'
    )


def _share(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"


def _inner(chart: NativeChart) -> str:
    box = chart.inner
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/><c:x val="{_share(box.x)}"/><c:y val="{_share(box.y)}"/>'
        f'<c:w val="{_share(box.w)}"/><c:h val="{_share(box.h)}"/></c:manualLayout></c:layout>'
    )


# --- references --------------------------------------------------------------------------------


def _number(value: Cell) -> str:
    return repr(float(value)) if isinstance(value, int | float) else ""


def _points(values: tuple[Cell, ...], text: bool) -> str:
    out = [f'<c:ptCount val="{len(values)}"/>']
    for n, value in enumerate(values):
        if value is None:
            continue
        shown = escape(str(value), quote=False) if text else _number(value)
        out.append(f'<c:pt idx="{n}"><c:v>{shown}</c:v></c:pt>')
    return "".join(out)


def _cells(chart: NativeChart, key: str) -> tuple[Cell, ...]:
    values = chart.grid[key].values
    return values if chart.part is None else values[slice(*chart.part)]


def _span(chart: NativeChart, key: str) -> str:
    return escape(chart.grid.span(key, chart.part), quote=False)


def _numbers(chart: NativeChart, key: str) -> str:
    code = escape(chart.grid[key].number, quote=False)
    return (
        f"<c:numRef><c:f>{_span(chart, key)}</c:f><c:numCache>"
        f"<c:formatCode>{code}</c:formatCode>{_points(_cells(chart, key), False)}"
        "</c:numCache></c:numRef>"
    )


def _strings(chart: NativeChart, key: str) -> str:
    return (
        f"<c:strRef><c:f>{_span(chart, key)}</c:f>"
        f"<c:strCache>{_points(_cells(chart, key), True)}</c:strCache></c:strRef>"
    )


def _categories(chart: NativeChart) -> str:
    values = chart.grid[chart.category].values
    text = any(isinstance(value, str) for value in values)
    inside = _strings if text else _numbers
    return f"<c:cat>{inside(chart, chart.category)}</c:cat>"


# --- series ------------------------------------------------------------------------------------


def _group(chart: NativeChart, group: Group) -> str:
    order = {
        series.key + group_.kind: n
        for n, (group_, series) in enumerate(
            (group_, series) for group_ in chart.groups for series in group_.series
        )
    }
    body = "".join(
        _series(chart, group, series, order[series.key + group.kind]) for series in group.series
    )
    ids = f'<c:axId val="{_FIRST}"/><c:axId val="{_SECOND}"/>'
    if group.kind == "area":
        return (
            '<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f"{body}{ids}</c:areaChart>"
        )
    if group.kind == "line":
        return (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{body}<c:marker val="1"/>{ids}</c:lineChart>'
        )
    if group.kind == "bar":
        return (
            '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
            f'<c:varyColors val="0"/>{body}<c:gapWidth val="{group.gap}"/>'
            f'<c:overlap val="{group.overlap}"/>{ids}</c:barChart>'
        )
    return (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f"{body}{ids}</c:scatterChart>"
    )


def _series(chart: NativeChart, group: Group, series: Series, order: int) -> str:
    grid, kind = chart.grid, group.kind
    name = grid[series.key].heading
    parts = [
        f'<c:idx val="{order}"/><c:order val="{order}"/>',
        f"<c:tx><c:strRef><c:f>{escape(grid.heading(series.key), quote=False)}</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name, quote=False)}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>",
    ]
    fill = ""
    if kind in ("area", "bar"):
        fill = solid(series.fill) if series.fill else "<a:noFill/>"
    parts.append(f"<c:spPr>{fill}{_line(series.stroke)}</c:spPr>")
    if kind in ("line", "scatter"):
        parts.append(_mark(series.mark))
        parts += [
            f'<c:dPt><c:idx val="{n}"/>{_mark(mark)}<c:bubble3D val="0"/>'
            f"<c:spPr>{_line(series.stroke)}</c:spPr></c:dPt>"
            for n, mark in series.marks
        ]
    if kind == "bar":
        parts.append('<c:invertIfNegative val="0"/>')
        parts += [
            f'<c:dPt><c:idx val="{n}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
            f"<c:spPr>{solid(fill)}{_line(Stroke(edge, 1.4) if edge else None)}</c:spPr></c:dPt>"
            for n, fill, edge in series.fills
        ]
    if series.labels:
        parts.append(_labels(chart, series))
    if series.trend is not None:
        parts.append(
            f"<c:trendline><c:spPr>{_line(series.trend)}</c:spPr>"
            '<c:trendlineType val="linear"/><c:forward val="0.5"/><c:backward val="0.5"/>'
            '<c:dispRSqr val="0"/><c:dispEq val="0"/></c:trendline>'
        )
    parts += [_whisker(chart, whisker, kind) for whisker in series.whiskers]
    if kind == "scatter":
        parts.append(f"<c:xVal>{_numbers(chart, series.x)}</c:xVal>")
        parts.append(f"<c:yVal>{_numbers(chart, series.key)}</c:yVal>")
    else:
        parts.append(_categories(chart))
        parts.append(f"<c:val>{_numbers(chart, series.key)}</c:val>")
    if kind in ("line", "scatter"):
        parts.append('<c:smooth val="0"/>')
    parts.append(_label_range(chart, series))
    return f"<c:ser>{''.join(parts)}</c:ser>"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    return (
        f'<c:marker><c:symbol val="{mark.symbol}"/><c:size val="{mark.size}"/><c:spPr>'
        f"{solid(mark.fill)}{_line(Stroke(mark.edge, mark.edge_width))}</c:spPr></c:marker>"
    )


def _whisker(chart: NativeChart, whisker: Whisker, kind: str) -> str:
    # Lines and bars know but one direction, and programs differ on whether to name it.
    direction = '<c:errDir val="y"/>' if kind == "scatter" else ""
    return (
        f'<c:errBars>{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="{int(not whisker.caps)}"/>'
        f"<c:plus>{_numbers(chart, whisker.plus)}</c:plus>"
        f"<c:minus>{_numbers(chart, whisker.minus)}</c:minus>"
        f"<c:spPr>{_line(whisker.stroke)}</c:spPr></c:errBars>"
    )


# --- labels ------------------------------------------------------------------------------------

_HIDDEN = (
    '<c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def _labels(chart: NativeChart, series: Series) -> str:
    body = "".join(_label(chart, series, label) for label in series.labels)
    extension = (
        f'<c:extLst><c:ext uri="{_LABEL_EXT}"><c15:showLeaderLines val="{int(series.leaders)}"/>'
        "</c:ext></c:extLst>"
    )
    return f"<c:dLbls>{body}{_HIDDEN}{extension}</c:dLbls>"


def _label(chart: NativeChart, series: Series, label: Label) -> str:
    """Return a label: a number or name that follows its cell, a cell's text, or a text."""
    look = (chart.lang, label.size, label.colour, label.bold)
    look_of, run = run_properties("defRPr", *look), run_properties("rPr", *look)
    end = f'<a:endParaRPr lang="{TAG[chart.lang]}"/>'
    body = '<a:bodyPr wrap="none" anchor="ctr"/><a:lstStyle/>'
    said, shown, tail = "", _HIDDEN, ""
    if label.show == "text":
        align = {"l": "r", "r": "l"}.get(label.position, "ctr")
        said = "".join(
            f'<a:p><a:pPr algn="{align}">{look_of}</a:pPr>'
            f"<a:r>{run}<a:t>{escape(line, quote=False)}</a:t></a:r></a:p>"
            for line in label.text.split("\n")
        )
        shown = _HIDDEN.replace('<c:showVal val="0"/>', '<c:showVal val="1"/>')
    elif label.show == "cell":
        text = escape(str(_cells(chart, label.text)[label.index] or ""), quote=False)
        number = str(uuid.uuid5(_NAMESPACE, f"{label.text} {label.index}")).upper()
        said = (
            f'<a:p><a:pPr>{look_of}</a:pPr><a:fld id="{{{number}}}" type="CELLRANGE">{run}'
            f"<a:pPr>{look_of}</a:pPr><a:t>{text}</a:t></a:fld>{end}</a:p>"
        )
        tail = (
            f'<c:extLst><c:ext uri="{_LABEL_EXT}"><c15:showDataLabelsRange val="1"/></c:ext>'
            "</c:extLst>"
        )
    else:
        for flag, cases in (("Val", ("value", "both")), ("SerName", ("name", "both"))):
            if label.show in cases:
                shown = shown.replace(f'show{flag} val="0"', f'show{flag} val="1"')
        tail = f"<c:separator>{label.separator}</c:separator>" if label.show == "both" else ""
    text = f"<c:tx><c:rich>{body}{said}</c:rich></c:tx>" if said else ""
    code, look_ = "", ""
    if not said:
        code = f'<c:numFmt formatCode="{escape(label.number)}" sourceLinked="0"/>'
        look_ = f"<c:txPr>{body}<a:p><a:pPr>{look_of}</a:pPr>{end}</a:p></c:txPr>"
    layout = ""
    if label.dx or label.dy:
        layout = (
            f'<c:layout><c:manualLayout><c:x val="{_share(label.dx)}"/>'
            f'<c:y val="{_share(label.dy)}"/></c:manualLayout></c:layout>'
        )
    return (
        f'<c:dLbl><c:idx val="{label.index}"/>{layout}{text}{code}{_BARE}{look_}'
        f'<c:dLblPos val="{label.position}"/>{shown}{tail}</c:dLbl>'
    )


def _label_range(chart: NativeChart, series: Series) -> str:
    keys = {label.text for label in series.labels if label.show == "cell"}
    if not keys:
        return ""
    (key,) = keys  # one column of texts per series
    return (
        f'<c:extLst><c:ext uri="{_RANGE_EXT}"><c15:datalabelsRange>'
        f"<c15:f>{_span(chart, key)}</c15:f>"
        f"<c15:dlblRangeCache>{_points(_cells(chart, key), True)}</c15:dlblRangeCache>"
        "</c15:datalabelsRange></c:ext></c:extLst>"
    )


# --- axes --------------------------------------------------------------------------------------


def _axes(chart: NativeChart) -> str:
    if chart.across is not None:
        across = _value_axis(chart, chart.across, "b", (_FIRST, _SECOND))
        return across + _value_axis(chart, chart.value, "l", (_SECOND, _FIRST))
    lying = any(group.kind == "bar" for group in chart.groups)
    side = "t" if lying else "l"
    return _category_axis(chart, lying=lying) + _value_axis(
        chart, chart.value, side, (_SECOND, _FIRST), lying=lying
    )


def _category_axis(chart: NativeChart, *, lying: bool) -> str:
    kind, own = "catAx", '<c:tickLblSkip val="1"/><c:tickMarkSkip val="1"/>'
    tail = '<c:noMultiLvlLbl val="1"/>'
    if chart.dated:
        kind, tail = "dateAx", ""
        own = '<c:baseTimeUnit val="months"/><c:majorUnit val="1"/><c:majorTimeUnit val="years"/>'
    align = "" if chart.dated else '<c:lblAlgn val="ctr"/>'
    code = escape(chart.grid[chart.category].number)
    colour = INK if lying else GREY
    return (
        f'<c:{kind}><c:axId val="{_FIRST}"/><c:scaling>'
        f'<c:orientation val="{"maxMin" if lying else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if lying else "b"}"/>'
        f'<c:numFmt formatCode="{code}" sourceLinked="0"/>'
        f'<c:majorTickMark val="{"none" if lying else "out"}"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"none" if chart.unnamed else "low"}"/>'
        f"<c:spPr>{_line(Stroke(INK, 0.9))}</c:spPr>"
        f"{_text_properties(chart.text, colour, chart.lang, turn=0)}"
        f'<c:crossAx val="{_SECOND}"/><c:crosses val="{"autoZero" if lying else "min"}"/>'
        f'<c:auto val="0"/>{align}<c:lblOffset val="60"/>{own}{tail}</c:{kind}>'
    )


def _value_axis(
    chart: NativeChart,
    axis: Axis,
    side: str,
    ids: tuple[str, str],
    *,
    lying: bool = False,
) -> str:
    lines = f"<c:majorGridlines><c:spPr>{_line(Stroke(GRID, 0.75))}</c:spPr></c:majorGridlines>"
    scatter = chart.across is not None
    return (
        f'<c:valAx><c:axId val="{ids[0]}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{axis.high!r}"/><c:min val="{axis.low!r}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{lines if axis.grid else ""}'
        f'<c:numFmt formatCode="{escape(axis.number)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"nextTo" if axis.shown else "none"}"/>'
        f"<c:spPr>{_line(None)}</c:spPr>{_text_properties(chart.text, GREY, chart.lang)}"
        f'<c:crossAx val="{ids[1]}"/><c:crosses val="{"min" if scatter else "autoZero"}"/>'
        f'<c:crossBetween val="{"between" if lying else "midCat"}"/>'
        f'<c:majorUnit val="{axis.step!r}"/></c:valAx>'
    )
