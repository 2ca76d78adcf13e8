"""What a test platform is: it takes a planned run and leaves evidence. It observes and records; it never judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.model.profile import Persona, Profile


class Progress(Protocol):
    """Where a run tells what it is doing; the command line shows it on stderr."""

    def stage(self, text: str) -> None:
        """A new phase of the run."""

    def session(self, name: str, doing: str, requests: int) -> None:
        """What one session is doing, and how many requests it made so far."""


class Silent:
    """Progress for nobody."""

    def stage(self, text: str) -> None:
        return None

    def session(self, name: str, doing: str, requests: int) -> None:
        return None


class Keeper(Protocol):
    """Where an open session is kept, encrypted and outside the bundle, until it is asked about again."""

    def keep(self, job: str, persona: Persona, cookies: Mapping[str, str]) -> None:
        """Keep the cookies (name → value) for a job; the job itself goes into the evidence as `deferred`."""


@dataclass(frozen=True)
class Run:
    """One planned run, handed to the platform. `scratch` is removed afterwards, whatever happens.

    `later` is there when some planned check reads what is asked again after the run. `wanted` are the kinds of evidence
    that planned checks read: what nobody reads need not be probed for. None: all of them.
    """

    profile: Profile
    writer: BundleWriter
    redactor: Redactor
    key: bytes
    epoch: float
    scratch: Path
    progress: Progress
    later: Keeper | None = None
    wanted: frozenset[str] | None = None


@dataclass
class Gathered:
    """What the platform says about its own work: probes that ran, those that did not and why, facts for run.json.

    `digest` is the sha256 of the app itself, where the app is a file.
    """

    probes: list[str] = field(default_factory=list)
    probes_skipped: dict[str, str] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    digest: str | None = None


@dataclass(frozen=True)
class Ability:
    """One line of `doctor`: what works here, or the command that mends it. Most audits want what is `needed`."""

    name: str
    works: bool
    detail: str
    mend: str | None = None
    needed: bool = True


@runtime_checkable
class Platform(Protocol):
    """Audits one kind of app."""

    kind: str

    async def gather(self, run: Run) -> Gathered:
        """Drive the app as the profile says and record what happens.

        Raises SchoolproofError when nothing useful could be recorded. A failure of one session is not raised: it is
        recorded in that session, and the others go on.
        """

    def abilities(self) -> list[Ability]:
        """What this machine can and cannot do."""


@dataclass(frozen=True)
class Asked:
    """A kept session that is due: whose, which page tells, and its cookies (name → value), for memory only."""

    job: str
    persona: Persona
    page: str
    cookies: Mapping[str, str] = field(repr=False)


@runtime_checkable
class Foreseeing(Protocol):
    """A platform that can tell beforehand which probes a profile does not let run."""

    def hindered(self, profile: Profile) -> dict[str, str]:
        """Kind of evidence that will not be gathered → why, in words of the report."""


@runtime_checkable
class Returning(Protocol):
    """A platform that can ask again later about the sessions that it left open."""

    async def ask_again(self, run: Run, asked: Sequence[Asked]) -> Gathered:
        """Ask for each, as `LaterAnswer` records of the kind `later`; what may not be asked is told as skipped."""


@dataclass(frozen=True)
class Importer:
    """Brings evidence of another recorder into a run: `read(paths, run)` writes sessions and says what it lacks.

    `profile(path)` makes a profile of a file that says whose app it is about; None for a format that never does.
    `begins(bytes)` knows a file of the format by its first bytes, for `scan`.
    """

    format: str
    read: Callable[[Sequence[Path], Run], Gathered]
    profile: Callable[[Path], Profile] | None = None
    begins: Callable[[bytes], bool] | None = None


@dataclass(frozen=True)
class Printer:
    """Turns a page of ours (UTF-8, nothing to load) into PDF: `print(html)`; SchoolproofError when it cannot."""

    name: str
    print: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Demo:
    """A bundled app: `start(faults, scratch)` runs it as long as the context lasts and gives its profile's path."""

    name: str
    start: Callable[[Iterable[str], Path], AbstractContextManager[Path]]
