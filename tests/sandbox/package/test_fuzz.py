"""Every reader of a package, fed with files that were harmed where formats hurt: it reads or refuses, and never stumbles.

More, by hand: `.venv/bin/python -m pytest tests/sandbox/package/test_fuzz.py --hypothesis-profile default -n 0`, with a
larger MOST. What it finds is made small and kept in `corpus.py`.
"""

from __future__ import annotations

import struct
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.sandbox.package.limits import UnreadableError
from tests.sandbox.package.corpus import KEPT, READERS

MOST = 40
NUMBERS = st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF])
"""Where counts, sizes and offsets turn over."""
PLACE = st.integers(0, 1 << 16)
HARM = st.one_of(
    st.tuples(st.just("byte"), PLACE, st.integers(0, 255)),
    st.tuples(st.just("number"), PLACE, NUMBERS),
    st.tuples(st.just("place"), PLACE, PLACE),
    st.tuples(st.just("cut"), PLACE, PLACE),
    st.tuples(st.just("twice"), PLACE, PLACE),
    st.tuples(st.just("drop"), PLACE, st.integers(1, 30)),
)


def harmed(seed: bytes, harms: list[tuple[str, int, int]]) -> bytes:
    """The file after each harm in turn; places count around its end."""
    data = bytearray(seed)
    for kind, place, value in harms:
        at, other = place % (len(data) or 1), value % (len(data) or 1)
        if kind == "byte":
            data[at : at + 1] = bytes([value])
        elif kind in ("number", "place"):
            data[at : at + 4] = struct.pack("<>"[place % 2] + "I", value if kind == "number" else other)
        elif kind == "cut":
            del data[at:]
        elif kind == "twice":
            data[at:at] = data[other : other + 40]
        else:
            del data[at : at + value]
    return bytes(data)


def outcome(name: str, data: bytes) -> str:
    """The code with which a reader refuses, or nothing; any other error is a stumble, and comes through."""
    one = READERS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about odd names in certificates
        try:
            one.reader(data)
        except UnreadableError as error:
            return error.why
        except one.raises:
            return "expected"
    return ""


@pytest.mark.parametrize("name", sorted(READERS))
@settings(max_examples=MOST, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 9), st.lists(HARM, min_size=1, max_size=5))
def test_a_harmed_file_is_read_or_refused(name: str, number: int, harms: list[tuple[str, int, int]]) -> None:
    seeds = READERS[name].seeds
    outcome(name, harmed(seeds[number % len(seeds)], harms))


@pytest.mark.parametrize("name", sorted(READERS))
def test_an_honest_file_is_read(name: str) -> None:
    assert {outcome(name, seed) for seed in READERS[name].seeds} == {""}


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_file_that_ends_anywhere_is_read_or_refused(name: str) -> None:
    seed = READERS[name].seeds[0]
    ends = {outcome(name, seed[:end]) for end in range(0, len(seed), max(len(seed) // 60, 1))}
    assert ends != {""}, "no end was noticed"


@pytest.mark.parametrize("what", sorted(KEPT))
def test_what_once_broke_a_reader_breaks_none(what: str) -> None:
    name, data = KEPT[what]
    assert data not in READERS[name].seeds, "the harm did not take"
    outcome(name, data)
