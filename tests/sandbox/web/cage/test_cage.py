"""What leaves a real cage: nothing; what of it is counted: all."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import dnslib
import pytest

from harness.sandbox.web.cage import Attempt, Cage, CageError, CageKind, open_cage, probe_cage
from harness.sandbox.web.cage import cage as module
from harness.sandbox.web.cage.link import BuildError

RunInside = Callable[..., str]
Seen = Callable[..., Attempt]
# Sends argv[3] (hex) to argv[1]:argv[2] by UDP and says what came of it: bytes, or the error.
UDP = """
import socket, sys
to = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), type=socket.SOCK_DGRAM)[0]
with socket.socket(to[0], to[1]) as s:
    s.settimeout(5)
    s.connect(to[4])
    try:
        s.send(bytes.fromhex(sys.argv[3]))
        print(s.recv(4096))
    except OSError as problem:
        print(type(problem).__name__)
"""
TCP = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5)
    print("connected")
except OSError as problem:
    print(type(problem).__name__)
"""
PING = """
import socket, sys
family, protocol, kind = (socket.AF_INET6, 58, 128) if ":" in sys.argv[1] else (socket.AF_INET, 1, 8)
try:
    with socket.socket(family, socket.SOCK_RAW, protocol) as s:
        s.sendto(bytes([kind, 0, 0xf7 if kind == 8 else 0, 0xff if kind == 8 else 0, 0, 0, 0, 0]), (sys.argv[1], 0))
        print("sent")
except OSError as problem:
    print(type(problem).__name__)
"""
LOOKUP = "import socket, sys; print(*sorted({each[4][0] for each in socket.getaddrinfo(sys.argv[1], 1)}))"
STUN = "000100002112a442" + "00" * 12
QUIC = "c0" + "00000001" + "08" + "11" * 8 + "00" * 1100
FOREIGN = {4: "8.8.8.8", 6: "2001:4860:4860::8888"}


def test_foreign_dns_is_dropped_and_its_question_told(inside: RunInside, seen: Seen) -> None:
    query = dnslib.DNSRecord.question("Secret.Tracker.Example").pack().hex()
    for address in FOREIGN.values():
        assert inside(UDP, address, 53, query) == "ConnectionRefusedError"
        assert inside(TCP, address, 53) == "ConnectionRefusedError"
        told = seen(destination=address, protocol="udp")
        assert (told.what, told.port, told.name) == ("dns", 53, "secret.tracker.example")
        assert (told.count, told.noise) == (1, False)
        assert seen(destination=address, protocol="tcp").what == "dns"


@pytest.mark.parametrize(("payload", "port", "what"), [(QUIC, 443, "quic"), (STUN, 3478, "stun"), ("414243", 9, "udp")])
def test_datagrams_are_dropped_and_recognised(
    inside: RunInside, seen: Seen, payload: str, port: int, what: str
) -> None:
    for address in FOREIGN.values():
        assert inside(UDP, address, port, payload) == "ConnectionRefusedError"
        told = seen(destination=address)
        assert (told.protocol, told.port, told.what, told.name, told.count) == ("udp", port, what, None, 1)


def test_tcp_is_refused_and_counted(inside: RunInside, seen: Seen) -> None:
    for address in ("1.2.3.4", "2001:db8::4"):
        for port in (443, 22):
            assert inside(TCP, address, port) == "ConnectionRefusedError"
            told = seen(destination=address, port=port)
            assert (told.protocol, told.what, told.count) == ("tcp", "tcp", 1)
    assert inside(TCP, "1.2.3.4", 22) == "ConnectionRefusedError"
    assert seen(destination="1.2.3.4", port=22).count == 2


def test_echo_requests_are_dropped_and_counted(cage: Cage, inside: RunInside, seen: Seen) -> None:
    for address, protocol in (("1.2.3.4", "icmp"), ("2001:db8::4", "icmpv6")):
        if cage.kind is CageKind.USER:  # a program without privileges has no such socket to begin with
            assert inside(PING, address) == "PermissionError"
        else:
            assert inside(PING, address) == "sent"
            told = seen(destination=address)
            assert (told.protocol, told.what, told.port, told.noise) == (protocol, "icmp", None, False)


def test_each_name_has_addresses_of_its_own_by_which_it_is_recognised(inside: RunInside, seen: Seen) -> None:
    first = inside(LOOKUP, "stun.example").split()
    second = inside(LOOKUP, "other.example").split()
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert seen(name="stun.example", what="lookup").destination == "127.0.0.1"
    assert inside(UDP, "stun.example", 3478, STUN) == "ConnectionRefusedError"
    assert seen(name="stun.example", what="stun").destination in first
    assert inside(TCP, second[0], 443) == "ConnectionRefusedError"
    assert seen(name="other.example", what="tcp").port == 443


def test_noise_is_told_from_the_rest(cage: Cage, inside: RunInside, seen: Seen) -> None:
    inside(LOOKUP, "noise.example")
    inside(LOOKUP, "tracker.example")
    assert seen(name="noise.example").noise
    assert not seen(name="tracker.example").noise
    assert all(each.noise for each in cage.attempts() if each.protocol in ("icmpv6", "other"))


def test_localhost_stays_local_and_is_no_lookup(cage: Cage, inside: RunInside) -> None:
    assert "127.0.0.1" in inside(LOOKUP, "localhost").split() or "::1" in inside(LOOKUP, "localhost").split()
    assert [each for each in cage.attempts() if each.what == "lookup"] == []


def test_services_of_the_host_are_out_of_reach(inside: RunInside) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        assert inside(TCP, "127.0.0.1", server.getsockname()[1]) == "ConnectionRefusedError"
        with pytest.raises(BlockingIOError):
            server.accept()


def test_the_listeners_are_the_way_out(cage: Cage, inside: RunInside) -> None:
    talk = "import socket, sys; print(socket.create_connection(('127.0.0.1', int(sys.argv[1]))).recv(9).decode())"
    for name, listener in cage.listeners.items():
        answered = threading.Thread(target=_greet, args=(listener, name.encode()))
        answered.start()
        assert inside(talk, cage.ports[name]) == name
        answered.join(10)
    assert set(cage.ports) == {"ada", "bas"}
    assert cage.ports["ada"] != cage.ports["bas"]
    assert not any(listener.get_inheritable() for listener in cage.listeners.values())
    assert cage.attempts() == [each for each in cage.attempts() if each.noise]


def _greet(listener: socket.socket, word: bytes) -> None:
    client, _ = listener.accept()
    with client:
        client.sendall(word)


def test_programs_run_in_the_given_home_without_the_users_settings(
    inside: RunInside, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/elsewhere")
    told = inside("import os; print(os.environ['HOME'], sorted(k for k in os.environ if 'proxy' in k or 'XDG' in k))")
    assert told == f"{home} []"


def test_a_flood_stays_bounded_and_is_flagged(cage: Cage, inside: RunInside) -> None:
    flood = """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    for n in range(7000):
        s.sendto(b"x", (f"203.0.{n % 256}.7", 1000 + n // 256))
"""
    inside(flood)
    attempts = cage.attempts()
    assert cage.overflow
    assert len(attempts) <= 5001
    assert attempts == sorted(attempts, key=lambda each: each.t)
    assert cage.alive()


def test_opening_is_quick_enough_to_be_done_for_every_run(kind: CageKind, tmp_path: Path) -> None:
    begun = time.monotonic()
    with open_cage(["ada"], tmp_path, noise=lambda _: False, want=kind):
        spent = time.monotonic() - begun
    print(f"{kind}: open after {spent * 1000:.0f} ms")
    assert spent < 3  # about 0.05 when the machine is idle


def test_without_a_cage_there_are_plain_listeners(tmp_path: Path, home: Path) -> None:
    with open_cage(["ada"], tmp_path, noise=lambda _: False, want=CageKind.NONE) as cage:
        assert (cage.kind, cage.attempts(), cage.alive()) == (CageKind.NONE, [], True)
        socket.create_connection(("127.0.0.1", cage.ports["ada"]), timeout=5).close()
        script = cage.executable(Path("/bin/echo"), home)
        assert os.popen(f"{script} hello").read() == "hello\n"
    assert not cage.alive()
    assert not script.exists()


def test_a_refusing_machine_falls_back_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise BuildError("tun", 2, "No such file or directory: '/dev/net/tun'")

    monkeypatch.setattr(module, "Link", refuse)
    with open_cage(["ada"], tmp_path, noise=lambda _: False) as cage:
        assert cage.kind is CageKind.NONE
        assert "sudo modprobe tun" in str(cage.reason)
    with pytest.raises(CageError) as caught:
        open_cage(["ada"], tmp_path, noise=lambda _: False, want=CageKind.USER)
    assert (caught.value.owner, caught.value.hint) == ("platform", "sudo modprobe tun")
    assert list(tmp_path.iterdir()) == []


def test_probing_tells_what_works_here(tmp_path: Path) -> None:
    kind, reason = probe_cage()
    assert (kind is CageKind.NONE) == (reason is not None)


def test_names_of_listeners_must_differ(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="differ"):
        open_cage(["ada", "ada"], tmp_path, noise=lambda _: False)
