"""Broken on purpose: every kind of bad input gets one clear sentence, and nothing is written."""

import ast
import copy
import csv
import datetime
import hashlib
import io
import itertools
import json
import math
import os
import re
import shutil
import time
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import typer
from chart_samples import SAMPLES
from lxml import etree
from matplotlib.figure import Figure
from typer.testing import CliRunner

import cqdata as cq
from cqdata import build, catalog, cells, cli, contract, files, notebooks, tidy
from cqdata.asked import plainly
from cqdata.audit import audit, report
from cqdata.briefing import chart_from_csv, export, parse_target
from cqdata.charts.description import chart_from, describe
from cqdata.charts.publishing import exports
from cqdata.errors import DataError, Faults, cell_error, system_error
from cqdata.names import PLANNED, newest_year
from cqdata.number import Number, grow
from cqdata.parameters import allow
from cqdata.pipeline import Done
from cqdata.quantity import QuantityError, constant, parse
from cqdata.reading import leftout, read
from cqdata.reading.command import main
from cqdata.reading.draft import load_draft
from cqdata.reading.edition import adopt
from cqdata.reading.rows import COLUMNS
from cqdata.reading.text import read_text
from cqdata.saying import assume

PYTHON = re.compile(r"\b[A-Z]\w+(?:Error|Exception)\b|Traceback|Errno|invalid literal|could not")
OVERRIDE, ISOLATE = "\u202e", "\u2066"
# What no cell of numbers may hold, by kind.
NO_NUMBERS = {
    "words": "soon",
    "infinite": "inf",
    "not a number": "nan",
    "exponent": "1e400",
    "400 digits": "9" * 400,
    "5000 digits": "9" * 5000,
    "10^25": "1" + "0" * 25,
    "Arabic digits": "١٢٣",
    "Devanagari digits": "१२३",
    "underscores": "1_000",
    "two points": "1.2.3",
    "hexadecimal": "0x10",
    "formula": "=1+1",
    "markup": "<b>1</b>",
}
HIDDEN = {
    "NUL": "\x00",
    "bell": "\x07",
    "escape": "\x1b[31m",
    "delete": "\x7f",
    "override": OVERRIDE,
    "isolate": ISOLATE,
    "byte-order mark": "\ufeff",
    "space of no width": "\u200b",
    "soft hyphen": "\xad",
    "Arabic letter mark": "\u061c",
    "tag": "\U000e0041",
    "no character": "\uffff",
    "joiner": "\u200d",
    "joiner of graphemes": "\u034f",
    "old mark of direction": "\u206b",
    "Hangul filler": "\u3164",
    "set apart": "\ufdd0",
    "set apart in another plane": "\U0001fffe",
    "of one font alone": "\ue000",
}
NO_PERIODS = (
    "soon",
    "99999",
    "0000",
    "9999",
    "2023-13",
    "2023-00",
    "2023Q5",
    "2023H3",
    "２０２３年",
    "٢٠٢٣",
    "2025-2021",
    "2023-09/02",
    "2023Q3-Q1",
    str(newest_year() + PLANNED + 1),
)


def sentence(call, *named):
    """Assert that a call is refused in one sentence that names what is given; return it."""
    with pytest.raises(DataError) as caught:
        call()
    said = str(caught.value)
    assert "\n" not in said, said
    assert not PYTHON.search(said), said
    assert len(said) < 900, said
    for name in named:
        assert name in said, (name, said)
    return said


# ------------------------------------------------------------------------------------- the build


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a copy of the data alone, without what projections are calibrated on."""
    left_out = shutil.ignore_patterns("calibration")
    shutil.copytree(catalog.home() / "data", tmp_path / "home" / "data", ignore=left_out)
    monkeypatch.setenv("CQDATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def small(home):
    """Return a copy of the data with the beginnings of the statistics: enough to be refused."""
    for path in (home / "data" / "raw" / "statistics").iterdir():
        store(path, rows_of(path)[:120])
    return home


def store(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_one_build_names_every_impossible_cell_and_writes_nothing(small):
    """One bad cell a row: impossible numbers, counts, targets and periods in four tables."""
    bad = {
        ("raw/statistics/gdp.csv", "value"): [*NO_NUMBERS.values()],
        ("raw/statistics/gdp.csv", "period"): NO_PERIODS[:3] + NO_PERIODS[4:8] + NO_PERIODS[9:],
        ("raw/statistics/st_yearbook_rd.csv", "decimals"): ["٣", "9" * 400, "1.5", "7", "x"],
        ("raw/statistics/rd_bulletins.csv", "value"): ["9" * 19, "-1", "１２三"],
        ("raw/plans/targets.csv", "value"): ["-8000", "-1", "9" * 25, "inf", "٨٠٠٠"],
        ("raw/report-2023/figures.csv", "printed"): [
            "-5家", "9" * 400 + "家", "1" + "0" * 25 + "亿元", "١٢家", "inf", "许多家", "=1+1", "",
        ],
        ("raw/report-2023/figures.csv", "period"): ["soon", "99999", "2023-13"],
    }  # fmt: skip
    expected = set()
    used = {}
    for (name, column), values in bad.items():
        path = small / "data" / name
        rows = rows_of(path)
        at = rows[0].index(column)
        # Rows that stand in no relation to others and state a value of their own.
        free = [
            n for n, row in enumerate(rows[1:], start=1)
            if n not in used.setdefault(name, set()) and row[at]
        ][-len(values):]  # fmt: skip
        for n, value in zip(free, values, strict=True):
            rows[n][at] = value
            used[name].add(n)
            expected.add((name, n + 1))
        store(path, rows)
    before = snapshot(small)
    with pytest.raises(DataError) as caught:
        build.build(small)
    said = str(caught.value)
    for name, row in sorted(expected):
        assert f"{name}, row {row}, column" in said, (name, row, "\n".join(said.splitlines()[-25:]))
    assert not PYTHON.search(said)
    assert snapshot(small) == before


def test_one_build_names_what_the_dictionaries_break(small):
    """What can be seen in one table alone, each kind in a row of its own."""
    bad = [
        ("raw/sources.csv", 1, "published", "2023-02-30"),
        ("raw/sources.csv", 2, "published", "9999-13"),
        ("raw/sources.csv", 3, "published", "20230"),
        ("raw/sources.csv", 4, "published", "19999-01"),
        ("raw/sources.csv", 3, "url", "javascript:alert(1)"),
        ("raw/sources.csv", 4, "url", "file:///etc/passwd"),
        ("raw/sources.csv", 5, "official_url", "http://a b"),
        ("raw/sources.csv", 6, "evidence", "gossip"),
        ("raw/indicators.csv", 1, "upper", "-200"),
        ("raw/bases.csv", 1, "decimals", "400"),
        ("raw/regions.csv", 1, "region_en", "Chongqing"),
        ("raw/report-2023/figures.csv", 2, "linked_to", "2023/rd_expenditure_growth"),
        ("raw/statistics/gdp.csv", 3, "period", "2025-2021"),
        ("raw/computed.csv", 1, "operation", "magic"),
        ("raw/computed.csv", 2, "formula", "f" * 3000),
        ("raw/indicators.csv", 2, "indicator_zh", "名" * 3000),
        ("raw/indicators.csv", 3, "indicator_en", "x" * 3000),
        ("raw/indicators.csv", 4, "indicator_zh", "a\tb"),
        ("raw/indicators.csv", 5, "indicator_zh", "one name"),
        ("raw/indicators.csv", 6, "indicator_zh", "one name"),
        ("raw/indicators.csv", 7, "indicator_en", "one name"),
        ("raw/indicators.csv", 8, "indicator_en", "one name"),
        ("raw/indicators.csv", 9, "kind", "x"),
        ("raw/indicators.csv", 11, "kind", "rank"),
        ("raw/statistics/gdp.csv", 8, "also", "nbs-rd-2011;nbs-rd-2011"),
        ("raw/statistics/gdp.csv", 9, "also", "nbs-rd-2011;"),
        ("raw/indicators.csv", 10, "preferred_basis", "nothing"),
        ("raw/regions.csv", 2, "region_en", "x" * 300),
        ("raw/sources.csv", 7, "cite_zh", "引" * 3000),
        ("raw/sources.csv", 8, "url", 'https://x" onclick="y'),
        ("raw/sources.csv", 9, "terms", "x" * 3000),
        ("raw/sources.csv", 10, "url", "https://user:password@example.org/x"),
        ("raw/sources.csv", 11, "url", "https://user@example.org"),
        ("raw/sources.csv", 12, "url", "https:///nowhere"),
        ("raw/sources.csv", 14, "url", "https://[::1"),
        ("raw/sources.csv", 15, "official_url", "https://stats..gov.cn/x"),
        ("raw/sources.csv", 13, "published", str(newest_year() + 1)),
        ("raw/bases.csv", 2, "decimals", "-1"),
        ("raw/statistics/gdp.csv", 6, "period", str(newest_year() + 2)),
        ("raw/statistics/gdp.csv", 7, "period", "2099"),
        ("raw/plans/targets.csv", 5, "issued_date", f"{newest_year() + 1}-01-01"),
        ("raw/statistics/gdp.csv", 5, "locator", "x" * 3000),
        ("raw/plans/targets.csv", 4, "plan_title", "题" * 3000),
        ("raw/report-2023/figures.csv", 3, "indicator_zh", "名" * 3000),
    ]
    for name, row, column, value in bad:
        path = small / "data" / name
        rows = rows_of(path)
        rows[row][rows[0].index(column)] = value
        store(path, rows)
    before = snapshot(small)
    with pytest.raises(DataError) as caught:
        build.build(small)
    said = str(caught.value)
    for name, row, column, _ in bad:
        named = "lower" if column == "upper" else column
        assert f"{name}, row {row + 1}, column '{named}'" in said, (name, column, said[-3000:])
    assert not PYTHON.search(said)
    assert snapshot(small) == before


def test_a_relation_of_a_figure_that_is_not_there_is_told(root):
    (name,) = catalog.raw_tables("report-*", "relations.csv", root)
    raw, *tables = (catalog.read(one, root=root) for one in (name, "figures", "bases"))
    tidy.check_relations(raw, tables[0], tables[1])
    for column, bad in [
        ("left", "2023/nothing"), ("left", "nothing"), ("left", "gdp[nothing]"), ("left", "a b"),
        ("left", ""), ("right", "=x"), ("kind", "magic"), ("low", "x"), ("high", "-9" * 99),
    ]:  # fmt: skip
        wrong = raw.copy()
        wrong.loc[wrong.index[2], column] = bad
        sentence(lambda one=wrong: tidy.check_relations(one, tables[0], tables[1]),
                 "relations.csv, row 4")  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("period", "2031"), ("period", "2022"), ("indicator", "rd_intensity"), ("region", "全国"),
     ("region", "四川"), ("region", "川渝")],
)  # fmt: skip
def test_a_figure_joins_no_series_of_another_unit_period_or_region(root, column, value):
    figures, sources, indicators, regions = (
        catalog.read(name, root=root) for name in ("figures", "sources", "indicators", "regions")
    )
    series = catalog.read("raw-series", root=root).head(1)
    given = {"indicators": indicators, "regions": regions}
    tidy.from_report(figures, series, sources, **given)
    tidy.from_report(figures, series.assign(region="荣昌区"), sources, **given)
    series[column] = value
    sentence(
        lambda: tidy.from_report(figures, series, sources, **given),
        f"series.csv, row 2, column '{column}'",
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [("unit", "亿元"), ("value", "-5"), ("value", "0"), ("target_id", "x/nothing/2025"),
     ("baseline_year", "2030"), ("baseline_year", "1900"), ("baseline_year", ""),
     ("baseline_value", ""), ("baseline_value", "-5"), ("baseline_value", "5.5"),
     ("baseline_value", "9" * 18)],
)  # fmt: skip
def test_no_target_is_in_another_unit_or_judged_from_after_it(root, column, value):
    raw, sources, indicators = (
        catalog.read(name, root=root) for name in ("raw-targets", "sources", "indicators")
    )
    raw = raw.loc[(raw["unit"] == "家") & (raw["printed"] == "") & (raw["baseline_year"] != "")]
    raw = raw.head(1)
    tidy.targets(raw, sources, indicators=indicators)
    raw[column] = value
    sentence(lambda: tidy.targets(raw, sources, indicators=indicators), f"column '{column}'")


@pytest.mark.parametrize("printed", ["", "1450.5家"])
def test_things_are_counted_in_whole_numbers_and_a_ratio_of_them_is_not(root, printed):
    indicators, bases, sources = (
        catalog.read(name, root=root) for name in ("indicators", "bases", "sources")
    )
    name = next(iter(catalog.raw_tables("statistics", "city_statements.csv", root)))
    table = catalog.read(name, root=root)
    ratio = table.loc[table["indicator"] == "invention_patents_per_10k"]
    assert ratio["value"].str.contains(".", regex=False).any()
    tidy.observations([ratio], indicators, bases, sources)
    name = next(iter(catalog.raw_tables("statistics", "chongqing_enterprises.csv", root)))
    table = catalog.read(name, root=root)
    row = table.loc[(table["unit"] == "家") & (table["printed"] == "")].head(1)
    tidy.observations([row], indicators, bases, sources)
    row = row.assign(printed=printed, value="" if printed else "1450.5")
    column = "printed" if printed else "value"
    sentence(
        lambda: tidy.observations([row], indicators, bases, sources),
        f"row 2, column '{column}'", "a whole number",
    )  # fmt: skip


@pytest.mark.parametrize("measure", ["count", "cumulative", "new_in_year", "level"])
def test_a_report_counts_in_whole_numbers(root, measure):
    raw = catalog.read("raw-figures", root=root)
    raw = raw.loc[raw["linked_to"] == ""].head(1).assign(printed="1450.5家", measure=measure)
    if measure == "level":  # which may be a ratio, such as patents per 10,000 people
        assert tidy.figures(raw)["value"].tolist() == ["1450.5"]
    else:
        sentence(lambda: tidy.figures(raw), "row 2, column 'printed'", "a whole number of count:家")


@pytest.mark.parametrize(
    ("measure", "printed"),
    [("rank", "29个"), ("rank", "29%"), ("share", "29家"), ("progress", "29亿元"),
     ("yoy_growth", "29亿元"), ("change_pp", "29%"), ("level", "第3位"), ("level", "2个百分点"),
     ("cumulative", "第3位"), ("new_in_year", "2个百分点"), ("count", "29%"),
     ("structural", "29亿元")],
)  # fmt: skip
def test_a_measure_is_stated_in_its_own_unit(root, measure, printed):
    raw = catalog.read("raw-figures", root=root)
    raw = raw.loc[raw["linked_to"] == ""].head(1).assign(printed=printed, measure=measure)
    sentence(lambda: tidy.figures(raw), "row 2, column 'printed'", f"the measure {measure}")


@pytest.mark.parametrize("printed", ["300%", "-5%"])
def test_a_report_may_print_what_cannot_be_but_no_series_goes_on_with_it(root, printed):
    raw, indicators, sources, regions = (
        catalog.read(name, root=root)
        for name in ("raw-figures", "indicators", "sources", "regions")
    )
    named = indicators.loc[(indicators["unit"] == "%") & (indicators["upper"] == "100")].iloc[0]
    raw = raw.loc[(raw["measure"] == "share") & (raw["linked_to"] == "")].head(1)
    raw["printed"] = printed
    figures = tidy.figures(raw)
    assert audit(figures.to_dict("records")).conflicts()
    series = catalog.read("raw-series", root=root).head(1)
    series["figure_id"], series["indicator"] = raw["figure_id"].iloc[0], named["indicator"]
    sentence(
        lambda: tidy.from_report(figures, series, sources, indicators, regions),
        "series.csv, row 2, column 'figure_id'", printed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("period", "accepted"),
    [("2024", True), ("2023-2024", True), ("2025", False), ("2099", False), ("2021-2099", False)],
)
def test_a_report_has_no_result_later_than_the_year_after_its_own(root, period, accepted):
    raw = catalog.read("raw-figures", root=root)
    raw = raw.loc[raw["linked_to"] == ""].head(1)
    assert raw["figure_id"].iloc[0].startswith("2023/")
    raw["period"] = period
    if accepted:
        assert len(tidy.figures(raw)) == 1
    else:
        sentence(lambda: tidy.figures(raw), "figures.csv, row ", "column 'period'", "2024")


def test_no_report_is_on_a_year_to_come(root):
    raw = catalog.read("raw-figures", root=root).head(1)
    raw["figure_id"], raw["linked_to"] = f"{newest_year() + 1}/x", ""
    sentence(lambda: tidy.figures(raw), "column 'figure_id'", str(newest_year()))


def test_no_observation_is_of_a_year_after_its_source(root):
    raw, *tables = (
        catalog.read(name, root=root) for name in ("raw-gdp", "indicators", "bases", "sources")
    )
    sources = tables[2]
    raw = raw.head(1)
    tidy.observations([raw], *tables)
    sources.loc[sources["source_id"] == raw["source_id"].iloc[0], "published"] = "1999-05"
    sentence(lambda: tidy.observations([raw], *tables), "gdp.csv, row 2", "1999")


@pytest.mark.parametrize("year", [newest_year(), newest_year() + 1])
def test_no_observation_is_of_a_year_not_over_without_a_date_of_its_source(root, year):
    raw, *tables = (
        catalog.read(name, root=root) for name in ("raw-gdp", "indicators", "bases", "sources")
    )
    tables[2]["published"] = ""
    tidy.observations([raw.head(1)], *tables)
    raw = raw.head(1).assign(period=str(year))
    sentence(lambda: tidy.observations([raw], *tables), "gdp.csv, row 2", "no date")


@pytest.mark.parametrize(
    ("column", "value"), [("value", "0"), ("decimals", "-1"), ("decimals", "-4")]
)
def test_no_level_is_nothing_beside_others_or_rounder_than_it_is(root, column, value):
    raw, *tables = (
        catalog.read(name, root=root) for name in ("raw-gdp", "indicators", "bases", "sources")
    )
    raw = raw.loc[(raw["region"] == "重庆") & (raw["basis"] == raw["basis"].iloc[0])].copy()
    tidy.observations([raw], *tables)
    at = raw.index[raw["value"].str.contains(".", regex=False)][2]
    raw.loc[at, column] = value
    sentence(
        lambda: tidy.observations([raw], *tables),
        f"gdp.csv, row {at + 2}, column 'value'",
    )


def test_a_reason_for_no_conflict_is_told_in_the_file_that_a_person_mends(root):
    tables = {name: catalog.read(name, root=root) for name in ("acknowledged", "checks")}
    tables["acknowledged"] = catalog.read("raw-acknowledged", root=root)
    tables["acknowledged"].loc[1, "check_id"] = "nothing"
    sentence(lambda: catalog.validate(tables, root), "raw/acknowledged.csv, row 3")


@pytest.mark.parametrize(("ahead", "accepted"), [(-1, False), (0, True), (40, True), (41, False)])
def test_a_plan_looks_ahead_from_its_issue_and_no_further_than_any_does(root, ahead, accepted):
    raw, sources, indicators = (
        catalog.read(name, root=root) for name in ("raw-targets", "sources", "indicators")
    )
    raw = raw.loc[raw["baseline_year"] == ""].head(1)
    year = str(int(raw["issued_date"].iloc[0][:4]) + ahead)
    raw["target_year"], raw["target_id"] = year, f"p/{raw['indicator'].iloc[0]}/{year}"
    if accepted:
        assert len(tidy.targets(raw, sources, indicators)) == 1
    else:
        sentence(
            lambda: tidy.targets(raw, sources, indicators),
            "targets.csv, row ",
            "column 'target_year'",
        )


INPUTS = {
    "one for two": ("difference", "=5%"),
    "three for two": ("prior", "=5亿元;=5%;=6%"),
    "nothing": ("sum", ";;"),
    "by zero": ("growth", "=5亿元;=0亿元"),
    "whole of a share of zero": ("whole", "=5亿元;=0%"),
    "two units": ("sum", "=5亿元;=3家"),
    "words": ("sum", "=soon"),
    "no such value": ("sum", "obs:nothing"),
}


@pytest.fixture(scope="module")
def computing():
    """Return the tables that a computed value is made from, read once."""
    return [catalog.read(name) for name in ("raw-computed", "observations", "indicators")]


@pytest.mark.parametrize("kind", INPUTS)
def test_nothing_is_computed_from_what_does_not_give_it(computing, kind):
    operation, inputs = INPUTS[kind]
    raw, *tables = computing
    raw = raw.head(1).assign(operation=operation, inputs=inputs)
    sentence(lambda: tidy.computed(raw, *tables), "computed.csv, row 2, column")


def test_a_computed_value_that_is_no_number_is_told_in_its_row(computing):
    raw, *tables = computing
    raw = raw.head(1).assign(value="")
    sentence(lambda: tidy.computed(raw, *tables), "computed.csv, row 2, column 'value'")


def snapshot(home):
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_cell_of_any_table_may_hide_a_character(home, kind):
    path = catalog.path_of("raw-regions", home)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n", f"{HIDDEN[kind]}\n", 3), encoding="utf-8", newline="\n")
    said = sentence(lambda: catalog.read("raw-regions", root=home), "raw/regions.csv, row ")
    assert f"U+{ord(HIDDEN[kind][0]):04X}" in said


def test_what_is_hidden_in_a_table_hides_no_other_fault(home):
    path = catalog.path_of("raw-sources", home)
    rows = rows_of(path)
    at = rows[0].index
    rows[1][at("note")] = "a\u200b"
    rows[2][at("url")] = "javascript:x"
    rows[2][at("note")] = "b\u202e"
    rows[3][at("url")] = "x" * 21_000
    rows[4] = rows[4][:-1]
    rows[5][at("official_url")] = "x y"
    store(path, rows)
    path.write_text(path.read_text(encoding="utf-8") + '"', encoding="utf-8", newline="\n")
    faults = Faults()
    table = catalog.read("raw-sources", home, faults)
    with faults.noted():
        catalog.validate({"raw-sources": table}, home)
    with pytest.raises(DataError) as caught:
        faults.end()
    said = str(caught.value).splitlines()
    form = re.compile(r"raw/sources.csv, row (\d+), column '(.+?)'")
    told = [(int(one[1]), one[2]) for line in said if (one := form.match(line))]
    broken = [(2, "note"), (3, "note"), (3, "url"), (4, "url"), (5, "(all)"), (6, "official_url")]
    assert sorted(told) == broken
    assert "never closed" in "\n".join(said)


def test_one_cause_of_many_faults_is_told_once():
    faults = Faults()
    faults.found = [cell_error("f.csv", n, "a", "gone", "a key") for n in range(2, 302)]
    faults.found += [cell_error("f.csv", n, "b", "x", "y") for n in range(2, 5)]
    with pytest.raises(DataError) as caught:
        faults.end()
    first, *others = str(caught.value).splitlines()
    assert first == "f.csv, row 2, column 'a': found 'gone', expected a key; so in 299 more rows"
    assert len(others) == 3
    assert len(caught.value.faults) == 303


DICTIONARY = {
    "no such kind": ("raw-indicators", "gdp", "kind", "foo", 1),
    "no such unit": ("raw-indicators", "gdp", "unit", "亿员", 1),
    "another id": ("raw-indicators", "gdp", "indicator", "gpd", 20),
    "another basis": ("raw-bases", "gdp", "basis", "cens", 20),
}


@pytest.mark.parametrize("kind", DICTIONARY)
def test_what_follows_from_one_broken_row_of_a_dictionary_does_not_hide_it(home, kind):
    name, key, column, value, most = DICTIONARY[kind]
    path = catalog.path_of(name, home)
    rows = rows_of(path)
    next(row for row in rows if row[0] == key)[rows[0].index(column)] = value
    store(path, rows)
    with pytest.raises(DataError) as caught:
        build.compute(home)
    said = str(caught.value).splitlines()
    assert len(said) <= most, said
    if most == 1:
        assert f"column '{column}': found '{value}'" in said[0]


def test_of_very_many_faults_some_are_told_and_all_counted():
    faults = Faults()
    faults.found = [cell_error("f.csv", n, "a", str(n), "y") for n in (*range(2, 5002), 2, 3)]
    with pytest.raises(DataError, match=r"… and 4,950 more faults$") as caught:
        faults.end()
    assert len(str(caught.value).splitlines()) == 51


BROKEN_CSV = {
    "never closed": ('a,b\n1,2\n\n3,"4\n5,6\n', "f.csv, row 4"),
    "text behind a quotation": ('a,b\n\n1,"2"3\n', "f.csv, row 3"),
    "cell of 140,000 characters": ("a,b\n1," + "x" * 140_000 + "\n", "f.csv, row 2"),
    "cell of 21,000 characters": ("a,b\n1," + "x" * 21_000 + "\n", "f.csv, row 2, column 'b'"),
    "NUL": ("a,b\r\n\r\n1,\0\r\n", "f.csv, row 3, column 'b'"),
}


@pytest.mark.parametrize("kind", BROKEN_CSV)
def test_broken_csv_is_told_with_its_line_in_the_file(kind):
    text, where = BROKEN_CSV[kind]
    sentence(lambda: list(cells.rows(text, "f.csv")), where)


@pytest.mark.parametrize(
    "name", ["raw-computed", "raw-corrections", "raw-dating", "raw-series", "raw-targets"]
)
def test_a_table_without_a_row_is_one_and_no_other_is_lost(city_home, name):
    """What another table names and is no longer there is told; what is made of no row is empty."""
    path = catalog.path_of(name, city_home)
    store(path, rows_of(path)[:1])
    told = ""
    try:
        assert set(build.compute(city_home)) == set(catalog.PROCESSED)
    except DataError as missing:
        told = str(missing)
    assert all(", row " in line for line in told.splitlines())
    assert not PYTHON.search(told)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_blank_ones_count(end):
    text = end.join(["a,b", "", '1,"x', 'y"', "", "2,z", ""])
    assert [n for n, _ in cells.rows(text, "f.csv")] == [1, 3, 6]


BROKEN_TABLES = {
    "empty": b"",
    "no encoding": b"\xff\xfe\xfa\x81\xff",
    "wrong columns": b"region,name\n",
    "a column twice": b"region,region,kind,note\n",
    "only blank lines": b"\n\n\n",
    "too many cells": "region,region_en,kind,note\n重庆,Chongqing,province,,,,\n".encode(),
}


@pytest.mark.parametrize("kind", BROKEN_TABLES)
def test_a_table_that_is_none_is_refused(home, kind):
    catalog.path_of("raw-regions", home).write_bytes(BROKEN_TABLES[kind])
    sentence(lambda: catalog.read("raw-regions", root=home), "raw/regions.csv")


@pytest.mark.parametrize("place", ["x" * 5000, "/dev/null", "a\nb", "~", "\u3164"], ids=ascii)
def test_no_home_but_a_folder_with_data(monkeypatch, place):
    monkeypatch.setenv("CQDATA_HOME", place)
    sentence(catalog.home, "CQDATA_HOME")


@pytest.mark.parametrize(
    "year", ["2024", 2024.5, True, 10**400, -5], ids=lambda year: str(year)[:9]
)
def test_a_report_is_about_a_whole_year(tmp_path, year):
    (tmp_path / "report.txt").write_text("2024年，技术交易额12.5亿元。", encoding="utf-8")
    for adopt_it in (False, True):
        sentence(lambda one=adopt_it: main(tmp_path / "report.txt", year, adopt=one), "--year")


def test_a_folder_in_the_place_of_a_table_is_told(home):
    path = catalog.path_of("raw-regions", home)
    path.unlink()
    sentence(lambda: catalog.read("raw-regions", root=home), "raw/regions.csv", "no such file")
    path.mkdir()
    sentence(lambda: catalog.read("raw-regions", root=home), "raw/regions.csv", "a folder stands")


# ------------------------------------------------------------------------------------ descriptor

DESCRIPTOR = json.loads(catalog.home().joinpath("data", "datapackage.json").read_text("utf-8"))


def changed(*path, to):
    """Return the descriptor's bytes with the value at a path changed."""
    descriptor = copy.deepcopy(DESCRIPTOR)
    place = descriptor
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(descriptor).encode()


FIELD = ("resources", 0, "schema", "fields", 0)
KEYS = ("resources", 0, "schema", "foreignKeys")
ONE_KEY = {"fields": ["linked_to"], "reference": {"resource": "", "fields": ["figure_id"]}}
NO_DESCRIPTORS = {
    "byte-order mark": b"\xef\xbb\xbf{}",
    "trailing comma": b'{"resources": [1,]}',
    "no JSON": b"resources",
    "a name twice": b'{"resources": [], "resources": []}',
    "not a number": b'{"resources": [NaN]}',
    "infinite number": b'{"resources": [-Infinity]}',
    "minimum above maximum": changed(*FIELD, "constraints", to={"minimum": 5, "maximum": 1}),
    "minimum without end": changed(*FIELD, "constraints", to={"minimum": 10**400}),
    "enum of nothing": changed(*FIELD, "constraints", to={"enum": []}),
    "field of two lines": changed(*FIELD, "name", to="a\nb"),
    "field with a long name": changed(*FIELD, "name", to="x" * 5000),
    "empty": b"",
    "cut": json.dumps(DESCRIPTOR).encode()[:5000],
    "not UTF-8": '{"title": "统计"}'.encode("gb18030"),
    "nested": b"[" * 100_000,
    "a list": b"[]",
    "no resources": b"{}",
    "resources no list": b'{"resources": {"name": "x"}}',
    "no entry": b'{"resources": [null]}',
    "number of 5000 digits": b'{"resources": ' + b"9" * 5000 + b"}",
    "no name": changed("resources", 0, "name", to=None),
    "name with a path": changed("resources", 0, "name", to="../x"),
    "name twice": changed("resources", 0, "name", to="raw-series"),
    "no schema": changed("resources", 0, "schema", to=None),
    "no fields": changed("resources", 0, "schema", "fields", to=[]),
    "field without name": changed(*FIELD, to={"type": "string"}),
    "field twice": changed(*FIELD, "name", to="ordinal"),
    "unknown type": changed(*FIELD, "type", to="geopoint"),
    "no type": changed(*FIELD, "type", to=None),
    "unknown constraint": changed(*FIELD, "constraints", to={"minimun": 1}),
    "constraints no names": changed(*FIELD, "constraints", to=[1]),
    "minimum of text": changed(*FIELD, "constraints", to={"minimum": "1"}),
    "minimum of truth": changed(*FIELD, "constraints", to={"minimum": True}),
    "enum of numbers": changed(*FIELD, "constraints", to={"enum": [1]}),
    "required of text": changed(*FIELD, "constraints", to={"required": "yes"}),
    "primary key of nothing": changed("resources", 0, "schema", "primaryKey", to=["nothing"]),
    "primary key of text": changed("resources", 0, "schema", "primaryKey", to="figure_id"),
    "no primary key": changed("resources", 0, "schema", "primaryKey", to=None),
    "foreign keys no list": changed(*KEYS, to={}),
    "foreign key null": changed(*KEYS, to=[None]),
    "foreign key of nothing": changed(*KEYS, to=[{**ONE_KEY, "fields": ["nothing"]}]),
    "foreign key to no table": changed(
        *KEYS, to=[{**ONE_KEY, "reference": {"resource": "x", "fields": ["y"]}}]
    ),
    "foreign key to no column": changed(
        *KEYS, to=[{**ONE_KEY, "reference": {"resource": "", "fields": ["y"]}}]
    ),
    "foreign key of another kind": changed(
        *KEYS, to=[{**ONE_KEY, "reference": {"resource": "figures", "fields": ["figure_id"]}}]
    ),
    "list of no table": changed(*FIELD, "listOf", to="nothing"),
    "list of lists": changed(*FIELD, "listOf", to=["sources"]),
    "misspelt rule of a table": changed("resources", 0, "pth", to="x"),
    "misspelt rule of a schema": changed("resources", 0, "schema", "primarykey", to=["x"]),
    "misspelt rule of a column": changed(*FIELD, "constraint", to={"required": True}),
    "another encoding": changed("resources", 0, "encoding", to="latin-1"),
    "another dialect": changed("resources", 0, "dialect", to={"delimiter": ";"}),
    "other missing values": changed("resources", 0, "schema", "missingValues", to=["-"]),
    "foreign key too long": changed(*KEYS, to=[{**ONE_KEY, "fields": ["linked_to", "note"]}]),
}
NO_PATHS = (
    "../outside.csv", "raw/../../outside.csv", "/etc/passwd", "raw//x.csv", "raw/./x.csv",
    "C:\\x.csv", "raw\\x.csv", "raw/x.txt", "other/x.csv", "https://example.org/x.csv",
    "raw/" + "x" * 300 + ".csv", "raw/x\0.csv", "", None, ["raw/x.csv"],
)  # fmt: skip
NO_PATTERNS = (
    "(a+)+", "(a*)*", "(a|aa)+", "([a-z]+){3}", "(x+x+)+y", ".*.*.*.*x", "a?" * 40, "(a|a)" * 40,
    r"(a)\1", "(?=a)b", "(?:a+)*", "[", "(", "*", "a{99999999999}",
)  # fmt: skip


@pytest.mark.parametrize("kind", NO_DESCRIPTORS)
def test_a_broken_descriptor_is_told(kind):
    sentence(lambda: contract.parsed(NO_DESCRIPTORS[kind]), "data/datapackage.json")


@pytest.mark.parametrize("path", NO_PATHS, ids=lambda path: str(path)[:20])
def test_no_path_of_the_descriptor_leaves_the_project(path):
    content = changed("resources", 0, "path", to=path)
    sentence(lambda: contract.parsed(content), "table 'raw-figures', path")


@pytest.mark.parametrize("text", NO_PATTERNS, ids=lambda text: text[:12])
def test_no_pattern_of_the_descriptor_may_run_for_ever(text):
    content = changed(*FIELD, "constraints", to={"required": True, "pattern": text})
    said = sentence(lambda: contract.parsed(content))
    assert "table 'raw-figures', column 'figure_id', pattern" in said


def test_the_project_s_own_descriptor_is_accepted():
    content = json.dumps(DESCRIPTOR).encode()
    contract.parsed(content)


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [("raw-figures", "measure", "enum"), ("figures", "period", "pattern"),
     ("raw-gdp", "value", "maximum"), ("raw-gdp", "decimals", "minimum"),
     ("raw-gdp", "status", "enum"), ("raw-gdp", "source_id", "required"),
     ("observations", "region", "required"), ("raw-gdp", "also", "listOf"),
     ("raw-sources", "url", "format"), ("sources", "evidence", "enum"),
     ("raw-targets", "baseline_year", "maximum"), ("raw-indicators", "kind", "enum"),
     ("raw-bases", "decimals", "maximum"), ("regions", "kind", "enum"),
     ("raw-indicators", "indicator_zh", "unique"), ("regions", "region_en", "unique")],
)  # fmt: skip
def test_a_rule_that_one_of_two_tables_leaves_out_is_told(table, column, rule):
    descriptor = copy.deepcopy(DESCRIPTOR)
    place = descriptor
    for key in field_of(table, column):
        place = place[key]
    rules = place if rule in place else place.setdefault("constraints", {})
    if rules.pop(rule, None) is None:
        rules[rule] = 5
    content = json.dumps(descriptor).encode()
    said = sentence(lambda: contract.parsed(content), f"column {column!r}")
    assert "as in table" in said or "which must" in said


@pytest.mark.parametrize("name", ["raw-targets", "raw-corrections", "figures"])
def test_a_table_that_the_build_needs_must_be_described(home, name):
    path = home / "data" / "datapackage.json"
    descriptor = copy.deepcopy(DESCRIPTOR)
    for entry in descriptor["resources"]:
        keys = entry["schema"].get("foreignKeys", [])
        entry["schema"]["foreignKeys"] = [k for k in keys if k["reference"]["resource"] != name]
    descriptor["resources"] = [e for e in descriptor["resources"] if e["name"] != name]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    sentence(lambda: build.compute(home), name)


def field_of(table, column):
    """Return the place of a column in the descriptor."""
    number = [entry["name"] for entry in DESCRIPTOR["resources"]].index(table)
    names = [field["name"] for field in DESCRIPTOR["resources"][number]["schema"]["fields"]]
    return ("resources", number, "schema", "fields", names.index(column))


def with_fields(table, change):
    """Return the descriptor's bytes with the list of a table's fields changed, and no key to it."""
    descriptor = copy.deepcopy(DESCRIPTOR)
    for entry in descriptor["resources"]:
        schema = entry["schema"]
        if entry["name"] == table:
            change(schema["fields"])
        names = {field["name"] for field in schema["fields"]}
        schema["foreignKeys"] = [
            key for key in schema.get("foreignKeys", [])
            if set(key["fields"]) <= names and key["reference"]["resource"] not in ("", table)
        ]  # fmt: skip
    return json.dumps(descriptor).encode()


OTHER = {"name": "other", "type": "string"}
MISFITS = {
    "dropped": lambda fields: fields.pop(),
    "first two dropped": lambda fields: fields.__delitem__(slice(1, 3)),
    "renamed": lambda fields: fields[-1].update(name="renamed"),
    "extra": lambda fields: fields.append(dict(OTHER)),
    "doubled": lambda fields: fields.append(dict(fields[-1])),
}
TABLES = ("raw-sources", "raw-gdp", "raw-targets", "raw-figures",
          "figures", "observations", "targets", "derived", "checks", "sources")  # fmt: skip


def described(folder, content, table):
    """Return a project of a descriptor and one table."""
    path = str(catalog.resource(table)["path"])
    (folder / "data" / path).parent.mkdir(parents=True)
    shutil.copy(catalog.home() / "data" / path, folder / "data" / path)
    (folder / "data" / "datapackage.json").write_bytes(content)
    return folder


@pytest.mark.parametrize("kind", MISFITS)
@pytest.mark.parametrize("table", [name for name in TABLES if name.startswith("raw-")])
def test_a_raw_table_that_is_not_as_described_is_told(tmp_path, table, kind):
    root = described(tmp_path, with_fields(table, MISFITS[kind]), table)
    sentence(lambda: catalog.read(table, root=root))


@pytest.mark.parametrize("kind", MISFITS)
@pytest.mark.parametrize("table", [name for name in TABLES if not name.startswith("raw-")])
def test_a_table_is_described_as_it_is_made(tmp_path, table, kind):
    made = pd.DataFrame(columns=[*catalog.columns(table), *build._LEFT_OUT.get(table, ())])
    assert list(build._described(table, made, None).columns) == catalog.columns(table)
    root = described(tmp_path, with_fields(table, MISFITS[kind]), table)
    sentence(lambda: build._described(table, made, root), table)


def test_a_build_names_the_column_that_neither_descriptor_nor_file_has(small):
    path = catalog.path_of("raw-figures", small)
    rows = rows_of(path)
    at = rows[0].index("scope")
    store(path, [row[:at] + row[at + 1 :] for row in rows])
    content = with_fields("raw-figures", lambda fields: fields.pop(at))
    (small / "data" / "datapackage.json").write_bytes(content)
    sentence(lambda: build.build(small), "data/datapackage.json", "'scope'")


@pytest.mark.parametrize("table", ["raw-sources", "raw-gdp", "raw-figures"])
def test_the_columns_of_a_raw_table_stand_in_the_order_that_is_described(tmp_path, table):
    root = described(tmp_path, with_fields(table, lambda fields: fields.reverse()), table)
    sentence(lambda: catalog.read(table, root=root), "row 1: found columns")


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [("figures", "value", "string"), ("raw-gdp", "value", "string"),
     ("observations", "year", "string"),
     ("observations", "low", "integer"), ("raw-bases", "decimals", "number"),
     ("raw-sources", "published", "date"), ("bases", "fittable", "string"),
     ("targets", "issued_date", "string")],
)  # fmt: skip
def test_no_column_has_another_type_than_elsewhere(table, column, kind):
    content = changed(*field_of(table, column), "type", to=kind)
    sentence(lambda: contract.parsed(content), "data/datapackage.json, table ", column)


@pytest.mark.parametrize("name", catalog.PROCESSED)
def test_a_table_described_twice_is_told(name):
    descriptor = copy.deepcopy(DESCRIPTOR)
    entry = next(e for e in descriptor["resources"] if e["name"] == name)
    descriptor["resources"].append(copy.deepcopy(entry))
    sentence(lambda: contract.parsed(json.dumps(descriptor).encode()), name, "once")


TABLE = catalog.home().joinpath("data", "processed", "figures.csv").read_bytes()
NO_TABLES = {
    "empty": b"",
    "other columns": b"a,b\n1,2\n",
    "words for a number": TABLE.replace(b"750", b"many"),
    "NUL": TABLE.replace(b"750", b"7\x000"),
    "another encoding": TABLE.decode("utf-8").encode("gb18030"),
    "never closed": TABLE + b'"',
    "more cells": TABLE + b"a," * 99 + b"\n",
}


@pytest.mark.parametrize("kind", NO_TABLES)
def test_a_processed_table_changed_together_with_its_digest_is_told(home, kind):
    path = catalog.path_of("figures", home)
    manifest = path.with_name(catalog.MANIFEST)
    old, new = (hashlib.sha256(content).hexdigest() for content in (TABLE, NO_TABLES[kind]))
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(NO_TABLES[kind])
    manifest.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    sentence(lambda: catalog.load("figures", home), "processed/figures.csv is not the table")


# ------------------------------------------------------------------------------------- one's own


@pytest.fixture(scope="module")
def known():
    """Return the project's tables, read once."""
    return report.tables()


NO_FIGURES = {
    **{f"printed: {kind}": f"a,{value}家,2023" for kind, value in NO_NUMBERS.items()},
    **{f"period: {period}": f"a,5家,{period}" for period in NO_PERIODS},
    "negative count": "a,-5家,2023",
    "no id": ",5家,2023",
    "id twice": "a,5家,2023\na,6家,2023",
    "cells missing": "a,5家",
    "never closed": 'a,"5家,2023',
    **{f"hidden: {kind}": f"a,5家,2023{mark}" for kind, mark in HIDDEN.items()},
}


@pytest.mark.parametrize("kind", NO_FIGURES)
def test_check_refuses_a_broken_table(tmp_path, monkeypatch, known, kind):
    monkeypatch.setattr(report, "tables", lambda: dict(known))
    path = tmp_path / "my.csv"
    path.write_text(f"figure_id,printed,period\n\n{NO_FIGURES[kind]}\n", "utf-8", newline="\n")
    sentence(lambda: report.check(path), "my.csv, row ")


def test_check_names_every_broken_row(tmp_path, monkeypatch, known):
    monkeypatch.setattr(report, "tables", lambda: dict(known))
    path = tmp_path / "my.csv"
    rows = ["a,5家,soon", "b,many,2023", "b,5家,2023", "c,-5家,2023", "c,5家,2023"]
    for head, told in (("figure_id,printed,period", "2345"), ("figure_id,period,printed", "")):
        path.write_text("\n".join([head, *rows, ""]), "utf-8")
        with pytest.raises(DataError) as caught:
            report.check(path)
        lines = str(caught.value).splitlines()
        assert len(lines) > 2, lines
        if told:
            assert [line.split(", row ")[1][0] for line in lines] == ["2", "3", "5"]
    path.write_text("figure_id,printed\n2023/a,5家\n", "utf-8")
    own = ["relation_id,kind,left,right", "r,magic,a,b", "s,sum,a,b;nothing[x]", "t,sum,a,b c", ""]
    (tmp_path / "my-relations.csv").write_text("\n".join(own), "utf-8")
    with pytest.raises(DataError, match=r"-relations.csv, row 2.*\n.*row 3"):
        report.check(path)


def test_chart_names_every_broken_row(tmp_path):
    path = tmp_path / "my.csv"
    path.write_text(f"year,value\n{YEARS}soon,5\n2024,5\n2025,x\n", "utf-8")
    with pytest.raises(DataError) as caught:
        chart_from_csv(path)
    assert [line.split(", row ")[1][:2] for line in str(caught.value).splitlines()] == [
        "15", "16", "17"
    ]  # fmt: skip


def test_check_tells_what_it_compared_with_no_history(tmp_path, monkeypatch, known):
    monkeypatch.setattr(report, "tables", lambda: dict(known))
    path = tmp_path / "my.csv"
    rows = ["2023/a,5亿元,,", "2023/b,6亿元,Atlantis,", "2023/c,7亿元,重庆,rd_expendture",
            "2023/d,8亿元,重庆,rd_expenditure"]  # fmt: skip
    path.write_text("\n".join(["figure_id,printed,region,indicator", *rows, ""]), "utf-8")
    found = report.check(path)
    alone = ("2023/a", "2023/b", "2023/c")
    assert (found.alone, found.strangers) == (alone, ("rd_expendture",))
    for text in (report.to_text(found), "\n".join(report.summary(found))):
        assert f"figures held against no other number: 3 ({', '.join(alone)}); the columns" in text
        assert "3项数据未与其他数字核对：可在region列注明地区" in text
        assert "rd_expendture" in text
    assert json.loads(report.to_json(found))["figures_in_no_check"] == list(alone)
    path.write_text("\n".join(["figure_id,printed,region,indicator", rows[3], ""]), "utf-8")
    assert "region" not in report.to_text(report.check(path))


RELATIONS = {
    "an operand twice": "r,quotient,2023/a,2023/b;2023/b,,",
    "with itself": "r,sum,2023/a,2023/a,,",
    "history of a figure": "r,history,2023/a,gdp[census4],,",
    "history in a figure": "r,history,gdp,2023/a,,",
    "kind": "r,magic,2023/a,2023/b,,",
    "no id": ",sum,2023/a,2023/b,,",
    "id twice": "r,sum,2023/a,2023/b,,\nr,sum,2023/a,2023/b,,",
    "one operand": "r,quotient,2023/a,2023/b,,",
    "three operands": "r,share,2023/a,2023/b;2023/c;2023/d,,",
    "two on the left": "r,sum,2023/a;2023/b,2023/c,,",
    "nothing on the left": "r,sum,,2023/b,,",
    "nothing between two": "r,sum,2023/a,2023/b;;2023/c,,",
    "nothing after the last": "r,sum,2023/a,2023/b;2023/c;,,",
    "no operand": "r,at_most,2023/a,gdp[b,,",
    "operand with a space": "r,history,a,b c,,",
    "period of an operand": "r,at_most,2023/a,gdp[census4]@soon,,",
    **{f"constant: {kind}": f"r,at_most,2023/a,={value},," for kind, value in NO_NUMBERS.items()},
    **{
        f"limit: {kind}": f"r,per_unit,2023/a,2023/b,{value}," for kind, value in NO_NUMBERS.items()
    },
    "limits turned round": "r,per_unit,2023/a,2023/b,9,1",
    "no such unit": "r,per_unit,2023/a,2023/b,1,9,万元",
    "no such basis": "r,at_most,2023/a,gdp[nobasis],,",
    "no such series": "r,at_most,2023/a,nothing[census4],,",
    "half a part": "r,sum,2023/a,2023/b,1.5,",
    "history on no such basis": "r,history,gdp,gdp[nobasis],,",
    "history of no such series": "r,history,nothing,gdp[census4],,",
}


@pytest.mark.parametrize("kind", RELATIONS)
def test_check_refuses_a_relation_that_is_none(tmp_path, monkeypatch, known, kind):
    monkeypatch.setattr(report, "tables", lambda: dict(known))
    (tmp_path / "my.csv").write_text("figure_id,printed\n2023/a,5家\n2023/b,6家\n", "utf-8")
    head = "relation_id,kind,left,right,low,high" + ",unit" * (
        RELATIONS[kind].splitlines()[0].count(",") > 5
    )
    (tmp_path / "my-relations.csv").write_text(f"{head}\n{RELATIONS[kind]}\n", "utf-8")
    sentence(lambda: report.check(tmp_path / "my.csv"), "relations")


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "x", "check_id,reason\nsum/r,\n", "check_id\nsum/r\n", "",
             "check_id,reason\nsum/r,x\nsum/r,y\n"]
)  # fmt: skip
def test_no_conflict_is_acknowledged_without_a_reason(tmp_path, monkeypatch, known, text):
    monkeypatch.setattr(report, "tables", lambda: dict(known))
    (tmp_path / "my.csv").write_text("figure_id,printed\n2023/a,5家\n", "utf-8")
    (tmp_path / "my-acknowledged.csv").write_text(text, "utf-8")
    sentence(lambda: report.check(tmp_path / "my.csv"), "my-acknowledged.csv")


ZERO = {
    "share of nothing": (["2023/a,0家,count,,2023", "2023/b,0家,count,,2023",
                          "2023/s,10%,share,,2023"], "share", "2023/s", "2023/a;2023/b"),
    "a share of zero": (["2023/a,5家,count,,2023", "2023/s,0%,share,,2023"],
                        "share", "2023/s", "2023/a"),
    "amount a nothing": (["2023/a,5亿元,level,,2023", "2023/b,0家,count,,2023"],
                         "per_unit", "2023/a", "2023/b"),
    "from nothing": (["2022/x,0家,count,,2022", "2023/x,5家,count,,2023",
                      "2023/x_growth,10%,yoy_growth,2023/x,2023"], "at_most", "2022/x", "2023/x"),
    "to nothing": (["2023/x,0亿元,level,,2023", "2023/x_growth,下降100%,yoy_growth,2023/x,2023"],
                   "at_most", "2023/x", "=5"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ZERO)
def test_nothing_is_divided_by_zero(kind):
    rows, relation, left, right = ZERO[kind]
    names = ("figure_id", "printed", "measure", "linked_to", "period")
    figures = [dict(zip(names, row.split(","), strict=True)) for row in rows]
    one = {"relation_id": "r", "kind": relation, "left": left, "right": right}
    assert audit(figures, relations=[one]).checks


@pytest.mark.parametrize(
    ("printed", "check"),
    [("不足0家", "range"), ("少于0人", "range"), ("第0位", "range"), ("第1.5位", "whole")],
)
def test_nothing_is_counted_or_ranked_below_what_there_can_be(printed, check):
    (found,) = audit([{"figure_id": "2023/x", "printed": printed}]).conflicts()
    assert found.id == f"{check}/2023/x"
    assert "1.5st" not in found.en


@pytest.mark.parametrize("printed", ["-2倍", "−0.5倍", "-3家"])
def test_no_level_that_is_counted_or_a_ratio_is_below_zero(printed):
    sentence(lambda: audit([{"figure_id": "2023/x", "printed": printed}]), "zero or more")


def test_nothing_falls_by_more_than_all_of_it():
    rows = [{"figure_id": "2023/x", "printed": "5亿元"},
            {"figure_id": "2023/x_growth", "printed": "下降150%", "measure": "yoy_growth",
             "linked_to": "2023/x"}]  # fmt: skip
    (found,) = audit(rows).conflicts()
    assert found.id == "range/2023/x_growth"


def test_an_edition_without_any_row_is_none(home, tmp_path):
    path = tmp_path / "draft.csv"
    store(path, [[*COLUMNS, "indicator"], [*(DRAFT | {"period": "2024"}).values(), "-"]])
    sentence(lambda: adopt(path, 2024, home), "draft.csv: every row is left out")


YEARLY = range(2012, 2025)
YEARS = "".join(f"{year},{2 + year - 2012}\n" for year in YEARLY)
NO_SERIES = {
    **{f"value: {kind}": f"{YEARS}2025,{value}\n" for kind, value in NO_NUMBERS.items()
       if kind not in ("not a number",)},
    **{f"year: {year}": f"{YEARS}{year},5\n" for year in ("soon", "99999", "1066", "2099", "٢٠٢٥")},
    "year twice": f"{YEARS}2024,5\n",
    "18 digits that are 10^18": f"{YEARS}2025,{'9' * 18}\n",
    "never closed": f'{YEARS}2025,"5\n',
    **{f"hidden: {kind}": f"{YEARS}2025,5{mark}\n" for kind, mark in HIDDEN.items()},
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_SERIES)
def test_chart_refuses_a_broken_series(tmp_path, kind):
    path = tmp_path / "my.csv"
    path.write_text(f"year,value\n{NO_SERIES[kind]}", "utf-8", newline="\n")
    sentence(lambda: chart_from_csv(path), "my.csv, row 1")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"title": "x" * 3000}, "title"),
        ({"unit": "x" * 300}, "unit"),
        ({"title": f"a{OVERRIDE}b"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"unit": "\x00"}, "unit"),
        ({"title": "a\tb"}, "title"),
        ({"title": " \u00a0"}, "title"),
        ({"target": (2027, 1e300)}, "1e+300"),
        ({"target": (2027.5, 5.0)}, "to is 2027.5"),
        ({"to": "2027"}, "'2027'"),
        ({"to": 2027.5}, "to is 2027.5"),
        ({"to": 9999}, "asked to 9999"),
        ({"to": 2020}, "asked to 2020"),
        ({"to": -1}, "asked to -1"),
        ({"to": 0}, "asked to 0"),
        ({"to": []}, "to"),
        ({"target": (2020, 5.0)}, "target 2020:5"),
        ({"target": (2027, -5.0)}, "target 2027:-5"),
        ({"target": (2027, float("inf"))}, "inf"),
        ({"target": (9999, 5.0)}, "9999"),
    ],
    ids=str,
)
def test_chart_refuses_impossible_options_before_any_work(tmp_path, monkeypatch, options, named):
    path = tmp_path / "my.csv"
    path.write_text(f"year,value\n{YEARS}", "utf-8", newline="\n")
    monkeypatch.setattr("cqdata.projection._table", lambda *_, **__: pytest.fail("worked"))
    sentence(lambda: chart_from_csv(path, **options), named)


def test_chart_shows_small_values_and_none_that_it_would_show_as_nothing(tmp_path):
    path = tmp_path / "my.csv"
    for size, told in ((0.0245123456, ""), (2e-10, "the largest value is 3.92e-10")):
        rows = "".join(f"{year},{size * (1 + n * 0.08):.14f}\n" for n, year in enumerate(YEARLY))
        path.write_text(f"year,value\n{rows}", "utf-8", newline="\n")
        if told:
            sentence(lambda: chart_from_csv(path), "my.csv", told)
        else:
            assert chart_from_csv(path)


HEADS = {
    "heading of 5,000 characters": "year," + "x" * 5000,
    "unit of 200 characters": f"year,cost（{'元' * 200}）",
    "line separator": "year,a\u2028b",
}


@pytest.mark.parametrize("kind", HEADS)
def test_chart_refuses_words_of_a_file_that_no_chart_could_hold(tmp_path, monkeypatch, kind):
    path = tmp_path / "my.csv"
    path.write_text(f"{HEADS[kind]}\n{YEARS}", "utf-8", newline="\n")
    monkeypatch.setattr("cqdata.projection.project", lambda *_, **__: pytest.fail("worked"))
    sentence(lambda: chart_from_csv(path), "my.csv")


@pytest.mark.parametrize("name", ["a\nb.csv", f"a{OVERRIDE}b.csv", "a" * 200 + ".csv"], ids=ascii)
def test_chart_refuses_the_name_of_a_file_as_a_title(tmp_path, name):
    (tmp_path / name).write_text(f"year,value\n{YEARS}", "utf-8", newline="\n")
    with pytest.raises(DataError, match=r"name of the values|expected the path"):
        chart_from_csv(tmp_path / name)


def workbook(**cells):
    """Return a workbook of years and values with some cells changed, as bytes."""
    book = openpyxl.Workbook()
    for row in [("year", "value"), *((year, year - 2011.5) for year in range(2012, 2025))]:
        book.active.append(row)
    for cell, value in cells.items():
        book.active[cell] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(**parts):
    """Return a workbook with some of its parts put in the place of others, as bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(content, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].split(".")[0], old.read(name)))
    return content.getvalue()


def replaced(old, new):
    """Return a workbook with a text of its sheet put in the place of another, as bytes."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert old in sheet
    return zipped(sheet1=sheet.replace(old, new))


def charts_alone():
    """Return a workbook without any sheet of cells, as bytes."""
    book = openpyxl.Workbook()
    book.create_chartsheet("c")
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


NO_WORKBOOKS = {
    "text": lambda: b"year,value\n2012,1\n",
    "empty": lambda: b"",
    "cut": lambda: workbook()[:3000],
    "no sheet": lambda: zipped(workbook=b"<workbook/>"),
    "broken sheet": lambda: zipped(sheet1=b"<a>"),
    "formula without a result": lambda: workbook(B5="=1+1"),
    "error": lambda: workbook(B5="#DIV/0!"),
    "truth": lambda: workbook(B5=True),
    "date as a value": lambda: workbook(B5=datetime.date(2025, 1, 1)),
    "time as a value": lambda: workbook(B5=datetime.time(1, 2)),
    "month as a year": lambda: workbook(A5=datetime.date(2015, 6, 30)),
    "part of a year": lambda: workbook(A5=2015.5),
    "infinite": lambda: workbook(B5=1e300),
    "long heading": lambda: workbook(B1="x" * 30_000),
    "in words": lambda: workbook(B5="二十三"),
    "a reference that is none": lambda: replaced(b'r="A2"', b'r="??"'),
    "a number that is none": lambda: replaced(b"<v>0.5</v>", b"<v>abc</v>"),
    "no number": lambda: replaced(b"<v>0.5</v>", b"<v>NaN</v>"),
    "a sheet of charts alone": charts_alone,
    "a cell far down": lambda: workbook(A1048576=2025),
    "a cell far out": lambda: workbook(XFD1="x"),
    "70 million spaces": lambda: replaced(b"<sheetData>", b"<sheetData>" + b" " * 70_000_000),
}


@pytest.mark.parametrize("kind", NO_WORKBOOKS)
def test_chart_refuses_a_broken_workbook(tmp_path, kind):
    (tmp_path / "my.xlsx").write_bytes(NO_WORKBOOKS[kind]())
    said = sentence(lambda: chart_from_csv(tmp_path / "my.xlsx"), "my.xlsx")
    assert "None" not in said
    assert "object" not in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027",
        "2027:",
        "2027:1,2,3",
        ":5",
        "2027:inf",
        "2027:1e9",
        f"2027:{'9' * 400}",
        "٢٠٢٧:5",
    ],
)
def test_no_target_but_year_and_number(text):
    sentence(lambda: parse_target(text), "target")


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_no_token_but_a_printed_number(kind):
    if kind in ("hexadecimal", "underscores", "markup", "formula"):
        pytest.skip("a unit may be any word; the contract lists those of tables")
    with pytest.raises(QuantityError) as caught:
        parse(f"{NO_NUMBERS[kind]}家")
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "printed",
    ["近近5家", "约约5亿元", "预计预计5家", "增长增长5%", "千百家", "近千百家", "五万百家", "-0家",
     "5余多家", "5多多家", "第-0位", "第-1名", "负-5%", "下降增长5%", "5-5-5家", "5至6至7家",
     "5元/元", "5%/%"],
)  # fmt: skip
def test_no_token_says_a_word_twice_or_what_cannot_be(printed):
    with pytest.raises(QuantityError, match=r"\A'[^\n]+'"):
        parse(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("约超5家", 5),
        ("百家", 100),
        ("一百五十家", 150),
        ("-0.0%", 0),
        ("增长-5%", -5),
        ("5-6/10万", 5),
        ("5台/套", 5),
        ("-3位", -3),
    ],
)
def test_tokens_like_those_stay(printed, value):
    assert parse(printed).value == value


# ------------------------------------------------------------------------------- read and adopt

DRAFT = dict.fromkeys(COLUMNS, "") | {
    "char_offset": "1", "printed": "5家", "value": "5", "qualifier": "exact", "measure": "count",
    "period": "2023", "subject": "企业",
}  # fmt: skip
NO_DRAFTS = {
    **{f"value: {kind}": {"value": value} for kind, value in NO_NUMBERS.items()},
    **{f"period: {period}": {"period": period} for period in NO_PERIODS},
    **{f"hidden: {kind}": {"subject": f"a{mark}"} for kind, mark in HIDDEN.items()},
    "offset of words": {"char_offset": "x"},
    "offset of 400 digits": {"char_offset": "9" * 400},
    "offset in Arabic digits": {"char_offset": "١"},
    "linked to nothing": {"linked_to_offset": "77"},
    "long name": {"subject": "企" * 5000},
    "long printed": {"printed": "9" * 5000},
    "qualifier": {"qualifier": "maybe"},
    "measure": {"measure": "maybe"},
    "nothing printed": {"printed": ""},
    **{f"confidence: {text}": {"confidence": text} for text in ("2", "-1", "high", "nan")},
}
SHORT = {"without its end": -1, "without its half": 6, "one cell": 1, "too long": 99}


@pytest.mark.parametrize("kind", NO_DRAFTS)
def test_adopt_refuses_a_broken_draft(tmp_path, kind):
    path = tmp_path / "draft.csv"
    store(path, [list(COLUMNS), [], list((DRAFT | NO_DRAFTS[kind]).values())])
    no_text = kind in ("hidden: NUL", "hidden: bell", "hidden: escape")
    sentence(lambda: load_draft(path), "draft.csv" if no_text else "draft.csv, row 3, column")


@pytest.mark.parametrize("kind", SHORT)
def test_adopt_refuses_a_row_of_fewer_or_more_cells_than_the_header(tmp_path, kind):
    path = tmp_path / "draft.csv"
    store(path, [list(COLUMNS), [*DRAFT.values(), *[""] * 9][: SHORT[kind]]])
    if kind == "without its end":
        store(path, [list(COLUMNS), [*DRAFT.values()][:-1]])
    with pytest.raises(DataError, match=r"draft.csv, row 2, column '\(all\)'"):
        load_draft(path)


def test_adopt_names_every_broken_row_of_a_draft(tmp_path):
    path = tmp_path / "draft.csv"
    bad = ({"period": "soon"}, {"value": "x"}, {"measure": "maybe"}, {"subject": "a\u202e"},
           {"linked_to_offset": "77"})  # fmt: skip
    rows = [DRAFT | {"char_offset": str(n)} | one for n, one in enumerate(bad)]
    store(path, [list(COLUMNS), *(list(row.values()) for row in rows)])
    with pytest.raises(DataError) as caught:
        load_draft(path)
    assert {line.split(", row ")[1][0] for line in str(caught.value).splitlines()} == set("23456")


def test_adopt_refuses_a_column_that_stands_twice(tmp_path):
    path = tmp_path / "draft.csv"
    store(path, [[*COLUMNS, "value"], [*DRAFT.values(), "7"]])
    sentence(lambda: load_draft(path), "draft.csv, row 1, column 'value'", "once")


def test_a_print_that_is_another_number_is_told_with_its_file(home, tmp_path):
    path = tmp_path / "draft.csv"
    row = DRAFT | {"indicator": "high_tech_enterprises", "unit": "count:家", "period": "2024",
                   "value": "7"}  # fmt: skip
    store(path, [list(row), list(row.values())])
    sentence(lambda: adopt(path, 2024, home), "draft.csv, row 2, column 'printed'")


@pytest.mark.parametrize(("printed", "value"), [("-5家", "-5"), ("5.5家", "5.5")])
def test_what_the_build_refuses_of_a_draft_is_told_with_its_place_there(
    home, tmp_path, printed, value
):
    path = tmp_path / "draft.csv"
    row = DRAFT | {"indicator": "high_tech_enterprises", "unit": "count:家", "period": "2024",
                   "char_offset": "70", "printed": printed, "value": value}  # fmt: skip
    store(path, [list(row), list(row.values())])
    before = snapshot(home)
    sentence(lambda: adopt(path, 2024, home), "draft.csv, row 2, column 'printed'")
    assert snapshot(home) == before


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 50, b"PK\x03\x04\xff\xff\x00", b"\xff" * 90])
def test_read_refuses_what_is_no_text(tmp_path, content):
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    sentence(lambda: read_text(path), "report.txt")


@pytest.mark.parametrize("given", [[], ["--year", "2024"]])
def test_read_says_that_a_draft_is_one(tmp_path, given):
    path = tmp_path / "r.draft.csv"
    store(path, [COLUMNS, list(DRAFT.values())])
    year = int(given[1]) if given else None
    sentence(lambda: main(path, year, tmp_path / "out.csv"), "r.draft.csv", "a draft", "--adopt")


@pytest.mark.parametrize(
    "place", ["\x1b[31mx", f"a{OVERRIDE}b", "~nobody-at-all/x", "data", "data/raw"]
)
def test_no_export_goes_where_none_can_be_or_where_the_data_are(home, monkeypatch, place):
    monkeypatch.chdir(home)
    monkeypatch.setenv("CQDATA_HOME", str(home))
    monkeypatch.setenv("CQDATA_EXPORTS", place)
    before = snapshot(home)
    sentence(exports, "CQDATA_EXPORTS")
    sentence(lambda: export([SAMPLES["sample_bars"]()], place), "export: found")
    assert snapshot(home) == before


@pytest.mark.parametrize("word", ["off", "OFF", " Off "])
def test_exports_are_off_however_it_is_written(monkeypatch, word):
    monkeypatch.setenv("CQDATA_EXPORTS", word)
    assert exports() is None


@pytest.mark.parametrize("stem", ["{x}", "{0}", "}{", "{year:n}"])
def test_a_file_may_have_braces_in_its_name(tmp_path, stem):
    path = tmp_path / f"{stem}.csv"
    rows = "".join(f"{year},{100 + year % 100}\n" for year in range(2012, 2025))
    path.write_text(f"year,value\n{rows}", encoding="utf-8")
    assert stem in chart_from_csv(path).words["zh"].title
    assert stem in chart_from_csv(path, title=stem).words["en"].title


NO_PLACES = ("x.txt", "x", "folder.csv", "figures.csv", "my.json", "loop/x.csv", "a\0b.csv",
             f"{'x' * 300}.csv")  # fmt: skip


@pytest.mark.parametrize("name", NO_PLACES)
def test_read_writes_over_nothing_but_a_draft(tmp_path, name):
    (tmp_path / "report.txt").write_text("2024年，技术交易额12.5亿元。\n", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "figures.csv").write_text("figure_id,printed\n", encoding="utf-8")
    (tmp_path / "my.json").write_text("{}", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    before = snapshot(tmp_path)
    shown = name.partition("/")[0][:8].replace("\0", "\\x00")
    sentence(lambda: main(tmp_path / "report.txt", out=tmp_path / name), shown)
    for review in ("folder.csv", "my.json", "x.csv"):
        sentence(
            lambda at=tmp_path / review: main(
                tmp_path / "report.txt", out=tmp_path / "d.csv", review=at
            ),
            review,
        )
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("mark", "\u200b\u200d\ufeff\xad\u2060\u200e\u202a\u034f\u3164\u206a")
def test_what_cannot_be_seen_cuts_no_number_of_a_report(tmp_path, mark):
    path = tmp_path / "report.txt"
    text = "2024年，新增高新技术企业1200家，研发经费支出820.5亿元。\n"
    path.write_text(mark.join(text), encoding="utf-8")
    assert read(read_text(path), 2024) == read(text, 2024)


@pytest.mark.parametrize("mark", [OVERRIDE, "\u2067", "\u202b"])
def test_no_report_says_something_else_than_it_shows(tmp_path, mark):
    path = tmp_path / "report.txt"
    path.write_text(f"2024年报告。\n新增企业{mark}0021家。\n", encoding="utf-8")
    sentence(lambda: read_text(path), "report.txt", f"U+{ord(mark):04X}", "row 2")


def test_read_refuses_what_is_longer_than_any_report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("增长5%、" * 600_001, encoding="utf-8")
    sentence(lambda: read_text(path), "report.txt: found 3,000,005", "at most")


# What was gone through once for each of its characters, or again and again.
TEDIOUS = ("9", "零", "一", "万1", "1,", "1.", "和1", "百分之", "（一）")


@pytest.mark.parametrize("piece", TEDIOUS)
def test_six_times_the_text_takes_no_more_than_twelve_times_as_long(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        began = time.process_time()
        leftout.warnings_of(text, read(text, 2024))
        return time.process_time() - began

    seconds(60)  # patterns are compiled once
    assert seconds(18_000) < 0.3 + 12 * seconds(3_000)


# ------------------------------------------------------------------------------------ parameters

NO_PARAMETERS = {
    "TARGET_YEAR": ["2027年", '"2027"', "9999", "-1", "0", "2027.0", "True", "None", "9" * 5000,
                    "(" * 5000, "[2027]"],
    "GDP_GROWTH": ["-100", "-1e3", "1e400", "-1e400", "1e300", "5%", '"5"', "None", "[5]"],
    "REGION": ["7", "x" * 3000, f"a{OVERRIDE}b", "[1]"],
    "COMPARED": ["四川", "[1, 2]", "7"],
    "NOTHING": ["1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, texts in NO_PARAMETERS.items() for text in texts],
    ids=lambda text: text[:12],
)
def test_an_impossible_parameter_is_named(root, name, text):
    path, values = root / "notebooks" / "01_rd_intensity.ipynb", cli._values([f"{name}={text}"])
    sentence(lambda: notebooks.check_values(path, values), name)


@pytest.mark.parametrize(
    ("number", "text"), [("06", "GROWTHS=[]"), ("03", "LEVELS=[]"), ("03", "LEVELS=[0]"),
                         ("03", "LEVELS=[1e400]"), ("06", "FIRST_ORIGIN=20170")]
)  # fmt: skip
def test_a_value_that_a_notebook_does_not_allow_is_told_before_any_work(root, number, text):
    (path,) = (root / "notebooks").glob(f"{number}*")
    sentence(lambda: notebooks.check_values(path, cli._values([text])), text.partition("=")[0])


def test_no_parameter_is_given_twice():
    sentence(lambda: cli._values(["A=1", "B=2", "A=2"]), "parameter A: given twice")
    sentence(lambda: cli._values([f"{'x' * 5000}"]), "NAME=VALUE")


@pytest.mark.parametrize("value", [-50, -100, 51, 1000, "5", None, float("nan"), True])
def test_no_gdp_grows_or_falls_as_none_ever_did(value):
    sentence(lambda: allow(GDP_GROWTH=value), "GDP_GROWTH")
    sentence(lambda: allow(NATIONAL_GDP_GROWTH=[5, value]), "NATIONAL_GDP_GROWTH")


def test_an_export_that_fails_leaves_no_notebook_either(home, root, monkeypatch):
    shutil.copytree(root / "notebooks", home / "notebooks")
    (home / "exports" / "notebooks").mkdir(parents=True)
    kept = home / "exports" / "notebooks" / "01_rd_intensity.ipynb"
    kept.write_bytes(b"former")

    def here(title, jobs):
        done = [Done(one.name, one.work()) for one in jobs if title == "run"]
        full = OSError(28, os.strerror(28))
        return done or [Done(one.name, error=full) for one in jobs]

    def copied(path, out, *_, **__):
        return [Path(shutil.copy(path, out / path.name))]

    monkeypatch.setattr(notebooks, "run_copy", copied)
    monkeypatch.setattr(cli, "_perform", here)
    books = notebooks.listed(home / "notebooks")
    with pytest.raises(typer.Exit):
        cli._brief(books, {}, ("zh",))
    assert [path for path in (home / "exports").rglob("*") if path.is_file()] == [kept]
    assert kept.read_bytes() == b"former"
    kept.unlink()
    with pytest.raises(typer.Exit):
        cli._brief(books, {}, ("zh",))
    assert not list((home / "exports").iterdir())
    monkeypatch.setattr(cli, "published", lambda _: [])
    cli._brief(books, {}, ("zh",))
    placed = {path.name for path in (home / "exports" / "notebooks").iterdir()}
    assert placed == {path.name for path in (home / "notebooks").iterdir()}
    assert [path.name for path in (home / "exports").iterdir()] == ["notebooks"]


def test_what_a_cell_cannot_compute_names_the_parameters_and_no_exception():
    told = str(notebooks.NotebookError("03", 3, "IndexError", "out of bounds", {"METHOD": "x"}))
    assert "METHOD = 'x'" in told
    assert not PYTHON.search(told)


def test_our_own_error_in_a_cell_is_said_with_the_parameters_and_without_its_class():
    told = notebooks.NotebookError(
        "01", 3, "DataError", "nothing to project", {"TARGET_YEAR": 2020}
    )
    assert str(told) == "01, cell 3, with TARGET_YEAR = 2020: nothing to project"


NOT_ALLOWED = ([], [[]], None, {}, float("inf"), float("nan"), 10**400, 10**5000, "x" * 10**5,
               True, b"x", 1j, [None], ["x"] * 10**5, OVERRIDE)  # fmt: skip


@pytest.mark.parametrize("name", ["REPORT", "REGION", "LANG", "INDICATOR", "TARGET_YEAR",
                                  "FIT_FROM", "GDP_GROWTH", "TARGET_LEVEL"])  # fmt: skip
def test_no_cell_is_given_what_it_cannot_compute_with(name):
    for value in NOT_ALLOWED:
        sentence(lambda one=value: allow(**{name: one}), name)


@pytest.mark.parametrize(
    ("among", "after"),
    [(None, 2.5), (None, "2024"), (None, True), (None, 99999), (None, float("nan")), (5, None),
     ("2024", None), (b"x", None), (2.5, None), ([2025], 2024), (catalog, None), ([[2025]], None),
     (itertools.count(), None), (range(10**12), None), ([{}], None)],
    ids=str,
)  # fmt: skip
def test_what_is_allowed_is_said_by_a_list_or_a_year(among, after):
    said = sentence(lambda: allow(among, after=after, BASE_YEAR=2025))
    assert said.startswith("allow: found ")


def test_something_is_given_to_be_allowed():
    sentence(allow, "allow: no parameter")
    sentence(lambda: allow([2025]), "allow: no parameter")


def test_of_long_names_that_are_allowed_some_are_named_and_all_counted():
    known = catalog.targets()["target_id"]
    assert len(", ".join(known[:15])) > 500
    said = sentence(lambda: allow(PLAN="none"), known[0], f"({len(known)} in all)")
    assert len(said) < 650
    sentence(lambda: allow(["x" * 5000] * 3 + ["y"], KIND="z"), "parameter KIND")


@pytest.mark.parametrize("given", [pd.DataFrame(), pd.DataFrame({"a": [1]}), "x", [1]], ids=repr)
def test_a_chart_is_published_with_a_source_of_its_own_only(given):
    chart = SAMPLES["sample_bars"]()
    sentence(lambda: cq.publish(chart, source=given), "a chart has its own")


@pytest.mark.parametrize("part", ["title", "source"])
def test_the_words_of_a_figure_are_no_table(part):
    given = {"title": "T", part: pd.DataFrame({"a": [1]})}
    sentence(lambda: cq.publish(Figure(), name="x", **given), "DataFrame as words")


@pytest.mark.parametrize("given", [{"TARGET_YEAR": (2026, 2027)}, {"GDP_GROWTH": [5, 6]},
                                   {"LEVELS": 5}, {"COMPARED": "四川"}], ids=str)  # fmt: skip
def test_one_value_is_no_list_and_a_list_no_one_value(given):
    (name,) = given
    sentence(lambda: allow(**given), f"parameter {name}: found ", "list")


def test_a_long_list_of_allowed_values_is_judged_at_once():
    sentence(lambda: allow(LEVELS=[2027] * 10**5), "LEVELS", "once")
    sentence(lambda: allow(COMPARED=["四川", "湖北", "四川"]), "COMPARED", "found '四川'", "once")


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300, -100, -1e3, True, "5"])
def test_an_assumption_that_nothing_can_have_names_its_parameter(value):
    sentence(lambda: assume(value, name="GDP_GROWTH"), "GDP_GROWTH")


@pytest.mark.parametrize(
    ("rate", "to"), [(-100.0, 2027), (1e9, 2027), (float("inf"), 2027), (5.0, 9999), (5.0, 2020)]
)
def test_growth_is_bounded(rate, to):
    base = Number(constant(parse("5亿元").value, "CNY_1e8"), year=2024)
    sentence(lambda: grow(base, rate, to))


# ---------------------------------------------------------------------------------- hostile text

HOSTILE = (
    '</text><script>alert(1)</script><img src=x onerror=alert(1)> =HYPERLINK("http://x") &amp; ]]>'
)


def with_text(part, text):
    """Return a description with a text before each of the words that a reader sees."""
    if isinstance(part, str):
        return f"{text}{part}"
    if isinstance(part, dict):
        return {key: value if key == "series" and isinstance(value, str) else with_text(value, text)
                for key, value in part.items()}  # fmt: skip
    return [with_text(one, text) for one in part] if isinstance(part, list) else part


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_word_of_a_chart_may_hide_a_character(kind):
    told = describe(SAMPLES["sample_bars"]())
    told["words"] = with_text(told["words"], HIDDEN[kind])
    sentence(lambda: chart_from(told), "sample_bars", "a control character")


@pytest.mark.parametrize("part", ["words", "rows", "name", "form", "format", "options"])
@pytest.mark.parametrize("value", [None, 7, "x", [7], {"x": 7}], ids=str)
def test_a_broken_description_is_told(part, value):
    told = describe(SAMPLES["sample_bars"]()) | {part: value}
    if (part, value) in [("name", "x"), ("options", {"x": 7})]:
        pytest.skip("is none")
    sentence(lambda: chart_from(told))


@pytest.mark.parametrize("name", ["sample_bars", "sample_intervals"])
def test_words_that_leave_no_room_for_a_chart_are_told_and_nothing_is_written(tmp_path, name):
    told = describe(SAMPLES[name]())
    told["words"] = with_text(told["words"], HOSTILE)
    charts = [chart_from(told)]
    sentence(lambda: export(charts, tmp_path, ("zh",), formats=("svg",), tables={}), name, "leave")
    assert not list(tmp_path.iterdir())


def test_markup_and_formulas_in_words_stay_words(tmp_path):
    told = describe(SAMPLES["sample_progress"]())
    told["words"] = with_text(told["words"], HOSTILE)
    chart = chart_from(told)
    export([chart], tmp_path, ("zh",), formats=("svg", "xlsx", "pptx", "docx", "html"), tables={})
    folder = tmp_path / "zh"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img src=x" not in page
    etree.parse(folder / f"{chart.name}.svg")
    for path in folder.glob("briefing.*"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    tree = etree.fromstring(package.read(name))
                    formulas = [f.text or "" for f in tree.iter("{*}f")]
                    assert not any("HYPERLINK" in one for one in formulas), (path.name, name)


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", ".x", "x" * 300, "con|x", ""])
def test_no_chart_has_a_path_for_a_name(name):
    sentence(lambda: chart_from(describe(SAMPLES["sample_bars"]()) | {"name": name}))


# ------------------------------------------------------------------------------ files and folders


def test_what_the_system_refuses_is_worded_in_one_place(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    sentence(lambda: files.read_bytes(tmp_path / "nothing"), "nothing: no such file")
    sentence(lambda: files.read_bytes(tmp_path), "a folder stands where a file is needed")
    sentence(lambda: files.read_bytes(tmp_path / "file" / "x"), "a file stands where a folder")
    sentence(lambda: files.read_bytes(tmp_path / ("x" * 5000)), "file name too long")
    sentence(lambda: files.read_bytes(tmp_path / "a\0b"), "no such file")
    sentence(
        lambda: files.write_bytes(tmp_path / "file" / "x", b""), "a file stands where a folder"
    )
    sentence(lambda: files.write_bytes(tmp_path / ("x" * 300), b""), "file name too long")
    with pytest.raises(DataError), files.locked(tmp_path / "file"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def put(kind, path):
    """Put something that is no file of its own in the place of one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "file":
        path.write_text("x", encoding="utf-8")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        leads = {"link to nothing": "nothing", "link in a circle": path.name,
                 "link to a folder": ".", "device": "/dev/zero"}  # fmt: skip
        path.symlink_to(leads[kind])


NO_FILES = ("folder", "pipe", "link to nothing", "link in a circle", "link to a folder", "device")
unix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")


@unix
@pytest.mark.parametrize("kind", NO_FILES)
def test_what_stands_in_the_place_of_a_file_is_told_and_not_waited_for(home, tmp_path, kind):
    data = home / "data"
    reads = {
        data / "raw" / "regions.csv": lambda path: catalog.read("raw-regions", root=home),
        tmp_path / "my.csv": report.check,
        tmp_path / "series.csv": chart_from_csv,
        tmp_path / "series.xlsx": chart_from_csv,
        tmp_path / "report.txt": read_text,
        tmp_path / "draft.csv": load_draft,
        tmp_path / "x.ipynb": notebooks.load,
        data / "processed" / "regions.csv": lambda path: catalog.load("regions", home),
        data / "datapackage.json": lambda path: catalog.package(home),
    }
    for path, call in reads.items():
        put(kind, path)
        sentence(lambda call=call, path=path: call(path))
        put("file", path)


@unix
@pytest.mark.parametrize("kind", NO_FILES)
@pytest.mark.parametrize("name", ["figures.csv", "regions.csv", catalog.MANIFEST])
def test_a_build_says_at_once_where_it_cannot_write(home, monkeypatch, kind, name):
    monkeypatch.setattr(build, "compute", lambda root: pytest.fail("worked"))
    place = home / "data" / "processed" / name
    put(kind, place)
    sentence(lambda: build.build(home), name)
    assert place.is_symlink() or place.is_dir() or place.is_fifo()


@unix
@pytest.mark.parametrize("kind", ["file", "pipe", "link to nothing", "link in a circle", "device"])
@pytest.mark.parametrize("name", ["", "zh", "en"])
def test_an_export_says_at_once_where_it_cannot_write(tmp_path, monkeypatch, kind, name):
    monkeypatch.setattr("cqdata.briefing.exporting._write", lambda *_: pytest.fail("worked"))
    put(kind, tmp_path / "exports" / name)
    before = snapshot(tmp_path)
    sentence(lambda: export([SAMPLES["sample_bars"]()], tmp_path / "exports", tables={}), "exports")
    assert snapshot(tmp_path) == before


@unix
def test_a_language_that_is_a_link_is_not_put_in_the_place_of_one(tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "zh").symlink_to(tmp_path / "shared")
    charts = [SAMPLES["sample_bars"]()]
    sentence(lambda: export(charts, tmp_path / "exports", tables={}), "zh: a link stands where")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["exports", "shared", "zh"]


@unix
def test_what_a_reader_put_beside_an_export_stays_whatever_it_is(tmp_path):
    charts = [SAMPLES["sample_bars"]()]
    folder = tmp_path / "zh"
    for kind in ("pipe", "link to nothing", "link to a folder"):
        put(kind, folder / kind)
        put(kind, folder / "more" / kind)
    export(charts, tmp_path, ("zh",), formats=("csv",), tables={})
    for place in (folder, folder / "more"):
        assert (place / "pipe").is_fifo()
        assert os.readlink(place / "link to nothing") == "nothing"
        assert os.readlink(place / "link to a folder") == "."


@unix
def test_a_link_to_a_file_is_followed_and_stays(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "table.csv").write_bytes(b"before")
    (tmp_path / "table.csv").symlink_to("far/table.csv")
    assert files.write_bytes(tmp_path / "table.csv", b"after")
    assert (tmp_path / "table.csv").is_symlink()
    assert (tmp_path / "far" / "table.csv").read_bytes() == b"after"


def test_a_file_larger_than_any_table_is_not_read(tmp_path):
    with (tmp_path / "my.csv").open("wb") as file:
        file.truncate(10**10)  # takes no room on the disk
    sentence(lambda: report.check(tmp_path / "my.csv"), "my.csv: found 10,000,000,000 bytes")


def journal(*moves, version=1):
    return json.dumps({"version": version, "moves": moves}).encode()


NO_JOURNALS = {
    "empty": b"",
    "NUL": b"\0" * 50,
    "words": b"zh",
    "no object": b"[]",
    "a list of moves, as it was once": b'[[".zh-1", "zh", 1]]',
    "a number": b"7",
    "nested": b"[" * 100_000,
    "no moves": b'{"version": 1}',
    "moves no list": b'{"version": 1, "moves": 7}',
    "half a move": journal([".zh-1", "zh"]),
    "another version": journal([".zh-1", "zh", 1], version=2),
    "no version": journal([".zh-1", "zh", 1], version=None),
    "place outside": journal([".zh-1", "../outside", 1]),
    "thing outside": journal(["../outside", "zh", 1]),
    "absolute": journal([".zh-1", "/outside", 1]),
    "through a link": journal([".zh-1", "link/outside", 1]),
    "of Windows": journal([".zh-1", "..\\outside", 1]),
    "NUL in a name": journal([".zh-1", "z\0h", 1]),
    "no name": journal([".zh-1", "", 1]),
    "itself": journal([".", "zh", 1]),
    "no text": journal([7, "zh", 1]),
    "no mark": journal([".zh-1", "zh", "1"]),
    "true for a mark": journal([".zh-1", "zh", True]),
    "what is not there": journal([".zh-1", "zh", 1], [".en-1", "en", 1]),
}


@pytest.mark.parametrize("kind", NO_JOURNALS)
def test_a_journal_that_no_run_wrote_moves_nothing(tmp_path, kind):
    folder = tmp_path / "exports"
    for name in (".zh-1", "zh", "elsewhere"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.csv").write_text(name, encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (folder / "link").symlink_to(tmp_path)
    (folder / files.JOURNAL).write_bytes(NO_JOURNALS[kind])
    before = snapshot(tmp_path)
    sentence(lambda: files.finish(folder), files.JOURNAL, "then remove the file")
    assert snapshot(tmp_path) == before


def test_one_move_that_cannot_be_is_no_reason_to_do_the_other(tmp_path):
    for name in (".zh-1", "zh"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text(name, encoding="utf-8")
    mark = (tmp_path / ".zh-1").stat().st_ino
    moves = [[".zh-1", "zh", mark], [".en-1", "en", 1]]
    (tmp_path / files.JOURNAL).write_bytes(journal(*moves))
    sentence(lambda: files.finish(tmp_path), "'.en-1' for 'en'")
    assert (tmp_path / "zh" / "x.csv").read_text(encoding="utf-8") == "zh"
    (tmp_path / files.JOURNAL).write_bytes(journal(moves[0]))
    files.finish(tmp_path)
    assert (tmp_path / "zh" / "x.csv").read_text(encoding="utf-8") == ".zh-1"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_bytes(b"before")

    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "replace", full)
    sentence(lambda: files.write_bytes(path, b"after"), "table.csv", "no space left on device")
    assert path.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_without_words_is_still_a_sentence():
    assert str(system_error(OSError(9999, "Odd"), "x")) == "x: odd"
    assert str(system_error(OSError("plain"))) == "plain"


def test_a_notebook_that_is_none_is_told(tmp_path):
    for content in (
        b"",
        b"{}",
        b"[]",
        b"{,}",
        b"\xff",
        b'{"nbformat": 3, "cells": []}',
        b"[" * 99999,
    ):
        path = tmp_path / "x.ipynb"
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"x\.ipynb: no notebook of format 4"):
            notebooks.load(path)


# -------------------------------------------------------------------------------- the vocabulary


def _asked():
    """Return calls of the vocabulary with something else than they take, by name."""
    spending = cq.series("rd_expenditure", basis="bulletin")
    ahead, last = cq.project(spending, to=2027), cq.at(spending)
    title = ("题", "Title")
    fan, lines = (lambda **more: cq.fan("x", spending, title=title, **more)), cq.lines
    return {
        "fan: target, a number": lambda: fan(target=1000),
        "fan: target in another unit": lambda: fan(target=cq.assume(5, "家", year=2027)),
        "fan: target without a year": lambda: fan(target=cq.assume(5, "亿元")),
        "fan: gap": lambda: fan(gap=5),
        "fan: points": lambda: fan(points={"p": 5}),
        "fan: digits as text": lambda: fan(digits="2"),
        "fan: too many digits": lambda: fan(digits=99),
        "fan: projection as text": lambda: cq.fan("x", spending, "p", title=title),
        "fan: projection without years": lambda: fan(projection=pd.DataFrame({"a": [1]})),
        "fan: a word of numbers without any": lambda: cq.fan("x", spending, title="{a}"),
        "fan: title": lambda: cq.fan("x", spending, title=5),
        "fan: title that no slide holds": lambda: cq.fan("x", spending, title="长" * 300),
        "fan: no name": lambda: cq.fan(None, spending, title=title),
        "fan: text for values": lambda: cq.fan("x", spending.assign(value="a"), title=title),
        "fan: infinite": lambda: cq.fan("x", spending.assign(value=float("inf")), title=title),
        "fan: no such parameter": lambda: fan(targt=None),
        "lines: none": lambda: lines("x", {}, title=title),
        "lines: a list": lambda: lines("x", [spending], title=title),
        "lines: main": lambda: lines("x", {"a": spending}, title=title, main="z"),
        "bars: no table": lambda: cq.bars("x", None, title=title),
        "intervals: no table": lambda: cq.intervals("x", None, title=title),
        "scorecard: empty": lambda: cq.scorecard("x", pd.DataFrame(), title=title),
        "publish: no chart": lambda: cq.publish(spending),
        "publish: nothing": lambda: cq.publish(None),
        "publish: format": lambda: cq.publish(fan(projection=ahead), formats=["gif"]),
        "publish: formats": lambda: cq.publish(fan(projection=ahead), formats=5),
        "at: nothing": lambda: cq.at(None),
        "at: no years": lambda: cq.at(pd.DataFrame({"a": [1]})),
        "grow: a bare number": lambda: cq.grow(5, 5, to=2027),
        "grow: rate as text": lambda: cq.grow(last, "5", to=2027),
        "grow: year as text": lambda: cq.grow(last, 5, to="2027"),
        "growth: bare numbers": lambda: cq.growth(1, 2),
        "project: complex": lambda: cq.project(pd.Series([1j] * 9, range(2010, 2019)), to=2020),
        "project: truth": lambda: cq.project(pd.Series([True] * 9, range(2010, 2019)), to=2020),
        "project: a column twice": lambda: cq.project(
            pd.concat([spending, spending[["value"]]], axis=1), to=2027
        ),
        "project: a far origin": lambda: cq.project(spending, to=2027, origin=9999),
        "project: sisters as text": lambda: cq.project(spending, to=2027, sisters="yes"),
        "project: limits turned round": lambda: cq.project(spending, to=2027, limits=(9**9, 0)),
        "project: no limit": lambda: cq.project(spending, to=2027, limits=(float("nan"), None)),
        "project: nothing": lambda: cq.project(None, to=2027),
        "at: an interval turned round": lambda: cq.at(spending.assign(low=9e9, high=0.0)),
        "said: no digit": lambda: last.said(0),
        "said: half a digit": lambda: last.said(3),
        "a number in a format": lambda: f"{last:.2f}",
        "a number modulo": lambda: last % 5,
        "a whole part": lambda: last // 5,
        "assume: a hidden unit": lambda: cq.assume(5, f"a{OVERRIDE}b"),
        "assume: a long unit": lambda: cq.assume(5, "x" * 300),
        "say: hidden": lambda: cq.say(cq.Numbers(), zh=f"a{OVERRIDE}b", en="x"),
        "say: a bell": lambda: cq.say(cq.Numbers(), en="a\x07"),
        "say: empty": lambda: cq.say(cq.Numbers(), en=" "),
        "claim: hidden": lambda: cq.claim(f"a{OVERRIDE}b", True),
        "table: digits of no column": lambda: cq.table(spending, digits={"nothing": 2}),
        "trace: nothing": lambda: cq.trace(None),
        "fan: no value": lambda: cq.fan("x", spending.assign(value=float("nan")), title=title),
        "project: text": lambda: cq.project(pd.Series(["a"] * 9, index=range(2010, 2019)), to=2020),
        "project: year as text": lambda: cq.project(spending, to="2027"),
        "chance: text": lambda: cq.chance("x"),
        "assume: no unit": lambda: cq.assume(5, None),
        "assume: year": lambda: cq.assume(5, "亿元", year="x"),
        "claim: no words": lambda: cq.claim(None, True),
        "target: nothing": lambda: cq.target(None),
        "figure: nothing": lambda: cq.figure(None),
        "table: a number": lambda: cq.table(5),
        "parse: a number": lambda: cq.parse(5),
        "plus a bare number": lambda: last + 5,
        "minus text": lambda: last - "x",
        "times text": lambda: last * "x",
        "divided by nothing": lambda: last / cq.assume(0, "亿元"),
        "divided by zero": lambda: last / 0,
        "a bare number plus": lambda: 5 + last,
        "a bare number minus": lambda: 5 - last,
        "divided into": lambda: 5 / last,
        "to a power": lambda: last**2,
        "less than text": lambda: last < "x",
        "more than nothing": lambda: last > None,
        "a number of text": lambda: cq.Number("x"),
        "say: a number": lambda: cq.say(cq.Numbers(), zh=5),
        "say: nothing": lambda: cq.say(cq.Numbers(), en=None),
        "say: no numbers": lambda: cq.say(None, zh="x"),
        "say: long": lambda: cq.say(cq.Numbers(), zh="{x}" * 9999),
        "cite: language": lambda: cq.cite(["report-2023"], "fr"),
        "cite: a number": lambda: cq.cite(5),
        "table: language": lambda: cq.table(spending, lang="fr"),
        "table: digits below zero": lambda: cq.table(spending, digits=-1),
        "table: endless digits": lambda: cq.table(spending, digits={"value": 10**6}),
        "table: columns of several lengths": lambda: cq.table({"a": [1], "b": [1, 2]}),
        "table: no lists": lambda: cq.table({"a": 1}),
        "claim: a column": lambda: cq.claim("it grew 增长", spending["value"] > 5),
        "claim: a table": lambda: cq.claim(spending, True),
        "claim: a long list": lambda: cq.claim("x", list(range(10**5))),
        "at: text for values": lambda: cq.at(spending.assign(value="x")),
        "at: text for years": lambda: cq.at(spending.assign(year="soon")),
        "at: text for an end": lambda: cq.at(spending.assign(low="x")),
        "at: a column of text": lambda: cq.at(spending, 2020, "indicator"),
        "at: no years in the index": lambda: cq.at(pd.Series([1.0], index=["a"])),
        "panel: no region": lambda: cq.panel("rd_expenditure", regions=[]),
        "series: a long name": lambda: cq.series("x" * 10**5),
        "figure: a long name": lambda: cq.figure("x" * 10**5),
        "assume: 400 digits": lambda: cq.assume(10**400, "亿元"),
        "project: beyond nature": lambda: cq.project(spending.assign(value=-1.0), to=2027),
        "chance: of text": lambda: ahead.chance("x"),
        "lines: sixty": lambda: lines("x", {f"s{n}": spending for n in range(60)}, title=title),
        "lines: no names": lambda: lines("x", {5: spending}, title=title),
        "series: a number for a list": lambda: cq.series("rd_expenditure", include=5),
        "chart_from_csv: a number": lambda: chart_from_csv(5),
        "chart_from_csv: nothing": lambda: chart_from_csv(None),
        "export: a number for a folder": lambda: export([fan(projection=ahead)], 5),
        "publish: another title for a chart": lambda: cq.publish(fan(projection=ahead), title="x"),
        "publish: another name for a chart": lambda: cq.publish(fan(projection=ahead), name="y"),
        "series: years in words": lambda: cq.series("rd_expenditure", years="soon"),
        "series: years in parts": lambda: cq.panel("rd_expenditure", years=[2020.5]),
        "at: an endless year": lambda: cq.at(spending, 10**5000),
        "project: an endless year": lambda: cq.project(spending, to=10**5000),
        "project_table: an endless year": lambda: cq.project_table(
            spending.assign(series="a"), 10**30
        ),
        "project_table: a table for years": lambda: cq.project_table(
            spending.assign(series="a"), spending
        ),
        "fan: endless digits": lambda: fan(digits=10**5000),
        "fan: digits, a table": lambda: fan(digits=spending),
        "lines: main, names": lambda: lines("x", {"a": spending}, title=title, main={"a": 1}),
        "bars: a chart for a line": lambda: cq.bars(
            "x", spending.tail(1), title=title, line=fan(projection=ahead)
        ),
        "scorecard: a table for a name": lambda: cq.scorecard(spending, spending, title=title),
        "scorecard: an object for a name": lambda: cq.scorecard(object(), spending, title=title),
        "project: a long origin": lambda: cq.project(spending, to=2027, origin="x" * 10**5),
        "growth: a fraction": lambda: cq.growth(last, Fraction(5, 3)),
        "cite: no list": lambda: cq.cite(np.array(5)),
        "cite: no language": lambda: cq.cite(["report-2023"], pd.NA),
        "series: a function": lambda: cq.series(len),
        "claim: a class": lambda: cq.claim(int, True),
        "say: 5000 characters": lambda: cq.say(cq.Numbers(), en="x" * 5000),
        "series: no such parameter": lambda: cq.series("rd_expenditure", vintage="x"),
        "style: too much": lambda: cq.style("x", 5),
        "fan: half a title": lambda: cq.fan("x", spending, title=("题", None)),
        "fan: half a title by language": lambda: fan(note={"zh": "注", "en": 5}),
        "fan: target, a projection": lambda: fan(target=ahead),
        "fan: projection without values": lambda: fan(projection=spending.assign(value=math.nan)),
        "fan: projection of text": lambda: fan(projection=ahead.table.assign(median="x")),
        "fan: points in another unit": lambda: fan(points={"p": cq.assume(5, "家", year=2020)}),
        "bars: empty": lambda: cq.bars("x", spending.head(0), title=title),
        "lines: empty": lambda: lines("x", {"a": spending.head(0)}, title=title),
        "table: a hidden cell": lambda: cq.table({"a": [f"x{OVERRIDE}y"]}),
        "table: a hidden head": lambda: cq.table({"a\x00": [1]}),
        "table: 400 digits": lambda: cq.table({"a": [10**400]}),
        "table: 5000 digits": lambda: cq.table({"a": [10**5000]}),
        "claim: two lines": lambda: cq.claim("a\nb", True),
        "claim: 5000 characters": lambda: cq.claim("x" * 5000, True),
        "claim: what is not shown": lambda: cq.claim("\u3164", True),
        "assume: a hidden name": lambda: cq.assume(5, "亿元", name="a\x00"),
        "assume: a long name": lambda: cq.assume(5, "亿元", name="x" * 5000),
        "assume: no name": lambda: cq.assume(5, "亿元", name=5),
        "fan: a column twice": lambda: cq.fan("x", pd.concat([spending] * 2, axis=1), title=title),
        "lines: a column twice": lambda: lines(
            "x", {"a": pd.concat([spending] * 2, axis=1)}, title=title
        ),
        "table: a column twice": lambda: cq.table(pd.concat([spending] * 2, axis=1)),
        "at: a column twice": lambda: cq.at(pd.concat([spending] * 2, axis=1), 2020),
        "fan: lists in a column": lambda: fan(later=spending.assign(basis=[["x"]] * len(spending))),
        "fan: two units": lambda: cq.fan(
            "x", spending.assign(unit=["家", *spending["unit"][1:]]), title=title
        ),
        "bars: two units": lambda: cq.bars(
            "x",
            pd.DataFrame({"region": ["a", "b"], "value": [1.0, 2.0], "unit": ["家", "%"]}),
            title=title,
        ),
        "intervals: an array": lambda: cq.intervals("x", spending.to_numpy(), title=title),
        "fan: later without years": lambda: fan(later=pd.DataFrame({"value": [1.0]})),
        "fan: later of other columns": lambda: fan(later=pd.DataFrame({"a": [1]})),
        "say: answer": lambda: cq.say(cq.Numbers(), en="x", answer="yes"),
        "fan: a name for no target": lambda: fan(target_name="Goal"),
        "bars: a name for no line": lambda: cq.bars(
            "x", spending.tail(1), title=title, line_name="Nation"
        ),
        "bars: nobody highlighted": lambda: cq.bars(
            "x", spending.tail(1), title=title, highlight=["Atlantis"]
        ),
        "check: no path": lambda: report.check(5),
        "build: no path": lambda: build.build(b"x"),
        "home: a path that hides": lambda: catalog.home("a\x1bb"),
        "read: no path": lambda: main(None),
        "read: no folder": lambda: main("x.txt", out=["x"]),
        "adopt: no path": lambda: adopt(5, 2024),
        "load_draft: no path": lambda: load_draft(2.5),
        "numbers: no year": lambda: setattr(cq.Numbers(), "x", -5),
        "numbers: no words": lambda: setattr(cq.Numbers(), "x", {"zh": 5, "en": 5}),
    }


def test_no_word_of_the_vocabulary_fails_in_words_of_python(monkeypatch):
    monkeypatch.setenv("CQDATA_EXPORTS", "off")
    for name, call in _asked().items():
        said = sentence(call)
        assert "object has no attribute" not in said, (name, said)
        assert not re.search("argument|positional| at 0x|<(class|built)", said), (name, said)
        assert "NoneType" not in said, (name, said)


def test_an_error_of_its_own_is_left_as_it_is():
    def broken(number: "int"):
        return {}[number]

    with pytest.raises(KeyError):
        plainly(broken)(5)
    sentence(lambda: plainly(broken)("5"), "broken: number: found '5', expected a whole number")
    assert plainly(broken).__name__ == "broken"


# ------------------------------------------------------------------------- numbers of a command


@pytest.mark.parametrize("text", ["20_27", "[2025, 20_27]", "0x7EB", "0b11", "2027j", "1_0.5"])
def test_what_python_alone_takes_for_a_number_is_no_parameter(text):
    sentence(lambda: cli._values([f"TARGET_YEAR={text}"]), "TARGET_YEAR", "digits alone")


@pytest.mark.parametrize(
    "text", ["2027", "-3.5", "1e6", "[2025, 2027]", "'20_27'", "a_plan/2027_1", "None", "True"]
)
def test_other_parameters_are_taken_as_before(text):
    try:
        expected = ast.literal_eval(text)
    except ValueError:
        expected = text
    assert cli._values([f"X={text}"]) == {"X": expected}


@pytest.mark.parametrize(
    "words",
    [["export", "--report", "20_23"], ["export", "--dpi", "3_00"],
     ["chart", "x.csv", "--to", "20_27"], ["read", "x.txt", "--year", "20_24"]],
)  # fmt: skip
def test_no_whole_number_of_the_command_line_has_underscores(words):
    done = CliRunner().invoke(cli.app, words)
    assert done.exit_code == 2
    assert words[-1] in done.output


@pytest.mark.parametrize(
    ("value", "unit", "year"),
    [(-5, "亿元", 2027), (-0.1, "倍", 2027), (-5, "家", None), (2.5, "家", None), (0.5, "人", 2027),
     (1.23456, "万家", 2027), (1.5, "位", 2027)],
)  # fmt: skip
def test_no_target_of_one_s_own_is_below_zero_and_no_count_in_parts(value, unit, year):
    sentence(lambda: assume(value, unit, name="GOAL", year=year), "parameter GOAL", unit)


def test_what_may_be_assumed_and_computed_stays():
    assert assume(1.28, "万家", year=2027).value == 12800
    assert assume(-2, "%", year=2027).value == -2
    assert assume(-5, "亿元").value == -5
    assert cq.computed(2.5, "家").value == 2.5


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [("raw-series", "indicator", "pattern"), ("raw-computed", "period", "pattern"),
     ("raw-dating", "basis", "pattern"), ("raw-computed", "source_id", "required"),
     ("derived", "status", "enum"), ("checks", "kind", "pattern"),
     ("derived", "period", "pattern"), ("raw-computed", "decimals", "minimum"),
     ("raw-computed", "decimals", "maximum"), ("raw-figures", "ordinal", "unique"),
     ("raw-dating", "formula", "required"), ("raw-computed", "operation", "enum"),
     ("raw-corrections", "reason", "required"), ("raw-relations", "relation_id", "unique"),
     ("raw-computed", "unit", "pattern"), ("raw-sources", "url", "format")],
)  # fmt: skip
def test_a_rule_that_columns_of_its_name_need_and_is_left_out_is_told(table, column, rule):
    """Some stand in one table alone, and there is nothing to compare them with."""
    changes = [lambda rules: rules.pop(rule)]
    if rule in ("required", "unique"):
        changes.append(lambda rules: rules.update({rule: False}))
    for change in changes:
        descriptor = copy.deepcopy(DESCRIPTOR)
        place = descriptor
        for key in field_of(table, column):
            place = place[key]
        change(place if rule in place else place["constraints"])
        content = json.dumps(descriptor).encode()
        sentence(lambda one=content: contract.parsed(one), table, f"column {column!r}", rule)


@pytest.mark.parametrize(
    ("number", "key"),
    [(n, m) for n, entry in enumerate(DESCRIPTOR["resources"])
     for m, key in enumerate(entry["schema"].get("foreignKeys", []))
     if key["reference"]["resource"].removeprefix("raw-") in contract._DICTIONARIES],
)  # fmt: skip
def test_a_key_to_a_dictionary_that_is_left_out_is_told(number, key):
    """Each alone, but of an indicator that the longer key to its basis leads to as well."""
    descriptor = copy.deepcopy(DESCRIPTOR)
    schema = descriptor["resources"][number]["schema"]
    lost = schema["foreignKeys"].pop(key)
    told = contract.parsed(json.dumps(descriptor).encode())
    if any(set(lost["fields"]) <= set(one["fields"]) for one in schema["foreignKeys"]):
        assert not list(contract.unasked(told["resources"]))
    else:
        name = DESCRIPTOR["resources"][number]["name"]
        named = f"to {lost['reference']['resource']}"
        for fault in (faults := [*contract.unasked(told["resources"])]):
            assert f"table '{name}', foreignKeys" in str(fault)
        assert any(named in str(fault) for fault in faults)


def test_all_faults_of_a_descriptor_are_told_together():
    descriptor = copy.deepcopy(DESCRIPTOR)
    for number in (0, 3):
        descriptor["resources"][number]["schema"]["fields"][0]["type"] = "geopoint"
    with pytest.raises(DataError) as caught:
        contract.parsed(json.dumps(descriptor).encode())
    assert str(caught.value).count("geopoint") == 2
    descriptor = copy.deepcopy(DESCRIPTOR)
    for number in (0, 3):
        descriptor["resources"][number]["schema"]["primaryKey"] = ["nothing"]
    with pytest.raises(DataError) as caught:
        contract.parsed(json.dumps(descriptor).encode())
    assert str(caught.value).count("'nothing'") == 2
    descriptor = copy.deepcopy(DESCRIPTOR)
    for table, column in (("raw-series", "basis"), ("raw-sources", "evidence")):
        place = descriptor
        for key in field_of(table, column):
            place = place[key]
        place["constraints"] = {}
    with pytest.raises(DataError) as caught:
        contract.parsed(json.dumps(descriptor).encode())
    assert "column 'basis'" in str(caught.value)
    assert "column 'evidence'" in str(caught.value)


FRAMES = {
    "heads of two levels": lambda rows: rows.set_axis(
        pd.MultiIndex.from_product([["a"], rows.columns]), axis="columns"
    ),
    "a Styler": lambda rows: rows.style,
    "a DataFrameGroupBy": lambda rows: rows.groupby("year"),
    "inf": lambda rows: rows.assign(year=np.inf),
    "an array": lambda rows: np.arange(3.0),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_what_is_no_series_is_refused_as_what_it_is(kind):
    given = FRAMES[kind](cq.series("rd_expenditure", basis="bulletin"))
    known = cq.series("rd_expenditure", basis="bulletin")
    calls = [
        lambda: cq.at(given),
        lambda: cq.lines("x", {("甲", "A"): given}, title="T"),
        lambda: cq.fan("x", known, cq.project(known, to=2027), later=given, title="T"),
    ]
    if kind != "inf":
        calls += [lambda: cq.trace(given), lambda: cq.project(given, to=2027)]
    for call in calls:
        with pytest.raises(cq.DataError) as caught:
            call()
        assert "\n" not in str(caught.value)
        assert "array(" not in str(caught.value)
