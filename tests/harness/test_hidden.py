"""What a hidden token says counts wherever its mark stands; where nobody looked into it, nothing passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.bundle.reader import Bundle
from harness.judge import reference_of
from harness.model.scope import Scope
from harness.plugins.host import load_registry
from harness.sharing.observing import observe
from tests.harness.build import PROBES, URL, Build, BuiltSession, one, registry_of

CHECK = load_registry().checks["trackers/pupil-data-stays"]
METER = "https://meter.example/c"
MARK = "612:9f3a0b12c4d5"
TOKEN, SIGNED, SHORT = f"⟦session:{MARK}⟧", f"⟦signed:{MARK}⟧", "⟦session:32:9f3a0b12c4d5⟧"
OLD = tuple(kind for kind in PROBES if kind != "hidden")


def told(tmp_path: Path, *sent: dict[str, Any], probes: tuple[str, ...] = PROBES, **note: Any) -> tuple[Status, list[str]]:
    made = Build(tmp_path)
    session = made.session().page()
    for message in sent:
        session.exchange(**{"url": METER, **message})
    if note:
        made.probe("hidden", mark=MARK, **note)
    found = one(made.seal(probes=probes), CHECK)
    return found.status, found.values.get("data", found.values.get("parts", []))


MAIL = {"persona": "pupil", "field": "email", "chain": "email"}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"url": f"{METER}?t={SIGNED}"}, "url.query.t"),
        ({"sent": [("Authorization", f"Bearer {TOKEN}")]}, "header:authorization"),
        ({"sent": [("Cookie", f"a=1; sid={TOKEN}")]}, "header:cookie.sid"),
        ({"posted": f'{{"user": {{"jwt": "{TOKEN}"}}}}'.encode()}, "body.user.jwt"),
        ({"posted": f"⟦body withheld: contained session:{MARK}⟧".encode()}, "body"),
    ],
)
def test_a_token_carries_what_stands_in_it(tmp_path: Path, sent: dict[str, Any], where: str) -> None:
    assert told(tmp_path, sent, **MAIL) == (Status.FAIL, [f"token(email) in {where}"])


def test_the_register_names_it(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page().exchange(f"{METER}?t={SIGNED}")
    bundle = Bundle(made.probe("hidden", mark=MARK, **MAIL).seal())
    observed = observe(Scope(bundle, reference_of(bundle, registry_of()), None))
    assert observed.received("meter.example", ("pupil",)) == ["email:token"]


def test_a_hint_stays_a_hint(tmp_path: Path) -> None:
    sent = {"url": f"{METER}?t={TOKEN}"}
    assert told(tmp_path, sent, **MAIL, indicative=True) == (Status.REVIEW, ["token(email) in url.query.t"])


@pytest.mark.parametrize(
    "note",
    [
        {**MAIL, "persona": "teacher"},
        {**MAIL, "persona": "nobody"},
        {**MAIL, "field": "shoe_size"},
    ],
)
def test_what_it_says_of_others_is_not_the_pupils(tmp_path: Path, note: dict[str, Any]) -> None:
    assert told(tmp_path, {"url": f"{METER}?t={TOKEN}"}, **note)[0] is Status.PASS


def given(url: str) -> dict[str, Any]:
    return {"url": url, "body": f'{{"id_token": "{TOKEN}"}}'.encode()}


def test_who_gave_it_out_may_have_it_back(tmp_path: Path) -> None:
    back = {"url": "https://login.example/out", "posted": f"hint={TOKEN}".encode()}
    assert told(tmp_path / "home", given("https://login.example/token"), back, **MAIL)[0] is Status.PASS
    assert told(tmp_path / "other", given("https://idp.example/token"), back, **MAIL)[0] is Status.FAIL
    assert told(tmp_path / "own", given(f"{URL}/token"), back, **MAIL)[0] is Status.FAIL


def test_another_value_beside_it_changes_nothing(tmp_path: Path) -> None:
    back = {"url": "https://login.example/out", "posted": f"hint={TOKEN}&x={SHORT}".encode()}
    assert told(tmp_path, given("https://login.example/token"), back, **MAIL)[0] is Status.PASS


def test_who_echoes_it_has_not_given_it(tmp_path: Path) -> None:
    echo = {"url": f"{METER}?t={TOKEN}", "body": TOKEN.encode()}
    assert told(tmp_path, echo, echo, **MAIL) == (Status.FAIL, ["token(email) in url.query.t"])


def test_what_could_not_be_looked_into_lets_nothing_pass(tmp_path: Path) -> None:
    unclear = {"persona": "", "field": ""}
    sent = {"url": f"{METER}?t={TOKEN}"}
    assert told(tmp_path / "sent", sent, **unclear) == (Status.NOT_TESTED, ["url.query.t: token"])
    assert told(tmp_path / "kept", {"url": METER}, **unclear)[0] is Status.PASS


def test_an_older_bundle_did_not_look(tmp_path: Path) -> None:
    sent = {"url": f"{METER}?t={TOKEN}"}
    assert told(tmp_path / "long", sent, probes=OLD) == (Status.NOT_TESTED, ["token: not looked into"])
    assert told(tmp_path / "short", {"url": f"{METER}?t={SHORT}"}, probes=OLD)[0] is Status.PASS
    assert told(tmp_path / "none", {"url": METER}, probes=OLD)[0] is Status.PASS
    theirs = {"headers": [("Set-Cookie", f"sid={TOKEN}")]}
    assert told(tmp_path / "theirs", theirs, {"sent": [("Cookie", f"sid={TOKEN}")]}, probes=OLD)[0] is Status.PASS
    plain = {"url": f"{METER}?t={TOKEN}&m=ada.k7x2q@school.test"}
    assert told(tmp_path / "plain", plain, probes=OLD) == (Status.FAIL, ["email in url.query.m"])


def test_a_planted_field_may_be_called_as_it_likes(tmp_path: Path) -> None:
    known = {"token": "Adalberta-77", "first_name": "Adalberta"}
    pupil = {"name": "pupil", "role": "pupil", "known": known}
    made = Build(tmp_path, personas={"pupil": pupil, "visitor": {"name": "visitor", "role": "anonymous"}})
    made.session().page(body=b"Adalberta-77").exchange(f"{METER}?t=Adalberta-77")
    assert one(made.seal(), CHECK).values["data"] == ["token in url.query.t"]


def test_own_hosts_may_have_it(tmp_path: Path) -> None:
    def tell(session: BuiltSession) -> None:
        session.page("/api/me", sent=[("Authorization", f"Bearer {TOKEN}")]).exchange(METER)

    made = Build(tmp_path)
    tell(made.session())
    made.probe("hidden", mark=MARK, **MAIL)
    assert one(made.seal(), CHECK).status is Status.PASS
