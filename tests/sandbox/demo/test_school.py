"""The running school: starts, is what its profile says, and leaves nothing behind."""

from __future__ import annotations

import os
import select
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import MisuseError, SchoolproofError
from harness.profile.load import load_profile
from harness.sandbox.demo import hosts
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.demo.people import invent_people
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.steps import check_steps, read_steps
from tests.sandbox.demo.visitor import Visitor, at

pytestmark = pytest.mark.timeout(60)
LIMIT = 20.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with demo_school(["no-hsts"], tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
def guest(running: RunningDemo) -> Iterator[Visitor]:
    with at(running) as visitor:
        yield visitor


def ended(pid: int) -> bool:
    """Wait until this process is gone; it may be nobody's child of ours."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], LIMIT)[0])
    finally:
        os.close(handle)


def test_the_school_runs_with_its_faults(running: RunningDemo, guest: Visitor) -> None:
    answer = guest.get("/")
    assert "Demoschool" in answer.text
    assert "strict-transport-security" not in answer.headers
    assert running.faults == {"no-hsts"}
    assert guest.plain.get("/", follow_redirects=False).headers["location"] == "https://demoschool.test/"
    assert guest.get("https://static.demoschool.test/static/site.css").status_code == 200


def test_the_accounts_of_the_profile_are_the_accounts_of_the_school(running: RunningDemo, guest: Visitor) -> None:
    profile = load_profile(running.profile)
    people = {person.persona: person for person in running.people if person.persona}
    assert set(profile.personas) == set(people) >= {"pupil", "other_pupil", "teacher", "stranger", "admin"}
    for name, persona in profile.personas.items():
        assert persona.password is not None
        guest.client.cookies.clear()
        assert guest.sign_in(people[name]).headers["location"] == "/start"
        assert people[name].password == persona.password.get_secret_value()
        shown = guest.get("/api/me").json()
        assert {field: shown[field] for field in persona.known} == persona.known
        assert min(map(len, persona.known.values())) >= 8
        assert (persona.role, persona.school, persona.class_) == (shown["role"], shown["school"], shown.get("class_name"))


def test_its_sessions_grow_older_when_told(guest: Visitor, running: RunningDemo) -> None:
    guest.sign_in(next(person for person in running.people if person.persona == "pupil"))
    for _ in range(3):
        guest.grow_older(3500)  # each visit keeps the session awake
        assert guest.get("/start").status_code == 200
    guest.grow_older(3601)
    assert guest.get("/start").headers["location"] == "/login"


def test_the_profile_says_where_everything_is(running: RunningDemo) -> None:
    profile = load_profile(running.profile)
    assert profile.app.hosts == hosts.OWN
    assert profile.sandbox.names == running.names
    assert set(running.names) == {*hosts.OWN, *(f"{host}:80" for host in hosts.OWN), "*", "*:80"}
    assert profile.sandbox.ca == running.ca
    assert profile.sandbox.public is False
    assert profile.authorisation is not None
    assert {host for one in profile.recipients for host in one.hosts} == {
        hosts.CDN, hosts.VIDEO, hosts.METER, hosts.METER_BARE,
    }
    assert {setting.page for setting in profile.settings} == {"/settings/privacy"}
    for journey in profile.journeys:
        for persona in journey.personas:
            assert journey.steps is not None
            check_steps(read_steps(journey.steps, journey.name), Values(profile.personas[persona]), journey.name)


def test_tls_is_modern_and_the_certificate_fits(running: RunningDemo) -> None:
    context = ssl.create_default_context(cafile=str(running.ca))
    address, _, port = running.names[hosts.SCHOOL].rpartition(":")
    for name in hosts.OWN:
        with (
            socket.create_connection((address, int(port)), timeout=LIMIT) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            assert secure.version() == "TLSv1.3"
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA256:AES256-SHA256")
    with (
        socket.create_connection((address, int(port)), timeout=LIMIT) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain, server_hostname=hosts.SCHOOL)


def test_no_two_runs_share_a_secret() -> None:
    first, second = invent_people(), invent_people()
    secrets = [one for person in (*first, *second) for one in (person.password, person.totp) if one]
    assert len(set(secrets)) == len(secrets)
    assert not any(one in repr(first) for one in secrets)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with demo_school(FAULTS, tmp_path) as demo:
        command = Path(f"/proc/{demo.pid}/cmdline").read_bytes()
        assert not any(person.password.encode() in command for person in demo.people)
        assert stat.S_IMODE(demo.profile.stat().st_mode) == 0o600
    assert ended(demo.pid)
    assert {path.name for path in tmp_path.iterdir()} == {
        "profile.toml", "demo-ca.pem", "school-saml.pem", "demo-school.log",
    }
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in tmp_path.iterdir())
    for name in demo.names.values():
        host, _, port = name.rpartition(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), timeout=LIMIT)


def test_an_error_inside_the_block_stops_the_school_too(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), demo_school([], tmp_path) as demo:
        raise ZeroDivisionError
    assert ended(demo.pid)


def test_an_unknown_fault_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="no-such-fault"), demo_school(["no-such-fault"], tmp_path / "demo"):
        pass
    assert not (tmp_path / "demo").exists()


def test_a_server_that_cannot_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "demo-ca.pem").mkdir()
    with pytest.raises(SchoolproofError, match=r"did not start.*IsADirectoryError"), demo_school([], tmp_path):
        pass


_PARENT = """
import os, pathlib, signal, sys
from harness.sandbox.demo.school import demo_school
with demo_school([], pathlib.Path(sys.argv[1])) as demo:
    heir = os.fork() if sys.argv[2] == "heir" else -1
    if heir == 0:
        signal.pause()
    print(demo.pid, heir, flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("kind", ["alone", "heir"])
def test_the_school_dies_with_its_parent(tmp_path: Path, kind: str) -> None:
    """Also when another child of that parent inherited the pipe, and keeps it open."""
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path), kind], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    school, heir = map(int, parent.stdout.readline().split())
    try:
        parent.kill()
        parent.wait(LIMIT)
        assert ended(school)
    finally:
        if heir > 0:
            os.kill(heir, signal.SIGKILL)
        parent.stdout.close()
