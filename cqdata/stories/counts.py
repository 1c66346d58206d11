"""Counts of enterprises as stated: what is dated, what a plan wants, and the way between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pandas as pd

import cqdata as cq
from cqdata import plan
from cqdata.charts import Fact
from cqdata.errors import NotProjectable
from cqdata.projection import Projection
from cqdata.projection.distribution import probability_at_least
from cqdata.stories.common import (
    EDITION,
    chance,
    count,
    edition,
    joined,
    pct,
    printed_spec,
    year,
)
from cqdata.tracing import observation_id

CITY, BASIS = "重庆", "city_bureau"
PLAN, OTHER_PLAN = "doubling_plan", "twin_city_plan"
BASELINE, PLAN_YEAR, INTERIM_YEAR = 2022, 2027, 2025
# Fewer dated counts than this are not fitted, whatever the method would take.
LEAST = 4
# Fits of the table on what the answer depends on: first year, method.
FITS = ((2011, "cqdata"), (2016, "cqdata"), (2019, "cqdata"), (2016, "drift"), (2016, "log_drift"))
METHOD_NAMES = {
    "cqdata": ("combination of simple methods", "简单方法组合"),
    "drift": ("same number added a year", "年均增量不变"),
    "log_drift": ("same growth rate", "年均增速不变"),
}
KINDS = {
    "ht": ("high_tech_enterprises", "高新技术企业", "High-tech enterprises"),
    "tb": ("technology_based_enterprises", "科技型企业", "Technology-based enterprises"),
}
SMALL = {
    "sme": ("specialised_smes", "“专精特新”中小企业", "Specialised SMEs"),
    "giant": ("little_giants", "国家“小巨人”企业", "Little giants"),
}
AREAS = ("central_area", "new_areas", "two_clusters")


def firms(value: float, ref: str = "", spec: str = ",.0f") -> Fact:
    """Return a number of enterprises; the English noun stands in the sentence."""
    return count(value, "家", "", ref, spec)


def observed(indicator: str, region: str = CITY) -> pd.DataFrame:
    """Return every row of an indicator, also those that no series takes, with its ``ref``."""
    table = cq.observations()
    table = table[(table["indicator"] == indicator) & (table["region"] == region)]
    return table.assign(ref=[observation_id(row) for row in table.to_dict("records")])


def derived(derived_id: str) -> pd.Series:
    """Return a row of the derived values; its ``name`` is its id."""
    return cq.derived().set_index("derived_id").loc[derived_id]


def target(plan_id: str, indicator: str, when: int, area: str = "") -> pd.Series:
    """Return a plan's target for the city or an area; its ``name`` is its id."""
    name = "/".join(part for part in (plan_id, indicator, str(when), area) if part)
    return cq.targets().set_index("target_id").loc[name]


def at(period: str) -> float:
    """Return where a period stands on an axis on which a year means its end.

    A month counts as its end: "2025-10" is 2024.83, ten twelfths after the end of 2024.
    """
    first, _, month = str(period).partition("-")
    return float(first) if not month else int(first) - 1 + int(month) / 12


def month(period: str) -> dict[str, str]:
    """Return a month in words of both languages: "2025-10" → 2025年10月, October 2025."""
    when = pd.Period(period, freq="M")
    return {"zh": f"{when.year}年{when.month}月", "en": f"{when.strftime('%B')} {when.year}"}


def broken(frame: pd.DataFrame) -> pd.DataFrame:
    """Return an annual series with one empty row in every gap, so that no line crosses it."""
    gaps = [before + 1 for before, after in pairwise(frame["year"]) if after > before + 1]
    empty = frame.iloc[[0] * len(gaps)].assign(year=gaps, value=math.nan, ref="", status="")
    return pd.concat([frame, empty], ignore_index=True).sort_values("year", ignore_index=True)


@dataclass(frozen=True)
class Track:
    """One kind of enterprise: its counts, the plan's level, and the way between the two.

    Parameters
    ----------
    indicator : str
        The stock's indicator.
    target_year : int
        Year in which the plan's level is to be reached.
    fit_from : int
        First year that enters the fit. Of high-tech enterprises the one dated count before 2016
        lies five years earlier.
    method : str
        Projection method.
    report : int
        Year of the report whose new enterprises and growth are looked at.
    """

    indicator: str
    target_year: int = PLAN_YEAR
    fit_from: int = 2016
    method: str = "cqdata"
    report: int = EDITION

    @cached_property
    def exact(self) -> pd.DataFrame:
        """Dated counts at the end of a year, one a year; the only rows that a fit may use."""
        return cq.series(self.indicator, region=CITY, basis=BASIS)

    @cached_property
    def known(self) -> pd.DataFrame:
        """Counts at the end of a year, dated or, with status ``inferred``, of an inferred date."""
        return cq.series(self.indicator, region=CITY, basis=BASIS, include=("inferred",))

    @property
    def newest(self) -> pd.Series:
        """The newest of these: what is needed, and every projection, starts from it."""
        return self.known.iloc[-1]

    @property
    def inferred(self) -> bool:
        """Whether the date of the newest count is inferred."""
        return bool(self.newest["status"] == "inferred")

    @cached_property
    def everything(self) -> pd.DataFrame:
        """All rows of the city's stock."""
        return observed(self.indicator)

    def kept(self, which: str) -> pd.DataFrame:
        """Return the rows that no fit uses: ``bound``, ``undated`` or ``within`` (the year).

        ``x`` is where they stand on an axis on which a year means its end.
        """
        table = self.everything[self.everything["basis"] == BASIS]
        undated = table["flag"].fillna("") == "undated"
        part = table["year"].isna()
        chosen = {
            "bound": (table["qualifier"] == "more_than") & ~part,
            "undated": undated,
            "within": part & ~undated,
        }[which]
        found = table[chosen].sort_values("period")
        return found.assign(x=found["period"].map(at)).reset_index(drop=True)

    @property
    def last(self) -> pd.Series:
        """The last dated count."""
        return self.exact.iloc[-1]

    @property
    def base(self) -> pd.Series:
        """The count of the year before the plan began."""
        return self.counted(BASELINE)

    @cached_property
    def edition(self) -> int:
        """Year of the last report, up to the one asked for, that prints stock, growth and new."""
        return edition(
            self.report, *(f"{self.indicator}{part}" for part in ("", "_growth", "_new"))
        )

    def counted(self, when: int) -> pd.Series:
        """Return the dated count of a year.

        Raises
        ------
        DataError
            If there is none.
        """
        found = self.exact[self.exact["year"] == when]
        if found.empty:
            raise cq.DataError(f"{self.indicator}: no dated count for the end of {when}")
        return found.iloc[0]

    @property
    def counted_net(self) -> bool:
        """Whether what the report calls new is exactly the rise of the stock."""
        rise = self.counted(self.edition)["value"] - self.counted(self.edition - 1)["value"]
        return bool(cq.figure(f"{self.edition}/{self.indicator}_new")["value"] == rise)

    @property
    def undated(self) -> pd.Series:
        """The latest count, stated without the day it refers to."""
        return self.kept("undated").iloc[-1]

    @cached_property
    def excluded(self) -> list[int]:
        """Year-ends that printed statements rule out for the undated count."""
        table = cq.derived()
        table = table[table["derived_id"].str.startswith("excluded/")]
        own = table["inputs"].str.split(";").str[0] == self.undated["ref"]
        return sorted(table.loc[own, "period"].astype(int))

    @property
    def earliest(self) -> float:
        """Year whose end the undated count is later than, as far as statements tell."""
        return float(max([int(self.last["year"]), *self.excluded]))

    @property
    def goal(self) -> pd.Series:
        """The doubling plan's target."""
        return target(PLAN, self.indicator, PLAN_YEAR)

    @property
    def interim(self) -> pd.Series:
        """The doubling plan's target on the way."""
        return target(PLAN, self.indicator, INTERIM_YEAR)

    @cached_property
    def level(self) -> float:
        """The level that the plan wants exceeded."""
        return float(self.goal["value"])

    @property
    def fitted(self) -> pd.DataFrame:
        """The counts that enter the fit, dated or of an inferred date."""
        return self.known[self.known["year"] >= self.fit_from].reset_index(drop=True)

    @cached_property
    def projection(self) -> Projection | None:
        """The stock carried to the target year; None with too few dated counts."""
        return self.project(self.fit_from, self.method)

    def project(self, fit_from: int, method: str) -> Projection | None:
        """Return the stock carried to the target year from a given first year, or None."""
        chosen = self.known[self.known["year"] >= fit_from]
        if len(chosen) < LEAST:
            return None
        try:
            return cq.project(chosen, to=self.target_year, method=method)
        except NotProjectable:
            return None

    @property
    def end(self) -> pd.Series:
        """The projected row of the target year.

        Raises
        ------
        NotProjectable
            If nothing is projected.
        """
        if self.projection is None:
            raise NotProjectable(f"not projected: {len(self.fitted)} dated counts")
        return self.projection.at(self.target_year)

    @property
    def chance(self) -> float:
        """Probability that the stock exceeds the level in the target year, 0 to 1."""
        return float(probability_at_least(self.end.to_frame().T, self.level)[0])

    @property
    def short(self) -> bool:
        """Whether the projected median stays at or below the plan's level."""
        return self.projection is not None and bool(self.end["median"] <= self.level)

    @property
    def needed(self) -> float:
        """Growth from the newest count that reaches the level, % a year."""
        return self.needed_from(self.newest["value"], self.newest["year"])

    def needed_from(self, value: float, when: float) -> float:
        """Return the growth that reaches the level from a count at a point in time, % a year."""
        return plan.required_growth(float(value), self.level, self.target_year - float(when))

    @property
    def grown(self) -> float:
        """Growth up to the last dated count from the one before, % a year."""
        before, last = self.exact.iloc[-2], self.last
        years = int(last["year"]) - int(before["year"])
        return plan.compound_growth(float(before["value"]), float(last["value"]), years)

    @property
    def grown_then(self) -> float:
        """Growth in the report's year, %."""
        before, then = self.counted(self.edition - 1), self.counted(self.edition)
        return plan.compound_growth(float(before["value"]), float(then["value"]), 1)

    @property
    def gaps(self) -> list[int]:
        """Years between the fitted counts that have none; the fit fills them at equal growth."""
        known = set(self.fitted["year"])
        return [one for one in range(min(known), max(known)) if one not in known]

    def carried(self, growth: float) -> float:
        """Return what the newest count comes to at a growth of so many % every year."""
        years = self.target_year - int(self.newest["year"])
        return float(self.newest["value"]) * (1 + growth / 100) ** years

    @property
    def on_the_edge(self) -> bool:
        """Whether the rounding of the stated growth decides if it would reach the level."""
        low, high = (self.carried(float(self.stated[end])) for end in ("low", "high"))
        return low <= self.level <= high

    @property
    def stated(self) -> pd.Series:
        """The latest growth that was stated without a level.

        Raises
        ------
        DataError
            If every stated growth has its level by now.
        """
        table = observed(f"{self.indicator}_growth")
        table = table[~table["year"].isin(self.exact["year"])].sort_values("period")
        if table.empty:
            raise cq.DataError(
                f"{self.indicator}_growth: every rate has its count by now; expected one without, "
                "which this story sets beside the growth that is needed"
            )
        return table.iloc[-1]

    @property
    def stated_format(self) -> str:
        """Decimals in which the growth was stated."""
        return printed_spec(self.stated)

    @cached_property
    def path(self) -> pd.DataFrame:
        """The way at constant growth from the newest count to the level, year and firms."""
        start, growth = int(self.newest["year"]), 1 + self.needed / 100
        years = list(range(start, self.target_year + 1))
        values = [float(self.newest["value"]) * growth ** (one - start) for one in years]
        return pd.DataFrame({"year": years, "value": values})

    @property
    def facts(self) -> dict[str, Fact]:
        """The numbers that sentences say of this kind."""
        last, base, goal, interim = self.last, self.base, self.goal, self.interim
        undated, stated = self.undated, self.stated
        then, earlier = self.counted(self.edition), self.counted(self.edition - 1)
        implied = derived(f"implied/{self.edition - 1}/{self.indicator}")
        new = cq.figure(f"{self.edition}/{self.indicator}_new")
        net, added = float(then["value"] - earlier["value"]), float(new["value"])
        newest = self.newest
        rise, way, either = (
            joined(base, last),
            joined(newest, goal.name),
            joined(undated, goal.name),
        )
        gained = joined(earlier, then)
        turned, pace = joined(new["figure_id"], gained), joined(self.exact["ref"].iloc[-2], last)
        before = float(interim["value"]) / (1 + float(stated["value"]) / 100)
        covered = float(last["value"] - base["value"]) / (self.level - float(base["value"])) * 100
        value = float(undated["value"])
        found = {
            "now": firms(last["value"], last["ref"]),
            "newest": firms(newest["value"], newest["ref"]),
            "newest_year": year(newest["year"], newest["ref"]),
            "base": firms(base["value"], base["ref"]),
            "goal": firms(self.level, goal.name),
            "interim": firms(interim["value"], interim.name),
            "values": count(len(self.fitted), "个", "", joined(*self.fitted["ref"])),
            "needed": pct(self.needed, way),
            "grown": pct(self.grown, pace),
            "stated": pct(stated["value"], stated["ref"], self.stated_format),
            "doubling": count(plan.doubling_time(self.grown), "年", "years", pace, ".1f"),
            "covered": pct(covered, joined(rise, goal.name), ".0f"),
            "undated": firms(value, undated["ref"]),
            "said": Fact("", unit=month(undated["period"]), ref=undated["ref"]),
            "from_latest": pct(self.needed_from(value, undated["x"]), either),
            "before": firms(before, joined(interim.name, stated)),
            "new": firms(added, new["figure_id"]),
            "net": firms(net, gained),
            "earlier": firms(earlier["value"], earlier["ref"]),
            "hidden": firms(added - net, turned),
            "hidden_share": pct((added - net) / added * 100, turned, ".0f"),
            "implied_low": firms(implied["low"], implied.name),
            "implied_high": firms(implied["high"], implied.name),
        }
        # The first year-end that nothing rules out is a day it may be of, if it was over by then.
        if (middle := self.earliest + 1) <= undated["x"]:
            found["from_middle"] = pct(self.needed_from(value, middle), either)
        return found | self._projected_facts(joined(*self.fitted["ref"]))

    def _projected_facts(self, refs: str) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        if self.projection is not None:
            goal = joined(refs, self.goal.name)
            found = {name: firms(self.end[name], refs) for name in ("median", "low80", "high80")}
            found["gap"] = firms(abs(self.level - self.end["median"]), goal)
            found["chance"] = chance(self.chance, goal)
            newest = self.newest
            years = self.target_year - int(newest["year"])
            assumed = plan.compound_growth(float(newest["value"]), self.end["median"], years)
            found["assumed"] = pct(assumed, refs)
            gaps = [str(one) for one in self.gaps]
            words = {"zh": "、".join(f"{one}年" for one in gaps), "en": " and ".join(gaps)}
            words["en"] = words["en"].replace(" and ", ", ", max(len(gaps) - 2, 0))
            found["gaps"] = Fact("", unit=words, ref=refs)
            found["note"] = Fact("", unit=self.projection.note, ref=refs)
        found |= self._pace_facts()
        for name, method in (("steady", "drift"), ("growing", "log_drift")):
            result = self.project(self.fit_from, method)
            if result is not None:
                found[name] = firms(result.at(self.target_year)["median"], refs)
        return found

    def _pace_facts(self) -> dict[str, Fact]:
        """Return what growth of the last years, kept up every year, would come to."""
        rate = joined(self.newest, self.stated)
        ends = {name: self.carried(float(self.stated[name])) for name in ("low", "value", "high")}
        return {
            "at_grown": firms(
                self.carried(self.grown),
                joined(self.exact["ref"].iloc[-2], self.last, self.newest),
            ),
            "at_stated": firms(ends["value"], rate),
            "at_stated_once": firms(
                float(self.last["value"]) * (1 + float(self.stated["value"]) / 100),
                joined(self.last, self.stated),
            ),
            "at_stated_low": firms(ends["low"], rate),
            "at_stated_high": firms(ends["high"], rate),
        }


@dataclass(frozen=True)
class SmallFirms:
    """One kind of small firms, 专精特新 or 小巨人: a report's stock against what was added.

    Parameters
    ----------
    indicator : str
        The stock's indicator.
    report : int
        Year of the report; one that does not print this kind leaves it to an earlier one.
    """

    indicator: str
    report: int = EDITION

    @cached_property
    def edition(self) -> int:
        """Year of the last report, up to the one asked for, that prints stock and new."""
        return edition(self.report, self.indicator, f"{self.indicator}_new")

    @cached_property
    def stocks(self) -> pd.DataFrame:
        """The dated stocks, one a year."""
        return cq.series(self.indicator, region=CITY, basis=BASIS)

    @property
    def now(self) -> pd.Series:
        """The report's stock."""
        figure = cq.figure(f"{self.edition}/{self.indicator}")
        return _with_ref(figure.rename(figure["figure_id"]))

    @property
    def first(self) -> pd.Series:
        """The last dated stock before the report's."""
        return self.stocks[self.stocks["year"] < self.edition].iloc[-1]

    @property
    def net(self) -> float:
        """Rise of the stock since the one before, firms."""
        return float(self.now["value"]) - float(self.first["value"])

    @cached_property
    def _added(self) -> pd.DataFrame:
        years = list(range(int(self.first["year"]) + 1, self.edition))
        name = f"{self.indicator}_new"
        earlier = cq.series(name, region=CITY, basis=BASIS)
        earlier = earlier[earlier["year"].isin(years)]
        if missing := sorted(set(years) - set(earlier["year"])):
            raise cq.DataError(f"{name}: nothing for {missing[0]}, which the rise includes")
        figure = cq.figure(f"{self.edition}/{name}")
        new = pd.DataFrame({"value": [figure["value"]], "ref": [figure["figure_id"]]})
        return pd.concat([new, earlier[["value", "ref"]]])

    @property
    def entries(self) -> float:
        """What was reported as new over the same years, firms."""
        return float(self._added["value"].sum())

    @property
    def entries_ref(self) -> str:
        """The ids behind :attr:`entries`."""
        return joined(*self._added["ref"])

    @property
    def span(self) -> str:
        """The years of the rise: "2022–2023", or one year."""
        first = int(self.first["year"]) + 1
        return str(first) if first == self.edition else f"{first}–{self.edition}"

    @property
    def apart(self) -> bool:
        """Whether the two ways to the stock of the year before differ."""
        return float(self.by_report["value"]) != float(self.other_way["value"])

    @property
    def by_report(self) -> pd.Series:
        """The stock of the year before as the report implies it: stock less new."""
        return _with_ref(derived(f"implied/{self.edition - 1}/{self.indicator}/net"))

    @property
    def other_way(self) -> pd.Series:
        """The same stock as it was published, or as earlier stock and entries add up to it."""
        if int(self.first["year"]) == self.edition - 1:
            return self.first
        return _with_ref(derived(f"implied/{self.edition - 1}/{self.indicator}/from_entries"))


def _with_ref(row: pd.Series) -> pd.Series:
    return pd.Series({**row, "ref": row.name}, name=row.name)
