"""One browser for the tests of reading pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.web.page.stage import Site, Stage, open_stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The browser, on one event loop."""
    with open_stage() as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    """A small school on a port of its own."""
    with Site().served() as served:
        yield served
