"""A figure drawn elsewhere, as a picture under the project's headline and above its source."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from cqdata.charts.contract import Chart
from cqdata.charts.forms.common import open_page
from cqdata.charts.place import Box
from cqdata.charts.style import Size

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure: the picture as large as the page's body allows."""
    import numpy as np
    from PIL import Image

    page, body = open_page(chart, lang, size, lambda page, body: 0.0)
    picture = np.asarray(Image.open(io.BytesIO(chart.picture)).convert("RGB"))
    box = fitted(body, picture.shape[1] / picture.shape[0])
    axes = page.axes(box, (0, 1), (0, 1))
    axes.set_axis_off()
    axes.imshow(picture, extent=(0, 1, 0, 1), aspect="auto", interpolation="lanczos")
    return page.figure


def picture_size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG in pixels."""
    from PIL import Image

    return Image.open(io.BytesIO(picture)).size


def fitted(body: Box, ratio: float) -> Box:
    """Return the largest box of a ratio (width over height) in the middle of another."""
    width, height = body.x1 - body.x0, body.y1 - body.y0
    wide, high = min(width, height * ratio), min(height, width / ratio)
    left, bottom = body.x0 + (width - wide) / 2, body.y0 + (height - high) / 2
    return Box(left, bottom, left + wide, bottom + high)
