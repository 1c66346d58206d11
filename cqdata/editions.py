"""Editions of the report: which year a notebook speaks of, and what that report prints."""

from __future__ import annotations

import pandas as pd

from cqdata import catalog
from cqdata.errors import DataError

EDITION = 2023
"""Year of the report that the published notebooks speak of."""


def reports() -> list[int]:
    """Return the years that the reports are about, in order."""
    return sorted({int(one.partition("/")[0]) for one in catalog.figures()["figure_id"]})


def edition(report: int, *names: str) -> int:
    """Return the newest edition up to a report that prints all of some figures.

    A report need not print every figure of the one before; what it leaves out is taken from the
    last that has it.

    Parameters
    ----------
    report : int
        Year that the report is about.
    names : str
        Figures by their id without the year.

    Raises
    ------
    DataError
        If there is no such report, or none up to it prints them.
    """
    ids, years = set(catalog.figures()["figure_id"]), reports()
    if type(report) is not int or report not in years:
        known = ", ".join(map(str, years))
        raise DataError(f"no report on {report}; expected one of {known}")
    found = [
        one for one in years if one <= report and all(f"{one}/{name}" in ids for name in names)
    ]
    if not found:
        raise DataError(f"{', '.join(names)}: no report up to {report} prints all of these")
    return found[-1]


def figures_of(report: int) -> pd.DataFrame:
    """Return the figures that the report on a year prints.

    Raises
    ------
    DataError
        If there is no such report.
    """
    table = catalog.figures()
    return table[table["figure_id"].str.startswith(f"{edition(report)}/")]
