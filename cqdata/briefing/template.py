"""The deck's theme, master and layout: wide pages, our fonts and colours, real placeholders.

Master and layout stand in ``slide/``; their names and language are filled in here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from cqdata.briefing.look import EMU, SCREEN, TAG, run_properties
from cqdata.briefing.parts import application
from cqdata.briefing.wording import word
from cqdata.charts.style import BLUE, GREY, INK, OCHRE, PLUM, RED, SHADE, SKY, TEAL

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, HIGH = 960, 540  # points
MARGIN = 44
SUBTITLE, FOOTER, NUMBER = 10, 11, 12  # indices of placeholders on the chart layout

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
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
    _replace(master, "cSld", _shapes("master", lang))
    _replace(master, "txStyles", _styles(lang))
    _replace(layout, "cSld", _shapes("layout", lang))
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


def _shapes(name: str, lang: str) -> str:
    """Return what a master or layout shows, named in the language."""
    given = (Path(__file__).parent / "slide" / f"{name}.xml").read_text(encoding="utf-8")
    return Template(given).substitute(
        {name: word(f"slide_{name}", lang) for name in _NAMES}, tag=TAG[lang]
    )


def _replace(element: Any, name: str, xml: str) -> None:
    from pptx.oxml import parse_xml

    element.replace(element.find(f"{{{_ns('p')}}}{name}"), parse_xml(xml))


def _styles(lang: str) -> str:
    def level(n: int, size: float, bold: bool, colour: str, heading: bool) -> str:
        font = "mj" if heading else "mn"
        return (
            f'<a:lvl{n}pPr marL="0" indent="0" algn="l" eaLnBrk="1" hangingPunct="1">'
            '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
            f'<a:defRPr lang="{TAG[lang]}" sz="{round(size * 100)}" b="{int(bold)}" kern="1200">'
            f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
            f'<a:latin typeface="+{font}-lt"/><a:ea typeface="+{font}-ea"/>'
            f'<a:cs typeface="+{font}-cs"/></a:defRPr></a:lvl{n}pPr>'
        )

    title = level(1, 27, True, "tx1", True)
    body = "".join(level(n, 15, False, "tx2", False) for n in range(1, 6))
    other = "".join(level(n, 14, False, "tx1", False) for n in range(1, 6))
    return (
        f"<p:txStyles {_SPACES}><p:titleStyle>{title}</p:titleStyle>"
        f"<p:bodyStyle>{body}</p:bodyStyle><p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def number_placeholder(shape: int, number: int, lang: str) -> str:
    """Return the slide's number as a placeholder with a field."""
    return (
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="{shape}" name="{word("slide_number", lang)}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldNum" sz="quarter" idx="{NUMBER}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p>"
        '<a:fld id="{C1FF6DA9-008F-4B48-92A6-B652298478BF}" type="slidenum">'
        f"{run_properties('rPr', lang)}<a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>"
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
