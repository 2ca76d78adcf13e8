"""What a passkey answers (a WebAuthn assertion), and the same answer with one thing wrong.

Pure. Everything else of a faulty answer is right, and it is signed anew with the passkey's own key: a refusal has one
reason only. https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

type Case = Literal["good", "origin", "site", "unverified", "signature", "replayed", "other", "counter"]
type Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

SITE = 32
"""Bytes of the site's digest, which stand first; a byte of flags and four of the counter follow."""
VERIFIED = 0x04
ELSEWHERE = "elders.example"
_HASHES: dict[int, Callable[[], hashes.HashAlgorithm]] = {256: hashes.SHA256, 384: hashes.SHA384, 521: hashes.SHA512}


@dataclass(frozen=True)
class Key:
    """A passkey: its id, the private key, the handle of its user and how often it signed."""

    id: bytes
    private: Private = field(repr=False)
    handle: bytes
    counter: int


@dataclass(frozen=True)
class Assertion:
    """One answer, as the page gets it. `handle` is None where the passkey told no user."""

    id: bytes
    client: bytes
    data: bytes
    signature: bytes
    handle: bytes | None


def private_key(der: bytes) -> Private:
    """A private key from PKCS#8. Raises ValueError: not one that signs for passkeys here."""
    key = load_der_private_key(der, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise ValueError("a key of another kind")
    return key


def made(case: Case, genuine: Assertion, key: Key, other: Key | None, before: Assertion | None) -> Assertion:
    """The answer for a case; `other` is the passkey of somebody else, `before` an answer that was used.

    Raises ValueError: this case needs one that is not there, or the answer is none.
    """
    if len(genuine.data) < SITE + 5:
        raise ValueError("too short for an answer")
    if case == "replayed":
        if before is None:
            raise ValueError("no answer was used before")
        return signed(replace(genuine, client=before.client), key)  # its count goes on: only the question is an old one
    if case == "other":
        if other is None:
            raise ValueError("nobody else has a passkey")
        return signed(replace(genuine, id=other.id, data=_counted(genuine.data, other.counter + 1)), other)
    sound = signed(_changed(case, genuine), key)
    return replace(sound, signature=_flipped(sound.signature)) if case == "signature" else sound


def signed(answer: Assertion, key: Key) -> Assertion:
    """The answer with the signature that belongs to it."""
    message, private = answer.data + hashlib.sha256(answer.client).digest(), key.private
    if isinstance(private, ec.EllipticCurvePrivateKey):
        signature = private.sign(message, ec.ECDSA(_HASHES[private.key_size]()))
    elif isinstance(private, rsa.RSAPrivateKey):
        signature = private.sign(message, padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = private.sign(message)
    return replace(answer, signature=signature)


def _changed(case: Case, answer: Assertion) -> Assertion:
    data = answer.data
    match case:
        case "origin":
            return replace(answer, client=_elsewhere(answer.client))
        case "site":
            return replace(answer, data=hashlib.sha256(ELSEWHERE.encode()).digest() + data[SITE:])
        case "unverified":
            return replace(answer, data=data[:SITE] + bytes([data[SITE] & ~VERIFIED]) + data[SITE + 1:])
        case "counter":
            return replace(answer, data=_counted(data, 1))
    return answer


def _elsewhere(client: bytes) -> bytes:
    """The same client data from an origin that only begins like the app's. Raises ValueError: there is none."""
    try:
        origin = json.loads(client)["origin"]
    except (KeyError, TypeError, IndexError, RecursionError) as error:
        raise ValueError("the client data is none") from error
    if not isinstance(origin, str):
        raise ValueError("the client data tells no origin")
    told = f"https://{urlsplit(origin).hostname}.{ELSEWHERE}"
    changed = client.replace(json.dumps(origin).encode(), json.dumps(told).encode(), 1)
    if changed == client:
        raise ValueError("the client data tells no origin")
    return changed


def _counted(data: bytes, counter: int) -> bytes:
    return data[:SITE + 1] + counter.to_bytes(4) + data[SITE + 5:]


def _flipped(signature: bytes) -> bytes:
    return signature[:-1] + bytes([signature[-1] ^ 1])
