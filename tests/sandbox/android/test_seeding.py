"""What identifies a device: read as each level keeps it, and what cannot be read is told."""

from __future__ import annotations

import pytest

from harness.sandbox.android.install import install
from harness.sandbox.android.seeding import NO_ADVERTISING_ID, NO_APP_ID, NO_NAME, identifiers, plant
from tests.sandbox.android.conftest import APP
from tests.sandbox.android.device.files import Node
from tests.sandbox.android.device.programs_packages import app_id

ADVERTISING = "/data/com.google.android.gms/shared_prefs/adid_settings.xml"


@pytest.mark.parametrize("api", [28, 34])
def test_what_an_app_could_tell_is_known(bench, api: int) -> None:
    one = bench(api, su=True)
    with one.undo() as undo:
        name = plant(one.device, undo)
        install(one.device, undo, APP.package, [one.package])
        seen = identifiers(one.device, APP.package, name)
    assert seen.unseen == {}
    assert seen.known == {
        "serial": "SIMULATED",
        "android_id": "9f1c5e7a3b2d4860",
        "app_android_id": app_id(APP.package),
        "advertising_id": "5f0e1c3a-7b2d-4e96-8a41-d3c9b7e60f12",
        "device_name": name,
    }


def test_without_root_the_ids_are_unseen_and_not_absent(bench) -> None:
    one = bench(30, roots=False)
    seen = identifiers(one.device, APP.package, None)
    assert seen.unseen == {"app_android_id": NO_APP_ID, "advertising_id": NO_ADVERTISING_ID, "device_name": NO_NAME}
    assert set(seen.known) == {"serial", "android_id"}


@pytest.mark.parametrize(
    "content",
    [b"", b"<map/>", b"<string>00000000-0000-0000-0000-000000000000</string>", b"\xff" * 100, b"<a>5f0e1c3a</a>"],
)
def test_an_advertising_id_that_is_none_is_unseen(bench, content: bytes) -> None:
    one = bench(30, su=True)
    one.sim.state.data.nodes[ADVERTISING] = Node(content, mode=0o660)
    assert identifiers(one.device, APP.package, None).unseen["advertising_id"] == NO_ADVERTISING_ID


def test_values_that_stand_in_anything_are_not_looked_for(bench) -> None:
    one = bench(30, su=True)
    one.sim.state.props["ro.serialno"] = "0"
    one.sim.state.settings["secure", "android_id"] = "null"
    assert "serial" not in identifiers(one.device, APP.package, None).known
    assert "android_id" not in identifiers(one.device, APP.package, None).known


def test_a_device_that_takes_no_name_says_so(bench) -> None:
    one = bench(30, settings_stuck=True)
    with one.undo() as undo:
        assert plant(one.device, undo) is None
