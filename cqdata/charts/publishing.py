"""Writing charts to files: the edge of the package. Nothing is ever half written."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd

from cqdata.charts.contract import Chart
from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 300
SCREEN_DPI = 96
DRAFTS = "drafts"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figure_bytes(figure: Figure, kind: str, *, title: str, alt: str, dpi: int = DPI) -> bytes:
    """Return a figure as PNG, SVG or PDF, the same bytes each time: no date, no version."""
    from cqdata.charts.style import ours

    with ours():
        if kind == "png":
            return _png(figure, title, dpi)
        words = {"Title": title, "Creator": None}
        own = {"Date": None} if kind == "svg" else _PDF | {"Subject": alt}
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=words | own)
    if kind == "svg":
        return _described(buffer.getvalue().decode("utf-8"), alt).encode("utf-8")
    return buffer.getvalue()


_PDF = {"CreationDate": None, "Producer": None}


def _png(figure: Figure, title: str, dpi: int) -> bytes:
    """Return opaque PNG bytes; without the alpha channel they are written faster and smaller."""
    from PIL import Image, PngImagePlugin

    own, canvas = figure.dpi, figure.canvas
    figure.set_dpi(dpi)
    try:
        canvas.draw()
        pixels = canvas.buffer_rgba()  # type: ignore[attr-defined]
        picture = Image.frombuffer(
            "RGBA", canvas.get_width_height(), bytes(pixels), "raw", "RGBA", 0, 1
        )
    finally:
        figure.set_dpi(own)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", title)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "png", dpi=(dpi, dpi), pnginfo=info, compress_level=4)
    return out.getvalue()


def _described(svg: str, alt: str) -> str:
    """Put the alt text into an SVG as its description, and name both for screen readers.

    What many parts have in common, such as being a label, is their class and no id.
    """
    svg = re.sub(r'<g id="([a-z -]+)">', r'<g class="\1">', svg)
    head, mark, rest = svg.partition("</title>")
    if not mark:
        raise AssertionError("matplotlib wrote no title")
    head = head.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1)
    head = head.replace("<title>", '<title id="title">', 1)
    return f'{head}{mark}\n <desc id="desc">{escape(alt)}</desc>{rest}'


def csv_bytes(chart: Chart, lang: str) -> bytes:
    """Return the drawn numbers as UTF-8 with a byte-order mark, so that Excel reads Chinese.

    Text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay
    numbers.
    """
    cells = {_safe(head): list(map(_safe, column)) for head, column in chart.table(lang).items()}
    text = pd.DataFrame(cells, dtype=object).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def picture(chart: Chart, kind: str, lang: str, size: str = "slide", dpi: int = DPI) -> bytes:
    """Return a chart as PNG, SVG or PDF bytes."""
    figure = chart.draw(lang, size)
    return figure_bytes(figure, kind, title=chart.title(lang), alt=chart.alt(lang), dpi=dpi)


def bundle(chart: Chart, lang: str) -> dict[str, Any]:
    """Return what a notebook shows of a chart: picture, and description in both languages."""
    from cqdata.charts.description import MIME, describe

    # A figure of one's own is kept as it was drawn; the briefing sets the headline around it.
    picture = chart.picture or chart.png(lang, dpi=SCREEN_DPI)
    return {"image/png": picture, MIME: describe(chart)}


def show(chart: Chart, lang: str) -> None:
    """Display a chart in a notebook."""
    from IPython.display import display

    from cqdata.charts.style import SIZE

    width, height = (round(inches * 72) for inches in SIZE["slide"].inches)
    shown = {} if chart.picture else {"image/png": {"width": width, "height": height}}
    display(bundle(chart, lang), metadata=shown, raw=True)


def exports() -> Path | None:
    """Return where files are written: ``$CQDATA_EXPORTS``, else the project's ``exports/``.

    None if the variable is ``off``: then nothing is written, only named.
    """
    wanted = os.environ.get("CQDATA_EXPORTS", "")
    if wanted.strip().lower() == "off":
        return None
    from cqdata.catalog import as_path, home

    return as_path(wanted, "CQDATA_EXPORTS", written=True) if wanted else home() / "exports"


def publish(
    chart: Chart | Figure,
    lang: str = "zh",
    formats: Sequence[str] = (),
    size: str = "slide",
    *,
    name: str = "",
    title: Any = "",
    source: Any = "",
) -> None:
    """Publish a chart: show it, and hand it to the briefing that is collected from the notebook.

    Parameters
    ----------
    chart : Chart or matplotlib figure
        What to publish. A figure of one's own needs a `name` and a `title` and is published as a
        picture; the data of its lines and bars go along.
    lang : {"zh", "en"}
        Language of the picture shown; the briefing has both.
    formats : sequence of str
        Files wanted at once, of png, svg, pdf, csv, pptx, xlsx, docx and html: written to
        ``exports/drafts/<lang>/``, and each is named with its path in the project. Without any
        nothing is written.
    size : {"slide", "square", "a4"}
        Size of the pictures among the files.
    name : str
        File name of a figure of one's own, ``snake_case``.
    title, source : str, (zh, en) or {"zh": …, "en": …}
        Finding and source line of a figure of one's own.

    Raises
    ------
    DataError
        If a format, language or size is unknown, a figure has no name or title, or title and
        notes are too long for a slide.
    """
    from matplotlib.figure import Figure as Drawn

    from cqdata.briefing import check_options
    from cqdata.charts.description import settled
    from cqdata.charts.render import check

    if isinstance(formats, str):
        formats = tuple(one.strip() for one in formats.split(","))
    check_options((lang,), formats=formats or None, size=size)
    if isinstance(chart, Drawn):
        from cqdata.charts.figures import chart_of

        chart = chart_of(chart, name, title, source)
    elif not all(
        one is None or (isinstance(one, str) and not one) for one in (name, title, source)
    ):
        raise DataError("publish: name, title and source are for a figure; a chart has its own")
    chart = settled(chart)
    check(chart)
    show(chart, lang)
    if formats:
        _draft(chart, lang, formats, size)


def _draft(chart: Chart, lang: str, formats: Sequence[str], size: str) -> None:
    """Write the files of one chart to the drafts and say where."""
    from cqdata.briefing.exporting import export, file_name

    folder = exports()
    if folder is not None:
        export([chart], folder / DRAFTS, (lang,), only=[chart.name], formats=formats, size=size)
    for kind in formats:
        # Relative to the project, wherever that is: what a notebook stores is the same everywhere.
        file = file_name(chart.name, kind, size)
        print(f"已写入 written: exports/{DRAFTS}/{lang}/{file}")
