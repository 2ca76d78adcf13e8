"""Declaring a check. The signature is the list of required evidence, the docstring is the check's page."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.errors import SchoolproofError
from harness.model.profile import Level
from harness.model.report_base import Method
from harness.model.status import Severity
from harness.model.verdict import Verdict

SECTIONS = ("What it checks", "Why it matters", "What it cannot see")
UNREAD_BODIES = ("body-too-large", "body-bomb", "body-undecodable")
"""For `tolerates` of a check that reads addresses and headers only: bodies that could not be kept or read."""
UNSEEN_WORKERS = ("worker-hooked-late", "worker-not-hooked", "shared-worker-unseen")
"""For `tolerates` of a check about interfaces that no worker has: position (W3C Geolocation), camera, microphone and
screen (W3C Media Capture), contacts (W3C Contact Picker) are exposed to windows only."""
_ID = re.compile(r"[a-z-]+/[a-z0-9-]+")
_ROLES = {"anonymous", "pupil", "teacher", "admin", "parent"}


class CheckDeclarationError(SchoolproofError):
    """A check that is declared wrongly stops the run at load, before anything is judged by it."""


@dataclass(frozen=True)
class Check:
    """A pure function from evidence to a verdict, and what the reports say about it.

    `personas` are roles: the check is asked once for each persona of those roles, or once for the whole run when empty.
    `representative` asks it of the first persona of each role only, for what is the same for all of a role.
    `level` is where its answer counts; `tolerates` are codes of gaps that do not weaken it. `fail_stands_without` are
    kinds of evidence whose absence cannot make a fail untrue (a pass always needs all): the check is then asked with
    empty views of those, and only its fail counts. `apps` are the kinds of app that it can ask anything of; empty: all
    that the requirement speaks about. `method` is the way of signing in that its answer is about, where that is another
    than the requirement's.
    """

    id: str
    requirement: str
    title: str
    severity: Severity
    personas: tuple[str, ...]
    since: str
    level: Level | None
    representative: bool
    coverage: str
    tolerates: frozenset[str]
    fail_stands_without: frozenset[str]
    function: Callable[..., Verdict]
    evidence: dict[str, Any]
    page: dict[str, str]
    apps: tuple[str, ...] = ()
    method: Method | None = None

    def __call__(self, **evidence: object) -> Verdict:
        return self.function(**evidence)


def check(
    *,
    id: str,
    requirement: str,
    title: str,
    severity: Severity,
    since: str,
    personas: tuple[str, ...] = (),
    level: Level | None = None,
    representative: bool = False,
    coverage: typing.Literal["full", "partial"] = "partial",
    tolerates: tuple[str, ...] = (),
    fail_stands_without: tuple[str, ...] = (),
    apps: tuple[str, ...] = (),
    method: Method | None = None,
) -> Callable[[Callable[..., Verdict]], Check]:
    """Turn a function into a Check; see ARCHITECTURE.md for a whole one.

    `coverage` is "full" only when the check answers all of the requirement's criterion.
    Raises CheckDeclarationError: bad id or role, or a docstring without its three sections.
    """

    def declare(function: Callable[..., Verdict]) -> Check:
        if not _ID.fullmatch(id):
            raise CheckDeclarationError(f"check id {id!r} is not family/name")
        if not set(personas) <= _ROLES:
            raise CheckDeclarationError(f"{id}: unknown role in {personas}")
        return Check(
            id=id,
            requirement=requirement,
            title=title,
            severity=severity,
            personas=personas,
            since=since,
            level=level,
            representative=representative,
            coverage=coverage,
            tolerates=frozenset(tolerates),
            fail_stands_without=frozenset(fail_stands_without),
            function=function,
            evidence=_evidence(id, function),
            page=_page(id, function),
            apps=apps,
            method=method,
        )

    return declare


def _evidence(id: str, function: Callable[..., Verdict]) -> dict[str, Any]:
    try:
        hints = typing.get_type_hints(function)
    except NameError as error:
        raise CheckDeclarationError(f"{id}: unknown evidence in the signature: {error}") from error
    wanted = {name: hints[name] for name in inspect.signature(function).parameters if name in hints}
    if not wanted:
        raise CheckDeclarationError(f"{id}: the signature asks for no evidence")
    return wanted


def _page(id: str, function: Callable[..., Verdict]) -> dict[str, str]:
    text = inspect.getdoc(function) or ""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    page = {title.strip(): body.strip() for title, body in zip(parts[1::2], parts[2::2], strict=True)}
    for section in SECTIONS:
        if not page.get(section):
            raise CheckDeclarationError(f"{id}: the docstring has no section '## {section}'")
    return page
