"""Run the notebooks, with other parameters if asked, and store them byte for byte alike each time.

A kernel is always the running interpreter's own, whatever kernels are registered on the machine,
and never writes exports unless the caller says where (``CQDATA_EXPORTS``).
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata.errors import DataError
from cqdata.files import read_bytes, write_bytes
from cqdata.parameters import refused

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS = "parameters"
CELL_TIMEOUT = 600
# No version here: the stored files must not depend on who refreshed them.
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")


class NotebookError(RuntimeError):
    """A notebook that stopped: in which cell (counted from 1), the error's name and text.

    The message names the parameters that were set; our own errors speak for themselves.
    """

    def __init__(
        self,
        name: str,
        cell: int,
        ename: str,
        evalue: str,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        given = ", ".join(f"{key} = {value!r}" for key, value in (values or {}).items())
        where = f"{name}, cell {cell}"
        if _ours(ename):
            text = f"{where}, with {given}: {evalue}" if given else f"{where}: {evalue}"
        elif given:
            text = f"{where}: cannot be computed with {given} (stopped at: {evalue or ename})"
        else:
            text = f"{where}: {ename}: {evalue}"
        super().__init__(text)
        self.name, self.cell, self.ename, self.evalue = name, cell, ename, evalue


def _ours(ename: str) -> bool:
    """Return whether an error of this name says in words what is wrong."""
    from cqdata import errors
    from cqdata.quantity import QuantityError

    kind = QuantityError if ename == QuantityError.__name__ else getattr(errors, ename, None)
    return isinstance(kind, type) and issubclass(kind, ValueError)


@dataclass(frozen=True)
class Run:
    """An executed notebook, and what stopped it if anything did."""

    notebook: NotebookNode
    error: NotebookError | None = None


def listed(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Notebooks of `folder` in name order; with `names`, those that begin with one of them.

    Raises
    ------
    DataError
        If a name fits no notebook, or the folder holds none.
    """
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise DataError(f"{folder.name}: no notebook in this folder")
    unknown = [n for n in names if not n or not any(p.stem.startswith(n) for p in found)]
    if unknown:
        known = ", ".join(p.stem for p in found)
        raise DataError(f"no notebook begins with {unknown[0]!r}; expected one of: {known}")
    return [p for p in found if not names or p.stem.startswith(tuple(names))]


def loads(text: str) -> NotebookNode:
    """Parse a notebook's JSON (format 4) without adding anything to it."""
    from cqdata.leanformat import nbformat

    return nbformat.v4.reads(text)


def load(path: Path) -> NotebookNode:
    """Read a notebook from a file, without adding anything to it.

    Raises
    ------
    DataError
        If it cannot be read, or is no notebook of format 4.
    """
    content = read_bytes(path)
    try:
        notebook = loads(content.decode("utf-8"))
        if notebook.nbformat != 4 or not all(cell.cell_type for cell in notebook.cells):
            raise ValueError("not of format 4")
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path.name}: no notebook of format 4 ({error})") from None
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """Return the one text that stands for a notebook: sorted keys, LF, ends in a newline."""
    from cqdata.leanformat import nbformat

    text: str = nbformat.v4.writes(notebook)
    return text + "\n"


def save(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook whole or not at all; False if the file already holds exactly this."""
    return write_bytes(path, dumps(notebook).encode("utf-8"))


def canonical(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without anything that depends on the machine, the editor or the clock.

    Metadata are the fixed ones above; cells keep their tags and ids (a missing or repeated id is
    made from the cell's position); neighbouring pieces of one stream are joined.
    """
    from cqdata.leanformat import nbformat  # nbconvert imports it, too, so it comes later

    result = loads(dumps(notebook))
    result.nbformat, result.nbformat_minor = 4, 5
    result.metadata = nbformat.from_dict(METADATA)
    seen: set[str] = set()
    for number, cell in enumerate(result.cells, start=1):
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.get("id") in seen or not _CELL_ID.match(str(cell.get("id", ""))):
            cell.id = f"cell-{number:02d}"
        seen.add(cell.id)
    from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

    CoalesceStreamsPreprocessor().preprocess(result, {})
    nbformat.validate(result)
    return result


def parameters(notebook: NotebookNode) -> dict[str, Any]:
    """Names and default values set in the cell tagged ``parameters`` (empty without one)."""
    return _assigned(_parameter_cell(notebook))


def _parameter_cell(notebook: NotebookNode) -> NotebookNode | None:
    tagged = [c for c in notebook.cells if PARAMETERS in c.metadata.get("tags", [])]
    return tagged[0] if tagged else None


def _assigned(cell: NotebookNode | None) -> dict[str, Any]:
    try:
        statements = ast.parse(cell.source).body if cell is not None else []
    except SyntaxError:
        return {}
    return {
        target.id: ast.literal_eval(statement.value)
        for statement in statements
        if isinstance(statement, ast.Assign) and literal(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def literal(value: ast.expr) -> bool:
    """Whether an expression is a plain value: a number, a text, True, None or a list of such."""
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True


def with_parameters(notebook: NotebookNode, values: Mapping[str, Any]) -> NotebookNode:
    """Return a copy whose parameters cell sets `values` after its defaults.

    Raises
    ------
    DataError
        If a name is not set in the parameters cell, or its value is of another type there (a whole
        number may stand for a decimal one, and anything for None).
    """
    result = loads(dumps(notebook))
    cell = _parameter_cell(result)
    known = _assigned(cell)
    unknown = sorted(values.keys() - known.keys())
    if unknown:
        raise DataError(
            f"{unknown[0]} is no parameter of this notebook; expected one of: {', '.join(known)}"
        )
    for name, value in values.items():
        if not _alike(value, known[name]):
            kind = _KINDS.get(type(known[name]), type(known[name]).__name__)
            raise refused(name, value, f"{kind} like {known[name]!r}")
    if cell is not None and values:
        cell.source += "".join(f"\n{name} = {value!r}" for name, value in values.items())
    return result


_KINDS = {
    list: "a list",
    int: "a whole number",
    float: "a number",
    str: "a text (in quotes if it looks like a number)",
    bool: "True or False",
}


def check_values(path: Path, values: Mapping[str, Any]) -> None:
    """Let a notebook's own calls of ``cq.allow`` judge values, before any notebook is run.

    Its code as far as the last of them is run in this program, and shows nothing. Whatever else
    stops it there is left to the run.

    Raises
    ------
    DataError
        If a parameter cannot have its value.
    """
    cells = with_parameters(load(path), values).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    try:
        steps = ast.parse(source).body
    except SyntaxError:  # a command of Jupyter
        return
    calls = [n for n, one in enumerate(steps) if ast.unparse(one).startswith("cq.allow(")]
    begun = ast.Module(steps[: calls[-1] + 1] if calls else [], type_ignores=[])
    try:
        with redirect_stdout(StringIO()):
            exec(compile(begun, path.name, "exec"), {})
    except DataError as error:
        if str(error).startswith("parameter "):
            raise
    except Exception:
        return


def _alike(value: Any, default: Any) -> bool:
    """Say whether a value is of the default's type; the numbers of a list may be whole or not."""
    if isinstance(default, list) and default:
        like = float(default[0]) if type(default[0]) is int else default[0]
        return isinstance(value, list) and all(_alike(one, like) for one in value)
    if isinstance(value, float) and not isfinite(value):  # no cell could be written with it
        return False
    kinds = (int, float) if type(default) is float else (type(default),)
    return default is None or type(value) in kinds


def execute(
    path: Path,
    values: Mapping[str, Any] | None = None,
    *,
    exports: str | None = "off",
) -> Run:
    """Run one notebook in a fresh kernel in its own folder; the file itself is not touched.

    Parameters
    ----------
    path
        The notebook.
    values
        Parameters to set instead of the defaults.
    exports
        What the kernel finds in ``CQDATA_EXPORTS``: "off" writes none; None leaves it as it is.

    Returns
    -------
    Run
        The executed notebook in canonical form; if a cell failed, the cells after it have no
        outputs.
    """
    notebook = with_parameters(load(path), values or {})  # nbformat, in our way, before nbclient
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    for cell in notebook.cells:
        if cell.cell_type == "code":
            # A cell that is never reached must not show what an earlier run gave.
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        # A class, not a manager: the client ends a kernel only if it made its manager itself.
        kernel_manager_class=_own_kernel(),
        extra_arguments=["--log-level=ERROR"],
        timeout=CELL_TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    variables = os.environ | ({} if exports is None else {"CQDATA_EXPORTS": exports})
    error = None
    try:
        client.execute(env=variables)
    except CellExecutionError as failed:
        cell = _failed_cell(notebook)
        error = NotebookError(path.name, cell, failed.ename, failed.evalue, values)
    except DeadKernelError as failed:
        error = NotebookError(path.name, _failed_cell(notebook), "DeadKernel", str(failed), values)
    return Run(canonical(notebook), error)


def _own_kernel() -> type:
    """Return a kernel manager for this very interpreter: a registered kernel may be another's."""
    import ipykernel.kernelspec
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernel(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(
                resource_dir=ipykernel.kernelspec.RESOURCES,
                **ipykernel.kernelspec.get_kernel_dict(),
            )

    return OwnKernel


def _failed_cell(notebook: NotebookNode) -> int:
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return number
    return max(
        (n for n, cell in enumerate(notebook.cells, start=1) if cell.get("execution_count")),
        default=0,
    )


def run_copy(
    path: Path,
    out: Path,
    values: Mapping[str, Any] | None = None,
    exports: str | None = "off",
) -> list[Path]:
    """Run a notebook, put the executed copy into `out`, also of one that stops; return its path.

    Raises
    ------
    NotebookError
        If the notebook stops.
    """
    run = execute(path, values, exports=exports)
    copy = out / path.name
    save(run.notebook, copy)
    if run.error is not None:
        raise run.error
    return [copy]


def refresh(path: Path) -> list[Path]:
    """Run a notebook and store its outputs in place; return the file if its bytes changed.

    Raises
    ------
    NotebookError
        If the notebook stops; the file is left as it was.
    """
    run = execute(path)
    if run.error is not None:
        raise run.error
    return [path] if save(run.notebook, path) else []
