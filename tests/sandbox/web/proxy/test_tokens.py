"""Session values become tokens; planted values and declared secrets stay what they are."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.bundle.redact import Redactor
from harness.sandbox.web.proxy.tokens import Tokens, random_looking

KEY = b"k" * 32
VALUE = "a1b2c3d4e5f6"


def tokens(secrets: Mapping[str, str] | None = None, known: tuple[str, ...] = ()) -> tuple[Tokens, Redactor]:
    redactor = Redactor(secrets or {}, KEY)
    return Tokens(redactor, known), redactor


def header(name: str, value: str, secrets: Mapping[str, str] | None = None, known: tuple[str, ...] = ()) -> str:
    return tokens(secrets, known)[0].headers([(name, value)])[0][1]


TOKEN = Redactor({}, KEY).token("session", VALUE)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Set-Cookie", f"x={VALUE}; HttpOnly", f"x={TOKEN}; HttpOnly"),
        ("Set-Cookie", f"x={VALUE};Path=/; httponly ;Secure", f"x={TOKEN};Path=/; httponly ;Secure"),
        ("Set-Cookie", f"PHPSESSID={VALUE}; Path=/", f"PHPSESSID={TOKEN}; Path=/"),
        ("Set-Cookie", f'csrftoken="{VALUE}"; Path=/', f'csrftoken="{TOKEN}"; Path=/'),
        ("Set-Cookie", f"taal={VALUE}; Path=/", f"taal={VALUE}; Path=/"),
        ("Set-Cookie", "sessionid=; Max-Age=0", "sessionid=; Max-Age=0"),
        ("Set-Cookie", "garbage", "garbage"),
        ("Cookie", f"taal=nl; remember_me={VALUE}; b", f"taal=nl; remember_me={TOKEN}; b"),
        ("Authorization", f"Bearer {VALUE}", f"Bearer {TOKEN}"),
        ("Authorization", VALUE, TOKEN),
        ("X-CSRF-Token", VALUE, TOKEN),
        ("X-Requested-With", VALUE, VALUE),
        ("WWW-Authenticate", 'Basic realm="Secure school 1"', 'Basic realm="Secure school 1"'),
    ],
)
def test_headers(name: str, value: str, expected: str) -> None:
    assert header(name, value) == expected


def test_cookie_that_was_http_only_is_known_when_it_comes_back() -> None:
    mine, _ = tokens()
    mine.headers([("Set-Cookie", f"x={VALUE}; HttpOnly")])
    assert mine.headers([("cookie", f"x={VALUE}")]) == [("cookie", f"x={TOKEN}")]


def test_value_that_holds_a_learned_one_is_hidden_whole() -> None:
    mine, _ = tokens()
    mine.headers([("Set-Cookie", f"x={VALUE}; HttpOnly")])
    [(_, shown)] = mine.headers([("Cookie", f"sid={VALUE}.signature")])
    assert "signature" not in shown


def test_learned_value_is_found_elsewhere_and_short_ones_are_not_searched() -> None:
    mine, redactor = tokens()
    mine.headers([("Set-Cookie", f"x={VALUE}; HttpOnly"), ("Set-Cookie", "y=ja1; HttpOnly")])
    assert redactor.text(f"/?s={VALUE}&a=ja1") == f"/?s={TOKEN}&a=ja1"


def test_basic_credentials_name_the_secret() -> None:
    credentials = base64.b64encode(b"ada:Kwetsbaar9").decode()
    shown = header("Authorization", f"Basic {credentials}", {"ada.password": "Kwetsbaar9"})
    assert shown == "Basic ada:⟦secret:ada.password⟧"


def test_basic_credentials_of_others_become_a_token() -> None:
    credentials = base64.b64encode(b"api:0123456789abcdef").decode()
    mine, redactor = tokens()
    [(_, shown)] = mine.headers([("Authorization", f"Basic {credentials}")])
    assert shown == f"Basic {redactor.token('session', credentials)}"
    assert "0123456789abcdef" not in redactor.text("key=0123456789abcdef")


def test_planted_value_is_not_hidden() -> None:
    email = "ada.k7x2q@school.test"
    for value in (email, "ADA.K7X2Q%40school.test", f"u-{email}-1"):
        assert header("Set-Cookie", f"auth={value}; HttpOnly", known=(email,)) == f"auth={value}; HttpOnly"


def test_secret_in_a_cookie_is_left_for_the_writer_to_name() -> None:
    value = "auth=Kwetsbaar9"
    assert header("Cookie", value, {"ada.password": "Kwetsbaar9"}) == value


@pytest.mark.parametrize("key", ["access_token", "id_token", "jwt", "sid", "sessionId", "csrf-token", "token"])
def test_tokens_in_json(key: str) -> None:
    mine, redactor = tokens()
    mine.learn_body(f'{{"{key}" : "0123456789abcdef.X"}}'.encode())
    assert "0123456789abcdef" not in redactor.text("0123456789abcdef.X")


@pytest.mark.parametrize(
    ("key", "abroad", "hidden"),
    [("token", False, True), ("token", True, False), ("Token", True, False), ("access_token", True, True), ("jwt", True, True)],
)
def test_the_public_key_of_an_sdk_is_no_session_value(key: str, abroad: bool, hidden: bool) -> None:
    mine, redactor = tokens()
    mine.learn_body(f'{{"event": "seen", "{key}": "0123456789abcdef.X"}}'.encode(), abroad=abroad)
    assert ("0123456789abcdef" not in redactor.text("0123456789abcdef.X")) is hidden


def test_a_session_value_that_was_handed_out_stays_hidden_when_it_is_sent_on() -> None:
    mine, redactor = tokens()
    mine.learn_body(b'{"token": "0123456789abcdef.X"}')
    mine.learn_body(b'{"token": "0123456789abcdef.X"}', abroad=True)
    assert "0123456789abcdef" not in redactor.text("0123456789abcdef.X")


def test_values_in_json_that_are_no_tokens() -> None:
    mine, redactor = tokens()
    mine.learn_body(b'{"token": "homework", "name": "0123456789abcdef", "hint": "0123456789abcdef"}')
    assert redactor.text("homework 0123456789abcdef") == "homework 0123456789abcdef"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a1b2c3d", False), ("12345678", False), ("homework", False), ("a1b2c3d4", True), ("0" * 16, True)],
)
def test_what_may_be_searched_for(value: str, expected: bool) -> None:
    assert random_looking(value) == expected


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.tuples(st.sampled_from(["Cookie", "Set-Cookie", "Authorization", "X-Token", "A"]), st.text()), max_size=8
    )
)
def test_odd_headers_keep_their_number_and_names(headers: list[tuple[str, str]]) -> None:
    mine, _ = tokens()
    assert [name for name, _ in mine.headers(headers)] == [name for name, _ in headers]
    mine.learn_body("".join(value for _, value in headers).encode("utf-8", "replace"))


SIGNED = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://school.test/binnen?jwt={}&x=1", False),
        ("https://school.test/binnen/{}", False),
        ("https://idp.test/uit?id_token_hint={}", True),
        ("https://idp.test/auth?request={}", True),
        ("https://school.test/?my_request={}", False),
        ("https://school.test/x{}", True),
    ],
)
def test_a_signed_token_in_an_address_leaves_a_mark(address: str, kept: bool) -> None:
    made, redactor = tokens()
    mark = SIGNED if kept else redactor.token("signed", SIGNED)
    assert made.address(address.format(SIGNED)) == address.format(mark)
    assert made.headers([("Location", address.format(SIGNED))]) == [("Location", address.format(mark))]


def test_one_that_is_a_session_stays_what_it_is() -> None:
    made, _ = tokens()
    made.headers([("Authorization", f"Bearer {SIGNED}")])
    assert made.address(f"https://school.test/?t={SIGNED}") == f"https://school.test/?t={SIGNED}"


@given(st.text(max_size=200))
def test_no_address_breaks_it(address: str) -> None:
    assert tokens()[0].address(address) == address or "eyJ" in address
