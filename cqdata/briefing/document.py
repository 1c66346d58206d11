"""The page: one or two sheets of A4 laid out as official documents are.

Type area 156 × 225 mm, body in 16-point characters of the FangSong family on a 28-point grid,
headings in SimHei, page numbers between dashes at the outer edge.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from cqdata.briefing import look
from cqdata.briefing.parts import application, settled
from cqdata.briefing.sections import Section, answer, charts_of, scorecard, sections_of
from cqdata.briefing.templates import render
from cqdata.briefing.wording import word
from cqdata.charts.layout import Frame
from cqdata.charts.scorecard import Entry, Fit, Score, fit
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.style import GREY, INK
from cqdata.charts.wording import HEADINGS, WORDS, credits_of

if TYPE_CHECKING:
    from cqdata.charts import Chart

WIDE, HIGH = 156.0, 225.0  # type area, mm
_TOP, _LEFT = 37.0, 28.0
_MM = 72 / 25.4
_ROWS = 12  # rows of numbers where there is no scorecard
_AROUND = 8.0  # mm of caption and space of a figure
_LEAST = 0.6  # share of the text width below which a figure could not be read
_CREDITS = (8.0, 11.5)  # size and pitch of what stands below a figure or table, points
_CELL = 9.0  # points of the text in tables
_SIDE, _APART = 0.8, 1.8  # mm left and right of a cell's text, and before one that faces numbers

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


class Faces(NamedTuple):
    """Fonts of body, headings and title: Latin and East Asian names."""

    body: tuple[str, str]
    heading: tuple[str, str]
    title: tuple[str, str]


# SimHei and FangSong come with Windows; the title face is common in offices and has a substitute.
FACES = {
    "zh": Faces(("Times New Roman", "仿宋"), ("Times New Roman", "黑体"),
                ("Times New Roman", "方正小标宋简体")),
    "en": Faces(("Times New Roman", "仿宋"), ("Arial", "黑体"), ("Arial", "黑体")),
}  # fmt: skip
_PAGE_FACE = ("Times New Roman", "宋体")
_SUBSTITUTES = {"方正小标宋简体": "宋体", "仿宋": "仿宋_GB2312"}
_TITLE = {"zh": 22.0, "en": 18.0}  # points
_BODY = {"zh": (16.0, 28.0), "en": (12.0, 18.0)}  # size and pitch of the body, points


def document(
    given: Sequence[Section] | Sequence[Chart],
    lang: str,
    *,
    title: str = "",
    issued: str = "",
    picture: Callable[[Chart, str], bytes] | None = None,
) -> bytes:
    """Return a document as DOCX: issuer and date, answer, scorecard, two charts.

    Table and figures have their finding as caption; measure, source and notes stand below.

    The table is the first chart of form ``progress`` (without one, the last numbers of the first
    chart). The first projection and the first chart of another form become figures, as large as
    lets the whole stay within two pages.

    Parameters
    ----------
    given : sequence of Section or of Chart
        What to report on.
    lang : {"zh", "en"}
        Language.
    title : str
        Heading; the project's own by default, the finding if there is one chart.
    issued : str
        Date for the line below the heading, as it is to be written; left out if empty.
    picture : callable, optional
        ``picture(chart, lang)`` → PNG of the drawing alone at A4 text width; drawn here by default.
    """
    from docx import Document

    sections = [section.localised(lang) for section in sections_of(given)]
    shown = charts_of(sections)
    draw = picture or (lambda chart, tongue: chart.png(tongue, size="figure"))
    paper = Document()
    _set_page(paper, lang)
    heading = title or (shown[0].title(lang) if len(shown) == 1 else word("title", lang))
    said = answer(sections, lang)
    score = scorecard(sections)
    _add(paper, _front(heading, issued, said, lang))
    size, pitch = _BODY[lang]
    tall = sum(_lines(text, size, lang, WIDE - 4) for text in said) * pitch / _MM + 32.0
    tabled = score or (shown[0] if shown else None)
    if tabled is not None:
        table = _fitted(score_table(score, lang) if score else _numbers(tabled, lang), lang)
        if score is not None:
            _add(paper, _heading(word("score_heading", lang), lang))
        caption = f"{word('table', lang, n='1')}　{tabled.title(lang)}"
        _add(paper, [_caption(caption, lang, above=True), _table(table, lang)])
        _add(paper, _credits(tabled, lang, before=4))
        tall += table.height / _MM + 20.0 + _credits_height(tabled, lang)
    chosen = figures(shown)
    images = [draw(chart, lang) for chart in chosen]
    below = [_credits_height(chart, lang) for chart in chosen]
    share = _share(images, tall, sum(below) + _AROUND * len(chosen))
    for number, (chart, image) in enumerate(zip(chosen, images, strict=True), 1):
        _figure(paper, chart, image, share, number, lang)
    core = paper.core_properties
    core.title, core.author, core.last_modified_by, core.comments = heading, "cqdata", "cqdata", ""
    core.language = look.TAG[lang]
    buffer = io.BytesIO()
    paper.save(buffer)
    parts = {
        "word/styles.xml": _styles(lang),
        "word/fontTable.xml": _font_table(lang),
        "docProps/app.xml": application("Word"),
    }
    return settled(buffer.getvalue(), {name: text.encode() for name, text in parts.items()})


def figures(charts: Sequence[Chart]) -> list[Chart]:
    """Return the charts that become figures: a projection, and one of another form."""
    drawn = [chart for chart in charts if chart.form != "progress"]
    if not drawn:
        return []
    first = next((c for c in drawn if c.form == "fan" and len(c.rows("target"))), drawn[0])
    others = [c for c in drawn if c is not first and c.form != first.form]
    return [first, *others[:1]]


def _share(images: Sequence[bytes], front: float, others: float) -> float:
    """Return the share of the text width at which the figures fit on what two pages have left.

    What is left of the first page is no room: a figure is not parted. `front` and `others`, the
    words around the figures, are heights in mm.
    """
    sizes = [struct.unpack(">II", image[16:24]) for image in images]
    tall = sum(WIDE * high / wide for wide, high in sizes)
    room = 2 * HIGH - max(front, HIGH) - others
    return max(min(1.0, room / tall), _LEAST) if images else 1.0


def _lines(text: str, size: float, lang: str, room: float) -> int:
    return look.lines(text, size, room * _MM, lang, serif=True)


# --- package -----------------------------------------------------------------------------------


def _set_page(paper: Any, lang: str) -> None:
    """Set the type area and the page numbers; drop what the library's template carries besides."""
    from docx.shared import Mm

    dropped = ("/stylesWithEffects", "/thumbnail", "/customXml", "/numbering")
    for relations in (paper.part.rels, paper.part.package.rels):
        for rid in [rid for rid, one in relations.items() if one.reltype.endswith(dropped)]:
            relations.pop(rid)
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.left_margin = Mm(_TOP), Mm(_LEFT)
    page.right_margin, page.bottom_margin = Mm(210 - _LEFT - WIDE), Mm(297 - _TOP - HIGH)
    page.footer_distance = Mm(297 - _TOP - HIGH - 12)
    # Odd pages are numbered at the right, even ones at the left.
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        for old in list(footer._element):
            footer._element.remove(old)
        number = "".join(
            _run("", lang, _PAGE_FACE, 14, inside=inside)
            for inside in (
                '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>",
                '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )  # fmt: skip
        dashes = [_run(dash, lang, _PAGE_FACE, 14) for dash in ("— ", " —")]
        line = _paragraph(number.join(dashes), align=side, indent={side: 1})
        footer._element.append(_parsed(line))


def _styles(lang: str) -> str:
    """Return the styles: the body, and the title, heading and captions that are based on it."""
    size, pitch = _BODY[lang]
    latin, faces = lang == "en", FACES[lang]
    styles = (
        ("Normal", "Normal", faces.body, size, pitch, False),
        ("Title", "Title", faces.title, _TITLE[lang], 32, latin),
        ("Heading1", "heading 1", faces.heading, size, pitch, latin),
        ("Caption", "caption", faces.heading, 10.5, 16, False),
    )
    tag, ink = {"zh": "en-US", "en": "en-GB"}[lang], INK.lstrip("#").upper()
    return render("paper/styles.xml", styles=styles, tag=tag, ink=ink)


def _font_table(lang: str) -> str:
    """Return the fonts, with a substitute for those that not every office has."""
    faces = dict.fromkeys([face for pair in FACES[lang] for face in pair] + ["宋体"])
    fonts = [(face, _SUBSTITUTES.get(face), "00" if face.isascii() else "86") for face in faces]
    return render("paper/fontTable.xml", fonts=fonts)


# --- text --------------------------------------------------------------------------------------


def _look(faces: tuple[str, str], size: float, bold: bool | None, colour: str) -> str:
    """Return properties of text; each names its Latin and its East Asian font."""
    latin, east = faces
    out = f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" '
    out += f'w:cs="{latin}"/>'
    if bold is not None:
        out += f'<w:b w:val="{int(bold)}"/>'
    if colour:
        out += f'<w:color w:val="{colour.lstrip("#").upper()}"/>'
    if size:
        out += f'<w:sz w:val="{round(size * 2)}"/>'
    return out + "</w:rPr>"


def _run(
    text: str,
    lang: str,
    faces: tuple[str, str] | None = None,
    size: float = 0.0,
    *,
    bold: bool | None = None,
    colour: str = "",
    inside: str = "",
) -> str:
    """Return a run of text, or of what is `inside`."""
    content = inside or f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>'
    return f"<w:r>{_look(faces or FACES[lang].body, size, bold, colour)}{content}</w:r>"


def _paragraph(
    runs: str,
    *,
    style: str = "",
    align: str = "",
    before: float = 0.0,
    after: float = 0.0,
    pitch: float = 0.0,
    natural: bool = False,
    indent: dict[str, float] | None = None,
    keep: bool = False,
) -> str:
    """Return a paragraph.

    Parameters
    ----------
    runs : str
        Its runs.
    style, align : str
        Id of its style; ``center``, ``both``, ``left`` or ``right``.
    before, after, pitch : float
        Space around it and distance of its lines in points; 0 is the style's.
    natural : bool
        Lines as high as what stands in them: a picture on a line of exact height would be cut.
    indent : mapping
        ``firstLine``, ``left`` or ``right`` → whole characters, as Chinese typesetting counts.
    keep : bool
        Keep it on one page with the next.
    """
    out = f"<w:p {_NAMESPACE}><w:pPr>"
    out += f'<w:pStyle w:val="{style}"/>' if style else ""
    out += "<w:keepNext/>" if keep else ""
    space = f' w:before="{round(before * 20)}"' if before else ""
    space += f' w:after="{round(after * 20)}"' if after else ""
    space += f' w:line="{round(pitch * 20)}" w:lineRule="exact"' if pitch else ""
    space += ' w:line="240" w:lineRule="auto"' if natural else ""
    out += f"<w:spacing{space}/>" if space else ""
    for edge, characters in (indent or {}).items():
        chars, twips = round(characters * 100), round(characters * 320)
        out += f'<w:ind w:{edge}Chars="{chars}" w:{edge}="{twips}"/>'
    out += f'<w:jc w:val="{align}"/>' if align else ""
    return f"{out}</w:pPr>{runs}</w:p>"


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)


def _add(paper: Any, parts: str | Sequence[str]) -> None:
    """Add paragraphs and tables at the end of the paper."""
    for xml in [parts] if isinstance(parts, str) else parts:
        paper.element.body.insert_element_before(_parsed(xml), "w:sectPr")


def _front(heading: str, issued: str, said: Sequence[str], lang: str) -> list[str]:
    """Return heading, who issued the paper and when, and the answer, its first sentence bold."""
    line = word("issuer", lang) + (f"　{issued}" if issued else "")
    size = _BODY[lang][0]
    title = _run(heading, lang, FACES[lang].title, _TITLE[lang])
    return [
        _paragraph(title, style="Title", align="center", after=14),
        _paragraph(_run(line, lang, size=size), align="center", after=8),
        *(
            _paragraph(
                _run(text, lang, size=size, bold=n == 0), align="both", indent={"firstLine": 2}
            )
            for n, text in enumerate(said)
        ),
    ]


def _heading(text: str, lang: str) -> str:
    run = _run(text, lang, FACES[lang].heading, _BODY[lang][0])
    if lang == "zh":
        return _paragraph(run, style="Heading1", keep=True, indent={"firstLine": 2})
    return _paragraph(run, style="Heading1", keep=True, before=6)


def _caption(text: str, lang: str, *, above: bool = False) -> str:
    run = _run(text, lang, FACES[lang].heading, 10.5)
    before, after = (6, 4) if above else (2, 2)
    return _paragraph(run, style="Caption", align="center", before=before, after=after, keep=above)


def _figure(paper: Any, chart: Chart, image: bytes, share: float, number: int, lang: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    name = word("figure", lang, n=str(number))
    inline = paper.part.new_pic_inline(io.BytesIO(image), Mm(WIDE * share))
    for side in "TBLR":  # some programs leave a space where none is given
        inline.set(f"dist{side}", "0")
    for element in [inline.docPr, *inline.iter(qn("pic:cNvPr"))]:
        element.set("name", name if element is inline.docPr else f"{chart.name}.png")
        element.set("descr", chart.alt(lang))
    place = _paragraph("<w:r><w:drawing/></w:r>", align="center", before=6, natural=True, keep=True)
    said = _caption(f"{name}　{chart.title(lang)}", lang)
    _add(paper, [place, said, _credits(chart, lang, after=8)])
    paper.element.body.findall(f".//{qn('w:drawing')}")[-1].append(inline)


# --- tables ------------------------------------------------------------------------------------


def _numbers(chart: Chart, lang: str) -> Score:
    """Return the last numbers of a chart as a table."""
    import pandas as pd

    frame = chart.table(lang)
    skipped = {HEADINGS[lang][key] for key in ("source_id", "unit")}
    columns = [name for name in frame.columns if name not in skipped]
    frame = frame.loc[:, columns].tail(_ROWS)
    aligns = tuple("r" if frame[c].dtype.kind in "iuf" else "l" for c in columns)
    spec = chart.format if isinstance(chart.format, str) else ""
    year = {HEADINGS[lang]["x"], HEADINGS[lang]["level"]}

    def text(column: str, value: Any) -> str:
        if pd.isna(value):
            return ""
        if isinstance(value, str):
            return value
        return f"{value:.0f}" if column in year else format(float(value), spec or "g")

    rows = tuple(
        tuple(Entry(text(c, v)) for c, v in zip(columns, row, strict=True))
        for row in frame.itertuples(index=False)
    )
    return Score(tuple(columns), aligns, rows)


def _fitted(score: Score, lang: str) -> Fit:
    """Return a table broken to the text width, in points."""
    wider = partial(look.wider, serif=True)
    frame = Frame(WIDE * _MM, math.inf, _CELL, _CELL, _CELL, _CELL, lang, wider)
    return fit(score, frame, (_CELL, 8.5, 8.0))


def _table(found: Fit, lang: str) -> str:
    """Return a table with three rules: above, below the headings, at the end."""
    score, widths = found.score, found.widths
    lines = [tuple(Entry(h, GREY) for h in score.headings), *score.rows]
    rows = ""
    for r, line in enumerate(lines):
        rules = (12 if r == 0 else 0, 12 if r == len(lines) - 1 else 6 if r == 0 else 0)
        rows += f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if r == 0 else ''}"
        for n, (entry, width) in enumerate(zip(line, widths, strict=True)):
            faces = FACES[lang].heading if r == 0 else FACES[lang].body
            apart = n > 0 and score.aligns[n] == "l" and score.aligns[n - 1] == "r"
            rows += _cell(entry, score.aligns[n], apart, width, found.size, faces, rules, lang)
        rows += "</w:tr>"
    sides = "".join(f'<w:{s} w:w="{_twips(_SIDE)}" w:type="dxa"/>' for s in ("left", "right"))
    columns = "".join(f'<w:gridCol w:w="{round(width * 20)}"/>' for width in widths)
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell(
    entry: Entry,
    align: str,
    apart: bool,
    width: float,
    size: float,
    faces: tuple[str, str],
    rules: tuple[int, int],
    lang: str,
) -> str:
    """Return a cell; words that follow a column of numbers keep off it."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{rule}" w:space="0" w:color="{INK.lstrip("#").upper()}"/>'
        for side, rule in zip(("top", "bottom"), rules, strict=True)
        if rule
    )
    off = f'<w:tcMar><w:left w:w="{_twips(_SIDE + _APART)}" w:type="dxa"/></w:tcMar>'
    joint = WORDS[lang]["joint"]  # a cell breaks its lines by itself
    shown = entry.plain.replace("\n", joint)
    if entry.value is not None:
        shown = shown.replace(" ", "\u00a0")
    run = _run(shown, lang, faces, size, bold=entry.bold, colour=entry.colour)
    side = {"l": "left", "r": "right"}[align]
    text = _paragraph(run, align=side, before=1.8, after=1.8, pitch=12.5)
    if entry.remark:
        remark = entry.remark.replace("\n", joint)
        text += _paragraph(_run(remark, lang, size=8, colour=GREY), pitch=11)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * 20)}" w:type="dxa"/>'
        f"{f'<w:tcBorders>{borders}</w:tcBorders>' if borders else ''}"
        f"{off if apart else ''}"
        f'<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * _MM * 20)


# --- below a table or figure -------------------------------------------------------------------


def _credited(chart: Chart, lang: str) -> str:
    """Return measure, source and notes of a chart in one paragraph."""
    parts = [chart.subtitle(lang), *(head + text for head, text in credits_of(chart, lang))]
    stop = WORDS[lang]["stop"]
    return (stop.join(part.rstrip("。.") for part in parts) + stop).strip()


def _credits(chart: Chart, lang: str, *, before: float = 0.0, after: float = 0.0) -> str:
    size, pitch = _CREDITS
    run = _run(_credited(chart, lang), lang, size=size, colour=GREY)
    return _paragraph(run, align="both", before=before, after=after, pitch=pitch)


def _credits_height(chart: Chart, lang: str) -> float:
    """Return about how high that paragraph is, in mm."""
    size, pitch = _CREDITS
    return _lines(_credited(chart, lang), size, lang, WIDE) * pitch / _MM + 3.0
