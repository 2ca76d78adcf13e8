"""One change of a device and how it is taken back, as data: it outlives the run that made it.

A line is `shell:COMMAND`, `root:COMMAND`, `adbd:SERVICE`, or `everywhere:COMMAND`: as root in the mount namespace of
zygote and of each of its children, for those see mounts of their own.
"""

from __future__ import annotations

import re
import shlex

import msgspec

from harness.sandbox.android.device import Answer, Device
from harness.sandbox.android.zygote import everywhere

NO = 1
"""How `test` and `mountpoint` say no; any other code is no answer, least of all 127 (there is no such program)."""
SERVICES = {"root:": "root", "unroot:": "unroot", "remount:": "remount"}
_RULE = re.compile(r"reverse:killforward:(tcp:[0-9]{1,5})")


class Step(msgspec.Struct, frozen=True):
    """`change`: what is different until `does` has run. `look` tells whether it is gone: it then prints `expected`
    (white space around it aside);
    with `without` it prints something in which that is not; with neither it says no (NO)."""

    change: str
    does: tuple[str, ...]
    look: str
    expected: str | None = None
    without: str | None = None


def perform(device: Device, line: str) -> list[Answer]:
    """Run a line; an answer for each place where it ran."""
    way, _, words = line.partition(":")
    if way == "shell":
        return [device.shell(words)]
    if way == "root":
        return [device.as_root(words)]
    if way == "everywhere":
        return everywhere(device, words)
    said = device.service(words)
    if words in ("root:", "unroot:"):
        device.restarted(said, root=words == "root:")
    return [Answer(said, 0)]


def gone(device: Device, step: Step) -> bool:
    """Whether the change cannot be seen any more, anywhere."""
    answers = perform(device, step.look)
    if step.without is not None:
        return all(one.code == 0 and step.without not in one.text for one in answers)
    if step.expected is None:
        return all(one.code == NO for one in answers)
    return all(one.code == 0 and one.line == step.expected for one in answers)


def typed(serial: str, line: str) -> str:
    """A line as somebody would type it."""
    way, _, words = line.partition(":")
    adb = f"adb -s {shlex.quote(serial)}"
    if way == "adbd":
        rule = _RULE.fullmatch(words)
        return f"{adb} reverse --remove {rule[1]}" if rule else f"{adb} {SERVICES.get(words, words)}"
    if way == "everywhere":
        words = f"nsenter --mount=/proc/PID/ns/mnt -- {words}"
    return f"{adb} shell {shlex.quote(words)}{'' if way == 'shell' else '   # as root'}"
