"""Passwords and one-time codes: kept as scrypt hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp

# A tenth of what a production server should spend, so that a run of many sign-ins stays quick.
_COST, _BLOCK, _LANES = 2**12, 8, 1


def hash_password(password: str) -> str:
    """`salt$hash`, both hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def password_matches(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed."""
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)


def code_matches(code: str, seed: str) -> bool:
    """Whether the six digits belong to the seed, one step of 30 seconds early or late included."""
    return pyotp.TOTP(seed).verify(code.strip(), valid_window=1)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)


# Compared against when the account does not exist, so that both cases take as long.
NOBODY = hash_password(secrets.token_urlsafe(16))
