"""Gives the cage's network namespace its loopback, and a default route that ends in our hands: a TUN device.

Spoken straight to the kernel (rtnetlink(7)): no `ip` command is needed, and no capability has to survive an exec.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
from contextlib import suppress

from harness.sandbox.web.cage.resolver import NETWORK_V4, NETWORK_V6

# Chromium takes a device named tun* for a VPN and pages see themselves offline; an ordinary name changes nothing else.
DEVICE = "eth0"
TUN = "/dev/net/tun"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_NEWLINK, _NEWADDR, _NEWROUTE, _ERROR = 16, 20, 24, 2
_REQUEST_ACK, _CREATE = 0x1 | 0x4, 0x400
_IFLA_TXQLEN, _IFA_ADDRESS, _IFA_LOCAL, _RTA_OIF = 13, 1, 2, 4
_IFF_UP, _NODAD, _TABLE_MAIN, _STATIC, _SCOPE_LINK, _UNICAST = 1, 0x02, 254, 4, 253, 1
QUEUE = 10_000  # packets that may wait for us before the kernel drops some uncounted


def open_tun() -> int:
    """Open a TUN device named `DEVICE` in the current network namespace; return its non-blocking descriptor."""
    handle = os.open(TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return handle


def configure() -> list[str]:
    """Bring up loopback and `DEVICE` with default routes; return what cannot be seen here (`["ipv6"]` or nothing).

    Raises OSError when IPv4 cannot be set up.
    """
    with suppress(OSError):  # absent or read-only in some containers; adding the address below then tells
        _switch_on_ipv6()
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0) as kernel:
        kernel.bind((0, 0))
        _link_up(kernel, socket.if_nametoindex("lo"))
        device = socket.if_nametoindex(DEVICE)
        _link_up(kernel, device, _attribute(_IFLA_TXQLEN, struct.pack("=I", QUEUE)))
        _route_all(kernel, device, socket.AF_INET, NETWORK_V4[1].packed)
        try:
            _route_all(kernel, device, socket.AF_INET6, NETWORK_V6[1].packed)
        except OSError as problem:
            # A kernel without IPv6, or with it switched off, lets nothing out that way either: dropped, but uncounted.
            if problem.errno not in (errno.EOPNOTSUPP, errno.EAFNOSUPPORT, errno.EACCES, errno.EPERM, errno.EINVAL):
                raise
            return ["ipv6"]
    return []


def dropped() -> int:
    """Return how many packets the kernel dropped because we read too slowly."""
    with open("/proc/self/net/dev", encoding="ascii") as table:
        for line in table:
            name, _, columns = line.partition(":")
            if name.strip() == DEVICE:
                return int(columns.split()[11])
    return 0


def _switch_on_ipv6() -> None:
    for scope in ("all", "default", "lo", DEVICE):
        with open(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6", "w", encoding="ascii") as setting:
            setting.write("0")


def _link_up(kernel: socket.socket, index: int, attributes: bytes = b"") -> None:
    _ask(kernel, _NEWLINK, 0, struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, _IFF_UP, _IFF_UP) + attributes)


def _route_all(kernel: socket.socket, index: int, family: int, address: bytes) -> None:
    """Give the device one address, without neighbours, and send everything else to it as well."""
    who = struct.pack("=BBBBI", family, len(address) * 8, _NODAD if family == socket.AF_INET6 else 0, 0, index)
    _ask(kernel, _NEWADDR, _CREATE, who + _attribute(_IFA_LOCAL, address) + _attribute(_IFA_ADDRESS, address))
    scope = _SCOPE_LINK if family == socket.AF_INET else 0
    where = struct.pack("=BBBBBBBBI", family, 0, 0, 0, _TABLE_MAIN, _STATIC, scope, _UNICAST, 0)
    _ask(kernel, _NEWROUTE, _CREATE, where + _attribute(_RTA_OIF, struct.pack("=i", index)))


def _attribute(kind: int, value: bytes) -> bytes:
    length = 4 + len(value)
    return struct.pack("=HH", length, kind) + value + b"\0" * (-length % 4)


def _ask(kernel: socket.socket, kind: int, flags: int, body: bytes) -> None:
    """Send one request and wait for the kernel's word; the kernel answers at once, within the send."""
    kernel.send(struct.pack("=IHHII", 16 + len(body), kind, _REQUEST_ACK | flags, 0, 0) + body)
    answer = kernel.recv(65536)
    _, kind_of_answer, *_ = struct.unpack_from("=IHHII", answer)
    code = -struct.unpack_from("=i", answer, 16)[0] if kind_of_answer == _ERROR else errno.EPROTO
    if code:
        raise OSError(code, os.strerror(code))
