"""What the reading leaves out of a text, counted and named: it is no silent part of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cqdata.quantity.numerals import spoken_at
from cqdata.reading.lexicon import LEX
from cqdata.reading.rows import Row
from cqdata.reading.text import normalise, rows_of_years
from cqdata.reading.units import unit_at

# Signs of common words that simplified text does not have.
_TRADITIONAL = frozenset(
    "億萬個國產業務經濟發現實長開關門問間東車馬風飛電話語說讀書學習與為從眾區縣鄉鎮農進運動導師網絡質環術際總體機構製資財貿營計劃創險標準備優單雙龍華達遠連"
    "選邊過還這裡應專轉傳統據損報較減擴漲項數佔額強歲幣審費補貼稅貸銀協議證權評價級榮譽類種獎勵團隊廣頻廳處設廠礦鋼鐵紡織藥療醫護養職稱績預約參會員聯續穩"
)


def warnings_of(text: str, rows: Sequence[Row]) -> list[str]:
    """Return a line on each kind of figure that a reading has left out.

    Parameters
    ----------
    text
        The report as decoded text.
    rows
        Its draft rows.

    Returns
    -------
    list of str
        Lines in both languages, each with the number of places and the first of them.
    """
    plain = normalise(text)
    covered = {row.char_offset for row in rows}
    found = (
        ("amounts in words", "处中文数字", _written(plain, rows)),
        (
            "numbers torn by spaces, commas or line ends",
            "处被空格、逗号或换行拆开的数字",
            _torn(plain, covered),
        ),
        ("numbers with a mark before their unit", "处数字与单位间有注码", _marked(plain, covered)),
        ("numbers in tables", "处表格内数字", _tables(text, plain, covered)),
    )
    lines = [
        f"warning: {len(places)} {english} left out: {_named(places)} "
        f"注意：{len(places)}{chinese}未读取"
        for english, chinese, places in found
        if places
    ]
    old = [c for c in plain if c in _TRADITIONAL]
    if len(old) > 1:
        lines.append(
            f"warning: {len(old)} traditional characters, beside which figures are missed: "
            f"{_named(old)} 注意：文中有{len(old)}个繁体字，请先转换为简体"
        )
    return lines


def _named(places: Sequence[str]) -> str:
    kinds = Counter(places)
    shown = "、".join(list(kinds)[:8])
    return f"{shown} …" if len(kinds) > 8 else shown


def _written(plain: str, rows: Sequence[Row]) -> list[str]:
    """Return the amounts in words that stand in no row."""
    covered = {row.char_offset + k for row in rows for k in range(-4, len(row.printed))}
    found = []
    for match in LEX.WRITTEN.finditer(plain):
        start, end = match.span()
        if start in covered or end - 1 in covered or LEX.IDIOM.match(plain, start):
            continue
        if LEX.NO_AMOUNT.search(plain[max(0, start - 4) : start]):
            continue
        words = match[0]
        after = end + len(unit_at(plain, end))
        if words[-1] in "番长":
            found.append(words)
            continue
        if after == end and "成" not in words and "分之" not in words:
            continue
        spoken = spoken_at(words)
        # 三个, 十项 are counts in running speech; what is large, rounded or vague is an amount.
        vague = re.search("[几余多来数成]|分之", words) is not None
        vague = vague or (spoken is None and len(words) > 2)
        if vague or (spoken is not None and (spoken.value >= 100 or spoken.rounded)):
            found.append(plain[start:after])
    return found


def _torn(plain: str, covered: set[int]) -> list[str]:
    """Return the numbers that are printed torn apart, and that stand in no row."""
    torn = (m for m in LEX.TORN.finditer(plain) if not covered & {*range(*m.span())})
    return [" ".join(m[0].split()) for m in torn]


def _marked(plain: str, covered: set[int]) -> list[str]:
    """Return the numbers that a note's mark parts from their unit, and that stand in no row."""
    return [m[0] for m in LEX.MARKED.finditer(plain) if m.start() not in covered]


def _tables(text: str, plain: str, covered: set[int]) -> list[str]:
    """Return the numbers that stand in lines laid out as rows of a table, and in no row."""
    found = []
    under_years = {start for start, _ in rows_of_years(plain)}
    at = 0
    for line in text.split("\n"):
        if at in under_years or (len(line) < 400 and LEX.TABLE.search(line)):
            for number in re.finditer(r"[0-9][0-9,.]*", plain[at : at + len(line)]):
                if at + number.start() not in covered:
                    found.append(number[0])
        at += len(line) + 1
    return found
