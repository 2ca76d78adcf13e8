"""Whether paired times differ: a sign test, which assumes nothing about how times are spread. Pure.

Source: W. J. Conover, Practical Nonparametric Statistics, 3rd edition, 1999, chapter 3 (the sign test, and confidence
limits for a median from order statistics).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from statistics import median
from typing import Literal

type Outcome = Literal["differs", "alike", "unclear"]


def sign_test(differences: Sequence[float]) -> float:
    """The probability of so uneven a split into longer and shorter, or a more uneven one, when neither is likelier."""
    longer, shorter = (sum(one > 0 for one in differences), sum(one < 0 for one in differences))
    count = longer + shorter
    return min(1.0, 2 * _tail(count, min(longer, shorter))) if count else 1.0


def limits(differences: Sequence[float], p: float) -> tuple[float, float] | None:
    """Between which two of the differences their true median lies, with a chance of 1 - p at least; None: too few."""
    ordered, count = sorted(differences), len(differences)
    cut = max((k for k in range(count // 2) if 2 * _tail(count, k) <= p), default=None)
    return None if cut is None else (ordered[cut], ordered[count - cut - 1])


def compared(differences: Sequence[float], usual: float, ms: float, percent: float, p: float) -> Outcome:
    """Whether one kind of answer takes longer or shorter by `ms` milliseconds and by `percent` of the `usual` time.

    Alike only where a difference as large would have shown: all the limits allow is smaller.
    """
    large = max(ms, usual * percent / 100)
    if differences and abs(median(differences)) >= large and sign_test(differences) <= p:
        return "differs"
    within = limits(differences, p)
    return "alike" if within is not None and -large < within[0] and within[1] < large else "unclear"


def _tail(count: int, most: int) -> float:
    """The chance of at most so many heads in `count` throws of a fair coin."""
    return float(sum(comb(count, k) for k in range(most + 1)) / 2**count)
