"""From a chart to a figure: the form's renderer under the project's own settings."""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cqdata.charts.contract import LANGS, Chart, one_of
from cqdata.charts.style import SIZE, ours
from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from cqdata.charts.page import Page
    from cqdata.charts.place import Box

_MODULES = {
    "fan": "curves",
    "bars": "bars",
    "intervals": "bars",
    "progress": "scorecard",
    "picture": "picture",
}


def draw(chart: Chart, lang: str, size: str) -> Figure:
    """Return a chart's figure; settings are applied in a context and never leak.

    The figure does not belong to pyplot: nothing has to be closed and nothing displays itself.
    """
    one_of("size", size, SIZE)
    with ours():
        page, body, form = _opened(chart, lang, size)
        form.paint(page, body)
    return page.figure


def check(chart: Chart) -> None:
    """Raise if a chart does not fit a slide in one of its languages.

    Raises
    ------
    DataError
        If title and notes leave too little height, with what is to be shortened.
    """
    with ours():
        for lang in LANGS:
            _opened(chart.localised(lang), lang, "slide")


def _opened(chart: Chart, lang: str, name: str) -> tuple[Page, Box, Any]:
    """Return a framed page and its body, taller where the form needs it and the size allows."""
    from cqdata.charts.page import Page

    form = import_module(f"cqdata.charts.forms.{_MODULES[chart.form]}")
    size = SIZE[name]
    page = Page(chart, lang, size)
    body = page.frame()
    need, have = form.needed(page, body), body.y1 - body.y0
    if need > have and size.grow > size.height:
        page = Page(chart, lang, size.taller(size.height + need - have))
        body = page.frame()
        have = body.y1 - body.y0
    if need > have + 0.5:
        lines = math.ceil((need - have) / (size.footer * 1.42))
        room = size.width - 2 * size.margin
        signs = lines * int(room / page.width("字" if lang == "zh" else "n", size.footer))
        raise DataError(
            f"chart {chart.name}, {lang}, size {name}: title and notes leave {have:.0f} "
            f"points of height for a drawing that needs {need:.0f}; shorten them by {lines} "
            f"{'line' if lines == 1 else 'lines'}, about {signs} characters of the note"
        )
    return page, body, form
