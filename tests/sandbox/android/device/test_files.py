"""Of the device that is none: mounts, namespaces and packets behave as Linux and adb do, or the other tests prove little."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.android.device.files import READ_ONLY, Mount, Node, Space, Trouble, Volume
from tests.sandbox.android.device.levels import APEX_STORE, SYSTEM_STORE
from tests.sandbox.android.device.shell import Caller, run
from tests.sandbox.android.device.state import State
from tests.sandbox.android.device.wire import HEAD, MAX_PAYLOAD, Packet, read_packet


def read(data: bytes) -> Packet:
    async def now() -> Packet:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await read_packet(reader)

    return asyncio.run(now())


WORDS = st.integers(0, 2**32 - 1)


@given(WORDS, WORDS, WORDS, st.binary(max_size=500))
def test_packets_come_back(command: int, first: int, second: int, payload: bytes) -> None:
    packet = Packet(command, first, second, payload)
    assert read(packet.encode()) == packet


@given(st.binary(max_size=80))
def test_bytes_that_are_no_packet_are_refused(data: bytes) -> None:
    with pytest.raises((ValueError, asyncio.IncompleteReadError)):
        read(b"\0" * 20 + b"\1\2\3\4" + data)
    with pytest.raises(ValueError, match="no packet"):
        read(HEAD.pack(1, 0, 0, MAX_PAYLOAD + 1, 0, 1 ^ 0xFFFFFFFF))


def test_the_newest_mount_covers_and_uncovers() -> None:
    root = Volume("root", {"/a": Node(folder=True), "/a/x": Node(b"below")})
    space = Space([Mount("/", root)])
    space.mounts.append(Mount("/a", Volume("over")))
    assert space.listing("/a") == []
    space.put("/a/y", Node(b"above"))
    assert (space.read("/a/y", 0), space.get("/a/x"), "/a/y" in root.nodes) == (b"above", None, False)
    bound = space.forked()
    bound.mounts.append(Mount("/b", *space.where("/a")))
    assert bound.read("/b/y", 0) == b"above"
    assert space.get("/b/y") is None
    space.mounts.pop()
    assert space.read("/a/x", 0) == b"below"


def test_a_read_only_system_is_not_written_even_by_root() -> None:
    state = State(30)
    with pytest.raises(Trouble, match=READ_ONLY):
        state.init.space.put(f"{SYSTEM_STORE}/x.0", Node(b"x"))


@pytest.mark.parametrize("api", [33, 34])
def test_mounts_of_the_first_process_reach_the_others_but_not_the_module(api: int) -> None:
    state = State(api)
    root = Caller(state, 0, state.init.space)
    for store in (SYSTEM_STORE, APEX_STORE):
        run(root, f"mount -t tmpfs tmpfs {store}")
    points = {mount.point for mount in state.zygote.space.mounts}
    assert SYSTEM_STORE in points
    assert (APEX_STORE in points) is (api < 34)
    run(root, f"umount {SYSTEM_STORE}")
    assert SYSTEM_STORE not in {mount.point for mount in state.zygote.space.mounts}


def test_a_process_takes_the_mounts_of_the_one_it_comes_from() -> None:
    state = State(34)
    root = Caller(state, 0, state.init.space)
    run(root, f"nsenter --mount=/proc/{state.zygote.pid}/ns/mnt -- mount -t tmpfs tmpfs {APEX_STORE}")
    later = state.fork("later", 10200, state.zygote.space)
    assert APEX_STORE in {mount.point for mount in later.space.mounts}
    assert APEX_STORE not in {mount.point for mount in state.init.space.mounts}


@pytest.mark.parametrize(("mode", "label"), [(0o600, "u:object_r:system_file:s0"), (0o644, "u:object_r:tmpfs:s0")])
def test_an_authority_that_apps_may_not_read_is_not_trusted(mode: int, label: str) -> None:
    state = State(30)
    name = f"{SYSTEM_STORE}/00000000.0"
    state.system.nodes[name] = Node(b"ours", label="u:object_r:system_file:s0")
    assert state.trusts(state.zygote.pid, b"ours")
    state.system.nodes[name] = Node(b"ours", mode=mode, label=label)
    assert not state.trusts(state.zygote.pid, b"ours")


@pytest.mark.parametrize("line", ["echo a | cat", "echo $HOME", "a; b", "a && b", "echo `id`", "cat 'open", "a > b"])
def test_the_shell_runs_plain_commands_only(line: str) -> None:
    state = State(30)
    said = run(Caller(state, 2000, state.init.space), line)
    assert said.code == 1
    assert "sh: syntax error" in said.error


def test_what_others_own_is_not_read_by_the_shell() -> None:
    state = State(30)
    path = "/data/data/com.google.android.gms/shared_prefs/adid_settings.xml"
    assert run(Caller(state, 2000, state.init.space), f"cat {path}").code == 1
    assert b"adid_key" in run(Caller(state, 0, state.init.space), f"cat {path}").out
