"""Where lists lie: a folder outside the installation, with each list once, and a lock file that says which ones count.

    STORE/lock.json           for each list the active entry and the one before it
    STORE/content/<sha256>    the list itself, unmodified

Writing the lock file in one step is what activates a list. A list whose bytes do not fit its entry stops the run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from harness.bundle.writer import write_whole
from harness.errors import MisuseError, SchoolproofError

VARIABLE = "SCHOOLPROOF_LISTS"
MAX_LOCK = 1 << 20


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a list. `fetched` and `dated` are days; `dated` is None when neither list nor carrier tells it."""

    name: str
    sha256: str
    fetched: str
    licence: str
    source: str
    dated: str | None = None
    version: str | None = None
    rules: int
    unusable: dict[str, int] = {}
    trackers_named: int
    trackers_asked: int

    @property
    def date(self) -> str:
        """The day from which its age counts: its own, else when it was fetched."""
        return self.dated or self.fetched


class Versions(msgspec.Struct, frozen=True):
    """The version of a list that counts, and the one before it."""

    active: Entry
    previous: Entry | None = None


class Lock(msgspec.Struct, frozen=True):
    """The lock file."""

    schema: int = 1
    lists: dict[str, Versions] = {}


def default_folder() -> Path:
    """Where lists are looked for: SCHOOLPROOF_LISTS, else the user's own folder of data."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "schoolproof" / "lists"


class Store:
    """A folder of lists; it need not exist before something is put in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def lock(self) -> Lock:
        """What the lock file says; nothing when there is none. Raises SchoolproofError when it is damaged."""
        path = self.folder / "lock.json"
        try:
            with path.open("rb") as stream:
                lock = msgspec.json.decode(stream.read(MAX_LOCK), type=Lock)
        except FileNotFoundError:
            return Lock()
        except (OSError, msgspec.MsgspecError, RecursionError) as error:
            raise SchoolproofError(f"{path}: {error}", owner="platform", hint=f"rm '{path}'") from error
        if lock.schema != 1:
            raise SchoolproofError(f"{path}: written by a newer version", owner="platform")
        return lock

    @property
    def active(self) -> list[Entry]:
        """The lists that count, by name."""
        return [versions.active for _, versions in sorted(self.lock.lists.items())]

    def read(self, entry: Entry) -> bytes:
        """The bytes of a list. Raises SchoolproofError when they are not what was activated."""
        try:
            data = self._path(entry.sha256).read_bytes()
        except OSError as error:
            raise _damaged(entry.name, str(error.strerror)) from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise _damaged(entry.name, "its bytes were changed")
        return data

    def activate(self, entry: Entry, data: bytes) -> None:
        """Let a list count from now on; what counted before is kept for `rollback`."""
        with self._locked():
            write_whole(self._path(entry.sha256), data)
            known = self.lock.lists.get(entry.name)
            before = known.active if known and known.active.sha256 != entry.sha256 else known and known.previous
            self._write(Versions(entry, before or None))

    def rollback(self, name: str) -> Entry:
        """Let the version before count again; the two change places. Raises MisuseError when there is none."""
        with self._locked():
            known = self.lock.lists.get(name)
            if known is None or known.previous is None:
                raise MisuseError(f"{name}: no earlier version is kept", hint="schoolproof data status")
            self.read(known.previous)
            self._write(Versions(known.previous, known.active))
            return known.previous

    def _write(self, versions: Versions) -> None:
        lists = {**self.lock.lists, versions.active.name: versions}
        coded = msgspec.json.format(msgspec.json.encode(Lock(1, lists), order="deterministic"), indent=1)
        write_whole(self.folder / "lock.json", coded)
        kept = {one.sha256 for pair in lists.values() for one in (pair.active, pair.previous) if one is not None}
        for path in (self.folder / "content").iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise SchoolproofError(f"{self.folder / 'lock.json'}: {digest[:80]!r} is no digest", owner="platform")
        return self.folder / "content" / digest

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; the folders are made when they are not there."""
        try:
            (self.folder / "content").mkdir(parents=True, exist_ok=True)
            with (self.folder / ".writing").open("w") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise SchoolproofError(f"{self.folder}: {error}", owner="platform", hint=f"{VARIABLE}=DIR …") from error


def _damaged(name: str, why: str) -> SchoolproofError:
    return SchoolproofError(f"list {name}: {why}", owner="platform", hint=f"schoolproof data update {name}")
