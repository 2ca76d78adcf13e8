"""New passwords by mail, on the school in this process with real letters: every fault is found on its row."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from pydantic import SecretStr

from harness import Persona, Profile, ResetTried, Status
from harness.gather import scratch_folder
from harness.later.kept import Kept
from harness.model.deferred import conclude
from harness.model.finding import Finding
from harness.model.mailbox import Mailbox
from harness.model.records import DeferredJob, LaterAnswer
from harness.platform import Asked
from harness.plugins.host import load_registry
from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault_resets import RESET_FAULTS
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.mail.box import Box, Office, serving
from harness.sandbox.passwords import resetting
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.link_later import ask_link, leave
from harness.sandbox.passwords.reset_back import Back
from harness.sandbox.passwords.reset_probe import _tell
from harness.sandbox.passwords.resetting import Drawn, Resetting
from tests.harness.build import Build, base_profile, judged
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.mail.test_box import free_port
from tests.sandbox.passwords.school import PUPIL, School, a_form, school

READ = ("reset-link-", "reset-mail-", "change-notice", "sessions-end-")
CHECKS = [
    one for id, one in load_registry().checks.items()
    if id.partition("/")[2].startswith(READ) and "reset-link-ages" not in id
]
DRAWN = Drawn(*(f"drawn-Password-{number}-of-the-test" for number in range(4)))


class Patient(Box):
    """A box beside which hours pass at once, when nothing comes within a second."""

    def __init__(self, address: str, wait: float = 1.0) -> None:
        self.ahead, self._wait = 0.0, wait
        super().__init__(address, lambda: time.monotonic() + self.ahead)

    async def until(self, done: Callable[[], bool], limit: float) -> float:
        await super().until(done, min(limit, self._wait))
        if not done():
            self.ahead += limit
        return limit


@dataclass
class Played:
    """What came of it: the records, what was hidden before it was followed, and who opens the account now."""

    folder: Path
    at: School
    hidden: list[str] = field(default_factory=list)
    opens: bool | None = None
    links: list[str] = field(default_factory=list)

    def findings(self) -> dict[str, Finding]:
        made = Build(self.folder / "judged")
        made.session().page()
        for kind in ("reset", "notices"):
            for row in left(self.folder, f"probes/{kind}.jsonl"):
                made.probe(kind, **row)
        found = judged(made.seal(level="recommended"), *CHECKS)
        return {one.check.partition("/")[2]: one for one in found}

    @property
    def reset(self) -> ResetTried:
        (row,) = left(self.folder, "probes/reset.jsonl")
        return msgspec.convert(row, ResetTried)


def play(
    folder: Path, *faults: str, wait: float = 1.0, change: bool = True, mail: bool = True, later: float | None = None
) -> Played:
    """All of the probe but its browser, which is played by the form that it would send.

    With `later` a link is left, and tried again so many seconds after.
    """
    port = free_port()
    at = school(*faults, mail=f"127.0.0.1:{port}" if mail else None)
    done, box = Played(folder, at), Patient(PUPIL.email, wait)
    persona = Persona(name="canary", role="pupil", username=PUPIL.username, password=SecretStr(PUPIL.password),
                      known={"first_name": PUPIL.first_name})

    async def hide(secret: str) -> None:
        done.hidden.append(secret)

    async def chooses(link: str, password: str) -> Form | str:
        assert link in done.hidden, "it would be written"
        visitor = at.visitor()
        page = await visitor.open(link)
        if page is None or b'name="new"' not in page.body:
            return "no-form"
        sent = a_form(urlsplit(link).path, {}, new=password, again=password)
        form = Form(sent.page, sent.write, {"password": password})
        await form.submit(visitor, {})
        return form

    async def changes(present: str, new: str) -> None:
        _, owner = await at.door().attempt(replace(at.key(), password=present))
        await at.change().form.submit(owner, {"present": present, "password": new})

    async def asked_by_mail() -> None:
        asked, given = box.now(), {"username": PUPIL.username}
        ask = replace(a_form("/login/vergeten", given), given=given)
        tried = Resetting(at.door(), ask, at.key(), box, hosts.OWN, DRAWN, hide, chooses)
        await tried.request()
        back = Back(tried, at.key(), changes if change else None)
        why = await tried.go(asked)
        assert await back.put()
        with scratch_folder() as scratch:
            run = a_run(Profile.model_validate(base_profile()), folder, scratch)
            await _tell(run, persona, tried, back, why)
            if later is not None:
                kept = Kept(folder / "bundle")
                run = replace(run, later=kept)
                await leave(run, persona, tried)
                at.clock.now += later
                (row,) = left(folder, "probes/deferred.jsonl")
                job = Asked(row["id"], persona, row["page"], kept.open(row["id"], persona))
                await ask_link(run, job, at.visitor)
            run.writer.close()
        done.opens, done.links = await at.door().opens(at.key()), list(tried._links)

    async def go() -> None:
        office = Office()
        with office.opened(box):
            async with serving(Mailbox(listen=f"127.0.0.1:{port}"), office):
                await asked_by_mail()

    asyncio.run(go())
    return done


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resetting, "MOMENT", 0.2)


def test_the_sound_school_passes_and_the_first_password_is_back(tmp_path: Path) -> None:
    done = play(tmp_path)
    assert {name: (one.status, one.values) for name, one in done.findings().items() if one.status is not Status.PASS} == {}
    assert done.opens
    found = done.reset
    assert (found.names, found.length, found.host) == ((), 43, hosts.SCHOOL)
    assert found.foreign_asked == ("x-forwarded-host", "host")
    assert not left(tmp_path, "probes/gaps.jsonl")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "bundle").rglob("*") if path.is_file())
    secrets = [*DRAWN.every, PUPIL.password, *(link.rpartition("/")[2] for link in done.links)]
    assert len(done.links) == 3
    assert not [one for one in secrets if one.encode() in kept], "nothing of a letter is written"


TURNS = {
    "reset-link-twice": {"reset-link-once": {}},
    "reset-link-from-host": {"reset-link-place": {"headers": ["x-forwarded-host"]}},
    "reset-link-plain": {"reset-link-place": {"scheme": "http"}},
    "reset-token-short": {"reset-link-random": {"length": 6, "bits": 20, "least": 64}},
    "reset-older-works": {"reset-link-replaced": {}},
    "mail-tells-password": {"reset-mail-silent": {"which": ["chosen"]}},
    "change-not-told": {"change-notice": {"minutes": 5, "changes": ["change"]}},
    "change-keeps-sessions": {"sessions-end-on-change": {"changes": ["change", "reset"]}},
}


FIRST = {"first-password-stays", "first-password-skipped"}  # test_first_probe.py
TOGETHER = (
    ("reset-link-twice", "reset-link-plain", "reset-token-short", "reset-older-works", "change-not-told",
     "change-keeps-sessions"),
    ("reset-link-from-host", "mail-tells-password"),
)
"""No two of a group turn the same check."""


@pytest.mark.parametrize("faults", TOGETHER, ids=["link", "letter"])
def test_each_fault_is_found_on_its_row(faults: tuple[str, ...], tmp_path: Path) -> None:
    done = play(tmp_path, *faults)
    found = {name: one for name, one in done.findings().items() if one.status is Status.FAIL}
    told = {name: dict(one.values) for name, one in found.items()}
    assert told == {name: values for fault in faults for name, values in TURNS[fault].items()}
    rows = {name: one.requirement for name, one in found.items()}
    for fault in faults:
        assert {rows[name] for name in TURNS[fault]} == set(FAULTS[fault].requirements)
    assert done.opens, "the first password is back"


def test_every_fault_has_its_row() -> None:
    assert {fault for group in TOGETHER for fault in group} == set(TURNS)
    assert set(TURNS) | FIRST == {one.id for one in RESET_FAULTS if not (one.later or one.others)}


def test_letters_that_never_come_are_no_pass(tmp_path: Path) -> None:
    done = play(tmp_path, wait=0.05, mail=False)
    found = done.findings()
    assert {one.status for one in found.values()} == {Status.NOT_TESTED}
    assert found["reset-link-once"].values["why"] == "no-mail"
    assert done.opens


def test_without_a_page_to_change_it_one_more_link_puts_it_back(tmp_path: Path) -> None:
    done = play(tmp_path, change=False)
    assert (done.opens, len(done.links)) == (True, 4)
    heard = {row["change"]: row.get("reason", "") for row in left(tmp_path, "probes/notices.jsonl")}
    assert heard == {"reset": "", "change": "not-changed"}


DAY = 86_400.0


@pytest.mark.parametrize(
    ("faults", "seconds", "outcome"),
    [((), DAY + 61, "ended"), ((), 60.0, "open"), (("reset-link-never-ages",), DAY + 61, "open")],
    ids=["in time", "too early", "never"],
)
def test_a_link_that_was_kept_is_used_up_when_it_still_works(
    faults: tuple[str, ...], seconds: float, outcome: str, tmp_path: Path
) -> None:
    done = play(tmp_path, *faults, later=seconds)
    (row,) = left(tmp_path, "probes/deferred.jsonl")
    job = msgspec.convert(row, DeferredJob)
    shift = (job.due or 0.0) - job.t
    answers = [msgspec.convert({**one, "t": one["t"] + shift}, LaterAnswer) for one in left(tmp_path, "probes/later.jsonl")]
    assert conclude(job, answers, "").outcome == outcome
    assert (job.requirement, job.what, job.page) == ("AUT-09", "link", f"https://{hosts.SCHOOL}/login/vergeten")
    assert done.opens, "the password is what it was"
    tokens = [link.rpartition("/")[2].encode() for link in done.links]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(tokens) == 4
    assert any(b'"session"' in one for one in kept), "it is kept, sealed"
    assert not [token for token in tokens for one in kept if token in one]
