"""Evidence records of an app on a device: which device, what was asked there, what stayed behind, what got through."""

from __future__ import annotations

import msgspec

from harness.model.records import Record


class DeviceFacts(Record, kw_only=True):
    """The device (`probes/device.jsonl`). `simulated`: it is no real one, and nothing on it speaks for an app.

    `trusted`: where the recorder's authority stood among its own. `planted`: what identifies it (name → value), as read
    there or put there; `unplanted`: identifiers that are not known (name → why).
    """

    api: int
    simulated: bool
    trusted: str = ""
    planted: dict[str, str] = msgspec.field(default_factory=dict)
    unplanted: dict[str, str] = msgspec.field(default_factory=dict)


class PermissionPrompt(Record, kw_only=True):
    """Android asked for a permission in front of the app (`sessions/…/prompts.jsonl`), and was refused.

    `permissions` as Android's books tell; empty when they do not. `acted`: something had been tapped in this session
    before. `after`: goes-on, asks-again or gone. `doing`: the step or the tap that was last.
    """

    permissions: list[str]
    text: str = ""
    refused: bool = True
    after: str = "goes-on"
    acted: bool = False
    doing: str = ""
    shot: str | None = None


class Remainder(Record, kw_only=True):
    """Something on the device after the journeys (`sessions/…/remains.jsonl`).

    `place`: log (the app's own lines), external, preferences, database or file. `backup`: whether Android may back it
    up (yes, no, unknown), as the app's own switch says.
    """

    place: str
    name: str
    size: int = 0
    sha256: str | None = None
    backup: str = "no"


class Reach(Record, kw_only=True):
    """How much of an app's traffic was read (`sessions/…/reach.jsonl`), in bytes.

    `around` went past the recorder, by Android's count; None, and `percent` None, when Android did not tell.
    """

    around: int | None
    through: int
    read: int
    percent: int | None


class CertificateTry(Record, kw_only=True):
    """What the app did before a server of the test (`probes/certificates.jsonl`).

    `case`: trusted (the control), untrusted, wrong-host or expired. `outcome`: accepted (it sent a request), refused
    (it ended the handshake) or silent (it did not connect). `requests`: how many it sent.
    """

    case: str
    host: str
    outcome: str
    requests: int = 0
