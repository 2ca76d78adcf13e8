"""Examples of what may not go to third parties: what keeps somebody signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.example import Add, Example
from tests.harness.build import URL, BuiltSession

METER = "https://meter.example/c"
SESSION, OTHER = "⟦session:43:9f3a0b12c4d5⟧", "⟦session:43:0123456789ab⟧"
PASSWORD = "user=ada&password=⟦secret:pupil.password⟧".encode()


def signed_in(session: BuiltSession, value: str = SESSION, name: str = "sid") -> BuiltSession:
    """Sign in, get a cookie for it, and open a page with it."""
    given = [("Set-Cookie", f"{name}={value}; HttpOnly; Secure; SameSite=Lax")]
    session.exchange(f"{URL}/login", method="POST", posted=PASSWORD, headers=given)
    return session.page("/home", sent=[("Cookie", f"{name}={value}")])


def told(url: str = METER, **sent: Any) -> Add:
    """Somebody signed in, and a message to a third party."""
    return lambda made, session: signed_in(session).exchange(url, **sent)


def body(text: str) -> Mapping[str, Any]:
    return {"method": "POST", "posted": text.encode()}


THIRD_PARTIES: dict[str, Example] = {
    "trackers/session-stays": Example(told(), told(**body(f'{{"sid": "{SESSION}"}}'))),
}
