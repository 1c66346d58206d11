"""R&D expenditure and intensity: what was printed, what was published, what 2027 asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.charts import Fact
from cqdata.projection import NotProjectable, Projection
from cqdata.selection import row_of, together
from cqdata.stories.common import (
    EDITION,
    Answer,
    Claim,
    Text,
    chance,
    compose,
    figures_of,
    joined,
    money,
    numbers,
    ordinal,
    pct,
    points,
    printed_spec,
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
        Nominal GDP growth of the city and of the nation after the last published year (preliminary
        values count as published), in % a year. Assumptions of the scenario, not statistics.
    report : int
        Year that the report is about: its edition.
    """

    target_year: int = 2027
    fit_from: int = 2010
    method: str = "panel"
    compare: str = "log_linear"
    gdp_growth: float = 5.0
    national_gdp_growth: float = 5.0
    report: int = EDITION

    # --- what is published -----------------------------------------------------------------

    @cached_property
    def spending(self) -> pd.DataFrame:
        """R&D expenditure of the city from the bulletins, 亿元, one row a year."""
        return cq.series("rd_expenditure", region=CITY, basis="bulletin")

    @cached_property
    def national_spending(self) -> pd.DataFrame:
        """R&D expenditure of the nation from the bulletins, 亿元, one row a year."""
        return cq.series("rd_expenditure", region=NATION, basis="bulletin")

    @cached_property
    def sisters(self) -> pd.DataFrame:
        """R&D expenditure of the 31 provinces from the bulletins, 亿元."""
        return cq.panel("rd_expenditure", basis="bulletin")

    def intensity(self, basis: str, region: str = CITY) -> pd.DataFrame:
        """Return the intensity on one basis, % of GDP."""
        known = self._intensities
        if (basis, region) not in known:
            known[basis, region] = cq.series("rd_intensity", region=region, basis=basis)
        return known[basis, region]

    @cached_property
    def _intensities(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """Intensity of the 31 provinces and the nation after the fifth census, %.

        Of the last year that all of them have.
        """
        frame = cq.panel("rd_intensity", ("province", "nation"), "census5", complete=True)
        return frame[frame["year"] == frame["year"].max()].reset_index(drop=True)

    @cached_property
    def gdp(self) -> pd.DataFrame:
        """Nominal GDP of the city as first published after the fifth census, 亿元; preliminary."""
        table = cq.series("gdp", region=CITY, basis="first_release_census5")
        row_of(table, int(self.last["year"]))
        return table[table["year"] >= self.last["year"]].reset_index(drop=True)

    @cached_property
    def preliminary(self) -> pd.DataFrame:
        """The nation's intensity of years after the last bulletin, %, as stated beforehand."""
        table = cq.series("rd_intensity", region=NATION, basis="preliminary_release")
        return table[table["year"] > self.last["year"]].reset_index(drop=True)

    @property
    def pair(self) -> list[pd.DataFrame]:
        """Intensity of city and nation after the fifth census, up to the last year of both, %."""
        return together(*(self.intensity("census5", one) for one in (CITY, NATION)))

    def published(self, basis: str) -> pd.Series | None:
        """Return the intensity of the report's year on one basis, None where there is none."""
        frame = self.intensity(basis)
        frame = frame[frame["year"] == self.report]
        return None if frame.empty else frame.iloc[0]

    @property
    def first_intensity(self) -> pd.Series:
        """The intensity that the bulletin first published for the report's year."""
        return self._published_intensities[0]

    @property
    def revised_intensity(self) -> pd.Series:
        """The intensity of the report's year on the newest basis."""
        return self._published_intensities[-1]

    @property
    def was_revised(self) -> bool:
        """Whether the intensity of the report's year was published on more than one basis."""
        return bool(self.first_intensity["basis"] != self.revised_intensity["basis"])

    @property
    def estimate_between(self) -> bool:
        """Whether the report's intensity lies between its first release and the newest basis."""
        found = sorted(float(one["value"]) for one in self._published_intensities)
        estimate = cq.figure(f"{self.report}/rd_intensity")
        return found[0] < float(estimate["value"]) < found[-1]

    @property
    def _published_intensities(self) -> list[pd.Series]:
        order = ("first_release_pre_census4", "first_release_census4", "census5")
        found = [one for one in map(self.published, order) if one is not None]
        if not found:
            raise cq.DataError(f"rd_intensity: nothing is published for {self.report} yet")
        return found

    @property
    def outturn(self) -> pd.Series:
        """Spending of the report's year as the bulletin published it."""
        frame = self.spending[self.spending["year"] == self.report]
        if frame.empty:
            raise cq.DataError(f"rd_expenditure: no bulletin for {self.report} yet")
        return frame.iloc[0]

    @property
    def year_before(self) -> pd.Series:
        """Spending of the year before the report's."""
        return row_of(self.spending, self.report - 1)

    @property
    def last(self) -> pd.Series:
        """The last published spending."""
        return self.spending.iloc[-1]

    @property
    def base(self) -> pd.Series:
        """Spending in the year before the plan began."""
        return row_of(self.spending, 2022)

    # --- what is projected -----------------------------------------------------------------

    @property
    def fitted(self) -> pd.DataFrame:
        """The spending that enters the fit."""
        return self.spending[self.spending["year"] >= self.fit_from]

    def project(
        self,
        frame: pd.DataFrame,
        method: str,
        to: int,
        origin: int | None = None,
        fit_from: int | None = None,
    ) -> Projection:
        """Carry spending to a year; the method ``panel`` looks at the sister provinces too.

        Where the window is too short for the panel to learn from, the general engine projects;
        the projection's method and note say which of the two it was. The window begins with the
        story's first year unless another is given.
        """
        first = self.fit_from if fit_from is None else fit_from
        kept = frame[frame["year"] >= first]
        if method == "panel":
            sisters = self.sisters[self.sisters["year"] >= first]
            try:
                return cq.project(kept, to=to, sisters=sisters, origin=origin)
            except NotProjectable:
                method = "cqdata"
        return cq.project(kept, to=to, method=method, origin=origin, sisters=False)

    @cached_property
    def long_projection(self) -> Projection:
        """Spending carried far enough to say when a target may be reached."""
        return self.project(self.spending, self.method, self._far)

    def long_projection_by(self, method: str, fit_from: int) -> Projection:
        """Return what ``long_projection`` would be by another method or from another year on.

        Raises
        ------
        NotProjectable
            If the years from ``fit_from`` on are too few for the method.
        """
        if (method, fit_from) == (self.method, self.fit_from):
            return self.long_projection
        return self.project(self.spending, method, self._far, fit_from=fit_from)

    @property
    def _far(self) -> int:
        carried = int(self.last["year"]) + 2 * len(self.fitted)
        return max(self.target_year, min(plan.HORIZON_END, carried))

    @cached_property
    def projection(self) -> Projection:
        """Spending carried to the target year by the chosen method."""
        whole = self.long_projection
        return replace(whole, table=whole.table[whole.table["year"] <= self.target_year])

    @cached_property
    def look_back(self) -> Projection:
        """Spending as it would have been projected when the report came out.

        Only what was published by the end of the report's year enters: the last bulletin then
        was that of the year before.
        """
        return self.project(self.spending, self.method, self.target_year, self.report - 1)

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
        growth = 1 + numbers(self.facts)["needed"] / 100
        start = int(self.last["year"])
        years = range(start, self.target_year + 1)
        values = [float(self.last["value"]) * growth ** (one - start) for one in years]
        return pd.DataFrame({"year": list(years), "value": values})

    def _gdp_ahead(self, region: str, spending: pd.DataFrame) -> pd.Series:
        """Return nominal GDP of the projected years, 亿元: as published, then growing as assumed.

        The nation's GDP is spending over intensity, so it is known to about two in a thousand;
        of a year that has a preliminary intensity only, it is projected spending over that.
        """
        if region == CITY:
            known, growth = self.gdp.set_index("year")["value"], self.gdp_growth
        else:
            growth = self.national_gdp_growth
            share, spent = (
                one.iloc[-1]
                for one in together(self.intensity("census5", NATION), self.national_spending)
            )
            first = {int(spent["year"]): float(spent["value"]) / float(share["value"]) * 100}
            median = spending.set_index("year")["median"]
            known = pd.Series(
                first
                | {
                    int(row.year): median[row.year] / row.value * 100
                    for row in self.preliminary.itertuples()
                    if row.year in median.index
                }
            )
        start = int(known.index.max())
        ahead = known[start] * (1 + growth / 100) ** (spending["year"] - start)
        return spending["year"].map(known).fillna(ahead).astype(float)

    def intensity_scenario(self, region: str) -> Projection:
        """Return projected spending over GDP, % of GDP, with the spending's intervals.

        A year with a preliminary intensity has that value and no range.
        """
        spending = self.projection if region == CITY else self.national_projection
        table = spending.table.copy()
        gdp = self._gdp_ahead(region, table)
        columns = table.columns.drop("year")
        for column in columns:
            table[column] = table[column] / gdp * 100
        if region == NATION:
            stated = self.preliminary.set_index("year")["value"]
            for when in set(stated.index) & set(table["year"]):
                table.loc[table["year"] == when, columns] = float(stated[when])
        return replace(spending, table=table)

    @cached_property
    def scenario(self) -> pd.DataFrame:
        """Intensity as R&D over GDP: projected spending over GDP that grows as assumed.

        Columns ``year``, ``city``, ``nation`` (% of GDP) and ``to_match`` (亿元: city spending at
        which the city would equal the nation).
        """
        city, nation = self.intensity_scenario(CITY).table, self.intensity_scenario(NATION).table
        nation = nation[nation["year"].isin(city["year"])].reset_index(drop=True)
        city = city[city["year"].isin(nation["year"])].reset_index(drop=True)
        gdp = self._gdp_ahead(CITY, city)
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
        """The plan's growth target, its chance and the verdict by Eurostat's rule."""
        return plan.assess(
            self.spending,
            self.goal,
            self.target_year,
            baseline_year=int(self.base["year"]),
            projection=self.long_projection,
        )

    def _latest(self, region: str) -> pd.Series:
        return self.pair[region == NATION].iloc[-1]

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        last, base, before = self.last, self.base, self.spending.iloc[-2]
        left = self.target_year - int(last["year"])
        median = self.projection.at(self.target_year)
        city, nation = self.pair
        gaps = nation["value"].to_numpy() - city["value"].to_numpy()
        end = self.scenario.iloc[-1]
        spent = joined(last, base)
        spent_all = joined(*self.fitted["ref"])
        if self.method == "panel":
            spent_all = joined(spent_all, "rd_expenditure[bulletin]")
        gap_refs = [
            joined(c, n) for c, n in zip(city.itertuples(), nation.itertuples(), strict=True)
        ]
        figure = cq.figures().set_index("figure_id")
        first, revised, outturn = self.first_intensity, self.revised_intensity, self.outturn
        expected = {
            name: f"{self.report}/{name}"
            for name in ("rd_expenditure", "rd_intensity", "rd_expenditure_growth")
        }
        rank = self.provinces[self.provinces["region"] != NATION]["value"].rank(
            ascending=False, method="min"
        )
        place = rank[self.provinces["region"] == CITY].iloc[0]
        so_far = plan.compound_growth(
            float(base["value"]), float(last["value"]), last["year"] - base["year"]
        )
        needed = plan.required_growth(float(last["value"]), self.goal, left)
        then = self.look_back.at(int(last["year"]))
        then_refs = joined(*self.look_back.history["ref"])
        scenario_ref = joined(
            spent_all,
            *self.gdp["ref"],
            *self.preliminary["ref"],
            *self.national_spending["ref"],
            self._latest(NATION),
            "parameter/GDP_GROWTH",
            "parameter/NATIONAL_GDP_GROWTH",
        )
        return {
            "method": Fact("", unit=self.projection.note, ref=spent_all),
            "level": Fact("80%"),
            "end": year(self.target_year, GROWTH_TARGET),
            "start": year(base["year"], base["ref"]),
            "first": year(self.fitted["year"].iloc[0], self.fitted["ref"].iloc[0]),
            "now_year": year(last["year"], last["ref"]),
            "before_year": year(before["year"], before["ref"]),
            "now": money(last["value"], last["ref"]),
            "base": money(base["value"], base["ref"]),
            "planned": pct(self.planned_growth["value"], GROWTH_TARGET, ".0f"),
            "goal": money(self.goal, joined(base, GROWTH_TARGET), ",.0f"),
            "so_far": pct(so_far, spent),
            "last_growth": pct(
                plan.compound_growth(float(before["value"]), float(last["value"]), 1),
                joined(before, last),
            ),
            "before_growth": pct(
                plan.compound_growth(
                    float(self.spending["value"].iloc[-3]), float(before["value"]), 1
                ),
                joined(*self.spending["ref"].iloc[-3:-1]),
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
            "then_year": year(self.report - 1, self.year_before["ref"]),
            "then_median": money(then["median"], then_refs, ",.0f"),
            "then_low80": money(then["low80"], then_refs, ",.0f"),
            "then_high80": money(then["high80"], then_refs, ",.0f"),
            "at_pace": money(plan.growth_target(float(last["value"]), so_far, left), spent, ",.0f"),
            "compared": money(self.comparison.at(self.target_year)["median"], spent_all, ",.0f"),
            "chance": chance(self.assessment.probability, joined(spent_all, GROWTH_TARGET)),
            "chance_nation": chance(self.chance_above_nation, scenario_ref),
            "city": pct(city["value"].iloc[-1], city["ref"].iloc[-1], ".2f"),
            "nation": pct(nation["value"].iloc[-1], nation["ref"].iloc[-1], ".2f"),
            "gap_before": points(gaps[0], gap_refs[0]),
            "gap_now": points(gaps[-1], gap_refs[-1]),
            "place": Fact(
                int(place),
                "d",
                {"zh": "位", "en": ordinal(int(place))},
                joined(*self.provinces["ref"]),
            ),
            "regions": Fact(
                len(self.provinces) - 1,
                "d",
                {"zh": "个省份", "en": " provinces"},
                joined(*self.provinces["ref"]),
            ),
            "estimate": money(
                figure.loc[expected["rd_expenditure"], "value"], expected["rd_expenditure"], ",.0f"
            ),
            "outturn": money(outturn["value"], outturn["ref"]),
            "estimated_intensity": pct(
                figure.loc[expected["rd_intensity"], "value"], expected["rd_intensity"], ".2f"
            ),
            "first_intensity": pct(first["value"], first["ref"], ".2f"),
            "revised_intensity": pct(revised["value"], revised["ref"], ".2f"),
            "revised_year": year(self.report, revised["ref"]),
            "spending_apart": money(
                outturn["value"] - figure.loc[expected["rd_expenditure"], "value"],
                joined(outturn, expected["rd_expenditure"]),
                "+,.1f",
            ),
            "first_apart": points(
                first["value"] - figure.loc[expected["rd_intensity"], "value"],
                joined(first, expected["rd_intensity"]),
                "+.2f",
            ),
            "revised_apart": points(
                revised["value"] - figure.loc[expected["rd_intensity"], "value"],
                joined(revised, expected["rd_intensity"]),
                "+.2f",
            ),
            "estimated_growth": pct(
                figure.loc[expected["rd_expenditure_growth"], "value"],
                expected["rd_expenditure_growth"],
                printed_spec(figure.loc[expected["rd_expenditure_growth"]]),
            ),
            "outturn_growth": pct(
                plan.compound_growth(float(self.year_before["value"]), float(outturn["value"]), 1),
                joined(self.year_before, outturn),
            ),
            "gdp_year": year(self.gdp["year"].iloc[-1], self.gdp["ref"].iloc[-1]),
            **{
                name: fact
                for row in self.preliminary.tail(1).itertuples()
                for name, fact in (
                    ("stated_year", year(row.year, row.ref)),
                    ("stated_intensity", pct(row.value, row.ref, ".2f")),
                )
            },
            "city_gdp_growth": pct(self.gdp_growth, "parameter/GDP_GROWTH"),
            "nation_gdp_growth": pct(self.national_gdp_growth, "parameter/NATIONAL_GDP_GROWTH"),
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
    def came_inside(self) -> bool:
        """Whether the last outturn lies in the 80% interval projected when the report came out."""
        then = self.look_back.at(int(self.last["year"]))
        return bool(then["low80"] <= self.last["value"] <= then["high80"])

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
                "zh": "预测中值达不到：{end}研发经费约{median}（{level}区间{low80}至{high80}），"
                "比年均增长{planned}所需的{goal}少{gap}，达到的概率约{chance}",
                "en": "Probably not: the projected median of R&D spending in {end} is {median} "
                "({level} range {low80} to {high80}), {gap} short of the {goal} that growth of "
                "{planned} a year asks for; the chance of reaching it is about {chance}",
            }
            if self.short
            else {
                "zh": "预测中值可以达到年均增长{planned}：{end}研发经费约{median}"
                "（{level}区间{low80}至{high80}），所需为{goal}，达到的概率约{chance}",
                "en": "Probably: the projected median of R&D spending in {end} is {median} "
                "({level} range {low80} to {high80}), {goal} needed; the chance of reaching it "
                "is about {chance}",
            }
        )
        pace = {
            "zh": "。预测相当于每年增长{median_growth}，{start}以来年均{so_far}；若保持后者，"
            "{end}为{at_pace}",
            "en": ". The median means {median_growth} a year, against {so_far} since {start}; at "
            "the latter pace {end} would see {at_pace}",
        }
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
        template = {lang: spending[lang] + pace[lang] + against[lang] for lang in ("zh", "en")}
        return compose(template, self.facts)

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
                    "zh": "强度预计{estimated_intensity}，公报首次公布{first_intensity}"
                    + ("，经济普查修订后为{revised_intensity}。" if self.was_revised else "。"),
                    "en": "Intensity was expected at {estimated_intensity}, first published as "
                    "{first_intensity}"
                    + (" and {revised_intensity} after the census." if self.was_revised else "."),
                },
            ],
            self.facts,
        )

    @property
    def look_back_table(self) -> pd.DataFrame:
        """What was projected when the report came out, and what came, 亿元."""
        table = self.look_back.table[["year", "median", "low80", "high80"]].copy()
        came = self.spending.set_index("year")["value"]
        table["came"] = table["year"].map(came)
        return table[table["came"].notna()].round(1).reset_index(drop=True)

    @property
    def look_back_text(self) -> Text:
        """Whether the projection of the time held."""
        inside = self.came_inside
        return sentences(
            [
                {
                    "zh": "报告发布时按同一方法预测{now_year}为{then_median}（{level}区间"
                    "{then_low80}至{then_high80}），实际{now}，落在区间"
                    + ("内。" if inside else "外。"),
                    "en": "When the report came out the same method gave {then_median} for "
                    "{now_year} ({level} range {then_low80} to {then_high80}); {now} came, "
                    + ("inside it." if inside else "outside it."),
                }
            ],
            self.facts,
        )

    @property
    def ratio_text(self) -> Text:
        """Why the intensity is carried as spending over GDP."""
        return sentences(
            [
                {
                    "zh": "最新口径的强度数值太少，不单独预测，按研发经费除以GDP推算。",
                    "en": "The newest basis of the intensity has too few values to be projected "
                    "by itself; it is carried as spending over GDP.",
                }
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
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        value = numbers(self.facts)
        return [
            Claim(
                "spending grew more slowly than the plan's rate since it began",
                "规划实施以来研发经费增速低于规划要求",
                value["so_far"] < value["planned"],
            ),
            Claim(
                "growth slowed in the last year",
                "最近一年增速回落",
                value["last_growth"] < value["before_growth"],
            ),
            Claim(
                "the projected median stays below the plan's path in every year",
                "预测中值各年均低于规划所需水平",
                bool(
                    (
                        self.projection.table["median"].to_numpy()
                        < self.path["value"].iloc[1:].to_numpy()
                    ).all()
                ),
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
                self.was_revised and self.estimate_between,
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
        table = figures_of(self.report)
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
        value = numbers(self.facts)
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
        city, nation = self.pair
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
