"""The figure audit: what holds, what does not, and what only just holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED
from cqdata.catalog import cite, load
from cqdata.charts import Chart, Fact, Words, rows
from cqdata.names import observation_id
from cqdata.quantity import parse
from cqdata.stories.common import (
    EDITION,
    Answer,
    Claim,
    Text,
    compose,
    count,
    edition,
    joined,
    sentences,
)

# Kinds of checks that set an implied interval against a published value.
IMPLIED = ("prior", "quotient")
# What the checks of each kind compare, in the order of the table.
KINDS = {
    "single": ("unit, whole count, natural range", "单位、整数、取值范围"),
    "unit": ("unit against measure", "单位与指标类型"),
    "whole": ("whole numbers that fit", "相符的整数"),
    "range": ("natural range", "取值范围"),
    "link": ("growth and its level", "增速与水平值的对应"),
    "reproduced": ("rate against printed amounts", "增速与报告数额"),
    "prior": ("implied level of the year before, against statistics", "推算上年数与统计数"),
    "growth": ("growth recomputed", "重算增速"),
    "stock": ("new: net or gross", "新增：净增或毛增"),
    "net": ("total minus new, against statistics", "总数减新增与统计数"),
    "new_in_total": ("new within the total", "新增不超过总数"),
    "sum": ("sums", "合计"),
    "share": ("shares", "比重"),
    "at_most": ("order of two numbers", "大小关系"),
    "per_unit": ("amount per unit", "单位平均数"),
    "quotient": ("ratio, numerator and denominator", "比率、分子与分母"),
    "bound": ("a mark newly passed", "新突破的水平"),
    "same_year": ("the same number elsewhere", "同一指标的另处数据"),
    "cumulative": ("running totals over time", "累计数的先后"),
    "cagr": ("mean annual growth", "年均增速"),
    "sources": ("two sources of one number", "同一数据的两个来源"),
    "stated_growth": ("stated growth against levels", "所述增速与水平值"),
    "multiple": ("growth to, or growth by", "“增长到”与“增长了”"),
    "targets": ("two wordings of one target", "同一目标的两种表述"),
}
# Kinds in which no figure of the report takes part.
HISTORY = ("sources", "stated_growth", "multiple", "targets", "cagr")


@dataclass(frozen=True)
class AuditStory:
    """What the audit of the report came to.

    Parameters
    ----------
    report : int
        Year that the report is on.
    kind : str
        Show checks of this kind alone; "" shows all.
    """

    report: int = EDITION
    kind: str = ""

    # --- the ids that the story speaks of ---------------------------------------------------

    @property
    def gross(self) -> str:
        """The check that tells whether recognised high-tech enterprises are net or gross."""
        return f"stock/{self.report}/high_tech_enterprises"

    @property
    def net(self) -> str:
        """The same for the technology-based enterprises."""
        return f"stock/{self.report}/technology_based_enterprises"

    @property
    def gdp(self) -> str:
        """The check of R&D and intensity against GDP in the year of the report."""
        return f"quotient/{self.report}/gdp"

    @property
    def rd(self) -> str:
        """The check of R&D in the year before."""
        return f"prior/{self.report}/rd_expenditure/bulletin"

    @property
    def contracts(self) -> str:
        """The check of the technology contracts in the year before."""
        return f"prior/{self.report}/technology_contract_turnover/city_bureau"

    @property
    def replaced(self) -> str:
        """Derived: how many recognitions only replaced firms that left."""
        return f"implied/{self.report}/high_tech_enterprises/replaced"

    @property
    def wide(self) -> str:
        """Derived: R&D of the year before in the wider reading."""
        return f"implied/{self.report - 1}/rd_expenditure/wide"

    @property
    def traced(self) -> str:
        """Derived: the technology contracts of the year before, as an example of a trace."""
        return f"implied/{self.report - 1}/technology_contract_turnover"

    # --- tables ----------------------------------------------------------------------------

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Every check, with ``reason`` where a conflict is acknowledged and ``report`` (bool)."""
        table = cq.checks().merge(load("acknowledged"), on="check_id", how="left")
        derived = cq.derived().set_index("derived_id")
        own = f"{edition(self.report)}/"
        ids = {one for one in cq.figures()["figure_id"] if one.startswith(own)}
        table["report"] = [bool(ids & _figures_behind(one, derived)) for one in table["inputs"]]
        return table[table["kind"] == self.kind] if self.kind else table

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many checks of each kind came to which verdict."""
        table = pd.crosstab(self.checks["kind"], self.checks["verdict"])
        order = [kind for kind in KINDS if kind in table.index]
        columns = [v for v in (CONSISTENT, ONLY_IF, UNDECIDED, CONFLICT) if v in table.columns]
        table = table.loc[order, columns]
        table.insert(0, "compared", [KINDS[kind][0] for kind in order])
        table.insert(1, "核对内容", [KINDS[kind][1] for kind in order])
        table.columns.name = None
        return table.reset_index(drop=True)

    @cached_property
    def readings(self) -> pd.DataFrame:
        """The first printed figure of each wording, and the values that it stands for."""
        table = cq.figures().sort_values("ordinal", key=lambda column: column.astype(int))
        table = table[table["measure"] != "rank"].assign(wide=table["low"] < table["high"])
        chosen = table.drop_duplicates(["qualifier", "status", "wide"])
        return pd.DataFrame(
            {
                "indicator_en": chosen["indicator_en"],
                "指标": chosen["indicator_zh"],
                "printed 报告原文": chosen["printed"],
                "stands for 表示": [
                    parse(row.printed, "预计" if row.status == "estimate" else "").interval()
                    for row in chosen.itertuples()
                ],
                "unit": chosen["unit"],
            }
        ).reset_index(drop=True)

    @cached_property
    def implied(self) -> pd.DataFrame:
        """Implied interval against published value, one row per check that has both.

        Values in the units of the tables: 亿元, %, 家.
        """
        derived = cq.derived().set_index("derived_id")
        observed = cq.observations()
        observed["ref"] = [observation_id(row) for row in observed.to_dict("records")]
        observed = observed.set_index("ref")
        every = AuditStory(self.report).checks
        every = every[every["report"] & every["kind"].isin(IMPLIED)].set_index("check_id")
        found = []
        for check_id, check in every.iterrows():
            ids = check["inputs"].split(";")
            first = next((one for one in ids if one in derived.index), "")
            seen = [one for one in ids if one in observed.index]
            if not first or len(seen) != 1:
                continue
            implied, published = derived.loc[first], observed.loc[seen[0]]
            found.append(
                {
                    "check_id": check_id,
                    "derived_id": first,
                    "indicator": implied["indicator"],
                    "period": implied["period"],
                    "unit": implied["unit"],
                    "low": implied["low"],
                    "high": implied["high"],
                    "published": published["value"],
                    "status": published["status"],
                    "verdict": check["verdict"],
                    "implied_source": implied["source_id"],
                    "published_source": published["source_id"],
                    "ref": seen[0],
                }
            )
        return pd.DataFrame(found)

    @cached_property
    def implied_table(self) -> pd.DataFrame:
        """The numbers of the chart, rounded as there."""
        table = self.implied
        names = cq.indicators().set_index("indicator")
        digits = table["unit"].map({"%": 3, "CNY_1e8": 2}).fillna(0).astype(int)
        return pd.DataFrame(
            {
                "indicator": names.loc[table["indicator"], "indicator_en"].to_numpy(),
                "指标": names.loc[table["indicator"], "indicator_zh"].to_numpy(),
                "year": table["period"],
                "low": [round(x, d) for x, d in zip(table["low"], digits, strict=True)],
                "high": [round(x, d) for x, d in zip(table["high"], digits, strict=True)],
                "published 公布": table["published"],
                "unit": table["unit"],
                "verdict": table["verdict"],
            }
        )

    # --- sentences -------------------------------------------------------------------------

    def say(self, verdict: str, *, report: bool = True, kinds: Sequence[str] = ()) -> Text:
        """Return the sentences of all checks with a verdict.

        Parameters
        ----------
        verdict : str
            One of the four verdicts.
        report : bool
            Checks in which figures of the report take part, or those of the history alone.
        kinds : sequence of str
            Of these kinds alone; all by default.
        """
        table = self.checks[(self.checks["verdict"] == verdict) & (self.checks["report"] == report)]
        if kinds:
            table = table[table["kind"].isin(kinds)]
        if table.empty:
            return Text(["（无）"], ["(none)"])
        return Text(list(table["sentence_zh"]), list(table["sentence_en"]))

    @property
    def stocks(self) -> Text:
        """Which new counts are net and which are gross."""
        table = self.checks[self.checks["kind"] == "stock"]
        return Text(list(table["sentence_zh"]), list(table["sentence_en"]))

    @property
    def reasons(self) -> Text:
        """Why each conflict stands, one sentence a conflict."""
        table = self.checks[self.checks["verdict"] == CONFLICT]
        pairs = [str(one).partition(" / ")[::2] for one in table["reason"].fillna("? / ？")]
        return Text([zh for _, zh in pairs], [en for en, _ in pairs])

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that the answer and the chart's words say."""
        table = self.checks
        tally = {
            v: table[table["verdict"] == v] for v in (CONSISTENT, ONLY_IF, UNDECIDED, CONFLICT)
        }
        derived = cq.derived().set_index("derived_id")
        shown = self.implied["verdict"].value_counts()
        used: set[str] = set()
        for inputs in table.loc[table["kind"] != "single", "inputs"]:
            used |= _figures_behind(inputs, derived)
        figures = cq.figures()
        ends = derived[["low", "high"]]

        def checks(rows: pd.DataFrame) -> Fact:
            # None of them is known from all of them.
            behind = table if rows.empty else rows
            return count(len(rows), "项", "", joined(*behind["check_id"]))

        def rows_of(verdict: str) -> Fact:
            some = self.implied[self.implied["verdict"] == verdict]
            behind = self.implied if some.empty else some
            return count(shown.get(verdict, 0), "个", "", joined(*behind["check_id"]))

        return {
            "all": checks(table),
            "held": checks(tally[CONSISTENT]),
            "loose": checks(tally[ONLY_IF]),
            "open": checks(tally[UNDECIDED]),
            "broken": checks(tally[CONFLICT]),
            "broken_report": checks(tally[CONFLICT][tally[CONFLICT]["report"]]),
            "figures": count(len(figures), "个", "", joined(*figures["figure_id"])),
            "used": count(
                len(used & set(figures["figure_id"])), "个", "", joined(*figures["figure_id"])
            ),
            **{
                f"replaced_{end}": count(ends.loc[self.replaced, end], "家", "", self.replaced)
                for end in ends
                if self.replaced in ends.index
            },
            "shown": count(len(self.implied), "个", "", joined(*self.implied["check_id"])),
            "inside": rows_of(CONSISTENT),
            "widened": rows_of(ONLY_IF),
            "outside": rows_of(CONFLICT),
            **{
                f"wide_{end}": _amount(ends.loc[self.wide, end], self.wide)
                for end in ends
                if self.wide in ends.index
            },
        }

    @cached_property
    def answer(self) -> Answer:
        """The bold answer; what it says of single figures follows from their verdicts."""
        verdict = cq.checks().set_index("check_id")["verdict"]
        zh = [
            "{all}核对中{held}相符，{loose}有条件相符，{open}无法判定，{broken}不符"
            "（其中{broken_report}涉及报告本身）。"
        ]
        en = [
            "Of {all} checks {held} hold, {loose} hold under a condition, {open} cannot be decided "
            "and {broken} fail, {broken_report} of them on the report itself."
        ]
        if verdict.get(self.gross) == ONLY_IF and "replaced_low" in self.facts:
            zh.append(
                "新认定的高新技术企业是毛增数，其中{replaced_low}至{replaced_high}只是抵补到期或退出的企业。"
            )
            en.append(
                "The newly recognised high-tech enterprises are a gross count: {replaced_low} to "
                "{replaced_high} of them replaced firms that left."
            )
        if verdict.get(self.gdp) == CONFLICT:
            zh.append("研发投入与强度的预计数与公布的地区生产总值不可能同时成立。")
            en.append(
                "The estimates of R&D and of its intensity cannot both be true of the GDP that was "
                "published."
            )
        return compose({"zh": "".join(zh), "en": " ".join(en)}, self.facts)

    @cached_property
    def coverage(self) -> Text:
        """How many of the report's figures stand in a check with another number."""
        return sentences(
            [
                {
                    "zh": "报告的{figures}数中，{used}至少与另一个数相互核对；"
                    "其余的没有可核对的对象。",
                    "en": "Of the report's {figures} figures {used} are held against another "
                    "number; nothing in the report or in the history speaks of the others.",
                }
            ],
            self.facts,
        )

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        verdict = cq.checks().set_index("check_id")["verdict"].to_dict()
        held = [one == CONSISTENT for one in verdict.values()]
        return [
            Claim("most checks hold", "多数核对相符", 2 * sum(held) > len(held)),
            Claim(
                "newly recognised high-tech enterprises are a gross count",
                "新认定高新技术企业为毛增数",
                verdict.get(self.gross) == ONLY_IF,
            ),
            Claim(
                "added technology-based enterprises are a net count",
                "新增科技型企业为净增数",
                verdict.get(self.net) == CONSISTENT,
            ),
            Claim(
                "the published R&D of the year before needs the wider reading",
                "上年研发经费公布数只在较宽读法下相符",
                verdict.get(self.rd) == ONLY_IF,
            ),
            Claim(
                "R&D, intensity and published GDP contradict each other",
                "研发投入、强度与公布的地区生产总值相互矛盾",
                verdict.get(self.gdp) == CONFLICT,
            ),
            Claim(
                "the technology contracts lead back to the city's own count",
                "技术合同成交额与市科技局口径的上年数相符",
                verdict.get(self.contracts) == CONSISTENT,
            ),
            Claim("every conflict is explained", "每项矛盾均有说明", "?" not in self.reasons.en),
        ]


def _figures_behind(inputs: str, derived: pd.DataFrame) -> set[str]:
    found: set[str] = set()
    waiting = inputs.split(";")
    while waiting:
        one = waiting.pop()
        if one in derived.index:
            waiting.extend(str(derived.loc[one, "inputs"]).split(";"))
        else:
            found.add(one)
    return found


def _amount(value: float, ref: str) -> Fact:
    formats = {"zh": ",.1f", "en": ",.2f"}
    return Fact(value, formats, {"zh": "亿元", "en": " bn yuan"}, ref, scale={"en": 0.1})


# ------------------------------------------------------------------------------------ charts

_NOTES = {
    CONSISTENT: ("公布数在区间内", "published lies inside"),
    ONLY_IF: (
        "按约数读：{wide_low}至{wide_high}",
        "read to tens: {wide_low} to {wide_high}",
    ),
    CONFLICT: ("公布数在区间外", "published lies outside"),
    UNDECIDED: ("无法判定", "cannot be decided"),
}
_VERDICT = {
    CONSISTENT: "consistent",
    ONLY_IF: "conditional",
    CONFLICT: "inconsistent",
    UNDECIDED: "unknown",
}


def audit_implied(story: AuditStory | None = None) -> Chart:
    """Return what the report implies for earlier values, against what was published."""
    story = story or AuditStory()
    names = cq.indicators().set_index("indicator")
    looks = {
        "%": {"format": ".2f", "unit_zh": "%", "unit_en": "%"},
        "count:家": {"format": ",.0f", "unit_zh": "家", "unit_en": " firms"},
    }
    data = rows.together(
        *(
            rows.interval(
                one.check_id.replace("/", "_"),
                {
                    "low": one.low,
                    "high": one.high,
                    "status": "derived",
                    "source_id": one.implied_source,
                    "ref": one.derived_id,
                },
                {
                    "value": one.published,
                    "status": one.status,
                    "source_id": one.published_source,
                    "ref": one.ref,
                },
                label_zh=f"{names.loc[one.indicator, 'indicator_zh']}，{one.period}年",
                label_en=f"{names.loc[one.indicator, 'indicator_en']}, {one.period}",
                note_zh=_NOTES[one.verdict][0],
                note_en=_NOTES[one.verdict][1],
                verdict=_VERDICT[one.verdict],
                **looks.get(one.unit, {}),
            )
            for one in story.implied.itertuples()
        )
    )
    ids = sorted({one for cell in data["source_id"] for one in cell.split(";")})
    return Chart(
        name="audit_implied",
        form="intervals",
        data=data,
        facts=story.facts,
        options={"scale": "row"},
        format={"zh": ",.1f", "en": ",.2f"},
        scale={"en": 0.1},
        words={
            "zh": Words(
                title="由报告推算的{shown}数中，{inside}与官方统计相符，{widened}须放宽读法，"
                "{outside}不符",
                subtitle="由报告所列水平、增速和比率推算的区间，与公布数对照",
                unit="亿元",
                series={"implied": "推算区间", "published": "公布数"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Of {shown} values that the report implies, {inside} agree with official "
                "statistics, {widened} only if read widely, {outside} does not",
                subtitle="What the printed levels, growth rates and ratios imply, against "
                "published values",
                unit=" bn yuan",
                series={"implied": "Implied by the report", "published": "Published"},
                sources=cite(ids, "en"),
            ),
        },
    )
