"""Stories: one module per notebook, which turns data into answers and charts.

``CHARTS`` names every published chart; its values make the chart at default parameters. Modules
are imported only when one of their charts is asked for.
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
    "contracts_charts": (
        "contracts_bases",
        "contracts_growth",
        "contracts_scenario",
        "contracts_look_back",
        "contracts_provinces",
        "contracts_ratio",
        "contracts_share",
    ),
    "plan2027_charts": ("plan_scorecard", "plan_growth_required", "plan_sensitivity"),
    "audit": ("audit_implied",),
    "accuracy": ("accuracy_errors", "accuracy_coverage", "accuracy_targets"),
}


def _make(module: str, name: str) -> Chart:
    return getattr(import_module(f"cqdata.stories.{module}"), name)()


CHARTS: Mapping[str, Callable[[], Chart]] = MappingProxyType(
    {name: partial(_make, module, name) for module, names in _MODULES.items() for name in names}
)
