"""Reading Office files as tests need it: parts, cells, and formulas worked out by hand."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "c15": "http://schemas.microsoft.com/office/drawing/2012/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of an Office file."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.infos = package.infolist()
            self.parts = {info.filename: package.read(info) for info in self.infos}

    def xml(self, name):
        """Return a part as an element."""
        return etree.fromstring(self.parts[name])

    def names(self, pattern):
        """Return the names of parts that match, in the order of their numbers."""
        found = [name for name in self.parts if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda n: [int(d) for d in re.findall(r"\d+", n)])

    def related(self, name, kind):
        """Return the part that a part is related to by a kind of relationship."""
        folder, file = name.rsplit("/", 1)
        rels = self.xml(f"{folder}/_rels/{file}.rels")
        for one in rels.iter(_REL):
            if one.get("Type").endswith("/" + kind):
                return _resolve(folder, one.get("Target"))
        raise KeyError(kind)

    def target(self, name, rid):
        """Return the part that a part refers to by the id of a relationship."""
        folder, file = name.rsplit("/", 1)
        rels = self.xml(f"{folder}/_rels/{file}.rels")
        (found,) = [one for one in rels.iter(_REL) if one.get("Id") == rid]
        return _resolve(folder, found.get("Target"))


def _resolve(folder, target):
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        else:
            parts.append(step)
    return "/".join(parts)


class Book:
    """The sheets of a workbook: cell → (value, formula)."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        strings = []
        if "xl/sharedStrings.xml" in self.package.parts:
            for item in self.package.xml("xl/sharedStrings.xml").findall("s:si", NS):
                strings.append("".join(t.text or "" for t in item.iter(f"{{{NS['s']}}}t")))
        self.sheets = {}
        for n, sheet in enumerate(
            self.package.xml("xl/workbook.xml").iterfind(".//s:sheet", NS), 1
        ):
            cells = {}
            for cell in self.package.xml(f"xl/worksheets/sheet{n}.xml").iter(f"{{{NS['s']}}}c"):
                value, formula = cell.find("s:v", NS), cell.find("s:f", NS)
                if value is None:
                    continue
                kind = cell.get("t", "n")
                text = value.text or ""
                shown = (
                    strings[int(text)] if kind == "s" else text if kind == "str" else float(text)
                )
                cells[cell.get("r")] = (shown, None if formula is None else formula.text)
            self.sheets[sheet.get("name")] = cells

    def values(self, reference, changed=None):
        """Return the values of a reference such as ``'Sheet1'!$B$2:$B$5``."""
        sheet, cells = reference.rsplit("!", 1)
        name = sheet.strip("'").replace("''", "'")
        work = Work(self.sheets[name], changed or {})
        return [work.value(cell) for cell in _cells(cells)]


def _cells(area):
    ends = re.findall(r"([A-Z]+)(\d+)", area.replace("$", ""))
    (left, top), (right, bottom) = ends[0], ends[-1]
    assert left == right, "one column"
    return [f"{left}{row}" for row in range(int(top), int(bottom) + 1)]


class _V:
    """A value as a spreadsheet counts it: blank is nought, & joins."""

    def __init__(self, value):
        self.value = value

    @property
    def n(self):
        return 0.0 if self.value is None else float(self.value)

    def __add__(self, other):
        return _V(self.n + _of(other).n)

    def __sub__(self, other):
        return _V(self.n - _of(other).n)

    def __mul__(self, other):
        return _V(self.n * _of(other).n)

    def __truediv__(self, other):
        below = _of(other).n
        return _V(self.n / below if below else float("nan"))

    __radd__ = lambda self, other: _of(other) + self  # noqa: E731
    __rsub__ = lambda self, other: _of(other) - self  # noqa: E731
    __rmul__ = lambda self, other: _of(other) * self  # noqa: E731
    __rtruediv__ = lambda self, other: _of(other) / self  # noqa: E731
    __neg__ = lambda self: _V(-self.n)  # noqa: E731
    __gt__ = lambda self, other: self.n > _of(other).n  # noqa: E731
    __ne__ = lambda self, other: self.n != _of(other).n  # noqa: E731

    def __and__(self, other):
        return _V(_text(self.value) + _text(_of(other).value))

    __rand__ = lambda self, other: _of(other) & self  # noqa: E731


def _of(value):
    return value if isinstance(value, _V) else _V(value)


def _text(value):
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def _flat(values):
    out = []
    for value in values:
        out += _flat(value) if isinstance(value, list) else [_of(value).value]
    return [v for v in out if isinstance(v, float | int) and not isinstance(v, bool)]


def _format(value, code):
    value, codes = _of(value).n, _of(code).value.split(";")
    code, sign = codes[0], ""
    if value < 0 and len(codes) > 1:  # a second section is that of negative numbers
        value, sign = -value, codes[1].rstrip("0.,#")
    places = len(code.split(".")[1]) if "." in code else 0
    return _V(sign + format(value, f"{',' if ',' in code else ''}.{places}f"))


_FUNCTIONS = {
    "IF": lambda test, yes, no: _of(yes) if test else _of(no),
    "ISNUMBER": lambda v: isinstance(_of(v).value, float | int),
    "NOT": lambda v: not v,
    "MIN": lambda *v: _V(min(_flat(v), default=0.0)),
    "MAX": lambda *v: _V(max(_flat(v), default=0.0)),
    "ABS": lambda v: _V(abs(_of(v).n)),
    "LEN": lambda v: _V(float(len(_text(_of(v).value)))),
    "RANK": lambda v, all_: _V(float(1 + sum(o > _of(v).n for o in _flat([all_])))),
    "TEXT": _format,
}
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"|\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|[A-Z]+(?=\()|<>|'
    r"\d+(?:\.\d+)?(?:e-?\d+)?|."
)


class Work:
    """A sheet that works its formulas out, with some cells changed."""

    def __init__(self, cells, changed):
        self.cells, self.changed, self.known = cells, changed, {}

    def value(self, cell):
        """Return a cell's value, worked out where it is a formula."""
        if cell in self.changed:
            return self.changed[cell]
        if cell not in self.known:
            value, formula = self.cells.get(cell, (None, None))
            self.known[cell] = value if formula is None else self.formula(formula)
        return self.known[cell]

    def formula(self, text):
        """Return what a formula gives."""
        out = []
        for token in _TOKEN.findall(text.lstrip("=")):
            if token.startswith('"'):
                out.append(f"V({token[1:-1].replace(chr(34) * 2, chr(34))!r})")
            elif re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+:.*", token):
                out.append(f"[V(at(c)) for c in {_cells(token)!r}]")
            elif re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+", token):
                out.append(f"V(at({token.replace('$', '')!r}))")
            else:
                out.append({"<>": "!="}.get(token, token))
        names = {**_FUNCTIONS, "V": _V, "at": self.value, "__builtins__": {}}
        return _of(eval("".join(out), names)).value


def series_of(chart):
    """Return each series of a chart part: name, references and cached values by role."""
    out = []
    for series in chart.iter(f"{{{NS['c']}}}ser"):
        one = {"element": series, "kind": etree.QName(series.getparent()).localname}
        for role in ("tx", "cat", "val", "xVal", "yVal"):
            node = series.find(f"c:{role}", NS)
            if node is None:
                continue
            count = int(node.find(".//c:ptCount", NS).get("val"))
            cache = [None] * count
            for point in node.iterfind(".//c:pt", NS):
                text = point.find("c:v", NS).text
                number = node.find("c:numRef", NS) is not None
                cache[int(point.get("idx"))] = float(text) if number else text
            one[role] = (node.find(".//c:f", NS).text, cache)
        one["whiskers"] = [
            (ref.find("c:f", NS).text, [float(v.text) for v in ref.iterfind(".//c:v", NS)])
            for bars in series.findall("c:errBars", NS)
            for ref in bars.iter(f"{{{NS['c']}}}numRef")
        ]
        ranged = series.find(".//c15:datalabelsRange", NS)
        if ranged is not None:
            texts = [v.text for v in ranged.iterfind(".//c:v", NS)]
            one["texts"] = (ranged.find("c15:f", NS).text, texts)
        out.append(one)
    return out


def faults(path):
    """Return what openxml-audit finds wrong with a file."""
    from openxml_audit import OpenXmlValidator

    return [str(error) for error in OpenXmlValidator().validate(path).errors]
