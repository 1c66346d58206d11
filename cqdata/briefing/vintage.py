"""What is known about the sources of a chart: for speaker notes, closing slide and sources sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cqdata.briefing.wording import word

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts import Chart


@dataclass(frozen=True)
class Vintages:
    """Sources by id, as the project's table of sources has them; empty when there is no table."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: pd.DataFrame | None) -> Vintages:
        """Return the vintages of a table with ``source_id``, ``title`` and ``published``."""
        if sources is None or "source_id" not in sources:
            return cls()
        records = sources.astype("string").fillna("").to_dict("records")
        return cls({str(row["source_id"]): {str(k): str(v) for k, v in row.items()} for row in records})

    def name(self, source: str, lang: str) -> str:
        """Return a source's short citation, or its id."""
        row = self.rows.get(source, {})
        return row.get(f"cite_{lang}") or row.get("title") or source

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
        method = chart.method(lang)
        return [
            (word("takeaway", lang), [chart.title(lang), *chart.takeaways(lang)]),
            (word("method", lang), [method or word("no_method", lang)]),
            (word("source", lang), [chart.source(lang)]),
            (word("notes", lang), chart.notes(lang)),
            (word("vintage", lang), self.lines(chart.source_ids, lang)),
        ]
