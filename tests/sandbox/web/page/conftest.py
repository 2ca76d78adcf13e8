"""One browser for all tests of a worker, and a fresh site for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[4]))  # the helpers are imported as `tests.sandbox.web.page.stage`

from harness.sandbox.web.page import login, proof
from tests.sandbox.web.page.stage import Site, Stage, open_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The browser, on one event loop."""
    with open_stage() as opened:
        yield opened


@pytest.fixture
def nothing_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this test waits for never comes, so it is not waited for as long as a slow school would be."""
    late = ("LATE_FORM", "LATE_ANSWER", "LATE_MOVE", "LATE_PASSWORD")
    for module, name in (*((login, each) for each in late), (proof, "LATE")):
        monkeypatch.setattr(module, name, 0.5)


@pytest.fixture
def site() -> Iterator[Site]:
    """A small school on a port of its own."""
    with Site().served() as served:
        yield served
