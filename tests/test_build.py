"""Raw to processed: the same bytes each time, all or nothing, and a package that validates."""

import csv
import io
import subprocess
import sys

import pytest
from frictionless import Package, system, validate

from cqdata import build, catalog
from cqdata.errors import DataError


def snapshot(home):
    return {
        path.name: path.read_bytes() for path in sorted((home / "data" / "processed").iterdir())
    }


def change(home, name, where, column, value):
    """Set one cell of a raw table, in the first row whose cells are ``where``."""
    path = catalog.path_of(name, home)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    row = next(row for row in rows if where.items() <= row.items())
    row[column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def test_the_committed_tables_equal_a_fresh_build_twice_over(home):
    committed = snapshot(home)
    tables = [f"{name}.csv" for name in catalog.PROCESSED]
    assert sorted(committed) == sorted([*tables, catalog.MANIFEST])
    for path in (home / "data" / "processed").iterdir():
        path.unlink()
    paths = build.build(home)
    assert [path.stem for path in paths] == list(catalog.PROCESSED)
    first = snapshot(home)
    assert first == committed
    build.build(home)
    assert snapshot(home) == first


def test_the_bytes_do_not_depend_on_hash_seed_folder_time_zone_language_or_home(
    city_home, tmp_path
):
    code = "from cqdata.build import build; build()"
    built = snapshot(city_home)
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "HOME": str(tmp_path)}
    for seed, more in (("1", {"LC_ALL": "C"}), ("2", elsewhere)):
        (city_home / "data" / "processed" / "checks.csv").unlink()
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={"CQDATA_HOME": str(city_home), "PYTHONHASHSEED": seed, "PATH": "", **more},
            check=True,
        )
        assert snapshot(city_home) == built


def test_processed_files_use_lf_and_end_with_it():
    for name in catalog.PROCESSED:
        content = catalog.path_of(name).read_bytes()
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_processed_tables_are_sorted_by_key():
    for name in catalog.PROCESSED:
        frame = catalog.read(name)
        key = catalog.resource(name)["schema"]["primaryKey"]
        if name == "observations":
            key = ["indicator", *key]
        cells = list(frame[key].itertuples(index=False, name=None))
        assert cells == sorted(cells), name


def test_the_standard_tool_accepts_the_whole_package(root):
    report = validate(str(root / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "note"])[:5]
    assert len(report.tasks) == len(catalog.package()["resources"])


def test_the_standard_tool_and_the_build_notice_a_reference_to_nothing(city_home):
    change(city_home, "raw-bases", {"indicator": "gdp"}, "indicator", "gdpp")
    with system.use_context(trusted=True):
        report = Package(str(city_home / "data" / "datapackage.json")).validate()
    found = {error[0] for error in report.flatten(["type"])}
    assert "foreign-key" in found
    with pytest.raises(DataError, match=r"expected a key of raw-(bases|indicators)"):
        build.build(city_home)


def test_a_changed_print_reaches_the_processed_tables(city_home):
    where = {"figure_id": "2023/technology_contract_turnover"}
    change(city_home, "raw-figures", where, "printed", "856.1亿元")
    build.build(city_home)
    figures = catalog.load("figures", city_home).set_index("figure_id")
    assert figures.loc["2023/technology_contract_turnover", "value"] == 856.1
    observations = catalog.load("observations", city_home)
    row = observations.query("indicator == 'technology_contract_turnover' and year == 2023")
    assert 856.1 in set(row.query("basis == 'city_bureau'")["value"])


def test_a_broken_cell_stops_the_build_and_leaves_everything_as_it_was(city_home):
    before = snapshot(city_home)
    change(city_home, "raw-figures", {"figure_id": "2023/nev_output"}, "printed", "许多辆")
    with pytest.raises(DataError, match=r"raw/report-2023/figures\.csv, row 63, column 'printed'"):
        build.build(city_home)
    assert snapshot(city_home) == before


@pytest.mark.parametrize(
    ("figure_id", "printed", "unit"),
    [
        ("2023/technology_contract_turnover", "865.1亿圆X", "圆X"),
        ("2023/high_tech_enterprises", "7565個", "個"),
        ("2023/high_tech_enterprises", "7565", ""),
    ],
)
def test_a_print_whose_unit_the_contract_does_not_list_stops_the_build(
    city_home, figure_id, printed, unit
):
    before = snapshot(city_home)
    change(city_home, "raw-figures", {"figure_id": figure_id}, "printed", printed)
    with pytest.raises(DataError) as caught:
        build.build(city_home)
    message = str(caught.value)
    assert message.startswith("raw/report-2023/figures.csv, row ")
    assert f"column 'printed': found '{printed}', expected" in message
    if unit:
        assert "is not a unit" in message
    else:
        assert "a number with a unit that" in message
    assert snapshot(city_home) == before


@pytest.mark.parametrize(
    ("name", "where", "column", "cell", "file"),
    [
        ("raw-gdp", {"region": "重庆"}, "unit", "亿圆X", "raw/statistics/gdp.csv"),
        ("raw-chongqing-enterprises", {"unit": "家"}, "unit", "個", "raw/statistics/chongqing_"),
        ("raw-targets", {"unit": "家"}, "unit", "企業", "raw/plans/targets.csv"),
        ("raw-computed", {"unit": "家"}, "unit", "企業", "raw/computed.csv"),
        ("raw-indicators", {"unit": "count:家"}, "unit", "個", "raw/indicators.csv"),
        # The unit is one of the list, but not the one that the indicator is counted in.
        ("raw-gdp", {"region": "重庆"}, "unit", "家", "raw/statistics/gdp.csv"),
    ],
)
def test_a_unit_of_no_list_stops_the_build_where_it_stands(
    city_home, name, where, column, cell, file
):
    before = snapshot(city_home)
    change(city_home, name, where, column, cell)
    with pytest.raises(DataError, match=rf"{file}.*row \d+, column '{column}': found '.*{cell}'"):
        build.build(city_home)
    assert snapshot(city_home) == before


def test_the_lists_of_units_are_one(root):
    patterns = {
        entry["name"]: field["constraints"]["pattern"]
        for entry in catalog.package(root)["resources"]
        for field in entry["schema"]["fields"]
        if field["name"] == "unit" and "pattern" in field["constraints"]
    }
    as_published = {name for name in patterns if name.startswith("raw-")} - {"raw-indicators"}
    assert len({patterns[name] for name in as_published}) == 1
    assert len({patterns[name] for name in patterns.keys() - as_published}) == 1
    # Every classifier may be printed in a table and stand behind "count:" in a processed one.
    counted = patterns["figures"].partition("count:(")[2].removesuffix(")")
    assert f"|{counted})" in patterns["raw-gdp"]


def test_a_correction_is_applied_and_stops_the_build_once_it_is_not_needed(city_home):
    where = {"figure_id": "2023/nev_output"}
    path = catalog.path_of("raw-corrections", city_home)
    path.write_text(
        "table,key,column,printed,corrected,reason\n"
        "raw-figures,2023/nev_output,printed,50万辆,51万辆,misprint\n",
        encoding="utf-8",
    )
    build.build(city_home)
    figures = catalog.load("figures", city_home).set_index("figure_id")
    assert figures.loc["2023/nev_output", "value"] == 510000
    change(city_home, "raw-figures", where, "printed", "51万辆")
    with pytest.raises(DataError, match=r"corrections\.csv, row 2, column 'printed'"):
        build.build(city_home)


def test_raw_tables_saved_by_a_chinese_spreadsheet_build_the_same(city_home):
    committed = snapshot(city_home)
    for name in ("raw-figures", "raw-targets", "raw-sources"):
        path = catalog.path_of(name, city_home)
        text = path.read_text(encoding="utf-8")
        encoding = "utf-8-sig" if name == "raw-sources" else "gb18030"
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    build.build(city_home)
    assert snapshot(city_home) == committed


def test_a_build_names_all_that_is_wrong_at_once(city_home):
    before = snapshot(city_home)
    spending = {"region": "重庆", "indicator": "rd_expenditure", "period": "2024"}
    change(city_home, "raw-rd-bulletins", spending, "value", "")
    change(city_home, "raw-gdp", {"region": "重庆"}, "unit", "家")
    change(city_home, "raw-figures", {"figure_id": "2023/nev_output"}, "printed", "许多辆")
    giants = {"target_id": "doubling_plan/little_giants/2027"}
    change(city_home, "raw-targets", giants, "source_id", "x")
    change(city_home, "raw-computed", {"region": "重庆"}, "value", "viele")
    with pytest.raises(DataError) as caught:
        build.build(city_home)
    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    for file, found in (
        ("raw/statistics/rd_bulletins.csv", "column 'value': found ''"),
        ("raw/statistics/gdp.csv", "column 'unit': found 'count:家'"),
        ("raw/report-2023/figures.csv", "column 'printed': found '许多辆'"),
        ("raw/plans/targets.csv", "column 'source_id': found 'x'"),
        ("raw/computed.csv", "column 'value': found 'viele'"),
    ):
        assert any(line.startswith(file) and found in line for line in lines), file
    assert snapshot(city_home) == before


def test_a_row_entered_as_a_token_alone_arrives_with_value_and_interval(city_home):
    where = {"region": "重庆", "indicator": "rd_expenditure", "period": "2024"}
    for column, cell in (("value", ""), ("unit", ""), ("printed", "797.3亿元")):
        change(city_home, "raw-rd-bulletins", where, column, cell)
    before = snapshot(city_home)
    build.build(city_home)
    row = catalog.load("observations", city_home)
    row = row.query("region == '重庆' and indicator == 'rd_expenditure' and year == 2024").iloc[0]
    assert tuple(row[["value", "low", "high", "unit"]]) == (797.3, 797.25, 797.35, "CNY_1e8")
    after = snapshot(city_home)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"observations.csv", catalog.MANIFEST}


@pytest.mark.parametrize(("period", "value"), [("2024", "7.973"), ("2018", "4102.1")])
def test_a_slipped_unit_is_refused_unless_the_row_says_that_it_is_meant(city_home, period, value):
    where = {"region": "重庆", "indicator": "rd_expenditure", "period": period}
    change(city_home, "raw-rd-bulletins", where, "value", value)
    with pytest.raises(DataError, match=rf"found '{value} CNY_1e8', expected less than 10") as one:
        build.build(city_home)
    assert len(str(one.value).splitlines()) == 1
    change(city_home, "raw-rd-bulletins", where, "flag", "jump")
    build.build(city_home)


def test_a_preferred_basis_is_one_of_its_indicator(city_home):
    where = {"indicator": "rd_intensity"}
    change(city_home, "raw-indicators", where, "preferred_basis", "bulletin")
    with pytest.raises(DataError, match="found 'bulletin', expected a basis of rd_intensity in"):
        build.build(city_home)
