"""What the sandbox offers to the engine: the web platform, the HAR importer and the demo school."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import Platform, hookimpl
from harness.platform import Demo, Importer, Printer


@hookimpl
def schoolproof_platforms() -> list[Platform]:
    """The web platform; loaded only when something is really run."""
    from harness.sandbox.web.platform import WebPlatform

    return [WebPlatform()]


@hookimpl
def schoolproof_importers() -> list[Importer]:
    """HAR files of browsers and other recorders."""
    from harness.sandbox.har import read_har

    return [Importer("har", read_har)]


@hookimpl
def schoolproof_printers() -> list[Printer]:
    """The browser, as a printer; loaded only when something is printed."""
    return [Printer("browser", _print)]


@hookimpl
def schoolproof_demos() -> list[Demo]:
    """The demo school."""
    return [Demo("school", _school)]


def _print(html: bytes) -> bytes:
    from harness.sandbox.printing import print_html

    return print_html(html)


@contextmanager
def _school(faults: Iterable[str], scratch: Path) -> Iterator[Path]:
    from harness.sandbox.demo.faults import resolve_faults
    from harness.sandbox.demo.school import demo_school

    preset, *extra = faults
    with demo_school(resolve_faults(preset, extra), scratch) as running:
        yield running.profile
