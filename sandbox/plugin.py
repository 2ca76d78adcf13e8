"""What the sandbox offers to the engine: the platforms, readers of other recorders' files and the demo school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from harness import Gathered, Platform, Profile, Run, hookimpl
from harness.platform import Demo, Importer, Printer


@hookimpl
def schoolproof_platforms() -> list[Platform]:
    """The platforms; loaded only when something is really run."""
    from harness.sandbox.package.platform import PackagePlatform
    from harness.sandbox.web.platform import WebPlatform

    return [WebPlatform(), PackagePlatform("android"), PackagePlatform("ios")]


@hookimpl
def schoolproof_importers() -> list[Importer]:
    """HAR files of browsers and other recorders, flow files of mitmproxy, and app packages."""
    from harness.profile.quick import har_profile

    return [
        Importer("har", _har, har_profile),
        Importer("flows", _flows, _flows_profile, _begins_flows),
        Importer("package", _package, _package_profile, _begins_package),
    ]


@hookimpl
def schoolproof_printers() -> list[Printer]:
    """The browser, as a printer; loaded only when something is printed."""
    return [Printer("browser", _print)]


@hookimpl
def schoolproof_demos() -> list[Demo]:
    """The demo school."""
    return [Demo("school", _school)]


def _har(paths: Sequence[Path], run: Run) -> Gathered:
    from harness.sandbox.har import read_har

    return read_har(paths, run)


def _flows(paths: Sequence[Path], run: Run) -> Gathered:
    from harness.sandbox.flows import read_flows

    return read_flows(paths, run)


def _flows_profile(path: Path) -> Profile:
    from harness.sandbox.flows import flows_profile

    return flows_profile(path)


def _begins_flows(start: bytes) -> bool:
    """A flow file is a row of typed netstrings: a length, a colon, a table."""
    return re.match(rb"[0-9]{1,12}:[0-9]{1,12}:", start) is not None


def _package(paths: Sequence[Path], run: Run) -> Gathered:
    from harness.sandbox.package.platform import import_package

    return import_package(paths, run)


def _package_profile(path: Path) -> Profile:
    from harness.sandbox.package.platform import package_profile

    return package_profile(path)


def _begins_package(start: bytes) -> bool:
    """Packages are zip files; one that begins as a dex file (Janus) is an attack on Android's signature check."""
    return start.startswith((b"PK\x03\x04", b"dex\n"))


def _print(html: bytes) -> bytes:
    from harness.sandbox.printing import print_html

    return print_html(html)


@contextmanager
def _school(faults: Iterable[str], scratch: Path) -> Iterator[Path]:
    from harness.sandbox.demo.faults import resolve_faults
    from harness.sandbox.demo.school import demo_school

    preset, *extra = faults
    with demo_school(resolve_faults(preset, extra), scratch, mailbox=True) as running:
        yield running.profile
