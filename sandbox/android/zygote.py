"""The processes from which apps come: since Android 14 each sees certificates through mounts of its own."""

from __future__ import annotations

from collections import defaultdict

from harness.sandbox.android.device import Answer, Device
from harness.sandbox.android.errors import DeviceError

NAMES = ("zygote64", "zygote")
MOST = 2000
"""Processes that are looked at; a phone has some hundreds."""


def enter(pid: int, command: str) -> str:
    """The command, seen through the mounts of a process."""
    return f"nsenter --mount=/proc/{pid}/ns/mnt -- {command}"


def zygotes(device: Device) -> list[int]:
    """The pids of the zygotes; DeviceError when there is none, for then no app can start."""
    found = [pid for name in NAMES for pid in _numbers(device.shell(f"pidof {name}").text)]
    if not found:
        raise DeviceError(
            f"{device.serial} runs no zygote: it has not started fully", hint=f"adb -s {device.serial} reboot"
        )
    return found


def families(device: Device) -> list[int]:
    """The zygotes and every process that descends from them, in order: each may have mounts of its own."""
    rows = [_numbers(line) for line in device.as_root("ps -A -o PID,PPID").text.splitlines()[1:]]
    children: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        if len(row) == 2:
            children[row[1]].append(row[0])
    found = dict.fromkeys(zygotes(device))
    waiting = list(found)
    while waiting and len(found) < MOST:
        new = [pid for pid in children[waiting.pop()] if pid not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return sorted(found)


def everywhere(device: Device, command: str) -> list[Answer]:
    """Run as root in each namespace; a process that ended meanwhile is left out, for nobody looks through it."""
    answers = []
    for pid in families(device):
        answer = device.as_root(enter(pid, command))
        if answer.code == 0 or device.as_root(f"ls -d /proc/{pid}").code == 0:
            answers.append(answer)
    return answers


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split() if word.isascii() and word.isdecimal() and len(word) < 10]
