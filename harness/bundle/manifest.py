"""The manifest: path → sha256 of every file. Its own digest is the bundle's identity.

Signatures lie beside it in one file (`SEALS`), the only file of a bundle that the manifest does not list.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import NoReturn

from harness.bundle.writer import canonical, write_whole
from harness.errors import SchoolproofError
from harness.strict import MalformedError, parse

MANIFEST = "manifest.json"
SEALS = "manifest.intoto.jsonl"
MAX_MANIFEST = 64 << 20
MAX_FILE = 16 << 30
_DIGEST = re.compile(r"[0-9a-f]{64}")
ODD = "only plain files belong in a bundle"


class DamagedBundleError(SchoolproofError):
    """The bundle is not what was sealed; the message names the file."""

    def __init__(self, message: str) -> None:
        super().__init__(message, owner="app", hint="schoolproof gather PROFILE --bundle DIR   # gather it again")


@dataclass(frozen=True)
class Problem:
    """A file that is not what it should be: its path, relative to the bundle, and why."""

    file: str
    why: str


def walk(root: Path) -> Iterator[tuple[str, bool]]:
    """Everything in the bundle but the manifest and its signatures, sorted: path, and whether it is a plain file.

    Links are told as not plain and never followed: they could point anywhere.
    """
    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders.sort()
        for name in sorted([*folders, *names]):
            path = Path(folder) / name
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                yield relative, False
            elif path.is_file() and relative not in (MANIFEST, SEALS):
                yield relative, True


def open_plain(path: Path) -> BufferedReader:
    """Open a file that is one: no link is followed and no pipe waited for. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"{path}: {ODD}")
    return os.fdopen(handle, "rb")


def read_plain(path: Path, limit: int) -> bytes:
    """A file's bytes, one more than `limit` at most, so that the reader can tell that it is too long."""
    with open_plain(path) as stream:
        return stream.read(limit + 1)


def digest_file(path: Path) -> str:
    """The sha256 of a file's bytes as they lie there. Raises OSError."""
    with open_plain(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seal(root: Path) -> str:
    """Write the manifest last, so that a bundle without one is visibly unfinished. Returns the bundle's identity."""
    listed = {}
    for relative, plain in walk(root):
        if not plain:
            raise DamagedBundleError(f"{root / relative}: {ODD}")
        listed[relative] = digest_file(root / relative)
    content = canonical({"format": 1, "files": listed})
    write_whole(root / MANIFEST, content)
    return identity(content)


def identity(content: bytes) -> str:
    """The name of a bundle: the digest of its manifest's bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def read_manifest(root: Path) -> tuple[bytes, dict[str, str]]:
    """The manifest's bytes and what it lists. Raises DamagedBundleError when there is none, or when it is odd."""
    path = root / MANIFEST
    try:
        content = read_plain(path, MAX_MANIFEST)
    except FileNotFoundError:
        raise DamagedBundleError(f"{root}: no {MANIFEST}: the run was interrupted or this is no bundle") from None
    except PermissionError as error:
        unreadable(error)
    except OSError as error:
        raise DamagedBundleError(f"{path}: not a manifest: {ODD}") from error
    try:
        document = parse(content, MAX_MANIFEST)
    except MalformedError as error:
        raise DamagedBundleError(f"{path}:{error.line}:{error.column}: not a manifest: {error}") from error
    listed = document.get("files") if isinstance(document, dict) else None
    if not isinstance(listed, dict):
        raise DamagedBundleError(f"{path}: not a manifest: it lists no files")
    return content, listed


def differences(root: Path, listed: dict[str, str]) -> Iterator[Problem]:
    """Every file that is odd, added, changed or missing, one after the other as they are found.

    Only files that lie in the bundle are opened; a path in the manifest that leads outside is told, not followed.
    """
    left = dict(listed)
    for relative, plain in walk(root):
        known, wanted = relative in left, left.pop(relative, None)
        if not plain:
            yield Problem(relative, ODD)
        elif not known:
            yield Problem(relative, "not in the manifest: added after the bundle was sealed")
        elif (why := _differs(root / relative, wanted)) is not None:
            yield Problem(relative, why)
    for relative in sorted(left):
        inside = relative and ".." not in relative.split("/") and not relative.startswith("/")
        yield Problem(relative, "in the manifest, but missing" if inside else "the manifest names a path outside")


def _differs(path: Path, wanted: object) -> str | None:
    if not isinstance(wanted, str) or not _DIGEST.fullmatch(wanted):
        return "the manifest gives no sha256 for it"
    try:
        if path.stat(follow_symlinks=False).st_size > MAX_FILE:
            return f"larger than {MAX_FILE} bytes"
        return None if digest_file(path) == wanted else "changed after the bundle was sealed"
    except OSError as error:
        unreadable(error)


def unreadable(error: OSError) -> NoReturn:
    """Raise SchoolproofError, owned by the machine: nothing is known about a file that cannot be read."""
    told = f"{error.filename or 'the bundle'}: cannot be read: {error.strerror or error}"
    raise SchoolproofError(told, owner="platform", hint="ls -ld BUNDLE") from error


def verify(root: Path) -> str:
    """Compare every file with the manifest; returns the identity.

    Raises DamagedBundleError naming the first file that is missing, added or changed.
    """
    content, listed = read_manifest(root)
    for problem in differences(root, listed):
        raise DamagedBundleError(f"{root / problem.file}: {problem.why}")
    return identity(content)
