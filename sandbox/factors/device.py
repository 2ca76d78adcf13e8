"""A device that holds passkeys: the browser's virtual authenticator, whose answers can be changed on their way.

https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
"""

from __future__ import annotations

import asyncio
import binascii
import contextlib
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.acting.actor import Actor
from harness.sandbox.factors.assertion import Assertion, Case, Key, made, private_key
from harness.sandbox.settings.effects.tokens import Write

SCRIPT = (Path(__file__).parent / "passkey.js").read_text(encoding="utf-8")
OPTIONS = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}
_FIELDS = ("id", "client", "data", "signature")


class Device:
    """One device in one actor's page. `case` is what its next answers are; `answer` is the last that a page got."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._plugged = ""
        self._credential: dict[str, Any] = {}
        self.case: Case = "good"
        self.key: Key | None = None
        self.other: Key | None = None
        self.before: Assertion | None = None
        self.answer: Assertion | None = None
        self.verification = ""
        self.answered = asyncio.Event()

    @classmethod
    async def held_by(cls, actor: Actor) -> Device:
        """Give this actor's page a device. PlaywrightError: the browser has none."""
        device, name = cls(await actor.context.new_cdp_session(actor.page)), f"_{secrets.token_hex(8)}"
        await device._plug()
        await actor.context.expose_binding(name, device._asked)
        await actor.context.add_init_script(SCRIPT.replace("BINDING", name))
        return device

    async def keep(self) -> bool:
        """Keep the passkey that a page had made; False when it had none made. ValueError: one that cannot be used."""
        held = await self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._plugged})
        for one in held["credentials"]:
            self._credential = one
            handle = b64decode(one.get("userHandle") or "")
            private = private_key(b64decode(one["privateKey"]))
            self.key = Key(b64decode(one["credentialId"]), private, handle, int(one["signCount"]))
            return True
        return False

    async def expect(self, case: Case) -> None:
        """Forget the last answer; the next one is for this case.

        It is plugged in anew: any other session of the debugger that ends takes the devices of its page along.
        """
        self.case, self.answer = case, None
        self.answered.clear()
        await self._plug()
        self._credential["signCount"] += 10
        told = {"authenticatorId": self._plugged, "credential": self._credential}
        await self._session.send("WebAuthn.addCredential", told)

    async def _plug(self) -> None:
        if self._plugged:
            await self.unplug()
        await self._session.send("WebAuthn.enable", {"enableUI": False})
        added = await self._session.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})
        self._plugged = added["authenticatorId"]

    async def _asked(self, _source: object, told: Any) -> dict[str, str | None] | None:
        """A page got an answer from the device: what it is given in its place. Pages can call this with anything."""
        if self.key is None:
            return None
        try:
            answer = made(self.case, _read(told), self.key, self.other, self.before)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        self.answer, self.verification = answer, str(told.get("verification", ""))[:20]
        self.answered.set()
        return _written(answer)

    async def unplug(self) -> None:
        """Take it away, with what it holds; it may be gone already."""
        with contextlib.suppress(PlaywrightError):
            await self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._plugged})


def carried(writes: Iterable[Write], answer: Assertion) -> bool:
    """Whether a request carries this answer's signature, in a form that pages send bytes in."""
    return any(carries(write.url, write.body, answer) for write in writes)


def carries(url: str, body: bytes, answer: Assertion) -> bool:
    """Whether this address or body does."""
    signature = answer.signature
    usual = (b64encode(signature).rstrip(b"="), urlsafe_b64encode(signature).rstrip(b"="), signature.hex().encode())
    listed = ",".join(map(str, signature)).encode()
    shapes = (*usual, usual[0].replace(b"+", b"%2B").replace(b"/", b"%2F"), signature, listed)
    return any(shape in body or shape.decode("latin-1") in url for shape in shapes)


def _read(told: Any) -> Assertion:
    try:
        id_, client, data, signature = (b64decode(told[name], validate=True) for name in _FIELDS)
        handle = None if told.get("handle") is None else b64decode(told["handle"], validate=True)
    except binascii.Error as error:
        raise ValueError("not what the device says") from error
    return Assertion(id_, client, data, signature, handle)


def _written(answer: Assertion) -> dict[str, str | None]:
    fields = {name: b64encode(getattr(answer, name)).decode() for name in _FIELDS}
    return {**fields, "handle": None if answer.handle is None else b64encode(answer.handle).decode()}
