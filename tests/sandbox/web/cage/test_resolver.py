"""The cage's name server, asked over real sockets."""

from __future__ import annotations

import ipaddress
import selectors
import socket
import threading
from collections.abc import Iterator

import dnslib
import pytest

from harness.sandbox.web.cage import dns
from harness.sandbox.web.cage.resolver import NETWORK_V4, NETWORK_V6, NameTable, Resolver

Served = tuple[Resolver, list[tuple[str, str]]]


@pytest.fixture
def served() -> Iterator[Served]:
    """A resolver on a free port, served by a thread; with the list of lookups it reported."""
    lookups: list[tuple[str, str]] = []
    resolver = Resolver(NameTable(), lambda *each: lookups.append(each), "127.0.0.1", 0)
    stop, stopped = socket.socketpair()
    thread = threading.Thread(target=_serve, args=(resolver, stopped))
    thread.start()
    yield resolver, lookups
    stop.send(b"x")
    thread.join(10)
    for each in (stop, stopped, resolver):
        each.close()


def _serve(resolver: Resolver, stopped: socket.socket) -> None:
    while True:
        with selectors.DefaultSelector() as selector:
            for each in (stopped, *resolver.sockets()):
                selector.register(each, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(10)]
        if stopped in ready:
            return
        for found in ready:
            assert isinstance(found, socket.socket)
            resolver.serve(found)


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize(("kind", "network"), [("A", NETWORK_V4), ("AAAA", NETWORK_V6)])
def test_every_name_exists(
    served: Served, tcp: bool, kind: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> None:
    resolver, lookups = served
    query = dnslib.DNSRecord.question("Any.Name.Example", kind)
    answer = dnslib.DNSRecord.parse(query.send("127.0.0.1", resolver.port, tcp=tcp, timeout=10))
    assert ipaddress.ip_address(str(answer.rr[0].rdata)) in network
    assert lookups == [("tcp" if tcp else "udp", "any.name.example")]


def test_kinds_other_than_addresses_have_no_records(served: Served) -> None:
    resolver, lookups = served
    answer = dnslib.DNSRecord.parse(dnslib.DNSRecord.question("a.example", "HTTPS").send("127.0.0.1", resolver.port))
    assert (answer.rr, answer.header.rcode) == ([], 0)
    assert lookups == [("udp", "a.example")]


def test_several_questions_on_one_connection_in_odd_pieces(served: Served) -> None:
    resolver, lookups = served
    queries = [dnslib.DNSRecord.question(f"n{n}.example").pack() for n in range(3)]
    stream = b"".join(len(each).to_bytes(2, "big") + each for each in queries)
    with socket.create_connection(("127.0.0.1", resolver.port), timeout=10) as client, client.makefile("rb") as answers:
        for at in range(0, len(stream), 7):
            client.sendall(stream[at : at + 7])
        for query in queries:
            answer = answers.read(int.from_bytes(answers.read(2), "big"))
            assert answer[:2] == query[:2]
    assert [name for _, name in lookups] == ["n0.example", "n1.example", "n2.example"]


def test_bad_clients_hurt_nobody_else(served: Served) -> None:
    resolver, lookups = served
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
        noise.sendto(b"", ("127.0.0.1", resolver.port))
        noise.sendto(b"\xff" * 600, ("127.0.0.1", resolver.port))
    crowd = [socket.create_connection(("127.0.0.1", resolver.port), timeout=10) for _ in range(70)]
    crowd[69].sendall(b"\xff\xff" + b"x" * 8000)
    answer = dnslib.DNSRecord.question("a.example").send("127.0.0.1", resolver.port, tcp=True, timeout=10)
    assert dnslib.DNSRecord.parse(answer).rr
    assert lookups == [("tcp", "a.example")]
    assert len(resolver.sockets()) <= 2 + 64
    for each in crowd:
        each.close()


def test_localhost_is_this_machine_and_no_lookup() -> None:
    lookups: list[tuple[str, str]] = []
    resolver = Resolver(NameTable(), lambda *each: lookups.append(each), "127.0.0.1", 0)
    try:
        for kind, address in (("A", "127.0.0.1"), ("AAAA", "::1")):
            answer = resolver.answer(dnslib.DNSRecord.question("app.localhost", kind).pack(), "udp")
            assert answer is not None
            assert str(dnslib.DNSRecord.parse(answer).rr[0].rdata) == address
    finally:
        resolver.close()
    assert lookups == []


def test_answers_are_not_answered() -> None:
    resolver = Resolver(NameTable(), lambda *_: None, "127.0.0.1", 0)
    try:
        assert resolver.answer(dnslib.DNSRecord.question("a.example").reply().pack(), "udp") is None
    finally:
        resolver.close()


def test_a_full_table_never_gives_a_name_to_the_wrong_host() -> None:
    table = NameTable(limit=3)
    given = {name: table.addresses(name, dns.A)[0] for name in ("a", "b", "c", "d", "e")}
    names = {name: table.name_of(socket.inet_ntoa(address)) for name, address in given.items()}
    assert names == {"a": "a", "b": "b", "c": "c", "d": None, "e": None}
    assert table.addresses("a", dns.A) == [given["a"]]
    assert table.name_of(str(ipaddress.IPv6Address(table.addresses("b", dns.AAAA)[0]))) == "b"
