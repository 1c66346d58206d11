"""A series of one's own: reading files as people have them, and the chart made of it."""

import io
import re
import zipfile
from datetime import datetime

import pytest

from cqdata.briefing import chart_from_csv, parse_target, publish_csv
from cqdata.briefing.user import slug
from cqdata.briefing.usertable import read_table
from cqdata.errors import DataError, NotProjectable
from cqdata.saying import said_chance

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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_of_any_usual_encoding_are_read(file, encoding):
    frame = read_table(file("年份,数值,来源\n2020年,1.50,统计局\n2021年,1.62,\n", encoding)).frame
    assert list(frame["year"]) == [2020, 2021]
    assert list(frame["value"]) == [1.5, 1.62]
    assert list(frame["decimals"]) == [2, 2]
    assert frame["source"].iloc[0] == "统计局"


def test_full_width_digits_separators_and_gaps_are_understood(file):
    text = "年份;数值\n２０２０；x\n".replace("；x", ";１,２３４.５")
    frame = read_table(file(text + "2021;\n2022;—\n2024;-3\n")).frame
    assert list(frame["year"]) == [2020, 2021, 2022, 2023, 2024], "a year left out is a gap"
    assert frame["value"].iloc[0] == 1234.5
    assert frame["value"].isna().tolist() == [False, True, True, True, False]
    assert frame["value"].iloc[4] == -3.0


@pytest.mark.parametrize(
    ("head", "cells", "name", "unit", "values"),
    [
        ("研发经费（亿元）", ("1210.5", "1,300"), "研发经费", "亿元", [1210.5, 1300]),
        ("R&D [bn yuan]", ("121.05",), "R&D", "bn yuan", [121.05]),
        ("研发经费(单位：亿元)", ("1210.5亿元", "1300"), "研发经费", "亿元", [1210.5, 1300]),
        ("数值", ("1210.5亿元", "1300亿元"), "", "亿元", [1210.5, 1300]),
        ("研发经费", ("12105000万元",), "研发经费", "万元", [12105000]),
        ("研发经费（亿元）", ("12105000万元",), "研发经费", "亿元", [1210.5]),
        ("占比", ("2.45%", "2.5％"), "占比", "%", [2.45, 2.5]),
        ("value", ("2.45¹", "2.50*", "2.55①", "2.6[1]", "2.7（注1）"), "", "",
         [2.45, 2.5, 2.55, 2.6, 2.7]),
    ],
)  # fmt: skip
def test_headings_and_cells_give_name_unit_and_numbers(file, head, cells, name, unit, values):
    rows = "".join(f'{2020 + n},"{cell}"\n' for n, cell in enumerate(cells))
    found = read_table(file(f"年份,{head}\n{rows}"))
    assert (found.name, found.unit) == (name, unit)
    assert list(found.frame["value"]) == pytest.approx(values)


@pytest.mark.parametrize(
    ("head", "row", "name", "unit"),
    [
        ("年份,研发经费,单位", "{},12,亿元", "研发经费", "亿元"),
        ("指标,年份,数值,单位,地区", "研发经费,{},12,亿元,重庆", "研发经费", "亿元"),
        ("Year,Value,Unit,Note", "{},12,bn yuan,", "", "bn yuan"),
        ("年份,数值（亿元）,增速", "{},12,3.5", "", "亿元"),
    ],
)
def test_columns_of_name_and_unit_are_understood(file, head, row, name, unit):
    found = read_table(file("\n".join([head, row.format(2020), row.format(2021)])))
    assert (found.name, found.unit) == (name, unit)
    assert list(found.frame["value"]) == [12, 12]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("年份,数值,单位\n2020,1,亿元\n2021,2,万元\n", "row 3, column '单位': found '万元'"),
        ("指标,年份,数值\n甲,2020,1\n乙,2021,2\n", "row 3, column '指标': found '乙'"),
    ],
)
def test_columns_that_say_several_things_are_refused(file, text, told):
    with pytest.raises(DataError, match=told):
        read_table(file(text))


@pytest.mark.parametrize(
    "text",
    [
        'year,value,source\n2021,"1,237",237\n',
        "year,value,source\n2021,1237,237\n",
        "year,value,source\n2021,1237,12\n",
        "year;value\n2021;1237\n",
        "year\tvalue\n2021\t1,237\n",
        "year;value\n2021;1,237.0\n",
    ],
)
def test_a_comma_that_can_only_part_thousands_is_read(file, text):
    assert list(read_table(file(text)).frame["value"]) == [1237]


@pytest.mark.parametrize(
    ("head", "name", "unit"),
    [
        ("研发经费（1）", "研发经费", ""),
        ("研发经费[1]", "研发经费", ""),
        ("研发经费（注1）", "研发经费", ""),
        ("研发经费①", "研发经费", ""),
        ("研发经费*（亿元）", "研发经费", "亿元"),
        ("研发经费（亿元）(1)", "研发经费", "亿元"),
        ("研发经费（亿元）[注]", "研发经费", "亿元"),
        ("数值（亿元）", "", "亿元"),
        ("指数（2020=100）", "指数(2020=100)", ""),
        ("产值（2020年价）", "产值(2020年价)", ""),
        ("产值（2020年价）（万元）", "产值(2020年价)", "万元"),
        ("产值（亿元，当年价）", "产值(当年价)", "亿元"),
        ("企业（规模以上）", "企业(规模以上)", ""),
        ("企业（万家）", "企业", "万家"),
        ("每万人发明专利（件/万人）", "每万人发明专利", "件/万人"),
        ("能耗（单位：当量）", "能耗", "当量"),
        ("R&D (100m yuan)", "R&D (100m yuan)", ""),
        ("R&D (100 million yuan)", "R&D (100 million yuan)", ""),
        ("R&D (million yuan)", "R&D", "million yuan"),
        ("R&D (bn US$)", "R&D", "bn US$"),
        ("R&D staff (thousand FTE)", "R&D staff", "thousand FTE"),
        ("Spending (yuan per person)", "Spending", "yuan per person"),
        ("R&D (real)", "R&D (real)", ""),
        ("Output (TWh)", "Output", "TWh"),
    ],
)
def test_a_bracket_of_a_heading_is_a_unit_only_if_it_is_known(file, head, name, unit):
    """Footnote marks are dropped and the rest stays in the name; none of it is glued to values."""
    found = read_table(file(f'年份,"{head}"\n2020,237.8\n'))
    assert (found.name.replace("，", ","), found.unit) == (name, unit)


def test_a_unit_that_begins_with_a_digit_stands_apart_from_its_number(file):
    rows = "".join(f"{year},{value}\n" for year, value in YEARS)
    chart = chart_from_csv(file(f"Year,R&D\n{rows}"), unit="100m yuan")
    assert re.search(r"\d 100m yuan in 2027$", chart.title("en"))
    chart = chart_from_csv(file(f"Year,R&D (100m yuan)\n{rows}"))
    assert "R&D (100m yuan)" in chart.title("en")
    assert not re.search(r"\d 100m", chart.title("en"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "my.csv: empty"),
        ("amount,more\n2020,1\n", "my.csv, row 1: no column year; found amount, more"),
        ("year\n2020\n", "my.csv, row 1: no column of values; found year"),
        ("year,a,b\n2020,1,2\n", "row 1: two columns of values, 'a' and 'b'; expected one"),
        ("year,value\n2020,abc\n", "row 2, column 'value': found 'abc', expected a number"),
        ("year,value\n2020,1\n20x,2\n", "row 3, column 'year': found '20x', expected a year"),
        (
            "year,value\n2020,1\n2020,2\n",
            "row 3, column 'year': found '2020, which stands in row 2",
        ),
        ("year,value\n2020,1.2.3\n", "found '1.2.3', expected a number"),
        ("year,value\n2020,1,234\n", "row 2: 3 cells under 2 headings; a number such as 1,234"),
        (
            "year,value,source\n2020,990,年鉴\n2021,1,237\n",
            "my.csv, row 3, column 'value': found '1,237', expected one number, in quotes",
        ),
        ("year,value,备注\n2021,1,237.8亿元\n", "row 2, column 'value': found '1,237.8亿元'"),
        ("year,source,value\n2021,1,237\n", "row 2, column 'value': found '1,237', expected one"),
        ("year,value,source,note\n2021,1,237,800\n", "column 'value': found '1,237', expected"),
        (
            "year;value\n2020;237,800\n",
            "column 'value': found '237,800', expected a number without",
        ),
        ("year;value\n2020;1,237亿元\n", "column 'value': found '1,237亿元', expected a number"),
        ("year,value\n2020,12³4\n", "found '12³4', expected one number without marks"),
        ("year,value\n2020,2.45 1\n", "found '2.45 1', expected one number without marks"),
        ("year,value\n2020,5%\n2021,6\n", "row 3, column 'value': found '6', expected the unit %"),
        ("year,value\n2020,5亿元\n2021,6家\n", "row 3, column 'value': found '6家', expected the"),
        ("year,value\n2020,超过5亿元\n", "found '超过5亿元', expected an exact number"),
        ("year,value\n", "no value below the heading"),
        ("year,value\n2020,\n", "no value below the heading"),
        ("year,value\n2020,1\n2021,2\n", "2 values (3 needed)"),
    ],
)
def test_bad_files_are_refused_with_row_and_column(file, text, message):
    with pytest.raises(DataError, match=re.escape(message)):
        chart_from_csv(file(text))


def test_an_excel_sheet_is_read_like_a_csv(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["年份", "强度（%）"], [2020, 0.021], [2021, 0.0225], [2023, 0.0245]):
        sheet.append(row)
    for cell in sheet["B"][1:]:
        cell.number_format = "0.00%"
    path = tmp_path / "强度.xlsx"
    book.save(path)
    found = read_table(path)
    assert (found.name, found.unit) == ("强度", "%")
    assert list(found.frame["value"].dropna()) == [2.1, 2.25, 2.45]
    assert list(found.frame["year"]) == [2020, 2021, 2022, 2023]
    chart = chart_from_csv(path)
    assert "仅有3个年份有数" in "".join(chart.notes("zh"))
    assert chart.rows("actual")["value"].isna().tolist() == [False, False, True, False]


YEARS = [(2018, 526.8), (2019, 603.8), (2020, 686.6), (2021, 746.7), (2022, 810.2)]


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes a workbook of some rows, changed by a function."""
    openpyxl = pytest.importorskip("openpyxl")

    def write(rows=YEARS, change=None, head=("年份", "研发经费")):
        book = openpyxl.Workbook()
        for row in (head, *rows):
            book.active.append(list(row))
        if change is not None:
            change(book, book.active)
        book.save(tmp_path / "my.xlsx")
        return tmp_path / "my.xlsx"

    return write


def formatted(code):
    def change(_, sheet):
        for cell in sheet["B"][1:]:
            cell.number_format = code

    return change


@pytest.mark.parametrize(
    ("code", "unit", "first", "decimals"),
    [
        ('0.0"亿元"', "亿元", 526.8, 1),
        ('#,##0.00"%"', "%", 526.8, 2),  # a sign beside the number, no percentage
        ("0.0%", "%", 52680.0, 1),
        (r"0.00\%", "%", 526.8, 2),
        ("0.00!%", "%", 526.8, 2),
        (r'_(* #,##0.0\ "亿元"_);_(* \(#,##0.0\)', "亿元", 526.8, 1),
        ('[Red]#,##0.0"亿元";-#,##0.0"亿元"', "亿元", 526.8, 1),
        ("#,##0.0_ ", "", 526.8, 1),
        ("General", "", 526.8, 1),
    ],
)
def test_a_cell_of_a_workbook_is_read_as_it_reads(sheet, code, unit, first, decimals):
    found = read_table(sheet(change=formatted(code)))
    assert found.unit == unit
    assert found.frame["value"][0] == first
    assert set(found.frame["decimals"]) == {decimals}


@pytest.mark.parametrize(
    "code",
    ['0!.0,"万人"', '#,##0.0,"千元"', "0.00,,", r"0\.0,", '0"."0,', "0,.0", "0!.0", "0.0;-0.0,"],
)
def test_a_format_that_shows_another_number_is_refused(sheet, code):
    """A workbook may show 526800 as 526.8 thousand: its number would be read without its unit."""
    told = f"my.xlsx, row 2, column 'B': found {f'526.8 shown by {code}'!r}, expected a format"
    with pytest.raises(DataError, match=re.escape(told)):
        read_table(sheet(change=formatted(code)))


def test_the_first_sheet_shown_that_holds_something_is_read(sheet):
    def before(book, _):
        book.create_sheet("空", 0)
        book.create_sheet("隐", 0).append(["x"])
        book.worksheets[0].sheet_state = "hidden"

    assert list(read_table(sheet(change=before)).frame["value"]) == [v for _, v in YEARS]

    def note(book, _):
        book.create_sheet("说明", 0).append(["本表说明"])

    with pytest.raises(DataError, match=r"my\.xlsx, sheet 说明, row 1: no column year"):
        read_table(sheet(change=note))


def test_a_date_stands_for_its_year_at_its_ends_alone(sheet):
    ends = [(datetime(year, 12, 31), value) for year, value in YEARS]
    assert list(read_table(sheet(ends)).frame["year"]) == [year for year, _ in YEARS]
    middle = [(datetime(year, 6, 30), value) for year, value in YEARS]
    with pytest.raises(DataError, match="row 2, column '年份': found '2018-06-30'"):
        read_table(sheet(middle))


@pytest.mark.parametrize(
    "note", ["注：2024年为快报数", "资料来源: 统计局", "Source: NBS", "说明：\n略"]
)
@pytest.mark.parametrize("title", ["重庆市研发经费（亿元）", "单位：亿元"])
def test_a_title_above_and_notes_below_are_no_years(sheet, file, title, note):
    lines = [f"{year};{value}" for year, value in YEARS]
    text = "\n".join([title, "年份;研发经费", *lines, "", f'"{note}"', "2024年数为初步数"])
    found = read_table(file(f"{text}\n"))
    assert list(found.frame["value"]) == [value for _, value in YEARS]
    assert (found.name, found.unit) == ("研发经费", "亿元")

    def framed(_, page):
        page.insert_rows(1)
        page.cell(1, 1, title)
        page.merge_cells("A1:B1")
        page.append([note])
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=2)

    assert read_table(sheet(change=framed)).frame.equals(found.frame)


@pytest.mark.parametrize("last", ["合计;9", "注：略;9", "平均"])
def test_what_may_be_a_value_below_the_last_year_is_refused(file, last):
    with pytest.raises(DataError, match="row 4, column 'year'"):
        read_table(file(f"year;value\n2020;1\n2021;2\n{last}\n"))


@pytest.mark.parametrize(
    ("rows", "change", "message"),
    [
        ([*YEARS, (2023, "=B6*1.1")], None, "row 7, column 'B': found 'a formula without its"),
        ([*YEARS, ("=A6+1", 1)], None, "row 7, column 'A': found 'a formula without its"),
        (YEARS, lambda _, s: s.merge_cells("B3:B4"), "row 3: merged cells B3:B4"),
        (YEARS, lambda _, s: s.merge_cells("A1:A2"), "row 1: merged cells A1:A2"),
        ([*YEARS, (2023, "#DIV/0!")], None, "row 7, column '研发经费': found '#DIV/0!'"),
        ([*YEARS, (2023, True)], None, "row 7, column '研发经费': found 'True'"),
        ([*YEARS, (2023, 1, 2)], None, "row 7: 3 cells under 2 headings"),
    ],
)
def test_what_a_workbook_does_not_say_for_certain_is_refused(sheet, rows, change, message):
    with pytest.raises(DataError, match=re.escape(message)):
        read_table(sheet(rows, change))


@pytest.mark.parametrize("cut", ["half", "sheet", "xml"])
def test_a_broken_workbook_is_one_error(sheet, cut):
    path = sheet()
    whole = path.read_bytes()
    if cut == "half":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                if "sheet1" not in name:
                    new.writestr(name, old.read(name))
                elif cut == "xml":
                    new.writestr(name, b"<worksheet><row")
    with pytest.raises(DataError, match=r"my\.xlsx: (not readable|empty)"):
        read_table(path)


def test_what_is_no_workbook_is_said(tmp_path):
    path = tmp_path / "my.xlsx"
    for content, said in (
        (b"year,value\n", "not readable as a workbook"),
        (b"", "not readable as a workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "or one with a password"),
    ):
        path.write_bytes(content)
        with pytest.raises(DataError, match=f"my.xlsx: .*{said}"):
            read_table(path)
    old = tmp_path / "my.xls"
    old.write_bytes(b"x")
    with pytest.raises(DataError, match=r"save it as .xlsx or .csv"):
        read_table(old)


def test_computed_values_are_shown_with_six_digits(file):
    rows = "".join(f"{year},{value / 3!r}\n" for year, value in YEARS)
    made = chart_from_csv(file(f"年份,数值\n{rows}"))
    assert made.format == {"zh": ".3f", "en": ",.3f"}


def test_a_unit_in_letters_stands_apart_from_its_number(file):
    rows = "".join(f"{year},{value}\n" for year, value in YEARS)
    chart = chart_from_csv(file(f"Year,R&D spending (bn yuan)\n{rows}"))
    assert re.search(r"\d bn yuan in 2027$", chart.title("en"))


@pytest.mark.parametrize("sign", ["\u2009", "\u202f", "\u3000", "\u00a0"])
def test_a_title_with_any_space_is_drawn(file, sign):
    chart = chart_from_csv(file(), title=f"研发{sign}经费")
    assert chart.png("zh", dpi=36).startswith(b"\x89PNG")


def test_few_values_are_projected_as_far_as_they_carry(file):
    chart = chart_from_csv(file("年份,数值\n2018,1.0\n2019,1.2\n2020,1.5\n"))
    assert chart.rows("projection")["x"].max() == 2026
    with pytest.raises(NotProjectable, match=r"my\.csv: .*asked to 2027"):
        chart_from_csv(file("年份,数值\n2018,1.0\n2019,1.2\n2020,1.5\n"), (2027, 2.0))


def test_an_estimate_is_marked(file):
    rows = "2020,1亿元\n2021,2亿元\n2022,3亿元\n2023,预计4亿元\n"
    chart = chart_from_csv(file("年份,数值\n" + rows))
    assert list(chart.rows("actual")["status"]) == ["reported"] * 3 + ["estimate"]


def test_missing_file_and_too_short_series_are_named(file, tmp_path):
    with pytest.raises(DataError, match="no such file"):
        chart_from_csv(tmp_path / "none.csv")
    with pytest.raises(NotProjectable, match=r"my.csv: not projected: 1 value \(3 needed\)"):
        chart_from_csv(file("year,value\n2020,1\n"))


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


def test_a_share_stays_within_100_and_a_growth_rate_may_fall_below_zero(file):
    def median_of(heading, *values):
        rows = [f"{2018 + i},{value}" for i, value in enumerate(values)]
        data = chart_from_csv(file("\n".join([f"年份,{heading}", *rows]) + "\n")).data
        return data.loc[data["kind"].isin(["projection", "band"])]

    share = median_of("覆盖率（%）", 88, 91, 94, 96, 98, 99)
    assert share[["value", "low", "high"]].max().max() <= 100
    growth = median_of("GDP增速（%）", 6, 6.3, 3.9, 8.3, 2.6, 1.1)
    assert growth["low"].min() < 0


def test_a_horizon_of_more_than_twice_the_history_is_refused_in_one_sentence(file):
    path = file("年份,数值\n2021,5108\n2022,6348\n2023,7565\n")
    expected = rf"{path.name}: not projected: 3 values up to 2023 carry 6 years.*asked to 2031"
    with pytest.raises(NotProjectable, match=expected):
        chart_from_csv(path, to=2031)


def test_what_the_project_knows_has_its_name_in_english(file):
    rows = "".join(f"{year},{500 + 30.5 * (year - 2012):.1f}\n" for year in range(2012, 2025))
    chart = chart_from_csv(file(f"年份,研发经费（亿元）\n{rows}"), target=(2027, 1000.0))
    assert (chart.words["zh"].unit, chart.words["en"].unit) == ("亿元", " bn yuan")
    assert chart.subtitle("zh") == "研发经费，亿元，2012—2024年"
    assert chart.subtitle("en") == "R&D expenditure, billion yuan, 2012–2024"
    assert "the 100.0 bn yuan target" in chart.title("en")
    assert chart.words["en"].takeaways[0] == "86.60 bn yuan in 2024."
    assert chart.words["zh"].takeaways[0] == "2024年为866.0亿元。"
    other = chart_from_csv(file(f"年份,本局经费（万元）\n{rows}", name="my_own.csv"))
    assert (other.words["zh"].unit, other.words["en"].unit) == ("万元", "万元")
    assert other.subtitle("en").startswith("本局经费, ")
    bare = chart_from_csv(file(f"year,value\n{rows}", name="our_money.csv"))
    assert bare.subtitle("en").startswith("our money, ")


def test_chart_holds_history_projection_target_and_gap(file):
    chart = chart_from_csv(file(), target=(2027, 3.5), title="研发投入强度", unit="%")
    assert chart.name == "my"
    assert chart.form == "fan"
    history = chart.rows("actual")
    assert list(history["x"]) == list(range(2012, 2025))
    assert history["value"].iloc[-1] == 2.7
    assert sorted(chart.rows("band")["level"].unique()) == [50.0, 80.0, 95.0]
    assert chart.rows("target")["value"].tolist() == [3.5]
    median = float(chart.rows("projection")["value"].iloc[-1])
    assert f"{median:.2f}%" in chart.title("zh")
    assert chart.words["zh"].gap == f"差{3.5 - median:.2f}个百分点"
    assert chart.words["en"].gap == f"{3.5 - median:.2f} points short"
    assert chart.words["zh"].method
    assert chart.source("zh") == "my.csv"


@pytest.mark.parametrize(
    ("goal", "zh", "en"),
    [(2.9, "高", "above"), (2.0, "高", "above"), (9.0, "差", "short")],
)
def test_finding_gives_the_chance_and_the_bracket_the_gap(file, goal, zh, en):
    chart = chart_from_csv(file(), target=(2027, goal))
    assert f"达到目标（{goal:g}）的可能性" in chart.title("zh")
    assert f"the chance of reaching the {goal:g} target is " in chart.title("en")
    assert chart.words["zh"].gap.startswith(zh)
    assert chart.words["en"].gap.endswith(en)


def test_a_series_without_a_unit_leaves_no_gap_in_its_subtitle(file):
    chart = chart_from_csv(file(), target=(2027, 3.5))
    assert chart.subtitle("zh") == "my，2012—2024年"
    assert chart.subtitle("en") == "my, 2012–2024"


def test_without_a_target_the_projection_runs_to_2027(file):
    chart = chart_from_csv(file(), title="GDP 2024")
    assert chart.rows("projection")["x"].max() == 2027
    assert not chart.words["zh"].gap
    assert "GDP 2024" in chart.title("en"), "digits in a title of the user's are his"
    assert chart.source("en") == "my.csv"


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


def test_a_chinese_file_name_is_kept():
    assert slug("研发强度（2024）") == "研发强度_2024"
    assert slug("研发强度") != slug("研发经费")


def test_a_target_is_written_as_it_was_typed_and_its_chance_in_words(file):
    chart = chart_from_csv(file(), target=(2027, 2.0), unit="%")
    last = float(chart.rows("actual")["value"].iloc[-1])
    assert last > 2.0, "a target below the series: the chance is that of falling to it"
    assert chart.title("en").endswith(f"reaching the 2% target is {said_chance(0.0, 'en')}")
    assert chart.words["zh"].gap.startswith("高")
    above = chart_from_csv(file(), target=(2027, 2.9), unit="%")
    assert above.words["en"].gap.endswith("above"), above.words["en"].gap
    (target,) = above.rows("target").itertuples()
    assert above.localised("zh").value_text(target, "zh") == "2.9%"
