"""What an ID token has to show before anybody is signed in (OpenID Connect Core 1.0, 3.1.3.7), and the faults in it."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from harness.sandbox.demo.fault import Switches

ALGORITHM = "RS256"
LONGEST_HEADER = 4096
LEEWAY = 60
"""Seconds by which two clocks may differ."""

type Fetch = Callable[[str], Awaitable[Any]]


def _registry() -> JWSRegistry:
    """One algorithm, and room for a header that brings a key along: it has to be refused for that, not for its size."""
    registry = JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = LONGEST_HEADER
    return registry


class RefusedError(Exception):
    """A login that is not believed, and why; nobody is signed in."""


@dataclass(frozen=True)
class Expected:
    """What the token must say."""

    issuer: str
    client: str
    nonce: str


async def verified(
    token: str, keys: Mapping[str, Any], expected: Expected, now: float, faults: Switches, fetch: Fetch
) -> dict[str, Any]:
    """The claims of a token that is what it must be. Raises RefusedError."""
    try:
        header = jws.extract_compact(token.encode(), registry=_registry()).headers()
        chosen = await _keys(header, keys, faults, fetch)
        claims = _claims(token, header, chosen, faults)
        _rules(expected, now, claims, faults).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"the token is not valid: {type(error).__name__}") from error
    _audience(claims, expected.client, faults)
    _nonce(claims, expected.nonce, faults)
    return claims


async def _keys(header: Mapping[str, Any], keys: Mapping[str, Any], faults: Switches, fetch: Fetch) -> KeySet:
    """The provider's keys; what the token itself brings along counts for nothing."""
    if faults.on("signon-jku") and "jku" in header:
        return KeySet.import_key_set(await fetch(header["jku"]))
    if faults.on("signon-jwk") and "jwk" in header:
        return KeySet([RSAKey.import_key(header["jwk"])])
    return KeySet.import_key_set({"keys": list(keys["keys"])})


def _claims(token: str, header: Mapping[str, Any], keys: KeySet, faults: Switches) -> dict[str, Any]:
    """The claims, once the signature was checked."""
    known = {key.kid for key in keys.keys}
    if faults.on("signon-alg-none") and header["alg"] == "none":
        return _unchecked(token)
    if faults.on("signon-hs-confusion") and header["alg"] == "HS256" and _confused(token, keys):
        return _unchecked(token)
    if faults.on("signon-unknown-kid") and header.get("kid") not in known:
        return _unchecked(token)
    try:
        return dict(jwt.decode(token, keys, registry=_registry()).claims)
    except BadSignatureError:
        if faults.on("signon-signature"):
            return _unchecked(token)
        raise


def _unchecked(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(_bytes(token.split(".")[1]))
    return claims


def _confused(token: str, keys: KeySet) -> bool:
    """Whether the token is signed with our public key for a secret."""
    said, _, mark = token.rpartition(".")
    (key,) = keys.keys
    assert isinstance(key, RSAKey)
    return hmac.compare_digest(hmac.new(key.as_pem(private=False), said.encode(), "sha256").digest(), _bytes(mark))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _rules(expected: Expected, now: float, claims: dict[str, Any], faults: Switches) -> JWTClaimsRegistry:
    """Issuer and times. A fault leaves its own claim out of what is looked at."""
    if faults.on("signon-expired"):
        claims["exp"] = int(now) + 1
    if faults.on("signon-not-yet-valid"):
        claims.pop("nbf", None)
    issuer = {"essential": True} if faults.on("signon-issuer") else {"essential": True, "value": expected.issuer}
    required = {"exp": {"essential": True}, "iat": {"essential": True}, "aud": {"essential": True}}
    return JWTClaimsRegistry(now=int(now), leeway=LEEWAY, iss=issuer, **required)  # type: ignore[arg-type]


def _audience(claims: Mapping[str, Any], client: str, faults: Switches) -> None:
    """The token is for us, and for nobody else whom we do not know."""
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if client not in named and not faults.on("signon-audience"):
        raise RefusedError("the token is for another client")
    if len(named) > 1 and not faults.on("signon-audience-more"):
        raise RefusedError("the token is for other clients too")


def _nonce(claims: Mapping[str, Any], nonce: str, faults: Switches) -> None:
    if "nonce" not in claims:
        if not faults.on("signon-nonce-missing"):
            raise RefusedError("the token has no nonce")
    elif not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()) and not faults.on("signon-nonce"):
        raise RefusedError("the nonce is not ours")
