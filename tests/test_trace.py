"""Every number leads back to a printed token and a source."""

import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pandas as pd
import pytest

import cqdata as cq
from cqdata.errors import DataError
from cqdata.names import observation_id
from cqdata.tracing import Node, Trace, trace


def test_a_growth_leads_to_its_level_and_the_report():
    found = cq.trace("2023/rd_expenditure_growth")
    assert found.figures == ["2023/rd_expenditure_growth", "2023/rd_expenditure"]
    assert found.sources == ["report-2023"]
    lines = str(found).splitlines()
    assert lines[0].startswith("10% · ")
    assert lines[1].startswith("├─ 750亿元 · ")
    assert "§0, no. 2" in lines[-1]


def test_an_official_value_leads_to_its_table_and_to_every_source_named():
    series = cq.series("rd_intensity", basis="first_release_census4", years=[2022])
    found = cq.trace(series["ref"].iloc[0])
    assert found.sources == ["nbs-rd-2022", "cq-rd-bureau-2023-10-09"]
    assert "附表,重庆" in str(found)
    assert str(cq.trace(series.iloc[0])) == str(cq.trace(series)) == str(found)


def test_an_observation_that_is_a_figure_of_the_report_leads_to_its_print():
    # The dated letter of the bureau stands before it in the series; the report's row is kept.
    row = cq.series("high_tech_enterprises", years=[2023]).iloc[0]
    assert row["source_id"] == "cq-stc-2024-06-20"
    assert row["alternatives"].endswith("/report-2023")
    found = cq.trace(row["alternatives"])
    assert found.figures == ["2023/high_tech_enterprises"]
    assert "7565家" in str(found)


@pytest.mark.parametrize("name", ["figures", "targets", "derived", "checks"])
def test_every_row_of_every_table_can_be_traced_to_a_source(name):
    frame = getattr(cq, name)()
    assert len(frame)
    found = cq.trace(frame)
    assert len(found.root.children) == len(frame)
    for child in found.root.children:
        kinds = {node.kind for node in child.walk()}
        assert "source" in kinds, child.text
        assert "unknown" not in kinds, child.text


def test_every_observation_has_an_id_of_its_own_that_leads_back():
    frame = cq.observations()
    ids = [observation_id(row) for row in frame.to_dict("records")]
    assert len(set(ids)) == len(frame)
    sample = frame.iloc[::500]
    found = cq.trace(sample)
    assert [child.id for child in found.root.children] == ids[::500]


def test_a_derived_value_leads_to_the_tokens_it_was_computed_from():
    table = cq.derived()
    row = table.loc[table["inputs"].str.contains("2023/technology_contract_turnover;")].iloc[0]
    found = cq.trace(row["derived_id"])
    assert {
        "2023/technology_contract_turnover",
        "2023/technology_contract_turnover_growth",
    } <= set(found.figures)
    text = str(found)
    assert "865.1亿元" in text
    assert "37.2%" in text


def test_a_projection_leads_to_the_values_it_was_fitted_on():
    series = cq.series("rd_expenditure")
    found = cq.trace(cq.project(series))
    assert len(found.root.children) == len(series)
    assert str(found).startswith("projected from 15 values, 2010–2024\n")
    assert "nbs-rd-2024" in found.sources


def test_a_chart_leads_to_all_that_was_drawn():
    chart = SimpleNamespace(
        name="demo",
        data=pd.DataFrame({"ref": ["2023/nev_output", ""], "source_id": ["", "nbs-rd-2011"]}),
        source_ids=["report-2023"],
    )
    found = cq.trace(chart)
    assert found.figures == ["2023/nev_output"]
    assert set(found.sources) == {"report-2023", "nbs-rd-2011"}


def test_all_values_of_an_indicator_on_a_basis_have_an_id():
    found = cq.trace("rd_intensity[census5]")
    assert str(found).startswith("all 64 values of 研发投入强度 R&D intensity, ")
    assert found.sources == ["nbs-rd-2024"]


def test_a_tree_names_things_as_readers_do_and_keeps_their_ids():
    series = cq.series("rd_expenditure", basis="bulletin", years=[2024])
    found = cq.trace(cq.at(series))
    assert str(found).startswith("79.73 bn yuan")
    node = found.root if found.root.kind == "observation" else found.root.children[0]
    assert node.id == series["ref"].iloc[0]
    assert node.text == (
        "797.3亿元 · 重庆全社会研发经费 R&D expenditure, 2024 · "
        "科技经费投入统计公报 National R&D bulletins"
    )
    assert not re.search(
        "[a-z]_[a-z]", str(cq.trace("implied/2023/high_tech_enterprises/replaced"))
    )
    assert node.id in found._repr_html_()


def test_a_number_given_with_a_formula_is_shown():
    table = cq.derived()
    row = table.loc[table["inputs"].str.contains("=37.1%", regex=False)].iloc[0]
    assert "37.1% (given with the formula)" in str(cq.trace(row))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("doubling_plan/high_tech_enterprises/2025", "突破1万家 by 2025"),
        ("doubling_plan/little_giants/2027", ">500家 by 2027"),
        ("district_guidance/high_tech_enterprises/2025", "8000家 by 2025"),
        ("twin_city_plan/rd_expenditure_growth/2027", "年均增长10%以上 by 2027"),
        ("twin_city_plan/rd_intensity_vs_national/2027", "超过全国平均水平 by 2027"),
        ("obs:重庆/nev_output/city_report/xinhua_2023_07_25/2022/xinhua-2023-07-25", "nearly 36"),
    ],
)
def test_a_value_is_said_with_its_qualifier_and_unit(name, words):
    assert str(cq.trace(name)).startswith(words)


def test_several_ids_at_once_and_a_source():
    found = cq.trace("2023/nev_output; 2023/rd_intensity")
    assert len(found.root.children) == 2
    assert cq.trace("nbs-rd-2011").sources == ["nbs-rd-2011"]


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ("2023/nev_outputs", r"id '2023/nev_outputs' is not known.*2023/nev_output"),
        (3, "cannot trace 3:"),
        (pd.Series({"a": 1}), "cannot trace a row with the columns a"),
        (cq.assume(750), "does not say where it comes from"),
        ("", "id '' is not known"),
    ],
)
def test_what_cannot_be_traced_is_said(x, message):
    with pytest.raises(DataError, match=message):
        trace(x)


def test_a_row_of_an_analysts_own_leads_to_the_source_it_names():
    row = cq.figures().iloc[0].copy()
    row["figure_id"], row["source_id"] = "2024/own", "my-report"
    found = trace(row)
    assert found.figures[0] == "2024/own"
    assert found.sources == ["my-report"]


def test_the_list_of_a_notebook_is_well_formed_and_always_the_same():
    found = cq.trace("2023/rd_expenditure_growth")
    shown = found._repr_html_()
    assert shown == cq.trace("2023/rd_expenditure_growth")._repr_html_()
    items = list(ET.fromstring(shown).iter("li"))
    assert [item.text for item in items] == [node.text for node in found.root.walk()]
    assert not re.search(r'\bid="', shown)


def test_the_list_escapes_what_a_text_holds_and_nests_what_it_rests_on():
    node = Node('a"b', "derived", "<&>" + "长" * 200, (Node("b", "source", "s"),))
    (item,) = ET.fromstring(Trace(node)._repr_html_())
    assert item.text == node.text
    assert item.attrib == {"title": 'derived: a"b'}
    assert [one.text for one in item.findall("ul/li")] == ["s"]
