"""Failures on the road to a device: each says whose it is and what to type next."""

from __future__ import annotations

from harness import SchoolproofError
from harness.errors import Owner

EMULATOR = "emulator -avd NAME -no-window -no-audio -no-boot-anim -no-snapshot-save -writable-system"
"""How an emulator is started that lets itself be tested. Its image is a `google_apis` one; `_playstore` has no root."""


class DeviceError(SchoolproofError):
    """The device, or the way to it, failed; the app under test is not to blame unless `owner` says so."""

    def __init__(self, message: str, *, owner: Owner = "platform", hint: str | None = "schoolproof doctor") -> None:
        super().__init__(message, owner=owner, hint=hint)


class DeviceGone(DeviceError):
    """It is offline, was unplugged, rebooted or the adb server ended: nothing more can be asked of it now."""
