"""The page: one or two sheets of A4 laid out as official documents are.

Type area 156 × 225 mm, body in 16-point characters of the FangSong family on a 28-point grid,
headings in SimHei, page numbers between dashes at the outer edge.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cqdata.briefing import look
from cqdata.briefing.look import TAG
from cqdata.briefing.parts import settled
from cqdata.briefing.sections import Section, answer, charts_of, scorecard, sections_of
from cqdata.briefing.wording import word
from cqdata.charts.scorecard import Entry, Score
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.style import GREY, INK
from cqdata.charts.wording import HEADINGS, WORDS

if TYPE_CHECKING:
    from cqdata.charts import Chart

WIDE, HIGH = 156.0, 225.0  # type area, mm
_TOP, _LEFT = 37.0, 28.0
_MM = 72 / 25.4
_KEPT_STYLES = {
    "Normal", "Title", "Heading1", "Caption", "Header", "Footer", "DefaultParagraphFont",
    "TableNormal", "NoList", "TableGrid", "HeaderChar", "FooterChar", "TitleChar", "Heading1Char",
}  # fmt: skip
_ROWS = 12  # rows of numbers where there is no scorecard
_LEAST = 0.6  # share of the text width below which a figure could not be read
_CELL = 9.0  # points of the text in tables


class Faces(NamedTuple):
    """Fonts of body, headings and title: Latin and East Asian names, and a substitute."""

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
_BODY = {"zh": (16.0, 28.0), "en": (12.0, 18.0)}  # size and pitch of the body, points


def document(
    given: Sequence[Section] | Sequence[Chart],
    lang: str,
    *,
    title: str = "",
    issued: str = "",
    picture: Callable[[Chart, str], bytes] | None = None,
) -> bytes:
    """Return a document as DOCX: issuer and date, answer, scorecard, two charts, sources.

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
        ``picture(chart, lang)`` → PNG of the chart at A4 text width; drawn here by default.
    """
    from docx import Document

    sections = [section.localised(lang) for section in sections_of(given)]
    shown = charts_of(sections)
    draw = picture or (lambda chart, tongue: chart.png(tongue, size="a4"))
    paper = Document()
    _plain(paper, lang)
    heading = title or (shown[0].title(lang) if len(shown) == 1 else word("title", lang))
    _title(paper, heading, lang)
    _issued(paper, issued, lang)
    score = scorecard(sections)
    chosen = figures(shown)
    said = answer(sections, lang)
    for n, text in enumerate(said):
        _paragraph(paper, text, lang, strong=n == 0)
    table = word("table", lang, n="1")
    if score is not None:
        _heading(paper, word("score_heading", lang), lang)
        _caption(paper, f"{table}　{score.title(lang)}", lang, above=True)
        _table(paper, score_table(score, lang), lang)
    elif shown:
        _caption(paper, f"{table}　{shown[0].subtitle(lang)}", lang, above=True)
        _table(paper, _numbers(shown[0], lang), lang)
    cited = chosen + ([score] if score is not None else [])
    images = [draw(chart, lang) for chart in chosen]
    share = _share(images, _used(heading, said, score, cited, lang))
    for number, (chart, image) in enumerate(zip(chosen, images, strict=True), 1):
        _figure(paper, chart, image, share, number, lang)
    _sources(paper, cited, lang)
    core = paper.core_properties
    core.title, core.author, core.last_modified_by, core.comments = heading, "cqdata", "cqdata", ""
    core.language = TAG[lang]
    buffer = io.BytesIO()
    paper.save(buffer)
    return settled(buffer.getvalue(), change=_settle)


def figures(charts: Sequence[Chart]) -> list[Chart]:
    """Return the charts that become figures: a projection, and one of another form."""
    drawn = [chart for chart in charts if chart.form != "progress"]
    if not drawn:
        return []
    first = next((c for c in drawn if c.form == "fan" and len(c.rows("target"))), drawn[0])
    others = [c for c in drawn if c is not first and c.form != first.form]
    return [first, *others[:1]]


def _used(
    heading: str, said: Sequence[str], score: Chart | None, cited: Sequence[Chart], lang: str
) -> float:
    """Return about how much of two pages all but the figures takes, in mm."""
    size, pitch = _BODY[lang]
    used = _lines(heading, 22, lang, WIDE) * 12.0 + 20
    used += sum(_lines(text, size, lang, WIDE - 4) for text in said) * pitch / _MM
    used += _table_height(score, lang) if score is not None else 60.0
    return used + sum(_lines(text, 9, lang, WIDE) * 13 for text in _cited(cited, lang)) / _MM + 24


def _share(images: Sequence[bytes], used: float) -> float:
    """Return the share of the text width at which the figures fit on what two pages have left."""
    tall = sum(
        WIDE * int.from_bytes(image[20:24], "big") / int.from_bytes(image[16:20], "big")
        for image in images
    )
    # A figure is not parted between pages: some of the first one may stay empty.
    return max(min(1.0, (2 * HIGH - used - 40) / tall), _LEAST) if images else 1.0


# --- package -----------------------------------------------------------------------------------


def _plain(paper: Any, lang: str) -> None:
    """Set page, styles and language; drop what the library's template carries besides."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    part = paper.part
    for relations in (part.rels, part.package.rels):
        for rid in [
            rid
            for rid, relation in relations.items()
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail", "/customXml"))
        ]:
            relations.pop(rid)
    styles = paper.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES:
            styles.remove(style)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(_TOP), Mm(_LEFT)
    section.right_margin = Mm(210 - _LEFT - WIDE)
    section.bottom_margin = Mm(297 - _TOP - HIGH)
    section.footer_distance = Mm(297 - _TOP - HIGH - 12)
    size, pitch = _BODY[lang]
    _style(paper, "Normal", FACES[lang].body, size, pitch, lang)
    _style(paper, "Title", FACES[lang].title, 22, 32, lang, bold=lang == "en")
    _style(paper, "Heading 1", FACES[lang].heading, size, pitch, lang, bold=lang == "en")
    _style(paper, "Caption", FACES[lang].heading, 10.5, 16, lang)
    _page_numbers(paper, section, lang)
    _font_table(part, lang)


def _style(
    paper: Any,
    name: str,
    faces: tuple[str, str],
    size: float,
    pitch: float,
    lang: str,
    *,
    bold: bool = False,
) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style = paper.styles[name]
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    paragraph = style.element.get_or_add_pPr()
    for child in list(paragraph):
        if child.tag not in (qn("w:outlineLvl"), qn("w:keepNext")):
            paragraph.remove(child)
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.color.rgb = RGBColor.from_string(INK.lstrip("#").upper())
    fonts = properties.get_or_add_rFonts()
    for attribute, face in zip(
        ("ascii", "hAnsi", "eastAsia", "cs"), (faces[0], faces[0], faces[1], faces[0]), strict=True
    ):
        fonts.set(qn(f"w:{attribute}"), face)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB" if lang == "en" else "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    space = style.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    space.line_spacing = Pt(pitch)
    space.widow_control = True


def _page_numbers(paper: Any, section: Any, lang: str) -> None:
    """Number the pages between dashes: odd ones at the right, even ones at the left."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paper.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        _indent(paragraph, 1, edge="right" if side == WD_ALIGN_PARAGRAPH.RIGHT else "left")
        _run(paragraph, "— ", lang, ("Times New Roman", "宋体"), 14)
        run = _run(paragraph, "", lang, ("Times New Roman", "宋体"), 14)
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("t", "1"), ("end", "")):
            if kind == "t":
                element = OxmlElement("w:t")
                element.text = text
            elif text:
                element = OxmlElement("w:instrText")
                element.text = text
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
        _run(paragraph, " —", lang, ("Times New Roman", "宋体"), 14)


def _font_table(part: Any, lang: str) -> None:
    """Name a substitute for fonts that not every office has."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    table = part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    faces = dict.fromkeys(face for pair in FACES[lang] for face in pair)
    fonts = ""
    for face in [*faces, "宋体"]:
        other = _SUBSTITUTES.get(face)
        alternative = f'<w:altName w:val="{other}"/>' if other else ""
        east = any(ord(char) > 0x2E7F for char in face)
        charset = f'<w:charset w:val="{"86" if east else "00"}"/>'
        fonts += f'<w:font w:name="{face}">{alternative}{charset}</w:font>'
    table._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="http://schemas.'
        f'openxmlformats.org/wordprocessingml/2006/main">{fonts}</w:fonts>'
    ).encode()


def _settle(name: str, content: bytes) -> bytes:
    if name == "docProps/app.xml":
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://'
            b'schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>'
            b"Microsoft Office Word</Application></Properties>"
        )
    return content


# --- text --------------------------------------------------------------------------------------


def _run(
    paragraph: Any,
    text: str,
    lang: str,
    faces: tuple[str, str] | None = None,
    size: float = 0.0,
    *,
    bold: bool | None = None,
    colour: str = "",
) -> Any:
    """Add a run that names its fonts, Latin and East Asian."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    latin, east = faces or FACES[lang].body
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for attribute, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east), ("cs", latin)):
        fonts.set(qn(f"w:{attribute}"), face)
    if size:
        run.font.size = Pt(size)
    if bold is not None:
        run.font.bold = bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    return run


def _indent(paragraph: Any, characters: float, *, edge: str = "firstLine") -> None:
    """Indent by whole characters, as Chinese typesetting counts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    indent = properties.find(qn("w:ind"))
    if indent is None:
        indent = OxmlElement("w:ind")
        properties.insert_element_before(
            indent, "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment",
            "w:outlineLvl", "w:rPr", "w:sectPr", "w:pPrChange",
        )  # fmt: skip
    indent.set(qn(f"w:{edge}Chars"), str(round(characters * 100)))
    indent.set(qn(f"w:{edge}"), str(round(characters * 320)))


def _title(paper: Any, text: str, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = paper.add_paragraph(style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(14)
    _run(paragraph, text, lang, FACES[lang].title, 22)


def _heading(paper: Any, text: str, lang: str) -> None:
    from docx.shared import Pt

    paragraph = paper.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    if lang == "zh":
        _indent(paragraph, 2)
    else:
        paragraph.paragraph_format.space_before = Pt(6)
    _run(paragraph, text, lang, FACES[lang].heading, _BODY[lang][0])


def _issued(paper: Any, issued: str, lang: str) -> None:
    """Write who issued the paper and when, below its heading."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line = word("issuer", lang) + (f"　{issued}" if issued else "")
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, line, lang, size=_BODY[lang][0])


def _paragraph(paper: Any, text: str, lang: str, *, strong: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _indent(paragraph, 2)
    _run(paragraph, text, lang, size=_BODY[lang][0], bold=strong)


def _lines(text: str, size: float, lang: str, room: float) -> int:
    return look.lines(text, size, room * _MM, lang)


# --- figures and tables ------------------------------------------------------------------------


def _figure(paper: Any, chart: Chart, image: bytes, share: float, number: int, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    # A picture on a line of exact height would be cut.
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.paragraph_format.space_before = Pt(6)
    run = paragraph.add_run()
    inline = run.add_picture(io.BytesIO(image), width=Mm(WIDE * share))._inline
    properties = inline.docPr
    properties.set("name", word("figure", lang, n=str(number)))
    properties.set("descr", chart.alt(lang))
    for element in inline.iter(qn("pic:cNvPr")):
        element.set("name", f"{chart.name}.png")
        element.set("descr", chart.alt(lang))
    name = word("figure", lang, n=str(number))
    _caption(paper, f"{name}　{chart.subtitle(lang)}", lang)


def _caption(paper: Any, text: str, lang: str, *, above: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = paper.add_paragraph(style="Caption")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(6 if above else 2)
    paragraph.paragraph_format.space_after = Pt(4 if above else 8)
    paragraph.paragraph_format.keep_with_next = above
    _run(paragraph, text, lang, FACES[lang].heading, 10.5)


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


def _table(paper: Any, score: Score, lang: str) -> None:
    """Set a table with three rules: above, below the headings, and at the end."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    count = len(score.headings)
    grid = paper.add_table(rows=len(score.rows) + 1, cols=count)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _cell_margins(grid, 0.8)
    widths = _widths(score, lang)
    for n, width in enumerate(widths):
        grid.columns[n].width = Mm(width)
    _repeat_head(grid.rows[0])
    lines = [tuple(Entry(h, GREY) for h in score.headings), *score.rows]
    for r, line in enumerate(lines):
        for n, entry in enumerate(line):
            cell = grid.cell(r, n)
            cell.width = Mm(widths[n])
            _cell(cell, entry, score.aligns[n], lang, head=r == 0, last=r == len(lines) - 1)


def _table_height(chart: Chart, lang: str) -> float:
    """Return about how high the table of a chart will be with its heading, in mm."""
    score = score_table(chart, lang)
    widths = _widths(score, lang)
    total = 28.0 + 20.0 + 30.0
    for row in score.rows:
        lines = max(
            _lines(entry.text, _CELL, lang, width - 1.6)
            for entry, width in zip(row, widths, strict=True)
        )
        total += lines * 12.5 + 3.6 + (11 if row[0].remark else 0)
    return total / _MM


def _cell_margins(grid: Any, side: float) -> None:
    """Set the left and right margins of all cells, in mm."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), str(round(side * _MM * 20)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _widths(score: Score, lang: str) -> list[float]:
    needs = []
    for n, heading in enumerate(score.headings):
        texts = [row[n].plain for row in score.rows]
        texts += heading.split() if lang == "en" else [heading[:7]]
        needs.append(max(look.width(text, _CELL, lang, bold=True) for text in texts) / _MM + 2.6)
    spare = WIDE - sum(needs)
    if spare >= 0:
        return [need + spare / len(needs) for need in needs]
    # The first column, of names, may break into lines; then all give way alike.
    first = max(needs[0] + spare, 26.0)
    rest = WIDE - first
    share = min(1.0, rest / sum(needs[1:]))
    return [first, *(need * share for need in needs[1:])]


def _cell(cell: Any, entry: Entry, align: str, lang: str, *, head: bool, last: bool) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    sides = {"l": WD_ALIGN_PARAGRAPH.LEFT, "r": WD_ALIGN_PARAGRAPH.RIGHT}
    paragraph.alignment = sides[align]
    paragraph.paragraph_format.line_spacing = Pt(12.5)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.8)
    faces = FACES[lang].heading if head else FACES[lang].body
    _run(paragraph, entry.plain, lang, faces, _CELL, bold=entry.bold, colour=entry.colour)
    if entry.remark:
        note = cell.add_paragraph()
        note.paragraph_format.line_spacing = Pt(11)
        _run(note, entry.remark, lang, size=8, colour=GREY)
    properties = cell._tc.get_or_add_tcPr()
    borders = OxmlElement("w:tcBorders")
    for side, width in (("top", 12 if head else 0), ("bottom", 12 if last else 6 if head else 0)):
        if width:
            rule = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", str(width)), ("space", "0"),
                                ("color", INK.lstrip("#").upper())):  # fmt: skip
                rule.set(qn(f"w:{name}"), value)
            borders.append(rule)
    if len(borders):
        properties.insert_element_before(
            borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign",
            "w:hideMark",
        )  # fmt: skip


def _repeat_head(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _cited(charts: Sequence[Chart], lang: str) -> list[str]:
    """Return the source of each figure, and source and notes of the table."""
    words = WORDS[lang]
    joint = "" if lang == "zh" else " "
    out = []
    figure = 0
    for chart in charts:
        figure += chart.form != "progress"
        key, number = ("table", 1) if chart.form == "progress" else ("figure", figure)
        name = word(key, lang, n=str(number))
        text = f"{name}{words['colon']}{chart.source(lang).rstrip('。.')}{words['stop']}"
        # A figure has its notes in the picture.
        notes = chart.notes(lang) if chart.form == "progress" else []
        out.append((text.rstrip() + joint + joint.join(notes)).rstrip())
    return out


def _sources(paper: Any, charts: Sequence[Chart], lang: str) -> None:
    """Write where the figures and the table come from, and their notes."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for n, text in enumerate(_cited(charts, lang)):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.line_spacing = Pt(13)
        paragraph.paragraph_format.space_before = Pt(1 if n else 8)
        if not n:
            head = word("page_sources", lang) + WORDS[lang]["colon"]
            _run(paragraph, head, lang, FACES[lang].heading, 9, bold=lang == "en")
        _run(paragraph, text, lang, size=9, colour=GREY)
