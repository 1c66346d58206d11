"""The deck: native charts over their grids, fonts, notes, alt text, and places on the page."""

import io
import re
from dataclasses import replace
from itertools import combinations

import pytest
from chart_samples import SAMPLES
from office import NS, Book, Package, faults, series_of

from cqdata import catalog
from cqdata.briefing import look
from cqdata.briefing.deck import deck
from cqdata.briefing.sections import Section
from cqdata.briefing.template import FOOTER
from cqdata.charts.fan import lay
from cqdata.charts.layout import Frame
from cqdata.charts.words import word

pptx = pytest.importorskip("pptx")
LANGS = ("zh", "en")
OFFICE = Frame(100, 100, 10, 10, 10, 10, "en", look.wider)
A = "{" + NS["a"] + "}"
C = "{" + NS["c"] + "}"


@pytest.fixture(scope="module")
def charts():
    return {name: make() for name, make in SAMPLES.items()}


@pytest.fixture(scope="module")
def decks(charts):
    return {lang: deck(list(charts.values()), lang) for lang in LANGS}


@pytest.fixture(scope="module", params=LANGS)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def package(decks, lang):
    return Package(decks[lang])


@pytest.fixture(scope="module")
def slides(decks, lang):
    return list(pptx.Presentation(io.BytesIO(decks[lang])).slides)


def chart_parts(package):
    """Return (chart element, its embedded workbook) of every chart part."""
    out = []
    for name in package.names(r"ppt/charts/chart\d+\.xml"):
        book = package.parts[package.related(name, "package")]
        out.append((package.xml(name), Book(book)))
    return out


def test_audit_finds_no_fault(decks, lang, tmp_path):
    path = tmp_path / "deck.pptx"
    path.write_bytes(decks[lang])
    assert faults(path) == []


def test_second_deck_has_the_same_bytes(decks, charts):
    assert deck(list(charts.values()), "zh") == decks["zh"]


def test_package_tells_no_time(package):
    assert {info.date_time for info in package.infos} == {(1980, 1, 1, 0, 0, 0)}
    for name, content in package.parts.items():
        if name.endswith(".xlsx"):
            inner = Package(content)
            assert {info.date_time for info in inner.infos} == {(1980, 1, 1, 0, 0, 0)}
            content = inner.parts["docProps/core.xml"]
        assert b"dcterms:" not in re.sub(rb"xmlns:\w+=\S+", b"", content), name


def drawn(charts):
    """Return the charts that have a slide of their own, in order."""
    return [chart for chart in charts.values() if chart.form != "progress"]


def test_answer_comes_first_then_a_slide_per_chart_and_the_sources(slides, charts, lang):
    joint = "" if lang == "zh" else " "
    said = [slide.shapes.title.text_frame.text.replace("\v", joint) for slide in slides]
    first = next(iter(charts.values())).title(lang)
    assert said[0] == first
    assert said[1:-1] == [chart.title(lang) for chart in drawn(charts)]
    assert said[-1] == {"zh": "资料来源与方法", "en": "Sources and method"}[lang]
    assert any(shape.has_table for shape in slides[0].shapes), "the scorecard"


def test_answers_of_sections_are_said_in_three_sentences(charts):
    score, fan, bars = (charts[f"sample_{name}"] for name in ("progress", "fan", "bars"))
    sections = [
        Section({"zh": "总览"}, {"zh": "第一句。第二句。"}, [score], "overview.html"),
        Section({"zh": "经费"}, {"zh": "第三句。不说的一句。"}, [fan, bars]),
    ]
    content = deck(sections, "zh")
    slides = list(pptx.Presentation(io.BytesIO(content)).slides)
    texts = [s.text_frame.text for s in slides[0].shapes if s.has_text_frame]
    assert slides[0].shapes.title.text_frame.text == "第一句"
    assert "第二句。\n第三句。" in texts
    assert not any("不说的一句" in text for text in texts)
    parts = Package(content).xml("ppt/presentation.xml")
    space = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    found = {s.get("name"): len(s.findall(f".//{space}sldId"))
             for s in parts.iter(f"{space}section")}  # fmt: skip
    assert found == {"结论": 1, "经费": 2, "资料来源": 1}


def test_deck_of_one_chart_has_no_slide_before_it(charts):
    one = pptx.Presentation(io.BytesIO(deck([charts["sample_fan"]], "zh")))
    assert len(one.slides) == 2


def test_titles_are_placeholders_and_slides_are_numbered(slides):
    for number, slide in enumerate(slides, 1):
        kinds = {p.placeholder_format.type for p in slide.placeholders}
        title = {
            pptx.enum.shapes.PP_PLACEHOLDER.TITLE,
            pptx.enum.shapes.PP_PLACEHOLDER.CENTER_TITLE,
        }
        assert kinds & title
        if number:
            field = slide._element.find(f".//{A}fld[@type='slidenum']")
            assert field.find(f"{A}t").text == str(number)


def test_every_chart_is_native_and_described(slides, charts, lang):
    for slide, chart in zip(slides[1:-1], drawn(charts), strict=True):
        natives = [s for s in slide.shapes if s.has_chart or s.has_table]
        expected = {"multiples": 6, "bars": 2}.get(chart.form, 1)
        assert len(natives) == expected, chart.name
        assert natives[0]._element.nvGraphicFramePr.cNvPr.get("descr") == chart.alt(lang)
        assert all(s._element.nvGraphicFramePr.cNvPr.get("descr") for s in natives)
        assert not [s for s in slide.shapes if s.shape_type == 13], "no picture"


def test_notes_tell_takeaway_method_source_and_vintage(slides, charts, lang):
    heads = {"zh": ("要点", "方法", "来源", "数据版本"),
             "en": ("Takeaway", "Method", "Source", "Data vintage")}[lang]  # fmt: skip
    for slide, chart in zip(slides[1:-1], drawn(charts), strict=True):
        lines = slide.notes_slide.notes_text_frame.text.split("\n")
        for head in heads:
            assert head in lines, (chart.name, head)
        assert chart.title(lang) in lines
        assert all(text in lines for text in chart.words[lang].takeaways)
        assert chart.source(lang) in lines
        if chart.words[lang].method:
            assert chart.words[lang].method in lines
        assert all(note in lines for note in chart.notes(lang))


def test_vintage_in_the_notes_names_when_a_source_was_published(charts):
    table = catalog.sources()
    dated = table.dropna(subset="published")
    named = [row["published"] in row["cite_zh"] for _, row in dated.iterrows()]
    source = dated[[not one for one in named]].iloc[0]
    data = charts["sample_bars"].data.assign(source_id=source["source_id"])
    chart = replace(charts["sample_bars"], data=data)
    made = pptx.Presentation(io.BytesIO(deck([chart], "zh")))
    said = made.slides[0].notes_slide.notes_text_frame.text
    assert f"{source['cite_zh']}，{source['published']}公布" in said


def test_each_run_names_a_latin_and_an_east_asian_font(package, lang):
    latin = {"zh": "Microsoft YaHei", "en": "Arial"}[lang]
    looked_at = 0
    for name in package.names(r"ppt/(slides|notesSlides|charts)/\w+\d+\.xml"):
        root = package.xml(name)
        runs = [r.find(f"{A}rPr") for r in root.iter(f"{A}r", f"{A}fld", f"{A}br")]
        for properties in [*runs, *root.iter(f"{A}defRPr")]:
            assert properties is not None, name
            fonts = [
                child for child in properties if child.tag in (f"{A}latin", f"{A}ea", f"{A}cs")
            ]
            assert [f.tag for f in fonts] == [f"{A}latin", f"{A}ea", f"{A}cs"], name
            assert [f.get("typeface") for f in fonts] == [latin, "Microsoft YaHei", latin]
            looked_at += 1
    assert looked_at > 300


def test_themes_name_an_east_asian_font(package):
    themes = package.names(r"ppt/theme/theme\d+\.xml")
    assert len(themes) == 2
    for name in themes:
        for tag in ("majorFont", "minorFont"):
            font = package.xml(name).find(f".//{A}{tag}/{A}ea")
            assert font.get("typeface") == "Microsoft YaHei"


def test_shapes_carry_no_style(package):
    for name in package.names(r"ppt/(slides|slideLayouts|slideMasters)/\w+\d+\.xml"):
        assert b"<p:style" not in package.parts[name]


def test_cached_values_are_those_of_the_embedded_workbook(package):
    checked = 0
    for chart, book in chart_parts(package):
        for series in series_of(chart):
            for role in ("tx", "cat", "val", "xVal", "yVal"):
                if role not in series:
                    continue
                reference, cache = series[role]
                values = book.values(reference)
                assert len(values) == len(cache)
                for value, cached in zip(values, cache, strict=True):
                    if isinstance(cached, float):
                        assert value == pytest.approx(cached, abs=1e-9), reference
                    else:
                        assert value == cached, reference
                    checked += 1
            for reference, cache in series["whiskers"]:
                values = [v for v in book.values(reference) if v is not None]
                assert values == pytest.approx(cache)
            if "texts" in series:
                reference, cache = series["texts"]
                assert [v for v in book.values(reference) if v is not None] == cache
    assert checked > 1500


def test_series_hold_the_numbers_of_the_chart(package, charts, lang):
    """Every value of the chart is a cell of its workbook, in a column that a series draws."""
    parts = iter(chart_parts(package))
    for chart in charts.values():
        if chart.form == "progress":
            continue
        shown = chart.localised(lang)
        categories = shown.categories() if shown.form == "multiples" else [""]
        count = {"bars": 2}.get(shown.form, len(categories))
        books = [next(parts) for _ in range(count)]
        if shown.form == "bars":
            books = books[:1]
        for category, (_, book) in zip(categories, books, strict=True):
            rows = shown.data[shown.data["category"] == category] if category else shown.data
            held = {v for v, _ in book.sheets["Sheet1"].values() if isinstance(v, float)}
            for column in ("value", "low", "high"):
                for number in rows[column].dropna():
                    assert any(abs(number - v) < 1e-9 for v in held), (chart.name, column, number)


def fan_part(package):
    return chart_parts(package)[0]


def by_name(chart, *names):
    return [s for name in names for s in series_of(chart) if s["tx"][1][0] == name]


def test_fan_stacks_bands_below_the_lines(package, lang):
    chart, _ = fan_part(package)
    plot = chart.find(f".//{C}plotArea")
    kinds = [child.tag for child in plot if child.tag in (f"{C}areaChart", f"{C}lineChart")]
    assert kinds == [f"{C}areaChart", f"{C}lineChart"]
    area = plot.find(f"{C}areaChart")
    assert area.find(f"{C}grouping").get("val") == "stacked"
    series = area.findall(f"{C}ser")
    assert len(series) == 6, "a base and five strips of three levels"
    assert series[0].find(f"{C}spPr/{A}noFill") is not None
    assert all(s.find(f"{C}spPr/{A}solidFill") is not None for s in series[1:])


def test_changing_an_edge_moves_its_bands_and_nothing_else(package, lang):
    chart, book = fan_part(package)
    name = {"zh": "80%区间上限", "en": "80% range, high"}[lang]
    cells = book.sheets["Sheet1"]
    head = next(ref for ref, (value, _) in cells.items() if value == name)
    last = re.sub(r"\d+", "17", head)
    before = cells[last][0]
    areas = [s for s in series_of(chart) if s["kind"] == "areaChart"]
    changed = [book.values(s["val"][0], {last: before + 0.1})[-1] for s in areas]
    moved = [new - old["val"][1][-1] for new, old in zip(changed, areas, strict=True)]
    assert moved == pytest.approx([0, 0, 0, 0, 0.1, -0.1])


def test_changing_the_last_actual_value_moves_the_base_of_the_fan(package, lang):
    chart, book = fan_part(package)
    history = by_name(chart, {"zh": "公报首次公布数", "en": "First release"}[lang])[0]
    cell = re.findall(r"\$([A-Z]+)\$", history["val"][0])[0] + "8"
    base = next(s for s in series_of(chart) if s["kind"] == "areaChart")
    moved = book.values(base["val"][0], {cell: 9.0})
    assert moved[6] == 9.0
    assert moved[7:] == pytest.approx(base["val"][1][7:])


def test_gap_is_an_error_bar_that_follows_the_target(package, lang):
    chart, book = fan_part(package)
    target = by_name(chart, {"zh": "2027年目标", "en": "2027 target"}[lang])[0]
    middle = by_name(chart, {"zh": "差距中点", "en": "Middle of gap"}[lang])[0]
    assert middle["whiskers"], "an error bar"
    reference, half = middle["whiskers"][0]
    goal, median = 3.05, 2.72
    assert half == pytest.approx([(goal - median) / 2])
    cell = re.findall(r"\$([A-Z]+)\$", target["val"][0])[0] + "17"
    assert book.values(middle["val"][0], {cell: 3.12})[-1] == pytest.approx((3.12 + median) / 2)
    assert book.values(reference, {cell: 3.12})[-1] == pytest.approx(0.2)
    text = book.values(middle["texts"][0], {cell: 3.12})[-1]
    assert text == {"zh": "差0.40个百分点", "en": "0.40 points short"}[lang]


def test_target_is_a_diamond_and_marked_values_are_labelled(package, lang):
    chart, _ = fan_part(package)
    target = by_name(chart, {"zh": "2027年目标", "en": "2027 target"}[lang])[0]["element"]
    assert target.find(f"{C}marker/{C}symbol").get("val") == "diamond"
    label = target.find(f"{C}dLbls/{C}dLbl")
    assert label.find(f"{C}showSerName").get("val") == "1"
    assert label.find(f"{C}numFmt").get("formatCode") == '0.00"%"'
    history = by_name(chart, {"zh": "公报首次公布数", "en": "First release"}[lang])[0]["element"]
    labelled = [int(d.find(f"{C}idx").get("val")) for d in history.iter(f"{C}dLbl")]
    assert sorted(labelled) == [0, 12]
    hollow = history.find(f"{C}dPt[{C}idx='12']")
    points = {int(d.find(f"{C}idx").get("val")): d for d in history.iter(f"{C}dPt")}
    assert hollow is None
    fill = points[12].find(f"{C}marker/{C}spPr/{A}solidFill/{A}srgbClr").get("val")
    assert fill == "FFFFFF", "the preliminary value is open"


def test_ranked_bars_follow_the_order_and_carry_the_benchmark(package, charts, lang):
    bars = charts["sample_bars"]
    pairs = [p for p in chart_parts(package) if p[0].find(f".//{C}barChart") is not None][:2]
    drawn = []
    for chart, book in pairs:
        first = series_of(chart)[0]
        drawn += first["val"][1]
        line = series_of(chart)[-1]
        assert set(line["val"][1]) == {2.69}
        assert line["element"].find(f"{C}trendline") is not None
        assert set(book.values(line["val"][0], {"C2": 1.5})) == {1.5}, "one cell moves the line"
    values = sorted(bars.rows("actual")["value"], reverse=True)
    assert drawn == pytest.approx(values)
    names = [v for c, _ in pairs for v in series_of(c)[0]["cat"][1]]
    assert names[0].startswith("1  ")
    assert names[30].startswith("31  ")


@pytest.mark.parametrize("size", [(872, 330, 15.5, 13.5, 12, 13), (720, 330, 11.5, 10.5, 9.5, 9.5)])
def test_labels_keep_out_of_each_others_way(charts, lang, size):
    """No two labels of lines overlap, and none leaves the chart."""
    frame = Frame(*size, lang, look.wider)
    for chart in charts.values():
        if chart.form not in ("fan", "lines"):
            continue
        layout = lay(chart.localised(lang), lang, frame)
        for label in layout.labels:
            assert label.box.x1 <= frame.width + 6, (chart.name, label)
            assert label.box.y0 >= -2, (chart.name, label)
            assert label.box.y1 <= frame.height + 2, (chart.name, label)
        for one, other in combinations(layout.labels, 2):
            assert one.box.overlap(other.box) < 1.0, (chart.name, one.text, other.text)


def test_shapes_stand_on_the_page_and_apart(slides, charts):
    """Headline, subtitle, key, charts and footer share no space and none leaves the page."""
    for slide in slides:
        boxes = []
        for shape in slide.shapes:
            box = (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            assert min(box) >= 0, shape.name
            assert box[2] <= 12192000 + 12700, shape.name
            assert box[3] <= 6858000 + 12700, shape.name
            texts = shape.has_text_frame and shape.text_frame.text.strip()
            if shape.has_chart or shape.has_table or (texts and shape.is_placeholder):
                boxes.append((shape.name, box))
        for (name, one), (other_name, other) in combinations(boxes, 2):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            assert wide <= 0 or high <= 12700 * 3, (name, other_name)


def test_many_sources_are_counted_in_a_footer_of_full_size(charts, lang):
    chart = charts["sample_fan"].localised(lang)
    joint = {"zh": "；", "en": "; "}[lang]
    many = [f"Yearbook of invented numbers, volume {n}" for n in range(1, 31)]
    words = {**chart.words, lang: replace(chart.words[lang], sources=joint.join(many))}
    made = pptx.Presentation(io.BytesIO(deck([replace(chart, words=words)], lang)))
    first, *closing = made.slides
    foot = next(p for p in first.placeholders if p.placeholder_format.idx == FOOTER)
    cited = foot.text_frame.paragraphs[0].text
    named = sum(one in cited.split(joint)[0] or one in cited.split(joint)[1:] for one in many)
    assert 0 < named < 30
    assert cited.endswith(word("more_sources", lang, n=str(30 - named)))
    sizes = {run.font.size.pt for line in foot.text_frame.paragraphs for run in line.runs}
    assert min(sizes) >= 0.014 * 960
    listed = [s.text_frame.text for slide in closing for s in slide.shapes if s.has_text_frame]
    assert all(any(one in text for text in listed) for one in many)
    assert joint.join(many) in first.notes_slide.notes_text_frame.text


def test_english_is_measured_in_the_font_of_the_slide():
    # Widths of Arial in thousandths, from its published metrics: A 667, i 222, space 278, W 944.
    assert OFFICE.measure("Ai W", 1000) == pytest.approx(667 + 222 + 278 + 944, rel=0.015)
    assert OFFICE.measure("Ai W", 1000, bold=True) == pytest.approx(722 + 278 * 2 + 944, rel=0.015)
    assert OFFICE.measure("A\N{RIGHT SINGLE QUOTATION MARK}字", 10) > 10, "what it lacks counts too"


def test_progress_table_says_what_the_chart_says(slides, charts, lang):
    chart = charts["sample_progress"]
    slide = slides[0]
    table = next(s.table for s in slide.shapes if s.has_table)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][1:] == [chart.series_name(c, lang) for c in chart.series()]
    first = chart.categories()[0]
    assert cells[1][0] == chart.category_name(first, lang)
    assert cells[1][1] == {"zh": "15.5件", "en": "15.5"}[lang]
    assert cells[1][2].startswith("○"), "an estimate is marked"
    assert cells[1][4].startswith("→")
    assert cells[3][4].startswith("↑")
