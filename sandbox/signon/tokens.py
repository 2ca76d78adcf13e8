"""ID tokens: a good one, or one with exactly one fault."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws
from joserfc.jwk import Key, RSAKey

ALGORITHM, CONFUSED = "RS256", "HS256"
GOOD, STRANGE = "schoolproof-1", "schoolproof-2"
"""Names (kid) of the key in the provider's key set, and of one that is in no key set of the provider."""
LIFE, HOUR = 300, 3600
OTHER_ISSUER = "https://another-provider.example"
OTHER_CLIENT = "another-client"


@dataclass(frozen=True)
class Keys:
    """The key pair of the provider, and a stranger's."""

    good: RSAKey = field(default_factory=lambda: _fresh(GOOD), repr=False)
    strange: RSAKey = field(default_factory=lambda: _fresh(STRANGE), repr=False)

    def public(self) -> dict[str, Any]:
        """The provider's key set (RFC 7517)."""
        return {"keys": [_public(self.good)]}

    def strangers(self) -> dict[str, Any]:
        """The key set that no client may believe."""
        return {"keys": [_public(self.strange)]}


def _fresh(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": ALGORITHM}, auto_kid=False)


def _public(key: RSAKey) -> dict[str, Any]:
    return dict(key.as_dict(private=False))


@dataclass
class Draft:
    """A token before it is signed."""

    keys: Keys
    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key
    client: str
    strange_keys: str


def id_token(
    keys: Keys, claims: Mapping[str, Any], *, issuer: str, client: str, nonce: str | None, now: int, fault: str = "",
    strange_keys: str = "",
) -> str:
    """A signed ID token in compact form. `fault` is the id of a case that stands in the token, `strange_keys` the
    address of the stranger's key set.
    """
    about: dict[str, Any] = {"iss": issuer, "aud": client, "iat": now, "exp": now + LIFE, **claims}
    if nonce is not None:
        about["nonce"] = nonce
    draft = Draft(keys, {"alg": ALGORITHM, "kid": GOOD, "typ": "JWT"}, about, keys.good, client, strange_keys)
    if fault in FAULTS:
        FAULTS[fault](draft)
    return _signed(draft)


def _signed(draft: Draft) -> str:
    algorithm = draft.header["alg"]
    if algorithm == CONFUSED:
        return _confused(draft)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of `none`, which is the very point here
        return jws.serialize_compact(
            draft.header, json.dumps(draft.claims).encode(), draft.key, algorithms=[algorithm]
        )


def _confused(draft: Draft) -> str:
    """HMAC with the public key's PEM for a secret. The library refuses to do this, as it should."""
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (draft.header, draft.claims))
    said = b".".join(_url64(part) for part in parts)
    mark = hmac.new(draft.keys.good.as_pem(private=False), said, "sha256").digest()
    return (said + b"." + _url64(mark)).decode()


def _url64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _signature(draft: Draft) -> None:
    draft.key = draft.keys.strange


def _none(draft: Draft) -> None:
    draft.header["alg"] = "none"


def _confusion(draft: Draft) -> None:
    draft.header["alg"] = CONFUSED


def _unknown_kid(draft: Draft) -> None:
    draft.header["kid"], draft.key = STRANGE, draft.keys.strange


def _jku(draft: Draft) -> None:
    _unknown_kid(draft)
    draft.header["jku"] = draft.strange_keys


def _jwk(draft: Draft) -> None:
    _unknown_kid(draft)
    draft.header["jwk"] = _public(draft.keys.strange)


def _expired(draft: Draft) -> None:
    draft.claims |= {"iat": draft.claims["iat"] - 2 * HOUR, "exp": draft.claims["exp"] - 2 * HOUR}


def _claims(**changed: Any) -> Callable[[Draft], None]:
    return lambda draft: draft.claims.update(changed)


FAULTS: Mapping[str, Callable[[Draft], None]] = {
    "signature": _signature,
    "alg-none": _none,
    "hs-confusion": _confusion,
    "issuer": _claims(iss=OTHER_ISSUER),
    "audience": _claims(aud=OTHER_CLIENT),
    "audience-more": lambda draft: draft.claims.update(aud=[draft.client, OTHER_CLIENT], azp=OTHER_CLIENT),
    "expired": _expired,
    "not-yet-valid": lambda draft: draft.claims.update(nbf=draft.claims["iat"] + HOUR),
    "nonce": lambda draft: draft.claims.update(nonce=secrets.token_urlsafe(16)),
    "nonce-missing": lambda draft: draft.claims.pop("nonce", None),
    "unknown-kid": _unknown_kid,
    "jku": _jku,
    "jwk": _jwk,
}
"""Case id → what it changes."""
