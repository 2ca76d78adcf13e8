"""One real adb server for all tests of a worker, and devices that are none beside it."""

from __future__ import annotations

import pytest

from tests.sandbox.android.device.simulated import adb_server


@pytest.fixture(scope="session")
def adb_port(tmp_path_factory: pytest.TempPathFactory):
    """The port of an adb server that ends with the tests."""
    with adb_server(tmp_path_factory.mktemp("adb")) as port:
        yield port
