"""Rules that set the report against official history, and the history against itself."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cqdata.audit.book import (
    Book,
    Figure,
    Observation,
    Relation,
    Spec,
    is_figure,
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
from cqdata.audit.report_rules import Prior, rounded_text
from cqdata.audit.words import ENDINGS, being, figure, interval, moment, span
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


def _same_year(book: Book, f: Figure, out: Findings) -> None:
    declared = book.history.get(f.indicator)
    named = {spec(text).indicator for text in declared.right} if declared else {f.indicator}
    bases = _bases(book, f.indicator)
    rows = [o for name in named for o in book.by_year.get((name, f.period, f.region), ())]
    best: dict[str, Observation] = {}
    for o in sorted(rows, key=lambda o: (o.rank, o.row.get("vintage", ""))):
        wanted = not bases or o.basis in bases or o.basis == "report_estimate"
        if wanted and not o.derived and o.source_id != f.source_id and _same_unit(f, o):
            best.setdefault(o.basis, o)
    for basis, o in best.items():
        wide = f.q.coarse()
        verdict = judge(f.q, wide, o.q)
        en, zh = _same_year_words(book, f, o, verdict, wide)
        out.check(f"same_year/{f.id}/{basis}", "same_year", [f, o], f.q, o.q, verdict, en, zh)


def _same_year_words(
    book: Book, f: Figure, o: Observation, verdict: str, wide: Quantity | None
) -> tuple[str, str]:
    basis = [book.basis_name(f.indicator, o.basis, lang) for lang in ("en", "zh")]
    said_en = f"{f.en} {f.period}: the report {'expected' if f.q.estimate else 'has'} "
    said_zh = f"{moment(f.period, 'zh')}{f.zh}：报告{'预计' if f.q.estimate else '所列为'}"
    printed_zh = figure(f.q, "zh").removeprefix("预计")
    other = (
        ("an estimate elsewhere says", "其他来源预计")
        if o.q.estimate
        else (
            ("statistics later gave", "后续统计数为")
            if f.q.estimate
            else ("published elsewhere is", "其他来源公布为")
        )
    )
    en = f"{said_en}{figure(f.q, 'en')}, {other[0]} {figure(o.q, 'en')} ({basis[0]})"
    zh = f"{said_zh}{printed_zh}，{other[1]}{figure(o.q, 'zh').removeprefix('预计')}（{basis[1]}）"
    if verdict == CONSISTENT:
        return f"{en}: the two agree.", f"{zh}，两者相符。"
    if verdict == ONLY_IF and wide is not None:
        tens = rounded_text(wide)
        return (
            f"{en}: they agree only if {figure(f.q, 'en')} is rounded to {tens[0]}.",
            f"{zh}；仅当{printed_zh}系按{tens[1]}取整时，两者方能相符。",
        )
    if f.q.value is not None and o.q.value is not None and o.q.point is not None:
        gap = f.q.value - o.q.value
        if f.q.unit == "rank":
            # The smaller rank is the better one.
            places, better = plain(abs(gap)), gap < 0
            return (
                f"{en}: the report is {places} place{'' if abs(gap) == 1 else 's'} "
                f"{'better' if better else 'worse'}.",
                f"{zh}，报告{'高' if better else '低'}{places}位。",
            )
        size = published(plain(abs(gap)), "pp" if f.q.unit == "%" else f.q.unit, None)
        high = gap > 0
        return (
            f"{en}: the report is {figure(size, 'en')} too {'high' if high else 'low'}.",
            f"{zh}，报告{'偏高' if high else '偏低'}{figure(size, 'zh')}。",
        )
    return f"{en}: they contradict each other.", f"{zh}，两者矛盾。"


def _prior_year(book: Book, prior: Prior, out: Findings) -> None:
    level = prior.level
    bases = _bases(book, level.indicator)
    everything = book.published(level.indicator, prior.year, level.region)
    found = {b: rows for b, rows in everything.items() if not bases or b in bases}
    if not found:
        return
    if not bases and len(found) > 1:
        names = [
            ", ".join(book.basis_name(level.indicator, b, lang) for b in found)
            for lang in ("en", "zh")
        ]
        out.check(
            f"prior/{level.id}",
            "prior",
            [prior.printed],
            prior.printed.q,
            "several bases",
            UNDECIDED,
            f"{level.en} {prior.year}: published on several bases ({names[0]}); no relation says "
            "which one the report uses.",
            f"{prior.year}年{level.zh}：公布数有多种口径（{names[1]}），报告采用何种口径未作说明。",
        )
        return
    for basis, rows in found.items():
        o = rows[0]
        if not _same_unit(level, o):
            continue
        wide = prior.wide.q if prior.wide else None
        verdict = judge(prior.printed.q, wide, o.q)
        inputs: list[Figure | Observation | Derived] = [prior.printed, o]
        if prior.wide:
            inputs.insert(1, prior.wide)
        en, zh = _prior_words(book, prior, o, verdict, everything)
        out.check(
            f"prior/{level.id}/{basis}", "prior", inputs, prior.printed.q, o.q, verdict, en, zh
        )
        _recomputed(prior, o, basis, out)


def _prior_words(
    book: Book,
    prior: Prior,
    o: Observation,
    verdict: str,
    everything: dict[str, list[Observation]],
) -> tuple[str, str]:
    level, g = prior.level, prior.growth
    basis = [book.basis_name(level.indicator, o.basis, lang) for lang in ("en", "zh")]
    en = (
        f"{level.en} {prior.year}: {figure(level.q, 'en')} and a rise of {figure(g.q, 'en')} imply "
        f"{span(prior.printed.q, 'en')}"
    )
    zh = (
        f"{prior.year}年{level.zh}：按{figure(level.q, 'zh')}和增幅{figure(g.q, 'zh')}推算，"
        f"{being(span(prior.printed.q, 'zh'))}"
    )
    shown_en, shown_zh = figure(o.q, "en"), figure(o.q, "zh")
    if verdict == CONSISTENT:
        en += f"; the published {shown_en} ({basis[0]}) lies inside."
        zh += f"，公布数{shown_zh}（{basis[1]}）与之相符。"
    elif verdict == ONLY_IF and prior.wide is not None:
        coarse = level.q.coarse()
        assert coarse is not None
        tens = rounded_text(coarse)
        en += (
            f", which leaves out the published {shown_en} ({basis[0]}). They agree only if "
            f"{figure(level.q, 'en')} is rounded to {tens[0]}: then {span(prior.wide.q, 'en')}."
        )
        zh += (
            f"，公布数{shown_zh}（{basis[1]}）不在其内；仅当{figure(level.q, 'zh')}系按{tens[1]}"
            f"取整时，推算值为{span(prior.wide.q, 'zh')}，两者方能相符。"
        )
    else:
        en += f", but {shown_en} was published ({basis[0]})."
        zh += f"，而公布数为{shown_zh}（{basis[1]}），两者矛盾。"
    apart = [
        rows[0]
        for b, rows in everything.items()
        if b != o.basis and not rows[0].derived and not rows[0].q.overlaps(prior.printed.q)
    ]
    if verdict == CONSISTENT and apart:
        listed = {}
        for lang in ("en", "zh"):
            by_value: dict[str, list[str]] = defaultdict(list)
            for x in apart:
                name = book.basis_name(level.indicator, x.basis, lang)
                by_value[figure(x.q, lang)].append(name)
            form = "{} ({})" if lang == "en" else "{}（{}）"
            comma = ", " if lang == "en" else "、"
            listed[lang] = [form.format(v, comma.join(names)) for v, names in by_value.items()]
        en += f" Other vintages do not fit: {'; '.join(listed['en'])}."
        zh += f"其他口径与之不符：{'；'.join(listed['zh'])}。"
    return en, zh


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
    verdict = judge(change, wide, g.q)
    en = (
        f"{level.en}: from the published {figure(o.q, 'en')} of {prior.year} to "
        f"{figure(level.q, 'en')} is {span(change, 'en', g.q)}"
    )
    zh = (
        f"{level.zh}：按{prior.year}年公布数{figure(o.q, 'zh')}和报告数{figure(level.q, 'zh')}"
        f"计算，增幅为{span(change, 'zh', g.q)}"
    )
    if verdict == CONSISTENT:
        en, zh = (
            f"{en}; printed is {figure(g.q, 'en')}.",
            f"{zh}，报告所列为{figure(g.q, 'zh')}，相符。",
        )
    elif verdict == ONLY_IF and wide is not None and coarse is not None:
        tens = rounded_text(coarse)
        en += (
            f"; the printed {figure(g.q, 'en')} is right only if {figure(level.q, 'en')} is "
            f"rounded to {tens[0]} ({span(wide, 'en', g.q)})."
        )
        zh += (
            f"；仅当{figure(level.q, 'zh')}系按{tens[1]}取整时（增幅为{span(wide, 'zh', g.q)}），"
            f"报告所列{figure(g.q, 'zh')}方能成立。"
        )
    else:
        en, zh = (
            f"{en}, not {figure(g.q, 'en')}.",
            f"{zh}，报告所列为{figure(g.q, 'zh')}，不符。",
        )
    out.check(f"growth/{g.id}/{basis}", "growth", [o, level, g], change, g.q, verdict, en, zh)


def _net_against_published(book: Book, f: Figure, net: Derived, out: Findings) -> None:
    """Where the new ones are a net addition, total minus new is the published prior stock."""
    for basis, rows in book.published(
        f.indicator, net.period, f.region, _bases(book, f.indicator)
    ).items():
        o = rows[0]
        if not _same_unit(f, o):
            continue
        fits = judge(net.q, None, o.q) == CONSISTENT
        out.check(
            f"net/{f.id}/{basis}",
            "net",
            [net, o],
            net.q,
            o.q,
            CONSISTENT if fits else CONFLICT,
            f"{f.en}: total minus new leaves {span(net.q, 'en')} for {net.period}; published is "
            f"{figure(o.q, 'en')}" + (", the same." if fits else ", which differs."),
            f"{f.zh}：按总数减新增数推算，{net.period}年为{span(net.q, 'zh')}，公布数为"
            f"{figure(o.q, 'zh')}，" + ("两者一致。" if fits else "两者不一致。"),
        )


def _bound_rises(book: Book, f: Figure, out: Findings) -> None:
    """A mark that is newly passed lies above what was passed or reached the year before."""
    if f.q.qualifier not in ("more_than", "at_least") or f.measure in ("share", "new_in_year"):
        return
    bases = _bases(book, f.indicator)
    for basis, rows in book.published(f.indicator, year_before(f.period), f.region, bases).items():
        o = rows[0]
        if not _same_unit(f, o) or o.q.low is None or f.q.value is None:
            continue
        fine = f.q.value >= o.q.low
        out.check(
            f"bound/{f.id}/{basis}",
            "bound",
            [f, o],
            f"at least {interval(o.q)}",
            f.q,
            CONSISTENT if fine else CONFLICT,
            f"{f.en}: {figure(f.q, 'en')} in {f.period} after {figure(o.q, 'en')} in {o.period}"
            + (
                ", as a mark newly passed should be."
                if fine
                else ", a mark that had been passed the year before."
            ),
            f"{f.zh}：{o.period}年{being(figure(o.q, 'zh'))}，{f.period}年{figure(f.q, 'zh')}，"
            + ("确为当年新达到的水平。" if fine else "而该水平上年已经超过。"),
        )


# ------------------------------------------------------------------------ declared with history


def declared(book: Book, priors: dict[str, Prior], out: Findings, history: bool = True) -> None:
    """Check the declared relations in which observations take part.

    Without ``history`` those between observations alone are left out.
    """
    for one in book.relations:
        about_figures = any(is_figure(text) for text in (*one.left, *one.right))
        if one.kind == "quotient" and about_figures:
            _quotient(book, one, priors, out)
        elif one.kind == "cumulative":
            _cumulative(book, one, out)
    for one in book.relations if history else ():
        about_figures = any(is_figure(text) for text in (*one.left, *one.right))
        if one.kind == "quotient" and not about_figures:
            _quotient_history(book, one, out)
        elif one.kind == "cagr":
            _cagr(book, one, out)
        elif one.kind == "sum" and not about_figures:
            _sum_history(book, one, out)


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
                f"wider reading: {top.q.printed} rounded to {rounded_text(coarse)[0]}",
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
        _implied_against(book, name, where, printed, wide, top, ratio, o, out)
    if len(here) == 2:
        _implied_growth(book, where, here, before, year, seen, out)


def _implied_against(
    book: Book,
    check_id: str,
    where: Spec,
    printed: Derived,
    wide: Derived | None,
    top: Figure,
    ratio: Figure,
    o: Observation,
    out: Findings,
) -> None:
    verdict = judge(printed.q, wide.q if wide else None, o.q)
    period = printed.period
    name = [book.indicator_name(where.indicator, lang) for lang in ("en", "zh")]
    en = f"{name[0]} {period}: the report's {top.en} and {ratio.en} imply {span(printed.q, 'en')}"
    zh = f"{period}年{name[1]}：按报告{top.zh}和{ratio.zh}推算，为{span(printed.q, 'zh')}"
    shown = figure(o.q, "en"), figure(o.q, "zh")
    inputs: list[Figure | Observation | Derived] = [printed, *([wide] if wide else []), o]
    if verdict == CONSISTENT:
        en, zh = f"{en}; the published {shown[0]} lies inside.", f"{zh}，公布数{shown[1]}与之相符。"
    elif verdict == ONLY_IF and wide is not None:
        en += f"; the published {shown[0]} fits only in the wider reading {span(wide.q, 'en')}."
        zh += f"，公布数{shown[1]}仅在按较宽取整口径推算的{span(wide.q, 'zh')}之内。"
    else:
        reach = (
            (
                f", even at its widest {span(wide.q, 'en')}",
                f"（按最宽取整口径为{span(wide.q, 'zh')}）",
            )
            if wide
            else ("", "")
        )
        en += f"{reach[0]}; published is {shown[0]}, so not all three can be true."
        zh += f"{reach[1]}，公布数为{shown[1]}，三者不可能同时成立。"
    out.check(check_id, "quotient", inputs, printed.q, o.q, verdict, en, zh)


def _implied_growth(
    book: Book,
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
    verdict = judge(growth.q, None, known)
    percent = published("0", "%", 1)
    name = [book.indicator_name(where.indicator, lang) for lang in ("en", "zh")]
    fits = verdict == CONSISTENT
    out.check(
        f"quotient/{year}/{where.indicator}_growth",
        "quotient",
        [growth, seen[before], seen[year]],
        growth.q,
        known,
        verdict,
        f"{name[0]} {year}: the report implies nominal growth of {span(growth.q, 'en')}; the "
        f"published values give {span(known, 'en', percent)}"
        + ("." if fits else ", which is outside."),
        f"{year}年{name[1]}：按报告数推算，名义增速为{span(growth.q, 'zh')}；按公布数计算，为"
        f"{span(known, 'zh', percent)}，" + ("两者相符。" if fits else "两者不符。"),
    )


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
        expected = (n.q / d.q).percent()
        verdict = judge(expected, None, ratio.q)
        en, zh = (book.indicator_name(left.indicator, lang) for lang in ("en", "zh"))
        fits = verdict == CONSISTENT
        # One digit more than the published ratio has is enough, unless it hides the conflict.
        like = ratio.q if fits else None
        out.check(
            f"quotient/{year}/{one.id}/{region}",
            "quotient",
            [ratio, n, d],
            expected,
            ratio.q,
            verdict,
            f"{en} {year}, {book.place(region)}: {figure(n.q, 'en')} over {figure(d.q, 'en')} is "
            f"{span(expected, 'en', like)}; published is {figure(ratio.q, 'en')}"
            + ("." if fits else ", so it was not computed from these two."),
            f"{region}{year}年{zh}：{figure(n.q, 'zh')}÷{figure(d.q, 'zh')}＝"
            f"{span(expected, 'zh', like)}，公布数为{figure(ratio.q, 'zh')}，"
            + ("相符。" if fits else "并非据此两数算得。"),
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
    if not where.basis or region not in {f.region for f in book.figures.values()}:
        return
    implied = out.derive(
        f"implied/{year}/{where.indicator}/{where.basis}",
        where.indicator,
        year,
        top.q / ratio.q.ratio(),
        f"{figure(top.q, 'zh')} ÷ {figure(ratio.q, 'zh')}",
        [top, ratio],
        f"not published on this basis: {book.basis_name(ratio.indicator, ratio.basis, 'en')}",
    )
    report = out.by_id.get(f"implied/{year}/{where.indicator}")
    if report is None:
        return
    wide = out.by_id.get(f"{report.id}/wide")
    verdict = judge(report.q, wide.q if wide else None, implied.q)
    name = [book.indicator_name(where.indicator, lang) for lang in ("en", "zh")]
    basis = [book.basis_name(ratio.indicator, ratio.basis, lang) for lang in ("en", "zh")]
    end = {
        CONSISTENT: ("the two agree", "两者相符"),
        ONLY_IF: ("the two agree only in the wider reading", "仅按较宽取整口径相符"),
        CONFLICT: ("the two do not agree", "两者不符"),
    }[verdict]
    out.check(
        f"quotient/{year}/{where.indicator}/{where.basis}",
        "quotient",
        [report, *([wide] if wide else []), implied],
        report.q,
        implied.q,
        verdict,
        f"{name[0]} {year}: the report implies {span(report.q, 'en')}, later statistics "
        f"({basis[0]}) {span(implied.q, 'en')}; {end[0]}.",
        f"{year}年{name[1]}：按报告数推算，为{span(report.q, 'zh')}；按后续统计数（{basis[1]}）"
        f"推算，为{span(implied.q, 'zh')}，{end[1]}。",
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
                    if (o := book.one(Spec(s.indicator, s.basis, year, where), year, where))
                ]
            else:
                o = book.one(s, year, region)
                rows += [o] if o is not None else []
        needed = int(one.low) if one.low else len(parts)
        if len(rows) != needed:
            continue
        added = total([o.q for o in rows])
        verdict = judge(added, None, whole.q)
        en, zh = (book.indicator_name(left.indicator, lang) for lang in ("en", "zh"))
        fits = verdict == CONSISTENT
        out.check(
            f"sum/{year}/{one.id}/{region}",
            "sum",
            [whole, *rows],
            added,
            whole.q,
            verdict,
            f"{en} {year}, {book.place(region)}: the {len(rows)} parts add up to "
            f"{span(added, 'en', whole.q)}; published is {figure(whole.q, 'en')}"
            + ENDINGS[fits][0],
            f"{region}{year}年{zh}：{len(rows)}个分项之和为{span(added, 'zh', whole.q)}，公布数为"
            f"{figure(whole.q, 'zh')}，" + ENDINGS[fits][1],
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
        if not _same_unit(f, o) or when is None or then == when:
            continue
        early, late = (o.q, f.q) if then < when else (f.q, o.q)
        fits = not late.below(early)
        verdict = CONSISTENT if fits else CONFLICT
        out.check(
            f"cumulative/{f.id}/{o.period}",
            "cumulative",
            [f, o],
            f"{'at least' if then < when else 'at most'} {interval(o.q)}",
            f.q,
            verdict,
            f"{f.en}: {figure(f.q, 'en')} at the end of {f.period}, {figure(o.q, 'en')} stated for "
            f"{moment(o.period, 'en')}; "
            + (
                "it has not fallen, as a running total should not."
                if fits
                else "a running total cannot fall, so the two differ in scope."
            ),
            f"{f.zh}：{f.period}年末{figure(f.q, 'zh')}，{moment(o.period, 'zh')}为"
            f"{figure(o.q, 'zh')}，"
            + ("符合累计数只增不减的要求。" if fits else "累计数不应减少，两者口径不同。"),
        )


def _cagr(book: Book, one: Relation, out: Findings) -> None:
    """A mean annual growth rate against the two levels at its ends."""
    rate = book.one(spec(one.left[0]), "", "重庆")
    ends = [book.one(spec(text), "", "重庆") for text in one.right]
    if rate is None or any(o is None for o in ends):
        return
    first, last = (o for o in ends if o is not None)
    years = int(last.period) - int(first.period)
    reached = first.q * (rate.q.ratio() + 1).power(years)
    verdict = judge(reached, None, last.q)
    name = [book.indicator_name(first.indicator, lang) for lang in ("en", "zh")]
    fits = verdict == CONSISTENT
    out.check(
        f"cagr/{one.id}",
        "cagr",
        [first, rate, last],
        reached,
        last.q,
        verdict,
        f"{name[0]}: {figure(first.q, 'en')} in {first.period} growing by {figure(rate.q, 'en')} a "
        f"year reaches {span(reached, 'en')} in {last.period}; published is {figure(last.q, 'en')}"
        + ENDINGS[fits][0],
        f"{name[1]}：{first.period}年{being(figure(first.q, 'zh'))}，按年均增长"
        f"{figure(rate.q, 'zh')}推算，{last.period}年应{being(span(reached, 'zh'))}，"
        f"公布数为{figure(last.q, 'zh')}，" + ENDINGS[fits][1],
    )


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
    for (indicator, basis, region, year), rows in groups.items():
        tally = agreeing[indicator, basis]
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
            name = [book.indicator_name(indicator, lang) for lang in ("en", "zh")]
            end = {
                CONFLICT: ("the two cannot both be right.", "两者不可能同时成立。"),
                ONLY_IF: (
                    "both hold only if the bound is far from the value.",
                    "仅当实际值与所称界限相差较大时，两者方能同时成立。",
                ),
            }[verdict]
            pair = "+".join(sorted((a.source_id, b.source_id)))
            when = ("", "") if year in name[1] else (f" {year}", f"{year}年")
            out.check(
                f"sources/{region}/{indicator}/{basis}/{year}/{pair}",
                "sources",
                [a, b],
                a.q,
                b.q,
                verdict,
                f"{name[0]}{when[0]}, {book.place(region)}: one source has {figure(a.q, 'en')}, "
                f"another {figure(b.q, 'en')}; {end[0]}",
                f"{region}{when[1]}{name[1]}：一个来源{being(figure(a.q, 'zh'))}，另一个来源"
                f"{being(figure(b.q, 'zh'))}，{end[1]}",
            )
    for (indicator, basis), (pairs, apart) in agreeing.items():
        if not pairs or apart:
            continue
        name = [book.indicator_name(indicator, lang) for lang in ("en", "zh")]
        called = [book.basis_name(indicator, basis, lang) for lang in ("en", "zh")]
        out.check(
            f"sources/{indicator}/{basis}",
            "sources",
            [],
            f"{pairs} pairs",
            f"{pairs} pairs",
            CONSISTENT,
            f"{name[0]} ({called[0]}): "
            + ("1 value stands" if pairs == 1 else f"{pairs} values stand")
            + " in two sources, which agree within rounding.",
            f"{name[1]}（{called[1]}）：共{pairs}组数值同时见于两个来源，在四舍五入范围内均一致。",
            [f"{indicator}[{basis}]"],
            (";".join(sorted(named[indicator, basis])), f"{pairs} pairs"),
        )


def _stretched(a: Quantity, b: Quantity) -> bool:
    """Say whether a bound and a value meet only because a bound has no other end."""
    if a.value is None or b.value is None or (a.point is None) == (b.point is None):
        return False
    bound, value = (a, b) if a.point is None else (b, a)
    assert bound.value is not None
    assert value.value is not None
    return abs(bound.value - value.value) > 2 * max(bound.step or 0, value.step or 0)


_COMPARABLE = (
    ", on a comparable basis, which the two published levels are not.",
    "该增速按可比口径计算，两年公布数的口径不尽可比。",
)


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
            now, then = (
                book.one(Spec(of, g.basis, y, g.region), y, g.region) for y in (g.period, before)
            )
            if now is None or then is None or now.derived or then.derived:
                continue
            if then.q.low is None or then.q.low <= 0:
                continue
            change = now.q.growth_over(then.q)
            verdict = judge(change, None, g.q)
            name = [book.indicator_name(of, lang) for lang in ("en", "zh")]
            fits = verdict == CONSISTENT
            ends = ENDINGS[fits]
            if not fits and g.flag == "comparable_basis":
                # Official growth need not be the ratio of two published levels.
                verdict, ends = UNDECIDED, _COMPARABLE
            out.check(
                f"stated_growth/{g.region}/{indicator}/{g.period}/{g.source_id}",
                "stated_growth",
                [then, now, g],
                change,
                g.q,
                verdict,
                f"{name[0]} {g.period}, {book.place(g.region)}: from {figure(then.q, 'en')} to "
                f"{figure(now.q, 'en')} is {span(change, 'en', g.q)}; stated is {figure(g.q, 'en')}"
                + ends[0],
                f"{g.region}{g.period}年{name[1]}：按上年{figure(then.q, 'zh')}、当年"
                f"{figure(now.q, 'zh')}计算，增速为{span(change, 'zh', g.q)}，来源所称增速为"
                f"{figure(g.q, 'zh')}，" + ends[1],
            )


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
    name = [book.indicator_name(called, lang) for lang in ("en", "zh")]
    check_id = f"multiple/{m.region}/{stem}/{m.period}/{m.source_id}"
    said = figure(m.q, "en").strip(), figure(m.q, "zh")
    base = _level(book, stem, base_year, m, out)
    ends = _ends_of_multiple(book, stem, m)
    if base is None or not ends:
        missing = (base_year, m.period) if base is None else (m.period, m.period)
        out.check(
            check_id,
            "multiple",
            [m],
            "levels at both ends",
            m.q,
            UNDECIDED,
            f"{name[0]}: whether it grew to or by {said[0]} from {base_year} to {m.period} cannot be "
            f"told: no level of {missing[0]} is published on this basis.",
            f"{name[1]}：来源称{m.period}年较{base_year}年增长{said[1]}，因缺少{missing[0]}年同口径数据，"
            f"无法判断是“增长到{said[1]}”还是“增长了{said[1]}”。",
        )
        return
    multiple = m.q.relabelled("")
    to, by = base.q * multiple, base.q * (multiple + 1)
    held = [
        (en, zh)
        for en, zh, reach in (("to", "增长到", to), ("by", "增长了", by))
        if any(end.q.overlaps(reach) for end in ends)
    ]
    inputs: list[Figure | Observation | Derived] = [base, m, *(end.thing for end in ends)]
    start_en = (
        f"{name[0]}: {span(base.q, 'en')} in {base_year} growing to {said[0]} is "
        f"{span(to, 'en')}, by {said[0]} {span(by, 'en')}. Known for {m.period} is "
        + "; ".join(f"{span(end.q, 'en')} ({end.en})" for end in ends)
    )
    start_zh = (
        f"{name[1]}：{base_year}年为{span(base.q, 'zh')}，若增长到{said[1]}则为{span(to, 'zh')}，"
        f"若增长了{said[1]}则为{span(by, 'zh')}；{m.period}年已知数据为"
        + "；".join(f"{span(end.q, 'zh')}（{end.zh}）" for end in ends)
    )
    if len(held) == 1:
        ((sense_en, sense_zh),) = held
        verdict = ONLY_IF
        other = "by" if sense_en == "to" else "to"
        en = f"{start_en}: it means growth {sense_en} {said[0]}, not {other} {said[0]}."
        zh = f"{start_zh}，故应理解为“{sense_zh}{said[1]}”。"
    else:
        verdict = UNDECIDED if held else CONFLICT
        en = f"{start_en}: {'both senses fit' if held else 'neither sense fits'}."
        zh = f"{start_zh}，{'两种理解都成立' if held else '两种理解都不成立'}。"
    known = "; ".join(interval(end.q) for end in ends)
    out.check(
        check_id,
        "multiple",
        inputs,
        f"to {interval(to)} or by {interval(by)}",
        known,
        verdict,
        en,
        zh,
    )


def _level(
    book: Book, stem: str, year: str, m: Observation, out: Findings
) -> Observation | Derived | None:
    """Return a published level, or the one that the level before and its stated growth give."""
    here = book.one(Spec(stem, m.basis, year, m.region), year, m.region)
    if here is not None:
        return here
    earlier = year_before(year)
    before = book.one(Spec(stem, m.basis, earlier, m.region), earlier, m.region)
    growth = book.one(Spec(f"{stem}_growth", m.basis, year, m.region), year, m.region)
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
    """What is known of a level, and how it is known."""

    thing: Observation
    q: Quantity
    en: str
    zh: str


def _ends_of_multiple(book: Book, stem: str, m: Observation) -> list[_End]:
    """Return what is known of the level at the end of a multiple, the surest first."""
    exact = book.one(Spec(stem, m.basis, m.period, m.region), m.period, m.region)
    if exact is not None and not exact.derived:
        return [_End(exact, exact.q, "published", "公布数")]
    found: list[_End] = []
    before = year_before(m.period)
    undated = [
        o
        for o in book.by_indicator.get(stem, ())
        if o.basis == m.basis and o.region == m.region and o.period.startswith(f"{m.period}-")
    ]
    growth = book.one(Spec(f"{stem}_growth", m.basis, m.period, m.region), m.period, m.region)
    for o in undated:
        said = [moment(o.period, lang) for lang in ("en", "zh")]
        found.append(_End(o, o.q, f"stated in {said[0]}", f"{said[1]}公开数"))
        if growth is not None:
            found.append(
                _End(
                    o,
                    o.q * (growth.q.ratio() + 1),
                    f"if that was the end of {before}, with growth of {figure(growth.q, 'en')}",
                    f"若该数为{before}年末数，再增长{figure(growth.q, 'zh')}",
                )
            )
    earlier = book.one(Spec(stem, m.basis, before, m.region), before, m.region)
    if earlier is not None and not undated and earlier.q.low is not None:
        q = earlier.q
        rising = Quantity(q.low, None, q.low_closed, False, q.value, q.unit, "at_least", key=q.key)
        found.append(_End(earlier, rising, f"the level of {before}", f"{before}年水平"))
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
            first, second = Target(_as_row(a)), Target(_as_row(b))
            verdict = judge(first.q, None, second.q)
            name = [book.indicator_name(indicator, lang) for lang in ("en", "zh")]
            fits = verdict == CONSISTENT
            said = [(_goal(a, first.q, lang), _goal(b, second.q, lang)) for lang in ("en", "zh")]
            out.check(
                f"targets/{region}/{indicator}/{year}/{a['source_id']}+{b['source_id']}",
                "targets",
                [first, second],
                first.q,
                second.q,
                verdict,
                f"{name[0]}, target for {year}: {said[0][0]} in one paper, {said[0][1]} in another "
                f"{days} days apart; " + ("both can hold." if fits else "the two differ."),
                f"{name[1]}{year}年目标：一份文件提出{said[1][0]}，另一份文件提出{said[1][1]}，"
                f"两份文件相隔{days}天，" + ("两者可以同时成立。" if fits else "两者不一致。"),
            )


class Target(Observation):
    """A plan's target, told apart from what was observed by its id."""

    @property
    def id(self) -> str:
        return self.row["target_id"]


def _goal(row: dict[str, str], q: Quantity, lang: str) -> str:
    return row["printed"] if lang == "zh" and row.get("printed") else figure(q, lang)


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
