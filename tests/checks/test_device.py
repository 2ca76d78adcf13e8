"""How the checks about a running app could lie: what accuses nobody, and what must not pass."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from tests.checks.example import Add
from tests.checks.examples_device import ANDROID_ID, APP, asks, left, sends, silent, tried
from tests.harness.build import KNOWN, Build, BuiltSession, judged

CHECKS = load_registry().checks
MAIL = KNOWN["email"]
PASS, FAIL, REVIEW, OPEN = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED


def found(tmp_path: Path, check: str, *adds: Add, who: str | None = "pupil") -> Finding:
    made = Build(tmp_path, **APP)
    session = made.session()
    for add in adds:
        add(made, session)
    (one,) = [item for item in judged(made.seal(), CHECKS[check]) if item.persona == who]
    return one


@pytest.mark.parametrize(
    ("remainder", "status"),
    [
        ({"place": "database", "text": MAIL, "backup": "no"}, PASS),
        ({"place": "file", "text": MAIL, "backup": "no"}, PASS),
        ({"place": "database", "text": MAIL, "backup": "yes"}, FAIL),
        ({"place": "file", "text": MAIL, "backup": "unknown"}, FAIL),
        ({"place": "log", "name": "3 lines", "text": f"D School: {MAIL}"}, FAIL),
        ({"place": "external", "name": "/sdcard/a.csv", "text": hashlib.sha256(MAIL.encode()).hexdigest()}, FAIL),
        ({"place": "preferences", "text": "<string>⟦session:1a2b⟧</string>"}, FAIL),
        ({"place": "database", "text": "<string>⟦session:1a2b⟧</string>", "backup": "no"}, PASS),
        ({"place": "database", "text": "⟦secret:pupil.password⟧", "backup": "no"}, FAIL),
        ({"place": "preferences", "text": "theme=dark"}, PASS),
    ],
)
def test_what_stays_counts_by_who_can_get_at_it(tmp_path: Path, remainder: dict[str, Any], status: Status) -> None:
    one = found(tmp_path, "mobile/left-behind", left(**remainder))
    assert one.status is status, (one.message, one.values)
    assert bool(one.proof) is (status is FAIL)


def test_what_could_not_be_read_lets_nothing_pass(tmp_path: Path) -> None:
    def unread(made: Build, session: BuiltSession) -> None:
        session.gap("remains", "private-storage-unread")

    assert found(tmp_path / "a", "mobile/left-behind", left(), unread).status is OPEN
    assert found(tmp_path / "b", "mobile/left-behind", left(text=MAIL), unread).status is FAIL


@pytest.mark.parametrize(
    ("outcomes", "control", "status"),
    [
        (("refused", "refused", "refused"), "accepted", PASS),
        (("refused", "refused", "accepted"), "accepted", FAIL),
        (("accepted", "refused", "refused"), "refused", FAIL),
        (("refused", "refused", "silent"), "accepted", OPEN),
        (("silent", "silent", "silent"), "accepted", OPEN),
        (("refused", "refused", "refused"), "refused", OPEN),
        (("silent", "silent", "silent"), "silent", OPEN),
    ],
)
def test_a_refusal_counts_only_beside_a_control(tmp_path: Path, outcomes: tuple[str, ...], control: str, status: Status) -> None:
    one = found(tmp_path, "mobile/wrong-certificates", tried(*outcomes, control=control), who=None)
    assert one.status is status, one.message


def test_a_refusal_by_another_host_than_the_controls_is_none(tmp_path: Path) -> None:
    def other(made: Build, session: BuiltSession) -> None:
        made.probe("certificates", case="trusted", host="a.test", outcome="accepted", requests=1)
        for case in ("untrusted", "wrong-host", "expired"):
            made.probe("certificates", case=case, host="b.test", outcome="refused", requests=0)

    assert found(tmp_path, "mobile/wrong-certificates", other, who=None).status is OPEN


@pytest.mark.parametrize(
    ("add", "status"),
    [
        (sends(b"{}"), PASS),
        (sends(hashlib.md5(ANDROID_ID.encode()).hexdigest().encode()), FAIL),
        (sends(b"{}", advertising_id="the advertising id of the device cannot be read"), OPEN),
        (sends(ANDROID_ID.encode(), advertising_id="unread"), FAIL),
    ],
)
def test_an_identifier_that_is_not_known_is_not_looked_for(tmp_path: Path, add: Add, status: Status) -> None:
    assert found(tmp_path, "mobile/device-identifiers", add, who=None).status is status


def test_an_identifier_may_not_go_home_either(tmp_path: Path) -> None:
    def home(made: Build, session: BuiltSession) -> None:
        session.exchange("https://school.test/api", method="POST", posted=ANDROID_ID.encode())

    assert found(tmp_path, "mobile/device-identifiers", sends(b"{}"), home, who=None).status is FAIL


def test_what_is_a_browsers_own_noise_on_the_web_is_the_apps_doing_on_a_device(tmp_path: Path) -> None:
    told = {}
    for name, tables in (("web", {}), ("device", {**APP, "device": {}})):
        made = Build(tmp_path / name, **tables)
        made.session().page().exchange("https://update.googleapis.com/service/update2/json", method="POST", posted=b"{}")
        (one,) = [item for item in judged(made.seal(), CHECKS["trackers/recipients-declared"]) if item.persona == "pupil"]
        told[name] = one.status
    assert told == {"web": PASS, "device": FAIL}


def test_an_app_that_sent_nothing_is_not_clean(tmp_path: Path) -> None:
    def device(made: Build, session: BuiltSession) -> None:
        made.probe("device", api=34, simulated=False, planted={"android_id": ANDROID_ID})

    assert found(tmp_path, "mobile/device-identifiers", device, who=None).status is OPEN


@pytest.mark.parametrize(
    ("add", "status"),
    [
        (silent, PASS),
        (asks("android.permission.RECORD_AUDIO"), FAIL),
        (asks("android.permission.RECORD_AUDIO", acted=True), REVIEW),
        (asks("android.permission.POST_NOTIFICATIONS"), PASS),
        (asks("android.permission.ACCESS_FINE_LOCATION"), PASS),
        (asks(""), OPEN),
    ],
)
def test_a_question_counts_by_what_it_opens_and_by_what_came_before(tmp_path: Path, add: Add, status: Status) -> None:
    assert found(tmp_path, "mobile/devices-not-asked", add).status is status
