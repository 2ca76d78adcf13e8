"""Commands about single sign-on: saml-metadata."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

ProfileFile = Annotated[Path, typer.Argument(help="The profile, with a [saml] table.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("saml-metadata")(saml_metadata)


def saml_metadata(profile: ProfileFile) -> None:
    """Print the metadata of the test's SAML provider, for the app that is to be pointed at it.

    Example: schoolproof saml-metadata profile.toml > idp.xml
    """
    from harness.profile.load import load_profile
    from harness.profile.saml_metadata import metadata_of

    sys.stdout.write(metadata_of(load_profile(profile)))
