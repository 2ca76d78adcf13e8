"""The examples of the checks about an app that runs on a device; see `examples.py`."""

from __future__ import annotations

from typing import Any

from tests.checks.example import Example
from tests.harness.build import KNOWN, Build, BuiltSession

APP = {"app": {"name": "Demo", "kind": "android", "package": "app.apk", "hosts": ["school.test"]}}
ANDROID_ID = "9f1c5e7a3b2d4860"
WRONG = ("untrusted", "wrong-host", "expired")


def left(**more: Any) -> Any:
    """Something on the device, with `text` in it."""

    def add(made: Build, session: BuiltSession) -> None:
        text = str(more.get("text", "theme=dark")).encode()
        record = {"place": "preferences", "name": "shared_prefs/user.xml", **{name: value for name, value in more.items() if name != "text"}}
        session.append("remains", **{**record, "size": len(text), "sha256": made.writer.blob(text)})

    return add


def tried(*outcomes: str, control: str = "accepted") -> Any:
    """What the app did with a good certificate, and with each kind of wrong one."""

    def add(made: Build, session: BuiltSession) -> None:
        for case, outcome in (("trusted", control), *zip(WRONG, outcomes, strict=True)):
            made.probe("certificates", case=case, host="school.test", outcome=outcome, requests=int(outcome == "accepted"))

    return add


def sends(body: bytes, **unplanted: str) -> Any:
    """A device whose Android id is known, and a message of the app."""

    def add(made: Build, session: BuiltSession) -> None:
        made.probe("device", api=34, simulated=False, planted={"android_id": ANDROID_ID}, unplanted=unplanted)
        session.exchange("https://ads.tracker.example/collect", method="POST", posted=body)

    return add


def asks(permission: str, *, acted: bool = False) -> Any:
    def add(made: Build, session: BuiltSession) -> None:
        session.append("prompts", permissions=[permission] if permission else [], text="Toestaan?", acted=acted, doing="tasks 1: click")

    return add


def silent(made: Build, session: BuiltSession) -> None:
    """An app that asks nothing."""


def running(good: Any, bad: Any, **more: Any) -> Example:
    return Example(good, bad, profile=APP, **more)


DEVICE: dict[str, Example] = {
    "mobile/device-identifiers": running(sends(b"{}"), sends(ANDROID_ID.encode()), who=None),
    "mobile/devices-not-asked": running(silent, asks("android.permission.CAMERA")),
    "mobile/left-behind": running(left(), left(text=f"<map>{KNOWN['email']}</map>")),
    "mobile/location-not-asked": running(silent, asks("android.permission.ACCESS_FINE_LOCATION")),
    "mobile/wrong-certificates": running(tried("refused", "refused", "refused"), tried("refused", "accepted", "refused"), who=None),
}
