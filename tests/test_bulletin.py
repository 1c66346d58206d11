"""A new bulletin in three steps, as docs/data.md tells it, followed to the letter."""

import csv
import io
import re

import pytest
from cells import run
from typer.testing import CliRunner

import cqdata as cq
from cqdata import catalog, cli
from cqdata.build import build

ROOT = catalog.home()


@pytest.fixture(scope="module")
def steps():
    """Return the three blocks of the docs: rows of sources, rows of the table, commands."""
    text = (catalog.home() / "docs" / "data.md").read_text(encoding="utf-8")
    part = text.partition("## A new bulletin in three steps")[2].partition("\n## ")[0]
    blocks = re.findall(r"```\n(.*?)```", part, flags=re.S)
    assert len(blocks) == 3
    return [[line.strip() for line in block.strip().splitlines()] for block in blocks]


def append(home, file, lines):
    with (home / "data" / "raw" / file).open("a", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)


def enter(home, sources, rows):
    append(home, "sources.csv", sources)
    append(home, "statistics/rd_bulletins.csv", rows)


def follow(commands):
    for command in commands:
        program, *arguments = command.split()
        assert (program, *arguments[:2]) == ("python", "-m", "cqdata")
        done = CliRunner().invoke(cli.app, arguments[2:])
        assert done.exit_code == 0, done.output


def test_the_city_alone(home, steps, monkeypatch):
    sources, rows, commands = steps
    enter(home, sources, rows)
    follow(commands)
    spent = cq.series("研发经费").set_index("year").loc[2025]
    assert (spent["value"], spent["low"], spent["high"]) == (857.0, 856.95, 857.05)
    share = cq.series("rd_intensity", basis="census5").set_index("year").loc[2025]
    assert (share["value"], share["low"], share["high"]) == (2.54, 2.535, 2.545)
    panel = cq.panel("rd_expenditure", complete=True)
    assert panel["year"].max() == panel.attrs["complete"] == 2024
    assert "2025 has 1" in panel.attrs["note"]["en"]
    assert cq.panel("rd_expenditure")["year"].max() == 2025
    names = run(ROOT / "notebooks" / "01_rd_intensity.ipynb", monkeypatch).names
    n = names["n"]
    assert (n.last.year, n.city.year, n.nation.year, n.share_end.year) == (2025, 2024, 2024, 2027)
    assert names["provinces"]["year"].unique().tolist() == [2024]
    assert n.behind.value == pytest.approx(2.69 - 2.48)


def test_all_thirty_one_provinces_and_the_nation(home, steps, monkeypatch):
    city = list(csv.reader(io.StringIO("\n".join(steps[1]))))
    panel = cq.panel("rd_expenditure", years=[2024]).set_index("region")["value"]
    amounts = {region: round(value * 1.07, 1) for region, value in panel.items()}
    amounts["重庆"] = 857.0
    amounts["全国"] = round(sum(amounts.values()), 1)
    shares = cq.panel("rd_intensity", ("province", "nation"), "census5", years=[2024])
    shares = shares.set_index("region")["value"].to_dict() | {"重庆": 2.54}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for region, amount in amounts.items():
        for row, token in zip(city, (f"{amount}亿元", f"{shares[region]:.2f}"), strict=True):
            writer.writerow([region, *row[1:5], token, *row[6:12], f"附表,{region}", *row[13:]])
    enter(home, steps[0], out.getvalue().splitlines())
    build(home)
    table = cq.panel("rd_expenditure", complete=True)
    assert table.attrs["complete"] == 2025
    assert len(table[table["year"] == 2025]) == 31
    names = run(ROOT / "notebooks" / "01_rd_intensity.ipynb", monkeypatch).names
    assert (names["n"].city.year, names["n"].nation.year) == (2025, 2025)
    assert len(names["provinces"]) == 31
