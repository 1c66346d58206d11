"""Fixtures that several test modules share.

What they need of cqdata is imported when they are made: the process that hands out the tests makes
none.
"""

import csv
import gc
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


# What runs notebooks in its own process shares a worker, and so what is computed once.
TOGETHER = (
    "agreement",
    "bulletin",
    "changes",
    "editions",
    "headlines",
    "notebook_",
    "notebooks_pub",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each worker whole modules, and one of them those that run the notebooks."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            scope = super()._split_scope(nodeid)
            shared = scope.startswith(tuple(f"tests/test_{name}" for name in TOGETHER))
            return "notebooks in this process" if shared else scope

    return Together(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_configure(config):
    config.addinivalue_line("markers", "processes: runs kernels, and exports in processes")


# Cycles among what is still in use are looked for rarely: it takes a fourth of the time of frames.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root():
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def copy_project():
    """Return a function that puts a copy of the project's data and notebooks into a folder."""

    def copy(folder):
        for name in ("data", "notebooks"):
            shutil.copytree(ROOT / name, folder / name)
        return folder

    return copy


def _answer(question, _):
    """Name the publisher of a made-up report; none of its figures may be a question."""
    if question.startswith("Who published"):
        return "某市科技部门"
    return pytest.fail(f"unsure: {question}")


@pytest.fixture(scope="session")
def adopt_report():
    """Return a function that reads a report on 2024, adopts it in a project and builds that.

    None of its figures may be a question.
    """

    from cqdata.build import build
    from cqdata.reading.command import main
    from cqdata.reading.edition import adopt

    def take(report, home):
        text, draft = home / "report.txt", home / "draft.csv"
        text.write_text(report, encoding="utf-8")
        assert main(text, 2024, draft, say=lambda _: None) == 0
        with pytest.MonkeyPatch.context() as patch:
            # What is adopted is tried by a build; here it is built in earnest.
            patch.setattr("cqdata.build.compute", lambda _: None)
            adopt(draft, 2024, home, _answer)
        build(home)
        return home

    return take


@pytest.fixture(scope="session")
def second_edition(copy_project, adopt_report, tmp_path_factory):
    """Return a copy of the project with the made-up report on 2024, not to be changed."""
    from cells import REPORT

    return adopt_report(REPORT, copy_project(tmp_path_factory.mktemp("edition") / "home"))


@pytest.fixture(scope="session")
def city_project(tmp_path_factory):
    """Return a built project with the statistics of the city and the nation, not to be changed.

    Nine rows in ten are those of other provinces: without them a build takes a third of the time.
    """
    from cqdata.build import build

    folder = tmp_path_factory.mktemp("city") / "home"
    shutil.copytree(ROOT / "data", folder / "data")
    for path in (folder / "data" / "raw" / "statistics").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        kept = [row for row in rows if row[head.index("region")] in ("重庆", "全国")]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *kept])
    build(folder)
    return folder


@pytest.fixture
def city_home(city_project, tmp_path, monkeypatch):
    """Return a copy of the project of the city that cqdata works in for this test."""
    folder = shutil.copytree(city_project, tmp_path / "home")
    monkeypatch.setenv("CQDATA_HOME", str(folder))
    return folder


@pytest.fixture
def home(copy_project, tmp_path, monkeypatch):
    """Return a copy of the project's data and notebooks that cqdata works in for this test."""
    folder = copy_project(tmp_path / "home")
    monkeypatch.setenv("CQDATA_HOME", str(folder))
    return folder
