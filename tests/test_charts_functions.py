"""Charts out of frames: names, units and sources come from the data, bases are never mixed."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_check import problems
from matplotlib.text import Text

import cqdata as cq
from cqdata.charts.functions import both
from cqdata.charts.layout import Frame
from cqdata.charts.scorecard import Entry, Score, fit
from cqdata.errors import DataError, MixedBasisError
from cqdata.progress import ABOVE_NATION, GROWTH, progress


@pytest.fixture(scope="module")
def spending():
    return cq.series("rd_expenditure", basis="bulletin")


@pytest.fixture(scope="module")
def ahead(spending):
    return cq.project(spending, to=2027)


@pytest.fixture(scope="module")
def n(spending, ahead):
    n = cq.Numbers()
    n.goal = cq.grow(cq.at(spending, 2022), 10, to=2027)
    n.gap = n.goal - cq.at(ahead)
    return n


def test_a_fan_draws_history_projection_and_the_path_to_the_target(spending, ahead, n):
    chart = cq.fan("path", spending, ahead, target=n.goal, gap=n.gap, numbers=n,
                   title=("须达到{goal}", "{goal} is needed"))  # fmt: skip
    assert chart.rows("actual")["value"].tolist() == spending["value"].tolist()
    assert chart.rows("projection")["value"].tolist()[1:] == ahead.table["median"].tolist()
    path = chart.rows("required").set_index("x")["value"]
    steps = path[2025] / path[2024], path[2027] / path[2026]
    assert steps[0] == pytest.approx(steps[1])
    assert path[2027] == pytest.approx(n.goal.value)
    assert chart.title("en") == "110.58 bn yuan is needed"
    (goal,) = chart.localised("en").rows("target").itertuples()
    assert chart.value_text(goal, "en") == "110.58 bn yuan", "as in the sentence"
    assert chart.words["zh"].gap.startswith("差")
    assert chart.subtitle("zh") == "重庆全社会研发经费，亿元，2010—2024年；科技经费投入统计公报"
    assert "National Bulletin" in chart.source("en")
    assert set(spending["source_id"]) <= set(chart.source_ids)


def test_a_number_stands_alike_in_every_row_of_the_table(spending, ahead, n):
    chart = cq.fan("a", spending, ahead, target=n.goal, title=("甲", "A"))
    for lang, unit in (("zh", 1), ("en", 0.1)):
        table = chart.table(lang)
        value, low = (table.iloc[:, place] for place in (4, 5))
        begins = table[table.iloc[:, 2] == int(spending["year"].iloc[-1])].index
        last = round(spending["value"].iloc[-1] * unit, 2)
        assert {*value[begins].dropna(), *low[begins].dropna()} == {last}
        ends = value[table.iloc[:, 2] == n.goal.year].tolist()
        assert ends[-1] == ends[-2]  # the path's end and the target


def test_a_target_that_is_met_leaves_no_gap(spending, ahead):
    goal = cq.grow(cq.at(spending), 0, to=2027)
    chart = cq.fan("path", spending, ahead, target=goal, gap=goal - cq.at(ahead), title="x")
    assert not chart.words["zh"].gap


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"target": cq.assume(5, "%", year=2027)}, "the target is in %; expected CNY_1e8, as the"),
        ({"gap": cq.computed(5, "%")}, "the gap is in %; expected CNY_1e8, as the history"),
        ({"target": cq.assume(900, "亿元", year=2022)}, "is of 2022; expected a year after 2024"),
        ({"target": cq.assume(900, "亿元", year=2024)}, "is of 2024; expected a year after 2024"),
    ],
)
def test_a_fan_refuses_what_cannot_be_drawn_on_it(spending, ahead, given, message):
    with pytest.raises(DataError, match=f"chart path: .*{message}"):
        cq.fan("path", spending, ahead, title="x", **given)


def test_a_gap_between_percentages_is_in_points():
    years = {"year": range(2015, 2025), "value": [1.5, 1.7, 1.9, 2.0, 2.0, 2.1, 2.2, 2.4, 2.5, 2.6]}
    intensity = pd.DataFrame(years).assign(unit="%")
    ahead = cq.project(intensity, to=2027)
    goal = cq.assume(9, "%", year=2027)
    for gap in (goal - cq.at(ahead), cq.computed(0.5, "个百分点")):
        assert cq.fan("path", intensity, ahead, target=goal, gap=gap, title="x").words["zh"].gap


def test_a_line_across_bars_is_in_their_unit():
    table = cq.panel("rd_expenditure", basis="bulletin").query("year == 2024")
    with pytest.raises(DataError, match="chart b: the line is in %; expected CNY_1e8, as the bars"):
        cq.bars("b", table, line=cq.computed(5, "%"), title="x")


def test_a_line_of_ones_own_stands_for_a_projection(spending):
    line = pd.DataFrame({"year": [2025, 2026], "value": [800.0, 900.0]})
    chart = cq.fan("path", spending, line, title="x")
    assert chart.rows("comparison")["value"].tolist() == [800.0, 900.0]
    assert chart.rows("band").empty


def test_a_series_of_ones_own_needs_no_columns_but_year_and_value():
    own = pd.DataFrame({"year": [2020, 2021, 2022], "value": [1.0, 2.0, 3.0]})
    chart = cq.fan("own", own, title="我的序列")
    assert chart.source("zh") == "使用者自己的数据"
    assert chart.png("zh", dpi=20).startswith(b"\x89PNG")


def test_a_pandas_series_and_a_target_of_ones_own_are_drawn():
    own = pd.Series([1.2, 1.35, 1.5, 1.6], index=range(2021, 2025), name="own")
    ahead = cq.project(own, to=2027)
    chart = cq.fan("own", own, ahead, target=cq.assume(2.0, year=2027), title="x")
    assert chart.rows("target")["value"].tolist() == [2.0]
    assert cq.lines("own", {("甲", "A"): own}, title="x").rows("actual")["x"].tolist() == [
        *range(2021, 2025)
    ]
    for target in (2.0, cq.assume(2.0)):
        with pytest.raises(DataError, match=r"chart own: the target .* has no year"):
            cq.fan("own", own, ahead, target=target, title="x")
    with pytest.raises(DataError, match="no column 'year'; found 0"):
        cq.fan("own", pd.DataFrame([[1.0]]), title="x")


def test_two_bases_in_one_line_are_refused(spending, ahead):
    old = cq.series("rd_intensity", basis="first_release_pre_census4")
    new = cq.series("rd_intensity", basis="first_release_census4")
    with pytest.raises(MixedBasisError, match=r"first_release_census4, first_release_pre_census4"):
        cq.fan("mixed", pd.concat([old, new]), title="x")
    with pytest.raises(MixedBasisError, match="projection on bulletin"):
        cq.fan("mixed", new, ahead, title="x")
    with pytest.raises(MixedBasisError):
        cq.fan("mixed", old, later=new, title="x")
    with pytest.raises(MixedBasisError):
        cq.bars("mixed", pd.concat([old.tail(1), new.tail(1).assign(region="全国")]), title="x")


def test_a_projection_of_another_series_and_two_lines_of_one_name_are_refused(spending, ahead):
    other = cq.series("rd_expenditure", "四川", basis="bulletin")
    with pytest.raises(DataError, match="chart mixed: history on 四川, projection on 重庆"):
        cq.fan("mixed", other, ahead, title="x")
    own = spending[["year", "value"]]
    assert cq.fan("own", own, cq.project(own.set_index("year")["value"], to=2027), title="x")
    with pytest.raises(DataError, match="chart twice: two lines '甲'; expected a name for each"):
        cq.lines("twice", {("甲", "A"): spending, ("甲", "B"): other}, title="x")


def test_lines_keep_bases_apart_and_the_nation_behind():
    city, nation = (cq.series("rd_intensity", place, "census5") for place in ("重庆", "全国"))
    names = {("重庆", "Chongqing"): city, ("全国", "Nation"): nation}
    onward = pd.DataFrame({"year": [2025], "value": [2.5]})
    scenario = {("重庆", "Chongqing"): onward}
    chart = cq.lines("shares", names, title="x", scenario=scenario)
    assert set(chart.rows("benchmark")["value"]) == set(nation["value"])
    assert chart.series_name("line0_scenario", "en") == "Chongqing, scenario"
    assert set(chart.rows("comparison")["status"]) == {"scenario"}
    assert chart.subtitle("en") == "R&D intensity, %, 2023–2025"
    cited = onward.assign(source_id="cq-gwr-2026")
    chart = cq.lines("shares", names, title="x", scenario={("重庆", "Chongqing"): cited})
    assert "cq-gwr-2026" in chart.source_ids
    last = city.iloc[-1]
    repeated = pd.concat([city[["year", "value"]].tail(1), onward])
    chart = cq.lines("shares", names, title="x", scenario={("重庆", "Chongqing"): repeated})
    drawn = chart.rows("comparison")
    assert drawn["x"].tolist() == [last["year"], 2025], "a year that the line has stands once"
    gone = {("重庆", "Chongqing"): repeated.head(1)}
    with pytest.raises(DataError, match="no year after 2024"):
        cq.lines("shares", names, title="x", scenario=gone)
    with pytest.raises(DataError, match="continues no line"):
        cq.lines("shares", names, title="x", scenario={"else": onward})
    spending = cq.series("rd_expenditure", basis="bulletin")
    with pytest.raises(DataError, match="expected one"):
        cq.lines("mixed", {"a": city, "b": spending}, title="x")


def test_bars_rank_regions_by_name():
    table = cq.panel("rd_intensity", basis="census5", years=[2024])
    nation = cq.at(cq.series("rd_intensity", "全国", "census5"), 2024)
    chart = cq.bars("ranks", table, line=nation, title="x")
    assert chart.category_name("四川", "en") == "Sichuan"
    assert chart.rows("benchmark")["value"].tolist() == [nation.value]
    with pytest.raises(DataError, match="stands twice"):
        cq.bars("ranks", pd.concat([table, table]), title="x")


def test_texts_come_in_one_or_two_languages():
    assert both("甲") == {"zh": "甲", "en": "甲"}
    assert both({"zh": "甲"}) == {"zh": "甲", "en": "甲"}
    assert both(("甲", "A {x}")) == {"zh": "甲", "en": "A {x}"}
    with pytest.raises(DataError, match="fr"):
        both({"fr": "a"})
    with pytest.raises(DataError, match="Chinese, English"):
        both(("a", "b", "c"))


def audited(**more):
    row = {"label_zh": "甲", "label_en": "A", "low": -1.2, "high": -0.2, "value": 0.0}
    return pd.DataFrame([row | {"verdict": "conflict", "source_id": "report-2023"} | more])


def test_intervals_stand_on_one_scale_with_their_verdicts():
    table = pd.concat([audited(), audited(label_zh="乙", label_en="B", verdict="consistent")])
    chart = cq.intervals("implied", table, title="x", subtitle=("差", "off"))
    assert chart.rows("implied")["high"].tolist() == [-0.2, -0.2]
    assert chart.rows("published")["verdict"].tolist() == ["inconsistent", "consistent"]
    assert chart.category_name("item1", "en") == "B"
    (published, _) = chart.localised("en").rows("published").itertuples()
    assert chart.value_text(published, "en") == "0%"
    with pytest.raises(DataError, match="verdict 'fits'; expected one of consistent"):
        cq.intervals("implied", audited(verdict="fits"), title="x")
    with pytest.raises(DataError, match="no column 'low'"):
        cq.intervals("implied", audited().drop(columns="low"), title="x")
    with pytest.raises(DataError, match="no rows"):
        cq.intervals("implied", audited().head(0), title="x")


def test_a_count_of_an_inferred_date_is_drawn_open_and_named():
    counts = cq.series("high_tech_enterprises", include=["inferred"])
    points = {
        ("{year}目标", "{year} target"): cq.target("doubling_plan/high_tech_enterprises/2025")
    }
    numbers = cq.Numbers()
    numbers.year = 2025
    chart = cq.fan("counts", counts, title="x", points=points, numbers=numbers)
    assert chart.rows("actual")["status"].iloc[-1] == "inferred"
    assert "Open markers: date inferred." in chart.notes("en")
    assert chart.series_name("point0", "zh") == "2025年目标"


@pytest.fixture(scope="module")
def card():
    return progress(2027)


def test_a_scorecard_shows_what_can_be_judged_and_says_how_targets_were_derived(card):
    chart = cq.scorecard("card", card, title="x", numbers=None)
    judged = card.loc[card["verdict"] != "unknown", "target_id"].tolist()
    assert chart.categories() == judged
    assert chart.series() == ["latest", "year", "target", "chance", "verdict", "record"]
    assert chart.series_name("target", "zh") == "2027年目标"
    assert chart.subtitle("zh") == "对照规划目标的进展", "a size may leave columns out"
    cells = chart.data.set_index(["category", "series"])
    assert cells.loc[(GROWTH, "target"), "note_en"].startswith("target derived: 2022")
    assert "GDP" in cells.loc[(ABOVE_NATION, "target"), "note_zh"]
    firms = "doubling_plan/high_tech_enterprises/2027"
    assert cells.loc[(firms, "year"), "note_en"] == "2025 (inferred)"
    assert cells.loc[("sme_reform_plan/specialised_smes/2027", "year"), "note_zh"] == "2024年6月"
    assert set(cells.xs("verdict", level="series")["verdict"]) == set(
        card.loc[card["verdict"] != "unknown", "verdict"]
    )


def test_money_of_a_scorecard_is_scaled_in_english_with_its_target(card):
    table = cq.scorecard("card", card, title="x").table("en").set_index(["Item", "Series"])
    assert table.loc[("R&D expenditure", "Latest dated"), "Value"] == pytest.approx(79.73)
    assert table.loc[("R&D expenditure", "2027 target"), "Value"] == pytest.approx(110.58)
    assert table.loc[("R&D expenditure", "2027 target"), "Unit"] == "bn yuan"


def test_a_scorecard_names_what_it_cannot_draw(card):
    with pytest.raises(DataError, match="no target that can be judged"):
        cq.scorecard("card", card[card["verdict"] == "unknown"], title="x")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scorecard_is_fit_to_print(card, lang):
    chart = cq.scorecard("card", card, title="x")
    for size in ("slide", "square", "a4"):
        assert problems(chart.draw(lang, size)) == []
    plt.close("all")


def headings_and_remarks(chart, lang, size):
    """Return what heads the columns of a drawn scorecard, and how many lines remarks take."""
    drawn = chart.draw(lang, size)
    assert problems(drawn) == []
    plt.close("all")
    roles = [(one.get_gid(), one.get_text()) for one in drawn.findobj(Text)]
    heads = " ".join(text for role, text in roles if role == "heading")
    return heads, sum(role == "remark" for role, _ in roles)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scorecard_of_many_rows_says_less_and_fits(card, lang):
    judged = card[card["verdict"] != "unknown"]
    longer = [judged.assign(target_id=judged["target_id"] + str(turn)) for turn in range(2)]
    many = pd.concat(longer)
    words = ("全市各项目标" * 6, "Of the targets for the whole city some can be judged, " * 2)
    few, all_ = (cq.scorecard("card", rows, title=words) for rows in (judged, many))
    assert headings_and_remarks(few, lang, "slide")[1] > 0
    least = [all_.series_name(one, lang) for one in ("latest", "target", "verdict")]
    heads, said = headings_and_remarks(all_, lang, "slide")
    assert said == 0
    assert all(word.replace(" ", "") in heads.replace(" ", "") for word in least)
    # Where the page may grow, the height leaves nothing out.
    for size in ("a4", "figure"):
        heads, said = headings_and_remarks(all_, lang, size)
        assert said > 0
        assert {"zh": "可能性", "en": "Chance"}[lang] in heads
    too_many = pd.concat([many, *longer]).assign(target_id=[*map(str, range(4 * len(judged)))])
    with pytest.raises(DataError, match="shorten them"):
        cq.scorecard("card", too_many, title=words).draw(lang, "slide")


def test_columns_go_before_remarks_and_come_back_without_them():
    def table(rows):
        names = tuple((Entry("项", remark="注" * 30), Entry("1"), Entry("2")) for _ in range(rows))
        return Score(("", "latest", "chance"), ("l", "r", "r"), names, (2,))

    frame = Frame(150, 100, 10, 10, 10, 10)
    need = fit(table(2), frame, (10,), 1000).least
    one = fit(table(2), frame, (10,), need - 1)
    assert len(one.score.headings) == 2
    assert one.score.rows[0][0].remark
    bare = fit(table(4), frame, (10,))
    assert len(bare.score.headings) == 3
    assert not bare.score.rows[0][0].remark
    assert bare.least <= 100


def test_a_chart_of_bare_values_has_a_subtitle_in_words():
    table = pd.DataFrame({"label_zh": ["甲"], "label_en": ["A"], "value": [1.26]})
    chart = cq.bars("x", table, title="x")
    assert [chart.words[lang].subtitle for lang in ("zh", "en")] == ["数值", "Value"]


def test_bars_may_say_how_many_decimals():
    table = pd.DataFrame({"label_zh": ["甲"], "label_en": ["A"], "value": [1.26], "unit": ["%"]})
    chart = cq.bars("x", table, title="x", subtitle="y", digits=1)
    assert chart.table("en")["Value"].tolist() == [1.3]


def test_printed_values_keep_their_digits_and_computed_ones_take_those_asked_for():
    spending = cq.series("rd_expenditure", basis="bulletin", years=[2023, 2024])
    ahead = pd.DataFrame({"year": [2025, 2026], "value": [850.123, 900.456]})
    chart = cq.fan("digits", spending, ahead, title="x")
    for lang, printed, computed in (
        ("zh", "797.3亿元", "900亿元"),
        ("en", "79.73 bn yuan", "90.0 bn yuan"),
    ):
        shown = chart.localised(lang)
        assert shown.value_text(shown.rows("actual").iloc[-1], lang) == printed
        assert shown.value_text(shown.rows("comparison").iloc[-1], lang) == computed
    finer = cq.fan("digits", spending, ahead, title="x", digits=2).localised("en")
    assert finer.value_text(finer.rows("comparison").iloc[-1], "en") == "90.046 bn yuan"
    coarse = cq.fan("digits", spending, ahead, title="x", digits=0).localised("zh")
    assert coarse.value_text(coarse.rows("actual").iloc[-1], "zh") == "797亿元"


def test_a_target_among_points_is_drawn_as_one(spending):
    interim = cq.target("doubling_plan/high_tech_enterprises/2025")
    own = pd.DataFrame({"year": [2022, 2023], "value": [6348, 7565], "unit": "count:家"})
    points = {("中期目标", "Interim target"): interim, ("约数", "About"): cq.at(own, 2023)}
    estimate = cq.figure("2023/rd_personnel").replace("person", "count:家")
    points[("预计", "Expected")] = cq.at(estimate)
    chart = cq.fan("interim", own, points=points, title="x")
    assert chart.series("target") == ["point0"]
    assert chart.series("point") == ["point1", "point2"]
    assert chart.rows("point")["status"].tolist() == ["", "estimate"]
