"""Our small DNS reader and writer, against dnslib as an independent judge."""

from __future__ import annotations

import ipaddress

import dnslib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.cage import dns

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=6).map(".".join)


@given(NAME, st.sampled_from(["A", "AAAA", "HTTPS", "TXT"]))
def test_a_question_is_read_as_it_was_written(name: str, kind: str) -> None:
    query = dnslib.DNSRecord.question(name.upper(), kind)
    asked = dns.question(query.pack())
    assert asked is not None
    assert (asked.name, asked.identity, asked.kind) == (name, query.header.id, query.q.qtype)
    assert dns.is_query(asked)


@given(NAME, st.lists(st.ip_addresses(v=4), max_size=3))
def test_an_answer_is_read_by_others_as_we_meant_it(name: str, addresses: list[ipaddress.IPv4Address]) -> None:
    query = dnslib.DNSRecord.question(name)
    asked = dns.question(query.pack())
    assert asked is not None
    answer = dnslib.DNSRecord.parse(dns.reply(asked, [each.packed for each in addresses]))
    assert (answer.header.id, answer.header.qr, answer.header.rd, answer.header.rcode) == (query.header.id, 1, 1, 0)
    assert str(answer.q.qname) == f"{name}."
    assert [str(record.rdata) for record in answer.rr] == [str(each) for each in addresses]
    echo = dns.question(answer.pack())
    assert echo is not None
    assert not dns.is_query(echo)


def test_an_ipv6_answer() -> None:
    asked = dns.question(dnslib.DNSRecord.question("a.example", "AAAA").pack())
    assert asked is not None
    answer = dnslib.DNSRecord.parse(dns.reply(asked, [ipaddress.IPv6Address("fd73::5").packed]))
    assert [str(record.rdata) for record in answer.rr] == ["fd73::5"]


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise_and_names_are_printable(data: bytes) -> None:
    for message in (data, b"\0\1\1\0\0\1\0\0\0\0\0\0" + data):
        asked = dns.question(message)
        assert asked is None or (asked.name.isascii() and asked.name.isprintable() and len(asked.name) <= 1100)


def test_odd_bytes_in_a_name_are_escaped() -> None:
    asked = dns.question(b"\0\1\1\0\0\1\0\0\0\0\0\0\x05a.\x1b\xffB\0\0\1\0\1")
    assert asked is not None
    assert asked.name == r"a\046\027\255b"


@pytest.mark.parametrize("tail", [b"", b"\xc0\x0c\0\1\0\1", b"\x05ab\0\0\1\0\1", b"\x01a\0\0\1", b"\x3fa"])
def test_malformed_questions_are_none(tail: bytes) -> None:
    assert dns.question(b"\0\1\1\0\0\1\0\0\0\0\0\0" + tail) is None
    assert dns.question(b"\0\1\1\0\0\0\0\0\0\0\0\0\x01a\0\0\1\0\1") is None
