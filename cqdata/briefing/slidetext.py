"""Text and plain shapes on slides: every run carries its Latin and its East Asian font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from cqdata.briefing.look import EMU, run_properties, solid

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


@dataclass(frozen=True)
class Piece:
    """A run of text; a line break is the text ``"\\n"``. Size 0 and no colour are inherited."""

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


def _properties(piece: Piece, lang: str) -> str:
    return run_properties("rPr", lang, piece.size, piece.colour, piece.bold)


def paragraph_xml(paragraph: Paragraph, lang: str) -> str:
    """Return a paragraph as DrawingML with its namespace."""
    inner = ""
    if paragraph.pitch:
        inner += f'<a:lnSpc><a:spcPts val="{round(paragraph.pitch * 100)}"/></a:lnSpc>'
    if paragraph.before:
        inner += f'<a:spcBef><a:spcPts val="{round(paragraph.before * 100)}"/></a:spcBef>'
    align = f' algn="{paragraph.align}"' if paragraph.align else ""
    out = f"<a:p {_A}><a:pPr{align}>{inner}</a:pPr>"
    for piece in paragraph.pieces:
        if piece.text == "\n":
            out += f"<a:br>{_properties(piece, lang)}</a:br>"
        else:
            out += (
                f"<a:r>{_properties(piece, lang)}<a:t>{escape(piece.text, quote=False)}</a:t></a:r>"
            )
    return out + "</a:p>"


def fill(body: Any, paragraphs: Sequence[Paragraph], lang: str) -> None:
    """Put paragraphs into a text body (``p:txBody`` or ``a:txBody``), in place of its own."""
    from pptx.oxml import parse_xml

    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
    for old in body.findall(name):
        body.remove(old)
    for paragraph in paragraphs:
        body.append(parse_xml(paragraph_xml(paragraph, lang)))


def place(shape: Any, box: tuple[float, float, float, float]) -> None:
    """Put a shape at (x, y, width, height) in points."""
    shape.left, shape.top, shape.width, shape.height = (round(v * EMU) for v in box)


def _append(shapes: Any, xml: str) -> Any:
    from pptx.oxml import parse_xml

    element = parse_xml(xml)
    shapes._spTree.append(element)
    return element


_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)


def _identity(shapes: Any, name: str, *, decorative: bool = False) -> str:
    """Return a new shape's name and number; readers pass over what is decorative."""
    inside = _DECORATIVE if decorative else ""
    return f'<p:cNvPr id="{shapes._next_shape_id}" name="{escape(name)}">{inside}</p:cNvPr>'


def _frame(box: tuple[float, ...]) -> str:
    x, y, w, h = (round(v * EMU) for v in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def text_box(
    shapes: Any,
    name: str,
    box: tuple[float, float, float, float],
    paragraphs: Sequence[Paragraph],
    lang: str,
    *,
    anchor: str = "t",
    wrap: bool = True,
) -> None:
    """Add a text box without insets."""
    body = "".join(paragraph_xml(paragraph, lang) for paragraph in paragraphs)
    _append(
        shapes,
        f'<p:sp {_P} {_A}><p:nvSpPr>{_identity(shapes, name)}<p:cNvSpPr txBox="1"/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr>{_frame(box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        f'<a:bodyPr wrap="{"square" if wrap else "none"}" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="{anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle/>{body}</p:txBody></p:sp>',
    )


def shape(
    shapes: Any,
    name: str,
    box: tuple[float, float, float, float],
    colour: str,
    *,
    form: str = "rect",
    edge: str = "",
) -> None:
    """Add a decorative filled shape: no style, no shadow."""
    line = solid(edge) if edge else "<a:noFill/>"
    _append(
        shapes,
        f"<p:sp {_P} {_A}><p:nvSpPr>{_identity(shapes, name, decorative=True)}<p:cNvSpPr/>"
        "<p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_frame(box)}"
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{solid(colour)}'
        f'<a:ln w="{EMU}">{line}</a:ln></p:spPr></p:sp>',
    )


def line(
    shapes: Any,
    name: str,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float,
    *,
    dash: str = "solid",
) -> None:
    """Add a decorative straight line."""
    corner = tuple(min(a, b) for a, b in zip(start, end, strict=True))
    box = (*corner, abs(start[0] - end[0]), abs(start[1] - end[1]))
    _append(
        shapes,
        f"<p:cxnSp {_P} {_A}><p:nvCxnSpPr>{_identity(shapes, name, decorative=True)}"
        "<p:cNvCxnSpPr/><p:nvPr/>"
        f"</p:nvCxnSpPr><p:spPr>{_frame(box)}"
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="{round(width * EMU)}">{solid(colour)}<a:prstDash val="{dash}"/></a:ln>'
        "</p:spPr></p:cxnSp>",
    )
