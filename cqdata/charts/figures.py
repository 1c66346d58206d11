"""A reader's own matplotlib figures: the house look for them, and their way into the briefing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cqdata.charts.contract import LANGS, Chart, Words
from cqdata.charts.style import BLUE, GREY, GRID, INK, OCHRE, PLUM, RED, TEAL
from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (BLUE, RED, TEAL, OCHRE, PLUM, GREY)
PICTURE_DPI = 192
MOST_POINTS = 2_000
"""Drawn values that a description holds of a figure: enough for any chart that can be read."""


def style() -> None:
    """Give plain matplotlib and seaborn figures the house look, with Chinese glyphs.

    Fonts, colours and grid are set for the session; call it once, before drawing. Published
    charts do not depend on it.
    """
    import matplotlib as mpl
    import seaborn as sns

    from cqdata.charts.style import register

    family = [register(), "DejaVu Sans"]
    sns.set_theme(
        context="notebook",
        style="whitegrid",
        palette=list(COLOURS),
        # seaborn sets fonts of its own: ours must come in the same call.
        rc={
            "font.family": family,
            "font.sans-serif": family,
            "axes.unicode_minus": True,
            "axes.edgecolor": GREY,
            "axes.labelcolor": INK,
            "axes.titlelocation": "left",
            "axes.titleweight": "normal",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "axes.grid.axis": "y",
            "grid.color": GRID,
            "text.color": INK,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.bottom": True,
            "legend.frameon": False,
            "figure.figsize": (8.0, 4.0),
            "figure.dpi": 80,
            "savefig.dpi": 80,
            "svg.hashsalt": "cqdata",
            "pdf.fonttype": 42,
        },
    )
    mpl.rcParams["axes.axisbelow"] = True


def chart_of(figure: Figure, name: str, title: Any, source: Any = "") -> Chart:
    """Return a figure of one's own as a chart: its picture, and the data of its lines and bars.

    Parameters
    ----------
    figure : matplotlib Figure
        With at least one line, set of points or bar.
    name : str
        File name, ``snake_case``.
    title, source : str, (zh, en) or {"zh": …, "en": …}
        Finding and source line.

    Raises
    ------
    DataError
        If name or title is missing, or nothing is drawn.
    """
    from cqdata.charts.functions import both

    for words in (title, source):
        if hasattr(words, "__array__"):  # a table or a column is neither there nor empty
            raise DataError(f"publish: found a {type(words).__name__} as words, expected a text")
    if not name or not title:
        raise DataError('publish: a figure needs name="…" and title="…" (or {"zh": …, "en": …})')
    rows: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for axes in figure.axes:
        _collect(axes, rows, names)
    if not rows:
        raise DataError(f"publish {name}: the figure has no line, point or bar")
    heads, cited = both(title), both(source or ("使用者自绘", "drawn by the reader"))
    first = figure.axes[0]
    axis = first.get_ylabel() or first.get_title() or first.get_xlabel() or "–"
    return Chart(
        name=name,
        form="picture",
        data=rows[:MOST_POINTS],
        words={
            lang: Words(title=heads[lang], subtitle=axis, sources=cited[lang], series=names)
            for lang in LANGS
        },
        format=".6g",
        picture=_png(figure),
    )


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI, bbox_inches="tight", metadata={})
    return buffer.getvalue()


def _collect(axes: Axes, rows: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Add the numbers that one set of axes shows."""
    import numpy as np
    from matplotlib.patches import Rectangle

    def add(label: str, pairs: Iterable[tuple[Any, Any]]) -> None:
        series = f"series{len(names)}"
        named = label and not label.startswith("_")
        names[series] = label if named else str(len(names) + 1)
        common = {"series": series, "kind": "comparison"}
        # A missing value is drawn nowhere.
        seen = [(float(x), float(y)) for x, y in pairs]
        rows.extend(common | {"x": x, "value": y} for x, y in seen if x == x and y == y)

    for line in axes.get_lines():
        add(str(line.get_label()), np.asarray(line.get_xydata()).tolist())
    for points in axes.collections:
        add(str(points.get_label()), np.asarray(points.get_offsets()).tolist())
    for container in axes.containers:
        boxes = [one for one in container if isinstance(one, Rectangle)]
        if boxes:
            middles = [(one.get_x() + one.get_width() / 2, one.get_height()) for one in boxes]
            add(str(container.get_label()), middles)
