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


def add(slide: Any, template: str, **values: Any) -> None:
    """Add a shape of ``slide/``."""
    from pptx.oxml import parse_xml

    xml = render(f"slide/{template}.xml", shape=slide.shapes._next_shape_id, **values)
    slide.shapes._spTree.append(parse_xml(xml))
