"""Tests judge without the tracker lists of whoever runs them; those that need lists bring a folder of their own.

Property tests have no deadline, for a busy machine is no fault; in CI they try the same examples every time, so that a
change is judged by what it changed. Elsewhere they look for new ones.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ["SCHOOLPROOF_LISTS"] = os.path.join(os.path.dirname(__file__), "no-lists")
settings.register_profile("schoolproof", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("schoolproof")

LONG = ("tests/targets/", "tests/test_")
"""Where whole audits are: they come first, so that two workers end together and none waits for the other's last one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first; otherwise the order stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
