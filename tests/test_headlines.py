"""A raw figure that makes a headline untrue stops its notebook: data hold the story."""

import csv
import io

import pytest

from cqdata import notebooks
from cqdata.build import build

REPORT = "report-2023/figures.csv"
BULLETINS = "statistics/rd_bulletins.csv"

# Notebook, raw table, the row, the column, and the figure that would make the headline untrue.
HEADLINES = [
    ("01_rd_intensity", REPORT, {"figure_id": "2023/rd_expenditure"}, "printed", "790亿元"),
    (
        "01_rd_intensity",
        BULLETINS,
        {"region": "重庆", "indicator": "rd_expenditure", "year": "2024"},
        "value",
        "897.3",
    ),
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


@pytest.mark.parametrize(
    ("name", "table", "row", "column", "value"),
    HEADLINES,
    ids=[f"{name}-{value}" for name, *_, value in HEADLINES],
)
def test_a_changed_figure_stops_the_notebook(home, name, table, row, column, value):
    change(home / "data" / "raw" / table, row, column, value)
    build(home)
    run = notebooks.execute(home / "notebooks" / f"{name}.ipynb")
    assert run.error is not None, "the notebook still tells its story"
    assert run.error.ename == "AssertionError", run.error
