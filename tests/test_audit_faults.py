"""The list of mistakes that the audit cannot notice is complete, and none is missing from it."""

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

from cqdata.audit import audit_book
from cqdata.errors import DataError


@pytest.fixture(scope="module")
def faults():
    path = Path(__file__).parents[1] / "benchmarks" / "audit_faults.py"
    spec = importlib.util.spec_from_file_location("audit_faults", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit_faults"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["audit_faults"]


@pytest.fixture(scope="module")
def printed(faults):
    return faults.read()


@pytest.fixture(scope="module")
def outcome(faults, printed):
    return printed[0], *faults.unnoticed(*printed)


def test_the_committed_lists_are_those_of_today(faults, outcome):
    missed = outcome[1]
    assert faults.to_csv(missed) == faults.LIST.read_text(encoding="utf-8")
    assert {row["reason"] for row in missed} == {faults.NO_CHECK, faults.STILL_MEETS}


def test_every_figure_is_changed_in_its_last_digit(outcome):
    rows, _, asked, _ = outcome
    assert asked["last_digit"] == 2 * len(rows)


@pytest.mark.parametrize("kind", ["dropped_wan", "percent_or_points", "wrong_link"])
def test_gross_mistakes_are_all_noticed(outcome, kind):
    _, missed, asked, seen = outcome
    assert asked[kind] == seen[kind] > 0
    assert [row for row in missed if row["kind"] == kind] == []


def test_an_audit_of_all_figures_judges_as_one_of_those_around_the_fault(faults, printed, outcome):
    rows, book = printed
    unseen = {tuple(row[name] for name in faults.COLUMNS[:4]) for row in outcome[1]}

    def verdicts(chosen):
        return faults.severity(audit_book(book.with_figures(chosen), history=False))

    before, judged = verdicts(rows), []
    for fault in list(faults.faults(rows))[::40]:
        try:
            after = verdicts([fault.rows.get(row["figure_id"], row) for row in rows])
            noticed = any(worse > before.get(one, 0) for one, worse in after.items())
        except DataError:
            noticed = True
        said = (fault.kind, ";".join(fault.figure_ids), fault.before, fault.after)
        assert noticed == (said not in unseen), said
        judged.append(noticed)
    assert set(judged) == {True, False}


def test_unnoticed_faults_still_meet_every_interval(faults, outcome):
    """Whoever is on the list for that reason is in no worse state after the change."""
    missed = outcome[1]
    with faults.LIST.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == len(missed)
    for row in listed:
        assert (row["reason"] == faults.STILL_MEETS) == bool(row["checks"])
