"""A device made ready for one app: root, our proxy trusted and in use, a name of ours, the app installed.

In this order, so that taking back (last first) removes the app before the ground under it changes. The app is granted
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.sandbox.android.device import Device
from harness.sandbox.android.install import install
from harness.sandbox.android.proxy import lead_to
from harness.sandbox.android.seeding import plant
from harness.sandbox.android.step import Step
from harness.sandbox.android.trust import trust
from harness.sandbox.android.undo import Undo

SHELL = "2000"
"""The uid of adb's shell when it is not root."""


@dataclass(frozen=True)
class Prepared:
    """`authority`: where our proxy's certificate stands in the store; `proxy`: the address that is set; `name`: the
    planted name of the device, None when it did not take it; `boot`: which start of the device all this holds for."""

    authority: str
    proxy: str
    name: str | None
    boot: str


def prepare(device: Device, undo: Undo, package: str, files: Sequence[Path], *, ca: bytes, port: int) -> Prepared:
    """Make `device` ready for the app called `package`, installed from `files` (the base and its splits).

    `ca` is the proxy's certificate (PEM), `port` where it listens on this machine. Raises DeviceError for what did not
    take hold; leaving `undo` takes back whatever was done until then.
    """
    rooted(device, undo)
    authority = trust(device, undo, ca)
    proxy = lead_to(device, undo, port)
    name = plant(device, undo)
    install(device, undo, package, files)
    return Prepared(authority, proxy, name, device.boot())


def rooted(device: Device, undo: Undo) -> None:
    """See to it that we can be root on the device; it stops at the end where it began here."""
    if not device.rooted:
        undo.plan(Step("adbd running as root", ("adbd:unroot:",), "shell:id -u", SHELL))
        device.become_root()
