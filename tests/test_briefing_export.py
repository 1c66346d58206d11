"""Export: what is written, whole or not at all, the same bytes twice, nothing loaded too soon."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pandas as pd
import pytest
from chart_samples import SAMPLES

from cqdata import files
from cqdata.briefing import DEFAULT, FORMATS, export, exporting
from cqdata.errors import DataError

TWO = [SAMPLES[name]() for name in ("sample_bars", "sample_progress")]
QUICK = ("csv", "pptx", "xlsx", "html")
# A PDF holds four subsets of fonts, which take a second: one chart in one language has its own.
ALL_BUT_PDF = tuple(one for one in FORMATS if one != "pdf")


def tree(folder):
    """Return the files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    out = tmp_path_factory.mktemp("exports")
    steps = []

    def progress(*step):
        steps.append(step)

    paths = export(TWO, out, formats=ALL_BUT_PDF, tables={}, progress=progress)
    return out, paths, steps


def test_every_file_is_written_and_returned(whole):
    out, paths, steps = whole
    names = {
        f"{lang}/{chart.name}.{kind}" for lang in ("zh", "en") for chart in TWO
        for kind in ("png", "svg", "csv")
    } | {
        f"{lang}/{file}" for lang in ("zh", "en")
        for file in ("briefing.pptx", "briefing.xlsx", "briefing.docx", "index.html")
    }  # fmt: skip
    assert {path.relative_to(out).as_posix() for path in paths} == names
    assert names == {name for name in tree(out) if not name.endswith("/.files")}
    assert [done for done, _, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[-1][1] == len(steps), "the total was known from the start"


def test_a_chart_is_written_as_pdf(tmp_path):
    (path,) = export(TWO[:1], tmp_path, ("zh",), formats=("pdf",), tables={})
    assert path.relative_to(tmp_path).as_posix() == "zh/sample_bars.pdf"
    assert path.read_bytes().startswith(b"%PDF-")


def test_second_export_writes_the_same_bytes(whole, tmp_path):
    """Of pictures by themselves test_charts.py says so, in each format."""
    kinds = ("csv", "pptx", "xlsx", "docx")
    export(TWO, tmp_path, ("zh",), formats=kinds, tables={})
    again = tree(tmp_path / "zh")
    del again[".files"]
    before = tree(whole[0] / "zh")
    assert again == {name: one for name, one in before.items() if name.endswith(kinds)}
    assert len(again) == len(TWO) + 3


def test_csv_is_for_excel_and_pictures_have_their_size(whole):
    out, _, _ = whole
    assert (out / "zh/sample_bars.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    png = (out / "zh/sample_bars.png").read_bytes()
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (4000, 2250)


class Page(HTMLParser):
    """What a page links to, loads and describes."""

    def __init__(self, text):
        super().__init__()
        self.links, self.images, self.loaded, self.downloads, self.text = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a":
            self.links.append(attributes["href"])
            if "download" in attributes:
                self.downloads.append(attributes["href"])
        if tag == "img":
            self.images.append((attributes["src"], attributes["alt"]))
        if tag in ("script", "link", "iframe"):
            self.loaded.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_gallery_works_offline_and_hands_everything_out(whole, lang):
    folder = whole[0] / lang
    text = (folder / "index.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.loaded == []
    assert not re.search(r"(src|href)=\"(https?:)?//|@import|url\(", text)
    for link in page.links:
        if not link.startswith("#"):
            assert (folder / link).is_file(), link
    files = {p.name for p in folder.iterdir()} - {"index.html", ".files"}
    assert set(page.downloads) == files
    for (source, alt), chart in zip(page.images, TWO, strict=True):
        assert source == f"{chart.name}.svg"
        assert alt == chart.alt(lang)
    said = "".join(page.text)
    for chart in TWO:
        assert chart.title(lang) in said
        assert chart.source(lang) in said
    assert "prefers-color-scheme:dark" in text
    assert 'name="viewport"' in text


def test_interrupted_export_leaves_the_previous_one_whole(whole, tmp_path):
    export(TWO, tmp_path, formats=QUICK, tables={})
    before = tree(tmp_path)

    def stop(done, total, what):
        if done == total - 1:
            raise KeyboardInterrupt

    changed = [SAMPLES["sample_bars"]()]
    with pytest.raises(KeyboardInterrupt):
        export(changed, tmp_path, formats=QUICK, tables={}, progress=stop)
    assert tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["en", "zh"], "nothing is left behind"


def test_export_that_cannot_be_put_in_place_puts_the_old_one_back(tmp_path, monkeypatch):
    export(TWO, tmp_path, formats=("csv",), tables={})
    before = tree(tmp_path)
    real = os.replace

    def busy(source, target):
        if str(target).endswith("en") and ".en-" in str(source) and "-old" not in str(source):
            raise PermissionError(13, "in use", str(target))
        real(source, target)

    monkeypatch.setattr(files, "exchange", lambda *_: False)  # as where it is not to be had
    monkeypatch.setattr(exporting.os, "replace", busy)
    with pytest.raises(DataError, match=r"close the file if it is open"):
        export([SAMPLES["sample_bars"]()], tmp_path, formats=("csv",), tables={})
    monkeypatch.undo()
    assert tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["en", "zh"]


def test_gallery_of_one_language_links_to_the_other_if_told(tmp_path):
    export(TWO, tmp_path, ("zh",), formats=("html",), tables={}, linked=("zh", "en"))
    page = Page((tmp_path / "zh/index.html").read_text(encoding="utf-8"))
    assert "../en/index.html" in page.links


def test_whole_export_replaces_its_own_files_and_keeps_others(tmp_path):
    export(TWO, tmp_path, ("zh",), formats=("csv", "html"), tables={})
    (tmp_path / "zh/mine.txt").write_text("kept", encoding="utf-8")
    one = [SAMPLES["sample_progress"]()]
    export(one, tmp_path, ("zh",), formats=("csv",), tables={})
    assert set(tree(tmp_path)) == {"zh/.files", "zh/mine.txt", "zh/sample_progress.csv"}


def test_files_of_the_last_whole_export_are_known(tmp_path):
    assert exporting.last_written(tmp_path) == []
    export(TWO, tmp_path, ("zh",), formats=("csv", "html"), tables={})
    (tmp_path / "zh/mine.txt").write_text("kept", encoding="utf-8")
    export(TWO, tmp_path, ("zh",), only=["sample_progress"], formats=("csv", "svg"), tables={})
    (tmp_path / "zh/sample_bars.csv").unlink()
    there = ["index.html", "sample_progress.csv"]
    assert exporting.last_written(tmp_path) == [tmp_path / "zh" / name for name in there]


def test_workbook_of_an_edition_leaves_out_what_concerns_others_alone():
    figures = pd.DataFrame({"figure_id": ["2023/a", "2023/b", "2024/a"]})
    derived = pd.DataFrame({
        "derived_id": ["implied/2023/a", "implied/twice"],
        "inputs": ["2023/a;2023/b", "implied/2023/a;北京/a/2020"],
    })  # fmt: skip
    inputs = {
        "own": "2024/a;北京/a/2020", "both": "2023/a;2024/a", "history": "北京/a/2020",
        "other": "2023/a;北京/a/2020", "behind": "implied/twice;北京/a/2021",
    }  # fmt: skip
    checks = pd.DataFrame({"check_id": list(inputs), "inputs": list(inputs.values())})
    for year, kept in ((2024, {"own", "both", "history"}), (2023, set(inputs) - {"own"})):
        tables = exporting._of_edition(figures, checks, derived, year)
        assert set(tables["figures"]["figure_id"].str[:4]) == {str(year)}
        assert set(tables["checks"]["check_id"]) == kept


def test_only_names_the_deck_after_the_chart_and_leaves_the_rest(whole, tmp_path):
    export(TWO, tmp_path, ("zh",), formats=QUICK, tables={})
    before = tree(tmp_path)
    paths = export(
        TWO, tmp_path, ("zh",), only=["sample_progress"], formats=("csv", "pptx"), tables={}
    )
    assert [p.name for p in paths] == ["sample_progress.csv", "sample_progress.pptx"]
    after = tree(tmp_path)
    assert set(after) == set(before) | {"zh/sample_progress.pptx"}
    assert {k: after[k] for k in before} == before


def test_partial_exports_write_no_gallery_unless_asked(tmp_path):
    wanted = exporting._formats(None, partial=True)
    assert wanted == tuple(kind for kind in DEFAULT if kind != "html")
    names = [chart.name for chart in TWO]
    paths = export(TWO, tmp_path, ("zh",), only=names, formats=("csv", "html"), tables={})
    assert paths[-1].name == "sample_bars-and-1-more.html"


def test_charts_are_drawn_once_per_language(tmp_path, monkeypatch):
    from cqdata.charts import Chart

    drawn = []
    draw = Chart.draw
    monkeypatch.setattr(
        Chart, "draw", lambda self, lang=None, size="slide": drawn.append((lang, size))
        or draw(self, lang, size)
    )  # fmt: skip

    formats = ("png", "svg", "csv", "pptx", "xlsx", "html")
    export(TWO[:1], tmp_path, formats=formats, tables={})
    assert drawn == [("zh", "slide"), ("en", "slide")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"only": ["nothing"]}, "no chart is named 'nothing'; charts: sample_bars"),
        ({"only": []}, "no chart chosen"),
        ({"langs": ("fr",)}, "language 'fr'; expected one of zh, en"),
        ({"formats": ("ppt",)}, "format 'ppt'; expected one of png"),
    ],
)
def test_wrong_wishes_are_named_before_anything_is_written(tmp_path, options, message):
    with pytest.raises(DataError, match=message):
        export(TWO, tmp_path / "new", **options)
    assert not (tmp_path / "new").exists()


def test_missing_library_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"pip install 'cqdata\[briefing\]'"):
        export(TWO, tmp_path, formats=("xlsx",))


def test_project_tables_reach_the_workbook(tmp_path, monkeypatch):
    import pandas as pd
    from office import Book

    import cqdata

    frame = pd.DataFrame({"figure_id": ["2023/x"], "value": [1.0]})
    monkeypatch.setattr(cqdata, "figures", lambda: frame, raising=False)
    export(TWO, tmp_path, ("en",), formats=("xlsx",))
    book = Book((tmp_path / "en/briefing.xlsx").read_bytes())
    assert book.sheets["Report figures"]["A5"][0] == 1.0


def test_importing_the_briefing_loads_no_writer():
    code = (
        "import sys, cqdata.briefing; "
        "print(sorted({'pptx','docx','xlsxwriter','matplotlib','lxml','PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"
