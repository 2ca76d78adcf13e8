"""Fixtures for the recording proxy's tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[4]))  # the helpers are imported as `tests.sandbox.web.proxy.lab`

from tests.sandbox.web.proxy.lab import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A bundle folder, a run's authority and a servers' authority."""
    return Lab(tmp_path)
