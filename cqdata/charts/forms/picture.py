"""A figure drawn elsewhere, as a picture under the project's headline and above its source."""

from __future__ import annotations

import io

from cqdata.charts.page import Page
from cqdata.charts.place import Box


def needed(page: Page, body: Box) -> float:
    """Return no height: the picture takes what is left."""
    return 0.0


def paint(page: Page, body: Box) -> None:
    """Draw the picture as large as the page's body allows."""
    import numpy as np
    from PIL import Image

    picture = np.asarray(Image.open(io.BytesIO(page.chart.picture)).convert("RGB"))
    box = fitted(body, picture.shape[1] / picture.shape[0])
    axes = page.axes(box, (0, 1), (0, 1))
    axes.imshow(picture, extent=(0, 1, 0, 1), aspect="auto", interpolation="lanczos")


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
