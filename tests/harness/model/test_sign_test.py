"""The sign test says "differs" and "alike" only when the pairs bear it, whatever they are."""

from __future__ import annotations

from math import comb
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from harness.model.sign_test import compared, limits, sign_test

MS, PERCENT, P = 50.0, 10.0, 0.01
TIMES = st.lists(st.floats(-2000, 2000), max_size=80)


def judge(differences: list[float], usual: float = 100.0) -> str:
    return compared(differences, usual, MS, PERCENT, P)


def test_known_values() -> None:
    """By hand: 30 pairs of which 23 are longer; the 8th and the 23rd in order bound the median at 99 %."""
    assert sign_test([1.0] * 23 + [-1.0] * 7) == 2 * sum(comb(30, k) for k in range(8)) / 2**30
    assert limits([float(one) for one in range(1, 31)], P) == (8.0, 23.0)
    assert sign_test([]) == sign_test([0.0] * 9) == 1.0
    assert limits([5.0] * 7, P) is None, "seven pairs cannot exclude anything at 99 %"


@given(TIMES, st.floats(0, 5000))
def test_what_it_says_is_borne_out(differences: list[float], usual: float) -> None:
    said, large = judge(differences, usual), max(MS, usual / 10)
    if said == "differs":
        assert abs(median(differences)) >= large
        assert sign_test(differences) <= P
    if said == "alike":
        assert len(differences) >= 8
        assert abs(median(differences)) < large
    assert said == judge([-one for one in differences], usual), "it does not matter which kind takes longer"
    assert said == judge(sorted(differences), usual)


@given(st.lists(st.floats(60, 500), min_size=30, max_size=60))
def test_a_large_difference_is_never_called_alike(differences: list[float]) -> None:
    assert judge(differences) == "differs"


@given(st.lists(st.floats(-40, 40), min_size=30, max_size=60))
def test_a_small_one_is_alike(differences: list[float]) -> None:
    assert judge(differences) == "alike"


def test_few_or_noisy_pairs_say_nothing() -> None:
    assert judge([80.0] * 6) == "unclear"
    assert judge([300.0, -300.0] * 20) == "unclear", "a difference of 50 ms would not have shown"
    assert judge([55.0] * 30, usual=1000.0) == "alike", "half of what would matter, at a second each"
    assert judge([]) == "unclear"


def test_a_few_slow_answers_change_nothing() -> None:
    assert judge([1.0, -1.0] * 14 + [3000.0, 4000.0]) == "alike"
