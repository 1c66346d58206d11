"""What is known about the sources of charts: for notes, closing slide and sources sheet."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cqdata.briefing.sections import sentences
from cqdata.briefing.wording import word

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts import Chart


def pieces_of(citation: str) -> list[str]:
    """Return the sources that a citation lists."""
    return [piece.strip() for piece in re.split("[；;]", citation) if piece.strip()]


@dataclass(frozen=True)
class Vintages:
    """Sources by id, as the project's table of sources has them; empty when there is no table."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cite: Callable[[Sequence[str], str], str] | None = None

    @classmethod
    def of(
        cls,
        sources: pd.DataFrame | None,
        cite: Callable[[Sequence[str], str], str] | None = None,
    ) -> Vintages:
        """Return the vintages of a table with ``source_id``, ``title`` and ``published``.

        `cite` is a function that cites several sources in one text, editions together.
        """
        if sources is None or "source_id" not in sources:
            return cls()
        records = sources.astype("string").fillna("").to_dict("records")
        rows = {str(row["source_id"]): {str(k): str(v) for k, v in row.items()} for row in records}
        return cls(rows, cite)

    def name(self, source: str, lang: str) -> str:
        """Return a source's short citation, or its id."""
        row = self.rows.get(source, {})
        return row.get(f"cite_{lang}") or row.get("title") or source

    def bibliography(self, charts: Sequence[Chart], lang: str) -> list[str]:
        """Return all sources of some charts, editions of one publication together."""
        ids = list(dict.fromkeys(one for chart in charts for one in chart.source_ids))
        known = [one for one in ids if one in self.rows]
        out = self.lines(known, lang)
        if known and self.cite is not None:
            out = pieces_of(self.cite(known, lang))
        for chart in charts:
            if not set(chart.source_ids) <= set(self.rows):
                out += pieces_of(chart.source(lang))
        return list(dict.fromkeys(out))

    def latest(self, lang: str) -> str:
        """Return until when the sources reach, as a date line says it; "" if that is not known.

        A document's date is that of its data, so that the same data give the same bytes.
        """
        days = [row.get("published", "") for row in self.rows.values()]
        dated = [day for day in days if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)]
        if not dated:
            return ""
        year, month, day = (int(part) for part in max(dated).split("-"))
        parts = {"year": str(year), "month": str(month), "day": str(day)}
        return word("as_of", lang, month_name=month_name[month], **parts)

    def lines(self, sources: Iterable[str], lang: str) -> list[str]:
        """Return one line per source: citation and, where known, when it was published."""
        out = []
        for source in dict.fromkeys(sources):
            name = self.name(source, lang)
            published = self.rows.get(source, {}).get("published", "")
            if published and published not in name:
                name += word("published", lang, date=published)
            out.append(name)
        return list(dict.fromkeys(out))

    def notes(self, chart: Chart, lang: str) -> list[tuple[str, Sequence[str]]]:
        """Return a chart's speaker notes: takeaway, method, source, notes, vintage."""
        method = chart.words[lang].method
        return [
            (word("takeaway", lang), [chart.title(lang), *chart.words[lang].takeaways]),
            (word("method", lang), sentences(method, lang)[:2] or [word("no_method", lang)]),
            (word("source", lang), [chart.source(lang)]),
            (word("notes", lang), chart.notes(lang)),
            (word("vintage", lang), self.lines(chart.source_ids, lang)),
        ]
