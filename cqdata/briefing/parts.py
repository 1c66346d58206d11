"""Zip packages whose bytes depend on their content alone: no times, no dates of making."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def settled(package: bytes, replace: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Return a package with fixed times and without dates of making.

    Parameters
    ----------
    package : bytes
        An Office file.
    replace : mapping of part name → bytes, optional
        Parts to put in place of those of the same name.

    Raises
    ------
    KeyError
        If a part to be replaced is not in the package.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    missing = [name for name in replace if name not in contents]
    if missing:
        raise KeyError(f"no part {missing[0]} in the package")
    contents["docProps/core.xml"] = _DATES.sub(b"", contents["docProps/core.xml"])
    return packed({**contents, **replace})


def drop(relations: Any, *ends: str) -> None:
    """Drop what a library's template carries besides, by the ends of the relations' types."""
    for rid in [rid for rid, one in relations.items() if one.reltype.endswith(ends)]:
        relations.pop(rid)


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of files by name; pictures and workbooks are stored as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            stored = name.endswith((".png", ".xlsx", ".jpeg"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return buffer.getvalue()
