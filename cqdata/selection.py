"""Series out of the observations: one basis, one value a year, what was not chosen named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from numbers import Integral

import numpy as np
import pandas as pd

from cqdata import catalog, lookup
from cqdata.cells import records
from cqdata.errors import DataError, MixedBasisError, shown
from cqdata.frames import is_year
from cqdata.names import EVIDENCE, IN_SERIES, OBSERVATION_KEY, observation_id
from cqdata.words import WORDS

INCLUDE = ("bounds", "derived", "doubtful", "estimates", "inferred", "part_year")
"""Kinds of rows that a series leaves out unless they are asked for."""

RULE = (
    "Where one basis gives a year more than once: the firmest status first (final, revised, "
    "preliminary, reported, estimate, derived, inferred), then the strongest evidence, then the "
    "edition that released the year first (a bulletin before a yearbook), then the source's name. "
    "A value that lies inside the interval of the one so found, and is printed finer, is the same "
    "statement and takes its place."
)
"""How one of several values of a year is chosen; the others are named in ``alternatives``."""

_STATUS = (
    "final",
    "revised",
    "preliminary",
    "reported",
    "estimate",
    "target",
    "derived",
    "inferred",
    "not_stated",
)
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
        As in ``cq.indicators()``, by its id or its name: "rd_expenditure", "研发经费".
    region : str
        As in ``cq.regions()``, by its Chinese or its English name: "重庆", "Chongqing".
    basis : str, optional
        As in ``cq.bases()``, by its id or its name. Left out, it is the one that has values or
        else the indicator's preferred one; needed where neither decides. Naming the basis
        ``report_estimate`` lets its estimates in.
    years : iterable of int, optional
        Years to keep.
    include : collection of str
        Rows to let in besides the exact annual ones: "bounds" (突破, 近, 约 …), "derived"
        (computed by the source's reader), "doubtful" (marked doubtful, not comparable or
        without a date), "estimates" (预计), "inferred" (a count whose year-end is inferred;
        its status says so), "part_year" (a period that is not one year; its ``year`` is missing).

    Returns
    -------
    pandas.DataFrame
        Sorted by period: year (int), value, low, high (float, in ``unit``), status, qualifier,
        flag, basis, vintage, region, indicator, unit, source_id, locator, period (text),
        evidence, printed, also, note, ``ref`` (the id that ``cq.trace`` takes) and
        ``alternatives`` (ids of the other rows of that period, by :data:`RULE` not chosen).
        ``attrs`` holds the ``rule``, the ``basis`` (its id, None without a row) and a ``note``
        ("zh", "en") that names the basis and why it was taken. Empty if all rows of the series
        were left out.

    Raises
    ------
    MixedBasisError
        If rows of several bases are left and ``basis`` is not given; the message names them.
    DataError
        If indicator, region, basis or a word of ``include`` is not known, or is not one name, or
        if no row carries the three of them.
    """
    wanted = _words(include)
    rows = _of_indicator(_every(wanted), indicator)
    indicator, place = rows["indicator"].iloc[0], lookup.region(region)
    here = rows.loc[rows["region"] == place]
    if here.empty:
        raise _no_row(f"{indicator}, {place}", rows["region"].unique())
    found = _annual(here, f"{indicator} of {place}", basis, years, wanted)
    found.attrs["region"] = place
    return found


def panel(
    indicator: str,
    regions: str | Iterable[str] = "province",
    basis: str | None = None,
    years: Iterable[int] | None = None,
    include: Collection[str] = (),
    complete: bool = False,
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
    complete : bool
        Leave out the years after the last one that all these regions have: for months after a
        release the city has a year that not all provinces have.

    Returns
    -------
    pandas.DataFrame
        The columns and attrs of :func:`series`, one row per region and year, sorted by them; a
        region that has no such row does not appear. ``attrs["complete"]`` is the last year that
        all its regions have, None if there is none, and the note names the later years.

    Raises
    ------
    MixedBasisError
        If rows of several bases are left and ``basis`` is not given, be they of one region or of
        several; the message names the bases.
    DataError
        If indicator, basis or a word of ``include`` is not known, or one of ``regions`` has no
        row of the indicator, or if ``complete`` is asked for and no year is.
    """
    wanted = _words(include)
    rows = _of_indicator(_every(wanted), indicator)
    chosen = _regions([regions] if isinstance(regions, str) else regions, rows)
    rows = rows.loc[rows["region"].isin(chosen)]
    what = f"{rows['indicator'].iloc[0]} of {len(chosen)} regions"
    return _ended(_annual(rows, what, basis, years, wanted), what, complete)


def _ended(frame: pd.DataFrame, what: str, complete: bool) -> pd.DataFrame:
    """Return a panel that knows its last complete year, and ends there if that is wanted."""
    regions = frame["region"].nunique()
    counts = frame.groupby("year")["region"].nunique()
    whole = counts.index[counts == regions]
    last = int(whole.max()) if len(whole) else None
    frame.attrs["complete"] = last
    if last is None:
        if complete and len(frame):
            raise DataError(f"{what}: no year has all {regions} regions that have any")
        return frame
    later = counts[counts.index > last]
    if len(later):
        years = {"zh": "、".join(f"{y}年" for y in later.index), "en": catalog.runs(later.index)}
        most = int(later.max())
        note = frame.attrs["note"]
        ends = {
            "zh": f"；各地区齐备的最近年份为{last}年，"
            f"{years['zh']}仅有{most}个地区（共{regions}个）",
            "en": f"; {last} is the last year that all {regions} regions have, "
            f"{years['en']} has {most} at most",
        }
        frame.attrs["note"] = {lang: note[lang] + ends[lang] for lang in note}
    if complete:
        kept = frame.loc[frame["year"] <= last].reset_index(drop=True)
        kept.attrs = dict(frame.attrs)
        return kept
    return frame


def _every(include: Collection[str]) -> pd.DataFrame:
    """Return the observations, with them what was computed or inferred if it is wanted."""
    observations = catalog.observations()
    kinds = {"derived": "computed", "inferred": "inferred"}
    wanted = {kind for word, kind in kinds.items() if word in include}
    if not wanted:
        return observations
    return pd.concat([observations, _implied(catalog.derived(), wanted)], ignore_index=True)


def _implied(derived: pd.DataFrame, wanted: Collection[str]) -> pd.DataFrame:
    """Return the derived values of some kinds of id, in the columns of observations."""
    keys = derived["derived_id"].str.extract(IN_SERIES)
    rows = derived.drop(columns=keys.columns.intersection(derived.columns)).join(keys)
    rows = rows.loc[rows["vintage"].isin(wanted)]
    rows = rows.assign(
        year=pd.to_numeric(rows["period"].where(rows["period"].str.len() == 4)),
        # An inferred date leaves the count what it was; a computed value is near it.
        qualifier=rows["vintage"].map({"inferred": "exact", "computed": "about"}),
        evidence="derived",
        ref=rows["derived_id"],
    )
    names = [*catalog.columns("observations"), "ref"]
    kinds = {name: "str" for name in names if name not in ("value", "low", "high")}
    return rows.reindex(columns=names).astype(kinds | {"year": "Int64"})


def _words(include: Collection[str]) -> set[str]:
    """Return the words of ``include`` if all are known."""
    wanted = {include} if isinstance(include, str) else set(include)
    for word in sorted(wanted - set(INCLUDE)):
        raise lookup.unknown("include", word, INCLUDE)
    return wanted


def _of_indicator(rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the rows of an indicator; there is at least one."""
    name = lookup.indicator(indicator)
    kept = rows.loc[rows["indicator"] == name]
    if kept.empty:
        raise DataError(f"{name}: not in the data; no source gives it as a series")
    return kept


def _no_row(what: str, known: Iterable[str]) -> DataError:
    names = sorted(known)
    some = f"{', '.join(names[:6])}{' …' if len(names) > 6 else ''}"
    return DataError(f"{what}: not in the data; there are rows of {some}")


def _regions(names: Iterable[str], rows: pd.DataFrame) -> set[str]:
    """Return the regions among these rows that kinds and names stand for."""
    known = catalog.regions()
    kinds = set(known["kind"])
    known = known.loc[known["region"].isin(rows["region"])]
    found: set[str] = set()
    for name in names:
        if not isinstance(name, str):
            raise DataError(f"region {shown(name)}; expected a kind of region or a name as text")
        if name in kinds:
            place, own = name, known["kind"] == name
        else:
            place = lookup.region(name)
            own = known["region"] == place
        if not own.any():
            raise _no_row(f"{rows['indicator'].iloc[0]}, {place}", known["region"])
        found |= set(known.loc[own, "region"])
    if not found:
        raise DataError("regions: found none, expected a kind of region or names")
    return found


def _annual(
    rows: pd.DataFrame,
    what: str,
    basis: str | None,
    years: Iterable[int] | None,
    wanted: set[str],
) -> pd.DataFrame:
    """Return one row a region and period of the rows that may stand in a series of one basis."""
    indicator, why = rows["indicator"].iloc[0], "asked"
    if basis is not None:
        name = lookup.basis(basis, indicator)
        own = rows.loc[rows["basis"] == name]
        if own.empty:
            raise _no_row(f"{what}, basis {name}", rows["basis"].unique())
        rows = own
        if name == "report_estimate":
            wanted = wanted | {"estimates"}
    rows = rows.loc[_usable(rows, wanted)]
    if years is not None:
        years = [*years]
        for year in years:
            if not isinstance(year, Integral) or isinstance(year, bool) or not is_year(year):
                raise DataError(f"{what}: years: found {shown(year)}, expected whole years")
        rows = rows.loc[rows["period"].isin([str(year) for year in years])]
    if basis is None:
        rows, why = _preferred(rows, indicator, what)
    found = _one_a_year(rows, whole="part_year" not in wanted)
    found.attrs |= {"rule": RULE, "indicator": indicator, "basis": None}
    found.attrs["note"] = {"zh": "无可用数据", "en": "no row is left"}
    if len(found):
        found.attrs["basis"] = found["basis"].iloc[0]
        found.attrs["note"] = _note(found, why)
    return found


def _preferred(rows: pd.DataFrame, indicator: str, what: str) -> tuple[pd.DataFrame, str]:
    """Return the rows of the one basis that has any, or of the indicator's preferred one."""
    found = sorted(rows["basis"].unique())
    if len(found) < 2:
        return rows, "only"
    table = catalog.indicators().set_index("indicator")
    chosen = table["preferred_basis"].get(indicator)
    if chosen in found:
        return rows.loc[rows["basis"] == chosen], "preferred"
    spans = [
        f"{one} ({catalog.runs(rows.loc[rows['basis'] == one, 'year'].dropna()) or 'part years'})"
        for one in found
    ]
    raise MixedBasisError(
        f"{what} has {len(found)} bases: {', '.join(spans)}; choose one with basis="
    )


def _note(frame: pd.DataFrame, why: str) -> dict[str, str]:
    """Return in one line a language which basis a series took, and what in it is inferred."""
    bases = catalog.bases()
    for column in ("indicator", "basis"):
        bases = bases.loc[bases[column] == frame[column].iloc[0]]
    named = bases.iloc[0]
    inferred = frame.loc[frame["status"] == "inferred", "year"].unique()
    zh = f"口径：{named['basis_zh']}{WORDS['basis']['zh'][why]}"
    en = f"basis: {named['basis_en']}{WORDS['basis']['en'][why]}"
    if len(inferred):
        zh += f"；{'、'.join(str(year) for year in inferred)}年末数的时点系推断"
        en += f"; the date of the count of end-{catalog.runs(inferred)} is inferred"
    return {"zh": zh, "en": en}


def _usable(rows: pd.DataFrame, wanted: Collection[str]) -> pd.Series:
    keep = rows["value"].notna()
    if "part_year" not in wanted:
        keep &= rows["year"].notna()
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
    rows = rows.assign(
        ref=_refs,
        _status=rows["status"].map(_STATUS.index),
        _evidence=rows["evidence"].map(EVIDENCE.index),
    )
    by = [*_KEY, "_status", "_evidence", "vintage", "source_id"]
    chosen = _chosen(rows.sort_values(by, kind="stable").drop(columns=["_status", "_evidence"]))
    chosen = chosen[[*_FIRST, *chosen.columns.difference(_FIRST, sort=False)]]
    return chosen.astype({"year": "int64" if whole else "Int64"}).reset_index(drop=True)


def _chosen(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a region and period, the others' ids in ``alternatives``; firmest first."""
    if not rows.duplicated(_KEY).any():
        return rows.assign(alternatives=pd.Series(pd.NA, rows.index, "str"))
    taken = rows.index.isin(_finest(rows))
    others = rows.loc[~taken].groupby(_KEY)["ref"].agg(";".join)
    chosen = rows.loc[taken]
    beside = others.reindex(pd.MultiIndex.from_frame(chosen[_KEY])).set_axis(chosen.index)
    return chosen.assign(alternatives=beside.astype("str"))


_KEY = ["region", "period"]
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
    "period",
]


def _refs(rows: pd.DataFrame) -> pd.Series:
    """Return the id of each row: its own where it has one, else that of an observation."""
    keys = records(rows[list(OBSERVATION_KEY)])
    made = pd.Series([observation_id(row) for row in keys], rows.index, "str")
    return rows["ref"].fillna(made) if "ref" in rows.columns else made


def _finest(rows: pd.DataFrame) -> pd.Series:
    """Return the label of each region and period's first row, or of a finer print of the same."""
    start = ~rows.duplicated(_KEY)
    group = start.cumsum()
    low, high = (rows.loc[start, side].to_numpy()[group - 1] for side in ("low", "high"))
    width = rows["high"] - rows["low"]
    finer = (rows["value"] >= low) & (rows["value"] <= high) & (width < high - low)
    # Where nothing is finer all widths are alike, and the first row is found.
    return width.where(finer, np.inf).groupby(group).idxmin()
