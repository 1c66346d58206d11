"""One sentence after another: figures with the words before them become draft rows."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import compress

from cqdata.reading import earlier, links, lists, measures, naming, plausible, subjects, times
from cqdata.reading.carried import GROWS, LEVELS, LONGEST_LIST, Seen, Sentence
from cqdata.reading.clauses import gap_of, intent_of, strip_predicate
from cqdata.reading.lexicon import LEX
from cqdata.reading.rows import AS_EXPECTED, Row, plain_number
from cqdata.reading.text import Line
from cqdata.reading.tokens import Token
from cqdata.reading.units import EXACT

_BEFORE_ALL = frozenset(("more_than", "at_least", "at_most", "less_than", "nearly", "about"))
_TURNS, _AIMED_SIGNS = frozenset("转变"), frozenset("的预规约年阶")
_LONGEST_TITLE = 60
_JOINS = frozenset(" 、和与及以,:")
_CHANGES = frozenset(("yoy_growth", "change_pp", "other"))
_BEHIND_ALL = frozenset(("at_least", "at_most", "about"))


class Reading:
    """Reads one text sentence by sentence, carrying on what later clauses leave out."""

    def __init__(self, text: str, plain: str, years: times.Years) -> None:
        self.text = text
        self.plain = plain
        self.years = years
        self.year = years.about
        self.about = int(years.about or 0)
        # A report on part of a year counts growth since January over months.
        self.part = bool(years.part)
        self.now = self.year + years.part
        self.rows: list[Row] = []
        self.section = "0"
        self.chapters: dict[int, times.Chapter] = {}
        self.turned: times.Chapter | None = None
        self.opened = self.chapter = times.Chapter(years.plan, bool(years.plan))
        self.clocks: dict[tuple[str, str], times.Clock] = {}
        self.paragraph_period = ""
        self.paragraph_span = False
        self.levels: dict[tuple[str, str], Seen] = {}
        self.last: list[Seen] = []
        self.list_open = False
        self.list_expected = False
        self.vehicle = ""

    def open_section(self, line: Line) -> None:
        """Note what the chapter is about that a heading opens.

        A heading says it for all below it; chapters that follow one on plans, and say nothing
        themselves, are on plans too.
        """
        if not line.opens and line.end - line.body > _LONGEST_TITLE:
            return
        title = self.plain[line.body : min(line.end, line.body + _LONGEST_TITLE)]
        title = LEX.TITLE_END.split(title, 1)[0]
        depth = line.section.count(".")
        if not line.opens:
            if self.years.plan and line.section == "0":
                return
            whole = len(title) == line.end - line.body
            if not whole or not LEX.CHAPTER_TITLE.search(title) or LEX.NO_CHAPTER.search(title):
                return
            depth = -1
        told = LEX.SAYS_FIGURE.search(title)
        found = None if told else times.chapter_of(title, self.years)
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
        if self.turned:
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

    def _clock(self, running: str, now: str = "") -> times.Clock:
        """Return what words of time refer to in a sentence about a period."""
        clock = self.clocks.get((running, now))
        if clock is None:
            period = self.chapter.period
            dated = LEX.ONE_YEAR.fullmatch(period)
            of = running or period or self.now
            year = now or (period[:4] if dated else self.year)
            clock = self.clocks[running, now] = times.Clock(self.years, year, of)
        return clock

    def sentence(self, start: int, end: int, tokens: list[Token], body: int) -> None:
        """Read the figures of one sentence."""
        plain = self.plain
        follows = self.list_open
        self.list_open = plain[end - 1] == ";"
        self._turn(start, end)
        if not tokens:
            self._without_figures(plain[start : min(end, start + 60)])
            return
        here = Sentence(self, follows, start, end)
        here.span, here.period = self.paragraph_span, self.paragraph_period
        if LEX.FULL_YEAR.fullmatch(here.period):
            here.now = here.period
        compared = len(here.period) <= 4 and plain.find("同期", start, end) >= 0
        if compared and (ahead := LEX.SAME_FIRST.match(plain, start, end)):
            here.period = self._clock(here.period).named_in(ahead["time"])
        here.expected = self.list_expected and follows
        here.vehicle = self.vehicle if follows else ""
        position = body if body <= tokens[0].start else start
        bracketed = plain.find("(", start, end) >= 0
        i = 0
        while i < len(tokens):
            at = tokens[i].start
            here.words = words = gap_of(plain[max(position, at - 160) : at])
            here.gap = words.text
            j = i + 1
            if j < len(tokens) and plain[tokens[i].end] in _JOINS:
                j = self._list_end(tokens, i, words.text)
            here.tokens, here.token, here.size, here.first = tokens[i:j], tokens[i], j - i, not i
            here.inside = bracketed and is_inside(plain, start, at)
            if here.inside or here.outside:
                self._bracket(here)
            self._place(here)
            self._figures(here)
            self._leave(here)
            position = tokens[j - 1].end
            i = j
        self.list_expected = here.expected and (here.leads or self.list_expected)
        self.vehicle = here.vehicle
        self.last = here.seen

    def _bracket(self, here: Sentence) -> None:
        """Keep what brackets say to themselves: a time in them is not of the figures behind."""
        if here.outside and ")" in here.gap:
            here.period, here.aim, here.fact = here.outside
            here.outside = None
        if here.inside and not here.outside:
            before = here.gap.rpartition("(")[0].rpartition(")")[2]
            self._stand(here, before, before, self._time(here, before), intent_of(before))
            here.outside = here.period, here.aim, here.fact

    def _stand(
        self, here: Sentence, gap: str, piece: str, dated: bool, intent: bool | None
    ) -> None:
        """Note whether words tell of an intent or a fact; what they do not say is carried on."""
        if intent is not None:
            here.aim = intent
        if not self.chapter.plan:
            return
        if LEX.AT_EVENT.match(gap):
            here.fact, here.turned = "dated", False
            return
        if here.fact == "dated" and not dated and "基础上" in gap:
            # 在去年新建5家的基础上,再布局3家: the plan goes on from what was done.
            here.fact, here.period = "", self.chapter.period
        coming = here.fact != "dated" and LEX.NEXT.match(piece)
        if dated or intent or coming or LEX.STANDS.match(gap):
            here.turned = False
        if dated:
            past = self._is_past(here.period)
            here.fact = "dated" if past or "以来" in gap else ""
            # 今年1月,已签约项目32个; 确保完成去年结转的36个项目
            here.turned = bool(LEX.AIMS.match(gap) if here.fact else LEX.STANDS.match(gap))
            here.aim = here.aim and not past
        elif LEX.STANDS.match(gap):
            here.fact, here.aim = "told", False
        elif here.fact == "told" and coming:
            here.fact = ""
        elif here.seen and here.seen[-1].apart:
            return  # 已由82.4%提升至93.6%: both stand.
        elif here.fact == "told" and subjects.starts_with_verb(piece):
            # 目前有企业96家,培育80家: as much what is to come as what was done.
            here.fact, here.turned = "", True

    def _is_past(self, period: str) -> bool:
        """Say whether a period lies before what the plan at hand is for."""
        last, planned = times.last_year(period), times.last_year(self.chapter.period)
        done = 0 < last <= self.about and (not planned or last < planned)
        return done or (self.part and period == self.now)

    def _place(self, here: Sentence) -> None:
        """Cut the words before a figure into clauses, and take the times that they name."""
        words, plain = here.words, self.plain
        here.pieces = pieces = list(words.pieces)
        last = pieces[-1]
        if last.endswith("增") and LEX.NET.search(last):
            last = pieces[-1] = f"{last[:-2]}增加"
        end = here.tokens[-1].end
        here.own, here.periods = None, []
        clock, told, against = None, words.told, ""
        if words.timed or plain[end : end + 1] in _TURNS or LEX.RUNS.search(last):
            if remains := self._remains(here, last):
                # 兑现去年奖补资金3200万元: the year is of what is due, not of what is done with it.
                last = pieces[-1] = remains["done"] + last[remains.end() :]
            clock = self._clock(here.period, here.now)
            here.own = self._own(here, clock, plain[end : end + 24])
        if here.size > 1:
            self._listed(here, clock or self._clock(here.period, here.now))
        last = pieces[-1]
        if clock:
            against = times.against(pieces, here.token.kind, clock) if "年" in words.text else ""
            here.against = against or here.against
            own = here.own
            cut = last
            if own is not None or (against and last.endswith("的")):
                cut = last[: own.start if own else 0]
            told = ",".join([*pieces[:-1], cut])
        here.dated = words.timed and self._time(here, told)
        intent = words.intent if told == words.told else intent_of(told)
        self._stand(here, told, last.lstrip("、和及与 "), here.dated, intent)
        if here.periods:
            here.listed = here.periods
            here.since = here.periods[0]
        elif here.listed and "分别" in last and len(here.listed) == here.size and not here.dated:
            here.periods = here.listed
        here.clause = strip_predicate(last)
        if here.own and here.own.kind == "former" and here.own.start:
            # 产能由年产30万辆: what is measured stands before the former value.
            named = strip_predicate(last[: here.own.start])
            here.clause = replace(here.clause, head=named.head, named=named.named)
        here.piece, here.named = here.clause.piece, here.clause.named

    def _remains(self, here: Sentence, piece: str) -> re.Match[str] | None:
        """Find what is done this year with what is due or remains of a year before."""
        found = LEX.REMAINS.match(piece) if here.token.kind == "amount" and "年" in piece else None
        planned = found and self.chapter.plan and not LEX.STANDS.match(here.gap)
        return found if found and (found["due"] or planned) else None

    def _own(self, here: Sentence, clock: times.Clock, behind: str) -> times.Own | None:
        """Return the time that is a figure's alone; what a bracket tells is the bracket's."""
        *before, piece = here.pieces
        running = clock.named_in(",".join(before)) if before else ""
        then = self._clock(running, here.now) if running else clock
        own = times.own_time(piece, behind, then, here.former)
        if own and own.kind == "aside":
            if here.first and piece.rstrip().endswith("年"):
                # 去年15件实事…,投资46亿元: what a sentence begins with is its time.
                return None
            if here.inside:
                here.period = own.period
                here.fact = "dated" if self._is_past(own.period) else here.fact
        return own

    def _listed(self, here: Sentence, clock: times.Clock) -> None:
        """Take the periods that a list of figures runs through out of the words before it."""
        pieces = here.pieces
        here.periods, pieces[-1] = times.listed(pieces[-1], here.size, clock)
        if not here.periods and len(pieces) > 1 and "分别" in pieces[-1]:
            names = lists.distribute(pieces[-1].partition("分别")[0], here.size)
            if len(names) != here.size:
                here.periods, pieces[-2] = times.listed(pieces[-2], here.size, clock)

    def _leave(self, here: Sentence) -> None:
        """Note what a figure leaves to those behind it."""
        own, piece = here.own, here.piece
        if own and own.kind == "former" and own.period:
            here.former = own.period
        elif own and own.kind == "base":
            here.base = own.period
        if here.clause.starts and not LEX.FROM_LAST.search(here.gap):
            # 从A增加到B,增长2倍: the growth runs from the one to the other.
            year = LEX.NAMED_YEAR.search(piece)
            recent = year and self.year and int(year[1]) >= int(self.year) - 1
            here.risen = not recent and here.seen[-1].measure in LEVELS
        if len(here.seen) > 4 * LONGEST_LIST:
            # A sentence refers back a few clauses; the cut keeps endless ones linear.
            del here.seen[: 2 * LONGEST_LIST]

    def _without_figures(self, text: str) -> None:
        self.last = []
        if not LEX.SIGNS.search(text):
            return
        if LEX.SPAN_CUE.match(text.strip()):
            self.paragraph_span = True
        named = self._clock("").named_in(text)
        if LEX.FULL_YEAR.fullmatch(named):
            self.paragraph_period = named

    def _time(self, here: Sentence, text: str) -> bool:
        """Take the time that the words before a figure name; say whether they name one."""
        signed = LEX.SIGNS.search(text)
        named = self._clock(here.period, here.now).named_in(text) if signed else ""
        if signed and here.first and LEX.YEAR_LEAD.match(text):
            here.span = self.paragraph_span = False
        if signed and LEX.SPAN_CUE.search(text):
            here.span = self.paragraph_span = True
        if "以来" in text and (since := LEX.SINCE_YEAR.search(text)):
            here.since = since["year"] or times.plan_years(since["n"])[:4]
        if named:
            here.period = named
            aside = LEX.ASIDE.search(text)
            if LEX.ONE_YEAR.fullmatch(named) and not aside:
                here.now = named[:4]
            before = aside and aside[0] != "去年"
            full = LEX.FULL_YEAR.fullmatch(named) and not before
            if here.first and full and not LEX.AFTER_ALL.match(text):
                self.paragraph_period = named
        elif LEX.BY_NOW.search(text) and times.last_year(here.period) < self.about:
            here.period = self.chapter.period or self.year
        return bool(named)

    def _list_end(self, tokens: list[Token], i: int, gap: str) -> int:
        """Index behind the list of coordinated figures that begins with token i."""
        connected = LEX.CONNECTED
        if tokens[i].kind == "rank" and LEX.APART.search(gap):
            connected = LEX.CONNECTED_RANKS
        elif "分别" in gap:
            connected = LEX.CONNECTED_SHARES if "分别占" in gap else LEX.CONNECTED_LOOSE
        j = i + 1
        while tokens[i].chain and j < len(tokens) and tokens[j].chain:
            if self.plain[tokens[j - 1].end : tokens[j].digit].strip() != ":":
                break
            j += 1
        while j < len(tokens) and j - i < LONGEST_LIST:
            a, b = tokens[j - 1], tokens[j]
            if b.start - a.end > 16 or not connected.fullmatch(self.plain[a.end : b.start]):
                break
            if a.kind != b.kind or (a.kind == "amount" and a.unit != b.unit and "分别" not in gap):
                break
            j += 1
        return j

    def _figures(self, here: Sentence) -> None:
        clause, size, piece = here.clause, here.size, here.piece
        if here.first or here.inside or here.fastest:
            self._lead(here)
        measure, negative, compared = measures.measure_of(here)
        here.measure = measure
        noun, own, generic = naming.noun_for(here)
        behind = ""
        if size == 1 and measure in LEVELS and measure != "rank":
            behind = naming.named_behind(here, own and bool(noun))
            thing = naming.invested_in(here) if measure in GROWS else ""
            if behind or thing:
                noun, own, generic = thing or behind, True, False
        if measure == "ratio":
            named_before = not own or LEX.LEADING_PLACE.match(noun)
            if here.token.kind == "percent" and named_before and LEX.SHARED_NAME.search(noun):
                measure = "share"
        elif measure == "level" and not behind and LEX.RATIO_NAME.search(noun):
            measure = "ratio"
        here.measure = measure
        words = here.words
        if here.expected or here.token.expected or words.expects or words.states:
            self._scopes(here, noun if own else "")
        if clause.based or (here.named and not measures.base_told(here)):
            here.base = "opening" if clause.opening else clause.base_year or here.against
        changes = measure in _CHANGES
        targets: list[Seen | None] = [None] * size
        parts = naming.parts_named(here, noun) if own and size > 1 else []
        if changes and not compared and here.own is None:
            if picked := earlier.picked(here, size):
                targets, own, noun = list(picked), False, picked[0].subject
            else:
                targets = links.levels_for(here, noun, own and not generic, parts)
            if not own or generic:
                named = next(filter(None, targets), None)
                if named:
                    noun = noun if generic and noun else named.subject
        mean = LEX.MEAN_BY.search(piece) if measure == "level" else None
        if mean and noun and mean[0] not in noun:
            # 成交额月均达到42亿元: a month's amount is no year's.
            noun = mean[0] + noun
        names = [noun]
        if size > 1:
            names = parts or naming.names_for(here, noun, own, targets, generic)
        flow = measure in ("cumulative", "new_in_year")
        doubts = {
            "missing": not names[0],
            "unlinked": changes and not own and not any(targets) and not compared,
            "completed": generic,
            "carried": flow and not (LEX.CUMULATIVE.search(piece) or LEX.NEW.search(piece)),
            "shared": size > 1
            and own
            and len(set(names)) == 1
            and not (here.periods or here.token.chain),
            "behind": behind,
            "third": len(here.seen) > 1,
            "fifth": len(here.seen) > 3,
            "turned": here.turned,
        }
        if size > 1 and "分别" in piece:
            share_bound(here.tokens)
        for k, token in enumerate(here.tokens):
            if k:
                between = self.plain[here.tokens[k - 1].end : token.start]
                fell = negative or bool(LEX.FELL.search(between))
                negative = fell and not LEX.ROSE.search(between)
            value = EXACT.minus(token.value.copy_abs()) if negative else token.value
            self._emit(here, k, value, names[k], own, targets[k], doubts)
        if changes:
            return
        if len(here.seen) >= 2 * size and (generic or not own):
            links.link_back(here)
        if clause.total:
            links.link_to_total(here)

    def _emit(
        self,
        here: Sentence,
        k: int,
        value: Decimal,
        subject: str,
        own: bool,
        target: Seen | None,
        doubts: dict[str, object],
    ) -> None:
        token, measure = here.tokens[k], here.measure
        qualifier, carried = bound_of(here, token)
        shown, notes = naming.shown(here, subject, target)
        if token.high is not None:
            notes.append(f"range up to {plain_number(token.high)}")
        if qualifier not in ("expected", "exact") and (token.expected or here.expected):
            notes.append(AS_EXPECTED)
        period, role = self._when(here, k)
        own_time = here.own
        against = _doubts(here, token, value, subject, target) | {
            "made": not doubts["completed"]
            and self.plain.find(shown, here.start, token.end + 30) < 0,
            "expected": carried,
            "turned": self._may_turn(here, token, period, role),
            "former": own_time and period and own_time.kind == "former",
            "timeless": own_time and not period,
        }
        sure, remarks = plausible.judge(
            (
                *compress(doubts, doubts.values()),
                *plausible.of_subject(shown),
                *plausible.of_value(value, measure),
                *compress(against, against.values()),
            )
        )
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
            target.row.char_offset if target else None,
            sure,
            self.section,
            "; ".join((*remarks, *notes)),
        )
        self.rows.append(row)
        compared = here.inside and earlier.beside(here) is not None
        apart = own_time is not None
        seen = Seen(
            row,
            token,
            measure,
            subject,
            own and bool(subject),
            here.size,
            k,
            here.inside,
            compared,
            apart,
        )
        here.seen.append(seen)
        if subject and not apart and measure in LEVELS:
            self.levels[earlier.kind(token), earlier.key(subject)] = seen

    def _may_turn(self, here: Sentence, token: Token, period: str, role: str) -> bool:
        """Say whether a figure that no word of intent calls a target may be a result."""
        if role != "target" or here.aim:
            return False
        if not self.chapter.plan:
            # 2025年一季度达到120亿元, in a report on 2024
            return LEX.PART_YEAR.fullmatch(period) is not None
        return not here.dated and LEX.THEN_NOW.match(self.plain, token.end) is not None

    def _when(self, here: Sentence, k: int) -> tuple[str, str]:
        """Return the period of a figure, and whether it is a result or a target."""
        now = self.now
        period = here.period or self.chapter.period or now
        if here.fact == "told":
            period = now
        if here.periods:
            period = here.periods[k]
        elif here.own:
            period = here.own.period
        end = here.tokens[k].end
        if self.plain[end : end + 1] == "(" and (dated := LEX.DATED_BEHIND.match(self.plain, end)):
            period = self._clock(here.period, here.now).named_in(dated["time"])
        rises = here.clause.to and here.seen and here.seen[-1].apart and not here.own
        if rises and LEX.WHOLE_YEARS.fullmatch(period):
            # 2020—2024年,由4222家增至10416家: what it came to in the end.
            period = min(period[5:], self.year or period[5:])
        if here.measure == "other" and LEX.MEAN_GROWTH.search(here.piece):
            since = here.former or here.clause.base_year or here.against or here.since
            if LEX.FULL_YEAR.fullmatch(since) and LEX.FULL_YEAR.fullmatch(period):
                period = f"{since}-{period}" if since < period else period
        role = self._role(here, period)
        if role == "target" and self.part and period == now:
            period = self.year
        return period, role

    def _role(self, here: Sentence, period: str) -> str:
        """Say whether a figure is intended: by its chapter, its year, or a word of intent."""
        about, last = self.about, times.last_year(period)
        plan = self.chapter.plan
        if here.own and (not last or last <= about):
            return "result"
        if about and last > about:
            if here.fact == "dated" and not here.aim:
                return "result"
            begun = "-" in period and period[:4].isdigit() and int(period[:4]) <= about
            return "target" if plan or here.aim or not begun else "result"
        if plan:
            stands = here.fact or (here.periods and self._is_past(period))
            return "result" if stands and not here.aim else "target"
        clause, end = here.clause, here.token.end
        if here.aim:
            return "target"
        if LEX.GOAL_NAMED.search(here.piece) and not (
            clause.compares or clause.planned or clause.done
        ):
            return "target"
        if self.plain[end : end + 1] not in _AIMED_SIGNS:
            return "result"
        behind = LEX.AIMED_PART if clause.done and here.token.kind == "amount" else LEX.AIMED
        return "target" if behind.match(self.plain, end) else "result"

    def _lead(self, here: Sentence) -> None:
        """Note what a sentence's later clauses go on about: a loan, a fund, a ranking by growth."""
        if here.first:
            named = LEX.VEHICLE.match(here.gap)
            here.vehicle = named["name"] if named else here.vehicle
        if here.inside and len(here.pieces) > 1 and LEX.FASTEST.search(here.pieces[-2]):
            here.fastest = True
        elif not here.inside:
            here.fastest = False

    def _scopes(self, here: Sentence, noun: str) -> None:
        words = here.words
        if words.expects:
            here.expected = True
            # Behind a noun of its own (甲预计达1.6万家;) it does not reach past the semicolon.
            here.leads = here.leads or (here.first and not words.names)
            here.topic = noun
        elif here.token.expected:
            # 产值预计910亿元,增长7.2%: what grows so is the expected level.
            here.expected, here.topic = True, noun
        elif words.states:
            here.expected = False
        elif here.expected and noun and here.topic:
            # A mark that is said again later does not reach to a new topic in between.
            marks = LEX.EXPECTED.findall(self.plain, here.start, min(here.end, here.start + 600))
            shared = any(noun[i : i + 3] in here.topic for i in range(len(noun) - 2))
            here.expected = shared or len(marks) < 2


def _doubts(
    here: Sentence, token: Token, value: Decimal, subject: str, target: Seen | None
) -> dict[str, object]:
    """Say what is against a row: its number, its measure, its level."""
    measure, unit, seen, lone = here.measure, token.unit, here.seen, target is None
    changes = measure in _CHANGES
    again = subject in here.named_before and subject
    here.named_before.add(subject)
    return {
        "elided": token.elided,
        "unitless": not unit,
        "range": token.high is not None,
        "inside": here.inside,
        "signs": here.clause.down and token.word != "减半" and token.number < 0,
        "linked": not lone,
        "levels": target is not None and not fits_levels(here, target, token, value),
        "beside": lone
        and measure == "yoy_growth"
        and any(s.measure in ("level", "ratio") for s in seen),
        "points": lone and measure == "change_pp" and not LEX.MEASURED_IN["%"].search(subject),
        "unit": not changes and plausible.of_unit(subject, unit, measure),
        "total": measure in ("cumulative", "new_in_year") and LEX.TOTAL.search(subject),
        "units": (
            again
            and any(
                s.subject == subject and s.measure == measure and s.token.unit != unit
                for s in seen[-8:]
            )
        ),
        "torn": plausible.is_torn(subject, here.piece),
        "spaced": token.parts and " " in here.reading.text[token.digit : token.end],
    }


def bound_of(here: Sentence, token: Token) -> tuple[str, bool]:
    """Return a figure's qualifier, and whether it is expected by an earlier clause only."""
    expected = token.expected or here.expected
    if expected and (token.qualifier == "exact" or (token.spans and token.qualifier == "about")):
        own = token.expected or bool(LEX.EXPECTED.search(here.piece))
        return "expected", token.qualifier == "exact" and not own
    if token.qualifier == "exact":
        clause = here.clause
        if clause.about:
            return "about", False
        if clause.bound and not clause.planned and token.kind in ("percent", "times"):
            # 不足全国平均水平的2/3: the bound stands before what it is a part of.
            return clause.bound, False
    return token.qualifier, False


def share_bound(tokens: list[Token]) -> None:
    """Let a bound before the first or behind the last figure of a list hold for each of them."""
    first, last = tokens[0].qualifier, tokens[-1].qualifier
    inner = {token.qualifier for token in tokens[1:-1]}
    bound = first if first in _BEFORE_ALL and last == "exact" else ""
    if first == "exact" and last in _BEHIND_ALL:
        bound = last
    if bound and inner <= {"exact"}:
        for token in tokens:
            token.qualifier = bound


def fits_levels(here: Sentence, target: Seen, token: Token, value: Decimal) -> bool:
    """Say whether a growth agrees with its level and the former level, where both are printed."""
    if here.measure not in ("yoy_growth", "other") or token.unit not in ("%", "times"):
        return True
    former = earlier.latest(here.seen, lambda s: s.apart and s.token.unit == target.token.unit)
    if former is None or not former.token.value or here.span or here.former[:4].isdigit():
        return True
    growth = Fraction(target.token.value) / Fraction(former.token.value) - 1
    said = Fraction(value) / (100 if token.unit == "%" else 1)
    return abs(growth - said) <= Fraction(1, 50) + abs(growth) / 20


def is_inside(plain: str, start: int, at: int) -> bool:
    """Say whether an offset stands inside brackets."""
    start = max(start, at - 80)
    return plain.rfind("(", start, at) > plain.rfind(")", start, at)
