"""Runs a notebook's cells in this process, without a kernel; nothing published is drawn."""

import contextlib
import io
from dataclasses import dataclass, field

from cqdata.notebooks import load


@dataclass
class Ran:
    """What a notebook printed, published and left behind."""

    names: dict = field(default_factory=dict)
    printed: str = ""
    charts: list = field(default_factory=list)

    @property
    def claims(self):
        """Return claim → whether it holds, as the cells printed them."""
        lines = [line.partition(" ") for line in self.printed.splitlines()]
        return {words: sign == "✓" for sign, _, words in lines if sign in ("✓", "✗")}


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
    import matplotlib.pyplot as plt

    from cqdata.charts import publishing

    plt.switch_backend("Agg")
    done, out = Ran({"__name__": "__main__"}), io.StringIO()
    monkeypatch.setattr(publishing, "show", lambda chart, lang: done.charts.append(chart))
    with contextlib.redirect_stdout(out):
        for cell in load(path).cells:
            if cell.cell_type == "code":
                exec(compile(change(cell.source), path.name, "exec"), done.names)
                plt.close("all")
    done.printed = out.getvalue()
    return done
