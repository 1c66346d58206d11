"""Charts of the contracts story: two bases, growth, scenario, and the city among the provinces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

import cqdata as cq
from cqdata.catalog import cite
from cqdata.charts import Chart, Gap, Key, Words, rows
from cqdata.stories.common import LANGS, joined, story_of
from cqdata.stories.contracts import CITY, DOUBTED, PEERS, SUM, ContractsStory

MONEY = {"zh": "亿元", "en": " bn yuan"}
TENTH = {"en": 0.1}
# The same last digit in 亿元 and in billions.
AMOUNT = {"zh": ",.1f", "en": ",.2f"}
# A level that the analyst sets has no publication behind it: its source is the parameter.
PARAMETER = "parameter"


_JUMPED = {
    "zh": "跳变：该年年鉴成交额骤升或骤降，来源单一，不当作增长。",
    "en": "Jump: the yearbook's turnover suddenly rises or falls that year, with a single source; "
    "not taken for growth.",
}


def _ids(*columns: Iterable[str]) -> list[str]:
    """Return sources in their order, each once, without what is no publication."""
    found = [one for column in columns for cell in column for one in str(cell).split(";")]
    return [one for one in dict.fromkeys(found) if one and one != PARAMETER]


def _bulletins(story: ContractsStory) -> pd.Series:
    """Return the sources of R&D expenditure in the years of the yearbook series."""
    table = story.spending
    return table.loc[table["year"].isin(story.yearbook["year"]), "source_id"]


def _alone(frame: pd.DataFrame, series: str) -> pd.DataFrame:
    """Return rows that carry a mark each, with no line between them."""
    gaps = frame.assign(year=frame["year"] + 0.5, value=None, ref="", status="")
    both = pd.concat([frame, gaps.iloc[:-1]]).sort_values("year", ignore_index=True)
    return rows.actual(both.astype({"year": float, "value": float}), series)


def contracts_bases(story: ContractsStory | None = None) -> Chart:
    """Return turnover on its two bases, each by itself, the jumps of the yearbook marked."""
    story = story or story_of(ContractsStory)
    city, book = story.city, story.yearbook
    parts = [
        rows.actual(city, "city", marked=city["year"]),
        rows.actual(book, "yearbook", marked=(book["year"].iloc[-1],)),
        _alone(story.jumps, "jump"),
    ]
    options: dict[str, Any] = {"main": ["city", "yearbook", "jump"], "zero": True}
    last = book.iloc[-1]
    if story.projection is not None:
        parts.append(
            rows.projection(
                story.projection.table,
                "median",
                origin=(float(last["year"]), float(last["value"])),
                source_id=last["source_id"],
                ref=joined(*story.fitted["ref"]),
                levels=(50, 80),
            )
        )
        options |= {"divide": float(last["year"]), "like": {"median": "yearbook"}}
    ids = _ids(city["source_id"], book["source_id"])
    shown = "median" if story.projection is not None else ""
    notes = {
        "zh": ["跳变：一年间骤升或骤降，来源单一，不当作增长。"],
        "en": ["Jump: a sudden rise or fall with a single source, not taken for growth."],
    }
    if story.projection is None:
        notes["zh"].append("年鉴口径自{fit_start}以来只有{values}数，未作预测。")
        notes["en"].append(
            "The yearbook series is not projected: {values} values since {fit_start}."
        )
    else:
        notes["zh"].append("{note}拟合跨越{jumps_inside}跳变。")
        notes["en"].append("{note} The fit runs across {jumps_inside} jumps.")
    if len(story.rivals):
        notes["zh"].append("{rival_year}另有来源为{rival}。")
        notes["en"].append("Another source has {rival} for {rival_year}.")
    return Chart(
        name="contracts_bases",
        form="fan",
        data=rows.together(*parts),
        facts=story.facts,
        format=AMOUNT,
        scale=TENTH,
        options=options,
        words={
            "zh": Words(
                title="市级口径{now_year}为{now}，年鉴口径{book_year}为{book}：两种口径，不能相接",
                subtitle="重庆技术合同成交额，亿元；两种口径各自画线",
                unit="亿元",
                series={
                    "city": "市级口径",
                    "yearbook": "国家年鉴口径",
                    "jump": "跳变",
                    **({shown: "预测中值"} if shown else {}),
                },
                notes=notes["zh"],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="{now} in {now_year} on the city's basis, {book} in {book_year} in the "
                "yearbook: two bases that cannot be joined",
                subtitle="Technology contract turnover of Chongqing, bn yuan; each basis is a "
                "line of its own",
                unit=MONEY["en"],
                series={
                    "city": "City's basis",
                    "yearbook": "National yearbook",
                    "jump": "Jump",
                    **({shown: "Median"} if shown else {}),
                },
                notes=notes["en"],
                sources=cite(ids, "en"),
            ),
        },
    )


def contracts_growth(story: ContractsStory | None = None) -> Chart:
    """Return growth on the city's basis, in the yearbook and in the nation, year by year."""
    story = story or story_of(ContractsStory)
    data = []
    for row in story.growths.itertuples():
        known = row.value == row.value
        data.append(
            {
                "series": row.series,
                "kind": "actual",
                "category": str(row.year),
                "label_zh": f"{row.year}年",
                "label_en": str(row.year),
                "value": row.value,
                "status": "derived" if known else "",
                "source_id": row.source_id,
                "ref": row.ref,
            }
        )
    series = {"city", "yearbook", "nation"}
    if story.needed is not None:
        series.add("needed")
        span = f"{int(story.last['year'])}–{story.target_year}"
        data.append(
            {
                "series": "needed",
                "kind": "required",
                "category": "level",
                "label_zh": f"{span} 每年",
                "label_en": f"{span}, a year",
                "value": story.needed,
                "status": "derived",
                "ref": story.last["ref"],
            }
        )
    ids = _ids(story.growths["source_id"], story.city["source_id"])
    names = {
        "zh": {
            "city": "重庆，市级口径",
            "yearbook": "重庆，国家年鉴口径",
            "nation": "全国",
            "needed": "达到所设水平所需",
        },
        "en": {
            "city": "Chongqing, city's basis",
            "yearbook": "Chongqing, national yearbook",
            "nation": "Nation",
            "needed": "Needed for the level set",
        },
    }
    notes = {
        "zh": ["没有查到单独针对重庆的目标，故没有“所需增速”。"] if story.needed is None else [],
        "en": ["No target for Chongqing alone was found, so none says what growth is required."]
        if story.needed is None
        else [],
    }
    return Chart(
        name="contracts_growth",
        form="required",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=".1f",
        words={
            "zh": Words(
                title="市级口径增速由{earlier_growth}变为{last_growth}，全国为{nation_growth}",
                subtitle="技术合同成交额增速，%；各口径只与自身上年相比",
                unit="%",
                series={k: v for k, v in names["zh"].items() if k in series},
                notes=notes["zh"],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Growth on the city's basis went from {earlier_growth} to {last_growth}; the "
                "nation grew {nation_growth}",
                subtitle="Growth of technology contract turnover, %; each basis against itself a "
                "year before",
                unit="%",
                series={k: v for k, v in names["en"].items() if k in series},
                notes=notes["en"],
                sources=cite(ids, "en"),
            ),
        },
    )


def contracts_look_back(story: ContractsStory | None = None) -> Chart:
    """Return what a fit of earlier years would have said of the yearbook, and what came."""
    story = story or story_of(ContractsStory)
    book, result = story.yearbook, story.look_back
    start = result.history.iloc[-1]
    ids = _ids(book["source_id"])
    return Chart(
        name="contracts_look_back",
        form="fan",
        data=rows.together(
            rows.actual(book, "yearbook", marked=(book["year"].iloc[-1],)),
            rows.projection(
                result.table,
                "median",
                origin=(float(start["year"]), float(start["value"])),
                source_id=start["source_id"],
                ref=joined(*result.history["ref"]),
                levels=(50, 80),
            ),
        ),
        facts=story.facts,
        format=AMOUNT,
        scale=TENTH,
        options={"divide": float(start["year"]), "zero": True},
        words={
            "zh": Words(
                title="年鉴口径"
                + ("测不准" if story.missed else "尚可预测")
                + "：用{origin}及以前的数据，{book_year}应为{back_median}，实际是{book}",
                subtitle="重庆技术合同成交额，国家年鉴口径，亿元；预测只用{origin}及以前的数据",
                unit="亿元",
                series={"yearbook": "实际", "median": "当时的预测中值"},
                notes=["{note}"],
                method="{note}",
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="The yearbook series "
                + ("defies projection" if story.missed else "could be projected")
                + ": the years to {origin} pointed to {back_median} in {book_year}, it came to "
                "{book}",
                subtitle="Technology contract turnover of Chongqing, national yearbook, bn "
                "yuan; projected from the years to {origin} only",
                unit=MONEY["en"],
                series={"yearbook": "Outturn", "median": "Median then"},
                notes=["{note}"],
                method="{note}",
                sources=cite(ids, "en"),
            ),
        },
    )


def contracts_scenario(story: ContractsStory | None = None) -> Chart:
    """Return the city's basis carried on by assumed growth, and the way to a level if set."""
    story = story or story_of(ContractsStory)
    city, last = story.city, story.last
    ref, source = str(last["ref"]), str(last["source_id"])

    def carried(frame: pd.DataFrame, series: str) -> pd.DataFrame:
        line = rows.projection(
            frame.rename(columns={"value": "median"}),
            series,
            kind="comparison",
            source_id=source,
            status="scenario",
            ref=ref,
        )
        line.loc[line.index[-1], "marked"] = True
        return line

    parts = [
        rows.actual(city, "city", marked=city["year"]),
        carried(story.scenario, "scenario"),
        carried(story.pace, "pace"),
    ]
    path, level = story.path, story.target_level
    if path is not None and level is not None:
        parts.append(rows.required(path, source_id=source, ref=ref))
        parts.append(rows.target(story.target_year, level, source_id=PARAMETER))
    title, keys, notes = _scenario_words(story)
    names = {
        "zh": {"city": "市级口径", "scenario": "情景", "pace": "按上年增速"},
        "en": {"city": "City's basis", "scenario": "Scenario", "pace": "At the last pace"},
    }
    if path is not None:
        names["zh"] |= {"required": "达到所设水平", "target": "所设水平"}
        names["en"] |= {"required": "To the level set", "target": "Level set"}
    ids = _ids(city["source_id"])
    subtitle = {
        "zh": "重庆技术合同成交额，市级口径，亿元；{now_year}以后为假定增速的情景，不是预测",
        "en": "Technology contract turnover of Chongqing, city's basis, bn yuan; after "
        "{now_year} assumed growth, no forecast",
    }
    return Chart(
        name="contracts_scenario",
        form="fan",
        data=rows.together(*parts),
        facts=story.facts,
        gap=Gap("scenario", "target") if story.short else None,
        format={"zh": ",.0f", "en": ",.1f"},
        scale=TENTH,
        options={"zero": True, "divide": float(last["year"]), "main": ["city"]},
        words={
            lang: Words(
                title=title[lang],
                subtitle=subtitle[lang],
                unit=MONEY[lang],
                series=names[lang],
                gap={"zh": "差{gap}", "en": "{gap} short"}[lang] if story.short else "",
                keys=keys[lang],
                notes=notes[lang],
                sources=cite(ids, lang),
            )
            for lang in LANGS
        },
    )


def _scenario_words(
    story: ContractsStory,
) -> tuple[dict[str, str], dict[str, list[Key]], dict[str, list[str]]]:
    """Return title, key and notes of the scenario, with or without a level."""
    title = {
        "zh": "情景：每年增长{growth}，{end}市级口径为{scenario}；没有查到单独针对重庆的目标",
        "en": "Scenario: at {growth} a year the city's basis comes to {scenario} in {end}; no "
        "target for Chongqing alone was found",
    }
    keys = {
        "zh": [
            Key("假定每年增长**{growth}**", "scenario"),
            Key("{now_year}的增速**{last_growth}**不变", "pace"),
        ],
        "en": [
            Key("Assumed growth of **{growth}** a year", "scenario"),
            Key("Growth of {now_year} stays: **{last_growth}**", "pace"),
        ],
    }
    notes = {
        "zh": [
            "市级口径只有{city_values}数，不作预测。重庆与成都合计超过{joint}（送审稿），未分到两市。"
        ],
        "en": [
            "The {city_values} values on the city's basis are not projected. A draft has above "
            "{joint} for Chongqing and Chengdu together, not split between them."
        ],
    }
    if story.needed is not None:
        title = {
            "zh": "要在{end}达到所设的{level}，技术合同成交额今后每年须增长{needed}",
            "en": "Reaching {level} in {end}, a level set here, takes growth of {needed} a year",
        }
        keys["zh"].insert(0, Key("达到所设水平：每年须增长**{needed}**", "required"))
        keys["en"].insert(0, Key("To the level set: **{needed}** a year", "required"))
        notes["zh"].insert(0, "所设水平由分析者给定，不见于任何规划。")
        notes["en"].insert(0, "The level was set by the analyst and stands in no plan.")
    return title, keys, notes


def contracts_provinces(story: ContractsStory | None = None) -> Chart:
    """Return the provinces ranked by turnover in the last yearbook, what jumped marked."""
    story = story or story_of(ContractsStory)
    table = story.provinces
    names = cq.regions().set_index("region")["region_en"]
    data = rows.by_region(table, names, starred=table.loc[table["flag"] == "jump", "region"])
    ids = _ids(table["source_id"])
    doubted_zh, doubted_en = DOUBTED, names[DOUBTED]
    return Chart(
        name="contracts_provinces",
        form="bars",
        data=data,
        facts=story.facts,
        format=AMOUNT,
        scale=TENTH,
        options={"highlight": [CITY]},
        words={
            "zh": Words(
                title="{book_year}重庆技术合同成交额{book}，在{regions}中居第{rank}",
                subtitle="技术合同成交额，国家年鉴口径，亿元，{book_year}",
                unit="亿元",
                series={"province": "省份"},
                notes=[
                    f"* 当年为跳变，来源单一；"
                    f"{doubted_zh}由{{doubted_before}}降至{{doubted_now}}，最为可疑。"
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="With {book} in {book_year}, Chongqing ranks {rank} of {regions} by "
                "technology contract turnover",
                subtitle="Technology contract turnover in the national yearbook, bn yuan, "
                "{book_year}",
                unit=MONEY["en"],
                series={"province": "Provinces"},
                notes=[
                    f"* A jump with a single source; {doubted_en} fell from {{doubted_before}} to "
                    "{doubted_now} and is doubted most."
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


def contracts_ratio(story: ContractsStory | None = None) -> Chart:
    """Return turnover for a yuan of R&D, city and peers, each against all provinces together."""
    story = story or story_of(ContractsStory)
    names = cq.regions().set_index("region")["region_en"]
    years = story.yearbook["year"]
    total = story.ratio(SUM)
    total = total[total["year"].isin(years)]
    parts = []
    for region in PEERS:
        label = {"category": region, "label_zh": region, "label_en": names[region]}
        own = story.ratio(region)
        own = own[own["year"].isin(years)]
        parts.append(rows.actual(total, "all", kind="benchmark").assign(**label))
        parts.append(rows.actual(own, "own", marked=(own["year"].iloc[-1],)).assign(**label))
        jumps = own[own["year"].isin(story.jumped(region))]
        parts.append(_alone(jumps, "jump").assign(**label))
    ids = _ids(story.yearbook["source_id"], story.total["source_id"], _bulletins(story))
    return Chart(
        name="contracts_ratio",
        form="multiples",
        data=rows.together(*parts),
        facts=story.facts,
        format=".2f",
        options={"highlight": [CITY], "main": ["own"], "zero": True},
        words={
            "zh": Words(
                title="每元研发经费对应的成交额：重庆{book_ratio}，各省合计{sum_ratio}",
                subtitle="技术合同成交额（国家年鉴口径）÷研发经费支出，元，{book_first_year}至{book_year}",
                unit="",
                series={"own": "该省", "all": "各省合计", "jump": "成交额跳变"},
                notes=["成交额与研发经费并非同一笔钱，比值只用于比较。", _JUMPED["zh"]],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="A yuan of R&D came with {book_ratio} of contracts in Chongqing and "
                "{sum_ratio} over all provinces",
                subtitle="Technology contract turnover (national yearbook) over R&D expenditure, "
                "yuan, {book_first_year} to {book_year}",
                unit="",
                series={"own": "Province", "all": "All provinces", "jump": "Turnover jumps"},
                notes=[
                    "Turnover and R&D are not the same money; the ratio serves comparison only.",
                    _JUMPED["en"],
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


def contracts_share(story: ContractsStory | None = None) -> Chart:
    """Return the city's share of the provinces' turnover beside its share of national R&D."""
    story = story or story_of(ContractsStory)
    table = story.shares
    parts = [
        rows.actual(part, str(name), marked=(part["year"].iloc[-1],))
        for name, part in table.groupby("series", sort=False)
    ]
    turnover = table[table["series"] == "turnover"]
    parts.append(_alone(turnover[turnover["year"].isin(story.jumps["year"])], "jump"))
    ids = _ids(story.yearbook["source_id"], story.total["source_id"], _bulletins(story))
    return Chart(
        name="contracts_share",
        form="fan",
        data=rows.together(*parts),
        facts=story.facts,
        format=".1f",
        options={"zero": True, "main": ["turnover", "jump"]},
        words={
            "zh": Words(
                title="重庆占各省技术合同成交额的{turnover_share_last}，占全国研发经费的{rd_share_last}",
                subtitle="重庆占各省技术合同成交额（国家年鉴口径）和占全国研发经费的比重，%",
                unit="%",
                series={"turnover": "成交额占比", "rd": "研发经费占比", "jump": "跳变"},
                notes=["各省合计小于全国总数。", _JUMPED["zh"]],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Chongqing has {turnover_share_last} of the provinces' contract turnover and "
                "{rd_share_last} of national R&D",
                subtitle="Chongqing's share of the provinces' technology contract turnover "
                "(national yearbook) and of national R&D expenditure, %",
                unit="%",
                series={"turnover": "Share of turnover", "rd": "Share of R&D", "jump": "Jump"},
                notes=["The provinces' sum is below the national total.", _JUMPED["en"]],
                sources=cite(ids, "en"),
            ),
        },
    )
