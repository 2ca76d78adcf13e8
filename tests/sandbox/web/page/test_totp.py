"""One-time codes: never one about to end, never one twice."""

from __future__ import annotations

import asyncio

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MisuseError, SchoolproofError
from harness.sandbox.web.page.totp import MARGIN, OneTimeCodes
from tests.sandbox.web.page.stage import SEED, Clock

START = 1_700_000_010.0  # the start of a step: a multiple of 30


def codes(clock: Clock, count: int, seed: str = SEED) -> list[str]:
    """So many codes in a row."""
    handed = clock.codes()

    async def ask() -> list[str]:
        return [await handed.next(seed) for _ in range(count)]

    return asyncio.run(ask())


def test_the_code_of_now() -> None:
    clock = Clock(START + 5)
    assert codes(clock, 1) == [pyotp.TOTP(SEED).at(START + 5)]
    assert clock.waits == []


def test_one_about_to_end_is_not_sent() -> None:
    clock = Clock(START + 28)
    assert codes(clock, 1) == [pyotp.TOTP(SEED).at(START + 30)]
    assert sum(clock.waits) == pytest.approx(2)


def test_none_twice() -> None:
    clock = Clock(START)
    assert codes(clock, 3) == [pyotp.TOTP(SEED).at(START + 30 * step) for step in range(3)]
    assert clock.now == START + 60


def test_two_sessions_at_once_get_two_codes() -> None:
    clock = Clock(START)
    handed = clock.codes()

    async def both() -> list[str]:
        return list(await asyncio.gather(handed.next(SEED), handed.next(SEED)))

    assert len(set(asyncio.run(both()))) == 2


@given(st.floats(0, 4e9), st.integers(1, 3))
def test_valid_when_handed_out(now: float, count: int) -> None:
    clock = Clock(now)
    handed = clock.codes()
    for _ in range(count):
        code = asyncio.run(handed.next(SEED))
        assert code == pyotp.TOTP(SEED).at(int(clock.now))
        assert 30 - clock.now % 30 >= MARGIN - 0.01
    assert sum(clock.waits) <= 30 * count + MARGIN


def test_a_clock_that_went_back_is_told() -> None:
    clock = Clock(START)
    handed = clock.codes()
    asyncio.run(handed.next(SEED))
    clock.now -= 3600
    with pytest.raises(SchoolproofError, match="clock"):
        asyncio.run(handed.next(SEED))


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("JBSWY3DPEHPK3PXP", "short, as apps still hand out"),
        ("jbsw y3dp ehpk 3pxp", "with spaces"),
        ("otpauth://totp/School:ada?secret=JBSWY3DPEHPK3PXP&issuer=School", "an address"),
    ],
)
def test_seeds(seed: str, expected: str) -> None:
    plain = OneTimeCodes(lambda: START, asyncio.sleep)
    assert asyncio.run(plain.next(seed)) == codes(Clock(START), 1, "JBSWY3DPEHPK3PXP")[0], expected


def test_other_algorithm_digits_and_period() -> None:
    seed = f"otpauth://totp/x?secret={SEED}&algorithm=SHA256&digits=8&period=60"
    expected = pyotp.TOTP(SEED, digits=8, digest="sha256", interval=60).at(1_700_000_000)
    assert codes(Clock(1_700_000_000.0), 1, seed) == [expected]


@pytest.mark.parametrize("seed", ["", "not base32!", "otpauth://totp/x", "otpauth://totp/x?secret=AAAA&period=0", "ééé"])
def test_bad_seeds_are_told_without_their_value(seed: str) -> None:
    with pytest.raises(MisuseError) as caught:
        codes(Clock(START), 1, seed)
    assert seed == "" or seed not in str(caught.value)


def test_codes_of_other_steps_are_told_without_being_handed_out() -> None:
    codes = OneTimeCodes(clock=lambda: 65.0)
    seed = pyotp.random_base32()
    assert codes.at(seed, -2) == (pyotp.TOTP(seed).at(0), 0)
    assert codes.at(seed, 1) == (pyotp.TOTP(seed).at(90), 3)
    assert codes.into(seed) == (5.0, 25.0)
    assert codes.last(seed) == -1
    codes.use(seed, 3)
    codes.use(seed, 1)
    assert codes.last(seed) == 3
