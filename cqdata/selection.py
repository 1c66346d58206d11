"""Series out of the observations: one basis, one value a year, what was not chosen named."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from cqdata import catalog
from cqdata.errors import DataError, MixedBasisError
from cqdata.names import EVIDENCE, OBSERVATION_KEY, computed_parts, observation_id

INCLUDE = ("bounds", "derived", "doubtful", "estimates", "part_year")
"""Kinds of rows that a series leaves out unless they are asked for."""

RULE = (
    "Where one basis gives a year more than once: the firmest status first (final, revised, "
    "preliminary, reported, estimate, derived), then the strongest evidence, then the edition that "
    "released the year first (a bulletin before a yearbook), then the source's name. A value that "
    "lies inside the interval of the one so found, and is printed finer, is the same statement and "
    "takes its place."
)
"""How one of several values of a year is chosen; the others are named in ``alternatives``."""

_STATUS = ("final", "revised", "preliminary", "reported", "estimate", "target", "derived")
_DOUBTFUL = ("doubtful", "not_comparable", "undated")
_INEXACT = ("more_than", "at_least", "at_most", "less_than", "nearly", "about")


def series(
    indicator: str,
    region: str = "重庆",
    basis: str | None = None,
    years: Iterable[int] | None = None,
    include: Collection[str] = (),
) -> pd.DataFrame:
    """Return one annual series of the official history.

    Parameters
    ----------
    indicator : str
        As in ``cq.indicators()``.
    region : str
        As in ``cq.regions()``, by its Chinese or its English name: "重庆", "Chongqing".
    basis : str, optional
        Needed where several bases have values; see ``cq.bases()``. Naming the basis
        ``report_estimate`` lets its estimates in.
    years : iterable of int, optional
        Years to keep.
    include : collection of str
        Rows to let in besides the exact annual ones: "bounds" (突破, 近, 约 …), "derived"
        (computed by the source's reader), "doubtful" (marked doubtful, not comparable or
        without a date), "estimates" (预计), "part_year" (a period that is not one year; the
        column ``year`` is text then).

    Returns
    -------
    pandas.DataFrame
        Sorted by year: year (int), value, low, high (float, in ``unit``), status, qualifier,
        flag, basis, vintage, region, indicator, unit, source_id, locator, evidence, printed,
        also, note, ``ref`` (the id that ``cq.trace`` takes) and ``alternatives`` (ids of the
        other rows of that year, by :data:`RULE` not chosen; ``attrs["rule"]`` holds the rule).
        Empty if all rows of the series were left out.

    Raises
    ------
    MixedBasisError
        If rows of several bases are left and ``basis`` is not given; the message names them.
    DataError
        If indicator, region, basis or a word of ``include`` is not known, or is not one name.
    """
    return select(_every(include), indicator, region, basis, years, include)


def panel(
    indicator: str,
    regions: str | Iterable[str] = "province",
    basis: str | None = None,
    years: Iterable[int] | None = None,
    include: Collection[str] = (),
) -> pd.DataFrame:
    """Return the annual series of many regions as one long table.

    Left alone, ``regions`` gives the provinces: what :func:`cqdata.project` takes as ``panel``.

    Parameters
    ----------
    indicator : str
        As in ``cq.indicators()``.
    regions : str or iterable of str
        Kinds of region ("province", "nation", "group", "area"; all regions of the kind that have
        rows) and single regions by their Chinese or English names, in any mixture.
    basis : str, optional
        Needed where several bases have values in these regions.
    years : iterable of int, optional
        Years to keep.
    include : collection of str
        Rows to let in besides the exact annual ones, as for :func:`series`.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`series`, one row per region and year, sorted by them; a region
        that has no such row does not appear.

    Raises
    ------
    MixedBasisError
        If rows of several bases are left and ``basis`` is not given, be they of one region or of
        several; the message names the bases.
    DataError
        If indicator, basis or a word of ``include`` is not known, or one of ``regions`` has no
        row of the indicator.
    """
    wanted = _words(include)
    rows = _named(_every(wanted), "indicator", indicator)
    chosen = _regions([regions] if isinstance(regions, str) else regions, rows)
    rows = rows.loc[rows["region"].isin(chosen)]
    if basis is not None:
        rows = _named(rows, "basis", basis)
    return _annual(rows, f"{indicator} of {len(chosen)} regions", basis, years, wanted)


def _every(include: Collection[str]) -> pd.DataFrame:
    """Return the observations, with them what readers of the sources computed if it is wanted."""
    observations = catalog.observations()
    if "derived" not in include:
        return observations
    return pd.concat([observations, _computed(catalog.derived())], ignore_index=True)


def _computed(derived: pd.DataFrame) -> pd.DataFrame:
    """Return the values that readers of the sources computed, in the columns of observations."""
    rows = []
    for row in derived.to_dict("records"):
        parts = computed_parts(row["derived_id"])
        if parts is not None:
            rows.append(
                {
                    **row,
                    **parts,
                    "vintage": "computed",
                    "qualifier": "about",
                    "evidence": "derived",
                    "ref": row["derived_id"],
                }
            )
    names = [*catalog.columns("observations"), "ref"]
    kinds = {name: "str" for name in names if name not in ("value", "low", "high")}
    return pd.DataFrame(rows).reindex(columns=names).astype(kinds)


def select(
    observations: pd.DataFrame,
    indicator: str,
    region: str = "重庆",
    basis: str | None = None,
    years: Iterable[int] | None = None,
    include: Collection[str] = (),
) -> pd.DataFrame:
    """Return one series out of a table of observations; see :func:`series`."""
    wanted = _words(include)
    rows = _named(_named(observations, "indicator", indicator), "region", region)
    if basis is not None:
        rows = _named(rows, "basis", basis)
    return _annual(rows, f"{indicator} of {region}", basis, years, wanted)


def _words(include: Collection[str]) -> set[str]:
    """Return the words of ``include`` if all are known."""
    wanted = {include} if isinstance(include, str) else set(include)
    for word in sorted(wanted - set(INCLUDE)):
        raise catalog.unknown("include", word, INCLUDE)
    return wanted


def _named(rows: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """Return the rows that carry a name in a column; there is at least one."""
    if not isinstance(value, str):
        raise DataError(f"{column} {value!r}; expected one name as text: a series has one")
    kept = rows.loc[rows[column] == value]
    if kept.empty and column == "region":
        kept = rows.loc[rows[column] == _chinese(value)]
    if kept.empty:
        raise catalog.unknown(column, value, _names(column, rows))
    return kept


def _regions(names: Iterable[str], rows: pd.DataFrame) -> set[str]:
    """Return the regions among these rows that kinds and names stand for."""
    known = catalog.regions()
    known = known.loc[known["region"].isin(rows["region"])]
    found: set[str] = set()
    for name in names:
        if not isinstance(name, str):
            raise DataError(f"region {name!r}; expected a kind of region or a name as text")
        own = (known["kind"] == name) | known["region"].isin([name, _chinese(name)])
        if not own.any():
            raise catalog.unknown("region", name, [*known["kind"], *_names("region", rows)])
        found |= set(known.loc[own, "region"])
    return found


def _annual(
    rows: pd.DataFrame,
    what: str,
    basis: str | None,
    years: Iterable[int] | None,
    wanted: set[str],
) -> pd.DataFrame:
    """Return one row a region and year of the rows that may stand in a series of one basis."""
    if basis == "report_estimate":
        wanted = wanted | {"estimates"}
    rows = rows.loc[_usable(rows, wanted)]
    if years is not None:
        rows = rows.loc[rows["year"].isin([str(year) for year in years])]
    found = sorted(rows["basis"].unique())
    if len(found) > 1:
        raise MixedBasisError(
            f"{what} has {len(found)} bases: {', '.join(found)}; choose one with basis="
        )
    return _one_a_year(rows, whole="part_year" not in wanted)


def _names(column: str, rows: pd.DataFrame) -> list[str]:
    """Return the names that a column of these rows holds; of regions the English ones too."""
    names = list(rows[column].dropna().unique())
    if column == "region":
        known = catalog.regions().set_index("region")["region_en"]
        names += [str(known[name]) for name in names if name in known.index]
    return names


def _chinese(region: str) -> str | None:
    """Return the Chinese name of a region given by its English one, None if it is not known."""
    known = catalog.regions()
    named = known.loc[known["region_en"].str.casefold() == region.strip().casefold(), "region"]
    return None if named.empty else str(named.iloc[0])


def _usable(rows: pd.DataFrame, wanted: Collection[str]) -> pd.Series:
    keep = rows["value"].notna()
    if "part_year" not in wanted:
        keep &= rows["year"].str.fullmatch(r"\d{4}")
    if "derived" not in wanted:
        keep &= rows["status"] != "derived"
    if "estimates" not in wanted:
        keep &= rows["status"] != "estimate"
    if "doubtful" not in wanted:
        keep &= ~rows["flag"].isin(_DOUBTFUL)
    if "bounds" not in wanted:
        # What a reader computed is marked "about" and comes in as derived, not as a bound.
        keep &= ~rows["qualifier"].isin(_INEXACT) | (rows["status"] == "derived")
    return keep


def _one_a_year(rows: pd.DataFrame, whole: bool) -> pd.DataFrame:
    order = rows[[*_KEY, "vintage", "source_id"]].assign(
        _status=rows["status"].map(_STATUS.index),
        _evidence=rows["evidence"].map(EVIDENCE.index),
    )
    by = [*_KEY, "_status", "_evidence", "vintage", "source_id"]
    order = order.sort_values(by, kind="stable")
    chosen = _chosen(rows.loc[order.index].assign(ref=_refs))
    chosen = chosen[[*_FIRST, *(name for name in chosen.columns if name not in _FIRST)]]
    if whole:
        chosen = chosen.astype({"year": "int64"})
    chosen = chosen.reset_index(drop=True)
    chosen.attrs["rule"] = RULE
    return chosen


def _chosen(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a region and year, the others' ids in ``alternatives``; firmest first."""
    if not rows.duplicated(_KEY).any():
        return rows.assign(alternatives=pd.Series(pd.NA, rows.index, "str"))
    taken = rows.index.isin(_finest(rows))
    others = rows.loc[~taken].groupby(_KEY)["ref"].agg(";".join)
    chosen = rows.loc[taken]
    beside = others.reindex(pd.MultiIndex.from_frame(chosen[_KEY])).set_axis(chosen.index)
    return chosen.assign(alternatives=beside.astype("str"))


_KEY = ["region", "year"]
_FIRST = [
    "year",
    "value",
    "low",
    "high",
    "status",
    "qualifier",
    "flag",
    "basis",
    "vintage",
    "region",
    "indicator",
    "unit",
    "source_id",
    "locator",
]


def _refs(rows: pd.DataFrame) -> pd.Series:
    """Return the id of each row: its own where it has one, else that of an observation."""
    keys = rows[list(OBSERVATION_KEY)].to_dict("records")
    made = pd.Series([observation_id(row) for row in keys], rows.index, "str")
    return rows["ref"].fillna(made) if "ref" in rows.columns else made


def _finest(rows: pd.DataFrame) -> pd.Series:
    """Return the label of each region and year's first row, or of a finer print of the same."""
    start = ~rows.duplicated(_KEY)
    group = start.cumsum()
    low, high = (rows.loc[start, side].to_numpy()[group - 1] for side in ("low", "high"))
    width = rows["high"] - rows["low"]
    finer = (rows["value"] >= low) & (rows["value"] <= high) & (width < high - low)
    # Where nothing is finer all widths are alike, and the first row is found.
    return width.where(finer, np.inf).groupby(group).idxmin()


def conflicts(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations whose basis and year have several different exact values.

    Parameters
    ----------
    observations : pandas.DataFrame
        As ``cq.observations()``.

    Returns
    -------
    pandas.DataFrame
        All rows concerned, sorted; their intervals do not all overlap, so that a value and its
        own rounding are no conflict.
    """
    exact = observations.loc[_usable(observations, {"part_year", "doubtful", "estimates"})]
    key = ["indicator", "region", "basis", "year"]
    width = exact.groupby(key).agg(low=("low", "max"), high=("high", "min"))
    apart = width.index[width["low"] > width["high"]]
    return exact.loc[pd.MultiIndex.from_frame(exact[key]).isin(apart)].sort_values(key)
