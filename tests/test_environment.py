"""The environment is described once: pyproject.toml, and what must agree with it."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cqdata.notebooks import load

EXTRAS = ("briefing", "test")


def requirements(lines):
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one.specifier for one in parsed}


@pytest.fixture
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def needed(project):
    extras = [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    return requirements([*project["dependencies"], *extras])


def test_conda_environment_has_the_same_names_and_ranges(root, project, needed):
    described = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    conda = [line for line in described["dependencies"] if isinstance(line, str)]
    (pip,) = (line["pip"] for line in described["dependencies"] if isinstance(line, dict))
    named = requirements([*conda, *(line for line in pip if line != "-e .")])
    assert str(named.pop("python")) == project["requires-python"]
    assert str(named.pop("pip")) == ""
    assert named == needed
    assert "-e ." in pip


def test_constraints_pin_every_package_and_nothing_else(root, needed):
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {
        canonicalize_name(name): version for name, version in (line.split("==") for line in lines)
    }
    assert [name for name in needed if name not in pinned] == []
    assert [name for name, allowed in needed.items() if pinned[name] not in allowed] == []


NAMES = {"PIL": "pillow", "docx": "python-docx", "pptx": "python-pptx"}
UNIMPORTED = {"zhplot", "jupyterlab"}  # a font that is looked up; a program that is run


def test_what_is_imported_is_declared_and_what_is_declared_is_used(root, project):
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in (root / "cqdata").rglob("*.py")
    ]
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = [cell for cell in load(path).cells if cell.cell_type == "code"]
        trees += [ast.parse(cell.source) for cell in cells]
    found = {name for tree in trees for name in imported(ast.walk(tree))}
    found -= sys.stdlib_module_names | {"cqdata", ""}
    declared = run_time(project)
    assert {canonicalize_name(NAMES.get(name, name)) for name in found} | UNIMPORTED == declared


def run_time(project):
    return set(
        requirements([*project["dependencies"], *project["optional-dependencies"]["briefing"]])
    )


def brought(names):
    """Return the installed packages behind some, themselves included, with their licences."""
    waiting, found = list(names), {}
    while waiting:
        name = canonicalize_name(waiting.pop())
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
        if name not in found:
            classifiers = about.get_all("Classifier") or []
            said = " ".join(one for one in classifiers if one.startswith("License"))
            found[name] = about["License-Expression"] or said or about["License"] or "none"
            needed = [Requirement(line) for line in metadata.requires(name) or []]
            waiting += [r.name for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    return found


def test_licences_of_run_time_packages_are_listed_and_none_is_copyleft(root, project):
    text = (root / "docs" / "licences.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| ([\w-]+) \| (?!licence)(\S.*?) \|", text, re.M)
    assert {canonicalize_name(name) for name, _ in table} == run_time(project)
    behind = brought(run_time(project))
    listed = {canonicalize_name(name) for name in re.findall(r"[\w-]+", text)}
    assert [name for name in behind if name not in listed] == []
    copyleft = re.compile(r"\b(?:[AL]?GPL|MPL|EUPL|none)\b|General Public|Mozilla")
    bound = {name for name, said in behind.items() if copyleft.search(said)}
    assert bound <= {"certifi"}
    assert not bound & run_time(project), "none that is declared"
    assert all(re.search(rf"^{name}, .* is under MPL", text, re.M) for name in bound)


def loaded(statement):
    """Return the third-party top-level modules that a fresh process has after a statement."""
    script = (
        f"import sys\nbefore = set(sys.modules)\n{statement}\nprint(*set(sys.modules) - before)"
    )
    out = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    names = {name.partition(".")[0] for name in out.stdout.split()}
    return names - sys.stdlib_module_names - {"cqdata"}


def test_importing_the_package_loads_no_third_party_module():
    assert loaded("import cqdata") == set()


def test_loading_figures_needs_pandas_but_no_heavier_module():
    names = loaded("import cqdata as cq; cq.figures()")
    assert "pandas" in names
    assert names & {"matplotlib", "seaborn", "statsmodels", "scipy", "typer"} == set()


def imported(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_only_the_command_line_stands_on_typer_and_rich(root):
    with_typer, with_rich = set(), set()
    for path in (root / "cqdata").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if {"typer", "click"} & set(imported(ast.walk(tree))):
            with_typer.add(path.name)
        if "rich" in imported(tree.body):  # inside a function that writes to a terminal it may
            with_rich.add(path.name)
    assert with_typer == with_rich == {"cli.py"}


def test_continuous_integration_runs_the_one_test_command(root):
    text = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert text == "set -euo pipefail\nmake test\n"


@pytest.fixture
def clone(root, tmp_path):
    """Return a folder with the Makefile and a ``bin`` of stand-in interpreters."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed here")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        # What a version manager leaves behind: a shim that exists and does not run.
        interpreter(tmp_path / "bin" / name, "exit 127")
    return tmp_path


def interpreter(path, body):
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def working(clone, name):
    """Make a stand-in answer as a new enough Python that makes environments and notes its work."""
    interpreter(
        clone / "bin" / name,
        f'''case "$1 $2" in
  "-m venv") echo "{name} $@" >> log; mkdir -p .venv/bin; cp bin/inner .venv/bin/python;;
esac''',
    )
    interpreter(clone / "bin" / "inner", 'echo "inner $@" >> log')


def make(clone, *arguments):
    environment = {"PATH": f"{clone / 'bin'}:/usr/bin:/bin", "HOME": str(clone)}
    (clone / "log").write_text("", encoding="utf-8")
    done = subprocess.run(
        ["make", *arguments], cwd=clone, env=environment, capture_output=True, encoding="utf-8"
    )
    return done, (clone / "log").read_text(encoding="utf-8").splitlines()


def test_make_takes_the_first_interpreter_that_runs(clone):
    working(clone, "python3.12")
    working(clone, "python3.11")
    done, log = make(clone, "run")
    assert done.returncode == 0, done.stderr
    assert log[0] == "python3.12 -m venv --clear .venv"
    assert "-m pip install" in log[1]
    assert "-c constraints.txt -e .[briefing,test]" in log[1]
    assert "index" not in log[1]
    assert log[-1] == "inner -m cqdata run"


def test_make_stops_with_one_sentence_without_a_new_enough_python(clone):
    interpreter(clone / "bin" / "python3", "exit 1")
    done, log = make(clone, "run")
    assert done.returncode != 0
    assert "cqdata needs Python 3.11 or newer" in done.stderr
    assert log == []
    assert not (clone / ".venv").exists()


def test_the_environment_is_renewed_when_its_description_changes(clone):
    working(clone, "python3")
    make(clone, "run")
    _, again = make(clone, "check", "ARGS=--format json")
    assert again[-1] == "inner -m cqdata check --format json"
    assert not any("venv" in line for line in again)
    with (clone / "constraints.txt").open("a", encoding="utf-8") as file:
        file.write("more==1\n")
    _, renewed = make(clone, "run")
    assert "python3 -m venv --clear .venv" in renewed


def test_a_failed_installation_is_tried_again(clone):
    working(clone, "python3")
    interpreter(clone / "bin" / "inner", 'echo "inner $@" >> log; [ "$2" != pip ]')
    done, _ = make(clone, "run")
    assert done.returncode != 0
    interpreter(clone / "bin" / "inner", 'echo "inner $@" >> log')
    done, log = make(clone, "run")
    assert done.returncode == 0
    assert "python3 -m venv --clear .venv" in log
