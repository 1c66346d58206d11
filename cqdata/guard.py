"""What a committed notebook must be like, so that a reader can trust it: one list of problems.

nbval shows that a notebook's stored outputs are what its cells give. It does not see a notebook
that was stored without outputs, nor prose that states a number of its own; these rules do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cqdata.notebooks import PARAMETERS, canonical, dumps, literal, loads, parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

MAX_LINES = 12
IMPORTS = {"cqdata", "pandas", "numpy", "matplotlib", "seaborn", "IPython"}
# nbval's ways out of comparing: none of them belongs in a committed notebook.
_OPT_OUTS = re.compile(
    r"(?:nbval|pytest_validate)[-_](?:ignore|skip|raises)|raises-exception", re.IGNORECASE
)
_STRUCTURES: dict[type[ast.AST], str] = {
    ast.FunctionDef: "defines a function",
    ast.AsyncFunctionDef: "defines a function",
    ast.ClassDef: "defines a class",
    ast.Lambda: "defines a function",
    ast.For: "holds a loop",
    ast.While: "holds a loop",
    ast.comprehension: "holds a loop",
    ast.Try: "catches errors",
    ast.With: "opens something",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3}")
_BOLD = re.compile(r"\*\*\S|<(?:b|strong)\b")
_UPPER_CASE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_PATH = re.compile(
    r"^(?:~|\.{0,2}[/\\]|[A-Za-z]:[/\\])|^(?:data|exports|notebooks)/"
    r"|\.(?:csv|json|png|svg|pdf|xlsx|pptx|docx|ipynb|txt|py)$"
)
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
    first, last = notebook.cells[0], notebook.cells[-1]
    heading = "\n".join(line for line in first.source.splitlines() if line.startswith("# "))
    if first.cell_type != "markdown" or not (
        re.search(r"[A-Za-z][^？\n]*\?", heading) and re.search(r"[\u4e00-\u9fff].*？", heading)
    ):
        yield "the first cell's title is no question in English and Chinese (`# …? …？`)"
    if last.cell_type != "markdown" or not _bilingual([last.source]):
        yield "the last cell does not say the limits in English and Chinese"
    tagged = [cell for cell in code if PARAMETERS in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        yield f"{len(tagged)} cells are tagged `{PARAMETERS}`; expected one"
    if not code or not _publishes(code[-1].source):
        yield "the last code cell does not publish"
    answers = [
        "".join(output.data.get(kind, "") for kind in ("text/markdown", "text/html"))
        for cell in code
        for output in cell.outputs
        if "data" in output
    ]
    if not _bilingual([answer for answer in answers if _BOLD.search(answer)]):
        yield "no bold answer in English and Chinese among the outputs"
    if not any("image/png" in o.get("data", {}) for cell in code for o in cell.outputs):
        yield "no picture among the outputs"


def _bilingual(texts: list[str]) -> bool:
    return any(_HAN.search(t) for t in texts) and any(_LATIN.search(t) for t in texts)


def _publishes(source: str) -> bool:
    tree = _parsed(source)
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    return any("publish" in (getattr(f, "attr", ""), getattr(f, "id", "")) for f in calls)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _code(cell: NotebookNode) -> Iterator[str]:
    lines = cell.source.splitlines()
    if len(lines) > MAX_LINES:
        yield f"{len(lines)} lines; at most {MAX_LINES}"
    if _OPT_OUTS.search(cell.source) or any(
        _OPT_OUTS.search(tag) for tag in cell.metadata.get("tags", [])
    ):
        yield "opts out of the comparison of outputs"
    yield from _outputs(cell)
    tree = _parsed(cell.source)
    if tree is None:
        yield "is not plain Python"
        return
    yield from _syntax(tree)
    if PARAMETERS in cell.metadata.get("tags", []):
        yield from _parameter_names(tree)
    if cell.source.rstrip().endswith(";"):
        yield "hides a value behind `;`, which nbval shows: give it a name instead"
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not cell.outputs:
        yield "ends in an expression and has no output"


def _syntax(tree: ast.Module) -> Iterator[str]:
    imported: list[str] = []
    for node in ast.walk(tree):
        if type(node) in _STRUCTURES:
            yield _STRUCTURES[type(node)]
        elif isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported.append(node.module or "")
        elif isinstance(node, ast.Constant) and _PATH.search(str(node.value)):
            yield f"holds a path: {node.value!r}"
    for name in imported:
        if name.partition(".")[0] not in IMPORTS:
            yield f"imports {name}"


def _outputs(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"stopped with {output.ename}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"wrote to stderr: {output.text.strip()[:60]!r}"
        kinds = output.get("data", {"text/plain": output.get("text", "")})
        if any("widget-view" in kind for kind in kinds):
            yield "shows a widget, which no stored output can hold"
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
