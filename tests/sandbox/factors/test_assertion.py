"""A faulty answer differs from the right one in one thing, and in nothing that a server would see besides."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.factors.assertion import SITE, VERIFIED, Assertion, Case, Key, Private, made, private_key, signed

CLIENT = json.dumps({"type": "webauthn.get", "challenge": "bnVtbWVy", "origin": "https://school.test"}).encode()
DATA = hashlib.sha256(b"school.test").digest() + bytes([0x05]) + (12).to_bytes(4)
MINE, THEIRS = (Key(name, ec.generate_private_key(ec.SECP256R1()), name, count) for name, count in ((b"a", 3), (b"b", 7)))
GENUINE = signed(Assertion(b"a", CLIENT, DATA, b"", b"a"), MINE)


def holds(answer: Assertion, key: Key) -> bool:
    """Whether the signature belongs to the answer."""
    message, public = answer.data + hashlib.sha256(answer.client).digest(), key.private.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(answer.signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(answer.signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            public.verify(answer.signature, message)
    except InvalidSignature:
        return False
    return True


def differs(one: Assertion, other: Assertion) -> set[str]:
    """What is not the same, the signature apart."""
    parts = {
        "id": lambda each: each.id, "handle": lambda each: each.handle, "site": lambda each: each.data[:SITE],
        "flags": lambda each: each.data[SITE], "counter": lambda each: each.data[SITE + 1:],
        **{name: lambda each, name=name: json.loads(each.client)[name] for name in ("type", "challenge", "origin")},
    }  # fmt: skip
    return {name for name, part in parts.items() if part(one) != part(other)}


@pytest.mark.parametrize(
    ("case", "changed"),
    [("good", set()), ("origin", {"origin"}), ("site", {"site"}), ("unverified", {"flags"}), ("counter", {"counter"})],
)
def test_one_thing_is_wrong_and_the_signature_is_right(case: Case, changed: set[str]) -> None:
    answer = made(case, GENUINE, MINE, None, None)
    assert differs(GENUINE, answer) == changed
    assert holds(answer, MINE)


def test_what_is_wrong() -> None:
    assert json.loads(made("origin", GENUINE, MINE, None, None).client)["origin"].startswith("https://school.test.")
    assert not made("unverified", GENUINE, MINE, None, None).data[SITE] & VERIFIED
    flipped = made("signature", GENUINE, MINE, None, None)
    assert not differs(GENUINE, flipped)
    assert not holds(flipped, MINE)
    before = Assertion(b"a", CLIENT.replace(b"bnVtbWVy", b"ZWVyZGVy"), b"", b"", None)
    again = made("replayed", GENUINE, MINE, None, before)
    assert differs(GENUINE, again) == {"challenge"}
    assert holds(again, MINE)
    other = made("other", GENUINE, MINE, THEIRS, None)
    assert differs(GENUINE, other) == {"id", "counter"}, "it is for this user, by the passkey of another"
    assert holds(other, THEIRS)


def test_what_is_not_there_is_told() -> None:
    short = Assertion(b"a", CLIENT, b"short", b"", None)
    nowhere = Assertion(b"a", b'{"origin":  null}', DATA, b"", None)
    for case, answer in (("replayed", GENUINE), ("other", GENUINE), ("good", short)):
        with pytest.raises(ValueError, match=r"."):
            made(case, answer, MINE, None, None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no origin"):
        made("origin", Assertion(b"a", CLIENT.replace(b"https://", b"https:\\/\\/"), DATA, b"", None), MINE, None, None)
    with pytest.raises(ValueError, match="no origin"):
        made("origin", nowhere, MINE, None, None)


@pytest.mark.parametrize("kind", ["ec", "rsa", "ed25519"])
def test_keys_of_each_kind_sign(kind: str) -> None:
    kinds = {"ec": lambda: ec.generate_private_key(ec.SECP256R1()), "rsa": lambda: rsa.generate_private_key(65537, 2048),
             "ed25519": ed25519.Ed25519PrivateKey.generate}
    private = private_key(_der(kinds[kind]()))
    key = Key(b"a", private, b"", 0)
    assert holds(signed(GENUINE, key), key)


def test_another_kind_of_key_is_refused() -> None:
    with pytest.raises(ValueError, match="another kind"):
        private_key(_der(dsa.generate_private_key(1024)))  # type: ignore[arg-type]


def _der(private: Private) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@given(st.binary(max_size=80), st.binary(max_size=80), st.sampled_from(["good", "origin", "site", "unverified", "counter"]))
def test_any_answer_is_changed_or_refused(client: bytes, data: bytes, case: Case) -> None:
    try:
        answer = made(case, Assertion(b"a", client, data, b"", None), MINE, None, None)
    except ValueError:
        return
    assert len(answer.data) == len(data)
    assert holds(answer, MINE)
