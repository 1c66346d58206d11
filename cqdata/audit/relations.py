"""Rules for the declared relations, between figures of the report and between observations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from cqdata.audit.book import Book, Figure, Observation, Relation, Spec, month_of, spec, year_before
from cqdata.audit.findings import (
    CONFLICT,
    CONSISTENT,
    ONLY_IF,
    UNDECIDED,
    Derived,
    Findings,
    alike,
    at_least,
    between,
    given,
    joined,
    judge,
    leaves,
    order,
    quoted,
    up_to,
    widened,
)
from cqdata.audit.words import LANGS, Pair, figure, sentence, span
from cqdata.names import is_figure
from cqdata.quantity import Quantity, UnitError, constant, plain, published, total

_WHOLE = constant(100, "%")
# Kinds that need not have their last operand: what nobody published is derived, or is several.
_LAST_MAY_LACK = ("quotient", "cumulative")


@dataclass(frozen=True)
class Sides:
    """What a relation holds between, once for figures, once a year and region for a history."""

    one: Relation
    id: str
    left: list[Any]
    right: list[Any]
    case: str = ""
    """What the names of its sentences begin with."""

    @property
    def things(self) -> list[Any]:
        return [*self.left, *self.right]


def relations(book: Book, out: Findings, history: bool) -> None:
    """Check the declared relations; of one that nothing comes of a row says so.

    Not with ``history`` of one between series alone: an edition need not have all of them.
    """
    # Shares come first: a whole that they imply may take part in other relations; then what the
    # report implies, which the history is compared with.
    for one in sorted(book.relations, key=lambda one: (one.kind != "share", not one.figures)):
        if one.kind == "history":
            continue
        before = len(out.checks), len(out.derived)
        lacking = [text for text in one.figures if _figure(book, out, text) is None]
        for sides in () if lacking else _all_sides(book, one, out):
            with out.trying(sides.id, [x for x in sides.things if x is not None]):
                _RULES[one.kind](book, sides, out)
        if before == (len(out.checks), len(out.derived)) and (one.figures or not history):
            _nothing(book, one, lacking, out)


def _nothing(book: Book, one: Relation, lacking: list[str], out: Findings) -> None:
    """Say that a relation could not be checked: a figure is not there, or no values for a year."""
    here = {text: thing for text in one.figures if (thing := _figure(book, out, text)) is not None}
    case, listed = "figures", lacking
    if not lacking:
        case, listed = "values", [text for text in (*one.left, *one.right) if not is_figure(text)]
    said = {"relation": one.id, "listed": joined(zip(listed, listed, strict=True), (", ", "、"))}
    name, case = f"{one.kind}/{one.id}", f"not_compared/{case}"
    out.check(name, here, None, None, UNDECIDED, case, **said)


def _figure(book: Book, out: Findings, text: str) -> Figure | Derived | None:
    return book.figures.get(text) or out.derived.get(text)


def _all_sides(book: Book, one: Relation, out: Findings) -> Iterator[Sides]:
    """Yield both sides of a relation, once for figures, else for each year of the left series.

    Only if all parts of them are in the tables, but for :data:`_LAST_MAY_LACK`.
    """
    if one.figures:
        found = [x for text in one.figures if (x := _figure(book, out, text)) is not None]
        period = next((x.period for x in found), "")
        region = next((x.region for x in leaves(found) if isinstance(x, Figure)), "")
        when, case, needed = [(period, region)], "", len(one.right)
    else:
        when, case = book.years(spec(one.left[0])), "history"
        needed = int(one.low) if one.kind == "sum" and one.low else len(one.right)
    for period, region in when:
        left, right = (
            [thing for text in side for thing in _operands(book, out, text, period, region)]
            for side in (one.left, one.right)
        )
        present = [*left, *(right[:-1] if one.kind in _LAST_MAY_LACK else right)]
        if len(right) == needed and None not in present:
            named = one.figures or spec(one.left[0]).year
            id = f"{one.kind}/{one.id}" if named else f"{one.kind}/{period}/{one.id}/{region}"
            yield Sides(one, id, left, right, case)


def _operands(book: Book, out: Findings, text: str, period: str, region: str) -> list[Any]:
    """Return what an operand stands for: one thing, None, or the observations of all regions."""
    if text.startswith("="):
        return [given(text[1:])]
    if (found := _figure(book, out, text)) is not None or is_figure(text):
        return [found]
    where = spec(text)
    if where.region != "*":
        return [book.one(where, period, region)]
    places = sorted({o.region for o in book.by_indicator.get(where.indicator, ())} - {region})
    rows = (book.one(replace(where, region=place), period) for place in places)
    return [o for o in rows if o is not None]


def _alike(things: Sequence[Any]) -> list[Quantity]:
    """Return the quantities of things; counts of different classifiers may be compared.

    So may people and full-time equivalents: a person-year takes at least one person.

    Raises
    ------
    UnitError
        If the units are not alike.
    """
    units = {one.q.unit for one in things}
    counted = ("", "rank", "person", "person_year")
    if all(unit.startswith("count:") or unit in counted for unit in units):
        unit = next(iter(sorted(unit for unit in units if unit)), "")
        return [one.q.relabelled(unit) for one in things]
    if len(units) > 1:
        raise UnitError(f"units {', '.join(sorted(units))}")
    return [one.q for one in things]


# -------------------------------------------------------------- between any figures or observations


def _sum(book: Book, sides: Sides, out: Findings) -> None:
    (whole,), parts = sides.left, sides.right
    _, *quantities = _alike(sides.things)
    inputs = {"whole": whole} | {str(place): part for place, part in enumerate(parts)}
    shown = joined([(figure(part.q, "en"), figure(part.q, "zh")) for part in parts], (" + ", "＋"))
    added = total(quantities).relabelled(whole.q.unit)
    verdict = judge(whole.q, whole.q.coarse(unmarked=True), added)
    case = f"{sides.case} {verdict}".strip()
    out.check(sides.id, inputs, added, whole.q, verdict, case, parts=shown, n=len(parts))


def _at_most(book: Book, sides: Sides, out: Findings) -> None:
    quantities = _alike(sides.things)
    part, whole = (
        total(some) for some in (quantities[: len(sides.left)], quantities[len(sides.left) :])
    )
    note = sides.one.note
    out.check(
        sides.id,
        {str(place): one for place, one in enumerate(sides.things)},
        up_to(whole),
        part,
        order(part, whole),
        part=quoted(sides.left),
        whole=quoted(sides.right),
        more="大于" if part.unit == "rank" else "超过",
        note=(f" {note[0]}" if note[0] else "", note[1]),
    )


def _share(book: Book, sides: Sides, out: Findings) -> None:
    """A share and its part give the whole; with a printed whole the share is checked."""
    (share,), (part, *rest) = sides.left, sides.right
    if rest:
        _ratio(book, sides, out)
        return
    alike(share.q, _WHOLE)
    at_most = share.q.meet(up_to(_WHOLE))
    if at_most is None:
        limits, inputs = ("at most 100", "100以内"), {"f": share}
        out.check(
            sides.id, inputs, up_to(_WHOLE), share.q, CONFLICT, "range/conflict", limits=limits
        )
        return
    # A later edition's relation carries its year, which the id says already.
    name = sides.one.id.removesuffix(f"_{share.period}")
    formula = f"{figure(part.q, 'zh')} ÷ {figure(share.q, 'zh')}"
    note, whole = "a share is at most 100%", part.q / at_most.ratio()
    out.derive(share.period, name, whole, formula, [part, share], note, title=sides.one.note)


def _quotient(book: Book, sides: Sides, out: Findings) -> None:
    """A ratio in percent, its numerator and its denominator, of which the last may lack.

    Of figures the denominator is what both imply, and so is its growth.
    """
    (ratio,), (top, bottom) = sides.left, sides.right
    if isinstance(ratio, Figure) and isinstance(top, Figure) and not is_figure(sides.one.right[1]):
        _implied(book, sides, out)
    elif bottom is not None:
        _ratio(book, sides, out)
    elif sides.case:
        _missing_denominator(book, sides, out)


def _ratio(book: Book, sides: Sides, out: Findings) -> None:
    (ratio,), (top, bottom) = sides.left, sides.right
    _above_zero(bottom.q)
    inputs = {"ratio": ratio, "top": top, "bottom": bottom}
    case = "quotient/history" if sides.case else "share/of"
    out.compare(sides.id, inputs, top.q.share_of(bottom.q), ratio.q, case=case)


def _above_zero(divisor: Quantity) -> None:
    """Refuse to divide by what may be zero: the quotient could be any number."""
    if divisor.contains(0):
        raise ZeroDivisionError


def _missing_denominator(book: Book, sides: Sides, out: Findings) -> None:
    """Derive a denominator that nobody published, and set the report's own beside it."""
    (ratio,), (top, _), where = sides.left, sides.right, spec(sides.one.right[1])
    reported = {f.region for f in book.figures.values()}
    if ratio.q.contains(0) or not where.basis or ratio.region not in reported:
        return
    year = ratio.period
    implied = out.derive(
        year,
        where.indicator,
        top.q / ratio.q.ratio(),
        f"{figure(top.q, 'zh')} ÷ {figure(ratio.q, 'zh')}",
        [top, ratio],
        f"not published on this basis: {ratio.basis_name[0]}",
        way=f"/{where.basis}",
    )
    report = out.derived.get(f"implied/{year}/{where.indicator}")
    if report is not None:
        inputs = {"report": report, "wide": report.wide, "implied": implied}
        said: dict[str, Any] = {"name": book.called(where.indicator), "ratio": ratio}
        name = f"quotient/{year}/{where.indicator}/{where.basis}"
        out.compare(name, inputs, report.q, implied.q, report.coarse(), "later", **said)


def _per_unit(book: Book, sides: Sides, out: Findings) -> None:
    """An amount per unit has to stay within its declared orders of magnitude."""
    one, (top,), (bottom,) = sides.one, sides.left, sides.right
    under = bottom.q.announced()
    _above_zero(under)
    tens_of_thousands = top.q.unit == "CNY_1e8" and one.unit == "CNY_1e4"
    ratio = (top.q.announced() / under * (10_000 if tens_of_thousands else 1)).relabelled("")
    low, high = (Fraction(x) if x else None for x in (one.low, one.high))
    plausible = between(low, high)
    said = [_per_words(ratio, low, high, one.unit, lang) for lang in LANGS]
    out.check(
        sides.id,
        {"top": top, "bottom": bottom},
        plausible.relabelled(one.unit),
        ratio.relabelled(one.unit),
        CONSISTENT if ratio.overlaps(plausible) else CONFLICT,
        ratio=(said[0][0], said[1][0]),
        limits=(said[0][1], said[1][1]),
    )


# Unit of a relation → language → what its numbers are multiplied by to be said, and followed by.
_EACH = {
    "": {"en": (Fraction(1), " each"), "zh": (Fraction(1), "")},
    "CNY_1e4": {"en": (Fraction(1, 100), " million yuan each"), "zh": (Fraction(1), "万元")},
}


def _per_words(
    ratio: Quantity, low: Fraction | None, high: Fraction | None, unit: str, lang: str
) -> Pair:
    """Return an amount per unit and its plausible range in words of one language."""
    scale, each = _EACH[unit][lang]
    ends = "0" if low is None else plain(low * scale), "∞" if high is None else plain(high * scale)
    limits = (" to " if lang == "en" else "至").join(ends)
    return span(ratio * scale, lang, published("1", "", 2)) + each, limits + each


def _cagr(book: Book, sides: Sides, out: Findings) -> None:
    """A mean annual growth rate against the two levels at its ends."""
    (rate,), (first, last) = sides.left, sides.right
    years = int(last.period) - int(first.period)
    reached = first.q * (rate.q.ratio() + 1).power(years)
    inputs = {"first": first, "rate": rate, "last": last}
    out.compare(sides.id, inputs, reached, last.q)


# --------------------------------------------------------------------- a figure against its history


def _cumulative(book: Book, sides: Sides, out: Findings) -> None:
    """A running total never falls: a figure against earlier and later statements of it."""
    (f,), where = sides.left, spec(sides.one.right[0])
    when = month_of(f.period)
    for o in book.by_indicator.get(where.indicator, ()):
        then = month_of(o.period)
        if o.basis != where.basis or o.region != f.region or o.derived:
            continue
        if when is None or then is None or then == when:
            continue
        name = f"cumulative/{f.id}/{o.period}"
        with out.trying(name, [f, o]):
            before = then < when
            falls = order(o.q, f.q) if before else order(f.q, o.q)
            verdict = CONFLICT if falls == CONFLICT else CONSISTENT
            limit = at_least(o.q) if before else up_to(o.q)
            out.check(name, {"f": f, "o": o}, limit, f.q, verdict)


def _implied(book: Book, sides: Sides, out: Findings) -> None:
    """A ratio and its numerator imply the denominator, in both years, and its growth."""
    (ratio,), (top, o), where = sides.left, sides.right, spec(sides.one.right[1])
    alike(ratio.q, _WHOLE)
    indicator, year = where.indicator, top.period
    before = year_before(year)
    # The year before may have an edition of its own, which implied that year's value already.
    way = f"/by_{year}" if f"implied/{before}/{indicator}" in out.derived else ""
    now = out.derive(
        year,
        indicator,
        top.q / ratio.q.ratio(),
        f"{top.q.printed} ÷ {ratio.q.printed}",
        [top, ratio],
        wide=widened(top.q, lambda read: read / ratio.q.ratio()),
    )
    _implied_against(f"quotient/{year}/{indicator}", now, top, ratio, o, out)
    growth, change = book.growth_of(top, "yoy_growth"), book.growth_of(ratio, "change_pp")
    if growth is None or change is None or not {top.id, ratio.id} <= set(out.priors):
        return
    divisor = ratio.q.prior(change.q).ratio()
    then = out.derive(
        before,
        indicator,
        top.q.prior(growth.q) / divisor,
        f"{top.q.printed} ÷ (1 + {growth.q.printed}) ÷ ({ratio.q.printed} − {change.q.printed})",
        [top, growth, ratio, change],
        way=way,
        wide=widened(top.q, lambda read: read.prior(growth.q) / divisor),
    )
    first = book.one(where, before, top.region)
    _implied_against(f"quotient/{before}/{indicator}{way}", then, top, ratio, first, out)
    if not top.region:
        return
    nominal = out.derive(
        year,
        f"{indicator}_growth",
        now.q.growth_over(then.q),
        f"({now.formula}) ÷ ({then.formula}) − 1",
        [now, then],
        "nominal; the level of R&D cancels",
    )
    if o is not None and first is not None:
        inputs = {"growth": nominal, "first": first, "o": o}
        name, percent = f"quotient/{year}/{indicator}_growth", published("0", "%", 1)
        with out.trying(name, [first, o]):
            known = o.q.growth_over(first.q)
            out.compare(name, inputs, nominal.q, known, case="growth", percent=percent)


def _implied_against(
    id: str, implied: Derived, top: Figure, ratio: Figure, o: Observation | None, out: Findings
) -> None:
    """Compare an implied denominator with the published one, if there is one."""
    if o is None:
        return
    with out.trying(id, [top, ratio, o]):
        verdict = judge(implied.q, implied.coarse(), o.q)
        case = "wide conflict" if implied.wide and verdict == CONFLICT else ""
        inputs = {"implied": implied, "wide": implied.wide, "o": o}
        out.check(id, inputs, implied.q, o.q, verdict, case, top=top, ratio=ratio)


# -------------------------------------------------------------------------- stocks: net or gross


def _stock(book: Book, sides: Sides, out: Findings) -> None:
    """Compare total minus new with what else is known of the stock of the year before."""
    (new,), (whole,) = sides.left, sides.right
    verdict = order(new.q, whole.q)
    inputs: dict[str, Any] = {"new": new, "whole": whole}
    out.check(f"new_in_total/{whole.id}", inputs, up_to(whole.q), new.q, verdict)
    if verdict == CONFLICT:
        return
    year = year_before(whole.period)
    total_zh, new_zh = figure(whole.q, "zh"), figure(new.q, "zh")
    net = out.derive(
        year,
        whole.indicator,
        whole.q - new.q,
        f"{total_zh} − {new_zh}",
        [whole, new],
        "if the new ones are a net addition",
        way="/net",
    )
    name = f"stock/{whole.id}"
    said: dict[str, Any] = {"whole": whole, "new": new, "year": year, "net": net}
    published = book.compared(whole.indicator, year, whole.region)
    prior = out.priors.get(whole.id)
    known: Observation | Derived | None
    if prior is not None and prior.growth.q.unit == "%":
        known, way, why = prior.implied, "growth", _AGAIN
        said |= {"g": prior.growth}
        formula = f"{new_zh} − ({total_zh} − {known.formula})"
        behind = [new, whole, known]
    else:
        known, way, why = next(iter(published.values()), None), "published", _AGAIN
        if known is None or known.q.unit != whole.q.unit:
            known = _by_entries(book, whole, new, year, out)
            way, why = "added", "left during the year"
        if known is None:
            out.check(name, {"net": net}, None, net.q, UNDECIDED, **said)
            return
        if isinstance(known, Derived):
            said |= dict(zip(("before", "added"), known.inputs, strict=True))
        formula, behind = f"{span(known.q, 'zh')} − ({net.formula})", [known, net]
    said |= {"known_text": sentence(f"stock/by {way}", said | {"known": known})}
    verdict = judge(net.q, None, known.q)
    inputs = {"net": net, "known": known}
    if verdict == CONFLICT and not known.q.below(net.q):
        verdict = ONLY_IF
        left = _integers(known.q - net.q)
        period, indicator = whole.period, whole.indicator
        gone = out.derive(period, indicator, left, formula, behind, why, way="/replaced")
        inputs["gone"] = gone
        said |= {"rise": _integers(whole.q - known.q)}
        said |= {"members": "企业" if new.q.unit == "count:家" else "部分"}
    case = "added" if way == "added" else ""
    out.check(name, inputs, known.q, net.q, verdict, f"{case} {verdict}".strip(), **said)
    # Where the new ones are a net addition, total minus new is the published prior stock.
    for basis, o in published.items() if verdict == CONSISTENT else ():
        with out.trying(f"net/{whole.id}/{basis}", [whole, o]):
            out.compare(f"net/{whole.id}/{basis}", {"net": net, "o": o}, net.q, o.q, f=whole)


_AGAIN = "recognised again, or making up for others that left"


def _integers(q: Quantity) -> Quantity:
    return (q.rounded_to_whole() or q) if q.unit.startswith("count:") else q


def _by_entries(book: Book, whole: Any, new: Any, year: str, out: Findings) -> Derived | None:
    """Return the stock of a year as the stock before and its entries give it, if none had left."""
    before = book.one(Spec(whole.indicator, "", year_before(year), whole.region))
    added = book.one(Spec(new.indicator, "", year, whole.region))
    if before is None or added is None or {before.q.unit, added.q.unit} != {whole.q.unit}:
        return None
    return out.derive(
        year,
        whole.indicator,
        before.q + added.q,
        f"{figure(before.q, 'zh')} + {figure(added.q, 'zh')}",
        [before, added],
        "if none had left",
        way="/from_entries",
    )


_RULES = {
    "sum": _sum,
    "at_most": _at_most,
    "share": _share,
    "quotient": _quotient,
    "per_unit": _per_unit,
    "cagr": _cagr,
    "stock": _stock,
    "cumulative": _cumulative,
}
