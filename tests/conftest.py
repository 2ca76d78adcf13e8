"""Tests judge without the tracker lists of whoever runs them; those that need lists bring a folder of their own.

Property tests have no deadline, for a busy machine is no fault; in CI they try the same examples every time, so that a
change is judged by what it changed. Elsewhere they look for new ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import settings

# Hundreds of processes start here (command line, proxy, demo school); none of them has to compile the same source again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Playwright's driver is Node: it may keep what it compiled, like Python does, and then starts at three quarters of the cost.
os.environ.setdefault("NODE_COMPILE_CACHE", os.path.join(os.path.dirname(__file__), "..", ".pytest_cache", "node"))
os.environ["SCHOOLPROOF_LISTS"] = os.path.join(os.path.dirname(__file__), "no-lists")
settings.register_profile("schoolproof", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("schoolproof")


@pytest.fixture
def in_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visits are made in the headless shell as well, at two thirds of the cost.

    For audits of what apps of our own do, to which all browsers are alike. What real apps are made of is met with the
    browser that users get, and so are the two whole audits of the demo school.
    """
    from harness.sandbox.web.which import SETTING, find_browser, find_shell

    monkeypatch.setenv(SETTING, str(find_shell(find_browser()).path))


LONG = ("tests/targets/", "tests/test_")
"""Where whole audits are: they come first, so that the workers end together and none waits for the last one of another."""


@pytest.hookimpl(tryfirst=True)  # before xdist writes the groups into the names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first; otherwise the order stays. What shares an audit or a browser of its file stays together."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        if item.get_closest_marker("xdist_group") is None and shares(item):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def shares(item: pytest.Item) -> bool:
    """Whether a fixture of the test lives as long as its file: on another worker it would be made once more."""
    known: Mapping[str, Sequence[Any]] = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    return any(made[-1].scope in ("class", "module") for made in known.values() if made)
