"""The deck's theme, master and layouts: wide pages, our fonts and colours, real placeholders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cqdata.briefing.look import SCREEN, TAG
from cqdata.charts.style import BLUE, GREY, INK, OCHRE, PLUM, RED, SHADE, SKY, TEAL

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, HIGH = 960, 540  # points
MARGIN = 44
EMU = 12700
COVER, CHART = 0, 1
SUBTITLE, FOOTER, NUMBER = 10, 11, 12  # indices of placeholders on the chart layout

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_WORDS = {
    "zh": {
        "master": "母版", "cover": "封面", "chart": "图表", "title": "标题", "subtitle": "副标题",
        "footer": "来源与注", "number": "页码", "accent": "色条", "text": "正文",
    },
    "en": {
        "master": "Master", "cover": "Cover", "chart": "Chart", "title": "Title",
        "subtitle": "Subtitle", "footer": "Source and notes", "number": "Slide number",
        "accent": "Accent", "text": "Text",
    },
}  # fmt: skip


def presentation(lang: str) -> Presentation:
    """Return an empty wide presentation with a cover layout and a chart layout."""
    from pptx import Presentation as new
    from pptx.util import Emu

    deck = new()
    deck.slide_width, deck.slide_height = Emu(WIDE * EMU), Emu(HIGH * EMU)
    size = deck.element.find(f"{{{_ns('p')}}}sldSz")
    if size is not None and "type" in size.attrib:
        del size.attrib["type"]
    layouts = list(deck.slide_layouts)
    for layout in layouts[1:5] + layouts[6:]:
        deck.slide_layouts.remove(layout)
    _fill(deck.slide_master.element, _master(lang), lang, keep_map=True)
    cover, chart = list(deck.slide_layouts)
    _fill(cover.element, _cover(lang), lang)
    _fill(chart.element, _chart(lang), lang)
    chart.element.attrib.pop("type", None)
    chart.element.set("userDrawn", "1")
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


def _fill(element: Any, shapes: str, lang: str, *, keep_map: bool = False) -> None:
    """Replace what a master or layout shows, and on the master its text styles."""
    from lxml import etree

    p = f"{{{_ns('p')}}}"
    name = _WORDS[lang]["master" if keep_map else "chart" if 'idx="10"' in shapes else "cover"]
    new = etree.fromstring(
        f'<p:cSld {_SPACES} name="{name}"><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/>'
        "</a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree></p:cSld>"
    )
    from pptx.oxml import parse_xml

    old = element.find(f"{p}cSld")
    element.replace(old, parse_xml(etree.tostring(new)))
    if keep_map:
        styles = element.find(f"{p}txStyles")
        element.replace(styles, parse_xml(_styles(lang)))


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


def _placeholder(
    number: int,
    name: str,
    kind: str,
    box: tuple[float, float, float, float],
    lang: str,
    *,
    anchor: str = "t",
    size: float = 0,
    align: str = "l",
    text: str = "",
    colour: str = "",
) -> str:
    x, y, w, h = (round(v * EMU) for v in box)
    level = ""
    if size:
        fill = f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>' if colour else ""
        level = (
            f'<a:lvl1pPr algn="{align}"><a:defRPr sz="{round(size * 100)}">{fill}</a:defRPr>'
            "</a:lvl1pPr>"
        )
    body = f'<a:r><a:rPr lang="{TAG[lang]}"/><a:t>{text or name}</a:t></a:r>'
    if 'type="sldNum"' in kind:
        body = (
            '<a:fld id="{C1FF6DA9-008F-4B48-92A6-B652298478BF}" type="slidenum">'
            f'<a:rPr lang="{TAG[lang]}"/><a:t>‹#›</a:t></a:fld>'
        )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>'
        f'<a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="{anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle>{level}</a:lstStyle>'
        f"<a:p>{body}</a:p></p:txBody></p:sp>"
    )


def _bar(number: int, name: str, box: tuple[float, float, float, float], colour: str) -> str:
    x, y, w, h = (round(v * EMU) for v in box)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>"
        "<a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


_TITLE_BOX = (MARGIN, 38, WIDE - 2 * MARGIN, 70)
_SUBTITLE_BOX = (MARGIN, 112, WIDE - 2 * MARGIN, 22)
_FOOTER_BOX = (MARGIN, 482, WIDE - 2 * MARGIN - 48, 42)
_NUMBER_BOX = (WIDE - MARGIN - 40, 508, 40, 16)


def _master(lang: str) -> str:
    words = _WORDS[lang]
    return (
        _placeholder(2, words["title"], 'type="title"', _TITLE_BOX, lang)
        + _placeholder(3, words["text"], 'type="body" idx="1"', (MARGIN, 140, 872, 330), lang)
        + _placeholder(
            4, words["number"], 'type="sldNum" sz="quarter" idx="4"', _NUMBER_BOX, lang,
            anchor="b", size=10, align="r", colour="tx2",
        )
    )  # fmt: skip


def _cover(lang: str) -> str:
    words = _WORDS[lang]
    return (
        _bar(7, words["accent"], (MARGIN, 150, 64, 9), "accent2")
        + _placeholder(
            2, words["title"], 'type="ctrTitle"', (MARGIN, 178, 872, 100), lang, size=44
        )
        + _placeholder(
            3, words["subtitle"], 'type="subTitle" idx="1"', (MARGIN, 290, 872, 60), lang, size=20
        )
        + _placeholder(
            4, words["footer"], 'type="body" sz="quarter" idx="13"', (MARGIN, 470, 872, 44), lang,
            anchor="b", size=12,
        )
    )  # fmt: skip


def _chart(lang: str) -> str:
    words = _WORDS[lang]
    return (
        _bar(7, words["accent"], (MARGIN, 25, 40, 6), "accent2")
        + _placeholder(2, words["title"], 'type="title"', _TITLE_BOX, lang)
        + _placeholder(
            3, words["subtitle"], f'type="body" sz="quarter" idx="{SUBTITLE}"', _SUBTITLE_BOX,
            lang, size=15,
        )
        + _placeholder(
            4, words["footer"], f'type="body" sz="quarter" idx="{FOOTER}"', _FOOTER_BOX, lang,
            anchor="b", size=10.3,
        )
        + _placeholder(
            5, words["number"], f'type="sldNum" sz="quarter" idx="{NUMBER}"', _NUMBER_BOX, lang,
            anchor="b", size=10, align="r", colour="tx2",
        )
    )  # fmt: skip


def number_placeholder(shape: int, number: int, lang: str) -> str:
    """Return the slide's number as a placeholder with a field."""
    fonts = SCREEN[lang]
    return (
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="{shape}" name="{_WORDS[lang]["number"]}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldNum" sz="quarter" idx="{NUMBER}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p>"
        '<a:fld id="{C1FF6DA9-008F-4B48-92A6-B652298478BF}" type="slidenum">'
        f'<a:rPr lang="{TAG[lang]}"><a:latin typeface="{fonts.latin}"/>'
        f'<a:ea typeface="{fonts.east}"/><a:cs typeface="{fonts.latin}"/></a:rPr>'
        f"<a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>"
    )


_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office '
    "PowerPoint</Application></Properties>"
)


def settle_part(lang: str) -> Callable[[str, bytes], bytes]:
    """Return the function that settles a deck's parts: themes, and properties that tell nothing."""

    def settle(name: str, content: bytes) -> bytes:
        if name == "docProps/app.xml":
            return _APP.encode()
        if name.startswith("ppt/theme/"):
            return office_theme(content, lang)
        return content

    return settle
