"""The targets of the plans in one year, gathered with the series that each is held against."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from cqdata import catalog, plan
from cqdata.cells import records
from cqdata.names import ids_in, observation_id
from cqdata.number import Number, grow
from cqdata.parameters import allow
from cqdata.projection import Projection, project
from cqdata.saying import MINUS
from cqdata.selection import series
from cqdata.vocabulary import at, target

CITY, NATION = "重庆", "全国"
GROWTH = "twin_city_plan/rd_expenditure_growth/2027"
ABOVE_NATION = "twin_city_plan/rd_intensity_vs_national/2027"

# Where several bases have values: the newest of the intensity, and that of the targets.
_BASES = {"rd_intensity": "census5", "invention_patents_per_10k": "city_report"}
# A plan that speaks of titles in force is held against the titles in force.
_COUNTED = {"specialised_smes": "specialised_smes_valid"}


def what_if(year: int) -> dict[str, str]:
    """Return, by language, that no plan reaches to a year and its rate is carried on, else "".

    Of the two targets on R&D, which hold in every year of their plan.
    """
    due = catalog.targets().set_index("target_id").at[GROWTH, "target_year"]
    if year <= due:
        return {"zh": "", "en": ""}
    return {
        "zh": f"（规划止于{due}年，按其增速外推）",
        "en": f" (the plan ends in {due}; its rate is carried on)",
    }


class Scenario(NamedTuple):
    """R&D intensity of city and nation, % of GDP, and the chance (0 to 1) that the city leads.

    ``ref`` and ``source_id`` are the ids of what it rests on, separated by semicolons;
    ``condition`` says by language what growth of GDP is assumed, "" where it is all published.
    """

    city: Projection
    nation: Projection
    chance: float
    ref: str
    source_id: str
    condition: dict[str, str]


def given(card: pd.DataFrame) -> dict[str, str]:
    """Return, by language and in brackets, what a scorecard's chance to lead the nation assumes."""
    row = card.set_index("target_id").loc[ABOVE_NATION]
    zh, en = row["condition_zh"], row["condition_en"]
    return {"zh": zh and f"（{zh}）", "en": en and f" (assuming {en})"}


def due(year: int) -> pd.DataFrame:
    """Return the targets for the whole city in a year, as of :func:`cqdata.targets`.

    The two on R&D, a yearly rate and a comparison with the nation, hold in every year of the
    plan: they are always among them,
    and stand first.
    """
    table = catalog.targets()
    running = table["target_id"].isin((GROWTH, ABOVE_NATION))
    kept = table.loc[((table["target_year"] == year) | running) & (table["region"] == CITY)]
    kept = kept.sort_values("target_id")
    return pd.concat([kept.loc[running], kept.loc[~running]], ignore_index=True)


def histories(
    indicators: Iterable[str], since: int = 2010, counts_since: int = 2016
) -> dict[str, pd.DataFrame]:
    """Return the city's annual series of indicators, each on one basis.

    Parameters
    ----------
    indicators : iterable of str
        As in ``cq.indicators()``.
    since, counts_since : int
        First year that is kept, of measures and of counts of things.

    Returns
    -------
    dict
        Indicator → series as of :func:`cqdata.series`, counts of an inferred year-end among
        them and marked so; indicators of which nothing is published are left out.
    """
    table = catalog.observations()
    published = set(table.loc[table["region"] == CITY, "indicator"])
    units = catalog.indicators().set_index("indicator")["unit"]
    found = {}
    for name in dict.fromkeys(indicators):
        if name in published:
            rows = series(name, CITY, _BASES.get(name), include=("inferred",))
            first = counts_since if str(units[name]).startswith("count:") else since
            found[name] = rows.loc[rows["year"] >= first].reset_index(drop=True)
    return found


def statements(indicators: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return everything stated of the city's indicators, with ``ref``, also what no series takes.

    Titles that a plan wants in force are those in force.
    """
    table = catalog.observations()
    table = table.loc[table["region"] == CITY]
    found = {}
    for name in dict.fromkeys(indicators):
        rows = table.loc[table["indicator"] == _COUNTED.get(name, name)]
        if len(rows):
            found[name] = rows.assign(ref=[observation_id(row) for row in records(rows)])
    return found


def gdp(region: str, ahead: Projection) -> Number:
    """Return the last known GDP at current prices after the fifth census, 亿元.

    Published for the city. Of the nation it is spending over intensity, exact to the rounding of
    the intensity; where a preliminary intensity is stated for a later year, projected spending
    over that.

    Parameters
    ----------
    region : str
        The city or the nation.
    ahead : Projection
        The region's R&D spending.
    """
    if region == CITY:
        return at(series("gdp", region, "first_release_census5"))
    share = at(series("rd_intensity", region, _BASES["rd_intensity"]))
    early = series("rd_intensity", region, "preliminary_release", years=ahead.table["year"])
    if len(early) and at(early).year > share.year:
        return at(ahead, at(early).year) / at(early).ratio()
    return at(series("rd_expenditure", region, "bulletin"), share.year) / share.ratio()


def intensity(
    to: int, *, since: int = 2010, gdp_growth: float = 5.0, national_gdp_growth: float = 5.0
) -> Scenario:
    """Return the scenario of R&D intensity: projected spending over GDP that grows as assumed.

    Parameters
    ----------
    to : int
        Last year.
    since : int
        First year of the spending that is projected.
    gdp_growth, national_gdp_growth : float
        Assumed growth of GDP at current prices, city and nation, % a year.
    """
    growth = {CITY: gdp_growth, NATION: national_gdp_growth}
    spent, ahead, levels = {}, {}, {}
    for region in growth:
        rows = series("rd_expenditure", region, "bulletin")
        spent[region] = rows.loc[rows["year"] >= since]
        found = project(spent[region], to=to)
        levels[region] = gdp(region, found)
        ahead[region] = plan.over_gdp(found, levels[region], growth[region])
    together = plan.step_correlation(spent[CITY], spent[NATION])
    rows = pd.concat(spent.values())
    return Scenario(
        ahead[CITY],
        ahead[NATION],
        plan.probability_above(ahead[CITY], ahead[NATION], to, together),
        ";".join(ids_in(*rows["ref"], *(level.ref for level in levels.values()))),
        ";".join(
            ids_in(*rows["source_id"], *(x for level in levels.values() for x in level.sources))
        ),
        _condition({one: growth[one] for one in growth if (levels[one].year or to) < to}),
    )


def _condition(growth: dict[str, float]) -> dict[str, str]:
    """Return, by language, that GDP is assumed to grow at rates by region, "" for no region."""
    if not growth:
        return {"zh": "", "en": ""}
    own = CITY in growth
    zh = {CITY: "现价GDP年增{:g}%", NATION: "全国年增{:g}%" if own else "全国现价GDP年增{:g}%"}
    nation = "nation {:+g}%" if own else "the nation’s nominal GDP {:+g}% a year"
    en = {CITY: "nominal GDP {:+g}% a year", NATION: nation}
    told = {
        "zh": "假定" + "，".join(zh[one].format(rate) for one, rate in growth.items()),
        "en": ", ".join(en[one].format(rate) for one, rate in growth.items()),
    }
    return {lang: text.replace("-", MINUS) for lang, text in told.items()}


def progress(
    year: int = 2027,
    *,
    base_year: int = 2022,
    since: int = 2010,
    counts_since: int = 2016,
    gdp_growth: float = 5.0,
    national_gdp_growth: float = 5.0,
) -> pd.DataFrame:
    """Return the scorecard of the city's targets in a year.

    Parameters
    ----------
    year : int
        Targets due in this year.
    base_year : int
        Year before the plan began, from which growth is judged.
    since, counts_since : int
        First year that enters a projection, of measures and of counts of things.
    gdp_growth, national_gdp_growth : float
        Assumed growth of GDP at current prices where the intensity is looked at, % a year.

    Returns
    -------
    pandas.DataFrame
        As of :func:`cqdata.plan.scorecard`, with ``condition_zh`` and ``condition_en``: what is
        assumed where projection and chance rest on an assumption, else empty.

    Raises
    ------
    DataError
        If the base year of spending is not published or a target has no number.
    """
    allow(GDP_GROWTH=gdp_growth, NATIONAL_GDP_GROWTH=national_gdp_growth)
    targets = due(year)
    wanted = [*targets["indicator"], "rd_expenditure", "rd_intensity"]
    known = histories(wanted, since, counts_since)
    ahead = intensity(
        year, since=since, gdp_growth=gdp_growth, national_gdp_growth=national_gdp_growth
    )
    beyond = what_if(year)
    planned = grow(at(known["rd_expenditure"], base_year), target(GROWTH), to=year)
    goals = {
        GROWTH: {
            "series": "rd_expenditure",
            "value": planned.value,
            "derived_zh": f"{base_year}年数按规划增速推算{beyond['zh']}",
            "derived_en": f"{base_year} at the plan’s growth{beyond['en']}",
            "chance": math.nan,
            "refs": "",
            "sources": "",
        },
        ABOVE_NATION: {
            "series": "rd_intensity",
            "value": float(ahead.nation.at(year)["median"]),
            "derived_zh": f"情景中的全国水平{beyond['zh']}",
            "derived_en": f"the nation’s scenario{beyond['en']}",
            "chance": ahead.chance,
            "refs": ahead.ref,
            "sources": ahead.source_id,
        },
    }
    card = plan.scorecard(
        targets,
        known,
        catalog.indicators(),
        baseline_year=base_year,
        target_year=year,
        goals=pd.DataFrame.from_dict(goals, orient="index"),
        projections={"rd_intensity": ahead.city},
        statements=statements(wanted),
    )
    shares = card["indicator"] == "rd_intensity"
    for lang, text in ahead.condition.items():
        card[f"condition_{lang}"] = shares.map({True: text, False: ""})
    _tell_apart(card)
    return card


def _tell_apart(card: pd.DataFrame) -> None:
    """Say in the names of rows on one indicator what each asks for."""
    asked = {
        GROWTH: ("规划增速", "the plan’s growth"),
        ABOVE_NATION: ("超过全国", "above the nation"),
    }
    for row in card.index[card["indicator_zh"].duplicated(keep=False)]:
        due = card.at[row, "target_year"]
        own = (f"{due}年目标", f"the {due} target")
        zh, en = asked.get(card.at[row, "target_id"], own)
        card.at[row, "indicator_zh"] += f"（{zh}）"
        card.at[row, "indicator_en"] += f" ({en})"
