"""Raw to processed: read, correct, tidy, audit, validate, write."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pandas as pd

from cqdata import catalog, cells, contract, dating, tidy
from cqdata.errors import CellError, DataError, Faults, shortened
from cqdata.files import check_place, finish, locked, write_bytes

_COPIED = ("sources", "indicators", "bases", "regions", "acknowledged")
# What the tables that are made hold on the way and do not publish.
_LEFT_OUT = {
    "figures": {"note", "scope"},
    "observations": {
        "comparison", "decimals", "figure_id", "indicator_en", "indicator_zh", "linked_to",
        "measure", "ordinal", "scope", "section", "theme",
    },
    "targets": {"qualifier"},
}  # fmt: skip


def build(root: str | os.PathLike[str] | None = None) -> list[Path]:
    """Make ``data/processed`` from ``data/raw``.

    The same input gives the same bytes.  Everything is computed and validated before the first
    file is written, each file is replaced whole, and the list of their digests comes last: tables
    of a build that was stopped halfway are not loaded.

    Parameters
    ----------
    root
        Folder that holds ``data/``; by default the project's own.

    Returns
    -------
    list of pathlib.Path
        The processed files, changed or not, in the order of the data package.

    Raises
    ------
    DataError
        If raw data break the contract, naming all that is wrong, something else stands in the
        place of a processed table, or another run builds or adopts; nothing is written then.
    """
    with locked(catalog.home(root) / "data"):
        finish(catalog.home(root) / "data")
        folder = catalog.home(root) / "data" / "processed"
        places = {name: folder / f"{name}.csv" for name in catalog.PROCESSED}
        manifest = folder / catalog.MANIFEST
        check_place(folder, folder=True)
        for path in (*places.values(), manifest):
            check_place(path)
        tables = compute(root)
        written = {path: to_csv(tables[name]).encode("utf-8") for name, path in places.items()}
        digests = ""
        for path, content in written.items():
            write_bytes(path, content)
            digests += f"{hashlib.sha256(content).hexdigest()}  {path.name}\n"
        write_bytes(manifest, digests.encode("utf-8"))
    return list(written)


def compute(root: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """Return the processed tables as validated frames of text, without writing anything.

    Raises
    ------
    DataError
        If raw data break the contract, the descriptor lacks a table or column that is needed, or
        a raw table is not described.
    """
    try:
        made = _computed(root)
    except KeyError as missing:  # rows and frames know their columns by the descriptor
        name = missing.args[0] if missing.args else None
        if not (isinstance(name, str) and re.fullmatch(r"[\w-]+", name)):
            raise
        what = f"no table {name!r}" if name.startswith("raw-") else f"no column {name!r} in a table"
        raise DataError(f"data/datapackage.json: {what}, which the build needs") from missing
    described = {entry["path"] for entry in catalog.package(root)["resources"]}
    data = catalog.home(root) / "data"
    for file in sorted(data.glob("raw/**/*.csv")):
        label = file.relative_to(data).as_posix()
        if label not in described and file.name[0] not in ".~":  # no lock file of an office
            expected = "one that data/datapackage.json describes: add it there, or remove it"
            raise DataError(f"{label}: found a table of its own, expected {expected}")
    return made


def _computed(root: str | os.PathLike[str] | None) -> dict[str, pd.DataFrame]:
    from cqdata import audit

    faults = Faults()
    raw = _readable(faults, root)
    copied = {name: raw[f"raw-{name}"] for name in _COPIED}
    declared = catalog.raw_tables("report-*", "relations.csv", root)
    copied["relations"] = pd.concat([raw[name] for name in declared]).sort_values(
        "relation_id", ignore_index=True
    )
    copied["relations"].attrs.clear()  # of one file or several, in another order
    sources, indicators, bases = copied["sources"], copied["indicators"], copied["bases"]
    reports = catalog.raw_tables("report-*", "figures.csv", root)
    joined = catalog.raw_tables("report-*", "series.csv", root)
    statistics = catalog.raw_tables("statistics", root=root)

    units = catalog.form("figures", "unit", root)
    # What needs no other table is parsed before anything stops, so that all faults are named.
    parsed, published = [], pd.DataFrame()
    for name in reports:
        with faults.noted():
            parsed.append(tidy.figures(raw[name], units))
    with faults.noted():
        tables = [raw[name] for name in statistics]
        published = tidy.observations(tables, indicators, bases, sources)
    with faults.noted():
        tidy.check_indicators(indicators, bases)
    with faults.noted():
        targets = tidy.targets(raw["raw-targets"], sources, indicators)
    faults.end()
    figures = pd.concat(parsed or [pd.DataFrame()], ignore_index=True)
    for name in declared:
        with faults.noted():
            tidy.check_relations(raw[name], figures, bases)
    faults.end()
    observations = tidy.combine(
        [
            published,
            *(
                tidy.from_report(figures, raw[name], sources, indicators, copied["regions"])
                for name in joined
            ),
        ]
    )
    made = {
        "figures": figures,
        "observations": observations,
        "targets": targets,
        **copied,
    }
    processed = {name: _described(name, frame, root) for name, frame in made.items()}
    derived, checks = audit.run(
        figures,  # with the scope of each print
        processed["observations"],
        processed["targets"],
        relations=copied["relations"],
        indicators=indicators,
        bases=bases,
        regions=copied["regions"],
    )
    derived, checks = _described("derived", derived, root), _described("checks", checks, root)
    computed = tidy.computed(raw["raw-computed"], observations, indicators)
    computed = computed.reindex(columns=derived.columns)
    inferred = dating.dated(raw["raw-dating"], observations, computed)
    derived = pd.concat([derived, computed, inferred]).sort_values("derived_id", ignore_index=True)
    processed |= {"derived": derived, "checks": checks}
    catalog.validate(processed, root)
    return processed


def _described(name: str, frame: pd.DataFrame, root: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Return the columns of a table that the descriptor publishes: all but those left out."""
    described = catalog.columns(name, root)
    if not len(frame.columns):  # made of no row
        return frame.reindex(columns=described)
    made = set(frame.columns) - _LEFT_OUT.get(name, set())
    if made != set(described):
        words = [f"no {one!r}" for one in sorted(made - set(described))]
        words += [repr(one) for one in described if one not in made]
        raise DataError(
            f"data/datapackage.json, table {name}, columns: found {shortened(', '.join(words))}, "
            "expected those that the build makes"
        )
    return frame[described]


def _readable(faults: Faults, root: str | os.PathLike[str] | None) -> dict[str, pd.DataFrame]:
    """Return the raw tables without the rows in which something is broken, which is noted.

    Of a dictionary only the broken cells are left out, as long as they are no part of its key: what
    refers to a row would else seem broken, too. The index of a table still counts the lines of its
    file.
    """
    entries = [
        entry for entry in catalog.package(root)["resources"] if entry["path"].startswith("raw/")
    ]
    raw = {}
    faults.found += contract.unasked(catalog.package(root)["resources"])
    faults.end()
    for entry in entries:
        with faults.noted():
            raw[entry["name"]] = catalog.read(entry["name"], root=root, faults=faults)
    if len(raw) < len(entries):  # a table that cannot be read at all
        faults.end()
    keys = {entry["name"]: entry["schema"]["primaryKey"] for entry in entries}
    with faults.noted():
        raw = tidy.corrected(raw, raw["raw-corrections"], keys)
    with faults.noted():
        catalog.validate(raw, root)
    found = [fault for fault in faults.found if isinstance(fault, CellError) and fault.row >= 2]
    for entry in entries:
        name, frame = entry["name"], raw[entry["name"]]
        faulty = [(x.row - 2, x.column) for x in found if x.file == entry["path"]]
        if not faulty:
            continue
        frame, lost = frame.copy(), []
        for place, column in faulty:
            spared = name.removeprefix("raw-") in _COPIED and column in frame
            if spared and column not in keys[name]:
                frame.loc[place, column] = ""
            else:
                lost.append(place)
        raw[name] = frame.drop(index=set(lost))
    return raw


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame of text cells as CSV with LF."""
    return cells.written(frame.columns, cells.tuples(frame, frame.columns))
