"""What a committed notebook must be like, so that a reader can trust it: one list of problems.

nbval shows that a notebook's stored outputs are what its cells give. It does not see a notebook
that was stored without outputs, prose that states a number of its own, or a claim that was stored
as false; these rules do. How a cell computes is its author's business.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cqdata.notebooks import PARAMETERS, canonical, dumps, literal, loads, parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

# nbval's ways out of comparing: none of them belongs in a committed notebook.
_OPT_OUTS = re.compile(
    r"(?:nbval|pytest_validate)[-_](?:ignore|skip|raises)|raises-exception", re.IGNORECASE
)
# What a cell says: a number in it comes from the data, in braces.
_SPOKEN = {"title", "note", "subtitle", "zh", "en"}
_DIGITS = re.compile(r"(?<![A-Za-z])[0-9０-９][0-9０-９.,，．]*")
_SILENT = {"allow", "style"}  # calls at the end of a cell that show nothing
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3}")
_BOLD = re.compile(r"\*\*\S|<(?:b|strong)\b")
_UPPER_CASE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_MACHINE = re.compile(r"0x[0-9a-f]{6,}|(?:/home|/root|/tmp|/Users|[A-Z]:\\Users)\b")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
# Not prose: code, formulas, link targets, tags, and the titles of plans and publications.
_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|\$[^$]*\$|\]\([^)]*\)|<[^>]*>|《[^》]*》", re.DOTALL)
_NUMBER = re.compile(
    r"(?<![A-Za-z])[0-9０-９][0-9０-９.,，．]*[%％亿万家项]?"
    r"|百分之|[一二两三四五六七八九十百千]+(?:亿|万)?(?:元|个百分点|倍|成(?=[^为立果]))"
)


def problems(text: str) -> list[str]:
    """Judge a notebook file's text by the project's rules for committed notebooks.

    Parameters
    ----------
    text
        The file as stored.

    Returns
    -------
    list of str
        One sentence for each breach, with the cell's number counted from 1; empty for a good one.
    """
    notebook = loads(text)
    chosen = {str(value) for value in parameters(notebook).values()}
    found = list(_whole(notebook))
    for number, cell in enumerate(notebook.cells, start=1):
        judged = _code(cell) if cell.cell_type == "code" else _prose(cell.source, chosen)
        found += [f"cell {number}: {problem}" for problem in judged]
    if not found and text != dumps(canonical(notebook)):
        found.append("not stored by `python -m cqdata refresh`: metadata or layout differ")
    return found


def _whole(notebook: NotebookNode) -> Iterator[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if not code or counts != list(range(1, len(code) + 1)):
        yield f"not executed once from top to bottom: execution counts are {counts}"
    title = [line for cell in notebook.cells for line in cell.source.splitlines()
             if cell.cell_type == "markdown" and line.startswith("# ")]  # fmt: skip
    if not _bilingual(title):
        yield "no title in English and Chinese (`# …? …？`), which the briefing takes over"
    tagged = [cell for cell in code if PARAMETERS in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        yield f"{len(tagged)} cells are tagged `{PARAMETERS}`; expected one"
    answers = [
        "".join(output.data.get(kind, "") for kind in ("text/markdown", "text/html"))
        for cell in code
        for output in cell.outputs
        if "data" in output
    ]
    if not _bilingual([answer for answer in answers if _BOLD.search(answer)]):
        yield "no bold answer in English and Chinese among the outputs"


def _bilingual(texts: list[str]) -> bool:
    return any(_HAN.search(t) for t in texts) and any(_LATIN.search(t) for t in texts)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _code(cell: NotebookNode) -> Iterator[str]:
    if _OPT_OUTS.search(cell.source) or any(
        _OPT_OUTS.search(tag) for tag in cell.metadata.get("tags", [])
    ):
        yield "opts out of the comparison of outputs"
    yield from _outputs(cell)
    tree = _parsed(cell.source)
    if tree is None:
        yield "is not plain Python"
        return
    yield from _sentences(tree)
    if hit := _MACHINE.search(cell.source):
        yield f"holds a path of this machine: {hit.group()}"
    if PARAMETERS in cell.metadata.get("tags", []):
        yield from _parameter_names(tree)
    if cell.source.rstrip().endswith(";"):
        yield "hides a value behind `;`, which nbval shows: give it a name instead"
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not cell.outputs and not _silent(tree):
        yield "ends in an expression and has no output"


def _silent(tree: ast.Module) -> bool:
    last = getattr(tree.body[-1], "value", None)
    return isinstance(last, ast.Call) and getattr(last.func, "attr", "") in _SILENT


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Numbers typed into what a cell says: titles, notes, sentences and claims.

    Numbers in words belong to the comparison beside them (八成, "within one percent").
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        spoken = [key.value for key in node.keywords if key.arg in _SPOKEN]
        if name == "claim":
            spoken += node.args[:1]
        texts = [part for one in spoken for part in ast.walk(one) if isinstance(part, ast.Constant)]
        for text in texts:
            literal = re.sub(r"\{[^}]*\}", " ", str(text.value))
            for number in _DIGITS.findall(_NOT_PROSE.sub(" ", literal)):
                yield f"types the number {number!r} into {text.value!r}: name it in braces"


def _outputs(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"stopped with {output.ename}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"wrote to stderr: {output.text.strip()[:60]!r}"
        kinds = output.get("data", {"text/plain": output.get("text", "")})
        if any("widget-view" in kind for kind in kinds):
            yield "shows a widget, which no stored output can hold"
        if "\u2717" in "".join(str(v) for k, v in kinds.items() if k.startswith("text/")):
            yield "stores a claim that does not hold (✗)"
        for kind, value in kinds.items():
            if kind.startswith("text/") and (hit := _MACHINE.search(str(value))):
                yield f"prints an address or a path of this machine: {hit.group()}"


def _parameter_names(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not (isinstance(target, ast.Name) and _UPPER_CASE.match(target.id)):
            yield "the parameters cell holds more than UPPER_CASE = value"
        elif isinstance(statement, ast.Assign) and not literal(statement.value):
            yield f"the parameter {target.id} is computed; expected a plain value"


def _prose(source: str, chosen: set[str]) -> Iterator[str]:
    """Numbers that static text states: they would stay when data or parameters change.

    A four-digit year is a name (an edition, a census), unless a parameter has that value and it
    stands in running text.
    """
    for line in _NOT_PROSE.sub(" ", source).splitlines():
        barred = set() if line.startswith("#") else chosen
        for number in _NUMBER.findall(line):
            number = number.rstrip(".,，．")
            if not _YEAR.match(number) or number in barred:
                yield f"states a number in static text: {number!r} in {line.strip()[:60]!r}"
