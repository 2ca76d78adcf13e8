"""One browser for all tests of a worker, and a fresh site for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[4]))  # the helpers are imported as `tests.sandbox.web.page.stage`

from tests.sandbox.web.page.stage import Site, Stage, open_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The browser, on one event loop."""
    with open_stage() as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    """A small school on a port of its own."""
    with Site().served() as served:
        yield served
