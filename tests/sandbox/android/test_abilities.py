"""What doctor says about devices, without starting or changing anything."""

from __future__ import annotations

import pytest

from harness.sandbox.android import abilities, adb
from harness.sandbox.android.abilities import GET_EMULATOR, device_abilities
from harness.sandbox.android.errors import DeviceError
from tests.sandbox.android.device.failures import Failures
from tests.sandbox.android.device.simulated import simulated


@pytest.fixture
def here(monkeypatch, adb_port: int) -> int:
    """Our own adb server, as if it were the machine's."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(adb_port))
    monkeypatch.setattr(abilities.shutil, "which", lambda name: None)
    return adb_port


def test_a_device_is_told_with_its_level_and_root(bench, here: int) -> None:
    one = bench(33, su=True)
    before = one.sim.state.snapshot()
    told = device_abilities()
    assert [(line.name, line.works) for line in told] == [("adb", True), ("device", True)]
    assert told[1].detail == f"{one.sim.serial}: a simulated device, which proves nothing about Android, root"
    one.sim.state.failures.su = False
    del one.sim.state.props["ro.schoolproof.simulated"]
    assert "API level 33, not root by itself" in device_abilities()[1].detail
    assert one.sim.state.snapshot() == before


def test_a_device_that_asks_who_we_are_is_told(here: int) -> None:
    with simulated(30, here, failures=Failures(authorised=False)) as sim:
        told = device_abilities()[1]
    assert (told.works, told.detail) == (False, f"{sim.serial} is unauthorized")


def test_how_to_get_one_is_told(here: int, monkeypatch) -> None:
    told = device_abilities()[1]
    assert (told.works, told.needed) == (False, False)
    assert told.mend is not None
    assert GET_EMULATOR in told.mend
    assert "playstore" not in told.mend
    monkeypatch.setattr(abilities.shutil, "which", lambda name: f"/sdk/{name}")
    assert (device_abilities()[1].mend or "").startswith("emulator -avd schoolproof ")


def test_no_server_is_started_to_look(monkeypatch) -> None:
    monkeypatch.setattr(abilities, "listening", lambda port: False)
    monkeypatch.setattr(adb.subprocess, "run", lambda *args, **kwargs: pytest.fail(f"started {args}"))
    told = device_abilities()[1]
    assert "no adb server runs here yet" in told.detail
    assert (told.mend or "").startswith("adb devices")


def test_without_adb_it_is_said_how_to_get_it(monkeypatch) -> None:
    def missing() -> str:
        raise DeviceError("adbutils is not installed: no device can be reached", hint=adb.INSTALL)

    monkeypatch.setattr(abilities, "adb_program", missing)
    (told,) = device_abilities()
    assert (told.works, told.needed, told.mend) == (False, False, adb.INSTALL)
