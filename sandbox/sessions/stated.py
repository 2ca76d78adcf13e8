"""What a token says by itself (JWT): how long it lives, and of whom. Only what stands in it is read."""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Any

LONGEST = 16_384
PARTS = 3


def said(token: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and claims of a JWT, which anybody can read; None when it is none (RFC 7515, 7519)."""
    parts = token.split(".")
    if len(parts) != PARTS or len(token) > LONGEST:
        return None
    header, claims = _part(parts[0]), _part(parts[1])
    return None if header is None or claims is None or "alg" not in header else (header, claims)


def lifetime(token: str) -> float | None:
    """Seconds from when a JWT was made (RFC 7519: iat, or nbf) to its end; infinite without one, None for no JWT."""
    if (read := said(token)) is None:
        return None
    _, claims = read
    end, made = _number(claims.get("exp")), _number(claims.get("iat")) or _number(claims.get("nbf"))
    if end is None:
        return math.inf
    return None if made is None else max(end - made, 0.0)


def _part(text: str) -> dict[str, Any] | None:
    try:
        read = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _number(value: object) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if usable and isinstance(value, int | float) and abs(value) < 1e12 else None
