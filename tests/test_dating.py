"""Undated counts: what is inferred of them, from which printed numbers, and what is refused."""

import csv
import io

import pytest

import cqdata as cq
from cqdata import build, catalog, plan
from cqdata.errors import DataError

HIGH = "inferred/重庆/high_tech_enterprises/city_bureau/2025/cns-2026-01-30"
STATED = "obs:重庆/technology_based_enterprises/city_bureau/cns_2026_01_30/2026-01/cns-2026-01-30"


def derived(name):
    return cq.derived().set_index("derived_id").loc[name]


def edit(home, change):
    path = home / "data" / "raw" / "dating.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    rows = change(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def test_the_count_stays_undated_as_an_observation():
    table = cq.observations()
    rows = table[table["source_id"].eq("cns-2026-01-30")]
    assert sorted(rows["value"]) == [10416, 76800]
    assert set(rows["period"]) == {"2026-01"}
    assert set(rows["flag"]) == {"undated"}
    assert rows["year"].isna().all()
    assert "inferred" not in set(table["status"])


def test_the_inferred_row_holds_the_identity_its_interval_and_the_exclusions():
    row = derived(HIGH)
    assert (row["value"], row["low"], row["high"]) == (10416, 10416, 10416)
    assert row["status"] == "inferred"
    assert "= 9127.6 to 9128.4, against 9123家" in row["formula"]
    assert "the exact intervals do not close" in row["formula"]
    assert "not end-2023" in row["note"]
    assert "7565家" in row["note"]
    assert "2.8144 to 2.8166, against 2.5倍" in row["note"]
    assert {"cns-2026-01-30", "cq-st-conf-2026-03-03", "cq-stc-2024-06-20"} <= set(
        cq.trace(HIGH).sources
    )


def test_only_asking_for_it_adds_it_to_a_series():
    for other in ((), {"derived"}, {"doubtful", "bounds", "estimates"}):
        assert 2025 not in set(cq.series("high_tech_enterprises", include=other)["year"])
    found = cq.series("高新技术企业", include="inferred")
    last = found.iloc[-1]
    assert (last["year"], last["value"], last["status"]) == (2025, 10416, "inferred")
    assert last["ref"] == HIGH
    assert "end-2025 is inferred" in found.attrs["note"]["en"]
    assert "2025年末数的时点系推断" in found.attrs["note"]["zh"]
    assert str(cq.trace(last)) == str(cq.trace(HIGH))
    assert cq.series("technology_based_enterprises", include="inferred")["year"].max() == 2023


def test_growth_needed_starts_from_the_newest_dated_or_inferred_year_end():
    last = cq.series("high_tech_enterprises", include="inferred").iloc[-1]
    goals = cq.targets().set_index("target_id")["value"]
    goal = goals["doubling_plan/high_tech_enterprises/2027"]
    needed = plan.compound_growth(last["value"], goal, 2027 - last["year"])
    assert needed == pytest.approx(((12800 / 10416) ** (1 / 2) - 1) * 100)
    assert round(needed, 1) == 10.9
    assert last["value"] > goals["doubling_plan/high_tech_enterprises/2025"] == 10000


def test_what_the_updates_exclude_is_said():
    row = derived(
        "excluded/重庆/technology_based_enterprises/city_bureau/2024/reportify-2025-10-15"
    )
    assert "75600 is a count within 2025" in row["note"]
    assert row["low"] > 2.95


def test_an_identity_that_is_too_far_dates_nothing(city_home):
    def add(rows):
        model = next(row for row in rows if row["verdict"] == "inferred")
        growth = model["inputs"].replace("high_tech", "technology_based")
        return [
            *rows,
            model
            | {
                "indicator": "technology_based_enterprises",
                "count": STATED,
                "inputs": growth,
                "expected": "obs:重庆/technology_based_enterprises_private/city_bureau/"
                "ichongqing_2025_09_18/2024/ichongqing-2025-09-18",
            },
        ]

    edit(city_home, add)
    with pytest.raises(DataError, match=r"dating\.csv, row 7.*within 0\.1%.*0\.37% apart"):
        build.build(city_home)


def test_a_year_end_that_nothing_excludes_dates_nothing(city_home):
    edit(city_home, lambda rows: [row for row in rows if row["period"] != "2024"])
    with pytest.raises(DataError, match="expected a row that excludes the end of 2024"):
        build.build(city_home)


def test_an_exclusion_that_printed_numbers_do_not_bear_out_is_refused(city_home):
    def change(rows):
        growth = next(row["inputs"] for row in rows if row["verdict"] == "inferred")
        return [
            row | {"verdict": "excluded", "note": ""} if row["verdict"] == "inferred" else row
            for row in rows
            if growth
        ]

    edit(city_home, change)
    found = catalog.read("raw-dating", root=city_home)
    assert set(found["verdict"]) == {"excluded"}
    # 10416 ÷ 1.1411 and 9123 do not meet exactly, so that alone would pass; another does not.
    edit(
        city_home,
        lambda rows: [
            row | {"expected": row["count"], "operation": "itself"} if n == 0 else row
            for n, row in enumerate(rows)
        ],
    )
    with pytest.raises(DataError, match="does not exclude this year-end"):
        build.build(city_home)
