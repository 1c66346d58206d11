"""Runs a notebook's cells in this process, without a kernel; nothing published is drawn."""

import ast
import base64
import contextlib
import hashlib
import io
import pickle
import threading
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from unittest.mock import MagicMock

import pandas as pd
import pytest
from nbformat.v4 import new_output

from cqdata import projection, selection
from cqdata.notebooks import PARAMETERS, NotebookError, Run, canonical, load, with_parameters

# A made-up second edition of the report.
# It leaves out the specialised SMEs; its new technology-based enterprises are no net number.
REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。
一、主体
(一)企业
当年新认定高新技术企业2870家,新增科技型企业9120家,年末累计达到8812家和66310家,分别增长16.5%和13.3%。
国家专精特新“小巨人”企业新增36家,累计322家。
(二)转化
技术合同成交额974.2亿元、增长12.6%。
"""


ROOT = Path(__file__).parents[1]
PAGES = ("publish", "style", "table", "trace")
"""What only shows."""


@dataclass
class Ran:
    """What a notebook printed, showed, published and left behind."""

    names: dict = field(default_factory=lambda: {"__name__": "__main__"})
    printed: str = ""
    shown: list = field(default_factory=list)  # the value at the end of each cell, None without one
    charts: list = field(default_factory=list)

    @property
    def claims(self):
        """Return claim → whether it holds, as the cells printed them."""
        return claimed(self.printed)


def claimed(printed):
    """Return the claims in what a notebook printed: claim → whether it holds."""
    lines = [line.partition(" ") for line in printed.splitlines()]
    return {words: sign == "✓" for sign, _, words in lines if sign in ("✓", "✗")}


def notebooks():
    """Return every notebook of the project: there is no list of them."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def sources(path):
    """Return the sources of a notebook's code cells, and which of them is the parameters cell."""
    cells = [cell for cell in load(path).cells if cell.cell_type == "code"]
    tagged = [PARAMETERS in cell.metadata.get("tags", []) for cell in cells]
    return [cell.source for cell in cells], tagged.index(True)


def step(source, done, name="cell"):
    """Run one cell after those that `done` has seen, and keep what it shows."""
    import matplotlib.pyplot as plt

    tree, last = ast.parse(source), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, name, "exec"), done.names)
        done.shown.append(None if last is None else eval(compile(last, name, "eval"), done.names))
    plt.close("all")
    done.printed += out.getvalue()


def prepare(monkeypatch):
    """Return an empty run; what is published goes into it instead of being drawn."""
    import matplotlib.pyplot as plt

    from cqdata.charts import publishing

    plt.switch_backend("Agg")
    done = Ran()
    monkeypatch.setattr(publishing, "show", lambda chart, lang: done.charts.append(chart))
    remember(monkeypatch)
    return done


def undrawn(monkeypatch):
    """Let charts, seaborn's figures, tables and traces cost nothing: only claims are looked at."""
    import seaborn

    import cqdata

    def nothing(*_, **__):
        return MagicMock()

    for name in ("bars", "fan", "intervals", "lines", "scorecard", *PAGES):
        monkeypatch.setattr(cqdata, name, nothing)
    for name, value in vars(seaborn).items():
        if callable(value) and name.endswith(("plot", "map")):
            monkeypatch.setattr(seaborn, name, nothing)


def remembered(function):
    """Return a pure function that computes nothing twice, whatever notebook asks."""
    known = {}

    def again(*args, **more):
        key = hashlib.blake2b(pickle.dumps((args, more))).digest()
        if key not in known:
            known[key] = function(*args, **more)
        found = known[key]
        return found.copy() if isinstance(found, pd.DataFrame) else found

    return again


# Pure functions that take most of the time of a run: module and name.
COSTLY = {
    (module, name): remembered(getattr(module, name))
    for module, name in (
        (projection, "_table"),
        (projection, "project_panel"),
        (selection, "_implied"),
        (selection, "_one_a_year"),
    )
}


def remember(monkeypatch):
    """Let costly functions remember what they were asked: runs share most of their data."""
    for (module, name), again in COSTLY.items():
        monkeypatch.setattr(module, name, again)


def run(path, monkeypatch, change=lambda source: source):
    """Run the code cells of a notebook from top to bottom and return what came of it.

    Parameters
    ----------
    path : Path
        The notebook.
    monkeypatch
        pytest's fixture; what is published is kept instead of drawn.
    change : callable
        Returns the source of a cell as it is to be run.
    """
    done = prepare(monkeypatch)
    for source in sources(path)[0]:
        step(change(source), done, path.name)
    return done


@cache
def plain(path):
    """Return what comes of a notebook as it is, run once in a process; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        return run(path, patch)


def execute(path, values=None, *, exports="off"):
    """Stand in for :func:`cqdata.notebooks.execute` where no kernel is needed: one takes seconds.

    What cells print and publish is kept; `exports` is that of this process.
    """
    from cqdata.charts import publishing

    notebook = with_parameters(load(path), values or {})
    names, error = {"__name__": "__main__"}, None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        cell.execution_count = number

        def show(chart, lang, outputs=cell.outputs):
            told = publishing.bundle(chart, lang)
            told["image/png"] = base64.b64encode(told["image/png"]).decode("ascii")
            outputs.append(new_output("display_data", told))

        out = io.StringIO()
        names["print"] = partial(print, file=out)
        # Each thread its own way to show: notebooks run side by side.
        _SHOWING.here = show
        try:
            exec(compile(cell.source, path.name, "exec"), names)
        except Exception as stopped:
            kind, words = type(stopped).__name__, str(stopped)
            cell.outputs.append(new_output("error", ename=kind, evalue=words, traceback=[]))
            error = NotebookError(path.name, number, kind, words, values)
        if out.getvalue():
            cell.outputs.append(new_output("stream", name="stdout", text=out.getvalue()))
        if error:
            break
    return Run(canonical(notebook), error)


_SHOWING = threading.local()


def show_here(chart, lang):
    """Stand in for :func:`cqdata.charts.publishing.show` in what :func:`execute` runs."""
    _SHOWING.here(chart, lang)
