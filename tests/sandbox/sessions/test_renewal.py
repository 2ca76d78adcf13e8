"""Which answers hand out a token, and which of them can be asked for again without signing anybody in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import Persona
from harness.sandbox.probes.client import Answer
from harness.sandbox.sessions.overheard import Given, session_cookies, tokens_in
from harness.sandbox.sessions.renewal import Asking, reopening, repeatable, seen_renewing, unasked

PUPIL = Persona(name="pupil", role="pupil", known={"first_name": "Adalberta"}, password="Wachtwoord &1")
ACCESS, REFRESH = "access-q8Zr2LmX0c", "refresh-VbN4tYhJk"


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (b'{"access_token":"access-q8Zr2LmX0c","refresh_token":"refresh-VbN4tYhJk"}', (ACCESS, REFRESH)),
        (b'{"data":{"accessToken":"access-q8Zr2LmX0c"}}', (ACCESS, None)),
        (b'{"access":"access-q8Zr2LmX0c","refresh":"refresh-VbN4tYhJk"}', (ACCESS, REFRESH)),
        (b'{"token":"short"}', (None, None)),
        (b'{"token":7}', (None, None)),
        (b'["access-q8Zr2LmX0c"]', (None, None)),
        (b"<html>", (None, None)),
        (b'{"a":' * 5000, (None, None)),
        (b'{"token":"a\\nb-header-injected"}', (None, None)),
    ],
)
def test_tokens_in_an_answer(body: bytes, tokens: tuple[str | None, str | None]) -> None:
    assert tokens_in(body) == tokens


@given(st.binary(max_size=60))
def test_no_answer_breaks_it(body: bytes) -> None:
    assert tokens_in(body) == (None, None)


def handed(body: bytes, access: str = ACCESS, refresh: str | None = None) -> Given:
    return Given("POST", "https://school.test/token", {}, body, access, refresh)


@pytest.mark.parametrize(
    ("given", "again"),
    [
        (handed(b"grant_type=session"), True),
        (handed(b""), True),
        (handed(b"username=ada&password=Wachtwoord+%261"), False),
        (handed(b'{"password":"Wachtwoord &1"}'), False),
        (handed(b"grant_type=authorization_code&code=x"), False),
        (handed(b"", access="of-something-else"), False),
        (handed(b"", refresh=REFRESH), True),
        (handed(b"refresh_token=refresh-VbN4tYhJk", refresh=REFRESH), False),
    ],
)
def test_asking_again_signs_nobody_in(given: Given, again: bool) -> None:
    assert repeatable([given], [f"Bearer {ACCESS}"], PUPIL) == ([given] if again else [])


@pytest.mark.parametrize(
    ("lines", "cookies"),
    [
        (["sid=1; Path=/; HttpOnly"], {"sid": "1"}),
        (["lang=nl; Path=/"], {}),
        (["a=1; httponly", "session=2"], {"a": "1", "session": "2"}),
        (["sid=; Max-Age=0"], {}),
        (["sid=1; Max-Age = 0"], {}),
        (["csrftoken=1; HttpOnly"], {}),
        (["sid=a=b"], {"sid": "a=b"}),
        ([""], {}),
    ],
)
def test_cookies_that_may_be_a_session(lines: list[str], cookies: dict[str, str]) -> None:
    assert session_cookies(lines) == cookies


@given(st.lists(st.text(max_size=40), max_size=4))
def test_no_line_of_cookies_breaks_it(lines: list[str]) -> None:
    assert all(session_cookies(lines).values())


@pytest.mark.parametrize(
    ("jar", "again", "asked"),
    [
        ([{"name": "refresh", "path": "/auth/new"}], [], ["https://school.test/auth/new"]),
        ([{"name": "refresh", "path": "/auth/new"}], [Given("PUT", "https://school.test/auth/new?a=1", {}, b"")], []),
        ([{"name": "refresh", "path": "/"}, {"name": "sid", "path": "/hub/"}, {}], [], []),
    ],
)
def test_a_cookie_that_only_renews_has_its_place(jar: list[Any], again: list[Given], asked: list[str]) -> None:
    assert [one.url for one in unasked(jar, again, "https://school.test/start")] == asked


def test_another_cookie_is_not_asked_for_with_a_password() -> None:
    typed = Given("POST", "https://school.test/refresh", {}, b"password=Wachtwoord+%261")
    bare = Given("POST", "https://school.test/refresh", {}, b"")
    assert reopening([typed], [], PUPIL) == []
    assert reopening([bare, typed], [], PUPIL) == [bare]


class App:
    """Gives a token to whatever is asked, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes | None, Mapping[str, str]]] = []

    async def ask(
        self, method: str, url: str, *, persona: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        self.asked.append((method, url, body, headers))
        return Answer(200, {}, b'{"access_token":"access-for-new"}')


def renewed(given: list[Given]) -> tuple[str, str, bytes | None, Mapping[str, str]]:
    """What is asked to renew the latest token, with a session that has a cookie and a token."""

    async def opens(headers: Mapping[str, str]) -> bool:
        return headers == {"authorization": "Bearer access-for-new"}

    app: Any = App()
    asking = Asking(app, "pupil", {"cookie": "sid=1", "authorization": f"Bearer {ACCESS}"}, opens)
    assert asyncio.run(asking.renewed(given[-1], seen_renewing(given)))
    (asked,) = app.asked
    return asked


def test_a_token_is_renewed_as_the_page_was_seen_to_do_it() -> None:
    again = Given("PUT", "https://school.test/again", {"x-app": "1", "host": "x"}, b'{"r":"refresh-VbN4tYhJk"}', ACCESS, "refresh-second")
    method, url, body, headers = renewed([handed(b"", refresh=REFRESH), again])
    assert (method, url, body) == ("PUT", "https://school.test/again", b'{"r":"refresh-second"}')
    assert headers == {"x-app": "1", "cookie": "sid=1", "authorization": f"Bearer {ACCESS}"}


def test_a_token_is_renewed_as_the_norm_has_it_where_nothing_was_seen() -> None:
    method, url, body, headers = renewed([handed(b"grant_type=password&client_id=app&username=ada", refresh=REFRESH)])
    assert (method, url) == ("POST", "https://school.test/token")
    assert body == b"grant_type=refresh_token&refresh_token=refresh-VbN4tYhJk&client_id=app"
    assert headers == {"cookie": "sid=1", "content-type": "application/x-www-form-urlencoded"}
