"""High-tech and technology-based enterprises: counts as stated, gross against net, the plan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.catalog import cite
from cqdata.charts import Fact
from cqdata.stories.common import (
    EDITION,
    LANGS,
    Answer,
    Claim,
    Text,
    chance,
    compose,
    figures_of,
    joined,
    pct,
    sentences,
    spelled,
    year,
    years_long,
)
from cqdata.stories.counts import (
    AREAS,
    BASELINE,
    BASIS,
    CITY,
    FITS,
    INTERIM_YEAR,
    KINDS,
    METHOD_NAMES,
    OTHER_PLAN,
    PLAN,
    PLAN_YEAR,
    SMALL,
    SmallFirms,
    Track,
    firms,
    month,
    observed,
    target,
)


@dataclass(frozen=True)
class EnterprisesStory:
    """What the data say about the doubling of enterprises, for one set of parameters.

    Parameters
    ----------
    target_year : int
        Year in which the plan's levels are to be reached; the plan says 2027.
    fit_from : int
        First year that enters a projection.
    method : str
        Method of the projection.
    report : int
        Year that the report is about: its edition.
    """

    target_year: int = PLAN_YEAR
    fit_from: int = 2016
    method: str = "cqdata"
    report: int = EDITION

    @cached_property
    def tracks(self) -> dict[str, Track]:
        """Both kinds by the prefix of their facts."""
        return {
            key: Track(indicator, self.target_year, self.fit_from, self.method, self.report)
            for key, (indicator, _, _) in KINDS.items()
        }

    @property
    def high_tech(self) -> Track:
        """High-tech enterprises, 高新技术企业."""
        return self.tracks["ht"]

    @property
    def technology(self) -> Track:
        """Technology-based enterprises, 科技型企业."""
        return self.tracks["tb"]

    @cached_property
    def areas(self) -> pd.DataFrame:
        """The plan's split by area, one row per kind and area.

        Columns ``key``, ``area``, ``region``, ``value``, ``share`` (% of the three areas'
        sum), ``ref``, ``source_id``.
        """
        out = []
        for key, (indicator, _, _) in KINDS.items():
            goals = {area: target(PLAN, indicator, PLAN_YEAR, area) for area in AREAS}
            total = sum(float(goal["value"]) for goal in goals.values())
            for area, goal in goals.items():
                value = float(goal["value"])
                row = {"key": key, "area": area, "region": goal["region"], "value": value}
                row |= {"share": value / total * 100, "ref": goal.name}
                out.append(row | {"source_id": goal["source_id"]})
        return pd.DataFrame(out)

    @cached_property
    def valid(self) -> pd.Series:
        """Specialised SMEs with a valid title, a stock of another kind than the report's."""
        return observed("specialised_smes_valid").iloc[-1]

    @cached_property
    def gross(self) -> pd.DataFrame:
        """Rise of the stock against what was reported as new, row by row.

        Columns ``key``, ``when`` (a year, or several together), ``low``, ``high`` (rise of the
        stock, firms), ``new``, ``ref``, ``new_ref``, ``source_id``, ``new_source``.
        """
        out = []
        for key, track in self.tracks.items():
            news = cq.series(f"{track.indicator}_new", region=CITY, basis=BASIS)
            for row in news.itertuples():
                span = _rise(track, int(row.year))
                if span is not None:
                    one = {"key": key, "when": str(row.year), "new": row.value}
                    out.append(one | span | {"new_ref": row.ref, "new_source": row.source_id})
        for key, firm in self.small.items():
            net, source = firm.net, str(firm.now["source_id"])
            one = {"key": key, "when": firm.span, "new": firm.entries}
            one |= {"low": net, "high": net, "ref": joined(firm.now, firm.first)}
            one |= {"source_id": source, "new_ref": firm.entries_ref, "new_source": source}
            out.append(one)
        return pd.DataFrame(out)

    @property
    def in_reach(self) -> bool:
        """Whether both kinds grew faster last than needed, and since as fast or nearly."""
        return all(
            one.grown > one.needed and float(one.stated["value"]) > one.needed - 0.5
            for one in self.tracks.values()
        )

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        track = self.high_tech
        out: dict[str, Fact] = {
            "end": year(self.target_year, track.goal.name),
            "plan_year": year(PLAN_YEAR, track.goal.name),
            "interim_year": year(INTERIM_YEAR, track.interim.name),
            "base_year": year(track.base["year"], track.base["ref"]),
            "now_year": year(track.last["year"], track.last["ref"]),
            "report_year": year(track.edition, track.counted(track.edition)["ref"]),
            "before_year": year(track.edition - 1, track.counted(track.edition - 1)["ref"]),
            "elapsed": years_long(
                int(track.last["year"]) - BASELINE, joined(track.base, track.last)
            ),
            "growth_year": year(track.stated["year"], track.stated["ref"]),
            "fit_from": year(self.fit_from, "parameter/FIT_FROM"),
            "level80": Fact("80%"),
        }
        for key, one in self.tracks.items():
            out |= {f"{key}_{name}": fact for name, fact in one.facts.items()}
        return out | self._conflict_facts() | self._area_facts() | self._small_facts()

    def _conflict_facts(self) -> dict[str, Fact]:
        table, rounded = self.high_tech.everything, self.technology.exact
        pair = table[table["flag"] == "conflict"].sort_values("value")
        rounded = rounded[rounded["high"] > rounded["low"]].iloc[-1]
        other, last = target(OTHER_PLAN, KINDS["ht"][0], PLAN_YEAR), self.high_tech.newest
        level = float(other["value"])
        needed = plan.required_growth(last["value"], level, self.target_year - last["year"])
        return {
            "conflict_year": year(int(pair["year"].iloc[0]), joined(*pair["ref"])),
            "conflict_low": firms(pair["value"].iloc[0], pair["ref"].iloc[0]),
            "conflict_high": firms(pair["value"].iloc[-1], pair["ref"].iloc[-1]),
            "rounded_low": firms(rounded["low"], rounded["ref"]),
            "rounded_high": firms(rounded["high"], rounded["ref"]),
            "rounded_year": year(rounded["year"], rounded["ref"]),
            "other": firms(level, other.name),
            "other_needed": pct(needed, joined(last, other.name)),
            "twice": firms(2 * self.high_tech.base["value"], self.high_tech.base["ref"]),
        }

    def _area_facts(self) -> dict[str, Fact]:
        out = {}
        for key, part in self.areas.groupby("key"):
            refs = joined(*part["ref"])
            out[f"{key}_areas"] = firms(part["value"].sum(), refs)
            for row in part.itertuples():
                out[f"{key}_{row.area}"] = firms(row.value, row.ref)
                out[f"{key}_{row.area}_share"] = pct(row.share, refs, ".0f")
        return out

    @cached_property
    def small(self) -> dict[str, SmallFirms]:
        """Specialised SMEs and little giants by the prefix of their facts."""
        return {key: SmallFirms(indicator, self.report) for key, (indicator, _, _) in SMALL.items()}

    def _small_facts(self) -> dict[str, Fact]:
        out: dict[str, Fact] = {}
        for key, firm in self.small.items():
            goal = target({"sme": "sme_reform_plan", "giant": PLAN}[key], firm.indicator, PLAN_YEAR)
            now, by_report, other = firm.now, firm.by_report, firm.other_way
            stock, net = float(now["value"]), joined(now, firm.first)
            left = self.target_year - firm.edition
            needed = plan.required_growth(stock, float(goal["value"]), left)
            fast = plan.compound_growth(float(by_report["value"]), stock, 1)
            slow = plan.compound_growth(float(other["value"]), stock, 1)
            both = joined(net, firm.entries_ref)
            out |= {
                f"{key}_year": year(firm.edition, now["ref"]),
                f"{key}_before": year(firm.edition - 1, by_report["ref"]),
                f"{key}_years": years_long(firm.edition - int(firm.first["year"]), net),
                f"{key}_counts": spelled(
                    len(firm.stocks), {"zh": "个", "en": ""}, joined(*firm.stocks["ref"])
                ),
                f"{key}_now": firms(stock, now["ref"]),
                f"{key}_implied": firms(by_report["value"], by_report["ref"]),
                f"{key}_summed": firms(other["value"], other["ref"]),
                f"{key}_net": firms(firm.net, net),
                f"{key}_entries": firms(firm.entries, firm.entries_ref),
                f"{key}_apart": firms(abs(firm.entries - firm.net), both),
                f"{key}_goal": firms(goal["value"], goal.name),
                f"{key}_needed": pct(needed, joined(now, goal.name)),
                f"{key}_grown": pct(fast, by_report["ref"]),
                f"{key}_grown_slow": pct(slow, joined(now, other)),
            }
        out["valid"] = firms(self.valid["value"], self.valid["ref"])
        out["valid_when"] = Fact("", unit=month(self.valid["period"]), ref=self.valid["ref"])
        return out

    # --- what is said ----------------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """The answer to the notebook's question."""
        parts = [
            {
                "zh": "到{end}，"
                + "；".join(
                    f"从{{{key}_newest_year}}末的{{{key}_newest}}"
                    + ("（时点系推断）" if track.inferred else "")
                    + f"起算，要超过{{{key}_goal}}{KINDS[key][1]}，须每年增长{{{key}_needed}}"
                    for key, track in self.tracks.items()
                )
                + "。",
                "en": "By {end}, "
                + "; ".join(
                    f"passing {{{key}_goal}} {_PLURAL[key]} takes growth of {{{key}_needed}} a "
                    f"year from the {{{key}_newest}} of end-{{{key}_newest_year}}"
                    + (" (a date that is inferred)" if track.inferred else "")
                    for key, track in self.tracks.items()
                )
                + ". ",
            },
            {
                "zh": "{now_year}分别增长{ht_grown}和{tb_grown}，{growth_year}为{ht_stated}和"
                "{tb_stated}（未公布注明时点的存量）。",
                "en": "They grew {ht_grown} and {tb_grown} in {now_year}, {ht_stated} and "
                "{tb_stated} in {growth_year} (no dated count published). ",
            },
            *(_outlook(key, track) for key, track in self.tracks.items()),
        ]
        return compose(
            {lang: "".join(p[lang] for p in parts).strip() for lang in LANGS}, self.facts
        )

    def _say(self, *pairs: tuple[str, str]) -> Text:
        return sentences([{"zh": zh, "en": en} for zh, en in pairs], self.facts)

    @property
    def conflict_text(self) -> Text:
        """What in the counts conflicts, is rounded, or has no date."""
        second = self.technology.undated["evidence"] == "second-hand"
        return self._say(
            (
                "{conflict_year}高新技术企业两说：{conflict_high}（经济日报）与{conflict_low}"
                "（中国新闻网）；按来源等级取前者，后者保留。",
                "High-tech enterprises of {conflict_year}: {conflict_high} (Economic Daily) or "
                "{conflict_low} (China News); the first is taken, for the grade of its source, "
                "the second stays in the data.",
            ),
            (
                "{rounded_year}科技型企业以约数公布，实际在{rounded_low:n}至{rounded_high}之间。",
                "Technology-based enterprises of {rounded_year} are printed rounded: anything "
                "from {rounded_low} to {rounded_high}.",
            ),
            (
                "{ht_undated}与{tb_undated}（{ht_said}公布）没有统计日期，"
                + (
                    "前者按推断的时点{ht_newest_year}末进入拟合，后者只画出，不进入拟合。"
                    if self.high_tech.inferred
                    else "{growth_year}的增速没有对应存量：只画出，不进入拟合。"
                )
                + ("其中{tb_undated}只见于转述。" if second else ""),
                "{ht_undated} and {tb_undated}, stated in {ht_said}, carry no count date"
                + (
                    ": the first enters the fit by the date inferred, end-{ht_newest_year}, the "
                    "second is shown, and in no fit."
                    if self.high_tech.inferred
                    else ", and the growth of {growth_year} has no count behind it: shown, and in "
                    "no fit."
                )
                + (" {tb_undated} stands in a digest only." if second else ""),
            ),
        )

    @property
    def target_text(self) -> Text:
        """The plan's levels in its two documents."""
        return self._say(
            (
                "{plan_year}高新技术企业目标两说：“双倍增”行动计划为超过{ht_goal}，双城行动方案为"
                "{other}（{base_year}的两倍是{twice}）；今后每年须增长{ht_needed}或{other_needed}。",
                "Two levels of high-tech enterprises for {plan_year}: above {ht_goal} in the "
                "doubling plan, {other} in the twin-city plan (twice {base_year} is {twice}); "
                "they need {ht_needed} or {other_needed} a year.",
            )
        )

    @property
    def gross_text(self) -> Text:
        """What the numbers of new enterprises count."""
        return self._say(
            (
                "{report_year}新认定高新技术企业{ht_new}，存量净增{ht_net}：其余{ht_hidden}"
                "（{ht_hidden_share}）没有增加存量，即到期后重新认定的，或抵补退出的；各占多少，"
                "数据没有区分。",
                "{ht_new} high-tech enterprises were recognised in {report_year}, the stock rose "
                "by {ht_net}: the other {ht_hidden} ({ht_hidden_share}) did not add to it. They "
                "were recognised again after their title ended, or made up for firms that left; "
                "the data do not say how many of each.",
            ),
            (
                "新增科技型企业{tb_new}，等于存量净增{tb_net}：是净增数。",
                "{tb_new} technology-based enterprises were added, exactly the rise of the stock "
                "({tb_net}): a net number.",
            )
            if self.technology.counted_net
            else (
                "新增科技型企业{tb_new}，存量净增{tb_net}：不是净增数。",
                "{tb_new} technology-based enterprises were added, the stock rose by {tb_net}: no "
                "net number.",
            ),
            (
                "由报告的存量与增速推出的{before_year}存量为{ht_implied_low:n}至{ht_implied_high}和"
                "{tb_implied_low:n}至{tb_implied_high}，公布的{ht_earlier}和{tb_earlier}都在其中。",
                "The report's levels and growth rates imply {ht_implied_low} to {ht_implied_high} "
                "and {tb_implied_low} to {tb_implied_high} for {before_year}; the published "
                "{ht_earlier} and {tb_earlier} lie within.",
            ),
        )

    @property
    def undated_text(self) -> Text:
        """What the undated counts can and cannot say."""
        value: dict[str, Any] = {name: fact.value for name, fact in self.facts.items()}
        passed = (
            "{tb_undated}科技型企业无论是哪一天的数，都超过{interim_year}目标{tb_interim}。",
            "Whatever its day, {tb_undated} technology-based enterprises exceed the {tb_interim} "
            "set for {interim_year}.",
        )
        said = [passed] if value["tb_undated"] > value["tb_interim"] else []
        return self._say(*said, *self._interim_said(value))

    def _interim_said(self, value: dict[str, Any]) -> list[tuple[str, str]]:
        """Return whether high-tech enterprises reached the interim level, as far as it is known."""
        if self.high_tech.inferred and value["ht_newest_year"] == value["interim_year"]:
            above = value["ht_newest"] > value["ht_interim"]
            return [
                (
                    "{ht_newest}高新技术企业没有统计日期；若推断的时点{ht_newest_year}末成立，"
                    + ("已超过" if above else "未超过")
                    + "{interim_year}目标{ht_interim}。",
                    "{ht_newest} high-tech enterprises carry no count date; if they are, as "
                    "inferred, of end-{ht_newest_year}, they are "
                    + ("above" if above else "not above")
                    + " the {ht_interim} set for {interim_year}.",
                )
            ]
        if value["now_year"] + 1 == value["growth_year"]:
            above = value["ht_at_stated_once"] > value["ht_interim"]
            return [
                (
                    "高新技术企业{now_year}末{ht_now}，按{growth_year}增长{ht_stated}，约为"
                    "{ht_at_stated_once}，" + ("超过" if above else "未超过") + "{interim_year}"
                    "目标{ht_interim}。",
                    "{ht_now} high-tech enterprises at end-{now_year} and {ht_stated} growth in "
                    "{growth_year} make about {ht_at_stated_once}, "
                    + ("above" if above else "not above")
                    + " the {ht_interim} set for {interim_year}.",
                )
            ]
        if not value["ht_before"] < value["ht_undated"] <= value["ht_interim"]:
            return []
        return [
            (
                "高新技术企业{interim_year}目标{ht_interim}是否达到，无法判断：按{growth_year}增长"
                "{ht_stated}，上年末须超过{ht_before}；{ht_undated}高于此数，却没有日期。",
                "Whether high-tech enterprises passed {ht_interim} in {interim_year} cannot be "
                "decided: with {ht_stated} growth in {growth_year} the count a year earlier had to "
                "be above {ht_before}; {ht_undated} is, but has no date.",
            )
        ]

    @property
    def fit_text(self) -> Text:
        """How much the projection depends on what is held constant."""
        needed = {f"{key}_{name}" for key in KINDS for name in ("assumed", "steady", "growing")}
        if not needed <= set(self.facts):
            return self._say(
                (
                    "{fit_from}以来有日期的存量不足，未作预测：高新技术企业{ht_values}，科技型企业{tb_values}。",
                    "Not projected: {ht_values} and {tb_values} dated counts since {fit_from}.",
                )
            )
        return self._say(
            *self._pace_said(),
            *self._gaps_said(),
            (
                "若每年增加的家数不变，{end}高新技术企业为{ht_steady}、科技型企业为{tb_steady}；若增速不变，"
                "则为{ht_growing}和{tb_growing}。预测区间宽，原因在此。",
                "If the number added each year stays, {end} has {ht_steady} high-tech and "
                "{tb_steady} technology-based enterprises; if the growth rate stays, {ht_growing} "
                "and {tb_growing}. That is why the ranges are wide.",
            ),
        )

    def _pace_said(self) -> list[tuple[str, str]]:
        """Return what growth each projection assumes, and what the last years' would come to."""
        return [
            (
                f"{zh}：预测中值相当于每年增长{{{key}_assumed}}，{{now_year}}实际增长"
                f"{{{key}_grown}}，{{growth_year}}增长{{{key}_stated}}；若每年都增长"
                f"{{{key}_grown}}，{{end}}为{{{key}_at_grown}}，若每年都增长{{{key}_stated}}，"
                f"{_at_stated(key, track)[0]}。",
                f"{en}: the projected median grows {{{key}_assumed}} a year, after {{{key}_grown}} "
                f"in {{now_year}} and {{{key}_stated}} in {{growth_year}}; {{{key}_grown}} every "
                f"year would come to {{{key}_at_grown}} in {{end}}, {{{key}_stated}} every year "
                f"{_at_stated(key, track)[1]}.",
            )
            for key, track in self.tracks.items()
            for _, zh, en in (KINDS[key],)
        ]

    def _gaps_said(self) -> list[tuple[str, str]]:
        """Return which years have no dated count, and what the fit puts in their place."""
        if self.method != "cqdata" or not all(track.gaps for track in self.tracks.values()):
            return []
        return [
            (
                "拟合只用有日期的年末数，其间没有数的年份（高新技术企业{ht_gaps}，科技型企业{tb_gaps}）"
                "在拟合内部按匀速增长补齐；补上的不是公布数，不画出。",
                "Only dated counts are given to the fit; the years between that have none "
                "(high-tech {ht_gaps}; technology-based {tb_gaps}) are filled inside it at equal "
                "growth. What is filled in is no published count and is not drawn.",
            )
        ]

    @property
    def small_text(self) -> Text:
        """What the counts of 专精特新 and 小巨人 are, and why they do not add up."""
        return self._say(
            self._giants_said(),
            (
                "“专精特新”{sme_years}净增{sme_net}，公布的新增合计{sme_entries}，相差{sme_apart}"
                "：口径不同。",
                "Specialised SMEs rose by {sme_net} in {sme_years}, the entries reported add up to "
                "{sme_entries}, {sme_apart} apart: counts of different kinds.",
            )
            if self.small["sme"].entries != self.small["sme"].net
            else (
                "“专精特新”{sme_years}净增{sme_net}，与公布的新增合计相等。",
                "Specialised SMEs rose by {sme_net} in {sme_years}, as many as were reported new.",
            ),
            (
                "有效期内的“专精特新”{valid_when}为{valid}，{plan_year}目标为{sme_goal}；“小巨人”要超过"
                "{giant_goal}，到{end}须每年增长{giant_needed}。",
                "Specialised SMEs with a valid title numbered {valid} in {valid_when}; the target "
                "for {plan_year} is {sme_goal}. Little giants need {giant_needed} a year to pass "
                "{giant_goal} by {end}.",
            ),
        )

    def _giants_said(self) -> tuple[str, str]:
        """Return what the two ways to the little giants of the year before come to."""
        giants = self.small["giant"]
        zh, en = "由批次相加为", "by adding the batches"
        if int(giants.first["year"]) == giants.edition - 1:
            zh, en = "公布为", "as published"
        if not giants.apart:
            return (
                f"{{giant_before}}末“小巨人”由报告推为{{giant_implied}}，{zh}{{giant_summed}}，两者相符。",
                f"Little giants at end-{{giant_before}}: {{giant_implied}} by the report and {en}.",
            )
        return (
            f"{{giant_before}}末“小巨人”由报告推为{{giant_implied}}，{zh}{{giant_summed}}；相差的"
            "{giant_apart}未见说明。",
            f"Little giants at end-{{giant_before}}: {{giant_implied}} by the report, "
            f"{{giant_summed}} {en}; the {{giant_apart}} between them are not explained.",
        )

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        value: dict[str, Any] = {name: fact.value for name, fact in self.facts.items()}
        then = {key: track.grown_then for key, track in self.tracks.items()}

        def within(key: str) -> bool:
            low, high = value[f"{key}_implied_low"], value[f"{key}_implied_high"]
            return bool(low <= value[f"{key}_earlier"] <= high)

        return [
            Claim(
                "both stocks grew faster in the report's year than the plan now needs",
                "报告年度两项增速都高于今后所需",
                all(then[key] > value[f"{key}_needed"] for key in KINDS),
            ),
            Claim(
                "both growth rates stated since reach what is needed or miss it by less than half "
                "a point",
                "此后公布的两项增速达到今后所需，或相差不到半个百分点",
                all(value[f"{key}_stated"] > value[f"{key}_needed"] - 0.5 for key in KINDS),
            ),
            Claim(
                "more than half of the newly recognised high-tech enterprises did not add to the "
                "stock",
                "新认定高新技术企业一半以上没有增加存量",
                value["ht_hidden_share"] > 50,
            ),
            Claim(
                "the added technology-based enterprises equal the rise of the stock",
                "新增科技型企业等于存量净增",
                self.technology.counted_net,
            ),
            Claim(
                "the report's growth rates agree with the published counts of the year before",
                "报告增速与公布的上年存量相符",
                all(within(key) for key in KINDS),
            ),
            Claim(
                "both projected medians grow more slowly than the stocks did in the report's year",
                "两项预测中值的增速都低于报告年度的实际增速",
                all(value.get(f"{key}_assumed", math.inf) < then[key] for key in KINDS),
            ),
            Claim(
                "the last stated growth of high-tech enterprises, kept up, would pass the level",
                "高新技术企业若保持最近公布的增速，可以超过目标",
                bool(value["ht_at_stated_low"] > value["ht_goal"]),
            ),
            Claim(
                "at the average growth of the fitted years both levels would be passed",
                "若保持拟合各年的平均增速，两项都会超过目标",
                all(value.get(f"{key}_growing", 0) > value[f"{key}_goal"] for key in KINDS),
            ),
            Claim(
                "the undated count of technology-based enterprises exceeds the interim target",
                "未注日期的科技型企业数超过中期目标",
                value["tb_undated"] > value["tb_interim"],
            ),
            Claim(
                "no dated count says whether high-tech enterprises passed the interim target",
                "高新技术企业是否超过中期目标，没有注明时点的数可以判断",
                value["now_year"] < value["interim_year"]
                and value["ht_now"] <= value["ht_interim"],
            ),
            Claim(
                "if the date inferred for it holds, the newest count of high-tech enterprises "
                "passed the interim target",
                "若推断的时点成立，最新的高新技术企业数已超过中期目标",
                self.high_tech.inferred
                and value["ht_newest_year"] == value["interim_year"]
                and value["ht_newest"] > value["ht_interim"],
            ),
            Claim(
                "specialised SMEs with a valid title have reached the level of the plan",
                "有效期内的“专精特新”企业已达目标",
                value["valid"] >= value["sme_goal"],
            ),
        ]

    # --- tables ----------------------------------------------------------------------------

    @property
    def printed(self) -> pd.DataFrame:
        """The figures of the report on these enterprises as printed, with value and interval."""
        names = [indicator for indicator, _, _ in (*KINDS.values(), *SMALL.values())]
        table = figures_of(self.report)
        table = table[table["figure_id"].str.contains("|".join(names))]
        columns = ["figure_id", "indicator_zh", "indicator_en", "printed", "low", "high", "unit"]
        return table[columns].reset_index(drop=True)

    def history_table(self, key: str) -> pd.DataFrame:
        """Return every count of one kind as stated, and how it is used.

        Parameters
        ----------
        key : {"ht", "tb"}
            High-tech or technology-based.
        """
        track = self.tracks[key]
        table = track.everything
        use = dict.fromkeys(table.loc[table["status"] == "estimate", "ref"], "expected 预计")
        use |= dict.fromkeys(track.exact["ref"], "dated 有日期")
        use |= dict.fromkeys(track.fitted["ref"], "dated, fitted 有日期，进入拟合")
        inferred = track.fitted[track.fitted["status"] == "inferred"]
        use |= dict.fromkeys(inferred["ref"], "date inferred, fitted 时点系推断，进入拟合")
        for kind, words in (
            ("bound", "lower bound 下限"),
            ("undated", "undated 未注日期"),
            ("within", "within the year 年内"),
        ):
            use |= dict.fromkeys(track.kept(kind)["ref"], words)
        computed = cq.derived()
        computed = computed[computed["derived_id"].str.startswith(f"computed/{CITY}")]
        computed = computed[computed["indicator"] == track.indicator]
        computed = computed.assign(ref=computed["derived_id"], qualifier="about")
        use |= dict.fromkeys(computed["ref"], "computed 推算")
        table = pd.concat([table, computed, inferred]).sort_values(["period", "value"])
        return pd.DataFrame(
            {
                "period": table["period"].to_list(),
                "count": [_said(row) for row in table.itertuples()],
                "use 用途": [use.get(ref, "other source 另一说") for ref in table["ref"]],
                "source": [cite(one.split(";"), "zh") for one in table["source_id"]],
            }
        )

    @property
    def target_table(self) -> pd.DataFrame:
        """Every city-wide target of both kinds: what came, or what it needs, % a year."""
        names = {indicator: zh for indicator, zh, _ in KINDS.values()}
        table = cq.targets()
        table = table[(table["region"] == CITY) & table["indicator"].isin(list(names))]
        table = table.sort_values(["indicator", "target_year", "issued_date"])
        out = []
        for row in table.itertuples():
            track = next(t for t in self.tracks.values() if t.indicator == row.indicator)
            came = track.exact.set_index("year")["value"].get(row.target_year)
            left = float(row.target_year - track.newest["year"])
            needed = plan.required_growth(float(track.newest["value"]), row.value, left)
            out.append(
                {
                    "企业": names[row.indicator],
                    "plan 文件": row.plan_title,
                    "issued": row.issued_date,
                    "for": row.target_year,
                    "level": _said(row),
                    "count 实际": "" if came is None else f"{came:,.0f}",
                    "needs 所需 %": "" if math.isnan(needed) else f"{needed:.1f}",
                    "remark": row.note if isinstance(row.note, str) else "",
                }
            )
        return pd.DataFrame(out)

    @property
    def path_table(self) -> pd.DataFrame:
        """Projected and needed counts by year and kind; no columns where nothing is projected."""
        parts = []
        for key, track in self.tracks.items():
            part = track.path.set_index("year")[["value"]].iloc[1:]
            part.columns = [f"{KINDS[key][1]} needed 所需"]
            if track.projection is not None:
                table = track.projection.table.set_index("year")
                for column, words in (("median", "中值"), ("low80", "下限"), ("high80", "上限")):
                    part[f"{KINDS[key][1]} {column} {words}"] = table[column]
            parts.append(part)
        return pd.concat(parts, axis=1).sort_index().round(0).astype("Int64").reset_index()

    @property
    def fit_table(self) -> pd.DataFrame:
        """Medians of the target year by first year and method, the counts used, and chances."""
        out = []
        for fit_from, method in FITS:
            row: dict[str, Any] = {"from 起点": fit_from}
            row["method 方法"] = " ".join(METHOD_NAMES[method])
            for indicator, zh, _ in KINDS.values():
                track = Track(indicator, self.target_year, fit_from, method)
                made = track.projection is not None
                row[f"{zh} n"] = len(track.fitted)
                row[zh] = f"{track.end['median']:,.0f}" if made else "–"
                row[f"{zh} > {track.level:,.0f}"] = chance(track.chance).text("en") if made else "–"
            out.append(row)
        return pd.DataFrame(out)

    @property
    def growth_table(self) -> pd.DataFrame:
        """Growth in % a year and the years to double: reached, stated, needed, and planned."""
        both = self.tracks.values()
        whole = [
            plan.compound_growth(float(t.base["value"]), t.level, PLAN_YEAR - BASELINE)
            for t in both
        ]
        now = int(self.high_tech.last["year"])
        items: Iterable[tuple[str, str, list[float]]] = (
            (f"{now}", "achieved 实际", [t.grown for t in both]),
            (
                f"{self.facts['growth_year'].value}",
                "stated, no count 公布，无存量",
                [float(t.stated["value"]) for t in both],
            ),
            (f"–{self.target_year}", "needed 所需", [t.needed for t in both]),
            (f"{BASELINE}–{PLAN_YEAR}", "whole plan 规划全程", whole),
        )
        out = []
        for period, what, growths in items:
            row: dict[str, Any] = {"period": period, "what": what}
            for (_, zh, _), growth in zip(KINDS.values(), growths, strict=True):
                row[f"{zh} %"] = round(growth, 2)
                row[f"{zh} doubles in 翻番 (years)"] = round(plan.doubling_time(growth), 1)
            out.append(row)
        return pd.DataFrame(out)

    @property
    def undated_table(self) -> pd.DataFrame:
        """Growth that the undated counts leave to be done, by the day they may be of, % a year."""
        after = int(self.high_tech.earliest) + 1
        whens = {
            "from_middle": f"end of {after}, if so 若为年末",
            "from_latest": f"{self.facts['ht_said'].text('en')}, at the latest 最晚",
        }
        whens = {name: text for name, text in whens.items() if f"ht_{name}" in self.facts}
        out: dict[str, list[Any]] = {"if counted 若统计于": list(whens.values())}
        for key, (_, zh, _) in KINDS.items():
            head = f"{zh} {self.facts[f'{key}_undated'].text('en')}: needs 所需 %"
            out[head] = [self.facts[f"{key}_{name}"].text("en", bare=True) for name in whens]
        return pd.DataFrame(out)

    @property
    def gross_table(self) -> pd.DataFrame:
        """Rise of the stock, what was reported as new, and the difference, firms."""
        names = {key: names[1] for key, names in (KINDS | SMALL).items()}
        table = self.gross
        low, high = (table["new"] - table["high"]).round(), (table["new"] - table["low"]).round()
        return pd.DataFrame(
            {
                "企业": table["key"].map(names),
                "period": table["when"],
                "rise, low 净增下限": table["low"].round().astype(int),
                "rise, high 净增上限": table["high"].round().astype(int),
                "reported new 新增数": table["new"].astype(int),
                "difference 相差": [
                    f"{a:,.0f}" if a == b else f"{a:,.0f} to {b:,.0f}"
                    for a, b in zip(low, high, strict=True)
                ],
            }
        )

    @property
    def area_table(self) -> pd.DataFrame:
        """The plan's split by area: levels and shares of their sum, %."""
        wide = self.areas.pivot(index="region", columns="key", values=["value", "share"])
        wide = wide.loc[self.areas["region"].unique()]
        english = cq.regions().set_index("region")["region_en"]
        out = pd.DataFrame({"地区": wide.index, "area": wide.index.map(english)})
        for key, (_, zh, _) in KINDS.items():
            out[f"{zh} >"] = wide["value", key].astype(int).to_numpy()
            out[f"{zh} %"] = wide["share", key].round(1).to_numpy()
        return out

    @property
    def small_table(self) -> pd.DataFrame:
        """Every count of 专精特新 and 小巨人, with the kind of count it is."""
        names = cq.indicators().set_index("indicator")
        table = cq.observations()
        keep = table["indicator"].str.startswith(("specialised_smes", "little_giants"))
        table = table[keep & (table["region"] == CITY)].sort_values(["indicator", "period"])
        return pd.DataFrame(
            {
                "kind of count": table["indicator"].map(names["indicator_en"]),
                "口径": table["indicator"].map(names["indicator_zh"]),
                "period": table["period"],
                "count": table["value"].astype(int),
                "source": [cite([one], "zh") for one in table["source_id"]],
            }
        ).reset_index(drop=True)


_PLURAL = {"ht": "high-tech enterprises", "tb": "technology-based ones"}


def _outlook(key: str, track: Track) -> dict[str, str]:
    """Return the sentence of the answer on one kind's projection."""
    _, zh, en = KINDS[key]
    if track.projection is None:
        return {
            "zh": f"{zh}未作预测：年末存量只有{{{key}_values}}。",
            "en": f"{en} are not projected: {{{key}_values}} year-end counts only. ",
        }
    short = f"，少{{{key}_gap}}" if track.short else ""
    short_en = f", {{{key}_gap}} short" if track.short else ""
    at_zh, at_en = _at_stated(key, track)
    return {
        "zh": f"{zh}预测中值{{{key}_median}}（{{level80}}区间{{{key}_low80:n}}至{{{key}_high80}}）"
        f"{short}，超过的概率约{{{key}_chance}}；中值相当于每年增长{{{key}_assumed}}，"
        f"若保持{{growth_year}}的{{{key}_stated}}，{at_zh}。",
        "en": f"{en} have a projected median of {{{key}_median}} ({{level80}} range "
        f"{{{key}_low80}} to {{{key}_high80}}){short_en}; the chance of passing is about "
        f"{{{key}_chance}}. The median assumes {{{key}_assumed}} a year; {{{key}_stated}}, the "
        f"growth of {{growth_year}}, every year would give {at_en}. ",
    }


def _at_stated(key: str, track: Track) -> tuple[str, str]:
    """Return what the last stated growth would come to, as a range where its rounding decides."""
    if track.on_the_edge:
        return (
            f"则为{{{key}_at_stated_low:n}}至{{{key}_at_stated_high}}，能否超过取决于增速的舍入",
            f"{{{key}_at_stated_low}} to {{{key}_at_stated_high}}, on either side of the level",
        )
    return f"则为{{{key}_at_stated}}", f"{{{key}_at_stated}}"


def _rise(track: Track, when: int) -> dict[str, Any] | None:
    """Return a year's rise of the stock from two counts, else from count and growth rate."""
    dated = track.exact.set_index("year")
    if when not in dated.index:
        return None
    now = dated.loc[when]
    out = {"source_id": str(now["source_id"])}
    if when - 1 in dated.index:
        before = dated.loc[when - 1]
        low, high = now["low"] - before["high"], now["high"] - before["low"]
        return out | {"low": float(low), "high": float(high), "ref": joined(now, before)}
    rates = observed(f"{track.indicator}_growth")
    rates = rates[(rates["year"] == when) & rates["flag"].isna()]
    if rates.empty:
        return None
    rate, value = rates.iloc[0], float(now["value"])
    low, high = (value - value / (1 + float(rate[end]) / 100) for end in ("low", "high"))
    return out | {"low": low, "high": high, "ref": joined(now, rate)}


def _said(row: Any) -> str:
    """Return a count with the sign of its qualifier."""
    words = getattr(row, "qualifier", None) or getattr(row, "comparison", "")
    sign = {"more_than": ">", ">": ">", "about": "≈"}.get(str(words), "")
    return f"{sign}{row.value:,.0f}"
