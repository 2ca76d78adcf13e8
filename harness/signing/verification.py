"""Whether a bundle or a report is what was sealed: every byte first, then every signature, then whom to believe.

Everything that is wrong is told, not the first thing only. A seal that cannot be verified is a problem even when
another holds: every file that lies there has to be what its maker wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from harness.bundle.manifest import (
    MANIFEST,
    DamagedBundleError,
    Problem,
    differences,
    identity,
    read_manifest,
    read_plain,
    unreadable,
)
from harness.later.followups import FOLDER
from harness.signing import statement as statements
from harness.signing.envelope import Envelope
from harness.signing.keyring import Keyring
from harness.signing.sealing import MAX_SEALS, read_report, read_seals, seals_of
from harness.strict import MalformedError


@dataclass(frozen=True)
class Seal:
    """One good signature. `trusted` is None when no keyring was given; `why` says why a key is not trusted."""

    key: str
    signed: date
    tool: str
    rules: str
    holder: str | None = None
    role: str | None = None
    trusted: bool | None = None
    why: str | None = None


@dataclass(frozen=True)
class Verification:
    """What came out. `identity` is the bundle's, or the one that a report names; "" when it could not be read."""

    identity: str
    problems: list[Problem]
    seals: list[Seal] = field(default_factory=list)
    asked: bool = False

    @property
    def ok(self) -> bool:
        """Nothing is wrong, and, when a keyring was given, somebody in it vouches for it."""
        return not self.problems and (not self.asked or any(seal.trusted for seal in self.seals))


def verify_bundle(root: Path, keyring: Keyring | None, at: date) -> Verification:
    """Look at every file of a bundle and at its seals; trust is asked for the day `at`.

    Raises SchoolproofError only when this machine could not read something.
    """
    try:
        content, listed = read_manifest(root)
    except DamagedBundleError as error:
        return Verification("", [Problem(MANIFEST, str(error))], asked=keyring is not None)
    name = identity(content)
    problems, seals = _seals(seals_of(root), statements.BUNDLE, (MANIFEST, name, None), keyring, at)
    problems.extend(differences(root, listed))
    return Verification(name, problems, seals, keyring is not None)


def verify_report(path: Path, keyring: Keyring | None, at: date) -> Verification:
    """Look at a report.json and its seals. Without a seal a report has nothing to be compared with: a problem.

    The follow-ups that it rests on are looked at too where their folder lies beside it; the report's seal covers their
    digests.
    """
    try:
        content, report = read_report(path)
    except MalformedError as error:
        told = f"line {error.line}, column {error.column}: {error}"
        return Verification("", [Problem(path.name, told)], asked=keyring is not None)
    bundle = str(report.get("bundle"))
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    problems, seals = _seals(seals_of(path), statements.REPORT, (path.name, digest, bundle), keyring, at)
    if not seals and not problems:
        problems.append(Problem(path.name, f"has no seal beside it ({seals_of(path).name})"))
    problems.extend(_followups(path.absolute().parent / FOLDER, report.get("followups"), keyring, at))
    return Verification(bundle, problems, seals, keyring is not None)


def _followups(folder: Path, named: object, keyring: Keyring | None, at: date) -> Iterator[Problem]:
    """What is wrong with the follow-ups that a report names."""
    if not folder.is_dir() or not isinstance(named, list):
        return
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        with suppress(DamagedBundleError):  # one that the report does not name may be anything
            found[identity(read_manifest(path)[0])] = path
    for name in map(str, named):
        if name not in found:
            yield Problem(FOLDER, f"the report rests on the follow-up {name}, which is not there whole")
            continue
        for problem in verify_bundle(found[name], keyring, at).problems:
            yield Problem(f"{FOLDER}/{found[name].name}/{problem.file}", problem.why)


type Sealed = tuple[str, str, str | None]
"""The name of the sealed file, its digest as `sha256:…`, and the bundle that a report names."""


def _seals(
    path: Path, kind: str, sealed: Sealed, keyring: Keyring | None, at: date
) -> tuple[list[Problem], list[Seal]]:
    problems: list[Problem] = []
    seals: list[Seal] = []
    try:
        envelopes = read_seals(read_plain(path, MAX_SEALS))
    except FileNotFoundError:
        return [], []
    except PermissionError as error:
        unreadable(error)
    except OSError as error:
        return [Problem(path.name, f"not a file of seals: {error.strerror or error}")], []
    except MalformedError as error:
        return [Problem(path.name, f"line {error.line}: {error}")], []
    for number, envelope in enumerate(envelopes, 1):
        try:
            seals.append(_believed(_checked(envelope, kind, sealed[0]), sealed, keyring, at))
        except MalformedError as error:
            problems.append(Problem(path.name, f"line {number}: {error}"))
        except _OtherBytesError as error:
            problems.append(Problem(sealed[0], str(error)))
    problems.extend(Problem(path.name, f"two seals of the key {key}") for key in _twice(seals))
    return problems, seals


class _OtherBytesError(Exception):
    """The seal is good, but it is about other bytes."""


def _checked(envelope: Envelope, kind: str, name: str) -> statements.Statement:
    """The statement of an envelope whose signature holds."""
    if envelope.payload_type != statements.PAYLOAD_TYPE:
        raise MalformedError("its payload is no in-toto statement")
    said = statements.decode(envelope.payload)
    if not envelope.signed_by(said.signer):
        raise MalformedError("the signature does not fit: it was changed, or another key signed")
    if said.kind != kind or said.name != name:
        raise MalformedError(f"it is the seal of something else: {said.name}")
    return said


def _believed(said: statements.Statement, sealed: Sealed, keyring: Keyring | None, at: date) -> Seal:
    _, digest, bundle = sealed
    if f"sha256:{said.sha256}" != digest:
        raise _OtherBytesError(f"changed after {said.signer.id[:16]}… sealed it, or the seal is that of another")
    if said.bundle != bundle:
        raise _OtherBytesError(f"names another bundle than its seal: {said.bundle}")
    seal = Seal(said.signer.id, said.day, said.tool, said.rules)
    if keyring is None:
        return seal
    known = keyring.keys.get(said.signer.id)
    if known is None:
        return Seal(seal.key, seal.signed, seal.tool, seal.rules, trusted=False, why="not in the keyring")
    why = known.distrusted(said.day, at)
    told = None if why is None else f"{DISTRUST[why]} ({known.from_} – {known.until})"
    return Seal(seal.key, seal.signed, seal.tool, seal.rules, known.holder, known.role, why is None, told)


DISTRUST = {
    "signed-later": "signed after the day that was asked about",
    "key-not-valid-then": "the key did not count on the day of signing",
    "key-not-valid-now": "the key does not count on the day that was asked about",
}


def _twice(seals: list[Seal]) -> Iterator[str]:
    seen: set[str] = set()
    for seal in seals:
        if seal.key in seen:
            yield seal.key
        seen.add(seal.key)
