"""Records of what was tried about second factors."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class FactorTried(Record, kw_only=True):
    """One thing that was tried with a password and without the code that belongs to it, or with a wrong one.

    `case`: `password-alone`, `half-address` and `half-page` (an address of the account, asked by a script or opened,
    with a login that still owes its code), `code-again` (used before), `code-early` and `code-late` (two steps ahead,
    two behind), `recovery-again` (a recovery code that was used), `wrong-tries` (the right code after `tries` wrong
    ones) or `demanded` (a password alone, of somebody without a second factor, while the school demands one).
    `control`: why that says nothing; "" when the whole login worked before and after. `inside`: it opened the account.
    `reached`: planted fields that it showed.
    """

    persona: str
    role: str
    case: str
    control: str = ""
    inside: bool = False
    address: str = ""
    reached: list[str] = field(default_factory=list)
    tries: int = 0
    shot: str | None = None


class Ceremony(Record, kw_only=True):
    """One sign-in with a passkey.

    `case`: `good`, or what was wrong with the answer of the device and nothing else: its `origin`, the `site` (rpId)
    that it was made for, `unverified` (nobody's finger, face or PIN was asked), its `signature`, `replayed` (it
    answers a question that was answered before), `other` (the passkey of somebody else, for this user), `counter` (a
    count that went back).
    `control`: why that says nothing; "" when the passkey worked before and after. `inside`: it opened the account.
    `alone`: no password was typed beside it. `verification`: what the page asked about the user.
    """

    persona: str
    role: str
    case: str
    control: str = ""
    inside: bool = False
    alone: bool = True
    verification: str = ""
    shot: str | None = None


class DoorTried(Record, kw_only=True):
    """Another way into an account, tried with a password alone.

    `found`: nobody declared it, the app's own files name it. `case`: `alone` (only the password), `half` (a login that
    still owes its code), `elsewhere` (another device than the one that is remembered) or `another` (the device is
    remembered, the account is another). `control`: why that says nothing; "" when who may got in by the same way.
    `inside`: the account was open; `reached`: its planted fields that were seen.
    """

    persona: str
    role: str
    door: str
    kind: str
    case: str = "alone"
    found: bool = False
    control: str = ""
    inside: bool = False
    reached: list[str] = field(default_factory=list)
    shot: str | None = None
