"""What ``cqdata read`` does."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from cqdata.catalog import as_path, home
from cqdata.errors import DataError, shown
from cqdata.files import check_place, read_bytes, write_bytes
from cqdata.names import newest_year
from cqdata.reading import edition
from cqdata.reading.draft import to_csv
from cqdata.reading.leftout import warnings_of
from cqdata.reading.reader import read
from cqdata.reading.review import review_html
from cqdata.reading.text import normalise, read_text
from cqdata.reading.times import years_of


def main(
    report: str | Path,
    year: int | None = None,
    out: str | Path | None = None,
    review: str | Path | None = None,
    adopt: bool = False,
    root: str | Path | None = None,
    ask: Callable[[str, list[str]], str] | None = None,
    say: Callable[[str], object] = print,
    replace: bool = False,
    leave_undecided: bool = False,
) -> int:
    """Read a report into a draft, or adopt a checked draft.

    Parameters
    ----------
    report
        The report's text (UTF-8 or GB18030); with ``adopt`` the checked draft, or the report
        whose checked draft is ``out``.
    year
        Year that the report is about; None takes the one that it names most often.
    out
        Where the draft goes; None puts ``<report>.draft.csv`` into the current folder.
    review
        Where the page for checking goes; None makes none.
    adopt
        Write the checked draft into ``data/raw/report-<year>``.
    root
        Folder that holds ``data/``.
    ask
        Asks a person which indicator a row is: question, options → answer.
    say
        Takes the lines to print.
    replace
        With ``adopt``: put the draft in the place of an edition that was adopted before.
    leave_undecided
        With ``adopt``: leave out every row whose indicator is not sure.

    Returns
    -------
    int
        0; 1 if the report holds no figure.

    Raises
    ------
    DataError
        If the input is no text, or the draft breaks its contract.
    """
    report = as_path(report, "report")
    out, review = (
        one if one is None else as_path(one, name, written=not adopt)
        for one, name in ((out, "--out"), (review, "--review"))
    )
    if year is not None and not (type(year) is int and 1900 <= year <= newest_year()):
        raise DataError(f"--year {shown(year)}: expected a year from 1900 to {newest_year()}")
    if not adopt and (replace or leave_undecided):
        raise DataError("--replace and --leave-undecided: expected with --adopt alone")
    if adopt:
        draft = _draft_of(report, out)
        written = edition.adopt(draft, year, root, ask, replace, say, leave_undecided)
        for path in written:
            say(f"wrote {path.relative_to(home(root))}")
        name = written[0].parent.name
        say(f"{name} is in data/raw; complete it in data/raw/sources.csv, then")
        say("run: cqdata build, and set the year in the notebooks' parameter cells")
        return 0
    text = read_text(report)
    if "char_offset" in text.partition("\n")[0]:
        raise DataError(
            f"{report}: found a draft, expected a report's text; take it in with --adopt"
        )
    rows = read(text, year)
    target = out or Path(f"{report.stem}.draft.csv")
    _apart(report, target, review)
    content = to_csv(rows).encode("utf-8")
    _set_aside(target, content, say)
    write_bytes(target, content)
    kinds = Counter(row.measure for row in rows)
    listed = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    say(f"{target}: {len(rows)} figures{f' ({listed})' if rows else ''}")
    years = years_of(normalise(text), year)
    about, kind = years.about, ("plan", "计划") if years.plan else ("work report", "工作报告")
    if year is not None and about != str(year):
        say(
            f"warning: a {kind[0]} of {year} is about {about}, and so its results are dated; "
            f"adopt it with --year {about} "
            f"注意：{year}年{kind[1]}反映{about}年情况，数据记为{about}年"
        )
    if rows and not about:
        say(
            "warning: the text does not say which year it is about; read it again with --year, or "
            "periods stay empty 注意：文中没有写明报告年度，请用--year注明"
        )
    for line in warnings_of(text, rows):
        say(line)
    if review:
        page = review_html(text, rows, report.stem, target.name)
        write_bytes(review, page.encode("utf-8"))
        say(f"{review}: the text with its figures, least sure first; open it in a browser")
    if not rows:
        say("no figure was found; is this a report?")
        return 1
    named = shlex.quote(f"{target}" if str(target)[0] != "-" else f"./{target}")
    command = f"cqdata read {named} --year {about or 'YEAR'} --adopt"
    say(f"check the draft, then adopt it: {command}")
    return 0


def _apart(report: Path, out: Path, review: Path | None) -> None:
    """Refuse to write over the report, the page over the draft, or either over something else."""
    files = [(report, "the report"), (out, "--out"), *([(review, "--review")] if review else ())]
    for path, _ in files[1:]:
        check_place(path)
    for (other, known), (path, name) in combinations(files, 2):
        same = os.path.realpath(path) == os.path.realpath(other)
        if same or (path.exists() and other.exists() and path.samefile(other)):
            raise DataError(f"{name} {path} is {known} itself; expected another file")
    for (path, name), suffix, mark in zip(
        files[1:], (".csv", ".html"), (b"char_offset", b"<html"), strict=False
    ):
        if path.suffix.lower() != suffix:
            raise DataError(f"{name} {path}: expected a name that ends in {suffix}")
        held = read_bytes(path)[:1000] if path.exists() else b""
        if held and mark not in held:
            raise DataError(f"{name} {path}: something else stands there; expected a new name")


def _set_aside(target: Path, content: bytes, say: Callable[[str], object]) -> None:
    """Keep a draft that somebody may have worked on, and say where."""
    if target.is_file() and target.read_bytes() not in (b"", content):
        kept = target.with_name(f"{target.stem}.before{target.suffix}")
        os.replace(target, kept)
        say(f"{kept}: the draft that stood there before")


def _draft_of(report: Path, out: Path | None) -> Path:
    """Return the checked draft that is to be adopted."""
    draft = report if report.suffix.lower() == ".csv" or not out else out
    if draft.suffix.lower() != ".csv":
        raise DataError(f"{draft}: expected the checked draft, a .csv file")
    if not os.path.exists(draft):
        raise DataError(f"{draft} does not exist; read the report and check its draft first")
    return draft
