"""The workbook: native charts over formulas, tables where text stays text, pages for print."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from chart_samples import SAMPLES
from office import NS, Book, faults, series_of

from cqdata.briefing.reporttables import place_words
from cqdata.briefing.workbook import short_name, workbook

pytest.importorskip("xlsxwriter")

LANGS = ("zh", "en")
S = "{" + NS["s"] + "}"
FIGURES = pd.DataFrame(
    {
        "figure_id": ["2023/a", "2023/b", "2023/c", "2023/d"],
        "printed": ["=1+1", "+5%", "-3", "@here"],
        "value": [1.5, None, -3.0, 7.0],
        "unit": ["CNY_1e8", "%", "count:项", "pp"],
        "period": ["2023", "2025-10", "2024H1", "2022"],
    }
)
CHECKS = pd.DataFrame(
    {
        "check_id": ["x", "y", "z", "u", "v"],
        "verdict": [
            "consistent",
            "conflict",
            "conflict",
            "consistent only if",
            "cannot be decided",
        ],
        "reason": [None, "known / 已知", None, None, None],
        "locator": [
            "§2.4, no. 51;附表2,重庆",
            "88 figures",
            "1 pairs;重庆行",
            "127 pairs",
            "正文;p. 3",
        ],
    }
)


@pytest.fixture(scope="module")
def charts():
    return {name: make() for name, make in SAMPLES.items()}


@pytest.fixture(scope="module")
def files(charts):
    tables = {"figures": FIGURES, "checks": CHECKS}
    return {lang: workbook(list(charts.values()), lang, tables=tables) for lang in LANGS}


@pytest.fixture(scope="module", params=LANGS)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def book(files, lang):
    return Book(files[lang])


def sheet_xml(book, name):
    number = list(book.sheets).index(name) + 1
    return book.package.xml(f"xl/worksheets/sheet{number}.xml")


def chart_parts(book):
    return [book.package.xml(n) for n in book.package.names(r"xl/charts/chart\d+\.xml")]


def test_audit_finds_no_fault(files, lang, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(files[lang])
    assert faults(path) == []


def test_second_workbook_has_the_same_bytes_and_no_date(files, charts, book):
    tables = {"figures": FIGURES, "checks": CHECKS}
    assert workbook(list(charts.values()), "en", tables=tables) == files["en"]
    core = re.sub(rb"xmlns:\w+=\S+", b"", book.package.parts["docProps/core.xml"])
    assert b"dcterms:" not in core
    assert {info.date_time for info in book.package.infos} == {(1980, 1, 1, 0, 0, 0)}


def test_sheets_are_contents_charts_sources_figures_and_audit(book, charts, lang):
    names = list(book.sheets)
    last = {"zh": ["来源", "报告数字", "核对"], "en": ["Sources", "Report figures", "Audit"]}[lang]
    assert names[0] == {"zh": "目录", "en": "Contents"}[lang]
    assert names[-3:] == last
    assert len(names) == len(charts) + 4
    assert all(len(name) <= 31 for name in names)
    for name, chart in zip(names[1:-3], charts.values(), strict=True):
        assert book.sheets[name]["A1"][0] == chart.title(lang)
        assert book.sheets[name]["A2"][0] == chart.subtitle(lang)


def test_contents_link_to_every_sheet(book):
    names = list(book.sheets)
    links = sheet_xml(book, names[0]).iterfind(f".//{S}hyperlink")
    targets = [link.get("location").rsplit("!", 1)[0].strip("'") for link in links]
    assert targets == names[1:]


def test_charts_draw_the_cells_of_their_own_sheet(book, charts):
    parts = chart_parts(book)
    assert len(parts) == 7, "two charts of ranked bars, none of the progress table"
    drawn = 0
    for chart in parts:
        for series in series_of(chart):
            for role in ("tx", "cat", "val", "xVal", "yVal"):
                if role not in series:
                    continue
                reference, cache = series[role]
                for value, cached in zip(book.values(reference), cache, strict=True):
                    if isinstance(cached, float):
                        assert value == pytest.approx(cached, abs=1e-9), reference
                    else:
                        assert value == cached, reference
                    drawn += 1
    assert drawn > 1500
    assert not [1 for n in book.package.parts if "embeddings" in n], "the sheet is the data"


def test_every_formula_is_stored_with_its_value(book):
    formulas = 0
    for name, cells in book.sheets.items():
        for ref, (value, formula) in cells.items():
            if formula is None:
                continue
            formulas += 1
            worked = book.values(f"'{name}'!${ref}"[: -len(ref) - 1] + _absolute(ref))[0]
            if isinstance(value, float):
                assert worked == pytest.approx(value, abs=1e-9), (name, ref, formula)
            else:
                assert worked == value, (name, ref, formula)
    assert formulas > 350


def _absolute(ref):
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()
    return f"${letters}${digits}"


def test_bands_follow_a_changed_edge(book, lang):
    chart = chart_parts(book)[0]
    areas = [s for s in series_of(chart) if s["kind"] == "areaChart"]
    sheet = list(book.sheets)[1]
    name = {"zh": "95%区间下限", "en": "95% range, low"}[lang]
    head = next(ref for ref, (value, _) in book.sheets[sheet].items() if value == name)
    letters, top = re.fullmatch(r"([A-Z]+)(\d+)", head).groups()
    cell = f"{letters}{int(top) + 16}"
    assert book.values(areas[0]["val"][0], {cell: 1.25})[-1] == 1.25


def test_text_stays_text_and_numbers_are_numbers(book, lang):
    name = {"zh": "报告数字", "en": "Report figures"}[lang]
    cells = book.sheets[name]
    assert [cells[f"A{n}"] for n in range(5, 9)] == [
        ("=1+1", None), ("+5%", None), ("-3", None), ("@here", None)
    ]  # fmt: skip
    assert cells["B5"] == (1.5, None)
    assert cells["B7"] == (-3.0, None)
    assert "B6" not in cells, "missing is empty"


def test_tables_of_the_report_speak_the_language_and_no_code(book, lang):
    figures = book.sheets[{"zh": "报告数字", "en": "Report figures"}[lang]]
    audit = book.sheets[{"zh": "核对", "en": "Audit"}[lang]]
    head = [figures[f"{column}4"][0] for column in "ABCD"]
    assert head == {"zh": ["原文", "数值", "单位", "时间"],
                    "en": ["As printed", "Value", "Unit", "Period"]}[lang]  # fmt: skip
    assert figures["C5"][0] == {"zh": "亿元", "en": "100 million yuan"}[lang]
    assert [figures[f"D{n}"][0] for n in range(5, 9)] == [
        2023.0,
        {"zh": "2025年10月", "en": "October 2025"}[lang],
        {"zh": "2024年上半年", "en": "first half of 2024"}[lang],
        2022.0,
    ]
    assert figures["C7"][0] == {"zh": "项", "en": "count"}[lang]
    assert [audit[f"A{n}"][0] for n in range(5, 10)] == {
        "zh": ["相符", "不符（已说明）", "不符", "有条件相符", "无法判定"],
        "en": ["consistent", "in conflict (explained)", "in conflict", "consistent on a condition",
               "cannot be decided"],
    }[lang]  # fmt: skip
    assert audit["B6"][0] == {"zh": "已知", "en": "known"}[lang]
    assert [audit[f"C{n}"][0] for n in range(5, 10)] == {
        "zh": ["§2.4第51个；附表2，重庆行", "88个数字", "1组；重庆行", "127组", "正文；p. 3"],
        "en": ["§2.4, number 51; annex table 2, row of Chongqing", "88 figures",
               "1 pair; row of Chongqing", "127 pairs", "body of the text; p. 3"],
    }[lang]  # fmt: skip
    said = [str(value) for sheet in book.sheets.values() for value, _ in sheet.values()]
    assert not [text for text in said if re.search(r"made_up|CNY|source_id|figure_id", text)]


def test_rows_of_one_table_are_named_together():
    names = {"全国": "China", "上海": "Shanghai"}
    said = "附表,全国行;附表,上海行;正文"
    assert place_words(said, "en", names) == (
        "annex table, rows of China, Shanghai; body of the text"
    )
    assert place_words(said, "zh", names) == "附表，全国行、上海行；正文"


def test_part_of_a_workbook_has_only_its_sheets(charts):
    book = Book(workbook([charts["sample_fan"]], "zh", partial=True))
    assert len(book.sheets) == 1
    assert next(iter(book.sheets)).startswith("1 ")


def test_numbers_of_the_charts_are_in_blue_and_formulas_in_grey(book):
    styles = book.package.xml("xl/styles.xml")
    fonts = [
        (f.find(f"{S}color").get("rgb") if f.find(f"{S}color") is not None else "")
        for f in styles.find(f"{S}fonts")
    ]
    formats = [int(x.get("fontId")) for x in styles.find(f"{S}cellXfs")]
    sheet = sheet_xml(book, list(book.sheets)[1])
    seen = set()
    for cell in sheet.iter(f"{S}c"):
        if cell.find(f"{S}v") is None:
            continue
        colour = fonts[formats[int(cell.get("s"))]]
        if cell.find(f"{S}f") is not None:
            assert colour == "FF56616D"
            seen.add("formula")
        elif colour == "FF1F4E9E" and cell.get("t") is None:
            seen.add("number")
    assert seen == {"formula", "number"}


def test_every_font_has_the_characters(book, lang):
    names = {
        n.get("val") for n in book.package.xml("xl/styles.xml").iterfind(f".//{S}font/{S}name")
    }
    assert names == {{"zh": "Microsoft YaHei", "en": "Arial"}[lang]}


def test_sheets_print_on_a4_one_page_wide_with_frozen_headings(book):
    defined = book.package.xml("xl/workbook.xml").iterfind(f".//{S}definedName")
    areas = [d for d in defined if d.get("name") == "_xlnm.Print_Area"]
    assert len(areas) == len(book.sheets)
    for name in book.sheets:
        sheet = sheet_xml(book, name)
        assert sheet.find(f"{S}pageSetup").get("paperSize") == "9"
        assert sheet.find(f"{S}sheetPr/{S}pageSetUpPr").get("fitToPage") == "1"
        assert sheet.find(f".//{S}pane").get("state") == "frozen", name
        assert sheet.find(f"{S}cols") is not None


def test_charts_are_described_and_do_not_cover_their_numbers(book, charts, lang):
    anchors = []
    for name in book.package.names(r"xl/drawings/drawing\d+\.xml"):
        drawing = book.package.xml(name)
        for anchor in drawing.iterfind("xdr:twoCellAnchor", NS):
            text = anchor.find(".//xdr:cNvPr", NS).get("descr")
            anchors.append((text, int(anchor.find("xdr:to/xdr:row", NS).text)))
    described = [text for text, _ in anchors]
    for chart in charts.values():
        if chart.form != "progress":
            assert chart.alt(lang) in described
    for chart in chart_parts(book):
        reference = series_of(chart)[0]["tx"][0]
        row = int(reference.rsplit("$", 1)[1])
        assert row > 2
    # The grid of the first chart begins below the chart.
    first = int(series_of(chart_parts(book)[0])[0]["tx"][0].rsplit("$", 1)[1])
    assert anchors[0][1] < first


def test_progress_is_a_table_of_numbers(book, charts, lang):
    name = list(book.sheets)[1 + list(charts).index("sample_progress")]
    numbers = {value for value, _ in book.sheets[name].values() if isinstance(value, float)}
    assert {15.5, 19.98, 28.0, 12800.0} <= numbers


def test_two_charts_of_one_subject_get_sheets_named_with_their_years(charts):
    chart = charts["sample_bars"]
    said = {
        "zh": "技术合同成交额（年鉴口径）与研发经费之比，元，{}年",
        "en": "Technology contract turnover (yearbook) over R&D spending, yuan, {}",
    }

    def of(year):
        words = {
            lang: replace(chart.words[lang], subtitle=said[lang].format(year)) for lang in said
        }
        return replace(chart, words=words)

    made = {lang: workbook([of(2023), of(2024)], lang) for lang in said}
    names = {lang: list(Book(book).sheets)[1:3] for lang, book in made.items()}
    assert names["zh"] == [
        "1 技术合同成交额与研发经费之比 2023年", "2 技术合同成交额与研发经费之比 2024年"
    ]  # fmt: skip
    assert names["en"] == ["1 Technology contract 2023", "2 Technology contract 2024"]


def test_a_sheet_is_named_after_its_subject_not_its_place(charts, lang):
    chart = charts["sample_fan"]
    given = {"zh": "重庆：研发经费，亿元", "en": "Chongqing: R&D expenditure, billion yuan"}[lang]
    words = {**chart.words, lang: replace(chart.words[lang], subtitle=given)}
    named = {"zh": "研发经费", "en": "R&D expenditure"}[lang]
    assert short_name(replace(chart, words=words), lang) == named
