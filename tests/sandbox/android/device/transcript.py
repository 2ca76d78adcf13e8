"""A real device's answers, written down once and given again later: what adb was asked, what came back, in order.

    with Recorder(server_port()) as recorder:      # stands between adbutils and the adb server
        …Device.open(serial, port=recorder.port)…
        Transcript(recorder.heard, authority=…, package=…).hidden(serial, …).write(file)
    with Player(Transcript.read(file)) as player:
        …Device.open(player.serial, port=player.port)…

Who listens to a player is told that the device is simulated, for it is not there.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

LIMIT = 60.0
SERIAL = "recorded-device"
_PLANTED = re.compile(rb"sp-[0-9a-f]{12}")
"""A name that each run draws anew, always as long; the answers that hold it get the one of now."""
_MARK = "getprop ro.schoolproof.simulated"
_SIMULATED = b"\x01\x02\0\0\0" + b"1\n" + b"\x03\x01\0\0\0\0"


@dataclass(frozen=True)
class Exchange:
    """What was asked, the answer (OKAY and the rest, or FAIL), and how many bytes were sent in between."""

    asked: bytes
    said: bytes
    sent: int = 0


@dataclass(frozen=True)
class Transcript:
    """Everything that one run heard, with what it needs to be done again: the package and the authority of the proxy."""

    exchanges: tuple[Exchange, ...]
    package: bytes = b""
    name: str = ""
    authority: bytes = b""

    def hidden(self, serial: str, *secrets: str) -> Transcript:
        """Without what names the device: its serial becomes another one, other values as many crosses."""

        def hide(data: bytes) -> bytes:
            for value in secrets:
                data = data.replace(value.encode(), b"0" * len(value.encode()))
            return data.replace(serial.encode(), SERIAL.encode())

        return replace(self, exchanges=tuple(_framed(replace(one, asked=hide(one.asked), said=hide(one.said))) for one in self.exchanges))

    def write(self, file: Path) -> None:
        """One JSON line for the run, and one for each exchange."""
        head = {"name": self.name, "package": _text(self.package), "authority": _text(self.authority)}
        rows = [{"asked": _text(one.asked), "said": _text(one.said), "sent": one.sent} for one in self.exchanges]
        file.write_text("".join(json.dumps(row) + "\n" for row in (head, *rows)))

    @classmethod
    def read(cls, file: Path) -> Self:
        head, *rows = (json.loads(line) for line in file.read_text().splitlines())
        exchanges = tuple(Exchange(_bytes(row["asked"]), _bytes(row["said"]), row["sent"]) for row in rows)
        return cls(exchanges, _bytes(head["package"]), head["name"], _bytes(head["authority"]))


def _framed(one: Exchange) -> Exchange:
    """Answers of the server itself say how long they are, which a serial of another length changes."""
    said = one.said
    if one.asked.startswith(b"host:devices") and said.startswith(b"OKAY"):
        said = b"OKAY" + f"{len(said) - 8:04x}".encode() + said[8:]
    return replace(one, said=said)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


class _Server:
    """A port of this machine; each connection to it gets a thread."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(LIMIT)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._guarded, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _guarded(self, client: socket.socket) -> None:
        with client:
            client.settimeout(LIMIT)
            try:
                self.serve(client)
            except OSError:
                return

    def serve(self, client: socket.socket) -> None:
        raise NotImplementedError


def _asked(client: socket.socket) -> bytes:
    """The next request of a client; empty when it has none."""
    size = _exactly(client, 4)
    return _exactly(client, int(size, 16)) if len(size) == 4 else b""


def _exactly(stream: socket.socket, size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size and (part := stream.recv(size - len(taken))):
        taken += part
    return bytes(taken)


class Recorder(_Server):
    """Passes everything on to the real adb server, and keeps it in `heard`."""

    def __init__(self, server: int) -> None:
        super().__init__()
        self._real = server
        self._lock = threading.Lock()
        self.heard: list[Exchange] = []

    def serve(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._real), LIMIT) as server:
            while asked := _asked(client):
                server.sendall(b"%04x" % len(asked) + asked)
                said = _exactly(server, 4)
                client.sendall(said)
                place = self._keep(Exchange(asked, said))
                if not (said == b"OKAY" and asked.startswith(b"host:transport")):
                    self._pass(client, server, place)
                    return

    def _keep(self, one: Exchange) -> int:
        """In the order in which things were asked, whatever is answered first."""
        with self._lock:
            self.heard.append(one)
            return len(self.heard) - 1

    def _pass(self, client: socket.socket, server: socket.socket, place: int) -> None:
        """Both ways until the server ends it."""
        sent = [0]

        def onwards() -> None:
            try:
                while part := client.recv(65536):
                    sent[0] += len(part)
                    server.sendall(part)
                server.shutdown(socket.SHUT_WR)
            except OSError:
                return

        thread = threading.Thread(target=onwards, daemon=True)
        thread.start()
        try:
            while part := server.recv(65536):
                with self._lock:
                    one = self.heard[place]
                    self.heard[place] = replace(one, said=one.said + part, sent=sent[0])
                client.sendall(part)
        finally:
            client.shutdown(socket.SHUT_RDWR)
            thread.join(LIMIT)


@dataclass
class _Known:
    """The answers to one request, in order; the last one goes on being given."""

    answers: deque[Exchange] = field(default_factory=deque)

    def next(self) -> Exchange:
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]


class Player(_Server):
    """Gives the answers of a transcript; what it does not know goes into `missed`."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__()
        self.serial = SERIAL
        self.missed: list[bytes] = []
        self._known: dict[bytes, _Known] = {}
        self._lock = threading.Lock()
        self._now: Callable[[bytes], bytes] = lambda said: said
        for one in transcript.exchanges:
            self._known.setdefault(_PLANTED.sub(b"sp-", one.asked), _Known()).answers.append(one)

    def serve(self, client: socket.socket) -> None:
        while asked := _asked(client):
            if asked.startswith(b"host:transport"):
                client.sendall(b"OKAY")
                continue
            with self._lock:
                one = self._answer(asked)
                said = self._now(one.said)
            head = 4 if one.sent else len(said)
            client.sendall(said[:head])
            _exactly(client, one.sent)
            client.sendall(said[head:])
            return

    def _answer(self, asked: bytes) -> Exchange:
        known = self._known.get(_PLANTED.sub(b"sp-", asked))
        if _MARK.encode() in asked:
            return Exchange(asked, b"OKAY" + _SIMULATED)
        if known is None:
            self.missed.append(asked)
            told = b"not in the transcript"
            return Exchange(asked, b"FAIL%04x" % len(told) + told)
        one = known.next()
        if (mine := _PLANTED.search(asked)) and (theirs := _PLANTED.search(one.asked)):
            self._now = lambda said: said.replace(theirs[0], mine[0])
        return one
