"""Signing a bundle or a report. The seal lies beside what it seals, one line for each signer."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from harness.bundle.manifest import MANIFEST, SEALS, DamagedBundleError, read_plain, verify
from harness.bundle.writer import write_whole
from harness.clock import Clock, now
from harness.errors import MisuseError
from harness.signing import envelope as dsse
from harness.signing.keys import SigningKey
from harness.signing.statement import BUNDLE, PAYLOAD_TYPE, REPORT, Statement
from harness.strict import MalformedError, parse

MAX_REPORT = 256 << 20
MAX_RUN = 1 << 20
MAX_SEALS = 4 << 20
REPORT_SCHEMA = "schoolproof.report/1"


def seals_of(target: Path) -> Path:
    """Where the seals of a bundle (a folder) or a report (a .json file) lie."""
    return target / SEALS if target.is_dir() else target.with_suffix(".intoto.jsonl")


def seal(target: Path, key: SigningKey, clock: Clock = now) -> Path:
    """Sign a bundle or a report; a seal that this key made before is replaced. Returns the file of the seals.

    Raises DamagedBundleError for a bundle that is not whole, MisuseError for what is neither.
    """
    statement = _about_bundle(target, key, clock) if target.is_dir() else _about_report(target, key, clock)
    made = dsse.sign(PAYLOAD_TYPE, statement.encode(), key)
    path = seals_of(target)
    kept = [one for one in _present(path) if one.key_id != key.public.id]
    write_whole(path, b"".join(dsse.encode(one) for one in [*kept, made]))
    return path


def read_report(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The bytes of a report.json and what it holds. Raises MalformedError, or MisuseError when it cannot be read."""
    try:
        content = read_plain(path, MAX_REPORT)
    except OSError as error:
        told = f"{path}: cannot be read: {error.strerror or error}"
        raise MisuseError(told, hint="schoolproof verify BUNDLE") from error
    report = parse(content, MAX_REPORT)
    if (
        not isinstance(report, dict)
        or report.get("schema") != REPORT_SCHEMA
        or not isinstance(report.get("tool"), dict)
    ):
        raise MalformedError(f"not a report of the kind {REPORT_SCHEMA}")
    return content, report


def _about_bundle(root: Path, key: SigningKey, clock: Clock) -> Statement:
    identity = verify(root)  # nobody signs evidence that was changed
    try:
        run = parse(read_plain(root / "run.json", MAX_RUN), MAX_RUN)
    except (OSError, MalformedError) as error:
        raise DamagedBundleError(f"{root / 'run.json'}: {error}") from error
    made_by = run if isinstance(run, dict) else {}
    return Statement(
        kind=BUNDLE,
        name=MANIFEST,
        sha256=identity.removeprefix("sha256:"),
        tool=str(made_by.get("tool", "unknown")),
        rules=str(made_by.get("rules", "unknown")),
        sealed_with=version("schoolproof"),
        signer=key.public,
        signed=clock(),
    )


def _about_report(path: Path, key: SigningKey, clock: Clock) -> Statement:
    try:
        content, report = read_report(path)
    except MalformedError as error:
        told = f"{path}:{error.line}:{error.column}: {error}"
        raise MisuseError(told, hint="schoolproof seal BUNDLE --key KEY") from error
    return Statement(
        kind=REPORT,
        name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        tool=str(report["tool"].get("version")),
        rules=str(report["tool"].get("rules")),
        sealed_with=version("schoolproof"),
        signer=key.public,
        signed=clock(),
        bundle=str(report.get("bundle")),
    )


def _present(path: Path) -> list[dsse.Envelope]:
    try:
        content = read_plain(path, MAX_SEALS)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DamagedBundleError(f"{path}: {error.strerror or error}") from error
    try:
        return read_seals(content)
    except MalformedError as error:
        told = f"{path}:{error.line}: {error}"
        raise MisuseError(told, hint=f"rm {path}   # after asking whose seal it was") from error


def read_seals(content: bytes) -> list[dsse.Envelope]:
    """Every envelope of a file of seals, at least one. Raises MalformedError naming the line."""
    if len(content) > MAX_SEALS:
        raise MalformedError(f"longer than {MAX_SEALS} bytes")
    found = []
    for number, line in enumerate(content.splitlines(keepends=True) or [b""], 1):
        try:
            found.append(dsse.decode(line))
        except MalformedError as error:
            raise MalformedError(str(error), number, error.column) from error
    return found
