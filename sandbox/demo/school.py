"""Start and stop a demo school: the one entrance for the command line, the tests and the checks' own proof."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import SchoolproofError
from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault_joining import JOINING
from harness.sandbox.demo.fault_passwords import PASSWORDS
from harness.sandbox.demo.fault_resets import RESETS
from harness.sandbox.demo.faults import FAULTS, resolve_faults
from harness.sandbox.demo.people import (
    Person,
    invent_canary,
    invent_colleague,
    invent_mentor,
    invent_people,
    invent_ward,
)
from harness.sandbox.demo.pictures import invent_child
from harness.sandbox.demo.profile_file import profile_text
from harness.sandbox.demo.saml_place import SamlPlace, saml_place
from harness.sandbox.demo.signon_place import SIGNON, SignOnPlace, signon_place, write_private

__all__ = ["RunningDemo", "demo_school", "resolve_faults"]

CA_FILE = "demo-ca.pem"
LOG_FILE = "demo-school.log"
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_LISTENERS = ("school", "school_plain", "sink", "sink_plain")


@dataclass(frozen=True)
class RunningDemo:
    """A demo school that runs. `names` maps host, `host:80`, `*` and `*:80` to `address:port`, as in the profile.

    `grow_older(seconds)` lets its sessions age at once.
    """

    profile: Path
    url: str
    names: dict[str, str]
    ca: Path
    faults: frozenset[str]
    people: tuple[Person, ...] = field(repr=False)
    pid: int
    grow_older: Callable[[float], None] = field(repr=False)


@contextlib.contextmanager
def demo_school(
    faults: Iterable[str], scratch: Path, *, sign_on: bool = False, passwords: bool = False, mailbox: bool = False,
    joining: bool = False, live: bool = False,
) -> Iterator[RunningDemo]:
    """Run the school and its sink, with these faults on, and write its profile into `scratch`.

    With `sign_on`, or a fault of it, people can sign in with a school account too; who tests plays its provider. With
    `passwords`, or a fault of them, the profile has somebody whose password may be changed and guessed; with `joining`,
    or a fault of it, it says how people come in. With `mailbox`, or a fault of resets, the school sends letters, and
    the profile says where they arrive. With `live`, or a fault of it, its profile page uses tokens and a socket.

    Raises MisuseError for an unknown fault, SchoolproofError when the server does not start. On leaving, the server is
    gone; the profile and the CA certificate stay, no key does.
    """
    active = resolve_faults("safe", faults)
    scratch = scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    mail = f"127.0.0.1:{_free_port()}" if mailbox or active & RESETS else None
    passwords = passwords or bool(active & PASSWORDS) or mail is not None
    joining = joining or bool(active & JOINING)
    tried = (invent_canary(), invent_colleague(), invent_ward(), invent_mentor()) if passwords else ()
    people = (*invent_people(), *tried, *([invent_child()] if joining else []))
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(_listening()) for name in _LISTENERS}
        wanted = sign_on or bool(active & SIGNON)
        place = stack.enter_context(signon_place(scratch)) if wanted else None
        saml = stack.enter_context(saml_place(scratch)) if wanted else None
        names = _names({name: opened.getsockname()[1] for name, opened in sockets.items()})
        names |= (place.names if place else {}) | (saml.names if saml else {})
        handles = {name: opened.fileno() for name, opened in sockets.items()}
        process = stack.enter_context(_child(sockets, scratch))
        _order(process, handles, scratch, active, people, place, saml, mail, live=live)
        _await_ready(process, scratch)
        profile = scratch / "profile.toml"
        text = _profile(people, names, active, place, saml, passwords=passwords, mail=mail, joining=joining)
        write_private(profile, text.encode())
        url = f"https://{hosts.SCHOOL}/"

        def grow_older(seconds: float) -> None:
            _say(process, f"{seconds}")
            _await_ready(process, scratch)

        yield RunningDemo(profile, url, names, scratch / CA_FILE, active, people, process.pid, grow_older)


def _profile(
    people: Iterable[Person], names: Mapping[str, str], active: frozenset[str], place: SignOnPlace | None,
    saml: SamlPlace | None, **tables: Any,
) -> str:
    return profile_text(people, names, CA_FILE, _stand_for(active), place, saml, **tables)


def _free_port() -> int:
    """A port that nothing listens at: whoever tests opens the mailbox there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _listening() -> socket.socket:
    opened = socket.create_server(("127.0.0.1", 0), backlog=128)
    opened.set_inheritable(True)
    return opened


def _names(ports: Mapping[str, int]) -> dict[str, str]:
    """Where each name lives: TLS by bare name, plain HTTP by `name:80`; everything unknown goes to the sink."""
    at = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    own = dict.fromkeys(hosts.OWN, at["school"])
    plain = dict.fromkeys((f"{host}:80" for host in hosts.OWN), at["school_plain"])
    return own | plain | {"*": at["sink"], "*:80": at["sink_plain"]}


def _stand_for(active: frozenset[str]) -> dict[str, str]:
    """What names of the school stand for; a delivery network is nothing to hide."""
    cloaked = {hosts.CLOAK: hosts.CLOAKED} if "cname-cloak" in active else {}
    return {hosts.STATIC: hosts.DELIVERY, **cloaked}


@contextlib.contextmanager
def _child(sockets: Mapping[str, socket.socket], scratch: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server process. It leads a session of its own, so that Ctrl-C reaches it only through us."""
    with (scratch / LOG_FILE).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "harness.sandbox.demo.serve"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=scratch, start_new_session=True,
            pass_fds=[opened.fileno() for opened in sockets.values()],
        )
    for opened in sockets.values():
        opened.close()
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Close the child's input, which ends it; insist when it does not."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _order(
    process: subprocess.Popen[bytes], handles: Mapping[str, int], scratch: Path, active: frozenset[str],
    people: Iterable[Person], place: SignOnPlace | None, saml: SamlPlace | None, mail: str | None, *,
    live: bool,
) -> None:
    order = {
        "parent": os.getpid(),
        "scratch": str(scratch),
        "ca": str(scratch / CA_FILE),
        "faults": [fault for fault in FAULTS if fault in active],
        "people": [dataclasses.asdict(person) for person in people],
        "sockets": dict(handles),
        "sign_on": place.registration if place else None,
        "saml": saml.federation if saml else None,
        "mail": mail,
        "live": live,
    }
    _say(process, json.dumps(order))


def _say(process: subprocess.Popen[bytes], line: str) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()


def _await_ready(process: subprocess.Popen[bytes], scratch: Path) -> None:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        said = process.stdout.readline() if selector.select(_START_SECONDS) else b""
    if said.strip() != b"ready":
        log = (scratch / LOG_FILE).read_text("utf-8", "replace").strip()
        told = log.splitlines()[-1] if log else "it said nothing"
        raise SchoolproofError(f"the demo school did not start: {told}", hint="schoolproof doctor")
