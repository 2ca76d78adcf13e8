"""Passwords and one-time codes: kept as scrypt hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping

import pyotp

from harness.sandbox.demo.fault import Switches

# A hundredth of what a production server should spend, so that schools start and many sign in without delay.
_COST, _BLOCK, _LANES = 2**10, 8, 1
STEP_SECONDS = 30


def hash_password(password: str) -> str:
    """`salt$hash`, both hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def password_matches(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed."""
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)


def code_step(code: str, seed: str, off: int = 1) -> int | None:
    """The 30-second step (since 1970) that these digits belong to, at most `off` early or late; None if none."""
    generator, now = pyotp.TOTP(seed), int(time.time()) // STEP_SECONDS
    given = code.strip().encode("utf-8", "replace")
    for step in range(now - off, now + off + 1):
        if hmac.compare_digest(generator.at(step * STEP_SECONDS).encode(), given):
            return step
    return None


class UsedCodes:
    """Remembers each person's last code, so that none is accepted twice; `spare` are recovery codes."""

    def __init__(self, spare: Mapping[str, str] | None = None) -> None:
        self._last: dict[str, int] = {}
        self._spare = dict(spare or {})

    def accept(self, username: str, code: str, seed: str, faults: Switches) -> bool:
        """Whether the code is right and newer than the last one that was accepted."""
        step = code_step(code, seed, 5 if faults.on("code-window-wide") else 1)
        if step is None or (step <= self._last.get(username, -1) and not faults.on("code-taken-twice")):
            return False
        self._last[username] = step
        return True

    def accept_spare(self, username: str, code: str, faults: Switches) -> bool:
        """Whether it is the person's recovery code, which then serves no more."""
        if code.strip() != self._spare.get(username):
            return False
        if not faults.on("recovery-code-taken-twice"):
            del self._spare[username]
        return True


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)


# Compared against when the account does not exist, so that both cases take as long.
NOBODY = hash_password(secrets.token_urlsafe(16))
