"""Who takes part in the proof by effect, and what each is to the pupil that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness import Persona, Profile
from harness.model.profile_effects import Effect, EffectId

ANONYMOUS, OTHER_SCHOOL, OTHER_CLASS, PERMITTED = "anonymous", "other-school", "other-class", "permitted"
TASK = "effects"


@dataclass(frozen=True)
class Cast:
    """The owner, and the outsiders with their relation to it: one for each relation and role."""

    owner: Persona
    outsiders: Mapping[str, tuple[Persona, str]]
    effects: tuple[Effect, ...]
    people: Mapping[str, Persona]

    def of(self, *ids: EffectId) -> list[Effect]:
        """The declared effects of these ids that are about the owner and whose permitted persona takes part."""
        return [
            one for one in self.effects
            if one.id in ids and one.owner in (None, self.owner.name) and self.by(one) is not None
        ]

    @property
    def strangers(self) -> list[tuple[Persona, str]]:
        """Those from outside the school."""
        return [(who, rel) for who, rel in self.outsiders.values() if rel != OTHER_CLASS]

    @property
    def finder(self) -> Persona | None:
        """Who may find the owner and looks for a search, where the profile declares none."""
        if self.of("discoverability"):
            return None
        staff_first = sorted(self.people.values(), key=lambda one: one.role != "teacher")
        return next((one for one in staff_first if relation(self.owner, one) == PERMITTED), None)

    def by(self, effect: Effect) -> Persona | None:
        """Who may, of this effect; None when the profile has nobody of that name any more."""
        return self.owner if effect.by is None else self.people.get(effect.by)

    def actors(self) -> list[str]:
        """The names of everybody who acts."""
        permitted = [one for effect in self.effects if (one := self.by(effect)) is not None]
        if (finder := self.finder) is not None:
            permitted.append(finder)
        named = [self.owner, *permitted, *(persona for persona, _ in self.outsiders.values())]
        return list(dict.fromkeys(persona.name for persona in named))


def cast_of(profile: Profile) -> Cast | None:
    """The cast; None without a pupil of its own or without anybody else."""
    pupils = [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]
    if not pupils:
        return None
    owner, chosen = pupils[0], dict[tuple[str, str], tuple[Persona, str]]()
    for persona in profile.personas.values():
        seen = relation(owner, persona)
        if seen in (ANONYMOUS, OTHER_SCHOOL, OTHER_CLASS):
            chosen.setdefault((seen, persona.role), (persona, seen))
    outsiders = {persona.name: (persona, seen) for persona, seen in chosen.values()}
    return Cast(owner, outsiders, profile.effects, profile.personas) if outsiders else None


def relation(owner: Persona, other: Persona) -> str | None:
    """What somebody is to the owner; None for the owner, for administrators and parents, and where nobody can tell."""
    if other.role == "anonymous":
        return ANONYMOUS
    if other.name == owner.name or other.role not in ("pupil", "teacher") or not (owner.school and other.school):
        return None
    if owner.school != other.school:
        return OTHER_SCHOOL
    if owner.class_ and other.class_ and owner.class_ != other.class_:
        return OTHER_CLASS if other.role == "pupil" else None
    return PERMITTED
