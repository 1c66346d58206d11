"""The contract: what a chart description may hold, and what it says about a breach."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from chart_check import problems

from cqdata.charts import Chart, Words, rows
from cqdata.charts.contract import chart_data, number_text
from cqdata.errors import DataError


def words(**changes: Any) -> dict[str, Words]:
    base = {
        "title": "标题",
        "subtitle": "副题",
        "sources": "《公报》（2023年）",
        "series": {"a": "甲"},
    }
    return {lang: Words(**{**base, **changes}) for lang in ("zh", "en")}


def chart(**changes: Any) -> Chart:
    data = [{"series": "a", "kind": "actual", "x": 2020, "value": 1.0, "source_id": "s"}]
    base: dict[str, Any] = {"name": "one", "form": "fan", "data": data, "words": words()}
    return Chart(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Not A Name"}, "snake_case"),
        ({"form": "pie"}, "expected one of fan"),
        ({"options": {"colour": "red"}}, "option 'colour'; expected one of"),
        ({"words": {"zh": words()["zh"]}}, "expected zh and en"),
        ({"words": words(title="")}, "title is empty"),
        ({"words": words(sources="")}, "sources is empty"),
        ({"words": words(series={})}, "series 'a' has no name"),
        ({"data": [{"series": "a", "kind": "actual", "x": 1, "value": 1}]}, "needs a source_id"),
        ({"data": [{"series": "a", "kind": "guess", "x": 1, "value": 1}]}, "kind 'guess'"),
        ({"data": [{"series": "a", "kind": "band", "x": 1, "low": 1}]}, "needs low and high"),
        (
            {"data": [{"series": "a", "kind": "projection", "x": 1, "status": "sure"}]},
            "status 'sure'",
        ),
        ({"data": [{"series": "a", "kind": "projection", "label_zh": "甲"}]}, "label_en together"),
        ({"data": []}, "no rows"),
        ({"data": [{"series": "a", "kind": "actual", "y": 1}]}, "unknown columns y"),
        ({"lang": "fr"}, "language 'fr'"),
    ],
)
def test_a_breach_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        chart(**changes)
    if "unknown columns" not in message and "language" not in message:
        assert "chart " in str(caught.value)


def test_a_digit_in_a_source_is_a_citation() -> None:
    assert chart().source("zh") == "《公报》（2023年）"


def test_what_is_given_cannot_be_changed_from_outside() -> None:
    given = pd.DataFrame(
        [{"series": "a", "kind": "actual", "x": 1, "value": 1.0, "source_id": "s"}]
    )
    options = {"zero": True}
    one = chart(data=given, options=options)
    given.loc[0, "value"] = 9.0
    options["main"] = ("a",)
    assert one.data.loc[0, "value"] == 1.0
    assert set(one.options) == {"zero"}
    with pytest.raises(AttributeError):
        one.name = "two"  # type: ignore[misc]


def test_sources_are_those_of_the_rows() -> None:
    data = [
        {"series": "a", "kind": "actual", "x": 1, "value": 1, "source_id": "s;t"},
        {"series": "a", "kind": "actual", "x": 2, "value": 1, "source_id": "t"},
    ]
    assert chart(data=data).source_ids == ("s", "t")


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.17, ".2f", "0.17"),
        (-0.5, ".1f", "−0.5"),
        (-0.001, ".2f", "0.00"),
        (1234567, ",d", "1,234,567"),
        (2.0, "+.1f", "+2.0"),
    ],
)
def test_numbers_as_readers_see_them(value: Any, spec: str, text: str) -> None:
    assert number_text(value, spec) == text


def test_rows_of_a_projection_fan_out_from_the_last_value() -> None:
    table = pd.DataFrame({"year": [2025, 2026], "median": [2.0, 3.0]})
    for level in (80, 95):
        table[f"low{level}"] = table["median"] - level / 100
        table[f"high{level}"] = table["median"] + level / 100
    made = rows.projection(table, "p", origin=(2024, 1.0), source_id="s")
    line = made[made["kind"] == "projection"]
    assert list(line["value"]) == [1.0, 2.0, 3.0]
    band = made[made["level"] == 80]
    assert list(band["low"]) == [1.0, 1.2, 2.2]
    assert list(band["high"]) == [1.0, 2.8, 3.8]
    assert set(made["level"].dropna()) == {80, 95}


def test_chart_data_has_all_columns_and_types() -> None:
    frame = chart_data([{"series": "a", "kind": "actual"}])
    assert frame["value"].isna().all()
    assert list(frame["status"]) == [""]
    assert not frame["marked"].any()
    again = chart_data(frame)
    pd.testing.assert_frame_equal(frame, again)


def test_localised_scales_values_but_not_rows_with_their_own_unit() -> None:
    data = [
        {"series": "a", "kind": "actual", "x": 1, "value": 100.0, "source_id": "s"},
        {"series": "a", "kind": "actual", "x": 2, "value": 5.0, "source_id": "s",
         "unit_zh": "%", "unit_en": "%"},
    ]  # fmt: skip
    one = chart(data=data, scale={"en": 0.1})
    english = one.localised("en")
    assert list(english.data["value"]) == [10.0, 5.0]
    assert english.scale == {}
    assert english.localised("en") is english
    assert list(one.localised("zh").data["value"]) == [100.0, 5.0]
    assert list(one.data["value"]) == [100.0, 5.0]


def test_within_changes_only_the_language_of_display() -> None:
    one = chart()
    assert one.within("en").lang == "en"
    assert one.lang == "zh"
    with pytest.raises(DataError):
        one.within("de")
    assert replace(one, lang="en").title("en") == one.title("en")


def test_the_example_of_the_documentation_runs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "charts.md").read_text(encoding="utf-8")
    space: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL):
        exec(block, space)
    assert problems(space["figure"]) == []
    assert space["chart"].title("zh") == "2027年研发经费预测中值为1,022亿元，比目标少76亿元"
    assert "102.2 bn yuan" in space["alt"]
    assert space["table"]["Value"].iloc[0] == 47.0
