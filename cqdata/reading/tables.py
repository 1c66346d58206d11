"""The files of a new edition: raw tables, sources and the descriptor that names them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from operator import itemgetter
from pathlib import Path

from cqdata import catalog, cells
from cqdata.errors import DataError
from cqdata.files import write_bytes

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def edition_files(
    home: Path,
    year: int,
    figures: list[dict[str, str]],
    indicators: Iterable[Mapping[str, str]],
    goals: list[dict[str, str]],
    publisher: str,
) -> dict[str, bytes]:
    """Return the files of the edition, path below data/ → content."""
    earlier = max(catalog.raw_tables("report-*", "figures.csv", home), key=lambda n: (len(n), n))
    model = str(catalog.resource(earlier, home)["path"]).split("/")[1]
    before = _YEAR.search(model)
    assert before
    files = {
        f"raw/report-{year}/figures.csv": _bytes(home, earlier, figures),
        "raw/indicators.csv": _bytes(
            home, "raw-indicators", sorted(indicators, key=itemgetter("indicator"))
        ),
        "raw/sources.csv": _sources(home, model, year, publisher),
    }
    own, told = f"report_{year}/", catalog.rows("raw-targets", home)
    kept = [row for row in told if not row["target_id"].startswith(own)]
    if goals or len(kept) < len(told):
        targets = sorted([*kept, *goals], key=itemgetter("target_id"))
        path = str(catalog.resource("raw-targets", home)["path"])
        files[path] = _bytes(home, "raw-targets", targets)
    there = {row["figure_id"] for row in figures}
    names = [earlier]
    for file, carried in (("series.csv", _series), ("relations.csv", _relations)):
        for name in catalog.raw_tables(model, file, home):
            rows = carried(catalog.rows(name, home), there, before[0], str(year))
            files[f"raw/report-{year}/{file}"] = _bytes(home, name, rows)
            names.append(name)
    files["datapackage.json"] = _package(home, names, before[0], str(year))
    return files


def _series(rows: list[cells.Row], there: set[str], before: str, year: str) -> list[dict[str, str]]:
    """Let the figures that stood in a series in the edition before stand in it again."""
    out = []
    for row in rows:
        figure_id = row["figure_id"].replace(f"{before}/", f"{year}/", 1)
        if figure_id in there:
            shifted = row["period"].replace(before, year)
            out.append({**row, "figure_id": figure_id, "period": shifted})
    return out


def _relations(
    rows: list[cells.Row], there: set[str], before: str, year: str
) -> list[dict[str, str]]:
    """Let the relations between figures of the edition before hold for those of the new one.

    Those that name no figure of an edition hold for every edition already.
    """
    out = []
    for row in rows:
        sides = {side: row[side].replace(before, year) for side in ("left", "right")}
        named = [one for side in ("left", "right") for one in row[side].split(";")]
        own = [one.replace(before, year) for one in named if one.startswith(f"{before}/")]
        if own and set(own) <= there:
            name = row["relation_id"].removesuffix(f"_{before}")
            out.append({**row, **sides, "relation_id": f"{name}_{year}"})
    return out


def _sources(home: Path, model: str, year: int, publisher: str) -> bytes:
    """Return the sources with the report among them; it is attested as the one before."""
    rows = catalog.rows("raw-sources", home)
    source_id = f"report-{year}"
    if all(row["source_id"] != source_id for row in rows):
        new = {
            "source_id": source_id,
            "cite_zh": f"{publisher or '(发布机构待补)'}{year}年报告",
            "cite_en": f"{publisher or '(publisher to be completed)'}, report on {year}",
            "publisher": publisher,
            "evidence": next((r for r in rows if r["source_id"] == model), rows[0])["evidence"],
            "note": f"to be completed: {'' if publisher else 'publisher, '}title, date and address",
        }
        return _bytes(home, "raw-sources", sorted([*rows, new], key=itemgetter("source_id")))
    return _bytes(home, "raw-sources", rows)


def _package(home: Path, names: list[str], before: str, year: str) -> bytes:
    """Describe the new tables in datapackage.json by a copy of their forerunners' entries."""
    text = (home / "data" / "datapackage.json").read_text(encoding="utf-8")
    renamed = {name: f"{name.removesuffix(f'-{before}')}-{year}" for name in names}
    for name in names:
        start, end = _entry(text, name)
        copy = text[start:end]
        for old, new in renamed.items():
            copy = copy.replace(f'"{old}"', f'"{new}"')
        copy = copy.replace(f"report-{before}/", f"report-{year}/").replace(before, year)
        text = f"{text[:end]},\n    {copy}{text[end:]}"
    # The published table holds several editions from now on: ordinals repeat.
    start, end = _entry(text, "figures")
    entry = re.sub(r'("name": "ordinal"[^\n]*), "unique": true', r"\1", text[start:end])
    text = text[:start] + entry + text[end:]
    return text.encode("utf-8")


def take_out(data: Path, names: Iterable[str], year: int) -> None:
    """Remove an edition from a copy of the data."""
    shutil.rmtree(data / "raw" / f"report-{year}", ignore_errors=True)
    package = data / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    for name in names:
        start, end = _entry(text, name)
        before, after = text[:start].rstrip(), text[end:]
        if before.endswith("["):  # the first one has its comma behind it
            after = after.removeprefix(",")
        text = before.removesuffix(",") + after
    write_bytes(package, text.encode("utf-8"))


def _entry(text: str, name: str) -> tuple[int, int]:
    """Span of a resource's braces in the text of the descriptor."""
    at = re.search(rf'\{{\s*"name":\s*"{re.escape(name)}"', text)
    if at is None:
        raise DataError(f"data/datapackage.json: no entry that begins with the name {name!r}")
    _, end = json.JSONDecoder().raw_decode(text, at.start())
    return at.start(), end


def _bytes(home: Path, name: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return what the file of a table holds; a row need not have every column."""
    names = catalog.columns(name, home)
    return cells.written(names, ([row.get(c, "") for c in names] for row in rows)).encode("utf-8")
