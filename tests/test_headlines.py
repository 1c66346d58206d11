"""Every claim of a notebook can turn false: one figure of the data is altered for each.

``data/claims.csv`` has a row a claim: the notebook, the claim in both languages, the table, the row
(``column=value`` pairs separated by semicolons, which one row has), the column, and the figure
that makes this claim false. Others may turn with it.
"""

import ast
import csv
import io
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import slicing
from cells import claimed, notebooks, remember, remembered, sources, undrawn

from cqdata import audit, build, catalog, progress, tidy
from cqdata.notebooks import load
from cqdata.projection import evidence

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "data" / "claims.csv"
CLAIMS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
# Measured scores are data, too, and are shipped with the package.
EVIDENCE = "projection/"


def split(said):
    """Return claims as English → Chinese, and whether each holds.

    The English words come first and end where the Chinese begin.
    """
    parts = {words: re.match("([^\u4e00-\u9fff]+) (.+)", words) for words in said}
    assert all(parts.values()), [words for words, match in parts.items() if not match]
    return {match[1]: (match[2], said[words]) for words, match in parts.items() if match}


@cache
def statements_of(notebook):
    """Return the statements of a notebook."""
    return slicing.statements(sources(ROOT / "notebooks" / f"{notebook}.ipynb")[0])


def stored_text(path):
    """Return what the cells of a notebook printed when it was stored."""
    outputs = (one for cell in load(path).cells for one in cell.get("outputs", ()))
    return "".join(one.text for one in outputs if one.output_type == "stream")


def claims_of(notebook, *claims):
    """Return whether some claims of a notebook hold on the data at hand."""
    chosen = slicing.needed(statements_of(notebook), *claims)
    return split(claimed(slicing.printed(chosen, notebook)))


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


# What a build makes of few raw tables.
PURE = ("figures", "targets", "from_report")


class Altered:
    """The tables of a build in which one figure of the raw data is another.

    What does not rest on that figure is taken from the build of the data as they are: raw tables
    that were read and tidied, processed tables, and the audit, which only some notebooks read.
    """

    def __init__(self):
        raw = [one for one in catalog.package(ROOT)["resources"] if one["path"].startswith("raw/")]
        self.raw = {one["name"]: catalog.read(one["name"], root=ROOT) for one in raw}
        self.named = {one["path"].removeprefix("raw/"): one["name"] for one in raw}
        provinces = self.raw["raw-regions"].query("kind == 'province' and region != '重庆'")
        self.others = set(provinces["region"])
        self.tidied = {}
        self.pure = {name: remembered(getattr(tidy, name)) for name in PURE}
        self.read = catalog._typed
        self.plain = self.build(self.raw)
        # All that is left out or kept here changes nothing.
        for name, table in self.plain.items():
            assert build.to_csv(table).encode("utf-8") == catalog.content(name), name

    def build(self, raw, *, with_audit=True):
        """Return the processed tables of raw ones as text."""
        tidy_all, run = tidy.observations, audit.run

        def tidied(statistics, *dictionaries):
            """Tidy only the rows that are others than those of the data as they are."""
            parts = []
            for table in statistics:
                label = table.attrs["file"]
                if label not in self.tidied:
                    self.tidied[label] = table, tidy_all([table], *dictionaries)
                known, part = self.tidied[label]
                if not table.equals(known):
                    other = (table != known).any(axis=1)
                    gone, come = (tidy_all([rows[other]], *dictionaries) for rows in (known, table))
                    part = pd.concat([part, gone]).drop_duplicates(keep=False)
                    parts.append(come)
                parts.append(part)
            return pd.concat(parts, ignore_index=True)

        def audited(figures, observations, *tables, **more):
            """Audit of the other provinces only what is checked: R&D spending and intensity."""
            if with_audit:
                kept = observations["indicator"].isin(["rd_expenditure", "rd_intensity"])
                own = observations[kept | ~observations["region"].isin(self.others)]
                found = run(figures, own, *tables, **more)
                self.audit = getattr(self, "audit", found)
                return found
            return self.audit

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(catalog, "read", lambda name, *_, **__: raw[name].copy())
            # The contract is held by the tests of the build.
            patch.setattr(catalog, "validate", lambda *_, **__: None)
            patch.setattr(tidy, "observations", tidied)
            patch.setattr(audit, "run", audited)
            for name, function in self.pure.items():
                patch.setattr(tidy, name, function)
            return build.compute(ROOT)

    def load(self, patch, table, cell, *, with_audit):
        """Let the catalog read the tables of a build with another figure."""
        raw = self.raw | {self.named[table]: altered(self.raw[self.named[table]], *cell)}
        tables = self.build(raw, with_audit=with_audit)
        same = {name for name, table in tables.items() if table.equals(self.plain[name])}
        typed = {}

        def read(held, name, kinds):
            if name in same:
                return self.read(held, name, kinds)
            if name not in typed:
                text = io.StringIO(build.to_csv(tables[name]))
                typed[name] = pd.read_csv(
                    text, dtype=dict(kinds), keep_default_na=False, na_values=[""]
                )
            return typed[name]

        patch.setattr(catalog, "_typed", read)
        # Two notebooks ask for the same scorecard.
        patch.setattr(progress, "progress", remembered(progress.progress))


@pytest.fixture(scope="module", autouse=True)
def once():
    """Compute once what an altered figure does not touch, and draw nothing."""
    with pytest.MonkeyPatch.context() as patch:
        remember(patch)
        undrawn(patch)
        patch.setattr(catalog, "content", cache(catalog.content))
        yield


@pytest.fixture(scope="module")
def broken_by():
    """Return a function: alteration → notebook → its claims on data altered so, built once."""
    data = Altered()
    answers = {}

    def of_scores(patch, table, *cell):
        name, shipped = table.removeprefix(EVIDENCE), evidence.shipped
        scores = altered(shipped(name), *cell)
        patch.setattr(evidence, "shipped", lambda one: scores if one == name else shipped(one))

    def claims(alteration):
        if alteration not in answers:
            table, *cell = alteration
            wanted = {}
            for one in CLAIMS:
                if cell_of(one) == alteration:
                    wanted.setdefault(one["notebook"], []).append(one["claim"])
            texts = "".join(
                ast.unparse(one.tree)
                for name, those in wanted.items()
                for one in slicing.needed(statements_of(name), *those)
            )
            with pytest.MonkeyPatch.context() as patch:
                if table.startswith(EVIDENCE):
                    of_scores(patch, table, *cell)
                else:
                    audited = "cq.checks(" in texts or "cq.derived(" in texts
                    data.load(patch, table, cell, with_audit=audited)
                answers[alteration] = {one: claims_of(one, *them) for one, them in wanted.items()}
        return answers[alteration]

    return claims


def cell_of(claim: dict[str, str]) -> tuple[str, ...]:
    """Return which cell makes a claim false, and what stands in it then."""
    return tuple(claim[column] for column in ("table", "row", "column", "altered"))


def test_the_table_has_every_claim_and_every_claim_holds():
    # What is stored is what the cells print: nbval compares them.
    claims = {path.stem: split(claimed(stored_text(path))) for path in notebooks()}
    found = {(name, en, zh) for name, said in claims.items() for en, (zh, _) in said.items()}
    assert found == {(one["notebook"], one["claim"], one["claim_zh"]) for one in CLAIMS}
    assert len(CLAIMS) == len(found)
    assert [en for said in claims.values() for en, (_, holds) in said.items() if not holds] == []


@pytest.mark.parametrize(
    "claim", CLAIMS, ids=[f"{one['notebook'][:2]} {one['claim']}" for one in CLAIMS]
)
def test_a_changed_figure_makes_the_claim_false(broken_by, claim):
    found = broken_by(cell_of(claim))[claim["notebook"]]
    assert found[claim["claim"]] == (claim["claim_zh"], False)
