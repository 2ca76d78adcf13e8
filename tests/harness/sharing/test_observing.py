"""What was observed: each persona searched once, times and phases of the messages that carried something."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.traffic import Traffic
from harness.recipients import recipients
from harness.sharing.observing import MOST_PROOF, disguise, observe
from tests.harness.build import KNOWN
from tests.harness.sharing.declared import CDN, mail, school, scope_of


@pytest.mark.parametrize(
    ("chain", "where", "told"),
    [
        ("email", "body.em", "plain"),
        ("sha256(lower(trim(email)))", "body.em", "sha256"),
        ("email", "body(gzip).m", "gzip"),
        ("base64(email)", "body(gzip).m", "base64"),
    ],
)
def test_the_outermost_disguise_is_told(chain: str, where: str, told: str) -> None:
    assert disguise(chain, where) == told


def test_times_are_those_of_the_messages_that_carried_it(tmp_path: Path) -> None:
    made = school(tmp_path)
    session = made.session().page().exchange("https://a.metrics.test/clean")
    first = made.tick()
    mail(session, "https://a.metrics.test/one")
    session.exchange("https://a.metrics.test/clean")
    mail(session, "https://a.metrics.test/two")
    last = made.tick()
    found = observe(scope_of(made.seal()))
    who = ("a.metrics.test", "pupil")
    mails = found.data[who]["email", "plain"]
    assert first < mails.first < mails.last < last
    assert (mails.count, found.contacts[who].count) == (2, 4)


def test_one_message_with_a_value_twice_counts_once(tmp_path: Path) -> None:
    made = school(tmp_path)
    twice = f'{{"a":"{KNOWN["email"]}","b":"{KNOWN["email"]}"}}'.encode()
    made.session().page().exchange("https://a.metrics.test/e", posted=twice)
    found = observe(scope_of(made.seal()))
    assert found.data["a.metrics.test", "pupil"]["email", "plain"].count == 1


def test_proof_is_bounded(tmp_path: Path) -> None:
    made = school(tmp_path)
    session = made.session().page()
    for number in range(MOST_PROOF + 3):
        mail(session, f"https://a.metrics.test/{number}")
    times = observe(scope_of(made.seal())).data["a.metrics.test", "pupil"]["email", "plain"]
    assert (times.count, len(times.proof)) == (MOST_PROOF + 3, MOST_PROOF)


def test_the_traffic_is_searched_once_per_persona(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = school(tmp_path, CDN)
    mail(made.session().page(), "https://cdn.voorbeeld.test/log")
    made.session("teacher").page().exchange("https://a.metrics.test/e")
    scope = scope_of(made.seal())
    searched: list[str] = []
    carrying = Traffic.carrying

    def counted(self: Traffic, canaries: dict[str, str], secrets: dict[str, str] | None = None) -> object:
        searched.append(f"{self.scope.persona} {'place' if secrets is None else 'values'}")
        return carrying(self, canaries, secrets)

    monkeypatch.setattr(Traffic, "carrying", counted)
    found = observe(scope)
    assert searched == ["pupil values", "pupil place", "teacher values", "teacher place"]
    assert [(one.host, one.data, one.requests) for one in recipients(found, scope.reference)] == [
        ("a.metrics.test", (), 1), ("cdn.voorbeeld.test", ("email:plain",), 1),
    ]
    assert len(searched) == 4
