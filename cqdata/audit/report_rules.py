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
    is_figure,
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
from cqdata.audit.words import ENDINGS, LANGS, decimals_of, figure, interval, number, span
from cqdata.quantity import Quantity, constant, plain, published, total

# ------------------------------------------------------------------------------ single figures

_UNITS_OF = {
    "yoy_growth": ("%", "‰", "times"),
    "change_pp": ("pp",),
    "share": ("%",),
    "progress": ("%",),
    "rank": ("rank",),
}


def single_figures(book: Book, out: Findings) -> None:
    """Check each figure by itself: unit against measure, whole counts, natural range."""
    good = 0
    for f in book.figures.values():
        problem = _unit_problem(book, f) or _count_problem(book, f) or _range_problem(book, f)
        if problem is None:
            good += 1
            continue
        kind, en, zh = problem
        printed = figure(f.q, "en")
        out.check(f"{kind}/{f.id}", kind, [f], _expectation(en), printed, CONFLICT, en, zh)
    n = len(book.figures)
    if n and good == n:
        out.check(
            "single/all",
            "single",
            [],
            f"{n} figures",
            f"{good} figures",
            CONSISTENT,
            f"All {n} figures carry a unit that fits their measure, counts are whole numbers "
            "and every value lies in the range that its kind allows.",
            f"全部{n}项数据的单位与指标类型相符，计数均为整数，取值均在合理范围内。",
            list(book.figures),
            (";".join(sorted({f.source_id for f in book.figures.values()} - {""})), f"{n} figures"),
        )


def _expectation(sentence: str) -> str:
    """Return what a sentence says behind its last semicolon."""
    return sentence.rsplit("; ", 1)[-1].rstrip(".")


_UNIT_WORDS = {
    "%": ("a percentage", "百分数"),
    "pp": ("percentage points", "百分点"),
    "rank": ("a rank", "位次"),
    "‰": ("per mille", "千分数"),
    "times": ("times", "倍数"),
}


def _unit_problem(book: Book, f: Figure) -> tuple[str, str, str] | None:
    """Hold the unit against what the measure allows and what the indicator is counted in."""
    unit = f.q.unit
    allowed = _UNITS_OF.get(f.measure, ())
    declared = book.indicators.get(f.indicator, {}).get("unit", "")
    if declared and not f.linked_to:
        allowed = (declared,)
    elif not allowed and f.is_level and unit == "pp":
        return (
            "unit",
            f"{f.en}: a level printed as {figure(f.q, 'en')}; expected an amount, a count or a "
            "percentage.",
            f"{f.zh}：报告所列为{figure(f.q, 'zh')}，水平值应为数额、数量或百分数。",
        )
    if not allowed or unit in allowed:
        return None
    words = [_UNIT_WORDS.get(u, (f"the unit {u}", f"单位{u}")) for u in allowed]
    return (
        "unit",
        f"{f.en}: printed as {f.q.printed} ({unit or 'no unit'}); "
        f"expected {' or '.join(en for en, _ in words)}.",
        f"{f.zh}：报告所列为{f.q.printed}，应为{'或'.join(zh for _, zh in words)}。",
    )


def _count_problem(book: Book, f: Figure) -> tuple[str, str, str] | None:
    kind = book.indicators.get(f.indicator, {}).get("kind", "")
    counted = f.q.unit.startswith("count:") or f.q.unit in ("person", "person_time")
    if not counted or kind in ("ratio", "rate", "index") or f.q.value is None:
        return None
    if f.q.value.denominator == 1 or f.measure == "ratio":
        return None
    return (
        "whole",
        f"{f.en}: {figure(f.q, 'en')} is no whole number of things; expected a whole count.",
        f"{f.zh}：{figure(f.q, 'zh')}不是整数，数量应为整数。",
    )


def _range_problem(book: Book, f: Figure) -> tuple[str, str, str] | None:
    row = book.indicators.get(f.indicator, {}) if f.is_level else {}
    low = row.get("lower") or ("1" if f.q.unit == "rank" else "")
    high = row.get("upper") or ("100" if f.measure in ("share", "progress") else "")
    bottom = Fraction(low) if low else None
    top = Fraction(high) if high else None
    if within_factor(f.q, bottom, top):
        return None
    limits = f"{low or '−∞'} to {high or '∞'}"
    return (
        "range",
        f"{f.en}: {figure(f.q, 'en')} is impossible; expected {limits}.",
        f"{f.zh}：{figure(f.q, 'zh')}超出可能范围，应在{low or '负无穷'}至{high or '无穷'}之间。",
    )


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
                out.not_compared(
                    f"growth/{g.id}",
                    "growth",
                    [level, g],
                    f"{level.en} ({figure(level.q, 'en')}) and its growth ({figure(g.q, 'en')})",
                    f"{level.zh}（{figure(level.q, 'zh')}）与其增速（{figure(g.q, 'zh')}）",
                )
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
            out.check(
                f"link/{change.id}",
                "link",
                [change],
                f"a figure {change.linked_to}",
                "no such figure",
                CONFLICT,
                f"{change.en}: it is said to belong to {change.linked_to}, which is not in the "
                "table.",
                f"{change.zh}：其所对应的{change.linked_to}不在表中。",
            )
    return found


def _second_growth(level: Figure, first: Figure, second: Figure, out: Findings) -> None:
    verdict = judge(first.q, None, second.q) if first.q.unit == second.q.unit else CONFLICT
    out.check(
        f"link/{second.id}",
        "link",
        [level, first, second],
        first.q,
        second.q,
        verdict,
        f"{level.en}: two rates belong to one level, {figure(first.q, 'en')} and "
        f"{figure(second.q, 'en')}.",
        f"{level.zh}：同一数值对应两个增速，分别为{figure(first.q, 'zh')}和"
        f"{figure(second.q, 'zh')}。",
    )


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
    out.check(
        f"link/{g.id}",
        "link",
        [g, level],
        f"a level that {g.id} can belong to",
        level.id,
        CONFLICT,
        f"{g.en} ({figure(g.q, 'en')}) cannot belong to {level.en} ({figure(level.q, 'en')}): "
        + ("the names differ." if fits else "unit, period or kind do not fit."),
        f"{g.zh}（{figure(g.q, 'zh')}）与{level.zh}（{figure(level.q, 'zh')}）无法对应："
        + ("名称不符。" if fits else "单位、时期或类型不符。"),
    )
    return False


def _formula(level: Figure, g: Figure, level_text: str = "") -> str:
    shown = level_text or level.q.printed
    return f"{shown} − {g.q.printed}" if g.q.unit == "pp" else f"{shown} ÷ (1 + {g.q.printed})"


def rounded_text(q: Quantity) -> tuple[str, str]:
    """Say in both languages to what a coarse reading is rounded."""
    step = q.step or Fraction(1)
    shown = published(str(step.numerator), q.unit)
    return figure(shown, "en"), figure(shown, "zh")


def _prior(level: Figure, g: Figure, out: Findings) -> Prior | None:
    year = year_before(level.period)
    base = f"implied/{year or 'before ' + level.period}/{level.indicator}"
    q = level.q.prior(g.q)
    if level.q.unit.startswith("count:") and level.q.low == level.q.high:
        whole = q.rounded_to_whole()
        if whole is None:
            out.check(
                f"whole/{g.id}",
                "whole",
                [level, g],
                "a whole number",
                q,
                CONFLICT,
                f"{level.en}: no whole number of {year} grows by {figure(g.q, 'en')} to "
                f"{figure(level.q, 'en')}.",
                f"{level.zh}：没有任何整数在增长{figure(g.q, 'zh')}后等于{figure(level.q, 'zh')}。",
            )
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
        out.check(
            f"whole/{g.id}",
            "whole",
            [printed],
            printed.q,
            q,
            CONSISTENT,
            f"{level.en}: {figure(level.q, 'en')} after growth of {figure(g.q, 'en')} means "
            + (
                f"exactly {span(printed.q, 'en')} in {year}."
                if only
                else f"{span(printed.q, 'en')} in {year}."
            ),
            f"{level.zh}：按{figure(level.q, 'zh')}、增长{figure(g.q, 'zh')}推算，{year}年"
            + (f"恰为{span(printed.q, 'zh')}。" if only else f"为{span(printed.q, 'zh')}。"),
        )
    else:
        printed = out.derive(base, level.indicator, year, q, _formula(level, g), [level, g])
    wide = None
    coarse = level.q.coarse()
    if coarse is not None:
        en, _ = rounded_text(coarse)
        wide = out.derive(
            f"{base}/wide",
            level.indicator,
            year,
            coarse.prior(g.q),
            _formula(level, g),
            [level, g],
            f"wider reading: {level.q.printed} rounded to {en}",
        )
    return Prior(level, g, printed, wide)


def _against_printed_prior(book: Book, prior: Prior, out: Findings) -> None:
    """Compare with a level of the year before that stands in the same table."""
    level, g = prior.level, prior.growth
    before = book.by_level.get((level.indicator, prior.year, level.region))
    if before is None:
        return
    if before.q.unit != level.q.unit:
        out.not_compared(
            f"growth/{g.id}",
            "growth",
            [before, level],
            f"{level.en}: {figure(before.q, 'en')} of {prior.year} and {figure(level.q, 'en')} "
            f"of {level.period}",
            f"{level.zh}：{prior.year}年{figure(before.q, 'zh')}与{level.period}年"
            f"{figure(level.q, 'zh')}",
        )
        return
    points = g.q.unit == "pp"

    def rise(then: Quantity, now: Quantity) -> Quantity:
        return now - then if points else now.growth_over(then)

    change = rise(before.q, level.q)
    en = (
        f"{level.en}: from {figure(before.q, 'en')} in {prior.year} to {figure(level.q, 'en')} "
        f"in {level.period} is {span(change, 'en', g.q)}"
    )
    zh = (
        f"{level.zh}：按{prior.year}年{figure(before.q, 'zh')}和{level.period}年"
        f"{figure(level.q, 'zh')}计算，增幅为{span(change, 'zh', g.q)}"
    )
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
        said = {lang: [_if_rounded(q, read, g, lang) for q, read in ways] for lang in LANGS}
        en += f"; the printed {figure(g.q, 'en')} is right only if {' or '.join(said['en'])}."
        zh += f"；仅当{'，或'.join(said['zh'])}，报告所列{figure(g.q, 'zh')}方能成立。"
    else:
        fits = verdict == CONSISTENT
        en += f"; printed is {figure(g.q, 'en')}{ENDINGS[fits][0]}"
        zh += f"，报告所列为{figure(g.q, 'zh')}，{ENDINGS[fits][1]}"
    out.check(f"growth/{g.id}", "growth", [before, level, g], change, g.q, verdict, en, zh)


def _if_rounded(change: Quantity, read: Sequence[Quantity], g: Figure, lang: str) -> str:
    """Say which prints are taken as rounded to what, and the change that follows."""
    which = LANGS.index(lang)
    named = [(figure(q, lang), rounded_text(q)[which]) for q in read]
    gives = span(change, lang, g.q)
    if lang == "en":
        return " and ".join(f"{name} is rounded to {to}" for name, to in named) + f" ({gives})"
    return "、".join(f"{name}系按{to}取整" for name, to in named) + f"时（增幅为{gives}）"


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
    out.check(
        f"reproduced/{g.id}",
        "reproduced",
        [prior.printed],
        implied,
        g.q,
        CONSISTENT,
        f"{level.en}: no printed amount of {prior.year} gives growth of exactly "
        f"{figure(g.q, 'en')} ({figure(amount, 'en')} gives {number(rate, places, 'en')}%). "
        f"Unrounded amounts of {span(implied, 'en')} do, so the rate is no error.",
        f"{level.zh}：{prior.year}年数额按报告所列位数取整时，算不出恰为{figure(g.q, 'zh')}的增速"
        f"（{figure(amount, 'zh')}得{number(rate, places, 'zh')}%）；"
        f"未取整的数额在{span(implied, 'zh')}之间即可算得，该增速不属差错。",
    )


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
        if rule is None or not _about_figures(one):
            continue
        named = [text for text in (*one.left, *one.right) if is_figure(text)]
        missing = [text for text in named if _thing(book, out, text) is None]
        if missing and not any(text.startswith("implied/") for text in missing):
            listed = ", ".join(missing)
            out.check(
                f"{one.kind}/{one.id}",
                one.kind,
                [thing for text in named if (thing := _thing(book, out, text)) is not None],
                "figures of the table",
                f"no {listed}",
                UNDECIDED,
                f"{one.id}: {listed} is not in the table, so the relation cannot be checked.",
                f"{one.id}：表中没有{listed}，无法核对。",
            )
            continue
        rule(book, one, found, out)


def _about_figures(one: Relation) -> bool:
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
    named = {x: _named(operands, x) for x in LANGS}
    out.not_compared(f"{one.kind}/{one.id}", one.kind, _things(operands), named["en"], named["zh"])


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
    verdict = judge(added, None, quantities[0])
    plus = [sign.join(figure(p.q, x) for p in parts) for x, sign in (("en", " + "), ("zh", "＋"))]
    equal = verdict == CONSISTENT
    out.check(
        f"sum/{one.id}",
        "sum",
        _things([whole, *parts]),
        added,
        whole.q,
        verdict,
        f"{whole.en}: {plus[0]} = {span(added, 'en')}, printed is {figure(whole.q, 'en')}"
        + ENDINGS[equal][0],
        f"{whole.zh}：{plus[1]}＝{span(added, 'zh')}，报告所列为{figure(whole.q, 'zh')}，"
        + ENDINGS[equal][1],
    )


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
    texts = {x: (_named(sides[0], x), _named(sides[1], x)) for x in ("en", "zh")}
    (part_en, whole_en), (part_zh, whole_zh) = texts["en"], texts["zh"]
    more = "大于" if part.unit == "rank" else "超过"
    en, zh = {
        CONFLICT: (
            f"{part_en}: more than {whole_en}, which cannot be.",
            f"{part_zh}{more}{whole_zh}，不符合逻辑关系。",
        ),
        CONSISTENT: (
            f"{part_en}: at most {whole_en}, as it must be.",
            f"{part_zh}不{more}{whole_zh}，符合逻辑关系。",
        ),
        UNDECIDED: (
            f"{part_en}: whether that is at most {whole_en}, the printed bounds do not tell.",
            f"{part_zh}是否{more}{whole_zh}，仅凭报告所列界限无法判定。",
        ),
    }[verdict]
    out.check(
        f"at_most/{one.id}",
        "at_most",
        _things([*sides[0], *sides[1]]),
        f"at most {interval(whole)}",
        part,
        verdict,
        f"{en} {one.note_en}".rstrip(),
        zh + one.note_zh,
    )


def _named(operands: Sequence[Operand], lang: str) -> str:
    parts = []
    for o in operands:
        if o.thing is None:
            parts.append(o.name(lang))
        elif lang == "en":
            parts.append(f"{o.en} ({figure(o.q, 'en')})")
        else:
            # A name that ends in its period takes the number into the same brackets.
            parts.append(f"{o.zh}（{figure(o.q, 'zh')}）".replace("）（", "，"))
    return (" + " if lang == "en" else "加").join(parts)


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
    verdict = judge(expected, None, share.q)
    out.check(
        f"share/{one.id}",
        "share",
        _things([share, part, rest[0]]),
        expected,
        share.q,
        verdict,
        f"{part.en} is {span(expected, 'en', share.q)} of {rest[0].en}; printed is "
        f"{figure(share.q, 'en')}" + ENDINGS[verdict == CONSISTENT][0],
        f"{part.zh}占{rest[0].zh}的{span(expected, 'zh', share.q)}，"
        f"报告所列为{figure(share.q, 'zh')}，" + ENDINGS[verdict == CONSISTENT][1],
    )


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
    said = {lang: _per_words(ratio, one, lang) for lang in ("en", "zh")}
    (en, limits_en), (zh, limits_zh) = said["en"], said["zh"]
    out.check(
        f"per_unit/{one.id}",
        "per_unit",
        _things([top, bottom]),
        f"{one.low or '0'} to {one.high or '∞'} {one.unit}".strip(),
        f"{ratio.interval(4)} {one.unit}".strip(),
        CONSISTENT if fine else CONFLICT,
        f"{top.en} ({figure(top.q, 'en')}) over {bottom.en} ({figure(bottom.q, 'en')}): {en}; "
        + (
            f"plausible is {limits_en}."
            if fine
            else f"only {limits_en} is plausible, so a unit or a digit is misplaced."
        ),
        f"{top.zh}（{figure(top.q, 'zh')}）与{bottom.zh}（{figure(bottom.q, 'zh')}）之比为{zh}，"
        + (
            f"在{limits_zh}的合理范围内。"
            if fine
            else f"超出{limits_zh}的合理范围，单位或数位有误。"
        ),
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
        out.not_compared(
            f"new_in_total/{whole.id}",
            "new_in_total",
            [new, whole],
            _named(named, "en"),
            _named(named, "zh"),
        )
        return
    year = year_before(whole.period)
    certain = new.q.below(whole.q, strictly=False)
    if not whole.q.below(new.q):
        out.check(
            f"new_in_total/{whole.id}",
            "new_in_total",
            [new, whole],
            f"at most {interval(whole.q)}",
            new.q,
            CONSISTENT if certain else UNDECIDED,
            f"{whole.en}: {figure(new.q, 'en')} new ones are among {figure(whole.q, 'en')} in all."
            if certain
            else f"{whole.en}: whether {figure(new.q, 'en')} new ones can be among "
            f"{figure(whole.q, 'en')} in all, the printed bounds do not tell.",
            f"{whole.zh}：新增{figure(new.q, 'zh')}，不超过总数{figure(whole.q, 'zh')}，"
            "符合逻辑关系。"
            if certain
            else f"{whole.zh}：新增{figure(new.q, 'zh')}是否超过总数{figure(whole.q, 'zh')}，"
            "仅凭报告所列界限无法判定。",
        )
    else:
        out.check(
            f"new_in_total/{whole.id}",
            "new_in_total",
            [new, whole],
            f"at most {interval(whole.q)}",
            new.q,
            CONFLICT,
            f"{whole.en}: {figure(new.q, 'en')} new ones cannot be among {figure(whole.q, 'en')} "
            "in all.",
            f"{whole.zh}：新增{figure(new.q, 'zh')}超过总数{figure(whole.q, 'zh')}，"
            "不符合逻辑关系。",
        )
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
    by_growth, by_count = span(route.q, "en"), span(net.q, "en")
    by_growth_zh, by_count_zh = span(route.q, "zh"), span(net.q, "zh")
    start = (
        f"{whole.en}: growth of {figure(prior.growth.q, 'en')} leads to {by_growth} in {year}, "
        f"total minus new to {by_count}"
    )
    start_zh = (
        f"{whole.zh}：按增速{figure(prior.growth.q, 'zh')}推算，{year}年为{by_growth_zh}；"
        f"按总数减新增数推算，为{by_count_zh}"
    )
    if net.q.overlaps(route.q):
        out.check(
            f"stock/{whole.id}",
            "stock",
            [net, route],
            route.q,
            net.q,
            CONSISTENT,
            f"{start}: the two agree, so the {figure(new.q, 'en')} new ones are a net addition.",
            f"{start_zh}，两者相符，可知新增{figure(new.q, 'zh')}为净增数。",
        )
        return
    if route.q.below(net.q):
        out.check(
            f"stock/{whole.id}",
            "stock",
            [net, route],
            route.q,
            net.q,
            CONFLICT,
            f"{start}: the stock would have grown by more than was added.",
            f"{start_zh}：总数增量超过新增数，不符合逻辑关系。",
        )
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
        "left during the year and replaced by gross additions",
    )
    out.check(
        f"stock/{whole.id}",
        "stock",
        [net, route, replaced],
        route.q,
        net.q,
        ONLY_IF,
        f"{start}: both hold only if the {figure(new.q, 'en')} new ones are a gross count. The "
        f"stock rose by {span(rise, 'en')}, so {span(hidden, 'en')} of them replaced others that "
        "left.",
        f"{start_zh}。仅当新增{figure(new.q, 'zh')}为毛增数时，两者方能同时成立：总数净增"
        f"{span(rise, 'zh')}，其余{span(hidden, 'zh')}用于抵补到期或退出的{_members(new.q.unit)}。",
    )


def _members(unit: str) -> str:
    return "企业" if unit == "count:家" else "部分"


def _integers(q: Quantity, unit: str) -> Quantity:
    return (q.rounded_to_whole() or q) if unit.startswith("count:") else q


def _stock_without_growth(
    book: Book, whole: Figure, new: Figure, net: Derived, year: str, out: Findings
) -> None:
    """Judge by what history says of the stock of the year before, if it says anything."""
    known = _known_stock(book, whole, new, year, out)
    if known is None:
        out.check(
            f"stock/{whole.id}",
            "stock",
            [net],
            f"a growth rate or a published stock of {year}",
            net.q,
            UNDECIDED,
            f"{whole.en}: total minus new gives {span(net.q, 'en')} in {year}; neither a growth "
            "rate nor a published stock says whether the new ones are net or gross.",
            f"{whole.zh}：按总数减新增数推算，{year}年为{span(net.q, 'zh')}；报告未列增速，"
            "上年数也未公布，无法判断新增数为净增还是毛增。",
        )
        return
    source, q, how_en, how_zh = known
    more: list[Derived] = []
    if net.q.overlaps(q):
        verdict, en, zh = CONSISTENT, "the new ones are a net addition.", "可知新增数为净增数。"
    elif q.below(net.q):
        verdict = CONFLICT
        en, zh = "not all of these can count the same thing.", "上述各数不可能属于同一口径。"
    else:
        gone = out.derive(
            f"implied/{whole.period}/{whole.indicator}/replaced",
            whole.indicator,
            whole.period,
            _integers(q - net.q, new.q.unit),
            f"{span(q, 'zh')} − ({net.formula})",
            [source, net],
            "left during the year",
        )
        verdict, more = ONLY_IF, [gone]
        en = f"both hold only if {span(gone.q, 'en')} left during the year."
        zh = f"仅当年内退出{span(gone.q, 'zh')}时，两者方能同时成立。"
    out.check(
        f"stock/{whole.id}",
        "stock",
        [net, source, *more],
        q,
        net.q,
        verdict,
        f"{whole.en}: total minus new gives {span(net.q, 'en')} in {year}, {how_en} "
        f"{span(q, 'en')}: {en}",
        f"{whole.zh}：按总数减新增数推算，{year}年为{span(net.q, 'zh')}；{how_zh}"
        f"{span(q, 'zh')}。{zh}",
    )


def _known_stock(
    book: Book, whole: Figure, new: Figure, year: str, out: Findings
) -> tuple[Observation | Derived, Quantity, str, str] | None:
    """Return the published stock of a year, or the one that the stock before and entries give."""
    rows = [r[0] for r in book.published(whole.indicator, year, whole.region).values()]
    if rows and rows[0].q.unit == whole.q.unit:
        return rows[0], rows[0].q, "published is", "公布数为"
    earlier = year_before(year)
    before = book.one(Spec(whole.indicator, "", earlier, whole.region), earlier, whole.region)
    added = book.one(Spec(new.indicator, "", year, whole.region), year, whole.region)
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
    return (
        stock,
        stock.q,
        f"{figure(before.q, 'en')} of {earlier} and {figure(added.q, 'en')} new ones give",
        f"{earlier}年{figure(before.q, 'zh')}加新增{figure(added.q, 'zh')}，合计",
    )
