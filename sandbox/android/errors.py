"""Failures on the road to a device: each says whose it is and what to type next."""

from __future__ import annotations

from harness import SchoolproofError
from harness.errors import Owner

EMULATOR = "emulator -avd NAME -no-window -no-audio -no-boot-anim -no-snapshot-save -writable-system"
"""How an emulator is started that lets itself be tested. Its image is a `google_apis` one; `_playstore` has no root."""

UNUSABLE = "the device could not be used"
WENT = "the device went away while it was used"
NO_ROOT = "the device lets nobody be root, so our proxy cannot be trusted on it"
UNTRUSTED = "the device did not take over the certificate of our proxy"
NO_PROXY = "the device did not take over the address of our proxy"
LEFT = "something that was changed on the device could not be put back: put it back yourself"


class DeviceError(SchoolproofError):
    """The device, or the way to it, failed; the app under test is not to blame unless `owner` says so.

    `reason` is one of a few fixed sentences for a report (Dutch in `reports/locales/device.nl.toml`): the message may
    hold words of the device, a reason never does.
    """

    def __init__(
        self,
        message: str,
        *,
        owner: Owner = "platform",
        hint: str | None = "schoolproof doctor",
        reason: str = UNUSABLE,
    ) -> None:
        super().__init__(message, owner=owner, hint=hint)
        self.reason = reason


class DeviceGone(DeviceError):
    """It is offline, was unplugged, rebooted or the adb server ended: nothing more can be asked of it now."""

    def __init__(self, message: str, *, hint: str | None = "schoolproof doctor") -> None:
        super().__init__(message, hint=hint, reason=WENT)


GONE = ("offline", "not found", "closed", "server has ended", "no devices", "connecting", "authorizing", "unknown data")
"""What adb says of a device that is not (or no longer) there."""


def refused(serial: str, doing: str, said: str, hint: str) -> DeviceError:
    """What adb refused, as our error: gone, where its words mean that."""
    kind = DeviceGone if any(words in said.lower() for words in GONE) else DeviceError
    return kind(f"{serial}: {doing[:200]}: {said[:300]}", hint=hint)
