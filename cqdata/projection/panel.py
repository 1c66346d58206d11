"""Sister series: one indicator of many regions, which share growth, shocks and error knowledge.

Point: a region's growth over all years is pulled towards the mean growth of the panel (shrinkage,
after James & Stein), may be damped from the second year on, and may be averaged, on logarithms,
with the general engine's more cautious answer. How much weight its own growth gets, whether it
is damped and whether the engine has a say is decided by the panel's own past: the triple with
the least error over rolling origins, an origin one year older counting 0.6 as much, so that a
change of pace common to all regions is followed within a few years. Width: the
spread of a region's annual log steps, pulled towards the panel's as if the panel were worth
``PRIOR_YEARS`` years of own history (moderated variance, Smyth 2004, doi:10.2202/1544-6115.1027),
times the Student t quantile, times one factor per level that makes the interval hold as often as
it says over the rolling origins of the panel, whose common shocks are in these errors (conformal
prediction for data that drift, Barber, Candès, Ramdas & Tibshirani 2023,
doi:10.1214/23-AOS2276).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from cqdata.errors import DataError, NotProjectable
from cqdata.projection.engine import forecast
from cqdata.projection.result import COLUMNS, LEVELS
from cqdata.projection.table import fill_gaps

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

# Weight of an origin one year older: in the choice, which must follow a change of pace, and in
# the widths, which need many errors.
_DECAY = 0.6
_DECAY_WIDTH = 0.8
# Never a zero width, even where nothing has moved yet.
_TINY = 1e-4
_LEAST_FACTOR = 0.1


CHOICES = tuple(itertools.product(SHARES, DAMPINGS, CAUTIONS))
"""Own share, damping and caution that are tried together."""


class History(NamedTuple):
    """Years and logarithms of one region."""

    years: np.ndarray
    logs: np.ndarray

    def until(self, year: int) -> History:
        """Return the part up to a year."""
        kept = self.years <= year
        return History(self.years[kept], self.logs[kept])

    @property
    def growth(self) -> float:
        """Mean log growth a year over all years."""
        return float((self.logs[-1] - self.logs[0]) / (self.years[-1] - self.years[0]))

    @property
    def variance(self) -> float:
        """Variance of the annual log steps about their mean."""
        gap = np.diff(self.years)
        away = (np.diff(self.logs) - self.growth * gap) ** 2 / gap
        return float(away.sum() / max(len(gap) - 1, 1))


class _Moments(NamedTuple):
    growth: np.ndarray
    spread: np.ndarray
    degrees: np.ndarray
    span: np.ndarray


def _moments(histories: list[History]) -> _Moments:
    variance = np.array([h.variance for h in histories])
    own = np.array([max(len(h.years) - 2, 0) for h in histories])
    pooled = variance[own > 0].mean() if (own > 0).any() else _TINY**2
    spread = np.sqrt((PRIOR_YEARS * pooled + own * variance) / (PRIOR_YEARS + own))
    return _Moments(
        np.array([h.growth for h in histories]),
        np.maximum(spread, _TINY),
        PRIOR_YEARS + own,
        np.array([h.years[-1] - h.years[0] + 1 for h in histories]),
    )


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
        Factor per level (50, 80, 95) on the Student t interval.
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
    factor: dict[int, float]
    tried: pd.DataFrame
    origins: int


def histories(table: pd.DataFrame) -> dict[object, History]:
    """Read a long table (``series``, ``year``, ``value`` above zero) into histories.

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
    return {
        name: History(g["year"].to_numpy(np.int64), np.log(g["value"].to_numpy(float)))
        for name, g in kept.groupby("series", sort=False)
    }


def rolling_errors(panel: dict[object, History], horizon: int = AHEAD) -> pd.DataFrame:
    """Return the log errors of every choice at every rolling origin.

    Returns
    -------
    pandas.DataFrame
        ``series``, ``origin``, ``ahead`` (years), ``actual`` (log), one column per choice in
        :data:`CHOICES` (log error), ``scale`` (log) and ``degrees`` of the Student t.
    """
    last = max(int(h.years[-1]) for h in panel.values())
    first = min(int(h.years[0]) for h in panel.values()) + LEAST - 1
    blocks = []
    for origin in range(first, last):
        past = {name: h.until(origin) for name, h in panel.items()}
        past = {n: h for n, h in past.items() if len(h.years) >= LEAST and h.years[-1] == origin}
        if len(past) < LEAST_SERIES:
            continue
        m = _moments(list(past.values()))
        centre = m.growth.mean()
        careful = _general(list(past.values()), horizon)
        for i, name in enumerate(past):
            whole = panel[name]
            ahead = whole.years - origin
            due = (ahead >= 1) & (ahead <= horizon)
            k = ahead[due]
            block: dict[object, object] = {
                "series": name,
                "origin": origin,
                "ahead": k,
                "actual": whole.logs[due],
            }
            for share, damping, caution in CHOICES:
                step = share * m.growth[i] + (1 - share) * centre
                path = (1 - caution) * step * _years_of_growth(k, damping)
                path += caution * careful[i][k - 1]
                block[share, damping, caution] = whole.logs[due] - past[name].logs[-1] - path
            block["scale"] = m.spread[i] * np.sqrt(k * (1 + k / m.span[i]))
            block["degrees"] = m.degrees[i]
            blocks.append(pd.DataFrame(block))
    if not blocks:
        raise NotProjectable(
            f"not projected: no year with {LEAST} values behind it in {LEAST_SERIES} series"
        )
    return pd.concat(blocks, ignore_index=True)


def _years_of_growth(ahead: np.ndarray, damping: float) -> np.ndarray:
    """Return how many years of today's growth so many damped years amount to."""
    if damping == 1:
        return ahead.astype(float)
    return (1 - damping**ahead) / (1 - damping)


def _general(histories: list[History], horizon: int) -> np.ndarray:
    """Return the general engine's log growth since the last value, shape (series, horizon)."""
    out = np.empty((len(histories), horizon))
    spans: dict[int, list[int]] = defaultdict(list)
    for i, h in enumerate(histories):
        spans[int(h.years[-1] - h.years[0])].append(i)
    for which in spans.values():
        filled = [fill_gaps(histories[i].years, np.exp(histories[i].logs)) for i in which]
        x, root_gap = (np.stack(side) for side in zip(*filled, strict=True))
        median = forecast(x, horizon, root_gap=root_gap).median
        out[which] = np.log(np.maximum(median / x[:, -1:], _TINY))
    return out


def _weighted_quantile(x: np.ndarray, weight: np.ndarray, q: float) -> float:
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(x[order][min(int(np.searchsorted(reached, q)), len(x) - 1)])


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
        See :func:`histories`.
    """
    panel = {name: h for name, h in histories(table).items() if len(h.years) >= 3}
    if len(panel) < LEAST_SERIES:
        raise NotProjectable(f"not projected: {len(panel)} sister series; {LEAST_SERIES} needed")
    horizon = to - min(int(h.years[-1]) for h in panel.values())
    cells = rolling_errors(panel, AHEAD)
    age = cells["origin"].max() - cells["origin"].to_numpy(float)
    error = {c: float(np.average(cells[c].abs(), weights=_DECAY**age)) for c in CHOICES}
    choice = min(CHOICES, key=lambda c: error[c])
    share, damping, caution = choice
    ratio = (cells[choice].abs() / cells["scale"]).to_numpy()
    factor = {}
    for level in LEVELS:
        student = stats.t.ppf(0.5 + level / 200, cells["degrees"])
        found = _weighted_quantile(ratio / student, _DECAY_WIDTH**age, level / 100)
        factor[level] = max(found, _LEAST_FACTOR)
    whole = list(panel.values())
    m = _moments(whole)
    step = share * m.growth + (1 - share) * m.growth.mean()
    careful = _general(whole, max(horizon, 1))
    parts = []
    for i, (name, h) in enumerate(panel.items()):
        k = np.arange(1, to - int(h.years[-1]) + 1)
        path = (1 - caution) * _years_of_growth(k, damping) * step[i]
        middle = h.logs[-1] + path + caution * careful[i][k - 1]
        scale = m.spread[i] * np.sqrt(k * (1 + k / m.span[i]))
        columns = {"series": name, "year": h.years[-1] + k, "median": np.exp(middle)}
        half = np.zeros(len(k))
        for level in LEVELS:
            student = stats.t.ppf(0.5 + level / 200, m.degrees[i])
            half = np.maximum(half, factor[level] * student * scale)
            columns[f"low{level}"] = np.exp(middle - half)
            columns[f"high{level}"] = np.exp(middle + half)
        if len(k):
            parts.append(pd.DataFrame(columns))
    if not parts or horizon < 1:
        raise DataError(f"nothing to project: every series reaches {to}")
    return PanelProjection(
        pd.concat(parts, ignore_index=True)[["series", *COLUMNS]],
        share,
        damping,
        caution,
        factor,
        pd.DataFrame(
            [(*c, error[c]) for c in CHOICES],
            columns=["own_share", "damping", "caution", "error"],
        ),
        int(cells["origin"].nunique()),
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
    cells = {}
    for name, table in (("direct", direct), ("ratio", parts)):
        found = rolling_errors(histories(table), AHEAD)
        cells[name] = found.set_index(["series", "origin", "ahead"])
    shared = cells["direct"].index.intersection(cells["ratio"].index)
    if shared.empty:
        raise NotProjectable("not projected: published ratio and parts share no rolling origin")
    error = {}
    for name, found in cells.items():
        both = found.loc[shared]
        weight = _DECAY ** (
            both.index.get_level_values("origin").max() - both.index.get_level_values("origin")
        ).to_numpy(float)
        error[name] = min(float(np.average(both[c].abs(), weights=weight)) for c in CHOICES)
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
