"""What another site can make of a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.sessions.forging import MULTIPART, TEXT, URLENCODED, Forged, forgeries, marked
from harness.sandbox.settings.effects.tokens import Write

TOKEN = "q8Zr2-LmX0cVbN4tYhJk"
URL = "https://school.test/note"
PLACES = {("input", "csrf"): TOKEN, ("input", "class"): "4A", ("cookie", "sid"): "cookie-value-of-20-ch"}


def wrote(body: bytes, kind: str = URLENCODED, url: str = URL, **headers: str) -> Write:
    return Write("POST", url, {"Content-Type": kind, **headers}, body, PLACES)


def told(write: Write) -> dict[tuple[str, str], Forged]:
    return {(one.way, one.token): one for one in forgeries(write)}


def test_a_form_is_sent_without_its_token_and_with_another() -> None:
    made = told(wrote(f"text=hallo+daar&class=4A&csrf={TOKEN}".encode()))
    assert set(made) == {("form", "absent"), ("form", "made-up"), ("address", "absent"), ("script", "absent")}
    assert made["form", "absent"].fields == [("text", "hallo daar"), ("class", "4A")]
    *kept, (name, value) = made["form", "made-up"].fields
    assert (kept, name, len(value), value != TOKEN) == (made["form", "absent"].fields, "csrf", len(TOKEN), True)
    assert made["address", "absent"].url == f"{URL}?text=hallo+daar&class=4A"
    assert made["script", "absent"].text == "text=hallo+daar&class=4A"
    assert not [one for one in made.values() if TOKEN in repr((one.url, one.fields, one.text))]


def test_without_a_token_there_is_nothing_to_leave_out() -> None:
    assert set(told(wrote(b"text=hallo&class=4A"))) == {("form", ""), ("address", ""), ("script", "")}


def test_a_token_in_a_header_can_only_be_left_out() -> None:
    assert {token for _, token in told(wrote(b"text=hallo", **{"X-CSRF-Token": TOKEN}))} == {"absent"}


def test_a_token_is_known_by_where_it_stood_too() -> None:
    places: Any = {("meta", "sleutel"): TOKEN, ("input", "leerling"): "0123456789"}
    write = Write("POST", f"{URL}?s={TOKEN}", {"content-type": URLENCODED}, b"leerling=0123456789", places)
    made = told(write)
    assert made["form", "absent"].url == URL
    assert made["form", "absent"].fields == [("leerling", "0123456789")], "a short id is no token"


def test_parts_of_a_form_with_files() -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhallo\r\n--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n%s\r\n--b--\r\n'
    made = told(wrote(body % TOKEN.encode(), f"{MULTIPART}; boundary=b"))
    assert made["form", "absent"].fields == [("text", "hallo")]
    assert made["form", "absent"].kind == MULTIPART
    assert ("script", "absent") not in made


def test_json_goes_as_text_and_as_a_form() -> None:
    made = told(wrote(json.dumps({"text": "hallo", "count": 2, "token": TOKEN}).encode(), "application/json; charset=utf-8"))
    script = made["script", "absent"]
    assert (script.kind, json.loads(script.text)) == (TEXT, {"text": "hallo", "count": 2})
    assert made["form", "absent"].fields == [("text", "hallo"), ("count", "2")]
    assert json.loads(made["script", "made-up"].text)["token"] != TOKEN


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers(), st.none()), max_size=4))
def test_a_form_sent_as_text_reads_as_the_same_json(content: dict[str, Any]) -> None:
    made = told(wrote(json.dumps(content).encode(), "application/json"))
    for (way, _), one in made.items():
        if way == "form-as-text":
            ((name, value),) = one.fields
            read = json.loads(f"{name}={value}")
            assert {key: kept for key, kept in read.items() if key != "x"} == {
                key: kept for key, kept in content.items() if key != "x" and key in read
            }


@pytest.mark.parametrize("body", [b"", b"[1,2]", b"{broken", b"[" * 100_000, b"\xff\xfe"])
@pytest.mark.parametrize("kind", ["application/json", URLENCODED, MULTIPART, "application/x-protobuf", ""])
def test_nothing_that_a_page_sends_breaks_it(body: bytes, kind: str) -> None:
    assert forgeries(wrote(body, kind))


def test_each_try_has_a_mark_of_its_own() -> None:
    one = Forged("form", "absent", f"{URL}?m=proef1", fields=[("proef1", "dag proef1")], text='{"a":"proef1"}')
    other = marked(one, "proef1", "proef2")
    assert (other.url, other.fields, other.text) == (f"{URL}?m=proef2", [("proef2", "dag proef2")], '{"a":"proef2"}')
