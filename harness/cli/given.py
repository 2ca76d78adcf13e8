"""What a judgement is given besides a bundle: the options of `audit` and `judge`, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli.trust import At, KeyringFile

if TYPE_CHECKING:
    from harness.plugins.host import Registry
    from harness.statements.reading import Statements

__all__ = ["At", "Attestations", "KeyringFile", "Waivers", "given"]

Attestations = Annotated[
    list[Path] | None, typer.Option("--attestation", help="A signed attestation, or a folder of them (repeatable).")
]
Waivers = Annotated[list[Path] | None, typer.Option("--waiver", help="A signed waiver, or a folder (repeatable).")]


def given(
    registry: Registry,
    attestation: list[Path] | None,
    waiver: list[Path] | None,
    keyring: Path | None,
    at: str | None,
) -> Statements | None:
    """Read all of it, before anything else runs; None when nobody stated anything. Raises MisuseError."""
    from harness.clock import day
    from harness.signing.keyring import Keyring, load_keyring
    from harness.statements.reading import Statements, read_attestations, read_waivers

    moment = day(at)
    ring = load_keyring(keyring) if keyring else Keyring()
    if not attestation and not waiver:
        return None
    return Statements(
        at=moment,
        keyring=ring,
        attestations=read_attestations(attestation or (), registry.requirements),
        waivers=read_waivers(waiver or (), registry.requirements, registry.checks),
        keyring_file=keyring.read_bytes() if keyring else None,
    )
