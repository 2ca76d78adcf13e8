"""Makes a sealed bundle with a few lines, and registries that hold only the checks of a test.

    made = Build(tmp_path)
    made.session("pupil").exchange("https://school.test/home", body=b"Adalberta")
    findings = judged(made.seal(), trackers)

Times run on by themselves; every session is signed in and complete unless the test says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pluggy

from harness import Check, Severity, Status, Traffic, Verdict, check
from harness.bundle.manifest import seal
from harness.bundle.writer import BundleWriter, SessionWriter
from harness.judge import judge
from harness.later.followups import open_bundle
from harness.lists.active import Lists
from harness.model.finding import Finding
from harness.model.plan import plan_cells
from harness.model.profile import Profile
from harness.plugins import hookspec
from harness.plugins.host import Registry

HOST = "school.test"
URL = f"https://{HOST}"
KNOWN = {"first_name": "Adalberta", "email": "ada.k7x2q@school.test", "pupil_number": "LL-83K2-771"}
KINDS = ("traffic", "requests", "events", "console", "storage", "pages", "login", "consent", "typed", "choices", "withdrawal", "prompts", "remains")
PROBES = (
    "accounts",
    "adjusted",
    "authorize",
    "bypass",
    "certificates",
    "cors",
    "cross-site",
    "defaults",
    "deferred",
    "device",
    "devices",
    "dns",
    "effects",
    "enrolment",
    "entrance",
    "first-password",
    "given-password",
    "guarded",
    "guessing",
    "hidden",
    "identity",
    "kept",
    "links",
    "logout",
    "notices",
    "package",
    "passwords",
    "removal",
    "reset",
    "requests",
    "saml",
    "saml-request",
    "second-factor",
    "factor-demand",
    "passkey",
    "doors",
    "session-life",
    "settings",
    "signon",
    "signup",
    "staff-passwords",
    "suggestions",
    "switched",
    "telling",
    "tokens",
    "young-login",
)
PAGE = {
    "## What it checks": "Something made up for a test.",
    "## Why it matters": "It shows what the engine makes of it.",
    "## What it cannot see": "Everything else.",
}

PASS = Verdict(Status.PASS, "all well", examined=1)

type Headers = Mapping[str, str] | Iterable[tuple[str, str]]


class Plain:
    """A redactor that changes nothing: tests write what they mean."""

    def text(self, value: str) -> str:
        return value

    def data(self, value: bytes) -> bytes:
        return value


class BuiltSession:
    """One session; times run on by a hundredth of a second a record."""

    def __init__(self, build: Build, writer: SessionWriter, end: bool) -> None:
        self._build = build
        self._writer = writer
        self._end = end

    def append(self, kind: str, /, **record: Any) -> BuiltSession:
        """Any record; `t` comes by itself."""
        self._writer.append(kind, {"t": self._build.tick(), **record})
        return self

    def exchange(
        self,
        url: str,
        *,
        method: str = "GET",
        status: int | None = 200,
        sent: Headers = (),
        headers: Headers = (),
        body: bytes = b"",
        posted: bytes | None = None,
        **more: Any,
    ) -> BuiltSession:
        """One HTTP exchange: request headers `sent` and body `posted`, response `headers` and `body`."""
        parts = urlsplit(url)
        return self.append(
            "traffic",
            kind="exchange",
            method=method,
            url=url,
            host=parts.hostname or "",
            port=parts.port or (443 if parts.scheme == "https" else 80),
            scheme=parts.scheme,
            request_headers=_pairs(sent),
            request_body=None if posted is None else self._body(posted),
            status=status,
            response_headers=_pairs(headers),
            response_body=self._body(body),
            **more,
        )

    def page(self, path: str = "/", *, headers: Headers = (), body: bytes = b"", **more: Any) -> BuiltSession:
        """An HTML page of the app that shows every planted value: the positive control of leak checks."""
        shown = body or " ".join(KNOWN.values()).encode()
        self.append("pages", url=f"{URL}{path}", status=200)
        return self.exchange(
            f"{URL}{path}", headers=[("Content-Type", "text/html"), *_pairs(headers)], body=shown, **more
        )

    def gap(self, evidence: str, why: str) -> BuiltSession:
        return self.append("gaps", evidence=evidence, why=why, values={})

    def proof(self, when: str, ok: bool = True) -> BuiltSession:
        """A heartbeat of the login."""
        return self.append("login", when=when, ok=ok, marker="first_name" if ok else "")

    def finish(self) -> None:
        if self._end:
            self.proof("end")

    def _body(self, data: bytes) -> dict[str, Any]:
        return {"sha256": self._writer.blob(data) if data else None, "size": len(data), "truncated": False}


class Build:
    """A bundle in the making, below `root`. `profile` replaces tables of the profile."""

    def __init__(self, root: Path, **profile: Any) -> None:
        self.root = root / "bundle"
        self.profile = Profile.model_validate({**base_profile(), **profile})
        self.writer = BundleWriter(self.root, Plain(), 0.0)
        self._sessions: list[BuiltSession] = []
        self._t = 0.0
        self._answers: list[tuple[str, list[Mapping[str, Any]]]] = []

    def tick(self) -> float:
        self._t = round(self._t + 0.01, 3)
        return self._t

    def session(
        self,
        persona: str = "pupil",
        journey: str = "homework",
        *,
        login: bool = True,
        end: bool = True,
        status: str = "complete",
        consent: str = "untouched",
        kinds: Iterable[str] = KINDS,
        automated: bool = False,
    ) -> BuiltSession:
        """A session; `login` writes its proof at the start, `end` the one at the end."""
        writer = self.writer.session(f"{persona}-{journey}")
        state = {"persona": persona, "journey": journey, "consent": consent, "status": status, "evidence": list(kinds)}
        writer.state({**state, "reason": None, "automated": automated})
        signs_in = persona in self.profile.personas and self.profile.personas[persona].role != "anonymous"
        made = BuiltSession(self, writer, end and login and signs_in)
        if login and signs_in:
            made.proof("start")
        self._sessions.append(made)
        return made

    def probe(self, kind: str, /, **record: Any) -> Build:
        self.writer.probe(kind, {"t": self.tick(), **record})
        return self

    def gap(self, evidence: str, why: str) -> Build:
        self.writer.probe("gaps", {"t": self.tick(), "evidence": evidence, "why": why, "values": {}})
        return self

    def answered(self, started: str, *answers: Mapping[str, Any]) -> Build:
        """A follow-up that began at this moment, with these answers; it is laid beside the bundle when that is sealed."""
        self._answers.append((started, list(answers)))
        return self

    def plan(self, *checks: Check, **cell: Any) -> Build:
        """Plan what these checks ask of this profile, or one cell word for word."""
        cells = plan_cells(self.profile, checks, registry_of(*checks).requirements, "minimum")
        planned = [{name: getattr(one, name) for name in one.__struct_fields__} for one in cells]
        for one in [*planned, *([cell] if cell else [])]:
            self.writer.write_record(self.root / "plan.jsonl", {"t": 0.0, **one})
        return self

    def seal(self, *, probes: Iterable[str] = PROBES, **run: Any) -> Path:
        """Write the rest and seal; returns the bundle's folder."""
        for session in self._sessions:
            session.finish()
        self.writer.document("profile.json", self.profile.public())
        (self.root / "plan.jsonl").touch()
        facts = {"format": 1, "status": "complete", "level": "minimum", "app_digest": None, "platform": {}}
        times = {"started": "2026-01-05T09:00:00+00:00", "ended": "2026-01-05T09:10:00+00:00"}
        skipped = {kind: "no authorisation" for kind in PROBES if kind not in probes}
        self.writer.document("run.json", {**facts, **times, "probes": list(probes), "probes_skipped": skipped, **run})
        self.writer.close()
        identity = seal(self.root)
        for number, (started, answers) in enumerate(self._answers, 1):
            self._follow(self.root.parent / "followups" / str(number), identity, started, answers)
        return self.root

    def _follow(self, folder: Path, identity: str, started: str, answers: Iterable[Mapping[str, Any]]) -> None:
        later = Build(folder.with_name(f"made-{folder.name}"))
        later.profile = self.profile
        for one in answers:
            later.probe("later", **one)
        made = later.seal(probes=("later", "requests"), follows=identity, started=started)
        made.rename(folder)
        made.parent.rmdir()


def whole(tmp_path: Path, **profile: Any) -> Path:
    """A bundle in which nothing is missing."""
    made = Build(tmp_path, **profile)
    made.session().page()
    return made.seal()


def base_profile() -> dict[str, Any]:
    """A school with one of each role that checks ask about."""
    known = {"known": {"first_name": "Berendina"}}
    return {
        "schema": 1,
        "app": {"name": "Demo", "url": f"{URL}/", "hosts": [HOST]},
        "personas": {
            "pupil": {"name": "pupil", "role": "pupil", "known": KNOWN},
            "teacher": {"name": "teacher", "role": "teacher", **known},
            "visitor": {"name": "visitor", "role": "anonymous"},
        },
    }


@cache
def builtin() -> Registry:
    """The built-in catalogue and data without a plugin, read once: it is most of the time that such a test takes."""
    manager = pluggy.PluginManager("schoolproof")
    manager.add_hookspecs(hookspec)
    made = Registry(manager)
    vars(made).update({"tool_version": "0", "dutch": {}})
    for data in ("requirements", "norms", "parties", "settings", "noise"):
        getattr(made, data)
    return made


def registry_of(*checks: Check, lists: Lists | None = None) -> Registry:
    """The built-in catalogue and data, with only these checks and, if given, these tracker lists."""
    made = builtin().holding({one.id: one for one in checks})
    vars(made)["lists"] = lists or Lists()
    return made


def a_check(function: Callable[..., Any], id: str = "test/one", requirement: str = "TRK-04", **more: Any) -> Check:
    """A check around a function, with a page; it asks each pupil unless told otherwise."""
    function.__doc__ = "\n".join(f"{heading}\n{text}" for heading, text in PAGE.items())
    settings = {"title": "A test", "severity": Severity.HIGH, "since": "0", "personas": ("pupil",), **more}
    return check(id=id, requirement=requirement, **settings)(function)


def returning(answer: object, **more: Any) -> Check:
    """A check that looks at the pupil's traffic and answers this."""

    def function(traffic: Traffic) -> Verdict:
        return answer  # type: ignore[return-value]

    return a_check(function, **more)


def judged(bundle: Path, *checks: Check) -> list[Finding]:
    return judge(open_bundle(bundle), registry_of(*checks))


def one(bundle: Path, check: Check, persona: str | None = "pupil") -> Finding:
    """The one finding of this check about this persona."""
    (found,) = [item for item in judged(bundle, check) if item.check == check.id and item.persona == persona]
    return found


def status(bundle: Path, check: Check, persona: str | None = "pupil") -> Status:
    return one(bundle, check, persona).status


def _pairs(headers: Headers) -> list[list[str]]:
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return [[name, value] for name, value in pairs]
