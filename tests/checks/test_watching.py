"""Recorders, loggers and shared identifiers are told by what they do; what only looks like it is left alone."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples import IDENTIFIER, TYPED, stored, typed
from tests.harness.build import KNOWN, URL, Build, one

CHECKS = load_registry().checks
SYNC, REPLAY, TYPING = (CHECKS[f"trackers/{name}"] for name in ("no-cookie-syncing", "no-session-replay", "typing-stays"))
FAR = 4e9
"""Seconds since 1970: long after every run."""


def with_cookie(tmp_path: Path, value: str, *urls: str, **more: Any) -> Any:
    """What is said when this cookie is kept and these addresses are asked for; `theirs`: what the teacher's browser holds."""
    theirs = more.pop("theirs", None)
    made = Build(tmp_path)
    session = made.session().page()
    for each in (value, more.pop("later", value)):
        session.append("storage", **{**stored("cookie", "k", each, domain="one.example", expires=FAR), **more})
    for url in urls:
        session.exchange(url)
    if theirs is not None:
        made.session("teacher").page().append("storage", **stored("cookie", "k", theirs, expires=FAR))
    return one(made.seal(), SYNC)


def both(value: str) -> tuple[str, str]:
    return f"https://one.example/p?v={value}", f"https://two.example/p?v={value}"


@pytest.mark.parametrize("sent", [IDENTIFIER, base64.b64encode(IDENTIFIER.encode()).decode(),
                                  hashlib.sha256(IDENTIFIER.encode()).hexdigest()])
def test_a_shared_identifier_is_told_in_every_disguise(tmp_path: Path, sent: str) -> None:
    found = with_cookie(tmp_path, IDENTIFIER, f"https://one.example/p?v={IDENTIFIER}", f"https://two.example/{sent}")
    assert found.status is Status.FAIL
    assert found.values["shared"] == ["cookie k of one.example: one.example, two.example"]


def test_a_session_value_that_stands_hidden_in_the_evidence(tmp_path: Path) -> None:
    token = "⟦session:20:9f3a0b12c4d5⟧"
    urls = [url.encode().decode("latin-1") for url in both(token)]
    assert with_cookie(tmp_path, token, *urls).status is Status.FAIL


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ("nl-BE", {}),
        ("Europe/Brussels", {}),
        ("2026-09-01", {}),
        ("2026-01-05T09:00:00.000Z", {}),
        ("1767603600000", {}),
        ("school-plein-4A", {}),
        (IDENTIFIER, {"expires": -1}),  # a token against forgery lives as long as the visit
        (IDENTIFIER, {"later": IDENTIFIER[::-1]}),  # it changed during the visit
        (IDENTIFIER, {"theirs": IDENTIFIER}),  # everybody's browser has it
        (IDENTIFIER, {"store": "session", "expires": -1}),
    ],
)
def test_what_tells_nobody_apart_may_be_shared(tmp_path: Path, value: str, more: dict[str, Any]) -> None:
    assert with_cookie(tmp_path, value, *both(value), **more).status is Status.PASS


def test_two_hosts_of_one_company_are_one_party(tmp_path: Path) -> None:
    urls = [f"https://{host}/p?v={IDENTIFIER}" for host in ("www.google-analytics.com", "cm.g.doubleclick.net", "a.one.example")]
    assert with_cookie(tmp_path / "one", IDENTIFIER, *urls[:2]).status is Status.PASS
    assert with_cookie(tmp_path / "two", IDENTIFIER, *urls).status is Status.FAIL


def test_an_identifier_by_its_name_alone_is_for_a_person(tmp_path: Path) -> None:
    urls = [f"https://{host}.example/p?user_id={IDENTIFIER}" for host in ("one", "two")]
    found = with_cookie(tmp_path / "named", "nl", *urls)
    assert (found.status, found.values["shared"]) == (Status.REVIEW, ["user_id: one.example, two.example"])
    once = [f"https://{host}.example/p?request={IDENTIFIER}" for host in ("one", "two")]
    assert with_cookie(tmp_path / "other", "nl", *once).status is Status.PASS


def test_more_identifiers_than_can_be_followed_are_no_pass(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session().page()
    for number in range(65):
        value = hashlib.md5(str(number).encode()).hexdigest()
        session.append("storage", **stored("local", f"id{number}", value))
    for url in both("x"):
        session.exchange(url)
    assert one(made.seal(), SYNC).status is Status.NOT_TESTED


def posted(tmp_path: Path, url: str, body: bytes) -> Any:
    made = Build(tmp_path)
    made.session().page().exchange(url, method="POST", posted=body)
    return one(made.seal(), REPLAY)


CHANGES = json.dumps([{"type": 3, "data": {"source": 2, "x": n}, "timestamp": 1767603600000 + n} for n in range(10)])
PAGE = f"<body>{'<p>tekst</p>' * 20}<p>{KNOWN['first_name']}</p></body>"


@pytest.mark.parametrize(
    ("host", "body", "expected"),
    [
        (URL, CHANGES, Status.FAIL),
        (URL, json.dumps({"batch": CHANGES}), Status.FAIL),
        (URL, "data=" + base64.b64encode(CHANGES.encode()).decode(), Status.FAIL),
        ("https://two.example", json.dumps({"html": PAGE}), Status.FAIL),
        (URL, json.dumps({"html": PAGE}), Status.REVIEW),  # an editor does this too
        (URL, json.dumps({"html": PAGE.replace(KNOWN["first_name"], "iemand")}), Status.PASS),
        (URL, json.dumps({"html": f"<p>{KNOWN['first_name']}</p>" * 3, "filler": "x" * 200}), Status.PASS),
        (URL, CHANGES.replace('"source"', '"speed"'), Status.PASS),
        (URL, json.dumps([{"type": "click", "timestamp": 1767603600000, "source": "menu"}] * 50), Status.PASS),
    ],
)
def test_recordings_by_their_shape(tmp_path: Path, host: str, body: str, expected: Status) -> None:
    assert posted(tmp_path, f"{host}/in", body.encode()).status is expected


def test_a_recording_through_a_websocket(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session().page()
    body = session._body(CHANGES.encode())
    session.append("traffic", kind="websocket", url="wss://two.example/", host="two.example", from_client=True, body=body)
    assert one(made.seal(), REPLAY).status is Status.FAIL


def test_what_was_typed_and_goes_to_the_app_is_for_a_person(tmp_path: Path) -> None:
    made = Build(tmp_path)
    typed(f"{URL}/suggest")(made, made.session())
    assert one(made.seal(), TYPING).status is Status.REVIEW


def test_without_a_field_nothing_is_said_of_typing(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    assert one(made.seal(), TYPING).status is Status.NOT_TESTED


def test_fields_of_one_kind_are_all_looked_for(tmp_path: Path) -> None:
    made = Build(tmp_path)
    for journey, value in (("homework", TYPED), ("tour", "0h5sna8wq1xc")):
        made.session(journey=journey).page().append("typed", field="username", value=value).exchange(
            "https://keys.example/", method="POST", posted=b"0h5sna8wq1xc"
        )
    found = one(made.seal(), TYPING)
    assert (found.status, found.values["data"]) == (Status.FAIL, ["typed-username#2 in body"])
