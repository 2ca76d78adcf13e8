"""Commands that write statements: attest, waive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli.trust import Passphrase

if TYPE_CHECKING:
    from harness.statements.record import Record

RecordFile = Annotated[Path | None, typer.Argument(help="The record, in TOML (or .json).")]
KeyOption = Annotated[Path | None, typer.Option("--key", help="The private key, a PEM file.")]
OutFile = Annotated[Path | None, typer.Option("--out", help="File to write (default: beside the record).")]
Template = Annotated[bool, typer.Option("--template", help="Print a record to fill in.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (attest, waive):
        app.command()(command)


def attest(
    record: RecordFile = None,
    key: KeyOption = None,
    passphrase: Passphrase = None,
    out: OutFile = None,
    template: Template = False,
) -> None:
    """Sign an attestation: your answer to what a test cannot settle. Begin with --template.

    Example: schoolproof attest privacy.toml --key audit.pem
    """
    from harness.statements import drafting
    from harness.statements.record import ATTESTATION

    if template:
        sys.stdout.write(drafting.attestation_template())
        return
    path, key = _both(record, key, "attest")
    _sign(path, drafting.read_attestation(path), ATTESTATION, key, passphrase, out)


def waive(
    record: RecordFile = None,
    key: KeyOption = None,
    passphrase: Passphrase = None,
    out: OutFile = None,
    template: Template = False,
) -> None:
    """Sign a waiver: let findings pass the gate until a day. Begin with --template.

    Example: schoolproof waive cookies.toml --key authority.pem
    """
    from harness.statements import drafting
    from harness.statements.record import WAIVER

    if template:
        sys.stdout.write(drafting.waiver_template())
        return
    path, key = _both(record, key, "waive")
    _sign(path, drafting.read_waiver(path), WAIVER, key, passphrase, out)


def _both(record: Path | None, key: Path | None, command: str) -> tuple[Path, Path]:
    from harness.errors import MisuseError

    if record is None or key is None:
        lacking = "a record" if record is None else "--key"
        raise MisuseError(f"{lacking} is missing", hint=f"schoolproof {command} --template > record.toml")
    return record, key


def _sign(path: Path, record: Record, kind: str, key: Path, passphrase: str | None, out: Path | None) -> None:
    from harness.bundle.writer import write_whole
    from harness.signing import envelope as dsse
    from harness.signing import keys
    from harness.statements.reading import SUFFIXES

    signed = dsse.sign(kind, record.payload(), keys.load_key(key, keys.passphrase(passphrase)))
    target = out or path.with_suffix(SUFFIXES[kind])
    write_whole(target, dsse.encode(signed))
    print(target)
