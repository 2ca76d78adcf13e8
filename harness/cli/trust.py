"""Commands about trust: keygen, seal, verify."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from harness.signing.verification import Seal, Verification

Key = Annotated[Path, typer.Option("--key", help="The private key, a PEM file.")]
Passphrase = Annotated[str | None, typer.Option("--passphrase", help="Where the key's passphrase is: env:NAME.")]
KeyringFile = Annotated[Path | None, typer.Option("--keyring", help="TOML file of the keys that you trust.")]
At = Annotated[str | None, typer.Option("--at", help="The day to judge trust by, such as 2026-11-23 (default: today).")]
Json = Annotated[bool, typer.Option("--json", help="Print data as JSON on stdout.")]


class HolderRole(StrEnum):
    """What the holder of a key is to the app."""

    vendor = "vendor"
    certifier = "certifier"
    department = "department"
    authority = "authority"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (keygen, seal, verify):
        app.command()(command)


def keygen(
    out: Annotated[Path, typer.Argument(help="File for the private key; never overwritten.")],
    holder: Annotated[str, typer.Option("--holder", help="Whose key it is.")] = "…",
    role: Annotated[HolderRole, typer.Option("--role", help="What the holder is to the app.")] = HolderRole.vendor,
    passphrase: Passphrase = None,
) -> None:
    """Make a key for signing; prints the block that others add to their keyring.

    Example: schoolproof keygen audit.pem --holder "Keurmerk vzw" --role certifier >> keyring.toml
    """
    import json

    from harness.clock import day, year_after
    from harness.signing import keys

    key, today = keys.generate(), day(None)
    keys.write_key(out, key, keys.passphrase(passphrase))
    print(f'[[key]]\nid = "{key.public.id}"\npublic = "{key.public.text}"')
    print(f'holder = {json.dumps(holder, ensure_ascii=False)}\nrole = "{role.value}"')
    print(f"from = {today}\nuntil = {year_after(year_after(today))}\n")


def seal(
    target: Annotated[Path, typer.Argument(metavar="BUNDLE|REPORT", help="A whole bundle, or a report.json.")],
    key: Key,
    passphrase: Passphrase = None,
) -> None:
    """Sign a bundle or a report. Several may sign, each adds a line to the file of seals.

    Example: schoolproof seal results/bundle --key audit.pem
    """
    from harness.signing import keys
    from harness.signing.sealing import seal as sign

    _present(target)
    print(sign(target, keys.load_key(key, keys.passphrase(passphrase))))


def verify(
    target: Annotated[Path, typer.Argument(metavar="BUNDLE|REPORT", help="A bundle, or a report.json.")],
    keyring: KeyringFile = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Compare every byte with what was sealed, then check who sealed it. Exit code 1 when anything is wrong.

    With --keyring somebody in it has to vouch for the bundle; without, only the bytes and signatures are checked.

    Example: schoolproof verify results/bundle --keyring keyring.toml
    """
    from harness.clock import day
    from harness.signing.keyring import load_keyring
    from harness.signing.verification import verify_bundle, verify_report

    _present(target)
    trusted = load_keyring(keyring) if keyring else None
    look = verify_bundle if target.is_dir() else verify_report
    found = look(target, trusted, day(at))
    _show(found, json)
    raise typer.Exit(0 if found.ok else 1)


def _present(target: Path) -> None:
    from harness.errors import MisuseError

    if not target.exists():
        raise MisuseError(f"{target}: no such bundle or report", hint="schoolproof audit PROFILE --out DIR")


def _show(found: Verification, json: bool) -> None:
    from dataclasses import asdict

    from harness.cli.output import print_json

    problems = [{"file": _line(one.file), "why": _line(one.why)} for one in found.problems]
    if json:
        print_json({**asdict(found), "problems": problems, "ok": found.ok})
        return
    print(found.identity or "no bundle")
    for problem in problems:
        print(f"WRONG    {problem['file']}: {problem['why']}")
    for one in found.seals:
        print(_line(_told(one)))
    if not found.seals:
        print("no good signature: nobody says whose it is" if problems else "whole, and signed by nobody")
    elif found.asked and not found.ok and not problems:
        print("whole, but signed by nobody whom the keyring trusts")


def _line(text: str) -> str:
    """One line that holds what a file name pretends to be: no line of ours, no terminal escape."""
    from harness.cli.output import safe

    return safe(text).replace("\n", "�")


def _told(one: Seal) -> str:
    """One seal on a line."""
    who = f"{one.holder} ({one.role})" if one.holder else "nobody that is known here"
    if one.trusted is None:
        return f"signed   {one.key} on {one.signed}; whose key it is, only a --keyring can tell"
    if one.trusted:
        return f"TRUSTED  {one.key} on {one.signed}: {who}"
    return f"NOT TRUSTED  {one.key} on {one.signed}: {who}: {one.why}"
