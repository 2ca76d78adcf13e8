"""Signed statements for tests, written with a few changes, and the keyring that knows who signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from harness.signing import envelope as dsse
from harness.signing.keyring import load_keyring
from harness.signing.keys import SigningKey, generate
from harness.statements.reading import Statements, read_attestations, read_waivers
from harness.statements.record import ATTESTATION, WAIVER, Attestation, Waiver
from tests.harness.signing.ring import block, keyring_file

CERTIFIER, VENDOR, AUTHORITY, STRANGER = generate(), generate(), generate(), generate()
TODAY = date(2026, 11, 23)
REQUIREMENTS = ("ORG-03", "ORG-04", "TRK-04", "TRK-02", "DAT-01", "SET-07")
CHECKS = ("test/one", "test/two")


def attestation(**changes: Any) -> dict[str, Any]:
    """A record that counts on TODAY for the app of `tests.harness.build`."""
    return {
        "schema": "schoolproof.attestation/1",
        "requirements": ["ORG-03"],
        "outcome": "pass",
        "by": "Ada Peeters",
        "role": "auditor",
        "independence": "third",
        "method": "examine",
        "document": {"title": "Verwerkersovereenkomst", "sha256": "a" * 64},
        "date": "2026-11-01",
        "expires": "2027-10-31",
        "app": {"name": "Demo", "version": "unknown"},
        **changes,
    }


def waiver(scope: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A record that counts on TODAY for the app of `tests.harness.build`."""
    return {
        "schema": "schoolproof.waiver/1",
        "id": "one",
        "scope": {"requirement": "TRK-04"} if scope is None else scope,
        "approver": "Bea Authority",
        "reason": "The supplier moves house.",
        "date": "2026-11-01",
        "expires": "2026-11-30",
        "app": {"name": "Demo"},
        **changes,
    }


def signed(path: Path, record: dict[str, Any], key: SigningKey) -> Path:
    """The record in its envelope, in a file."""
    kind, model = (ATTESTATION, Attestation) if "outcome" in record else (WAIVER, Waiver)
    path.write_bytes(dsse.encode(dsse.sign(kind, model.model_validate(record).payload(), key)))
    return path


def said(
    folder: Path,
    *records: tuple[dict[str, Any], SigningKey],
    at: date = TODAY,
) -> Statements:
    """What these records and signers state, asked for on a day."""
    folder.mkdir(parents=True, exist_ok=True)
    ring = keyring_file(
        folder / "ring.toml",
        block(CERTIFIER, "certifier"),
        block(VENDOR, "vendor"),
        block(AUTHORITY, "authority"),
    )
    files = [signed(folder / f"{number}.json", record, key) for number, (record, key) in enumerate(records)]
    told = [file for file, (record, _) in zip(files, records, strict=True) if "outcome" in record]
    waived = [file for file in files if file not in told]
    return Statements(
        at,
        load_keyring(ring),
        read_attestations(told, REQUIREMENTS),
        read_waivers(waived, REQUIREMENTS, CHECKS),
        ring.read_bytes(),
    )
