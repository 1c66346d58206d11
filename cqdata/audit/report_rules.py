"""Rules that need the report alone: units, links, growth, stocks and declared relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cqdata.audit.book import (
    Book,
    Figure,
    Observation,
    Operand,
    Relation,
    Spec,
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
    within_factor,
)
from cqdata.audit.words import (
    LANGS,
    decimals_of,
    figure,
    interval,
    number,
    rounded_to,
    sentence,
    span,
)
from cqdata.names import is_figure
from cqdata.quantity import Quantity, constant, plain, published, total

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
    before = len(out.checks)
    for f in book.figures.values():
        if not (_unit_problem(book, f, out) or _count_problem(book, f, out)):
            _range_problem(book, f, out)
    n = len(book.figures)
    if n and len(out.checks) == before:
        all_of_them = f"{n} figures"
        sources = ";".join(sorted({f.source_id for f in book.figures.values()} - {""}))
        rest: dict[str, Any] = {"more_inputs": list(book.figures), "n": n}
        rest["provenance"] = sources, all_of_them
        out.check("single/all", [], all_of_them, all_of_them, CONSISTENT, **rest)


_UNIT_WORDS = {
    "%": ("a percentage", "百分数"),
    "pp": ("percentage points", "百分点"),
    "rank": ("a rank", "位次"),
    "‰": ("per mille", "千分数"),
    "times": ("times", "倍数"),
}
_LEVEL_WORDS = ("an amount, a count or a percentage", "数额、数量或百分数")


def _unit_problem(book: Book, f: Figure, out: Findings) -> bool:
    """Hold the unit against what the measure allows and what the indicator is counted in."""
    unit = f.q.unit
    allowed = UNITS_OF.get(f.measure, ())
    declared = book.indicators.get(f.indicator, {}).get("unit", "")
    case, wanted = "", _LEVEL_WORDS
    if declared and not f.linked_to:
        allowed = (declared,)
    elif not allowed and f.is_level and unit == "pp":
        case = "level"
    if not case:
        if not allowed or unit in allowed:
            return False
        words = [_UNIT_WORDS.get(u, (f"the unit {u}", f"单位{u}")) for u in allowed]
        wanted = " or ".join(en for en, _ in words), "或".join(zh for _, zh in words)
    said: dict[str, Any] = {"printed": f.q.printed, "unit": unit or "no unit", "wanted": wanted}
    _unfit("unit", f, f"expected {wanted[0]}", out, case, **said)
    return True


def _count_problem(book: Book, f: Figure, out: Findings) -> bool:
    kind = book.indicators.get(f.indicator, {}).get("kind", "")
    counted = f.q.unit.startswith("count:") or f.q.unit in ("person", "person_time")
    if not counted or kind in ("ratio", "rate", "index") or f.q.value is None:
        return False
    if f.q.value.denominator == 1 or f.measure == "ratio":
        return False
    _unfit("whole", f, "expected a whole count", out, "count")
    return True


def _range_problem(book: Book, f: Figure, out: Findings) -> None:
    row = book.indicators.get(f.indicator, {}) if f.is_level else {}
    falls = f.measure == "yoy_growth" and f.q.unit == "%"
    part = f.measure in ("share", "progress")
    natural = "0" if part else "1" if f.q.unit == "rank" else "-100" if falls else ""
    low = row.get("lower") or natural
    high = row.get("upper") or ("100" if part else "")
    bottom = Fraction(low) if low else None
    top = Fraction(high) if high else None
    if not within_factor(f.q, bottom, top):
        limits = f"{low or '−∞'} to {high or '∞'}", f"{low or '负无穷'}至{high or '无穷'}"
        _unfit("range", f, f"expected {limits[0]}", out, limits=limits)


def _unfit(kind: str, f: Figure, expected: str, out: Findings, case: str = "", **said: Any) -> None:
    out.check(f"{kind}/{f.id}", [f], expected, figure(f.q, "en"), CONFLICT, case, f=f, **said)


# ------------------------------------------------------------------------- growth and its level


class Prior:
    """The level of the year before that a level and its growth imply, in both readings."""

    def __init__(self, level: Figure, growth: Figure, printed: Derived, wide: Derived | None):
        self.level = level
        self.growth = growth
        self.printed = printed
        self.wide = wide
        self.year = printed.period


def priors(book: Book, out: Findings) -> dict[str, Prior]:
    """Derive the level of the year before for every linked growth or change.

    Returns
    -------
    dict
        Level figure id → :class:`Prior`.
    """
    found: dict[str, Prior] = {}
    for growths in book.changes.values():
        for g in growths:
            level = book.figures.get(g.linked_to)
            if level is None or not _link_holds(level, g, out):
                continue
            if g.q.unit in ("‰", "times"):
                g = replace(g, q=g.q.as_percent())
            if g.q.unit not in ("%", "pp"):
                out.not_compared(f"growth/{g.id}", [level, g], "level_and_growth", level=level, g=g)
                continue
            if level.id in found:
                _second_growth(level, found[level.id].growth, g, out)
                continue
            prior = _prior(level, g, out)
            if prior is not None:
                found[level.id] = prior
                _against_printed_prior(book, prior, out)
                _reproducible(prior, out)
    for change in (f for f in book.figures.values() if f.linked_to):
        if change.linked_to not in book.figures:
            wanted = f"a figure {change.linked_to}"
            name = f"link/{change.id}"
            out.check(name, [change], wanted, "no such figure", CONFLICT, "missing", f=change)
    return found


def _second_growth(level: Figure, first: Figure, second: Figure, out: Findings) -> None:
    verdict = judge(first.q, None, second.q) if first.q.unit == second.q.unit else CONFLICT
    inputs = [level, first, second]
    said: dict[str, Any] = {"level": level, "first": first, "second": second}
    out.check(f"link/{second.id}", inputs, first.q, second.q, verdict, "second", **said)


def _stem(figure_id: str) -> str:
    name = figure_id.split("/", 1)[-1]
    for suffix in ("_growth", "_change", "_yoy"):
        name = name.removesuffix(suffix)
    return name


def _link_holds(level: Figure, g: Figure, out: Findings) -> bool:
    """Check that a growth and the level it is linked to speak of one thing."""
    named = any(g.id.endswith(s) for s in ("_growth", "_change", "_yoy"))
    same_name = not named or _stem(g.id) == _stem(level.id)
    fits = level.is_level and level.period == g.period and level.region == g.region
    if level.q.unit not in ("%",) and g.q.unit == "pp":
        fits = False
    if same_name and fits:
        return True
    wanted, case = f"a level that {g.id} can belong to", "names" if fits else "kinds"
    out.check(f"link/{g.id}", [g, level], wanted, level.id, CONFLICT, case, g=g, level=level)
    return False


def _formula(level: Figure, g: Figure, level_text: str = "") -> str:
    shown = level_text or level.q.printed
    return f"{shown} − {g.q.printed}" if g.q.unit == "pp" else f"{shown} ÷ (1 + {g.q.printed})"


def _prior(level: Figure, g: Figure, out: Findings) -> Prior | None:
    year = year_before(level.period)
    base = f"implied/{year or 'before ' + level.period}/{level.indicator}"
    q = level.q.prior(g.q)
    if level.q.unit.startswith("count:") and level.q.low == level.q.high:
        whole = q.rounded_to_whole()
        said: dict[str, Any] = {"level": level, "g": g, "year": year}
        if whole is None:
            out.check(f"whole/{g.id}", [level, g], "a whole number", q, CONFLICT, **said)
            return None
        only = whole.low == whole.high
        printed = out.derive(
            base,
            level.indicator,
            year,
            # A middle of several whole numbers would be invented, so only a single one is a value.
            replace(whole, value=whole.low if only else None),
            _formula(level, g),
            [level, g],
            "whole numbers that fit",
        )
        case = "exactly" if only else ""
        said["prior"] = printed
        out.check(f"whole/{g.id}", [printed], printed.q, q, CONSISTENT, case, **said)
    else:
        printed = out.derive(base, level.indicator, year, q, _formula(level, g), [level, g])
    wide = None
    coarse = level.q.coarse()
    if coarse is not None:
        tens = figure(rounded_to(coarse), "en")
        wide = out.derive(
            f"{base}/wide",
            level.indicator,
            year,
            coarse.prior(g.q),
            _formula(level, g),
            [level, g],
            f"wider reading: {level.q.printed} rounded to {tens}",
        )
    return Prior(level, g, printed, wide)


def _against_printed_prior(book: Book, prior: Prior, out: Findings) -> None:
    """Compare with a level of the year before that stands in the same table."""
    level, g = prior.level, prior.growth
    before = book.by_level.get((level.indicator, prior.year, level.region))
    if before is None or before.q.contains(0):
        return
    if before.q.unit != level.q.unit:
        both = [before, level]
        year = prior.year
        out.not_compared(f"growth/{g.id}", both, "two_years", before=before, level=level, year=year)
        return
    points = g.q.unit == "pp"

    def rise(then: Quantity, now: Quantity) -> Quantity:
        return now - then if points else now.growth_over(then)

    change = rise(before.q, level.q)
    verdict = judge(change, None, g.q)
    # Either print may be a round estimate, the earlier one of another edition.
    then_wide, now_wide = before.q.coarse(), level.q.coarse()
    wider = [
        (rise(then or before.q, now or level.q), [one for one in (then, now) if one is not None])
        for then, now in ((then_wide, None), (None, now_wide), (then_wide, now_wide))
        if then is not None or now is not None
    ]
    fitting = [(q, read) for q, read in wider if q.overlaps(g.q)]
    if verdict == CONFLICT and fitting:
        verdict = ONLY_IF
        # Reading both widely is a condition only where neither reading is enough by itself.
        fewest = min(len(read) for _, read in fitting)
        ways = [(q, read) for q, read in fitting if len(read) == fewest]
        told = [_if_rounded(q, read, g) for q, read in ways]
        means = " or ".join(en for en, _ in told), "，或".join(zh for _, zh in told)
    else:
        means = ("", "")
    said: dict[str, Any] = {
        "level": level,
        "before": before,
        "year": prior.year,
        "change": change,
        "g": g,
    }
    out.check(f"growth/{g.id}", [before, level, g], change, g.q, verdict, **said, ways=means)


def _if_rounded(change: Quantity, read: Sequence[Quantity], g: Figure) -> tuple[str, str]:
    """Say which prints are taken as rounded to what, and the change that follows."""
    named = [sentence("growth/rounded", {"q": q}) for q in read]
    joined = " and ".join(en for en, _ in named), "、".join(zh for _, zh in named)
    return sentence("growth/way", {"read": joined, "change": change, "g": g})


def _reproducible(prior: Prior, out: Findings) -> None:
    """Say where a rate was plainly computed from unrounded amounts.

    A rate with many digits often cannot be had from any printed prior amount.  That is no error:
    an unrounded amount inside the implied interval gives it.
    """
    level, g = prior.level, prior.growth
    q = level.q
    if g.q.unit != "%" or q.step is None or q.low == q.high or q.value is None or g.q.step is None:
        return
    implied = prior.printed.q
    if implied.low is None or implied.high is None or implied.high - implied.low > 4 * q.step:
        return
    first = implied.low // q.step
    rates = []
    for n in range(int(first) - 1, int(first) + 7):
        candidate = n * q.step
        if candidate > 0 and implied.low - q.step < candidate < implied.high + q.step:
            rates.append((candidate, (q.value / candidate - 1) * 100))
    if any(g.q.contains(rate) for _, rate in rates) or not rates:
        return
    nearest, rate = min(rates, key=lambda pair: abs(pair[1] - (g.q.value or 0)))
    places = decimals_of(g.q.step)
    amount = published(plain(nearest), q.unit, decimals_of(q.step))
    said: dict[str, Any] = {
        "level": level,
        "year": prior.year,
        "g": g,
        "amount": amount,
        "implied": implied,
    }
    shown = tuple(number(rate, places, lang) for lang in LANGS)
    inputs = [prior.printed]
    out.check(f"reproduced/{g.id}", inputs, implied, g.q, CONSISTENT, **said, rate=shown)


# ----------------------------------------------------------------------------------- relations


def relations(book: Book, found: dict[str, Prior], out: Findings) -> None:
    """Check the declared relations that stand between figures of the table."""
    rules = {
        "stock": _stock,
        "sum": _sum,
        "at_most": _at_most,
        "share": _share,
        "per_unit": _per_unit,
    }
    # Shares come first: a whole that they imply may take part in other relations.
    for one in sorted(book.relations, key=lambda one: one.kind != "share"):
        rule = rules.get(one.kind)
        if rule is None or not about_figures(one):
            continue
        named = [text for text in (*one.left, *one.right) if is_figure(text)]
        missing = [text for text in named if _thing(book, out, text) is None]
        if missing and not any(text.startswith("implied/") for text in missing):
            listed = ", ".join(missing)
            out.check(
                f"{one.kind}/{one.id}",
                things_of(book, one, out),
                "figures of the table",
                f"no {listed}",
                UNDECIDED,
                "not_compared/missing",
                relation=one.id,
                listed=listed,
            )
            continue
        with out.dividing(f"{one.kind}/{one.id}", things_of(book, one, out)):
            rule(book, one, found, out)


def about_figures(one: Relation) -> bool:
    """Say whether figures of the table take part in a relation."""
    return any(is_figure(text) for text in (*one.left, *one.right))


def _sides(book: Book, one: Relation, out: Findings) -> tuple[list[Operand], list[Operand]] | None:
    """Return both sides of a relation, None where a part of it is not in the tables."""
    here = [_thing(book, out, text) for text in (*one.left, *one.right) if is_figure(text)]
    period, region = "", ""
    for thing in here:
        if thing is None:
            return None
        period = period or thing.period
        region = region or getattr(thing, "region", "")
    sides: list[list[Operand]] = []
    for side in (one.left, one.right):
        operands: list[Operand] = []
        for text in side:
            implied = out.by_id.get(text)
            operand = (
                book.operand(text, period, region)
                if implied is None
                else Operand(implied.q, implied.en or implied.id, implied.zh or implied.id, implied)
            )
            if operand is None:
                return None
            operands.append(operand)
        sides.append(operands)
    return sides[0], sides[1]


def _thing(book: Book, out: Findings, text: str) -> Figure | Derived | None:
    return book.figures.get(text) or out.by_id.get(text)


def things_of(book: Book, one: Relation, out: Findings) -> list[Figure | Derived]:
    """Return the figures and derived values of the table that a relation names."""
    found = (_thing(book, out, text) for text in (*one.left, *one.right) if is_figure(text))
    return [thing for thing in found if thing is not None]


def _things(operands: Sequence[Operand]) -> list[Any]:
    return [o.thing for o in operands if o.thing is not None]


def _same_unit(operands: Sequence[Operand]) -> list[Quantity]:
    """Return the operands' quantities; counts of different classifiers may be compared.

    So may people and full-time equivalents: a person-year takes at least one person.
    """
    units = {o.q.unit for o in operands}
    counted = ("", "rank", "person", "person_year")
    plain_counts = all(u.startswith("count:") or u in counted for u in units)
    if len(units) > 1 and plain_counts:
        unit = next(iter(sorted(u for u in units if u)), "")
        return [o.q.relabelled(unit) for o in operands]
    return [o.q for o in operands]


def _unlike(one: Relation, operands: Sequence[Operand], out: Findings) -> None:
    """Say that the operands of a relation have unlike units."""
    out.not_compared(f"{one.kind}/{one.id}", _things(operands), what=_named(operands))


def _sum(book: Book, one: Relation, found: dict[str, Prior], out: Findings) -> None:
    sides = _sides(book, one, out)
    if sides is None:
        return
    (whole, *_), parts = sides
    quantities = _same_unit([whole, *parts])
    if len({q.unit for q in quantities}) > 1:
        _unlike(one, [whole, *parts], out)
        return
    added = total(quantities[1:])
    shown = [[figure(p.q, lang) for p in parts] for lang in LANGS]
    plus = " + ".join(shown[0]), "＋".join(shown[1])
    verdict, inputs = judge(added, None, quantities[0]), _things([whole, *parts])
    out.check(f"sum/{one.id}", inputs, added, whole.q, verdict, whole=whole, parts=plus)


def _at_most(book: Book, one: Relation, found: dict[str, Prior], out: Findings) -> None:
    sides = _sides(book, one, out)
    if sides is None:
        return
    quantities = _same_unit([*sides[0], *sides[1]])
    if len({q.unit for q in quantities}) > 1:
        _unlike(one, [*sides[0], *sides[1]], out)
        return
    part = total(quantities[: len(sides[0])])
    whole = total(quantities[len(sides[0]) :])
    broken = whole.below(part)
    certain = part.below(whole, strictly=False)
    verdict = CONFLICT if broken else CONSISTENT if certain else UNDECIDED
    out.check(
        f"at_most/{one.id}",
        _things([*sides[0], *sides[1]]),
        f"at most {interval(whole)}",
        part,
        verdict,
        part=_named(sides[0]),
        whole=_named(sides[1]),
        more="大于" if part.unit == "rank" else "超过",
        note=(f" {one.note_en}" if one.note_en else "", one.note_zh),
    )


def _named(operands: Sequence[Operand]) -> tuple[str, str]:
    """Return operands by name and number, in English and Chinese."""
    en, zh = [], []
    for o in operands:
        known = o.thing is not None
        en.append(f"{o.en} ({figure(o.q, 'en')})" if known else o.en)
        # A name that ends in its period takes the number into the same brackets.
        zh.append(f"{o.zh}（{figure(o.q, 'zh')}）".replace("）（", "，") if known else o.zh)
    return " + ".join(en), "加".join(zh)


def _share(book: Book, one: Relation, found: dict[str, Prior], out: Findings) -> None:
    """A share and its part give the whole; with a printed whole the share is checked."""
    sides = _sides(book, one, out)
    if sides is None:
        return
    if sides[0][0].q.unit != "%":
        _unlike(one, [*sides[0], *sides[1]], out)
        return
    (share, *_), (part, *rest) = sides
    if not rest:
        whole_at_most = share.q.meet(replace(constant(100, "%"), low=None, low_closed=False))
        if whole_at_most is None:
            return
        whole = part.q / whole_at_most.ratio()
        period = share.thing.period
        # A later edition's relation carries its year, which the id says already.
        name = one.id.removesuffix(f"_{period}")
        out.derive(
            f"implied/{period}/{name}",
            name,
            period,
            whole,
            f"{part.q.printed} ÷ {share.q.printed}",
            _things([part, share]),
            "a share is at most 100%",
            one.note_en,
            one.note_zh,
        )
        return
    expected = part.q.share_of(rest[0].q)
    inputs = _things([share, part, rest[0]])
    said: dict[str, Any] = {"share": share, "part": part, "whole": rest[0]}
    out.compare(f"share/{one.id}", inputs, expected, share.q, **said)


def _per_unit(book: Book, one: Relation, found: dict[str, Prior], out: Findings) -> None:
    """An amount per unit has to stay within its declared orders of magnitude."""
    sides = _sides(book, one, out)
    if sides is None:
        return
    (top, *_), (bottom, *_) = sides
    under = bottom.q.announced()
    if under.low is None or under.low <= 0:
        return
    tens_of_thousands = top.q.unit == "CNY_1e8" and one.unit == "CNY_1e4"
    ratio = (top.q.announced() / under * (10_000 if tens_of_thousands else 1)).relabelled("")
    low, high = (Fraction(x) if x else None for x in (one.low, one.high))
    fine = within_factor(ratio, low, high)
    said = [_per_words(ratio, one, lang) for lang in LANGS]
    out.check(
        f"per_unit/{one.id}",
        _things([top, bottom]),
        f"{one.low or '0'} to {one.high or '∞'} {one.unit}".strip(),
        f"{ratio.interval(4)} {one.unit}".strip(),
        CONSISTENT if fine else CONFLICT,
        top=top,
        bottom=bottom,
        ratio=(said[0][0], said[1][0]),
        limits=(said[0][1], said[1][1]),
    )


def _per_words(ratio: Quantity, one: Relation, lang: str) -> tuple[str, str]:
    """Return an amount per unit and its plausible range in words."""
    like = published("1", "", 2)
    low, high = (Fraction(x) if x else None for x in (one.low, one.high))
    unit = {"CNY_1e4": "万元"}.get(one.unit, "") if lang == "zh" else " each"
    if lang == "en" and one.unit == "CNY_1e4":
        ratio, unit = ratio / 100, " million yuan each"
        low, high = (None if x is None else x / 100 for x in (low, high))
    ends = ["0" if low is None else plain(low), "∞" if high is None else plain(high)]
    return (
        span(ratio, lang, like) + unit,
        f"{ends[0]} to {ends[1]}{unit}" if lang == "en" else f"{ends[0]}至{ends[1]}{unit}",
    )


# -------------------------------------------------------------------------- stocks: net or gross


def _stock(book: Book, one: Relation, found: dict[str, Prior], out: Findings) -> None:
    """Compare the stock of the year before by growth and by total minus new."""
    new, whole = (book.figures.get(side[0]) for side in (one.left, one.right))
    if new is None or whole is None:
        return
    if new.q.unit != whole.q.unit:
        named = [Operand(one.q, one.en, one.zh, one) for one in (new, whole)]
        out.not_compared(f"new_in_total/{whole.id}", [new, whole], what=_named(named))
        return
    year = year_before(whole.period)
    broken = whole.q.below(new.q)
    certain = new.q.below(whole.q, strictly=False)
    out.check(
        f"new_in_total/{whole.id}",
        [new, whole],
        f"at most {interval(whole.q)}",
        new.q,
        CONFLICT if broken else CONSISTENT if certain else UNDECIDED,
        new=new,
        whole=whole,
    )
    if broken:
        return
    net = out.derive(
        f"implied/{year}/{whole.indicator}/net",
        whole.indicator,
        year,
        whole.q - new.q,
        f"{whole.q.printed} − {new.q.printed}",
        [whole, new],
        "if the new ones are a net addition",
    )
    prior = found.get(whole.id)
    if prior is None or prior.growth.q.unit != "%":
        _stock_without_growth(book, whole, new, net, year, out)
        return
    route = prior.printed
    said: dict[str, Any] = {
        "whole": whole,
        "new": new,
        "g": prior.growth,
        "route": route,
        "net": net,
        "year": year,
    }
    if net.q.overlaps(route.q) or route.q.below(net.q):
        verdict = CONSISTENT if net.q.overlaps(route.q) else CONFLICT
        out.check(f"stock/{whole.id}", [net, route], route.q, net.q, verdict, **said)
        return
    hidden = _integers(new.q - (whole.q - route.q), new.q.unit)
    rise = _integers(whole.q - route.q, new.q.unit)
    replaced = out.derive(
        f"implied/{whole.period}/{whole.indicator}/replaced",
        whole.indicator,
        whole.period,
        hidden,
        f"{new.q.printed} − ({whole.q.printed} − {route.formula})",
        [new, whole, route],
        "recognised again, or making up for others that left",
    )
    out.check(
        f"stock/{whole.id}",
        [net, route, replaced],
        route.q,
        net.q,
        ONLY_IF,
        **said,
        rise=rise,
        hidden=hidden,
        members=_members(new.q.unit),
    )


def _members(unit: str) -> str:
    return "企业" if unit == "count:家" else "部分"


def _integers(q: Quantity, unit: str) -> Quantity:
    return (q.rounded_to_whole() or q) if unit.startswith("count:") else q


def _stock_without_growth(
    book: Book, whole: Figure, new: Figure, net: Derived, year: str, out: Findings
) -> None:
    """Judge by what history says of the stock of the year before, if it says anything."""
    known = _known_stock(book, whole, new, net, year, out)
    if known is None:
        wanted = f"a growth rate or a published stock of {year}"
        said: dict[str, Any] = {"whole": whole, "net": net, "year": year}
        out.check(f"stock/{whole.id}", [net], wanted, net.q, UNDECIDED, **said)
        return
    source, text = known
    said, q = {"known_text": text}, source.q
    more: list[Derived] = []
    if net.q.overlaps(q):
        verdict = CONSISTENT
    elif q.below(net.q):
        verdict = CONFLICT
    else:
        verdict = ONLY_IF
        gone = out.derive(
            f"implied/{whole.period}/{whole.indicator}/replaced",
            whole.indicator,
            whole.period,
            _integers(q - net.q, new.q.unit),
            f"{span(q, 'zh')} − ({net.formula})",
            [source, net],
            "left during the year",
        )
        said, more = said | {"gone": gone}, [gone]
    inputs = [net, source, *more]
    out.check(f"stock/{whole.id}", inputs, q, net.q, verdict, f"known {verdict}", **said)


def _known_stock(
    book: Book, whole: Figure, new: Figure, net: Derived, year: str, out: Findings
) -> tuple[Observation | Derived, tuple[str, str]] | None:
    """Return the stock of a year, published or as the stock before and entries give it."""
    said: dict[str, Any] = {"whole": whole, "net": net, "year": year}
    rows = [r[0] for r in book.published(whole.indicator, year, whole.region).values()]
    if rows and rows[0].q.unit == whole.q.unit:
        return rows[0], sentence("stock/known published", said | {"known": rows[0]})
    earlier = year_before(year)
    before = book.one(Spec(whole.indicator, "", earlier, whole.region))
    added = book.one(Spec(new.indicator, "", year, whole.region))
    if before is None or added is None or before.q.unit != added.q.unit:
        return None
    if before.q.unit != whole.q.unit:
        return None
    stock = out.derive(
        f"implied/{year}/{whole.indicator}/from_entries",
        whole.indicator,
        year,
        before.q + added.q,
        f"{figure(before.q, 'zh')} + {figure(added.q, 'zh')}",
        [before, added],
        "if none had left",
    )
    said |= {"before": before, "earlier": earlier, "added": added, "known": stock}
    return stock, sentence("stock/known added", said)
