"""The whole way there and back on each level: what is sent, what an app then trusts, and that nothing stays."""

from __future__ import annotations

import pytest

from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.seeding import identifiers
from tests.sandbox.android.conftest import APP, PACKAGE, PORT
from tests.sandbox.android.device.levels import APEX_STORE, SYSTEM_STORE

LEVELS = [28, 30, 33, 34]
LOOKS = (
    "getprop",
    "pm list",
    "id -u",
    "ls ",
    "test ",
    "settings get",
    "pm path",
    "pidof",
    "ps ",
    "cat ",
    "mountpoint",
    "sync",
    "su ",
)
"""Beginnings of commands that change nothing."""
WRITTEN = [
    "cp /data/local/tmp/schoolproof-ca.pem {system}/{name}",
    "chown root:root {system}/{name}",
    "chmod 644 {system}/{name}",
    "chcon u:object_r:system_file:s0 {system}/{name}",
]
COVERED = [
    "rm -rf /data/local/tmp/schoolproof-cas",
    "mkdir -p -m 700 /data/local/tmp/schoolproof-cas",
    "cp {store}/* /data/local/tmp/schoolproof-cas/",
    "mount -t tmpfs tmpfs {system}",
    "cp /data/local/tmp/schoolproof-cas/* {system}/",
    "chown root:root {system}/*",
    "chmod 644 {system}/*",
    "chcon u:object_r:system_file:s0 {system}/*",
    "chmod 755 {system}",
    "chcon u:object_r:system_file:s0 {system}",
]
SPREAD = [f"nsenter --mount=/proc/{pid}/ns/mnt -- mount --bind {{system}} {{store}}" for pid in (300, 301, 302, 303)]
REST = [
    f"reverse:forward:norebind:tcp:{PORT};tcp:{PORT}",
    f"settings put global http_proxy 127.0.0.1:{PORT}",
    "settings put global device_name {planted}",
    f"cmd package install -t -S {len(PACKAGE)}",
]
MADE = {28: ["remount:", *WRITTEN], 30: COVERED + WRITTEN, 33: COVERED + WRITTEN, 34: COVERED + WRITTEN + SPREAD}
BACK_28 = [
    "remount:",
    "mount -o rw,remount /system",
    "mount -o rw,remount /",
    "rm -f {system}/{name}",
    "mount -o ro,remount /system",
    "mount -o ro,remount /",
]
BACK_30 = ["rm -f {system}/{name}", "umount -l {system}", "rm -rf /data/local/tmp/schoolproof-cas"]
BACK_34 = [f"nsenter --mount=/proc/{pid}/ns/mnt -- umount -l {{store}}" for pid in (300, 301, 302, 303)] + BACK_30
UNMADE = {28: BACK_28, 30: BACK_30, 33: BACK_30, 34: BACK_34}
SETTINGS_BACK = [
    "pm uninstall be.school.app",
    "settings put global device_name 'Simulated device'",
    "settings put global http_proxy :0",
    "settings delete global global_http_proxy_exclusion_list",
    "settings delete global global_http_proxy_port",
    "settings delete global global_http_proxy_host",
    "settings delete global http_proxy",
    f"reverse:killforward:tcp:{PORT}",
]


def changes(log: list[str]) -> list[str]:
    """What was sent that changes something, in order; looking through a process' mounts is looking."""
    kept = []
    for line in log:
        inner = line.partition(" -- ")[2] if line.startswith("nsenter ") else line
        if not inner.startswith(LOOKS) and line != "reverse:list-forward":
            kept.append(line)
    return kept


@pytest.mark.parametrize("api", LEVELS)
def test_there_and_back(bench, api: int) -> None:
    one = bench(api)
    state, before = one.sim.state, one.sim.state.snapshot()
    with one.undo() as undo:
        prepared = one.prepare(undo)
        known = {"system": SYSTEM_STORE, "store": state.level.store, "planted": prepared.name}
        known["name"] = prepared.authority.rpartition("/")[2]
        wanted = ["root:", *MADE[api], *REST]
        assert changes(state.log) == [line.format_map(known) for line in wanted]
        assert prepared.authority.startswith(APEX_STORE if api == 34 else SYSTEM_STORE)
        assert one.device.shell("monkey -p be.school.app 1").code == 0
        running = state.running(APP.package)
        assert state.trusts(running.pid, one.ca)
        assert state.packages[APP.package].granted == set()
        assert state.live_proxy == prepared.proxy == f"127.0.0.1:{PORT}"
        seen = identifiers(one.device, APP.package, prepared.name)
        assert set(seen.known) == {"serial", "android_id", "app_android_id", "advertising_id", "device_name"}
        assert seen.unseen == {}
        done = len(state.log)
    wanted = [*SETTINGS_BACK, *UNMADE[api], "rm -f /data/local/tmp/schoolproof-ca.pem", "unroot:"]
    assert changes(state.log[done:]) == [line.format_map(known) for line in wanted]
    assert state.snapshot() == before
    assert [path.suffix for path in one.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize("api", LEVELS)
def test_a_user_who_has_root_keeps_it_and_their_own_settings_come_back(bench, api: int) -> None:
    one = bench(api, su=True)
    state = one.sim.state
    state.settings["global", "http_proxy"] = "10.0.0.1:3128"
    state.settings["global", "global_http_proxy_host"] = "10.0.0.1"
    state.settings["global", "global_http_proxy_port"] = "3128"
    state.settings["global", "global_http_proxy_exclusion_list"] = ""
    state.live_proxy = "10.0.0.1:3128"
    state.reverses["tcp:1"] = "tcp:2"
    before = state.snapshot()
    with one.undo() as undo:
        one.prepare(undo)
        assert state.live_proxy == f"127.0.0.1:{PORT}"
    assert state.snapshot() == before
    assert "root:" not in state.log
    assert "settings put global http_proxy :0" not in state.log


def test_an_emulator_that_does_not_let_its_system_be_written_is_covered_instead(bench) -> None:
    one = bench(28, remount_refused=True, su=True)
    before = one.sim.state.snapshot()
    with one.undo() as undo:
        one.prepare(undo)
        one.device.shell("monkey -p be.school.app 1")
        assert one.sim.state.trusts(one.sim.state.running(APP.package).pid, one.ca)
    assert one.sim.state.snapshot() == before


def test_an_authority_of_the_same_name_keeps_its_place(bench) -> None:
    one = bench(28, su=True)
    with one.undo() as undo:
        first = one.prepare(undo).authority
    store, inner = one.sim.state.system, first
    store.nodes[inner] = next(iter(store.nodes.values()))
    before = one.sim.state.snapshot()
    with one.undo() as undo:
        assert one.prepare(undo).authority == first[:-1] + "1"
    assert one.sim.state.snapshot() == before


def test_a_store_that_somebody_covered_already_is_left_alone(bench) -> None:
    one = bench(30, su=True)
    one.device.as_root("mount -t tmpfs tmpfs /system/etc/security/cacerts")
    before = one.sim.state.snapshot()
    with pytest.raises(DeviceError, match="over its authorities already"), one.undo() as undo:
        one.prepare(undo)
    assert one.sim.state.snapshot() == before
