"""One-time codes of a persona: never one that is about to end, never the same one twice."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp

from harness.errors import MisuseError, SchoolproofError

MARGIN = 4.0
"""Seconds before the end of a step in which its code is no longer sent: typing and the network take time."""

MAX_WAIT_STEPS = 3
_DIGESTS: dict[str, Any] = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


class _AnyLength(pyotp.TOTP):
    """Accepts the 80-bit seeds that apps still hand out; whether these are long enough is for a check to say."""

    def byte_secret(self) -> bytes:
        text = self.secret.replace(" ", "").replace("-", "").rstrip("=").upper()
        return base64.b32decode(text + "=" * (-len(text) % 8))


@dataclass(frozen=True)
class _Seed:
    code: _AnyLength
    period: int


def _read(seed: str) -> _Seed:
    """A base32 seed or an `otpauth://totp/…` address."""
    try:
        if not seed.strip().startswith("otpauth:"):
            return _checked(_Seed(_AnyLength(seed.strip()), 30))
        query = {key: values[0] for key, values in parse_qs(urlsplit(seed.strip()).query).items()}
        period = int(query.get("period", "30"))
        digest = _DIGESTS[query.get("algorithm", "SHA1").upper()]
        digits = int(query.get("digits", "6"))
        return _checked(_Seed(_AnyLength(query["secret"], digits=digits, digest=digest, interval=period), period))
    except (ValueError, KeyError) as error:
        raise MisuseError(
            "a totp seed is neither base32 nor an otpauth:// address", hint="schoolproof check-profile PROFILE"
        ) from error


def _checked(seed: _Seed) -> _Seed:
    if not 10 <= seed.period <= 120 or not seed.code.byte_secret():
        raise ValueError
    return seed


def _key(seed: _Seed) -> bytes:
    return hashlib.sha256(seed.code.byte_secret()).digest()


class OneTimeCodes:
    """Hands out codes by RFC 6238; one instance remembers which were used, so share it between sessions of a persona.

    `clock` gives Unix time in seconds, `pause` waits that many seconds (both replaceable in tests).
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._used: dict[bytes, int] = {}

    async def next(self, seed: str) -> str:
        """A code that is valid for at least `MARGIN` seconds and was not handed out before; may wait for it."""
        read = _read(seed)
        counter = self._reserve(_key(read), read.period)
        while (left := counter * read.period - self._clock()) > 0:
            await self._pause(left)
        return read.code.generate_otp(counter)

    def at(self, seed: str, offset: int) -> tuple[str, int]:
        """The code of the step that lies `offset` from now, and that step; it is not handed out by this."""
        read = _read(seed)
        step = int(self._clock() // read.period) + offset
        return read.code.generate_otp(step), step

    def into(self, seed: str) -> tuple[float, float]:
        """How many seconds of the present step went by, and how many are left."""
        period = _read(seed).period
        gone = self._clock() % period
        return gone, period - gone

    def last(self, seed: str) -> int:
        """The last step whose code was handed out; -1 when none was."""
        return self._used.get(_key(_read(seed)), -1)

    def use(self, seed: str, step: int) -> None:
        """Hand out no code of this step or an earlier one any more: an app took one of it."""
        key = _key(_read(seed))
        self._used[key] = max(step, self._used.get(key, -1))

    def _reserve(self, key: bytes, period: int) -> int:
        now = self._clock()
        current = int((now + MARGIN) // period)
        counter = max(current, self._used.get(key, -1) + 1)
        if counter > int(now // period) + MAX_WAIT_STEPS:
            raise SchoolproofError("the clock went back, or too many one-time codes were asked for", owner="platform")
        self._used[key] = counter
        return counter


SHARED = OneTimeCodes()
"""The codes of this process, for callers that do not bring their own."""
