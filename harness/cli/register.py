"""The command that writes the data-sharing register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli.export import Out, read_source, write

if TYPE_CHECKING:
    from harness.model.register import Register
    from harness.plugins.host import Registry


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("register")(register_)


def register_(
    sources: Annotated[list[Path], typer.Argument(help="Bundles, or report.json files; of one app or of several.")],
    format: Annotated[str, typer.Option("--format", help="csv, json or jsonld.")] = "csv",
    out: Out = None,
) -> None:
    """Write the data-sharing register: who received what, as declared and as seen, over all the runs given.

    Example: schoolproof register september/bundle january/bundle --format csv --out register.csv
    """
    from harness.errors import MisuseError
    from harness.plugins.host import load_registry
    from harness.sharing.merging import merged

    registry = load_registry()
    if format not in registry.registers:
        raise MisuseError(
            f"no format {format}", hint=f"schoolproof register … --format {'|'.join(registry.registers)}"
        )
    found = [_read(source, registry) for source in sources]
    write(registry.registers[format].render(merged(found)), out)


def _read(source: Path, registry: Registry) -> Register:
    """The register of a bundle, for which no check has to run, or of a report.json."""
    from harness.bundle.reader import Bundle
    from harness.model.register import register_of_report
    from harness.sharing.run import register_of

    if source.is_dir():
        return register_of(Bundle(source), registry)
    return register_of_report(read_source(source, registry)[0])
