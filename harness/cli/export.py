"""Commands that make documents of a report: report, export."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli.blocklist import BLOCKLIST, Also, What, blocklist
from harness.cli.given import At, Attestations, KeyringFile, Waivers, given
from harness.cli.trust import Passphrase

if TYPE_CHECKING:
    from harness.model.renderer import BundleLike
    from harness.model.report import Report
    from harness.plugins.host import Registry
    from harness.statements.reading import Statements

FEED = "application/vnd.schoolproof.feed+json"
Out = Annotated[Path | None, typer.Option("--out", help="File to write (default: stdout).")]


class By(StrEnum):
    """Who had the app tested."""

    vendor = "vendor"
    certifier = "certifier"
    department = "department"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(report)
    app.command()(export)


def report(
    source: Annotated[Path, typer.Argument(help="A bundle, or a report.json.")],
    format: Annotated[str, typer.Option("--format", help="html, csv, sarif, oscal, pdf …")] = "html",
    norm: Annotated[str | None, typer.Option("--norm", help="Tell it by the clauses of a norm, e.g. asvs-5.")] = None,
    attestation: Attestations = None,
    waiver: Waivers = None,
    keyring: KeyringFile = None,
    at: At = None,
    out: Out = None,
) -> None:
    """Render a report in another format, or as another norm sees it.

    Example: schoolproof report results/report.json --format html --norm asvs-5 --out asvs.html
    """
    from harness.errors import MisuseError
    from harness.norm_view import by_norm
    from harness.plugins.host import load_registry

    registry = load_registry()
    if format not in registry.renderers:
        raise MisuseError(f"no format {format}", hint=f"schoolproof report … --format {'|'.join(registry.renderers)}")
    if norm is not None and norm not in registry.norms:
        raise MisuseError(f"no norm {norm}", hint=f"schoolproof report … --norm {'|'.join(registry.norms)}")
    found, bundle = read_source(source, registry, given(registry, attestation, waiver, keyring, at))
    seen = found if norm is None else by_norm(found, registry.norms[norm])
    write(registry.renderers[format].render(seen, bundle), out)


def export(
    what: Annotated[str, typer.Argument(help="feed, blocklist")],
    reports: Annotated[list[Path], typer.Argument(help="Bundles, or report.json files.")],
    by: Annotated[By | None, typer.Option("--by", help="Feed: who had the apps tested.")] = None,
    name: Annotated[str, typer.Option("--name", help="Feed: the name of whoever that is.")] = "",
    format: Annotated[str | None, typer.Option("--format", help="Blocklist: hosts, adguard, suricata.")] = None,
    select: Annotated[What, typer.Option("--what", help="Blocklist: which observed hosts.")] = What.trackers,
    also: Annotated[list[Also] | None, typer.Option("--also", help="Blocklist: hosts that an app needs, too.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Sign each line with this private key.")] = None,
    passphrase: Passphrase = None,
    attestation: Attestations = None,
    waiver: Waivers = None,
    keyring: KeyringFile = None,
    at: At = None,
    out: Out = None,
) -> None:
    """Make one document of several reports: the feed for an app database, or a blocklist for a school's network.

    Example: schoolproof export feed results/report.json --by certifier --name "Keurlab BV" --out feed.jsonl
    Example: schoolproof export blocklist results/report.json --format adguard --what all --out block.txt
    """
    from harness.plugins.host import load_registry

    registry = load_registry()
    stated = given(registry, attestation, waiver, keyring, at)
    if what == BLOCKLIST:
        write(blocklist(reports, format, select, also, registry, stated), out)
        return
    seal = sealing_with(key, passphrase) if key else None
    write(_export(what, reports, registry, stated, by, name, seal), out)


def _export(
    what: str,
    reports: list[Path],
    registry: Registry,
    stated: Statements | None,
    by: By | None,
    name: str,
    seal: Callable[[bytes], dict[str, Any]] | None,
) -> bytes:
    """A document that says who had the apps tested."""
    from harness.errors import MisuseError
    from harness.model.renderer import Auditor

    if what not in registry.exporters:
        known = "|".join([BLOCKLIST, *registry.exporters])
        raise MisuseError(f"no export {what}", hint=f"schoolproof export {known} …")
    if by is None or not name:
        hint = f"schoolproof export {what} … --by vendor --name NAME"
        raise MisuseError(f"a {what} says who had the apps tested", hint=hint)
    found = [read_source(source, registry, stated)[0] for source in reports]
    return registry.exporters[what].export(found, Auditor(by.value, name, seal))


def sealing_with(key: Path, passphrase: str | None) -> Callable[[bytes], dict[str, Any]]:
    """Signs one line of the feed; gives the DSSE envelope."""
    from json import loads

    from harness.signing import envelope, keys

    private = keys.load_key(key, keys.passphrase(passphrase))

    def seal(line: bytes) -> dict[str, Any]:
        made: dict[str, Any] = loads(envelope.encode(envelope.sign(FEED, line, private)))
        return made

    return seal


def print_on_paper(out: Path, registry: Registry) -> None:
    """Add the PDF to the reports in `out`; one line on stderr when this machine cannot print."""
    from harness.audit import PAPER
    from harness.bundle.reader import Bundle
    from harness.cli.output import safe
    from harness.errors import SchoolproofError

    printer = registry.renderers[PAPER]
    found, _ = read_source(out / "report.json", registry)
    try:
        write(printer.render(found, Bundle(out / "bundle")), out / printer.filename)
    except SchoolproofError as error:
        print(f"no {printer.filename}: {safe(str(error))}", file=sys.stderr)


def read_source(
    source: Path, registry: Registry, stated: Statements | None = None
) -> tuple[Report, BundleLike | None]:
    """The report of a bundle, judged again with what was stated, or of a report.json, which holds its statements.

    Raises MisuseError when it is neither, or when something is stated about a report that is made already.
    """
    from harness.audit import judge_bundle
    from harness.errors import MisuseError
    from harness.model.report import Report

    if source.is_dir():
        judgement = judge_bundle(source, registry, statements=stated)
        return judgement.report, judgement.bundle
    if stated is not None:
        told = f"{source}: a report is made already; attestations and waivers go with a bundle"
        raise MisuseError(told, hint="schoolproof judge BUNDLE --attestation FILE --out DIR")
    try:
        return Report.model_validate_json(source.read_bytes()), None
    except (OSError, ValueError) as error:
        raise MisuseError(f"{source}: {error}", hint="schoolproof report BUNDLE --format html") from error


def write(content: bytes, out: Path | None) -> None:
    """Put a document where it was asked for; the file is whole or not there."""
    from harness.bundle.writer import write_whole

    if out is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(out, content)
