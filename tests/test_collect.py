"""The briefing is collected from what executed notebooks show."""

import base64

import pytest
from chart_samples import SAMPLES
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cqdata import collect, notebooks
from cqdata.briefing.sections import charts_of
from cqdata.charts.description import MIME, describe
from cqdata.errors import DataError
from cqdata.saying import ANSWER_MIME


def executed(tmp_path, name, charts, title="# Why? 为什么？", answer=None):
    """Store a notebook that shows some charts, as if it had been run."""
    outputs = [new_output("display_data", data={MIME: describe(one)}) for one in charts]
    if answer:
        data = {"text/plain": "x", ANSWER_MIME: {"version": 1, **answer}}
        outputs.append(new_output("display_data", data=data))
    cells = [new_markdown_cell(f"{title}\n\nText."), new_code_cell("x", outputs=outputs)]
    path = tmp_path / f"{name}.ipynb"
    notebooks.save(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def two():
    names = list(SAMPLES)[:2]
    return [SAMPLES[name]() for name in names]


def test_sections_follow_the_notebooks_with_title_answer_and_charts(tmp_path, two):
    answer = {"zh": "是", "en": "Yes"}
    paths = [
        executed(tmp_path, "01_a", two[:1], answer=answer),
        executed(tmp_path, "02_b", [], title="# Only text 只有文字"),
        executed(tmp_path, "03_c", two[1:], title="# My study"),
    ]
    found = collect.sections(paths)
    assert [one.page for one in found] == ["01_a.html", "03_c.html"]
    assert (found[0].title, found[0].answer) == ({"zh": "为什么？", "en": "Why?"}, answer)
    assert found[1].title == {"zh": "My study", "en": "My study"}
    assert found[1].answer == {"zh": "", "en": ""}
    assert [chart.name for chart in charts_of(found)] == [one.name for one in two]


@pytest.mark.parametrize(
    ("heading", "zh", "en"),
    [
        ("# Will it meet its 2027 plan? 能否实现2027年规划？", "能否实现2027年规划？",
         "Will it meet its 2027 plan?"),
        ("# What of the plan? 《规划》如何？", "《规划》如何？", "What of the plan?"),
        ("# Does it grow?\n# 会增长吗？", "会增长吗？", "Does it grow?"),
        ("# 只有中文", "只有中文", "只有中文"),
    ],
)  # fmt: skip
def test_titles_are_split_by_language(tmp_path, two, heading, zh, en):
    path = executed(tmp_path, "01_a", two[:1], title=heading)
    assert collect.sections([path])[0].title == {"zh": zh, "en": en}


def test_two_charts_of_one_name_are_refused(tmp_path, two):
    paths = [executed(tmp_path, name, two[:1]) for name in ("01_a", "02_b")]
    with pytest.raises(DataError, match="in 01_a and in 02_b"):
        collect.sections(paths)


def test_a_broken_description_names_its_notebook(tmp_path, two):
    path = executed(tmp_path, "01_a", two[:1])
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 2', '"version": 9', 1),
                    encoding="utf-8")  # fmt: skip
    with pytest.raises(DataError, match="01_a: chart description of version 9"):
        collect.sections([path])


def test_a_figure_of_ones_own_brings_its_picture(tmp_path):
    data = {"version": 2, "name": "mine", "form": "picture", "format": ".6g",
            "words": {lang: {"title": "x", "subtitle": "y", "sources": "z", "series": {"a": "a"}}
                      for lang in ("zh", "en")},
            "rows": [{"series": "a", "kind": "comparison", "x": 1, "value": 2}]}  # fmt: skip
    output = new_output(
        "display_data", data={MIME: data, "image/png": base64.b64encode(b"png").decode()}
    )
    book = new_notebook(cells=[new_code_cell("x", outputs=[output])])
    assert collect.section(book, "01_a").charts[0].picture == b"png"


def test_a_name_that_no_stored_notebook_publishes_is_refused_before_any_runs(root):
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    names = [chart.name for one in collect.sections(paths) for chart in one.charts]
    collect.check_names(paths, names)
    with pytest.raises(DataError, match=f"no chart is named 'nosuch'; charts: {names[0]}, "):
        collect.check_names(paths, [names[0], "nosuch"])


def test_a_name_is_not_judged_where_only_a_run_tells(root, tmp_path):
    stored = sorted((root / "notebooks").glob("*.ipynb"))[0]
    book = notebooks.load(stored)
    book.cells[-1] = new_code_cell("cq.publish(cq.fan('brand_new', series, title='x'))")
    newer, bare = tmp_path / "01_newer.ipynb", tmp_path / "02_bare.ipynb"
    notebooks.save(notebooks.canonical(book), newer)
    collect.check_names([newer], ["brand_new"])
    with pytest.raises(DataError, match="no chart is named 'nosuch'"):
        collect.check_names([newer], ["nosuch"])
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    notebooks.save(notebooks.canonical(book), bare)
    collect.check_names([stored, bare], ["nosuch"])
