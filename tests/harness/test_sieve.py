"""The sieve changes no answer: what it lets fall, no search would have found."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.bundle.contacts import Trait, traits
from harness.bundle.reader import Bundle
from harness.judge import reference_of
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher
from harness.model.leaks import Carried
from harness.model.place import PLACE_MARKS
from harness.model.profile import Persona
from harness.model.scope import Scope
from harness.model.sieve import Sieve, sent_parts
from harness.model.traffic import Traffic
from tests.harness.build import KNOWN, URL, Build, registry_of

MAIL = KNOWN["email"]
THIRD = "https://meter.example/c"
TALES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "address": {"url": f"{THIRD}?u={MAIL}"},
    "hash": {"url": f"{THIRD}/{hashlib.sha256(MAIL.encode()).hexdigest()}"},
    "base64 of hash": {"posted": base64.b64encode(b'{"h":"' + hashlib.md5(MAIL.encode()).hexdigest().encode() + b'"}')},
    "gzip": {"posted": gzip.compress(b'{"m":"' + MAIL.encode() + b'"}')},
    "bomb": {"posted": gzip.compress(bytes(30 << 20))},
    "place": {"url": f"{THIRD}?lat=50.873519&lon=4.698273"},
    "password mark": {"posted": "p=⟦secret:pupil.password⟧".encode()},
    "two cookies": {"sent": [("Cookie", f"id={MAIL}"), ("Cookie", "b=2")]},
    "split over cookies": {"sent": [("X-A", MAIL[:9]), ("X-A", MAIL[9:])]},
    "own": {"url": f"{URL}/save?n=Adalberta"},
}


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    made = Build(tmp_path_factory.mktemp("sieve"))
    for who in ("pupil", "visitor"):
        session = made.session(who).page()
        for number, tale in enumerate(TALES.values()):
            session.exchange(**{"url": f"{THIRD}/{number}", **tale})
        for from_client in (True, False):
            body = {"sha256": session._writer.blob(MAIL.encode()), "size": len(MAIL), "truncated": False}
            session.append("traffic", kind="websocket", url="wss://meter.example/s", host="meter.example",
                           from_client=from_client, body=body)
    bundle = Bundle(made.seal())
    return Traffic(Scope(bundle, reference_of(bundle, registry_of()), None))


def scoped(traffic: Traffic, who: str | None) -> Traffic:
    return Traffic(Scope(traffic.scope.bundle, traffic.scope.reference, who))


def pupil(traffic: Traffic) -> Persona:
    return traffic.scope.reference.profile.personas["pupil"]


def plainly(traffic: Traffic, values: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Every message searched alone, with nothing remembered."""
    matcher = Matcher(values)
    for message in traffic.messages():
        for leak in search(matcher, sent_parts(message, traffic.body)).leaks:
            yield message.at, leak.field, leak.chain, leak.where


def told(leaks: Iterator[Carried]) -> list[tuple[str, ...]]:
    return [(one.at, one.field, one.chain, one.where) for one in leaks]


@pytest.mark.parametrize("who", [None, "pupil", "visitor", "teacher"])
@pytest.mark.parametrize("side", ["messages", "own", "third_party"])
@pytest.mark.parametrize("table", ["canaries", "with secrets", "place", "strange"])
def test_finds_are_those_of_a_search_without_it(traffic: Traffic, who: str | None, side: str, table: str) -> None:
    seen = scoped(traffic, who)
    seen = seen if side == "messages" else getattr(seen, side)()
    persona = pupil(traffic)
    secrets = persona.secret_marks if table == "with secrets" else {}
    values = {"place": PLACE_MARKS, "strange": {"word": "school.test"}}.get(table, persona.canaries)
    expected = list(plainly(seen, {**secrets, **values}))
    assert told(iter(seen.carrying(values, secrets))) == expected
    assert told(iter(seen.carrying(values, secrets))) == expected  # and again, from what was kept
    assert expected or (who == "teacher") or (side == "own" and table in ("place",))


def test_what_could_not_be_unpacked_is_told_every_time(traffic: Traffic) -> None:
    for seen in (traffic, scoped(traffic, "pupil"), scoped(traffic, "pupil").third_party()):
        assert seen.carrying(pupil(traffic).canaries).unseen == ["body: ratio"]
    assert scoped(traffic, "pupil").own().carrying(pupil(traffic).canaries).unseen == []


def test_every_cookie_of_a_request_is_searched(traffic: Traffic) -> None:
    found = scoped(traffic, "pupil").carrying(pupil(traffic).canaries)
    assert "email in header:cookie.id" in found.data


def test_checks_of_one_persona_share_a_sieve(traffic: Traffic, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Bundle(traffic.scope.bundle.root)
    looked: list[str] = []
    before = Sieve._may_carry
    monkeypatch.setattr(Sieve, "_may_carry", lambda self, message: looked.append(message.at) or before(self, message))
    scope = Scope(fresh, traffic.scope.reference, "pupil")
    for _ in range(3):
        Traffic(scope).carrying(pupil(traffic).canaries, pupil(traffic).secret_marks)
        Traffic(scope).carrying_place()
    assert len(looked) == len(set(looked)) == len(TALES) + 3


def test_one_body_is_searched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Build(tmp_path)
    session = made.session()
    for number in range(20):
        session.exchange(f"{THIRD}/{number}", posted=b"the same words")
    bundle = Bundle(made.seal())
    read: list[str] = []
    before = Bundle.blob
    monkeypatch.setattr(Bundle, "blob", lambda self, sha256: read.append(sha256) or before(self, sha256))
    seen = Traffic(Scope(bundle, reference_of(bundle, registry_of()), "pupil"))
    assert not seen.carrying(KNOWN)
    assert len(read) == 1


def test_limits_leave_what_a_plain_filter_leaves(traffic: Traffic) -> None:
    for one in (traffic, scoped(traffic, "pupil")):
        sides = [(one.own(), True), (one.third_party(), False), (one.third_party().own(), None)]
        for limited, own in sides:
            kept = [message.at for message in one.messages() if own is not None and one.is_own(message.host) is own]
            assert [message.at for message in limited.messages()] == kept
        some = one.own().with_any(Trait.PAGE | Trait.BODY)
        for limited in (one, *(limited for limited, _ in sides), one.of_sessions(frozenset({"pupil-homework"})), some):
            assert len(limited) == sum(1 for _ in limited)
            assert list(limited.hosts().items()) == list(limited.where(lambda message: True).hosts().items())
    for trait in Trait:
        having = [message.at for message in traffic.third_party().messages() if traits(message) & trait]
        assert [message.at for message in traffic.with_any(trait).third_party().messages()] == having
    assert {message.session for message in traffic.of_sessions(frozenset({"pupil-homework"})).messages()} == {"pupil-homework"}


def test_a_find_tells_whose_it_is_and_how_far_consent_was(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session(consent="refused").exchange(f"{THIRD}?early={MAIL}")
    session.append("consent", state="refused", banner=True, ok=True, clicks=1, clicked=made.tick())
    session.exchange(f"{THIRD}?late={MAIL}")
    bundle = Bundle(made.seal())
    found = Traffic(Scope(bundle, reference_of(bundle, registry_of()), None)).carrying(KNOWN)
    assert [(one.consent, one.persona) for one in found] == [("before", "pupil"), ("refused", "pupil")]
