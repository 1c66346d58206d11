"""Text and plain shapes on slides: every run carries its Latin and its East Asian font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cqdata.briefing.look import emu
from cqdata.briefing.templates import render


@dataclass(frozen=True)
class Piece:
    """A text, in lines if it has several. Size 0 and no colour are inherited."""

    text: str
    size: float = 0.0
    colour: str = ""
    bold: bool | None = None


@dataclass(frozen=True)
class Paragraph:
    """Pieces with an alignment (``l r ctr``), a line pitch and a space before, in points."""

    pieces: tuple[Piece, ...]
    align: str = ""
    pitch: float = 0.0
    before: float = 0.0


def fill(body: Any, paragraphs: Sequence[Paragraph], lang: str) -> None:
    """Put paragraphs into a text body (``p:txBody`` or ``a:txBody``), in place of its own."""
    from pptx.oxml import parse_xml

    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
    for old in body.findall(name):
        body.remove(old)
    for one in parse_xml(render("slide/text.xml", paragraphs=paragraphs, lang=lang)):
        body.append(one)


def place(shape: Any, box: tuple[float, float, float, float]) -> None:
    """Put a shape at (x, y, width, height) in points."""
    shape.left, shape.top, shape.width, shape.height = (emu(v) for v in box)


_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext '
    'uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)


def _decorative(shape: Any, name: str) -> None:
    """Name a shape that readers pass over, and take away its style, which has a shadow."""
    from pptx.oxml import parse_xml

    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].append(parse_xml(_DECORATIVE))
    for style in shape._element.xpath("p:style"):
        shape._element.remove(style)


def text_box(
    shapes: Any,
    name: str,
    box: tuple[float, float, float, float],
    paragraphs: Sequence[Paragraph],
    lang: str,
) -> None:
    """Add a text box without insets, its text at the top."""
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

    made = shapes.add_textbox(*(emu(v) for v in box))
    made.name = name
    frame = made.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_top = frame.margin_right = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    fill(frame._txBody, paragraphs, lang)


def line(
    shapes: Any,
    name: str,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float,
) -> None:
    """Add a decorative straight line."""
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_CONNECTOR

    made = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(emu(v) for v in (*start, *end)))
    _decorative(made, name)
    made.line.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    made.line.width = emu(width)
