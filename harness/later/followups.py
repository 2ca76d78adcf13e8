"""The follow-ups of a bundle: bundles of their own, sealed like it, each naming the digest of the one it follows.

They may come from someone who wants a good verdict. One that is damaged, unsealed or about something else is refused
with the file named; what it answers is weighed by `harness.model.deferred`, never here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.errors import MisuseError

FOLDER = "followups"
SHORT = 12
"""Hex digits of a follow-up's digest that stand in pointers to its records."""
_SAME_APP = ("kind", "url", "package", "hosts")
_SAME_PERSONA = ("role", "school", "class", "username", "known")


def open_bundle(root: Path, given: Sequence[Path] | None = None) -> Bundle:
    """A bundle, verified, with its follow-ups: those `given`, or those beside it that name it.

    Raises DamagedBundleError, or MisuseError for a follow-up that is about something else.
    """
    bundle = Bundle(root)
    if "follows" in bundle.run:
        told = f"{root / 'run.json'}: this is a follow-up; judge the bundle that it follows"
        raise MisuseError(told, hint=f"schoolproof judge BUNDLE --followup {root}")
    paths = _beside(root, bundle.identity) if given is None else given
    found = {one.identity: one for one in (_opened(path, bundle) for path in paths)}
    bundle.followups = tuple(sorted(found.values(), key=lambda one: (one.shift, one.identity)))
    return bundle


def folder_of(root: Path) -> Path:
    """Where the follow-ups of a bundle lie."""
    return root.absolute().parent / FOLDER


def _beside(root: Path, identity: str) -> list[Path]:
    """The follow-ups beside a bundle; those of an older one that stood there stay, and do not concern it."""
    folder = folder_of(root)
    every = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    return [path for path in every if Bundle(path, check=False).run.get("follows") == identity]


def _opened(path: Path, bundle: Bundle) -> Bundle:
    found, run = Bundle(path), path / "run.json"
    if found.run.get("follows") != bundle.identity:
        raise MisuseError(f"{run}: follows another bundle than {bundle.root}", hint="schoolproof resume REPORT")
    if not found.complete:
        raise DamagedBundleError(f"{run}: the follow-up was interrupted")
    if (what := differs(found.profile, bundle.profile)) is not None:
        told = f"{path / 'profile.json'}: was made with another profile than the bundle: {what} differs"
        raise MisuseError(told, hint="schoolproof resume REPORT --profile PROFILE")
    found.prefix = f"{FOLDER}/{found.identity.removeprefix('sha256:')[:SHORT]}/"
    found.shift = (started(found) - started(bundle)).total_seconds()
    return found


def differs(later: dict[str, object], first: dict[str, object]) -> str | None:
    """What makes two public profiles speak of different apps or people, or None. The later one may lack people."""
    for field in _SAME_APP:
        if _table(later, "app").get(field) != _table(first, "app").get(field):
            return f"app.{field}"
    known = _table(first, "personas")
    for name, persona in _table(later, "personas").items():
        for field in _SAME_PERSONA:
            if _field(persona, field) != _field(known.get(name), field):
                return f"personas.{name}.{field}"
    return None


def _table(profile: dict[str, object], name: str) -> dict[str, object]:
    table = profile.get(name)
    return table if isinstance(table, dict) else {}


def _field(persona: object, field: str) -> object:
    return persona.get(field) if isinstance(persona, dict) else None


def started(bundle: Bundle) -> datetime:
    """When a run started. Raises DamagedBundleError when that is no moment."""
    try:
        moment = datetime.fromisoformat(str(bundle.run.get("started")))
        if moment.tzinfo is None:
            raise ValueError("it names no zone")
        return moment
    except ValueError as error:
        raise DamagedBundleError(f"{bundle.root / 'run.json'}: started: {error}") from error
