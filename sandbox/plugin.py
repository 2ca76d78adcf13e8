"""What the sandbox offers to the engine: the web platform, the HAR importer and the demo school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from harness import Gathered, Platform, Profile, Run, hookimpl
from harness.platform import Demo, Importer, Printer


@hookimpl
def schoolproof_platforms() -> list[Platform]:
    """The web platform; loaded only when something is really run."""
    from harness.sandbox.web.platform import WebPlatform

    return [WebPlatform()]


@hookimpl
def schoolproof_importers() -> list[Importer]:
    """HAR files of browsers and other recorders, and flow files of mitmproxy."""
    from harness.profile.quick import har_profile

    return [Importer("har", _har, har_profile), Importer("flows", _flows, _flows_profile, _begins_flows)]


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
