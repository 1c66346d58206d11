"""Stories: one module per notebook, which turns data into answers and charts.

``CHARTS`` names every published chart; its values make the chart at default parameters.
:func:`charts_of` has the same charts on another edition of the report. Modules are imported only
when one of their charts is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cqdata.charts import Chart

# Module → its published charts, in the order of the notebooks and of the briefing.
_MODULES = {
    "overview": ("overview_scorecard",),
    "rd_charts": (
        "rd_spending_path",
        "rd_growth_required",
        "rd_intensity_vintages",
        "rd_intensity_provinces",
        "rd_intensity_scenario",
        "rd_report_estimates",
        "rd_look_back",
    ),
    "enterprises_charts": (
        "enterprises_high_tech",
        "enterprises_technology",
        "enterprises_gross_net",
        "enterprises_growth_required",
        "enterprises_doubling",
        "enterprises_areas",
        "enterprises_specialised",
        "enterprises_little_giants",
    ),
    "plan2027_charts": ("plan_scorecard", "plan_growth_required", "plan_sensitivity"),
    "audit": ("audit_implied",),
}


def _make(module: str, name: str) -> Chart:
    return getattr(import_module(f"cqdata.stories.{module}"), name)()


def _make_of(report: int, make: Callable[[], Chart]) -> Chart:
    from cqdata.stories.common import speaking_of

    with speaking_of(report):
        return make()


CHARTS: Mapping[str, Callable[[], Chart]] = MappingProxyType(
    {name: partial(_make, module, name) for module, names in _MODULES.items() for name in names}
)


def charts_of(report: int | None = None) -> Mapping[str, Callable[[], Chart]]:
    """Return the published charts as told of one edition of the report.

    Parameters
    ----------
    report : int, optional
        Year that the report is about; the published edition by default.

    Returns
    -------
    mapping of name → function
        Like :data:`CHARTS`, in the same order.

    Raises
    ------
    DataError
        If there is no report on that year.
    """
    if report is None:
        return CHARTS
    from cqdata.stories.common import edition

    edition(report)
    return MappingProxyType(
        {name: partial(_make_of, report, make) for name, make in CHARTS.items()}
    )
