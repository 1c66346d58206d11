"""The deck's theme, master and layout: wide pages, our fonts and colours, real placeholders.

Master, layout and styles stand in ``slide/``; their names and language are filled in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cqdata.briefing.look import EMU, SCREEN, TAG
from cqdata.briefing.parts import drop
from cqdata.briefing.templates import render
from cqdata.charts.style import BLUE, GREY, INK, OCHRE, PAPER, PLUM, RED, SHADE, SKY, TEAL
from cqdata.charts.words import word

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, HIGH = 960, 540  # points
MARGIN = 44
SUBTITLE, FOOTER = 10, 11  # indices of placeholders on the chart layout

_NAMES = ("master", "chart", "title", "subtitle", "footer", "number", "accent", "text")


def presentation(lang: str) -> Presentation:
    """Return an empty wide presentation with one layout, that of charts."""
    from pptx import Presentation as new
    from pptx.oxml.ns import qn
    from pptx.util import Emu

    deck = new()
    deck.slide_width, deck.slide_height = Emu(WIDE * EMU), Emu(HIGH * EMU)
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)
    layouts = list(deck.slide_layouts)
    for spare in layouts[:5] + layouts[6:]:
        deck.slide_layouts.remove(spare)
    master, layout = deck.slide_master.element, layouts[5].element
    names = {name: word(f"slide_{name}", lang) for name in _NAMES} | {"tag": TAG[lang]}
    _replace(master, "cSld", render("slide/master.xml", **names))
    _replace(master, "txStyles", render("slide/styles.xml", **names))
    _replace(layout, "cSld", render("slide/layout.xml", **names))
    layout.attrib.pop("type", None)
    layout.set("userDrawn", "1")
    for relations in (deck.part.package._rels, deck.part.rels):
        drop(relations, "/thumbnail", "/printerSettings")
    return deck


def _replace(element: Any, name: str, xml: str) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    element.replace(element.find(qn(f"p:{name}")), parse_xml(xml))


def parts(lang: str) -> dict[str, bytes]:
    """Return parts of a deck: theme of slides and notes, and properties that tell nothing.

    Its fonts are Latin and East Asian; its shapes have no gradients and no shadows.
    """
    colours = {
        "dk1": INK, "lt1": PAPER, "dk2": GREY, "lt2": SHADE, "accent1": BLUE, "accent2": RED,
        "accent3": TEAL, "accent4": OCHRE, "accent5": PLUM, "accent6": SKY, "hlink": BLUE,
        "folHlink": PLUM,
    }  # fmt: skip
    theme = render("slide/theme.xml", colours=colours, fonts=SCREEN[lang]).encode()
    return {
        "ppt/theme/theme1.xml": theme,
        "ppt/theme/theme2.xml": theme,
        "docProps/app.xml": render("app.xml", program="PowerPoint").encode(),
    }
