"""What `doctor` says about devices: is there an adb, is there a device, may we be root on it, and how to get one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from harness import Ability
from harness.sandbox.android.adb import adb_program, attached, listening, server_port
from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import EMULATOR, DeviceError
from harness.sandbox.android.undo import left_plans

IMAGE = "system-images;android-34;google_apis;x86_64"
GET_EMULATOR = f"sdkmanager emulator '{IMAGE}' && avdmanager create avd -n schoolproof -k '{IMAGE}'"
"""Google's own command line tools fetch an image and make a device of it. A `_playstore` image has no root."""
LIMIT = 10.0
"""Seconds for each answer of a device that is only asked what it is."""
KVM = "/dev/kvm"


def device_abilities() -> list[Ability]:
    """Lines for adb and for each device; nothing is started and nothing is changed to find out."""
    try:
        found = Ability("adb", True, adb_program(), needed=False)
    except DeviceError as error:
        return [Ability("adb", False, f"{error}; apps on devices cannot be tested", error.hint, needed=False)]
    return [found, *_devices(server_port()), *_left_changed()]


def _devices(port: int) -> Iterator[Ability]:
    try:
        there = attached(port) if listening(port) else None
    except DeviceError as error:
        yield Ability("device", False, str(error), error.hint, needed=False)
        return
    for serial, state in there or []:
        yield _device(serial, state, port)
    if not there:
        why = "no adb server runs here yet, so none is known" if there is None else "none is attached"
        yield Ability("device", False, f"{why}{_slow()}", _get(there is None), needed=False)


def _left_changed() -> Iterator[Ability]:
    """A run that is at work has a plan too: whoever asks meanwhile sees what it has changed so far."""
    for serial, ways in left_plans():
        yield Ability("device", False, f"{serial} is not as it was before a run", " ; ".join(ways))


def _slow() -> str:
    """An emulator wants the processor's own help."""
    return "" if os.access(KVM, os.R_OK | os.W_OK) else f"; {KVM} cannot be used, so an emulator would be very slow"


def _get(unknown: bool) -> str:
    start = EMULATOR.replace("NAME", "schoolproof")
    if shutil.which("emulator") is None:
        start = f"{GET_EMULATOR} && {start}"
    return f"adb devices   # or: {start}" if unknown else start


def _device(serial: str, state: str, port: int) -> Ability:
    if state != "device":
        return Ability("device", False, f"{serial} is {state}", f"adb -s {serial} reconnect", needed=False)
    try:
        device = Device(serial, port, limit=LIMIT)
        root = "root" if device.rooted else "not root by itself: it is asked for when a test begins"
    except DeviceError as error:
        return Ability("device", False, str(error), error.hint, needed=False)
    kind = "a simulated device, which proves nothing about Android" if device.simulated else f"API level {device.api}"
    return Ability("device", True, f"{serial}: {kind}, {root}", needed=False)
