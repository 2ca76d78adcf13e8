"""Reading a bundle, lazily: a file is decoded line by line, so memory does not grow with the bundle.

A bundle may come from someone who wants a good verdict, so everything is bounded and typed; what does not fit is a
damaged bundle (an error that names file and line), never evidence that silently shrinks.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Hashable, Iterator
from functools import cached_property
from itertools import dropwhile, takewhile
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from harness.bundle.contacts import Contacts, Mask, line_of
from harness.bundle.lines import Chosen, line_starts, numbered
from harness.bundle.manifest import DamagedBundleError, verify
from harness.model.plan import LEVELS
from harness.model.records import (
    ConsentStep,
    Exchange,
    Frame,
    GapRecord,
    LoginProof,
    PageVisit,
    Record,
    SessionState,
)

UNREADABLE = (ValueError, RecursionError)
"""What decoding hostile JSON raises: no JSON, not the right shape, no UTF-8, nested without end."""
FORMAT = 1
_MAX_LINE = 8 << 20
_MAX_BLOB = 64 << 20


class SessionView:
    """One session as it was recorded, and until when its evidence counts."""

    def __init__(self, bundle: Bundle, name: str) -> None:
        self.name = name
        self.bundle = bundle
        self.folder = bundle.root / "sessions" / name
        try:
            self.state = msgspec.json.decode((self.folder / "session.json").read_bytes(), type=SessionState)
        except (OSError, *UNREADABLE) as error:
            raise DamagedBundleError(f"{self.folder / 'session.json'}: {error}") from error

    @property
    def persona(self) -> str:
        return self.state.persona

    def records[R: Record](self, kind: str, shape: type[R]) -> Iterator[R]:
        """Every record of one kind, in order, void ones included."""
        yield from self.bundle.lines(f"sessions/{self.name}/{kind}.jsonl", shape, self.name)

    @cached_property
    def proofs(self) -> list[LoginProof]:
        return list(self.records("login", LoginProof))

    @cached_property
    def login(self) -> str:
        """anonymous · proven · lost (a later proof failed) · unended (never proven at the end) · failed."""
        if self.bundle.role(self.persona) == "anonymous":
            return "anonymous"
        if not any(proof.ok for proof in self.proofs):
            return "failed"
        held = self._held
        if held[-1] is not self.proofs[-1]:
            return "lost"
        return "proven" if held[-1].when == "end" else "unended"

    @cached_property
    def _held(self) -> list[LoginProof]:
        """The good proofs from the first one until one failed: what was lost does not come back unseen."""
        good = list(dropwhile(lambda proof: not proof.ok, self.proofs))
        return list(takewhile(lambda proof: proof.ok, good))

    @cached_property
    def counts_until(self) -> float:
        """Evidence later than this is void: it came after the last good proof of login."""
        if self.login == "anonymous":
            return float("inf")
        if not self._held:
            return float("-inf")
        return float("inf") if self.login == "proven" else self._held[-1].t

    def counting[R: Record](self, kind: str, shape: type[R]) -> Iterator[R]:
        """The records that count: up to the last good proof of login."""
        until = self.counts_until
        return (record for record in self.records(kind, shape) if record.t <= until)

    def traffic(self, wanted: Mask | None = None) -> Iterator[Exchange | Frame]:
        """The exchanges and frames that count; only the lines of a mask, when there is one."""
        until = self.counts_until
        chosen = None if wanted is None else Chosen(wanted, self._starts)
        for record in self.bundle.lines(self._traffic, _TRAFFIC, self.name, chosen):
            if record.t <= until:
                yield record

    @cached_property
    def _starts(self) -> array[int]:
        return line_starts(self.bundle.root / self._traffic)

    @cached_property
    def contacts(self) -> Contacts:
        """Who was contacted in which line."""
        return Contacts((line_of(record.at), record) for record in self.traffic())

    def pointer(self, line: int) -> str:
        """What names a line of the traffic."""
        return f"{self._traffic}#{line}"

    @property
    def _traffic(self) -> str:
        return f"sessions/{self.name}/traffic.jsonl"

    @cached_property
    def gaps(self) -> list[GapRecord]:
        return list(self.records("gaps", GapRecord))

    @cached_property
    def pages(self) -> int:
        return sum(1 for _ in self.counting("pages", PageVisit))

    @cached_property
    def consent(self) -> list[ConsentStep]:
        return list(self.records("consent", ConsentStep))


_TRAFFIC: Any = Exchange | Frame


def _is_inside(relative: str) -> bool:
    """Whether a pointer's path stays within the bundle."""
    path = PurePosixPath(relative)
    return not path.is_absolute() and ".." not in path.parts


class Bundle:
    """A bundle on disk. `identity` is checked against the manifest when it is opened with `check=True`.

    `followups` are set by `harness.later.followups`: bundles gathered later about this one. Their records carry times
    of this run (`shift` seconds added) and pointers that begin with their `prefix`.
    """

    def __init__(self, root: Path, *, check: bool = True) -> None:
        self.root = root
        self.identity = verify(root) if check else ""
        self.run = self._document("run.json")
        self._refuse_odd_run()
        self.profile = self._document("profile.json")
        self.followups: tuple[Bundle, ...] = ()
        self.prefix, self.shift = "", 0.0
        self._decoders: dict[object, msgspec.json.Decoder[Any]] = {}
        self.worked_out: dict[Hashable, Any] = {}
        """What readers worked out from this bundle; see `harness.model.scope.Scope.once`."""

    def _document(self, name: str) -> dict[str, Any]:
        try:
            content = msgspec.json.decode((self.root / name).read_bytes())
        except (OSError, *UNREADABLE) as error:
            raise DamagedBundleError(f"{self.root / name}: {error}") from error
        if not isinstance(content, dict):
            raise DamagedBundleError(f"{self.root / name}: not a table")
        return content

    def _refuse_odd_run(self) -> None:
        """Facts that others rely on the shape of; a newer format is not guessed at."""
        run, path = self.run, self.root / "run.json"
        if run.get("format") != FORMAT:
            raise DamagedBundleError(f"{path}: format {run.get('format')!r}, and this version reads format {FORMAT}")
        if run.get("level", "minimum") not in LEVELS:
            raise DamagedBundleError(f"{path}: no such level: {run['level']!r}")
        for name, kind in (("probes", list), ("probes_skipped", dict), ("platform", dict)):
            if not isinstance(run.get(name, kind()), kind):
                raise DamagedBundleError(f"{path}: {name} is of another type than it should be")

    @property
    def complete(self) -> bool:
        """Whether the run came to its end; an interrupted one never gives a clean report."""
        return self.run.get("status") == "complete"

    def role(self, persona: str) -> str:
        personas = self.profile.get("personas") or {}
        return str((personas.get(persona) or {}).get("role", "unknown"))

    @cached_property
    def sessions(self) -> list[SessionView]:
        """What personas did for themselves; a session of a probe is told by that probe."""
        folder = self.root / "sessions"
        names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        return [view for view in (SessionView(self, name) for name in names) if not view.state.probe]

    def lines(self, relative: str, shape: Any, session: str = "", chosen: Chosen | None = None) -> Iterator[Any]:
        """Decode a JSONL file line by line, or those lines of it that are chosen; a missing file has no lines."""
        path = self.root / relative
        decoder = self._decoders.get(shape)
        if decoder is None:
            decoder = self._decoders[shape] = msgspec.json.Decoder(shape)
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            return
        before, shift = f"{self.prefix}{relative}#", self.shift
        with stream:
            for number, line in numbered(stream, _MAX_LINE, chosen):
                if len(line) > _MAX_LINE:
                    raise DamagedBundleError(f"{path}#{number}: line is longer than {_MAX_LINE} bytes")
                try:
                    record = decoder.decode(line)
                except UNREADABLE as error:
                    raise DamagedBundleError(f"{path}#{number}: {error}") from error
                record.at = f"{before}{number}"
                if shift:
                    record.t = round(record.t + shift, 3)
                record.session = session
                yield record

    def probe[R: Record](self, kind: str, shape: type[R]) -> Iterator[R]:
        """Records that belong to no session."""
        yield from self.lines(f"probes/{kind}.jsonl", shape)

    @cached_property
    def gaps(self) -> list[GapRecord]:
        return list(self.probe("gaps", GapRecord))

    def _file(self, relative: str) -> Path | None:
        """The file that a pointer names, of this bundle or of a follow-up; None when there is none within."""
        for one in self.followups:
            if relative.startswith(one.prefix):
                return one._file(relative.removeprefix(one.prefix))
        path = self.root / relative
        return path if _is_inside(relative) and path.is_file() else None

    def raw(self, at: str) -> bytes | None:
        """The bytes of the line that a pointer such as `sessions/x/traffic.jsonl#12` names, or None."""
        relative, _, number = at.partition("#")
        path = self._file(relative)
        if path is None or not number.isdecimal():
            return None
        with path.open("rb") as stream:
            for index, line in enumerate(stream):
                if index == int(number):
                    return line.rstrip(b"\n")
        return None

    def digests(self, pointers: set[str]) -> dict[str, str]:
        """sha256 of each line that a pointer names, each file read once; pointers that lead nowhere are left out."""
        wanted: dict[str, set[int]] = {}
        for at in pointers:
            relative, _, number = at.partition("#")
            if number.isdecimal():
                wanted.setdefault(relative, set()).add(int(number))
        found: dict[str, str] = {}
        for relative, numbers in sorted(wanted.items()):
            path = self._file(relative)
            if path is None:
                continue
            with path.open("rb") as stream:
                for index, line in enumerate(stream):
                    if index in numbers:
                        found[f"{relative}#{index}"] = hashlib.sha256(line.rstrip(b"\n")).hexdigest()
        return found

    def record(self, at: str) -> dict[str, Any] | None:
        """The record that a pointer names, as plain data."""
        raw = self.raw(at)
        content = msgspec.json.decode(raw) if raw is not None else None
        return content if isinstance(content, dict) else None

    def blob(self, sha256: str) -> bytes | None:
        """The content of a blob, at most 64 MiB; None when the bundle does not hold it."""
        if len(sha256) != 64 or not sha256.isalnum():
            return None
        path = f"{self.root}/blobs/{sha256}"
        try:
            with open(path, "rb") as stream:  # a bundle has thousands of these, and a Path costs as much as the file
                packed = stream.read()
        except FileNotFoundError:
            return None
        unpack = zlib.decompressobj()
        try:
            data = unpack.decompress(packed, _MAX_BLOB)
        except zlib.error as error:
            raise DamagedBundleError(f"{path}: {error}") from error
        if unpack.unconsumed_tail:
            raise DamagedBundleError(f"{path}: unpacks to more than {_MAX_BLOB} bytes")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedBundleError(f"{path}: content and name differ")
        return data
