"""Reads the packets that tried to leave the cage: who was called, and in what language. Pure, never raises.

Sources: RFC 791, 8200 (IP), 9293 (TCP), 768 (UDP), 792, 4443, 4861, 3810 (ICMP, neighbour and listener discovery),
9000 section 17.2 (QUIC long header), 8489 section 5 (STUN), 6762 (mDNS).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from harness.sandbox.web.cage import dns

ICMP, IGMP, TCP, UDP, ICMPV6 = 1, 2, 6, 17, 58
_NAMES = {ICMP: "icmp", TCP: "tcp", UDP: "udp", ICMPV6: "icmpv6"}
_SKIPPED_V6 = frozenset({0, 43, 60, 135})  # hop-by-hop, routing, destination options, mobility
_FRAGMENT = 44
# What an IPv6 stack says by itself: listener reports, router and neighbour discovery.
_CHATTER_V6 = frozenset({130, 131, 132, 133, 134, 135, 136, 143})
_STUN_COOKIE = b"\x21\x12\xa4\x42"
_DNS_PORTS = frozenset({53, 853})
_SSDP = 1900


@dataclass(frozen=True, slots=True)
class Packet:
    """One outgoing packet. `protocol` and `what` use the words of probes/bypass.jsonl.

    `offset` is where the transport header starts, in bytes; None for a later fragment, which has none.
    `noise` is chatter of the kernel or the browser that no page can cause.
    """

    source: str
    destination: str
    protocol: str
    offset: int | None
    source_port: int | None = None
    port: int | None = None
    what: str = "other"
    name: str | None = None
    noise: bool = False


def parse(data: bytes) -> Packet | None:
    """Describe an IP packet as it came from the TUN device; None when it is no IP packet at all."""
    packet = _network(data)
    if packet is None or packet.offset is None:
        return packet
    body = data[packet.offset :]
    if packet.protocol == "tcp":
        return _tcp(packet, body)
    if packet.protocol == "udp":
        return _udp(packet, body)
    if packet.protocol in ("icmp", "icmpv6"):
        chatter = packet.protocol == "icmpv6" and bool(body) and body[0] in _CHATTER_V6
        return replace(packet, what="icmp", noise=chatter)
    return packet


def _network(data: bytes) -> Packet | None:
    version = data[0] >> 4 if data else 0
    if version == 4 and len(data) >= 20:
        return _ipv4(data)
    if version == 6 and len(data) >= 40:
        return _ipv6(data)
    return None


def _ipv4(data: bytes) -> Packet:
    source, destination = str(ipaddress.IPv4Address(data[12:16])), str(ipaddress.IPv4Address(data[16:20]))
    later_fragment = int.from_bytes(data[6:8], "big") & 0x1FFF != 0
    offset = None if later_fragment else max(20, (data[0] & 15) * 4)
    return Packet(source, destination, _NAMES.get(data[9], "other"), offset, noise=data[9] == IGMP)


def _ipv6(data: bytes) -> Packet:
    source, destination = str(ipaddress.IPv6Address(data[8:24])), str(ipaddress.IPv6Address(data[24:40]))
    kind, at = data[6], 40
    while (kind in _SKIPPED_V6 or kind == _FRAGMENT) and at + 8 <= len(data):
        later_fragment = kind == _FRAGMENT and int.from_bytes(data[at + 2 : at + 4], "big") >> 3 != 0
        length = 8 if kind == _FRAGMENT else (data[at + 1] + 1) * 8
        kind = data[at]
        if later_fragment:
            return Packet(source, destination, _NAMES.get(kind, "other"), None)
        at += length
    return Packet(source, destination, _NAMES.get(kind, "other"), at)


def _tcp(packet: Packet, segment: bytes) -> Packet:
    source_port, port = _ports(segment)
    return replace(packet, source_port=source_port, port=port, what="dns" if port in _DNS_PORTS else "tcp")


def _udp(packet: Packet, datagram: bytes) -> Packet:
    source_port, port = _ports(datagram)
    packet = replace(packet, source_port=source_port, port=port, what="udp")
    payload = datagram[8:]
    if port in (53, 5353):
        asked = dns.question(payload)
        mdns = port == 5353
        return replace(packet, what="mdns" if mdns else "dns", name=asked.name if asked else None, noise=mdns)
    if port in _DNS_PORTS:  # DNS over QUIC
        return replace(packet, what="dns")
    if is_stun(payload):
        return replace(packet, what="stun")
    if is_quic(payload, port):
        return replace(packet, what="quic")
    # Device discovery of the browser (cast screens); pages have no way to send it.
    return replace(packet, noise=port == _SSDP and ipaddress.ip_address(packet.destination).is_multicast)


def _ports(header: bytes) -> tuple[int | None, int | None]:
    if len(header) < 4:
        return None, None
    return int.from_bytes(header[:2], "big"), int.from_bytes(header[2:4], "big")


def is_stun(payload: bytes) -> bool:
    """Say whether a UDP payload is a STUN or TURN message: two zero bits and the magic cookie."""
    return len(payload) >= 20 and payload[0] < 64 and payload[4:8] == _STUN_COOKIE


def is_quic(payload: bytes, port: int | None) -> bool:
    """Say whether a UDP payload opens a QUIC connection: a long header, on port 443 or with a published version."""
    if len(payload) < 7 or payload[0] & 0x80 == 0:
        return False
    version = payload[1:5]
    return port == 443 or version in (b"\0\0\0\1", b"\x6b\x33\x43\xcf") or version[:3] == b"\xff\0\0"
