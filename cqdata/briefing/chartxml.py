"""A native chart as DrawingML, for slides and workbooks alike.

Its markup stands in ``chart/space.xml``. References are to the cells of the grid, with their
present values as cache, so that a chart is right before anything is recalculated and follows when
it is.
"""

from __future__ import annotations

from cqdata.briefing.grid import Cell
from cqdata.briefing.native import NativeChart, Stroke
from cqdata.briefing.templates import render
from cqdata.charts.style import GREY, GRID, INK


def chart_xml(chart: NativeChart) -> bytes:
    """Return the part of a chart."""
    from lxml import etree

    xml = render(
        "chart/space.xml", chart=chart, share=_share, number=_number, ink=INK, grey=GREY,
        axis_line=Stroke(INK, 0.9), grid_line=Stroke(GRID, 0.75),
    )  # fmt: skip
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _share(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"


def _number(value: Cell) -> str:
    return repr(float(value)) if isinstance(value, int | float) else ""
