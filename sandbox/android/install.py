"""Putting an app on a device, as one package or as a set of splits, and never with permissions granted beforehand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.install_words import UNKNOWN, VANISHED, explained
from harness.sandbox.android.step import Step
from harness.sandbox.android.undo import Undo
from harness.sandbox.package.archive import Archive
from harness.sandbox.package.container import SET, kind_of, parts_of
from harness.sandbox.package.limits import MAX_PARTS, UnreadableError, shown

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,100}(\.[A-Za-z0-9_]{1,100}){1,20}")
"""How Android lets a package be called."""
FLAGS = ("-t",)
"""Builds for tests may be installed; `-g` (grant everything) is never among these."""
_WORD = re.compile(r"\b(INSTALL_[A-Z_]{3,80})\b")
_SESSION = re.compile(r"Success: created install session \[([0-9]{1,12})\]")
_FULL = re.compile(r"ENOSPC|No space left|not enough space", re.IGNORECASE)
_VARIANT = re.compile(r"_[0-9]{1,3}\.apk$")


class NotInstalled(DeviceError):
    """`word` is what Android called it; empty when it said nothing that we know."""

    def __init__(self, serial: str, package: str, said: str) -> None:
        found = _WORD.search(said)
        self.word = found[1] if found else "INSTALL_FAILED_INSUFFICIENT_STORAGE" if _FULL.search(said) else ""
        owner, why = explained(self.word)
        told = f"{package} could not be installed on {serial}: {why}"
        hint = _HINTS.get(self.word, "schoolproof scan app.apk" if owner == "app" else "schoolproof doctor")
        if why == UNKNOWN:
            told = f"{told}: {said.strip()[:300]!r}"
        super().__init__(told, owner=owner, hint=hint.format(serial=serial, package=package), reason=why)


_HINTS = {
    "INSTALL_FAILED_ALREADY_EXISTS": "adb -s {serial} uninstall {package}   # its data goes too",
    "INSTALL_FAILED_UPDATE_INCOMPATIBLE": "adb -s {serial} uninstall {package}   # its data goes too",
    "INSTALL_FAILED_VERSION_DOWNGRADE": "adb -s {serial} uninstall {package}   # its data goes too",
    "INSTALL_FAILED_INSUFFICIENT_STORAGE": "adb -s {serial} shell df /data",
}


def install(device: Device, undo: Undo, package: str, files: Sequence[Path]) -> None:
    """Install `files` (one package, or the base and its splits) as the app called `package`.

    Raises NotInstalled in words when the device refuses; an app that is there already is refused before anything is
    changed, for taking it away again would take its data.
    """
    if NAME.fullmatch(package) is None:
        raise DeviceError(f"{package[:100]!r} is no name of an Android app", owner="app", hint=None)
    if installed(device, package):
        raise NotInstalled(device.serial, package, "INSTALL_FAILED_ALREADY_EXISTS")
    there, listing = f"package:{package}\n", f"shell:pm list packages {package}"
    undo.plan(Step(f"the app {package}", (f"shell:pm uninstall {package}",), listing, without=there))
    said = _one(device, files[0]) if len(files) == 1 else _set(device, undo, files)
    if "Success" not in said.split():
        raise NotInstalled(device.serial, package, said)
    if len(installed(device, package)) < len(files):
        raise DeviceError(f"{device.serial}: {package}: {VANISHED}", reason=VANISHED)


def installed(device: Device, package: str) -> list[str]:
    """The files of an installed app, as the device names them; none when it is not there."""
    answer = device.shell(f"pm path {shlex.quote(package)}")
    return [line for line in answer.text.splitlines() if line.startswith("package:")] if answer.code == 0 else []


def _one(device: Device, file: Path) -> str:
    size = file.stat().st_size
    with file.open("rb") as source:
        return device.feed(f"cmd package install {shlex.join(FLAGS)} -S {size}", source, size)


def _set(device: Device, undo: Undo, files: Sequence[Path]) -> str:
    """A session: created, every part streamed into it, committed; abandoned when a part is refused."""
    total = sum(file.stat().st_size for file in files)
    said = device.output(f"cmd package install-create {shlex.join(FLAGS)} -S {total}").decode("utf-8", "replace")
    found = _SESSION.search(said)
    if found is None:
        return said
    session = found[1]
    for at, file in enumerate(files):
        size = file.stat().st_size
        with file.open("rb") as source:
            written = device.feed(f"cmd package install-write -S {size} {session} {at}.apk -", source, size)
        if "Success" not in written:
            device.output(f"cmd package install-abandon {session}")
            return written
    return device.output(f"cmd package install-commit {session}", timeout=300).decode("utf-8", "replace")


@contextmanager
def parts(package: Path, scratch: Path) -> Iterator[list[Path]]:
    """The files to install: the package itself, or what a set (.xapk, .apkm, .apks) holds, unpacked in `scratch`.

    They are removed again. Raises DeviceError (app) for what cannot be unpacked.
    """
    made: list[Path] = []
    try:
        archive = Archive(package)
        names = _chosen(parts_of(archive)) if kind_of(archive) == SET else []
        if len(names) > MAX_PARTS:
            raise UnreadableError("too-many-parts", f"more than {MAX_PARTS} packages")
        for at, name in enumerate(names):
            made.append(scratch / f"part-{at}.apk")
            with made[-1].open("wb") as file:
                file.writelines(archive.parts(name))
        yield made or [package]
    except UnreadableError as error:
        told = f"{shown(package.name)} cannot be unpacked: {error}"
        raise DeviceError(told, owner="app", hint="schoolproof scan app.apk") from None
    finally:
        for one in made:
            one.unlink(missing_ok=True)


def _chosen(names: Sequence[str]) -> list[str]:
    """Of what bundletool makes (.apks), the splits of the first variant; its whole packages are the same app again."""
    splits = [name for name in names if name.startswith("splits/") and not _VARIANT.search(name)]
    return splits or list(names)
