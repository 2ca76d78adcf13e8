"""The same road on a device that is none and, where there is one, on a real one: seen by its own answers alone.

SCHOOLPROOF_DEVICE=emulator-5554 pytest -m device tests/sandbox/android
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.sandbox.android.adb import server_port
from harness.sandbox.android.device import Device
from harness.sandbox.android.prepare import prepare, rooted
from harness.sandbox.android.seeding import identifiers
from harness.sandbox.android.trust import APEX, SYSTEM
from harness.sandbox.android.undo import Undo
from harness.sandbox.android.zygote import families
from tests.sandbox.android.conftest import APP, PACKAGE
from tests.sandbox.android.device.apps import App
from tests.sandbox.android.device.simulated import simulated
from tests.sandbox.package.school_app import MISSING, SchoolApp, tools_are_here

OURS = ("http_proxy", "device_name")
VARIABLE = "SCHOOLPROOF_DEVICE"


@dataclass
class Place:
    """A device and an app that can be installed on it."""

    device: Device
    package: str
    file: Path


@pytest.fixture(params=["34", pytest.param("real", marks=pytest.mark.device)])
def place(request: pytest.FixtureRequest, tmp_path: Path, adb_port: int) -> Iterator[Place]:
    if request.param == "real":
        serial = os.environ.get(VARIABLE)
        if serial is None:
            pytest.skip(f"no device: set {VARIABLE} to a serial of `adb devices`")
        if not tools_are_here():
            pytest.skip(MISSING)
        yield Place(Device.open(serial, port=server_port()), "be.demoschool.app", SchoolApp(tmp_path).build())
        return
    file = tmp_path / "app.apk"
    file.write_bytes(PACKAGE)
    with simulated(int(request.param), adb_port) as sim:
        sim.state.shelf.put(PACKAGE, App(APP.package))
        yield Place(Device.open(sim.serial, port=adb_port), APP.package, file)


def observed(device: Device) -> dict[str, object]:
    """What a run could leave behind, as the device tells it."""
    stores = [store for store in (SYSTEM, APEX) if device.shell(f"ls -d {store}").code == 0]
    return {
        "settings": {name: device.shell(f"settings get global {name}").line for name in OURS},
        "packages": sorted(device.shell("pm list packages").text.splitlines()),
        "stores": {store: device.shell(f"ls {store}").text for store in stores},
        "shell's files": device.shell("ls /data/local/tmp").text,
        "covers": [device.shell(f"mountpoint -q {store}").code for store in stores],
        "rules": device.service("reverse:list-forward"),
        "uid": device.shell("id -u").line,
    }


def test_there_and_back_as_the_device_tells_it(place: Place, authority: bytes, tmp_path: Path) -> None:
    device, before = place.device, observed(place.device)
    with Undo(device, tmp_path / "plans") as undo:
        ready = prepare(device, undo, place.package, [place.file], ca=authority, port=9998)
        seen_by_apps = device.as_root(f"nsenter --mount=/proc/{families(device)[0]}/ns/mnt -- cat {ready.authority}")
        assert seen_by_apps.text.encode() == authority
        assert device.shell(f"monkey -p {place.package} -c android.intent.category.LAUNCHER 1").code == 0
        granted = [
            line
            for line in device.shell(f"dumpsys package {place.package}").text.splitlines()
            if "granted=true" in line
        ]
        assert not [line for line in granted if "CAMERA" in line or "LOCATION" in line]
        seen = identifiers(device, place.package, ready.name)
        assert {"android_id", "device_name"} <= set(seen.known)
        changed = observed(device)
        assert all(changed[what] != before[what] for what in ("settings", "packages", "rules", "shell's files"))
    assert observed(device) == before
    with Undo(device, tmp_path / "plans") as undo:
        rooted(device, undo)
        for pid in families(device):
            covers = [
                device.as_root(f"nsenter --mount=/proc/{pid}/ns/mnt -- mountpoint -q {store}").code
                for store in (SYSTEM, APEX)
            ]
            assert 0 not in covers
