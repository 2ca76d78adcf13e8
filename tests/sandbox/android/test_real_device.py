"""The same road on a device that is none and, where there is one, on a real one: seen by its own answers alone.

SCHOOLPROOF_DEVICE=emulator-5554 pytest -m device tests/sandbox/android
SCHOOLPROOF_RECORD=tests/sandbox/android/recorded/api34.jsonl   beside it writes down what the device said: from then on
the same test runs on that transcript too, without a device.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.sandbox.android.adb import server_port
from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.prepare import prepare, rooted
from harness.sandbox.android.seeding import identifiers
from harness.sandbox.android.trust import APEX, SYSTEM
from harness.sandbox.android.undo import Undo
from harness.sandbox.android.zygote import families
from tests.sandbox.android.conftest import APP, PACKAGE
from tests.sandbox.android.device.apps import App
from tests.sandbox.android.device.simulated import Simulated, simulated
from tests.sandbox.android.device.transcript import Player, Recorder, Transcript
from tests.sandbox.package.school_app import MISSING, SchoolApp, tools_are_here

OURS = ("http_proxy", "device_name")
VARIABLE, RECORD = "SCHOOLPROOF_DEVICE", "SCHOOLPROOF_RECORD"
RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.jsonl"))
PROXY = 9998


@dataclass
class Place:
    """A device, an app that can be installed on it, and the authority of a proxy."""

    device: Device
    package: str
    file: Path
    authority: bytes
    named: set[str] = field(default_factory=set)
    """What the device told that would name it."""


@pytest.fixture(params=["34", *RECORDED, pytest.param("real", marks=pytest.mark.device)], ids=lambda one: Path(one).stem)
def place(request: pytest.FixtureRequest, tmp_path: Path, adb_port: int, authority: bytes) -> Iterator[Place]:
    if request.param == "real":
        yield from real(tmp_path, authority)
    elif request.param == "34":
        with simulated(34, adb_port) as sim:
            yield on_simulated(sim, adb_port, tmp_path, authority)
    else:
        with Player(Transcript.read(request.param)) as player:
            yield on_transcript(player, Transcript.read(request.param), tmp_path)
            assert player.missed == []


def real(folder: Path, authority: bytes) -> Iterator[Place]:
    """The device that SCHOOLPROOF_DEVICE names, written down where SCHOOLPROOF_RECORD says so."""
    serial = os.environ.get(VARIABLE)
    if serial is None:
        pytest.skip(f"no device: set {VARIABLE} to a serial of `adb devices`")
    if not tools_are_here():
        pytest.skip(MISSING)
    file = SchoolApp(folder).build()
    if RECORD not in os.environ:
        yield Place(Device.open(serial, port=server_port()), "be.demoschool.app", file, authority)
        return
    with Recorder(server_port()) as recorder:
        yield (one := Place(Device.open(serial, port=recorder.port), "be.demoschool.app", file, authority))
        written(recorder, one, Path(os.environ[RECORD]))


def written(recorder: Recorder, one: Place, file: Path) -> None:
    """What was heard, without what names the device, as a file."""
    heard = Transcript(tuple(recorder.heard), one.file.read_bytes(), one.package, one.authority)
    heard.hidden(one.device.serial, *sorted(one.named)).write(file)


def on_simulated(sim: Simulated, port: int, folder: Path, authority: bytes) -> Place:
    file = folder / "app.apk"
    file.write_bytes(PACKAGE)
    sim.state.shelf.put(PACKAGE, App(APP.package))
    return Place(Device.open(sim.serial, port=port), APP.package, file, authority)


def on_transcript(player: Player, transcript: Transcript, folder: Path) -> Place:
    file = folder / "app.apk"
    file.write_bytes(transcript.package)
    return Place(Device.open(player.serial, port=player.port), transcript.name, file, transcript.authority)


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


def test_there_and_back_as_the_device_tells_it(place: Place, tmp_path: Path) -> None:
    there_and_back(place, tmp_path)


def test_what_a_device_said_can_be_heard_again_without_it(adb_port: int, authority: bytes, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("there", "again")]
    for folder in folders:
        folder.mkdir()
    with simulated(34, adb_port) as sim, Recorder(adb_port) as recorder:
        one = on_simulated(sim, recorder.port, folders[0], authority)
        there_and_back(one, folders[0])
        written(recorder, one, tmp_path / "api34.jsonl")
    transcript = Transcript.read(tmp_path / "api34.jsonl")
    said = b"".join(each.said for each in transcript.exchanges)
    assert len(one.named) >= 3
    assert [value for value in (one.device.serial, *one.named) if value.encode() in said] == []
    with Player(transcript) as player:
        again = on_transcript(player, transcript, folders[1])
        assert again.device.simulated
        there_and_back(again, folders[1])
        assert player.missed == []
    with Player(transcript) as player:
        again = on_transcript(player, transcript, folders[1])
        with pytest.raises(DeviceError, match="not in the transcript"):
            again.device.shell("something else")
        assert len(player.missed) == 1


def there_and_back(place: Place, tmp_path: Path) -> None:
    device, before, authority = place.device, observed(place.device), place.authority
    with Undo(device, tmp_path / "plans") as undo:
        ready = prepare(device, undo, place.package, [place.file], ca=authority, port=PROXY)
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
        place.named |= {value for name, value in seen.known.items() if name != "device_name"}
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
