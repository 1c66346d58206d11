"""Sister series: one indicator of many regions, which share growth, shocks and error knowledge.

Point: a region's growth over all years is pulled towards the mean growth of the panel (shrinkage,
after James & Stein), may be damped from the second year on, and may be averaged, on logarithms,
with the general engine's more cautious answer. How much weight its own growth gets, whether it
is damped and whether the engine has a say is decided by the panel's own past: the triple with
the least error over rolling origins, an origin one year older counting 0.6 as much, so that a
change of pace common to all regions is followed within a few years.

Width: the errors at the rolling origins are split into the year's common shock (the mean of all
regions) and what is a region's own (variance components, Searle, Casella & McCulloch 1992). Of the
shocks the variance per year ahead counts, over all origins alike, because a year gives only one. A
region's own width is the mean size of its annual log steps about its growth, pulled towards the
panel's as if the panel were worth ``PRIOR_YEARS`` years of own history (moderated variance, Smyth
2004, doi:10.2202/1544-6115.1027), times the Student t quantile, times one factor per level and
year ahead that makes it hold the own errors as often as it says, an origin one year older counting
half as much (conformal prediction for data that drift, Barber, Candès, Ramdas & Tibshirani 2023,
doi:10.1214/23-AOS2276). The two add as independent parts do, by their squares.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from cqdata.errors import DataError, NotProjectable
from cqdata.projection.members import all_members
from cqdata.projection.result import COLUMNS, LEVELS

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Weights of a region's own growth that are tried."""

DAMPINGS = (1.0, 0.9, 0.8)
"""Growth of a year over that of the year before, that are tried; 1 keeps the pace."""

CAUTIONS = (0.0, 0.5)
"""Weights of the general engine that are tried."""

PRIOR_YEARS = 2
LEAST = 5
"""Fewest values behind a rolling origin."""

AHEAD = 3
"""Years ahead over which share and factors are decided, whatever horizon is asked for."""

LEAST_SERIES = 5
"""Fewest sister series that make a panel."""

# Weight of an origin one year older, in the choice and in the widths of the regions' own errors:
# both must follow a change of pace, and one origin gives as many own errors as there are regions.
_DECAY = 0.6
_DECAY_WIDTH = 0.5
# Never a zero width, even where nothing has moved yet.
_TINY = 1e-4
_LEAST_FACTOR = 0.1
# Standard deviation over mean absolute deviation of a normal distribution.
_NORMAL = np.sqrt(np.pi / 2)


CHOICES = tuple(itertools.product(SHARES, DAMPINGS, CAUTIONS))
"""Own share, damping and caution that are tried together."""


class Panel(NamedTuple):
    """Sister series side by side: ``logs`` has shape (series, years), NaN where no value is."""

    names: np.ndarray
    years: np.ndarray
    logs: np.ndarray


class _Moments(NamedTuple):
    last: np.ndarray
    growth: np.ndarray
    spread: np.ndarray
    degrees: np.ndarray
    span: np.ndarray


def _moments(logs: np.ndarray) -> _Moments:
    """Return what is known of each row: last value, growth a year, moderated spread of steps."""
    known = np.isfinite(logs)
    column = np.arange(logs.shape[1])
    first = known.argmax(axis=1)
    end = logs.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    row = np.arange(len(logs))
    last = logs[row, end]
    growth = (last - logs[row, first]) / np.maximum(end - first, 1)
    # Index and value of the latest earlier year with a value, so that a gap is one longer step.
    latest = np.maximum.accumulate(np.where(known, column, -1), axis=1)[:, :-1]
    steps = known[:, 1:] & (latest >= 0)
    gap = np.where(steps, column[1:] - latest, 1)
    step = logs[:, 1:] - np.take_along_axis(logs, np.maximum(latest, 0), axis=1)
    away = np.abs(step - growth[:, None] * gap) / np.sqrt(gap)
    count = steps.sum(axis=1)
    size = _NORMAL * np.where(steps, away, 0).sum(axis=1) / np.maximum(count, 1)
    own = np.maximum(count - 1, 0)
    pooled = np.mean(size[own > 0] ** 2) if (own > 0).any() else _TINY**2
    spread = np.sqrt((PRIOR_YEARS * pooled + own * size**2) / (PRIOR_YEARS + own))
    return _Moments(last, growth, np.maximum(spread, _TINY), PRIOR_YEARS + own, end - first + 1)


@dataclass(frozen=True)
class PanelProjection:
    """A panel projected together.

    Attributes
    ----------
    table : pandas.DataFrame
        ``series``, ``year``, ``median`` and the bounds, in the unit of the values.
    own_share : float
        Weight of a region's own growth, 0 to 1; the rest is the panel's.
    damping : float
        Growth of a year over that of the year before; 1 keeps the pace.
    caution : float
        Weight of the general engine's answer, on logarithms.
    factor : dict
        Per level (50, 80, 95) the factors on the Student t interval of a region's own errors,
        one, two and three or more years ahead.
    shock : float
        Standard deviation (log) of the shock that all regions share, one year ahead; it grows
        with the root of the years ahead.
    tried : pandas.DataFrame
        ``own_share``, ``damping``, ``caution`` and ``error``, their mean absolute log error over
        the rolling origins, recent ones counting more.
    origins : int
        Number of rolling origins that decided.
    """

    table: pd.DataFrame
    own_share: float
    damping: float
    caution: float
    factor: dict[int, tuple[float, ...]]
    shock: float
    tried: pd.DataFrame
    origins: int


def read_panel(table: pd.DataFrame) -> Panel:
    """Read a long table (``series``, ``year``, ``value`` above zero) into a panel.

    Raises
    ------
    DataError
        If a column is missing, a year stands twice, or a value is not above zero.
    """
    missing = [c for c in ("series", "year", "value") if c not in table.columns]
    if missing:
        raise DataError(f"panel: column {missing[0]!r} is missing; found {list(table.columns)}")
    kept = table.loc[table["value"].notna()].sort_values(["series", "year"], kind="stable")
    twice = kept.loc[kept.duplicated(["series", "year"])]
    if len(twice):
        row = twice.iloc[0]
        raise DataError(f"panel: series {row['series']!r} has {row['year']} twice")
    wrong = kept.loc[~(kept["value"] > 0)]
    if len(wrong):
        row = wrong.iloc[0]
        raise DataError(
            f"panel: {row['series']!r} {row['year']} is {row['value']}; expected above zero"
        )
    which, names = pd.factorize(kept["series"])
    year = kept["year"].to_numpy(np.int64)
    years = np.arange(year.min(), year.max() + 1) if len(year) else year
    logs = np.full((len(names), len(years)), np.nan)
    if len(year):
        logs[which, year - years[0]] = np.log(kept["value"].to_numpy(float))
    return Panel(np.asarray(names, dtype=object), years, logs)


class Errors(NamedTuple):
    """Errors at the rolling origins, one entry per series, origin and years ahead.

    ``series`` counts the panel's names; ``error`` has one column per choice in :data:`CHOICES`
    (log); ``scale`` (log) and ``degrees`` are those of the Student t.
    """

    series: np.ndarray
    origin: np.ndarray
    ahead: np.ndarray
    error: np.ndarray
    scale: np.ndarray
    degrees: np.ndarray

    def weight(self, decay: float) -> np.ndarray:
        """Return the weight of each entry when an origin one year older counts ``decay``."""
        return decay ** (self.origin.max() - self.origin).astype(float)


def rolling_errors(panel: Panel, horizon: int = AHEAD) -> Errors:
    """Return the log errors of every choice at every rolling origin.

    Raises
    ------
    NotProjectable
        If no year has enough series with enough values behind it.
    """
    known = np.isfinite(panel.logs)
    enough = known & (np.cumsum(known, axis=1) >= LEAST)
    parts = []
    for j in range(LEAST - 1, len(panel.years) - 1):
        rows = np.flatnonzero(enough[:, j])
        if len(rows) < LEAST_SERIES:
            continue
        past = panel.logs[rows, : j + 1]
        m = _moments(past)
        k = np.arange(1, min(horizon, len(panel.years) - 1 - j) + 1)
        rise = panel.logs[rows, j + 1 : j + 1 + len(k)] - m.last[:, None]
        path = _paths(m.growth, _general(past, horizon)[:, : len(k)], CHOICES)
        row, column = np.nonzero(np.isfinite(rise))
        parts.append(
            Errors(
                rows[row],
                np.full(len(row), panel.years[j]),
                k[column],
                (rise[:, :, None] - path)[row, column],
                _widening(m, k)[row, column],
                m.degrees[row],
            )
        )
    if not parts:
        raise NotProjectable(
            f"not projected: no year with {LEAST} values behind it in {LEAST_SERIES} series"
        )
    return Errors(*(np.concatenate(side) for side in zip(*parts, strict=True)))


def _paths(
    growth: np.ndarray, careful: np.ndarray, choices: tuple[tuple[float, float, float], ...]
) -> np.ndarray:
    """Return log growth since the last value, shape (series, years ahead, choices)."""
    share, damping, caution = np.array(choices).T
    step = share * growth[:, None] + (1 - share) * growth.mean()
    years = np.cumsum(damping ** np.arange(careful.shape[1])[:, None], axis=0)
    return (1 - caution) * step[:, None] * years + caution * careful[:, :, None]


def _widening(m: _Moments, ahead: np.ndarray) -> np.ndarray:
    """Return the spread so many years ahead, that of the growth itself included."""
    return m.spread[:, None] * np.sqrt(ahead * (1 + ahead / m.span[:, None]))


def _general(logs: np.ndarray, horizon: int) -> np.ndarray:
    """Return the general engine's log growth since the last value, shape (series, horizon)."""
    known = np.isfinite(logs)
    first = known.argmax(axis=1)
    end = logs.shape[1] - known[:, ::-1].argmax(axis=1)
    out = np.empty((len(logs), horizon))
    for a, b in sorted(set(zip(first.tolist(), end.tolist(), strict=True))):
        which = np.flatnonzero((first == a) & (end == b))
        part = logs[which, a:b]
        for i in np.flatnonzero(np.isnan(part).any(axis=1)):  # gaps: filled at constant growth
            gap = np.isnan(part[i])
            part[i, gap] = np.interp(np.flatnonzero(gap), np.flatnonzero(~gap), part[i, ~gap])
        x = np.exp(part - part.max(axis=1, keepdims=True))
        median = np.median(all_members(x, horizon), axis=1)
        out[which] = np.log(np.maximum(median / x[:, -1:], _TINY))
    return out


def _weighted_quantile(x: np.ndarray, weight: np.ndarray, q: float) -> float:
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(x[order][min(int(np.searchsorted(reached, q)), len(x) - 1)])


def _split(cells: Errors, error: np.ndarray) -> tuple[float, np.ndarray]:
    """Split errors into shocks common to all series and own parts.

    Returns
    -------
    tuple
        Variance of the common shock per year ahead, and the own part of every error, made as
        large as if the common part were known and not estimated from the same series.
    """
    group = cells.origin * (AHEAD + 1) + cells.ahead
    _, first, which, count = np.unique(
        group, return_index=True, return_inverse=True, return_counts=True
    )
    mean = np.bincount(which, error) / count
    many = count > 1
    mean[~many] = 0.0
    lost = np.where(many, count / np.maximum(count - 1, 1), 1.0)
    own = (error - mean[which]) * np.sqrt(lost)[which]
    noise = np.bincount(which, own**2) / count**2
    shock = (mean**2 - noise) / cells.ahead[first]
    return max(float(shock[many].mean()), 0.0) if many.any() else 0.0, own


def _student(level: int, degrees: np.ndarray) -> np.ndarray:
    return special.stdtrit(degrees, 0.5 + level / 200)


def _factors(cells: Errors, own: np.ndarray) -> dict[int, tuple[float, ...]]:
    """Return per level one factor per year ahead; a year without errors takes the one before."""
    weight = cells.weight(_DECAY_WIDTH)
    found: dict[int, tuple[float, ...]] = {}
    for level in LEVELS:
        ratio = np.abs(own) / (cells.scale * _student(level, cells.degrees))
        factor: list[float] = []
        for k in range(1, AHEAD + 1):
            due = cells.ahead == k
            if due.any() or not factor:
                part = due if due.any() else np.full(len(due), True)
                value = _weighted_quantile(ratio[part], weight[part], level / 100)
                factor.append(max(value, _LEAST_FACTOR))
            else:
                factor.append(factor[-1])
        found[level] = tuple(factor)
    return found


def project_panel(table: pd.DataFrame, to: int) -> PanelProjection:
    """Project all sister series of a panel to a year.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``series``, ``year``, ``value``; values above zero, one basis, at least 5 series
        with 6 values; gaps are allowed. Series with fewer than 3 values are left out.
    to : int
        Last year to project.

    Returns
    -------
    PanelProjection
        Bounds are symmetric on logarithms, so never below zero.

    Raises
    ------
    NotProjectable
        If there are too few series or values.
    DataError
        See :func:`read_panel`.
    """
    panel = _long_enough(read_panel(table))
    return _project(panel, rolling_errors(panel), to)


def _long_enough(panel: Panel) -> Panel:
    """Return the series with 3 values or more."""
    kept = np.isfinite(panel.logs).sum(axis=1) >= 3
    if kept.sum() < LEAST_SERIES:
        raise NotProjectable(f"not projected: {kept.sum()} sister series; {LEAST_SERIES} needed")
    return Panel(panel.names[kept], panel.years, panel.logs[kept])


def _mean_errors(error: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the weighted mean absolute error of every choice."""
    return weight @ np.abs(error) / weight.sum()


def _project(panel: Panel, cells: Errors, to: int) -> PanelProjection:
    m = _moments(panel.logs)
    known = np.isfinite(panel.logs)
    end = panel.years[panel.logs.shape[1] - 1 - known[:, ::-1].argmax(axis=1)]
    horizon = int(to - end.min())
    if horizon < 1:
        raise DataError(f"nothing to project: every series reaches {to}")
    error = _mean_errors(cells.error, cells.weight(_DECAY))
    best = int(error.argmin())
    variance, own = _split(cells, cells.error[:, best])
    factor = _factors(cells, own)
    k = np.arange(1, horizon + 1)
    middle = (
        m.last[:, None] + _paths(m.growth, _general(panel.logs, horizon), (CHOICES[best],))[:, :, 0]
    )
    row, column = np.nonzero(k <= (to - end)[:, None])
    columns = {
        "series": panel.names[row],
        "year": end[row] + k[column],
        "median": np.exp(middle)[row, column],
    }
    half = np.zeros_like(middle)
    for level in LEVELS:
        at = np.array(factor[level])[np.minimum(k, AHEAD) - 1]
        of_region = at * _student(level, m.degrees)[:, None] * _widening(m, k)
        common = special.ndtri(0.5 + level / 200) ** 2 * variance * k
        wide = np.sqrt(of_region**2 + common)
        # A bound further ahead, or of a higher level, is never nearer.
        half = np.maximum(half, np.maximum.accumulate(wide, axis=1))
        columns[f"low{level}"] = np.exp(middle - half)[row, column]
        columns[f"high{level}"] = np.exp(middle + half)[row, column]
    share, damping, caution = CHOICES[best]
    return PanelProjection(
        pd.DataFrame(columns)[["series", *COLUMNS]],
        share,
        damping,
        caution,
        factor,
        float(np.sqrt(variance)),
        pd.DataFrame(
            [(*c, float(e)) for c, e in zip(CHOICES, error, strict=True)],
            columns=["own_share", "damping", "caution", "error"],
        ),
        len(np.unique(cells.origin)),
    )


@dataclass(frozen=True)
class RatioProjection:
    """A ratio projected directly or as numerator over denominator, whichever erred less.

    Attributes
    ----------
    panel : PanelProjection
        The chosen projection, in the unit of the direct values.
    choice : str
        ``direct`` or ``ratio``.
    error : dict
        Mean absolute log error of each over the rolling origins they share.
    """

    panel: PanelProjection
    choice: str
    error: dict[str, float]


def project_ratio(
    direct: pd.DataFrame, numerator: pd.DataFrame, denominator: pd.DataFrame, to: int
) -> RatioProjection:
    """Project a ratio of a panel, such as R&D intensity, by the better of two ways.

    Parameters
    ----------
    direct : pandas.DataFrame
        The published ratio: ``series``, ``year``, ``value``.
    numerator, denominator : pandas.DataFrame
        Its parts, in any units, of the same basis and of longer history.
    to : int
        Last year to project.

    Returns
    -------
    RatioProjection
        Where the parts are chosen, growth and width of their quotient are set on the last
        published ratio.
    """
    keys = ["series", "year"]
    parts = numerator.merge(denominator, on=keys, suffixes=("_over", "_under"))
    parts["value"] = parts["value_over"] / parts["value_under"]
    last = direct.loc[direct["value"].notna()].groupby("series")["year"].max()
    parts = parts.loc[parts["year"] <= parts["series"].map(last), [*keys, "value"]]
    panels = {"direct": read_panel(direct), "ratio": read_panel(parts)}
    cells = {name: rolling_errors(panel) for name, panel in panels.items()}
    index = {
        name: pd.MultiIndex.from_arrays([panels[name].names[c.series], c.origin, c.ahead])
        for name, c in cells.items()
    }
    shared = index["direct"].intersection(index["ratio"])
    if shared.empty:
        raise NotProjectable("not projected: published ratio and parts share no rolling origin")
    error = {}
    for name, found in cells.items():
        both = index[name].isin(shared)
        weight = found.weight(_DECAY)[both]
        error[name] = float(_mean_errors(found.error[both], weight).min())
    if error["ratio"] < error["direct"]:
        panel = project_panel(parts, to)
        ends = parts.sort_values("year").groupby("series")["value"].last()
        published = direct.loc[direct["value"].notna()].sort_values("year")
        level = published.groupby("series")["value"].last() / ends
        table = panel.table.copy()
        values = list(COLUMNS[1:])
        table[values] = table[values].mul(table["series"].map(level), axis=0)
        table = table.dropna(subset=["median"]).reset_index(drop=True)
        panel = replace(panel, table=table)
        return RatioProjection(panel, "ratio", error)
    return RatioProjection(project_panel(direct, to), "direct", error)
