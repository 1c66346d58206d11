"""Technology contracts: turnover on two bases, against R&D, the provinces and the nation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.charts import Fact
from cqdata.errors import NotProjectable
from cqdata.projection import Projection
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
    ordinal,
    pct,
    sentences,
    year,
)
from cqdata.tracing import observation_id

# Fewer values than this are not fitted, whatever the method would take.
LEAST = 4
CITY, NATION, SUM = "重庆", "全国", "全国(31省合计)"
TURNOVER, RD = "technology_contract_turnover", "rd_expenditure"
CITY_BASIS, YEARBOOK, RELEASE = "city_bureau", "national_yearbook", "national_release"
JOINT_TARGET = f"dual_core_plan/{TURNOVER}/2027"
# Years between the last yearbook value and the plan's end; the look back goes as far.
AHEAD = 4
# Provinces beside the city in the small multiples: its partner, neighbours, and two hubs of trade.
PEERS = ("重庆", "四川", "贵州", "云南", "陕西", "湖北")
DOUBTED = "黑龙江"


def observed(indicator: str, region: str = CITY) -> pd.DataFrame:
    """Return every row of an indicator, also those that no series takes, with its ``ref``."""
    table = cq.observations()
    table = table[(table["indicator"] == indicator) & (table["region"] == region)]
    return table.assign(ref=[observation_id(row) for row in table.to_dict("records")])


def derived(derived_id: str) -> pd.Series:
    """Return a row of the derived values; its ``name`` is its id."""
    return cq.derived().set_index("derived_id").loc[derived_id]


@dataclass(frozen=True)
class ContractsStory:
    """What the data say about Chongqing's technology contracts, for one set of parameters.

    Parameters
    ----------
    target_year : int
        Year to which the scenario is carried.
    target_level : float or None
        A level of turnover on the city's basis to be reached in that year, 亿元, set by the
        analyst. None: no level, since none for Chongqing alone was found.
    growth : float
        Growth of the scenario, % a year; an assumption.
    fit_from : int or None
        First year of the yearbook series that enters a fit. None: the year of its last jump,
        since what came before counts something else, or is not known to count the same.
    method : str
        Method of the projection.
    report : int
        Year that the report is about: its edition.
    """

    target_year: int = 2027
    target_level: float | None = None
    growth: float = 10.0
    fit_from: int | None = None
    method: str = "cqdata"
    report: int = EDITION

    # --- what is published -----------------------------------------------------------------

    @cached_property
    def edition(self) -> int:
        """Year of the last report, up to the one asked for, that prints turnover and growth."""
        return edition(self.report, TURNOVER, f"{TURNOVER}_growth")

    @cached_property
    def city(self) -> pd.DataFrame:
        """Turnover on the city's basis, 亿元, one row a year."""
        return cq.series(TURNOVER, region=CITY, basis=CITY_BASIS)

    @cached_property
    def rivals(self) -> pd.DataFrame:
        """What other sources have on the city's basis and the value taken excludes, by year.

        Rows of the observations, with ``taken`` (亿元) and ``taken_ref``.
        """
        every = observed(TURNOVER).set_index("ref", drop=False)
        found = []
        for row in self.city.itertuples():
            others = row.alternatives if isinstance(row.alternatives, str) else ""
            for ref in filter(None, others.split(";")):
                other = every.loc[ref]
                apart = other["low"] >= row.high or other["high"] <= row.low
                if apart:
                    found.append({**other, "taken": row.value, "taken_ref": row.ref})
        return pd.DataFrame(found)

    @cached_property
    def yearbook(self) -> pd.DataFrame:
        """Turnover on the basis of the national yearbook, 亿元, one row a year."""
        return cq.series(TURNOVER, region=CITY, basis=YEARBOOK)

    @cached_property
    def nation(self) -> pd.DataFrame:
        """National turnover as released, 亿元, one row a year."""
        return cq.series(TURNOVER, region=NATION, basis=RELEASE)

    @cached_property
    def total(self) -> pd.DataFrame:
        """Sum of the 31 provinces in the yearbooks, 亿元, one row a year."""
        return cq.series(TURNOVER, region=SUM)

    @cached_property
    def yearbooks(self) -> pd.DataFrame:
        """Turnover of all 31 provinces in the yearbooks, 亿元: region, year and ``ref``."""
        return cq.panel(TURNOVER, basis=YEARBOOK)

    @cached_property
    def spending(self) -> pd.DataFrame:
        """R&D expenditure of the bulletins, 亿元: region, year and ``ref``."""
        return cq.panel(RD, ("province", "nation"), "bulletin")

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """The provinces' turnover in the last yearbook, 亿元, the largest first."""
        table = self.yearbooks[self.yearbooks["year"] == self.yearbook["year"].iloc[-1]]
        return table.sort_values("value", ascending=False, ignore_index=True)

    def jumped(self, region: str) -> set[int]:
        """Return the years in which a province's yearbook value jumps."""
        table = self.yearbooks[self.yearbooks["region"] == region]
        return set(table.loc[table["flag"] == "jump", "year"])

    @property
    def jumps(self) -> pd.DataFrame:
        """Years of the yearbook series whose change cannot be taken for growth."""
        return self.yearbook[self.yearbook["flag"] == "jump"]

    def ratio(self, region: str = CITY, basis: str = YEARBOOK) -> pd.DataFrame:
        """Return turnover over R&D expenditure of the same year, with both ids as ``ref``.

        Parameters
        ----------
        region : str
            A province, or the sum of the 31 (set against national R&D).
        basis : str
            Basis of the turnover. R&D expenditure is the bulletins' in every case.

        Returns
        -------
        pandas.DataFrame
            Columns ``year``, ``value`` (yuan of turnover for a yuan of R&D), ``status``,
            ``source_id``, ``ref``.
        """
        own = NATION if region == SUM else region
        spending = self.spending[self.spending["region"] == own]
        if region == SUM:
            turnover = self.total
        elif basis == YEARBOOK:
            turnover = self.yearbooks[self.yearbooks["region"] == region]
        else:
            turnover = cq.series(TURNOVER, region=region, basis=basis)
        return _over(turnover, spending)

    # --- what is projected or assumed --------------------------------------------------------

    @property
    def fit_start(self) -> int:
        """First year of the fit: the one asked for, or that of the last jump."""
        if self.fit_from is not None:
            return self.fit_from
        return int(self.jumps["year"].iloc[-1])

    @property
    def fitted(self) -> pd.DataFrame:
        """The yearbook values that would enter a fit."""
        return self.yearbook[self.yearbook["year"] >= self.fit_start].reset_index(drop=True)

    @cached_property
    def projection(self) -> Projection | None:
        """The yearbook series carried to the target year, or None where its data do not allow."""
        if len(self.fitted) < LEAST:
            return None
        try:
            return cq.project(self.fitted, to=self.target_year, method=self.method)
        except NotProjectable:
            return None

    @cached_property
    def look_back(self) -> Projection:
        """What a fit of the years before would have said of the last yearbook value."""
        last = int(self.yearbook["year"].iloc[-1])
        known = self.yearbook[self.yearbook["year"] <= last - AHEAD]
        return cq.project(known, to=last, method=self.method)

    def _carried(self, growth: float) -> pd.DataFrame:
        start, value = int(self.last["year"]), float(self.last["value"])
        years = list(range(start, self.target_year + 1))
        values = [value * (1 + growth / 100) ** (one - start) for one in years]
        return pd.DataFrame({"year": years, "value": values})

    @property
    def scenario(self) -> pd.DataFrame:
        """The city's basis if it grows as assumed: year and 亿元, from the last value on."""
        return self._carried(self.growth)

    @property
    def pace(self) -> pd.DataFrame:
        """The city's basis if the growth of its last year stays: year and 亿元."""
        return self._carried(self.last_growth)

    @property
    def path(self) -> pd.DataFrame | None:
        """The way at constant growth to the level that was set: year and 亿元; None without."""
        return None if self.needed is None else self._carried(self.needed)

    @property
    def needed(self) -> float | None:
        """Growth that reaches the level that was set, % a year; None without one."""
        if self.target_level is None:
            return None
        left = self.target_year - int(self.last["year"])
        return plan.required_growth(float(self.last["value"]), self.target_level, left)

    @property
    def last(self) -> pd.Series:
        """The last value on the city's basis."""
        return self.city.iloc[-1]

    @property
    def year_before(self) -> pd.Series:
        """The city's value of the year before the report's.

        Raises
        ------
        DataError
            If there is none.
        """
        found = self.city[self.city["year"] == self.edition - 1]
        if found.empty:
            raise cq.DataError(f"{TURNOVER}: no value on the city's basis for {self.edition - 1}")
        return found.iloc[0]

    @property
    def earlier_growth(self) -> tuple[int, Fact]:
        """What the last growth is set against: year and growth.

        The growth that the report prints, or that of the year before where the report's is the
        last.
        """
        if self.edition < self.last["year"]:
            name = f"{self.edition}/{TURNOVER}_growth"
            return self.edition, pct(cq.figure(name)["value"], name)
        before = int(self.last["year"]) - 1
        growth, ref, _ = _growth(self.city, before)
        return before, pct(growth, ref)

    @property
    def last_growth(self) -> float:
        """Growth of the last year on the city's basis, %."""
        return _growth(self.city, int(self.last["year"]))[0]

    @property
    def short(self) -> bool:
        """Whether the scenario stays below the level that was set."""
        level = self.target_level
        return level is not None and bool(self.scenario["value"].iloc[-1] < level)

    @property
    def missed(self) -> bool:
        """Whether the last yearbook value lies outside the 80% range of the look back."""
        end, came = self.look_back.table.iloc[-1], float(self.yearbook["value"].iloc[-1])
        return not end["low80"] <= came <= end["high80"]

    @cached_property
    def shares(self) -> pd.DataFrame:
        """The city's share of the provinces' turnover and of national R&D, %, by year.

        Columns ``series`` (turnover, rd), ``year``, ``value``, ``status``, ``source_id``, ``ref``.
        """
        spending = [self.spending[self.spending["region"] == one] for one in (CITY, NATION)]
        parts = {"turnover": _over(self.yearbook, self.total), "rd": _over(*spending)}
        years = self.yearbook["year"]
        return pd.concat(
            [
                part[part["year"].isin(years)].assign(series=name, value=part["value"] * 100)
                for name, part in parts.items()
            ],
            ignore_index=True,
        )

    @cached_property
    def growths(self) -> pd.DataFrame:
        """Growth of the last two years on the city's basis, in the yearbook, and in the nation.

        Columns ``year``, ``series`` (city, yearbook, nation), ``value`` (%, NA where not
        published), ``source_id``, ``ref``.
        """
        out = []
        for when in self.city["year"].iloc[1:]:
            for name, table in (
                ("city", self.city),
                ("yearbook", self.yearbook),
                ("nation", self.nation),
            ):
                value, ref, source = _growth(table, int(when))
                row = {"year": int(when), "series": name, "value": value, "ref": ref}
                out.append(row | {"source_id": source or str(table["source_id"].iloc[-1])})
        return pd.DataFrame(out)

    # --- numbers that sentences use --------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that a sentence or headline of this story says."""
        last, base = self.last, self.year_before
        printed = f"{self.edition}/{TURNOVER}"
        figure, growth = cq.figure(printed), cq.figure(f"{printed}_growth")
        implied = derived(f"implied/{self.edition - 1}/{TURNOVER}")
        earlier_year, earlier = self.earlier_growth
        joint = cq.targets().set_index("target_id").loc[JOINT_TARGET]
        rise = joined(*self.city["ref"].iloc[-2:])
        book, rows = self.yearbook.iloc[-1], joined(*self.yearbook["ref"])
        same = self.city[self.city["year"] == book["year"]].iloc[0]
        out = {
            "end": year(self.target_year, "parameter/TARGET_YEAR"),
            "now_year": year(last["year"], last["ref"]),
            "now": money(last["value"], last["ref"]),
            "base_year": year(base["year"], base["ref"]),
            "base": money(base["value"], base["ref"]),
            "report_year": year(self.edition, printed),
            "report": money(figure["value"], printed),
            "report_growth": pct(growth["value"], growth["figure_id"]),
            "earlier_year": year(earlier_year, earlier.ref),
            "earlier_growth": earlier,
            "last_growth": pct(self.last_growth, rise),
            "implied_low": money(implied["low"], implied.name),
            "implied_high": money(implied["high"], implied.name),
            "book_year": year(book["year"], book["ref"]),
            "book": money(book["value"], book["ref"]),
            "book_first_year": year(self.yearbook["year"].iloc[0], rows),
            "book_growth": pct(_growth(self.yearbook, int(book["year"]))[0], rows),
            "apart": money(same["value"] - book["value"], joined(same, book)),
            "jumps": count(len(self.jumps), "次", "", joined(*self.jumps["ref"])),
            "changes": count(len(self.yearbook) - 1, "次", "", rows),
            "fit_start": year(self.fit_start, joined(*self.jumps["ref"].iloc[-1:])),
            "values": count(len(self.fitted), "个", "", joined(*self.fitted["ref"])),
            "city_values": count(len(self.city), "个", "", joined(*self.city["ref"])),
            "joint": money(joint["value"], JOINT_TARGET, ",.0f"),
            "growth": pct(self.growth, "parameter/GROWTH"),
            "scenario": money(self.scenario["value"].iloc[-1], last["ref"], ",.0f"),
            "pace": money(self.pace["value"].iloc[-1], rise, ",.0f"),
            "level80": Fact("80%"),
        }
        if len(self.rivals):
            other = self.rivals.iloc[-1]
            out["rival"] = money(other["value"], other["ref"])
            out["rival_year"] = year(int(other["year"]), other["ref"])
            out["rival_taken"] = money(other["taken"], other["taken_ref"])
        out |= self._level_facts() | self._nation_facts() | self._look_back_facts()
        return out | self._province_facts() | self._multiple_facts()

    def _level_facts(self) -> dict[str, Fact]:
        if self.target_level is None or self.needed is None:
            return {}
        level, ref = "parameter/TARGET_LEVEL", str(self.last["ref"])
        gap = abs(self.target_level - self.scenario["value"].iloc[-1])
        return {
            "level": money(self.target_level, level, ",.0f"),
            "needed": pct(self.needed, joined(ref, level)),
            "gap": money(gap, joined(ref, level), ",.0f"),
        }

    def _nation_facts(self) -> dict[str, Fact]:
        ratios = {
            "book": self.ratio(),
            "sum": self.ratio(SUM),
            "city": self.ratio(CITY, CITY_BASIS),
        }
        # The sum of the provinces runs a year further: compared in the city's last year.
        when = {"sum": int(ratios["book"]["year"].iloc[-1])}
        out = {}
        for name, table in ratios.items():
            row = table[table["year"] == when.get(name, table["year"].max())].iloc[0]
            out[f"{name}_ratio"] = Fact(
                row["value"], ".2f", {"zh": "元", "en": " yuan"}, row["ref"]
            )
        found = self.growths[self.growths["series"] == "nation"].iloc[-1]
        out["nation_growth"] = pct(found["value"], found["ref"])
        for name, part in self.shares.groupby("series"):
            for place, row in (("first", part.iloc[0]), ("last", part.iloc[-1])):
                out[f"{name}_share_{place}"] = pct(row["value"], row["ref"], ".1f")
        return out

    def _look_back_facts(self) -> dict[str, Fact]:
        result, fact = self.look_back, {}
        refs = joined(*result.history["ref"])
        end = result.table.iloc[-1]
        fact["origin"] = year(result.origin, refs)
        for name in ("median", "low80", "high80"):
            fact[f"back_{name}"] = money(end[name], refs)
        fact["note"] = Fact("", unit=result.note, ref=refs)
        if self.projection is not None:
            refs, end = joined(*self.fitted["ref"]), self.projection.at(self.target_year)
            for name in ("median", "low80", "high80"):
                fact[name] = money(end[name], refs, ",.0f")
            inside = self.jumps[self.jumps["year"] > self.fit_start]
            fact["jumps_inside"] = count(len(inside), "次", "", joined(*inside["ref"]))
        return fact

    def _province_facts(self) -> dict[str, Fact]:
        table = self.provinces
        refs = joined(*table["ref"])
        rank = int(table.index[table["region"] == CITY][0]) + 1
        doubted = self.yearbooks[self.yearbooks["region"] == DOUBTED].sort_values("year")
        return {
            "rank": Fact(rank, "d", {"zh": "位", "en": ordinal(rank)}, refs),
            "regions": count(len(table), "个省份", "provinces", refs),
            "largest": money(table["value"].iloc[0], table["ref"].iloc[0], ",.0f"),
            "doubted_before": money(doubted["value"].iloc[-2], doubted["ref"].iloc[-2], ",.0f"),
            "doubted_now": money(doubted["value"].iloc[-1], doubted["ref"].iloc[-1], ",.0f"),
        }

    def _multiple_facts(self) -> dict[str, Fact]:
        table = self.multiples
        out = {}
        for name, row in (("high", table.iloc[-1]), ("low", table.iloc[0])):
            out[f"times_{name}"] = _times(row["value"], row["ref"])
            out[f"times_{name}_by"] = _times(row["value"] + 1, row["ref"])
        out["times_year"] = year(int(table["year"].iloc[0]), joined(*table["ref"]))
        return out

    @cached_property
    def multiples(self) -> pd.DataFrame:
        """What was said of the last year's turnover as a multiple of 2020, the smaller first."""
        table = observed(f"{TURNOVER}_multiple_2020")
        table = table[table["year"] == table["year"].max()]
        return table.sort_values("value", ignore_index=True)

    # --- what is said ----------------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """The answer to the notebook's question."""
        slower = self.last_growth < float(self.facts["earlier_growth"].value)
        parts = [
            {
                "zh": "市级口径{now_year}为{now}，增长{last_growth}，"
                + ("慢于" if slower else "快于")
                + "{earlier_year}的{earlier_growth}；国家年鉴口径{book_year}为{book}，"
                "两种口径不能相接。",
                "en": "On the city's basis turnover was {now} in {now_year}, up {last_growth} "
                "after {earlier_growth} in {earlier_year}; the national yearbook has {book} for "
                "{book_year}, and the two bases cannot be joined. ",
            },
            {
                "zh": "若市级口径每年增长{growth}，{end}为{scenario}（情景，不是预测）。",
                "en": "If the city's basis grows {growth} a year it comes to {scenario} in {end} "
                "(a scenario, no forecast). ",
            },
            self._about_yearbook(),
            self._about_level(),
        ]
        return compose(
            {lang: "".join(p[lang] for p in parts).strip() for lang in LANGS}, self.facts
        )

    def _about_yearbook(self) -> dict[str, str]:
        if self.projection is None:
            return {
                "zh": "年鉴口径跳变多，{fit_start}以来只有{values}数，不预测。",
                "en": "The yearbook series jumps and has {values} values since {fit_start}: it is "
                "not projected. ",
            }
        return {
            "zh": "年鉴口径从{fit_start}拟合，{end}为{median}（{level80}区间{low80:n}至{high80}），"
            "其间跳变{jumps_inside}，不足为据。",
            "en": "The yearbook series, fitted from {fit_start}, comes to {median} in {end} "
            "({level80} range {low80:n} to {high80}), with {jumps_inside} jumps inside: little to "
            "build on. ",
        }

    def _about_level(self) -> dict[str, str]:
        if self.target_level is None:
            return {
                "zh": "没有查到单独针对重庆的成交额目标，是否达标无从判断：查到的只是重庆与成都合计"
                "超过{joint}的送审稿。",
                "en": "No target for Chongqing alone was found, so there is none to be on course "
                "for; a draft has above {joint} for Chongqing and Chengdu together.",
            }
        return {
            "zh": "要在{end}达到所设的{level}，今后每年须增长{needed}；情景"
            + ("少{gap}。" if self.short else "可以达到。"),
            "en": "Reaching the {level} that was set for {end} takes {needed} a year; the scenario "
            + ("is {gap} short." if self.short else "reaches it."),
        }

    def _say(self, *pairs: tuple[str, str]) -> Text:
        return sentences([{"zh": zh, "en": en} for zh, en in pairs], self.facts)

    @property
    def bases_text(self) -> Text:
        """How the two bases differ, and what the report's figure belongs to."""
        return self._say(
            (
                "报告的{report}与增速{report_growth}推出上年为{implied_low:n}至{implied_high}，"
                "{base_year}公布的市级数{base}在其中：报告用的是市级口径。",
                "The report's {report} and its growth of {report_growth} imply {implied_low:n} to "
                "{implied_high} for the year before; the city's {base} for {base_year} lies "
                "within: the report is on the city's basis.",
            ),
            (
                "同在{book_year}，市级口径比年鉴口径多{apart}。",
                "For {book_year} the city's basis is {apart} above the yearbook.",
            ),
            (
                "年鉴口径{changes}年度变化中有{jumps}是跳变，来源单一。",
                "Of {changes} yearly changes in the yearbook series {jumps} are jumps, each with a "
                "single source.",
            ),
            *self._rivals_said(),
        )

    def _rivals_said(self) -> list[tuple[str, str]]:
        """Return which other value of the city's basis stands beside the one that is taken."""
        if self.rivals.empty:
            return []
        return [
            (
                "{rival_year}市级口径取{rival_taken}，另有来源为{rival}，两者不符。",
                "For {rival_year} the city's basis is taken at {rival_taken}; another source has "
                "{rival}, and both cannot be true.",
            )
        ]

    @property
    def growth_text(self) -> Text:
        """Growth against the nation, and the two readings of what was said of 2025."""
        return self._say(
            (
                "{now_year}市级口径增长{last_growth}，全国增长{nation_growth}。",
                "In {now_year} the city's basis grew {last_growth}, the nation {nation_growth}.",
            ),
            (
                "对{times_year}有两种说法：比基期“增长{times_low}”和“增长{times_high}”。读作“增长到”，"
                "是{times_low}或{times_high}；读作“增长了”，是{times_low_by}或{times_high_by}。"
                "两者都未定，不换算成金额。",
                "Two statements on {times_year}: up {times_low} and up {times_high} on the base "
                'year. Read as "to" they are {times_low} or {times_high} the base, read as "by" '
                "{times_low_by} or {times_high_by}. Undecided, and turned into no amount.",
            ),
        )

    @property
    def fit_text(self) -> Text:
        """Why the yearbook series is, or is not, projected."""
        back = (
            "用{origin}及以前的数据拟合，{book_year}应为{back_median}（{level80}区间{back_low80:n}至"
            "{back_high80}），实际为{book}。",
            "A fit of the years to {origin} would have put {book_year} at {back_median} ({level80} "
            "range {back_low80:n} to {back_high80}); it came to {book}.",
        )
        if self.projection is None:
            return self._say(
                back,
                (
                    "{fit_start}以来只有{values}年鉴数，未作预测。",
                    "Not projected: {values} yearbook values since {fit_start}.",
                ),
            )
        return self._say(
            back,
            (
                "从{fit_start}拟合（其间跳变{jumps_inside}），{end}为{median}（{level80}区间"
                "{low80:n}至{high80}）。",
                "Fitted from {fit_start} ({jumps_inside} jumps inside), {end} comes to {median} "
                "({level80} range {low80:n} to {high80}).",
            ),
        )

    @property
    def province_text(self) -> Text:
        """Where the city stands among the provinces."""
        return self._say(
            (
                "{book_year}重庆居{regions}第{rank}；每元研发经费对应成交额{book_ratio}，"
                "{regions}合计为{sum_ratio}。",
                "In {book_year} Chongqing ranked {rank} of {regions}; a yuan of R&D came with "
                "{book_ratio} of turnover, {sum_ratio} over all provinces.",
            ),
            (
                "重庆占各省成交额的{turnover_share_last}，占全国研发经费的{rd_share_last}。",
                "Chongqing has {turnover_share_last} of the provinces' turnover and "
                "{rd_share_last} of national R&D.",
            ),
        )

    @property
    def claims(self) -> list[Claim]:
        """What this story says, to be held against the data."""
        value: dict[str, Any] = {name: fact.value for name, fact in self.facts.items()}
        own = cq.targets()
        own = own[(own["indicator"] == TURNOVER) & (own["region"] == CITY)]
        both = self.city.merge(self.yearbook, on="year")
        return [
            Claim(
                "growth on the city's basis slowed in the last year",
                "市级口径最近一年增速回落",
                self.last_growth < _growth(self.city, int(self.last["year"]) - 1)[0],
            ),
            Claim(
                "the report's growth agrees with the city's figure of the year before",
                "报告增速与市级口径上年数相符",
                value["implied_low"] < value["base"] < value["implied_high"],
            ),
            Claim(
                "the city's basis lies above the yearbook in every year that has both",
                "两种口径都有的年份，市级口径都高于年鉴口径",
                len(both) > 0 and bool((both["value_x"] > both["value_y"]).all()),
            ),
            Claim(
                "half or more of the yearbook's yearly changes are jumps",
                "年鉴口径的年度变化一半以上是跳变",
                2 * value["jumps"] >= value["changes"],
            ),
            Claim(
                "the 80% range of a fit of four years before does not hold the last yearbook value",
                "用四年前数据所作的预测，其80%区间不含最近的年鉴数",
                self.missed,
            ),
            Claim(
                "more provinces have a larger turnover than Chongqing than a smaller one",
                "成交额高于重庆的省份多于低于重庆的",
                value["rank"] - 1 > value["regions"] - value["rank"],
            ),
            Claim(
                "turnover for a yuan of R&D is below that of the provinces together",
                "每元研发经费对应的成交额低于各省合计",
                value["book_ratio"] < value["sum_ratio"],
            ),
            Claim(
                "the city's share of turnover is below its share of R&D",
                "重庆成交额占比低于研发经费占比",
                value["turnover_share_last"] < value["rd_share_last"],
            ),
            Claim(
                "no target for Chongqing's own turnover was found",
                "没有查到单独针对重庆的成交额目标",
                own.empty,
            ),
        ]

    # --- tables ----------------------------------------------------------------------------

    @property
    def printed(self) -> pd.DataFrame:
        """The report's two figures as printed, with value and interval."""
        table = figures_of(self.edition)
        columns = ["figure_id", "indicator_zh", "indicator_en", "printed", "low", "high", "unit"]
        return table[table["theme"] == "contracts"][columns].reset_index(drop=True)

    @property
    def bases_table(self) -> pd.DataFrame:
        """Both bases by year, 亿元, with the yearbook's growth and its jumps."""
        out = self.yearbook.set_index("year")[["value", "flag"]]
        growth = (out["value"].pct_change(fill_method=None) * 100).round(1)
        table = pd.DataFrame(
            {
                "yearbook 年鉴口径": out["value"].round(1),
                "growth %": growth,
                "jump 跳变": out["flag"].eq("jump").map({True: "jump 跳变", False: ""}),
                "city 市级口径": self.city.set_index("year")["value"].round(1),
            }
        )
        table["jump 跳变"] = table["jump 跳变"].fillna("")
        return table.rename_axis("year").reset_index()

    @property
    def growth_table(self) -> pd.DataFrame:
        """Growth by basis and year, %."""
        wide = self.growths.pivot(index="year", columns="series", values="value").round(1)
        names = {"city": "city 市级", "yearbook": "yearbook 年鉴", "nation": "nation 全国"}
        wide = wide[list(names)].rename(columns=names).rename_axis(None, axis=1)
        return wide.reset_index()

    @property
    def multiple_table(self) -> pd.DataFrame:
        """What was said of 2025 against 2020, and its two readings."""
        table = self.multiples
        return pd.DataFrame(
            {
                "printed": ["增长" + one for one in table["printed"]],
                "read as to 读作“到” (times 2020)": table["value"].round(1),
                "read as by 读作“了” (times 2020)": (table["value"] + 1).round(1),
                "source": table["source_id"],
            }
        )

    @property
    def scenario_table(self) -> pd.DataFrame:
        """The scenario by year, 亿元: as assumed, at the last pace, and the way to the level."""
        out = pd.DataFrame(
            {
                "year": self.scenario["year"],
                f"at {self.growth:g}% 情景": self.scenario["value"].round(0),
                f"at {self.last_growth:.1f}% 上年增速": self.pace["value"].round(0),
            }
        )
        if self.path is not None:
            out[f"to {self.target_level:,.0f} 达到所设水平"] = self.path["value"].round(0)
        return out

    @property
    def look_back_table(self) -> pd.DataFrame:
        """What a fit of earlier years would have said, and what came, 亿元."""
        table = self.look_back.table[["year", "median", "low80", "high80"]].round(0)
        came = self.yearbook.set_index("year")["value"].round(1)
        return table.assign(**{"came 实际": table["year"].map(came)})

    @property
    def provinces_table(self) -> pd.DataFrame:
        """The ten largest, the city, and the values that jumped, 亿元, with turnover over R&D."""
        table = self.provinces
        ratio = [self.ratio(one)["value"].iloc[-1] for one in table["region"]]
        out = pd.DataFrame(
            {
                "rank": table.index + 1,
                "region": table["region"],
                "亿元": table["value"].round(1),
                "per yuan of R&D 每元研发经费": [round(one, 2) for one in ratio],
                "flag": table["flag"].fillna("").map({"jump": "jump 跳变", "": ""}),
            }
        )
        shown = (out["rank"] <= 10) | (out["region"] == CITY) | (out["flag"] != "")
        return out[shown].reset_index(drop=True)

    @property
    def ratio_table(self) -> pd.DataFrame:
        """Turnover for a yuan of R&D by year: the provinces beside the city, and all of them."""
        parts = {one: self.ratio(one).set_index("year")["value"] for one in (*PEERS, SUM)}
        parts["重庆（市级口径）"] = self.ratio(CITY, CITY_BASIS).set_index("year")["value"]
        return pd.concat(parts, axis=1).sort_index().loc[2011:].round(2).reset_index()

    @property
    def share_table(self) -> pd.DataFrame:
        """The city's share of the provinces' turnover and of national R&D, %."""
        wide = self.shares.pivot(index="year", columns="series", values="value").round(2)
        names = {"turnover": "turnover 成交额 %", "rd": "R&D 研发经费 %"}
        return wide[list(names)].rename(columns=names).rename_axis(None, axis=1).reset_index()


def _over(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return one annual series over another, year by year, with the ids of both."""
    both = above.merge(below, on="year", suffixes=("", "_below"))
    return pd.DataFrame(
        {
            "year": both["year"],
            "value": both["value"] / both["value_below"],
            "status": "derived",
            "source_id": both["source_id"],
            "ref": both["ref"] + ";" + both["ref_below"],
        }
    )


def _growth(table: pd.DataFrame, when: int) -> tuple[float, str, str]:
    """Return the growth of a year in %, the ids of both values, and the source; NaN if unknown."""
    pair = table[table["year"].isin([when - 1, when])]
    if len(pair) < 2:
        return float("nan"), "", ""
    before, now = pair.iloc[0], pair.iloc[1]
    growth = plan.compound_growth(float(before["value"]), float(now["value"]), 1)
    return growth, joined(before, now), str(now["source_id"])


def _times(value: float, ref: str) -> Fact:
    return Fact(value, ".1f", {"zh": "倍", "en": " times"}, ref)
