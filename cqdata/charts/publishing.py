"""Writing charts to files: the edge of the package. Nothing is ever half written."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from cqdata.charts.contract import LANGS, SIZES, Chart
from cqdata.errors import DataError
from cqdata.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "csv", "pdf")
DPI = 300


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


def csv_bytes(chart: Chart, lang: str) -> bytes:
    """Return the drawn numbers as CSV with a byte-order mark, so that Excel reads Chinese."""
    text = chart.table(lang).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def show(chart: Chart, size: str = "slide") -> None:
    """Display a chart in a notebook as a picture with two pixels per point."""
    from IPython.display import display

    from cqdata.charts.style import SIZE

    width, height = SIZE[size].inches
    display(
        {"image/png": chart.png(size=size, dpi=144)},
        metadata={"image/png": {"width": round(width * 72), "height": round(height * 72)}},
        raw=True,
    )


def exports() -> Path | None:
    """Return where charts are published: ``$CQDATA_EXPORTS``, else the project's ``exports/``.

    None if the variable is ``off``: then nothing is drawn or written, only named.
    """
    wanted = os.environ.get("CQDATA_EXPORTS", "")
    if wanted.lower() == "off":
        return None
    if wanted:
        return Path(wanted)
    from cqdata.catalog import home

    return home() / "exports"


def publish(
    chart: Chart,
    formats: Sequence[str] = ("png", "svg", "csv"),
    lang: str = "all",
    out: str | Path | None = None,
    size: str = "slide",
    *,
    quiet: bool = False,
) -> list[Path]:
    """Write a chart to ``<out>/<lang>/<name>.<format>`` and print where.

    Parameters
    ----------
    chart : Chart
        What to write.
    formats : sequence of str
        Of ``png`` (300 dpi), ``svg`` (with title and description), ``csv`` (the drawn numbers,
        with byte-order mark) and ``pdf`` (text searchable, fonts embedded as TrueType).
    lang : {"all", "zh", "en"}
        One language or both.
    out : path, optional
        Folder; by default see :func:`exports`. The printed lines always begin with ``exports/``,
        so that a stored output is the same everywhere.
    size : {"slide", "square", "a4"}
        A size other than ``slide`` is added to the file's name.
    quiet : bool
        Print nothing.

    Returns
    -------
    list of Path
        The files written, none where exports are switched off.
    """
    if isinstance(formats, str):
        formats = tuple(one.strip() for one in formats.split(","))
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown:
        raise DataError(f"publish: unknown formats {unknown}; known: {', '.join(FORMATS)}")
    if lang != "all" and lang not in LANGS:
        raise DataError(f"publish: language {lang!r}; expected all, zh or en")
    if size not in SIZES:
        raise DataError(f"publish: size {size!r}; expected one of {', '.join(SIZES)}")
    folder = Path(out) if out is not None else exports()
    stem = chart.name if size == "slide" else f"{chart.name}-{size}"
    written = []
    for one in LANGS if lang == "all" else (lang,):
        draws = folder is not None and set(formats) - {"csv"}
        figure = chart.draw(one, size) if draws else None
        for kind in formats:
            file = f"{stem}.{kind}"
            if folder is not None:
                if kind == "csv":
                    content = csv_bytes(chart, one)
                else:
                    assert figure is not None
                    content = figure_bytes(
                        figure, kind, title=chart.title(one), alt=chart.alt(one), dpi=DPI
                    )
                write_bytes(folder / one / file, content)
                written.append(folder / one / file)
            if not quiet:
                print(f"exports/{one}/{file}")
    return written
