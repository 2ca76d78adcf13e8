"""Only the app under test reaches the recorder, and a device that only says so is found out."""

from __future__ import annotations

from collections.abc import Callable

from harness.sandbox.android.alone import lead_alone
from tests.sandbox.android.conftest import APP, PORT, Bench
from tests.sandbox.android.device.programs_network import lets_through


def test_others_are_kept_away_and_let_back(bench: Callable[..., Bench]) -> None:
    made = bench(33)
    with made.undo() as undo:
        made.prepare(undo)
        assert lead_alone(made.device, undo, PORT, APP.package)
        state = made.sim.state
        uid = state.packages[APP.package].uid
        assert lets_through(state, uid, PORT)
        assert not lets_through(state, 10051, PORT)
        assert lets_through(state, 10051, PORT + 1)
    assert state.firewall == []


def test_a_device_that_does_not_keep_the_rule_is_found_out(bench: Callable[..., Bench]) -> None:
    made = bench(33, filter_ignored=True)
    with made.undo() as undo:
        made.prepare(undo)
        assert not lead_alone(made.device, undo, PORT, APP.package)


def test_an_app_that_is_not_there_has_no_traffic_of_its_own(bench: Callable[..., Bench]) -> None:
    made = bench(33)
    with made.undo() as undo:
        made.prepare(undo)
        assert not lead_alone(made.device, undo, PORT, "be.other")
