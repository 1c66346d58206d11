"""A raw figure that makes a headline untrue stops its notebook: data hold the story."""

import csv
import io

import pytest

from cqdata import notebooks
from cqdata.build import build

REPORT = "report-2023/figures.csv"
BULLETINS = "statistics/rd_bulletins.csv"

# Notebook, raw table, the row, the column, and the figure that would make the headline untrue.
SPENDING = {"region": "重庆", "indicator": "rd_expenditure", "period": "2024"}
HEADLINES = [
    # Spending as high as the plan asks would no longer lag behind its target.
    ("00_overview", BULLETINS, SPENDING, "value", "897.3"),
    ("01_rd_intensity", REPORT, {"figure_id": "2023/rd_expenditure"}, "printed", "790亿元"),
    ("01_rd_intensity", BULLETINS, SPENDING, "value", "897.3"),
    # The report's recognitions as few as the rise of the stock: nothing would be replaced.
    (
        "02_enterprise_double_growth",
        REPORT,
        {"figure_id": "2023/high_tech_enterprises_new"},
        "printed",
        "1217家",
    ),
    (
        "02_enterprise_double_growth",
        REPORT,
        {"figure_id": "2023/technology_based_enterprises"},
        "printed",
        "48524家",
    ),
    # The city's own figure below the yearbook's for the same year.
    (
        "03_technology_contracts",
        "statistics/technology_contracts_releases.csv",
        {"indicator": "technology_contract_turnover", "source_id": "cq-quality-2022"},
        "value",
        "530.4",
    ),
    (
        "03_technology_contracts",
        REPORT,
        {"figure_id": "2023/technology_contract_turnover_growth"},
        "printed",
        "27.2%",
    ),
    ("04_plan_2027", BULLETINS, SPENDING, "value", "897.3"),
    # What the printed numbers imply would no longer meet what was published.
    (
        "05_figure_audit",
        REPORT,
        {"figure_id": "2023/high_tech_enterprises_new"},
        "printed",
        "1218家",
    ),
    ("05_figure_audit", REPORT, {"figure_id": "2023/rd_intensity"}, "printed", "2.49%"),
    # An outturn beyond every interval that was stated before it.
    ("06_projection_accuracy", BULLETINS, SPENDING, "value", "997.3"),
]


def change(path, row, column, value):
    """Put another value into the one cell that `row` and `column` name."""
    table = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    (found,) = (line for line in table if row.items() <= line.items())
    assert found[column] != value
    found[column] = value
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def test_every_notebook_has_a_headline_here(root):
    committed = {path.stem for path in (root / "notebooks").glob("*.ipynb")}
    assert committed == {name for name, *_ in HEADLINES}


@pytest.fixture(scope="module")
def built(copy_project, tmp_path_factory):
    """Return a function that builds the project with one cell changed, once per change."""
    homes = {}

    def build_with(table, row, column, value):
        key = (table, *row.items(), column, value)
        if key not in homes:
            home = copy_project(tmp_path_factory.mktemp("changed") / "home")
            change(home / "data" / "raw" / table, row, column, value)
            build(home)
            homes[key] = home
        return homes[key]

    return build_with


@pytest.mark.parametrize(
    ("name", "table", "row", "column", "value"),
    HEADLINES,
    ids=[f"{name}-{value}" for name, *_, value in HEADLINES],
)
def test_a_changed_figure_stops_the_notebook(built, name, table, row, column, value):
    home = built(table, row, column, value)
    run = notebooks.execute(
        home / "notebooks" / f"{name}.ipynb", environment={"CQDATA_HOME": str(home)}
    )
    assert run.error is not None, "the notebook still tells its story"
    assert run.error.ename == "AssertionError", run.error
