"""When a figure is of: the report's year, the year of speaking, chapters, periods.

A report *about* a year is often told in the next one: 今年 is then the year of speaking, 去年 the
year that the report is about, and chapters on this year's work hold plans.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cqdata.quantity.numerals import DIGITS, spoken_at
from cqdata.reading.lexicon import LEX

COUNT = DIGITS | {"十": 10}
# ------------------------------------------------------------------------------- the two years

_HEAD = 600  # where title and date of a report stand
_LONG = 200_000  # signs that tell enough of what year a text is about


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a report.

    Attributes
    ----------
    about, told
        The year that it is about, and the year in which it speaks; "" if unknown.
    part
        The part of its year that it is about (H1, Q1, -01/09), "" for the whole: what comes next
        is then the rest of the year.
    plan
        The years of the plan that the text is, "" for a report.
    """

    about: str
    told: str
    part: str = ""
    plan: str = ""

    @property
    def next(self) -> int:
        """The first year that lies ahead, 0 if unknown."""
        return int(self.shift(1 if self.told == self.about else 0) or 0)

    def shift(self, n: int) -> str:
        """Return the year of speaking moved by so many years."""
        return _shifted(self.told, n)


def _shifted(year: str, n: int) -> str:
    return str(int(year) + n) if year.isdigit() else ""


def years_of(plain: str, year: int | None = None) -> Years:
    """Return the year that a text is about and the one in which it speaks.

    Parameters
    ----------
    plain
        Normalised text.
    year
        The year that the report is about, where the reader knows it.  The year of a work report
        itself is taken as the one in which it speaks: it is about the year before.  So are the
        years of a plan, whose results are those of the year before it.
    """
    span, first = _plan_told(plain)
    if span and (year is None or year >= first):
        return Years(str(first - 1), str(first), plan=span)
    told = _told(plain)
    if year is None:
        about = infer_year(plain)
    elif told and _work_report(plain, told) and int(told) == year:
        about = str(year - 1)
    elif (pair := LEX.PAIR_TITLE.search(plain, 0, _HEAD)) and int(pair["next"]) == year:
        about = pair["about"]
    else:
        about = str(year)
    if told and about and not 0 <= int(told) - int(about) <= 1:
        told = ""
    if not told and about and _speaks_next_year(plain, about):
        told = str(int(about) + 1)
    return Years(about, told or about, _part_told(plain, about), span)


def _plan_told(plain: str) -> tuple[str, int]:
    """Return the years of a plan by its title and the first of them; "" and 0 for a report.

    Where the title names no year, it is the one that most goals are set for, and the results are
    those of the year before the first.
    """
    lines = [line.strip() for line in plain[:_HEAD].split("\n")][:6]
    at = next((k for k, line in enumerate(lines) if LEX.PLAN_TITLE.fullmatch(line)), None)
    if at is None:
        return "", 0
    # A title may run over two lines: 2024年…发展计划 / 执行情况的报告.
    titles = [line for line in lines[: at + 2] if len(line) < 40 and not re.search("[,。;:]", line)]
    if any(re.search("总结|报告|执行情况|完成情况", line) for line in titles):
        return "", 0
    below = lines[at + 1] if lines[at + 1 : at + 2] and lines[at + 1].startswith("(") else ""
    title = re.sub(f"({LEX.YEAR})年?度", r"\1年", lines[at]) + below
    named = Clock(Years("", ""), "").named_in(title)
    if not named:
        goals = re.findall(f"到({LEX.YEAR})年", plain[:_LONG])
        if not goals:
            return "", 0
        return Counter(goals).most_common(1)[0][0], int(min(goals))
    return named, int(named[:4])


def _part_told(plain: str, about: str) -> str:
    """Return the part of its year that a report's title says it is about, "" for none."""
    lines = plain[:_HEAD].split("\n")[:6]
    titles = (LEX.PART_TITLE.fullmatch(line.strip()) for line in lines)
    return next((_part(title["part"]) for title in titles if title and title["year"] == about), "")


def _speaks_next_year(plain: str, about: str) -> bool:
    """Say whether a text without a date calls the year behind the one it is about 今年."""
    plain = plain[:_LONG]
    if "今年以来" in plain:
        return False
    if LEX.THIS_YEARS_PLAN.search(plain) and LEX.LAST_YEARS_WORK.search(plain):
        return True
    year = f"[^\n。;]{{0,24}}{int(about) + 1}年[^\n。;]{{0,24}}"
    plain = f"\n{plain}"
    dated = re.search(f"\n(?={year}(?:\n|$))(?![^\n]*(?:报告|会议|汇报)){year}", plain)
    return dated is not None and plain.count("今年", dated.end()) > plain.count("明年", dated.end())


def _work_report(plain: str, told: str) -> bool:
    """Say whether a text is a work report of a year, and no chapter of it reviews that year."""
    head = plain[:_HEAD]
    titled = LEX.REPORT_TITLE.search(head) or ("工作报告" in head and LEX.SPEECH.search(head))
    if not (titled or LEX.LOOKS_BACK.search(head)):
        return False
    # A bureau's 2024年工作报告 may be on 2024 itself: 一、2024年工作情况.
    headings = re.findall(
        rf"(?:^|\n)[^\n。;,]{{0,8}}(?<![0-9]){told}年([^\n。;]{{0,30}})(?=\n|$)", plain[:_LONG]
    )
    return not any(LEX.REVIEWS.search(one) and not LEX.PLANS.search(one) for one in headings)


def _told(plain: str) -> str:
    """Return the year in which a report speaks, by its title or the date it was given."""
    head = plain[:_HEAD]
    if not LEX.SPEECH.search(head):
        return ""
    given = LEX.DELIVERED.search(head)
    if given:
        # A report given late in a year is about that year.
        return given[1]
    if titled := LEX.REPORT_TITLE.search(head):
        return titled["before"] or titled["behind"]
    plan = LEX.PLAN_YEAR.search(plain, 0, _LONG)
    return plan_years(plan["n"])[5 if plan["which"] == "收官" else 0 :][:4] if plan else ""


def infer_year(plain: str) -> str:
    """Return the year that a text is about, "" where it names none.

    A statistical title says it; a work report given in the first half of a year is about the year
    before; chapter headings name it (2024年工作回顾, 2025年工作安排); else it is the year that the
    text names most often outside titles.
    """
    text = LEX.TITLE.sub("", plain[:_LONG])
    heading = LEX.STATISTICS.search(text[:300])
    if heading:
        return heading[1]
    told = _told(plain)
    if told and _work_report(plain, told):
        given = LEX.DELIVERED.search(plain[:_HEAD])
        late = given is not None and int(given[2]) > 8
        return told if late else str(int(told) - 1)
    for match in re.finditer(r"\n([^\n。;]{0,40})", f"\n{text}"):
        year = re.search(r"(?<![0-9])(20[0-9]{2})年", match[1]) if "年" in match[1] else None
        if year is None or ("," in match[1] and not match[1].startswith(("一", "二", "第"))):
            continue
        plans, reviews = LEX.PLANS.search(match[1]), LEX.REVIEWS.search(match[1])
        if reviews and not plans:
            return year[1]
        if plans and not reviews and len(match[1]) < 40:
            return str(int(year[1]) - 1)
    years = re.findall(f"({LEX.YEAR})(?<![-0-9—~比较到至与同]....)年(?!代|相比|以来)", text)
    named = Counter(years).most_common(1)
    return named[0][0] if named else ""


# ------------------------------------------------------------------------------------ chapters


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a stretch of a report is about.

    Attributes
    ----------
    period
        Its year or years, "" if it names none.
    plan
        Whether it tells of plans.
    lasting
        Whether the chapters behind it go on with its plans.
    """

    period: str = ""
    plan: bool = False
    lasting: bool = True


def chapter_of(title: str, years: Years) -> Chapter | None:
    """Return what the chapter under a heading is about, None where the heading does not say.

    A heading on what was done may name a part of a year (上半年工作).

    Parameters
    ----------
    title
        The heading without its number.
    years
        Years of the report.
    """
    found = _chapter(title, years)
    if years.plan:
        # All of a plan is on what is intended but the chapter that says where it begins.
        if LEX.GROUNDS.search(title):
            return Chapter(years.about)
        own = found and found.plan and found.period not in ("", years.told)
        return found if own else None
    if found and not found.plan and found.period == years.about:
        found = Chapter(years.about + years.part)
    if (found and found.plan) or LEX.PLANS.search(title) or "," in title:
        return found
    named = Clock(years, (found.period if found else "")[:4] or years.about)
    period = named.named_in(title)
    return Chapter(period) if LEX.PART_YEAR.fullmatch(period) else found


def _chapter(title: str, years: Years) -> Chapter | None:
    plans, reviews = LEX.PLANS.search(title), LEX.REVIEWS.search(title)
    may = plans or LEX.MAY_PLAN.search(title)
    named, ahead = LEX.HEADING_YEAR.search(title), LEX.AHEAD.search(title)
    year = named[1] if named else ""
    about = int(years.about or 0)
    if year and about and int(year) > about:
        return Chapter(year, not (reviews and not may))
    if ahead and ahead["n"] and about and int(plan_years(ahead["n"])[:4]) > about:
        return Chapter(plan_years(ahead["n"]), True)
    if reviews:
        return Chapter(year)
    next_told = years.told != years.about or ("今年" in title and not about)
    if "今年" in title and next_told:
        return Chapter(years.told, True)
    if not year and (plans or (may and next_told)):
        return Chapter(_next(title, years), True)
    return Chapter(year) if year else None


def turn_of(sentence: str, years: Years) -> tuple[Chapter, bool] | None:
    """Return what a sentence turns to that begins with what comes next.

    Returns
    -------
    tuple or None
        The chapter and whether it reaches beyond the paragraph: 下一步 does not, 2025年我们将
        reaches to the next heading, 今年的总体要求是 further.  None where the sentence does not
        turn.
    """
    next_told = years.told != years.about
    if next_told and LEX.NEW_PART.match(sentence) and not LEX.OLD_GOAL.search(sentence[:40]):
        # The sentence that a part on plans begins with, whatever its heading says.
        return Chapter(years.told, True), True
    match = LEX.TURNS.match(sentence)
    if match is None:
        return None
    will = LEX.WILL.search(sentence, match.end(), match.end() + 60)
    frame = bool(will and re.match("总体|主要|预期|工作|指导", will[0]))
    if match["year"]:
        later = bool(years.about) and int(match["year"]) > int(years.about)
        return (Chapter(match["year"], True, frame), True) if later and will else None
    if match["new"] and (not will or (not next_told and match["new"] == "今年")):
        return None
    # 下一步, turns by itself; 下一步工作 needs a word of intent.
    alone = bool(match["new"] or match["next"]) or sentence[match.end() - 1] in ",:"
    if not (alone or will):
        return None
    if match["next"] in ("下半年", "四季度") and not will:
        return None
    beyond = frame or bool(will and (match["new"] or match["next"]))
    return Chapter(_next(match[0], years), True, frame), beyond


def _next(words: str, years: Years) -> str:
    """Return the period that a plan without a year of its own is about."""
    if not years.told.isdigit():
        return ""
    ahead = LEX.AHEAD.search(words)
    first = years.next
    if ahead and ahead["n"]:
        return plan_years(ahead["n"])
    if ahead and "年" in ahead[0]:
        return Clock(years, "").named_in(ahead[0])
    if years.part or re.search("下半年|[三四]季度", words):
        return years.told
    if "明年" in words:
        return years.shift(1)
    return str(first)


# ------------------------------------------------------------------------------------- periods

_NOW = ("今年", "本年")
_TOLD = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_REACHES = ("完成", "实现", "超过", "超出", "达到", "达成", "为", "是", "占")
_AGAINST, _FROM = ("比", "较", "与", "同", "于", "超过"), ("由", "从")


def plan_years(number: str) -> str:
    """Return the years of a five-year plan: 十四五 → 2021-2025 (the tenth ran 2001-2005)."""
    start = 2006 + 5 * "一二三四五".index(number)
    return f"{start}-{start + 4}"


def _part(text: str | None) -> str:
    """Return the part of a year that words name: H1, Q2, Q1-Q3, -05, -01/05."""
    if not text:
        return ""
    if text.endswith("个月"):
        months = spoken_at(text[1:])
        return f"-01/{int(months.value if months else text[1:-2]):02d}"
    if text.endswith("月"):
        return "-" + "/".join(f"{int(month):02d}" for month in re.findall("[0-9]+", text))
    if text.endswith("半年"):
        return "H1" if text[0] == "上" else "H2"
    quarter = f"Q{COUNT[text[-3]]}"
    return f"Q1-{quarter}" if text[0] == "前" else quarter


@lru_cache(maxsize=1024)
def last_year(period: str) -> int:
    """Return the last year that a period reaches into, 0 for one without a year."""
    found = re.findall(rf"(?<![0-9]){LEX.YEAR}(?![0-9])", re.sub("[HQ].*", "", period))
    return max(map(int, found), default=0)


@dataclass(slots=True)
class Clock:
    """What words of time refer to at one place of a text.

    Attributes
    ----------
    years
        Years of the report.
    now
        The year under discussion, to which 全年 and 年末 refer.
    running
        The period that the sentence is about, of which 上年同期 is the one a year before.
    """

    years: Years
    now: str
    running: str = ""

    def resolve(self, match: re.Match[str]) -> str:
        """Return the period that a match of the grammar of periods names, "" if it is unknown."""
        now = self.now
        running = self.running if self.running[:4].isdigit() else now
        same = running[4:] if match["same"] else ""
        if match["five"]:
            span = plan_years(match["n"])
            if match["of"]:
                return f"{span[:5]}{int(span[:4]) + COUNT[match['of']] - 1}"
            return span[5 if match["last"] else 0 :]
        if match["a"]:
            a, b = match["a"], match["b"]
            return f"{a}-{a[:2] + b if len(b) == 2 else b}"
        if match["census"]:
            number, kind = match["census"][0], match["census"][4:6]
            return next((one[1:] for one in LEX.CENSUS[kind] if one[0] == number), "")
        if match["ahead"]:
            first = self.years.next
            return f"{first}-{first + COUNT[match['ahead']] - 1}" if first else ""
        if match["year"]:
            year = match["year"]
        elif match["told"]:
            year = self.years.shift(_TOLD[match["told"]])
            whole = match["part"] or match.string.startswith("全年", match.end())
            if match["told"] in _NOW and not whole and year == self.years.about:
                return year + self.years.part
        elif match["before"]:
            year = _shifted(running[:4], -1)
        elif match["past"]:
            about = self.years.about
            return f"{int(about) - 4}-{about}" if about and "五" in match["past"] else about
        else:
            year = now
            if match["now"] == "当年" and year == self.years.about:
                # A report on part of a year tells of that part.
                return year + self.years.part
        return year and year + (_part(match["part"] or match["bare"]) or same)

    def named_in(self, text: str) -> str:
        """Return the last period that a stretch of text names, "" where it names none.

        What something is compared with (比上年, 较2020年) is no time of its own.
        """
        found = ""
        if not LEX.SIGNS.search(text):
            return found
        for match in LEX.PERIOD.finditer(text):
            before, end = text[: match.start()], match.end()
            goal = before.endswith(_REACHES) and LEX.GOAL_OF.match(text, end)
            left = before.endswith(_FROM) and LEX.LEAVES.match(text, end)
            if goal or left or before.endswith(_AGAINST):
                continue
            # 2023年,全年…: what comes later counts from what was named before.
            counted = LEX.ONE_YEAR.fullmatch(found)
            clock = Clock(self.years, found[:4], found) if counted else self
            named = self._since(match) or clock.resolve(match)
            # 截至6月底,今年…: the year says no more than the month.
            known = match["told"] in _NOW and found.startswith(named)
            found = found if known else named or found
        return found

    def _since(self, match: re.Match[str]) -> str:
        """Return the period up to which words run that name a beginning (2020年以来), else ""."""
        if not LEX.SINCE.match(match.string, match.end()) and not match[0].endswith("以来"):
            return ""
        start = self.resolve(match)[:4]
        now = start if match["told"] == "今年" else min(self.now, self.years.about or self.now)
        if not start or int(start) > int(now or 0):
            return ""
        return now + self.years.part if now == self.years.about else now

    def exact(self, text: str) -> str:
        """Return the period that a stretch of text is, "" where it is more than a time."""
        match = LEX.PERIOD.fullmatch(text.removesuffix("的").rstrip("末底初"))
        return self.resolve(match) if match else ""


# ---------------------------------------------------------------------- one figure's own time


def listed(text: str, size: int, clock: Clock) -> tuple[list[str], str]:
    """Return the periods that a list of figures runs through, and the text without them.

    Parameters
    ----------
    text
        The words before a list of figures that are told one by one (分别).
    size
        How many figures follow.
    clock
        What the words refer to.

    Returns
    -------
    tuple
        Periods in order and the rest of the text; no periods and the text as it is where the
        text does not list as many periods as there are figures.
    """
    for pattern, periods in _LISTS:
        for match in pattern.finditer(text):
            found = periods(match, size, clock)
            if len(found) == size and all(found):
                # 到2025年、2027年: what leads to the list goes with it.
                before = LEX.LEADS_TO.sub("", text[: match.start()])
                return found, before + text[match.end() :]
    return [], text


def _named(match: re.Match[str], size: int, clock: Clock) -> list[str]:
    names = [n for n in re.split("、|,|以及|和|与|及", match[0]) if n]
    # 2022、2023年: the word stands once.
    names = [re.sub(rf"^({LEX.YEAR})(?!年)", r"\1年", n) for n in names]
    return [clock.exact(re.sub("(?<=年)度|份", "", n)) for n in names]


def _quarters(match: re.Match[str], size: int, clock: Clock) -> list[str]:
    named = re.findall("[一二三四]", match[0]) if re.search("[、和与及]", match[0]) else ""
    parts = [_part(f"{n}季度") for n in named or "一二三四"[:size]]
    year = _year_before(match, clock)
    return [year + part for part in parts] if year else []


def _months(match: re.Match[str], size: int, clock: Clock) -> list[str]:
    named = [int(n) for n in re.findall("[0-9]+", match[0])]
    months = range(named[0], named[-1] + 1) if match["last"] else named
    year = _year_before(match, clock)
    return [f"{year}-{month:02d}" for month in months if year and 0 < month < 13]


def _year_before(match: re.Match[str], clock: Clock) -> str:
    return clock.named_in(match.string[: match.start()])[:4] or clock.now


def _years(match: re.Match[str], size: int, clock: Clock) -> list[str]:
    return [str(year) for year in range(int(match["a"]), int(match["b"]) + 1)]


def _recent(match: re.Match[str], size: int, clock: Clock) -> list[str]:
    last = int(clock.now or 0)
    return [str(last - n) for n in range(COUNT[match["n"]] - 1, -1, -1)]


_LISTS = (
    (LEX.LIST, _named),
    (LEX.QUARTERS, _quarters),
    (LEX.MONTHS, _months),
    (LEX.SPAN, _years),
    (LEX.RECENT, _recent),
)


class Own(NamedTuple):
    """A time that is one figure's alone.

    Attributes
    ----------
    kind
        "former" of a rise or fall, "base" of a growth, "aside" of another time.
    period
        Its period, "" if it is not said.
    start
        Where in the clause the words begin that are the figure's alone.
    """

    kind: str
    period: str
    start: int


_COMPARES = frozenset("与同和比较相对")
_BASE_ENDS = frozenset("的年月末底初期度")


def own_time(piece: str, behind: str, clock: Clock, former: str) -> Own | None:
    """Return the time that belongs to the next figure alone, None where it has none.

    Parameters
    ----------
    piece
        The clause before the figure.
    behind
        The text behind the figure.
    clock
        What words of time refer to; ``running`` is the sentence's period.
    former
        Period of an earlier former value of the sentence, which the next one shares.
    """
    piece = piece.rstrip(" 约近超")

    def said(match: re.Match[str]) -> Clock:
        """Return the clock at a place inside the clause, whose first words may name a time."""
        here = clock.named_in(piece[: match.start()])
        return Clock(clock.years, clock.now, here) if here else clock

    match = LEX.BASE_VALUE.search(piece) if piece[-1:] in _BASE_ENDS else None
    if match and (match["of"] or LEX.GROWS_FROM.match(behind)):
        return Own("base", _time(match["time"], said(match)), match.start())
    runs = "从" in piece or "由" in piece or "自" in piece
    match = LEX.FROM.search(piece) if runs else None
    if match and LEX.RISES.match(behind):
        now = said(match)
        period = _time(match["time"], now) if match["time"] else now.named_in(match["what"])
        return Own("former", period or ("" if match["time"] else former), match.start())
    if LEX.TURNS_INTO.match(behind):
        return Own("former", former, len(piece))
    if "在" in piece and (match := LEX.GROUND.search(piece)) and LEX.ON.match(behind):
        return Own("former", _time(match["time"], said(match)), match.start())
    if len(piece) < 20 and (match := LEX.OTHER_TIME.fullmatch(piece.lstrip(" "))):
        period = _time(match["time"], clock)
        earlier = 0 < last_year(period) < last_year(clock.running or clock.now)
        relative = not match["time"][:4].isdigit()
        if period and (relative or clock.running) and earlier:
            return Own("aside", period, 0)
    return None


def _time(text: str, clock: Clock) -> str:
    """Return the period that words of time name, with the end of a year as the year."""
    if text in ("目前", "当前", "现在"):
        return clock.years.about + clock.years.part
    if text.endswith("年前"):
        return _shifted(clock.now, -COUNT[text[0]])
    return clock.named_in(re.sub("(?<![五”期])期?[末底初]$", "", text).removesuffix("全年"))


def against(pieces: list[str], kind: str, clock: Clock) -> str:
    """Return the time that a figure is compared with: 与2022年相比, 是2018年的3倍."""
    of_a_part = kind == "percent" and LEX.PART_OF_PAST.search(pieces[-1])
    if (kind == "times" or of_a_part) and (
        match := LEX.TIMES_OF.search(pieces[-1].rstrip(" 约近超"))
    ):
        return _time(match["time"], clock)
    for piece in pieces:
        words = piece.strip()
        if words[:1] in _COMPARES and (match := LEX.COMPARED_WITH.fullmatch(words)):
            return _time(match["time"], clock)
    return ""
