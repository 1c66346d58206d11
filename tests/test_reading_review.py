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
外贸增长“2倍”以上,居全国第5位。𠮷县另建平台三个。
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


@pytest.mark.parametrize(
    ("first", "heading"),
    [
        ("某市科技<部门>关于2023年工作的报告", "某市科技&lt;部门&gt;关于2023年工作的报告"),
        ("2023年,全市研发经费86.4亿元。", "draft"),
        ("(一)企业", "draft"),
        ("", "draft"),
    ],
)
def test_the_heading_is_the_reports_own_title(first, heading):
    text = f"{first}\n占比5%。\n"
    page = review_html(text, read(text), "draft")
    assert page.count(f"<title>{heading}</title>") == page.count(f"<h1>{heading}</h1>") == 1


def test_work_is_kept_for_this_draft_alone():
    def checksum(page):
        return re.search(r'"checksum": "(\w{16})"', page)[1]

    given = checksum(review_html(TEXT, ROWS))
    assert given == checksum(review_html(TEXT, read(TEXT, 2023), "other title"))
    assert given != checksum(review_html(TEXT, read(TEXT, 2022)))
    assert given != checksum(review_html(TEXT + "\n", ROWS))


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
const get = (id) => document.getElementById(id);
const press = (key, target = document.body) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const here = () => document.querySelector("mark.here").dataset.k;
const status = () => get("done").textContent;
const warns = () => {
  const leaving = new Event("beforeunload", { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented;
};
const write = (element, value) => {
  element.value = value;
  element.dispatchEvent(new Event(element.tagName === "SELECT" ? "change" : "input"));
};
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
out.periods = [...document.querySelectorAll(".card [data-column=period]")]
  .map((cell) => [cell.value, cell.offsetWidth > 0, cell.scrollWidth <= cell.clientWidth]);
get("next").click();
out.first = here();
press("n");
out.second = here();
press("p");
out.back = here();
out.paged = status();
out.calm = warns();
press("Enter");
out.onward = here();
get("confirm").click();
out.status = status();
const card = document.querySelector('.card[data-k="0"]');
write(card.querySelector("select[data-column=measure]"), "cumulative");
write(card.querySelector("[data-column=subject]"), 'a "b", c');
out.listed = [...document.querySelectorAll("#queue small")].map((small) => small.textContent);
press("n", card.querySelector("[data-column=subject]"));
out.typed = status();
document.querySelector('.card[data-k="1"] .drop').click();
out.marked = get("m0").className;
out.sign = get("m0").querySelector("sup").textContent;
out.wide = [...document.querySelectorAll(".card select")].filter((one) => one.offsetWidth)
  .map((one) => {
    const probe = one.cloneNode(true);
    probe.value = one.value;
    for (const option of [...probe.options]) if (!option.selected) option.remove();
    probe.style.width = "auto";
    one.after(probe);
    const fits = probe.offsetWidth <= one.offsetWidth + 1;
    probe.remove();
    return fits;
  });
const paragraph = [...document.querySelectorAll("p[data-at]")].at(-1);
const node = [...paragraph.childNodes].find((one) => one.data && one.data.includes("三个"));
const begin = node.data.indexOf("三个");
getSelection().setBaseAndExtent(node, begin, node, begin + 2);
press("a");
out.added = document.querySelectorAll("mark").length;
getSelection().setBaseAndExtent(paragraph, 0, paragraph, paragraph.childNodes.length);
press("a");
out.refused = document.querySelectorAll("mark").length;
out.warned = warns();
out.table = cqdataReview.table();
try { out.stored = localStorage.getItem(cqdataReview.key); } catch { out.stored = null; }
get("save").click();
out.note = get("note").textContent;
out.saved = warns();
const pre = document.createElement("pre");
pre.id = "result";
pre.textContent = JSON.stringify(out);
document.body.append(pre);
"""
# The page as it is opened again, with what the first visit left in the browser's storage.
AGAIN = """
const out = { note: document.getElementById("note").textContent, table: cqdataReview.table() };
out.status = document.getElementById("done").textContent;
out.unsaved = cqdataReview.unsaved();
const choose = (word) => [...document.querySelectorAll("#note button")]
  .find((button) => button.textContent.includes(word)).click();
choose("discard");
out.discarded = cqdataReview.table();
out.empty = localStorage.getItem(cqdataReview.key);
choose("undo");
out.undone = cqdataReview.table();
out.marks = document.querySelectorAll("mark").length;
const pre = document.createElement("pre");
pre.id = "result";
pre.textContent = JSON.stringify(out);
document.body.append(pre);
"""
REFUSED = """
const refuse = () => { throw new DOMException("", "SecurityError"); };
Object.defineProperty(window, "localStorage", { get: refuse });
"""


def visit(folder, after, before=""):
    """Open the page in a browser with scripts before and behind its own; return what they say."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the page is not tried in a browser")
    page = review_html(TEXT, ROWS, "核对", "draft.csv")
    page = page.replace("<body>", f"<body><script>{before}</script>")
    page = page.replace("</body>", f"<script>{after}</script></body>")
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


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    return visit(tmp_path_factory.mktemp("review"), SESSION)


@pytest.fixture(scope="module")
def again(session, tmp_path_factory):
    key = re.search(r'"checksum": "(\w{16})"', review_html(TEXT, ROWS))[1]
    left = json.dumps([f"cqdata review draft.csv {key}", session["stored"]])
    return visit(tmp_path_factory.mktemp("again"), AGAIN, f"localStorage.setItem(...{left});")


def rows_of(table):
    """Return a saved table as dicts."""
    return list(csv.DictReader(io.StringIO(table)))


def test_the_least_sure_come_first(session):
    confidences = [row.confidence for row in ROWS]
    assert session["queue"] == sorted(confidences)
    assert ROWS[int(session["first"])].confidence == min(confidences)


def test_paging_is_not_checking(session):
    assert session["second"] != session["first"] == session["back"]
    assert session["paged"].startswith(f"已核对 0 / {len(ROWS)}")
    assert session["onward"] == session["second"], "confirming goes to the next unchecked row"
    assert session["status"].startswith(f"已核对 2 / {len(ROWS)}")
    assert session["typed"] == session["status"], "a letter typed into a cell is no key"


def test_every_row_shows_its_period_and_every_choice_its_whole_text(session):
    assert session["periods"] == [[row.period, True, True] for row in ROWS]
    assert len(session["wide"]) > len(ROWS)
    assert all(session["wide"])


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
    table = rows_of(session["table"])
    assert list(table[0]) == list(COLUMNS)
    assert len(table) == len(ROWS)  # one left out, one added
    assert (table[0]["measure"], table[0]["subject"]) == ("cumulative", 'a "b", c')
    assert session["marked"].startswith("cumulative")
    assert session["sign"] == "Σ"
    assert 'a "b", c' in session["listed"]
    assert ROWS[0].subject not in session["listed"]


def test_a_missed_figure_is_added_where_it_stands(session):
    assert session["added"] == session["refused"] == len(ROWS) + 1
    table = rows_of(session["table"])
    (row,) = (row for row in table if row["printed"] == "三个")
    assert int(row["char_offset"]) == TEXT.index("三个")
    assert row["section"] == "2"
    assert [row[name] for name in ("value", "unit", "measure", "subject", "period")] == [""] * 5
    offsets = [int(row["char_offset"]) for row in table]
    assert offsets == sorted(offsets)
    assert "rows: 1" in session["note"], "saving tells that its cells are to be filled in"


def test_leaving_with_unsaved_work_is_warned_of(session):
    assert not session["calm"]
    assert session["warned"]
    assert not session["saved"]


def test_work_is_there_when_the_page_is_opened_again(session, again):
    assert "restored" in again["note"]
    assert again["table"] == again["undone"] == session["table"]
    assert again["status"].startswith(f"已核对 3 / {len(ROWS) + 1}")
    assert again["unsaved"]
    assert again["marks"] == len(ROWS) + 1


def test_restored_work_can_be_discarded(again):
    assert rows_of(again["discarded"])[0]["subject"] == ROWS[0].subject
    assert len(rows_of(again["discarded"])) == len(ROWS)
    assert again["empty"] is None


def test_the_page_works_where_the_browser_keeps_nothing(session, tmp_path):
    refused = visit(tmp_path, SESSION, REFUSED)
    assert refused["table"] == session["table"]
    assert refused["stored"] is None
    assert refused["warned"]
    assert refused["saved"], "what is checked is lost on leaving, though the table is saved"
