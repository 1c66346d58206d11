"""The page: answers first, every chart once, nothing fetched, no sideways scroll on a telephone."""

import base64
import html
import re
import shutil
import subprocess
import zipfile

import nbformat
import pytest
from cells import notebooks
from chart_samples import SAMPLES

import cqdata as cq
from cqdata.briefing import export
from cqdata.briefing.bilingual import half, language
from cqdata.briefing.gallery import gallery
from cqdata.briefing.notebookpage import notebook_page
from cqdata.briefing.sections import Section, answer, sentences
from cqdata.charts.description import MIME

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAMES = ("sample_progress", "sample_fan", "sample_bars")


@pytest.fixture(scope="module")
def sections():
    charts = {name: SAMPLES[name]() for name in NAMES}
    return [
        Section(
            {"zh": "总览", "en": "Overview"},
            {"zh": "能达标三项。另有一项背离。", "en": "Three are met. One moves away."},
            [charts["sample_progress"]],
            "overview.html",
        ),
        Section(
            {"zh": "经费", "en": "Spending"},
            {"zh": "经费偏慢。", "en": "Spending is slow, e.g. 9.7% a year."},
            [charts["sample_fan"], charts["sample_bars"]],
        ),
    ]


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def page(sections, lang):
    files = {name: [f"{name}.png", f"{name}.csv"] for name in NAMES}
    return gallery(sections, lang, files, ["briefing.pptx"]).decode()


def test_answer_opens_the_page_and_sections_follow_in_order(page, sections, lang):
    joint = "" if lang == "zh" else " "
    said = joint.join(answer(sections, lang))
    places = [page.index(said)]
    places += [page.index(f">{section.title[lang]}</h2>") for section in sections]
    assert places == sorted(places)
    assert page.index("<main") > places[0]


def test_every_chart_stands_once_with_its_downloads(page):
    for name in NAMES:
        assert page.count(f'<article id="{name}"') == 1
        assert page.count(f'href="{name}.csv" download') == 1
    assert 'href="overview.html"' in page


def test_every_link_within_the_page_has_its_target(page):
    marks = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= marks
    for label in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert label in marks


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("第一句。第二句！还有？", "zh", ["第一句。", "第二句！", "还有？"]),
        ("It grows 9.7% a year. Is that enough? No", "en",
         ["It grows 9.7% a year.", "Is that enough?", "No"]),
        ("", "en", []),
    ],
)  # fmt: skip
def test_sentences_end_at_full_stops_only(text, lang, expected):
    assert sentences(text, lang) == expected


# --- notebooks as pages --------------------------------------------------------------------------

DOT = base64.b64encode(b"\x89PNG\r\n").decode()
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Question\n", "\n", "Text with **weight**."]},
        {
            "cell_type": "code",
            "source": "spending.assign(x=1 < 2)",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["1 < 2\n"]},
                {
                    "output_type": "display_data",
                    "data": {"image/png": DOT, "text/plain": "<Figure>"},
                    "metadata": {"image/png": {"alt": "A line that rises"}},
                },
                {
                    "output_type": "execute_result",
                    "data": {
                        "text/html": "<script src='https://x.org/a.js'></script><table></table>",
                        "text/plain": "…",
                    },
                    "metadata": {},
                },
            ],
        },
    ]
}


def test_notebook_becomes_a_page_with_folded_code(lang):
    text = notebook_page(NOTEBOOK, lang, title="Q & A", back="index.html").decode()
    assert "<title>Q &amp; A</title>" in text
    assert f'<html lang="{ {"zh": "zh-CN", "en": "en-GB"}[lang] }">' in text
    assert "<strong>weight</strong>" in text
    folded = re.search(r"<details><summary>(.+?)</summary><pre>(.*?)</pre></details>", text, re.S)
    assert folded[1] == {"zh": "代码", "en": "Code"}[lang]
    assert "x=1 &lt; 2" in folded[2]
    assert "<details open" not in text
    assert 'alt="A line that rises"' in text
    assert "<table></table>" in text
    assert "script" not in text
    assert "http" not in text
    assert 'href="index.html"' in text


BOTH = {
    "cells": [
        {
            "cell_type": "markdown",
            "source": "## R&D so far 研发经费进展\n\n"
            "The plan (《重庆市推动成渝地区行动方案》) asks for growth of R&D and more.\n\n"
            "规划要求研发经费增长。\n\n- one 其一\n- two 其二",
        },
        {"cell_type": "markdown", "source": "The city’s reader wrote this alone."},
        {
            "cell_type": "code",
            "source": "x",
            "outputs": [
                {"output_type": "stream", "name": "stdout",
                 "text": "✓ Spending rose as planned R&D经费如期增长\n✗ 只有中文\n"},
                {"output_type": "execute_result", "metadata": {},
                 "data": {"text/markdown": "**按进度难以实现。**\n\n**It’s not met.**"}},
                {"output_type": "execute_result", "metadata": {},
                 "data": {"text/html": "<td class='x'>The city’s own</td><td>本市</td>"}},
                {"output_type": "display_data", "metadata": {},
                 "data": {"image/png": DOT, MIME: {"name": "drawn"}}},
            ],
        },
    ]
}  # fmt: skip


def test_notebook_page_is_in_its_own_language(lang):
    drawn = {"drawn": ("drawn.svg", "Own picture")}
    text = html.unescape(notebook_page(BOTH, lang, title="Q", pictures=drawn).decode())
    own = {
        "zh": ["研发经费进展</h2>", "规划要求研发经费增长。", "✓ R&D经费如期增长",
               "按进度难以实现"],
        "en": ["R&D so far</h2>", "asks for growth", "✓ Spending rose as planned\n",
               "It’s not met"],
    }  # fmt: skip
    for one, said in own.items():
        assert [words in text for words in said] == [one == lang] * len(said), one
    assert "✗ 只有中文" in text
    assert "其一" in text
    assert "one" in text
    assert ('<div lang="en-GB"><p>The city’s reader' in text) == (lang == "zh")
    assert ("<td class='x' lang=\"en-GB\">The city’s own" in text) == (lang == "zh")
    assert "The city’s reader" in text
    assert 'src="drawn.svg" alt="Own picture"' in text
    assert DOT not in text
    other = {"zh": "en", "en": "zh"}[lang]
    assert f":lang({other}){{font-family:" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R&D经费增长", "zh"),
        ("Growth of 《重庆市“双倍增”行动计划》, which the city set out", "en"),
        ("Growth of R&D 研发经费增长。", ""),
        ("2027: 80%", ""),
    ],
)
def test_language_of_a_paragraph(text, said):
    assert language(text) == said


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("growth so far 已实现, %", "growth so far, %", "已实现, %"),
        ("2025 (inferred 推断)", "2025 (inferred)", "2025 (推断)"),
        ("nation’s GDP 全国GDP +3%", "nation’s GDP +3%", "全国GDP +3%"),
        ("2022 at the plan’s growth 2022年数推算", "2022 at the plan’s growth", "2022年数推算"),
        ("level 水平, 亿元 (0.1 bn yuan)", "level", "水平, 亿元 (0.1 bn yuan)"),
        ("超过36%（行动方案 2023）", "超过36%（行动方案 2023）", "超过36%（行动方案 2023）"),
        ("10,416", "10,416", "10,416"),
    ],
)
def test_words_in_both_languages_have_two_halves(text, english, chinese):
    assert (half(text, "en"), half(text, "zh")) == (english, chinese)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_no_cell_of_a_table_says_chinese_first(path):
    """The page takes words apart that begin in English, and shows all others in both languages."""
    outputs = [o for cell in nbformat.read(path, 4).cells for o in cell.get("outputs", ())]
    tables = [o["data"]["text/html"] for o in outputs if "text/html" in o.get("data", {})]
    cells = [cell for table in tables for cell in re.findall(r"<t[dh][^>]*>([^<]*)</t", table)]
    first = re.compile(r"[\u4e00-\u9fff]+ \(?(?:[0-9.]+ )?[a-z][a-z -]+\)?")
    assert [one for one in cells if first.fullmatch(one)] == []


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_no_cell_of_a_chinese_page_is_english(path):
    """Sources, marks and what a test found have their Chinese words, too."""
    page = notebook_page(nbformat.read(path, 4), "zh", title="Q").decode()
    cells = [html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>([^<{]*)</t", page)]
    assert len(cells) > 30
    alone = r"[^\u4e00-\u9fff]*[A-Za-z]{3}[^\u4e00-\u9fff]*"
    english = re.compile(rf"[A-Za-z]{{3}}[a-z]* [a-z]{{3,}}|^{alone}$")
    assert [cell for cell in cells if english.search(cell)] == []


def test_a_table_of_a_page_is_in_one_language(lang):
    table = cq.table(
        {
            "指标": ["研发经费", "研发人员"],
            "indicator": ["R&D expenditure", "R&D personnel"],
            "latest 最新数": [cq.assume(797.3, "CNY_1e8"), "range too wide 预测区间过宽"],
            "GDP": [1.0, 2.0],
        }
    )
    shown = {"output_type": "execute_result", "data": {"text/html": table._repr_html_()}}
    cell = {"cell_type": "code", "source": "x", "outputs": [shown]}
    text = html.unescape(notebook_page({"cells": [cell]}, lang, title="Q").decode())
    said = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", text)
    assert said == {
        "zh": ["指标", "最新数", "GDP", "研发经费", "797.3亿元", "1.0",
               "研发人员", "预测区间过宽", "2.0"],
        "en": ["indicator", "latest", "GDP", "R&D expenditure", "79.73 bn yuan", "1.0",
               "R&D personnel", "range too wide", "2.0"],
    }[lang]  # fmt: skip


# --- in a browser --------------------------------------------------------------------------------


def measured(path, width):
    """Return (inner width, scroll width) of a page as a browser lays it out."""
    probe = path.with_name("probe.html")
    script = (
        "<script>document.title=innerWidth+' '+document.documentElement.scrollWidth</script></body>"
    )
    probe.write_text(path.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--disable-dev-shm-usage", f"--user-data-dir={path.parent / 'profile'}",
         f"--window-size={width},900", "--virtual-time-budget=3000", "--dump-dom", probe.as_uri()],
        capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    title = re.search(r"<title>(\d+) (\d+)</title>", done.stdout)
    return int(title[1]), int(title[2])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_no_sideways_scroll_on_a_telephone(page, lang, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(page, encoding="utf-8")
    inner, wide = measured(path, 390)
    assert wide <= inner <= 500
    book = tmp_path / "notebook.html"
    book.write_bytes(notebook_page(NOTEBOOK, lang, title="Q"))
    inner, wide = measured(book, 390)
    assert wide <= inner


# --- sizes and archive ---------------------------------------------------------------------------


def test_archive_holds_everything_and_is_the_same_each_time(sections, tmp_path):
    pictures = {"formats": ("png", "csv", "html"), "langs": ("zh",), "tables": {}}
    (path,) = export(sections, tmp_path / "a", zipped=True, **pictures)
    assert path.name == "briefing-zh.zip"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["briefing-zh.zip"]
    with zipfile.ZipFile(path) as archive:
        names = {name.removeprefix("briefing-zh/") for name in archive.namelist()}
        png = archive.read("briefing-zh/sample_fan.png")
    assert names == {"index.html", *(f"{n}.{kind}" for n in NAMES for kind in ("png", "csv"))}
    assert int.from_bytes(png[16:20], "big") == 1600
    (again,) = export(sections, tmp_path / "b", zipped=True, **pictures)
    assert again.read_bytes() == path.read_bytes()


def test_square_pictures_carry_their_size_in_their_name(sections, tmp_path):
    written = export(
        sections[1].charts, tmp_path, ("zh",), formats=("png",), size="square", dpi=72, tables={}
    )
    assert [path.name for path in written] == ["sample_fan-square.png", "sample_bars-square.png"]
    assert int.from_bytes(written[0].read_bytes()[16:20], "big") == 540
