"""Writing charts to files: the edge of the package. Nothing is ever half written."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from cqdata.charts.contract import LANGS, SIZES, Chart
from cqdata.charts.csvfile import csv_bytes
from cqdata.errors import DataError
from cqdata.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "csv", "pdf")
DPI = 300
SCREEN_DPI = 96
DRAFTS = "drafts"


def figure_bytes(figure: Figure, kind: str, *, title: str, alt: str, dpi: int = DPI) -> bytes:
    """Return a figure as PNG, SVG or PDF, the same bytes each time: no date, no version."""
    import matplotlib as mpl

    from cqdata.charts.style import rc

    buffer = io.BytesIO()
    options: dict[str, Any] = {}
    if kind == "png":
        return _png(figure, title, dpi)
    if kind == "svg":
        options = {"metadata": {"Title": title, "Date": None, "Creator": None}}
    elif kind == "pdf":
        options = {
            "metadata": {
                "Title": title,
                "Subject": alt,
                "CreationDate": None,
                "Creator": None,
                "Producer": None,
            }
        }
    with mpl.rc_context(rc()):
        figure.savefig(buffer, format=kind, dpi=dpi, **options)
    if kind == "svg":
        return _described(buffer.getvalue().decode("utf-8"), title, alt).encode("utf-8")
    return buffer.getvalue()


def _png(figure: Figure, title: str, dpi: int) -> bytes:
    """Return opaque PNG bytes; without the alpha channel they are written faster and smaller."""
    import matplotlib as mpl
    from PIL import Image, PngImagePlugin

    from cqdata.charts.style import rc

    pixels = io.BytesIO()
    with mpl.rc_context(rc()):
        figure.savefig(pixels, format="rgba", dpi=dpi)
    wide, high = figure.get_size_inches()
    shape = (int(wide * dpi), int(high * dpi))
    if shape[0] * shape[1] * 4 != pixels.getbuffer().nbytes:
        raise AssertionError(f"canvas of {pixels.getbuffer().nbytes} bytes is not {shape}")
    picture = Image.frombuffer("RGBA", shape, pixels.getvalue(), "raw", "RGBA", 0, 1)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", title)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "png", dpi=(dpi, dpi), pnginfo=info, compress_level=4)
    return out.getvalue()


def _described(svg: str, title: str, alt: str) -> str:
    """Put the alt text into an SVG as its description, and name both for screen readers."""
    head, mark, rest = svg.partition("</title>")
    if not mark:
        raise AssertionError("matplotlib wrote no title")
    head = head.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1)
    head = head.replace("<title>", '<title id="title">', 1)
    return f'{head}{mark}\n <desc id="desc">{escape(alt)}</desc>{rest}'


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
    if wanted.lower() == "off":
        return None
    if wanted:
        return Path(wanted)
    from cqdata.catalog import home

    return home() / "exports"


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
        ``exports/drafts/<lang>/``, and it is said where. Without any nothing is written.
    size : {"slide", "square", "a4"}
        Size of the pictures among the files.
    name : str
        File name of a figure of one's own, ``snake_case``.
    title, source : str, (zh, en) or {"zh": …, "en": …}
        Finding and source line of a figure of one's own.

    Raises
    ------
    DataError
        If a format, language or size is unknown, or a figure has no name or title.
    """
    from matplotlib.figure import Figure as Drawn

    from cqdata.charts.description import settled

    if lang not in LANGS:
        raise DataError(f"publish: language {lang!r}; expected zh or en")
    if size not in SIZES:
        raise DataError(f"publish: size {size!r}; expected one of {', '.join(SIZES)}")
    if isinstance(chart, Drawn):
        from cqdata.charts.figures import chart_of

        chart = chart_of(chart, name, title, source)
    chart = settled(chart)
    show(chart, lang)
    if formats:
        _draft(chart, lang, formats, size)


def _draft(chart: Chart, lang: str, formats: Sequence[str], size: str) -> None:
    """Write the files of one chart to the drafts and say where."""
    from cqdata.briefing import export

    if isinstance(formats, str):
        formats = tuple(one.strip() for one in formats.split(","))
    folder = exports()
    if size != "slide":
        unsized = [kind for kind in formats if kind not in FORMATS]
        if unsized:
            raise DataError(f"publish: {', '.join(unsized)} has no size {size!r}")
        for kind in formats:
            file = f"{chart.name}-{size}.{kind}"
            if folder is not None:
                content = (
                    csv_bytes(chart, lang) if kind == "csv" else picture(chart, kind, lang, size)
                )
                write_bytes(folder / DRAFTS / lang / file, content)
            print(f"exports/{DRAFTS}/{lang}/{file}")
        return
    if folder is not None:
        export([chart], folder / DRAFTS, (lang,), only=[chart.name], formats=formats)
    for kind in formats:
        print(f"exports/{DRAFTS}/{lang}/{chart.name}.{kind}")
