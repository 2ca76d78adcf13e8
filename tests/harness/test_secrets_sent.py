"""A password that goes to others is told by the mark that took its place; a declared sign-in service may have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Persona, Traffic, Verdict, fail, ok
from tests.harness.build import URL, Build, a_check, one

MARK = "⟦secret:pupil.password⟧"
SERVICE = {"recipients": [{"name": "Sign-in", "hosts": ["login.example"]}]}
FORM = f"user=ada&pass={MARK}".encode()


def password(traffic: Traffic, persona: Persona) -> Verdict:
    sent = traffic.third_party().carrying(persona.canaries, persona.secret_marks)
    return fail("sent: {data}", data=sent.data, proof=sent) if sent else ok("not sent", examined=traffic)


def told(tmp_path: Path, url: str, posted: bytes | None = None, **more: object) -> str:
    made = Build(tmp_path, **SERVICE)
    made.session().page().exchange(url, posted=posted, **more)  # type: ignore[arg-type]
    found = one(made.seal(), a_check(password))
    return str(found.values.get("data", "nothing"))


@pytest.mark.parametrize(
    ("url", "posted", "sent", "found"),
    [
        ("https://replay.example/k", FORM, {"Origin": URL}, "password in body.pass"),
        (f"https://replay.example/k?p={MARK}", None, {}, "password in url.query.p"),
        ("https://replay.example/k", "⟦body withheld: contained secret:pupil.password⟧".encode(), {}, "password in body"),
        ("https://replay.example/k", "⟦secret:teacher.password⟧".encode(), {}, "nothing"),
        (f"{URL}/login", FORM, {"Origin": URL}, "nothing"),
        ("https://login.example/", FORM, {"Origin": "https://login.example"}, "nothing"),
        ("https://login.example/", FORM, {"Referer": "https://login.example/start"}, "nothing"),
        ("https://login.example/", FORM, {"Origin": URL}, "password in body.pass"),
        ("https://login.example/", FORM, {}, "password in body.pass"),
        ("https://other.example/", FORM, {"Origin": "https://other.example"}, "password in body.pass"),
    ],
)
def test_who_may_have_the_password(
    tmp_path: Path, url: str, posted: bytes | None, sent: dict[str, str], found: str
) -> None:
    assert found in told(tmp_path, url, posted, sent=sent)
