"""The name rules: mapping first, the public Internet on request, private networks never."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import MisuseError
from harness.sandbox.web.proxy.names import PRIVATE, UNKNOWN, Names, Unreachable, is_private, parse_source, parse_target


def lookup(found: dict[str, Sequence[str]]) -> Names:
    """Public rules over a made-up resolver."""

    async def answer(host: str, port: int) -> Sequence[str]:
        if host not in found:
            raise OSError("no such name")
        return found[host]

    return Names({}, public=True, lookup=answer)


MAPPING = {
    "school.test": "127.0.0.1:8443",
    "school.test:80": "127.0.0.1:8080",
    "v6.test": "[::1]:8443",
    "Höör.test": "127.0.0.1:1",
    "[2001:db8::1]:443": "127.0.0.1:2",
    "10.0.0.5:8080": "10.0.0.5:8080",
    "*:80": "127.0.0.1:81",
    "*": "127.0.0.1:444",
}


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("school.test", 443, ("127.0.0.1", 8443)),
        ("SCHOOL.test.", 443, ("127.0.0.1", 8443)),
        ("school.test", 80, ("127.0.0.1", 8080)),
        ("school.test", 8443, None),
        ("v6.test", 443, ("::1", 8443)),
        ("v6.test", 80, ("::1", 8443)),
        ("höör.test", 443, ("127.0.0.1", 1)),
        ("xn--hr-fkaa.test", 443, ("127.0.0.1", 1)),
        ("2001:db8::1", 443, ("127.0.0.1", 2)),
        ("[2001:db8:0::1]", 443, ("127.0.0.1", 2)),
        ("10.0.0.5", 8080, ("10.0.0.5", 8080)),
        ("10.0.0.6", 80, None),
        ("tracker.test", 443, ("127.0.0.1", 444)),
        ("tracker.test", 80, ("127.0.0.1", 81)),
        ("tracker.test", 8080, None),
        ("8.8.8.8", 443, ("127.0.0.1", 444)),
    ],
)
def test_mapping(host: str, port: int, expected: tuple[str, int] | None) -> None:
    assert Names(MAPPING, public=False).mapped(host, port) == expected


def test_bare_wildcard_speaks_for_port_80_too() -> None:
    assert Names({"*": "127.0.0.1:1"}, public=False).mapped("a.test", 80) == ("127.0.0.1", 1)


@pytest.mark.parametrize(
    "text", ["", "a.test", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "a.test:80", "::1:80", "[127.0.0.1]:80"]
)
def test_target_that_is_no_address(text: str) -> None:
    with pytest.raises(MisuseError):
        parse_target(text)


@pytest.mark.parametrize("text", [":80", "a.test:", "a.test:http", "a.test:0"])
def test_source_that_is_no_name(text: str) -> None:
    with pytest.raises(MisuseError):
        parse_source(text)


PRIVATE_V4 = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255"
PRIVATE_V6 = ":: ::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1"
WRAPPED = "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 64:ff9b::a00:1"


@pytest.mark.parametrize("address", f"{PRIVATE_V4} {PRIVATE_V6} {WRAPPED}".split())
def test_private_addresses(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "school.test"])
def test_public_addresses_and_names(address: str) -> None:
    assert not is_private(address)


@settings(deadline=None)  # the machine may be busy
@given(st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing(address: ipaddress.IPv4Address) -> None:
    plain = is_private(str(address))
    number = int(address)
    for wrapped in (
        0xFFFF << 32 | number,
        int(ipaddress.IPv6Address("64:ff9b::")) | number,
        0x2002 << 112 | number << 80,
    ):
        assert is_private(str(ipaddress.IPv6Address(wrapped))) == plain


@pytest.mark.parametrize(
    ("found", "host", "error"),
    [
        ({"rebind.test": ["127.0.0.1"]}, "rebind.test", PRIVATE),
        ({"rebind.test": ["::ffff:10.0.0.1", "192.168.1.1"]}, "rebind.test", PRIVATE),
        ({}, "nowhere.test", UNKNOWN),
        ({"empty.test": []}, "empty.test", UNKNOWN),
        ({}, "127.0.0.1", PRIVATE),
    ],
)
def test_refused(found: dict[str, Sequence[str]], host: str, error: str) -> None:
    with pytest.raises(Unreachable) as caught:
        asyncio.run(lookup(found).addresses(host, 443))
    assert str(caught.value) == error


def test_only_public_addresses_of_a_mixed_answer_are_tried() -> None:
    names = lookup({"mixed.test": ["10.0.0.1", "8.8.8.8"]})
    assert asyncio.run(names.addresses("mixed.test", 443)) == [("8.8.8.8", 443)]


def test_public_literal_needs_the_public_setting() -> None:
    with pytest.raises(Unreachable, match=UNKNOWN):
        asyncio.run(Names({}, public=False).addresses("8.8.8.8", 443))
    assert asyncio.run(lookup({}).addresses("8.8.8.8", 443)) == [("8.8.8.8", 443)]


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40), st.integers(1, 65535))
def test_odd_hosts_are_unknown_and_never_a_crash(host: str, port: int) -> None:
    names = Names({"school.test": "127.0.0.1:1"}, public=False)
    with pytest.raises(Unreachable):
        asyncio.run(names.addresses(host + "!", port))
