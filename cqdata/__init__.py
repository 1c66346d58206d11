"""cqdata: Chongqing's science-and-technology figures, audited and projected to the 2027 plan.

Import it as ``import cqdata as cq``.  Names are loaded when they are first used, so the import
alone costs nothing and loads no other package.
"""
# ruff: noqa: F401

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cqdata.catalog import (
        bases,
        checks,
        cite,
        derived,
        figure,
        figures,
        indicators,
        observations,
        regions,
        sources,
        targets,
    )
    from cqdata.charts import Chart, publish
    from cqdata.charts.figures import style
    from cqdata.charts.functions import bars, fan, intervals, lines, scorecard
    from cqdata.errors import DataError, MixedBasisError, NotProjectable
    from cqdata.number import Number, grow, growth
    from cqdata.parameters import allow
    from cqdata.projection import project, project_table
    from cqdata.quantity import parse
    from cqdata.saying import Numbers, assume, claim, say
    from cqdata.selection import panel, series
    from cqdata.tables import table
    from cqdata.tracing import trace
    from cqdata.vocabulary import at, chance, computed, target
else:
    # Module → the names that it gives.
    _GIVEN = {
        "catalog": (
            *("bases", "checks", "cite", "derived", "figure", "figures", "indicators"),
            *("observations", "regions", "sources", "targets"),
        ),
        "charts": ("Chart", "publish"),
        "charts.figures": ("style",),
        "charts.functions": ("bars", "fan", "intervals", "lines", "scorecard"),
        "errors": ("DataError", "MixedBasisError", "NotProjectable"),
        "number": ("Number", "grow", "growth"),
        "parameters": ("allow",),
        "projection": ("project", "project_table"),
        "quantity": ("parse",),
        "saying": ("Numbers", "assume", "claim", "say"),
        "selection": ("panel", "series"),
        "tables": ("table",),
        "tracing": ("trace",),
        "vocabulary": ("at", "chance", "computed", "target"),
    }
    _HOMES = {name: module for module, names in _GIVEN.items() for name in names}
    __all__ = sorted(_HOMES)

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        if not isinstance(value, type):
            value = import_module(f"{__name__}.asked").plainly(value)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
