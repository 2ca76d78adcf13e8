"""Signed records from files and folders. What cannot be read stops the run, with its place: nothing is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from harness.errors import MisuseError
from harness.located import read_small
from harness.signing.envelope import MAX_ENVELOPE, Envelope, decode
from harness.signing.keyring import Keyring
from harness.statements.record import ATTESTATION, WAIVER, Attestation, Record, Waiver
from harness.strict import MalformedError, find, parse

SUFFIXES = {ATTESTATION: ".attestation.json", WAIVER: ".waiver.json"}
COMMANDS = {ATTESTATION: "attest", WAIVER: "waive"}


@dataclass(frozen=True)
class Signed[RecordT: Record]:
    """A record, the envelope that it came in, and the file's own bytes. Whether the signature holds is not said yet."""

    file: str
    content: bytes
    envelope: Envelope
    record: RecordT

    @cached_property
    def digest(self) -> str:
        """The sha256 of the signed record."""
        return hashlib.sha256(self.envelope.payload).hexdigest()


@dataclass(frozen=True)
class Statements:
    """Everything that people state, whom to believe, and the day to ask it for: inputs of a judgement."""

    at: date
    keyring: Keyring
    attestations: tuple[Signed[Attestation], ...] = ()
    waivers: tuple[Signed[Waiver], ...] = ()
    keyring_file: bytes | None = None


def read_attestations(paths: Iterable[Path], requirements: Iterable[str]) -> tuple[Signed[Attestation], ...]:
    """The attestations in these files and folders. Raises MisuseError naming file and place."""
    known = set(requirements)
    found = tuple(_signed(path, ATTESTATION, Attestation) for path in _files(paths, ATTESTATION))
    for one in found:
        for id in one.record.requirements:
            if id not in known:
                _refuse(Path(one.file), one.envelope.payload, ("requirements",), f"no requirement has the id {id}")
    return found


def read_waivers(
    paths: Iterable[Path], requirements: Iterable[str], checks: Iterable[str]
) -> tuple[Signed[Waiver], ...]:
    """The waivers in these files and folders. Raises MisuseError naming file and place."""
    rows, rules = set(requirements), set(checks)
    found = tuple(_signed(path, WAIVER, Waiver) for path in _files(paths, WAIVER))
    seen: dict[str, Signed[Waiver]] = {}
    for one in found:
        scope, payload, path = one.record.scope, one.envelope.payload, Path(one.file)
        if scope.requirement is not None and scope.requirement not in rows:
            _refuse(path, payload, ("scope", "requirement"), f"no requirement has the id {scope.requirement}")
        if scope.check is not None and scope.check not in rules:
            _refuse(path, payload, ("scope", "check"), f"no check is named {scope.check}")
        if one.record.id in seen:
            _refuse(path, payload, ("id",), f"{seen[one.record.id].file} has this id too")
        seen[one.record.id] = one
    return found


def by_name(found: Iterable[Signed[Attestation] | Signed[Waiver]]) -> Mapping[str, bytes]:
    """File name → bytes, to be kept beside a report; files of one name are told apart by their digest."""
    kept: dict[str, bytes] = {}
    for one in found:
        name, suffix = Path(one.file).name, SUFFIXES[one.envelope.payload_type]
        name = name if name.endswith(suffix) else name + suffix
        kept[name if name not in kept else f"{one.digest[:12]}-{name}"] = one.content
    return kept


def _files(paths: Iterable[Path], kind: str) -> Iterator[Path]:
    """Each file once, in order; of a folder those that end as `attest` and `waive` name them."""
    seen: set[Path] = set()
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.name.endswith(SUFFIXES[kind])) if path.is_dir() else [path]
        if not inside:
            told = f"{path}: holds no file that ends in {SUFFIXES[kind]}"
            raise MisuseError(told, hint=f"schoolproof {COMMANDS[kind]} RECORD --key KEY")
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _signed[RecordT: Record](path: Path, kind: str, model: type[RecordT]) -> Signed[RecordT]:
    hint = f"schoolproof {COMMANDS[kind]} RECORD --key KEY"
    content = read_small(path, hint, MAX_ENVELOPE)
    try:
        envelope = decode(content)
    except MalformedError as error:
        raise MisuseError(f"{path}:{error.line}:{error.column}: {error}", hint=hint) from error
    if envelope.payload_type != kind:
        raise MisuseError(f"{path}:1:1: holds {envelope.payload_type[:80]!r}, and not {kind!r}", hint=hint)
    try:
        record = model.model_validate(parse(envelope.payload, MAX_ENVELOPE))
    except MalformedError as error:
        raise MisuseError(f"{path}: in the record, {error.line}:{error.column}: {error}", hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        _refuse(path, envelope.payload, first["loc"], first["msg"].removeprefix("Value error, "))
    return Signed(str(path), content, envelope, record)


def _refuse(path: Path, payload: bytes, location: tuple[str | int, ...], why: str) -> NoReturn:
    line, column = find(payload.decode("utf-8", "replace"), location)
    where = ".".join(str(part) for part in location)
    told = f"{path}: in the record, {line}:{column}: {where + ': ' if where else ''}{why}"
    raise MisuseError(told, hint="correct the record and sign it again")
