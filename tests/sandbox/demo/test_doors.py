"""Each fault of passkeys and of other ways in, and that a school without it does none of this."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault_doors import DOOR_FAULTS, PASSKEY_FAULTS
from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.passkeys import Keyring
from harness.sandbox.demo.people import Person
from harness.sandbox.factors.assertion import Assertion, Case, Key, made, signed
from tests.sandbox.demo.visitor import HOME, Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

CASES: tuple[Case, ...] = ("good", "origin", "site", "unverified", "signature", "replayed", "other")


def key(name: bytes) -> Key:
    return Key(name, ec.generate_private_key(ec.SECP256R1()), name, 0)


MINE, THEIRS = key(b"willibrord"), key(b"ada")


def school(*faults: str) -> Keyring:
    """Two people with a passkey each."""
    ring = Keyring(switches(faults))
    for one in (MINE, THEIRS):
        public = ES256.from_cryptography_key(one.private.public_key())
        ring.of(one.handle.decode()).append(AttestedCredentialData.create(bytes(16), one.id, public))
    return ring


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def answer(state: dict[str, Any]) -> Assertion:
    """What the device would say."""
    client = json.dumps({"type": "webauthn.get", "challenge": state["challenge"], "origin": f"https://{hosts.SCHOOL}"})
    data = sha256(hosts.SCHOOL.encode()).digest() + bytes([0x05]) + (1).to_bytes(4)
    return signed(Assertion(MINE.id, client.encode(), data, b"", MINE.handle), MINE)


def written(one: Assertion) -> dict[str, Any]:
    """As a page sends it."""
    parts = {"clientDataJSON": one.client, "authenticatorData": one.data, "signature": one.signature}
    response = {name: text(value) for name, value in parts.items()} | {"userHandle": text(one.handle or b"")}
    return {"id": text(one.id), "rawId": text(one.id), "type": "public-key", "response": response}


def opened(*faults: str) -> set[Case]:
    """The cases that open the account of the first."""
    ring, found = school(*faults), set[Case]()
    before = answer(ring.begin_opening()[1])
    for case in CASES:
        state = ring.begin_opening()[1]
        given = made(case, answer(state), MINE, THEIRS, before)
        try:
            owner = ring.opens(state, written(given))
        except ValueError:
            continue
        found |= {case} if owner == "willibrord" else set()
    return found


def test_each_passkey_fault_opens_its_own_case_only() -> None:
    assert opened() == {"good"}
    for fault in PASSKEY_FAULTS:
        assert opened(fault.id) == {"good", *fault.told}, fault.id


def test_nobody_has_more_passkeys_than_a_few_and_none_of_another_site() -> None:
    ring = school()
    options, state = ring.begin_adding("ada")
    assert options["publicKey"]["rp"]["id"] == hosts.SCHOOL
    with pytest.raises((ValueError, KeyError, TypeError)):
        ring.add("ada", state, {"id": "x"})
    unknown = made("good", answer(ring.begin_opening()[1]), MINE, None, None)
    ring.of("willibrord").clear()
    with pytest.raises(ValueError, match="unknown"):
        ring.opens(ring.begin_opening()[1], written(unknown))


def ways(guest: Visitor, person: Person, other: Person) -> set[str]:
    """Which doors the password alone opens."""
    assert person.totp is not None
    seen, given = set[str](), {"username": person.username, "password": person.password}

    def asked(path: str, **more: str) -> Any:
        guest.client.cookies.clear()
        return guest.client.post(path, json={**given, **more}, headers={"origin": HOME})

    def half(who: Person) -> bool:
        guest.client.cookies.delete("__Host-sessie", domain="demoschool.test")
        return guest.post("/login", username=who.username, password=who.password).headers["location"] == "/start"

    seen |= {"api app"} if asked("/api/login").status_code == 200 and guest.get("/api/me").status_code == 200 else set()
    token = asked("/api/token").json().get("token")
    guest.client.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    seen |= {"api /api/token"} if guest.get("/api/me", **bearer).status_code == 200 else set()
    assert not half(person)
    assert guest.post("/login/code", code=pyotp.TOTP(person.totp).now(), onthoud="on").headers["location"] == "/start"
    assert half(person), "this device is remembered"
    seen |= {"remember-me another"} if half(other) else set()
    guest.client.cookies.clear()
    return seen | ({"remember-me elsewhere"} if half(person) else set())


def test_each_door_fault_opens_its_own_door_only(visitor: Visitors, people: People) -> None:
    cast = people["willibrord"], people["gumbertus"]
    assert ways(visitor(), *cast) == set()
    for fault in DOOR_FAULTS:
        assert ways(visitor(fault.id), *cast) == set(fault.told), fault.id


def test_the_app_signs_in_with_everything(visitor: Visitors, people: People) -> None:
    guest = visitor()
    for person in (people["ada"], people["willibrord"]):
        code = {"code": pyotp.TOTP(person.totp).now()} if person.totp else {}
        given = {"username": person.username, "password": person.password, **code}
        told = guest.client.post("/api/token", json=given).json()["token"]
        guest.client.cookies.clear()
        assert person.email in guest.get("/api/me", authorization=f"Bearer {told}").text
    assert guest.client.post("/api/token", json={"username": "ada", "password": "fout"}).status_code == 401
    assert guest.client.post("/api/login", content=b"{}", headers={"content-type": "text/plain"}).status_code == 400
