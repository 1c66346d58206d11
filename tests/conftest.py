"""Fixtures that several test modules share."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def root():
    """Return the project's folder."""
    return ROOT


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a copy of the project's data and notebooks that cqdata works in for this test."""
    for folder in ("data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / "home" / folder)
    monkeypatch.setenv("CQDATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
