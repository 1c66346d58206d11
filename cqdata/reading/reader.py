"""From a report's text to draft rows: measure, subject, period and link of every figure."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cqdata.reading import plausible, subjects, times
from cqdata.reading.clauses import Clause, strip_predicate
from cqdata.reading.lexicon import LEX
from cqdata.reading.text import Line, lines, normalise, read_text, sentences
from cqdata.reading.tokens import Token, scan

if TYPE_CHECKING:
    import pandas as pd

MEASURES = (
    "level",
    "cumulative",
    "new_in_year",
    "yoy_growth",
    "change_pp",
    "rank",
    "share",
    "ratio",
    "other",
)
_LEVELS = frozenset({"level", "cumulative", "new_in_year", "share", "ratio", "rank"})
# Growth belongs to an amount; a share or a rank printed in between is passed over.
_GROWS = frozenset({"level", "cumulative", "new_in_year", "ratio"})


@dataclass(slots=True)
class Row:
    """One figure of a report, as a draft for a person to check.

    Attributes
    ----------
    char_offset : int
        Index of the number's first digit in the decoded text.
    printed : str
        The number with qualifier and unit, as printed.
    value : str
        Plain decimal number in ``unit``; falls carry a minus sign.
    unit : str
        Canonical unit: CNY_1e8, USD_1e8, %, pp, times, rank, person, person_time, count:家 …
    qualifier : str
        exact, more_than, at_least, at_most, less_than, nearly, about or expected.
    measure : str
        One of :data:`MEASURES`.
    subject : str
        The indicator as the text names it.
    period : str
        Year, part of a year or span: 2023, 2023H1, 2021-2025; "" for a former value whose time
        the text does not say.
    role : str
        "result" for what is reported, "target" for what is intended.
    linked_to_offset : int or None
        Offset of the level that a growth or change belongs to.
    confidence : float
        0 to 1: how sure the rules are of the row.
    section : str
        Dotted number of the section.
    note : str
        What the person who checks should look at.
    """

    char_offset: int
    printed: str
    value: str
    unit: str
    qualifier: str
    measure: str
    subject: str
    period: str
    role: str
    linked_to_offset: int | None
    confidence: float
    section: str
    note: str


ROLES = ("result", "target")
COLUMNS = tuple(f.name for f in fields(Row))


def read(text: str, year: int | None = None) -> list[Row]:
    """Read the figures of a report.

    Parameters
    ----------
    text
        The report as decoded text.
    year
        Year that the report is about; None takes it from the text, see
        :func:`cqdata.reading.times.years_of`.

    Returns
    -------
    list of Row
        One row per figure, in reading order.  The reading costs time in proportion to the length
        of the text and never fails on a text.
    """
    plain = normalise(text)
    tokens = scan(plain)
    reader = _Reader(text, plain, times.years_of(plain, year))
    at = 0
    for line in lines(plain):
        reader.open_section(line)
        reader.open_paragraph(line.section, line.start, line.end)
        for start, end in sentences(plain, line.start, line.end):
            first = at
            while at < len(tokens) and tokens[at].digit < end:
                at += 1
            reader.sentence(start, end, tokens[first:at], max(start, line.body))
    return reader.rows


AS_EXPECTED = "said as an expectation"
"""Note on a figure whose own bound (突破, 以上) stands under a 预计 or 力争."""


def read_file(path: str | Path, year: int | None = None) -> list[Row]:
    """Read the figures of a report file in UTF-8 or GB18030, as :func:`read` does.

    Raises
    ------
    DataError
        If the file is missing or is not text.
    """
    return read(read_text(path), year)


def to_frame(rows: list[Row]) -> pd.DataFrame:
    """Return rows as a data frame with the columns of :class:`Row`."""
    import pandas as pd

    frame = pd.DataFrame([asdict(row) for row in rows], columns=list(COLUMNS))
    return frame.astype({"char_offset": "int64", "linked_to_offset": "Int64", "confidence": float})


# ------------------------------------------------------------------------------- the reading


@dataclass(slots=True)
class _Seen:
    """A figure already read, as later ones refer to it."""

    row: int
    token: Token
    measure: str
    subject: str
    own: bool
    size: int
    place: int
    inside: bool
    compared: bool = False
    total: bool = False
    apart: bool = False


@dataclass(slots=True)
class _State:
    """What a sentence carries from one figure to the next."""

    seen: list[_Seen] = field(default_factory=list)
    cumulative: bool = False
    new: bool = False
    expected: bool = False
    topic: str = ""
    leads: bool = False
    agent: str = ""
    marks: int = 0
    span: bool = False
    risen: bool = False
    period: str = ""
    former: str = ""
    against: str = ""
    listed: bool = False
    periods: list[str] = field(default_factory=list)
    aim: bool = False
    fact: bool = False
    base: str = ""
    facility: str = ""
    bound: str = ""
    vehicle: str = ""
    behind: str = ""
    fastest: bool = False


@dataclass(slots=True)
class _Context:
    """One figure, or a list of coordinated figures, with the words before it."""

    tokens: list[Token]
    gap: str
    pieces: list[str]
    clause: Clause
    inside: bool
    first: bool
    own: times.Own | None = None
    periods: list[str] = field(default_factory=list)
    dated: bool = False
    token: Token = field(init=False)
    piece: str = field(init=False)
    named: bool = field(init=False)

    def __post_init__(self) -> None:
        self.token, self.piece = self.tokens[0], self.pieces[-1]
        # Whether the words directly before hold more than a predicate.
        self.named = bool(self.clause.head.strip(" 、"))


class _Reader:
    """Reads one text sentence by sentence, carrying on what later clauses leave out."""

    def __init__(self, text: str, plain: str, years: times.Years) -> None:
        self.text = text
        self.plain = plain
        self.years = years
        self.year = years.about
        # A report on part of a year counts growth since January over months.
        self.part = years.part
        self.rows: list[Row] = []
        self.section = "0"
        self.chapters: dict[int, times.Chapter] = {}
        self.turned: times.Chapter | None = None
        self.opened = self.chapter = times.Chapter()
        self.clocks: dict[str, times.Clock] = {}
        self.paragraph_period = ""
        self.paragraph_span = False
        self.levels: dict[tuple[str, str], _Seen] = {}
        self.last: list[_Seen] = []
        self.list_open = False
        self.list_expected = False
        self.vehicle = ""

    # -- frames

    def open_section(self, line: Line) -> None:
        """Note what the chapter is about that a heading opens.

        A heading says it for all below it; chapters that follow one on plans, and say nothing
        themselves, are on plans too.
        """
        title = LEX.TITLE_END.split(self.plain[line.body : min(line.end, line.body + 60)], 1)[0]
        depth = line.section.count(".")
        if not line.opens:
            whole = line.end - line.start <= 36 and len(title) == line.end - line.body
            if not whole or not LEX.CHAPTER_TITLE.search(title) or LEX.NO_CHAPTER.search(title):
                return
            depth = -1
        found = times.chapter_of(title, self.years)
        if found is None:
            before = self.chapters.get(depth)
            found = before if before and before.plan and before.lasting else None
        self.chapters = {d: one for d, one in self.chapters.items() if d < depth}
        if found:
            self.chapters[depth] = found
        self._settle()

    def open_paragraph(self, section: str, start: int, end: int) -> None:
        """Start a line: nothing is carried over from the one before but the chapter's year."""
        self.section = section
        self.paragraph_span = False
        self.levels = {}
        self.last = []
        self.list_open = self.list_expected = False
        self.turned = None
        self._settle()
        dated = LEX.OPENING_YEAR.match(self.plain, start, min(end, start + 20))
        if dated and not self.chapter.period:
            self.opened = times.Chapter(dated[1])
            self._settle()
        self.paragraph_period = self.chapter.period

    def _settle(self) -> None:
        """Note what the text at hand is about."""
        last = self.chapters[max(self.chapters)] if self.chapters else self.opened
        self.chapter = self.turned or last
        self.clocks = {}

    def _turn(self, start: int, end: int) -> None:
        """Note that a sentence turns to what comes next."""
        turned = times.turn_of(self.plain[start : min(end, start + 100)].lstrip(), self.years)
        here = self.chapter
        if turned is None or (here.plan and here.period == turned[0].period):
            return
        self.turned, beyond = turned
        if beyond:
            # 今年工作的总体要求是…: what follows is on plans, up to a heading that says otherwise.
            self.chapters[max(self.chapters, default=-1)] = self.turned
        self._settle()
        self.paragraph_period = self.turned.period

    def _clock(self, running: str) -> times.Clock:
        if running not in self.clocks:
            period = self.chapter.period
            now = period if len(period) == 4 else self.year
            self.clocks[running] = times.Clock(self.years, now, running)
        return self.clocks[running]

    def sentence(self, start: int, end: int, tokens: list[Token], body: int) -> None:
        """Read the figures of one sentence."""
        plain = self.plain
        follows = self.list_open
        self.list_open = plain[end - 1] == ";"
        self._turn(start, end)
        if not tokens:
            self._without_figures(plain[start : min(end, start + 60)])
            return
        state = _State(span=self.paragraph_span, period=self.paragraph_period)
        state.marks = len(LEX.EXPECTED.findall(plain, start, min(end, start + 600)))
        state.expected = self.list_expected and follows
        state.vehicle = self.vehicle if follows else ""
        position = body if body <= tokens[0].start else start
        i = 0
        while i < len(tokens):
            gap = _clean(plain[max(position, tokens[i].start - 160) : tokens[i].start])
            j = self._list_end(tokens, i, gap)
            pieces = list(_pieces(gap))
            if LEX.NET.search(pieces[-1]):
                pieces[-1] = f"{pieces[-1][:-2]}增加"
            clock = self._clock(state.period)
            behind = plain[tokens[j - 1].end : tokens[j - 1].end + 24]
            running = clock.named_in(",".join(pieces[:-1])) or state.period
            own = times.own_time(pieces[-1], behind, self._clock(running), state.former)
            periods: list[str] = []
            if j > i + 1:
                periods, pieces[-1] = times.listed(pieces[-1], j - i, clock)
                if not periods and len(pieces) > 1 and "分别" in pieces[-1]:
                    periods, pieces[-2] = times.listed(pieces[-2], j - i, clock)
            against = times.against(pieces, tokens[i].kind, clock)
            last = pieces[-1]
            if own is not None or (against and last.endswith("的")):
                last = last[: own.start if own else 0]
            dated = self._time(state, ",".join([*pieces[:-1], last]), i == 0)
            if against:
                state.against = against
            if periods:
                state.periods = periods
            elif "分别" in pieces[-1] and len(state.periods) == j - i and not dated:
                periods = state.periods
            clause = strip_predicate(pieces[-1])
            if own and own.kind == "former" and own.start:
                # 产能由年产30万辆: what is measured stands before the former value.
                clause = replace(clause, head=strip_predicate(pieces[-1][: own.start]).head)
            context = _Context(
                tokens[i:j],
                gap,
                pieces,
                clause,
                _is_inside(plain, start, tokens[i].start),
                i == 0,
                own,
                periods,
                dated,
            )
            self._figures(state, context, follows)
            if own and own.kind == "former" and own.period:
                state.former = own.period
            elif own and own.kind == "base":
                state.base = own.period
            if LEX.STARTS.search(pieces[-1]) and not LEX.FROM_LAST.search(gap):
                # 从A增加到B,增长2倍: the growth runs from the one to the other.
                year = LEX.NAMED_YEAR.search(pieces[-1])
                recent = year and self.year and int(year[1]) >= int(self.year) - 1
                state.risen = not recent and state.seen[-1].measure in _LEVELS
            elif context.named and not context.clause.to:
                state.risen = False
            if len(state.seen) > 4 * _LONGEST_LIST:
                # A sentence refers back a few clauses; the cut keeps endless ones linear.
                del state.seen[: 2 * _LONGEST_LIST]
            position = tokens[j - 1].end
            i = j
        self.list_expected = state.expected and (state.leads or self.list_expected)
        self.vehicle = state.vehicle
        self.last = state.seen

    def _without_figures(self, text: str) -> None:
        if LEX.SPAN_CUE.match(text.strip()):
            self.paragraph_span = True
        named = self._clock("").named_in(text)
        if LEX.FULL_YEAR.fullmatch(named):
            self.paragraph_period = named
        self.last = []

    def _time(self, state: _State, text: str, first: bool) -> bool:
        """Take the time that the words before a figure name; say whether they name one."""
        named = self._clock(state.period).named_in(text)
        if first and LEX.YEAR_LEAD.match(text):
            state.span = self.paragraph_span = False
        if LEX.SPAN_CUE.search(text):
            state.span = True
            if first:
                self.paragraph_span = True
        if named:
            state.period = named
            if first and LEX.FULL_YEAR.fullmatch(named) and not LEX.AFTER_ALL.match(text):
                self.paragraph_period = named
        elif LEX.BY_NOW.search(text) and times.last_year(state.period) < int(self.year or 0):
            state.period = self.chapter.period or self.year
        return bool(named)

    def _list_end(self, tokens: list[Token], i: int, gap: str) -> int:
        """Index behind the list of coordinated figures that begins with token i."""
        connected = LEX.CONNECTED
        if tokens[i].kind == "rank" and LEX.APART.search(gap):
            connected = LEX.CONNECTED_RANKS
        elif "分别" in gap:
            connected = LEX.CONNECTED_SHARES if "分别占" in gap else LEX.CONNECTED_LOOSE
        j = i + 1
        while j < len(tokens) and j - i < _LONGEST_LIST:
            a, b = tokens[j - 1], tokens[j]
            if b.start - a.end > 16 or not connected.fullmatch(self.plain[a.end : b.start]):
                break
            if a.kind != b.kind or (a.kind == "amount" and a.unit != b.unit and "分别" not in gap):
                break
            j += 1
        return j

    # -- a figure or a list of figures

    def _figures(self, state: _State, context: _Context, follows: bool) -> None:
        token, clause = context.token, context.clause
        size = len(context.tokens)
        self._lead(state, context)
        measure, negative, compared = self._measure(state, context)
        noun, own, generic = self._noun(state, context, measure, follows)
        doubts: list[str] = []

        behind = ""
        if measure in ("level", "cumulative", "new_in_year", "share", "ratio") and size == 1:
            behind = subjects.noun_behind(self.plain, token.end, token.kind, _bounded(token))
            state.behind = behind
            money = token.unit.endswith("_1e8") or token.word not in _COUNTED
            if token.kind in ("percent", "times"):
                behind = "" if "占" in context.piece else behind
            elif behind and money and own and noun and not _verb_last(context.piece):
                behind = ""
            elif behind and own and self.plain.startswith("的", token.end):
                # 专利数量突破90万件的国家: the bound is told of the number, not of the country.
                measured = LEX.MEASURE_END.search(noun)
                if measured and measured.start() > 1:
                    behind = ""
        if behind:
            listed = LEX.LISTED_AS.match(self.plain, token.end)
            if listed and (listed["thing"] == behind or listed["who"]):
                alike = behind == "单位" or listed["name"].endswith(listed["thing"])
                behind = listed["name"] + ("" if alike else listed["thing"])
            noun, own, generic = behind, True, False
            if state.vehicle and LEX.LOOSE.fullmatch(noun):
                noun = state.vehicle + noun
        if size == 1 and measure in _GROWS and LEX.INVESTED.fullmatch(clause.head.strip(" 、,")):
            thing = LEX.THING.match(self.plain, token.end)
            if thing:
                # 总投资12亿元的某生产线建成投产
                state.facility = thing["name"]
                word = clause.head.strip(" 、,")
                noun, own, generic = state.facility + word.removeprefix("计划"), True, False

        named_before = not own or LEX.LEADING_PLACE.match(noun)
        if measure == "ratio" and token.kind == "percent" and named_before:
            measure = "share" if LEX.SHARED_NAME.search(noun) else measure
        if measure == "level" and not behind and LEX.RATIO_NAME.search(noun):
            measure = "ratio"
        self._scopes(state, context, noun if own else "")
        if clause.based or (context.named and not _base_told(state)):
            state.base = "opening" if clause.opening else clause.base_year or state.against
        changes = measure in ("yoy_growth", "change_pp", "other")
        targets: list[_Seen | None] = [None] * size
        parts = self._parts(state, token, noun, size) if own and size > 1 else []
        picked = _picked(state, context, size) if changes else []
        if changes and not compared and context.own is None:
            if picked and all(s.measure in _GROWS for s in picked):
                targets, own, noun = list(picked), False, picked[0].subject
            else:
                named_own = own and not generic
                targets = self._targets(state, context, measure, noun, named_own, size, parts)
            if not own or generic:
                named = next((t for t in targets if t), None)
                if named:
                    noun = noun if generic and noun else named.subject
        mean = LEX.MEAN_BY.search(context.piece) if measure == "level" else None
        if mean and noun and mean[0] not in noun:
            # 成交额月均达到42亿元: a month's amount is no year's.
            noun = mean[0] + noun
        names = parts or self._names(state, context, noun, own, size, targets, generic)
        if not names[0]:
            doubts.append("missing")
        if changes and not own and not any(targets) and not compared:
            doubts.append("unlinked")
        if generic:
            doubts.append("completed")
        if measure in ("cumulative", "new_in_year") and self._carried(context):
            doubts.append("carried")
        if size > 1 and own and len(set(names)) == 1 and not context.periods:
            doubts.append("shared")
        if behind:
            doubts.append("behind")
        if len(state.seen) > 1:
            doubts += ["third", "fifth"] if len(state.seen) > 3 else ["third"]

        if size > 1 and "分别" in context.piece:
            _share_bound(context.tokens)
        for k, each in enumerate(context.tokens):
            if k:
                between = self.plain[context.tokens[k - 1].end : each.start]
                negative = (negative or bool(LEX.FELL.search(between))) and not LEX.ROSE.search(
                    between
                )
            self._emit(
                state,
                context,
                each,
                measure,
                negative,
                names[k],
                own,
                targets[k],
                k,
                doubts,
            )
        if not changes:
            self._link_back(state, context, own and not generic, size)
            if LEX.TOTAL.search(context.piece):
                self._link_to_total(state, size)

    def _emit(
        self,
        state: _State,
        context: _Context,
        token: Token,
        measure: str,
        negative: bool,
        subject: str,
        own: bool,
        target: _Seen | None,
        k: int,
        doubts: list[str],
    ) -> None:
        qualifier, carried = _qualifier(state, context, token)
        value = -abs(token.value) if negative else token.value
        shown, notes = self._shown(state, context, measure, subject, target)
        if token.high is not None:
            notes.append(f"range up to {plain_number(token.high)}")
        if qualifier not in ("expected", "exact") and (token.expected or state.expected):
            notes.append(AS_EXPECTED)
        period, role = self._when(state, context, target, k, measure)
        every = [*doubts, *plausible.of_subject(shown), *plausible.of_value(value, measure)]
        if carried:
            every.append("expected")
        if token.elided:
            every.append("elided")
        if not token.unit:
            every.append("unitless")
        if token.high is not None:
            every.append("range")
        if token.parts and " " in self.text[token.digit : token.end]:
            every.append("spaced")
        if context.inside:
            every.append("inside")
        if token.number < 0 and token.word != "减半" and context.clause.down:
            every.append("signs")
        if target is not None:
            every.append("linked")
            if not _fits_levels(state, target, token, value, measure):
                every.append("levels")
        if plausible.of_unit(subject, token.unit, measure):
            every.append("unit")
        if plausible.is_torn(subject, context.piece):
            every.append("torn")
        if context.own:
            every += ["timeless"] if not period else ["former"] * (context.own.kind == "former")
        sure, remarks = plausible.judge(tuple(every))
        row = Row(
            token.digit,
            self.text[token.start : token.end],
            plain_number(value),
            token.unit,
            qualifier,
            measure,
            shown,
            period,
            role,
            self.rows[target.row].char_offset if target else None,
            sure,
            self.section,
            "; ".join([*remarks, *notes]),
        )
        seen = _Seen(
            len(self.rows),
            token,
            measure,
            subject,
            (own and k == 0) or (own and bool(subject)),
            len(context.tokens),
            k,
            context.inside,
            context.inside and self._beside(state, context) is not None,
            context.clause.to or bool(LEX.TOTAL.search(context.piece)),
            context.own is not None,
        )
        self.rows.append(row)
        state.seen.append(seen)
        if measure in _LEVELS and subject and not seen.apart:
            self.levels[_kind(token), _key(subject)] = seen

    def _shown(
        self,
        state: _State,
        context: _Context,
        measure: str,
        subject: str,
        target: _Seen | None,
    ) -> tuple[str, list[str]]:
        """Return the subject as the draft shows it, with remarks on scope and whole."""
        if measure == "rank":
            scope = _scope_of(context.piece)
            return subject, [f"scope {scope}"] if scope else []
        if measure == "change_pp" and target and self.rows[target.row].measure == "share":
            return (self.rows[target.row].subject if subject == target.subject else subject), []
        if measure != "share":
            return subject, []
        whole = LEX.SHARE.search(context.clause.head)
        if whole and whole["whole"]:
            name = whole["whole"].strip("的 ")
            # Without a word such as 比重 what it is a share of is part of the name.
            bare = not whole["word"] and subject and "占" not in subject
            return (f"{subject}占{name}" if bare else subject), [f"of {name}"]
        if LEX.OF_WHICH.match(context.gap) and "占" in context.piece and "占" not in subject:
            of = next((s for s in reversed(state.seen) if s.token.kind == "amount"), None)
            if of and 0 < len(of.subject) <= 3 * len(subject):
                return f"{subject}占{LEX.PLACE.sub('', of.subject)}", []
        return subject, []

    def _when(
        self, state: _State, context: _Context, target: _Seen | None, k: int, measure: str
    ) -> tuple[str, str]:
        """Return the period of a figure, and whether it is a result or a target."""
        period = state.period or self.chapter.period or self.year
        if context.periods:
            period, state.listed = context.periods[k], True
        elif context.own:
            period = context.own.period
        elif state.listed and target and not context.dated:
            # 2022年、2023年分别为A、B,分别增长C、D
            period = self.rows[target.row].period
        since = state.former or context.clause.base_year or state.against
        mean = measure == "other" and LEX.MEAN_GROWTH.search(context.piece)
        if mean and LEX.FULL_YEAR.fullmatch(since) and LEX.FULL_YEAR.fullmatch(period):
            period = f"{since}-{period}" if since < period else period
        return period, self._role(state, context, period)

    def _role(self, state: _State, context: _Context, period: str) -> str:
        """Say whether a figure is intended: by its chapter, its year, or a word of intent."""
        intent = times.intent(context.gap)
        if intent is not None:
            state.aim, state.fact = intent, not intent
        about, last = int(self.year or 0), times.last_year(period)
        if context.own and (not last or last <= about):
            return "result"
        plan = self.chapter.plan
        if about and last > about:
            begun = "-" in period and period[:4].isdigit() and int(period[:4]) <= about
            return "target" if plan or state.aim or not begun else "result"
        if plan:
            planned = times.last_year(self.chapter.period)
            past = context.dated and last and last <= about and (not planned or last < planned)
            return "result" if (past or state.fact) and not state.aim else "target"
        piece = context.piece
        aimed = state.aim or bool(LEX.GOAL_NAMED.search(piece) and not LEX.COMPARE.search(piece))
        return "target" if aimed or LEX.AIMED.match(self.plain, context.token.end) else "result"

    # -- measure

    def _measure(self, state: _State, context: _Context) -> tuple[str, bool, bool]:
        """Return the measure, whether the value is negative, and whether it compares places."""
        token, clause, piece = context.token, context.clause, context.piece.rstrip(" ")
        kind = token.kind
        moves = (clause.up or clause.down) and not clause.to
        compare = bool(LEX.COMPARE.search(piece)) and not clause.based
        if kind == "amount" and (subjects.names_class(clause.head) or LEX.SUCH_AS.search(piece)):
            compare = False
        lower = bool(LEX.LOWER.search(piece)) if compare else clause.down
        if kind == "rank":
            printed_rank = (
                self.plain[token.start] in "第前" or self.plain[token.digit - 1] in "第前"
            )
            if moves and not printed_rank:
                return "other", clause.down, False
            return "rank", False, False
        if kind == "pp":
            if LEX.PULL.search(piece):
                return "other", clause.down, True
            if compare or LEX.PLAN.search(piece):
                return "other", lower, True
            if _goes_on(state, context, "pp") and state.seen[-1].measure == "other":
                # 高于全市2个百分点、全省3个百分点
                return "other", self.rows[state.seen[-1].row].value.startswith("-"), True
            if LEX.MEAN_BY.search(piece):
                return "other", clause.down, False
            return "change_pp", clause.down != clause.fallen, False
        multi = self._multi_year(state, context)
        behind = LEX.RATE_BEHIND.match(self.plain, token.end)
        if kind in ("percent", "times"):
            if LEX.PLAN.search(piece):
                return "other", False, True
            if token.word == "减半":
                return ("other" if multi else "yoy_growth"), True, False
            if LEX.GROWTH_GOAL.search(clause.head):
                return ("other" if multi else "yoy_growth"), False, False
            if state.fastest and context.inside:
                return ("other" if multi else "yoy_growth"), False, True
            beside = self._beside(state, context) if context.inside else None
            if beside:
                return beside.measure, False, True
            if compare and not clause.rate:
                return ("other" if kind == "percent" else "ratio"), False, True
            signed = (
                kind == "percent" and ("同比" in clause.adverbs or clause.based) and not clause.to
            )
            if moves or clause.rate or behind or (signed and not LEX.SHARE_WORD.search(piece)):
                if clause.rate and not moves and LEX.RATIO_RATE.search(piece):
                    return "ratio", False, False
                fell = clause.down or bool(LEX.FALLING.search(piece[-12:]))
                if behind and multi is False and LEX.MEAN_BY.search(piece + behind[0]):
                    multi = True
                return ("other" if multi else "yoy_growth"), fell, False
            if kind == "times":
                return "ratio", False, False
            if LEX.PROGRESS.search(piece) and not LEX.WORK_DONE.search(piece):
                # A plan may be done by more than the whole of it.
                return "ratio", False, False
            previous = state.seen[-1] if state.seen else None
            inherits = (
                previous is not None
                and previous.token.kind == kind
                and not clause.adverbs
                and context.gap[:1] in ("、", "和")
                and bool(clause.head)
            )
            if inherits and previous:
                return previous.measure, previous.token.value < 0, False
            if (
                LEX.SHARE.search(clause.head)
                or LEX.PROGRESS.search(piece)
                or LEX.SHARE_WORD.search(piece)
                or clause.verb == "占"
                or "占" in clause.adverbs
                or (
                    piece.endswith("的")
                    and not LEX.YEAR_OF.search(piece)
                    and not LEX.RELATIVE.search(piece)
                )
                or token.chain
            ):
                return "share", False, False
            if subjects.noun_behind(self.plain, token.end, kind, _bounded(token)):
                return "share", False, False
            if LEX.RELATIVE.search(piece):
                return "ratio", False, False
            if (
                previous
                and previous.token.kind == "amount"
                and kind == "percent"
                and not piece
                and LEX.ARE.match(self.plain, token.end)
            ):
                # 专利2400项,九成以上实现转让: so many of what was counted.
                return "share", False, False
            if previous and previous.measure == "share" and not subjects.noun_of(clause.head)[0]:
                return "share", False, False
            return "ratio", False, False
        if not context.gap and state.seen and token.start < token.digit:
            # 比计划3000亿元超过70亿元: an excess, not a bound.
            token.qualifier, token.start = "exact", token.digit
            return "other", False, True
        if compare:
            return "other", lower, True
        if moves:
            return "other", clause.down, False
        if (clause.based and LEX.NEW.search(piece)) or LEX.NET_ADDED.search(piece):
            return "other", False, False
        if LEX.NET_LOST.search(piece):
            return "other", True, False
        return self._stock_or_flow(state, context), False, False

    def _stock_or_flow(self, state: _State, context: _Context) -> str:
        piece, gap = context.piece, context.gap
        if LEX.CUMULATIVE.search(piece):
            state.cumulative, state.new = True, False
            return "cumulative"
        if LEX.TOTAL.search(piece):
            # A total is what there is: 新增12家、总数达到86家.
            state.new = state.cumulative = False
            return "level"
        if LEX.NEW.search(piece) and not LEX.AVERAGE.search(piece):
            state.new, state.cumulative = True, False
            return "new_in_year"
        whole = self._whole(state, context)
        if whole and whole.measure in ("cumulative", "new_in_year"):
            # 新签约项目50个,其中亿元以上项目20个: the part is counted as the whole is.
            return whole.measure
        joined = gap[:1] in ("、", "和", "及") or not LEX.HARD_BREAK.search(gap)
        if context.first or context.clause.to or not (state.cumulative or state.new):
            state.cumulative = state.new = False
            return "level"
        starts_with_verb = subjects.starts_with_verb(piece)
        if (
            state.cumulative
            and (joined or starts_with_verb)
            and not self.plain.startswith("突破", context.token.start)
        ):
            return "cumulative"
        if (
            state.new
            and not starts_with_verb
            and gap[:1] in "、和及,"
            and not context.clause.adverbs
            and not LEX.STANDING.search(piece)
        ):
            previous = state.seen[-1]
            alike = previous.token.unit.endswith("_1e8") == context.token.unit.endswith("_1e8")
            if (gap[:1] != "," and alike) or previous.token.word == context.token.word:
                return "new_in_year"
        else:
            state.cumulative = state.new = False
        return "level"

    @staticmethod
    def _carried(context: _Context) -> bool:
        """Say whether 累计 or 新增 stands in an earlier clause."""
        return not (LEX.CUMULATIVE.search(context.piece) or LEX.NEW.search(context.piece))

    def _multi_year(self, state: _State, context: _Context) -> bool:
        """Say whether a growth runs over several years, or over a month."""
        text = context.piece
        if LEX.MULTI_YEAR.search(text):
            return True
        year = context.clause.base_year or (state.against if not context.clause.based else "")
        if year == "multi":
            return True
        if year and self.year:
            now = state.period[:4] if state.period[:2] in ("19", "20") else self.year
            return int(year) < int(now) - 1
        if context.clause.shorter:
            return True
        if context.clause.opening or (state.base == "opening" and not context.named):
            # Since January is a year only at the year's end.
            return self.part or not LEX.FULL_YEAR.fullmatch(state.period or self.year or "0000")
        if context.clause.based or "同比" in text:
            return False
        unnamed = not context.named or _base_told(state)
        if state.base and state.base != "opening" and unnamed and self.year:
            # 比2020年增加80亿元,增长31%: both since then.
            return state.base == "multi" or int(state.base) < int(self.year) - 1
        if context.token.kind == "percent" and context.clause.verb in _CUTS:
            return True
        if state.risen and not context.named:
            return True
        return state.span

    # -- subject

    def _noun(
        self, state: _State, context: _Context, measure: str, follows: bool
    ) -> tuple[str, bool, bool]:
        """Return the subject, whether the clause names it, and whether it only measures."""
        clause = context.clause
        head = clause.head
        tail = ""
        if state.behind and len(context.pieces) == 1 and head.startswith(state.behind):
            rest = head[len(state.behind) :]
            if subjects.starts_with_verb(rest):
                # 为300家企业发放贷款20亿元: whom it is for was read behind the figure before.
                head = rest
        state.behind = ""
        if measure == "rank":
            scope = LEX.SCOPE.search(head)
            if scope and not scope[0]:
                scope = LEX.SCOPE_NAMED.search(head)
            if scope:
                head = head[: scope.start()]
                if not LEX.RATE_NAMED.search(head[-4:]):
                    head = strip_predicate(head).head
        elif LEX.PROGRESS.search(context.piece):
            done = LEX.PROGRESS.search(context.piece)
            head = strip_predicate(context.piece[: done.start()]).head if done else ""
            tail = ""
        elif measure == "share":
            share = LEX.SHARE.search(head)
            if share:
                if share["word"]:
                    tail = share[0]
                head = strip_predicate(head[: share.start()]).head
        elif subjects.names_class(head):
            pass
        elif LEX.PLAN.search(context.piece) or LEX.COMPARE.search(context.piece):
            match = (
                LEX.PLAN.search(head)
                or LEX.COMPARE.search(head)
                or LEX.COMPARE.search(context.piece)
            )
            head = strip_predicate(head[: match.start()]).head if match else head
        elif measure == "other" and context.token.kind == "pp":
            pull = LEX.PULL.search(head)
            head = head[: pull.start()] if pull else head
        if measure == "ratio" and LEX.RELATIVE.search(context.piece):
            head = LEX.EQUAL_TO.sub("", head)
        if measure in ("level", "ratio") and (
            LEX.TARGET.search(head) or LEX.AIMED.match(self.plain, context.token.end)
        ):
            head = ""
        one = _picked(state, context, 1) if LEX.FORMER.match(head) else []
        noun, agent = subjects.noun_of(head[2:] if one else head)
        if one and noun:
            # 渔港达到14座,后者获补助3亿元
            return one[0].subject + noun, True, False
        pronoun = LEX.SUM_OF.fullmatch(noun)
        if pronoun and measure in _GROWS and context.token.kind == "amount":
            alike = [s.subject for s in state.seen if s.token.unit == context.token.unit]
            shared = _shared_end(alike[-_COUNT[pronoun["n"]] :])
            noun = shared or noun
        if LEX.MEAN.fullmatch(noun) or LEX.PRONOUN.fullmatch(noun):
            noun = ""
        elsewhere = LEX.PLACE_BEHIND.fullmatch(noun)
        if elsewhere and measure in ("level", "ratio", "yoy_growth"):
            # 投入强度全国为2.64%
            noun = elsewhere["place"] + elsewhere["thing"]
        if measure == "rank" and (LEX.HERE.fullmatch(noun) or not noun):
            noun = _ranking_in(context.pieces[:-1]) or noun
        if LEX.RATE_ONLY.fullmatch(noun):
            noun = agent
            agent = ""
        whose = self._whose(state, context, head, measure)
        if whose:
            return whose, True, False
        if LEX.PLACE.sub("", noun) == "" and (measure != "rank" or noun.startswith("全")):
            noun = ""
        previous = self._previous(state, context)
        if measure == "rank" and len(noun) <= 4 and _goes_on(state, context, "rank"):
            # 居全省第8位、苏北第2位: another scope of the same rank.
            noun = ""
        if not noun and LEX.PROGRESS.search(context.piece) and context.token.kind == "percent":
            # 收入50亿元,税收占比80%,完成预算的60%: it is the amount that is planned.
            previous = next((s for s in reversed(state.seen) if s.token.kind == "amount"), previous)
        for piece in context.pieces[:-1]:
            opened = LEX.OPENED.fullmatch(piece) if piece and piece[-1] in _OPENS else None
            if opened:
                # 某中心建成投用,新增机柜500个
                state.facility = subjects.topic_of(opened["name"].lstrip("的"))
        if ";" in context.gap:
            state.facility = ""
        short = context.token.kind == "amount" and len(head) <= 14
        such = LEX.SUCH.search(context.piece) if short else None
        counted = self._counted(state, context.token) if such else ""
        if such and counted:
            # 企业1360家,营收超亿元的82家
            return f"{such['bound']}的{counted}", True, False
        event = LEX.EVENT.fullmatch(head.strip(" 、,和及")) if short else None
        if event:
            counted = self._counted(state, context.token)
            if event["thing"]:
                return event["event"] + event["thing"], True, False
            if counted:
                return event["event"] + LEX.EVENT.sub(r"\g<thing>", counted), True, False
        if not noun:
            noun = self._earlier_piece(context)
        if context.inside and len(context.pieces) > 1:
            listed = LEX.BOUND_LIST.search(context.pieces[-2])
            if listed:
                # 投入超过千亿元的省份依次为甲省(1200亿元)、乙省(1100亿元)
                noun, state.bound = listed["name"], listed["bound"]
            than = LEX.THAN.search(context.pieces[-2]) if self._beside(state, context) else None
            noun = than["name"] if than else noun
        if not noun and previous is None:
            noun = state.bound
        noun = self._completed(state, context, noun, measure)
        if not noun:
            if previous and tail:
                return f"{previous.subject}{tail}", False, False
            if previous and previous.own and previous.measure == "yoy_growth" and clause.to:
                # 其中软件收入增长21%、达到58亿元
                return previous.subject, False, False
            if context.gap == "、":
                # 供应用地28宗、1905亩: two measures of one thing.
                return (state.seen[-1].subject if state.seen else ""), False, False
            if measure in _GROWS and context.token.kind == "amount" and previous:
                # 项目2500项,投资4800亿元,新开工600项: back to what has the same unit.
                previous = next(
                    (
                        s
                        for s in reversed(state.seen[-6:])
                        if s.token.unit == context.token.unit and s.measure in _GROWS
                    ),
                    previous,
                )
            return (previous.subject if previous else ""), False, False
        served = LEX.SERVED.search(head)
        if (
            served
            and previous
            and len(context.tokens) == 1
            and noun in (served["whom"], served["work"])
        ):
            who = next((s for s in reversed(state.seen) if _counts(s)), previous)
            if len(who.subject) <= 12 and (served["verb"] != "服务" or _people(who)):
                return who.subject + served[0], True, False
        if state.vehicle and LEX.LOOSE.fullmatch(noun) and state.vehicle not in agent:
            return state.vehicle + noun + tail, True, False
        if noun in _PUPILS and not agent:
            school = self._school(state)
            if school:
                return school + noun + tail, True, False
        if LEX.EACH.fullmatch(noun) and previous:
            # 机构营业收入198亿元,户均1260万元
            base = subjects.base_of(previous.subject)
            return base + noun + previous.subject[len(base) :], True, True
        if subjects.is_generic(noun) and context.token.kind == "amount":
            amount = next((s for s in reversed(state.seen) if s.token.kind == "amount"), None)
            if previous and previous.token.kind == "percent" and amount and not context.inside:
                previous = amount
        if (
            subjects.is_generic(noun)
            or LEX.PER_HEAD.fullmatch(noun)
            or (agent == "" and len(noun) == 1)
        ):
            topic = agent or self._earlier_piece(context)
            if not topic and previous is None and follows and self.last:
                previous = self.last[-1]
            if topic:
                noun = topic if topic.endswith(noun) else topic + noun
            elif previous and previous.subject:
                base = subjects.base_of(previous.subject)
                if base and not previous.subject.endswith(noun):
                    noun = base + noun
                elif base:
                    noun = previous.subject
            return noun + tail, True, True
        if not context.first and len(context.pieces) == 1 and context.gap[:1] not in "、和,及与":
            # 为300家企业发放贷款…: the words run on from the figure before.
            agent = ""
        if agent:
            state.agent = agent
        elif subjects.starts_with_verb(context.piece) and 3 * len(state.agent) <= 4 * len(noun):
            # 科学城建成平台13个,引进机构50家: who acts in a clause that begins with a verb.
            agent = state.agent
        return subjects.join_agent(agent, noun) + tail, True, False

    def _whose(self, state: _State, context: _Context, head: str, measure: str) -> str:
        """Name a figure of another place (全国为…), of a part in brackets or of all before."""
        place = LEX.OTHER_PLACE.fullmatch(head.strip(" 、"))
        altogether = LEX.ALTOGETHER.fullmatch(context.piece.strip())
        if not (place or altogether or context.inside) or context.token.kind in ("rank", "pp"):
            return ""
        previous = self._previous(state, context)
        if previous is None or not previous.subject:
            return ""
        if place and not LEX.COMPARE.search(context.piece):
            thing = LEX.LEADING_PLACE.sub("", previous.subject)
            return place["name"] + thing if thing else ""
        part = LEX.PART_OF.fullmatch(head) if context.inside else None
        if part:
            # R&D经费865.1亿元(含军工12.3亿元)
            return (part["without"] or "") + part["name"] + previous.subject
        if altogether and context.token.kind == "amount":
            total = context.token.value
            for seen in reversed(state.seen[-12:]):
                total -= seen.token.value
                counted = seen.measure in _GROWS and seen.token.kind == "amount"
                if not counted or seen.inside or total < 0:
                    break
                if total == 0 and seen is not state.seen[-1]:
                    # 高校26所,院所38家,共64家: the sum of those before.
                    parts = state.seen[state.seen.index(seen) :]
                    return "、".join(dict.fromkeys(s.subject for s in parts))
        return ""

    def _completed(self, state: _State, context: _Context, noun: str, measure: str) -> str:
        """Add to a noun what it is a part of, where it says too little alone."""
        token = context.token
        if not noun and not state.fastest:
            return noun
        if state.fastest and context.inside and token.kind == "percent":
            named = LEX.FASTEST.search(context.pieces[-2]) if len(context.pieces) > 1 else None
            noun = named["name"] if named else noun
            bounds = (subjects.bound_in(s.subject) or s.subject for s in self.last[:1])
            indicator = next(bounds, "")
            if not noun:
                return ""
            return noun + LEX.STRENGTH_END.sub("", indicator)
        area = LEX.AREA.fullmatch(noun)
        if area and state.seen:
            # 东部地区投资增长4%,中部地区增长5%
            for seen in reversed(state.seen[-6:]):
                alike = LEX.AREA.match(seen.subject)
                if alike and seen.token.kind == token.kind:
                    return noun + seen.subject[alike.end() :]
        actor = LEX.ACTOR.fullmatch(noun) if token.unit.endswith("_1e8") else None
        if actor:
            # 各类企业研发经费支出80亿元;其他主体3亿元
            near = [*(self.last[-8:] if context.first else ()), *state.seen[-8:]]
            for seen in reversed(near):
                spent = LEX.ACTOR_MEASURE.search(seen.subject)
                if spent and seen.token.unit == token.unit:
                    return noun + spent["measure"]
        if noun in ("出口", "进口"):
            sold = self._whole(state, context)
            amount = LEX.SALES.search(sold.subject) if sold else None
            if sold and amount:
                return f"{sold.subject[: amount.start()]}{noun}{amount[0]}"
            for seen in reversed(state.seen):
                trade = LEX.TRADE.fullmatch(seen.subject)
                if trade:
                    return LEX.PLACE.sub("", trade["name"]) + noun
        if LEX.GRADE.fullmatch(noun) and len(context.tokens) == 1:
            whole = self._counted(state, token) if token.kind == "amount" else ""
            if not whole and context.first and self.last and token.kind == "amount":
                # ;其中女性3万人: the whole stands before the semicolon or full stop.
                near = [s for s in self.last if s.token.unit == token.unit and not s.inside]
                graded = near and LEX.GRADE.match(near[-1].subject)
                if near and (LEX.OF_WHICH.match(context.gap) or graded):
                    whole = near[-1].subject
            whole = LEX.PLACE.sub("", whole)
            # 省级 stands in the place of 国家级; 企业类 is said beside it.
            return noun + (LEX.GRADE.sub("", whole, count=1) if noun[-1] != "类" else whole)
        if noun == "企业" and LEX.BENEFIT.search(context.piece) and state.seen:
            return LEX.AMOUNT_END.sub("", state.seen[-1].subject) + noun
        if measure == "other" and token.kind == "amount" and 2 <= len(noun) <= 6:
            # 甲区、乙区亩均税收分别为42万元、31万元,甲区提高5万元
            for seen in reversed(state.seen[-8:]):
                listed = seen.token.unit == token.unit and seen.size > 1
                if listed and len(noun) < len(seen.subject) and seen.subject.startswith(noun):
                    return seen.subject
        if token.kind in ("percent", "pp") and 2 <= len(noun) <= 6:
            for seen in reversed(state.seen[-8:]):
                if seen.token.kind == "pp" or not seen.own or len(seen.subject) <= len(noun):
                    continue
                rest = seen.subject[len(noun) :]
                if seen.subject.startswith(noun) and LEX.REGION_MEASURE.fullmatch(rest):
                    return seen.subject
        if token.unit == "%" or token.unit.endswith("_1e8"):
            indicator = self._indicator(state, context, noun)
            if indicator:
                return f"{noun.removesuffix('水平')}{indicator}"
        if state.facility and noun not in state.facility:
            if LEX.FITTED.fullmatch(noun) or (noun[-1] == "率" and subjects.is_generic(noun)):
                return state.facility + noun
            if not subjects.is_generic(noun):
                state.facility = ""
        return noun

    def _indicator(self, state: _State, context: _Context, noun: str) -> str:
        """Name what a list of places or bodies is compared by, "" where that is not said."""
        if context.inside and LEX.MEAN_NAMED.search(noun) and state.seen:
            return state.seen[-1].subject
        if len(noun) > 12 or LEX.MEASURE_END.search(noun):
            return ""
        beside = self._beside(state, context)
        if beside:
            return LEX.HERE.sub("", beside.subject)
        for seen in state.seen:
            bound = subjects.bound_in(seen.subject)
            if bound:
                # 投入超过50亿元的市有4个,依次为甲市(86亿元)
                return bound
        if context.inside and state.bound:
            return state.bound
        return ""

    def _beside(self, state: _State, context: _Context) -> _Seen | None:
        """Find the figure that one in brackets is compared with: 快于甲国(7.4%)和乙国(1.2%)."""
        if not context.inside or context.piece.strip() or len(context.pieces) < 2:
            return None
        if context.token.kind != "percent" or not state.seen:
            return None
        named = context.pieces[-2]
        if not LEX.THAN.search(named):
            last = state.seen[-1]
            goes_on = last.inside and last.compared and named[:1] in ("和", "、", "与", "及")
            return last if goes_on else None
        return next((s for s in reversed(state.seen) if s.token.kind == "percent"), None)

    def _counted(self, state: _State, token: Token) -> str:
        """Name what was last counted in a figure's unit, "" where nothing was."""
        return next(
            (
                s.subject
                for s in reversed(state.seen[-8:])
                if s.token.unit == token.unit and not s.inside
            ),
            "",
        )

    def _whole(self, state: _State, context: _Context) -> _Seen | None:
        """Find the count that a part behind 其中 belongs to."""
        if not LEX.OF_WHICH.match(context.gap):
            return None
        return next(
            (s for s in reversed(state.seen[-4:]) if s.token.unit == context.token.unit), None
        )

    def _school(self, state: _State) -> str:
        """Name the schools of which pupils and teachers are counted, "" where none stands near."""
        for seen in [*self.last[-6:], *state.seen][:-9:-1]:
            name = seen.subject
            while (end := LEX.PUPIL_END.search(name)) and end.start():
                name = name[: end.start()]
            if LEX.SCHOOL.search(name) or (name != seen.subject and name):
                return name
        return ""

    def _previous(self, state: _State, context: _Context) -> _Seen | None:
        for seen in reversed(state.seen[-6:]):
            if not seen.inside or context.inside:
                return seen
        if not state.seen and self.last and context.first:
            return self.last[-1]
        return None

    def _earlier_piece(self, context: _Context) -> str:
        """Noun of an earlier clause of the gap, where the last clause holds only a predicate."""
        pieces = context.pieces[:-1]
        if not context.first:
            had = LEX.HAVING.search(pieces[0]) if pieces else None
            # 某些国家的居民在此拥有有效专利,总量为…: what they have is the topic.
            pieces = [had["thing"], *pieces[1:]] if had else pieces[1:]
        for piece in reversed(pieces[-4:]):
            if LEX.RATE_COMPARED.match(piece):
                continue
            clause = strip_predicate(piece)
            noun, agent = subjects.noun_of(clause.head)
            if not noun:
                continue
            noun = subjects.topic_of(subjects.join_agent(agent, noun))
            if noun and not LEX.RATE_ONLY.fullmatch(noun):
                return noun
        viewed = LEX.VIEWED.fullmatch(pieces[0].strip()) if len(pieces) == 1 else None
        return viewed["name"] if viewed else ""

    def _names(
        self,
        state: _State,
        context: _Context,
        noun: str,
        own: bool,
        size: int,
        targets: list[_Seen | None],
        generic: bool,
    ) -> list[str]:
        pieces = context.pieces
        if size == 1:
            return [noun]
        of_class = LEX.CLASS_LISTED.fullmatch(noun)
        if of_class:
            # 投入强度超过全省平均的市有甲市、乙市2个,分别为…
            listed = distribute(of_class["names"], size)
            return [name + of_class["bound"] for name in listed] or [noun] * size
        if own:
            summed, rest = subjects.sum_of(context.clause.head)
            if len(summed) == size and rest:
                return [n + rest.removeprefix("产业" if n[-2:] == "产业" else "") for n in summed]
            leads = _leads(state, size) if len(noun) <= 4 and "、" not in noun else []
            if leads:
                return [lead + noun for lead in leads]
        if not own:
            if all(targets):
                return [t.subject for t in targets if t]
            earlier = _amounts(state)
            if len(earlier) >= size:
                return [s.subject for s in earlier[-size:]]
            before = state.seen[-size:]
            if len(before) == size == before[-1].size:
                return [s.subject for s in before]
            return distribute(noun, size) or [noun] * size
        parts = distribute(noun, size)
        if parts and any(map(subjects.is_generic, parts)) and max(map(len, parts)) <= 4:
            # 备案信托62单,单数、规模分别列…: what is measured was counted before.
            counted = next((s for s in reversed(state.seen) if _counts(s)), None)
            if counted and counted.subject:
                base = LEX.EVENT_FIRST.sub("", counted.subject)
                return [base + part for part in parts]
        if not parts and LEX.GRADE.fullmatch(noun):
            # 孵化器、众创空间分别为20家、30家,其中国家级4家、5家
            earlier = _amounts(state)
            if len(earlier) >= size:
                return [noun + LEX.GRADE.sub("", s.subject, count=1) for s in earlier[-size:]]
        if not parts and generic:
            earlier = _amounts(state)
            ending = LEX.MEASURE_END.search(noun)
            if len(earlier) >= size and ending:
                return [s.subject + ending[0] for s in earlier[-size:]]
        if not parts and len(pieces) >= size:
            # 甲、乙业,丙业,丁业增加值分别增长…: names that hold 、 are parted by commas.
            ending = LEX.MEASURE_END.search(noun)
            shared = ending[0] if ending else ""
            listed = [subjects.noun_of(p)[0] for p in pieces[-size:-1]]
            if all(listed):
                return [n if n.endswith(shared) else n + shared for n in listed] + [noun]
        return parts or [noun] * size

    # -- links

    def _targets(
        self,
        state: _State,
        context: _Context,
        measure: str,
        noun: str,
        own: bool,
        size: int,
        parts: list[str],
    ) -> list[_Seen | None]:
        """Return the levels that a list of changes belongs to, None where none is printed."""
        token = context.token
        none: list[_Seen | None] = [None] * size
        if own:
            names = parts or (distribute(noun, size) if size > 1 else [noun])
            kind = (
                "percent"
                if measure == "change_pp"
                else "rank"
                if token.kind == "rank"
                else "amount"
            )
            named_before = [self.levels.get((kind, _key(name))) for name in names or []]
            if measure == "change_pp" and size == 1 and not named_before[0]:
                named_before = [_share_of(noun, state.seen)]
            return [s if s and self._same_time(state, s) else None for s in named_before] or none

        of_money = bool(LEX.OF_MONEY.search(noun)) and context.named
        # 新认定30家,净增12家: the total that it adds to comes before or behind, if it is printed.
        net = bool(LEX.NET_ADDED.search(context.piece)) and not context.clause.based
        of_rate = bool(LEX.RATE_NAMED.search(context.piece)) or not context.named

        def fits(seen: _Seen) -> bool:
            if seen.apart or (seen.inside and not context.inside):
                return False
            if token.kind == "pp":
                indexed = seen.token.kind == "amount" and not seen.token.unit
                if seen.measure in ("yoy_growth", "other") and not of_rate:
                    return False
                return (seen.token.kind == "percent" or indexed) and seen.measure != "change_pp"
            if token.kind == "rank":
                return seen.measure == "rank"
            if LEX.MORE_ADDED.search(context.piece) and seen.measure != "new_in_year":
                # 余额9018亿元,比年初新增802亿元,多增117亿元: of the addition, not of the balance.
                return False
            if net and not (seen.total and seen.measure == "level"):
                return False
            if token.kind == "amount":
                return seen.measure in _GROWS and seen.token.unit == token.unit
            if of_money and seen.token.unit.startswith("count:"):
                # 高新区9家,营业收入增长8%: no number of parks grows by that.
                return False
            per_head = seen.token.unit in ("‰", "/10万")
            return seen.measure in _GROWS and (seen.token.kind == "amount" or per_head)

        if size > 1:
            fitting = [s for s in state.seen if fits(s)]
            if len(fitting) >= size:
                return list(fitting[-size:])
            return none
        named = max((n for n, s in enumerate(state.seen) if s.own and not s.inside), default=0)
        if measure == "change_pp" and LEX.RATE_NAMED.search(context.piece):
            named = 0
        chain = state.seen[named:] if state.seen else []
        if context.inside:
            chain = state.seen
        new_period = measure == "yoy_growth" and context.dated
        for seen in reversed(chain):
            if fits(seen):
                # 其中四季度增长6%: of another time than the level that stands before.
                return [seen] if not new_period or self._same_time(state, seen) else none
        if not state.seen and context.first and not context.dated:
            for seen in reversed(self.last[-3:]):
                if fits(seen) and self._same_time(state, seen):
                    return [seen]
        return none

    def _lead(self, state: _State, context: _Context) -> None:
        """Note what a sentence's later clauses go on about: a loan, a fund, a ranking by growth."""
        if context.first:
            named = LEX.VEHICLE.match(context.gap)
            state.vehicle = named["name"] if named else state.vehicle
        if context.inside and len(context.pieces) > 1 and LEX.FASTEST.search(context.pieces[-2]):
            state.fastest = True
        elif not context.inside:
            state.fastest = False

    def _parts(self, state: _State, token: Token, noun: str, size: int) -> list[str]:
        """Name the parts of a list whose shares or rates were printed before, in full."""
        if token.kind not in ("percent", "pp"):
            return []
        full = []
        for part in distribute(noun, size):
            found = next(
                (
                    s.subject
                    for s in reversed(state.seen[-_LONGEST_LIST:])
                    if s.own
                    and s.token.kind == "percent"
                    and s.subject.startswith(part)
                    and LEX.REGION_MEASURE.fullmatch(s.subject[len(part) :])
                ),
                "",
            )
            if not found:
                return []
            full.append(found)
        return full

    def _same_time(self, state: _State, seen: _Seen) -> bool:
        """Say whether an earlier level is about the same period, and as much a fact."""
        row = self.rows[seen.row]
        return row.period == (state.period or self.chapter.period or self.year) and not (
            state.expected and row.qualifier != "expected"
        )

    def _link_back(self, state: _State, context: _Context, own: bool, size: int) -> None:
        """Link growths printed before their level: 增长15%,达到7565家."""
        if own or len(state.seen) < 2 * size:
            return
        change, level = state.seen[-2], state.seen[-1]
        row = self.rows[change.row]
        if context.gap.strip() in ("至", "到") and change.measure == "other":
            # 增加60亿元至740亿元: what the change led to.
            row.linked_to_offset = row.linked_to_offset or level.token.digit
            return
        now, before = state.seen[-size:], state.seen[-2 * size : -size]
        if not all(
            g.measure in ("yoy_growth", "other") and g.token.kind in ("percent", "times") and g.own
            for g in before
        ):
            return
        if before[0].size != size or now[0].token.kind != "amount" or now[0].measure not in _GROWS:
            return
        for growth, level in zip(before, now, strict=True):
            row = self.rows[growth.row]
            if row.linked_to_offset is None:
                row.linked_to_offset = level.token.digit

    def _link_to_total(self, state: _State, size: int) -> None:
        """Link net additions printed before the total: 净增12家、总数达到86家."""
        for now in state.seen[-size:]:
            for before in reversed(state.seen[-size - 4 : -size]):
                row = self.rows[before.row]
                alike = before.token.unit == now.token.unit and before.place == now.place
                if alike and before.measure == "other" and row.linked_to_offset is None:
                    row.linked_to_offset = now.token.digit
                    break

    # -- qualifiers that reach over several clauses

    def _scopes(self, state: _State, context: _Context, noun: str) -> None:
        gap = context.gap
        found = list(LEX.EXPECTED.finditer(gap))
        marks = [m.end() for m in found]
        facts = [m.end() for m in LEX.FACT.finditer(gap)]
        if marks and (not facts or facts[-1] < marks[-1]):
            state.expected = True
            # Behind a noun of its own (甲预计达1.6万家;) it does not reach past the semicolon.
            clause = gap[: found[-1].start()].rpartition(",")[2]
            own = len(LEX.FRAME.sub("", clause)) >= 2
            state.leads = state.leads or (context.first and not own)
            state.topic = noun
        elif context.token.expected:
            # 产值预计910亿元,增长7.2%: what grows so is the expected level.
            state.expected, state.topic = True, noun
        elif facts:
            state.expected = False
        elif state.expected and state.marks > 1 and noun and state.topic:
            # The mark is said again later, so it does not reach to a new topic in between.
            shared = any(noun[i : i + 3] in state.topic for i in range(len(noun) - 2))
            state.expected = shared


def _qualifier(state: _State, context: _Context, token: Token) -> tuple[str, bool]:
    """Return a figure's qualifier, and whether it is expected by an earlier clause only."""
    expected = token.expected or state.expected
    if expected and (token.qualifier == "exact" or (token.spans and token.qualifier == "about")):
        own = token.expected or bool(LEX.EXPECTED.search(context.piece))
        return "expected", token.qualifier == "exact" and not own
    if token.qualifier == "exact":
        if LEX.AT_DISTANCE.search(context.piece):
            return "about", False
        if token.kind in ("percent", "times") and not LEX.PLAN.search(context.piece):
            return _distant(context.piece), False
    return token.qualifier, False


def _fits_levels(state: _State, target: _Seen, token: Token, value: Fraction, measure: str) -> bool:
    """Say whether a growth agrees with its level and the former level, where both are printed."""
    if measure not in ("yoy_growth", "other") or token.unit not in ("%", "times"):
        return True
    former = next(
        (s for s in reversed(state.seen) if s.apart and s.token.unit == target.token.unit), None
    )
    if former is None or not former.token.value or state.span or state.former[:4].isdigit():
        return True
    growth = target.token.value / former.token.value - 1
    said = value / 100 if token.unit == "%" else value
    return abs(growth - said) <= Fraction(1, 50) + abs(growth) / 20


def _base_told(state: _State) -> bool:
    """Say whether a sentence begins with a base: 较2019年的5.1万人,研发人员增长38%."""
    return bool(state.base) and len(state.seen) == 1 and state.seen[0].apart


def _share_bound(tokens: list[Token]) -> None:
    """Let a bound before the first or behind the last figure of a list hold for each of them."""
    first, last = tokens[0].qualifier, tokens[-1].qualifier
    inner = {token.qualifier for token in tokens[1:-1]}
    bound = first if first in _BEFORE_ALL and last == "exact" else ""
    if first == "exact" and last in _BEHIND_ALL:
        bound = last
    if bound and inner <= {"exact"}:
        for token in tokens:
            token.qualifier = bound


_BEFORE_ALL = frozenset(("more_than", "at_least", "at_most", "less_than", "nearly", "about"))
_BEHIND_ALL = frozenset(("at_least", "at_most", "about"))


def _share_of(noun: str, seen: list[_Seen]) -> _Seen | None:
    """Find the share that a shorter name means: 基础研究占比 after 基础研究经费占研发经费的比重."""
    name = LEX.SHARED_NAME.search(noun)
    base = noun[: name.start()] if name else ""
    if len(base) < 3:
        return None
    return next(
        (
            s
            for s in reversed(seen)
            if s.measure == "share" and _key(s.subject).startswith(_key(base))
        ),
        None,
    )


def _counts(seen: _Seen) -> bool:
    """Say whether a figure counts things or people."""
    return seen.token.unit.startswith(("count:", "person")) and not seen.inside


def _people(seen: _Seen) -> bool:
    return seen.token.unit.startswith("person")


def _shared_end(names: list[str]) -> str:
    """Return the words that all names end in, "" if they are fewer than two."""
    if len(names) < 2:
        return ""
    end = names[0]
    while end and not all(name.endswith(end) for name in names):
        end = end[1:]
    return end if len(end) > 1 else ""


def _leads(state: _State, size: int) -> list[str]:
    """Return what tells the items of the list before apart: “甲贷”, “乙贷”."""
    before = state.seen[-size:]
    if len(before) < size or before[-1].size != size:
        return []
    names = [s.subject for s in before]
    quoted = [match[0] for name in names if (match := LEX.QUOTED_NAME.match(name))]
    return quoted if len(set(quoted)) == size else []


def _picked(state: _State, context: _Context, size: int) -> list[_Seen]:
    """Find the figures of the list before that a clause picks out: 前两项分别增长…, 后者下降…."""
    match = LEX.PICK.search(context.piece)
    if not match:
        return []
    whole = [s for s in state.seen if s.measure in _GROWS]
    last = next((n for n in range(len(whole) - 1, -1, -1) if whole[n].size > 1), -1)
    listed = whole[max(0, last + 1 - whole[last].size) : last + 1] if whole else []
    if not listed or whole[last].size == 1:
        listed = whole if match["n"] else whole[-2:]
    count = _COUNT.get(match["n"] or "", 1)
    if count != size or len(listed) < count:
        return []
    return listed[:count] if match["which"] == "前" else listed[-count:]


def _goes_on(state: _State, context: _Context, kind: str) -> bool:
    """Say whether a figure continues the list of the one before without a predicate of its own."""
    clause = context.clause
    return bool(
        state.seen
        and state.seen[-1].token.kind == kind
        and context.gap[:1] in ("、", "和")
        and not (clause.adverbs or clause.up or clause.down)
    )


def _ranking_in(pieces: list[str]) -> str:
    """Name the ranking that earlier clauses tell of: 《某指数报告》显示, 在某评价中."""
    for piece in reversed(pieces):
        titled = LEX.TITLED.search(piece)
        if titled:
            return titled["name"]
        ranked = LEX.RANKED_IN.search(piece)
        if ranked:
            return subjects.noun_of(ranked["name"])[0]
    return ""


def _distant(piece: str) -> str:
    """Return the qualifier that stands before what a part is of: 不足全国平均水平的2/3."""
    match = LEX.BOUND_AT_DISTANCE.search(piece)
    if not match:
        return "exact"
    return "less_than" if match["less"] else "more_than"


def _bounded(token: Token) -> bool:
    return token.qualifier in ("at_least", "at_most", "about", "nearly", "more_than")


def _amounts(state: _State) -> list[_Seen]:
    return [s for s in state.seen if s.measure in _LEVELS and s.measure != "rank"]


_LONGEST_LIST = 24
_OPENS = frozenset("成用产工顶线园业馆车营运行牌")
_COUNT = {c: n for n, c in enumerate("一二三四五", 1)} | {"两": 2}
_CUTS = frozenset(("压减", "压缩", "精简", "缩短", "削减", "缩减"))
# Who is taught or teaches: the kind of school is named before.
_PUPILS = frozenset(
    ("招生", "在校生", "毕业生", "在校学生", "招生数", "在校生数", "毕业生数", "专任教师", "教职工")
)
_COUNTED = frozenset(LEX.COUNTED)


@lru_cache(maxsize=8192)
def _clean(gap: str) -> str:
    return LEX.REMARK.sub("", LEX.FOOTNOTE.sub("", gap)).replace("\n", "")


@lru_cache(maxsize=8192)
def _pieces(gap: str) -> tuple[str, ...]:
    """Split a gap into clauses at commas, colons and open brackets, not inside closed ones."""
    kept = LEX.BALANCED.sub(lambda m: "\0" * len(m[0]), gap)
    pieces = []
    start = 0
    for match in LEX.SPLIT.finditer(kept):
        pieces.append(gap[start : match.start()])
        start = match.end()
    pieces.append(gap[start:].rstrip("+"))
    return tuple(pieces)


def _is_inside(plain: str, start: int, at: int) -> bool:
    """Say whether an offset stands inside brackets."""
    window = plain[max(start, at - 80) : at]
    return window.rfind("(") > window.rfind(")")


def _verb_last(piece: str) -> bool:
    """Say whether a clause ends in a verb, so that what it governs follows."""
    return subjects.ends_with_verb(piece.rstrip(" "))


def _scope_of(piece: str) -> str:
    match = LEX.SCOPE.search(piece.rstrip(" 第"))
    return match["scope"].rstrip("中内的") if match else ""


def _kind(token: Token) -> str:
    return token.kind if token.kind in ("percent", "rank") else "amount"


@lru_cache(maxsize=8192)
def _key(subject: str) -> str:
    return LEX.PLACE.sub("", subject)


# Denominators of decimals with up to six places: how many, and what makes them a power of ten.
_TENTHS = {
    2**twos * 5**fives: (max(twos, fives), 10 ** max(twos, fives) // (2**twos * 5**fives))
    for twos in range(7)
    for fives in range(7)
    if twos or fives
}


def plain_number(value: Fraction) -> str:
    """Return a number as a plain decimal: exactly, or to ten decimals if it has no end."""
    whole, below = value.numerator, value.denominator
    if below == 1:
        return str(whole)
    if below in _TENTHS:
        places, factor = _TENTHS[below]
        digits = str(abs(whole) * factor).rjust(places + 1, "0")
        return f"{'-' if whole < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    places = 10 if (value * 10**14).denominator != 1 else 14
    scaled = round(value * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")


def distribute(noun: str, size: int) -> list[str]:
    """Split a list of names into as many as there are figures.

    Parameters
    ----------
    noun
        Names joined by 、 and 和; a measuring noun at the end belongs to each of them.
    size
        Number of figures.

    Returns
    -------
    list of str
        ``size`` names, or none where the list does not fit.
    """
    if size < 2:
        return [noun]
    if size == 2 and "城乡" in noun and "、" not in noun:
        return [noun.replace("城乡", "城镇", 1), noun.replace("城乡", "农村", 1)]
    noun = noun.replace("存、贷款", "存款、贷款").replace("分别", "", 1)
    quoted = re.match(f"(?P<names>(?:“[^”]+”、?){{{size}}})(?P<rest>.*)$", noun)
    if quoted:
        # “甲贷”“乙贷”贷款
        return [n + quoted["rest"] for n in re.findall("“[^”]+”", quoted["names"])]
    for pattern in ("、", "、|以及", "、|以及|和|与", "、|以及|和|与|及", "和|与|及|以及"):
        parts = [p for p in re.split(pattern, noun) if p]
        if len(parts) == size:
            break
    else:
        parts = [p for p in re.split("、|以及|和", noun) if p]
        if len(parts) <= size:
            return []
        parts = ["、".join(parts[: len(parts) - size + 1]), *parts[len(parts) - size + 1 :]]
    parallel = LEX.PARALLEL.match(parts[-1])
    if parallel and all(LEX.PARALLEL.fullmatch(p) for p in parts[:-1]):
        return [p + parts[-1][parallel.end() :] for p in parts[:-1]] + [parts[-1]]
    first, last = LEX.SIDE_END.search(parts[0]), LEX.SIDE.match(parts[-1])
    if first and first.start() and last and all(LEX.SIDE.fullmatch(p) for p in parts[1:-1]):
        # 参与公众线上、线下: what is parted stands before both kinds, or behind.
        before, behind = parts[0][: first.start()], parts[-1][last.end() :]
        return [before + p + behind for p in (first[0], *parts[1:-1], last[0])]
    starts = LEX.INDICATOR_START.search(parts[-1], 2)
    named = [p for p in parts[:-1] if len(p) <= 10 and not LEX.INDICATOR_START.search(p)]
    if starts and len(named) == size - 1:
        # 甲市、乙市规上工业增加值: the last name goes on with what is measured of all.
        return [p + parts[-1][starts.start() :] for p in named] + [parts[-1]]
    end = LEX.PER_END.search(parts[-1]) or LEX.SHARED_END.search(parts[-1])
    if end and end.start() > 0:
        shared = end[0]
        if not any(LEX.SHARED_END.search(p) for p in parts[:-1]):
            parts = [p if p.endswith(shared) else p + shared for p in parts[:-1]] + [parts[-1]]
    elif end:
        # 营业收入、利润: the later measures belong to what the first one names.
        base = subjects.base_of(parts[0])
        if base and base != parts[0]:
            parts = [parts[0]] + [base + p if subjects.is_generic(p) else p for p in parts[1:]]
    return parts
