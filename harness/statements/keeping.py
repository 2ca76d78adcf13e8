"""A copy of everything that a judgement was given besides the bundle, beside its reports.

The bundle stays as it was sealed. With the copies and the day in the report anybody comes to the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from harness.bundle.writer import write_whole
from harness.statements.reading import SUFFIXES, Statements, by_name

FOLDER = "judged-with"
KEYRING = "keyring.toml"


def keep(statements: Statements | None, out: Path) -> None:
    """Leave the signed records and the keyring in `out`/judged-with, and nothing of an earlier judgement."""
    folder = out / FOLDER
    wanted: dict[str, bytes] = {}
    if statements is not None:
        wanted.update(by_name([*statements.attestations, *statements.waivers]))
        if statements.keyring_file is not None:
            wanted[KEYRING] = statements.keyring_file
    for name, content in wanted.items():
        write_whole(folder / name, content)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted and (path.name == KEYRING or path.name.endswith(tuple(SUFFIXES.values()))):
            path.unlink()
