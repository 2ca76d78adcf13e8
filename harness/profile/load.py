"""From a TOML file to a `Profile`, or to one message that names file, line and column."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError

from harness.errors import MisuseError
from harness.model.profile import SECRETS, Profile
from harness.model.profile_changes import MARK
from harness.profile.positions import Location, locate
from harness.profile.template import names

PROVIDERS = {"oidc": ("certificate",), "saml": ("certificate", "signing", "app_certificate")}
"""Tables of single sign-on, with the files that they name."""


def load_profile(path: Path) -> Profile:
    """Read and validate a profile; every problem is told at once, each with its place.

    Raises MisuseError: the file is missing, is no TOML, or does not fit the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MisuseError(f"{path}: cannot be read: {error}", hint="schoolproof check-profile PROFILE") from error
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise MisuseError(f"{path}: {error}", hint=f"schoolproof check-profile {path}") from error
    try:
        profile = Profile.model_validate(_prepared(raw, path))
    except ValidationError as error:
        raise MisuseError(_told(path, text, error), hint=f"schoolproof check-profile {path}") from None
    _can_sign_in(profile, path, text)
    _can_be_proven(profile, path, text)
    _effects_name_people(profile, path, text)
    _changes_name_people(profile, path, text)
    _removals_name_people(profile, path, text)
    _passkeys_name_people(profile, path, text)
    _demand_names_people(profile, path, text)
    _doors_name_people(profile, path, text)
    _joining_is_whole(profile, path, text)
    return profile


def _can_sign_in(profile: Profile, path: Path, text: str) -> None:
    """Everyone but a visitor needs credentials; a bundle's profile has none left, so this is asked of files only."""
    for persona in profile.personas.values():
        if persona.role != "anonymous" and (persona.username is None or persona.password is None):
            line, column = locate(text, ("personas", persona.name))
            raise MisuseError(
                f"{path}:{line}:{column}: personas.{persona.name}: username and password are missing"
                ' (or role = "anonymous" for a visitor)',
                hint=f"schoolproof check-profile {path}",
            )


def _can_be_proven(profile: Profile, path: Path, text: str) -> None:
    """Whoever signs in has the values that the proof of it names: told now, not after minutes of visiting the app."""
    if profile.login is None:
        return
    proof = profile.login.proof
    wanted = [name for template in (proof.text, proof.selector, proof.url) for name in names(template or "")]
    for persona in profile.personas.values():
        lacking = [name for name in wanted if name not in {*persona.known, "username"}]
        if persona.role != "anonymous" and lacking:
            line, column = locate(text, ("personas", persona.name))
            raise MisuseError(
                f"{path}:{line}:{column}: personas.{persona.name}.known lacks {lacking[0]}, which login.proof names",
                hint=f"schoolproof check-profile {path}",
            )


def _effects_name_people(profile: Profile, path: Path, text: str) -> None:
    """Whoever an effect is about, or may bring it about, is a persona: a run of a part of them leaves effects out."""
    for index, effect in enumerate(profile.effects):
        for place, name in (("owner", effect.owner), ("by", effect.by)):
            if name is not None and name not in profile.personas:
                line, column = locate(text, ("effects", index, place))
                raise MisuseError(
                    f"{path}:{line}:{column}: effects.{effect.id}: no persona is named {name}",
                    hint=f"schoolproof check-profile {path}",
                )


def _changes_name_people(profile: Profile, path: Path, text: str) -> None:
    """Whoever makes a change is a persona, and each change types the mark by which it is known."""
    for index, change in enumerate(profile.changes):
        unknown = change.by is not None and change.by not in profile.personas
        said = f"no persona is named {change.by}" if unknown else f"no step types {MARK}"
        if unknown or not any(MARK in str(step) for step in change.steps):
            line, column = locate(text, ("changes", index))
            told = f"{path}:{line}:{column}: changes.{change.name}: {said}"
            raise MisuseError(told, hint=f"schoolproof check-profile {path}")


def _removals_name_people(profile: Profile, path: Path, text: str) -> None:
    """Everybody in a removal is a persona, and nobody takes their own access away."""
    for index, one in enumerate(profile.removals):
        unknown = [name for name in (one.who, one.by, one.of) if name is not None and name not in profile.personas]
        if unknown or one.who == one.by:
            line, column = locate(text, ("removals", index))
            said = f"no persona is named {unknown[0]}" if unknown else f"{one.who} cannot do this to themselves"
            raise MisuseError(
                f"{path}:{line}:{column}: removals.{one.name}: {said}", hint=f"schoolproof check-profile {path}"
            )


def _passkeys_name_people(profile: Profile, path: Path, text: str) -> None:
    """Whoever makes a passkey is a persona who signs in, and nobody is their own somebody else."""
    people = profile.passkeys.people if profile.passkeys else ()
    unknown = [name for name in people if name not in profile.personas or profile.personas[name].password is None]
    if unknown or len(set(people)) < len(people):
        line, column = locate(text, ("passkeys",))
        said = f"no persona named {unknown[0]} signs in" if unknown else "persona and other are the same"
        raise MisuseError(f"{path}:{line}:{column}: passkeys: {said}", hint=f"schoolproof check-profile {path}")


def _demand_names_people(profile: Profile, path: Path, text: str) -> None:
    """Of whom a second factor is demanded, and who demands it."""
    why = profile.factor_demand.problem(profile.personas) if profile.factor_demand else None
    if why is not None:
        line, column = locate(text, ("factor_demand",))
        raise MisuseError(f"{path}:{line}:{column}: {why}", hint=f"schoolproof check-profile {path}")


def _doors_name_people(profile: Profile, path: Path, text: str) -> None:
    """Whoever tries a door has a second factor to leave out, and who has to get in has none."""
    for index, door in enumerate(profile.doors):
        for place, name, with_factor in (("who", door.who, True), ("control", door.control, False)):
            one = profile.personas.get(name or "")
            if name is not None and (one is None or one.password is None or (one.totp is not None) is not with_factor):
                line, column = locate(text, ("doors", index, place))
                told = f"no persona named {name} signs in {'with' if with_factor else 'without'} a second factor (totp)"
                raise MisuseError(
                    f"{path}:{line}:{column}: doors.{door.name}: {told}", hint=f"schoolproof check-profile {path}"
                )
def _joining_is_whole(profile: Profile, path: Path, text: str) -> None:
    """Everybody who takes part in coming in is a persona that may, and nothing is missing for it."""
    for place, why in profile.joining_problems(profile.personas, profile.accounts):
        line, column = locate(text, place)
        raise MisuseError(f"{path}:{line}:{column}: {why}", hint=f"schoolproof check-profile {path}")


def _prepared(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """Names into personas, secrets from where they are kept, files relative to the profile."""
    folder = path.resolve().parent
    personas = raw.get("personas")
    if isinstance(personas, dict):
        for name, persona in personas.items():
            if isinstance(persona, dict):
                persona.setdefault("name", name)
                for field in SECRETS:
                    if isinstance(persona.get(field), str):
                        persona[field] = _secret(persona[field], folder, f"{path}: personas.{name}.{field}")
    sandbox = raw.get("sandbox")
    if isinstance(sandbox, dict) and isinstance(sandbox.get("ca"), str):
        sandbox["ca"] = folder / sandbox["ca"]
        if not sandbox["ca"].is_file():
            raise MisuseError(f"{path}: sandbox.ca: no such file: {sandbox['ca']}")
    mailbox = raw.get("mailbox")
    if isinstance(mailbox, dict) and isinstance(mailbox.get("maildir"), str):
        mailbox["maildir"] = folder / mailbox["maildir"]
    _look_for_files(raw.get("app"), folder, path)
    for table, files in PROVIDERS.items():
        _prepare_provider(raw.get(table), table, files, path)
    return {**raw, "path": path.resolve()}


def _look_for_files(app: object, folder: Path, path: Path) -> None:
    """The package, and the form beside it, have to be there before anything starts."""
    for name in ("package", "data_safety"):
        file = app.get(name) if isinstance(app, dict) else None
        if isinstance(file, str) and not (folder / file).is_file():
            raise MisuseError(f"{path}: app.{name}: no such file: {folder / file}")


def _prepare_provider(given: object, table: str, files: tuple[str, ...], path: Path) -> None:
    """The client secret from where it is kept, and files relative to the profile."""
    if not isinstance(given, dict):
        return
    folder = path.resolve().parent
    if isinstance(given.get("client_secret"), str):
        given["client_secret"] = _secret(given["client_secret"], folder, f"{path}: {table}.client_secret")
    for name in files:
        if isinstance(given.get(name), str):
            given[name] = folder / given[name]
            if not given[name].is_file():
                raise MisuseError(f"{path}: {table}.{name}: no such file: {given[name]}")


def _secret(value: str, folder: Path, where: str) -> str:
    """`env:NAME`, `file:PATH` or the plain text of a synthetic account."""
    kind, _, rest = value.partition(":")
    if kind == "env":
        if not os.environ.get(rest):  # a name that no variable can have is simply not set
            raise MisuseError(f"{where}: the environment variable {rest} is not set", hint=f"export {rest}=…")
        return os.environ[rest]
    if kind == "file":
        try:
            return (folder / rest).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise MisuseError(f"{where}: {rest} cannot be read: {error}") from error
    return value


def _told(path: Path, text: str, error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        location: Location = tuple(problem["loc"])
        line, column = locate(text, location)
        where = ".".join(str(part) for part in location) or "profile"
        lines.append(f"{path}:{line}:{column}: {where}: {_plain(problem['type'], problem['msg'])}")
    return "\n".join(lines)


def _plain(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key"
    if kind == "missing":
        return "missing"
    return message.removeprefix("Value error, ")
