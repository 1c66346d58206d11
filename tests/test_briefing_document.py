"""The page: type area, fonts, figures with captions and sources, scorecard table."""

import io

import pytest
from chart_samples import SAMPLES
from office import NS, Package, faults

from cqdata.briefing.document import FACES, document, figures
from cqdata.charts import Chart

docx = pytest.importorskip("docx")

LANGS = ("zh", "en")
W = "{" + NS["w"] + "}"


@pytest.fixture(scope="module")
def charts():
    names = ("sample_fan", "sample_bars", "sample_progress", "sample_intervals")
    return [SAMPLES[name]() for name in names]


@pytest.fixture(scope="module", autouse=True)
def pictures():
    """Give pictures of the right proportions without drawing them."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (312, 224), "white").save(buffer, "PNG")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chart, "png", lambda chart, lang, **_: buffer.getvalue())
        yield


@pytest.fixture(scope="module")
def files(charts, pictures):
    return {lang: document(charts, lang) for lang in LANGS}


@pytest.fixture(params=LANGS)
def lang(request):
    return request.param


@pytest.fixture
def paper(files, lang):
    return docx.Document(io.BytesIO(files[lang]))


def test_audit_finds_no_fault(files, lang, tmp_path):
    path = tmp_path / "page.docx"
    path.write_bytes(files[lang])
    assert faults(path) == []


def test_second_document_has_the_same_bytes_and_no_date(files, charts):
    assert document(charts, "zh") == files["zh"]
    package = Package(files["zh"])
    assert {info.date_time for info in package.infos} == {(1980, 1, 1, 0, 0, 0)}
    assert b"<dcterms:" not in package.parts["docProps/core.xml"]


def test_type_area_is_that_of_official_documents(paper):
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin.mm == pytest.approx(28, abs=0.1)
    assert section.top_margin.mm == pytest.approx(37, abs=0.1)
    wide = section.page_width - section.left_margin - section.right_margin
    high = section.page_height - section.top_margin - section.bottom_margin
    assert wide / 36000 == pytest.approx(156, abs=0.1)
    assert high / 36000 == pytest.approx(225, abs=0.1)


def test_body_is_set_on_a_grid_of_28_points(files):
    style = docx.Document(io.BytesIO(files["zh"])).styles["Normal"]
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 28


def test_every_run_names_both_fonts(files, lang):
    package = Package(files[lang])
    faces = {face for pair in FACES[lang] for face in pair} | {"宋体"}
    seen = 0
    for name in package.names(r"word/(document|footer\d)\.xml"):
        for run in package.xml(name).iter(f"{W}r"):
            if run.find(f"{W}t") is None:
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts.get(f"{W}eastAsia") in faces
            assert fonts.get(f"{W}ascii") in faces
            seen += 1
    assert seen > 40


def test_title_face_has_a_substitute(files):
    table = Package(files["zh"]).xml("word/fontTable.xml")
    names = {f.get(f"{W}name"): f.find(f"{W}altName") for f in table}
    assert names["方正小标宋简体"].get(f"{W}val") == "宋体"


def test_figures_have_captions_and_alt_text(files, paper, charts, lang):
    chosen = figures(charts)
    assert [chart.name for chart in chosen] == ["sample_fan", "sample_bars"]
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption"]
    word = {"zh": "图1　", "en": "Figure 1　"}[lang]
    assert word + chosen[0].title(lang) in captions
    descriptions = [
        d.get("descr") for d in Package(files[lang]).xml("word/document.xml").iter(
            "{" + NS["wp"] + "}docPr")
    ]  # fmt: skip
    assert chosen[0].alt(lang) in descriptions
    assert chosen[1].alt(lang) in descriptions
    for picture in paper.inline_shapes:
        assert 0.8 * 156 <= picture.width.mm <= 156.1


def test_findings_sources_and_notes_are_said(paper, charts, lang):
    text = "\n".join(p.text for p in paper.paragraphs)
    for chart in charts[:2]:
        assert chart.title(lang).rstrip("。.") in text
    assert {"zh": "重庆科技创新数据项目", "en": "data project"}[lang] in text
    below = [p.text for p in paper.paragraphs if p.text.startswith(tuple(
        chart.subtitle(lang) for chart in charts[:3]))]  # fmt: skip
    assert len(below) == 3, "a table and two figures, each with what belongs to it, once"
    for chart in charts[:3]:
        (said,) = [one for one in below if one.startswith(chart.subtitle(lang))]
        assert chart.source(lang).rstrip("。.") in said
        assert all(note in said for note in chart.notes(lang))


def test_scorecard_is_a_table_with_a_repeated_head(paper, charts, lang):
    (table,) = paper.tables
    chart = charts[2]
    assert [c.text for c in table.rows[0].cells][1:] == [
        chart.series_name(s, lang) for s in chart.series()
    ]
    assert len(table.rows) == 1 + len(chart.categories())
    assert table.rows[0]._tr.find(f".//{W}tblHeader") is not None
    assert table.rows[1].cells[3].text == {"zh": "28.0件", "en": "28.0"}[lang]


def test_pages_are_numbered_at_the_outer_edge(files):
    package = Package(files["zh"])
    assert package.xml("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    sides = set()
    for name in package.names(r"word/footer\d\.xml"):
        footer = package.xml(name)
        assert footer.find(f".//{W}instrText").text == "PAGE"
        sides.add(footer.find(f".//{W}jc").get(f"{W}val"))
    assert sides == {"right", "left"}


def test_without_a_scorecard_there_is_no_table():
    paper = docx.Document(io.BytesIO(document([SAMPLES["sample_fan"]()], "zh")))
    assert paper.tables == []
    assert len(paper.inline_shapes) == 1
