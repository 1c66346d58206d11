"""The committed notebooks keep the project's rules, and the rules notice what breaks them."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import problems

from cqdata import notebooks

ROOT = Path(__file__).parents[1]
COMMITTED = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_committed_notebook_keeps_the_rules(path):
    assert problems(path.read_text(encoding="utf-8")) == []


def test_there_are_notebooks_to_judge():
    assert COMMITTED


def shown(count, **data):
    return new_output("execute_result", data=data, execution_count=count)


@pytest.fixture
def good():
    """A small notebook that keeps every rule."""
    answer = {"text/markdown": "**It grew by 1.5%.**\n\n**增长了1.5%。**", "text/plain": "<Answer>"}
    picture = {"image/png": "iVBORw0KGgo=\n", "text/plain": "<Chart>"}
    cells = [
        new_markdown_cell("# Does it grow by 2027?\n# 到2027年会增长吗？", id="a"),
        new_code_cell(
            "TARGET_YEAR = 2027", id="b", execution_count=1, metadata={"tags": ["parameters"]}
        ),
        new_markdown_cell(
            "Edition of 2023, `1+6` cities, model M3, 《计划（2023—2027年）》.", id="c"
        ),
        new_code_cell("answer", id="d", execution_count=2, outputs=[shown(2, **answer)]),
        new_code_cell("chart", id="e", execution_count=3, outputs=[shown(3, **picture)]),
        new_code_cell(
            "cq.publish(chart)",
            id="f",
            execution_count=4,
            outputs=[new_output("display_data", data={"image/png": "iVBORw0KGgo=\n"})],
        ),
        new_markdown_cell("Limits: the basis changes.\n\n局限：口径会变。", id="g"),
    ]
    return notebooks.canonical(new_notebook(cells=cells))


def judged(notebook):
    return "\n".join(problems(notebooks.dumps(notebook)))


def test_a_good_notebook_has_no_problem(good):
    assert judged(good) == ""


def strip(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def drop_outputs(notebook):
    notebook.cells[3].outputs = []


def run_out_of_order(notebook):
    notebook.cells[4].execution_count = 7


def fail(notebook):
    notebook.cells[5].outputs = [new_output("error", ename="ValueError", evalue="x", traceback=[])]


def warn(notebook):
    notebook.cells[5].outputs = [new_output("stream", name="stderr", text="Warning: x\n")]


def untag(notebook):
    notebook.cells[1].metadata = nbformat.from_dict({})


def say_nothing_in_chinese(notebook):
    notebook.cells[3].outputs = [shown(2, **{"text/markdown": "**It grew.**"})]


def store_a_false_claim(notebook):
    notebook.cells[5].outputs = [new_output("stream", name="stdout", text="✗ It grows 增长\n")]


def leave_an_address(notebook):
    notebook.cells[3].outputs += [shown(2, **{"text/plain": "<Axes at 0x7f3a2b1c>"})]


def show_a_widget(notebook):
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    notebook.cells[3].outputs += [shown(2, **view)]


def ignore_outputs(notebook):
    notebook.cells[3].source = "# NBVAL_IGNORE_OUTPUT\nanswer"


def tag_away_outputs(notebook):
    notebook.cells[3].metadata = nbformat.from_dict({"tags": ["nbval-ignore-output"]})


def edit_in_an_editor(notebook):
    notebook.metadata["language_info"]["version"] = "3.11.7"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (strip, "not executed once"),
        (drop_outputs, "cell 4: ends in an expression and has no output"),
        (run_out_of_order, "not executed once"),
        (fail, "cell 6: stopped with ValueError"),
        (warn, "cell 6: wrote to stderr"),
        (untag, "0 cells are tagged"),
        (say_nothing_in_chinese, "no bold answer"),
        (store_a_false_claim, "cell 6: stores a claim that does not hold"),
        (leave_an_address, "cell 4: prints an address"),
        (show_a_widget, "cell 4: shows a widget"),
        (ignore_outputs, "cell 4: opts out"),
        (tag_away_outputs, "cell 4: opts out"),
        (edit_in_an_editor, "not stored by"),
    ],
)
def test_a_broken_notebook_is_noticed(good, change, said):
    change(good)
    assert said in judged(good)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = read('/home/me/figures.csv')", "holds a path of this machine"),
        ("chart;", "hides a value"),
        ("%matplotlib inline", "is not plain Python"),
        ("cq.fan('a', x, title='到2027年')", "types the number '2027'"),
        ("cq.say(n, zh='增长{x}', en='up 5%')", "types the number '5'"),
        ("cq.claim('Growth exceeds 5% 增速高于5%', x > 5)", "types the number '5'"),
        ("cq.fan('a', x, note={'zh': f'差{x}0', 'en': 'x'})", "types the number '0'"),
    ],
)
def test_code_that_no_reader_could_trust_is_noticed(good, source, said):
    good.cells[3].source = source
    assert f"cell 4: {said}" in judged(good)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nfrom scipy import stats\n\n\ndef f(x):\n    return x\n\n\nf(1)",
        "with x:\n    y = [i for i in x]\nfor i in y:\n    print(i)",
        "cq.trace('2023/rd_expenditure')",
        "x = read('figures.csv')\nx.loc[2020:, 'value'] * 1.5",
        "cq.claim('Nearly all, eight in ten, hold 八成以上成立', x > 80)",
        "x = 1\n" * 40 + "x",
    ],
)
def test_how_a_cell_computes_is_its_own_business(good, source):
    good.cells[3].source = source
    assert judged(good) == ""


@pytest.mark.parametrize("source", ["target_year = 2027", "TARGET_YEAR = 2000 + 27", "print(1)"])
def test_only_plain_upper_case_values_are_parameters(good, source):
    good.cells[1].source = source
    assert "cell 2: the parameter" in judged(good)


@pytest.mark.parametrize(
    "prose",
    [
        "Expenditure reached 865.1 last year.",
        "去年达到８６５亿元。",
        "增长百分之十。",
        "The target is set for 2027.",
        "## It grew 12%",
        "Growth was 2023% or so.",
    ],
)
def test_a_number_in_static_text_is_noticed(good, prose):
    good.cells[2].source = prose
    assert "cell 3: states a number" in judged(good)


@pytest.mark.parametrize("title", ["# Does it grow?", "# 会增长吗？", "Text"])
def test_the_title_speaks_both_languages(good, title):
    good.cells[0].source = title
    assert "no title in English and Chinese" in judged(good)
