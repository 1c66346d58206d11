"""Line breaking by Chinese and English rules, and labels that step aside."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdata.charts import text as tx
from cqdata.charts.place import Box, apart, cost_of, crossing, nearest, polyline, stack
from cqdata.charts.scale import ticks

CLOSING = "，。、；：？！）》】」』”’％%"
OPENING = "（《【「『“‘"

TITLES = (
    "照目前的速度，2027年重庆研发投入强度约为2.83%，离3.0%的目标还差0.17个百分点",
    "全年登记合同金额412.6亿元、比上年多18.4%，（按城市口径）突破2.7万台/套",
    "2012—2023年《全国科技经费投入统计公报》显示，“双高”企业第8位，40余个平台",
    "研发人员24万人，其中重庆高新技术企业7565家，居全国第12位",
)


@pytest.mark.parametrize("text", TITLES)
@pytest.mark.parametrize("balance", [False, True])
@pytest.mark.parametrize("room", [90, 120, 160, 240, 400])
def test_chinese_lines(text: str, balance: bool, room: float) -> None:
    lines = tx.lines(text, 12, room, "zh", balance=balance)
    assert "".join(lines) == text
    for line in lines:
        assert tx.width(line, 12, "zh") <= room + 0.01
        assert line[0] not in CLOSING
        assert line[-1] not in OPENING
    ends = {len("".join(lines[: n + 1])) for n in range(len(lines) - 1)}
    for whole in ("2.83%", "3.0%", "0.17个百分点", "2027年", "865.1亿元", "1.3万台", "第8位",
                  "7565家", "24万人", "第12位", "37.2%", "重庆"):  # fmt: skip
        at = text.find(whole)
        if at >= 0:
            assert not ends & set(range(at + 1, at + len(whole)))


def test_a_date_is_not_parted() -> None:
    assert "2024-06-20" in tx.atoms("重庆市科技局（2024-06-20）", "zh")
    assert "2011-2024" in "".join(tx.atoms("2011-2024", "zh"))


def test_a_headline_breaks_at_its_comma() -> None:
    lines = tx.lines(TITLES[0], 27, 872, "zh", balance=True)
    assert lines == [
        "照目前的速度，2027年重庆研发投入强度约为2.83%，",
        "离3.0%的目标还差0.17个百分点",
    ]


def test_english_keeps_number_and_unit_together() -> None:
    text = "R&D intensity is 0.17 points short of the 3.0% target, about 2.83 percent in 2027"
    for room in range(60, 400, 20):
        lines = tx.lines(text, 10, room, "en", balance=True)
        assert " ".join(lines) == text
        assert not any(line.endswith(("0.17", "2.83")) for line in lines)


def test_a_headline_may_break_behind_a_number_and_its_comma() -> None:
    text = "To pass 12,800 in 2027, high-tech enterprises must grow 10.9% a year from end-2025"
    assert tx.lines(text, 27, 484, "en", balance=True)[0] == "To pass 12,800 in 2027,"


def test_english_quotes_are_narrow() -> None:
    assert tx.width("today’s", 10, "en") < tx.width("today’s", 10, "zh") - 5


def test_a_long_address_is_cut_rather_than_lost() -> None:
    text = "https://example.org/" + "a" * 200
    lines = tx.lines(text, 10, 120, "en")
    assert "".join(lines) == text
    assert all(tx.width(line, 10, "en") <= 120 for line in lines)


@given(
    wanted=st.lists(st.floats(0, 300), min_size=1, max_size=9),
    height=st.floats(4, 30),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_stacked_labels_keep_order_and_never_overlap(wanted, height, data) -> None:
    weights = data.draw(st.lists(st.floats(1, 5), min_size=len(wanted), max_size=len(wanted)))
    heights = [height] * len(wanted)
    centres = stack(wanted, heights, 0, 300, weights)
    order = sorted(range(len(wanted)), key=lambda i: centres[i])
    for below, above in itertools.pairwise(order):
        assert centres[above] - centres[below] >= height - 1e-6
        assert wanted[below] <= wanted[above] + 1e-9
    if height * len(wanted) <= 300:
        assert min(centres) >= height / 2 - 1e-6
        assert max(centres) <= 300 - height / 2 + 1e-6
    assert centres == stack(wanted, heights, 0, 300, weights)


def test_labels_with_room_stay_where_they_belong() -> None:
    assert stack([20, 100, 200], [10, 10, 10], 0, 300) == [20, 100, 200]


def test_the_heavier_label_gives_way_less() -> None:
    light, heavy = stack([100, 102], [20, 20], 0, 300, [1, 9])
    assert abs(heavy - 102) < abs(light - 100)


def test_a_segment_is_clipped_to_a_box() -> None:
    box = Box(0, 0, 10, 10)
    assert crossing(box, (-5, 5, 15, 5)) == pytest.approx(10)
    assert crossing(box, (2, 2, 2, 8)) == pytest.approx(6)
    assert crossing(box, (11, 0, 20, 10)) == 0
    assert crossing(box, (-5, 20, 20, 20)) == 0


def test_a_line_is_broken_at_a_missing_value() -> None:
    assert len(polyline([0, 1, 2, 3], [0, float("nan"), 2, 3])) == 1


@given(st.lists(st.tuples(*[st.integers(-30, 60)] * 4), max_size=12))
@settings(max_examples=150, deadline=None)
def test_the_nearest_segment_is_the_one_least_apart(segments) -> None:
    box = Box(0, 0, 30, 10)
    least = min((apart(box, segment) for segment in segments), default=99.0)
    assert nearest(box, segments, 99.0) == pytest.approx(least)


def test_a_box_costs_what_it_overlaps_and_crosses() -> None:
    taken = [Box(0, 0, 10, 10)]
    free, over = Box(20, 0, 25, 5), Box(5, 5, 15, 15)
    assert cost_of(free, taken, []) == 0
    assert cost_of(over, taken, []) > 1000
    crossed = cost_of(free, [], [(18, 3, 30, 3)])
    assert 0 < crossed < cost_of(over, taken, [])


@given(low=st.floats(-1e6, 1e6), span=st.floats(0, 1e6))
@settings(max_examples=150, deadline=None)
def test_axis_steps_are_round_and_hold_the_values(low: float, span: float) -> None:
    marks = ticks(low, low + span)
    step = marks[1] - marks[0]
    assert marks[0] <= low + step * 1e-6 + abs(low) * 1e-9
    assert marks[-1] >= low + span - step * 1e-6 - abs(low) * 1e-9
    assert len(marks) <= 8
    power = 10 ** math.floor(math.log10(step * 1.0000001))
    exactly = 1e-6 + 4 * math.ulp(marks[-1]) / power  # no step is more exact than its marks
    assert min(abs(step / power - good) for good in (1, 2, 2.5, 5, 10)) < exactly
