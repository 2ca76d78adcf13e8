"""The settings that a person can change, with the safe choice as the default, and what they do."""

from __future__ import annotations

from dataclasses import dataclass

from harness.sandbox.demo.store import Row, Store


@dataclass(frozen=True)
class Choice:
    """One setting: an id of the settings catalogue, its Dutch label, the options, and which of those are safe."""

    id: str
    label: str
    options: tuple[str, ...]
    safe: tuple[str, ...]

    @property
    def default(self) -> str:
        """What a new account has."""
        return self.safe[0]


CHOICES = (
    Choice("profile-visibility", "Wie kan mijn profiel zien", ("Mijn klas", "Alleen ik"), ("Mijn klas", "Alleen ik")),
    Choice(
        "work-sharing", "Wie kan mijn antwoorden zien", ("Alleen mijn leraar", "Mijn klas"), ("Alleen mijn leraar",)
    ),
    Choice("notifications", "Meldingen over berichten", ("Uit", "Aan"), ("Uit",)),
)


def chosen(store: Store, person: Row) -> dict[str, str]:
    """Every setting of this person, by id: the own choice or the default. `person` needs only a `username`."""
    return {choice.id: choice.default for choice in CHOICES} | store.settings(person["username"])


def visible_name(store: Store, viewer: Row, pupil: Row) -> str:
    """The name of a pupil as this viewer in the same class sees it: whole for teachers, the first name for pupils."""
    if viewer["role"] == "teacher":
        return f"{pupil['first_name']} {pupil['last_name']}"
    hidden = chosen(store, pupil)["profile-visibility"] == "Alleen ik" and pupil["username"] != viewer["username"]
    return "Een klasgenoot" if hidden else str(pupil["first_name"])
