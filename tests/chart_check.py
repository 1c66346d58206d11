"""What is wrong with a drawn figure: computed, so that no chart has to be trusted to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from matplotlib.text import Text

from cqdata.charts.page import FOOT_RULE
from cqdata.charts.style import ours, register
from cqdata.charts.text import has_glyph

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOUCH = 0.6  # points by which boxes may overlap: the ascenders' air, not ink
LEAST_CONTRAST = 4.5  # WCAG 2, level AA
LEAST_SIZE = 5.0  # points, of a size that is printed at its real width
CROSSED = 0.12  # share of a text's ground that may be too dark for it, such as a thin line


def drawn(artist: Any, kind: type) -> Iterator[Any]:
    """Yield an artist and all below it that are of a kind.

    An axis that is switched off is passed by: asked for its ticks it would make them.
    """
    if isinstance(artist, kind):
        yield artist
    if not (isinstance(artist, Axis) and not artist.axes.axison):
        for child in artist.get_children():
            yield from drawn(child, kind)


def texts(figure: Figure) -> list[Text]:
    """Return the visible texts of a figure, one per line."""
    found = drawn(figure, Text)
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def problems(figure: Figure) -> list[str]:
    """Return what is wrong with a figure, one sentence each; an empty list is a good figure.

    Two texts that overlap, a text or mark that leaves the page or reaches down into its foot, a
    sign the font lacks, and text too small or too weak against what is really drawn behind it.

    Parameters
    ----------
    figure : Figure
        As :meth:`Chart.draw` returns it; its resolution must be as drawn (72 dpi).
    """
    register()
    with ours():
        renderer: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        found = texts(figure)
        boxes = [ink_box(text, renderer) for text in found]
        out = _overlaps(found, boxes)
        out += _leaving(figure, found, boxes)
        out += _low(figure, found, boxes)
        out += _missing(found)
        out += _small(found)
        out += _weak(figure, found, boxes)
    return out


def ink_box(text: Text, renderer: Any) -> np.ndarray:
    """Return x0, y0, x1, y1 of a text in points, without the air above capitals.

    matplotlib draws a text with its font's features but measures it without them: signs that are
    closed up to half their width are counted whole.
    """
    box = text.get_window_extent(renderer)
    halved = sum(one.startswith("halt") for one in text.get_fontfeatures() or ())
    return np.array([box.x0, box.y0, box.x1 - halved * text.get_fontsize() / 2, box.y1])


def _said(text: Text) -> str:
    return repr(text.get_text().strip())


def _overlaps(found: list[Text], boxes: list[np.ndarray]) -> list[str]:
    sides = np.reshape(boxes, (-1, 4))
    low = np.maximum(sides[:, None, :2], sides[None, :, :2])
    high = np.minimum(sides[:, None, 2:], sides[None, :, 2:])
    pairs = np.argwhere(np.triu((high - low > TOUCH).all(axis=2), 1))
    return [f"texts overlap: {_said(found[i])} and {_said(found[j])}" for i, j in pairs]


def _leaving(figure: Figure, found: list[Text], boxes: list[np.ndarray]) -> list[str]:
    wide, high = figure.get_size_inches() * figure.dpi
    out = []
    for text, box in zip(found, boxes, strict=True):
        if box[0] < 0 or box[1] < 0 or box[2] > wide or box[3] > high:
            out.append(f"text leaves the page: {_said(text)}")
    for axes in figure.axes:
        for artist in [*axes.lines, *axes.patches, *axes.collections]:
            extent = artist.get_window_extent()
            if not np.isfinite(extent.extents).all():
                continue
            if not (extent.x0 >= -1 and extent.x1 <= wide + 1) or not (
                extent.y0 >= -1 and extent.y1 <= high + 1
            ):
                out.append(f"data leave the page: {artist.get_gid() or type(artist).__name__}")
    return out


def _low(figure: Figure, found: list[Text], boxes: list[np.ndarray]) -> list[str]:
    """Say which texts and marks reach below the rule over source and notes."""
    rules = [line for line in drawn(figure, Line2D) if line.get_gid() == FOOT_RULE]
    if not rules:
        return []
    foot = rules[0].get_window_extent().y0
    out = [
        f"text runs into the foot of the page: {_said(text)}"
        for text, box in zip(found, boxes, strict=True)
        if text.get_gid() != "footer" and box[1] < foot - TOUCH
    ]
    for axes in figure.axes:
        for artist in [*axes.lines, *axes.patches, *axes.collections]:
            extent = artist.get_window_extent()
            if artist in rules or not np.isfinite(extent.extents).all():
                continue
            if extent.y0 < foot - 1:
                out.append(
                    f"marks run into the foot of the page: "
                    f"{artist.get_gid() or type(artist).__name__}"
                )
    return out


def _missing(found: list[Text]) -> list[str]:
    out = []
    for text in found:
        lacking = sorted({char for char in text.get_text() if not has_glyph(char)})
        if lacking:
            out.append(f"no glyph for {''.join(lacking)} in {_said(text)}")
    return out


def _small(found: list[Text]) -> list[str]:
    return [
        f"text of {float(text.get_fontsize()):.1f} points: {_said(text)}"
        for text in found
        if float(text.get_fontsize()) < LEAST_SIZE
    ]


_SHARES = np.arange(256) / 255
_LINEAR = np.where(_SHARES <= 0.04045, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4)


def _luminance(pixels: np.ndarray) -> np.ndarray:
    """Return the relative luminance of pixels of eight bits a channel."""
    return _LINEAR[pixels[..., :3]] @ np.array([0.2126, 0.7152, 0.0722])


def _weak(figure: Figure, found: list[Text], boxes: list[np.ndarray]) -> list[str]:
    """Compare each text with the picture that is left when all texts are taken away."""
    for text in found:
        text.set_visible(False)
    try:
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]
    finally:
        for text in found:
            text.set_visible(True)
    out = []
    high = pixels.shape[0]
    for text, box in zip(found, boxes, strict=True):
        x0, x1 = max(int(box[0]), 0), max(int(np.ceil(box[2])), 1)
        y0, y1 = max(int(high - box[3]), 0), max(int(np.ceil(high - box[1])), 1)
        behind = _luminance(pixels[y0:y1, x0:x1])
        if not behind.size:
            continue
        rgb = np.rint(np.array(mpl.colors.to_rgb(text.get_color())) * 255).astype(int)
        ink = float(_luminance(rgb))
        ratio = (np.maximum(behind, ink) + 0.05) / (np.minimum(behind, ink) + 0.05)
        if float(np.median(ratio)) < LEAST_CONTRAST:
            out.append(f"contrast {np.median(ratio):.1f} of {_said(text)}")
        elif float((ratio < 2.5).mean()) > CROSSED:
            out.append(f"marks run through {_said(text)}")
    return out
