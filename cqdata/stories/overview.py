"""The overview: each headline figure, what it implies for the year before, and where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata.catalog import cite
from cqdata.charts import Chart, Fact, Words
from cqdata.plan import VERDICT_WORDS, VERDICTS
from cqdata.stories.common import (
    EDITION,
    LANGS,
    Answer,
    Claim,
    compose,
    count,
    figures_of,
    joined,
    story_of,
    year,
)
from cqdata.stories.plan2027 import GROWTH_TARGET, NATIONAL_TARGET, PlanStory

CITY = "重庆"


@dataclass(frozen=True)
class Headline:
    """One headline figure: where its history stands and which target is its own."""

    figure: str
    derived: str = ""
    indicator: str = ""
    basis: str = ""
    target: str = ""
    spec: str = ",.0f"
    unit_zh: str = ""
    unit_en: str = ""
    # English counts go without a word behind them (a blank): the name says what is counted.
    # Later statements that carry no date of their own are shown, and said to be undated.
    undated: bool = False


HEADLINES = (
    Headline(
        "rd_expenditure",
        "rd_expenditure",
        "rd_expenditure",
        "bulletin",
        GROWTH_TARGET,
        "",
        "",
        "",
    ),
    Headline(
        "rd_intensity", "rd_intensity", "rd_intensity", "census5", NATIONAL_TARGET, ".2f", "%", "%"
    ),
    Headline(
        "rd_personnel",
        "rd_personnel_headcount",
        "rd_personnel_headcount",
        "city_report",
        "",
        ",.0f",
        "+人",
        "+",
    ),
    Headline(
        "high_tech_enterprises",
        "high_tech_enterprises",
        "high_tech_enterprises",
        "city_bureau",
        "doubling_plan/high_tech_enterprises/2027",
        ",.0f",
        "家",
        " ",
        True,
    ),
    Headline(
        "technology_based_enterprises",
        "technology_based_enterprises/net",
        "technology_based_enterprises",
        "city_bureau",
        "doubling_plan/technology_based_enterprises/2027",
        ",.0f",
        "家",
        " ",
        True,
    ),
    Headline(
        "specialised_smes",
        "specialised_smes/net",
        "specialised_smes",
        "city_bureau",
        "sme_reform_plan/specialised_smes/2027",
        ",.0f",
        "家",
        " ",
    ),
    Headline(
        "little_giants",
        "little_giants/net",
        "little_giants",
        "city_bureau",
        "doubling_plan/little_giants/2027",
        ",.0f",
        "家",
        " ",
    ),
    Headline(
        "technology_contract_turnover",
        "technology_contract_turnover",
        "technology_contract_turnover",
        "city_bureau",
        "",
        "",
        "",
        "",
    ),
    Headline(
        "invention_patents_per_10k",
        "invention_patents_per_10k",
        "invention_patents_per_10k",
        "city_report",
        "",
        ".2f",
        "件",
        " ",
    ),
    Headline("national_projects", "national_projects", "", "", "", ",.0f", "项", " "),
    Headline("ip_loans", "ip_loans", "ip_loans", "city_report", "", "", "", ""),
    Headline("nev_output", "nev_output", "nev_output", "city_report", "", ",.0f", "辆", " "),
)


@dataclass(frozen=True)
class OverviewStory:
    """The report's headline figures, each with the year before, what came since and its target.

    Parameters
    ----------
    target_year : int
        Targets due in this year are shown.
    report : int
        Year that the report is about: its edition.
    """

    target_year: int = 2027
    report: int = EDITION

    @property
    def figures(self) -> pd.DataFrame:
        """All figures of the edition."""
        return figures_of(self.report)

    @cached_property
    def plan(self) -> PlanStory:
        """The targets and their verdicts."""
        return story_of(PlanStory, target_year=self.target_year)

    @cached_property
    def rows(self) -> list[dict]:
        """One record per headline figure that the edition prints.

        Raises
        ------
        DataError
            If it prints none.
        """
        there = set(self.figures["figure_id"])
        found = [one for one in HEADLINES if f"{self.report}/{one.figure}" in there]
        if not found:
            known = ", ".join(one.figure for one in HEADLINES)
            raise cq.DataError(f"report on {self.report}: prints none of {known}")
        return [self._record(one) for one in found]

    def _record(self, one: Headline) -> dict:
        figure = cq.figure(f"{self.report}/{one.figure}")
        record = {
            "id": one.figure,
            "headline": one,
            "theme": figure["theme"],
            "indicator_zh": figure["indicator_zh"],
            "indicator_en": figure["indicator_en"],
            "printed": figure["printed"],
            "report": _number(figure["value"]),
            "qualifier": figure["qualifier"],
            "status": figure["status"],
            "report_ref": figure["figure_id"],
            "report_source": figure["source_id"],
        }
        return record | self._before(one) | self._since(one) | self._goal(one)

    def _before(self, one: Headline) -> dict:
        derived = cq.derived().set_index("derived_id")
        name = f"implied/{self.report - 1}/{one.derived}"
        # Without a growth rate or entries the report implies nothing of the year before.
        if name not in derived.index:
            return {
                "before_low": math.nan,
                "before_high": math.nan,
                "before": math.nan,
                "before_ref": "",
            }
        by_growth = name.removesuffix("/net")
        # Stock less new is the year before only if the new ones are a net number.
        if by_growth in derived.index and not (
            derived.loc[by_growth, "low"]
            <= derived.loc[name, "value"]
            <= derived.loc[by_growth, "high"]
        ):
            name = by_growth
        row = derived.loc[name]
        low, high = float(row["low"]), float(row["high"])
        # Where only whole numbers fit there is no single value; the middle is drawn, the ends said.
        value = (low + high) / 2 if pd.isna(row["value"]) else float(row["value"])
        return {
            "before_low": low,
            "before_high": high,
            "before": value,
            "before_ref": name,
        }

    def _since(self, one: Headline) -> dict:
        empty = {
            "since": math.nan,
            "since_when": "",
            "since_ref": "",
            "since_source": "",
            "since_flag": "",
        }
        if not one.indicator:
            return empty
        include = ("part_year", "doubtful") if one.undated else ("part_year",)
        try:
            frame = cq.series(one.indicator, region=CITY, basis=one.basis, include=include)
        except cq.DataError:
            return empty
        frame = frame[frame["source_id"] != f"report-{self.report}"]
        frame = frame[frame["period"] >= str(self.report)]
        if frame.empty:
            return empty
        row = frame.iloc[-1]
        return {
            "since": float(row["value"]),
            "since_when": row["period"],
            "since_ref": row["ref"],
            "since_source": row["source_id"],
            "since_flag": "" if pd.isna(row["flag"]) else row["flag"],
        }

    def _goal(self, one: Headline) -> dict:
        table = self.plan.table.set_index("target_id") if len(self.plan.table) else pd.DataFrame()
        if not one.target or one.target not in table.index:
            return {
                "goal": math.nan,
                "goal_ref": "",
                "goal_source": "",
                "goal_derived": False,
                "chance": math.nan,
                "verdict": "",
                "record": math.nan,
            }
        row = table.loc[one.target]
        return {
            "goal": row["target"],
            "goal_ref": one.target,
            "goal_source": self.plan.issuer(one.target),
            "goal_derived": bool(row["derived"]),
            "chance": row["chance"],
            "verdict": row["verdict"],
            "record": row["record"],
        }

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        table = self.table
        refs = joined(*table["report_ref"])
        aims = table[table["verdict"].isin(("met", *VERDICTS))]
        goals = joined(*aims["goal_ref"])
        good = int(aims["verdict"].isin(("met", "significant")).sum())
        figures = self.figures
        out = {
            "end": year(self.target_year, goals),
            "edition": year(self.report, refs),
            "before_year": year(self.report - 1, refs),
            "figures": count(len(figures), "个", "figures", joined(*figures["figure_id"])),
            "headlines": count(len(table), "项", "headline figures", refs),
            "judged": count(len(aims), "项", "", goals),
            "good": count(good, "项", "", goals),
            "bad": count(len(aims) - good, "项", "", goals),
            "chance_rd": self.plan.facts["chance_rd"],
            "chance_nation": self.plan.facts["chance_nation"],
        }
        for row in table.itertuples():
            out[f"{row.id}_when"] = Fact(row.since_when, ref=row.since_ref)
        return out

    @property
    def answer(self) -> Answer:
        """The answer to the notebook's question."""
        return compose(
            {
                "zh": "报告共有{figures}数字；{headlines}主要指标中有{judged}可以对照{end}目标："
                "{good}已达标或进展显著，{bad}进展较慢或背离。研发经费达到规划增速的概率约{chance_rd}，"
                "强度高于全国平均的概率约{chance_nation}。",
                "en": "The report prints {figures}. Of {headlines}, {judged} can be held against a "
                "target for {end}: {good} met or with significant progress, {bad} slower or moving "
                "away. The chance "
                "that R&D spending reaches the plan's growth is about {chance_rd}, that intensity "
                "exceeds the national average about {chance_nation}.",
            },
            self.facts,
        )

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        table = self.table.set_index("id")
        return [
            Claim(
                "every implied value of the year before lies below the report's",
                "所有推算的上年数都低于报告数",
                bool((table["before_high"] < table["report"])[table["before_high"].notna()].all()),
            ),
            Claim(
                "R&D spending and intensity are the headline figures without significant progress "
                "towards their targets",
                "对目标进展未达到显著的主要指标是研发经费和强度",
                set(table.index[table["verdict"].isin(("moderate", "insufficient", "away"))])
                == {"rd_expenditure", "rd_intensity"},
            ),
            Claim(
                "the two enterprise counts stated since carry no count date",
                "两项企业数的最新说法没有统计时点",
                set(table.index[table["since_flag"] == "undated"])
                == {"high_tech_enterprises", "technology_based_enterprises"},
            ),
        ]

    # --- tables ----------------------------------------------------------------------------

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per headline figure, numbers unrounded."""
        return pd.DataFrame(self.rows)

    @property
    def traced(self) -> str:
        """The figure shown as an example of a trace: the first that is no estimate."""
        table = self.table
        firm = table[table["status"] != "estimate"]
        return str((table if firm.empty else firm)["report_ref"].iloc[0])

    @property
    def scorecard_table(self) -> pd.DataFrame:
        """The scorecard as a table; money in 亿元, shares and intensity in %."""
        columns = [
            "theme",
            "indicator_en",
            "indicator_zh",
            "printed",
            "before_low",
            "before_high",
            "report",
            "since",
            "since_when",
            "goal",
            "chance",
            "verdict_en",
            "verdict_zh",
            "record",
        ]
        table = self.table.assign(
            **{
                f"verdict_{lang}": self.table["verdict"].map({"": "", **VERDICT_WORDS[lang]})
                for lang in LANGS
            }
        )
        return table[columns].round(
            {"before_low": 2, "before_high": 2, "since": 2, "goal": 2, "chance": 2, "record": 0}
        )

    @property
    def dated_by_inference(self) -> bool:
        """Whether the verdict on high-tech enterprises rests on a count of an inferred date."""
        found = self.plan.table.set_index("indicator")["latest_status"]
        return bool(found.get("high_tech_enterprises", "") == "inferred")

    @property
    def theme_table(self) -> pd.DataFrame:
        """How many figures the report prints, by theme and measure."""
        figures = self.figures
        return pd.crosstab(figures["theme"], figures["measure"]).reset_index()


def _number(value) -> float:
    return math.nan if pd.isna(value) else float(value)


def _goal_units(row) -> dict[str, str]:
    """Return units that mark a target that no plan prints as a number."""
    if not row.goal_derived:
        return {}
    zh, en = row.headline.unit_zh or "亿元", row.headline.unit_en or " bn yuan"
    return {"unit_zh": f"{zh}（推算）", "unit_en": f"{en}*"}


def overview_scorecard(story: OverviewStory | None = None) -> Chart:
    """Return the scorecard: implied year before, report, latest value since, target, verdict."""
    story = story or story_of(OverviewStory)
    data: list[dict] = []
    ids: list[str] = []
    for row in story.table.itertuples():
        one: Headline = row.headline
        cell = {
            "category": row.id,
            "label_zh": row.indicator_zh,
            "label_en": row.indicator_en,
            "format": one.spec,
            "unit_zh": one.unit_zh,
            "unit_en": one.unit_en,
        }
        ids += [one for one in (row.report_source, row.since_source, row.goal_source) if one]
        data += [
            cell
            | {
                "series": "before",
                "kind": "actual",
                "value": row.before,
                "low": row.before_low,
                "high": row.before_high,
                "status": "derived",
                "source_id": row.report_source,
                "ref": row.before_ref,
            },
            cell
            | {
                "series": "report",
                "kind": "actual",
                "value": row.report,
                "status": row.status if row.status == "estimate" else "reported",
                "source_id": row.report_source,
                "ref": row.report_ref,
            },
            cell
            | {
                "series": "since",
                "kind": "actual",
                "value": row.since,
                "source_id": row.since_source or row.report_source,
                "ref": row.since_ref,
            },
            {
                "category": row.id,
                "series": "when",
                "kind": "actual",
                "source_id": row.since_source or row.report_source,
                "ref": row.since_ref,
                "note_zh": f"{{{row.id}_when}}" if row.since_when else "–",
                "note_en": f"{{{row.id}_when}}" if row.since_when else "–",
            },
            cell
            | {
                "series": "goal",
                "kind": "target",
                "value": row.goal,
                "status": "target",
                **_goal_units(row),
                "source_id": row.goal_source or row.report_source,
                "ref": row.goal_ref,
            },
            {
                "category": row.id,
                "series": "verdict",
                "kind": "verdict",
                "verdict": "" if row.verdict == "unknown" else row.verdict,
                "ref": row.goal_ref,
            },
        ]
    return Chart(
        name="overview_scorecard",
        form="progress",
        data=pd.DataFrame(data),
        facts=story.facts,
        format={"zh": ",.1f", "en": ",.2f"},
        scale={"en": 0.1},
        options={"columns": ("before", "report", "since", "when", "goal", "verdict")},
        words={
            "zh": Words(
                title="{judged}可对照{end}目标的主要指标中，{good}已达标或进展显著，{bad}进展较慢或背离",
                subtitle="报告{edition}数、由增速推算的{before_year}数、此后最新公布数与{end}目标",
                unit="亿元",
                series={
                    "before": "推算{before_year}",
                    "report": "报告{edition}",
                    "since": "此后最新",
                    "when": "时点",
                    "goal": "{end}目标",
                    "verdict": "判断",
                },
                notes=[
                    "推算数为区间中点；标“推算”的目标，规划没有列出数值。判断不是概率。高新技术企业和科技型企业的最新说法没有统计时点，"
                    + (
                        "前者按推断的时点进入判断，后者未采用。"
                        if story.dated_by_inference
                        else "判断未采用。"
                    )
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Of {judged} headline figures with a {end} target, {good} are met or "
                "progress significantly, {bad} are slower or moving away",
                subtitle="The report on {edition}, the implied value of {before_year}, the latest "
                "since, and the {end} target",
                unit=" bn yuan",
                series={
                    "before": "Implied {before_year}",
                    "report": "Report {edition}",
                    "since": "Latest since",
                    "when": "stated for",
                    "goal": "{end} target",
                    "verdict": "Verdict",
                },
                notes=[
                    "* No plan prints this number: it is derived. A verdict is no chance. "
                    "Implied values are the middle of their interval. The latest counts of "
                    "high-tech and technology-based enterprises carry no count date; "
                    + (
                        "the first enters the verdict by the date inferred, the second does not."
                        if story.dated_by_inference
                        else "they do not enter the verdict."
                    )
                ],
                sources=cite(ids, "en"),
            ),
        },
    )
