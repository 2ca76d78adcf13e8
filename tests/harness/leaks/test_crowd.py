"""Texts asked together: whoever is called clean carries nothing when asked alone."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.crowd import LONGEST, PARTS, Asked, Crowd
from harness.leaks.cutting import withheld
from harness.leaks.decode import FEW, layers
from harness.leaks.matcher import Matcher

KNOWN = {"email": "ada.k7x2q@demoschool.test", "first_name": "Ada", "pupil_number": "LL-83K2-771", "phone": "0470 12 34 56"}
MATCHER = Matcher(KNOWN)
WRAPPED: list[Callable[[str], str]] = [
    str,
    str.upper,
    lambda text: quote(text, safe=""),
    lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    lambda text: quote(quote(text, safe=""), safe=""),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: base64.urlsafe_b64encode(base64.b64encode(text.encode())).decode(),
    lambda text: quote(base64.b64encode(text.encode()).decode(), safe=""),
    lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    lambda text: base64.b64encode(zlib.compress(text.encode())).decode(),
    lambda text: zlib.compress(text.encode()).hex(),
    lambda text: base64.b32encode(zlib.compress(text.encode())).decode().rstrip("="),
    lambda text: text.encode().hex(),
    lambda text: base64.b32encode(text.encode()).decode().rstrip("="),
    lambda text: base64.b32encode(text.encode("utf-16-le")).decode().lower().rstrip("="),
    lambda text: "x^" + text,
    lambda text: f"withheld: contained secret: {text}",
]
PIECES = st.tuples(
    st.text("abcXYZ0189/-_.=&%:? \\+é\n", max_size=16), st.sampled_from([*KNOWN.values(), "les", "", "A" * 90]), st.sampled_from(WRAPPED)
)
TEXTS = st.lists(st.lists(PIECES, max_size=2).map(lambda pieces: "".join(b + wrap(text) for b, text, wrap in pieces)), max_size=12)


def carries(text: str) -> bool:
    """What is asked of a text that stands alone."""
    data = text.encode("latin-1", "replace")
    return withheld(data) or any(layer.capped or MATCHER.any(layer.data) for layer in layers(data))


def asked(texts: list[str]) -> tuple[set[int], set[int]]:
    crowd, told = Crowd(MATCHER), list[Asked]()
    for number, text in enumerate(texts):
        told.append(crowd.add(number, text))
    told.append(crowd.rest())
    clean = {number for one in told for number, _ in one.clean}
    return clean, {number for one in told for number, _ in one.unsure}


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_who_is_clean_in_a_crowd_is_clean_alone(texts: list[str]) -> None:
    clean, unsure = asked(texts)
    assert clean | unsure == set(range(len(texts)))
    assert not clean & unsure
    assert not [texts[number] for number in clean if carries(texts[number])]


@pytest.mark.parametrize("wrap", WRAPPED)
@pytest.mark.parametrize("field", KNOWN)
def test_one_that_carries_something_is_found_among_many(field: str, wrap: Callable[[str], str]) -> None:
    told = f"https://meter.example/c?u={wrap(KNOWN[field])}"
    texts = [f"https://school.test/page/{number}?sort=up" for number in range(200)]
    texts[77] = told
    _, unsure = asked(texts)
    assert (77 in unsure) >= carries(told)
    assert len(unsure) <= PARTS  # and the others are not asked again


def test_ordinary_addresses_are_all_clean() -> None:
    texts = [f"https://cdn{number % 40}.example/a/{number}.js?v=1&w=%20{number}" for number in range(500)]
    assert asked(texts) == (set(range(500)), set())


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, FEW, 3 * FEW])
def test_a_long_text_is_left_to_who_asks(size: int) -> None:
    clean, unsure = asked(["short", "a." * (size // 2) + "a" * (size % 2), "text"])
    assert (1 in unsure) is (size > LONGEST)
    assert {0, 2} <= clean
