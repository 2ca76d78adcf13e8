"""A list as one file for a machine without a network: the list, and what the lock file says of it.

The receiving machine believes none of it: the list is read and tried again, and only its own days, version and source
are taken over.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import msgspec

from harness.bundle.writer import write_whole
from harness.errors import MisuseError
from harness.lists.content import MAX_BYTES, RefusedListError
from harness.lists.fetch import Fetched
from harness.lists.known import KnownList, known_list
from harness.lists.store import Entry, Store

ENTRY, LIST = "entry.json", "list"
MAX_ENTRY = 1 << 16
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def export_list(store: Store, name: str, file: Path) -> Entry:
    """Write the active version of a list to a file; the same version gives the same bytes."""
    versions = store.lock.lists.get(name)
    if versions is None:
        raise MisuseError(f"{name}: no such list is active", hint="schoolproof data status")
    entry = versions.active
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for member, data in (
            (ENTRY, msgspec.json.encode(entry, order="deterministic")),
            (LIST, store.read(entry)),
        ):
            archive.writestr(zipfile.ZipInfo(member, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    write_whole(file, made.getvalue())
    return entry


def read_exported(path: Path) -> tuple[KnownList, Fetched, date]:
    """The list in an exported file, or in a folder with the same two files, and the day it was fetched.

    Raises MisuseError when there is no such file, RefusedListError when it is damaged.
    """
    coded, data = _folder(path) if path.is_dir() else _archive(path)
    try:
        entry = msgspec.json.decode(coded, type=Entry)
        fetched, dated = date.fromisoformat(entry.fetched), entry.dated and date.fromisoformat(entry.dated)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise RefusedListError(path.name, f"what it says of itself cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise RefusedListError(path.name, "its digest does not fit: it was changed on the way")
    version = re.sub(r"[^\w.+:~-]", "", entry.version or "")[:80]
    source = re.sub(r"[^\w.+@/ -]", "", entry.source)[:80]
    return known_list(entry.name), Fetched(data, source, version or None, dated or None), fetched


def _archive(path: Path) -> tuple[bytes, bytes]:
    """Two members by name, each up to its limit; nothing else is looked at, and nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _member(archive, ENTRY, MAX_ENTRY), _member(archive, LIST, MAX_BYTES)
    except FileNotFoundError as error:
        raise MisuseError(f"{path}: no such file", hint="schoolproof data export NAME FILE") from error
    except KeyError as error:
        raise RefusedListError(path.name, f"it is no exported list: {error}") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise RefusedListError(path.name, f"it is no exported list, or damaged: {error}") from error


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        return _whole(name, stream.read(most + 1), most)


def _folder(path: Path) -> tuple[bytes, bytes]:
    parts = []
    for name, most in ((ENTRY, MAX_ENTRY), (LIST, MAX_BYTES)):
        try:
            with (path / name).open("rb") as stream:
                parts.append(_whole(name, stream.read(most + 1), most))
        except OSError as error:
            raise RefusedListError(path.name, f"it is no exported list: {name}: {error.strerror}") from error
    return parts[0], parts[1]


def _whole(name: str, data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise RefusedListError(name, f"it unpacks to more than {most} bytes")
    return data
