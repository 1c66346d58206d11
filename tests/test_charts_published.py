"""Every published chart as a picture: few texts, large enough, none upon another, all said."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from chart_check import problems, texts
from matplotlib.figure import Figure
from matplotlib.text import Text

from cqdata.charts import LANGS, Chart
from cqdata.charts.description import MIME, chart_from
from cqdata.charts.labels import leader
from cqdata.charts.place import crossing
from cqdata.charts.style import SIZE, looks_of

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MOST = 20  # texts beside axis numbers, rows of a list and cells of a table
LEAST = {
    "slide": (0.014, 0.025), "square": (0.029, 0.05), "a4": (0.0155, 0.025), "figure": (0.0155, 0),
}  # fmt: skip
TELEPHONE, READABLE = 390, 11  # pixels: width of a telephone, and the least text on it
LISTED = {"tick", "name", "value", "rank", "cell", "remark", "heading", "verdict", "benchmark"}


@cache
def published() -> dict[str, dict]:
    """Return the descriptions that the committed notebooks hold, by name."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if told := output.get("data", {}).get(MIME):
                    found[told["name"]] = told
    return found


@cache
def drawn(name: str, lang: str, size: str) -> tuple[Chart, Figure]:
    chart = chart_from(published()[name], lang)
    return chart, chart.draw(lang, size)


def items(found: list[Text]) -> int:
    """Return the number of texts: lines of the title, of source and notes count as one each."""
    roles = Counter(str(text.get_gid()) for text in found)
    once = {"title", "subtitle", "footer"}
    return sum(1 if role in once else n for role, n in roles.items() if role not in LISTED)


CASES = [(name, lang, size) for name in published() for lang in LANGS for size in SIZE]


@pytest.mark.parametrize(("name", "lang", "size"), CASES)
def test_a_published_chart_is_legible(name: str, lang: str, size: str) -> None:
    chart, figure = drawn(name, lang, size)
    assert problems(figure) == []
    found = texts(figure)
    assert items(found) <= MOST
    wide = figure.get_size_inches()[0] * 72
    sizes = [float(text.get_fontsize()) for text in found]
    title = [float(text.get_fontsize()) for text in found if text.get_gid() == "title"]
    least, headline = LEAST[size]
    assert min(sizes) >= least * wide
    assert min(title, default=0) >= headline * wide
    if size == "square":
        assert min(sizes) * TELEPHONE / wide >= READABLE
    joint = "".join(text.get_text() for text in found if text.get_gid() == "footer")
    for note in chart.notes(lang) if not SIZE[size].bare else ():
        assert note.replace(" ", "") in joint.replace(" ", "")


@pytest.mark.parametrize("name", [n for n, told in published().items() if told["form"] == "fan"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_label_is_read_as_its_own_point_and_no_colour_means_two_things(
    name: str, lang: str
) -> None:
    from cqdata.charts.fan import lay
    from cqdata.charts.place import Box, apart

    chart = chart_from(published()[name], lang).localised(lang)
    layout = lay(chart, lang, SIZE["slide"].frame(lang, Box(0, 0, 872, 330)))
    for label in layout.labels:
        if label.x == layout.x.high or label.show == "name":
            continue
        tie = leader(label)
        if tie:
            others = [other.box for other in layout.labels if other is not label]
            assert not any(crossing(box, tie) for box in others), label.text
            continue
        own = apart(label.box, (*label.at, *label.at))
        for line in layout.lines:
            if line.key != label.of and line.joined:
                near = min(apart(label.box, s) for s in layout.path(line.xs, line.values))
                assert near >= own, (label.text, line.name)
    colours: dict[str, set[str]] = {}
    like = chart.options.get("like", {})
    for (series, kind), look in looks_of(chart).items():
        if series in chart.series(kind):
            meaning = "target" if kind in ("target", "required") else like.get(series, series)
            meaning = "history" if kind == "projection" else meaning
            colours.setdefault(look.colour, set()).add(meaning)
    assert all(len(meanings) == 1 for meanings in colours.values()), colours
