"""The figure audit: what the printed numbers imply, and whether they can all be true.

``run`` takes tables and returns tables; ``audit`` does the same on plain rows and needs no
third-party module.  The rules stand in :mod:`cqdata.audit.report_rules` (the report by itself),
:mod:`cqdata.audit.relations` (what rows of ``relations.csv`` declare) and
:mod:`cqdata.audit.history_rules` (the report against official history, and the history against
itself).  See ``docs/audit.md`` for every kind of check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cqdata.audit import history_rules, report_rules
from cqdata.audit.book import Book
from cqdata.audit.findings import (
    CHECK_COLUMNS,
    CONFLICT,
    CONSISTENT,
    DERIVED_COLUMNS,
    ONLY_IF,
    UNDECIDED,
    VERDICTS,
    Check,
    Derived,
    Findings,
)
from cqdata.audit.relations import relations

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHECK_COLUMNS",
    "CONFLICT",
    "CONSISTENT",
    "DERIVED_COLUMNS",
    "ONLY_IF",
    "UNDECIDED",
    "VERDICTS",
    "Book",
    "Result",
    "audit",
    "audit_book",
    "run",
]


@dataclass(frozen=True)
class Result:
    """Everything that one audit found, sorted by id."""

    derived: tuple[Derived, ...]
    checks: tuple[Check, ...]

    def conflicts(self) -> list[Check]:
        """Return the checks in conflict."""
        return [check for check in self.checks if check.verdict == CONFLICT]


def audit(
    figures: Any,
    observations: Any = None,
    targets: Any = None,
    *,
    history: bool = True,
    **tables: Any,
) -> Result:
    """Audit a table of printed figures.

    Parameters
    ----------
    figures
        Rows with ``figure_id`` and ``printed`` and, where known, ``scope`` (or ``status``),
        ``measure``, ``indicator``, ``indicator_zh``, ``indicator_en``, ``period``, ``linked_to``,
        ``region``, ``source_id``, ``locator``.  A DataFrame or an iterable of mappings.
    observations, targets
        The processed tables of those names.
    history
        Whether the history is checked against itself as well.
    **tables
        ``relations``, ``indicators``, ``bases``, ``regions``, each optional; ``region``, the
        region of figures that name none ("" keeps them away from the history); ``name``, what
        errors call the figures table; ``units``, the pattern of the units that it may have.

    Returns
    -------
    Result
        Derived values (exact intervals) and checks.

    Raises
    ------
    cqdata.errors.DataError
        On the first row that cannot be read, naming table, row and column.
    """
    return audit_book(Book(figures, observations, targets, **tables), history)


def audit_book(book: Book, history: bool = True) -> Result:
    """Audit tables that are indexed already; see :func:`audit`."""
    out = Findings()
    report_rules.single_figures(book, out)
    report_rules.priors(book, out)
    relations(book, out, history)
    history_rules.against_history(book, out)
    if history:
        history_rules.history_itself(book, out)
    return Result(
        tuple(sorted(out.derived.values(), key=lambda one: one.id)),
        tuple(sorted(out.checks, key=lambda one: one.id)),
    )


def run(
    figures: Any, observations: Any = None, targets: Any = None, **tables: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Audit tables and return tables; see :func:`audit` for the parameters.

    Returns
    -------
    derived : DataFrame
        ``DERIVED_COLUMNS``; value, low and high as text, plain decimals in ``unit``, ends that do
        not terminate rounded outward to 30 digits.
    checks : DataFrame
        ``CHECK_COLUMNS``; ``verdict`` is consistent, consistent only if, conflict or cannot be
        decided.
    """
    import pandas as pd

    result = audit(figures, observations, targets, **tables)
    derived, checks = (
        pd.DataFrame([one.row() for one in found], columns=list(columns), dtype=str)
        for found, columns in ((result.derived, DERIVED_COLUMNS), (result.checks, CHECK_COLUMNS))
    )
    return derived, checks
