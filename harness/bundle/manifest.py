"""The manifest: path → sha256 of every file. Its own digest is the bundle's identity."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from harness.bundle.writer import canonical, write_whole
from harness.errors import SchoolproofError

MANIFEST = "manifest.json"


class DamagedBundleError(SchoolproofError):
    """The bundle is not what was sealed; the message names the file."""

    def __init__(self, message: str) -> None:
        super().__init__(message, owner="app", hint="schoolproof gather PROFILE --bundle DIR   # gather it again")


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the bundle but the manifest, sorted; links and odd files are refused, they could point anywhere."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in [*folders, *names]:
            path = Path(folder) / name
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise DamagedBundleError(f"{path}: only plain files belong in a bundle")
        for name in sorted(names):
            path = Path(folder) / name
            relative = path.relative_to(root).as_posix()
            if relative != MANIFEST:
                yield relative, path


def digest_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seal(root: Path) -> str:
    """Write the manifest last, so that a bundle without one is visibly unfinished. Returns the bundle's identity."""
    listed = {relative: digest_file(path) for relative, path in files(root)}
    content = canonical({"format": 1, "files": listed})
    write_whole(root / MANIFEST, content)
    return identity(content)


def identity(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def verify(root: Path) -> str:
    """Compare every file with the manifest; returns the identity.

    Raises DamagedBundleError naming the first file that is missing, added or changed.
    """
    path = root / MANIFEST
    try:
        content = path.read_bytes()
        listed = {str(relative): digest for relative, digest in json.loads(content)["files"].items()}
    except FileNotFoundError:
        raise DamagedBundleError(f"{root}: no {MANIFEST}: the run was interrupted or this is no bundle") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedBundleError(f"{path}: not a manifest: {error}") from error
    for relative, file in files(root):
        wanted = listed.pop(relative, None)
        if wanted is None:
            raise DamagedBundleError(f"{file}: not in the manifest: added after the bundle was sealed")
        if wanted != digest_file(file):
            raise DamagedBundleError(f"{file}: changed after the bundle was sealed")
    if listed:
        raise DamagedBundleError(f"{root / min(listed)}: in the manifest, but missing")
    return identity(content)
