"""Commands, files and root through the real adb, and what is said when the device, or the way to it, fails."""

from __future__ import annotations

import io
import socket

import pytest

from harness.sandbox.android import adb, device
from harness.sandbox.android.device import Answer, Device
from harness.sandbox.android.errors import NO_ROOT, WENT, DeviceError, DeviceGone
from tests.sandbox.android.device.failures import Failures
from tests.sandbox.android.device.simulated import simulated


def test_commands_tell_their_output_and_their_exit_code(bench) -> None:
    there = bench(30).device
    assert (there.api, there.simulated) == (30, True)
    assert there.shell("getprop ro.build.version.release") == Answer("11\n", 0)
    assert there.shell("cat /nothing") == Answer("cat: /nothing: No such file or directory\n", 1)
    assert there.shell("nonsense").code == 127


def test_what_a_command_prints_is_cut_and_never_believed_to_be_text(bench, monkeypatch) -> None:
    there, path = bench().device, "/data/local/tmp/odd"
    there.push(b"\xff\xfe" + b"x" * 200_000, path)
    assert there.shell(f"cat {path}").text.startswith("\ufffd\ufffdxx")
    monkeypatch.setattr(device, "MAX_OUTPUT", 1000)
    assert (len(there.shell(f"cat {path}").text), there.shell(f"cat {path}").cut) == (1000, True)


@pytest.mark.parametrize("size", [0, 1, 65536, 300_001])
def test_files_come_back_as_they_went(bench, size: int) -> None:
    there, path = bench().device, "/data/local/tmp/file"
    content = bytes(at * 7 % 251 for at in range(size))
    there.push(content, path)
    assert there.pull(path) == content == there.output(f"cat {path}")


def test_a_file_that_is_too_large_or_not_there_is_an_error(bench, monkeypatch) -> None:
    there, path = bench().device, "/data/local/tmp/file"
    there.push(bytes(5000), path)
    with pytest.raises(DeviceError, match="more than 4999 bytes"):
        there.pull(path, limit=4999)
    with pytest.raises(DeviceError, match="No such file"):
        there.pull("/data/local/tmp/none")
    with pytest.raises(DeviceError, match="Permission denied"):
        there.push(b"x", "/data/system/x")
    monkeypatch.setattr(device, "MAX_PULL", 100)
    with pytest.raises(DeviceError, match="more than 100 bytes"):
        there.output(f"cat {path}")


def test_a_device_without_room_says_so(bench) -> None:
    one = bench(full=True)
    with pytest.raises(DeviceError, match="does not take /data/local/tmp/file: couldn't create file: No space left"):
        one.device.push(bytes(300_000), "/data/local/tmp/file")


@pytest.mark.parametrize(("roots", "su"), [(True, False), (False, True), (True, True)])
def test_root_is_had_by_either_way(bench, roots: bool, su: bool) -> None:
    there = bench(roots=roots, su=su).device
    assert there.rooted is su
    there.become_root()
    assert there.rooted
    assert there.as_root("id -u") == Answer("0\n", 0)
    assert there.as_root("cat '/data/data/com.google.android.gms/shared_prefs/adid_settings.xml'").code == 0


def test_a_device_without_root_says_so(bench) -> None:
    there = bench(roots=False).device
    for ask in (there.become_root, lambda: there.as_root("id -u")):
        with pytest.raises(DeviceError, match="lets nobody be root") as told:
            ask()
        assert (told.value.reason, told.value.owner) == (NO_ROOT, "platform")
        assert told.value.hint is not None
        assert told.value.hint.startswith("emulator -avd")


def test_a_command_that_hangs_is_given_up(bench) -> None:
    there = bench(hangs="logcat").device
    with pytest.raises(DeviceError, match="did not answer in time: logcat -d"):
        there.shell("logcat -d", timeout=0.2)
    assert there.shell("id -u").line == "2000"


@pytest.mark.parametrize("breaks", ["breaks", "reboots"])
def test_a_device_that_goes_is_told_and_can_be_waited_for(bench, breaks: str) -> None:
    there = bench(**{breaks: "logcat"}).device
    before = there.boot()
    with pytest.raises(DeviceGone) as told:
        there.shell("logcat -d")
    assert told.value.reason == WENT
    there.wait(30)
    assert (there.boot() != before) is (breaks == "reboots")


def test_a_device_that_stays_away_is_gone(bench) -> None:
    one = bench(breaks="logcat", again=False)
    with pytest.raises(DeviceGone):
        one.device.shell("logcat -d")
    with pytest.raises(DeviceGone):
        one.device.wait(0.2)
    with pytest.raises(DeviceError, match="is (offline|connecting)|no device"):
        Device.open(one.sim.serial, port=one.device.port)
    with pytest.raises(DeviceGone) as told:
        one.device.push(b"x", "/data/local/tmp/x")
    assert told.value.hint is not None
    assert str(one.device.port) in told.value.hint


def test_a_stream_that_the_device_refuses_half_way_is_told(bench) -> None:
    one = bench(breaks="cmd package install")
    with pytest.raises(DeviceGone):
        one.device.feed("cmd package install -S 10000000", io.BytesIO(bytes(10_000_000)), 10_000_000)


def test_which_device_is_meant_must_be_clear(bench, adb_port: int) -> None:
    with pytest.raises(DeviceError, match="no device is attached"):
        Device.open(port=adb_port)
    one = bench(28)
    assert Device.open(port=adb_port).serial == one.sim.serial
    with pytest.raises(DeviceError, match="no device emulator-5554 is attached"):
        Device.open("emulator-5554", port=adb_port)
    bench(33)
    with pytest.raises(DeviceError, match="2 devices are attached"):
        Device.open(port=adb_port)


def test_a_device_that_does_not_know_us_is_told(adb_port: int) -> None:
    with (
        simulated(30, adb_port, failures=Failures(authorised=False)) as sim,
        pytest.raises(DeviceError, match="has not allowed this machine"),
    ):
        Device.open(sim.serial, port=adb_port)


def test_an_android_that_is_too_old_is_refused(bench) -> None:
    one = bench()
    one.sim.state.props["ro.build.version.sdk"] = "23"
    with pytest.raises(DeviceError, match="API level '23'"):
        Device.open(one.sim.serial, port=one.device.port)


def test_no_other_server_is_started_when_ours_has_ended(monkeypatch) -> None:
    """adbutils would start one, on the usual port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(adb.subprocess, "run", lambda *args, **kwargs: pytest.fail(f"started {args}"))
    with pytest.raises(DeviceError, match="the adb server has ended"):
        adb.attached(port)


def test_the_port_of_the_server_is_where_adb_looks(monkeypatch) -> None:
    monkeypatch.delenv("ANDROID_ADB_SERVER_PORT", raising=False)
    assert adb.server_port() == 5037
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", "15037")
    assert adb.server_port() == 15037
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", "15037; rm")
    assert adb.server_port() == 5037
