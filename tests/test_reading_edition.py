"""A new edition from a checked draft, end to end on a made-up report in a copy of the data."""

from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from cqdata import build, catalog
from cqdata.errors import DataError
from cqdata.reading.command import main
from cqdata.reading.edition import Unsure, _token, adopt

REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。
一、主体
(一)企业
当年新认定高新技术企业2870家,新增科技型企业9120家,年末累计达到8812家和66310家,分别增长16.5%和13.3%。
(二)转化
技术合同成交额974.2亿元、增长12.6%。农科园区全年接待研学团队420批次。
"""


@pytest.fixture
def project(tmp_path):
    """A copy of the data, and the draft of the made-up report in it."""
    shutil.copytree(catalog.home() / "data", tmp_path / "data")
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


def test_a_person_on_a_terminal_is_asked_once_for_each_open_name(project):
    questions = []

    def ask(question, options):
        questions.append(question)
        return "study_groups = Study groups received"

    adopt(project / "draft.csv", 2024, project, ask)
    assert len(questions) == 1
    assert "420批次" in questions[0]
    added = rows_of(project / "data/raw/indicators.csv")
    assert [row["unit"] for row in added if row["indicator"] == "study_groups"] == ["count:批次"]


def test_a_row_can_be_left_out(project):
    adopt(project / "draft.csv", 2024, project, lambda _, options: options[-1])
    rows = rows_of(project / "data/raw/report-2024/figures.csv")
    assert "420批次" not in {row["printed"] for row in rows}
    assert [row["ordinal"] for row in rows] == [str(n) for n in range(1, 13)]


def test_an_edition_is_never_overwritten(project):
    with pytest.raises(DataError, match=r"report-2023/figures\.csv exists"):
        adopt(project / "draft.csv", 2023, project)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("printed", "八百多", "column printed"),
        ("indicator", "Not An Id", "expected an id"),
        ("indicator", "new_without_name", "column indicator_en"),
        ("indicator", "high_tech_enterprises", "whose unit is count:家"),
        ("period", "soon", "does not validate, nothing was written"),
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
    found, quantity = _token(row)
    assert (found, quantity.unit) == (token, unit)
