"""Everything that a run changes on a device is put back: planned before the change, done last first, looked at.

The plan is a file. A run that was killed leaves it, and the next one on that device begins with it. What cannot be put
back is told with the commands to type, and the file stays.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from harness import SchoolproofError
from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import LEFT, DeviceError, DeviceGone
from harness.sandbox.android.step import Step, gone, perform, typed

RETURN_LIMIT = 60.0
"""Seconds in which a device that went away may come back before its changes are given up."""
MAX_PLAN = 1 << 20


class Plan(msgspec.Struct):
    """What stands in the file. `whose` tells devices apart that take turns under one serial, as emulators do."""

    serial: str
    whose: str
    steps: list[Step] = []


class NotRestored(DeviceError):
    """`left` are the changes that still stand."""

    def __init__(self, serial: str, left: list[Step], plan: Path) -> None:
        told = f"{serial} was NOT put back as it was. Still changed:\n  " + "\n  ".join(ways_back(serial, left))
        hint = f"the lines above, or run again: what is left stands in {plan}"
        super().__init__(told, hint=hint, reason=LEFT)
        self.left = left

    def also(self, error: BaseException | None) -> None:
        """Tell what went wrong before, too: what was to be put back is no reason to keep quiet about it."""
        if isinstance(error, SchoolproofError):
            self.args = (f"{error}\n{self}",)


class Undo:
    """The changes of one run on one device; leaving it puts them back, whatever happened.

    As `with` or as `async with`; the latter goes on with restoring when its task is cancelled. Raises DeviceError when
    another run is at work on the device, and NotRestored at the end when something could not be put back.
    """

    def __init__(self, device: Device, folder: Path | None = None, *, limit: float = RETURN_LIMIT) -> None:
        self.device = device
        folder = plans_folder() if folder is None else folder
        self.path = folder / f"{re.sub('[^A-Za-z0-9]+', '-', device.serial)[:100]}.json"
        self._limit = limit
        self._plan = Plan(device.serial, _whose(device))
        self._lock = -1

    def plan(self, step: Step) -> None:
        """Write down how a change will be taken back; only then may it be made."""
        self._plan.steps.append(step)
        self._write()

    def change(self, step: Step, *lines: str) -> None:
        """Plan, then make the change by these lines. Their answers are not trusted: the caller looks at the effect."""
        self.plan(step)
        for line in lines:
            perform(self.device, line)

    def restore(self) -> None:
        """Take every change back, the last one first. NotRestored tells what stays."""
        left: list[Step] = []
        missed = not self._reachable()
        while self._plan.steps:
            step = self._plan.steps.pop()
            if missed or not self._taken_back(step):
                left.append(step)
        self._plan.steps = left[::-1]
        if left:
            with suppress(DeviceError):  # the whole plan still stands there
                self._write()
            raise NotRestored(self.device.serial, left, self.path)
        self.path.unlink(missing_ok=True)

    def _reachable(self) -> bool:
        """A device without anything to take back need not be there."""
        try:
            if self._plan.steps:
                self.device.wait(self._limit)
        except (DeviceError, KeyboardInterrupt):
            return False
        return True

    def _taken_back(self, step: Step) -> bool:
        """Once more when the connection broke on the way, and when somebody in a hurry pressed Ctrl-C."""
        for _ in range(3):
            try:
                return self._tried(step)
            except (DeviceGone, KeyboardInterrupt):
                if not self._reachable_again():
                    return False
            except DeviceError:
                return False
        return False

    def _reachable_again(self) -> bool:
        try:
            self.device.wait(self._limit)
        except (DeviceError, KeyboardInterrupt):
            return False
        return True

    def _tried(self, step: Step) -> bool:
        if any(line.startswith(("root:", "everywhere:")) for line in (*step.does, step.look)):
            self.device.become_root()
        if gone(self.device, step):
            return True
        for line in step.does:
            perform(self.device, line)
        return gone(self.device, step)

    def __enter__(self) -> Self:
        with _kept(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._left_behind()
        except BlockingIOError:
            self._unlock()
            raise DeviceError(f"another run is at work on {self.device.serial}", hint=None) from None
        except BaseException:
            self._unlock()
            raise
        return self

    def _left_behind(self) -> None:
        """Put back what a run before could not, before anything new is changed."""
        try:
            content = self.path.read_bytes()
            earlier = msgspec.json.decode(content[:MAX_PLAN], type=Plan)
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError) as error:
            raise DeviceError(f"{self.path}: {error}", hint=f"rm '{self.path}'") from None
        if earlier.whose != self._plan.whose:
            told = f"{self.path} tells how to put back another device that was called {self.device.serial}"
            raise DeviceError(told, hint=f"rm '{self.path}'   # when that device is of no use any more")
        self._plan.steps = earlier.steps
        self.restore()

    def _write(self) -> None:
        """Whole or not at all, and on the disk before anything is changed."""
        beside = self.path.with_suffix(".new")
        with _kept(self.path):
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(self._plan))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)

    def _unlock(self) -> None:
        os.close(self._lock)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.restore()
        except NotRestored as left:
            left.also(error)
            raise
        finally:
            self._unlock()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _to_the_end(lambda: self.__exit__(kind, error, trace))


@contextmanager
def _kept(path: Path) -> Iterator[None]:
    """Without a place for plans nothing may be changed."""
    try:
        yield
    except OSError as error:
        told = f"how to put the device back cannot be written to {path}: {error}"
        raise DeviceError(told, hint="XDG_STATE_HOME=/tmp/state schoolproof audit app.toml") from None


async def _to_the_end(work: Callable[[], None]) -> None:
    """Wait for it even when cancelled; the cancellation counts afterwards."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
        except DeviceError:
            break
    task.result()
    if cancelled:
        raise asyncio.CancelledError


def ways_back(serial: str, left: list[Step]) -> list[str]:
    """What to type for each change that still stands, in the order of typing."""
    return [f"{step.change}: {' ; '.join(typed(serial, line) for line in step.does)}" for step in left]


def left_plans(folder: Path | None = None) -> list[tuple[str, list[str]]]:
    """Devices that a run left changed, with what to type for each; plans that cannot be read are left out."""
    found = []
    for path in sorted((plans_folder() if folder is None else folder).glob("*.json")):
        with suppress(OSError, msgspec.MsgspecError):
            plan = msgspec.json.decode(path.read_bytes()[:MAX_PLAN], type=Plan)
            found.append((plan.serial, ways_back(plan.serial, plan.steps[::-1])))
    return found


def plans_folder() -> Path:
    """Where plans are kept: the user's own folder of state."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "schoolproof" / "devices"


def _whose(device: Device) -> str:
    """Which device it is, whatever its serial: a digest, for nobody needs to read it."""
    told = [device.prop("ro.build.fingerprint"), device.prop("ro.serialno"), device.prop("ro.boot.qemu.avd_name")]
    told.append(device.shell("settings get secure android_id").line)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
