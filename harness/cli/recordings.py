"""Evidence from other recorders: `import`, and what `scan FILE` makes of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from harness.gather import Source
    from harness.model.profile import Profile
    from harness.platform import Gathered, Importer, Run


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("import")(import_)


def import_(
    format: Annotated[str, typer.Argument(help="har or flows")],
    files: Annotated[list[Path], typer.Argument(help="The files to read.")],
    bundle: Annotated[Path, typer.Option("--bundle", help="Folder for the evidence.")],
    profile: Annotated[Path | None, typer.Option("--profile", help="The app's profile, if there is one.")] = None,
) -> None:
    """Make a bundle from another recorder's files.

    Example: schoolproof import har session.har --bundle evidence
    """
    import asyncio

    from harness.gather import gather as run_gather
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    registry = load_registry()
    importer = registry.importer(format)
    chosen = load_profile(profile) if profile else None
    if chosen is None or importer.profile is not None:
        # With a profile too: a file that cannot be read must not cost the bundle that was there.
        quick = [whose(importer, file) for file in files]
        chosen = chosen or quick[0]
    asyncio.run(run_gather(chosen, bundle, registry, source=reading(importer, files)))
    print(bundle)


def whose(importer: Importer, file: Path) -> Profile:
    """A profile for the app that a file is about; MisuseError when it does not say."""
    from harness.errors import MisuseError

    if importer.profile is None:
        told = f"a {importer.format} file does not say whose app it is about"
        raise MisuseError(told, hint=f"schoolproof import {importer.format} FILE --bundle DIR --profile PROFILE")
    return importer.profile(file)


def reading(importer: Importer, files: Sequence[Path]) -> Source:
    """A source that reads files instead of driving an app."""

    async def source(run: Run) -> Gathered:
        return importer.read(files, run)

    return source
