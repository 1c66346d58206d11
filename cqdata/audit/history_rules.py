"""Rules that set the report against official history, and the history against itself."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from cqdata.audit.book import Book, Figure, Observation, Spec, year_before
from cqdata.audit.findings import (
    CONFLICT,
    CONSISTENT,
    ONLY_IF,
    UNDECIDED,
    Derived,
    Findings,
    Inputs,
    Prior,
    Several,
    alike,
    at_least,
    joined,
    judge,
    widened,
)
from cqdata.audit.report_rules import rise
from cqdata.audit.words import LANGS, Pair, figure, sentence
from cqdata.quantity import COMPARISONS, Quantity, plain, published

# Versions of a plan that appear within so many days of each other should agree; a later target
# replaces an earlier one.
_SAME_PLAN_DAYS = 90


# ------------------------------------------------------------------- the report against history


def against_history(book: Book, out: Findings) -> None:
    """Compare levels and implied prior levels with what official statistics publish."""
    for f in book.figures.values():
        if not f.region or not f.is_level:
            continue
        _same_year(book, f, out)
        wanted = book.compared(f.indicator, year_before(f.period), f.region)
        if f.id in out.priors:
            _prior_year(book, out.priors[f.id], wanted, out)
        else:
            _bound_rises(f, wanted, out)


def _by_basis(
    name: str,
    f: Figure,
    q: Quantity,
    wide: Quantity | None,
    rows: dict[str, Observation],
    out: Findings,
) -> dict[str, str]:
    """Return the verdicts by basis on what a figure says against published values."""
    judged = {}
    for basis, o in rows.items():
        with out.trying(f"{name}/{f.id}/{basis}", [f, o]):
            judged[basis] = judge(q, wide, o.q)
    return judged


def _same_year(book: Book, f: Figure, out: Findings) -> None:
    declared = book.declared(f.indicator) or [Spec(f.indicator)]
    bases = {s.basis for s in declared} | {"report_estimate"}
    rows = [
        o
        for name in {s.indicator for s in declared}
        for o in book.by_year.get((name, f.period, f.region), ())
        if ("" in bases or o.basis in bases) and not o.derived and o.source_id != f.source_id
    ]
    best: dict[str, Observation] = {}
    # What has the figure's own unit is compared, if anything has.
    for o in sorted(rows, key=lambda o: (o.q.unit != f.q.unit, *o.order)):
        best.setdefault(o.basis, o)
    judged = _by_basis("same_year", f, f.q, f.q.coarse(unmarked=True), best, out)
    # An estimate came before every basis and stands on none.
    for basis, verdict in (judged if f.q.estimate else _of_its_basis(judged)).items():
        o = best[basis]
        case, said = _same_year_said(f, o, verdict)
        inputs: Inputs = {"f": f, "o": o}
        out.check(f"same_year/{f.id}/{basis}", inputs, f.q, o.q, verdict, case, **said)


def _of_its_basis(judged: dict[str, str]) -> dict[str, str]:
    """Return the verdicts by basis that say something of a figure.

    One that a basis confirms stands on that basis; that others differ, by a revision of GDP or as
    an estimate of the time, is no conflict.
    """
    confirmed = any(
        verdict == CONSISTENT and basis != "report_estimate" for basis, verdict in judged.items()
    )
    return {b: verdict for b, verdict in judged.items() if not confirmed or verdict != CONFLICT}


def _same_year_said(f: Figure, o: Observation, verdict: str) -> tuple[str, dict[str, Any]]:
    """Return the case of a comparison within a year, and what its sentence names."""
    has = "puts it" if f.q.unit == "rank" else "has"
    said: dict[str, Any] = {"verb": ("expected", "预计") if f.q.estimate else (has, "所列为")}
    if o.q.estimate:
        said["other"] = ("an estimate elsewhere says", "其他来源预计")
    elif f.q.estimate:
        said["other"] = ("statistics later gave", "后续统计数为")
    else:
        said["other"] = ("published elsewhere is", "其他来源公布为")
    if verdict != CONFLICT or f.q.value is None or o.q.value is None or o.q.point is None:
        return "", said
    gap = f.q.value - o.q.value
    if f.q.unit == "rank":
        # The smaller rank is the better one.
        said["side"] = ("better", "高") if gap < 0 else ("worse", "低")
        return "place" if abs(gap) == 1 else "places", said | {"places": plain(abs(gap))}
    said["side"] = ("high", "高") if gap > 0 else ("low", "低")
    unit = "pp" if f.q.unit == "%" else f.q.unit
    return "gap", said | {"size": published(plain(abs(gap)), unit, None)}


def _prior_year(book: Book, prior: Prior, wanted: dict[str, Observation], out: Findings) -> None:
    """Compare an implied level with the published one, and recompute the growth from that."""
    level, g, implied = prior
    inputs: Inputs = {"implied": implied}
    if len(wanted) > 1 and not book.declared(level.indicator):
        named = joined([book.basis(level.indicator, b) for b in wanted], (", ", ", "))
        said: dict[str, Any] = {"level": level, "bases": named}
        out.check(f"prior/{level.id}", inputs, implied.q, None, UNDECIDED, **said)
        return
    judged = _by_basis("prior", level, implied.q, implied.coarse(), wanted, out)
    for basis, verdict in _of_its_basis(judged).items():
        o = wanted[basis]
        others = _other_vintages(book, implied, o)
        case = "others" if verdict == CONSISTENT and others[0] else ""
        said = {"level": level, "g": g, "others": others}
        inputs = {"implied": implied, "wide": implied.wide, "o": o}
        out.check(f"prior/{level.id}/{basis}", inputs, implied.q, o.q, verdict, case, **said)
        if o.q.low is None or (g.q.unit == "%" and o.q.low <= 0):
            continue
        inputs, name = {"before": o, "level": level, "g": g}, f"growth/{g.id}/{basis}"
        change = partial(rise, then=o.q, g=g)
        wide = widened(level.q, change)
        out.compare(name, inputs, change(level.q), g.q, wide, "published")


def _other_vintages(book: Book, implied: Derived, o: Observation) -> Pair:
    """Return the values of other bases that do not fit, each with the names of its bases."""
    said = []
    everything = book.published(o.indicator, o.period, o.region)
    for lang, form, comma, mark in (("en", "{} ({})", ", ", "; "), ("zh", "{}（{}）", "、", "；")):
        by_value: dict[str, list[str]] = defaultdict(list)
        for first, *_ in everything.values():
            if first.basis != o.basis and not first.derived and not first.q.overlaps(implied.q):
                name = first.basis_name[LANGS.index(lang)]
                by_value[figure(first.q, lang)].append(name)
        said.append(mark.join(form.format(v, comma.join(names)) for v, names in by_value.items()))
    return said[0], said[1]


def _bound_rises(f: Figure, wanted: dict[str, Observation], out: Findings) -> None:
    """A mark that is newly passed lies above what was passed or reached the year before."""
    if f.q.qualifier not in ("more_than", "at_least") or f.measure in ("share", "new_in_year"):
        return
    for basis, o in wanted.items():
        name = f"bound/{f.id}/{basis}"
        with out.trying(name, [f, o]):
            if o.q.low is not None and f.q.value is not None:
                alike(f.q, o.q)
                verdict = CONSISTENT if f.q.value >= o.q.low else CONFLICT
                out.check(name, {"f": f, "o": o}, at_least(o.q), f.q, verdict)


# ---------------------------------------------------------------------- the history against itself


def history_itself(book: Book, out: Findings) -> None:
    """Find conflicts between sources, rates that levels contradict, and unclear multiples."""
    _sources(book, out)
    _stated_growth(book, out)
    _multiples(book, out)
    _targets(book, out)


def _sources(book: Book, out: Findings) -> None:
    """Two sources of one number; of a series whose sources all agree one row says so."""
    agreeing: dict[tuple[str, str], list[tuple[Observation, Observation]]] = defaultdict(list)
    apart = set()
    for (indicator, year, region), stated in book.by_year.items():
        if len(stated) < 2:
            continue
        rows = [o for o in stated if not o.derived and o.basis != "report_estimate"]
        for a, b in itertools.combinations(rows, 2):
            if a.basis != b.basis or (a.flag == "comparable_basis") != (
                b.flag == "comparable_basis"
            ):
                continue  # a growth on a comparable basis and a ratio of levels are two things
            agreeing[indicator, a.basis].append((a, b))
            if a.q.unit == b.q.unit and a.q.overlaps(b.q) and not _stretched(a.q, b.q):
                continue
            apart.add((indicator, a.basis))
            pair = "+".join(sorted((a.source_id, b.source_id)))
            name = f"sources/{region}/{indicator}/{a.basis}/{year}/{pair}"
            with out.trying(name, [a, b]):
                verdict = ONLY_IF if judge(a.q, None, b.q) == CONSISTENT else CONFLICT
                # A name may say the year itself.
                when = ("", "") if year in a.name[1] else (f" {year}", f"{year}年")
                out.check(name, {"a": a, "b": b}, a.q, b.q, verdict, when=when)
    for (indicator, basis), found in agreeing.items():
        if (indicator, basis) not in apart:
            named = sorted({o.source_id for pair in found for o in pair})
            every = Several(f"{indicator}[{basis}]", ";".join(named), f"{len(found)} pairs")
            name, case = f"sources/{indicator}/{basis}", "one" if len(found) == 1 else ""
            said: dict[str, Any] = {"a": found[0][0], "pairs": len(found)}
            out.check(name, {"all": every}, None, None, CONSISTENT, case, **said)


def _stretched(a: Quantity, b: Quantity) -> bool:
    """Say whether a bound and a value meet only because a bound has no other end."""
    if a.value is None or b.value is None or (a.point is None) == (b.point is None):
        return False
    return abs(a.value - b.value) > 2 * ((b if a.point is None else a).step or 0)


def _stated_growth(book: Book, out: Findings) -> None:
    """Growth rates in the history against the levels of the same basis."""
    # Figures of the audited report that were joined to the history have checks of their own.
    reports = {f.source_id for f in book.figures.values() if f.source_id}
    for indicator in sorted(book.by_indicator):
        of = indicator.removesuffix("_growth")
        for g in book.by_indicator[indicator] if of != indicator else ():
            before = year_before(g.period)
            if g.derived or g.basis == "report_estimate" or not before or g.q.unit != "%":
                continue
            now, then = (book.one(Spec(of, g.basis, y, g.region)) for y in (g.period, before))
            if now is None or then is None or now.derived or then.derived:
                continue
            if g.source_id in reports or then.q.low is None or then.q.low <= 0:
                continue
            name = f"stated_growth/{g.region}/{indicator}/{g.period}/{g.source_id}"
            with out.trying(name, [then, now]):
                change = now.q.growth_over(then.q)
                verdict = judge(change, None, g.q)
                if verdict == CONFLICT and g.flag == "comparable_basis":
                    # Official growth need not be the ratio of two published levels.
                    verdict = UNDECIDED
                out.check(name, {"then": then, "now": now, "g": g}, change, g.q, verdict)


def _multiples(book: Book, out: Findings) -> None:
    """ "增长N倍" in its two senses: growth to N times the base, or by N times of it."""
    for indicator in sorted(book.by_indicator):
        stem, mark, base_year = indicator.rpartition("_multiple_")
        for m in book.by_indicator[indicator] if mark else ():
            _multiple(book, stem, base_year, m, out)


def _multiple(book: Book, stem: str, base_year: str, m: Observation, out: Findings) -> None:
    said: dict[str, Any] = {
        "name": book.called(stem) if stem in book.indicators else m.name,
        "base_year": base_year,
        "said": (figure(m.q, "en").strip(), figure(m.q, "zh")),
    }
    check_id = f"multiple/{m.region}/{stem}/{m.period}/{m.source_id}"
    base = _level(book, stem, base_year, m, out)
    ends = _ends_of_multiple(book, stem, m)
    if base is None or not ends:
        said["missing"] = base_year if base is None else m.period
        out.check(check_id, {"m": m}, None, m.q, UNDECIDED, "no level", **said)
        return
    multiple = m.q.relabelled("")
    reached = {"to": base.q * multiple, "by": base.q * (multiple + 1)}
    held = [sense for sense, q in reached.items() if any(end.overlaps(q) for _, end, _ in ends)]
    verdict = (CONFLICT, ONLY_IF, UNDECIDED)[len(held)]
    out.check(
        check_id,
        {"base": base, "m": m} | {str(n): o for n, (o, _, _) in enumerate(ends)},
        None,
        m.q,
        verdict,
        held[0] if verdict == ONLY_IF else "",
        known=joined([how for _, _, how in ends], ("; ", "；")),
        **said,
        **reached,
    )


def _level(
    book: Book, stem: str, year: str, m: Observation, out: Findings
) -> Observation | Derived | None:
    """Return a published level, or the one that the level before and its stated growth give."""
    here = book.one(Spec(stem, m.basis, year, m.region))
    if here is not None:
        return here
    before = book.one(Spec(stem, m.basis, year_before(year), m.region))
    growth = book.one(Spec(f"{stem}_growth", m.basis, year, m.region))
    if before is None or growth is None or growth.q.unit != "%":
        return None
    q = before.q * (growth.q.ratio() + 1)
    if before.q.unit.startswith("count:") and before.q.low == before.q.high:
        q = replace(q.rounded_to_whole() or q, value=None)
    formula = f"{figure(before.q, 'zh')} × (1 + {figure(growth.q, 'zh')})"
    return out.derive(year, stem, q, formula, [before, growth])


def _ends_of_multiple(
    book: Book, stem: str, m: Observation
) -> list[tuple[Observation, Quantity, Pair]]:
    """Return what is known of the level at the end of a multiple and how, the surest first."""

    def end(
        o: Observation, q: Quantity, case: str, **said: Any
    ) -> tuple[Observation, Quantity, Pair]:
        return o, q, sentence(f"multiple/end {case}", {"end": q, "o": o, **said})

    exact = book.one(Spec(stem, m.basis, m.period, m.region))
    if exact is not None and not exact.derived:
        return [end(exact, exact.q, "published")]
    before = year_before(m.period)
    growth = book.one(Spec(f"{stem}_growth", m.basis, m.period, m.region))
    found = []
    for o in book.by_indicator.get(stem, ()):
        if o.basis == m.basis and o.region == m.region and o.period.startswith(f"{m.period}-"):
            found.append(end(o, o.q, "stated"))
            if growth is not None:
                grown = o.q * (growth.q.ratio() + 1)
                found.append(end(o, grown, "grown", before=before, growth=growth))
    earlier = book.one(Spec(stem, m.basis, before, m.region))
    if earlier is not None and not found and earlier.q.low is not None:
        q = replace(earlier.q, high=None, high_closed=False, qualifier="at_least")
        found.append(end(earlier, q, "earlier", before=before))
    return found


def _targets(book: Book, out: Findings) -> None:
    """Targets for one indicator and year that different papers of one plan word differently."""
    groups: dict[tuple[str, str, str], list[Target]] = defaultdict(list)
    for row in book.targets:
        if row.get("value"):
            one = Target.of(row, book)
            groups[one.row.get("region", ""), one.indicator, one.target_year].append(one)
    for (region, indicator, year), stated in groups.items():
        for a, b in itertools.combinations(stated, 2):
            issued = [date.fromisoformat(target.issued_date) for target in (a, b)]
            days = abs((issued[0] - issued[1]).days)
            if days <= _SAME_PLAN_DAYS and a.unit == b.unit:
                name = f"targets/{region}/{indicator}/{year}/{a.source_id}+{b.source_id}"
                out.compare(name, {"first": a, "second": b}, a.q, b.q, days=days)


class Target(Observation):
    """A plan's target, told apart from what was observed by its id."""

    @classmethod
    def of(cls, row: dict[str, str], book: Book) -> Target:
        """Return a row of the targets as one: its comparison is the qualifier of a value."""
        comparison = row.get("comparison", "")
        return cls({**row, "qualifier": COMPARISONS.get(comparison, comparison)}, book)

    @property
    def id(self) -> str:
        return self.row["target_id"]

    @property
    def goal(self) -> Pair:
        """The target as its plan words it, in English its number."""
        return figure(self.q, "en"), self.row.get("printed") or figure(self.q, "zh")
