"""The deck: the answer, one slide per chart with native, editable charts, sources and method.

What a slide says comes from the chart's own words; what it draws comes from the grid that is
embedded with it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cqdata.briefing import look, template, vintage
from cqdata.briefing import slidetext as st
from cqdata.briefing.chartxml import chart_xml
from cqdata.briefing.embedded import embedded
from cqdata.briefing.forms import panels
from cqdata.briefing.native import NativeChart
from cqdata.briefing.parts import settled
from cqdata.briefing.sections import Section, answer, charts_of, scorecard, sections_of
from cqdata.briefing.slidetable import add_table
from cqdata.briefing.slidetext import Paragraph, Piece
from cqdata.briefing.templates import render
from cqdata.briefing.workbook import short_name
from cqdata.charts.forms.picture import fitted, picture_size
from cqdata.charts.keys import APART, Entry, entries
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.style import GREY, INK, RULE
from cqdata.charts.wording import WORDS, automatic_notes, credits_of
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts import Chart

_M, _W, _H = template.MARGIN, template.WIDE, template.HIGH
_TEXT = Frame(_W - 2 * _M, 330, strong=15.5, label=13.5, small=13.5, tick=13.5)
TITLE, SUBTITLE, FOOTER = 27.0, 15.0, 13.5
_SOURCE_LINES = 2


def deck(
    given: Sequence[Section] | Sequence[Chart],
    lang: str,
) -> bytes:
    """Return a deck as PPTX.

    The first slide is the answer: three sentences and the scorecard. A slide per chart follows, in
    a PowerPoint section for each section of the briefing, and the sources last.

    Parameters
    ----------
    given : sequence of Section or of Chart
        What to show, in order. A deck of one chart has no slide before it.
    lang : {"zh", "en"}
        Language of everything.
    """
    sections = [section.localised(lang) for section in sections_of(given)]
    shown = charts_of(sections)
    name = word("title", lang)
    pages = template.presentation(lang)
    groups: list[tuple[str, int]] = []
    score = None
    if len(shown) > 1:
        score = scorecard(sections)
        groups.append((word("answer", lang), 0))
        _answer(pages, sections, score, name, lang)
    for section in sections:
        groups.append((section.title.get(lang) or name, len(pages.slides)))
        for chart in section.charts:
            if chart is not score:
                _chart_slide(pages, chart, lang)
    groups.append((word("sources", lang), len(pages.slides)))
    _closing(pages, shown, lang)
    _sections(pages, groups)
    core = pages.core_properties
    core.title = shown[0].title(lang) if len(shown) == 1 else name
    core.author, core.last_modified_by, core.comments = "cqdata", "cqdata", ""
    core.language = look.TAG[lang]
    buffer = io.BytesIO()
    pages.save(buffer)
    return settled(buffer.getvalue(), template.parts(lang))


# --- pages -------------------------------------------------------------------------------------


def _answer(
    pages: Any, sections: Sequence[Section], score: Chart | None, name: str, lang: str
) -> None:
    """Add the slide that says the answer, with the scorecard below it."""
    slide = pages.slides.add_slide(pages.slide_layouts[0])
    said = answer(sections, lang)
    top = _headline(slide, said[0].rstrip("。."), name, lang)
    size = 16.0 if score is None else 15.0
    lines = sum(look.lines(text, size, _W - 2 * _M, lang) for text in said[1:])
    box = (_M, top, _W - 2 * _M, lines * size * 1.4 + 4 * len(said[1:]))
    texts = [Paragraph((Piece(text, size),), pitch=size * 1.4, before=4) for text in said[1:]]
    st.add(slide, "box", name=word("answer", lang), box=box, paragraphs=texts, lang=lang)
    top += box[3]
    parts: list[tuple[str, Sequence[str]]] = [(word("takeaway", lang), said)]
    if score is None:
        _without_footer(slide)
    else:
        bottom = _footer(slide, score, lang, automatic_notes(score, lang))
        body = Box(_M, top + 4, _W - _M, bottom)
        add_table(slide, score_table(score, lang), body, lang, score.alt(lang))
        parts += vintage.notes(score, lang)[1:]
    _finish(pages, slide, parts, lang)


def _sections(pages: Any, groups: Sequence[tuple[str, int]]) -> None:
    """Part the slides into sections: each from its first slide to the next section's."""
    from pptx.oxml import parse_xml

    ids = [one.get("id") for one in pages.slides._sldIdLst]
    ends = [first for _, first in groups[1:]] + [len(ids)]
    sections = [
        (name, look.identity(f"{first} {name}"), ids[first:end])
        for (name, first), end in zip(groups, ends, strict=True)
        if first < end
    ]
    pages.element.append(parse_xml(render("slide/sections.xml", sections=sections)))


def _chart_slide(pages: Any, chart: Chart, lang: str) -> None:
    slide = pages.slides.add_slide(pages.slide_layouts[0])
    top = _headline(slide, chart.title(lang), chart.subtitle(lang), lang)
    bottom = _footer(slide, chart, lang)
    body = Box(_M, top, _W - _M, bottom)
    if chart.form == "progress":
        add_table(slide, score_table(chart, lang), body, lang, chart.alt(lang))
    elif chart.form == "picture":
        _picture(slide.shapes, chart, lang, body)
    else:
        _native(slide, chart, lang, body)
    _finish(pages, slide, vintage.notes(chart, lang), lang)


def _placeholder(slide: Any, index: int) -> Any:
    return next(p for p in slide.placeholders if p.placeholder_format.idx == index)


def _without_footer(slide: Any) -> None:
    foot = _placeholder(slide, template.FOOTER)._element
    foot.getparent().remove(foot)


def _headline(slide: Any, title: str, subtitle: str, lang: str) -> float:
    """Fill title and subtitle; return where the body begins."""
    room = _W - 2 * _M
    size = next(
        (s for s in (27.0, 25.0, 23.0, 21.0) if look.lines(title, s, room, lang, bold=True) <= 2),
        20.0,
    )
    # Broken by the rules of its language, at its comma if it can be.
    broken = replace(_TEXT, lang=lang, wider=look.wider).broken(title, size, room, bold=True)
    piece = Piece(broken, size if size != TITLE else 0.0)
    lines, pitch = broken.count("\n") + 1, size * 1.24
    head = slide.shapes.title
    st.fill(head._element.txBody, [Paragraph((piece,), pitch=pitch)], lang)
    st.place(head, (_M, 38, room, lines * pitch + 2))
    y = 38 + lines * pitch + 6
    under = _placeholder(slide, template.SUBTITLE)
    count = look.lines(subtitle, SUBTITLE, room, lang)
    st.fill(under._element.txBody, [Paragraph((Piece(subtitle),), pitch=20)], lang)
    st.place(under, (_M, y, room, count * 20 + 2))
    return y + count * 20 + 8


def _footer(slide: Any, chart: Chart, lang: str, notes: Sequence[str] | None = None) -> float:
    """Fill source and notes, the chart's own by default; return where the body ends.

    The speaker notes and the last slide name every source: those beyond two lines are counted here.
    """
    room, size = _W - 2 * _M - 48, FOOTER
    head = WORDS[lang]["source"]
    paragraphs = credits_of(
        chart,
        lang,
        notes,
        more=word("more_sources", lang, n="{n}"),
        fits=lambda text: look.lines(head + text, size, room, lang) <= _SOURCE_LINES,
    )
    count = sum(look.lines(a + b, size, room, lang) for a, b in paragraphs)
    pitch = size * 1.36
    foot = _placeholder(slide, template.FOOTER)
    top = _H - 20 - count * pitch
    st.fill(
        foot._element.txBody,
        [
            Paragraph((Piece(head, size, GREY, True), Piece(body, size, GREY)), pitch=pitch)
            for head, body in paragraphs
        ],
        lang,
    )
    st.place(foot, (_M, top, room, count * pitch))
    rule = {"name": word("rule", lang), "left": _M, "top": top - 6, "width": _W - 2 * _M}
    st.add(slide, "rule", **rule, colour=RULE)
    return top - 12


# --- charts ------------------------------------------------------------------------------------


def _picture(shapes: Any, chart: Chart, lang: str, body: Box) -> None:
    """Add a figure of the reader's own, as large as the body allows."""
    from pptx.util import Pt

    width, height = picture_size(chart.picture)
    box = fitted(body, width / height)
    places = (box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
    shape = shapes.add_picture(io.BytesIO(chart.picture), *(Pt(place) for place in places))
    shape.name = chart.name
    shape._element.nvPicPr.cNvPr.set("descr", chart.alt(lang))


def _native(slide: Any, chart: Chart, lang: str, body: Box) -> None:
    """Add the native charts of a slide and the key beside or above them."""
    listed = entries(chart, lang)
    frame = replace(_TEXT, lang=lang, wider=look.wider)
    top = body.y0 + _key_row(slide, listed, body, frame)
    placed = panels(chart, lang, frame.sized(body.x1 - body.x0, body.y1 - top))
    for n, (box, native) in enumerate(placed):
        name = chart.title(lang)
        alt = chart.alt(lang) if n == 0 else name
        add_chart(
            slide.shapes,
            native,
            (body.x0 + box.x0, top + box.y0, box.x1 - box.x0, box.y1 - box.y0),
            name,
            alt,
        )


def add_chart(
    shapes: Any,
    chart: NativeChart,
    box: tuple[float, float, float, float],
    name: str,
    alt: str,
) -> None:
    """Add a native chart with its workbook and its alt text."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    class Data(CategoryChartData):
        """Chart data that is our own XML and our own workbook."""

        def xml_bytes(self, chart_type: Any) -> bytes:
            del chart_type
            return chart_xml(chart)

        @property
        def xlsx_blob(self) -> bytes:
            return embedded(chart.grid, chart.lang)

    x, y, w, h = (Emu(look.emu(v)) for v in box)
    frame = shapes.add_chart(XL_CHART_TYPE.LINE, x, y, w, h, Data())
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", alt)


def _key_row(slide: Any, listed: Sequence[Entry], box: Box, frame: Frame) -> float:
    """Set the key above the chart; return the height taken."""
    if not listed:
        return 0.0
    size, lang, room = frame.label, frame.lang, box.x1 - box.x0
    pieces = [Piece(*one) for sign, colour, text in listed
              for one in ((sign, size, colour), (text + APART, size, INK))]  # fmt: skip
    said = "".join(piece.text for piece in pieces).rstrip()
    high = size * 1.6 * look.lines(said, size, room, lang)
    place = (box.x0, box.y0, room, high)
    paragraph = Paragraph(tuple(pieces), pitch=size * 1.6)
    st.add(slide, "box", name=word("key", lang), box=place, paragraphs=[paragraph], lang=lang)
    return high + 4


# --- notes and the last page -------------------------------------------------------------------


def _finish(pages: Any, slide: Any, parts: Sequence[tuple[str, Sequence[str]]], lang: str) -> None:
    """Number the last slide and write its speaker notes: headings, each with its sentences."""
    number = len(pages.slides)
    st.add(slide, "number", name=word("slide_number", lang), lang=lang, number=number)
    paragraphs = []
    for heading, sentences in parts:
        if sentences:
            paragraphs.append(Paragraph((Piece(heading, 12, bold=True),), before=6))
            paragraphs += [Paragraph((Piece(text, 12),)) for text in sentences]
    st.fill(slide.notes_slide.notes_text_frame._txBody, paragraphs, lang)


def _closing(pages: Any, charts: Sequence[Chart], lang: str) -> None:
    """Add the slides that list methods and sources, as many as they need."""
    subjects: dict[str, list[str]] = {}
    for chart in charts:
        if method := chart.words[lang].method:
            subjects.setdefault(method, []).append(short_name(chart, lang))
    join, colon = WORDS[lang]["join"], WORDS[lang]["colon"]
    methods = [join.join(dict.fromkeys(of)) + colon + how for how, of in subjects.items()]
    parts = [
        (word("method", lang), methods or [word("no_method", lang)]),
        (word("sources", lang), vintage.bibliography(charts, lang)),
    ]
    gutter = 36.0
    room = (_W - 2 * _M - gutter) / 2
    left = _set(parts, room, lang)
    while left:
        slide = pages.slides.add_slide(pages.slide_layouts[0])
        top = _headline(slide, word("closing", lang), word("closing_subtitle", lang), lang) + 4
        _without_footer(slide)
        most = _H - 44 - top
        whole = sum(tall for _, tall in left)
        # Columns of like length on the last page, full ones before.
        wanted = most if whole > 2 * most else max(min(whole / 2 + 20, most), 0.0)
        for n in range(2):
            page: list[Paragraph] = []
            height = 0.0
            while left and (height + left[0][1] <= (wanted if n == 0 else most) or not page):
                paragraph, tall = left.pop(0)
                page.append(paragraph)
                height += tall
            if page:
                box = (_M + n * (room + gutter), top, room, height)
                name = word("closing", lang)
                st.add(slide, "box", name=name, box=box, paragraphs=page, lang=lang)
        _finish(pages, slide, parts, lang)


def _set(
    parts: Sequence[tuple[str, Sequence[str]]], room: float, lang: str
) -> list[tuple[Paragraph, float]]:
    """Return paragraphs with their heights."""
    out = []
    size = 11.0
    for heading, texts in parts:
        out.append((Paragraph((Piece(heading, 13, INK, True),), pitch=20, before=8), 28.0))
        for text in texts:
            count = look.lines(text, size, room, lang)
            paragraph = Paragraph((Piece(text, size, INK),), pitch=size * 1.36, before=4)
            out.append((paragraph, count * size * 1.36 + 4))
    return out
