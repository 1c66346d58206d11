"""Notebook 02: what enters a fit, what an undated count says, what other parameters change."""

import pytest
from cells import plain, run

NOTEBOOK = "02_enterprise_double_growth.ipynb"


def ran(root, monkeypatch, **parameters):
    """Run the notebook with other parameters and return what came of it."""

    def change(source):
        for name, value in parameters.items():
            lines = source.splitlines()
            source = "\n".join(f"{name} = {value!r}" if line.startswith(f"{name} = ") else line
                               for line in lines)  # fmt: skip
        return source

    return run(root / "notebooks" / NOTEBOOK, monkeypatch, change)


@pytest.fixture
def done(root):
    return plain(root / "notebooks" / NOTEBOOK)


def test_undated_counts_enter_no_fit_and_no_level_is_made_of_a_growth(done):
    technology = done.names["counts"]["technology"]
    assert 76800 not in set(technology["value"])
    assert technology["year"].max() == 2023
    drawn = {value for chart in done.charts for value in chart.data["value"].dropna()}
    assert not {9123, 75600, 9123 * 1.1411, 75600 * 1.101} & drawn
    assert {10416, 12800, 58524, 86000, 10000, 67000} <= drawn
    high, tech = done.names["high"], done.names["tech"]
    assert high.needed.value == pytest.approx(((12800 / 10416) ** (1 / 2) - 1) * 100)
    assert tech.needed.value == pytest.approx(((86000 / 58524) ** (1 / 4) - 1) * 100)
    # From the undated count, stated in January 2026 and of no year-end up to 2024.
    span = [100 * ((86000 / 76800) ** (1 / (2027 - day)) - 1) for day in (2024, 2025 + 1 / 12)]
    assert [tech.least.value, tech.most.value] == pytest.approx(span, abs=0.05)
    (answer,) = [one for one in done.shown if getattr(one, "answer", False)]
    assert "3.8%至6.1%" in answer.text("zh")
    assert "58,524" not in answer.text("en")
    # A growth of 2025 is carried on from a count of 2025 only.
    assert high.at_stated.value == pytest.approx(10416 * 1.1411**2)
    assert "at_stated" not in set(tech)


def test_a_year_with_a_count_has_no_range_and_a_range_too_wide_is_not_drawn(
    done, root, monkeypatch
):
    assert done.names["ahead"]["high_tech"].table["year"].tolist() == [2026, 2027]
    high, tech = done.charts
    assert high.rows("actual").set_index("x")["status"][2025] == "inferred"
    assert not high.rows("band").empty
    assert tech.rows("band").empty
    (latest,) = tech.data[tech.data["status"] == "undated"].itertuples()
    assert (latest.kind, latest.value, latest.x) == ("point", 76800, 2025 + 1 / 12)
    assert "undated" in " ".join(tech.notes("en"))
    assert "未注时点" in " ".join(tech.notes("zh"))
    assert "undated" not in set(high.data["status"])
    narrow = ran(root, monkeypatch, TOO_WIDE=2)
    assert all(chart.rows("band").empty for chart in narrow.charts[-2:])


@pytest.mark.parametrize("year", [2026, 2030])
def test_another_target_year_changes_what_is_needed(root, monkeypatch, year):
    done = ran(root, monkeypatch, TARGET_YEAR=year)
    needed = ((12800 / 10416) ** (1 / (year - 2025)) - 1) * 100
    assert done.names["high"].needed.value == pytest.approx(needed)
    for chart in done.charts:
        assert f"in {year} (if the 2027 target were due then)" in chart.title("en")
        assert (
            f"{year}年（假定2027年目标{'提前' if year < 2027 else '推迟'}到该年）"
            in chart.title("zh")
        )
        assert "if the 2027 target" in chart.series_name("target", "en")
    (answer,) = [one for one in done.shown if getattr(one, "answer", False)]
    assert "2027 target were due then" in answer.text("en")
    assert "假定2027年目标" in answer.text("zh")
    assert done.claims["Both growth rates stated last exceed what is needed "
                       "最近公布的两项增速都高于所需"] == (needed < 14.11)  # fmt: skip


def test_counts_are_listed_once_in_the_order_of_their_time(done):
    listed = done.names["listed"]
    for _, rows in listed.groupby("name"):
        periods = rows["period"].tolist()
        ends = [one if "-" in one else f"{one}-13" for one in periods]
        assert ends == sorted(ends)
        assert rows["value"].is_unique
        assert "2023" in periods
    assert listed.loc[listed["value"] == 10416, "period"].tolist() == ["2025"]


def test_a_new_edition_speaks_of_its_year(root, second_edition, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(second_edition))
    done = ran(root, monkeypatch, REPORT=2024)
    high, tech = done.names["high"], done.names["tech"]
    assert (high.new.value, high.net.value) == (2870, 8812 - 7565)
    assert high.dated.year == tech.newest.year == 2024
    # New ones that are more than the rise of the stock are not called a net number.
    assert tech.rest.value == 9120 - (66310 - 58524)
    assert not done.claims["The added technology-based enterprises equal the rise of the stock "
                           "新增科技型企业等于存量净增"]  # fmt: skip


def test_nothing_is_said_of_new_enterprises_that_are_all_net(root, monkeypatch, done):
    def all_net(source):
        return source.replace("m.rest = m.new - m.net", "m.rest = m.new - m.new")

    said, usual = (
        next(str(one) for one in ran_.shown if "存量净增" in str(one))
        for ran_ in (run(root / "notebooks" / NOTEBOOK, monkeypatch, all_net), done)
    )
    assert "其余1854家（60%）没有增加存量" in usual
    assert "其余" not in said
    assert "did not add" not in said
    assert "1217家。新增" in said
    assert "1,217. 15,535" in said
