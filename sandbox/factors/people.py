"""Whose second factor is tried, and who has to wait for it."""

from __future__ import annotations

from collections.abc import Sequence

from harness import Persona, Profile

ROLES = ("admin", "teacher")


def tried_whole(profile: Profile) -> Persona | None:
    """With whom the codes are tried: nobody else may use one of theirs meanwhile."""
    return next((one for one in cast_of(profile) if one.totp is not None), None)


def beside_codes(wave: int, profile: Profile, actors: Sequence[tuple[str, str]]) -> int:
    """This wave, or the next where one of these people has their codes tried in it."""
    whole = tried_whole(profile)
    return wave + (whole is not None and whole.name in {name for name, _ in actors})


def cast_of(profile: Profile) -> list[Persona]:
    """The first administrator and the first teacher who sign in with a password."""
    people = [one for one in profile.personas.values() if one.password is not None]
    firsts = (next((one for one in people if one.role == role), None) for role in ROLES)
    return [one for one in firsts if one is not None]
