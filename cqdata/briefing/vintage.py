"""What the project knows about the sources of charts: for notes, closing slide, sources sheet."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cqdata import catalog
from cqdata.briefing.sections import sentences
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts import Chart


def known(charts: Sequence[Chart]) -> dict[str, dict[str, str]]:
    """Return the rows of the project's table of sources that some charts name, by their ids.

    A reader's own sources are not among them.
    """
    table = catalog.sources().fillna("")
    ids = list(dict.fromkeys(one for chart in charts for one in chart.source_ids))
    rows = table[table["source_id"].isin(ids)].set_index("source_id", drop=False)
    return {one: rows.loc[one].to_dict() for one in ids if one in rows.index}


def line(source: dict[str, str], lang: str) -> str:
    """Return a source's short citation and, where known, when it was published."""
    name, published = source[f"cite_{lang}"] or source["title"], source["published"]
    dated = published and published not in name
    return name + (word("published", lang, date=published) if dated else "")


def bibliography(charts: Sequence[Chart], lang: str) -> list[str]:
    """Return all sources of some charts, editions of one publication together."""
    ids = known(charts)
    cited = [catalog.cite(ids, lang)] if ids else []
    cited += [chart.source(lang) for chart in charts if not set(chart.source_ids) <= set(ids)]
    pieces = (piece.strip() for one in cited for piece in re.split("[；;]", one))
    return list(dict.fromkeys(filter(None, pieces)))


def latest(charts: Sequence[Chart], lang: str) -> str:
    """Return until when the sources reach, as a date line says it; "" if that is not known.

    A document's date is that of its data, so that the same data give the same bytes.
    """
    days = [row["published"] for row in known(charts).values()]
    dated = [day for day in days if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)]
    if not dated:
        return ""
    year, month, day = (int(part) for part in max(dated).split("-"))
    parts = {"year": str(year), "month": str(month), "day": str(day)}
    return word("as_of", lang, month_name=month_name[month], **parts)


def notes(chart: Chart, lang: str) -> list[tuple[str, Sequence[str]]]:
    """Return a chart's speaker notes: takeaway, method, source, notes, vintage."""
    method, rows = chart.words[lang].method, known([chart])
    vintage = [line(rows[one], lang) if one in rows else one for one in chart.source_ids]
    return [
        (word("takeaway", lang), [chart.title(lang), *chart.words[lang].takeaways]),
        (word("method", lang), sentences(method, lang)[:2] or [word("no_method", lang)]),
        (word("source", lang), [chart.source(lang)]),
        (word("notes", lang), chart.notes(lang)),
        (word("vintage", lang), list(dict.fromkeys(vintage))),
    ]
