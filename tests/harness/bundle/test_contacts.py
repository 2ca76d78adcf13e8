"""Which host each line names, and what it may be about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.bundle.contacts import Contacts, Trait, both, line_of, traits
from harness.model.records import Body, Exchange, Frame

HOSTS = st.sampled_from(["a.example", "b.example", "c.example"])


def message(host: str, frame: bool) -> Exchange | Frame:
    if frame:
        return Frame(t=0.0, url=f"wss://{host}/", host=host, from_client=True, body=Body())
    return Exchange(t=0.0, method="GET", url=f"https://{host}/", host=host, port=443, scheme="https")


@given(st.lists(st.tuples(HOSTS, st.booleans(), st.booleans()), max_size=30), st.sets(HOSTS))
def test_masks_name_the_lines_of_the_hosts_that_are_wanted(lines: list[tuple[str, bool, bool]], wanted: set[str]) -> None:
    counting = [(at, message(host, frame)) for at, (host, frame, void) in enumerate(lines) if not void]
    contacts = Contacts(iter(counting))
    mask = contacts.of_hosts(lambda host: host in wanted)
    assert [at for at, bit in enumerate(mask) if bit] == [at for at, one in counting if one.host in wanted]
    assert contacts.exchanges(mask) == sum(one.host in wanted and isinstance(one, Exchange) for _, one in counting)
    assert contacts.first() == {one.host: at for at, one in reversed(counting)}
    assert len(contacts) == (counting[-1][0] + 1 if counting else 0)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_both_is_the_lines_that_two_masks_share(bits: list[tuple[bool, bool]]) -> None:
    one, other = bytes(a for a, _ in bits), bytes(b for _, b in bits)
    assert both(one, other) == bytes(a and b for a, b in bits)


NONE = Trait(0)
ASKED: list[tuple[dict[str, Any], Trait]] = [
    ({}, NONE),
    ({"scheme": "http"}, Trait.CLEAR),
    ({"request_body": Body()}, Trait.BODY),
    ({"response_headers": [("CONTENT-Type", "Text/HTML; charset=utf-8")]}, Trait.PAGE),
    ({"response_headers": [("Content-Type", "application/xhtml+xml")]}, Trait.PAGE),
    ({"response_headers": [("Content-Type", "text/css")]}, NONE),
    ({"response_headers": [("Set-Cookie", "a=1"), ("set-cookie", "b=2")]}, Trait.SETS_COOKIE),
    ({"response_headers": [("Location", "/next")]}, Trait.REDIRECTS),
    ({"response_headers": [("location", "/?t=⟦session:32:9f3a0b12c4d5⟧")]}, Trait.REDIRECTS | Trait.TOKEN),
    ({"response_headers": [("X-Note", "⟦session:32:9f3a0b12c4d5⟧")]}, NONE),
    ({"url": "https://a.example/?t=⟦session:32:9f3a0b12c4d5⟧"}, Trait.TOKEN),
    ({"url": "https://a.example/?a=1&b=2"}, NONE),
    ({"url": "https://a.example/?a=1&b=2&c=3"}, Trait.PARAMETERS),
    ({"url": "https://a.example/sso?SAMLRequest=a"}, Trait.PARAMETERS),
]


@pytest.mark.parametrize(("told", "expected"), ASKED)
def test_what_a_message_may_be_about(told: dict[str, Any], expected: Trait) -> None:
    plain = {"t": 0.0, "method": "GET", "url": "https://a.example/", "host": "a.example", "port": 443, "scheme": "https"}
    assert traits(Exchange(**{**plain, **told})) == expected


def test_only_what_a_page_sent_is_a_body() -> None:
    sent = Frame(t=0.0, url="wss://a.example/", host="a.example", from_client=True, body=Body())
    received = Frame(t=0.0, url="wss://a.example/", host="a.example", from_client=False, body=Body())
    assert (traits(sent), traits(received)) == (Trait.FRAME | Trait.BODY, Trait.FRAME)


@given(st.lists(st.sampled_from([told for told, _ in ASKED]), max_size=20), st.integers(0, 255))
def test_lines_of_traits_are_those_of_the_messages_that_have_one(told: list[dict[str, Any]], wanted: int) -> None:
    plain = {"t": 0.0, "method": "GET", "url": "https://a.example/", "host": "a.example", "port": 443, "scheme": "https"}
    made = [Exchange(**{**plain, **one}) for one in told]
    mask = Contacts(enumerate(made)).of_traits(Trait(wanted))
    assert [bool(bit) for bit in mask] == [bool(traits(one) & wanted) for one in made]


def test_a_pointer_ends_in_its_line() -> None:
    assert line_of("sessions/a#b/traffic.jsonl#12") == 12
