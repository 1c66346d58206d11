"""Rules that set the report against official history, and the history against itself."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cqdata.audit.book import (
    Book,
    Figure,
    Observation,
    Relation,
    Spec,
    month_of,
    spec,
    year_before,
)
from cqdata.audit.findings import (
    CONFLICT,
    CONSISTENT,
    ONLY_IF,
    UNDECIDED,
    Derived,
    Findings,
    judge,
)
from cqdata.audit.report_rules import Prior, about_figures, things_of
from cqdata.audit.words import LANGS, figure, interval, rounded_to, sentence
from cqdata.quantity import Quantity, plain, published, total

# Versions of a plan that appear within so many days of each other should agree; a later target
# replaces an earlier one.
_SAME_PLAN_DAYS = 90


# ------------------------------------------------------------------- the report against history


def against_history(book: Book, priors: dict[str, Prior], out: Findings) -> None:
    """Compare levels and implied prior levels with what official statistics publish."""
    net_additions = {
        one.id
        for check in out.checks
        if check.kind == "stock" and check.verdict == CONSISTENT
        for one in check.inputs
    }
    for f in book.figures.values():
        if not f.region or not f.is_level:
            continue
        _same_year(book, f, out)
        prior = priors.get(f.id)
        if prior is not None:
            _prior_year(book, prior, out)
        else:
            _bound_rises(book, f, out)
        net = out.by_id.get(f"implied/{year_before(f.period)}/{f.indicator}/net")
        if net is not None and net.id in net_additions:
            _net_against_published(book, f, net, out)


def _bases(book: Book, indicator: str) -> tuple[str, ...]:
    declared = book.history.get(indicator)
    return tuple(spec(text).basis for text in declared.right) if declared else ()


def _same_unit(f: Figure, o: Observation) -> bool:
    return f.q.unit == o.q.unit


def _unlike(kind: str, f: Figure, o: Observation, out: Findings) -> None:
    """Say that a figure and what is published cannot be compared, for their units differ."""
    out.not_compared(f"{kind}/{f.id}/{o.basis}/{o.period}", [f, o], "published", f=f, o=o)


def _same_year(book: Book, f: Figure, out: Findings) -> None:
    declared = book.history.get(f.indicator)
    named = {spec(text).indicator for text in declared.right} if declared else {f.indicator}
    bases = _bases(book, f.indicator)
    rows = [o for name in named for o in book.by_year.get((name, f.period, f.region), ())]
    best: dict[str, Observation] = {}
    unlike: dict[str, Observation] = {}
    for o in sorted(rows, key=lambda o: (o.rank, o.row.get("vintage", ""))):
        wanted = not bases or o.basis in bases or o.basis == "report_estimate"
        if wanted and not o.derived and o.source_id != f.source_id:
            (best if _same_unit(f, o) else unlike).setdefault(o.basis, o)
    for basis, o in unlike.items():
        if basis not in best:
            _unlike("same_year", f, o, out)
    for basis, o in best.items():
        wide = f.q.coarse()
        verdict = judge(f.q, wide, o.q)
        case, said = _same_year_said(f, o, verdict)
        out.check(f"same_year/{f.id}/{basis}", [f, o], f.q, o.q, verdict, case, f=f, o=o, **said)


def _same_year_said(f: Figure, o: Observation, verdict: str) -> tuple[str, dict[str, Any]]:
    """Return the case of a comparison within a year, and what its sentence names."""
    said: dict[str, Any] = {"verb": ("expected", "预计") if f.q.estimate else ("has", "所列为")}
    if o.q.estimate:
        said["other"] = ("an estimate elsewhere says", "其他来源预计")
    elif f.q.estimate:
        said["other"] = ("statistics later gave", "后续统计数为")
    else:
        said["other"] = ("published elsewhere is", "其他来源公布为")
    known = f.q.value is not None and o.q.value is not None and o.q.point is not None
    if verdict != CONFLICT or not known:
        return "", said
    assert f.q.value is not None
    assert o.q.value is not None
    gap = f.q.value - o.q.value
    if f.q.unit == "rank":
        # The smaller rank is the better one.
        side = ("better", "高") if gap < 0 else ("worse", "低")
        case = "place" if abs(gap) == 1 else "places"
        return case, said | {"places": plain(abs(gap)), "side": side}
    size = published(plain(abs(gap)), "pp" if f.q.unit == "%" else f.q.unit, None)
    return "gap", said | {"size": size, "side": ("high", "高") if gap > 0 else ("low", "低")}


def _prior_year(book: Book, prior: Prior, out: Findings) -> None:
    level = prior.level
    bases = _bases(book, level.indicator)
    everything = book.published(level.indicator, prior.year, level.region)
    found = {b: rows for b, rows in everything.items() if not bases or b in bases}
    if not found:
        return
    if not bases and len(found) > 1:
        names = [book.basis(level.indicator, basis) for basis in found]
        out.check(
            f"prior/{level.id}",
            [prior.printed],
            prior.printed.q,
            "several bases",
            UNDECIDED,
            level=level,
            year=prior.year,
            bases=tuple(", ".join(pair) for pair in zip(*names, strict=True)),
        )
        return
    for basis, rows in found.items():
        o = rows[0]
        if not _same_unit(level, o):
            _unlike("prior", level, o, out)
            continue
        wide = prior.wide.q if prior.wide else None
        verdict = judge(prior.printed.q, wide, o.q)
        inputs: list[Figure | Observation | Derived] = [prior.printed, o]
        if prior.wide:
            inputs.insert(1, prior.wide)
        others = _other_vintages(book, prior, o, everything) if verdict == CONSISTENT else ("", "")
        said: dict[str, Any] = {
            "level": level,
            "g": prior.growth,
            "implied": prior.printed,
            "o": o,
            "wide": wide,
        }
        case = "others" if others[0] else ""
        name = f"prior/{level.id}/{basis}"
        out.check(name, inputs, prior.printed.q, o.q, verdict, case, others=others, **said)
        _recomputed(prior, o, basis, out)


def _other_vintages(
    book: Book, prior: Prior, o: Observation, everything: dict[str, list[Observation]]
) -> tuple[str, str]:
    """Return the values of other bases that do not fit, each with the names of its bases."""
    said = []
    for lang, form, comma, mark in (("en", "{} ({})", ", ", "; "), ("zh", "{}（{}）", "、", "；")):
        by_value: dict[str, list[str]] = defaultdict(list)
        for basis, (first, *_) in everything.items():
            if basis != o.basis and not first.derived and not first.q.overlaps(prior.printed.q):
                name = book.basis(prior.level.indicator, first.basis)[LANGS.index(lang)]
                by_value[figure(first.q, lang)].append(name)
        said.append(mark.join(form.format(v, comma.join(names)) for v, names in by_value.items()))
    return said[0], said[1]


def _recomputed(prior: Prior, o: Observation, basis: str, out: Findings) -> None:
    """Recompute the printed growth from the published prior level."""
    level, g = prior.level, prior.growth
    if o.q.low is None or (g.q.unit == "%" and o.q.low <= 0):
        return
    points = g.q.unit == "pp"

    def rise(q: Quantity) -> Quantity:
        return q - o.q if points else q.growth_over(o.q)

    coarse = level.q.coarse()
    change = rise(level.q)
    wide = None if coarse is None else rise(coarse)
    said: dict[str, Any] = {"level": level, "before": o, "change": change, "g": g}
    name = f"growth/{g.id}/{basis}"
    out.compare(name, [o, level, g], change, g.q, wide, "published", **said)


def _net_against_published(book: Book, f: Figure, net: Derived, out: Findings) -> None:
    """Where the new ones are a net addition, total minus new is the published prior stock."""
    for basis, rows in book.published(
        f.indicator, net.period, f.region, _bases(book, f.indicator)
    ).items():
        o = rows[0]
        if not _same_unit(f, o):
            continue
        out.compare(f"net/{f.id}/{basis}", [net, o], net.q, o.q, f=f, net=net, o=o)


def _bound_rises(book: Book, f: Figure, out: Findings) -> None:
    """A mark that is newly passed lies above what was passed or reached the year before."""
    if f.q.qualifier not in ("more_than", "at_least") or f.measure in ("share", "new_in_year"):
        return
    bases = _bases(book, f.indicator)
    for basis, rows in book.published(f.indicator, year_before(f.period), f.region, bases).items():
        o = rows[0]
        if not _same_unit(f, o):
            _unlike("bound", f, o, out)
            continue
        if o.q.low is None or f.q.value is None:
            continue
        verdict = CONSISTENT if f.q.value >= o.q.low else CONFLICT
        at_least = f"at least {interval(o.q)}"
        out.check(f"bound/{f.id}/{basis}", [f, o], at_least, f.q, verdict, f=f, o=o)


# ------------------------------------------------------------------------ declared with history


def declared(book: Book, priors: dict[str, Prior], out: Findings, history: bool = True) -> None:
    """Check the declared relations in which observations take part.

    Without ``history`` those between observations alone are left out.
    """
    for one in sorted(book.relations, key=lambda one: not about_figures(one)):
        with out.dividing(f"{one.kind}/{one.id}", things_of(book, one, out)):
            if one.kind == "cumulative":
                _cumulative(book, one, out)
            elif one.kind == "quotient" and about_figures(one):
                _quotient(book, one, priors, out)
            elif not history or about_figures(one):
                continue
            elif one.kind == "quotient":
                _quotient_history(book, one, out)
            elif one.kind == "sum":
                _sum_history(book, one, out)
            elif one.kind == "cagr":
                _cagr(book, one, out)


def _quotient(book: Book, one: Relation, priors: dict[str, Prior], out: Findings) -> None:
    """A ratio and its numerator imply the denominator, in both years, and its growth."""
    ratio, top = book.figures.get(one.left[0]), book.figures.get(one.right[0])
    if ratio is None or top is None or ratio.q.unit != "%":
        return
    where = spec(one.right[1], one.id)
    here: dict[str, tuple[Derived, Derived | None]] = {}
    coarse = top.q.coarse()
    indicator, year = where.indicator, top.period
    before = year_before(year)
    # The year before may have an edition of its own, which implied that year's value already.
    ways = {year: "", before: f"/by_{year}" if f"implied/{before}/{indicator}" in out.by_id else ""}

    def both(
        period: str,
        n: Quantity,
        wide: Quantity | None,
        d: Quantity,
        text: str,
        inputs: Sequence[Figure],
    ) -> tuple[Derived, Derived | None]:
        name = f"implied/{period}/{indicator}{ways[period]}"
        first = out.derive(name, indicator, period, n / d.ratio(), text, inputs)
        second = None
        if wide is not None and coarse is not None:
            second = out.derive(
                f"{name}/wide",
                indicator,
                period,
                wide / d.ratio(),
                text,
                inputs,
                f"wider reading: {top.q.printed} rounded to {figure(rounded_to(coarse), 'en')}",
            )
        return first, second

    here[year] = both(
        year, top.q, coarse, ratio.q, f"{top.q.printed} ÷ {ratio.q.printed}", [top, ratio]
    )
    growth, change = book.growth_of(top, "yoy_growth"), book.growth_of(ratio, "change_pp")
    if growth is not None and change is not None and top.id in priors and ratio.id in priors:
        here[before] = both(
            before,
            top.q.prior(growth.q),
            None if coarse is None else coarse.prior(growth.q),
            ratio.q.prior(change.q),
            f"{top.q.printed} ÷ (1 + {growth.q.printed}) ÷ ({ratio.q.printed} − "
            f"{change.q.printed})",
            [top, growth, ratio, change],
        )
    if not top.region:
        return
    seen: dict[str, Observation] = {}
    for period, (printed, wide) in here.items():
        o = book.one(where, period, top.region)
        if o is None:
            continue
        seen[period] = o
        name = f"quotient/{period}/{indicator}{ways[period]}"
        _implied_against(name, printed, wide, top, ratio, o, out)
    if len(here) == 2:
        _implied_growth(where, here, before, year, seen, out)


def _implied_against(
    check_id: str,
    printed: Derived,
    wide: Derived | None,
    top: Figure,
    ratio: Figure,
    o: Observation,
    out: Findings,
) -> None:
    verdict = judge(printed.q, wide.q if wide else None, o.q)
    inputs: list[Figure | Observation | Derived] = [printed, *([wide] if wide else []), o]
    case = "wide conflict" if wide and verdict == CONFLICT else ""
    said: dict[str, Any] = {"top": top, "ratio": ratio, "implied": printed, "wide": wide, "o": o}
    out.check(check_id, inputs, printed.q, o.q, verdict, case, **said)


def _implied_growth(
    where: Spec,
    here: dict[str, tuple[Derived, Derived | None]],
    before: str,
    year: str,
    seen: dict[str, Observation],
    out: Findings,
) -> None:
    now, then = here[year][0], here[before][0]
    growth = out.derive(
        f"implied/{year}/{where.indicator}_growth",
        f"{where.indicator}_growth",
        year,
        now.q.growth_over(then.q),
        f"({now.formula}) ÷ ({then.formula}) − 1",
        [now, then],
        "nominal; the level of R&D cancels",
    )
    if year not in seen or before not in seen:
        return
    known = seen[year].q.growth_over(seen[before].q)
    then_o, o = seen[before], seen[year]
    said: dict[str, Any] = {"o": o, "percent": published("0", "%", 1)}
    name = f"quotient/{year}/{where.indicator}_growth"
    out.compare(name, [growth, then_o, o], growth.q, known, case="growth", **said)


def _years(book: Book, where: Spec) -> list[tuple[str, str]]:
    """Return the (year, region) pairs for which a spec has an observation."""
    pairs = {
        (o.period, o.region)
        for o in book.by_indicator.get(where.indicator, ())
        if (not where.basis or o.basis == where.basis)
        and (not where.year or o.period == where.year)
        and (where.region == "*" or o.region == (where.region or "重庆"))
        and year_before(o.period)
    }
    return sorted(pairs, key=lambda p: (p[1], p[0]))


def _quotient_history(book: Book, one: Relation, out: Findings) -> None:
    """A published ratio against its published numerator and denominator, year by year."""
    left, top, bottom = spec(one.left[0]), spec(one.right[0]), spec(one.right[1])
    for year, region in _years(book, left):
        rows = [book.one(s, year, region) for s in (left, top, bottom)]
        if rows[0] is not None and rows[1] is not None and rows[2] is None:
            _missing_denominator(book, bottom, year, region, rows[1], rows[0], out)
        if any(o is None for o in rows):
            continue
        ratio, n, d = (o for o in rows if o is not None)
        if d.q.contains(0):
            continue
        expected = (n.q / d.q).percent()
        verdict = judge(expected, None, ratio.q)
        out.check(
            f"quotient/{year}/{one.id}/{region}",
            [ratio, n, d],
            expected,
            ratio.q,
            verdict,
            f"history {verdict}",
            top=n,
            bottom=d,
            ratio=ratio,
            # One digit more than the published ratio has is enough, unless it hides the conflict.
            like=ratio if verdict == CONSISTENT else None,
        )


def _missing_denominator(
    book: Book,
    where: Spec,
    year: str,
    region: str,
    top: Observation,
    ratio: Observation,
    out: Findings,
) -> None:
    """Derive a denominator that nobody published, and set the report's own beside it."""
    if ratio.q.contains(0):
        return
    if not where.basis or region not in {f.region for f in book.figures.values()}:
        return
    implied = out.derive(
        f"implied/{year}/{where.indicator}/{where.basis}",
        where.indicator,
        year,
        top.q / ratio.q.ratio(),
        f"{figure(top.q, 'zh')} ÷ {figure(ratio.q, 'zh')}",
        [top, ratio],
        f"not published on this basis: {book.basis(ratio.indicator, ratio.basis)[0]}",
    )
    report = out.by_id.get(f"implied/{year}/{where.indicator}")
    if report is None:
        return
    wide = out.by_id.get(f"{report.id}/wide")
    out.compare(
        f"quotient/{year}/{where.indicator}/{where.basis}",
        [report, *([wide] if wide else []), implied],
        report.q,
        implied.q,
        wide.q if wide else None,
        "later",
        name=book.called(where.indicator),
        year=year,
        basis=book.basis(ratio.indicator, ratio.basis),
    )


def _sum_history(book: Book, one: Relation, out: Findings) -> None:
    """A published total against its published parts, year by year; ``#*`` adds all regions."""
    left = spec(one.left[0])
    parts = [spec(text) for text in one.right]
    for year, region in _years(book, left):
        whole = book.one(left, year, region)
        if whole is None:
            continue
        rows: list[Observation] = []
        for s in parts:
            if s.region == "*":
                rows += [
                    o
                    for where in sorted(
                        {x.region for x in book.by_indicator.get(s.indicator, ())} - {region}
                    )
                    if (o := book.one(Spec(s.indicator, s.basis, year, where)))
                ]
            else:
                o = book.one(s, year, region)
                rows += [o] if o is not None else []
        needed = int(one.low) if one.low else len(parts)
        if len(rows) != needed:
            continue
        added = total([o.q for o in rows])
        out.compare(
            f"sum/{year}/{one.id}/{region}",
            [whole, *rows],
            added,
            whole.q,
            case="history",
            whole=whole,
            n=len(rows),
        )


def _cumulative(book: Book, one: Relation, out: Findings) -> None:
    """A running total never falls: the report against earlier and later statements of it."""
    f = book.figures.get(one.left[0])
    if f is None or not f.region:
        return
    when = month_of(f.period)
    where = spec(one.right[0])
    for o in book.by_indicator.get(where.indicator, ()):
        then = month_of(o.period)
        if o.basis != where.basis or o.region != f.region or o.derived or then is None:
            continue
        if when is None or then == when:
            continue
        if not _same_unit(f, o):
            _unlike("cumulative", f, o, out)
            continue
        early, late = (o.q, f.q) if then < when else (f.q, o.q)
        verdict = CONFLICT if late.below(early) else CONSISTENT
        limit = f"{'at least' if then < when else 'at most'} {interval(o.q)}"
        out.check(f"cumulative/{f.id}/{o.period}", [f, o], limit, f.q, verdict, f=f, o=o)


def _cagr(book: Book, one: Relation, out: Findings) -> None:
    """A mean annual growth rate against the two levels at its ends."""
    rate = book.one(spec(one.left[0]), "", "重庆")
    ends = [book.one(spec(text), "", "重庆") for text in one.right]
    if rate is None or any(o is None for o in ends):
        return
    first, last = (o for o in ends if o is not None)
    years = int(last.period) - int(first.period)
    reached = first.q * (rate.q.ratio() + 1).power(years)
    said: dict[str, Any] = {"first": first, "rate": rate, "last": last}
    out.compare(f"cagr/{one.id}", [first, rate, last], reached, last.q, **said)


# ---------------------------------------------------------------------- the history against itself


def history_itself(book: Book, out: Findings) -> None:
    """Find conflicts between sources, rates that levels contradict, and unclear multiples."""
    _sources(book, out)
    _stated_growth(book, out)
    _multiples(book, out)


def _sources(book: Book, out: Findings) -> None:
    groups: dict[tuple[str, str, str, str], list[Observation]] = defaultdict(list)
    for (indicator, year, region), rows in book.by_year.items():
        if len(rows) < 2:
            continue
        for o in rows:
            if not o.derived and o.basis != "report_estimate":
                groups[indicator, o.basis, region, year].append(o)
    agreeing: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    first: dict[tuple[str, str], Observation] = {}
    for (indicator, basis, region, year), rows in groups.items():
        tally = agreeing[indicator, basis]
        first.setdefault((indicator, basis), rows[0])
        for a, b in itertools.combinations(rows, 2):
            if (a.flag == "comparable_basis") != (b.flag == "comparable_basis"):
                continue  # a growth on a comparable basis and a ratio of levels are two things
            tally[0] += 1
            named[indicator, basis] |= {a.source_id, b.source_id}
            if a.q.unit != b.q.unit or (a.q.value == b.q.value and a.q.overlaps(b.q)):
                continue
            verdict = judge(a.q, None, b.q)
            if verdict == CONSISTENT:
                if not _stretched(a.q, b.q):
                    continue
                verdict = ONLY_IF
            tally[1] += 1
            pair = "+".join(sorted((a.source_id, b.source_id)))
            name = f"sources/{region}/{indicator}/{basis}/{year}/{pair}"
            # A name may say the year itself.
            when = ("", "") if year in a.name("zh") else (f" {year}", f"{year}年")
            out.check(name, [a, b], a.q, b.q, verdict, when=when, a=a, b=b)
    for (indicator, basis), (pairs, apart) in agreeing.items():
        if not pairs or apart:
            continue
        out.check(
            f"sources/{indicator}/{basis}",
            [],
            f"{pairs} pairs",
            f"{pairs} pairs",
            CONSISTENT,
            "one" if pairs == 1 else "",
            [f"{indicator}[{basis}]"],
            (";".join(sorted(named[indicator, basis])), f"{pairs} pairs"),
            a=first[indicator, basis],
            pairs=pairs,
        )


def _stretched(a: Quantity, b: Quantity) -> bool:
    """Say whether a bound and a value meet only because a bound has no other end."""
    if a.value is None or b.value is None or (a.point is None) == (b.point is None):
        return False
    bound, value = (a, b) if a.point is None else (b, a)
    assert bound.value is not None
    assert value.value is not None
    return abs(bound.value - value.value) > 2 * max(bound.step or 0, value.step or 0)


def _stated_growth(book: Book, out: Findings) -> None:
    """Growth rates in the history against the levels of the same basis."""
    # Figures of the audited report that were joined to the history have checks of their own.
    reports = {f.source_id for f in book.figures.values() if f.source_id}
    for indicator in sorted(book.by_indicator):
        if not indicator.endswith("_growth"):
            continue
        of = indicator.removesuffix("_growth")
        for g in book.by_indicator[indicator]:
            before = year_before(g.period)
            if g.derived or g.basis == "report_estimate" or not before or g.q.unit != "%":
                continue
            if g.source_id in reports:
                continue
            now, then = (book.one(Spec(of, g.basis, y, g.region)) for y in (g.period, before))
            if now is None or then is None or now.derived or then.derived:
                continue
            if then.q.low is None or then.q.low <= 0:
                continue
            change = now.q.growth_over(then.q)
            verdict = judge(change, None, g.q)
            if verdict == CONFLICT and g.flag == "comparable_basis":
                # Official growth need not be the ratio of two published levels.
                verdict = UNDECIDED
            name = f"stated_growth/{g.region}/{indicator}/{g.period}/{g.source_id}"
            said: dict[str, Any] = {"now": now, "then": then, "change": change, "g": g}
            out.check(name, [then, now, g], change, g.q, verdict, **said)


def _multiples(book: Book, out: Findings) -> None:
    """ "增长N倍" in its two senses: growth to N times the base, or by N times of it."""
    for indicator in sorted(book.by_indicator):
        stem, mark, base_year = indicator.rpartition("_multiple_")
        if not mark:
            continue
        for m in book.by_indicator[indicator]:
            _multiple(book, stem, base_year, m, out)


def _multiple(book: Book, stem: str, base_year: str, m: Observation, out: Findings) -> None:
    called = stem if stem in book.names else m.indicator
    said: dict[str, Any] = {
        "name": book.called(called),
        "m": m,
        "base_year": base_year,
        "said": (figure(m.q, "en").strip(), figure(m.q, "zh")),
    }
    check_id = f"multiple/{m.region}/{stem}/{m.period}/{m.source_id}"
    base = _level(book, stem, base_year, m, out)
    ends = _ends_of_multiple(book, stem, m)
    if base is None or not ends:
        said["missing"] = base_year if base is None else m.period
        out.check(check_id, [m], "levels at both ends", m.q, UNDECIDED, "no level", **said)
        return
    multiple = m.q.relabelled("")
    to, by = base.q * multiple, base.q * (multiple + 1)
    held = [
        sense
        for sense, reach in (("to", to), ("by", by))
        if any(end.q.overlaps(reach) for end in ends)
    ]
    verdict = (CONFLICT, ONLY_IF, UNDECIDED)[len(held)]
    known = [[end.said[which] for end in ends] for which in range(2)]
    out.check(
        check_id,
        [base, m, *(end.thing for end in ends)],
        f"to {interval(to)} or by {interval(by)}",
        "; ".join(interval(end.q) for end in ends),
        verdict,
        held[0] if verdict == ONLY_IF else "",
        **said,
        base=base,
        to=to,
        by=by,
        known=("; ".join(known[0]), "；".join(known[1])),
    )


def _level(
    book: Book, stem: str, year: str, m: Observation, out: Findings
) -> Observation | Derived | None:
    """Return a published level, or the one that the level before and its stated growth give."""
    here = book.one(Spec(stem, m.basis, year, m.region))
    if here is not None:
        return here
    earlier = year_before(year)
    before = book.one(Spec(stem, m.basis, earlier, m.region))
    growth = book.one(Spec(f"{stem}_growth", m.basis, year, m.region))
    if before is None or growth is None or growth.q.unit != "%":
        return None
    q = before.q * (growth.q.ratio() + 1)
    if before.q.unit.startswith("count:"):
        q = replace(q.rounded_to_whole() or q, value=None)
    return out.derive(
        f"implied/{year}/{stem}",
        stem,
        year,
        q,
        f"{figure(before.q, 'zh')} × (1 + {figure(growth.q, 'zh')})",
        [before, growth],
    )


@dataclass(frozen=True)
class _End:
    """What is known of a level, and how it is known, in English and Chinese."""

    thing: Observation
    q: Quantity
    said: tuple[str, str]


def _end(thing: Observation, q: Quantity, case: str, **said: Any) -> _End:
    return _End(thing, q, sentence(f"multiple/end {case}", {"end": q, "o": thing, **said}))


def _ends_of_multiple(book: Book, stem: str, m: Observation) -> list[_End]:
    """Return what is known of the level at the end of a multiple, the surest first."""
    exact = book.one(Spec(stem, m.basis, m.period, m.region))
    if exact is not None and not exact.derived:
        return [_end(exact, exact.q, "published")]
    found: list[_End] = []
    before = year_before(m.period)
    undated = [
        o
        for o in book.by_indicator.get(stem, ())
        if o.basis == m.basis and o.region == m.region and o.period.startswith(f"{m.period}-")
    ]
    growth = book.one(Spec(f"{stem}_growth", m.basis, m.period, m.region))
    for o in undated:
        found.append(_end(o, o.q, "stated"))
        if growth is not None:
            grown = o.q * (growth.q.ratio() + 1)
            found.append(_end(o, grown, "grown", before=before, growth=growth))
    earlier = book.one(Spec(stem, m.basis, before, m.region))
    if earlier is not None and not undated and earlier.q.low is not None:
        q = earlier.q
        rising = Quantity(q.low, None, q.low_closed, False, q.value, q.unit, "at_least", key=q.key)
        found.append(_end(earlier, rising, "earlier", before=before))
    return found


def targets_agree(book: Book, out: Findings) -> None:
    """Targets for one indicator and year that different papers of one plan word differently."""
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for t in book.targets:
        if t.get("value"):
            groups[t.get("region", ""), t["indicator"], t["target_year"]].append(t)
    for (region, indicator, year), rows in groups.items():
        for a, b in itertools.combinations(rows, 2):
            days = _days_apart(a.get("issued_date", ""), b.get("issued_date", ""))
            if days is None or days > _SAME_PLAN_DAYS or a.get("unit") != b.get("unit"):
                continue
            one, two = Target(_as_row(a), book), Target(_as_row(b), book)
            name = f"targets/{region}/{indicator}/{year}/{a['source_id']}+{b['source_id']}"
            out.compare(name, [one, two], one.q, two.q, first=one, second=two, days=days)


class Target(Observation):
    """A plan's target, told apart from what was observed by its id."""

    @property
    def id(self) -> str:
        return self.row["target_id"]

    def goal(self, lang: str) -> str:
        """Return the target as its plan words it, in English its number."""
        return (
            self.row.get("printed") or figure(self.q, lang)
            if lang == "zh"
            else figure(self.q, lang)
        )


def _as_row(target: dict[str, str]) -> dict[str, str]:
    words = {">": "more_than", ">=": "at_least", "<": "less_than", "<=": "at_most"}
    comparison = target.get("comparison", "")
    return {
        **target,
        "qualifier": words.get(comparison, comparison or "exact"),
        "basis": "target",
        "vintage": "",
        "year": target["target_year"],
    }


def _days_apart(a: str, b: str) -> int | None:
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)
    except ValueError:
        return None
