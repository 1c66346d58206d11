"""A new edition from a checked draft, end to end on a made-up report in a copy of the data."""

from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from cqdata import build, catalog
from cqdata.audit.book import Book
from cqdata.errors import DataError
from cqdata.reading import read
from cqdata.reading.command import main
from cqdata.reading.draft import to_csv
from cqdata.reading.edition import PUBLISHER, Unsure, adopt, figures_of_draft, token_of
from cqdata.reading.matching import LEAVE_ALL, known_indicators, matches
from cqdata.reading.tables import take_out

REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。
一、主体
(一)企业
当年新认定高新技术企业2870家,新增科技型企业9120家,年末累计达到8812家和66310家,分别增长16.5%和13.3%。
(二)转化
技术合同成交额974.2亿元、增长12.6%。农科园区全年接待研学团队420批次。
"""


@pytest.fixture
def project(city_project, tmp_path):
    """A copy of the city's data, and the draft of the made-up report in it."""
    shutil.copytree(city_project / "data", tmp_path / "data")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    assert main(tmp_path / "report.txt", out=tmp_path / "draft.csv", say=lambda _: None) == 0
    return tmp_path


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "data").rglob("*"))
        if path.is_file()
    }


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def name_the_open_row(path: Path) -> None:
    """What a person does who is asked: name the new indicator."""
    rows = rows_of(path)
    for row in rows:
        if row["indicator"].endswith("?"):
            assert row["printed"] == "420批次"
            row["indicator"], row["indicator_en"] = "study_groups", "Study groups received"
            row["theme"] = "outreach"
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def leave_out(question, options):
    """What a person answers who wants nothing that is not sure."""
    return options[-1]


def test_without_a_person_to_ask_nothing_is_adopted_and_the_draft_says_what_is_open(project):
    before = digest(project)
    with pytest.raises(Unsure, match="1 of 13 rows need a name"):
        main(project / "draft.csv", 2024, adopt=True, root=project)
    assert digest(project) == before
    proposals = {row["printed"]: row["indicator"] for row in rows_of(project / "draft.csv")}
    assert proposals["816亿元"] == "rd_expenditure"
    assert proposals["2870家"] == "high_tech_enterprises_new"
    assert proposals["8812家"] == "high_tech_enterprises"
    assert proposals["420批次"].endswith("?")


def test_a_checked_draft_becomes_an_edition_that_the_project_builds(project):
    with pytest.raises(Unsure):
        adopt(project / "draft.csv", 2024, project)
    name_the_open_row(project / "draft.csv")
    said = []
    code = main(project / "draft.csv", adopt=True, root=project, say=said.append)
    assert code == 0
    assert any("data/raw/report-2024/figures.csv" in line for line in said)
    assert not any(str(project) in line for line in said)
    build.build(project)
    built = {row["figure_id"]: row for row in rows_of(project / "data/processed/figures.csv")}
    new = {key: row for key, row in built.items() if key.startswith("2024/")}
    assert len(new) == 13
    assert new["2024/rd_expenditure"]["qualifier"] == "expected"
    assert new["2024/rd_expenditure"]["status"] == "estimate"
    assert new["2024/rd_expenditure_growth"]["linked_to"] == "2024/rd_expenditure"
    assert new["2024/rd_intensity_change"]["linked_to"] == "2024/rd_intensity"
    assert new["2024/technology_based_enterprises_growth"]["linked_to"] == (
        "2024/technology_based_enterprises"
    )
    assert new["2024/study_groups"]["indicator_en"] == "Study groups received"
    # The 2023 names are kept where the figure is the same.
    assert (
        new["2024/rd_expenditure"]["indicator_zh"] == built["2023/rd_expenditure"]["indicator_zh"]
    )
    series = rows_of(project / "data/processed/observations.csv")
    assert any(
        (row["indicator"], row["year"], row["source_id"])
        == ("rd_expenditure", "2024", "report-2024")
        for row in series
    )
    # Everything of the old edition stands as it was.
    old = {row["figure_id"]: row for row in rows_of(catalog.path_of("figures"))}
    assert {key: row for key, row in built.items() if key not in new} == old


WAYS = """某市科技部门关于2024年工作的报告
全社会研发经费支出首次突破810亿元,达到816.3亿元,增长8.6%。研发经费投入强度2.53%。
科技型企业总量由2023年底的5.8万家增加到6.6万家,高企达到8812家。
"""


def test_usual_ways_of_writing_a_name_a_bound_and_a_former_value_ask_nothing(project):
    (project / "ways.txt").write_text(WAYS, encoding="utf-8")
    main(project / "ways.txt", out=project / "ways.csv", say=lambda _: None)
    said = []
    adopt(project / "ways.csv", 2024, project, say=said.append)
    assert [line for line in said if "left out" in line] == [
        "left out, for the number that they bound is printed, too: 突破810亿元"
    ]
    figures = rows_of(project / "data/raw/report-2024/figures.csv")
    assert [(row["figure_id"], row["printed"], row["period"]) for row in figures] == [
        ("2024/rd_expenditure", "816.3亿元", "2024"),
        ("2024/rd_expenditure_growth", "8.6%", "2024"),
        ("2024/rd_intensity", "2.53%", "2024"),
        ("2024/technology_based_enterprises_2023", "5.8万家", "2023"),
        ("2024/technology_based_enterprises", "6.6万家", "2024"),
        ("2024/high_tech_enterprises", "8812家", "2024"),
    ]


def test_a_person_on_a_terminal_is_asked_once_for_each_open_name(project):
    questions = []

    def ask(question, options):
        questions.append(question)
        return "某市科技局" if question == PUBLISHER else "study_groups = Study groups received"

    adopt(project / "draft.csv", 2024, project, ask)
    assert len(questions) == 2
    assert "420批次" in questions[0]
    assert questions[1] == PUBLISHER
    added = rows_of(project / "data/raw/indicators.csv")
    assert [row["unit"] for row in added if row["indicator"] == "study_groups"] == ["count:批次"]
    sources = {row["source_id"]: row for row in rows_of(project / "data/raw/sources.csv")}
    source = sources["report-2024"]
    assert (source["publisher"], source["cite_zh"]) == ("某市科技局", "某市科技局2024年报告")
    assert sources["report-2023"]["publisher"] not in "".join(source.values())


def test_a_row_can_be_left_out(project):
    adopt(project / "draft.csv", 2024, project, lambda _, options: options[-1])
    rows = rows_of(project / "data/raw/report-2024/figures.csv")
    assert "420批次" not in {row["printed"] for row in rows}
    assert [row["ordinal"] for row in rows] == [str(n) for n in range(1, 13)]


def test_an_edition_is_overwritten_only_if_that_is_asked_for(project):
    adopt(project / "draft.csv", 2024, project, leave_out)
    first = digest(project)
    with pytest.raises(DataError, match="report-2024 is an edition already; adopt with --replace"):
        adopt(project / "draft.csv", 2024, project, leave_out)
    assert digest(project) == first
    text = (project / "draft.csv").read_text(encoding="utf-8")
    changed = text.replace("2870家,2870", "2871家,2871")
    (project / "draft.csv").write_text(changed, encoding="utf-8")
    adopt(project / "draft.csv", 2024, project, leave_out, replace=True)
    second = digest(project)
    assert [path for path in first if first[path] != second[path]] == [
        "data/raw/report-2024/figures.csv"
    ]


def test_the_edition_that_the_package_lists_first_is_taken_out(project):
    names = catalog.raw_tables("report-2023", root=project)
    assert catalog.package(project)["resources"][0]["name"] in names
    take_out(project / "data", names, 2023)
    assert not {one["name"] for one in catalog.package(project)["resources"]} & set(names)


def test_the_only_edition_is_not_replaced(project):
    text = (project / "draft.csv").read_text(encoding="utf-8").replace(",2024,", ",2023,")
    (project / "draft.csv").write_text(text, encoding="utf-8")
    before = digest(project)
    with pytest.raises(DataError, match="the only edition"):
        adopt(project / "draft.csv", 2023, project, leave_out, replace=True)
    assert digest(project) == before


def test_a_year_that_no_row_is_about_is_refused(project):
    before = digest(project)
    with pytest.raises(DataError, match="no row is about 2042, most are about 2024"):
        adopt(project / "draft.csv", 2042, project, leave_out)
    assert digest(project) == before
    with pytest.raises(DataError, match="--year 24"):
        main(project / "report.txt", 24, out=project / "other.csv")


def drafted(folder: Path, text: str) -> Path:
    """Return the draft of a text."""
    (folder / "more.txt").write_text(text, encoding="utf-8")
    assert main(folder / "more.txt", out=folder / "more.csv", say=lambda _: None) == 0
    return folder / "more.csv"


def figures_of(folder: Path) -> dict[str, dict[str, str]]:
    rows = rows_of(folder / "data/raw/report-2024/figures.csv")
    return {row["figure_id"]: row for row in rows}


def test_targets_go_to_the_targets_table(project):
    text = REPORT + (
        "二、2025年工作思路\n高新技术企业突破1万家,科技型企业达到7万家以上。\n"
        "到2027年,技术合同成交额达到1300亿元。\n"
    )
    before = rows_of(project / "data/raw/plans/targets.csv")
    written = adopt(drafted(project, text), 2024, project, leave_out)
    assert project / "data/raw/plans/targets.csv" in written
    after = {row["target_id"]: row for row in rows_of(project / "data/raw/plans/targets.csv")}
    new = {name: row for name, row in after.items() if row["source_id"] == "report-2024"}
    shown = {
        name: (row["comparison"], row["printed"], row["value"], row["unit"], row["target_year"])
        for name, row in new.items()
    }
    assert shown == {
        "report_2024/high_tech_enterprises/2025": (">", "突破1万家", "10000", "家", "2025"),
        "report_2024/technology_based_enterprises/2025": (
            *(">=", "7万家以上", "70000"),
            *("家", "2025"),
        ),
        "report_2024/technology_contract_turnover/2027": (
            *("about", "1300亿元", "1300"),
            *("亿元", "2027"),
        ),
    }
    assert [row for name, row in after.items() if name not in new] == before
    assert {row["period"] for row in figures_of(project).values()} == {"2024"}


def test_a_former_value_without_a_time_is_left_out_and_named(project):
    text = "关于2024年工作的报告\n2024年,高新技术企业由5200家增加到8812家。\n"
    said = []
    adopt(drafted(project, text), 2024, project, leave_out, say=said.append)
    assert [row["printed"] for row in figures_of(project).values()] == ["8812家"]
    assert said == ["left out, for they have no period (to keep one, fill it in): 5200家"]


def test_all_undecided_rows_are_left_out_at_once(project):
    text = REPORT + "(三)开放\n接待国外学者36批次,举办论坛7场,展出展品460件。\n"
    questions = []

    def ask(question, options):
        questions.append(question)
        return LEAVE_ALL if LEAVE_ALL in options else options[-1]

    adopt(drafted(project, text), 2024, project, ask)
    assert questions[1:] == [PUBLISHER]
    first = figures_of(project)
    assert len(first) == 12
    draft = drafted(project, text)
    adopt(draft, 2024, project, replace=True, leave_undecided=True)
    assert figures_of(project) == first


def test_what_is_left_undecided_is_named_and_where_the_unit_alone_does_not_fit(project):
    text = "关于2024年工作的报告\n技术合同成交额900.3亿元。高新技术企业8800个。某某设施运行7项。\n"
    said = []
    adopt(drafted(project, text), 2024, project, say=said.append, leave_undecided=True)
    (misfit,) = [line for line in said if "unit does not fit" in line]
    assert "8800个 高新技术企业 (high_tech_enterprises is in count:家" in misfit
    assert "某某设施" not in misfit
    (unsure,) = [line for line in said if "indicator is not sure" in line]
    assert "7项" in unsure
    assert "900.3" not in " ".join(said)


def test_a_bound_before_a_list_holds_for_each_figure(project):
    text = "关于2024年工作的报告\n高新技术企业、科技型企业分别突破8800家、6万家。\n"
    adopt(drafted(project, text), 2024, project, leave_out)
    shown = {row["printed"]: row["scope"] for row in figures_of(project).values()}
    assert shown == {"突破8800家": "", "6万家": "超"}


@pytest.mark.parametrize(
    ("subject", "unit", "measure", "never"),
    [
        ("研发经费支出占比", "%", "share", "manufacturing_share_of_gdp"),
        ("农业增加值占地区生产总值比重", "%", "share", "manufacturing_share_of_gdp"),
        ("旅游收入", "CNY_1e8", "level", "rd_expenditure"),
        ("快递业务总量", "count:件", "level", "patents"),
    ],
)
def test_proposals_are_of_the_same_thing(subject, unit, measure, never):
    known = known_indicators(catalog.home())
    found = [match.indicator for match in matches(subject, unit, measure, known.values())]
    assert never not in found
    same = [match.indicator for match in matches("研发投入", "CNY_1e8", "level", known.values())]
    assert "rd_expenditure" in same


def test_a_bound_that_is_expected_is_an_estimate(project):
    draft = drafted(project, "关于2024年工作的报告\n2024年,预计新能源汽车产量突破90万辆。\n")
    adopt(draft, 2024, project, leave_out)
    (row,) = figures_of(project).values()
    assert (row["printed"], row["scope"]) == ("突破90万辆", "预计")


def test_ranks_are_told_apart_by_their_scope(project):
    text = "关于2024年工作的报告\n科技创新综合水平列全国第7位、西部第1位。\n"
    asked = []

    def ask(question, options):
        asked.append(question)
        return options[0]

    adopt(drafted(project, text), 2024, project, ask)
    found = {name: row["printed"] for name, row in figures_of(project).items()}
    assert found == {"2024/sti_rank_national": "第7位", "2024/sti_rank_west": "第1位"}
    assert asked == [PUBLISHER]


def test_a_second_value_of_one_indicator_is_a_question(project):
    text = REPORT + "(三)主体\n高新技术企业累计达到9100家。\n"
    questions = []

    def ask(question, options):
        questions.append(question)
        return options[-1]

    adopt(drafted(project, text), 2024, project, ask)
    assert "same indicator and period as 8812家" in questions[-2]
    with pytest.raises(Unsure, match="2 of 14 rows"):
        adopt(drafted(project, text), 2024, project, replace=True)
    (row,) = [row for row in rows_of(project / "more.csv") if row["printed"] == "9100家"]
    assert row["indicator"] == "high_tech_enterprises?"
    assert "same indicator and period as 8812家" in row["note"]


def test_a_figure_keeps_the_id_it_had_and_so_its_series_and_relations(project):
    text = "关于2024年工作的报告\n2024年,预计全社会研发投入816亿元、研发人员突破26万人。\n"
    adopt(drafted(project, text), 2024, project, lambda *_: "rd_personnel_headcount")
    assert set(figures_of(project)) == {"2024/rd_expenditure", "2024/rd_personnel"}
    folder = project / "data/raw/report-2024"
    assert "2024/rd_personnel" in {row["figure_id"] for row in rows_of(folder / "series.csv")}
    relations = {row["relation_id"] for row in rows_of(folder / "relations.csv")}
    assert relations == {"fte_in_headcount_2024", "rd_per_person_2024"}


def test_a_bad_answer_is_asked_again_and_an_end_keeps_what_was_answered(project):
    def gone(question, options):
        raise EOFError

    with pytest.raises(Unsure, match="1 of 13 rows"):
        adopt(project / "draft.csv", 2024, project, gone)
    kept = [row["indicator"] for row in rows_of(project / "draft.csv")]
    assert kept[-1] == "?"
    assert "technology_contract_turnover" in kept
    answers = iter(["nonsense id!", "study_groups = Study groups received"])
    questions = []

    def ask(question, options):
        questions.append(question)
        return next(answers, options[-1] if options else "")

    adopt(project / "draft.csv", 2024, project, ask)
    assert questions[1].startswith("'nonsense id!' is no option")
    assert "2024/study_groups" in figures_of(project)


def test_reading_again_keeps_the_draft_that_was_worked_on(project):
    checked = (project / "draft.csv").read_bytes().replace(b"2870", b"2871")
    (project / "draft.csv").write_bytes(checked)
    said = []
    main(project / "report.txt", out=project / "draft.csv", say=said.append)
    assert (project / "draft.before.csv").read_bytes() == checked
    assert any("draft.before.csv" in line for line in said)
    # What has not changed needs no second copy.
    (project / "draft.before.csv").unlink()
    main(project / "report.txt", out=project / "draft.csv", say=said.append)
    assert not (project / "draft.before.csv").exists()


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("printed", "八百多", "row 2, column 'printed'"),
        ("indicator", "Not An Id", "expected an id"),
        ("indicator", "new_without_name", "column 'indicator_en'"),
        ("indicator", "high_tech_enterprises", "whose unit is count:家"),
        ("period", "soon", "column 'period': found 'soon', expected a period"),
    ],
)
def test_what_does_not_validate_leaves_the_data_alone(project, column, cell, message):
    with pytest.raises(Unsure):
        adopt(project / "draft.csv", 2024, project)
    name_the_open_row(project / "draft.csv")
    rows = rows_of(project / "draft.csv")
    rows[0][column] = cell
    with open(project / "draft.csv", "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    before = digest(project)
    with pytest.raises(DataError, match=message) as caught:
        adopt(project / "draft.csv", 2024, project)
    assert digest(project) == before
    assert str(project / "data") not in str(caught.value)


def test_adopting_wants_a_draft(project):
    with pytest.raises(DataError, match="a \\.csv file"):
        main(project / "report.txt", adopt=True)
    with pytest.raises(DataError, match="does not exist"):
        main(project / "report.txt", out=project / "none.csv", adopt=True)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "token"),
    [
        ("1.8个", "1.8", "pp", "1.8个百分点"),
        ("1409万", "14090000", "person_time", "1409万人次"),
        ("3位", "3", "person", "3名"),
        ("前五", "5", "rank", "前五"),
        ("突破万亿元", "10000", "CNY_1e8", "突破万亿元"),
    ],
)
def test_a_token_that_the_text_shortened_is_printed_whole(printed, value, unit, token):
    row = {"char_offset": "7", "printed": printed, "value": value, "unit": unit}
    found, quantity = token_of(row)
    assert (found, quantity.unit) == (token, unit)


def test_a_growth_may_be_printed_before_the_level_of_a_new_indicator(project):
    (project / "report.txt").write_text(
        f"{REPORT}渔业研学站增长12.5%，达到86家。\n", encoding="utf-8"
    )
    draft = project / "second.csv"
    main(project / "report.txt", out=draft, say=lambda _: None)
    rows = rows_of(draft)
    for row in rows:
        row["indicator"] = "study_stations" if row["printed"] == "86家" else ""
        row["indicator_en"] = "Study stations" if row["printed"] == "86家" else ""
    with open(draft, "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    adopt(draft, 2024, project, leave_undecided=True)
    figures = rows_of(project / "data" / "raw" / "report-2024" / "figures.csv")
    ids = [row["figure_id"] for row in figures if row["indicator"] == "study_stations"]
    assert ids == ["2024/study_stations_growth", "2024/study_stations"]


@pytest.mark.parametrize(
    ("text", "values"),
    [("技术合同成交额同比下降3.2%。", [-3.2]), ("专利数、商标数分别下降5%、10.1%。", [-5, -10.1]),
     ("研发经费占比比上年下降0.5个百分点。", [-0.5]), ("能耗强度下降3%以上。", [-3]),
     ("专利数、商标数分别下降超过5%和10%。", [-5, -10]), ("专利数减少1200件。", [-1200]),
     ("专利数增长5%。", [5])],
)  # fmt: skip
def test_a_fall_that_is_told_before_its_number_stays_a_fall(tmp_path, text, values):
    """The token alone (3.2%) is a rise: adopted so, a fall became growth."""
    path = tmp_path / "draft.csv"
    path.write_text(to_csv(read(f"2024年，{text}", 2024)), encoding="utf-8")
    figures = Book(figures_of_draft(path)).figures.values()
    assert [float(figure.q.value) for figure in figures] == values
