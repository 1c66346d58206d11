"""The figure audit: what holds, what does not, and what only just holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

import cqdata as cq
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED
from cqdata.catalog import cite, load
from cqdata.charts import Chart, Fact, Words, rows
from cqdata.names import behind, observation_id
from cqdata.quantity import parse
from cqdata.stories.common import (
    EDITION,
    LANGS,
    Answer,
    Claim,
    Text,
    compose,
    count,
    edition,
    figures_of,
    joined,
    money,
    sentences,
)

_IMPLIED_COLUMNS = (
    *("check_id", "derived_id", "indicator", "period", "unit", "low", "high", "wide_low"),
    *("wide_high", "published", "basis", "status", "verdict", "implied_source"),
    *("published_source", "ref"),
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
# Kinds that hold the history against itself; what a report printed takes part as an observation.
HISTORY = ("sources", "stated_growth", "multiple", "targets", "cagr")


@dataclass(frozen=True)
class AuditStory:
    """What the audit of the report came to.

    Checks that rest on other editions alone are no part of it.

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
        """Derived: how many recognitions did not add to the stock."""
        return f"implied/{self.report}/high_tech_enterprises/replaced"

    @property
    def wide(self) -> str:
        """Derived: R&D of the year before in the wider reading."""
        return f"implied/{self.report - 1}/rd_expenditure/wide"

    @property
    def traced(self) -> str:
        """Derived: the technology contracts of the year before, as an example of a trace.

        Where the report does not print them with their growth, the first value that it implies,
        and where it implies none, its first figure.
        """
        wanted = f"implied/{self.report - 1}/technology_contract_turnover"
        implied = list(self.implied["derived_id"])
        return wanted if wanted in implied else [*implied, *self.figures["figure_id"]][0]

    # --- tables ----------------------------------------------------------------------------

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures that the report prints, in their order."""
        table = figures_of(self.report)
        return table.sort_values("ordinal", key=lambda column: column.astype(int))

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Every check on the report or on the history, the latter with ``report`` False.

        A check is on the report if one of its figures takes part, be it through a derived value
        or as an observation taken from the report.  ``reason`` is why a conflict is acknowledged.
        """
        table = cq.checks().merge(load("acknowledged"), on="check_id", how="left")
        printed = cq.figures()
        years = printed["figure_id"].str.partition("/")[0]
        edition_of = dict(zip(printed["figure_id"], years, strict=True))
        by_source = dict(zip(printed["source_id"], years, strict=True))
        inputs_of = _inputs_of()
        editions = [
            {
                edition_of.get(one) or by_source.get(_source_of(one))
                for one in behind(inputs, inputs_of)
            }
            - {None}
            for inputs in table["inputs"]
        ]
        own = str(edition(self.report))
        table["report"] = [own in some for some in editions]
        table = table[[own in some or not some for some in editions]]
        return table[table["kind"] == self.kind] if self.kind else table

    @cached_property
    def of_estimate(self) -> pd.DataFrame:
        """Conflicts in which the report's estimate of the R&D intensity meets later statistics."""
        table = self.checks[self.checks["report"] & (self.checks["verdict"] == CONFLICT)]
        inputs_of, estimate = _inputs_of(), f"{self.report}/rd_intensity"
        meets = [estimate in behind(inputs, inputs_of) for inputs in table["inputs"]]
        return table[meets]

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
        table = self.figures
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
        """What the report implies against published values, one row per check that has both.

        Values in the units of the tables: 亿元, %, 家.
        """
        derived = cq.derived().set_index("derived_id")
        observed = cq.observations()
        observed["ref"] = [observation_id(row) for row in observed.to_dict("records")]
        observed = observed.set_index("ref")
        every = AuditStory(self.report).checks
        every = every[every["report"] & every["kind"].isin(IMPLIED)].set_index("check_id")
        printed, inputs_of = set(self.figures["figure_id"]), _inputs_of()
        found = []
        for check_id, check in every.iterrows():
            ids = check["inputs"].split(";")
            first = next((one for one in ids if one in derived.index), "")
            seen = [one for one in ids if one in observed.index]
            # What another edition implies may be held against an observation from this one.
            if len(seen) != 1 or not printed & behind(first, inputs_of):
                continue
            implied, published = derived.loc[first], observed.loc[seen[0]]
            wide = derived.loc[f"{first}/wide"] if f"{first}/wide" in ids else implied
            found.append(
                {
                    "check_id": check_id,
                    "derived_id": first,
                    "indicator": implied["indicator"],
                    "period": implied["period"],
                    "unit": implied["unit"],
                    "low": implied["low"],
                    "high": implied["high"],
                    "wide_low": wide["low"],
                    "wide_high": wide["high"],
                    "published": published["value"],
                    "basis": published["basis"],
                    "status": published["status"],
                    "verdict": check["verdict"],
                    "implied_source": implied["source_id"],
                    "published_source": published["source_id"],
                    "ref": seen[0],
                }
            )
        return pd.DataFrame(found, columns=list(_IMPLIED_COLUMNS))

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

    def say(self, verdict: str, *, report: bool | None = True, kinds: Sequence[str] = ()) -> Text:
        """Return the sentences of all checks with a verdict.

        Parameters
        ----------
        verdict : str
            One of the four verdicts.
        report : bool, optional
            Checks in which figures of the report take part, or those of the history alone; None
            for both.
        kinds : sequence of str
            Of these kinds alone; all by default.
        """
        table = self.checks[self.checks["verdict"] == verdict]
        if report is not None:
            table = table[table["report"] == report]
        if kinds:
            table = table[table["kind"].isin(kinds)]
        if table.empty:
            return _NOTHING
        return Text(list(table["sentence_zh"]), list(table["sentence_en"]))

    @property
    def stocks(self) -> Text:
        """Which new counts of the report are net and which are gross."""
        table = self.checks[self.checks["check_id"].str.startswith(f"stock/{self.report}/")]
        if table.empty:
            return _NOTHING
        return Text(list(table["sentence_zh"]), list(table["sentence_en"]))

    @property
    def reasons(self) -> Text:
        """Why each conflict stands, one sentence a conflict, with what it is about."""
        table = self.checks[self.checks["verdict"] == CONFLICT]
        if table.empty:
            return _NOTHING
        found = {}
        for lang, colon, brackets, none in (
            ("zh", "：", "{}（{}）", "尚未说明原因：{}。"),
            ("en", ": ", "{} ({})", "no reason given yet: {}."),
        ):
            names = [
                brackets.format(sentence.partition(colon)[0], KINDS[kind][lang == "zh"])
                for sentence, kind in zip(table[f"sentence_{lang}"], table["kind"], strict=True)
            ]
            lines = []
            for name, row in zip(names, table.itertuples(), strict=True):
                if names.count(name) > 1:
                    # Alike in words: the ids tell them apart.
                    subject = getattr(row, f"sentence_{lang}").partition(colon)[0]
                    name = brackets.format(subject, row.check_id)
                reason = none.format(row.check_id) if pd.isna(row.reason) else row.reason
                lines.append(f"{name}{colon}{_in(lang, reason)}")
            found[lang] = lines
        return Text(found["zh"], found["en"])

    @cached_property
    def meaning(self) -> Text:
        """What the implied values say of contracts, R&D and GDP, as far as the report has them."""
        implied = self.implied.set_index("check_id")
        said: list[tuple[str, str]] = []
        used: list[str] = []
        for check_id, words in ((self.contracts, _CONTRACTS), (self.rd, _RD), (self.gdp, _GDP)):
            if check_id not in implied.index:
                continue
            row = implied.loc[check_id]
            case = row["verdict"]
            if words is _CONTRACTS and case == CONSISTENT and self._stands_alone(row):
                case = "alone"
            if words is _GDP and case == CONFLICT and row["low"] > row["published"]:
                case = "above"
            said.append(words[case])
            used.append(check_id)
        if not said:
            return _NOTHING
        return Text([zh for zh, _ in said], [en for _, en in said], ref=joined(*used))

    def way_of(self, check_id: str) -> str:
        """Say in English how widely R&D is read, of which round estimate the check speaks."""
        level = self.figures[self.figures["figure_id"] == f"{self.report}/rd_expenditure"]
        if check_id == self.rd and not level.empty:
            row = level.iloc[0]
            wide = parse(row["printed"], "预计" if row["status"] == "estimate" else "").coarse()
            if wide is not None and wide.step == 10:
                return "to tens"
        return "widely"

    def _stands_alone(self, row: pd.Series) -> bool:
        """Say whether a value is published on other bases, too, and none of these is implied."""
        table = cq.observations()
        here = (table["region"] == "重庆") & (table["indicator"] == row["indicator"])
        here &= (table["period"] == row["period"]) & (table["status"] != "derived")
        others = table[here & ~table["basis"].isin([row["basis"], "report_estimate"])]
        return not (others.empty or others["value"].between(row["low"], row["high"]).any())

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that the answer and the chart's words say."""
        table = self.checks
        tally = {
            v: table[table["verdict"] == v] for v in (CONSISTENT, ONLY_IF, UNDECIDED, CONFLICT)
        }
        derived = cq.derived().set_index("derived_id")
        shown = self.implied["verdict"].value_counts()
        widened = self.implied[self.implied["verdict"] == ONLY_IF]
        used: set[str] = set()
        inputs_of = _inputs_of()
        for inputs in table.loc[table["kind"] != "single", "inputs"]:
            used |= behind(inputs, inputs_of)
        printed = self.figures["figure_id"]
        ends = derived[["low", "high"]]

        def checks(rows: pd.DataFrame) -> Fact:
            return count(len(rows), "项", "", _ids(rows, table))

        def rows_of(verdict: str) -> Fact:
            some = self.implied[self.implied["verdict"] == verdict]
            return count(shown.get(verdict, 0), "个", "", _ids(some, self.implied, table))

        return {
            "all": checks(table),
            "held": checks(tally[CONSISTENT]),
            "loose": checks(tally[ONLY_IF]),
            "open": checks(tally[UNDECIDED]),
            "broken": checks(tally[CONFLICT]),
            "broken_report": checks(tally[CONFLICT][tally[CONFLICT]["report"]]),
            "broken_estimate": checks(self.of_estimate),
            "broken_other": checks(
                tally[CONFLICT][
                    tally[CONFLICT]["report"]
                    & ~tally[CONFLICT]["check_id"].isin(self.of_estimate["check_id"])
                ]
            ),
            "figures": count(len(printed), "个", "", joined(*printed)),
            "used": count(len(used & set(printed)), "个", "", joined(*printed)),
            **{
                f"replaced_{end}": count(ends.loc[self.replaced, end], "家", "", self.replaced)
                for end in ends
                if self.replaced in ends.index
            },
            "shown": count(len(self.implied), "个", "", _ids(self.implied, table)),
            "inside": rows_of(CONSISTENT),
            "widened": rows_of(ONLY_IF),
            "outside": rows_of(CONFLICT),
            **{
                f"{_named(one.check_id)}_{end}": _measured(
                    getattr(one, f"wide_{end}"), one.unit, f"{one.derived_id}/wide"
                )
                for one in widened.itertuples()
                for end in ends
            },
        }

    @cached_property
    def answer(self) -> Answer:
        """The bold answer; what it says of single figures follows from their verdicts."""
        verdict = cq.checks().set_index("check_id")["verdict"]
        zh = [
            "{all}核对中{held}相符，{loose}有条件相符，{open}无法判定，{broken}不符；"
            "其中{broken_report}有报告数参与："
            "{broken_estimate}是同一预计数（研发投入强度）与后来的统计数不同，"
            "{broken_other}是报告数与其他来源的数不同。"
        ]
        en = [
            "Of {all} checks {held} hold, {loose} hold under a condition, {open} cannot be decided "
            "and {broken} do not fit. Figures of the report take part in {broken_report}: "
            "{broken_estimate} set one estimate, of R&D intensity, against later statistics, "
            "{broken_other} set the report against other sources."
        ]
        if verdict.get(self.gross) == ONLY_IF and "replaced_low" in self.facts:
            zh.append(
                "新认定的高新技术企业是毛增数，其中{replaced_low}至{replaced_high}没有增加存量，"
                "即到期后重新认定的，或抵补退出的。"
            )
            en.append(
                "The newly recognised high-tech enterprises are a gross count: {replaced_low} to "
                "{replaced_high} of them did not add to the stock, being recognised again or "
                "making up for firms that left."
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
        own = self.checks["report"] & (self.checks["verdict"] == CONFLICT)
        explained = self.checks.loc[self.checks["verdict"] == CONFLICT, "reason"].notna().all()
        return [
            Claim(
                "four in five checks or more hold",
                "五分之四以上的核对相符",
                sum(held) >= 0.8 * len(held),
            ),
            Claim(
                "most conflicts with a figure of the report set one estimate against its outturn",
                "有报告数参与的不符，多数是同一预计数与后来的统计数不同",
                2 * len(self.of_estimate) > own.sum(),
            ),
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
            Claim("every conflict is explained", "每项矛盾均有说明", explained),
        ]


def _inputs_of() -> dict[str, str]:
    """Return what each derived value was made from, ids separated by semicolons."""
    derived = cq.derived()
    return dict(zip(derived["derived_id"], derived["inputs"], strict=True))


def _source_of(ref: str) -> str:
    """Return the source in the id of an observation, "" for any other id."""
    return ref.rpartition("/")[2] if ref.startswith("obs:") else ""


def _ids(*tables: pd.DataFrame) -> str:
    """Return the ids of the first checks there are: none of them is known from all of them."""
    return next((joined(*one["check_id"]) for one in tables if len(one)), "")


def _in(lang: str, reason: str) -> str:
    """Return one language of a reason, which is written once if it needs no translation."""
    en, _, zh = reason.partition(" / ")
    return (zh or en) if lang == "zh" else en


def _named(check_id: str) -> str:
    return re.sub(r"\W", "_", check_id)


_NOTHING = Text(["（无）"], ["(none)"])
_CONTRACTS = {
    "alone": (
        "由技术合同成交额推算的上年数只与市级部门口径相符。",
        "The contracts lead to the count of the city's own bureau and to no other basis.",
    ),
    CONSISTENT: (
        "由技术合同成交额推算的上年数与市级部门口径相符。",
        "The contracts lead to the count of the city's own bureau.",
    ),
    CONFLICT: (
        "由技术合同成交额推算的上年数与市级部门口径不符。",
        "The contracts do not lead to the count of the city's own bureau.",
    ),
}
_RD = {
    CONSISTENT: (
        "由研发经费推算的上年数与公布数相符。",
        "R&D spending leads to the published value of the year before.",
    ),
    ONLY_IF: (
        "研发经费为取整的预计数：按末位读，推算的上年数与公布数不符；按约数读，两者相符。",
        "R&D spending is an expectation, written as a round number: read to its last digit it "
        "leaves the published value of the year before out, read widely it does not.",
    ),
    CONFLICT: (
        "由研发经费推算的上年数与公布数不符。",
        "R&D spending does not lead to the published value of the year before.",
    ),
}
_GDP = {
    CONSISTENT: (
        "由研发经费和投入强度推算的地区生产总值与公布数相符。",
        "Spending and intensity together lead to the published GDP.",
    ),
    ONLY_IF: (
        "仅当研发经费按约数读时，由研发经费和投入强度推算的地区生产总值与公布数相符。",
        "Spending and intensity together lead to the published GDP only if spending is read "
        "widely.",
    ),
    "above": (
        "由研发经费和投入强度推算的地区生产总值高于公布数。",
        "Spending and intensity together ask for a GDP that is above the published one.",
    ),
    CONFLICT: (
        "由研发经费和投入强度推算的地区生产总值低于公布数。",
        "Spending and intensity together ask for a GDP that is below the published one.",
    ),
}
"""What the implied values mean, by verdict, in Chinese and English."""

# ------------------------------------------------------------------------------------ charts

_NOTES = {
    CONSISTENT: ("公布数在区间内", "published lies inside"),
    ONLY_IF: ("按约数读：{low}至{high}", "read {way}: {low} to {high}"),
    CONFLICT: ("公布数在区间外", "published lies outside"),
    UNDECIDED: ("无法判定", "cannot be decided"),
}
_VERDICT = {
    CONSISTENT: "consistent",
    ONLY_IF: "conditional",
    CONFLICT: "inconsistent",
    UNDECIDED: "unknown",
}


_AMOUNT = "CNY_1e8"
_COUNTED = {"家": " firms", "辆": " vehicles", "人": " people"}


def _look(unit: str) -> dict[str, str]:
    """Return format and unit of what is no amount of money."""
    if unit in ("%", "pp"):
        zh, en = {"%": ("%", "%"), "pp": ("个百分点", " points")}[unit]
        return {"format": ".2f", "unit_zh": zh, "unit_en": en}
    zh = {"person": "人"}.get(unit, unit.removeprefix("count:"))
    return {"format": ",.0f", "unit_zh": zh, "unit_en": _COUNTED.get(zh, " items")}


def _measured(value: float, unit: str, ref: str) -> Fact:
    if unit == _AMOUNT:
        return money(value, ref)
    look = _look(unit)
    return Fact(value, look["format"], {"zh": look["unit_zh"], "en": look["unit_en"]}, ref)


def _label(row: Any, names: pd.DataFrame, implied: pd.DataFrame) -> tuple[str, str]:
    """Return what a row is called in both languages, with its basis where two rows are alike."""
    zh, en = names.loc[row.indicator, ["indicator_zh", "indicator_en"]]
    alike = (implied["indicator"] == row.indicator) & (implied["period"] == row.period)
    if alike.sum() == 1:
        return f"{zh}，{row.period}年", f"{en}, {row.period}"
    bases = cq.bases()
    found = bases[(bases["indicator"] == row.indicator) & (bases["basis"] == row.basis)]
    named = {lang: next(iter(found[f"basis_{lang}"]), row.basis) for lang in LANGS}
    return f"{zh}，{row.period}年，{named['zh']}", f"{en}, {row.period}, {named['en']}"


def _note(row: Any, story: AuditStory, which: int) -> str:
    """Return the note of a row as a template: whether the published value lies inside."""
    name = _named(row.check_id)
    ends = {end: f"{{{name}_{end}}}" for end in ("low", "high")}
    return _NOTES[row.verdict][which].format(way=story.way_of(row.check_id), **ends)


def _outcome(story: AuditStory) -> list[tuple[str, str]]:
    """Return the parts of the title that there is something to say of."""
    tally = story.implied["verdict"].value_counts()
    outside = tally.get(CONFLICT, 0)
    parts = {
        CONSISTENT: ("{inside}与官方统计相符", "{inside} agree with official statistics"),
        ONLY_IF: ("{widened}须放宽读法", "{widened} only if read widely"),
        CONFLICT: ("{outside}不符", "{outside} " + ("does not" if outside == 1 else "do not")),
    }
    return [words for v, words in parts.items() if v == CONSISTENT or tally.get(v, 0)]


def audit_implied(story: AuditStory | None = None) -> Chart:
    """Return what the report implies for earlier values, against what was published.

    Raises
    ------
    DataError
        If the report implies no value that was published.
    """
    story = story or AuditStory()
    if story.implied.empty:
        raise cq.DataError(
            f"the report on {story.report} implies no published value; expected a level with its "
            "growth"
        )
    names = cq.indicators().set_index("indicator")
    labels = [_label(one, names, story.implied) for one in story.implied.itertuples()]
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
                label_zh=label[0],
                label_en=label[1],
                note_zh=_note(one, story, 0),
                note_en=_note(one, story, 1),
                verdict=_VERDICT[one.verdict],
                **({} if one.unit == _AMOUNT else _look(one.unit)),
            )
            for one, label in zip(story.implied.itertuples(), labels, strict=True)
        )
    )
    outcome = _outcome(story)
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
                title="由报告推算的{shown}数中，" + "，".join(zh for zh, _ in outcome),
                subtitle="由报告所列水平、增速和比率推算的区间，与公布数对照",
                unit="亿元",
                series={"implied": "推算区间", "published": "公布数"},
                sources=cite(ids, "zh"),
            ),
            "en": Words(
                title="Of {shown} values that the report implies, "
                + ", ".join(en for _, en in outcome),
                subtitle="What the printed levels, growth rates and ratios imply, against "
                "published values",
                unit=" bn yuan",
                series={"implied": "Implied by the report", "published": "Published"},
                sources=cite(ids, "en"),
            ),
        },
    )
