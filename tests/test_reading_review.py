"""The page for checking a draft, as text and in a real browser."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess

import pytest

from cqdata.reading import COLUMNS, read, review_html

TEXT = """一、企业
(一)主体<培育>
全年培育瞪羚企业320家、专利示范企业910家,总数达到2150家、8640家,分别增长17.5%、11.8%。
二、投入
全社会研发经费86.4亿元,比上年增加7.2亿元,增长9.1%;投入强度2.31%,提高0.06个百分点。
外贸增长“2倍”以上,居全国第5位。
"""
ROWS = read(TEXT, 2023)
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)


def test_the_page_needs_nothing_from_outside():
    page = review_html(TEXT, ROWS, "核对 <2023>")
    assert re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", page) == []
    assert re.findall(r"https?://[^\s\"']+", page) == ["http://www.w3.org/2000/svg"]
    assert "default-src 'none'" in page
    assert page.count("<title>核对 &lt;2023&gt;</title>") == 1


def test_every_figure_is_marked_where_it_stands():
    page = review_html(TEXT, ROWS)
    marks = re.findall(r'<mark id="m(\d+)" class="(\w+)[^>]*>([^<]+)<sup>', page)
    assert [int(k) for k, _, _ in marks] == list(range(len(ROWS)))
    assert [kind for _, kind, _ in marks] == [row.measure for row in ROWS]
    assert [html.unescape(shown) for _, _, shown in marks] == [row.printed for row in ROWS]


def test_text_cannot_break_out_of_the_page():
    text = '</script><img src=x onerror=alert(1)>占比5%"><!--BODY-->/*DATA*/,增长3%。'
    page = review_html(text, read(text))
    assert "<img" not in page
    assert page.count("</script>") == 2
    assert json.loads(page.split('type="application/json">')[1].split("</script>")[0])["rows"]


# What a person does, and what the page then shows.
SESSION = """
const out = {};
const entries = [...document.querySelectorAll("#queue a b")].map((b) => +b.textContent);
out.queue = entries;
const paths = [...document.querySelectorAll("#links path")];
out.links = paths.map((p) => [+p.dataset.from, +p.dataset.to]);
out.lengths = paths.map((p) => p.getTotalLength());
out.beside = [...document.querySelectorAll(".card")].map((card) => {
  const mark = document.getElementById("m" + card.dataset.k);
  const line = mark.closest(".line");
  const [left, right] = [mark, card].map((element) => element.getBoundingClientRect());
  return line === card.closest(".line") && right.left >= left.right;
});
document.getElementById("next").click();
out.first = document.querySelector("mark.here").dataset.k;
document.getElementById("next").click();
out.status = document.getElementById("done").textContent;
const card = document.querySelector('.card[data-k="0"]');
const measure = card.querySelector("select");
measure.value = "cumulative";
measure.dispatchEvent(new Event("change"));
const subject = card.querySelector("input[type=text]");
subject.value = 'a "b", c';
subject.dispatchEvent(new Event("change"));
document.querySelector('.card[data-k="1"] .drop').click();
out.marked = document.getElementById("m0").className;
out.table = cqdataReview.table();
const pre = document.createElement("pre");
pre.id = "result";
pre.textContent = JSON.stringify(out);
document.body.append(pre);
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the page is not tried in a browser")
    folder = tmp_path_factory.mktemp("review")
    page = review_html(TEXT, ROWS, "核对", "draft.csv")
    page = page.replace("</body>", f"<script>{SESSION}</script></body>")
    (folder / "page.html").write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            BROWSER,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--window-size=1500,1000",
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    dom = done.stdout.decode("utf-8")
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.DOTALL)
    assert found, done.stderr.decode("utf-8", "replace")[-2000:]
    return json.loads(html.unescape(found[1]))


def test_the_least_sure_come_first(session):
    confidences = [row.confidence for row in ROWS]
    assert session["queue"] == sorted(confidences)
    assert ROWS[int(session["first"])].confidence == min(confidences)
    assert session["status"].startswith(f"已核对 1 / {len(ROWS)}")


def test_links_are_drawn_from_each_growth_to_its_level(session):
    wanted = [
        [row.char_offset, row.linked_to_offset] for row in ROWS if row.linked_to_offset is not None
    ]
    assert len(wanted) >= 5
    assert session["links"] == wanted
    assert min(session["lengths"]) > 10


def test_each_row_stands_beside_its_text(session):
    assert len(session["beside"]) == len(ROWS)
    assert all(session["beside"])


def test_what_a_person_corrects_is_in_the_saved_table(session):
    table = list(csv.DictReader(io.StringIO(session["table"])))
    assert list(table[0]) == list(COLUMNS)
    assert len(table) == len(ROWS) - 1
    assert (table[0]["measure"], table[0]["subject"]) == ("cumulative", 'a "b", c')
    assert session["marked"].startswith("cumulative")
    assert [row["char_offset"] for row in table] == [
        str(row.char_offset) for k, row in enumerate(ROWS) if k != 1
    ]
