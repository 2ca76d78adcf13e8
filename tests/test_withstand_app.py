"""An app that is broken or means ill never becomes a pass, and is told as the app's own doing.

Every test walks the whole road (profile, cage, proxy, browser, bundle, judge) with one pupil and the visitor, against a
small app that is decent but for one trick.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.audit import AUDIT_FORMATS, Judgement, judge_bundle, write_reports
from harness.gather import gather
from harness.model.records import Exchange, PageVisit
from harness.model.status import ExitCode
from harness.model.traffic import Traffic
from harness.sandbox.web import session, walk
from harness.sandbox.web.page import arrive
from harness.sandbox.web.proxy.process import RecordingProxy
from tests.demo_groups import registry_for
from tests.hostile_app import Asked, Trick, Writer, answer, decent, elsewhere, head, hostile_app, page

REGISTRY = registry_for(())  # nobody acts here: what an app does by itself is enough to see its tricks
pytestmark = pytest.mark.usefixtures("in_the_shell")
MIB = 1 << 20
BY_PROBES = {
    "hardening/cors", "sessions/renewed-at-login", "sessions/tokens-signed", "data/tokens-say-little", "platform/scope-guard",
}
"""Checks that only active probes feed; these runs have none, to be short."""


def audit(trick: Trick, folder: Path) -> Judgement:
    """The whole road against the app with this trick; without the authorisation that probes would need."""
    with hostile_app(folder, trick) as profile:
        asyncio.run(gather(profile.model_copy(update={"authorisation": None}), folder / "bundle", REGISTRY))
    return judge_bundle(folder / "bundle", REGISTRY)


def passes(judgement: Judgement, persona: str) -> set[str]:
    """Which checks passed for this persona."""
    return {one.check for one in judgement.findings if one.status == "pass" and one.persona == persona}


def why(judgement: Judgement, persona: str) -> str:
    """What the report says about a persona's session."""
    return judgement.report.coverage.personas[persona].reason or ""


def next_look(judgement: Judgement) -> str:
    """What to read when an assertion fails."""
    told = [f"{one.status} {one.check} {one.persona} {one.reason}" for one in judgement.findings]
    return "\n".join([*told, f"next: look at {judgement.bundle.root}/sessions/*/session.json"])


def exchanges(judgement: Judgement, path: str) -> list[Exchange]:
    return [
        one
        for view in judgement.bundle.sessions
        for one in view.traffic()
        if isinstance(one, Exchange) and one.path == path
    ]


def assert_nothing_passes(judgement: Judgement) -> None:
    """Neither a pass nor a crash of a check, and the run is told as unanswered."""
    assert {one.status.value for one in judgement.findings} == {"not_tested"}, next_look(judgement)
    assert judgement.exit_code is ExitCode.UNANSWERED
    assert judgement.report.label == "incomplete"


def test_the_same_app_without_a_trick_passes(tmp_path: Path) -> None:
    """The control: what the tests below no longer see pass is the doing of their trick."""
    judgement = audit(decent, tmp_path)
    assert {one.check for one in judgement.findings if one.status != "pass"} == BY_PROBES, next_look(judgement)


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here answers late, so nobody is waited for as long as a slow school would be."""
    monkeypatch.setattr(walk, "FIRST_PAGE_SECONDS", 3.0)
    monkeypatch.setattr(session, "SECONDS", 45.0)
    monkeypatch.setattr(arrive, "KNOCK_SECONDS", 2.0)
    monkeypatch.setattr(arrive, "LATE", 1.0)


async def never(asked: Asked, writer: Writer) -> bool:
    """The connection and its encryption stand, and no answer ever comes."""
    await asyncio.Event().wait()
    return True


@pytest.mark.usefixtures("short_waits")
def test_an_app_that_never_answers(tmp_path: Path) -> None:
    judgement = audit(never, tmp_path)
    assert_nothing_passes(judgement)
    for persona in ("pupil", "visitor"):
        assert why(judgement, persona) == "the app did not answer within 3 s"


def test_an_app_that_falls_silent_after_the_sign_in(tmp_path: Path) -> None:
    async def mute(asked: Asked, writer: Writer) -> bool:
        return await never(asked, writer) if asked.path == "/homework" else False

    judgement = audit(mute, tmp_path)
    assert not passes(judgement, "pupil"), next_look(judgement)
    assert judgement.exit_code is ExitCode.UNANSWERED
    assert "homework, step 1 (goto “/homework”): not possible within the time limit" in why(judgement, "pupil")


async def circles(asked: Asked, writer: Writer) -> bool:
    """Every address leads to yet another one."""
    await elsewhere(writer, f"/{len(asked.path)}{asked.path[:40]}", 302)
    return True


async def restless(asked: Asked, writer: Writer) -> bool:
    """Every page leaves for another one as soon as it is there."""
    if asked.path == "/weg.js":
        await answer(writer, "location.replace('/' + Math.random())", kind="text/javascript")
    else:
        await answer(writer, page("<p>Even geduld</p><script src=/weg.js></script>"))
    return True


@pytest.mark.usefixtures("short_waits")
def test_pages_that_never_stay(tmp_path: Path) -> None:
    judgement = audit(restless, tmp_path)
    assert_nothing_passes(judgement)
    for persona in ("pupil", "visitor"):
        # Which bound ends it depends on where a new page cuts in; each of them names the app or the session.
        told = why(judgement, persona) or ""
        assert told.startswith(("the app ", "the session was not done", "the browser failed")), told


def test_endless_redirects(tmp_path: Path) -> None:
    judgement = audit(circles, tmp_path)
    assert_nothing_passes(judgement)
    for persona in ("pupil", "visitor"):
        assert why(judgement, persona) == "the app could not be opened: the app redirects in circles"


@cache
def bomb() -> bytes:
    """One GiB of zeros in one MiB."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(1024)), packer.flush()])


async def sends_a_bomb(asked: Asked, writer: Writer) -> bool:
    if asked.path != "/bijlage":
        return False
    await answer(writer, bomb(), kind="text/plain", more=[("content-encoding", "gzip")])
    return True


async def sends_200_mib(asked: Asked, writer: Writer) -> bool:
    if asked.path != "/bijlage":
        return False
    await head(writer, 200, [("content-type", "text/plain"), ("content-length", str(200 * MIB))])
    for _ in range(200):
        writer.write(bytes(MIB))
        await writer.drain()
    return True


@pytest.fixture
def peak(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """The most memory that the proxy process ever held, in bytes, once it was told to stop."""
    found = [0]
    stop = RecordingProxy.stop

    async def measured(self: RecordingProxy) -> None:
        text = Path(f"/proc/{self.pid}/status").read_text()
        found[0] = int(text.partition("VmHWM:")[2].split()[0]) * 1024
        await stop(self)

    monkeypatch.setattr(RecordingProxy, "stop", measured)
    return lambda: found[0]


@pytest.mark.parametrize(
    ("trick", "gap", "kept"),
    [(sends_200_mib, "body-too-large", 4 * MIB), (sends_a_bomb, "body-bomb", 2 * MIB)],
    ids=["download of 200 MiB", "bomb of 1 GiB"],
)
def test_a_body_without_end_costs_neither_memory_nor_truth(
    tmp_path: Path, peak: Callable[[], int], trick: Trick, gap: str, kept: int
) -> None:
    judgement = audit(trick, tmp_path)
    assert judgement.report.coverage.personas["pupil"].login == "proven", next_look(judgement)
    read_bodies = {
        id for id, one in REGISTRY.checks.items()
        if Traffic in one.evidence.values() and gap not in one.tolerates
    }  # fmt: skip
    assert "trackers/pupil-data-stays" in read_bodies
    assert not passes(judgement, "pupil") & read_bodies, next_look(judgement)
    told = next(one.reason for one in judgement.findings if one.check == "trackers/pupil-data-stays")
    assert told is not None
    assert told.values["gaps"] == [f"traffic: {gap}"]
    assert judgement.exit_code is ExitCode.UNANSWERED
    (one,) = exchanges(judgement, "/bijlage")
    assert one.response_body is not None
    assert one.response_body.truncated
    assert len(judgement.bundle.blob(one.response_body.sha256 or "") or b"") <= kept
    assert 0 < peak() < 200 * MIB, "the proxy held the body: look at sandbox/web/proxy/bodies.py"


def test_headers_and_cookie_names_that_are_no_utf8(tmp_path: Path) -> None:
    odd = [("x-naam", "caf\xe9 \xff\xfe\xc3"), ("set-cookie", "na\xffam\xe9=w\xfe\xff; Path=/; Secure; SameSite=Lax")]

    async def latin(asked: Asked, writer: Writer) -> bool:
        if asked.path != "/homework":
            return False
        await answer(writer, page("<h1>Huiswerk van Adalberta</h1> ada.k7x2q@schooltje.test"), more=odd)
        return True

    judgement = audit(latin, tmp_path)
    assert {one.check for one in judgement.findings if one.status != "pass"} == BY_PROBES, next_look(judgement)
    (one,) = exchanges(judgement, "/homework")
    assert one.header("x-naam") == "caf\xe9 \xff\xfe\xc3"
    assert (one.header("set-cookie") or "").startswith("na\xffam\xe9=")
    write_reports(judgement, tmp_path, REGISTRY, AUDIT_FORMATS)
    ElementTree.parse(tmp_path / "junit.xml")
    for name in ("report.json", "report.sarif"):
        json.loads((tmp_path / name).read_bytes())


def test_a_header_that_is_none_at_all(tmp_path: Path) -> None:
    """A name that no HTTP allows: the proxy refuses the answer, and says so instead of guessing."""

    async def broken(asked: Asked, writer: Writer) -> bool:
        await answer(writer, page("Welkom"), more=[("x-\xff\xfe", "1")])
        return True

    judgement = audit(broken, tmp_path)
    assert_nothing_passes(judgement)
    assert "the proxy got no answer from the app that it could read" in why(judgement, "pupil")
    assert "invalid header name" in (exchanges(judgement, "/")[-1].error or "")


async def blank_for_programs(asked: Asked, writer: Writer) -> bool:
    if "Headless" in asked.headers.get("user-agent", ""):
        await answer(writer, page(""))
        return True
    return False


async def emptied_by_a_script(asked: Asked, writer: Writer) -> bool:
    if asked.path == "/wie.js":
        await answer(writer, "if (navigator.webdriver) document.body.replaceChildren()", kind="text/javascript")
    else:
        await answer(writer, page("<h1>Welkom op Schooltje</h1><script src=/wie.js></script>"))
    return True


async def refuses(asked: Asked, writer: Writer) -> bool:
    await answer(writer, page("<h1>Access denied</h1><p>No robots, please.</p>"), 403)
    return True


@pytest.mark.usefixtures("short_waits")
def test_an_app_that_refuses_everybody(tmp_path: Path) -> None:
    judgement = audit(refuses, tmp_path)
    assert_nothing_passes(judgement)
    assert "with status 403" in why(judgement, "visitor")
    assert "no login form was found" in why(judgement, "pupil")
    for visitor in (view for view in judgement.bundle.sessions if view.persona == "visitor"):
        (shown,) = visitor.records("pages", PageVisit)
        assert shown.shot is not None, "the screenshot of what the app showed instead is missing"


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("trick", [blank_for_programs, emptied_by_a_script])
def test_an_app_that_hides_from_browsers_that_a_program_drives(tmp_path: Path, trick: Trick) -> None:
    """It does not hide from ours, which looks like anybody's; and it is told that it would have."""
    judgement = audit(trick, tmp_path)
    (found,) = (one for one in judgement.findings if one.check == "trackers/same-for-tools")
    assert found.status == "review", next_look(judgement)
    assert "empty page" in str(found.values["why"])
    assert passes(judgement, "visitor"), next_look(judgement)


def test_a_sign_in_without_a_form(tmp_path: Path) -> None:
    async def formless(asked: Asked, writer: Writer) -> bool:
        if asked.path == "/login":
            await answer(writer, page("<h1>Aanmelden</h1><p>Even geduld.</p>"))
        return asked.path == "/login"

    judgement = audit(formless, tmp_path)
    assert not passes(judgement, "pupil"), next_look(judgement)
    assert "no login form was found (no-form)" in why(judgement, "pupil")
    assert judgement.exit_code is ExitCode.UNANSWERED


def test_nothing_to_see_after_the_sign_in(tmp_path: Path) -> None:
    async def empty_inside(asked: Asked, writer: Writer) -> bool:
        if asked.signed_in:
            await answer(writer, page(""))
        return asked.signed_in

    judgement = audit(empty_inside, tmp_path)
    assert not passes(judgement, "pupil"), next_look(judgement)
    assert "its proof was not seen" in why(judgement, "pupil")
    assert judgement.exit_code is ExitCode.UNANSWERED
