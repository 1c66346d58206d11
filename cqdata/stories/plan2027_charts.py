"""Charts of the plan: the scorecard of targets, growth needed, what the answer rests on."""

from __future__ import annotations

import pandas as pd

from cqdata.catalog import cite
from cqdata.charts import Chart, Words
from cqdata.stories.common import story_of
from cqdata.stories.plan2027 import (
    ORDER,
    RECORD_SOURCE,
    UNITS,
    PlanStory,
)
from cqdata.stories.rd import GROWTH_TARGET

# Names that would take three lines beside a bar.
SHORT = {
    "doubling_plan/strategic_industries_share/2027": (
        "战略性新兴产业占规上工业比重",
        "Strategic industries, share of industry",
    ),
}


def _labels(row) -> dict[str, str]:
    zh, en = SHORT.get(row.target_id, (row.indicator_zh, row.indicator_en))
    return {"label_zh": zh, "label_en": en}


def _drawn(story: PlanStory) -> pd.DataFrame:
    """Return the targets that are judged, in the order of the themes."""
    table = story.table[story.table["verdict"] != "unknown"].copy()
    table["when"] = [f"when_{number}" for number in range(len(table))]
    table["place"] = [
        ORDER.index(one) if one in ORDER else len(ORDER) for one in table["target_id"]
    ]
    return table.sort_values(["place", "target_id"]).reset_index(drop=True)


def plan_scorecard(story: PlanStory | None = None) -> Chart:
    """Return every judged target: latest with its year, target, chance, verdict, its record."""
    story = story or story_of(PlanStory)
    data = []
    ids: list[str] = []
    for row in _drawn(story).itertuples():
        unit_zh, unit_en = UNITS.get(row.unit, (row.unit, f" {row.unit}"))
        # Money has no format of its own: the chart's differs by language.
        spec = "" if row.unit == "CNY_1e8" else ",.0f" if row.unit.startswith("count") else ".1f"
        goal_zh, goal_en = unit_zh, unit_en
        inferred = row.latest_status == "inferred"
        if row.derived:
            # No plan prints this level.
            goal_zh, goal_en = (
                f"{unit_zh or '亿元'}（推算）",
                f"{unit_en or ' bn yuan'} (derived)",
            )
            spec = ".2f" if row.unit == "%" else spec
        sources = row.source_id.split(";")
        ids += sources
        cell = {
            "category": row.target_id,
            "format": spec,
            "unit_zh": unit_zh,
            "unit_en": unit_en,
            "source_id": row.source_id,
            "ref": row.ref,
        } | _labels(row)
        share = {"format": ".0f", "unit_zh": "%", "unit_en": "%", "status": "derived"}
        data += [
            cell | {"series": "last", "kind": "actual", "value": row.latest, "x": row.latest_year},
            cell
            | {
                "series": "when",
                "kind": "actual",
                "note_zh": f"{{{row.when}}}" + ("（推断）" if inferred else ""),
                "note_en": f"{{{row.when}}}" + (" (inferred)" if inferred else ""),
            },
            cell
            | {
                "series": "goal",
                "kind": "target",
                "value": row.target,
                "x": story.target_year,
                "status": "target",
                "unit_zh": goal_zh,
                "unit_en": goal_en,
            },
            cell | share | {"series": "chance", "kind": "actual", "value": row.chance * 100},
            {
                "category": row.target_id,
                "series": "verdict",
                "kind": "verdict",
                "verdict": row.verdict,
            },
            cell
            | share
            | {
                "series": "record",
                "kind": "actual",
                "value": row.record,
                "source_id": RECORD_SOURCE,
                "ref": RECORD_SOURCE,
            },
        ]
    return Chart(
        name="plan_scorecard",
        form="progress",
        data=pd.DataFrame(data),
        facts=story.facts,
        format={"zh": ",.1f", "en": ",.2f"},
        scale={"en": 0.1},
        options={"columns": ("last", "when", "goal", "chance", "verdict", "record")},
        words={
            "zh": Words(
                title="{judged}可判断的指标中，对{end}目标已达标或进展显著{good}，其余{bad}",
                subtitle="最新公布数及其年份、目标、达标概率、欧盟统计局规则的判断及其应验率",
                unit="亿元",
                series={
                    "last": "最新数",
                    "when": "年份",
                    "goal": "{end}目标",
                    "chance": "达标概率",
                    "verdict": "判断",
                    "record": "应验率",
                },
                notes=[
                    "判断：{start}或其后首个公布数以来的年均增速与所需增速之比。应验率：检验中"
                    "同一判断的情形后来达标的比例。标“推算”的目标，规划没有列出数值。"
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Of {judged} indicators that can be judged against {end}, {good} are met "
                "or show significant progress, {bad} do not",
                subtitle="Latest value and its year, target, chance of reaching it, the verdict by "
                "Eurostat's rule, and how often that verdict came true",
                unit=" bn yuan",
                series={
                    "last": "Latest",
                    "when": "of",
                    "goal": "{end} target",
                    "chance": "Chance",
                    "verdict": "Verdict",
                    "record": "Came true",
                },
                notes=[
                    "Verdict: growth since {start}, or the first value after, over growth needed "
                    "(Eurostat). Came true: share of tested cases with that verdict that reached "
                    "their target. No plan prints a target marked derived."
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


def plan_growth_required(story: PlanStory | None = None) -> Chart:
    """Return growth since the baseline against growth needed from now on, by target."""
    story = story or story_of(PlanStory)
    drawn = _drawn(story)
    drawn = drawn[drawn["needed"].notna() & drawn["so_far"].notna()]
    data = []
    ids: list[str] = []
    for row in drawn.itertuples():
        ids += row.source_id.split(";")
        cell = {
            "category": row.target_id,
            "ref": row.ref,
            "source_id": row.source_id,
        } | _labels(row)
        data.append(
            cell | {"series": "so_far", "kind": "actual", "value": row.so_far, "status": "derived"}
        )
        data.append(
            cell
            | {
                "series": "needed",
                "kind": "required",
                "value": max(row.needed, 0.0),
                "status": "derived",
            }
        )
    return Chart(
        name="plan_growth_required",
        form="required",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=".1f",
        words={
            "zh": Words(
                title="研发经费今后每年须增长{needed_rd}，此前年均{so_far_rd}",
                subtitle="年均增速，%：{start}以来已实现，与从最新数到{end}目标所需",
                unit="%",
                series={"so_far": "已实现", "needed": "所需"},
                notes=["目标已达到的，所需增速记为零。"],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="R&D spending now needs {needed_rd} a year, after {so_far_rd} a year so far",
                subtitle="Growth, % a year: achieved since {start}, and needed from the latest "
                "value to the {end} target",
                unit="%",
                series={"so_far": "Achieved", "needed": "Needed"},
                notes=["Where a target is met already, the growth needed is shown as zero."],
                sources=cite(ids, "en"),
            ),
        },
    )


def plan_sensitivity(story: PlanStory | None = None) -> Chart:
    """Return projected R&D spending under each assumption, as a share of what the plan needs."""
    story = story or story_of(PlanStory)
    table = story.sensitivity
    ids = [*story.rd.spending["source_id"], story.rd.planned_growth["source_id"]]
    source = story.rd.last["source_id"]
    data = [
        {
            "series": "share",
            "kind": "actual",
            "category": row.assumption,
            "value": row.share,
            "label_zh": row.zh,
            "label_en": row.en,
            "status": "derived",
            "source_id": source,
            "ref": story.facts["least"].ref,
        }
        for row in table.dropna(subset=["share"]).itertuples()
    ]
    data.append(
        {
            "series": "goal",
            "kind": "benchmark",
            "value": 100.0,
            "status": "target",
            "source_id": story.rd.planned_growth["source_id"],
            "ref": GROWTH_TARGET,
        }
    )
    return Chart(
        name="plan_sensitivity",
        form="bars",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=".0f",
        options={"highlight": ["as_published"]},
        words={
            "zh": Words(
                title="研发经费能否达标取决于方法：预测为所需的{least}至{most}",
                subtitle="{end}研发经费预测中值占规划所需的比重，%，按方法和起始年份",
                unit="%",
                series={"share": "预测占所需比重", "goal": "规划所需"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Whether R&D spending makes it depends on the method: {least} to {most} of "
                "what is needed",
                subtitle="Projected median of {end} as a share of what the plan needs, %, by "
                "method and first year fitted",
                unit="%",
                series={"share": "Projected, share of what is needed", "goal": "Needed"},
                sources=cite(ids, "en"),
            ),
        },
    )
