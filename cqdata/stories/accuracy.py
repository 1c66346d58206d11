"""How accurate the projections are, and whether their stated uncertainty is true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

import cqdata as cq
from cqdata.backtest import Backtest, backtest, table_method
from cqdata.charts import Chart, Fact, Words
from cqdata.projection import NotProjectable, measured, project, reliability
from cqdata.stories.common import (
    Answer,
    Claim,
    Text,
    compose,
    count,
    joined,
    sentences,
    story_of,
    year,
)

SOURCE = "m3-competition"
SHOWN_SET = "M3 other half, last 10"
PROVINCE_SETS = (
    "R&D expenditure of provinces",
    "R&D intensity of provinces",
    "technology contracts of provinces",
)
NATION = "全国"
# What panel mode is tried on from one origin after another, and the years known last there.
SPENDING, SPENDING_BASIS = "rd_expenditure", "bulletin"
SPENDING_REF = f"{SPENDING}[{SPENDING_BASIS}]"
ORIGINS = tuple(range(2017, 2024))
AHEAD = 3
METHOD_NAMES = {
    "cqdata": ("本项目方法", "cqdata"),
    "naive": ("最近值", "Last value"),
    "drift": ("带漂移的随机游走", "Drift"),
    "log_drift": ("对数漂移", "Log drift"),
    "linear": ("线性趋势线", "Trend line"),
    "log_linear": ("对数趋势线", "Log trend line"),
    "AutoETS": ("自动指数平滑", "AutoETS"),
    "AutoARIMA": ("自动ARIMA", "AutoARIMA"),
    "Theta": ("Theta法", "Theta"),
    "DynamicOptimizedTheta": ("动态优化Theta法", "Dynamic Theta"),
    "statsmodels Theta": ("statsmodels Theta", "statsmodels Theta"),
    "statsmodels ETS": ("statsmodels ETS", "statsmodels ETS"),
    "sisters": ("参照各省", "Sister provinces"),
}
# Drawn as lines: ours, what people draw by hand, and the two best-known automatic methods.
LINES = ("cqdata", "DynamicOptimizedTheta", "AutoETS", "drift", "log_linear")


@dataclass(frozen=True)
class AccuracyStory:
    """What the backtests measured, on one set of series that no method was fitted to.

    Parameters
    ----------
    test_set : str
        A value of the column ``set`` of :func:`cqdata.projection.measured`.
    replay : str
        ISO date: the replay projects from what was published by then.
    """

    test_set: str = SHOWN_SET
    replay: str = "2024-03-31"

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores per method on the test set, best MASE first."""
        table = measured()
        table = table[table["set"] == self.test_set]
        return table.sort_values("mase", kind="stable").reset_index(drop=True)

    @cached_property
    def bins(self) -> pd.DataFrame:
        """Stated chance against rate of success, in percent, per method and bin."""
        table = reliability()
        table = table[table["set"] == self.test_set].copy()
        table[["stated", "happened"]] = table[["stated", "happened"]] * 100
        return table.reset_index(drop=True)

    def score(self, method: str, column: str) -> float:
        """Return one measured score."""
        return float(self.scores.set_index("method").at[method, column])

    @cached_property
    def rivals(self) -> pd.DataFrame:
        """All methods but ours."""
        return self.scores[self.scores["method"] != "cqdata"]

    @cached_property
    def spending(self) -> pd.DataFrame:
        """R&D expenditure of the 31 provinces, 亿元."""
        return cq.panel(SPENDING, basis=SPENDING_BASIS)

    @cached_property
    def by_origin(self) -> Backtest:
        """Panel mode, log drift and the general method on R&D expenditure, origin by origin.

        Each origin is asked by itself, because panel mode sees all series that it is given as
        sisters known to the same year.
        """
        table = self.spending.rename(columns={"region": "series"})[["series", "year", "value"]]
        methods = {m: table_method(m) for m in ("sisters", "log_drift", "cqdata")}
        parts = [backtest(table, AHEAD, methods, origins=[one]).table for one in ORIGINS]
        return Backtest(pd.concat(parts, ignore_index=True))

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Scores by origin: columns (score, method), index the year known last."""
        table = self.by_origin.scores(("origin", "method"))
        columns = ["smape", "coverage80", "coverage95"]
        return table.pivot(index="origin", columns="method", values=columns)

    @property
    def worst(self) -> int:
        """Origin from which panel mode's 80% interval held least often."""
        return int(self.origins["coverage80", "sisters"].idxmin())

    @cached_property
    def replayed(self) -> pd.DataFrame:
        """The city's R&D expenditure by panel mode on the replay's day, beside what came."""
        table = self.replay_table
        return table[(table["indicator"] == SPENDING) & (table["method"] == "sisters")]

    @property
    def missed(self) -> pd.DataFrame:
        """Years of the replay whose outcome lies outside panel mode's 80% interval."""
        return self.replayed[self.replayed["inside80"] == "no 否"]

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every number that the story says."""
        return self.measured_facts | self._panel_facts()

    def _panel_facts(self) -> dict[str, Fact]:
        table = self.origins
        error, wide = table["smape"], table["coverage80", "sisters"]
        wider = table["coverage95", "sisters"]
        day = pd.Timestamp(self.replay)
        when = {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {day:%B %Y}"}
        found = {
            "origins": count(len(table), "个", ""),
            "held": count(int((wide >= 80).sum()), "个", ""),
            "least": Fact(float(wide.min()), ".0f", "%"),
            "worst": year(self.worst),
            "least95": Fact(float(wider.min()), ".0f", "%"),
            "most95": Fact(float(wider.max()), ".0f", "%"),
            "under_drift": count(int((error["sisters"] < error["log_drift"]).sum()), "个", ""),
            "under_general": count(int((error["sisters"] < error["cqdata"]).sum()), "个", ""),
        }
        found = {name: replace(fact, ref=SPENDING_REF) for name, fact in found.items()}
        found["replay"] = Fact("", unit=when, ref="parameter/REPLAY")
        years = [str(one) for one in self.missed["year"]]
        words = {"zh": "、".join(f"{one}年" for one in years), "en": " and ".join(years)}
        found["missed"] = Fact("", unit=words, ref=joined(SPENDING_REF, "parameter/REPLAY"))
        return found

    @cached_property
    def measured_facts(self) -> dict[str, Fact]:
        """The numbers measured on other people's series; what the charts say."""
        best = self.rivals.iloc[0]
        calm = self.rivals.sort_values("brier", kind="stable").iloc[0]
        measured = {
            "level": Fact(80, "d", "%"),
            "wide": Fact(95, "d", "%"),
            "ours80": Fact(self.score("cqdata", "coverage80"), ".0f", "%"),
            "ours95": Fact(self.score("cqdata", "coverage95"), ".0f", "%"),
            "line80": Fact(self.score("log_linear", "coverage80"), ".0f", "%"),
            "line95": Fact(self.score("log_linear", "coverage95"), ".0f", "%"),
            "drift80": Fact(self.score("drift", "coverage80"), ".0f", "%"),
            "ours_error": Fact(self.score("cqdata", "mase"), ".2f"),
            "line_error": Fact(self.score("log_linear", "mase"), ".2f"),
            "next_error": Fact(float(best["mase"]), ".2f"),
            "ours_brier": Fact(self.score("cqdata", "brier"), ".3f"),
            "next_brier": Fact(float(calm["brier"]), ".3f"),
            "ours_gap": Fact(
                self.score("cqdata", "calibration_error") * 100,
                ".1f",
                {"zh": "个百分点", "en": " points"},
            ),
            "line_gap": Fact(
                self.score("log_linear", "calibration_error") * 100,
                ".1f",
                {"zh": "个百分点", "en": " points"},
            ),
            "forecasts": Fact(int(self.scores["n"].max()), ",d", {"zh": "次", "en": ""}),
            "questions": Fact(int(self.scores["questions"].max()), ",d", {"zh": "个", "en": ""}),
        }
        ref = f"{SOURCE};parameter/TEST_SET"
        return {name: replace(fact, ref=ref) for name, fact in measured.items()}

    @property
    def answer(self) -> Answer:
        """The bold answer."""
        parts = [
            {
                "zh": "对他人的序列可信：在未参与拟合的年度序列上，通用方法的{level}区间实际包住"
                "{ours80}的结果，{wide}区间包住{ours95}；习惯画的对数趋势线分别只有{line80}和"
                "{line95}，误差也大得多（MASE {line_error}对{ours_error}）。",
                "en": "On other people's series, yes: on annual series never fitted, the {level} "
                "interval of the general method held {ours80} of outcomes and the {wide} interval "
                "{ours95}; the customary log trend line held {line80} and {line95}, with a far "
                "larger error (MASE {line_error} against {ours_error}). ",
            },
            {
                "zh": "对各省，多数年份可信：重庆研发投入所用的“参照各省”法，从{origins}起点预测"
                "各省研发经费，其中{held}起点的{level}区间包住了{level}以上的结果；遇到共同转折则不然，"
                "截至{worst}的只包住{least}。",
                "en": "On the provinces, in most years: panel mode, which carries Chongqing's R&D, "
                "was asked for the provinces' R&D spending from {origins} origins; from {held} of "
                "them its {level} interval held {level} of outcomes or more, but in a shock that "
                "all shared fewer: {least} with what was known to {worst}. ",
            },
            self._replay_said(),
        ]
        words = {lang: "".join(part[lang] for part in parts).strip() for lang in ("zh", "en")}
        return compose(words, self.facts)

    def _replay_said(self) -> dict[str, str]:
        if self.replayed.empty:
            return {"zh": "", "en": ""}
        if self.missed.empty:
            return {
                "zh": "按{replay}已公布的数据预测重庆，此后的研发经费都在{level}区间之内。",
                "en": "For Chongqing, seen from {replay}, all later R&D spending lay inside the "
                "{level} interval.",
            }
        return {
            "zh": "重庆也在其中：按{replay}已公布的数据预测，{missed}的研发经费在{level}区间之外。",
            "en": "Chongqing shared in it: seen from {replay}, R&D spending of {missed} fell "
            "outside the {level} interval.",
        }

    @property
    def origin_text(self) -> Text:
        """What the table by origin says, and how far it is a test."""
        return sentences(
            [
                {
                    "zh": "{origins}起点中，参照各省的误差有{under_drift}小于对数漂移，"
                    "有{under_general}小于通用方法。",
                    "en": "Of {origins} origins, panel mode errs less than log drift from "
                    "{under_drift} and less than the general method from {under_general}.",
                },
                {
                    "zh": "它的{level}区间从{held}起点包住{level}以上的结果，最少时（截至{worst}）"
                    "为{least}；{wide}区间各起点为{least95}至{most95}。",
                    "en": "Its {level} interval held {level} of outcomes or more from {held} "
                    "origins and {least} in the worst case (known to {worst}); its {wide} "
                    "interval held {least95} to {most95}.",
                },
                {
                    "zh": "参照各省的区间宽度所用的常数，是在看过各省这些结果之后选定的"
                    "（见方法页）：此表印证做法，不是独立检验。",
                    "en": "The constants of panel mode's widths were chosen after these outcomes "
                    "of the provinces had been seen (see the method page): the table confirms a "
                    "recipe and is no independent test.",
                },
            ],
            self.facts,
        )

    @property
    def origin_table(self) -> pd.DataFrame:
        """Error (sMAPE, %) and outcomes inside the intervals (%) by origin and method.

        R&D expenditure of the 31 provinces, up to three years ahead; ``n`` forecasts a method.
        """
        table, sizes = self.origins.round(1), self.by_origin.table.groupby("origin").size()
        out = {"known to 截至": table.index, "n": (sizes // len(table["smape"].columns)).to_numpy()}
        for score, words in (("smape", "sMAPE"), ("coverage80", "80%"), ("coverage95", "95%")):
            for method in ("sisters", "log_drift", "cqdata"):
                out[f"{words} {method}"] = table[score, method].to_numpy()
        return pd.DataFrame(out)

    @property
    def method_text(self) -> Text:
        """What the test was, in plain words."""
        return sentences(
            [
                {
                    "zh": "检验共{forecasts}预测：把已知的序列截断，只看前面的值，"
                    "再与后来公布的值比较。",
                    "en": "{forecasts} forecasts: each series was cut, the methods saw the first "
                    "part only, and what came later was compared.",
                },
                {
                    "zh": "误差以序列平均年变动为单位（MASE）:本方法{ours_error}，"
                    "其余最好的{next_error}。",
                    "en": "Errors in units of a series' mean annual step (MASE): {ours_error} "
                    "here, {next_error} for the next best.",
                },
                {
                    "zh": "目标能否达到的{questions}提问：所说概率与实际平均相差{ours_gap}，"
                    "对数趋势线相差{line_gap}。",
                    "en": "{questions} questions whether a target will be reached: stated chance "
                    "and outcome differ by {ours_gap} on average, by {line_gap} for the log trend "
                    "line.",
                },
            ],
            self.facts,
        )

    @property
    def score_table(self) -> pd.DataFrame:
        """The drawn scores, best MASE first."""
        table = self.scores[
            ["method", "smape", "mase", "coverage80", "coverage95", "msis95", "brier"]
        ].copy()
        digits = {"smape": 1, "coverage80": 1, "coverage95": 1, "msis95": 1, "mase": 2, "brier": 3}
        return table.round(digits)

    @property
    def coverage_table(self) -> pd.DataFrame:
        """Outcomes inside the stated intervals, percent, per method drawn."""
        table = self.scores.set_index("method").loc[list(self._drawn)]
        return table[["coverage50", "coverage80", "coverage95"]].round(1).reset_index()

    @property
    def reliability_table(self) -> pd.DataFrame:
        """Stated chance, rate of success (percent) and number of questions of our method."""
        table = self.bins[self.bins["method"] == "cqdata"]
        return table[["stated", "happened", "n"]].round(1).reset_index(drop=True)

    @property
    def panel_table(self) -> pd.DataFrame:
        """Panel mode against the other methods on the 31 provinces, known to 2020."""
        table = measured()
        table = table[table["set"].isin(PROVINCE_SETS)]
        columns = ["set", "method", "smape", "mase", "coverage80", "coverage95", "msis95"]
        digits = {"smape": 1, "mase": 2, "coverage80": 1, "coverage95": 1, "msis95": 1}
        kept = table[table["method"].isin(["sisters", "log_drift", "drift", "cqdata"])]
        return kept[columns].round(digits).reset_index(drop=True)

    @cached_property
    def replay_table(self) -> pd.DataFrame:
        """What one would have said on the replay's day, beside what was published later.

        ``median``, ``low80``, ``high80`` and ``published`` in the unit of the indicator.
        """
        parts = []
        for indicator, basis in (
            (SPENDING, SPENDING_BASIS),
            ("rd_intensity", "first_release_census4"),
        ):
            known = cq.series(indicator, basis=basis)
            sisters = self.spending if indicator == SPENDING else cq.panel(indicator, basis=basis)
            for name, panel in (("sisters", sisters), ("cqdata", False)):
                try:
                    found = project(known, to=2024, sisters=panel, origin=self.replay)
                except NotProjectable:
                    continue
                rows = found.table.merge(known[["year", "value"]], on="year")
                rows = rows.rename(columns={"value": "published"})
                rows["inside80"] = rows["published"].between(rows["low80"], rows["high80"])
                rows.insert(0, "method", name)
                rows.insert(0, "indicator", indicator)
                parts.append(rows)
        columns = ["indicator", "method", "year", "median", "low80", "high80", "published"]
        table = pd.concat(parts, ignore_index=True)[[*columns, "inside80"]]
        table["inside80"] = table["inside80"].map({True: "yes 是", False: "no 否"})
        return table.round(2)

    @property
    def _drawn(self) -> tuple[str, ...]:
        known = set(self.scores["method"])
        return tuple(m for m in LINES if m in known)

    @property
    def claims(self) -> list[Claim]:
        """What must stay true of the measured scores."""
        ours = self.scores.set_index("method").loc["cqdata"]
        rivals = self.rivals
        panels = measured()
        panels = panels[panels["set"].isin(PROVINCE_SETS)]
        best = panels.loc[panels.groupby("set")["mase"].idxmin(), "method"]
        replay = self.replay_table
        plain = replay[replay["method"] == "cqdata"]
        spent, by_origin = self.replayed, self.origins
        after = self.by_origin.table
        after = after[(after["method"] == "sisters") & (after["origin"] == self.worst)]
        return [
            Claim(
                "the stated intervals hold within three points",
                "所述区间与实际相差不超过三个百分点",
                bool(abs(ours["coverage80"] - 80) <= 3 and abs(ours["coverage95"] - 95) <= 1.5),
            ),
            Claim(
                "every other interval holds less often than it says",
                "其他方法的区间都没有说到的那么可靠",
                bool((rivals["coverage80"] < 78).all()),
            ),
            Claim(
                "no other method states chances that are closer to outcomes",
                "没有别的方法给出的概率更接近实际",
                bool(ours["brier"] < rivals["brier"].min()),
            ),
            Claim(
                "seen from then, the general method's intervals hold every later outturn",
                "从当时看，通用方法的区间包住了后来公布的每个数",
                len(plain) == 3 and bool((plain["inside80"] == "yes 是").all()),
            ),
            Claim(
                "seen from then, panel mode put R&D spending too high in both years",
                "从当时看，参照各省的预测两年都偏高",
                len(spent) == 2 and bool((spent["median"] > spent["published"]).all()),
            ),
            Claim(
                "panel mode errs less than log drift from all origins but one",
                "除一个起点外，参照各省的误差都小于对数漂移",
                int((by_origin["smape", "sisters"] >= by_origin["smape", "log_drift"]).sum()) == 1,
            ),
        ]


def _names(methods: list[str], lang: str) -> dict[str, str]:
    return {m: METHOD_NAMES.get(m, (m, m))[0 if lang == "zh" else 1] for m in methods}


QUESTIONS_ZH = "{questions}提问：两年及以后能否按某一年增速到达"
QUESTIONS_EN = "{questions} questions: will a value two or more years on be reached?"
_SET_WORDS = {
    "zh": "国际预测竞赛的他人年度序列，未参与拟合",
    "en": "other people's annual series of a forecasting competition, never fitted",
}
_SOURCES = {
    "zh": "M3竞赛年度序列（Makridakis与Hibon，2000）；本项目测算",
    "en": "M3 competition, yearly series (Makridakis & Hibon 2000); own calculations",
}


def accuracy_errors(story: AccuracyStory | None = None) -> Chart:
    """Return the error of every method, ranked."""
    story = story or story_of(AccuracyStory)
    data = []
    for row in story.scores.itertuples():
        zh, en = METHOD_NAMES.get(row.method, (row.method, row.method))
        data.append(
            {
                "series": "mase",
                "kind": "actual",
                "category": row.method,
                "value": row.mase,
                "label_zh": zh,
                "label_en": en,
                "source_id": SOURCE,
                "ref": SOURCE,
                "status": "derived",
            }
        )
    return Chart(
        name="accuracy_errors",
        form="bars",
        data=pd.DataFrame(data),
        facts=story.measured_facts,
        format=".2f",
        options={"highlight": ("cqdata",), "sort": "ascending"},
        words={
            "zh": Words(
                title="几种简单方法的中位数误差最小，对数趋势线误差最大",
                subtitle=f"平均误差，以序列平均年变动为单位（MASE）；{_SET_WORDS['zh']}",
                series={"mase": "平均误差"},
                sources=_SOURCES["zh"],
            ),
            "en": Words(
                title="The median of simple methods errs least; the log trend line errs most",
                subtitle=f"Mean error in mean annual steps (MASE); {_SET_WORDS['en']}",
                series={"mase": "Mean error"},
                sources=_SOURCES["en"],
            ),
        },
    )


def _against_diagonal(
    name: str,
    story: AccuracyStory,
    data: list[dict[str, object]],
    options: dict[str, object],
    words: dict[str, tuple[str, str, str]],
) -> Chart:
    """Return lines over a stated percentage; words are title, subtitle and axis per language."""
    drawn = list(dict.fromkeys(str(row["series"]) for row in data))
    common = {"kind": "actual", "source_id": SOURCE, "ref": SOURCE, "status": "derived"}
    return Chart(
        name=name,
        form="lines",
        data=pd.DataFrame([row | common for row in data]),
        facts=story.measured_facts,
        format=".0f",
        options={"year": False, "diagonal": True, "main": ("cqdata",)} | options,
        words={
            lang: Words(
                title=title,
                subtitle=subtitle,
                unit="%",
                axis=axis,
                series=_names(drawn, lang),
                sources=_SOURCES[lang],
            )
            for lang, (title, subtitle, axis) in words.items()
        },
    )


def accuracy_coverage(story: AccuracyStory | None = None) -> Chart:
    """Return stated against true coverage of the intervals."""
    story = story or story_of(AccuracyStory)
    data = [
        {
            "series": method,
            "x": float(level),
            "value": story.score(method, f"coverage{level}"),
            "marked": level == 80,
        }
        for method in story._drawn
        for level in (50, 80, 95)
    ]
    return _against_diagonal(
        "accuracy_coverage",
        story,
        data,
        {"limits": (20, 100), "x_limits": (50, 95), "ticks": (50, 80, 95)},
        {
            "zh": (
                "本方法的{level}区间包住{ours80}的结果，对数趋势线的只包住{line80}",
                f"实际落在区间内的比例，%；{_SET_WORDS['zh']}",
                "所说的水平，%",
            ),
            "en": (
                "Our {level} interval holds {ours80} of outcomes; that of the log trend line "
                "{line80}",
                f"Outcomes inside the interval, %; {_SET_WORDS['en']}",
                "Stated level, %",
            ),
        },
    )


def accuracy_targets(story: AccuracyStory | None = None) -> Chart:
    """Return stated chances of reaching a target against what happened."""
    story = story or story_of(AccuracyStory)
    drawn = [m for m in ("cqdata", "AutoETS", "log_linear") if m in set(story.bins["method"])]
    data = [
        {"series": row.method, "x": row.stated, "value": row.happened}
        for method in drawn
        for row in story.bins[story.bins["method"] == method].itertuples()
    ]
    return _against_diagonal(
        "accuracy_targets",
        story,
        data,
        {"limits": (0, 100), "x_limits": (0, 100)},
        {
            "zh": (
                "本方法说的达标概率与实际平均相差{ours_gap}，对数趋势线相差{line_gap}",
                f"目标实际达到的比例，%；{QUESTIONS_ZH}",
                "事先所说的概率，%",
            ),
            "en": (
                "Stated chances of reaching a target miss by {ours_gap}, those of the log trend "
                "line by {line_gap}",
                f"Targets reached, %; {QUESTIONS_EN}",
                "Chance stated beforehand, %",
            ),
        },
    )
