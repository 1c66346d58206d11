"""How much of what a notebook computes can be seen: change a number or an operator and look.

    .venv/bin/python benchmarks/changes.py [BEGINNING OF A NOTEBOOK'S NAME …]

Every number literal and operator in the cells of a notebook outside its parameters (not in
imports, nor in what only dresses a figure or rounds a cell of a table) is changed by itself:
a whole number by one, a decimal by a tenth, + to −, < to >=, & to | and so on. The cells are then
run in a copy of this process, and what nbval compares is compared: text and tables, claims,
sentences, and the numbers and titles of published charts. A change that stops the notebook counts
apart. Each notebook needs at least eight that change an output, and seven in ten of those that run
must.
"""

from __future__ import annotations

import ast
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LEAST, SHARE = 8, 0.7
sys.path.insert(0, str(ROOT / "tests"))

OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Pow: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
DRAWN = {"sns", "plt", "ax", "axes"}  # their arguments are looks, unless published
LOOKS = {"digits", "fmt", "figsize", "s", "zorder", "alpha", "size", "height", "aspect"}


def sites(tree: ast.AST) -> Iterator[tuple[ast.AST, str, Any, Any]]:
    """Yield what can be changed in a cell: node, attribute, value now and value to be."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Call) and _root(node.func) in DRAWN:
            continue
        if isinstance(node, ast.keyword) and node.arg in LOOKS:
            continue
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            now = node.value
            yield node, "value", now, now + 1 if isinstance(now, int) else now * 1.1
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPERATORS:
            yield node, "op", node.op, OPERATORS[type(node.op)]()
        if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
            yield node, "ops", node.ops, [OPERATORS[type(node.ops[0])](), *node.ops[1:]]
        yield from sites(node)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def compared(done: Any) -> tuple[Any, ...]:
    """Return what nbval compares of the cells that have run."""
    from cqdata.charts.description import describe

    value = done.shown[-1]
    bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
    page = value._repr_html_() if hasattr(value, "_repr_html_") else ""
    charts = [describe(chart) for chart in done.charts]
    return done.printed, repr(bundle), page, repr(value), repr(charts)


def outcomes(path: Path) -> list[tuple[str, str]]:
    """Return each change of a notebook with what it did: changed, stopped or unseen."""
    import pytest
    from cells import prepare, sources, step

    cells, parameters = sources(path)
    with pytest.MonkeyPatch.context() as patch:
        plain, expected = prepare(patch), []
        for source in cells:
            step(source, plain)
            expected.append(compared(plain))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        done = prepare(patch)
        for place, source in enumerate(cells):
            tree = ast.parse(source)
            for node, name, now, new in sites(tree) if place != parameters else ():
                setattr(node, name, new)
                changed = ast.unparse(tree)
                setattr(node, name, now)
                ended = _in_a_child(changed, cells[place + 1 :], done, expected[place:])
                line = source.splitlines()[getattr(node, "lineno", 1) - 1].strip()
                found.append((f"cell {place + 1}: {_words(now)} → {_words(new)} in {line}", ended))
            step(source, done)
    return found


def _words(one: Any) -> str:
    one = one[0] if isinstance(one, list) else one
    return type(one).__name__ if isinstance(one, ast.AST) else f"{one:g}"


def _in_a_child(changed: str, rest: list[str], done: Any, expected: list[Any]) -> str:
    """Run a changed cell and those after it in a copy of this process, to the first difference."""
    from cells import step

    child = os.fork()
    if child:
        return ["unseen", "changed", "stopped"][os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]
    code = 0
    try:
        for source, wanted in zip([changed, *rest], expected, strict=True):
            step(source, done)
            if compared(done) != wanted:
                code = 1
                break
    except BaseException:
        code = 2
    os._exit(code)


def main() -> int:
    """Print a line a notebook, and every change that nothing shows; return 1 if one fails."""
    warnings.simplefilter("ignore")
    wanted = tuple(sys.argv[1:]) or ("",)
    bad = 0
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if not path.name.startswith(wanted):
            continue
        found = outcomes(path)
        count = {kind: sum(ended == kind for _, ended in found) for kind in
                 ("changed", "unseen", "stopped")}  # fmt: skip
        share = count["changed"] / max(1, count["changed"] + count["unseen"])
        good = count["changed"] >= LEAST and share >= SHARE
        bad += not good
        print(
            f"{path.stem}: {len(found)} numbers and operators; changed {count['changed']}, "
            f"unseen {count['unseen']}, stopped {count['stopped']}: {share:.0%}"
            f"{'' if good else '  BELOW'}",
            flush=True,
        )
        for where, ended in found:
            if ended == "unseen":
                print(f"    {where}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
