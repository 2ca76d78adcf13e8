"""Packets as a TUN device hands them over, and the refusals that answer them."""

from __future__ import annotations

import ipaddress
import struct

import dnslib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.cage.packets import ICMP, ICMPV6, IGMP, TCP, UDP, is_quic, is_stun, parse
from harness.sandbox.web.cage.replies import checksum, refuse

PAIRS = {4: ("198.18.0.1", "8.8.8.8"), 6: ("fd73:6368:6f6f:6c00::1", "2001:db8::8")}
STUN = bytes.fromhex("000100002112a442") + b"i" * 12
QUIC = bytes.fromhex("c300000001") + b"\x08" + b"c" * 1100


def ip(version: int, protocol: int, body: bytes, to: str | None = None, options: bytes = b"") -> bytes:
    """Wrap a transport body; `options` are IPv4 options or IPv6 extension headers that end in `protocol`."""
    source, destination = (ipaddress.ip_address(each).packed for each in (PAIRS[version][0], to or PAIRS[version][1]))
    if version == 4:
        size = 20 + len(options)
        start = struct.pack("!BBHHHBBH", 0x40 | size // 4, 0, size + len(body), 0, 0, 64, protocol, 0)
        return start + source + destination + options + body
    first = 0 if options else protocol
    return struct.pack("!IHBB", 6 << 28, len(options + body), first, 64) + source + destination + options + body


def udp(port: int, payload: bytes = b"x") -> bytes:
    return struct.pack("!HHHH", 40000, port, 8 + len(payload), 0) + payload


def tcp(port: int, flags: int = 2, payload: bytes = b"") -> bytes:
    return struct.pack("!HHIIBBHHH", 40000, port, 7, 9, 5 << 4, flags, 100, 0, 0) + payload


DNS = b"\0\7" + dnslib.DNSRecord.question("Pupil.Tracker.Example").pack()[2:]  # its number is random


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize(
    ("protocol", "body", "expected"),
    [
        (UDP, udp(53, DNS), ("udp", 53, "dns", "pupil.tracker.example")),
        (UDP, udp(53, b"garbage"), ("udp", 53, "dns", None)),
        (UDP, udp(853), ("udp", 853, "dns", None)),
        (TCP, tcp(53), ("tcp", 53, "dns", None)),
        (TCP, tcp(853), ("tcp", 853, "dns", None)),
        (TCP, tcp(443), ("tcp", 443, "tcp", None)),
        (UDP, udp(443, QUIC), ("udp", 443, "quic", None)),
        (UDP, udp(8443, QUIC), ("udp", 8443, "quic", None)),
        (UDP, udp(443, b"short"), ("udp", 443, "udp", None)),
        (UDP, udp(443, STUN), ("udp", 443, "stun", None)),
        (UDP, udp(3478, STUN), ("udp", 3478, "stun", None)),
        (UDP, udp(5353, DNS), ("udp", 5353, "mdns", "pupil.tracker.example")),
        (UDP, udp(4444, b"\x16\xfe\xfd" + b"\0" * 60), ("udp", 4444, "udp", None)),
        (132, b"sctp", ("other", None, "other", None)),
        (UDP, b"\x01", ("udp", None, "udp", None)),
        (TCP, b"", ("tcp", None, "tcp", None)),
    ],
)
def test_what_a_packet_wanted(version: int, protocol: int, body: bytes, expected: tuple[object, ...]) -> None:
    packet = parse(ip(version, protocol, body))
    assert packet is not None
    assert (packet.protocol, packet.port, packet.what, packet.name) == expected
    assert (packet.source, packet.destination) == PAIRS[version]


@pytest.mark.parametrize(
    ("version", "protocol", "body", "to", "noise"),
    [
        (4, ICMP, b"\x08\0\0\0", None, False),
        (6, ICMPV6, b"\x80\0\0\0", None, False),
        (6, ICMPV6, b"\x85\0\0\0", "ff02::2", True),  # router solicitation
        (6, ICMPV6, b"\x8f\0\0\0", "ff02::16", True),  # listener report
        (4, IGMP, b"\x22\0\0\0", "224.0.0.22", True),
        (4, UDP, udp(5353), "224.0.0.251", True),
        (4, UDP, udp(1900), "239.255.255.250", True),
        (4, UDP, udp(1900), "8.8.8.8", False),
        (4, UDP, udp(53), None, False),
    ],
)
def test_chatter_of_the_machine_is_noise(version: int, protocol: int, body: bytes, to: str | None, noise: bool) -> None:
    packet = parse(ip(version, protocol, body, to))
    assert packet is not None
    assert packet.noise is noise


def test_headers_before_the_transport_header_are_skipped() -> None:
    extensions = bytes([60, 0]) + b"\0" * 6 + bytes([44, 1]) + b"\0" * 14 + bytes([UDP, 0]) + b"\0" * 6
    long = parse(ip(6, UDP, udp(53, DNS), options=extensions))
    optional = parse(ip(4, UDP, udp(53, DNS), options=b"\x01" * 8))
    assert long is not None
    assert optional is not None
    assert long.name == optional.name == "pupil.tracker.example"


def test_a_later_fragment_has_no_port() -> None:
    fragment = bytearray(ip(4, UDP, udp(53, DNS)))
    fragment[6:8] = b"\x00\x10"
    packet = parse(bytes(fragment))
    assert packet is not None
    assert (packet.protocol, packet.port, packet.what) == ("udp", None, "other")
    assert refuse(bytes(fragment), packet) is None
    later = parse(ip(6, 44, bytes([UDP, 0, 1, 0]) + b"\0" * 4))
    assert later is not None
    assert (later.protocol, later.offset) == ("udp", None)


@given(st.binary(max_size=200), st.sampled_from([4, 6]), st.sampled_from([ICMP, TCP, UDP, ICMPV6, 0, 44, 132]))
def test_arbitrary_bytes_never_raise(body: bytes, version: int, protocol: int) -> None:
    for data in (body, ip(version, protocol, body), bytes([version << 4]) + body):
        packet = parse(data)
        if packet is not None:
            ipaddress.ip_address(packet.destination)
            assert packet.name is None or (packet.name.isascii() and packet.name.isprintable())
            refuse(data, packet)


@given(st.binary(max_size=64))
def test_stun_and_quic_are_told_apart(payload: bytes) -> None:
    assert not (is_stun(payload) and is_quic(payload, 443))


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize(("protocol", "body"), [(TCP, tcp(443)), (TCP, tcp(443, 0x18, b"odd")), (UDP, udp(443, QUIC))])
def test_a_refusal_goes_back_the_same_way_with_right_checksums(version: int, protocol: int, body: bytes) -> None:
    data = ip(version, protocol, body)
    packet = parse(data)
    assert packet is not None
    answer = refuse(data, packet)
    assert answer is not None
    back = parse(answer)
    assert back is not None
    assert (back.source, back.destination) == (packet.destination, packet.source)
    assert len(answer) <= (576 if version == 4 else 1280)
    inner = answer[back.offset :]
    if version == 4:
        assert checksum(answer[:20]) == 0
    if back.protocol == "icmp":
        assert checksum(inner) == 0
    else:
        kind = TCP if back.protocol == "tcp" else ICMPV6
        ends = answer[12:20] if version == 4 else answer[8:40]
        assert checksum(ends + struct.pack("!IHBB", len(inner), 0, 0, kind) + inner) == 0


def test_a_reset_acknowledges_what_was_sent() -> None:
    data = ip(4, TCP, tcp(443))
    packet = parse(data)
    assert packet is not None
    answer = refuse(data, packet)
    assert answer is not None
    assert struct.unpack_from("!HHIIBB", answer, 20) == (443, 40000, 0, 8, 0x50, 0x14)


@pytest.mark.parametrize(
    ("version", "protocol", "body", "to"),
    [
        (4, TCP, tcp(443, 4), None),  # a reset
        (4, ICMP, b"\x03\x03\0\0", None),  # an error
        (6, ICMPV6, b"\x01\x04\0\0", None),
        (4, UDP, udp(5353), "224.0.0.251"),
        (4, UDP, udp(9), "255.255.255.255"),
        (6, UDP, udp(9), "ff02::1"),
        (4, TCP, b"\0" * 8, None),
    ],
)
def test_some_packets_must_not_be_answered(version: int, protocol: int, body: bytes, to: str | None) -> None:
    data = ip(version, protocol, body, to)
    packet = parse(data)
    assert packet is not None
    assert refuse(data, packet) is None
