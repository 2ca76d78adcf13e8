"""Each thing that can go wrong on the way: told in words, and the device as it was."""

from __future__ import annotations

import pytest

from harness.sandbox.android.errors import LEFT, NO_PROXY, NO_ROOT, UNTRUSTED, WENT, DeviceError
from harness.sandbox.android.install_words import DEVICE
from harness.sandbox.android.undo import NotRestored
from tests.sandbox.android.conftest import APP

FULL = DEVICE["INSTALL_FAILED_INSUFFICIENT_STORAGE"]
TOLD = [
    (33, {"roots": False}, NO_ROOT),
    (30, {"mount_refused": True}, UNTRUSTED),
    (28, {"mount_refused": True, "remount_refused": True}, UNTRUSTED),
    (28, {"copy_ignored": True}, UNTRUSTED),
    (30, {"copy_ignored": True}, UNTRUSTED),
    (34, {"copy_ignored": True}, UNTRUSTED),
    (33, {"label_ignored": True}, UNTRUSTED),
    (34, {"label_ignored": True}, UNTRUSTED),
    (34, {"bind_ignored": True}, UNTRUSTED),
    (30, {"proxy_ignored": True}, NO_PROXY),
    (30, {"settings_stuck": True}, NO_PROXY),
    (30, {"reverse_refused": True}, NO_PROXY),
    (30, {"full": True}, FULL),
    (30, {"breaks": "chmod 755"}, WENT),
    (34, {"breaks": "nsenter --mount=/proc/301/ns/mnt -- mount"}, WENT),
    (30, {"breaks": "cmd package install"}, WENT),
    (28, {"reboots": "pm path"}, WENT),
    (30, {"reboots": "cmd package install", "starting": 2}, WENT),
    (34, {"reboots": "settings put global http_proxy 127"}, WENT),
]


@pytest.mark.parametrize(("api", "wrong", "reason"), TOLD, ids=lambda value: str(value)[:50])
def test_it_is_told_and_nothing_stays(bench, api: int, wrong: dict[str, object], reason: str) -> None:
    one = bench(api, su=wrong.get("roots", True), **wrong)
    before = one.sim.state.snapshot()
    with pytest.raises(DeviceError) as told, one.undo() as undo:
        one.prepare(undo)
    assert told.value.reason == reason
    assert told.value.hint
    assert APP.package not in one.sim.state.packages
    assert one.sim.state.snapshot() == before
    assert not list(one.folder.glob("*.json"))


LEFT_BEHIND = [
    (30, {"uninstall_refused": True}, "the app be.school.app", "shell 'pm uninstall be.school.app'"),
    (30, {"umount_refused": True}, "a cover over the system's authorities", "'umount -l /system/etc/security/cacerts'"),
    (34, {"umount_refused": True}, "a cover over the module's authorities", "nsenter --mount=/proc/PID/ns/mnt"),
    (30, {"settings_stuck": True}, "our proxy in use", "'settings put global http_proxy :0'"),
]


@pytest.mark.parametrize(("api", "wrong", "change", "command"), LEFT_BEHIND, ids=lambda value: str(value)[:50])
def test_what_cannot_be_put_back_is_told_loudly_and_tried_again_next_time(
    bench, api: int, wrong: dict[str, object], change: str, command: str
) -> None:
    one = bench(api, su=True)
    before, failures = one.sim.state.snapshot(), one.sim.state.failures

    def run() -> None:
        with one.undo() as undo:
            one.prepare(undo)
            for name, value in wrong.items():
                setattr(failures, name, value)

    with pytest.raises(NotRestored, match="was NOT put back as it was") as told:
        run()
    assert change in [step.change for step in told.value.left]
    assert command in str(told.value)
    assert told.value.reason == LEFT
    assert one.sim.state.snapshot() != before
    for name in wrong:
        setattr(failures, name, False)
    with one.undo():
        assert one.sim.state.snapshot() == before
    assert not list(one.folder.glob("*.json"))


def test_a_device_that_never_returns_leaves_its_plan(bench) -> None:
    one = bench(30, su=True, breaks="pm path", again=False)
    with pytest.raises(NotRestored) as told, one.undo(limit=0.2) as undo:
        one.prepare(undo)
    last = ["copies of the authorities", "our certificate among the shell's files"]
    assert [step.change for step in told.value.left][-2:] == last
    assert "went away during: pm path" in str(told.value)
    assert isinstance(told.value.__context__, DeviceError)
    assert len(list(one.folder.glob("*.json"))) == 1


def test_an_app_that_says_it_is_installed_and_is_not(bench) -> None:
    one = bench(30, su=True, install_pretended=True)
    with pytest.raises(DeviceError, match="is not there"), one.undo() as undo:
        one.prepare(undo)
