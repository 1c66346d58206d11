"""From a chart to a figure: the form's renderer under the project's own settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cqdata.charts.contract import SIZES, Chart
from cqdata.charts.style import SIZE, rc
from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MODULES = {
    "fan": "curves",
    "bars": "bars",
    "required": "bars",
    "intervals": "bars",
    "progress": "scorecard",
    "picture": "picture",
}


def draw(chart: Chart, lang: str, size: str) -> Figure:
    """Return a chart's figure; settings are applied in a context and never leak.

    The figure does not belong to pyplot: nothing has to be closed and nothing displays itself.
    """
    if size not in SIZES:
        raise DataError(f"size {size!r}; expected one of {', '.join(SIZES)}")
    import matplotlib as mpl

    module = import_module(f"cqdata.charts.forms.{_MODULES[chart.form]}")
    with mpl.rc_context(rc()):
        figure: Figure = module.draw(chart, lang, SIZE[size])
    return figure
