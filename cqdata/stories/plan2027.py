"""The 2027 plan: every target side by side, what it asks for, and how far the answer holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.charts import Fact
from cqdata.projection import NotProjectable
from cqdata.stories.common import (
    LANGS,
    Answer,
    Claim,
    Text,
    chance,
    compose,
    count,
    joined,
    pct,
    sentences,
    story_of,
    year,
)
from cqdata.stories.rd import GROWTH_TARGET, NATIONAL_TARGET, RdStory

CITY = "重庆"
HIGH_TECH = "doubling_plan/high_tech_enterprises/2027"
TECHNOLOGY = "doubling_plan/technology_based_enterprises/2027"
BASELINE = 2022
ORDER = (GROWTH_TARGET, NATIONAL_TARGET, HIGH_TECH, TECHNOLOGY)
_ENTERPRISES = ("high_tech_enterprises", "technology_based_enterprises")
# Of high-tech enterprises the one dated count before it lies five years earlier.
_ENTERPRISES_FROM = 2016
_BASES = {
    "rd_intensity": "census5",
    "invention_patents_per_10k": "city_report",
    "little_giants": "city_bureau",
    "specialised_smes": "city_bureau",
    "strategic_industries_share": "city_report",
    "high_tech_manufacturing_share": "city_report",
    "st_progress_contribution": "city_report",
}
METHOD_NAMES = {
    "panel": ("参照各省", "sister provinces"),
    "cqdata": ("简单方法组合", "combination of simple methods"),
    "drift": ("年均增量延续", "drift"),
    "log_drift": ("年均增速延续", "log drift"),
    "log_linear": ("对数趋势线", "log trend line"),
}
RECORD_SOURCE = "m3-competition"
UNITS = {
    "count:家": ("家", " firms"),
    "%": ("%", "%"),
    "CNY_1e8": ("", ""),
    "count:项": ("项", " items"),
}


@dataclass(frozen=True)
class PlanStory:
    """Every city-wide target of the plan years, with what the data say about it.

    Parameters
    ----------
    target_year : int
        Targets due in this year are shown.
    fit_from : int
        First year that enters a projection.
    gdp_growth, national_gdp_growth : float
        Nominal GDP growth assumed where the intensity is compared with the nation, in % a year.
    """

    target_year: int = 2027
    fit_from: int = 2010
    gdp_growth: float = 5.0
    national_gdp_growth: float = 5.0

    @cached_property
    def rd(self) -> RdStory:
        """The R&D story on the same parameters."""
        return story_of(
            RdStory,
            target_year=self.target_year,
            fit_from=self.fit_from,
            gdp_growth=self.gdp_growth,
            national_gdp_growth=self.national_gdp_growth,
        )

    @cached_property
    def targets(self) -> pd.DataFrame:
        """City-wide targets due in the target year, as the plans word them.

        The two targets on R&D are rates and ranks that hold in any year of the plan: they are
        always among them, carried to the target year.
        """
        table = cq.targets()
        due = table["target_year"].astype(str) == str(self.target_year)
        due |= table["target_id"].isin([GROWTH_TARGET, NATIONAL_TARGET])
        return (
            table[due & (table["region"] == CITY)].sort_values("target_id").reset_index(drop=True)
        )

    def series(self, indicator: str) -> pd.DataFrame:
        """Return the city's exact annual values of an indicator, from ``fit_from`` on.

        Those of enterprises are as in the notebook on their doubling, with the count whose date
        is inferred, so that both notebooks project one number.
        """
        if indicator in _ENTERPRISES:
            counts = cq.series(indicator, CITY, "city_bureau", include=("inferred",))
            first = max(self.fit_from, _ENTERPRISES_FROM)
            return counts[counts["year"] >= first].reset_index(drop=True)
        basis = _BASES.get(indicator)
        if basis is None:
            return pd.DataFrame(columns=["year", "value", "ref", "source_id"])
        frame = cq.series(indicator, region=CITY, basis=basis)
        return frame[frame["year"] >= self.fit_from].reset_index(drop=True)

    @cached_property
    def goals(self) -> list[plan.Goal]:
        """The levels that no plan prints, computed from what it says."""
        rd = self.rd
        start = int(rd.base["year"])
        return [
            plan.Goal(
                GROWTH_TARGET,
                "rd_expenditure",
                rd.goal,
                {
                    "zh": f"{start}年数按规划增速推算",
                    "en": f"spending of {start} at the plan's growth",
                },
            ),
            plan.Goal(
                NATIONAL_TARGET,
                "rd_intensity",
                float(rd.scenario["nation"].iloc[-1]),
                {"zh": "情景中的全国水平", "en": "the nation in the scenario"},
                chance=rd.chance_above_nation,
            ),
        ]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The scorecard of :func:`cqdata.plan.scorecard`, numbers unrounded."""
        rd = self.rd
        histories = {one: self.series(one) for one in self.targets["indicator"]}
        return plan.scorecard(
            self.targets,
            histories | {"rd_expenditure": rd.spending, "rd_intensity": rd.intensity("census5")},
            cq.indicators(),
            baseline_year=BASELINE,
            target_year=self.target_year,
            goals=self.goals,
            projections={
                "rd_expenditure": rd.long_projection,
                "rd_intensity": rd.intensity_scenario(CITY),
            },
        )

    def issuer(self, target_id: str) -> str:
        """Return the source that a target stands in."""
        return str(self.targets.set_index("target_id").at[target_id, "source_id"])

    # --- what the answer rests on ----------------------------------------------------------

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """Projected spending in the target year under other assumptions, as % of the goal.

        Columns ``assumption``, ``zh``, ``en``, ``note``, ``projected`` (亿元), ``share`` (% of the
        goal) and ``chance`` (0 to 1); NA where nothing can be projected, with the reason.
        """
        story = self.rd
        variants = [("as_published", "正文所用", "As shown", story.method, story.fit_from)]
        variants += [
            (method, f"方法：{zh}", f"Method: {en}", method, story.fit_from)
            for method, (zh, en) in METHOD_NAMES.items()
            if method != story.method
        ]
        variants += [
            (f"from_{first}", f"只用{first}年以后", f"Fitted from {first}", story.method, first)
            for first in (2015, 2018, 2020)
        ]
        out = []
        for name, zh, en, method, first in variants:
            row = {"assumption": name, "zh": zh, "en": en, "note": ""}
            try:
                projection = story.long_projection_by(method, first)
            except NotProjectable as error:
                empty = {"projected": math.nan, "share": math.nan, "chance": math.nan}
                out.append(row | empty | {"note": str(error)})
                continue
            found = plan.assess(
                story.spending,
                story.goal,
                self.target_year,
                baseline_year=BASELINE,
                projection=projection,
            )
            projected = story.goal + found.gap
            out.append(
                row
                | {
                    "projected": projected,
                    "share": 100 * projected / story.goal,
                    "chance": found.probability,
                }
            )
        return pd.DataFrame(out)

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        table = self.table
        stated = sum(1 + len([i for i in also.split(";") if i]) for also in table["also"])
        all_refs = joined(*table["target_id"], *table["also"])
        judged = table[table["verdict"] != "unknown"]
        counts = judged["verdict"].value_counts()
        ahead = ("met", "significant")
        spread = self.sensitivity
        spread_refs = self.rd.facts["median"].ref
        by_id = table.set_index("target_id")
        out = {
            "end": year(self.target_year, all_refs),
            "start": year(BASELINE, GROWTH_TARGET),
            "all": count(stated, "项", "targets", all_refs),
            "indicators": count(len(table), "个", "indicators", all_refs),
            "judged": count(len(judged), "个", "", all_refs),
            "silent": count(len(table) - len(judged), "个", "", all_refs),
            **{
                verdict: count(int(counts.get(verdict, 0)), "个", "", all_refs)
                for verdict in ("met", *plan.VERDICTS)
            },
            "good": count(int(judged["verdict"].isin(ahead).sum()), "个", "", all_refs),
            "bad": count(int((~judged["verdict"].isin(ahead)).sum()), "个", "", all_refs),
            "record": pct(plan.reached_rate("significant"), RECORD_SOURCE, ".0f"),
            "chance_rd": self.rd.facts["chance"],
            "chance_nation": self.rd.facts["chance_nation"],
            "needed_rd": self.rd.facts["needed"],
            "so_far_rd": self.rd.facts["so_far"],
            "least": pct(spread["share"].min(), spread_refs, ".0f"),
            "most": pct(spread["share"].max(), spread_refs, ".0f"),
            "least_chance": chance(spread["chance"].min(), spread_refs),
            "most_chance": chance(spread["chance"].max(), spread_refs),
            "gdp_growth": self.rd.facts["city_gdp_growth"],
            "national_gdp_growth": self.rd.facts["nation_gdp_growth"],
        }
        for number, row in enumerate(judged.itertuples()):
            out[f"when_{number}"] = year(row.latest_year, row.ref)
        for name, target_id in (("high_tech", HIGH_TECH), ("technology", TECHNOLOGY)):
            if target_id not in by_id.index:
                continue
            row = by_id.loc[target_id]
            out[f"{name}_needed"] = pct(row["needed"], joined(row["ref"], target_id))
            out[f"{name}_so_far"] = pct(row["so_far"], row["ref"])
            if not math.isnan(row["chance"]):
                out[f"{name}_chance"] = chance(row["chance"], joined(row["ref"], target_id))
        return out

    @property
    def answer(self) -> Answer:
        """The answer to the notebook's question."""
        counted = {
            "zh": "{end}的全市目标共{all}，涉及{indicators}指标，{judged}可以判断：已达标{met}，"
            "进展显著{significant}，进展中等{moderate}，进展不足{insufficient}，背离目标{away}；"
            "{silent}没有足够的公布数。检验中“进展显著”的情形后来达标的占{record}。",
            "en": "The {all} for the whole city in {end} concern {indicators}; {judged} can be "
            "judged: {met} met, {significant} with significant, {moderate} with moderate and "
            "{insufficient} with insufficient progress, {away} moving away; for {silent} there "
            "are too few published values. Of cases with significant progress {record} reached "
            "their target in the test. ",
        }
        chances = {
            "zh": "研发经费达到规划增速的概率约{chance_rd}，"
            "强度高于全国平均的概率约{chance_nation}",
            "en": "The chance that R&D spending reaches the plan's growth is about {chance_rd}, "
            "that intensity exceeds the national average about {chance_nation}",
        }
        firms = {"zh": "。", "en": "."}
        if {"high_tech_chance", "technology_chance"} <= set(self.facts):
            firms = {
                "zh": "；企业数的判断依据的年末数很少，高新技术企业、科技型企业的达标概率约"
                "{high_tech_chance}、{technology_chance}。",
                "en": "; the counts of enterprises are judged on few year-ends, and their "
                "chances are about {high_tech_chance} (high-tech) and {technology_chance} "
                "(technology-based).",
            }
        template = {lang: counted[lang] + chances[lang] + firms[lang] for lang in LANGS}
        return compose(template, self.facts)

    @property
    def dependence_text(self) -> Text:
        """How much the answer on R&D depends on method and window."""
        return sentences(
            [
                {
                    "zh": "换用其他方法或年份，{end}研发经费预测为规划所需的{least}至{most}，"
                    "达标概率为{least_chance}至{most_chance}。",
                    "en": "With other methods or windows the projected spending of {end} is "
                    "{least} to {most} of what the plan needs, and the chance of reaching it "
                    "{least_chance} to {most_chance}.",
                },
                {
                    "zh": "与全国比较另假定现价GDP每年增长：重庆{gdp_growth}，"
                    "全国{national_gdp_growth}。",
                    "en": "The comparison with the nation also assumes that GDP at current prices "
                    "grows {gdp_growth} a year in Chongqing and {national_gdp_growth} in the "
                    "nation.",
                },
            ],
            self.facts,
        )

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        table = self.table.set_index("target_id")
        spread = self.sensitivity
        claims = [
            Claim(
                "spending has grown more slowly than the plan now needs",
                "研发经费增速低于今后所需",
                table.loc[GROWTH_TARGET, "so_far"] < table.loc[GROWTH_TARGET, "needed"],
            ),
            Claim(
                "the chance on R&D spending differs by more than ten points between assumptions",
                "不同假定下研发经费的达标概率相差十个百分点以上",
                spread["chance"].max() - spread["chance"].min() > 0.1,
            ),
        ]
        if not {HIGH_TECH, TECHNOLOGY} <= set(table.index):
            return claims
        levels = self.targets.loc[
            self.targets["indicator"] == "high_tech_enterprises", "value"
        ].nunique()
        return [
            *claims,
            Claim(
                "the plans set two different targets for high-tech enterprises",
                "两份文件对高新技术企业的目标不同",
                levels == 2,
            ),
            Claim(
                "technology-based enterprises have grown faster than their target now needs",
                "科技型企业增速高于今后所需",
                table.loc[TECHNOLOGY, "so_far"] > table.loc[TECHNOLOGY, "needed"],
            ),
            Claim(
                "no target that can be judged is met yet",
                "可以判断的目标尚无一项达标",
                not (table["verdict"] == "met").any(),
            ),
        ]

    # --- tables ----------------------------------------------------------------------------

    @property
    def wording_table(self) -> pd.DataFrame:
        """Each target as the plans word it, and how a level that none prints was computed."""
        columns = ["target_id", "indicator_zh", "indicator_en", "stated", "target", "unit"]
        return self.table[[*columns, "derived_zh", "derived_en"]].round({"target": 2})

    @property
    def growth_table(self) -> pd.DataFrame:
        """Where each target stands, % a year where growth; money in 亿元."""
        columns = ["indicator_en", "indicator_zh", "base_year", "base", "latest_year", "latest"]
        return self.table[[*columns, "target", "so_far", "needed"]].round(
            {"base": 2, "latest": 2, "target": 2, "so_far": 1, "needed": 1}
        )

    @property
    def chance_table(self) -> pd.DataFrame:
        """Projection, 80% interval, chance, verdict and its record by target."""
        columns = ["indicator_en", "indicator_zh", "target", "projected", "low80", "high80"]
        columns += ["verdict_en", "verdict_zh", "record", "chance", "note"]
        return self.table[columns].round(
            {"target": 1, "projected": 1, "low80": 1, "high80": 1, "record": 0, "chance": 2}
        )

    @property
    def sensitivity_table(self) -> pd.DataFrame:
        """Projected spending and chance under each assumption, rounded."""
        return self.sensitivity.round({"projected": 0, "share": 0, "chance": 2})
