"""The deck's theme, master and layout: wide pages, our fonts and colours, real placeholders.

Master, layout and styles stand in ``slide/``; their names and language are filled in here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cqdata.briefing.look import EMU, SCREEN, TAG
from cqdata.briefing.parts import application
from cqdata.briefing.templates import render
from cqdata.briefing.wording import word
from cqdata.charts.style import BLUE, GREY, INK, OCHRE, PLUM, RED, SHADE, SKY, TEAL

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, HIGH = 960, 540  # points
MARGIN = 44
SUBTITLE, FOOTER, NUMBER = 10, 11, 12  # indices of placeholders on the chart layout

_NAMES = ("master", "chart", "title", "subtitle", "footer", "number", "accent", "text")


def presentation(lang: str) -> Presentation:
    """Return an empty wide presentation with one layout, that of charts."""
    from pptx import Presentation as new
    from pptx.util import Emu

    deck = new()
    deck.slide_width, deck.slide_height = Emu(WIDE * EMU), Emu(HIGH * EMU)
    size = deck.element.find(f"{{{_ns('p')}}}sldSz")
    if size is not None and "type" in size.attrib:
        del size.attrib["type"]
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
    _plain_package(deck)
    return deck


def office_theme(blob: bytes, lang: str) -> bytes:
    """Return a theme with our fonts, Latin and East Asian, and our colours."""
    from lxml import etree

    root = etree.fromstring(blob)
    a = f"{{{_ns('a')}}}"
    fonts = SCREEN[lang]
    for block in root.iter(f"{a}majorFont", f"{a}minorFont"):
        for tag, face in (("latin", fonts.latin), ("ea", fonts.east), ("cs", fonts.latin)):
            block.find(f"{a}{tag}").set("typeface", face)
        for extra in block.findall(f"{a}font"):
            if extra.get("script") in ("Hans", "Hant"):
                extra.set("typeface", fonts.east)
    colours = {
        "dk1": INK, "lt1": "#FFFFFF", "dk2": GREY, "lt2": SHADE, "accent1": BLUE, "accent2": RED,
        "accent3": TEAL, "accent4": OCHRE, "accent5": PLUM, "accent6": SKY, "hlink": BLUE,
        "folHlink": PLUM,
    }  # fmt: skip
    for name, colour in colours.items():
        slot = root.find(f".//{a}clrScheme/{a}{name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{a}srgbClr").set("val", colour.lstrip("#").upper())
    root.set("name", "cqdata")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _ns(prefix: str) -> str:
    folder = {"a": "drawingml", "p": "presentationml"}[prefix]
    return f"http://schemas.openxmlformats.org/{folder}/2006/main"


def _plain_package(deck: Presentation) -> None:
    """Drop the thumbnail and printer settings that the library's template carries."""
    package = deck.part.package
    for relations in (package._rels, deck.part.rels):
        for rid in [
            rid
            for rid, relation in relations.items()
            if relation.reltype.endswith(("/thumbnail", "/printerSettings"))
        ]:
            relations.pop(rid)


def _replace(element: Any, name: str, xml: str) -> None:
    from pptx.oxml import parse_xml

    element.replace(element.find(f"{{{_ns('p')}}}{name}"), parse_xml(xml))


def number_placeholder(shape: int, number: int, lang: str) -> str:
    """Return the slide's number as a placeholder with a field."""
    name = word("slide_number", lang)
    return render(
        "slide/number.xml", shape=shape, name=name, place=NUMBER, lang=lang, number=number
    )


def settle_part(lang: str) -> Callable[[str, bytes], bytes]:
    """Return the function that settles a deck's parts: themes, and properties that tell nothing."""

    def settle(name: str, content: bytes) -> bytes:
        if name == "docProps/app.xml":
            return application("PowerPoint").encode()
        if name.startswith("ppt/theme/"):
            return office_theme(content, lang)
        return content

    return settle
