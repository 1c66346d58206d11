"""Every claim of a notebook can turn false: one figure of the data is altered for each.

``data/claims.csv`` has a row a claim: the notebook, the claim in both languages, the table, the row
(``column=value`` pairs separated by semicolons, which one row has), the column, and the figure
that makes this claim false. Others may turn with it.
"""

import csv
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from cells import run

from cqdata import build, catalog, tidy
from cqdata.projection import evidence

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "data" / "claims.csv"
CLAIMS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
# Measured scores are data, too, and are shipped with the package.
EVIDENCE = "projection/"


def claims_of(notebook: str) -> dict[str, tuple[str, bool]]:
    """Return what a notebook claims of the data at hand: English → Chinese, and whether it holds.

    The only place that knows where claims stand.
    """
    with pytest.MonkeyPatch.context() as patch:
        said = run(ROOT / "notebooks" / f"{notebook}.ipynb", patch).claims
    # The English words come first and end where the Chinese begin.
    split = {words: re.match("([^\u4e00-\u9fff]+) (.+)", words) for words in said}
    assert all(split.values()), [words for words, match in split.items() if not match]
    return {match[1]: (match[2], said[words]) for words, match in split.items() if match}


def altered(table: pd.DataFrame, row: str, column: str, value: str) -> pd.DataFrame:
    """Return a table with another value in the one cell that ``row`` and ``column`` name."""
    here = pd.Series(True, index=table.index)
    for pair in row.split(";"):
        name, _, wanted = pair.partition("=")
        here &= table[name].astype(str) == wanted
    (found,) = table.index[here]
    assert str(table.at[found, column]) != value
    changed = table.copy()
    changed.loc[[found], column] = pd.Series([value], [found]).astype(table[column].dtype)
    return changed


@pytest.fixture(scope="module")
def raw():
    """Return the raw tables by name and by path, read once."""
    names = [
        one["name"] for one in catalog.package(ROOT)["resources"] if one["path"].startswith("raw/")
    ]
    return {name: catalog.read(name, root=ROOT) for name in names}, {
        catalog.resource(name, ROOT)["path"].removeprefix("raw/"): name for name in names
    }


@pytest.fixture(scope="module")
def home(copy_project, tmp_path_factory):
    """Return a copy of the project that cqdata works in for this module."""
    folder = copy_project(tmp_path_factory.mktemp("claims") / "home")
    before = os.environ.get("CQDATA_HOME")
    os.environ["CQDATA_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["CQDATA_HOME"]
    else:
        os.environ["CQDATA_HOME"] = before


@pytest.fixture(scope="module")
def broken_by(raw, home):
    """Return a function: alteration → notebook → its claims on data altered so, built once."""
    tables, named = raw
    made: dict[str, pd.DataFrame] = {}
    tidy_all = tidy.observations
    answers: dict[tuple[str, ...], dict] = {}

    def asked(alteration):
        notebooks = {one["notebook"] for one in CLAIMS if cell_of(one) == alteration}
        return {notebook: claims_of(notebook) for notebook in notebooks}

    def of_scores(patch, table, *cell):
        name, shipped = table.removeprefix(EVIDENCE), evidence.shipped
        scores = altered(shipped(name), *cell)
        patch.setattr(evidence, "shipped", lambda one: scores if one == name else shipped(one))

    def tidied(statistics, *dictionaries):
        parts = []
        for label, table in statistics.items():
            known = tables[named[label.removeprefix("raw/")]]
            if table.reset_index(drop=True).equals(known):
                if label not in made:
                    made[label] = tidy_all({label: table}, *dictionaries)
                parts.append(made[label])
            else:
                parts.append(tidy_all({label: table}, *dictionaries))
        return pd.concat(parts, ignore_index=True)

    def of_data(patch, table, *cell):
        changed = tables | {named[table]: altered(tables[named[table]], *cell)}
        patch.setattr(catalog, "read", lambda name, *_, **__: changed[name].copy())
        # The contract is held by the tests of the build, and a table that is not altered is tidied
        # once: together they would cost most of the time.
        patch.setattr(catalog, "validate", lambda *_, **__: None)
        patch.setattr(tidy, "observations", tidied)
        build.build(home)

    def claims(alteration):
        if alteration not in answers:
            with pytest.MonkeyPatch.context() as patch:
                alter = of_scores if alteration[0].startswith(EVIDENCE) else of_data
                alter(patch, *alteration)
                answers[alteration] = asked(alteration)
        return answers[alteration]

    return claims


def cell_of(claim: dict[str, str]) -> tuple[str, ...]:
    """Return which cell makes a claim false, and what stands in it then."""
    return tuple(claim[column] for column in ("table", "row", "column", "altered"))


def test_the_table_has_every_claim_and_every_claim_holds(monkeypatch):
    monkeypatch.delenv("CQDATA_HOME", raising=False)
    committed = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    made = {notebook: claims_of(notebook) for notebook in sorted(committed)}
    assert {(name, en, zh) for name, found in made.items() for en, (zh, _) in found.items()} == {
        (one["notebook"], one["claim"], one["claim_zh"]) for one in CLAIMS
    }
    assert len(CLAIMS) == sum(map(len, made.values()))
    assert [en for found in made.values() for en, (_, holds) in found.items() if not holds] == []


@pytest.mark.parametrize(
    "claim", CLAIMS, ids=[f"{one['notebook'][:2]} {one['claim']}" for one in CLAIMS]
)
def test_a_changed_figure_makes_the_claim_false(broken_by, claim):
    found = broken_by(cell_of(claim))[claim["notebook"]]
    assert found[claim["claim"]] == (claim["claim_zh"], False)
