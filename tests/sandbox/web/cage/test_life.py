"""A cage leaves nothing behind: not when closed, not when its owner is killed, not when it breaks."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.sandbox.web.cage import Cage, CageKind, open_cage

SLEEPER = "import select; print('up', flush=True); select.select([], [], [], 300)"
# Opens a cage, starts a program in it that would run on, reports all process numbers, and waits to be killed.
OWNER = """
import subprocess, sys
from pathlib import Path
from harness.sandbox.web.cage import CageKind, open_cage
cage = open_cage(["ada"], Path(sys.argv[1]), noise=lambda _: False, want=CageKind(sys.argv[2]))
wrapper = cage.executable(Path(sys.executable), Path(sys.argv[1]))
guest = subprocess.Popen([wrapper, "-I", "-S", "-c", sys.argv[3]], stdout=subprocess.PIPE, start_new_session=True)
guest.stdout.readline()
print(guest.pid, flush=True)
guest.wait()
"""


def _namespace(pid: int) -> str:
    return os.readlink(f"/proc/{pid}/ns/net")


def _members(namespace: str) -> list[int]:
    """Return the processes in a network namespace, as far as we may look."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if _namespace(int(entry)) == namespace:
                found.append(int(entry))
        except OSError:
            continue
    return found


def _ended(handle: int, seconds: float = 20) -> bool:
    poller = select.poll()
    poller.register(handle, select.POLLIN)
    return bool(poller.poll(seconds * 1000))


def _guest(cage: Cage, home: Path) -> subprocess.Popen[bytes]:
    """Start a program in the cage that would run for minutes; it is up when this returns."""
    wrapper = cage.executable(Path(sys.executable), home)
    guest = subprocess.Popen([wrapper, "-I", "-S", "-c", SLEEPER], stdout=subprocess.PIPE)
    assert guest.stdout is not None
    assert guest.stdout.readline() == b"up\n"
    return guest


def test_closing_ends_every_program_and_the_namespace(cage: Cage, home: Path, tmp_path: Path) -> None:
    with _guest(cage, home) as guest:
        namespace = _namespace(guest.pid)
        assert namespace != _namespace(os.getpid())
        assert len(_members(namespace)) == 2
        cage.close()
        assert guest.wait(10) == -signal.SIGKILL
    assert _members(namespace) == []
    assert not cage.alive()
    assert list(tmp_path.iterdir()) == [home]
    assert all(listener.fileno() == -1 for listener in cage.listeners.values())
    cage.close()


def test_attempts_are_remembered_after_the_end(cage: Cage, inside: Callable[..., str]) -> None:
    inside("import socket, contextlib\nwith contextlib.suppress(OSError): socket.create_connection(('1.2.3.4', 80), 5)")
    cage.close()
    assert [each.destination for each in cage.attempts() if not each.noise] == ["1.2.3.4"]


def test_a_killed_owner_takes_the_cage_along(kind: CageKind, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path), str(kind), SLEEPER]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        guest = int(owner.stdout.readline())
        namespace = _namespace(guest)
        members = _members(namespace)
        assert guest in members
        assert len(members) == 2
        handles = [os.pidfd_open(pid) for pid in members]
        owner.kill()
    assert all(_ended(handle) for handle in handles)
    assert _members(namespace) == []
    for handle in handles:
        os.close(handle)


def test_a_dead_inside_is_noticed_and_the_cage_stays_shut(cage: Cage, home: Path) -> None:
    assert cage.alive()
    with _guest(cage, home) as guest:
        (resident,) = set(_members(_namespace(guest.pid))) - {guest.pid}
        handle = os.pidfd_open(resident)
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        assert _ended(handle)
        os.close(handle)
        assert isinstance(cage.attempts(), list)  # returns once the line is known to be dead
        assert not cage.alive()
        guest.kill()
    late = cage.executable(Path(sys.executable), home)
    refused = subprocess.run([late, "-c", "print('out')"], capture_output=True, text=True, timeout=30, check=False)
    assert (refused.returncode, refused.stdout) == (126, "")
    assert "cannot be entered" in refused.stderr


def test_a_cage_outlives_the_thread_that_opened_it(kind: CageKind, tmp_path: Path) -> None:
    opened: list[Cage] = []
    opener = threading.Thread(
        target=lambda: opened.append(open_cage(["ada"], tmp_path, noise=lambda _: False, want=kind))
    )
    opener.start()
    opener.join(30)
    with opened[0] as cage:
        cage.attempts()
        assert cage.alive()


def test_nothing_changes_on_the_host(kind: CageKind, tmp_path: Path) -> None:
    def look() -> tuple[str, str, str]:
        read = [Path(path).read_text() for path in ("/etc/resolv.conf", "/proc/self/mounts", "/proc/net/route")]
        return read[0], read[1], read[2]

    before = look()
    with open_cage(["ada"], tmp_path, noise=lambda _: False, want=kind):
        assert look() == before
        assert "eth0" not in Path("/proc/net/dev").read_text() or "eth0" in before[2]
    assert look() == before


@pytest.mark.parametrize("broken", ["/nonexistent/python", "/bin/false"])
def test_an_interpreter_that_does_not_start_is_a_reason_not_a_crash(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", broken)
    with open_cage(["ada"], tmp_path, noise=lambda _: False) as cage:
        assert cage.kind is CageKind.NONE
        assert "could not be built (start" in str(cage.reason)
