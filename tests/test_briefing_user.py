"""A series of one's own: reading files as people have them, and the chart made of it."""

import pytest

from cqdata.briefing import chart_from_csv, parse_target, publish_csv
from cqdata.briefing.user import read_series, slug
from cqdata.errors import DataError, NotProjectable

ROWS = "".join(f"{year},{1.5 + 0.1 * (year - 2012):.2f}\n" for year in range(2012, 2025))
PLAIN = "year,value\n" + ROWS


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and gives its path."""

    def write(text=PLAIN, encoding="utf-8", name="my.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_any_usual_encoding_are_read(file, encoding):
    frame = read_series(file("年份,数值,来源\n2020年,1.50,统计局\n2021年,1.62,\n", encoding))
    assert list(frame["year"]) == [2020, 2021]
    assert list(frame["value"]) == [1.5, 1.62]
    assert list(frame["decimals"]) == [2, 2]
    assert frame["source"].iloc[0] == "统计局"


def test_full_width_digits_separators_and_gaps_are_understood(file):
    text = "年份;数值\n２０２０；x\n".replace("；x", ";１,２３４.５")
    frame = read_series(file(text + "2021;\n2022;—\n2023;-3\n2024;5%\n"))
    assert frame["value"].iloc[0] == 1234.5
    assert frame["value"].isna().tolist() == [False, True, True, False, False]
    assert frame["value"].iloc[3] == -3.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "my.csv: empty"),
        ("year,amount\n2020,1\n", "my.csv, row 1: no column value; found year, amount"),
        ("year,value\n2020,abc\n", "my.csv, row 2, column value: 'abc'; expected a number"),
        ("year,value\n2020,1\n20x,2\n", "my.csv, row 3, column year: '20x'; expected a year"),
        ("year,value\n2020,1\n2020,2\n", "row 3, column year: 2020 stands in row 2 already"),
        ("year,value\n2020,1.2.3\n", "'1.2.3'; expected a number"),
        ("year,value\n2020,1,234\n", None),
        ("year,value\n", "no rows below the heading"),
        ("year,value\n2020,\n", "no row has a value"),
    ],
)
def test_bad_files_are_refused_with_row_and_column(file, text, message):
    if message is None:  # a comma without quotes parts two cells: the first is the value
        assert read_series(file(text))["value"].iloc[0] == 1.0
        return
    with pytest.raises(DataError, match=message.replace(".", r"\.")):
        chart_from_csv(file(text))


def test_missing_file_and_too_short_series_are_named(file, tmp_path):
    with pytest.raises(DataError, match="no such file"):
        chart_from_csv(tmp_path / "none.csv")
    with pytest.raises(NotProjectable, match="not projected: 2 values"):
        chart_from_csv(file("year,value\n2020,1\n2021,2\n"))


@pytest.mark.parametrize("text", ["2027:3.0", " 2027：3.0 ", "２０２７:3.0%", "2027=3.0"])
def test_targets_are_read_as_people_write_them(text):
    assert parse_target(text) == (2027, 3.0)


@pytest.mark.parametrize("text", ["", "2027", "3.0:2027x", "27:3", "2027:three"])
def test_targets_that_are_none_are_refused(text):
    with pytest.raises(DataError, match="expected year:value"):
        parse_target(text)


def test_target_must_lie_ahead(file):
    with pytest.raises(DataError, match="expected a year after 2024"):
        chart_from_csv(file(), target=(2024, 3.0))
    with pytest.raises(DataError, match="expected the target's year at least"):
        chart_from_csv(file(), target=(2030, 3.0), to=2027)


def test_chart_holds_history_projection_target_and_gap(file):
    chart = chart_from_csv(file(), target=(2027, 3.5), title="研发投入强度", unit="%")
    assert chart.name == "my"
    assert chart.form == "fan"
    history = chart.rows("actual")
    assert list(history["x"]) == list(range(2012, 2025))
    assert history["value"].iloc[-1] == 2.7
    assert chart.levels == [50.0, 80.0, 95.0]
    assert chart.targets["value"].tolist() == [3.5]
    median = float(chart.rows("projection")["value"].iloc[-1])
    assert f"{median:.2f}%" in chart.title("zh")
    assert f"还差{3.5 - median:.2f}个百分点" in chart.title("zh")
    assert f"{3.5 - median:.2f} points short of the 3.50% target" in chart.title("en")
    assert chart.method("zh")
    assert chart.source("zh") == "my.csv"


@pytest.mark.parametrize(
    ("goal", "zh", "en"),
    [(2.9, "可以达到", "enough for"), (2.0, "还高", "above the"), (9.0, "还差", "short of")],
)
def test_finding_says_whether_the_target_is_reached(file, goal, zh, en):
    chart = chart_from_csv(file(), target=(2027, goal))
    assert zh in chart.title("zh")
    assert en in chart.title("en")


def test_without_a_target_the_projection_runs_to_2027(file):
    chart = chart_from_csv(file(), title="GDP 2024", source="My office")
    assert chart.rows("projection")["x"].max() == 2027
    assert chart.gap is None
    assert "GDP 2024" in chart.title("en"), "digits in a title of the user's are his"
    assert chart.source("en") == "My office"


def test_one_call_makes_chart_slide_and_workbook(file, tmp_path):
    out = tmp_path / "exports"
    paths = publish_csv(
        file(), (2027, 3.5), out, ("zh",), unit="%", formats=("csv", "pptx", "xlsx")
    )
    assert [p.name for p in paths] == ["my.csv", "my.pptx", "my.xlsx"]
    assert all(p.stat().st_size for p in paths)


@pytest.mark.parametrize(
    ("text", "name"), [("My Series-1", "my_series_1"), ("2024", "series_2024"), ("a b", "a_b")]
)
def test_file_names_become_names_of_charts(text, name):
    assert slug(text) == name


def test_chinese_file_names_stay_apart():
    assert slug("研发强度") != slug("研发经费")
    assert slug("研发强度").startswith("series_")
