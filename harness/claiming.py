"""The folder of a bundle: whose it is, who writes in it, and how one bundle takes the place of another.

A sealed bundle is evidence that took an hour to gather, so nothing is taken from it before the next one is sealed too.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.bundle.manifest import MANIFEST
from harness.errors import MisuseError, SchoolproofError
from harness.later.kept import Kept

STATUSES = ("started", "complete")
PARTS = re.compile(
    r"run\.json|profile\.json|plan\.jsonl|manifest\.[a-z.]+|sessions|probes|blobs|\.[a-z.]+\.jsonl?\.\d+"
)
"""What a bundle consists of, unfinished writes included: only a folder of these is ever emptied."""
NEW, OLD = ".new", ".old"


@contextmanager
def place_for(folder: Path, derived: Iterable[Path] = ()) -> Iterator[Path]:
    """Where to write a new bundle for `folder`: there, or beside it when it holds a sealed one.

    That one, the sessions kept for it and its `derived` reports make way when all went well; after an error or an
    interruption they stand as they were, and what was gathered is left in `folder.new`.
    """
    folder = folder.absolute()
    with _held(folder):
        _refuse_strange(folder)
        if not (folder / MANIFEST).exists():
            _discard(derived)
            _empty(folder)
            yield folder
            return
        fresh = _beside(folder, NEW)
        with claimed(fresh):
            yield fresh
            _discard(derived)
            _take_place(fresh, folder)


def _beside(folder: Path, suffix: str) -> Path:
    whole = folder.resolve()
    return whole.with_name(whole.name + suffix)


def _take_place(fresh: Path, folder: Path) -> None:
    """Put a sealed bundle where the old one stands; whatever fails, one of the two stands there whole."""
    whole, old = folder.resolve(), _beside(folder, OLD)
    try:
        if old.exists():
            with claimed(old):
                old.rmdir()
        whole.rename(old)
        try:
            fresh.rename(whole)
        except OSError:
            old.rename(whole)
            raise
    except OSError as error:
        told = f"{folder}: the bundle in it cannot be replaced: {error.strerror}; the new one is in {fresh}"
        raise SchoolproofError(told, owner="platform", hint=f"schoolproof judge {fresh}") from error
    Kept(folder).take(Kept(fresh))
    shutil.rmtree(old, ignore_errors=True)  # what is left of it goes with the next run


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Make the folder ours: an older bundle in it is replaced, anything else is left alone and refused."""
    with _held(folder):
        _empty(folder)
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Make the folder when it is not there, and hold it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SchoolproofError(f"{folder}: {error.strerror}", owner="platform", hint="choose another folder") from error
    with locked(folder):
        yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a bundle's folder; nobody else gathers into it or follows it up meanwhile. Raises MisuseError."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise MisuseError(f"{folder}: {error.strerror}", hint="name a bundle's folder") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told = f"{folder}: another run is writing here"
            raise MisuseError(told, hint="choose another --out folder") from None
        yield
    finally:
        os.close(lock)


def _empty(folder: Path) -> None:
    for name in _refuse_strange(folder):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _refuse_strange(folder: Path) -> set[str]:
    """The names in a folder that is empty or a bundle of ours; any other is refused."""
    present = {path.name for path in folder.iterdir()}
    strange = sorted(name for name in present if not PARTS.fullmatch(name))
    if strange or (present and not _is_run(folder / "run.json")):
        what = f"holds {strange[0]!r}, which is no part of a bundle" if strange else "is not empty and not a bundle"
        raise MisuseError(f"{folder}: {what}", hint="choose another --out folder")
    return present


def _discard(reports: Iterable[Path]) -> None:
    for path in reports:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            told = f"{path}: the report of an older run cannot be replaced: {error.strerror}"
            raise SchoolproofError(told, owner="platform", hint="choose another --out folder") from error


def _is_run(path: Path) -> bool:
    """Whether a run.json is one of ours: other tools use that name too."""
    try:
        facts = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(facts, dict) and isinstance(facts.get("format"), int) and facts.get("status") in STATUSES
