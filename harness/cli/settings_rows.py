"""What a profile needs so that each requirement about safe settings can be answered whole.

The rows follow the criteria of the catalogue: outsiders to try, somebody who administers, accounts that are new.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.model.profile import Persona, Profile

type Need = tuple[str, Callable[[Profile], bool]]


def needs(requirement: str, profile: Profile) -> list[str]:
    """What is missing in the profile for this requirement, in words; empty when nothing is."""
    if requirement in profile.inapplicable:
        return []
    return [what for what, there in _NEEDS.get(requirement, ()) if not there(profile)]


def _pupils(profile: Profile) -> list[Persona]:
    return [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]


def _signs_in(profile: Profile) -> bool:
    return profile.login is not None and bool(_pupils(profile))


def _outsider(role: str) -> Callable[[Profile], bool]:
    def there(profile: Profile) -> bool:
        schools = {one.school for one in _pupils(profile)}
        others = (one for one in profile.personas.values() if one.role == role)
        return any(one.school is not None and one.school not in schools for one in others)

    return there


def _other_class(profile: Profile) -> bool:
    first = next(iter(_pupils(profile)), None)
    if first is None:
        return False
    fellows = [one for one in profile.personas.values() if one.role == "pupil" and one.school == first.school]
    return any(one.class_ != first.class_ for one in fellows)


def _administered(profile: Profile) -> bool:
    return any(one.role == "admin" for one in profile.personas.values())


def _effect(id: str) -> Need:
    return f'[[effects]] with id = "{id}"', lambda profile: any(one.id == id for one in profile.effects)


def _decided(profile: Profile) -> bool:
    return any(one.admin is not None for one in profile.settings)


_PUPIL: Need = ("a pupil who signs in ([login])", _signs_in)
_ALLOWED: Need = ("[authorisation]", lambda profile: profile.authorisation is not None)
_STRANGER: Need = ("a pupil of another school (school = …)", _outsider("pupil"))
_STRANGE_TEACHER: Need = ("a teacher of another school", _outsider("teacher"))
_ADMIN: Need = ("somebody with role = \"admin\"", _administered)
_NEW: Need = ("[accounts], for accounts of each age", lambda profile: profile.accounts is not None)
_AGE: Need = ("the age of each pupil", lambda profile: all(one.age is not None for one in _pupils(profile)))

_NEEDS: dict[str, tuple[Need, ...]] = {
    "SET-01": (_PUPIL, _ALLOWED, _STRANGER, _STRANGE_TEACHER, _NEW),
    "SET-02": (_PUPIL, _ALLOWED, _STRANGER, _NEW, _effect("contact")),
    "SET-03": (_PUPIL, _AGE),
    "SET-04": (_PUPIL, _AGE),
    "SET-05": (_PUPIL, _AGE, _ALLOWED),
    "SET-06": (_PUPIL, _ALLOWED, _STRANGER, ("a pupil of another class", _other_class), _effect("work-sharing")),
    "SET-07": (_PUPIL, _AGE),
    "SET-08": (_PUPIL,),
    "SET-09": (_PUPIL, _ALLOWED, _ADMIN, _NEW, ("[[settings]] with admin = …", _decided)),
    "SET-10": (_NEW, _ALLOWED),
    "SET-11": (_PUPIL, _ALLOWED, _NEW),
}
