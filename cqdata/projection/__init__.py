"""Projections of short annual series, with intervals that say how far they may miss."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cqdata import catalog
from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.number import FURTHEST
from cqdata.projection.asof import as_of
from cqdata.projection.conventional import line
from cqdata.projection.distribution import chance_words, probability_at_least
from cqdata.projection.engine import widths
from cqdata.projection.evidence import measured, reliability
from cqdata.projection.inputs import as_frame, fittable_rows, require_one_series, require_values
from cqdata.projection.result import COLUMNS, LEVELS, Projection, Record
from cqdata.projection.sisters import PanelProjection, project_panel
from cqdata.projection.table import LEAST, project_table

__all__ = [
    "COLUMNS",
    "LEVELS",
    "METHODS",
    "Method",
    "MixedBasisError",
    "NotProjectable",
    "PanelProjection",
    "Projection",
    "Record",
    "as_of",
    "chance_words",
    "measured",
    "probability_at_least",
    "project",
    "project_panel",
    "project_table",
    "reliability",
]

SHORT = 8
"""Fewer values than this are said to be few."""


class Method(NamedTuple):
    """How a method is called and said: names, two sentences, fewest values, above zero only."""

    zh: str
    en: str
    note: dict[str, str]
    least: int = 4
    positive: bool = False


_OWN = {
    "zh": "区间为该方法自身的预测区间，未经校准。",
    "en": "The prediction intervals are its own theory's, not calibrated.",
}


def _line(zh: str, en: str, rule_zh: str, rule_en: str, positive: bool = False) -> Method:
    note = {"zh": rule_zh + _OWN["zh"], "en": f"{rule_en} {_OWN['en']}"}
    return Method(zh, en, note, positive=positive)


METHODS = {
    "cqdata": Method(
        "单序列外推",
        "single series",
        {
            "zh": "取三种外推（最近值不变、历年增量的中位数延续、近年增速延续并逐年减弱）的中位数，"
            "再向历年平均增速靠拢，增长越平稳靠拢越多，至多一半。"
            "区间宽度为此法在同样长度的其他年度序列上的实际误差，以本序列的常年变动幅度为单位。",
            "en": "The median of three forecasts (the last value stays, the median yearly step "
            "goes on, the recent growth rate goes on and fades) is moved towards the mean growth "
            "rate, the more the steadier growth was, and half the way at most. Its intervals are "
            "as wide as such forecasts missed on other annual series of the same length, in units "
            "of the series' usual yearly change.",
        },
        LEAST,
    ),
    "sisters": Method(
        "参照同类地区",
        "with sister regions",
        {
            "zh": "取两种外推的几何平均：本地区序列自身的外推，以及按同类地区增速中位数的外推。"
            "区间宽度为此法在其他面板上的实际误差，以本地区与同类地区增速的常年变动幅度为单位。",
            "en": "The geometric mean of two forecasts: what the region's own series says, and "
            "the median growth of its sister regions going on. Its intervals are as wide as this "
            "rule missed on other panels, in units of how much the growth of the region and of "
            "its sisters usually changes.",
        },
        LEAST,
    ),
    "naive": _line("最近值", "last value", "保持最近一年数值。", "The last value stays."),
    "drift": _line("增量延续", "drift", "年均增量延续。", "The mean annual step goes on."),
    "log_drift": _line(
        "增速延续", "log drift", "年均增长率延续。", "The mean growth rate goes on.", True
    ),
    "linear": _line(
        "直线趋势",
        "trend line",
        "按最小二乘直线外推，年增量不变。",
        "A straight line by ordinary least squares goes on.",
    ),
    "log_linear": _line(
        "对数直线趋势",
        "log trend line",
        "按对数的最小二乘直线外推，增长率不变。",
        "A straight line through the logarithms by ordinary least squares goes on.",
        True,
    ),
}
"""Names and sentences of the methods: the one place that says them."""


def project(
    series: pd.DataFrame | pd.Series,
    to: int = 2027,
    method: str = "cqdata",
    origin: int | str | None = None,
    *,
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
    method : str
        ``cqdata``, or a conventional line of :data:`METHODS` for comparison.
    origin : int or str, optional
        Project only from what was published then: a year (see :func:`as_of`) or an ISO date.
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
        "not projected: n values" when there are fewer than the method needs, or too few for a
        horizon so long (twice as many years as values at most); when a method on logarithms meets
        a value that is not above zero; when sisters are asked for and there are too few.
    DataError
        If the input is not one annual series, or ``to`` is not after the last fitted year, or
        too far after it.
    """
    if method not in METHODS or method == "sisters":
        known = ", ".join(name for name in METHODS if name != "sisters")
        raise DataError(f"method {method!r} is not known; expected one of {known}")
    rows = fittable_rows(as_frame(series))
    if origin is not None:
        rows = as_of(rows, origin).reset_index(drop=True)
    basis = require_one_series(rows)
    require_values(rows, METHODS[method].least, method)
    last = int(rows["year"].iloc[-1])
    if to <= last:
        raise DataError(f"nothing to project: the last value is of {last}, asked to {to}")
    if to > last + FURTHEST:
        raise DataError(f"project: asked to {to}, expected a year to {last + FURTHEST}")
    if to - last > 2 * len(rows):
        raise NotProjectable(
            f"not projected: {len(rows)} values up to {last} carry {2 * len(rows)} years ahead at "
            f"most, to {last + 2 * len(rows)}; asked to {to}"
        )
    if METHODS[method].positive and rows["value"].min() <= 0:
        raise NotProjectable(f"not projected: the method {method!r} needs values above zero")
    panel = None
    if method == "cqdata" and rows["value"].min() > 0:
        panel = _sisters(rows, sisters, basis, origin)
    elif sisters is not None and sisters is not False:
        raise DataError("sisters are used by the method 'cqdata', on values above zero only")
    again = partial(_table, method=method, panel=panel, limits=limits or _natural_range(rows))
    used = panel is not None
    try:
        table = again(rows, to, used)
    except NotProjectable:
        if sisters is not None or not used:
            raise
        panel, used = None, False  # declared, but too few of them here
        table = again(rows, to, False)
    name = "sisters" if used else method
    return Projection(
        table,
        rows,
        name,
        basis,
        last,
        _note(name, len(rows)),
        _held(name, len(rows), to - last),
        again,
        used,
    )


def _table(
    rows: pd.DataFrame,
    to: int,
    with_sisters: bool,
    *,
    method: str,
    panel: pd.DataFrame | None,
    limits: tuple[float | None, float | None],
) -> pd.DataFrame:
    """Return the projection table of checked rows; years of sisters after their last stay out."""
    last = int(rows["year"].iloc[-1])
    own = rows[["year", "value"]].assign(series="\0 self")
    if method != "cqdata":
        require_values(rows, METHODS[method].least, method)
        return line(method, rows["year"].to_numpy(), rows["value"].to_numpy(), to)
    if panel is None or not with_sisters:
        table = project_table(own, to - last, lower=limits[0], upper=limits[1])
        return table[list(COLUMNS)]
    known = panel.loc[panel["year"].between(rows["year"].iloc[0], last)]
    table = project_panel(pd.concat([own, known]), to).table
    table = table.loc[table["series"] == "\0 self", list(COLUMNS)].reset_index(drop=True)
    values = list(COLUMNS[1:])
    table[values] = table[values].clip(*limits)
    return table


def _sisters(
    rows: pd.DataFrame,
    asked: pd.DataFrame | bool | None,
    basis: str | None,
    origin: int | str | None,
) -> pd.DataFrame | None:
    """Return the sister series (``series``, ``year``, ``value``), None where none are used."""
    if isinstance(asked, pd.DataFrame):
        table = asked
        if "region" not in table.columns:
            raise DataError(f"sisters: column 'region' is missing; found {list(table.columns)}")
    elif asked is False or (asked is None and not _declared(rows)):
        return None
    elif not {"indicator", "region", "basis"} <= set(rows.columns):
        raise DataError("sisters=True needs the columns indicator, region and basis, or a table")
    else:
        from cqdata.selection import panel

        table = panel(rows["indicator"].iloc[0], "province", basis)
    kept = fittable_rows(table)
    if origin is not None:
        kept = as_of(kept, origin)
    if "basis" in kept.columns:
        found = sorted({str(b) for b in kept["basis"].dropna()} | ({basis} if basis else set()))
        if len(found) > 1:
            raise MixedBasisError(f"sisters mix the bases {', '.join(found)}; choose one")
    # The series itself stands in under its own name, once.
    own = rows["region"].iloc[0] if "region" in rows.columns else None
    kept = kept.loc[kept["region"] != own]
    return kept[["region", "year", "value"]].rename(columns={"region": "series"})


def _entry(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the row of the dictionary of indicators, empty where there is none."""
    if "indicator" not in rows.columns:
        return {}
    known = catalog.indicators()
    found = known.loc[known["indicator"] == rows["indicator"].iloc[0]]
    return {} if found.empty else found.iloc[0].dropna().to_dict()


def _declared(rows: pd.DataFrame) -> bool:
    """Whether sisters are declared for the indicator, and the region has such."""
    if not {"indicator", "region", "basis"} <= set(rows.columns):
        return False
    known = catalog.regions().set_index("region")["kind"]
    return _entry(rows).get("sisters") == "yes" and known.get(rows["region"].iloc[0]) == "province"


def _natural_range(rows: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return the natural range of a series, None where there is no limit or it is not known."""
    entry = _entry(rows)
    lower, upper = (float(entry[k]) if k in entry else None for k in ("lower", "upper"))
    unit = str(rows["unit"].iloc[0]) if "unit" in rows.columns else ""
    name = str(rows["indicator"].iloc[0]) if "indicator" in rows.columns else ""
    if not entry and any(word in name.lower() for word in ("growth", "增速", "增长")):
        return -np.inf, None
    if unit == "rank":
        return 1.0 if lower is None else lower, upper
    if not entry and unit in ("%", "％") and rows["value"].between(0, 100).all():
        return 0.0, 100.0
    return lower, upper


def _note(name: str, count: int) -> dict[str, str]:
    """Return the method's sentences, and one more where the history is short."""
    note = METHODS[name].note
    if count >= SHORT:
        return dict(note)
    return {
        "zh": f"{note['zh']}历史仅有{count}个数值，结果只能粗看。",
        "en": f"{note['en']} The history has only {count} values: take the result as a rough one.",
    }


def _held(name: str, count: int, ahead: int) -> pd.DataFrame:
    """Return the measured coverage for such a length and the years asked for."""
    table = widths()
    rows = table.loc[(table["kind"] == {"cqdata": "single"}.get(name, name))]
    rows = rows.loc[(rows["values"] <= count) & (rows["ahead"] <= ahead)]
    return rows.loc[rows["values"] == rows["values"].max()]
