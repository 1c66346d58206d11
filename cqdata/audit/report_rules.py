"""Rules that need the report alone: units, counts and ranges, links, growth and its level."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cqdata.audit.book import Book, Figure, Row, year_before
from cqdata.audit.findings import (
    CONFLICT,
    CONSISTENT,
    ONLY_IF,
    UNDECIDED,
    Findings,
    Inputs,
    Prior,
    Several,
    between,
    joined,
    judge,
    widened,
)
from cqdata.audit.words import LANGS, Pair, decimals_of, number, sentence, unit_name
from cqdata.quantity import Quantity, is_counted, plain, published

# ------------------------------------------------------------------------------ single figures

UNITS_OF = {
    "yoy_growth": ("%", "‰", "times"),
    "change_pp": ("pp",),
    "share": ("%", "‰"),
    "progress": ("%",),
    "rank": ("rank",),
}


def single_figures(book: Book, out: Findings) -> None:
    """Check each figure by itself: unit against measure, whole counts, natural range."""
    wrong = False
    for f in book.figures.values():
        if fault := _fault(f, book.indicators.get(f.indicator, {})):
            kind, case, limits, said = fault
            out.check(f"{kind}/{f.id}", {"f": f}, limits, f.q, CONFLICT, case, **said)
            wrong = True
    if book.figures and not wrong:
        n = len(book.figures)
        sources = sorted({f.source_id for f in book.figures.values()} - {""})
        every = Several(";".join(book.figures), ";".join(sources), f"{n} figures")
        out.check("single/all", {"all": every}, None, None, CONSISTENT, n=n)


def _fault(f: Figure, indicator: Row) -> tuple[str, str, Quantity | None, dict[str, Any]] | None:
    """Return the first thing that is wrong: its kind and case, limits, what its sentence says."""
    if wanted := _unit_wanted(f, indicator.get("unit", "")):
        return "unit", "", None, {"wanted": wanted, "printed": f.q.printed}
    in_parts = f.q.value is not None and f.q.value.denominator != 1
    whole = f.measure != "ratio" and indicator.get("kind", "") not in ("ratio", "rate", "index")
    if is_counted(f.q.unit) and in_parts and whole:
        return "whole", "count", None, {}
    low, high = _limits(f, indicator if f.is_level else {})
    possible = between(*(Fraction(x) if x else None for x in (low, high)))
    if not f.q.overlaps(possible):
        limits = f"{low or '−∞'} to {high or '∞'}", f"{low or '负无穷'}至{high or '无穷'}"
        return "range", "", possible.relabelled(f.q.unit), {"limits": limits}
    return None


def _unit_wanted(f: Figure, declared: str) -> Pair | None:
    """Return what unit a figure should have by its measure and indicator, None if it has it."""
    allowed = (declared,) if declared and not f.linked_to else UNITS_OF.get(f.measure, ())
    if not allowed and f.is_level and f.q.unit == "pp":
        return "an amount, a count or a percentage", "数额、数量或百分数"
    if not allowed or f.q.unit in allowed:
        return None
    return joined([unit_name(unit) for unit in allowed], (" or ", "或"))


def _limits(f: Figure, indicator: Row) -> tuple[str, str]:
    """Return the natural range of a figure's number, "" for no limit."""
    part = f.measure in ("share", "progress")
    falls = f.measure == "yoy_growth" and f.q.unit == "%"
    least = "1" if f.q.unit == "rank" else "-100" if falls else ""
    if not least and (part or is_counted(f.q.unit)):
        least = "0"
    return indicator.get("lower") or least, indicator.get("upper") or ("100" if part else "")


# ------------------------------------------------------------------------- growth and its level


def priors(book: Book, out: Findings) -> None:
    """Derive the level of the year before for every linked growth or change."""
    for g in book.figures.values():
        level = _level_of(book, g, out) if g.linked_to else None
        if level is None or g.is_level:
            continue
        if book.indicators.get(level.indicator, {}).get("growth_prices") == "constant":
            # No level at current prices follows from it.
            inputs: Inputs = {"level": level, "g": g}
            out.check(f"growth/{g.id}", inputs, None, g.q, UNDECIDED, "real")
        elif level.id in out.priors:
            _second_growth(level, out.priors[level.id].growth, g, out)
        else:
            with out.trying(f"growth/{g.id}", [level, g]):
                rate = g if g.q.unit == "pp" else replace(g, q=g.q.as_percent())
                prior = _prior(level, rate, out)
                if prior is not None:
                    out.priors[level.id] = prior
                    _reproducible(prior, out)
    for prior in out.priors.values():
        _against_printed_prior(book, prior, out)


def _second_growth(level: Figure, first: Figure, second: Figure, out: Findings) -> None:
    verdict = judge(first.q, None, second.q) if first.q.unit == second.q.unit else CONFLICT
    inputs = {"level": level, "first": first, "second": second}
    out.check(f"link/{second.id}", inputs, first.q, second.q, verdict, "second")


_SUFFIXES = re.compile(r"(_growth|_change|_yoy)+$")


def _level_of(book: Book, g: Figure, out: Findings) -> Figure | None:
    """Return the level that a figure is said to belong to, None and a check if it cannot."""
    level = book.figures.get(g.linked_to)
    inputs: Inputs = {"g": g, "level": level}
    if level is None:
        case = "missing"
    elif level.linked_to:
        case = "chain"
    else:
        names = [_SUFFIXES.sub("", one.id.split("/", 1)[-1]) for one in (g, level)]
        same_name = not _SUFFIXES.search(g.id) or names[0] == names[1]
        fits = level.is_level and level.period == g.period and level.region == g.region
        if level.q.unit == "rank" or (level.q.unit != "%" and g.q.unit == "pp"):
            fits = False
        if g.is_level or (same_name and fits):
            return level
        case = "names" if fits else "kinds"
    out.check(f"link/{g.id}", inputs, None, None, CONFLICT, case)
    return None


def _prior(level: Figure, g: Figure, out: Findings) -> Prior | None:
    """Derive the level of the year before; of a count only whole numbers are possible."""
    q = level.q.prior(g.q)
    year = year_before(level.period)
    shown = level.q.printed
    formula = f"{shown} − {g.q.printed}" if g.q.unit == "pp" else f"{shown} ÷ (1 + {g.q.printed})"
    counted = level.q.unit.startswith("count:") and level.q.low == level.q.high
    whole = q.rounded_to_whole() if counted else q
    if whole is None:
        inputs = {"level": level, "g": g}
        out.check(f"whole/{g.id}", inputs, None, q, CONFLICT, year=year)
        return None
    only = whole.low == whole.high
    if counted:
        # A middle of several whole numbers would be invented, so only a single one is a value.
        whole = replace(whole, value=whole.low if only else None)
    implied = out.derive(
        year or f"before {level.period}",
        level.indicator,
        whole,
        formula,
        [level, g],
        "whole numbers that fit" if counted else "",
        wide=widened(level.q, lambda read: read.prior(g.q)),
    )
    if counted:
        said: dict[str, Any] = {"level": level, "g": g, "year": year}
        case = "exactly" if only else ""
        out.check(f"whole/{g.id}", {"prior": implied}, whole, q, CONSISTENT, case, **said)
    return Prior(level, g, implied)


def rise(now: Quantity, then: Quantity, g: Figure) -> Quantity:
    """Return the growth between two levels, in percentage points where a figure has them."""
    return now - then if g.q.unit == "pp" else now.growth_over(then)


def _against_printed_prior(book: Book, prior: Prior, out: Findings) -> None:
    """Compare with a level of the year before that stands in the same table."""
    level, g, implied = prior
    before = book.by_level.get((level.indicator, implied.period, level.region))
    if before is None or before.q.contains(0):
        return
    with out.trying(f"growth/{g.id}", [before, level]):
        change = rise(level.q, before.q, g)
        verdict, ways = judge(change, None, g.q), ("", "")
        if verdict == CONFLICT and (fitting := _wider_ways(before.q, level.q, g)):
            verdict, ways = ONLY_IF, joined(fitting, (" or ", "，或"))
        inputs = {"before": before, "level": level, "g": g}
        name, year = f"growth/{g.id}", implied.period
        out.check(name, inputs, change, g.q, verdict, year=year, ways=ways)


def _wider_ways(then: Quantity, now: Quantity, g: Figure) -> list[Pair]:
    """Say which prints, read as rounded to their zeros, make a growth fit.

    Either may be a round estimate, the earlier one of another edition.  Reading both widely is a
    condition only where neither reading is enough by itself.
    """
    one, other = then.coarse(), now.coarse()
    for ways in ([(one, now), (then, other)], [(one, other)]):
        said = []
        for first, last in ways:
            if first is None or last is None or not (change := rise(last, first, g)).overlaps(g.q):
                continue
            read = [q for q, printed in ((first, then), (last, now)) if q is not printed]
            rounded = joined([sentence("growth/rounded", {"q": q}) for q in read], (" and ", "、"))
            said.append(sentence("growth/way", {"read": rounded, "change": change, "g": g}))
        if said:
            return said
    return []


def _reproducible(prior: Prior, out: Findings) -> None:
    """Say where a rate was plainly computed from unrounded amounts.

    A rate with many digits often cannot be had from any printed prior amount.  That is no error:
    an unrounded amount inside the implied interval gives it.
    """
    level, g, implied = prior
    q, low, high = level.q, implied.q.low, implied.q.high
    if g.q.unit != "%" or q.step is None or q.low == q.high or q.value is None or g.q.step is None:
        return
    if low is None or high is None or high - low > 4 * q.step:
        return
    amounts = [n * q.step for n in range(int(low // q.step), int(high // q.step) + 2)]
    rates = [(amount, (q.value / amount - 1) * 100) for amount in amounts if amount > 0]
    if not rates or any(g.q.contains(rate) for _, rate in rates):
        return
    nearest, rate = min(rates, key=lambda pair: abs(pair[1] - (g.q.value or 0)))
    places = decimals_of(g.q.step)
    said: dict[str, Any] = {
        "level": level,
        "g": g,
        "amount": published(plain(nearest), q.unit, decimals_of(q.step)),
        "rate": tuple(number(rate, places, lang) for lang in LANGS),
    }
    inputs = {"implied": implied}
    out.check(f"reproduced/{g.id}", inputs, implied.q, g.q, CONSISTENT, **said)
