"""Writing a bundle: records are appended as they come and nothing big is held in memory.

Every string and blob passes the redactor before its first write, so a declared secret never reaches the disk. Several
processes may write into one bundle (the proxy writes traffic, the platform everything else): they write different
files, and blobs are named by their content.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from harness.errors import SchoolproofError

SESSION_NAME = re.compile(r"[a-z0-9_-]{1,120}")


class Redacting(Protocol):
    """What the writer needs of a redactor (`harness.bundle.redact.Redactor`)."""

    def text(self, value: str) -> str: ...
    def data(self, value: bytes) -> bytes: ...


class RecordFile:
    """One JSONL file, opened at its first record; a line is flushed as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: IO[bytes] | None = None

    def append(self, record: Mapping[str, object]) -> None:
        """Append one record; a full disk is the platform's failure and says so."""
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        try:
            if self._stream is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self._path.open("ab", buffering=0)
            _write_all(self._stream, line + b"\n")
        except OSError as error:
            raise disk_failure(error) from error

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class SessionWriter:
    """Records of one session: one persona doing one journey."""

    def __init__(self, bundle: BundleWriter, name: str) -> None:
        self.name = name
        self._bundle = bundle
        self._folder = bundle.root / "sessions" / name

    def append(self, kind: str, record: Mapping[str, object]) -> None:
        """Append a record to `<kind>.jsonl`; `t` (seconds since run start) is added when absent."""
        self._bundle.write_record(self._folder / f"{kind}.jsonl", record)

    def gap(self, evidence: str, why: str, **values: object) -> None:
        """Say what could not be seen in this session and why."""
        self.append("gaps", {"evidence": evidence, "why": why, "values": values})

    def blob(self, data: bytes) -> str:
        return self._bundle.blob(data)

    def now(self) -> float:
        """Seconds since the start of the run."""
        return self._bundle.now()

    def redact(self, text: str) -> str:
        """Text without secrets, for a writer that has to cut it: a secret cut in two would not be recognised."""
        return self._bundle.redactor.text(text)

    def state(self, record: Mapping[str, object]) -> None:
        """Write `session.json`, replacing what was there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._folder / "session.json", canonical(self._bundle.clean(record)))


class BundleWriter:
    """Appends evidence below `root`. `epoch` is the `time.time()` at which the run started."""

    def __init__(self, root: Path, redactor: Redacting, epoch: float) -> None:
        self.root = root
        self.redactor = redactor
        self._epoch = epoch
        self._files: dict[Path, RecordFile] = {}
        self._blobs: set[str] = set()

    def now(self) -> float:
        """Seconds since the start of the run, to the millisecond."""
        return round(time.time() - self._epoch, 3)

    def session(self, name: str) -> SessionWriter:
        """The writer of one session; names are ours, so anything odd is a bug and refused."""
        if not SESSION_NAME.fullmatch(name):
            raise SchoolproofError(f"not a session name: {name!r}")
        return SessionWriter(self, name)

    def probe(self, kind: str, record: Mapping[str, object]) -> None:
        """Append evidence that belongs to no session."""
        self.write_record(self.root / "probes" / f"{kind}.jsonl", record)

    def gap(self, evidence: str, why: str, **values: object) -> None:
        """Say what could not be seen in the whole run and why."""
        self.probe("gaps", {"evidence": evidence, "why": why, "values": values})

    def write_record(self, path: Path, record: Mapping[str, object]) -> None:
        if "t" not in record:
            record = {"t": self.now(), **record}
        if path not in self._files:
            self._files[path] = RecordFile(path)
        self._files[path].append(self.clean(record))

    def clean(self, record: Mapping[str, object]) -> dict[str, object]:
        """The record with every string redacted, keys included."""
        return {str(key): self._clean(value) for key, value in record.items()}

    def _clean(self, value: object) -> object:
        if isinstance(value, str):
            return self.redactor.text(value)
        if isinstance(value, Mapping):
            return {self.redactor.text(str(key)): self._clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(item) for item in value]
        return value

    def blob(self, data: bytes) -> str:
        """Store bytes once, redacted and compressed; returns the sha256 of what was stored, uncompressed."""
        data = self.redactor.data(data)
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._blobs:
            return digest
        path = self.root / "blobs" / digest
        if not path.exists():
            write_whole(path, zlib.compress(data, 3))
        self._blobs.add(digest)
        return digest

    def document(self, name: str, content: Mapping[str, object], *, sort: bool = True) -> None:
        """Write a top-level JSON document such as run.json; the profile keeps the order its author gave it."""
        write_whole(self.root / name, canonical(self.clean(content), sort=sort))

    def close(self) -> None:
        """Close every file; the writer can go on, files are opened again when needed."""
        for file in self._files.values():
            file.close()


def canonical(content: Mapping[str, object], *, sort: bool = True) -> bytes:
    """The one way a JSON document is written: sorted keys, UTF-8, one newline at the end."""
    return json.dumps(content, ensure_ascii=False, sort_keys=sort, indent=1).encode("utf-8", "replace") + b"\n"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise disk_failure(error) from error


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Unbuffered writing stops short when the disk fills up, and only the next attempt says so."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def disk_failure(error: OSError) -> SchoolproofError:
    """A write that failed, told as the platform's failure."""
    return SchoolproofError(
        f"the evidence could not be written: {error.strerror or error}",
        owner="platform",
        hint="df -h . && ls -ld .   # free space or choose another --out folder",
    )
