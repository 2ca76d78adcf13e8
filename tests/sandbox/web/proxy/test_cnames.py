"""The names behind the app's own: asked of a name server for own names only, once each, and never in the way."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import dns.resolver
import pytest
from dnslib import CNAME, QTYPE, RCODE, RR, A, DNSRecord
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.proxy import cnames as cnames_module
from harness.sandbox.web.proxy.cnames import Lookup, NameBook, ask_chain, follow
from harness.sandbox.web.proxy.names import Names, Unreachable
from tests.sandbox.web.proxy.lab import SESSION, Lab, answer


def noted(book: Callable[[Callable[[Lookup], None]], NameBook], *names: tuple[str, str]) -> list[tuple[str, list[str], str, str, str | None]]:
    """What a book tells of these names."""
    told: list[Lookup] = []

    async def run() -> None:
        made = book(told.append)
        for name, address in names:
            made.note(name, address)
        await made.finish()

    asyncio.run(run())
    return [(one.name, list(one.chain), one.address, one.how, one.why) for one in sorted(told, key=lambda one: one.name)]


def asking(ask: Callable[[str], list[str]]) -> Callable[[Callable[[Lookup], None]], NameBook]:
    return lambda tell: NameBook(["school.test"], {"static.school.test": "a.example", "a.example": "b.example"}, tell, ask)


class TestBook:
    def test_only_own_names_are_asked_and_each_once(self) -> None:
        asked: list[str] = []

        def ask(name: str) -> list[str]:
            asked.append(name)
            return ["x.tracker.example"]

        names = [("school.test", "public"), ("cdn.example", "public"), ("m.school.test", "public"), ("school.test", "public"), ("gone.school.test", "none")]
        assert noted(asking(ask), *names) == [
            ("cdn.example", [], "public", "unasked", None),
            ("gone.school.test", [], "none", "unasked", None),
            ("m.school.test", ["x.tracker.example"], "public", "asked", None),
            ("school.test", ["x.tracker.example"], "public", "asked", None),
        ]
        assert sorted(asked) == ["m.school.test", "school.test"]

    def test_a_mapped_name_has_the_chain_that_the_profile_gives(self) -> None:
        found = noted(asking(lambda name: [f"wrong.{name}"]), ("static.school.test", "mapped"), ("school.test", "mapped"))
        assert found == [("school.test", [], "mapped", "mapped", None), ("static.school.test", ["a.example", "b.example"], "mapped", "mapped", None)]

    def test_the_profile_says_nothing_of_a_name_that_is_looked_up_for_real(self) -> None:
        assert noted(asking(lambda name: []), ("static.school.test", "public")) == [("static.school.test", [], "public", "asked", None)]

    def test_a_name_server_that_does_not_answer_is_a_gap(self) -> None:
        def ask(name: str) -> list[str]:
            raise OSError("Timeout")

        assert noted(asking(ask), ("school.test", "public")) == [("school.test", [], "public", "unasked", "chain-unasked")]

    def test_no_more_names_than_the_bound(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cnames_module, "MOST_NAMES", 2)
        found = noted(asking(lambda name: []), *[(f"h{number}.example", "public") for number in range(9)])
        assert [(name, why) for name, _, _, _, why in found] == [("", "too-many-names"), ("h0.example", None), ("h1.example", None)]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_a_chain_of_names_ends(stands: dict[str, str]) -> None:
    chain = follow("a", stands)
    assert "a" not in chain
    assert len(chain) == len(set(chain))


ZONE = {
    "m.school.test.": [RR("m.school.test.", QTYPE.CNAME, rdata=CNAME("X.Tracker.Example.")), RR("x.tracker.example.", QTYPE.CNAME, rdata=CNAME("edge.cdn.example.")), RR("edge.cdn.example.", QTYPE.A, rdata=A("203.0.113.7"))],
    "plain.school.test.": [RR("plain.school.test.", QTYPE.A, rdata=A("203.0.113.7"))],
    "loop.school.test.": [RR("loop.school.test.", QTYPE.CNAME, rdata=CNAME("loop.school.test."))],
    "six.school.test.": [RR("six.school.test.", QTYPE.CNAME, rdata=CNAME("six.example."))],
}  # fmt: skip


@pytest.fixture(scope="module")
def resolver() -> Iterator[dns.resolver.Resolver]:
    """A name server of our own on loopback; it ends with an empty message."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                message, sender = server.recvfrom(4096)
                if not message:
                    return
                asked = DNSRecord.parse(message)
                told = asked.reply()
                records = ZONE.get(str(asked.q.qname).lower())
                told.add_answer(*(records or []))
                told.header.rcode = RCODE.NXDOMAIN if records is None else RCODE.NOERROR
                server.sendto(told.pack(), sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        made = dns.resolver.Resolver(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], server.getsockname()[1]
        yield made
        server.sendto(b"", server.getsockname())
        thread.join(30)


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("m.school.test", ["x.tracker.example", "edge.cdn.example"]),
        ("plain.school.test", []),
        ("six.school.test", ["six.example"]),  # it has no IPv4 address: the chain is told all the same
    ],
)
def test_a_name_server_tells_the_whole_chain(resolver: dns.resolver.Resolver, name: str, chain: list[str]) -> None:
    assert ask_chain(name, resolver) == chain


@pytest.mark.parametrize("name", ["nowhere.school.test", "loop.school.test", "x" * 70 + ".test", "a..test"])
def test_what_cannot_be_asked_is_an_error_of_the_system(resolver: dns.resolver.Resolver, name: str) -> None:
    with pytest.raises(OSError, match=r"NXDOMAIN|ChainTooLong|LabelTooLong|EmptyLabel|NoNameservers"):
        ask_chain(name, resolver)


def test_the_name_rules_say_what_kind_of_address_each_name_led_to() -> None:
    told: list[tuple[str, str]] = []

    async def lookup(host: str, port: int) -> list[str]:
        return {"out.test": ["8.8.8.8"], "in.test": ["10.0.0.1"]}.get(host, [])

    async def run() -> None:
        names = Names({"map.test": "127.0.0.1:1"}, public=True, lookup=lookup, noted=lambda *one: told.append(one))
        for host in ("map.test", "OUT.test.", "in.test", "gone.test"):
            try:
                await names.addresses(host, 443)
            except Unreachable:
                continue

    asyncio.run(run())
    assert told == [("map.test", "mapped"), ("out.test", "public"), ("in.test", "private"), ("gone.test", "none")]


def test_the_proxy_leaves_each_name_in_the_bundle(tmp_path: Path) -> None:
    from tests.sandbox.web.proxy.lab import read

    async def run() -> None:
        lab = Lab(tmp_path)

        async def handler(request: object, writer: asyncio.StreamWriter) -> None:
            writer.write(answer(b"ok"))
            await writer.drain()

        async with lab.server(handler) as address:
            names = {"school.test": address, "m.school.test": address}
            async with lab.running(names=names, own=["school.test"], cnames={"m.school.test": "x.tracker.example"}), lab.client(SESSION) as client:
                for host in ("school.test", "m.school.test", "m.school.test"):
                    await client.get(f"http://{host}/")

    asyncio.run(run())
    (file,) = tmp_path.rglob("probes/dns.jsonl")
    assert [(one["name"], one["chain"], one["address"], one["how"]) for one in read(file)] == [
        ("school.test", [], "mapped", "mapped"), ("m.school.test", ["x.tracker.example"], "mapped", "mapped"),
    ]  # fmt: skip
