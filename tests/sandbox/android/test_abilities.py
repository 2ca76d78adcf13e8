"""What doctor says about devices, without starting or changing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.sandbox.android import abilities, adb
from harness.sandbox.android.abilities import GET_EMULATOR, device_abilities
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.undo import NotRestored, Undo, plans_folder
from tests.sandbox.android.device.failures import Failures
from tests.sandbox.android.device.simulated import simulated


@pytest.fixture
def here(monkeypatch, adb_port: int, tmp_path: Path) -> int:
    """Our own adb server, as if it were the machine's."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(adb_port))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
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


def test_a_device_that_was_not_put_back_is_told_with_what_to_type(bench, here: int) -> None:
    one = bench(30, su=True, umount_refused=True)

    def run() -> None:
        with Undo(one.device, limit=30) as undo:
            one.prepare(undo)

    with pytest.raises(NotRestored):
        run()
    (plans_folder() / "broken.json").write_bytes(b"{")
    told = device_abilities()[-1]
    assert (told.works, told.needed) == (False, True)
    assert told.detail == f"{one.sim.serial} is not as it was before a run"
    assert f"adb -s {one.sim.serial} shell 'umount -l /system/etc/security/cacerts'   # as root" in (told.mend or "")
