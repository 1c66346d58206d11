"""R&D expenditure and intensity: what was printed, what was published, what 2027 asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.catalog import cite
from cqdata.charts import Chart, Fact, Gap, Key, Words, rows
from cqdata.projection import Projection
from cqdata.stories.common import (
    Answer,
    Claim,
    Text,
    at_defaults,
    chance,
    compose,
    joined,
    money,
    pct,
    points,
    sentences,
    year,
)

CITY, NATION = "重庆", "全国"
GROWTH_TARGET = "twin_city_plan/rd_expenditure_growth/2027"
NATIONAL_TARGET = "twin_city_plan/rd_intensity_vs_national/2027"
# Bases of the intensity that are drawn side by side, oldest first: no line runs across two.
VINTAGES = ("first_release_pre_census4", "revised_census4", "first_release_census4", "census5")
SCENARIO_SOURCE = "nbs-rd-2024"


@dataclass(frozen=True)
class RdStory:
    """What the data say about Chongqing's R&D, for one set of parameters.

    Parameters
    ----------
    target_year : int
        Year to which spending and intensity are carried.
    fit_from : int
        First year that enters a projection.
    method : str
        Method of the projection that the answer rests on.
    compare : str
        Conventional method drawn beside it.
    gdp_growth, national_gdp_growth : float
        Nominal GDP growth of the city and of the nation after the last published year, in % a
        year. Assumptions of the scenario, not statistics.
    """

    target_year: int = 2027
    fit_from: int = 2010
    method: str = "cqdata"
    compare: str = "log_linear"
    gdp_growth: float = 5.0
    national_gdp_growth: float = 5.0

    # --- what is published -----------------------------------------------------------------

    @cached_property
    def spending(self) -> pd.DataFrame:
        """R&D expenditure of the city from the bulletins, 亿元, one row a year."""
        return cq.series("rd_expenditure", region=CITY, basis="bulletin")

    @cached_property
    def national_spending(self) -> pd.DataFrame:
        """R&D expenditure of the nation from the bulletins, 亿元, one row a year."""
        return cq.series("rd_expenditure", region=NATION, basis="bulletin")

    def intensity(self, basis: str, region: str = CITY) -> pd.DataFrame:
        """Return the intensity on one basis, % of GDP."""
        return cq.series("rd_intensity", region=region, basis=basis)

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """Intensity of the 31 provinces and the nation after the fifth census, last year, %."""
        table = cq.observations()
        table = table[(table["indicator"] == "rd_intensity") & (table["basis"] == "census5")]
        regions = sorted(set(table["region"]))
        every = [self.intensity("census5", region) for region in regions]
        frame = pd.concat(every, ignore_index=True)
        return frame[frame["year"] == frame["year"].max()].reset_index(drop=True)

    @cached_property
    def gdp(self) -> pd.Series:
        """Nominal GDP of the city in the last year of spending, 亿元, on fifth-census GDP."""
        table = cq.series("gdp", region=CITY, basis="first_release_census5")
        return table[table["year"] == self.last["year"]].iloc[0]

    @property
    def last(self) -> pd.Series:
        """The last published spending."""
        return self.spending.iloc[-1]

    @property
    def base(self) -> pd.Series:
        """Spending in the year before the plan began."""
        return self.spending[self.spending["year"] == 2022].iloc[0]

    # --- what is projected -----------------------------------------------------------------

    @property
    def fitted(self) -> pd.DataFrame:
        """The spending that enters the fit."""
        return self.spending[self.spending["year"] >= self.fit_from]

    @cached_property
    def sisters(self) -> pd.DataFrame:
        """R&D expenditure of the 31 provinces from the bulletins, 亿元, from ``fit_from`` on."""
        every = cq.observations()
        every = every[
            (every["indicator"] == "rd_expenditure")
            & (every["basis"] == "bulletin")
            & (every["region"] != NATION)
        ]
        names = sorted(set(every["region"]))
        frames = [cq.series("rd_expenditure", region=one, basis="bulletin") for one in names]
        table = pd.concat(frames, ignore_index=True)
        return table[table["year"] >= self.fit_from].reset_index(drop=True)

    def project(self, frame: pd.DataFrame, method: str, to: int) -> Projection:
        """Carry spending to a year; the method ``panel`` looks at the sister provinces too."""
        kept = frame[frame["year"] >= self.fit_from]
        if method == "panel":
            return cq.project(kept, to=to, panel=self.sisters)
        return cq.project(kept, to=to, method=method)

    @cached_property
    def long_projection(self) -> Projection:
        """Spending carried far enough to say when a target may be reached."""
        to = max(self.target_year, plan.HORIZON_END)
        return self.project(self.spending, self.method, to)

    @cached_property
    def projection(self) -> Projection:
        """Spending carried to the target year by the chosen method."""
        return self.project(self.spending, self.method, self.target_year)

    @cached_property
    def comparison(self) -> Projection:
        """Spending carried to the target year by the conventional method beside it."""
        return self.project(self.spending, self.compare, self.target_year)

    @cached_property
    def national_projection(self) -> Projection:
        """National spending carried to the target year by the same method."""
        return self.project(self.national_spending, self.method, self.target_year)

    @cached_property
    def planned_growth(self) -> pd.Series:
        """The plan's growth target, % a year."""
        return cq.targets().set_index("target_id").loc[GROWTH_TARGET]

    @property
    def goal(self) -> float:
        """Spending in the target year if the plan's growth is met on average, 亿元."""
        years = self.target_year - int(self.base["year"])
        return plan.growth_target(
            float(self.base["value"]), float(self.planned_growth["value"]), years
        )

    @cached_property
    def path(self) -> pd.DataFrame:
        """Spending that would still reach the goal at constant growth, year and 亿元."""
        growth = 1 + self.facts["needed"].value / 100
        start = int(self.last["year"])
        years = range(start, self.target_year + 1)
        values = [float(self.last["value"]) * growth ** (one - start) for one in years]
        return pd.DataFrame({"year": list(years), "value": values})

    def _gdp_ahead(self, region: str, years: pd.Series) -> pd.Series:
        """Return nominal GDP that grows as assumed, 亿元.

        The nation's GDP of the last year is spending over the published intensity, so it is
        known to about two in a thousand.
        """
        ahead = years - int(self.last["year"])
        if region == CITY:
            return float(self.gdp["value"]) * (1 + self.gdp_growth / 100) ** ahead
        spent = float(self.national_spending["value"].iloc[-1])
        gdp = spent / float(self._latest(NATION)["value"]) * 100
        return gdp * (1 + self.national_gdp_growth / 100) ** ahead

    def intensity_scenario(self, region: str) -> Projection:
        """Return projected spending over assumed GDP, % of GDP, with the spending's intervals."""
        spending = self.projection if region == CITY else self.national_projection
        table = spending.table.copy()
        gdp = self._gdp_ahead(region, table["year"])
        for column in table.columns.drop("year"):
            table[column] = table[column] / gdp * 100
        return replace(spending, table=table)

    @cached_property
    def scenario(self) -> pd.DataFrame:
        """Intensity as R&D over GDP: projected spending over GDP that grows as assumed.

        Columns ``year``, ``city``, ``nation`` (% of GDP) and ``to_match`` (亿元: city spending at
        which the city would equal the nation).
        """
        city, nation = self.intensity_scenario(CITY).table, self.intensity_scenario(NATION).table
        gdp = self._gdp_ahead(CITY, city["year"])
        return pd.DataFrame(
            {
                "year": city["year"],
                "city": city["median"],
                "nation": nation["median"],
                "to_match": nation["median"] / 100 * gdp,
            }
        )

    @cached_property
    def chance_above_nation(self) -> float:
        """Probability that the city's intensity exceeds the nation's in the target year, 0 to 1.

        Both spendings as projected, their errors correlated as their past growth was; GDP as
        assumed.
        """
        return plan.probability_above(
            self.intensity_scenario(CITY),
            self.intensity_scenario(NATION),
            self.target_year,
            plan.step_correlation(self.fitted, self.national_spending),
        )

    @cached_property
    def assessment(self) -> plan.Assessment:
        """The plan's growth target, its chance and the published standards' verdicts."""
        return plan.assess(
            self.spending,
            self.goal,
            self.target_year,
            baseline_year=int(self.base["year"]),
            projection=self.long_projection,
        )

    def _latest(self, region: str) -> pd.Series:
        return self.intensity("census5", region).iloc[-1]

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        last, base, before = self.last, self.base, self.spending.iloc[-2]
        left = self.target_year - int(last["year"])
        median = self.projection.at(self.target_year)
        city, nation = self.intensity("census5"), self.intensity("census5", NATION)
        gaps = nation["value"].to_numpy() - city["value"].to_numpy()
        end = self.scenario.iloc[-1]
        spent = joined(last, base)
        spent_all = joined(*self.fitted["ref"])
        gap_refs = [
            joined(c, n) for c, n in zip(city.itertuples(), nation.itertuples(), strict=True)
        ]
        figure = cq.figures().set_index("figure_id")
        first = self.intensity("first_release_census4")
        first = first[first["year"] == 2023].iloc[0]
        outturn = self.spending[self.spending["year"] == 2023].iloc[0]
        rank = self.provinces[self.provinces["region"] != NATION]["value"].rank(
            ascending=False, method="min"
        )
        place = rank[self.provinces["region"] == CITY].iloc[0]
        needed = plan.required_growth(float(last["value"]), self.goal, left)
        scenario_ref = joined(spent_all, self.gdp, *self.national_spending["ref"])
        return {
            "method": Fact("", unit=self.projection.note, ref=spent_all),
            "end": year(self.target_year, GROWTH_TARGET),
            "start": year(base["year"], base["ref"]),
            "first": year(self.fitted["year"].iloc[0], self.fitted["ref"].iloc[0]),
            "now_year": year(last["year"], last["ref"]),
            "before_year": year(before["year"], before["ref"]),
            "now": money(last["value"], last["ref"]),
            "base": money(base["value"], base["ref"]),
            "planned": pct(self.planned_growth["value"], GROWTH_TARGET, ".0f"),
            "goal": money(self.goal, joined(base, GROWTH_TARGET), ",.0f"),
            "so_far": pct(
                plan.compound_growth(
                    float(base["value"]), float(last["value"]), last["year"] - base["year"]
                ),
                spent,
            ),
            "last_growth": pct(
                plan.compound_growth(float(before["value"]), float(last["value"]), 1),
                joined(before, last),
            ),
            "needed": pct(needed, joined(spent, GROWTH_TARGET)),
            "median": money(median["median"], spent_all, ",.0f"),
            "low80": money(median["low80"], spent_all, ",.0f"),
            "high80": money(median["high80"], spent_all, ",.0f"),
            "gap": money(
                abs(self.goal - median["median"]), joined(spent_all, GROWTH_TARGET), ",.0f"
            ),
            "median_growth": pct(
                plan.compound_growth(float(last["value"]), median["median"], left), spent_all
            ),
            "compared": money(self.comparison.at(self.target_year)["median"], spent_all, ",.0f"),
            "chance": chance(self.assessment.probability, joined(spent_all, GROWTH_TARGET)),
            "chance_nation": chance(self.chance_above_nation, scenario_ref),
            "city": pct(city["value"].iloc[-1], city["ref"].iloc[-1], ".2f"),
            "nation": pct(nation["value"].iloc[-1], nation["ref"].iloc[-1], ".2f"),
            "gap_before": points(gaps[0], gap_refs[0]),
            "gap_now": points(gaps[-1], gap_refs[-1]),
            "place": Fact(int(place), "d", {"zh": "位", "en": ""}, joined(*self.provinces["ref"])),
            "regions": Fact(
                len(self.provinces) - 1,
                "d",
                {"zh": "个省份", "en": " provinces"},
                joined(*self.provinces["ref"]),
            ),
            "estimate": money(
                figure.loc["2023/rd_expenditure", "value"], "2023/rd_expenditure", ",.0f"
            ),
            "outturn": money(outturn["value"], outturn["ref"]),
            "estimated_intensity": pct(
                figure.loc["2023/rd_intensity", "value"], "2023/rd_intensity", ".2f"
            ),
            "first_intensity": pct(first["value"], first["ref"], ".2f"),
            "revised_intensity": pct(city["value"].iloc[0], city["ref"].iloc[0], ".2f"),
            "revised_year": year(city["year"].iloc[0], city["ref"].iloc[0]),
            "spending_apart": money(
                outturn["value"] - figure.loc["2023/rd_expenditure", "value"],
                joined(outturn, "2023/rd_expenditure"),
                "+,.1f",
            ),
            "first_apart": points(
                first["value"] - figure.loc["2023/rd_intensity", "value"],
                joined(first, "2023/rd_intensity"),
                "+.2f",
            ),
            "revised_apart": points(
                city["value"].iloc[0] - figure.loc["2023/rd_intensity", "value"],
                joined(city.iloc[0], "2023/rd_intensity"),
                "+.2f",
            ),
            "estimated_growth": pct(
                figure.loc["2023/rd_expenditure_growth", "value"],
                "2023/rd_expenditure_growth",
                ".0f",
            ),
            "outturn_growth": pct(
                plan.compound_growth(float(base["value"]), float(outturn["value"]), 1),
                joined(base, outturn),
            ),
            "city_gdp_growth": pct(self.gdp_growth, "", ".1f"),
            "nation_gdp_growth": pct(self.national_gdp_growth, "", ".1f"),
            "scenario_city": pct(end["city"], scenario_ref, ".2f"),
            "scenario_nation": pct(end["nation"], scenario_ref, ".2f"),
            "scenario_gap": points(abs(end["nation"] - end["city"]), scenario_ref),
            "match": money(end["to_match"], scenario_ref, ",.0f"),
            "match_growth": pct(
                plan.required_growth(float(last["value"]), end["to_match"], left), scenario_ref
            ),
        }

    @property
    def short(self) -> bool:
        """Whether the projected spending misses the plan's growth."""
        return self.projection.at(self.target_year)["median"] < self.goal

    @property
    def below_nation(self) -> bool:
        """Whether the scenario leaves the city below the nation in the target year."""
        end = self.scenario.iloc[-1]
        return end["city"] < end["nation"]

    # --- what is said ----------------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """The answer to the notebook's question."""
        spending = (
            {
                "zh": "按现有走势达不到：{end}研发经费约{median}（80%区间{low80}至{high80}），"
                "比年均增长{planned}所需的{goal}少{gap}",
                "en": "Not at the present pace: R&D spending reaches about {median} in {end} "
                "(80% range {low80} to {high80}), {gap} short of the {goal} that growth of "
                "{planned} a year asks for",
            }
            if self.short
            else {
                "zh": "按现有走势可以达到年均增长{planned}：{end}研发经费约{median}"
                "（80%区间{low80}至{high80}），所需为{goal}",
                "en": "Spending is on course for {planned} a year: about {median} in {end} "
                "(80% range {low80} to {high80}), with {goal} needed",
            }
        )
        against = (
            {
                "zh": "；情景测算的强度为{scenario_city}，低于全国的{scenario_nation}。",
                "en": "; in the scenario intensity is {scenario_city}, below the nation's "
                "{scenario_nation}.",
            }
            if self.below_nation
            else {
                "zh": "；情景测算的强度为{scenario_city}，不低于全国的{scenario_nation}。",
                "en": "; in the scenario intensity is {scenario_city}, not below the nation's "
                "{scenario_nation}.",
            }
        )
        # "80%" is the name of the interval, not a result; it comes in as a fact all the same.
        facts = {**self.facts, "level": Fact("80%")}
        template = {
            lang: (spending[lang] + against[lang]).replace("80%", "{level}")
            for lang in ("zh", "en")
        }
        return compose(template, facts)

    @property
    def estimate_text(self) -> Text:
        """How the report's estimates compare with what was published later."""
        return sentences(
            [
                {
                    "zh": "报告预计研发投入{estimate}、增长{estimated_growth}；公报为{outturn}，"
                    "增长{outturn_growth}。",
                    "en": "The report expected {estimate}, up {estimated_growth}; the bulletin "
                    "gave {outturn}, up {outturn_growth}.",
                },
                {
                    "zh": "强度预计{estimated_intensity}，公报首次公布{first_intensity}，"
                    "经济普查修订后为{revised_intensity}。",
                    "en": "Intensity was expected at {estimated_intensity}, first published as "
                    "{first_intensity} and {revised_intensity} after the census.",
                },
            ],
            self.facts,
        )

    @property
    def requirement_text(self) -> Text:
        """Growth so far and growth still needed."""
        return sentences(
            [
                {
                    "zh": "{start}以来年均增长{so_far}，最近一年增长{last_growth}；要达到规划要求，"
                    "今后每年须增长{needed}。",
                    "en": "Growth has averaged {so_far} a year since {start} and was "
                    "{last_growth} in the last year; the plan now needs {needed} a year.",
                },
                {
                    "zh": "若GDP按假定增长，强度要在{end}追上全国，研发经费须达{match}，"
                    "即每年增长{match_growth}。",
                    "en": "If GDP grows as assumed, matching the nation in {end} takes {match}, "
                    "that is {match_growth} a year.",
                },
            ],
            self.facts,
        )

    @property
    def at_defaults(self) -> bool:
        """Whether the parameters are the published ones."""
        return at_defaults(self)

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        value = {name: fact.value for name, fact in self.facts.items()}
        return [
            Claim(
                "spending grew more slowly than the plan's rate since it began",
                "规划实施以来研发经费增速低于规划要求",
                value["so_far"] < value["planned"],
            ),
            Claim(
                "growth slowed in the last year",
                "最近一年增速回落",
                value["last_growth"] < value["outturn_growth"],
            ),
            Claim(
                "the projection stays below the plan's path",
                "预测低于规划所需水平",
                self.short,
            ),
            Claim(
                "the gap to the nation widened within the fifth-census basis",
                "同一口径（五经普）下与全国的差距扩大",
                value["gap_now"] > value["gap_before"] > 0,
            ),
            Claim(
                "the report's spending estimate was above the outturn, but within one percent",
                "报告预计的研发经费高于公报数，相差不到百分之一",
                0 < value["estimate"] / value["outturn"] - 1 < 0.01,
            ),
            Claim(
                "the intensity estimate lies between first release and census revision",
                "报告预计强度介于首次公布与普查修订值之间",
                value["revised_intensity"]
                < value["estimated_intensity"]
                < value["first_intensity"],
            ),
            Claim(
                "the city is not among the ten provinces of highest intensity",
                "重庆强度未进入全国前十",
                value["place"] > 10,
            ),
            Claim(
                "the scenario leaves the city below the nation",
                "情景下仍低于全国平均",
                self.below_nation,
            ),
        ]

    # --- tables ----------------------------------------------------------------------------

    @property
    def printed(self) -> pd.DataFrame:
        """The report's R&D figures as printed, with value and interval."""
        table = cq.figures()
        table = table[table["theme"] == "rd"]
        return table[
            [
                "figure_id",
                "indicator_zh",
                "indicator_en",
                "printed",
                "value",
                "low",
                "high",
                "unit",
                "status",
            ]
        ].reset_index(drop=True)

    @property
    def estimate_table(self) -> pd.DataFrame:
        """The report's estimates beside first release and revision."""
        value = {name: fact.value for name, fact in self.facts.items()}
        return pd.DataFrame(
            {
                "indicator": ["R&D expenditure, 亿元", "growth, %", "R&D intensity, %"],
                "指标": ["研发经费", "增速", "研发投入强度"],
                "report estimate 报告预计": [
                    value["estimate"],
                    value["estimated_growth"],
                    value["estimated_intensity"],
                ],
                "bulletin 公报": [
                    value["outturn"],
                    round(value["outturn_growth"], 1),
                    value["first_intensity"],
                ],
                "after census 普查修订": [None, None, value["revised_intensity"]],
            }
        )

    @property
    def path_table(self) -> pd.DataFrame:
        """Projected and needed spending by year, 亿元."""
        table = self.projection.table[["year", "median", "low80", "high80"]].copy()
        table["compare"] = self.comparison.table["median"]
        table["needed"] = self.path["value"].iloc[1:].to_numpy()
        return table.round(1)

    @property
    def vintage_table(self) -> pd.DataFrame:
        """The city's intensity by year and basis, %."""
        parts = [self.intensity(basis).set_index("year")["value"] for basis in VINTAGES]
        return pd.concat(parts, axis=1, keys=list(VINTAGES)).sort_index()

    @property
    def gap_table(self) -> pd.DataFrame:
        """City and nation within the fifth-census basis, % of GDP, and the gap in points."""
        city, nation = self.intensity("census5"), self.intensity("census5", NATION)
        out = pd.DataFrame(
            {"year": city["year"], "Chongqing 重庆": city["value"], "nation 全国": nation["value"]}
        )
        out["gap 差距 (pp)"] = (out["nation 全国"] - out["Chongqing 重庆"]).round(2)
        return out

    @property
    def provinces_table(self) -> pd.DataFrame:
        """The nation, the city and the ten provinces of highest intensity, % of GDP."""
        table = self.provinces[["region", "value"]].sort_values("value", ascending=False)
        table = table.reset_index(drop=True)
        table.insert(
            0,
            "rank",
            table[table["region"] != NATION]["value"]
            .rank(ascending=False, method="min")
            .astype("Int64"),
        )
        shown = (table["rank"] <= 10).fillna(False) | table["region"].isin([CITY, NATION])
        return table[shown].reset_index(drop=True)

    @property
    def scenario_table(self) -> pd.DataFrame:
        """The scenario by year: intensity in %, spending that would match the nation in 亿元."""
        return self.scenario.round({"city": 2, "nation": 2, "to_match": 0})


# --- charts ------------------------------------------------------------------------------------


def rd_spending_path(story: RdStory | None = None) -> Chart:
    """Return R&D expenditure with projection, the plan's path and the gap in the target year."""
    story = story or RdStory()
    last, end = story.last, story.target_year
    refs = joined(*story.fitted["ref"])
    marked = (int(story.spending["year"].iloc[0]), int(story.base["year"]), int(last["year"]))
    origin = (float(last["year"]), float(last["value"]))
    zh_title = (
        "照现有走势，{end}研发经费约{median}，比规划所需少{gap}"
        if story.short
        else "照现有走势，{end}研发经费约{median}，达到规划所需"
    )
    en_title = (
        "At the present pace R&D spending reaches {median} in {end}, {gap} below the plan's path"
        if story.short
        else "At the present pace R&D spending reaches {median} in {end}, enough for the plan"
    )
    return Chart(
        name="rd_spending_path",
        form="fan",
        data=rows.together(
            rows.actual(story.spending, "actual", marked=marked),
            rows.projection(
                story.projection.table,
                "median",
                origin=origin,
                source_id=last["source_id"],
                ref=refs,
            ),
            # A trend line starts at its own fitted value: joining it to the last point would
            # hide how far it already is from the data.
            rows.projection(
                story.comparison.table,
                "compare",
                kind="comparison",
                source_id=last["source_id"],
                ref=refs,
            ),
            rows.required(
                story.path,
                source_id=story.planned_growth["source_id"],
                ref=joined(last, GROWTH_TARGET),
            ),
            rows.target(
                end, story.goal, source_id=story.planned_growth["source_id"], ref=GROWTH_TARGET
            ),
        ),
        facts=story.facts,
        gap=Gap("median", "target") if story.short else None,
        format={"zh": ",.0f", "en": ",.1f"},
        scale={"en": 0.1},
        options={"zero": True},
        words={
            "zh": Words(
                title=zh_title,
                subtitle="全社会研发（R&D）经费支出，亿元，{first}至{now_year}为公报数",
                unit="亿元",
                series={
                    "actual": "公报数",
                    "median": "预测中值",
                    "compare": "对数趋势",
                    "required": "达标路径",
                    "target": "{end}所需",
                },
                gap="差{gap}",
                keys=[
                    Key("如期达标：今后每年须增长**{needed}**", "required"),
                    Key("照此走势：每年约增长**{median_growth}**", "median"),
                    Key("对数趋势：{end}为**{compared}**", "compare"),
                ],
                notes=[
                    "{method}",
                    "“所需”按规划年均增长{planned}以上、以{start}公报数为基数推算，规划未列出绝对数。",
                ],
                method="{method}",
                sources=cite(
                    [*story.spending["source_id"], story.planned_growth["source_id"]], "zh"
                ),
                takeaways=[
                    "{start}以来年均增长{so_far}，最近一年{last_growth}；达标须每年{needed}。"
                ],
            ),
            "en": Words(
                title=en_title,
                subtitle="Gross domestic expenditure on R&D, billion yuan; "
                "bulletins from {first} to {now_year}",
                unit=" bn yuan",
                series={
                    "actual": "Bulletins",
                    "median": "Median",
                    "compare": "Log trend",
                    "required": "On-plan path",
                    "target": "Needed in {end}",
                },
                gap="{gap} short",
                keys=[
                    Key("On plan: up **{needed}** a year from now on", "required"),
                    Key("On trend: up about **{median_growth}** a year", "median"),
                    Key("Log trend: **{compared}** in {end}", "compare"),
                ],
                notes=[
                    "{method}",
                    '"Needed" follows from the plan\'s growth of at least {planned} a year on the '
                    "{start} bulletin amount; the plan names no amount.",
                ],
                method="{method}",
                sources=cite(
                    [*story.spending["source_id"], story.planned_growth["source_id"]], "en"
                ),
                takeaways=[
                    "Growth averaged {so_far} a year since {start} and was {last_growth} in the "
                    "last year; the plan now needs {needed} a year."
                ],
            ),
        },
    )


def rd_intensity_vintages(story: RdStory | None = None) -> Chart:
    """Return the intensity drawn as separate vintages, with the nation on the last basis."""
    story = story or RdStory()
    frames = {basis: story.intensity(basis) for basis in VINTAGES}
    nation = story.intensity("census5", NATION)
    estimate = cq.figure("2023/rd_intensity")
    parts = [
        rows.actual(frame, basis, marked=(int(frame["year"].iloc[-1]),))
        for basis, frame in frames.items()
    ]
    parts.append(
        rows.actual(
            nation, "nation", kind="benchmark", marked=tuple(int(one) for one in nation["year"])
        )
    )
    parts.append(
        pd.DataFrame(
            [
                {
                    "series": "estimate",
                    "kind": "point",
                    "x": 2023.0,
                    "value": float(estimate["value"]),
                    "status": "estimate",
                    "marked": True,
                    "source_id": estimate["source_id"],
                    "ref": "2023/rd_intensity",
                }
            ]
        )
    )
    ids = [one for frame in [*frames.values(), nation] for one in frame["source_id"]]
    ids.append(estimate["source_id"])
    return Chart(
        name="rd_intensity_vintages",
        form="fan",
        data=rows.together(*parts),
        facts=story.facts,
        format=".2f",
        options={"main": ["census5"]},
        words={
            "zh": Words(
                title="同一口径下强度升至{city}，但与全国的差距由{gap_before:n}扩大到{gap_now}",
                subtitle="研发经费投入强度（占地区生产总值比重），%；各口径分开画线，不相连",
                unit="%",
                series={
                    "first_release_pre_census4": "首次公布（四经普前）",
                    "revised_census4": "修订值（四经普）",
                    "first_release_census4": "首次公布（四经普）",
                    "census5": "五经普后",
                    "nation": "全国（五经普后）",
                    "estimate": "报告预计",
                },
                notes=["口径随经济普查对生产总值的修订而变；研发经费本身未修订。"],
                sources=cite(ids, "zh"),
                takeaways=[
                    "{revised_year}强度有三个数：报告预计{estimated_intensity}，"
                    "首次公布{first_intensity}，普查修订后{revised_intensity}。"
                ],
            ),
            "en": Words(
                title="On one basis intensity rose to {city}, yet the gap to the nation widened "
                "from {gap_before:n} to {gap_now}",
                subtitle="R&D expenditure as a share of GDP, %; each basis is a line of its own",
                unit="%",
                series={
                    "first_release_pre_census4": "First release, older GDP",
                    "revised_census4": "Revised, fourth census",
                    "first_release_census4": "First release, fourth census",
                    "census5": "Fifth census",
                    "nation": "Nation, fifth census",
                    "estimate": "Report's estimate",
                },
                notes=[
                    "Bases differ because economic censuses revise GDP; R&D spending itself "
                    "was not revised."
                ],
                sources=cite(ids, "en"),
                takeaways=[
                    "{revised_year} has three values: {estimated_intensity} expected by the "
                    "report, {first_intensity} first published, {revised_intensity} after "
                    "the census."
                ],
            ),
        },
    )


def rd_intensity_provinces(story: RdStory | None = None) -> Chart:
    """Return the 31 provinces ranked by intensity within one vintage, the nation as a line."""
    story = story or RdStory()
    frame = story.provinces
    nation = frame[frame["region"] == NATION].iloc[0]
    regions = frame[frame["region"] != NATION]
    names = cq.regions().set_index("region")["region_en"]
    data = pd.DataFrame(
        {
            "series": "province",
            "kind": "actual",
            "category": regions["region"],
            "x": regions["year"].astype(float),
            "value": regions["value"],
            "status": regions["status"],
            "source_id": regions["source_id"],
            "ref": regions["ref"],
            "label_zh": regions["region"],
            "label_en": regions["region"].map(names),
        }
    )
    line = pd.DataFrame(
        [
            {
                "series": "nation",
                "kind": "benchmark",
                "x": float(nation["year"]),
                "value": nation["value"],
                "status": nation["status"],
                "source_id": nation["source_id"],
                "ref": nation["ref"],
            }
        ]
    )
    return Chart(
        name="rd_intensity_provinces",
        form="bars",
        data=rows.together(data, line),
        facts=story.facts,
        format=".2f",
        options={"highlight": [CITY]},
        words={
            "zh": Words(
                title="{now_year}重庆强度为{city}，居全国第{place}，低于全国平均{nation}",
                subtitle="研发经费投入强度，%，{now_year}，{regions}，五经普后口径",
                unit="%",
                series={"province": "省份", "nation": "全国"},
                sources=cite([nation["source_id"]], "zh"),
            ),
            "en": Words(
                title="At {city} in {now_year}, Chongqing ranks {place} of {regions} and stays "
                "below the national {nation}",
                subtitle="R&D intensity, % of GDP, {now_year}, on fifth-census GDP",
                unit="%",
                series={"province": "Provinces", "nation": "Nation"},
                sources=cite([nation["source_id"]], "en"),
            ),
        },
    )


def rd_growth_required(story: RdStory | None = None) -> Chart:
    """Return growth so far against growth needed, for the plan and for matching the nation."""
    story = story or RdStory()
    value = {name: fact.value for name, fact in story.facts.items()}
    ref = {name: fact.ref for name, fact in story.facts.items()}
    source = story.last["source_id"]
    items = [
        ("plan", "needed", "规划：年均增长{planned}以上", "Plan: at least {planned} a year"),
        ("match", "match_growth", "情景：{end}强度追上全国", "Scenario: match the nation in {end}"),
    ]
    data = []
    for category, need, zh, en in items:
        from cqdata.charts.contract import fill

        label = {"label_zh": fill(zh, story.facts, "zh"), "label_en": fill(en, story.facts, "en")}
        data.append(
            {
                "series": "so_far",
                "kind": "actual",
                "category": category,
                "value": value["so_far"],
                "source_id": source,
                "ref": ref["so_far"],
                "status": "derived",
            }
            | label
        )
        data.append(
            {
                "series": "needed",
                "kind": "required",
                "category": category,
                "value": value[need],
                "ref": ref[need],
                "status": "derived",
            }
            | label
        )
    ids = [*story.spending["source_id"], story.planned_growth["source_id"]]
    return Chart(
        name="rd_growth_required",
        form="required",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=".1f",
        words={
            "zh": Words(
                title="研发经费年均增长{so_far}，达到规划今后每年须增长{needed}",
                subtitle="研发经费年均增速，%；已实现为{start}至{now_year}，所需为{now_year}至{end}",
                unit="%",
                series={"so_far": "已实现", "needed": "所需"},
                notes=[
                    "情景假定重庆GDP每年增长{city_gdp_growth}、全国{nation_gdp_growth}（现价）。"
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="R&D spending has grown {so_far} a year; the plan now needs {needed}",
                subtitle="Growth of R&D spending, % a year; achieved {start} to {now_year}, "
                "needed {now_year} to {end}",
                unit="%",
                series={"so_far": "Achieved", "needed": "Needed"},
                notes=[
                    "The scenario lets GDP grow {city_gdp_growth} a year in Chongqing and "
                    "{nation_gdp_growth} in the nation, at current prices."
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


def rd_intensity_scenario(story: RdStory | None = None) -> Chart:
    """Return the scenario of the intensity as R&D over GDP, city against nation."""
    story = story or RdStory()
    table = story.scenario
    city, nation = story.intensity("census5"), story.intensity("census5", NATION)
    start = float(city["year"].iloc[-1])
    ref = story.facts["scenario_city"].ref

    def carried(series: str, column: str, frame: pd.DataFrame) -> pd.DataFrame:
        line = table[["year", column]].rename(columns={column: "median"})
        out = rows.projection(
            line,
            series,
            origin=(start, float(frame["value"].iloc[-1])),
            kind="comparison",
            source_id=SCENARIO_SOURCE,
            status="scenario",
            ref=ref,
        )
        out.loc[out.index[-1], "marked"] = True
        return out

    last_year = (int(start),)
    ids = [*city["source_id"], story.gdp["source_id"]]
    return Chart(
        name="rd_intensity_scenario",
        form="fan",
        data=rows.together(
            rows.actual(city, "city", marked=last_year),
            rows.actual(nation, "nation", kind="benchmark", marked=last_year),
            carried("city_scenario", "city", city),
            carried("nation_scenario", "nation", nation),
        ),
        facts=story.facts,
        format=".2f",
        options={"main": ["city"], "divide": start},
        words={
            "zh": Words(
                title=(
                    "情景：GDP每年增长{city_gdp_growth}，{end}强度{scenario_city}，"
                    "低于全国{scenario_gap}"
                    if story.below_nation
                    else "情景：GDP每年增长{city_gdp_growth}，{end}强度{scenario_city}，不低于全国"
                ),
                subtitle="研发经费投入强度，%；{now_year}以后为情景（研发经费预测÷假定GDP），不是预测",
                unit="%",
                series={
                    "city": "重庆",
                    "nation": "全国",
                    "city_scenario": "重庆情景",
                    "nation_scenario": "全国情景",
                },
                notes=[
                    "假定现价GDP每年增长：重庆{city_gdp_growth}，全国{nation_gdp_growth}。"
                    "要追上全国，研发经费须每年增长{match_growth}。"
                ],
                method="{method}",
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title=(
                    "Scenario: with GDP up {city_gdp_growth} a year, intensity is {scenario_city} "
                    "in {end}, {scenario_gap} below the nation"
                    if story.below_nation
                    else "Scenario: with GDP up {city_gdp_growth} a year, intensity is "
                    "{scenario_city} in {end}, not below the nation"
                ),
                subtitle="R&D intensity, % of GDP; after {now_year} a scenario (projected R&D over "
                "assumed GDP), no forecast",
                unit="%",
                series={
                    "city": "Chongqing",
                    "nation": "Nation",
                    "city_scenario": "Chongqing, scenario",
                    "nation_scenario": "Nation, scenario",
                },
                notes=[
                    "GDP at current prices is assumed to grow {city_gdp_growth} a year in "
                    "Chongqing and {nation_gdp_growth} in the nation. Matching the nation takes "
                    "R&D growth of {match_growth} a year."
                ],
                method="{method}",
                sources=cite(ids, "en"),
            ),
        },
    )


def rd_report_estimates(story: RdStory | None = None) -> Chart:
    """Return the report's estimates as intervals against what was published later."""
    story = story or RdStory()
    expected, intensity = cq.figure("2023/rd_expenditure"), cq.figure("2023/rd_intensity")
    outturn = story.spending[story.spending["year"] == 2023].iloc[0]
    first = story.intensity("first_release_census4")
    first = first[first["year"] == 2023].iloc[0]
    revised = story.intensity("census5").iloc[0]
    data = []
    for category, figure, published, zh, en, spec, ends, unit_zh, unit_en in (
        (
            "spending",
            expected,
            outturn,
            "研发经费：公报",
            "R&D spending: bulletin",
            "",
            "",
            "",
            "",
        ),
        (
            "first",
            intensity,
            first,
            "强度：首次公布",
            "Intensity: first release",
            ".2f",
            ".3f",
            "%",
            "%",
        ),
        (
            "revised",
            intensity,
            revised,
            "强度：五经普修订",
            "Intensity: fifth census",
            ".2f",
            ".3f",
            "%",
            "%",
        ),
    ):
        apart = category + "_apart"
        shared = {
            "category": category,
            "label_zh": zh,
            "label_en": en,
            "unit_zh": unit_zh,
            "unit_en": unit_en,
            "note_zh": f"公布数差{{{apart}}}",
            "note_en": f"published: {{{apart}}}",
        }
        data.append(
            {
                "series": "estimate",
                "kind": "implied",
                "value": figure["value"],
                "low": figure["low"],
                "high": figure["high"],
                "status": "estimate",
                "format": ends,
                "source_id": figure["source_id"],
                "ref": figure["figure_id"],
            }
            | shared
        )
        data.append(
            {
                "series": "published",
                "kind": "published",
                "value": published["value"],
                "status": published["status"],
                "format": spec,
                "source_id": published["source_id"],
                "ref": published["ref"],
            }
            | shared
        )
    ids = [expected["source_id"], outturn["source_id"], first["source_id"], revised["source_id"]]
    return Chart(
        name="rd_report_estimates",
        form="intervals",
        data=pd.DataFrame(data),
        facts=story.facts,
        options={"scale": "row"},
        format={"zh": ",.1f", "en": ",.2f"},
        scale={"en": 0.1},
        words={
            "zh": Words(
                title="报告预计研发经费{estimate}，公报为{outturn}；预计强度{estimated_intensity}"
                "介于两次公布之间",
                subtitle="报告{revised_year}预计数四舍五入的范围与后来公布的数",
                unit="亿元",
                series={"estimate": "报告预计数的范围", "published": "公布数"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="The report expected {estimate}; the bulletin gave {outturn}. Its intensity "
                "of {estimated_intensity} lies between first release and revision",
                subtitle="What the report's rounded estimates for {revised_year} stand for, and "
                "what was published later",
                unit=" bn yuan",
                series={"estimate": "Range of the estimate", "published": "Published"},
                sources=cite(ids, "en"),
            ),
        },
    )
