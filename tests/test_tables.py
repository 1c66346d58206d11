"""Tables for readers: heads in words, dashes for missing, no index, no markup from the data."""

import numpy as np
import pandas as pd
import pytest

import cqdata as cq
from cqdata.errors import DataError


@pytest.fixture
def frame():
    return pd.DataFrame(
        {"year": [2023, 2024], "value": [746.7, np.nan], "name": ["<b>", ""], "ok": [True, False]}
    )


def test_only_the_columns_named_are_shown_under_their_heads(frame):
    told = cq.table(frame, {"value": "value 数值, %", "year": "year 年份"}, digits=2)
    assert list(told.cells.columns) == ["value 数值, %", "year 年份"]
    assert told.cells.to_numpy().tolist() == [["746.70", "2023"], ["–", "2024"]]


def test_html_is_escaped_and_has_no_index(frame):
    html = cq.table(frame)._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "<th></th>" not in html
    assert "✓" in html
    assert html == cq.table(frame)._repr_html_()


def test_a_named_index_becomes_a_column_and_a_mapping_a_frame(frame):
    assert next(iter(cq.table(frame.set_index("year")).cells.columns)) == "year"
    assert cq.table({"a": [1], "b": [-1.25]}, digits={"b": 2}).cells.to_numpy().tolist() == [
        ["1", "−1.25"]
    ]


def test_what_is_missing_is_a_dash():
    column = pd.array([None, 3], dtype="Int64")
    told = cq.table({"a": column, "b": [float("nan"), 1.5], "c": [None, "x"]})
    assert told.cells.to_numpy().tolist() == [["–", "–", "–"], ["3", "1.5", "x"]]


def test_numbers_are_said():
    spending = cq.series("rd_expenditure", basis="bulletin")
    told = cq.table({"x": [cq.at(spending, 2022)]}, lang="zh")
    assert told.cells.iloc[0, 0] == "686.6亿元"


def test_a_column_that_is_not_there_is_named(frame):
    with pytest.raises(DataError, match="no column 'growth'; found year, value"):
        cq.table(frame, {"growth": "growth"})


def test_two_columns_with_one_head_are_refused():
    with pytest.raises(DataError, match="two columns have the head 'growth'"):
        cq.table({"a": [1], "b": [2]}, {"a": "growth", "b": "growth"})
