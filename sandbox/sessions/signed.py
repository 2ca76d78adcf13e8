"""Tokens that the app did not make: what a forger tries with a signed token (JWT), and what signs it. Pure."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from harness.sandbox.sessions.stated import said

DEPTH = 6
DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
COMMON = (
    "secret", "Secret", "SECRET", "secretkey", "secret-key", "secret_key", "secretKey", "mysecret", "my-secret",
    "my_secret", "my-secret-key", "supersecret", "super-secret", "super_secret_key", "jwt", "jwtsecret", "jwt-secret",
    "jwt_secret", "JWT_SECRET", "jwt_secret_key", "token", "key", "private", "privatekey", "password", "passw0rd",
    "changeme", "change-me", "change_this", "changeit", "default", "test", "testing", "dev", "development", "example",
    "admin", "root", "qwerty", "letmein", "12345678", "123456", "your-256-bit-secret", "your-384-bit-secret",
    "your-512-bit-secret", "your_jwt_secret", "your-secret-key", "a-string-secret-at-least-256-bits-long",
    "django-insecure", "laravel", "keyboard cat", "hs256-secret", "shhhhh", "geheim", "wachtwoord", "school",
)
"""Secrets of examples in guides and libraries, and what people put in their place."""


def forgeries(token: str) -> dict[str, str]:
    """By name, the same token with its signature taken away or made up. Empty for what is no JWT."""
    read = said(token)
    if read is None:
        return {}
    head, claims, signature = token.split(".")
    unsigned = _based(json.dumps({**read[0], "alg": "none"}, separators=(",", ":")).encode())
    other = _based(secrets.token_bytes(max(len(signature) * 3 // 4, 32)))
    return {
        "unsigned": f"{unsigned}.{claims}.",
        "stripped": f"{head}.{claims}.",
        "other-signature": f"{head}.{claims}.{other}",
    }


def common_secret(token: str) -> bool:
    """Whether one of the secrets that everybody knows signs it. Nothing is sent, and which one is not told."""
    read, (signed, _, signature) = said(token), token.rpartition(".")
    digest = DIGESTS.get(str(read[0]["alg"])) if read else None
    if digest is None:
        return False
    made = (_based(hmac.digest(secret.encode(), signed.encode(), digest)) for secret in COMMON)
    return any(hmac.compare_digest(one, signature) for one in made)


def told_by(claims: Mapping[str, Any], canaries: Mapping[str, str]) -> list[tuple[str, str]]:
    """(claim, planted field that stands in it); a claim within a claim is `user.email`."""
    planted = [(name, value.casefold()) for name, value in canaries.items()]
    texts = [(claim, text.casefold()) for claim, text in _leaves(claims, "", DEPTH)]
    return [(claim, name) for claim, text in texts for name, value in planted if value in text]


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and depth:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name), depth - 1)
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _based(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
