"""Charts of the enterprise story: paths to the plan, gross against net, areas, small firms."""

from __future__ import annotations

from typing import Any

import pandas as pd

import cqdata as cq
from cqdata.catalog import cite
from cqdata.charts import Chart, Fact, Gap, Key, Words, rows
from cqdata.stories.common import LANGS, joined, story_of
from cqdata.stories.counts import (
    BASELINE,
    BASIS,
    CITY,
    KINDS,
    OTHER_PLAN,
    PLAN_YEAR,
    SMALL,
    Track,
    at,
    broken,
    derived,
    observed,
    target,
)
from cqdata.stories.enterprises import EnterprisesStory

_LOWER = {
    "ht": {"zh": "高新技术企业", "en": "high-tech enterprises"},
    "tb": {"zh": "科技型企业", "en": "technology-based enterprises"},
}


def _row(series: str, kind: str, found: pd.Series, **more: Any) -> dict[str, Any]:
    """Return a chart row from a row of a table: value, status, source, and its id."""
    ref = found["ref"] if "ref" in found.index else found.name
    out = {"series": series, "kind": kind, "value": found["value"], "status": found["status"]}
    return out | {"source_id": found["source_id"], "ref": ref} | more


def _computed(
    story: EnterprisesStory, series: str, kind: str, fact: Fact, **more: Any
) -> dict[str, Any]:
    """Return a chart row from a number that the story worked out of the report's figures."""
    source = f"report-{story.high_tech.edition}"
    out = {"series": series, "kind": kind, "value": fact.value, "status": "derived"}
    return out | {"source_id": source, "ref": fact.ref} | more


def _sources(data: list[dict[str, Any]]) -> list[str]:
    """Return the sources of chart rows, in their order."""
    ids = [one for row in data for one in str(row.get("source_id", "")).split(";") if one]
    return list(dict.fromkeys(ids))


# --- the way to the plan -------------------------------------------------------------------------

_PATH_SERIES = {
    "zh": {
        "actual": "年末存量",
        "inferred": "年末存量，时点系推断",
        "within": "年内时点数",
        "bound": "突破",
        "undated": "未注明统计日期",
        "median": "预测中值",
        "required": "达标路径",
        "interim": "{interim_year}目标",
        "target": "目标",
    },
    "en": {
        "actual": "End of year",
        "inferred": "End of year, date inferred",
        "within": "Within the year",
        "bound": "More than",
        "undated": "Count date not given",
        "median": "Median",
        "required": "On-plan path",
        "interim": "{interim_year} target",
        "target": "Target",
    },
}


def _lone(frame: pd.DataFrame, series: str) -> pd.DataFrame:
    """Return counts that stand by themselves: rows of one series with no line between them."""
    out: list[dict[str, Any]] = []
    for _, found in frame.iterrows():
        row = _row(series, "actual", found, x=found["x"])
        if out:
            between = (out[-1]["x"] + row["x"]) / 2
            out.append(row | {"x": between, "value": None, "ref": "", "status": ""})
        out.append(row)
    return pd.DataFrame(out)


def _loose(track: Track) -> list[pd.DataFrame]:
    """Return what no fit uses: counts within a year, bounds, and the undated count.

    The undated one is a level line over the dates that it may be of. A bound has ``low`` and no
    ``high``: it is open above.
    """
    parts = []
    if len(within := track.kept("within")):
        parts.append(_lone(within, "within"))
    bounds = [
        _row("bound", "point", found, x=found["x"], low=found["value"])
        for _, found in track.kept("bound").iterrows()
    ]
    undated = track.undated
    ends = (track.earliest, float(undated["x"]))
    spans = [_row("undated", "benchmark", undated, x=x, marked=x == ends[0]) for x in ends]
    return [*parts, pd.DataFrame([*bounds, *spans])]


def _path(story: EnterprisesStory, key: str, name: str) -> Chart:
    """Return one kind's counts, its projection, and the way to the plan's level."""
    track = story.tracks[key]
    last, goal, interim = track.newest, track.goal, track.interim
    marked = (track.exact["year"].iloc[0], track.base["year"], track.last["year"])
    parts = [rows.actual(broken(track.exact), "actual", marked=marked), *_loose(track)]
    inferred = track.known[track.known["status"] == "inferred"]
    if len(inferred):
        shown = inferred.assign(status="derived")
        parts.append(rows.actual(shown, "inferred", marked=tuple(inferred["year"])))
    if track.projection is not None:
        parts.append(
            rows.projection(
                track.projection.table,
                "median",
                origin=(float(last["year"]), float(last["value"])),
                source_id=last["source_id"],
                ref=joined(*track.fitted["ref"]),
                levels=(50, 80),
            )
        )
    way = joined(last, goal.name)
    goals = [
        _row("interim", "target", interim, x=interim["target_year"]),
        _row("target", "target", goal, x=story.target_year),
    ]
    parts += [rows.required(track.path, source_id=goal["source_id"], ref=way), pd.DataFrame(goals)]
    data = rows.together(*parts)
    sources = [one for one in dict.fromkeys(data["source_id"]) if one]
    title = _path_title(key, track)
    return Chart(
        name=name,
        form="fan",
        data=data,
        facts=story.facts,
        gap=Gap("median", "target") if track.short else None,
        format=",.0f",
        options={"zero": True, "divide": float(last["year"]), "main": ["actual"]},
        words={
            lang: Words(
                title=title[lang],
                subtitle=_PATH_SUBTITLE[lang].format(_LOWER[key][lang]),
                unit={"zh": "家", "en": ""}[lang],
                series={k: v for k, v in _PATH_SERIES[lang].items() if k in set(data["series"])},
                gap={"zh": f"差{{{key}_gap}}", "en": f"{{{key}_gap}} short"}[lang]
                if track.short
                else "",
                keys=_path_keys(key, track, lang),
                notes=_path_notes(story, key, track, lang),
                method=f"{{{key}_note}}" if track.projection is not None else "",
                sources=cite(sources, lang),
            )
            for lang in LANGS
        },
    )


_PATH_SUBTITLE = {
    "zh": "重庆{}，家，年末数；横线为未注明统计日期的数可能所指的时段",
    "en": "Chongqing's {} at the end of the year; the level line spans the dates the undated count "
    "may be of",
}


def _path_title(key: str, track: Track) -> dict[str, str]:
    zh, en = _LOWER[key]["zh"], _LOWER[key]["en"]
    if track.projection is None:
        return {
            "zh": f"{zh}要在{{end}}超过{{{key}_goal}}，今后每年须增长{{{key}_needed}}",
            "en": f"Passing {{{key}_goal}} {en} by {{end}} takes growth of {{{key}_needed}} a year",
        }
    if track.short:
        return {
            "zh": f"{{end}}{zh}预测中值为{{{key}_median}}，比规划少{{{key}_gap}}",
            "en": f"The projected median of {en} is {{{key}_median}} in {{end}}, {{{key}_gap}} "
            "below the plan",
        }
    above = "略高于" if track.end["median"] < 1.1 * track.level else "超过"
    return {
        "zh": f"{{end}}{zh}预测中值为{{{key}_median}}，{above}规划的{{{key}_goal}}",
        "en": f"The projected median of {en} is {{{key}_median}} in {{end}}, above the plan's "
        f"{{{key}_goal}}",
    }


def _path_keys(key: str, track: Track, lang: str) -> list[Key]:
    lines = {
        "zh": [
            Key(f"要超过目标，今后每年须增长**{{{key}_needed}}**", "required"),
            Key(
                f"{{now_year}}增长**{{{key}_grown}}**，{{growth_year}}增长**{{{key}_stated}}**",
                "actual",
            ),
        ],
        "en": [
            Key(f"To pass the target: up **{{{key}_needed}}** a year", "required"),
            Key(
                f"Up **{{{key}_grown}}** in {{now_year}}, **{{{key}_stated}}** in {{growth_year}}",
                "actual",
            ),
        ],
    }[lang]
    if track.projection is not None:
        text = {
            "zh": f"中值每年增长**{{{key}_assumed}}**，超过目标的概率约**{{{key}_chance}}**",
            "en": f"Median: up **{{{key}_assumed}}** a year; chance about **{{{key}_chance}}**",
        }
        lines.append(Key(text[lang], "median"))
    return lines


def _path_notes(story: EnterprisesStory, key: str, track: Track, lang: str) -> list[str]:
    zh, notes = lang == "zh", []
    if track.projection is not None:
        notes.append(f"{{{key}_note}}")
        notes.append(
            f"用{{fit_from}}以来{{{key}_values}}年末数拟合"
            + (f"，其中{{{key}_newest_year}}末的时点系推断" if track.inferred else "")
            if zh
            else f"Fitted on the {{{key}_values}} year-end counts since {{fit_from}}"
            + (f", the date of end-{{{key}_newest_year}} inferred" if track.inferred else "")
        )
        if track.gaps and track.method == "cqdata":
            notes[-1] += (
                f"，{{{key}_gaps}}无数，拟合中按匀速增长补齐"
                if zh
                else f"; {{{key}_gaps}}, without a count, are filled in at equal growth"
            )
        notes[-1] += "。" if zh else "."
    else:
        notes.append(
            f"未作预测：{{fit_from}}以来有日期的年末数只有{{{key}_values}}。"
            if zh
            else f"Not projected: {{{key}_values}} dated counts since {{fit_from}}."
        )
    if key == "ht":
        notes.append(
            "{conflict_year}另有一说为{conflict_low}；另一规划文件的目标为{other}。"
            if zh
            else "Another source has {conflict_low} for {conflict_year}; another plan has {other}."
        )
    else:
        notes.append(
            "{rounded_year}以约数公布，在{rounded_low:n}至{rounded_high}之间。"
            if zh
            else "{rounded_year} is printed rounded: {rounded_low} to {rounded_high}."
        )
    if story.target_year != PLAN_YEAR:
        notes.append(
            "规划定的是{plan_year}，此处问的是{end}。"
            if zh
            else "The plan sets this level for {plan_year}; here the question is {end}."
        )
    return notes


def enterprises_high_tech(story: EnterprisesStory | None = None) -> Chart:
    """Return the high-tech enterprises with everything stated about them, and the plan."""
    return _path(story or story_of(EnterprisesStory), "ht", "enterprises_high_tech")


def enterprises_technology(story: EnterprisesStory | None = None) -> Chart:
    """Return the technology-based enterprises with everything stated about them, and the plan."""
    return _path(story or story_of(EnterprisesStory), "tb", "enterprises_technology")


# --- what the counts count -----------------------------------------------------------------------


def enterprises_gross_net(story: EnterprisesStory | None = None) -> Chart:
    """Return the rise of the stock against what was reported as new."""
    story = story or story_of(EnterprisesStory)
    net = story.technology.counted_net
    # What a row says where both numbers agree, and where they do not.
    notes = {
        "ht": (("", ""), ("认定数是毛数", "a gross count")),
        "tb": (("新增数即净增数", "a net count"), ("多于净增数", "more than the rise")),
        "giant": (("", ""), ("有退出的", "some left")),
        "sme": (("", ""), ("口径不同，不可相减", "counts of different kinds")),
    }
    short = {"ht": "High-tech", "tb": "Technology-based"}
    data = []
    for row in story.gross.itertuples():
        _, zh, en = (KINDS | SMALL)[str(row.key)]
        within = row.low - 0.5 <= row.new <= row.high + 0.5
        label = {
            "category": f"{row.key} {row.when}",
            "label_zh": f"{zh} {row.when}",
            "label_en": f"{short.get(str(row.key), en)} {row.when}",
            "note_zh": notes[str(row.key)][not within][0],
            "note_en": notes[str(row.key)][not within][1],
            "verdict": "consistent" if within else "inconsistent" if row.key == "sme" else "",
        }
        rise = {"low": row.low, "high": row.high, "source_id": row.source_id, "ref": row.ref}
        new = {"value": row.new, "source_id": row.new_source, "ref": row.new_ref}
        data.append({"series": "rise", "kind": "implied", "status": "derived"} | rise | label)
        data.append({"series": "new", "kind": "published", "status": "reported"} | new | label)
    ids = _sources(data)
    return Chart(
        name="enterprises_gross_net",
        form="intervals",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=",.0f",
        options={"scale": "row"},
        words={
            "zh": Words(
                title="{report_year}新认定高新技术企业{ht_new}，存量只净增{ht_net}"
                + ("；科技型企业的新增数就是净增数" if net else ""),
                subtitle="存量的净增与公布的新增（新认定）数，家",
                unit="家",
                series={"rise": "存量净增", "new": "公布的新增、新认定数"},
                notes=[
                    "新认定数减净增数，即没有增加存量的认定：到期后重新认定的，或抵补退出企业的；各占多少，"
                    "数据没有区分。"
                ],
                sources=cite(ids, "zh"),
                takeaways=["新认定数中的{ht_hidden}（{ht_hidden_share}）没有增加存量。"],
            ),
            "en": Words(
                title="{ht_new} high-tech enterprises were recognised in {report_year}, yet the "
                "stock rose by {ht_net}"
                + ("; technology-based ones are counted net" if net else ""),
                subtitle="Rise of the stock against the number reported as new or newly recognised",
                unit="",
                series={"rise": "Rise of the stock", "new": "Reported as new"},
                notes=[
                    "Recognised less rise = recognitions that did not add to the stock: firms "
                    "recognised again, or making up for firms that left; the data do not say how "
                    "many of each."
                ],
                sources=cite(ids, "en"),
                takeaways=[
                    "{ht_hidden} of the recognised ({ht_hidden_share}) did not add to the stock."
                ],
            ),
        },
    )


# --- growth and distance -------------------------------------------------------------------------


def enterprises_growth_required(story: EnterprisesStory | None = None) -> Chart:
    """Return growth achieved and stated against growth that the plan still needs."""
    story = story or story_of(EnterprisesStory)
    facts, data = story.facts, []
    for key, (indicator, zh, en) in KINDS.items():
        track = story.tracks[key]
        label = {"category": key, "label_zh": f"{zh}：超过{track.level:,.0f}家"}
        label["label_en"] = f"{en}: above {track.level:,.0f}"
        grown, needed = facts[f"{key}_grown"], facts[f"{key}_needed"]
        data += [
            _computed(story, "grown", "actual", grown, **label),
            _row("stated", "actual", track.stated, format=track.stated_format, **label),
            _computed(story, "needed", "required", needed, **label),
        ]
        if key == "ht":
            other = target(OTHER_PLAN, indicator, PLAN_YEAR)
            label = {"category": "other", "label_zh": f"{zh}（另一文件）：{other['value']:,.0f}家"}
            label["label_en"] = f"{en} (other plan): {other['value']:,.0f}"
            data += [
                _computed(story, "grown", "actual", grown, **label),
                _row("stated", "actual", track.stated, format=track.stated_format, **label),
                _computed(story, "needed", "required", facts["other_needed"], **label),
            ]
    goal = facts["giant_goal"]
    label = {
        "category": "giant",
        "label_zh": f"{SMALL['giant'][1]}：超过{goal.text('zh')}",
        "label_en": f"{SMALL['giant'][2]}: above {goal.text('en')}",
    }
    giants = story.small["giant"]
    if giants.edition != story.high_tech.last["year"]:
        label |= {"note_zh": "{giant_year}的增速", "note_en": "Growth of {giant_year}"}
    elif giants.apart:
        label["note_zh"] = "上年末按批次相加为{giant_summed}，则只增长{giant_grown_slow}"
        label["note_en"] = (
            "{giant_grown_slow} if the year before was {giant_summed}, as batches add up"
        )
    source = str(giants.now["source_id"])
    data += [
        _computed(story, "grown", "actual", facts["giant_grown"], **label),
        {"series": "stated", "kind": "actual", "source_id": source, **label},
        _computed(story, "needed", "required", facts["giant_needed"], **label),
    ]
    goals = [track.goal["source_id"] for track in story.tracks.values()]
    years_open = int(facts["growth_year"].value) - int(facts["now_year"].value) - 1
    ids = [*_sources(data), *(t.base["source_id"] for t in story.tracks.values()), *goals]
    return Chart(
        name="enterprises_growth_required",
        form="required",
        data=pd.DataFrame(data),
        facts=facts,
        format=".1f",
        words={
            "zh": Words(
                title="今后每年须增长{ht_needed}和{tb_needed}：低于{now_year}的增速，"
                "{growth_year}的增速达到或接近"
                if story.in_reach
                else "到{end}须每年增长{ht_needed}和{tb_needed}；"
                "{growth_year}增长{ht_stated}和{tb_stated}",
                subtitle="企业数增速，%；所需为最新年末数至{end}的年均",
                unit="%",
                series={
                    "grown": "{now_year}实际",
                    "stated": "{growth_year}公布（存量未注时点）",
                    "needed": "今后所需",
                },
                notes=[
                    "{growth_year}的增速没有注明时点的存量与之对应"
                    + ("，其间也没有。" if years_open else "。")
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="The plan needs {ht_needed} and {tb_needed} a year, less than {now_year} "
                "brought; {growth_year} reached it or nearly"
                if story.in_reach
                else "By {end} the levels take {ht_needed} and {tb_needed} a year; {growth_year} "
                "brought {ht_stated} and {tb_stated}",
                subtitle="Growth of the number of enterprises, %; needed: average from "
                "the newest year-end count to {end}",
                unit="%",
                series={
                    "grown": "Achieved in {now_year}",
                    "stated": "Stated for {growth_year}, no dated count",
                    "needed": "Needed from now on",
                },
                notes=[
                    "No dated count stands beside the rate of {growth_year}"
                    + (", and none between." if years_open else ".")
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


def enterprises_doubling(story: EnterprisesStory | None = None) -> Chart:
    """Return where the counts were, where the report put them, and where they are to be."""
    story = story or story_of(EnterprisesStory)
    facts, data = story.facts, []
    for key, (_, zh, en) in KINDS.items():
        track = story.tracks[key]
        label = {"category": key, "label_zh": zh, "label_en": en}
        data += [
            _row("base", "actual", track.base, **label),
            _row("now", "actual", track.last, **label),
            _row("goal", "target", track.goal, **label),
        ]
    for key, (indicator, zh, en) in SMALL.items():
        label = {"category": key, "label_zh": zh, "label_en": en}
        label |= {
            "note_zh": "{valid_when}有效期内{valid}",
            "note_en": "{valid} valid in {valid_when}",
        }
        firm = story.small[key]
        if key == "giant":
            label["note_zh"] = "按批次相加{giant_summed}" if firm.apart else ""
            label["note_en"] = "{giant_summed} if batches are added" if firm.apart else ""
        if firm.edition != story.high_tech.last["year"]:
            label["note_zh"] = f"{{{key}_year}}末数"
            label["note_en"] = f"Count of end-{{{key}_year}}"
        earlier, now = derived(f"implied/{BASELINE}/{indicator}/net"), firm.now
        data += [
            _row("base", "actual", earlier, **label),
            _row("now", "actual", now, **label),
            _computed(story, "goal", "target", facts[f"{key}_goal"], **label),
        ]
        found = cq.targets().set_index("target_id").loc[facts[f"{key}_goal"].ref]
        data[-1] |= {"status": "target", "source_id": found["source_id"]}
    ids = _sources(data)
    return Chart(
        name="enterprises_doubling",
        form="dumbbell",
        data=pd.DataFrame(data),
        facts=facts,
        format=",.0f",
        options={"scale": "row"},
        words={
            "zh": Words(
                title="翻番之路开局{elapsed}：科技型企业走完{tb_covered}，高新技术企业{ht_covered}",
                subtitle="企业数，家，{base_year}末、{now_year}末与{plan_year}目标",
                unit="家",
                series={
                    "base": "{base_year}末",
                    "now": "{now_year}末（报告）",
                    "goal": "{plan_year}目标",
                },
                notes=["{base_year}末的“专精特新”和“小巨人”为存量减当年新增。"],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="In {elapsed} of the doubling technology-based enterprises covered "
                "{tb_covered} of the way and high-tech ones {ht_covered}",
                subtitle="Enterprises at end-{base_year}, at end-{now_year}, and targets for "
                "{plan_year}",
                unit="",
                series={
                    "base": "End-{base_year}",
                    "now": "End-{now_year} (report)",
                    "goal": "Target for {plan_year}",
                },
                notes=["The two lower rows of {base_year} are the stock less the year's entries."],
                sources=cite(ids, "en"),
            ),
        },
    )


def enterprises_areas(story: EnterprisesStory | None = None) -> Chart:
    """Return the plan's split of both levels by area, as shares of their sum."""
    story = story or story_of(EnterprisesStory)
    english = cq.regions().set_index("region")["region_en"]
    data = []
    for row in story.areas.itertuples():
        counts = f"{{ht_{row.area}}}", f"{{tb_{row.area}}}"
        data.append(
            {
                "series": row.key,
                "kind": "actual",
                "category": row.area,
                "label_zh": row.region,
                "label_en": english[row.region],
                "value": row.share,
                "status": "target",
                "source_id": row.source_id,
                "ref": row.ref,
                "note_zh": f"高新技术{counts[0]}，科技型{counts[1]}",
                "note_en": f"{counts[0]} high-tech, {counts[1]} technology-based",
            }
        )
    ids = _sources(data)
    return Chart(
        name="enterprises_areas",
        form="dumbbell",
        data=pd.DataFrame(data),
        facts=story.facts,
        format=".1f",
        options={"scale": "shared", "zero": True},
        words={
            "zh": Words(
                title="规划把{ht_central_area_share}的高新技术企业放在中心城区，"
                "“两群”地区占{ht_two_clusters_share}",
                subtitle="{plan_year}目标的地区分解，占三地之和的比重，%",
                unit="%",
                series={"ht": "高新技术企业", "tb": "科技型企业"},
                notes=[
                    "三地相加为{ht_areas}和{tb_areas}，略高于全市的{ht_goal}和{tb_goal}；"
                    "规划对各地的措辞都是“超过”。"
                ],
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="The plan puts {ht_central_area_share} of the high-tech enterprises into the "
                "central urban area and {ht_two_clusters_share} into the two town clusters",
                subtitle="Targets for {plan_year} by area, % of the sum of the three areas",
                unit="%",
                series={"ht": "High-tech", "tb": "Technology-based"},
                notes=[
                    "The areas add up to {ht_areas} and {tb_areas}, a little above the city's "
                    "{ht_goal} and {tb_goal}; every level is worded as one to exceed."
                ],
                sources=cite(ids, "en"),
            ),
        },
    )


# --- small firms: 专精特新 and 小巨人 -------------------------------------------------------

_COUNTS = {
    "": ("累计", "cumulative"),
    "_new": ("当年新增", "added in the year"),
    "_recognised": ("当年新认定", "recognised in the year"),
    "_valid": ("有效期内", "with a valid title"),
}


def _small(story: EnterprisesStory, key: str, name: str, words: dict[str, Words]) -> Chart:
    """Return every kind of count of small firms in the order of time, stocks marked."""
    indicator, _, _ = SMALL[key]
    found = [
        (at(row["period"]), _bar(row["period"], suffix), _row("count", "actual", row), suffix)
        for suffix in _COUNTS
        for _, row in observed(f"{indicator}{suffix}").iterrows()
        if row["basis"] == BASIS and (suffix == "_valid" or pd.notna(row["year"]))
    ]
    known = {str(one) for one in story.small[key].stocks["year"]}
    computed = cq.derived()
    computed = computed[computed["indicator"] == indicator].set_index("derived_id")
    for way, zh, en in (
        ("net", "报告推算", "by the report"),
        ("from_entries", "逐年相加", "added up"),
    ):
        for _, row in computed[computed.index.str.endswith(f"/{way}")].iterrows():
            # A year with a published stock needs none that is worked out.
            if (when := str(row["period"])) not in known:
                label = (f"{when}年末累计（{zh}）", f"End-{when}, {en}")
                found.append((int(when) + 0.1, label, _row("count", "actual", row), "implied"))
    found.sort(key=lambda one: (one[0], one[3] in ("", "_valid")))
    data = []
    for number, (_, (zh, en), row, _) in enumerate(found):
        data.append(row | {"category": f"c{number}", "label_zh": zh, "label_en": en})
    goals = cq.targets()
    goals = goals[(goals["indicator"] == indicator) & (goals["region"] == CITY)]
    for _, goal in goals.set_index("target_id").iterrows():
        series = f"goal{goal['target_year']}"
        data.append(_row(series, "benchmark", goal))
    ids = _sources(data)
    stocks = [f"c{n}" for n, one in enumerate(found) if one[3] in ("", "_valid")]
    names = {
        "zh": {s["series"]: f"{{{s['series']}}}目标" for s in data if s["kind"] == "benchmark"},
        "en": {s["series"]: f"{{{s['series']}}} target" for s in data if s["kind"] == "benchmark"},
    }
    facts = dict(story.facts)
    for _, goal in goals.iterrows():
        ref = str(goal["target_id"])
        facts[f"goal{goal['target_year']}"] = Fact(
            int(goal["target_year"]), "d", {"zh": "年", "en": ""}, ref
        )
    return Chart(
        name=name,
        form="bars",
        data=pd.DataFrame(data),
        facts=facts,
        format=",.0f",
        options={"sort": "given", "highlight": stocks},
        words={
            lang: Words(
                title=words[lang].title,
                subtitle=words[lang].subtitle,
                unit=words[lang].unit,
                series={"count": {"zh": "企业数", "en": "Enterprises"}[lang], **names[lang]},
                notes=words[lang].notes,
                sources=cite(ids, lang),
            )
            for lang in LANGS
        },
    )


def _bar(period: str, suffix: str) -> tuple[str, str]:
    """Return the label of a bar: its period and the kind of count."""
    zh, en = _COUNTS[suffix]
    when_zh, when_en = f"{period}年", period
    if suffix == "":
        when_zh, when_en = f"{period}年末", f"End-{period}"
    elif "-" in period:
        when = pd.Period(period, freq="M")
        when_zh, when_en = f"{when.year}年{when.month}月", when.strftime("%b %Y")
    return f"{when_zh}{zh}", f"{when_en}, {en}"


def enterprises_specialised(story: EnterprisesStory | None = None) -> Chart:
    """Return every kind of count of specialised SMEs, 专精特新, with the targets."""
    story = story or story_of(EnterprisesStory)
    words = {
        "zh": Words(
            title="“专精特新”企业口径不一：累计{sme_now}，有效期内{valid}，与各年新增数不可混用",
            subtitle="重庆“专精特新”中小企业，家；深色为存量，浅色为当年数和推算数",
            unit="家",
            sources="-",
            notes=[
                "{sme_years}净增{sme_net}，新增合计{sme_entries}：口径不同，不可相减。"
                "未作预测：累计数只有{sme_counts}。"
            ],
        ),
        "en": Words(
            title="Specialised SMEs are counted in different ways: {sme_now} cumulative, {valid} "
            "with a valid title, and the entries of each year",
            subtitle="Specialised and sophisticated SMEs of Chongqing; dark: stocks, pale: "
            "entries of a year and implied counts",
            unit="",
            sources="-",
            notes=[
                "The stock rose by {sme_net} in {sme_years}, entries add up to {sme_entries}: "
                "counts of different kinds. Not projected: {sme_counts} cumulative counts only."
            ],
        ),
    }
    return _small(story, "sme", "enterprises_specialised", words)


def enterprises_little_giants(story: EnterprisesStory | None = None) -> Chart:
    """Return stock and batches of the national little giants, 小巨人, with the targets."""
    story = story or story_of(EnterprisesStory)
    apart = story.small["giant"].apart
    words = {
        "zh": Words(
            title="国家“小巨人”企业{giant_now}，要在{end}超过{giant_goal}须每年增长{giant_needed}",
            subtitle="重庆的国家专精特新“小巨人”企业，家；深色为存量，浅色为当年数和推算数",
            unit="家",
            sources="-",
            notes=[
                (
                    "{giant_before}末两说：报告推出{giant_implied}，批次相加{giant_summed}。"
                    if apart
                    else ""
                )
                + "未作预测：累计数只有{giant_counts}。"
            ],
        ),
        "en": Words(
            title="With {giant_now} national little giants, passing {giant_goal} by {end} takes "
            "growth of {giant_needed} a year",
            subtitle="National little giants in Chongqing; dark: stocks, pale: batches of a year "
            "and implied counts",
            unit="",
            sources="-",
            notes=[
                (
                    "Two counts for end-{giant_before}: {giant_implied} by the report, "
                    "{giant_summed} by adding the batches. "
                    if apart
                    else ""
                )
                + "Not projected: {giant_counts} cumulative counts only."
            ],
        ),
    }
    return _small(story, "giant", "enterprises_little_giants", words)
