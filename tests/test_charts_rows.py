"""Builders of chart rows: what they take from a table, and what they leave aside."""

import pandas as pd

import cqdata as cq
from cqdata.charts import rows

NAMES = {"四川": "Sichuan", "重庆": "Chongqing"}


def test_regions_carry_both_names_a_star_where_asked_and_the_way_back():
    table = cq.panel("rd_expenditure", list(NAMES), years=[2023])
    made = rows.by_region(table, NAMES, starred={"四川"})
    assert made["label_zh"].tolist() == ["四川*", "重庆"]
    assert made["label_en"].tolist() == ["Sichuan*", "Chongqing"]
    assert made["category"].tolist() == list(NAMES)
    assert made["ref"].tolist() == table["ref"].tolist()
    assert set(made["series"] + made["kind"]) == {"provinceactual"}
    # A year is a column of the chart's table: it is there only where it is wanted.
    assert made["x"].isna().all()
    assert rows.by_region(table, NAMES, dated=True)["x"].eq(2023).all()


def test_an_interval_stands_beside_the_value_published_for_it():
    figure = cq.figure("2023/rd_expenditure")
    published = cq.series("rd_expenditure", years=[2023]).iloc[0]
    made = rows.interval(
        "spending",
        {**figure, "ref": figure["figure_id"]},
        {**published, "format": ".1f"},
        series="estimate",
        label_zh="研发经费",
        label_en="R&D",
    )
    implied, value = made.iloc[0], made.iloc[1]
    assert made["series"].tolist() == ["estimate", "published"]
    assert made["kind"].tolist() == ["implied", "published"]
    assert (implied["value"], implied["low"], implied["high"]) == (750, 749.5, 750.5)
    assert (implied["status"], implied["ref"]) == ("estimate", "2023/rd_expenditure")
    assert (value["value"], value["ref"]) == (746.7, published["ref"])
    # What is published is a point here, though its table knows the width of its last digit.
    assert pd.isna(value["low"])
    assert pd.isna(value["high"])
    assert made["format"].tolist() == ["", ".1f"]
    assert set(made["label_en"]) == {"R&D"}


def test_a_range_open_at_one_end_and_without_a_printed_value_is_drawn_so():
    given = {"low": 1.0, "status": "derived", "source_id": "report", "ref": "implied/x"}
    published = {"value": 2.0, "status": "final", "source_id": "bulletin", "ref": "obs:x"}
    made = rows.interval("x", given, published, verdict="consistent", format=".2f")
    assert made.loc[0, "low"] == 1
    assert made.loc[0, ["value", "high"]].isna().all()
    assert set(made["verdict"]) == {"consistent"}
    assert set(made["format"]) == {".2f"}
