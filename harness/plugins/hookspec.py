"""The doors through which everything enters, ours and a plugin's alike.

A plugin is a module named by an entry point of the group `schoolproof`; it implements any of these with
`@harness.hookimpl`. Checks are only *collected* through a hook, never called through one: in a hook, one exception
would stop the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from harness.model.check import Check
    from harness.model.register import RegisterFormat
    from harness.model.renderer import Blocklist, Exporter, Renderer
    from harness.platform import Demo, Importer, Platform, Printer

PROJECT = "schoolproof"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def schoolproof_checks() -> Iterable[Check]:
    """Checks, as returned by `@harness.check(…)`."""
    return ()


@hookspec
def schoolproof_platforms() -> Iterable[Platform]:
    """Test platforms, each for one kind of app."""
    return ()


@hookspec
def schoolproof_renderers() -> Iterable[Renderer]:
    """Report formats."""
    return ()


@hookspec
def schoolproof_data() -> Iterable[Traversable]:
    """Folders with `catalogue/*.toml`, `norms/*.toml` and `parties/*.toml` to add to the built-in data."""
    return ()


@hookspec
def schoolproof_dutch() -> Mapping[str, str]:
    """Translations of check titles and messages: English text → Dutch text."""
    return {}


@hookspec
def schoolproof_importers() -> Iterable[Importer]:
    """Readers of other recorders' files."""
    return ()


@hookspec
def schoolproof_printers() -> Iterable[Printer]:
    """What turns a page into PDF; the first is used."""
    return ()


@hookspec
def schoolproof_exporters() -> Iterable[Exporter]:
    """Documents about several reports at once, for `schoolproof export`."""
    return ()


@hookspec
def schoolproof_registers() -> Iterable[RegisterFormat]:
    """Formats of the data-sharing register, for `schoolproof register`."""
    return ()


@hookspec
def schoolproof_blocklists() -> Iterable[Blocklist]:
    """Kinds of filter list, for `schoolproof export blocklist`."""
    return ()


@hookspec
def schoolproof_demos() -> Iterable[Demo]:
    """Bundled apps to try the tool on."""
    return ()
