"""Projections of short annual series, with intervals that say how far they may miss."""

from __future__ import annotations

from functools import partial
from numbers import Integral

import numpy as np
import pandas as pd

from cqdata import catalog, selection
from cqdata.errors import DataError, NotProjectable, shown
from cqdata.frames import check_limits, check_range, entry, natural_range, only, require
from cqdata.number import FURTHEST
from cqdata.projection.distribution import probability_at_least
from cqdata.projection.engine import COLUMNS
from cqdata.projection.evidence import measured
from cqdata.projection.inputs import fittable_rows, require_one_series
from cqdata.projection.result import Projection
from cqdata.projection.sisters import project_panel
from cqdata.projection.table import LEAST, project_table, too_few

__all__ = ["Projection", "measured", "probability_at_least", "project_panel", "project_table"]

SHORT = 8
"""Fewer values than this are said to be few."""

NOTES = {
    "cqdata": {
        "zh": "取三种外推（最近值不变、历年增量的中位数延续、近年增速延续并逐年减弱）的中位数，"
        "再向历年平均增速靠拢，增长越平稳靠拢越多，至多一半。"
        "区间宽度为此法在同样长度的其他年度序列上的实际误差，以本序列的常年变动幅度为单位。",
        "en": "The median of three forecasts (the last value stays, the median yearly step "
        "goes on, the recent growth rate goes on and fades) is moved towards the mean growth "
        "rate, the more the steadier growth was, and half the way at most. Its intervals are "
        "as wide as such forecasts missed on other annual series of the same length, in units "
        "of the series' usual yearly change.",
    },
    "sisters": {
        "zh": "取两种外推的几何平均：本地区序列自身的外推，以及按同类地区增速中位数的外推。"
        "区间宽度为此法在其他面板上的实际误差，以本地区与同类地区增速的常年变动幅度为单位。",
        "en": "The geometric mean of two forecasts: what the region's own series says, and "
        "the median growth of its sister regions going on. Its intervals are as wide as this "
        "rule missed on other panels, in units of how much the growth of the region and of "
        "its sisters usually changes.",
    },
}
"""The two sentences of the single series and of the rule with sisters: the one place."""


def project(
    series: pd.DataFrame | pd.Series,
    to: int = 2027,
    *,
    origin: int | str | None = None,
    sisters: pd.DataFrame | bool | None = None,
    limits: tuple[float | None, float | None] | None = None,
) -> Projection:
    """Project one annual series to a year.

    Parameters
    ----------
    series : pandas.DataFrame or pandas.Series
        Columns ``year`` and ``value``; ``basis``, ``status``, ``qualifier`` and others as
        ``cq.series`` returns them; or values with whole years as index. Derived rows, targets,
        bounds and part-year rows never enter the fit, whatever is given.
    to : int
        Last year to project.
    origin : int or str, optional
        Project only from what was published then: a year or an ISO date, see
        :func:`cqdata.projection.asof.as_of`.
    sisters : pandas.DataFrame or bool, optional
        Sister series for the rule ``sisters``. By default those of ``cq.panel`` on the same basis
        where the dictionary of indicators declares that they help, for a province; True: in any
        case; False: never. Or a table in the columns of ``series``, told apart by ``region``, of
        the same basis and without a total. Years after the series' own last one are left out.
    limits : tuple, optional
        Natural range (lower, upper) in the unit of the series. By default that of the dictionary
        of indicators; 0 to 100 for a share in %; from 1 for a rank; no lower limit for a series
        whose name says growth; else zero bounds a series that never was below zero.

    Returns
    -------
    Projection
        Its table is in the unit of the series.

    Raises
    ------
    MixedBasisError
        If the rows that could be fitted, or series and sisters, carry more than one basis.
    NotProjectable
        "not projected: n values" when there are fewer than 3, or too few for a horizon so long
        (twice as many years as values at most); when sisters are asked for and there are too few.
    DataError
        If the input is not one annual series, or ``to`` is not after the last fitted year, or
        too far after it.
    """
    if not isinstance(to, Integral):
        raise DataError(f"project: to is {shown(to)}; expected a year")
    rows = fittable_rows(series, origin)
    basis = require_one_series(rows)
    count = len(rows)
    if count < LEAST:
        raise too_few(count)
    last, most = int(rows["year"].iloc[-1]), carried(count)
    if to <= last:
        raise DataError(f"nothing to project: the last value is of {last}, asked to {to}")
    if to - last > most:
        raise NotProjectable(
            f"not projected: {count} values up to {last} carry {most} years ahead at most, "
            f"to {last + most}; asked to {to}"
        )
    panel = _sisters(rows, sisters, basis, origin)
    limits = natural_range(rows) if limits is None else limits
    check_limits(limits)
    check_range(rows, limits, "series")
    again = partial(_table, panel=panel, limits=limits)
    method = "cqdata" if panel is None else "sisters"
    try:
        table = again(rows, to)
    except NotProjectable:
        if sisters is not None or panel is None:
            raise
        # Declared, but too few of them here.
        return project(series, to, origin=origin, sisters=False, limits=limits)
    return Projection(table, rows, method, basis, last, _note(method, count), again)


def carried(count: int) -> int:
    """Return how many years ahead so many values carry: twice as many, within what is computed."""
    return min(2 * count, FURTHEST)


def _table(
    rows: pd.DataFrame,
    to: int,
    with_sisters: bool = True,
    *,
    panel: pd.DataFrame | None,
    limits: tuple[float | None, float | None],
) -> pd.DataFrame:
    """Return the projection table of checked rows; years of sisters after their last stay out."""
    last = int(rows["year"].iloc[-1])
    own = rows[["year", "value"]].assign(series="\0 self")
    if panel is None or not with_sisters:
        return project_table(own, to - last, lower=limits[0], upper=limits[1])[list(COLUMNS)]
    known = panel.loc[panel["year"].between(rows["year"].iloc[0], last)]
    table = project_panel(pd.concat([own, known]), to - last)
    table = table.loc[table["series"] == "\0 self", list(COLUMNS)].reset_index(drop=True)
    within = table["median"].clip(*limits) / table["median"]
    return table.assign(**table[list(COLUMNS[1:])].mul(within, axis=0).clip(*limits))


def _sisters(
    rows: pd.DataFrame,
    asked: pd.DataFrame | bool | None,
    basis: str | None,
    origin: int | str | None,
) -> pd.DataFrame | None:
    """Return the sister series (``series``, ``year``, ``value``), None where none are used."""
    own = rows.iloc[0]
    indicator, region = own.get("indicator"), own.get("region")
    positive = bool(rows["value"].min() > 0)
    if asked is None:
        kind = catalog.regions().set_index("region")["kind"].get(region)
        declared = entry(rows).get("sisters") == "yes" and basis is not None
        asked = declared and kind == "province" and positive
    if asked is False:
        return None
    if not isinstance(asked, bool | np.bool_ | pd.DataFrame):
        raise DataError(f"sisters: found {shown(asked)}; expected True, False or a table")
    if not positive:
        raise DataError("sisters are used for values above zero only")
    if isinstance(asked, pd.DataFrame):
        table = asked
    elif None in (indicator, region, basis):
        raise DataError("sisters=True needs columns indicator, region and basis, or a table")
    else:
        table = selection.panel(str(indicator), "province", basis)
    require(table, "sisters", "region")
    kept = fittable_rows(table, origin)
    only(pd.concat([rows, kept]), "basis", "series with its sisters")
    # The series itself stands in under its own name, once.
    kept = kept.loc[kept["region"] != region]
    return kept[["region", "year", "value"]].rename(columns={"region": "series"})


def _note(name: str, count: int) -> dict[str, str]:
    """Return the method's sentences, and one more where the history is short."""
    note = NOTES[name]
    if count >= SHORT:
        return dict(note)
    return {
        "zh": f"{note['zh']}历史仅有{count}个数值，结果只能粗看。",
        "en": f"{note['en']} The history has only {count} values: take the result as a rough one.",
    }
