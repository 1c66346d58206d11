"""Notebooks run in this interpreter, with other parameters, and are stored alike each time."""

import os
import sys
from functools import partial
from pathlib import Path

import cells
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cqdata import notebooks
from cqdata.errors import DataError
from cqdata.pipeline import Job, perform


@pytest.fixture
def write(tmp_path):
    """Store a small notebook with a parameters cell and the given code cells."""

    def _write(*sources, name="01_small"):
        tagged = new_code_cell("YEAR = 2027\nNAME = '重庆'", metadata={"tags": ["parameters"]})
        every = [new_markdown_cell("# Why?"), tagged, *map(new_code_cell, sources)]
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        notebooks.save(new_notebook(cells=every), path)
        return path

    return _write


@pytest.fixture
def without_kernel(monkeypatch):
    """Run notebooks in this process: what is stored of a run does not ask where it was."""
    monkeypatch.setattr(notebooks, "execute", cells.execute)


def printed(run):
    return [o.get("text") for c in run.notebook.cells for o in c.get("outputs", [])]


def test_a_notebook_runs_in_this_interpreter_and_its_own_folder_and_its_kernel_ends(write):
    path = write(
        "import sys, os",
        "print(sys.executable)",
        "print(os.path.basename(os.getcwd()))",
        "print(os.getpid())",
    )
    before = path.read_bytes()
    run = notebooks.execute(path)
    assert run.error is None
    *said, pid = printed(run)
    assert said == [sys.executable + "\n", "notebooks\n"]
    assert not psutil.pid_exists(int(pid))
    assert path.read_bytes() == before


def test_exports_are_off_unless_asked_for_and_parameters_replace_the_defaults(write, monkeypatch):
    monkeypatch.delenv("CQDATA_EXPORTS", raising=False)
    path = write("import os", "print(os.environ.get('CQDATA_EXPORTS'), YEAR, NAME)")
    assert notebooks.parameters(notebooks.load(path)) == {"YEAR": 2027, "NAME": "重庆"}
    assert printed(notebooks.execute(path)) == ["off 2027 重庆\n"]
    assert printed(notebooks.execute(path, {"YEAR": 2026}, exports=None)) == ["None 2026 重庆\n"]


def test_an_unknown_parameter_is_named(write):
    with pytest.raises(DataError, match=r"TARGET is no parameter.*YEAR, NAME"):
        notebooks.execute(write(), {"TARGET": 1})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"YEAR": "abc"}, r"parameter YEAR: found 'abc', expected a whole number like 2027$"),
        ({"YEAR": 2026.5}, "found 2026.5, expected a whole number"),
        ({"YEAR": True}, "found True, expected a whole number"),
        ({"YEAR": None}, "found None, expected a whole number"),
        ({"NAME": 2}, "parameter NAME: found 2, expected a text .in quotes.* like '重庆'$"),
    ],
)
def test_a_parameter_of_another_type_is_refused(write, values, message):
    with pytest.raises(DataError, match=message):
        notebooks.execute(write(), values)


def test_a_whole_number_may_stand_for_a_decimal_one_and_a_number_for_none():
    cell = new_code_cell("RATE = 5.0\nFROM = None", metadata={"tags": ["parameters"]})
    changed = notebooks.with_parameters(new_notebook(cells=[cell]), {"RATE": 4, "FROM": 2016})
    assert notebooks.parameters(changed) == {"RATE": 4, "FROM": 2016}


def test_a_copy_that_stops_keeps_no_output_of_an_earlier_run(write, tmp_path):
    path = write("assert YEAR == 2027", "print('after', YEAR)")
    notebooks.save(cells.execute(path).notebook, path)
    assert b"after" in path.read_bytes()
    with pytest.raises(notebooks.NotebookError):
        notebooks.run_copy(path, tmp_path / "copies", {"YEAR": 2026})
    *_, last = notebooks.load(tmp_path / "copies" / path.name).cells
    assert (last.outputs, last.execution_count) == ([], None)


def test_an_error_says_where_and_what_and_the_kernel_ends(write):
    pid = "import os\nprint(os.getpid())"
    run = notebooks.execute(write(pid, "assert YEAR == 1, 'no longer true'", "1"))
    assert (run.error.cell, run.error.ename) == (4, "AssertionError")
    assert str(run.error) == "01_small.ipynb, cell 4: AssertionError: no longer true"
    assert not psutil.pid_exists(int(printed(run)[0]))


def test_a_dead_kernel_is_an_error_not_a_hang(write):
    run = notebooks.execute(write("import os; os._exit(1)"))
    assert run.error.ename == "DeadKernel"


def test_refresh_stores_the_same_bytes_again(write):
    path = write("import sys", "print('a', flush=True)\nprint('b')", "print('e', file=sys.stderr)")
    assert notebooks.refresh(path) == [path]
    first = path.read_bytes()
    assert notebooks.refresh(path) == []
    assert path.read_bytes() == first
    assert b"execution_count" in first
    assert b"\r" not in first
    stored = notebooks.load(path)
    assert [output.text for cell in stored.cells[2:] for output in cell.outputs] == [
        "a\nb\n",
        "e\n",
    ]
    assert "version" not in stored.metadata.language_info


def test_refresh_leaves_a_notebook_that_stops_as_it_was(write, without_kernel):
    path = write("1 / 0")
    before = path.read_bytes()
    with pytest.raises(notebooks.NotebookError, match="cell 3: ZeroDivisionError"):
        notebooks.refresh(path)
    assert path.read_bytes() == before


def test_canonical_form_forgets_machine_and_editor():
    language = {"name": "python", "version": "3"}
    dirty = new_notebook(cells=[new_code_cell(x) for x in "123"], metadata={"language": language})
    dirty.cells[0].id = dirty.cells[1].id = "same"
    del dirty.cells[2]["id"]
    dirty.cells[0].metadata = {"tags": ["parameters"], "execution": {"x": 1}, "collapsed": True}
    clean = notebooks.canonical(dirty)
    assert [cell.id for cell in clean.cells] == ["same", "cell-02", "cell-03"]
    assert clean.cells[0].metadata == {"tags": ["parameters"]}
    assert clean.metadata == notebooks.METADATA
    assert notebooks.dumps(notebooks.canonical(clean)) == notebooks.dumps(clean)


def test_names_choose_notebooks(write):
    first, second = write(name="01_a"), write(name="02_b")
    assert notebooks.listed(first.parent) == [first, second]
    assert notebooks.listed(first.parent, ["02"]) == [second]
    with pytest.raises(DataError, match="'03'; expected one of: 01_a, 02_b"):
        notebooks.listed(first.parent, ["03"])
    with pytest.raises(DataError, match="no notebook in this folder"):
        notebooks.listed(first.parent.parent)


def test_work_is_done_side_by_side_and_a_failure_does_not_stop_the_rest(write, tmp_path):
    good, bad = write("print(1)", name="01_good"), write("1 / 0", name="02_bad")
    elsewhere = Job("in a process", _made_elsewhere, in_process=True)
    copied = [Job(p.stem, partial(notebooks.run_copy, p, tmp_path / "copies")) for p in (bad, good)]
    jobs = [*copied, elsewhere]
    done = {one.name: one for one in perform(jobs, workers=2)}
    assert done["01_good"].files == [tmp_path / "copies" / "01_good.ipynb"]
    assert done["02_bad"].error.ename == "ZeroDivisionError"
    assert (tmp_path / "copies" / "02_bad.ipynb").exists()
    assert done["in a process"].files == [Path(str(os.getpid()))]


def _made_elsewhere():
    return [Path(str(os.getppid()))]


def test_a_refreshed_notebook_is_stored_in_place(write, without_kernel):
    path = write("print(1)")
    assert [one.files for one in perform([Job("stored", partial(notebooks.refresh, path))])] == [
        [path]
    ]
