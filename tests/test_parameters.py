"""What a notebook's parameters may be."""

import re

import pytest
from cells import notebooks, run

import cqdata as cq
from cqdata.notebooks import check_values, load, parameters

BAD = {
    "TARGET_YEAR": [2020, 9999, "2027年"],
    "BASE_YEAR": [1999, "2022年"],
    "FIT_FROM": [1200],
    "REPORT": [1999],
    "REGION": ["Chongqing"],
    "COMPARED": [["四川", "Atlantis"]],
    "GDP_GROWTH": ["fast"],
    "LANG": ["fr"],
}
CASES = [
    (path, name, value)
    for path in notebooks()
    for name in parameters(load(path))
    for value in BAD.get(name, [])
]


def refusal(*allowed, **given):
    with pytest.raises(cq.DataError) as caught:
        cq.allow(*allowed, **given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"REPORT": 1999}, "expected 2023"),
        ({"LANG": "fr"}, "expected one of zh, en"),
        ({"REGION": "Chongqing"}, "in all)"),
        ({"COMPARED": ["四川", "阿拉斯加"]}, "found '阿拉斯加', expected one of "),
        ({"COMPARED": []}, "found an empty list, expected one value or more"),
        ({"TARGET_YEAR": 9999}, "found 9999, expected a whole number from "),
        ({"TARGET_YEAR": "2027年"}, "found '2027年', expected a whole number from "),
        ({"TARGET_YEAR": 2027.0}, "found 2027.0"),
        ({"PLAN": "none"}, "found 'none', expected one of "),
        ({"INDICATOR": 3}, "found 3, expected one of "),
        ({"GDP_GROWTH": "fast"}, "expected more than −30 and at most 50, in % a year"),
        ({"GDP_GROWTH": float("nan")}, "found nan"),
        ({"GROWTHS": [5, -100]}, "found -100"),
        ({"LEVELS": [1200, 0]}, "found 0, expected a number above zero and below 10^9"),
        ({"LEVELS": [1e17]}, "found 1e+17, expected a number above zero and below 10^9"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named_with_what_is_allowed(given, expected):
    (name,) = given
    said = refusal(**given)
    assert said.startswith(f"parameter {name}: found ")
    assert expected in said
    assert "\n" not in said


def test_a_notebook_says_what_its_own_parameters_may_be():
    years = cq.series("rd_expenditure", basis="bulletin")["year"]
    cq.allow(years, BASE_YEAR=2022)
    assert refusal(years, BASE_YEAR=1999).endswith("a whole number from 2010 to 2024")
    cq.allow(after=2024, TARGET_YEAR=2074)
    said = refusal(after=2024, TARGET_YEAR=2024)
    assert said == "parameter TARGET_YEAR: found 2024, expected a whole number from 2025 to 2074"
    assert refusal(["a", "b"], KIND="c") == "parameter KIND: found 'c', expected one of a, b"
    assert "the data have none" in refusal([], BASE_YEAR=2022)
    assert refusal(KIND="c") == "allow: say what KIND may be: cq.allow([…], KIND=KIND)"


@pytest.mark.parametrize("value", [[5], None, [""], "近", ["近", "近"], ["\ue000"], ["a\nb"], []])
def test_a_list_of_texts_holds_nothing_else(value):
    with pytest.raises(cq.DataError, match=r"\Aparameter ODD: found .*, expected [^\n]+\Z"):
        cq.allow(list[str], ODD=value)
    cq.allow(list[str], ODD=["近", "超"])
    if isinstance(value, list):
        (path,) = [path for path in notebooks() if path.stem.startswith("05")]
        with pytest.raises(cq.DataError, match="ODD"):
            check_values(path, {"ODD": value})


@pytest.mark.parametrize(
    ("number", "given"),
    [("06", {"AHEAD": 9}), ("06", {"REPLAY": "2030-01-01"}), ("06", {"BASIS": "none"}),
     ("03", {"COMPARED": ["火星"]}), ("02", {"TOO_WIDE": 99}), ("01", {"TARGET_YEAR": 2024})],
    ids=str,
)  # fmt: skip
def test_a_notebook_s_own_calls_judge_values_before_it_is_run(number, given):
    (path,) = [path for path in notebooks() if path.stem.startswith(number)]
    (name,) = given
    with pytest.raises(cq.DataError, match=rf"\Aparameter {name}: found "):
        check_values(path, given)


def test_values_that_a_notebook_takes_are_not_refused_before_it_is_run(capsys):
    for path in notebooks():
        own = parameters(load(path))
        check_values(path, {name: own[name] for name in own})
    assert capsys.readouterr().out == ""


def test_what_the_notebooks_are_published_with_is_allowed():
    cq.allow(REPORT=2023, LANG="zh", REGION="重庆", COMPARED=["四川", "湖北"], GDP_GROWTH=5.0)
    cq.allow(PLAN="twin_city_plan/rd_expenditure_growth/2027", TARGET_YEAR=2027, FIT_FROM=2010)


@pytest.mark.parametrize(
    ("path", "name", "value"),
    CASES,
    ids=[f"{path.stem[:2]} {name}={value}" for path, name, value in CASES],
)
def test_a_notebook_says_which_parameter_it_cannot_use(path, name, value, monkeypatch):
    def change(source):
        return re.sub(rf"^{name} = .*$", f"{name} = {value!r}", source, flags=re.M)

    with pytest.raises(cq.DataError, match=rf"\Aparameter {name}: found .*, expected [^\n]+\Z"):
        run(path, monkeypatch, change)
