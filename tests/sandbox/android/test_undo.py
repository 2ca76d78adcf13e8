"""The plan of what is put back: before the change, last first, through interruptions, and by the next run after a kill."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.sandbox.android import undo as undoing
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.step import Step, typed
from harness.sandbox.android.undo import Undo, plans_folder
from tests.sandbox.android.conftest import PORT

NAME = Step("the name", ("shell:settings put global device_name Old",), "shell:settings get global device_name", "Old")


def test_no_change_is_made_before_its_way_back_is_on_the_disk(bench, monkeypatch) -> None:
    one = bench(34, su=True)
    planned_before: list[tuple[int, int]] = []
    write = Undo._write

    def noted(self: Undo) -> None:
        write(self)
        planned_before.append((len(json.loads(self.path.read_bytes())["steps"]), len(one.sim.state.log)))

    monkeypatch.setattr(Undo, "_write", noted)
    with one.undo() as undo:
        one.prepare(undo)
        steps = [step.change for step in undo._plan.steps]
    log, at = one.sim.state.log, {change: planned_before[number][1] for number, change in enumerate(steps)}
    made = {
        "our certificate among the shell's files": "sync SEND /data/local/tmp/schoolproof-ca.pem",
        "copies of the authorities": "su 0 sh -c 'mkdir",
        "a cover over the system's authorities": "su 0 sh -c 'mount -t tmpfs",
        "a cover over the module's authorities": "su 0 sh -c 'nsenter --mount=/proc/300/ns/mnt -- mount",
        "a port that leads here": "reverse:forward:",
        "our proxy in use": f"settings put global http_proxy 127.0.0.1:{PORT}",
        "the name of the device": "settings put global device_name sp-",
        "the app be.school.app": "cmd package install",
    }
    for change, beginning in made.items():
        assert at[change] <= next(number for number, line in enumerate(log) if line.startswith(beginning)), change


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, ValueError, SystemExit])
def test_whatever_ends_the_run_the_device_is_put_back(bench, interrupt: type[BaseException]) -> None:
    one = bench(34, su=True)
    before = one.sim.state.snapshot()

    def run() -> None:
        with one.undo() as undo:
            one.prepare(undo)
            raise interrupt

    with pytest.raises(interrupt):
        run()
    assert one.sim.state.snapshot() == before


def test_a_second_interruption_while_restoring_does_not_stop_it(bench, monkeypatch) -> None:
    one = bench(34, su=True)
    before, perform, interrupted = one.sim.state.snapshot(), undoing.perform, []

    def impatient(device, line: str):
        if line.startswith("everywhere:umount") and not interrupted:
            interrupted.append(line)
            raise KeyboardInterrupt
        return perform(device, line)

    with one.undo() as undo:
        one.prepare(undo)
        monkeypatch.setattr(undoing, "perform", impatient)
    assert interrupted
    assert one.sim.state.snapshot() == before


def test_a_cancelled_task_puts_back_first(bench) -> None:
    one = bench(30, su=True)
    before = one.sim.state.snapshot()

    async def run(ready: asyncio.Event) -> None:
        async with one.undo() as undo:
            await asyncio.to_thread(one.prepare, undo)
            ready.set()
            await asyncio.Event().wait()

    async def main() -> None:
        ready = asyncio.Event()
        task = asyncio.create_task(run(ready))
        await ready.wait()
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert one.sim.state.snapshot() == before


KILLED = """
import os, sys
from pathlib import Path
from harness.sandbox.android.device import Device
from harness.sandbox.android.prepare import prepare
from harness.sandbox.android.undo import Undo
serial, port, folder, package, ca = sys.argv[1:]
device = Device.open(serial, port=int(port))
with Undo(device, Path(folder)) as undo:
    prepare(device, undo, "be.school.app", [Path(package)], ca=Path(ca).read_bytes(), port=9999)
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_run_left_is_put_back_by_the_next(bench, tmp_path: Path) -> None:
    one = bench(34)
    before = one.sim.state.snapshot()
    (tmp_path / "ca.pem").write_bytes(one.ca)
    words = [one.sim.serial, str(one.device.port), str(one.folder), str(one.package), str(tmp_path / "ca.pem")]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr.decode()
    assert one.sim.state.snapshot() != before
    with one.undo():
        assert one.sim.state.snapshot() == before


def test_two_runs_do_not_work_on_one_device(bench) -> None:
    one = bench(30, su=True)
    with one.undo(), pytest.raises(DeviceError, match="another run is at work"), one.undo():
        raise AssertionError("two at once")
    with one.undo():
        pass


def test_a_plan_of_another_device_under_the_same_serial_is_not_carried_out(bench) -> None:
    one = bench(30, su=True)
    with pytest.raises(DeviceError), one.undo() as undo:
        undo.plan(Step("something", (), "shell:id -u", "never"))
    one.sim.state.props["ro.serialno"] = "ANOTHER"
    done = len(one.sim.state.log)
    with pytest.raises(DeviceError, match="another device"), one.undo():
        raise AssertionError("went on")
    assert not [line for line in one.sim.state.log[done:] if line.startswith(("settings put", "su 0 sh -c 'rm"))]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"serial":1,"whose":"x"}'])
def test_a_plan_that_cannot_be_read_stops_before_anything_is_changed(bench, content: bytes) -> None:
    one = bench(30, su=True)
    one.folder.mkdir()
    undo = one.undo()
    undo.path.write_bytes(content)
    with pytest.raises(DeviceError) as told, undo:
        raise AssertionError("went on")
    assert told.value.hint == f"rm '{undo.path}'"
    assert undo.path.exists()


def test_what_was_put_back_already_is_not_put_back_twice(bench) -> None:
    one = bench(30)
    with one.undo() as undo:
        one.sim.state.settings["global", "device_name"] = "Old"
        undo.plan(NAME)
    assert "settings put global device_name Old" not in one.sim.state.log


def test_a_way_back_that_answers_well_and_does_nothing_is_no_way_back(bench) -> None:
    one = bench(30)
    with pytest.raises(undoing.NotRestored), one.undo() as undo:
        undo.plan(Step("the name", ("shell:echo done",), "shell:settings get global device_name", "Old"))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("shell:pm uninstall a.b", "adb -s S shell 'pm uninstall a.b'"),
        ("root:rm -f /x", "adb -s S shell 'rm -f /x'   # as root"),
        ("adbd:unroot:", "adb -s S unroot"),
        ("adbd:reverse:killforward:tcp:80", "adb -s S reverse --remove tcp:80"),
    ],
)
def test_ways_back_are_told_as_they_are_typed(line: str, command: str) -> None:
    assert typed("S", line) == command


def test_plans_are_kept_with_the_user(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert plans_folder() == tmp_path / "schoolproof" / "devices"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setitem(os.environ, "HOME", "/somewhere")
    assert plans_folder() == Path("/somewhere/.local/state/schoolproof/devices")


@pytest.mark.parametrize("look", ["shell:nonsense -q /x", "shell:ls /nothing/there", "shell:pm nonsense"])
def test_a_look_that_does_not_work_shows_nothing(bench, look: str) -> None:
    """No such program is not "no", and a listing that fails does not show that something is away."""
    one = bench(30)
    wanted = {"without": "x\n"} if "nonsense -q" not in look else {}
    with pytest.raises(undoing.NotRestored), one.undo() as undo:
        undo.plan(Step("something", ("shell:echo done",), look, **wanted))


def test_without_a_place_for_plans_nothing_is_changed(bench, tmp_path: Path) -> None:
    one = bench(30, su=True)
    one.folder.write_text("a file where a folder should be")
    done = len(one.sim.state.log)
    with pytest.raises(DeviceError, match="cannot be written to") as told, one.undo() as undo:
        one.prepare(undo)
    assert (told.value.hint or "").startswith("XDG_STATE_HOME=")
    assert not [line for line in one.sim.state.log[done:] if not line.startswith(("getprop", "settings get"))]


def test_a_plan_that_cannot_be_kept_stops_before_its_change(bench) -> None:
    one = bench(30)
    before = one.sim.state.snapshot()

    def run() -> None:
        with one.undo() as undo:
            one.folder.joinpath(undo.path.with_suffix(".new").name).mkdir()
            one.prepare(undo)

    with pytest.raises(DeviceError, match="cannot be written to"):
        run()
    assert one.sim.state.snapshot() == before
    assert "root:" not in one.sim.state.log
