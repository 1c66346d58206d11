"""cqdata: Chongqing's science-and-technology figures, audited and projected to the 2027 plan.

Import it as ``import cqdata as cq``.  Names are loaded when they are first used, so the import
alone costs nothing and loads no other package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Chart",
    "DataError",
    "MixedBasisError",
    "NotProjectable",
    "bases",
    "checks",
    "cite",
    "derived",
    "errors",
    "figure",
    "figures",
    "indicators",
    "observations",
    "panel",
    "project",
    "project_table",
    "publish",
    "regions",
    "series",
    "sources",
    "targets",
    "trace",
]

if TYPE_CHECKING:
    from cqdata import errors
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
    from cqdata.errors import DataError, MixedBasisError, NotProjectable
    from cqdata.projection import project, project_table
    from cqdata.selection import panel, series
    from cqdata.tracing import trace
else:
    # Name → module that defines it; None where the name is the module itself.
    _HOMES = {
        "Chart": "charts",
        "DataError": "errors",
        "MixedBasisError": "errors",
        "NotProjectable": "errors",
        "bases": "catalog",
        "checks": "catalog",
        "cite": "catalog",
        "derived": "catalog",
        "errors": None,
        "figure": "catalog",
        "figures": "catalog",
        "indicators": "catalog",
        "observations": "catalog",
        "panel": "selection",
        "project": "projection",
        "project_table": "projection",
        "publish": "charts",
        "regions": "catalog",
        "series": "selection",
        "sources": "catalog",
        "targets": "catalog",
        "trace": "tracing",
    }

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = _HOMES[name]
        if module is None:
            return import_module(f"{__name__}.{name}")
        value = getattr(import_module(f"{__name__}.{module}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
