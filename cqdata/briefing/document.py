"""The page: one or two sheets of A4 laid out as official documents are.

Type area 156 × 225 mm, body in 16-point characters of the FangSong family on a 28-point grid,
headings in SimHei, page numbers between dashes at the outer edge.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cqdata.briefing import look, vintage
from cqdata.briefing.parts import drop, settled
from cqdata.briefing.sections import Section, answer, charts_of, scorecard, sections_of
from cqdata.briefing.templates import render
from cqdata.charts.forms.picture import picture_size
from cqdata.charts.layout import Frame
from cqdata.charts.scorecard import Entry, Fit, Score, fit
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.style import GREY, INK
from cqdata.charts.wording import WORDS, credits_of
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts import Chart

WIDE, HIGH = 156.0, 225.0  # type area, mm
_TOP, _LEFT = 37.0, 28.0
_MM = 72 / 25.4
_AROUND = 8.0  # mm of caption and space of a figure
_LEAST = 0.6  # share of the text width below which a figure could not be read
_CREDITS = (8.0, 11.5)  # size and pitch of what stands below a figure or table, points
_CELL = 9.0  # points of the text in tables
_SIDE, _APART = 0.8, 1.8  # mm left and right of a cell's text, and before one that faces numbers

_INK = INK.lstrip("#").upper()


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
_SUBSTITUTES = {"方正小标宋简体": "宋体", "仿宋": "仿宋_GB2312"}
_TITLE = {"zh": 22.0, "en": 18.0}  # points
_BODY = {"zh": (16.0, 28.0), "en": (12.0, 18.0)}  # size and pitch of the body, points


def document(given: Sequence[Section] | Sequence[Chart], lang: str) -> bytes:
    """Return a document as DOCX: issuer and date, answer, scorecard, two charts.

    Table and figures have their finding as caption; measure, source and notes stand below.

    The first projection and the first chart of another form become figures, as large as lets the
    whole stay within two pages. The heading is the finding if there is one chart.

    Parameters
    ----------
    given : sequence of Section or of Chart
        What to report on.
    lang : {"zh", "en"}
        Language.
    """
    from docx import Document
    from docx.oxml import parse_xml

    sections = [section.localised(lang) for section in sections_of(given)]
    shown = charts_of(sections)
    paper = Document()
    _set_page(paper)
    heading = shown[0].title(lang) if len(shown) == 1 else word("title", lang)
    said = answer(sections, lang)
    size, pitch = _BODY[lang]
    score = scorecard(sections)
    tall = sum(_lines(text, size, lang, WIDE - 4) for text in said) * pitch / _MM + 52.0
    table: dict[str, Any] = {"table": None}
    if score is not None:
        fitted = _fitted(score_table(score, lang), lang)
        tall += fitted.height / _MM + _credits_height(score, lang)
        table = {
            "table": fitted,
            "table_heading": word("score_heading", lang),
            "table_caption": f"{word('table', lang, n='1')}　{score.title(lang)}",
            "table_credits": _credited(score, lang),
            "lines": [[Entry(h, GREY) for h in fitted.score.headings], *fitted.score.rows],
        }
    chosen = figures(shown)
    images = [chart.png(lang, size="figure") for chart in chosen]
    below = [_credits_height(chart, lang) for chart in chosen]
    share = _share(images, tall, sum(below) + _AROUND * len(chosen))
    names = [word("figure", lang, n=str(n)) for n in range(1, len(chosen) + 1)]
    captions = [f"{name}　{chart.title(lang)}" for name, chart in zip(names, chosen, strict=True)]
    body = render(
        "paper/body.xml",
        faces=FACES[lang], title_size=_TITLE[lang], size=size, heading=heading, said=said,
        issuer="　".join(filter(None, (word("issuer", lang), vintage.latest(shown, lang)))),
        before_heading=0 if lang == "zh" else 6,
        side=_twips(_SIDE), apart=_twips(_SIDE + _APART), joint=WORDS[lang]["joint"],
        figures=[{"caption": caption, "credits": _credited(chart, lang)}
                 for caption, chart in zip(captions, chosen, strict=True)],
        credit_size=_CREDITS[0], credit_pitch=_CREDITS[1], grey=GREY, ink=_INK, **table,
    )  # fmt: skip
    for element in parse_xml(body):
        paper.element.body.insert_element_before(element, "w:sectPr")
    places = paper.element.body.xpath(".//w:drawing")
    for place, name, chart, image in zip(places, names, chosen, images, strict=True):
        place.append(_inline(paper, name, chart, image, share, lang))
    core = paper.core_properties
    core.title, core.author, core.last_modified_by, core.comments = heading, "cqdata", "cqdata", ""
    core.language = look.TAG[lang]
    buffer = io.BytesIO()
    paper.save(buffer)
    parts = {
        "word/styles.xml": _styles(lang).encode(),
        "word/fontTable.xml": _font_table(lang).encode(),
        "docProps/app.xml": render("app.xml", program="Word").encode(),
    }
    return settled(buffer.getvalue(), parts)


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
    sizes = [picture_size(image) for image in images]
    tall = sum(WIDE * high / wide for wide, high in sizes)
    room = 2 * HIGH - max(front, HIGH) - others
    return max(min(1.0, room / tall), _LEAST) if images else 1.0


def _lines(text: str, size: float, lang: str, room: float) -> int:
    return look.lines(text, size, room * _MM, lang, serif=True)


# --- package -----------------------------------------------------------------------------------


def _set_page(paper: Any) -> None:
    """Set the type area and the page numbers; drop what the library's template carries besides."""
    from docx.oxml import parse_xml
    from docx.shared import Mm

    for relations in (paper.part.rels, paper.part.package.rels):
        drop(relations, "/stylesWithEffects", "/thumbnail", "/customXml", "/numbering")
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
        footer._element.append(parse_xml(render("paper/footer.xml", side=side)))


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
    tag = {"zh": "en-US", "en": "en-GB"}[lang]
    return render("paper/styles.xml", styles=styles, tag=tag, ink=_INK)


def _font_table(lang: str) -> str:
    """Return the fonts, with a substitute for those that not every office has."""
    faces = dict.fromkeys([face for pair in FACES[lang] for face in pair] + ["宋体"])
    fonts = [(face, _SUBSTITUTES.get(face), "00" if face.isascii() else "86") for face in faces]
    return render("paper/fontTable.xml", fonts=fonts)


def _inline(paper: Any, name: str, chart: Chart, image: bytes, share: float, lang: str) -> Any:
    """Return a figure as a picture in the line."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    inline = paper.part.new_pic_inline(io.BytesIO(image), Mm(WIDE * share))
    for side in "TBLR":  # some programs leave a space where none is given
        inline.set(f"dist{side}", "0")
    for element in [inline.docPr, *inline.iter(qn("pic:cNvPr"))]:
        element.set("name", name if element is inline.docPr else f"{chart.name}.png")
        element.set("descr", chart.alt(lang))
    return inline


# --- tables ------------------------------------------------------------------------------------


def _fitted(score: Score, lang: str) -> Fit:
    """Return a table broken to the text width, in points."""
    wider = partial(look.wider, serif=True)
    frame = Frame(WIDE * _MM, math.inf, _CELL, _CELL, _CELL, _CELL, lang, wider)
    return fit(score, frame, (_CELL, 8.5, 8.0))


def _twips(millimetres: float) -> int:
    return round(millimetres * _MM * 20)


# --- below a table or figure -------------------------------------------------------------------


def _credited(chart: Chart, lang: str) -> str:
    """Return measure, source and notes of a chart in one paragraph."""
    parts = [chart.subtitle(lang), *(head + text for head, text in credits_of(chart, lang))]
    stop = WORDS[lang]["stop"]
    return (stop.join(part.rstrip("。.") for part in parts) + stop).strip()


def _credits_height(chart: Chart, lang: str) -> float:
    """Return about how high that paragraph is, in mm."""
    size, pitch = _CREDITS
    return _lines(_credited(chart, lang), size, lang, WIDE) * pitch / _MM + 3.0
