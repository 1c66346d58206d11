"""What a briefing is made of: sections with their answer and their charts, in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cqdata.errors import DataError, shortened

if TYPE_CHECKING:
    from cqdata.charts import Chart


@dataclass(frozen=True)
class Section:
    """A part of the briefing, such as what one notebook publishes.

    Parameters
    ----------
    title, answer : mapping
        Language → the question or subject, and the answer in a few sentences; "" if there is none.
    charts : sequence of Chart
        In order.
    page : str
        Address of the page that shows how the charts were made, beside the briefing's own page.
    notebook : mapping
        The executed notebook that this page shows; empty where another writes the page.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    charts: Sequence[Chart] = ()
    page: str = ""
    notebook: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def localised(self, lang: str) -> Section:
        """Return the section with its charts as shown in one language."""
        charts = tuple(chart.localised(lang) for chart in self.charts)
        return replace(self, charts=charts)


def sections_of(given: Sequence[Section] | Sequence[Chart]) -> list[Section]:
    """Return sections: as given, or one without a title that holds some charts.

    Raises
    ------
    DataError
        If one of them is neither.
    """
    for one in given:
        if not hasattr(one, "localised"):
            found = shortened(repr(one))
            raise DataError(f"export: found {found}, expected a chart as cq.fan gives")
    whole = [one for one in given if isinstance(one, Section)]
    loose = [one for one in given if not isinstance(one, Section)]
    return whole + ([Section(charts=tuple(loose))] if loose else [])


def charts_of(sections: Sequence[Section]) -> list[Chart]:
    """Return the charts of all sections in order."""
    return [chart for section in sections for chart in section.charts]


def sentences(text: str, lang: str) -> list[str]:
    """Return the sentences of a text, each with its full stop."""
    pattern = r"[^。！？]+[。！？]?" if lang == "zh" else r"\S.*?(?:[.!?](?=\s|$)|$)"
    return [found.strip() for found in re.findall(pattern, text.strip()) if found.strip()]


def answer(sections: Sequence[Section], lang: str) -> list[str]:
    """Return the briefing's answer, three sentences: the first section's, then others' first ones.

    Where no section has an answer, the findings of the first charts stand for it.
    """
    texts = [sentences(section.answer.get(lang, ""), lang) for section in sections]
    texts = [one for one in texts if one]
    if not texts:
        stop = "。" if lang == "zh" else "."
        titles = [chart.title(lang).rstrip("。.") + stop for chart in charts_of(sections)]
        return titles[:3]
    return (texts[0] + [one[0] for one in texts[1:]])[:3]


def scorecard(sections: Sequence[Section]) -> Chart | None:
    """Return the progress table that belongs to the answer: the first there is."""
    return next((chart for chart in charts_of(sections) if chart.form == "progress"), None)
