"""What opens an account, and what only looks so: a fail needs proof, and nothing passes that was not met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_third_parties import METER, OTHER, PASSWORD, SESSION, body, signed_in
from tests.harness.build import URL, Build, BuiltSession, one

CHECK = load_registry().checks["trackers/session-stays"]
IDP = "https://login.example"
DECLARED = {"recipients": [{"name": "Content", "hosts": ["content.example"]}]}
type Tell = Callable[[BuiltSession], object]


def asked(tmp_path: Path, tell: Tell, other: Tell | None = None, **profile: Any) -> tuple[Status, list[str]]:
    made = Build(tmp_path, **profile)
    tell(made.session())
    if other is not None:
        other(made.session("visitor"))
    found = one(made.seal(), CHECK)
    return found.status, list(found.values.get("data", ()))


def bearer(session: BuiltSession, value: str = SESSION) -> BuiltSession:
    """Sign in, get a token for it, and read with it."""
    session.exchange(f"{URL}/token", method="POST", posted=PASSWORD, body=f'{{"access_token": "{value}"}}'.encode())
    return session.page("/api/me", sent=[("Authorization", f"Bearer {value}")])


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"url": f"{METER}?s={SESSION}"}, "url.query.s"),
        ({"url": METER, "sent": [("Referer", f"{URL}/home?s={SESSION}")]}, "header:referer.query.s"),
        ({"url": METER, "sent": [("Cookie", f"a=b; sid={SESSION}")]}, "header:cookie.sid"),
        ({"url": METER, "sent": [("Authorization", f"Bearer {SESSION}")]}, "header:authorization"),
        ({"url": METER, **body(f"user%5Bs%5D={SESSION}")}, "body.user[s]"),
        ({"url": METER, **body("⟦body withheld: contained session:43:9f3a0b12c4d5⟧")}, "body"),
    ],
)
def test_wherever_the_session_goes_it_is_found(tmp_path: Path, sent: dict[str, Any], where: str) -> None:
    for number, start in enumerate((signed_in, bearer)):
        told = asked(tmp_path / str(number), lambda session, start=start: start(session).exchange(**sent))
        assert told == (Status.FAIL, [f"session in {where}"])


def test_a_websocket_message_counts(tmp_path: Path) -> None:
    def chat(session: BuiltSession) -> None:
        text = f'{{"auth": "{SESSION}"}}'.encode()
        kept = {"sha256": signed_in(session)._writer.blob(text), "size": len(text), "truncated": False}
        session.append("traffic", kind="websocket", url="wss://chat.example/", host="chat.example", from_client=True,
                       body=kept)

    assert asked(tmp_path, chat) == (Status.FAIL, ["session in message.auth"])


def theirs(session: BuiltSession) -> None:
    """A third party's own token, in a cookie of theirs."""
    signed_in(session).exchange(METER, headers=[("Set-Cookie", f"sid={OTHER}; HttpOnly")])
    session.exchange(METER, sent=[("Cookie", f"sid={OTHER}")])


def script_of_theirs(session: BuiltSession) -> None:
    """A script keeps its id among the cookies of the app, which gets it too."""
    signed_in(session).page("/next", sent=[("Cookie", f"sid={SESSION}; _uetsid={OTHER}")])
    session.exchange(f"{METER}?sid={OTHER}")


def for_them(session: BuiltSession) -> None:
    """The app's server gives a token that is for somebody else, and that it never gets itself."""
    signed_in(session).exchange(f"{URL}/api/chat", body=f'{{"token": "{OTHER}"}}'.encode())
    session.exchange("https://chat.example/", sent=[("Authorization", f"Bearer {OTHER}")])


def against_forgery(session: BuiltSession) -> None:
    signed_in(session).page("/next", sent=[("Cookie", f"sid={SESSION}; csrftoken={OTHER}"), ("X-CSRF-Token", OTHER)])
    session.exchange(f"{METER}?t={OTHER}")


def home_again(session: BuiltSession) -> None:
    """A token of the identity provider opens the app, and goes back to the provider."""
    session.exchange(f"{IDP}/token", method="POST", posted=PASSWORD, body=f'{{"access_token": "{OTHER}"}}'.encode())
    session.page("/api/me", sent=[("Authorization", f"Bearer {OTHER}")])
    session.exchange(f"{IDP}/userinfo", sent=[("Authorization", f"Bearer {OTHER}")])


def sign_on(session: BuiltSession, cookie: str = "oauth_state") -> BuiltSession:
    """The app sends to its identity provider, whose answer is recognised by a cookie that stays."""
    session.exchange(f"{URL}/start", headers=[("Set-Cookie", f"{cookie}={OTHER}; HttpOnly")])
    session.exchange(f"{IDP}/auth?state={OTHER}").exchange(f"{IDP}/auth", method="POST", posted=PASSWORD)
    session.exchange(f"{URL}/back?state={OTHER}", sent=[("Cookie", f"{cookie}={OTHER}")],
                     headers=[("Set-Cookie", f"sid={SESSION}; HttpOnly")])
    return session.page("/home", sent=[("Cookie", f"{cookie}={OTHER}; sid={SESSION}")])


def sign_on_by_another_name(session: BuiltSession) -> None:
    sign_on(session, "auth_tx")


def silent_sign_on(session: BuiltSession) -> None:
    """Once more when all is done, unseen: the answer is recognised by a new value."""
    again = SESSION.replace("9f3a", "77aa")
    sign_on(session).page("/again", headers=[("Set-Cookie", f"oauth_state={again}; HttpOnly")])
    session.exchange(f"{IDP}/auth?prompt=none&state={again}")
    session.page("/next", sent=[("Cookie", f"oauth_state={again}; sid={SESSION}")])


NO_LEAK = [theirs, script_of_theirs, for_them, against_forgery, home_again, sign_on, sign_on_by_another_name, silent_sign_on]


@pytest.mark.parametrize("tell", NO_LEAK)
def test_what_opens_nothing_of_the_app_or_comes_home_is_no_leak(tmp_path: Path, tell: Tell) -> None:
    assert asked(tmp_path, tell) == (Status.PASS, [])


def test_a_key_that_a_visitor_gets_too_opens_nobodys_account(tmp_path: Path) -> None:
    def reads(session: BuiltSession) -> None:
        bearer(session, OTHER).exchange(f"{METER}?key={OTHER}")

    def visits(session: BuiltSession) -> None:
        session.exchange(f"{URL}/api/news", sent=[("Authorization", f"Bearer {OTHER}")])

    assert asked(tmp_path / "alone", reads)[0] is Status.FAIL
    assert asked(tmp_path / "shared", reads, visits) == (Status.PASS, [])


def test_who_only_echoes_a_token_has_not_given_it(tmp_path: Path) -> None:
    def echoed(session: BuiltSession) -> None:
        signed_in(session)
        for _ in range(2):
            session.exchange(f"{METER}?s={SESSION}", body=f'{{"token": "{SESSION}"}}'.encode())

    assert asked(tmp_path, echoed)[0] is Status.FAIL


def early(session: BuiltSession) -> BuiltSession:
    """One cookie before and after the sign-in: an id of the visitor, or a session that is not renewed."""
    session.exchange(f"{URL}/login", headers=[("Set-Cookie", f"sid={SESSION}; HttpOnly")])
    session.exchange(f"{URL}/login", method="POST", posted=PASSWORD, sent=[("Cookie", f"sid={SESSION}")])
    return session.page("/home", sent=[("Cookie", f"sid={SESSION}")])


def several(session: BuiltSession) -> BuiltSession:
    given = [("Set-Cookie", f"sid={SESSION}; HttpOnly"), ("Set-Cookie", f"visit_token={OTHER}")]
    session.exchange(f"{URL}/login", method="POST", posted=PASSWORD, headers=given)
    return session.page("/home", sent=[("Cookie", f"sid={SESSION}; visit_token={OTHER}")])


def without_password(session: BuiltSession) -> BuiltSession:
    return session.page("/home", headers=[("Set-Cookie", f"sid={SESSION}")]).page(sent=[("Cookie", f"sid={SESSION}")])


@pytest.mark.parametrize("start", [early, several, without_password])
def test_where_it_cannot_be_told_what_it_opens_a_person_looks(tmp_path: Path, start: Tell) -> None:
    def sent(session: BuiltSession) -> None:
        start(session)
        session.exchange(f"{METER}?s={SESSION}")

    assert asked(tmp_path, sent) == (Status.REVIEW, ["session in url.query.s"])


def test_a_session_whose_sign_in_was_not_seen_is_not_excused_by_another(tmp_path: Path) -> None:
    made = Build(tmp_path)
    signed_in(made.session()).exchange(METER)
    without_password(made.session(journey="later")).exchange(f"{METER}?s={SESSION}")
    assert one(made.seal(), CHECK).status is Status.REVIEW


def test_a_declared_recipient_that_gets_it_as_its_key_is_looked_at(tmp_path: Path) -> None:
    def key(session: BuiltSession) -> None:
        bearer(session).exchange("https://content.example/film", sent=[("Authorization", f"Bearer {SESSION}")])

    def address(session: BuiltSession) -> None:
        bearer(session).exchange(f"https://content.example/film?s={SESSION}")

    assert asked(tmp_path / "key", key, **DECLARED)[0] is Status.REVIEW
    assert asked(tmp_path / "address", address, **DECLARED)[0] is Status.FAIL
    assert asked(tmp_path / "undeclared", key)[0] is Status.FAIL


@pytest.mark.parametrize(
    "tell",
    [
        lambda session: session.page().exchange(METER),
        lambda session: session.page(sent=[("Cookie", f"csrftoken={SESSION}")]).exchange(METER),
        lambda session: session.page("/login", sent=[("Cookie", f"sid={SESSION}")], body=b"Meld je aan"),
        lambda session: signed_in(session).exchange(METER, **body("⟦body withheld: packed too deep⟧")),
    ],
    ids=["no value", "forgery only", "nobody shown", "withheld"],
)
def test_what_was_not_met_is_not_tested(tmp_path: Path, tell: Tell) -> None:
    assert asked(tmp_path, tell) == (Status.NOT_TESTED, [])
