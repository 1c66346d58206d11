"""Charts of the R&D story: spending, growth, intensity by vintage, provinces, scenario."""

from __future__ import annotations

import pandas as pd

import cqdata as cq
from cqdata.catalog import cite
from cqdata.charts import Chart, Gap, Key, Words, fill, rows
from cqdata.stories.common import joined, numbers, story_of
from cqdata.stories.rd import CITY, GROWTH_TARGET, NATION, SCENARIO_SOURCE, VINTAGES, RdStory


def rd_spending_path(story: RdStory | None = None) -> Chart:
    """Return R&D expenditure with projection, the plan's path and the gap in the target year."""
    story = story or story_of(RdStory)
    last, end = story.last, story.target_year
    refs = joined(*story.fitted["ref"])
    marked = (int(story.spending["year"].iloc[0]), int(story.base["year"]), int(last["year"]))
    origin = (float(last["year"]), float(last["value"]))
    zh_title = (
        "预测中值：{end}研发经费约{median}，比规划所需少{gap}"
        if story.short
        else "预测中值：{end}研发经费约{median}，达到规划所需"
    )
    en_title = (
        "The projected median of R&D spending in {end} is {median}, {gap} below the plan's path"
        if story.short
        else "The projected median of R&D spending in {end} is {median}, enough for the plan"
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
                    Key("预测中值：每年增长**{median_growth}**（此前{so_far}）", "median"),
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
                    Key("Median: up **{median_growth}** a year, after {so_far}", "median"),
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
    story = story or story_of(RdStory)
    frames = {basis: story.intensity(basis) for basis in VINTAGES}
    nation = story.intensity("census5", NATION)
    estimate = cq.figure(f"{story.report}/rd_intensity")
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
                    "x": float(story.report),
                    "value": float(estimate["value"]),
                    "status": "estimate",
                    "marked": True,
                    "source_id": estimate["source_id"],
                    "ref": estimate["figure_id"],
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
                    "{revised_year}强度：报告预计{estimated_intensity}，首次公布{first_intensity}"
                    + ("，普查修订后{revised_intensity}。" if story.was_revised else "。")
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
                    "{revised_year}: {estimated_intensity} expected by the report, "
                    "{first_intensity} first published"
                    + (", {revised_intensity} after the census." if story.was_revised else ".")
                ],
            ),
        },
    )


def rd_intensity_provinces(story: RdStory | None = None) -> Chart:
    """Return the 31 provinces ranked by intensity within one vintage, the nation as a line."""
    story = story or story_of(RdStory)
    nation = story.provinces["region"] == NATION
    names = cq.regions().set_index("region")["region_en"]
    line = rows.actual(story.provinces[nation], "nation", kind="benchmark")
    ids = line["source_id"]
    return Chart(
        name="rd_intensity_provinces",
        form="bars",
        data=rows.together(rows.by_region(story.provinces[~nation], names, dated=True), line),
        facts=story.facts,
        format=".2f",
        options={"highlight": [CITY]},
        words={
            "zh": Words(
                title="{now_year}重庆强度为{city}，居全国第{place}，低于全国平均{nation}",
                subtitle="研发经费投入强度，%，{now_year}，{regions}，五经普后口径",
                unit="%",
                series={"province": "省份", "nation": "全国"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="At {city} in {now_year}, Chongqing ranks {place} of {regions} and stays "
                "below the national {nation}",
                subtitle="R&D intensity, % of GDP, {now_year}, on fifth-census GDP",
                unit="%",
                series={"province": "Provinces", "nation": "Nation"},
                sources=cite(ids, "en"),
            ),
        },
    )


def rd_growth_required(story: RdStory | None = None) -> Chart:
    """Return growth so far against growth needed, for the plan and for matching the nation."""
    story = story or story_of(RdStory)
    value = numbers(story.facts)
    ref = {name: fact.ref for name, fact in story.facts.items()}
    source = story.last["source_id"]
    items = [
        ("plan", "needed", "规划：年均增长{planned}以上", "Plan: at least {planned} a year"),
        ("match", "match_growth", "情景：{end}强度追上全国", "Scenario: match the nation in {end}"),
    ]
    data = []
    for category, need, zh, en in items:
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
    story = story or story_of(RdStory)
    table = story.scenario
    city, nation = story.pair
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
    stated = story.preliminary
    ids = [*city["source_id"], *story.gdp["source_id"], *stated["source_id"]]
    note_zh = "重庆{gdp_year}及以前GDP为初步核算数" + (
        "，全国{stated_year}强度{stated_intensity}为初步数。" if len(stated) else "。"
    )
    note_en = "Chongqing's GDP up to {gdp_year} is preliminary" + (
        ", and so is the nation's {stated_intensity} of {stated_year}." if len(stated) else "."
    )
    return Chart(
        name="rd_intensity_scenario",
        form="fan",
        data=rows.together(
            rows.actual(city, "city", marked=last_year),
            rows.actual(nation, "nation", kind="benchmark", marked=last_year),
            rows.actual(stated, "nation_stated", kind="benchmark", marked=tuple(stated["year"])),
            carried("city_scenario", "city", city),
            carried("nation_scenario", "nation", nation),
        ),
        facts=story.facts,
        format=".2f",
        options={
            "main": ["city"],
            "divide": start,
            "like": {
                "city_scenario": "city",
                "nation_scenario": "nation",
                "nation_stated": "nation",
            },
        },
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
                    "nation_stated": "全国初步数",
                    "city_scenario": "重庆情景",
                    "nation_scenario": "全国情景",
                },
                notes=[
                    f"{note_zh}此后假定现价GDP每年增长：重庆{{city_gdp_growth}}，"
                    "全国{nation_gdp_growth}。要追上全国，研发经费须每年增长{match_growth}。"
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
                    "nation_stated": "Nation, preliminary",
                    "city_scenario": "Chongqing, scenario",
                    "nation_scenario": "Nation, scenario",
                },
                notes=[
                    f"{note_en} From then on GDP at current prices is assumed to grow "
                    "{city_gdp_growth} a year in "
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
    story = story or story_of(RdStory)
    expected = cq.figure(f"{story.report}/rd_expenditure")
    intensity = cq.figure(f"{story.report}/rd_intensity")
    outturn = story.outturn
    first = story.first_intensity
    revised = story.revised_intensity

    def held(
        category: str, zh: str, en: str, figure: pd.Series, published: pd.Series
    ) -> pd.DataFrame:
        # Unit and format of the chart are those of money; ends of a range take one digit more.
        share = figure is intensity
        return rows.interval(
            category,
            {**figure, "ref": figure["figure_id"], "format": ".3f" if share else ""},
            {**published, "format": ".2f" if share else ""},
            series="estimate",
            label_zh=zh,
            label_en=en,
            note_zh=f"公布数差{{{category}_apart}}",
            note_en=f"published: {{{category}_apart}}",
            **({"unit_zh": "%", "unit_en": "%"} if share else {}),
        )

    parts = [
        held("spending", "研发经费：公报", "R&D spending: bulletin", expected, outturn),
        held("first", "强度：首次公布", "Intensity: first release", intensity, first),
    ]
    if story.was_revised:
        parts.append(
            held("revised", "强度：五经普修订", "Intensity: fifth census", intensity, revised)
        )
    between = story.estimate_between
    ids = [expected["source_id"], outturn["source_id"], first["source_id"], revised["source_id"]]
    return Chart(
        name="rd_report_estimates",
        form="intervals",
        data=rows.together(*parts),
        facts=story.facts,
        options={"scale": "row"},
        format={"zh": ",.1f", "en": ",.2f"},
        scale={"en": 0.1},
        words={
            "zh": Words(
                title="报告预计研发经费{estimate}，公报为{outturn}；预计强度{estimated_intensity}"
                + ("介于两次公布之间" if between else "，公布为{revised_intensity}"),
                subtitle="报告{revised_year}预计数四舍五入的范围与后来公布的数",
                unit="亿元",
                series={"estimate": "报告预计数的范围", "published": "公布数"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="The report expected {estimate}; the bulletin gave {outturn}. Its intensity "
                "of {estimated_intensity} "
                + (
                    "lies between first release and revision"
                    if between
                    else "came to {revised_intensity}"
                ),
                subtitle="What the report's rounded estimates for {revised_year} stand for, and "
                "what was published later",
                unit=" bn yuan",
                series={"estimate": "Range of the estimate", "published": "Published"},
                sources=cite(ids, "en"),
            ),
        },
    )


def rd_look_back(story: RdStory | None = None) -> Chart:
    """Return what would have been projected when the report came out, with what came since."""
    story = story or story_of(RdStory)
    then = story.look_back
    known = story.spending[story.spending["year"] <= then.origin]
    later = story.spending[story.spending["year"] > then.origin]
    estimate = cq.figure(f"{story.report}/rd_expenditure")
    refs = story.facts["then_median"].ref
    origin = (float(then.origin), float(known["value"].iloc[-1]))
    came = rows.actual(later, "came", kind="point", marked=tuple(later["year"]))
    expected = pd.DataFrame(
        [
            {
                "series": "expected",
                "kind": "point",
                "x": float(story.report),
                "value": float(estimate["value"]),
                "status": "estimate",
                "source_id": estimate["source_id"],
                "ref": estimate["figure_id"],
            }
        ]
    )
    ids = [*story.spending["source_id"], estimate["source_id"]]
    inside = story.came_inside
    return Chart(
        name="rd_look_back",
        form="fan",
        data=rows.together(
            rows.actual(known, "known", marked=(then.origin,)),
            rows.projection(
                then.table, "median", origin=origin, source_id=known["source_id"].iloc[-1], ref=refs
            ),
            came,
            expected,
        ),
        facts=story.facts,
        format={"zh": ",.0f", "en": ",.1f"},
        scale={"en": 0.1},
        options={"divide": float(then.origin)},
        words={
            "zh": Words(
                title="报告发布时预测{now_year}为{then_median}，实际{now}，在{level}区间之"
                + ("内" if inside else "外"),
                subtitle="只用{then_year}及以前已公布的数，按同一方法预测，亿元",
                unit="亿元",
                series={
                    "known": "当时已知",
                    "median": "当时预测",
                    "came": "后来公布",
                    "expected": "报告预计",
                },
                notes=["{method}"],
                method="{method}",
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="When the report came out the method gave {then_median} for {now_year}; "
                "{now} came, " + ("inside" if inside else "outside") + " the {level} range",
                subtitle="Projected by the same method from what was published up to {then_year}, "
                "billion yuan",
                unit=" bn yuan",
                series={
                    "known": "Known then",
                    "median": "Projected then",
                    "came": "Came",
                    "expected": "Report's estimate",
                },
                notes=["{method}"],
                method="{method}",
                sources=cite(ids, "en"),
            ),
        },
    )
