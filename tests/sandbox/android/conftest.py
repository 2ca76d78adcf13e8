"""One real adb server for all tests of a worker, devices that are none beside it, and an authority and an app for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.sandbox.android.device import Device
from harness.sandbox.android.prepare import Prepared, prepare
from harness.sandbox.android.undo import Undo
from harness.sandbox.web.proxy.trust import make_ca
from tests.sandbox.android.device.apps import App, Widget
from tests.sandbox.android.device.failures import Failures
from tests.sandbox.android.device.simulated import Simulated, adb_server, simulated

CAMERA = "android.permission.CAMERA"
APP = App(
    "be.school.app",
    screens={"start": (Widget("Start", goes="home"), Widget("Foto", asks=CAMERA)), "home": (Widget("Thuis"),)},
    files={"shared_prefs/settings.xml": b"<map/>", "/sdcard/Android/data/be.school.app/log.txt": b"x"},
    permissions=(CAMERA,),
)
PACKAGE = b"PK\x03\x04" + bytes(range(256)) * 300
PORT = 9999
"""Where our proxy would listen; tests in which something really goes through it have one."""


@dataclass
class Bench:
    """A device, our side of it, and what to install on it."""

    sim: Simulated
    device: Device
    folder: Path
    package: Path
    ca: bytes

    def undo(self, limit: float = 30) -> Undo:
        return Undo(self.device, self.folder, limit=limit)

    def prepare(self, undo: Undo) -> Prepared:
        return prepare(self.device, undo, APP.package, [self.package], ca=self.ca, port=PORT)


@pytest.fixture(scope="session")
def adb_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an adb server that ends with the tests."""
    with adb_server(tmp_path_factory.mktemp("adb")) as port:
        yield port


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The certificate (PEM) of a proxy."""
    return make_ca(tmp_path_factory.mktemp("authority") / "ca").read_bytes()


@pytest.fixture
def bench(adb_port: int, authority: bytes, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """`bench(api, **failures)`: a connected device of that level on which these things go wrong."""
    with ExitStack() as stack:

        def make(api: int = 34, **failures) -> Bench:
            sim = stack.enter_context(simulated(api, adb_port, failures=Failures(**failures)))
            sim.state.shelf.put(PACKAGE, APP)
            package = tmp_path / "app.apk"
            package.write_bytes(PACKAGE)
            device = Device.open(sim.serial, port=adb_port)
            return Bench(sim, device, tmp_path / "plans", package, authority)

        yield make
