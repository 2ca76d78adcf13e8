"""What an app left on the device after a journey: shared storage, preferences, databases and other files.

Its private files are read as root, or by `run-as` where the app may be debugged; where neither works that is said, and
nothing about them is known. Bounded in files and bytes. Names of files are the app's own words: quoted, never trusted.
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from harness.bundle.writer import SessionWriter
from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError, DeviceGone

MOST_FILES = 1000
LARGEST = 8 << 20
TOGETHER = 64 << 20
"""Files of one place, bytes of one file, and of all that is kept of a session."""
LIST_LIMIT = 60.0
SHARED = ("/sdcard/Android/data/{}", "/sdcard/Android/media/{}", "/sdcard/Android/obb/{}")
PRIVATE = ("/data/data/{}", "/data/user_de/0/{}")
NOT_BACKED_UP = frozenset({"cache", "code_cache", "no_backup", "lib"})
"""Folders of an app that Android never backs up (Context.getNoBackupFilesDir, getCacheDir)."""


@dataclass
class Taking:
    """What is being taken of one session. `before` are the files of the shared storage when it began."""

    device: Device
    package: str
    writer: SessionWriter
    may_be_backed_up: bool | None
    before: frozenset[str]
    kept: int = 0
    capped: bool = False
    unread: list[str] = field(default_factory=list)

    def take(self) -> str:
        """Write every file as a record; gaps for what could not be read. Gives how private files were read."""
        shared = listed(self.device, (), "/sdcard")
        if shared is None:
            self.writer.gap("remains", "shared-storage-unread")
        self._files("external", (), "", [one for one in shared or () if self._new(one)])
        way = private_way(self.device, self.package)
        if way is None:
            self.writer.gap("remains", "private-storage-unread")
        else:
            self._private(WAYS[way](self.package))
        if self.capped:
            self.writer.gap("remains", "remains-capped")
        for name in self.unread[:20]:
            self.writer.gap("remains", "file-unread", name=name)
        return way or ""

    def _private(self, prefix: tuple[str, ...]) -> None:
        for folder in (one.format(self.package) for one in PRIVATE):
            self._files("private", prefix, f"{folder}/", listed(self.device, prefix, folder) or ())

    def _new(self, name: str) -> bool:
        """Whether a shared file is the app's by its place, or came during the session."""
        return name.startswith(tuple(f"{one.format(self.package)}/" for one in SHARED)) or name not in self.before

    def _files(self, place: str, prefix: tuple[str, ...], folder: str, names: Sequence[str]) -> None:
        self.capped = self.capped or len(names) > MOST_FILES
        for name in names[:MOST_FILES]:
            if self.kept >= TOGETHER:
                self.capped = True
                return
            content = content_of(self.device, prefix, name)
            if content is None:
                self.unread.append(name[:300])
            else:
                self._record(place, name.removeprefix(folder), content)

    def _record(self, place: str, name: str, content: bytes) -> None:
        self.kept += len(content)
        private = place == "private"
        self.writer.append(
            "remains",
            {
                "place": private_place(name) if private else place,
                "name": name[:1000],
                "size": len(content),
                "sha256": self.writer.blob(content) if content else None,
                "backup": backup(name, self.may_be_backed_up) if private else "no",
            },
        )


WAYS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "root": lambda package: (),
    "su": lambda package: ("su", "0"),
    "run-as": lambda package: ("run-as", package),
}
"""Ways to the private files of an app → the words before a command."""


def private_way(device: Device, package: str) -> str | None:
    """How the app's private files can be read here; None when they cannot."""
    folder = PRIVATE[0].format(package) + "/"
    return next((way for way, words in WAYS.items() if _works(device, (*words(package), "ls", folder))), None)


def _works(device: Device, words: Sequence[str]) -> bool:
    return device.shell(shlex.join(words)).code == 0


def listed(device: Device, prefix: Sequence[str], folder: str) -> list[str] | None:
    """The files in a folder and below it; None when that cannot be told. What `find` complains about is no file.

    A name with a line break in it falls apart; its parts are no files, so reading them fails and is told.
    """
    answer = device.shell(shlex.join([*prefix, "find", folder, "-type", "f"]), timeout=LIST_LIMIT)
    lines = {line for line in answer.text.split("\n") if line.startswith(f"{folder}/")}
    return None if answer.cut or (answer.code != 0 and not lines) else sorted(lines)


def content_of(device: Device, prefix: Sequence[str], name: str) -> bytes | None:
    """A file of the device; None when it cannot be read, or has more than LARGEST bytes."""
    try:
        if not prefix:
            return device.pull(name, limit=LARGEST)
        answer = device.shell(shlex.join([*prefix, "base64", "-w", "0", name]), timeout=LIST_LIMIT)
        return None if answer.code != 0 or answer.cut else base64.b64decode(answer.text, validate=True)
    except DeviceGone:
        raise
    except (DeviceError, ValueError):
        return None


def private_place(name: str) -> str:
    """What kind of private file it is, by its folder: preferences, database or file."""
    return {"shared_prefs": "preferences", "databases": "database"}.get(name.partition("/")[0], "file")


def backup(name: str, allowed: bool | None) -> str:
    """Whether Android may back a private file up: yes, no or unknown."""
    if name.partition("/")[0] in NOT_BACKED_UP or allowed is False:
        return "no"
    return "unknown" if allowed is None else "yes"
