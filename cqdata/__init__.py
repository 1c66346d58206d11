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
    "Number",
    "Numbers",
    "allow",
    "assume",
    "at",
    "bars",
    "bases",
    "chance",
    "checks",
    "cite",
    "claim",
    "computed",
    "derived",
    "errors",
    "fan",
    "figure",
    "figures",
    "grow",
    "growth",
    "indicators",
    "intervals",
    "lines",
    "observations",
    "panel",
    "parse",
    "project",
    "project_table",
    "publish",
    "regions",
    "required",
    "say",
    "scorecard",
    "series",
    "sources",
    "style",
    "table",
    "target",
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
    from cqdata.charts.figures import style
    from cqdata.charts.functions import bars, fan, intervals, lines, required, scorecard
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
    # Name → module that defines it; None where the name is the module itself.
    _HOMES = {
        "Chart": "charts",
        "DataError": "errors",
        "MixedBasisError": "errors",
        "NotProjectable": "errors",
        "Number": "number",
        "Numbers": "saying",
        "allow": "parameters",
        "assume": "saying",
        "at": "vocabulary",
        "bars": "charts.functions",
        "bases": "catalog",
        "chance": "vocabulary",
        "checks": "catalog",
        "cite": "catalog",
        "claim": "saying",
        "computed": "vocabulary",
        "derived": "catalog",
        "errors": None,
        "fan": "charts.functions",
        "figure": "catalog",
        "figures": "catalog",
        "grow": "number",
        "growth": "number",
        "indicators": "catalog",
        "intervals": "charts.functions",
        "lines": "charts.functions",
        "observations": "catalog",
        "panel": "selection",
        "parse": "quantity",
        "project": "projection",
        "project_table": "projection",
        "publish": "charts",
        "regions": "catalog",
        "required": "charts.functions",
        "say": "saying",
        "scorecard": "charts.functions",
        "series": "selection",
        "sources": "catalog",
        "style": "charts.figures",
        "table": "tables",
        "target": "vocabulary",
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
        if not isinstance(value, type):
            value = import_module(f"{__name__}.asked").plainly(value)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
