"""The ten changes of docs/changes.md, made on notebook 01 as an analyst would make them."""

import ast
import importlib.util
import math
import re

import pandas as pd
import pytest
from cells import plain, run

NOTEBOOK = "01_rd_intensity.ipynb"


def changes(root):
    text = (root / "docs" / "changes.md").read_text(encoding="utf-8")
    return re.findall(r"^## (\d+)\. ([^\n]+).*?```diff\n(.*?)```", text, re.S | re.M)


def apply(diff, source):
    """Return a cell's source with a change made, or as it is where the change is elsewhere."""
    lines = diff.splitlines()
    gone = [line[1:] for line in lines if line.startswith("-")]
    come = [line[1:] for line in lines if line.startswith("+")]
    context = [line[1:] for line in lines if line.startswith(" ")]
    here = source.splitlines()
    place = (gone or context)[0]
    if place not in here:
        return source
    at = here.index(place)
    here[at + (0 if gone else 1) : at + (0 if gone else 1)] = come
    for line in gone:
        here.remove(line)
    return "\n".join(here)


def ran(root, number, monkeypatch):
    diff = {one: text for one, _, text in changes(root)}[str(number)]
    touched = []

    def change(source):
        changed = apply(diff, source)
        touched.append(changed != source)
        return changed

    done = run(root / "notebooks" / NOTEBOOK, monkeypatch, change)
    assert sum(touched) == 1, "the change fits exactly one cell"
    return done


def test_each_change_is_at_most_three_lines(root):
    found = changes(root)
    assert [number for number, _, _ in found] == [str(one) for one in range(1, 11)]
    for _, title, diff in found:
        signs = [line[0] for line in diff.splitlines()]
        assert max(signs.count("+"), signs.count("-")) <= 3, title


def test_another_base_year(root, monkeypatch):
    names = ran(root, 1, monkeypatch).names
    n = names["n"]
    assert (n.base.year, n.so_far.since) == (2020, 2020)
    assert not names["own"], "the plan counts from another year: a what-if"
    assert n.goal.value == pytest.approx(n.base.value * 1.1**7)


def test_the_median_growth_of_the_last_three_years(root, monkeypatch):
    done = ran(root, 2, monkeypatch)
    n = done.names["n"]
    assert n.at_recent.value == pytest.approx(n.last.value * (1 + n.recent.value / 100) ** 3)
    assert "bn yuan in 2027" in done.printed


def test_without_one_year(root, monkeypatch):
    done = ran(root, 3, monkeypatch)
    assert 2020 not in set(done.names["spending"]["year"])
    assert done.names["n"].low != plain(root / "notebooks" / NOTEBOOK).names["n"].low
    fan = next(chart for chart in done.charts if chart.name == "rd_spending_path")
    assert 2020 not in set(fan.rows("actual")["x"])


def test_three_provinces(root, monkeypatch):
    done = ran(root, 4, monkeypatch)
    bars = next(chart for chart in done.charts if chart.form == "bars")
    assert set(bars.rows("actual")["category"]) == {"重庆", "四川", "湖北", "陕西"}
    assert done.names["n"].place.value <= 4


def test_a_title_of_ones_own(root, monkeypatch):
    done = ran(root, 5, monkeypatch)
    fan = next(chart for chart in done.charts if chart.name == "rd_spending_path")
    assert fan.title("zh") == fan.title("en") == "到2027年，研发经费须达到1100亿元以上"


def test_another_horizon(root, monkeypatch):
    n = ran(root, 6, monkeypatch).names["n"]
    assert n.median.year == n.goal.year == n.share_end.year == 2030


def test_another_region(root, monkeypatch):
    done = ran(root, 7, monkeypatch)
    n, fan = done.names["n"], done.charts[0]
    assert n.last.series[1] == "四川"
    assert n.goal.value == pytest.approx(n.base.value * 1.1**5)
    assert fan.subtitle("zh").startswith("四川")
    assert fan.subtitle("en").startswith("Sichuan")


def test_the_log_trend_instead_of_the_projection(root, monkeypatch):
    done = ran(root, 8, monkeypatch)
    fan = done.charts[0]
    assert fan.rows("band").empty
    drawn = fan.rows("comparison").set_index("x")["value"]
    line = done.names["trend"].predict(pd.DataFrame({"year": [2027]}))
    assert drawn[2027] == pytest.approx(math.exp(line[0]), rel=1e-5)


def test_a_figure_of_ones_own(root, monkeypatch):
    ran(root, 9, monkeypatch)


def test_an_extra_slide(root, monkeypatch):
    done = ran(root, 10, monkeypatch)
    assert len(done.charts) == len(plain(root / "notebooks" / NOTEBOOK).charts) + 1
    own = next(chart for chart in done.charts if chart.name == "growth_compared")
    drawn = own.data.groupby("series")["value"].apply(list)
    assert own.picture.startswith(b"\x89PNG")
    assert done.names["growth"]["重庆"].tolist() in drawn.tolist()


def test_the_benchmark_changes_what_computes_and_not_what_only_dresses(root):
    spec = importlib.util.spec_from_file_location("changes", root / "benchmarks" / "changes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tree = ast.parse("import a\nax.set(s=1)\ny = b[0] + 2.5 < 3\ncq.table(y & 4, digits=2)")
    found = []
    for node, name, now, new in module.sites(tree):
        setattr(node, name, new)
        found.append(ast.unparse(tree).splitlines()[2:])
        setattr(node, name, now)
    table = "cq.table(y & 4, digits=2)"
    assert sorted(found) == sorted(
        [
            ["y = b[1] + 2.5 < 3", table],
            ["y = b[0] - 2.5 < 3", table],
            ["y = b[0] + 2.75 < 3", table],
            ["y = b[0] + 2.5 >= 3", table],
            ["y = b[0] + 2.5 < 4", table],
            ["y = b[0] + 2.5 < 3", "cq.table(y | 4, digits=2)"],
            ["y = b[0] + 2.5 < 3", "cq.table(y & 5, digits=2)"],
        ]
    )
