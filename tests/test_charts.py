"""Charts: what is drawn equals the data, nothing overlaps or leaves the page, nothing leaks."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import chart_samples
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_check import problems, texts
from colour import VISIONS, contrast, distance
from matplotlib.figure import Figure
from PIL import Image

from cqdata.charts import LANGS, SIZES, Chart, Words, rows
from cqdata.charts.contract import OPEN
from cqdata.charts.publishing import csv_bytes, figure_bytes, picture, publish
from cqdata.charts.scale import value_axis
from cqdata.charts.scorecard import OPEN_SIGN
from cqdata.charts.style import (
    BANDS,
    BAR,
    BLUE,
    GREY,
    INK,
    PAPER,
    RED,
    SIZE,
    VERDICT_COLOURS,
    font_path,
    looks_of,
)
from cqdata.charts.wording import automatic_notes, decimals, x_text
from cqdata.errors import DataError

SAMPLES = chart_samples.SAMPLES
FORMS = {form: name for name, form in chart_samples.FORM_OF.items()}
FANS = [name for name, form in chart_samples.FORM_OF.items() if form == "fan"]

LONG = {
    "zh": "（按最近一次经济普查修订后的口径，与此前各年公布的数字不能直接相比）",
    "en": " as revised after the latest economic census, not comparable with earlier releases",
}
NOTES = {
    "zh": "“双高”企业的数目按年末在库口径统计；各地公布的时间不同，个别年份只有约数。",
    "en": "Counts are of firms on the register at year’s end; some years are known only roughly.",
}


def crowded(name: str) -> Chart:
    """Return a sample with a long title, long names, many notes and long category names."""
    chart = SAMPLES[name]()
    words = {}
    for lang in LANGS:
        old = chart.words[lang]
        tail = "，比全国平均水平仍然低一截" if lang == "zh" else ", still well below the nation"
        words[lang] = replace(
            old,
            title=old.title + tail,
            subtitle=old.subtitle + LONG[lang],
            notes=[*old.notes, NOTES[lang], NOTES[lang]],
            sources=f"{old.sources}；{old.sources}；{old.sources}",
        )
    data = chart.data.copy()
    more = {"zh": "（年末在库数）", "en": " (on the register, year’s end)"}
    if chart.form == "progress":
        for lang in LANGS:
            label = f"label_{lang}"
            data[label] = data[label].where(data[label] == "", data[label] + more[lang])
    return replace(chart, words=words, data=data)


@cache
def drawn(name: str, lang: str, size: str, *, full: bool) -> tuple[Chart, Figure]:
    """Return a chart as localised and its figure, drawn once for all tests that look at it."""
    chart = crowded(name) if full else SAMPLES[name]()
    return chart.localised(lang), chart.draw(lang, size)


CASES = [
    pytest.param(name, lang, size, full, id=f"{name[7:]}-{lang}-{size}{'-crowded' * full}")
    for name in SAMPLES
    for lang in LANGS
    for size in SIZES
    for full in (False, True)
    if (size == "slide" if not full else name in FORMS.values())
]


@pytest.mark.parametrize(("name", "lang", "size", "full"), CASES)
def test_nothing_overlaps_leaves_the_page_or_lacks_a_glyph(
    name: str, lang: str, size: str, full: bool
) -> None:
    _, figure = drawn(name, lang, size, full=full)
    assert problems(figure) == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_word_of_the_frame_is_on_the_page(name: str, lang: str) -> None:
    chart, figure = drawn(name, lang, "slide", full=False)
    said = "".join(text.get_text() for text in texts(figure)).replace(" ", "")
    # An author's note for which there is no room has its place in the speaker notes.
    signs = automatic_notes(chart, lang)
    wanted = [chart.title(lang), chart.subtitle(lang), chart.source(lang), *signs]
    for text in wanted:
        assert text.replace(" ", "") in said


def test_the_checker_sees_what_is_wrong() -> None:
    _, figure = drawn("sample_fan", "zh", "slide", full=False)
    clean = problems(figure)
    extra = [
        figure.text(0.2, 0.2, "一二三四五", color=INK),
        figure.text(0.21, 0.2, "六七八九十", color=INK),
        figure.text(0.98, 0.5, "走出页边的一句话", color=INK),
        figure.text(0.5, 0.9, "太淡", color="#c8c8c8"),
        figure.text(0.7, 0.9, "H\u2082O", color=INK),
        figure.text(0.6, 0.05, "小", color=INK, fontsize=3),
        figure.text(0.9, 0.01, "落到页脚", color=INK),
    ]
    for text in extra:
        text.set_fontfamily([rc_family(), "DejaVu Sans"])
    try:
        found = "\n".join(problems(figure))
    finally:
        for text in extra:
            text.remove()
    assert clean == []
    for sign in (
        "overlap: '一二三四五'",
        "leaves the page: '走",
        "contrast",
        "no glyph",
        "3.0 points",
        "foot of the page: '落到页脚'",
    ):
        assert sign in found
    assert problems(figure) == []


@pytest.mark.parametrize("name", FANS)
@pytest.mark.parametrize("lang", LANGS)
def test_few_texts_and_none_too_small_for_a_slide(name: str, lang: str) -> None:
    _, figure = drawn(name, lang, "slide", full=False)
    written = [text for text in texts(figure) if text.get_gid() != "tick"]
    assert len(written) <= 20
    wide = figure.get_size_inches()[0] * 72
    assert min(text.get_fontsize() for text in texts(figure)) >= 0.014 * wide
    title = [text.get_fontsize() for text in written if text.get_gid() == "title"]
    assert min(title) >= 0.025 * wide


@pytest.mark.parametrize("form", sorted(FORMS))
def test_square_is_legible_on_a_telephone(form: str) -> None:
    _, figure = drawn(FORMS[form], "zh", "square", full=True)
    wide = figure.get_size_inches()[0] * 72
    sizes = [float(text.get_fontsize()) for text in texts(figure)]
    assert min(sizes) * 390 / wide >= 11
    titles = [text for text in texts(figure) if text.get_gid() == "title"]
    assert max(float(text.get_fontsize()) for text in titles) >= 0.04 * wide


def test_no_note_is_dropped_and_one_too_long_stops_publishing() -> None:
    chart = SAMPLES["sample_progress"]()
    words = {lang: replace(one, notes=(NOTES[lang],) * 3) for lang, one in chart.words.items()}
    full = replace(chart, words=words)
    said = "".join(text.get_text() for text in texts(full.draw("zh")))
    assert said.count(NOTES["zh"]) == 3
    english = replace(words["en"], notes=(NOTES["en"],) * 30)
    long = replace(chart, words=words | {"en": english})
    with pytest.raises(DataError, match=r"sample_progress, en, size slide: .* by \d+ lines, about"):
        publish(long, "zh")


def test_sources_that_find_no_room_are_counted() -> None:
    chart = SAMPLES["sample_progress"]()
    names = "; ".join(f"A statistical yearbook of the province, number {n}" for n in range(20))
    words = chart.words | {"en": replace(chart.words["en"], sources=names)}
    drawing = replace(chart, words=words).draw("en")
    foot = [text.get_text() for text in texts(drawing) if text.get_gid() == "footer"]
    *foot, note = foot
    assert note.startswith("Note: ")
    assert len(foot) == 2
    shown = " ".join(foot).count("number")
    assert 2 <= shown < 20
    assert foot[-1].endswith(f"{20 - shown} more listed with the data")


def test_a_sign_that_no_font_has_is_a_box_and_named() -> None:
    chart = SAMPLES["sample_vintages"]()
    words = {
        lang: replace(one, title=one.title + "🚀H\u2082O") for lang, one in chart.words.items()
    }
    with pytest.warns(UserWarning, match=r"chart sample_vintages: no font has 🚀 \(U\+1F680\)"):
        figure = replace(chart, words=words).draw("zh")
    said = "".join(text.get_text() for text in texts(figure))
    assert "□H\u2082O" in said


def rc_family() -> str:
    from cqdata.charts.style import register

    return register()


# --- what is drawn is the data -------------------------------------------------------------------


def artists(figure: Figure, prefix: str) -> dict[str, list]:
    """Return the artists of all axes by gid, those that begin so."""
    found: dict[str, list] = {}
    for axes in figure.axes:
        for artist in [*axes.lines, *axes.patches, *axes.collections]:
            if str(artist.get_gid() or "").startswith(prefix):
                found.setdefault(artist.get_gid(), []).append(artist)
    return found


@pytest.mark.parametrize("name", FANS)
@pytest.mark.parametrize("lang", LANGS)
def test_lines_bands_and_targets_are_drawn_as_given(name: str, lang: str) -> None:
    chart, figure = drawn(name, lang, "slide", full=False)
    lines = chart.rows("actual", "benchmark", "comparison", "projection", "required")
    for (series, kind), part in lines.groupby(["series", "kind"]):
        (line,) = artists(figure, f"{kind}:{series}")[f"{kind}:{series}"]
        known = ~np.isnan(line.get_ydata())
        given = part[part["value"].notna()]
        np.testing.assert_array_equal(line.get_xdata()[known], given["x"])
        np.testing.assert_array_equal(line.get_ydata()[known], given["value"])
        assert bool(line.is_dashed()) == bool(kind not in ("actual", "benchmark"))
    for (series, level), part in chart.rows("band").groupby(["series", "level"]):
        (band,) = artists(figure, "band:")[f"band:{series}:{level:g}"]
        corners = {tuple(p) for p in band.get_paths()[0].vertices}
        for row in part.itertuples():
            assert {(row.x, row.low), (row.x, row.high)} <= corners
    for row in chart.rows("target").itertuples():
        (mark,) = artists(figure, "target:")[f"target:{row.series}"]
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (row.x, row.value)
    unsure = chart.rows("actual")
    unsure = unsure[unsure["status"].isin(OPEN)]
    drawn_open = [
        (x, y)
        for gid, marks in artists(figure, "open:").items()
        if gid.removeprefix("open:") in set(unsure["series"])
        for mark in marks
        for x, y in zip(mark.get_xdata(), mark.get_ydata(), strict=True)
    ]
    assert sorted(drawn_open) == sorted(zip(unsure["x"], unsure["value"], strict=True))


def test_a_missing_year_breaks_the_line() -> None:
    frame = pd.DataFrame({"year": range(2015, 2022), "value": [1.0, 2, 3, np.nan, 5, 6, 7]})
    chart = simple(rows.actual(frame.assign(source_id="a"), "line"))
    figure = chart.draw("zh")
    (line,) = artists(figure, "actual:line")["actual:line"]
    assert np.isnan(line.get_ydata()[3])
    assert len(line.get_xdata()) == 7
    left_out = simple(rows.actual(frame.dropna().assign(source_id="a"), "line")).draw("zh")
    (same,) = artists(left_out, "actual:line")["actual:line"]
    np.testing.assert_array_equal(same.get_ydata(), line.get_ydata())


@pytest.mark.parametrize("lang", LANGS)
def test_bars_are_as_long_as_their_values(lang: str) -> None:
    chart, figure = drawn("sample_bars", lang, "slide", full=False)
    values = chart.rows("actual").set_index("category")["value"]
    bars = artists(figure, "bar:")
    assert len(bars) == len(values) == 31
    for category, value in values.items():
        (patch,) = bars[f"bar:{category}"]
        assert patch.get_width() == pytest.approx(value)
    assert list(chart.categories()) == list(
        values.sort_values(ascending=False, kind="stable").index
    )
    subject = bars["bar:Chongqing"][0].get_facecolor()
    others = {bars[f"bar:{c}"][0].get_facecolor() for c in values.index if c != "Chongqing"}
    assert mpl.colors.to_hex(subject) == BLUE
    assert [mpl.colors.to_hex(other) for other in others] == [BAR]


def test_interval_holds_the_published_value_exactly_when_the_data_say_so() -> None:
    chart, figure = drawn("sample_intervals", "zh", "slide", full=False)
    for category in chart.categories():
        part = chart.data[chart.data["category"] == category].set_index("kind")
        (bar,) = artists(figure, f"implied:{category}").popitem()[1]
        (mark,) = artists(figure, f"published:{category}").popitem()[1]
        low, high = bar.get_x(), bar.get_x() + bar.get_width()
        inside = low <= mark.get_xdata()[0] <= high
        value = part.loc["published", "value"]
        assert inside == (part.loc["implied", "low"] <= value <= part.loc["implied", "high"])
        share = (value - part.loc["implied", "low"]) / (
            part.loc["implied", "high"] - part.loc["implied", "low"]
        )
        if part.loc["implied", "high"] - part.loc["implied", "low"] > 0.5:  # not widened to be seen
            assert (mark.get_xdata()[0] - low) / (high - low) == pytest.approx(share)


def test_scorecard_writes_its_cells() -> None:
    chart, figure = drawn("sample_progress", "zh", "slide", full=False)
    said = [text.get_text() for text in texts(figure)]
    for row in chart.data[chart.data["value"].notna()].itertuples():
        sign = OPEN_SIGN if row.status in OPEN else ""
        assert sign + chart.value_text(row, "zh") in said


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", LANGS)
def test_table_holds_every_number_rounded(name: str, lang: str) -> None:
    chart = SAMPLES[name]().localised(lang)
    table = chart.table(lang)
    assert len(table) == len(chart.data)
    heads = {"zh": ("数值", "下限", "上限"), "en": ("Value", "Low", "High")}[lang]
    assert set(heads) & set(table.columns)
    for column, head in zip(("value", "low", "high"), heads, strict=True):
        if head in table:
            for shown, given, spec in zip(
                table[head], chart.data[column], chart.data["format"], strict=True
            ):
                if pd.isna(given):
                    assert pd.isna(shown)
                else:
                    places = decimals(spec or chart.format)
                    assert shown == pytest.approx(given, abs=0.5000001 * 10**-places)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", LANGS)
def test_alt_text_says_the_finding_and_numbers(name: str, lang: str) -> None:
    chart = SAMPLES[name]()
    alt = chart.alt(lang)
    assert chart.title(lang).rstrip("。.") in alt
    assert len(alt) > len(chart.title(lang)) + 20
    assert re.search(r"\d", alt)
    assert "  " not in alt
    assert ".." not in alt


@pytest.mark.parametrize(
    ("x", "zh", "en"),
    [
        (2023.0, "2023年", "2023"),
        (2022 + 7 / 12, "2023年7月", "July 2023"),
        (2022.5, "2023年6月", "June 2023"),
        (2024 + 10 / 12, "2025年10月", "October 2025"),
        (2022.01, "2023年1月", "January 2023"),
    ],
)
def test_a_point_within_a_year_is_said_as_a_month(x: float, zh: str, en: str) -> None:
    assert x_text(x, "zh") == zh
    assert x_text(x, "en") == en


# --- colour --------------------------------------------------------------------------------------


def test_text_colours_are_legible_on_paper_and_bands() -> None:
    for colour in [INK, GREY, *VERDICT_COLOURS.values(), RED, BLUE]:
        assert contrast(colour, PAPER) >= 4.5
    assert contrast(INK, BANDS[0]) >= 4.5


def test_bands_are_told_apart_by_everyone() -> None:
    for vision in VISIONS:
        for one, two in itertools.pairwise([*BANDS, PAPER]):
            assert distance(one, two, vision) >= 7
        assert distance(RED, BANDS[0], vision) >= 15  # the target on the fan
        assert distance(BAR, BLUE, vision) >= 30  # the subject among the bars


@pytest.mark.parametrize("name", SAMPLES)
def test_series_are_told_apart_by_everyone(name: str) -> None:
    looks = list(looks_of(SAMPLES[name]()).values())
    for one, two in itertools.combinations({(k.colour, k.dash, k.marker) for k in looks}, 2):
        shape_differs = one[1:] != two[1:]
        for vision in VISIONS:
            assert shape_differs or distance(one[0], two[0], vision) >= 10
    for one, two in itertools.combinations({look.colour for look in looks}, 2):
        for vision in set(VISIONS) - {"greyscale"}:
            assert distance(one, two, vision) >= 8


# --- nothing leaks, the same bytes ---------------------------------------------------------------


@pytest.mark.parametrize("form", sorted(FORMS))
def test_drawing_leaves_no_setting_and_no_figure_behind(form: str) -> None:
    before = dict(mpl.rcParams)
    chart = SAMPLES[FORMS[form]]()
    figure_bytes(chart.draw("en", "square"), "png", title="t", alt="a", dpi=50)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("form", "kind"),
    [*((form, kind) for form in sorted(FORMS) for kind in ("png", "svg")), ("fan", "pdf")],
)
def test_same_bytes_each_time_whatever_the_user_has_set(form: str, kind: str) -> None:
    chart = SAMPLES[FORMS[form]]()
    first = picture(chart, kind, "zh", dpi=60)
    with plt.style.context("dark_background"), mpl.rc_context({"savefig.bbox": "tight"}):
        second = picture(chart, kind, "zh", dpi=60)
    assert first == second


ELSEWHERE = """
import hashlib, sys
import cqdata.charts, cqdata.charts.style, cqdata.charts.text
print(*[m for m in ("matplotlib", "seaborn", "zhplot") if m in sys.modules])
sys.path.insert(0, sys.argv[1])
import chart_samples
from cqdata.charts.publishing import csv_bytes
from cqdata.charts.publishing import picture
for name in ("sample_fan", "sample_bars"):
    chart = chart_samples.SAMPLES[name]()
    parts = [picture(chart, kind, "zh", dpi=50) for kind in ("png", "svg")]
    print(*[hashlib.sha256(part).hexdigest() for part in [*parts, csv_bytes(chart, "zh")]])
print(*[m for m in ("matplotlib.pyplot", "zhplot") if m in sys.modules])
"""


def test_same_bytes_in_another_process_and_no_plotting_library_before_a_chart_is_drawn() -> None:
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, os.path.dirname(__file__)],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    imported, *there, drawn = run.stdout.splitlines()
    here = []
    for name in ("sample_fan", "sample_bars"):
        chart = SAMPLES[name]()
        parts = [picture(chart, kind, "zh", dpi=50) for kind in ("png", "svg")]
        here.append([hashlib.sha256(p).hexdigest() for p in [*parts, csv_bytes(chart, "zh")]])
    assert [line.split() for line in there] == here
    assert (imported, drawn) == ("", "")


# --- files ---------------------------------------------------------------------------------------


def test_svg_says_what_it_is_and_when_nothing(tmp_path) -> None:
    chart = SAMPLES["sample_fan"]()
    svg = picture(chart, "svg", "zh").decode("utf-8")
    assert f'<title id="title">{chart.title("zh")}</title>' in svg
    assert f'<desc id="desc">{chart.alt("zh")}</desc>' in svg
    assert 'role="img" aria-labelledby="title desc"' in svg
    assert "<dc:date>" not in svg
    assert "matplotlib.org" not in svg.split("<defs>")[0].replace("<!-- ", "")


def test_pdf_text_can_be_searched_and_its_font_is_embedded() -> None:
    pdf = picture(SAMPLES["sample_bars"](), "pdf", "zh")
    streams = []
    for part in pdf.split(b"stream\n")[1:]:
        try:
            streams.append(zlib.decompress(part.split(b"\nendstream")[0]))
        except zlib.error:
            continue
    everything = b"".join([pdf, *streams])
    assert b"/FontFile2" in everything  # TrueType, whole glyphs
    assert b"/CIDFontType2" in everything
    assert b"<91cd>" in everything.lower()  # 重 in a map to Unicode
    assert b"<5e86>" in everything.lower()  # 庆
    assert b"CreationDate" not in everything


@pytest.mark.parametrize(
    ("size", "pixels"), [("slide", (4000, 2250)), ("square", (2250, 2250)), ("a4", (1842, 968))]
)
def test_png_has_its_size_at_300_dpi(size: str, pixels: tuple[int, int]) -> None:
    png = Image.open(io.BytesIO(picture(SAMPLES["sample_dated"](), "png", "zh", size)))
    assert png.size == pixels
    assert png.mode == "RGB"
    assert png.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert png.text["Title"] == SAMPLES["sample_dated"]().title("zh")
    assert set(png.text) == {"Title"}


def test_a4_fits_the_text_width_and_grows_no_further_than_the_type_area() -> None:
    mm = 72 / 25.4
    assert SIZE["a4"].width == pytest.approx(156 * mm)
    for name in FORMS.values():
        for full in (False, True):
            _, figure = drawn(name, "en", "a4", full=full)
            wide, high = figure.get_size_inches() * 25.4
            assert wide == pytest.approx(156)
            assert high <= 225.01


def test_csv_opens_in_excel_and_holds_the_table() -> None:
    chart = SAMPLES["sample_fan"]()
    content = csv_bytes(chart, "zh")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    again = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert list(again.columns) == list(chart.table("zh").columns)
    np.testing.assert_allclose(again["数值"], chart.table("zh")["数值"].astype(float))


def test_csv_holds_no_formula_and_months_as_text() -> None:
    chart = SAMPLES["sample_dated"]()
    words = {
        lang: replace(one, series={**one.series, "history": "=甲+乙"})
        for lang, one in chart.words.items()
    }
    text = csv_bytes(replace(chart, words=words), "zh").decode("utf-8-sig")
    assert "\n'=甲+乙," in text
    assert ",2025年10月," in text
    assert ",2023," in text
    assert "made_up" not in text


# --- display -------------------------------------------------------------------------------------


def test_display_is_one_picture_without_an_address(monkeypatch) -> None:
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    SAMPLES["sample_fan"]()._ipython_display_()
    assert list(shown[0]) == ["image/png"]
    assert Image.open(io.BytesIO(shown[0]["image/png"])).size == (1280, 720)
    assert " at 0x" not in repr(SAMPLES["sample_fan"]())


# --- the font ------------------------------------------------------------------------------------


def glyph(char: str) -> np.ndarray:
    """Return a character of the chart's font as a grid of 0 and 1, cut to its ink."""
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(font_path()))
    face.set_size(100, 72)
    face.set_text(char)
    face.draw_glyphs_to_bitmap()
    ink = np.asarray(face.get_image()) > 110
    ys, xs = np.nonzero(ink)
    return ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def part(ink: np.ndarray, x0: float, x1: float, y0: float, y1: float) -> np.ndarray:
    """Return a piece of a glyph by shares of its width and height, from the upper left."""
    high, wide = ink.shape
    return ink[int(y0 * high) : int(y1 * high), int(x0 * wide) : int(x1 * wide)]


def test_glyphs_are_the_simplified_forms() -> None:
    # 直: Simplified stands on one bar; the Japanese form has an upright at the far left.
    assert not part(glyph("直"), 0.0, 0.09, 0.25, 0.85).any()
    # 骨: the small corner in the upper box is at the left; elsewhere it is at the right.
    bone = glyph("骨")
    assert part(bone, 0.3, 0.5, 0.16, 0.22).any()
    assert not part(bone, 0.6, 0.72, 0.1, 0.28).any()
    # 渝: two straight strokes (立刀) at the lower right, the right one with a hook.
    yu = glyph("渝")
    for x0, x1 in ((0.72, 0.86), (0.86, 1.0)):
        assert part(yu, x0, x1, 0.5, 0.8).any(axis=1).all()
    # 门: an open frame with a dot, nothing in the middle.
    assert not part(glyph("门"), 0.3, 0.7, 0.3, 0.8).any()


def test_chart_text_is_set_in_that_font() -> None:
    from matplotlib import font_manager

    from cqdata.charts.style import font

    assert font_manager.findfont(font(10.0)) == str(font_path())


# --- small charts by hand ------------------------------------------------------------------------


def simple(data: pd.DataFrame, **options: object) -> Chart:
    """Return a chart of some rows with plain words."""
    names = {s: "线" for s in dict.fromkeys(data["series"])}
    words = Words(title="标题", subtitle="副题", sources="来源", series=names, unit="%")
    return Chart(
        "simple",
        "fan",
        data,
        {"zh": words, "en": replace(words, title="Title", subtitle="Sub", sources="Source")},
        options=options,
    )


def test_axis_says_when_it_does_not_start_at_zero() -> None:
    frame = pd.DataFrame({"year": [2020, 2021, 2022], "value": [2.1, 2.2, 2.4]})
    chart = simple(rows.actual(frame.assign(source_id="a"), "line"))
    assert value_axis(chart)[0] > 0
    assert "数值轴不从零开始。" in chart.notes("zh")
    assert "The value axis does not start at zero." in chart.notes("en")
    zero = replace(chart, options={"zero": True})
    assert value_axis(zero)[0] == 0
    assert zero.notes("zh") == []


def test_bounds_are_open_with_an_arrow_and_explained() -> None:
    data = [
        {
            "series": "a",
            "kind": "point",
            "x": 2020,
            "value": 2000.0,
            "low": 2000.0,
            "source_id": "s",
        },
        {"series": "a", "kind": "point", "x": 2021, "value": 40.0, "high": 40.0, "source_id": "s"},
        {"series": "a", "kind": "point", "x": 2022, "value": 900.0, "source_id": "s"},
    ]
    chart = simple(pd.DataFrame(data))
    figure = chart.draw("zh")
    ((mark,),) = artists(figure, "open:a").values()
    assert list(mark.get_xdata()) == [2020, 2021]
    arrows = [a for a in figure.findobj(mpl.lines.Line2D) if a.get_gid() == "bound"]
    assert len(arrows) == 2
    assert any("下限" in note for note in chart.notes("zh"))
    assert any("upper bounds" in note for note in chart.notes("en"))
    assert problems(figure) == []


def test_open_markers_are_explained() -> None:
    frame = pd.DataFrame({"year": [2020, 2021], "value": [0.0, 2.0]})
    frame["status"] = ["final", "estimate"]
    chart = simple(rows.actual(frame.assign(source_id="a"), "line"))
    assert chart.notes("zh") == ["空心点为预计数。"]
    assert chart.notes("en") == ["Open markers: estimate."]


@pytest.mark.parametrize(
    "values", [[5.0], [5.0, 5.0], [0.0], [-3.0, 4.0], [1e-4, 2e-4], [3e7, 9e7]]
)
def test_odd_series_are_drawn(values: list[float]) -> None:
    frame = pd.DataFrame({"year": range(2020, 2020 + len(values)), "value": values})
    chart = simple(rows.actual(frame.assign(source_id="a"), "line"))
    assert problems(chart.draw("zh")) == []


def test_scale_shows_yi_yuan_as_billions() -> None:
    frame = pd.DataFrame({"year": [2022, 2023], "value": [686.6, 746.7], "source_id": "a"})
    chart = simple(rows.actual(frame, "line", marked=(2022,)))
    chart = replace(
        chart,
        scale={"en": 0.1},
        format={"zh": ".1f", "en": ".2f"},
    )
    assert list(chart.table("zh")["数值"]) == [686.6, 746.7]
    assert list(chart.table("en")["Value"]) == [68.66, 74.67]
    (line,) = artists(chart.draw("en"), "actual:line")["actual:line"]
    assert list(line.get_ydata()) == pytest.approx([68.66, 74.67])
    assert "68.66%" in chart.alt("en")
    assert "68.66%" in [text.get_text() for text in texts(chart.draw("en"))]


def test_scenario_is_not_called_a_projection() -> None:
    data = rows.together(
        rows.actual(
            pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0], "source_id": "a"}), "h"
        ),
        rows.projection(
            pd.DataFrame({"year": [2022, 2023], "median": [3.0, 4.0]}),
            "p",
            kind="comparison",
            origin=(2021, 2.0),
            status="scenario",
        ),
    )
    chart = simple(data, like={"p": "h"})
    said = [text.get_text() for text in texts(chart.draw("zh"))]
    assert not any("预测" in text for text in said)
    assert looks_of(chart)["p", "comparison"].colour == looks_of(chart)["h", "actual"].colour


def test_drawing_costs_little_beside_saving() -> None:
    """Layout and saving take about 1.4 times a bare save; more than thrice is a fault."""
    import io
    import time

    make: Callable[[], Chart] = SAMPLES["sample_fan"]

    def whole() -> None:
        picture(make(), "png", "zh")

    figure = make().draw("zh")

    def bare() -> None:
        figure.savefig(io.BytesIO(), format="png", dpi=300)

    def seconds(work: Callable[[], None]) -> float:
        start = time.process_time()  # of this process: neighbours on the machine do not count
        work()
        return time.process_time() - start

    # The first attempt may have to load what is drawn with.
    assert any(seconds(whole) < 3 * seconds(bare) for _ in range(3))


# --- the rarer rows of each form -----------------------------------------------------------------


def rare(form: str) -> Chart:
    """Return a chart with the rows that samples lack: missing, negative, open, unbounded ones."""
    both = {"source_id": "a"}

    def named(key: str, **more: object) -> dict[str, object]:
        return {"category": key, "label_zh": f"指标{key}", "label_en": f"Measure {key}", **more}

    if form == "bars":
        data = [
            named("a", series="v", kind="actual", value=3.2, **both),
            named("b", series="v", kind="actual", value=-1.4, status="estimate", **both),
            named("c", series="v", kind="actual", **both),
            {"series": "n", "kind": "benchmark", "value": 1.0, **both},
        ]
    elif form == "intervals":
        data = [
            named("a", series="i", kind="implied", low=24.0, verdict="consistent"),
            named("a", series="u", kind="published", value=25.0, **both),
            named("b", series="i", kind="implied", low=3.0, high=3.0, verdict="inconsistent"),
            named("b", series="u", kind="published", value=3.5, **both),
            named("c", series="i", kind="implied", high=40.0, verdict="unknown",
                  note_zh="没有公布", note_en="nothing published"),
            named("c", series="u", kind="published", **both),
        ]  # fmt: skip
    else:
        data = [
            named("a", series="v", kind="actual", value=3.2, **both),
            named("a", series="d", kind="verdict", verdict="significant"),
            named("b", series="v", kind="actual", note_zh="未公布", note_en="unpublished", **both),
            named("b", series="d", kind="verdict", verdict="unknown"),
        ]
    frame = pd.DataFrame(data)
    names = {s: f"系列{s}" for s in dict.fromkeys(frame["series"])}
    words = Words(title="标题", subtitle="副题", sources="来源", series=names, unit="%")
    return Chart("rare", form, frame, {"zh": words, "en": words}, format=".1f")


RARE = ("bars", "intervals", "progress")


@pytest.mark.parametrize("form", RARE)
@pytest.mark.parametrize("size", SIZES)
def test_rare_rows_are_drawn_and_said(form: str, size: str) -> None:
    chart = rare(form)
    figure = chart.draw("zh", size)
    assert problems(figure) == []
    said = [text.get_text() for text in texts(figure)]
    for row in chart.data.itertuples():
        number = chart.value_text(row, "zh", unit=False)
        if number:
            assert any(number in text for text in said)
    if form == "bars":
        assert "无数据" in said
    assert len(chart.table("en")) == len(chart.data)
    assert chart.alt("en")


def test_estimates_of_bars_are_marked() -> None:
    chart = rare("bars")
    ((patch,),) = artists(chart.draw("zh"), "bar:b").values()
    assert mpl.colors.to_hex(patch.get_facecolor()) == PAPER
    assert patch.get_linewidth() > 0
    assert any(note.startswith("空心条") for note in chart.notes("zh"))
