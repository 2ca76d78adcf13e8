"""Writes the refusals that the cage sends back, so that callers fail at once instead of waiting for a time-out. Pure.

TCP is answered by a reset, the rest by "unreachable": what a closed network says. Nothing here can look like success.
Sources: RFC 9293 3.10.7.1 (reset), RFC 792 and 1812 4.3 (ICMP), RFC 4443 3.1 (ICMPv6), RFC 1071 (checksum).
"""

from __future__ import annotations

import ipaddress
import struct

from harness.sandbox.web.cage.packets import ICMP, ICMPV6, TCP, Packet

_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
_QUOTED_V4, _QUOTED_V6 = 548, 1232  # keep the answer within the smallest packet every host takes


def refuse(data: bytes, packet: Packet) -> bytes | None:
    """Return the IP packet that refuses `packet` (parsed from `data`), or None when none may be sent."""
    destination = ipaddress.ip_address(packet.destination)
    if destination.is_multicast or packet.destination == "255.255.255.255" or packet.noise or packet.offset is None:
        return None
    if packet.protocol == "tcp":
        return _reset(data, packet)
    if packet.protocol in ("icmp", "icmpv6") and data[packet.offset : packet.offset + 1] not in (b"\x08", b"\x80"):
        return None  # errors and answers are never answered (RFC 1122 3.2.2)
    return _unreachable(data, packet)


def _reset(data: bytes, packet: Packet) -> bytes | None:
    segment = data[packet.offset :]
    if len(segment) < 20 or segment[13] & _RST:
        return None
    source_port, port, sequence, acknowledged = struct.unpack_from("!HHII", segment)
    used = max(0, len(segment) - (segment[12] >> 4) * 4) + bool(segment[13] & _SYN) + bool(segment[13] & _FIN)
    answer = (acknowledged, 0, _RST) if segment[13] & _ACK else (0, (sequence + used) & 0xFFFFFFFF, _RST | _ACK)
    header = struct.pack("!HHIIBBHHH", port, source_port, *answer[:2], 5 << 4, answer[2], 0, 0, 0)
    total = checksum(_pseudo(packet, TCP, len(header)) + header)
    return _network(packet, TCP, header[:16] + struct.pack("!H", total) + header[18:])


def _unreachable(data: bytes, packet: Packet) -> bytes:
    if ":" in packet.source:
        body = struct.pack("!BBHI", 1, 4, 0, 0) + data[:_QUOTED_V6]  # port unreachable
        total = checksum(_pseudo(packet, ICMPV6, len(body)) + body)
        return _network(packet, ICMPV6, body[:2] + struct.pack("!H", total) + body[4:])
    body = struct.pack("!BBHI", 3, 3, 0, 0) + data[:_QUOTED_V4]
    return _network(packet, ICMP, body[:2] + struct.pack("!H", checksum(body)) + body[4:])


def _network(packet: Packet, protocol: int, body: bytes) -> bytes:
    """Put `body` in an IP packet that goes back the way `packet` came."""
    source, destination = _packed(packet.destination), _packed(packet.source)
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(body), protocol, 64) + source + destination + body
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0) + source + destination
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + body


def _pseudo(packet: Packet, protocol: int, length: int) -> bytes:
    """Return the pseudo header of the answer; it sums to the same for both IP versions' layouts."""
    return _packed(packet.destination) + _packed(packet.source) + struct.pack("!IHBB", length, 0, 0, protocol)


def _packed(address: str) -> bytes:
    return ipaddress.ip_address(address).packed


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071) of `data`, 16 bits."""
    padded = data + b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
