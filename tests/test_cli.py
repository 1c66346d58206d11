"""The commands do what the README says, print relative paths, and fail with one clear line."""

import contextlib
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import cells
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbval.plugin import IPyNbFile
from typer.testing import CliRunner

from cqdata import cli, notebooks, pipeline
from cqdata.briefing import exporting
from cqdata.charts.description import MIME

COMMANDS = ("build", "run", "refresh", "export", "check", "chart", "read", "test", "lab")


@pytest.fixture
def command(monkeypatch, request):
    """Return a function that runs the command in this process, which starts no second Python.

    Only a test that is marked with ``processes`` runs kernels, and exports in processes.
    """
    if request.node.get_closest_marker("processes") is None:
        monkeypatch.setattr(pipeline, "ProcessPoolExecutor", OneThread)
        monkeypatch.setattr(notebooks, "execute", cells.execute)
        monkeypatch.setattr("cqdata.charts.publishing.show", cells.show_here)
        monkeypatch.setenv("CQDATA_EXPORTS", "off")

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["cqdata", *arguments])
        out, errors = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(errors),
            pytest.raises(SystemExit) as end,
        ):
            cli.main()
        return SimpleNamespace(
            returncode=end.value.code or 0, stdout=out.getvalue(), stderr=errors.getvalue()
        )

    return run


class OneThread(ThreadPoolExecutor):
    """Stands in for the pool of processes, each of which takes seconds to start."""

    def __init__(self, workers, **_):
        super().__init__(1)


@pytest.fixture
def small(home):
    """Return a project whose only notebook takes a second."""
    shutil.rmtree(home / "notebooks")
    store(home, "01_small", "print(YEAR)")
    return home


def store(home, name, *sources, parameter="YEAR = 2027"):
    """Store a notebook with one parameter and the given cells."""
    parameters = new_code_cell(parameter, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[parameters, *map(new_code_cell, sources)])
    notebooks.save(notebooks.canonical(notebook), home / "notebooks" / f"{name}.ipynb")


PUBLISHING = """import cqdata as cq
series = cq.series("rd_expenditure", basis="bulletin")
cq.publish(cq.fan("small_path", series, title=f"{YEAR}年前的研发经费"))"""


@pytest.fixture
def publishing(small):
    """Return the small project with a second notebook that publishes a chart."""
    store(small, "02_chart", PUBLISHING)
    return small


def bytes_outside_exports(folder):
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and "exports" not in path.relative_to(folder).parts
    }


def test_every_command_is_there():
    program = [sys.executable, "-m", "cqdata", "--help"]
    said = subprocess.run(program, capture_output=True, encoding="utf-8").stdout
    assert [name for name in COMMANDS if f" {name} " not in said] == []


def test_run_leaves_the_project_as_it_was_and_says_what_it_made(command, small):
    before = bytes_outside_exports(small)
    done = command("run", "-n", "01", "-p", "YEAR=2026")
    assert done.returncode == 0, done.stderr
    assert "done 01_small" in done.stdout
    assert "exports/drafts/notebooks/  1 file (ipynb)" in done.stdout
    assert str(small) not in done.stdout
    assert bytes_outside_exports(small) == before
    executed = notebooks.load(small / "exports" / "drafts" / "notebooks" / "01_small.ipynb")
    assert executed.cells[1].outputs[0].text == "2026\n"


def test_run_fails_when_a_notebook_does(command, small):
    broken = new_notebook(cells=[new_code_cell("assert False, 'no longer true'")])
    notebooks.save(notebooks.canonical(broken), small / "notebooks" / "02_broken.ipynb")
    done = command("run", "-n", "01", "-n", "02")
    assert done.returncode == 1
    assert "02_broken.ipynb, cell 1: AssertionError: no longer true" in done.stderr
    assert "done 01_small" in done.stdout


def test_refresh_stores_once(command, small):
    first, second = command("refresh"), command("refresh")
    assert "stored notebooks/01_small.ipynb\n1 of 1 notebooks changed" in first.stdout
    assert "0 of 1 notebooks changed" in second.stdout


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.processes
def test_export_writes_what_the_notebooks_publish(command, publishing):
    done = command("export", "--lang", "zh", "--formats", "csv,pptx,xlsx")
    assert done.returncode == 0, done.stderr
    files = {path.name for path in (publishing / "exports" / "zh").iterdir()}
    assert {"small_path.csv", "briefing.pptx", "briefing.xlsx"} <= files
    table = publishing / "exports" / "zh" / "small_path.csv"
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (publishing / "exports" / "en").exists()


def test_a_parameter_makes_a_briefing_of_its_own(command, publishing):
    formats = ("--lang", "zh", "--formats", "csv,html")
    assert command("export", *formats).returncode == 0
    before = digests(publishing / "exports")
    done = command("export", "-p", "YEAR=2026", *formats)
    assert done.returncode == 0, done.stderr
    own = publishing / "exports" / "YEAR=2026"
    assert "2026年前" in (own / "zh" / "index.html").read_text(encoding="utf-8")
    after = digests(publishing / "exports")
    assert {path: after[path] for path in before} == before


def test_a_parameter_goes_to_the_notebooks_that_have_it(command, publishing):
    store(publishing, "03_other", "print(REGION)", parameter="REGION = '重庆'")
    done = command("export", "-p", "REGION=四川", "--lang", "zh", "--formats", "csv")
    assert done.returncode == 0, done.stderr
    copies = publishing / "exports" / "REGION=四川" / "notebooks"
    assert notebooks.load(copies / "03_other.ipynb").cells[1].outputs[0].text == "四川\n"
    assert notebooks.load(copies / "01_small.ipynb").cells[1].outputs[0].text == "2027\n"


def test_the_charts_of_one_notebook_are_drafts(command, publishing, monkeypatch):
    monkeypatch.setattr(exporting, "DEFAULT", ("png",))
    done = command("run", "-n", "02", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert (publishing / "exports" / "drafts" / "en" / "small_path.png").is_file()
    assert not (publishing / "exports" / "en").exists()


def test_one_notebook_that_stops_does_not_stop_the_briefing(command, publishing, monkeypatch):
    monkeypatch.setattr(exporting, "DEFAULT", ("pptx",))
    store(publishing, "03_broken", "1 / 0")
    done = command("run", "--lang", "zh")
    assert done.returncode == 1
    assert "03_broken.ipynb, cell 2: ZeroDivisionError" in done.stderr
    assert (publishing / "exports" / "zh" / "briefing.pptx").is_file()


def test_a_chart_of_a_notebook_that_stops_is_not_called_unknown(command, publishing):
    store(publishing, "03_broken", "1 / 0\nname = 'late_path'")
    for only in ("late_path", "small_path,late_path"):
        done = command("export", "--only", only, "--lang", "zh", "--formats", "csv")
        assert done.returncode == 1
        assert "03_broken.ipynb, cell 2: ZeroDivisionError" in done.stderr
        assert "no chart is named" not in done.stderr
    done = command("export", "--only", "small_path", "--lang", "zh", "--formats", "csv")
    assert (publishing / "exports" / "zh" / "small_path.csv").is_file()


@pytest.fixture
def two_editions(publishing, adopt_report):
    """Return a project that holds a made-up report on 2024 beside the published one."""
    report = "2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。\n"
    store(publishing, "03_report", "print(REPORT)", parameter="REPORT = 2023")
    return adopt_report(report, publishing)


def test_export_of_one_language_runs_the_notebooks_in_it(command, small):
    store(small, "02_chart", PUBLISHING, parameter='YEAR = 2027\nLANG = "en"')
    for lang, told in (("zh", "zh"), ("all", "en")):
        assert command("export", "--lang", lang, "--formats", "csv").returncode == 0
        copy = notebooks.load(small / "exports" / "notebooks" / "02_chart.ipynb")
        assert notebooks.parameters(copy)["LANG"] == told
        plain = notebooks.load(small / "exports" / "notebooks" / "01_small.ipynb")
        assert notebooks.parameters(plain) == {"YEAR": 2027}


def test_export_speaks_of_the_report_asked_for(command, two_editions):
    editions = []
    for options, folder, year in (
        ((), two_editions / "exports", 2023),
        (("--report", "2024"), two_editions / "exports" / "REPORT=2024", 2024),
    ):
        done = command("export", "--lang", "zh", "--formats", "xlsx", *options)
        assert done.returncode == 0, done.stderr
        executed = notebooks.load(folder / "notebooks" / "03_report.ipynb")
        assert executed.cells[1].outputs[0].text == f"{year}\n"
        with zipfile.ZipFile(folder / "zh" / "briefing.xlsx") as book:
            cells = book.read("xl/sharedStrings.xml").decode("utf-8")
        # A figure that only the report on 2023 prints; checks may name both editions.
        editions.append(">近40项<" in cells)
    assert editions == [True, False]


def test_export_says_what_it_removed_of_the_former_one(command, publishing):
    def run(*options):
        return command("export", "--lang", "zh", *options).stdout

    assert "removed" not in run("--formats", "csv,xlsx,html")
    assert "removed" not in run("--only", "small_path", "--formats", "csv")
    assert "removed 3 files (html, xlsx) of the former export\n" in run("--formats", "csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "-n", "99"), "no notebook begins with '99'"),
        (("run", "-n", "01", "-p", "YEAR"), "expected NAME=VALUE"),
        (("run", "-n", "01", "-p", "OTHER=1"), "OTHER is a parameter of none"),
        (("export", "-p", "YEAR=soon"), "parameter YEAR: found 'soon'"),
        (("export", "--only", "nothing"), "nothing"),
        (("export", "--report", "2031"), "no report on 2031; expected one of 2023"),
    ],
)
def test_a_mistake_is_one_clear_line(command, small, arguments, said):
    done = command(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_table_is_one_clear_line(command, small):
    figures = small / "data" / "raw" / "report-2023" / "figures.csv"
    figures.write_text(
        figures.read_text(encoding="utf-8").replace("750亿元", "many", 1), encoding="utf-8"
    )
    done = command("build")
    assert done.returncode == 1
    assert "figures.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def handed_over(monkeypatch):
    """Catch the program that a command starts instead of starting it."""
    calls = []

    def call(command, cwd, env):
        calls.append((command, cwd, env))
        return 3

    monkeypatch.setattr(cli.subprocess, "call", call)
    return calls


def test_test_runs_tests_and_notebooks_strictly_and_writes_no_exports(handed_over, root):
    result = CliRunner().invoke(cli.app, ["test", "-k", "guard"])
    assert result.exit_code == 3
    ((program, folder, variables),) = handed_over
    assert program[:5] == [sys.executable, "-m", "pytest", "tests", "notebooks"]
    assert {"--nbval", "--nbval-current-env"} <= set(program)
    assert program[-2:] == ["-k", "guard"]
    assert folder == root
    assert variables["PYTHONWARNDEFAULTENCODING"] == "1"
    assert variables["CQDATA_EXPORTS"] == "off"


def test_lab_opens_the_notebooks(handed_over):
    CliRunner().invoke(cli.app, ["lab", "--no-browser"])
    ((program, _, _),) = handed_over
    assert program[1:3] == ["-m", "jupyterlab"]
    assert "--no-browser" in program
    assert "--ServerApp.root_dir=." in program  # the whole project can be seen
    assert "--LabApp.default_url=/lab/tree/notebooks" in program


def test_a_question_is_answered_by_number_or_by_text(monkeypatch):
    given = iter(["2", "rd_centres = R&D centres", "7"])
    monkeypatch.setattr(cli.typer, "prompt", lambda *_, **__: next(given))
    assert cli._ask("Which?", ["one", "two"]) == "two"
    assert cli._ask("Name:", []) == "rd_centres = R&D centres"
    assert cli._ask("Which?", ["one", "two"]) == "7"


def test_a_series_of_ones_own_becomes_a_chart(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = ["year,value", *(f"{2015 + n},{1.5 + n / 10}" for n in range(9))]
    (tmp_path / "my.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = ("--target", "2027:3.0", "--lang", "zh", "--formats", "svg,csv")
    done = command("chart", "my.csv", *asked)
    assert done.returncode == 0, done.stderr
    assert sorted(p.suffix for p in (tmp_path / "exports" / "drafts" / "zh").iterdir()) == [
        ".csv",
        ".svg",
    ]
    assert done.stdout.startswith("exports/drafts/zh/  2 files")


def test_a_report_becomes_a_draft(command, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("2024年，全市技术交易额达到12.5亿元，增长8%。\n", encoding="utf-8")
    done = command("read", str(report), "--out", str(tmp_path / "draft.csv"))
    assert done.returncode == 0, done.stderr
    assert "12.5亿元" in (tmp_path / "draft.csv").read_text(encoding="utf-8-sig")


def test_nbval_sees_one_published_value_that_differs(command, publishing, request):
    """Its own comparison; `make test` holds it against what kernels give, notebook by notebook."""
    assert command("refresh", "-n", "02").returncode == 0
    path = publishing / "notebooks" / "02_chart.ipynb"
    stored = path.read_text(encoding="utf-8")
    assert stored.count('"value": 686.6,') == 1
    changed = path.with_name("03_changed.ipynb")
    changed.write_text(stored.replace('"value": 686.6,', '"value": 687.6,'), encoding="utf-8")
    fresh = notebooks.execute(path).notebook.cells[-1].outputs
    said = {}
    for one in (path, changed):
        _, cell = IPyNbFile.from_parent(request.session, path=one).collect()
        said[one] = cell.compare_outputs(fresh, cell.cell.outputs), cell.comparison_traceback
    assert said[path] == (True, [])
    same, lines = said[changed]
    assert not same
    assert MIME in lines[0]
