"""Fixtures that several test modules share."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
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


@pytest.fixture
def home(copy_project, tmp_path, monkeypatch):
    """Return a copy of the project's data and notebooks that cqdata works in for this test."""
    folder = copy_project(tmp_path / "home")
    monkeypatch.setenv("CQDATA_HOME", str(folder))
    return folder
