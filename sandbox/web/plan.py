"""Which sessions a web run has: who does what, with which answer to the consent banner."""

from __future__ import annotations

from dataclasses import dataclass

from harness import Persona, Profile
from harness.model.profile import Journey
from harness.sandbox.web.page.consent import ConsentState

OTHER_STATES: tuple[ConsentState, ...] = ("refused", "accepted")


@dataclass(frozen=True)
class PlannedSession:
    """One persona's session. `after` names the session that must have met a consent banner for this one to run.

    `brief`: it signs in and proves that, and looks at nothing else.
    """

    name: str
    persona: Persona
    journeys: tuple[Journey, ...]
    consent: ConsentState = "untouched"
    after: str | None = None
    brief: bool = False


def plan_sessions(profile: Profile) -> list[PlannedSession]:
    """A persona signs in once and does its journeys in order; the consent banner is then tried in its other states.

    One sign-in per persona, because one-time codes work once in 30 seconds and apps count sign-ins.
    """
    planned = []
    for persona in profile.personas.values():
        journeys = tuple(
            journey
            for journey in profile.journeys
            if persona.name in journey.personas or (not journey.personas and persona.role != "anonymous")
        )
        main = PlannedSession(f"{persona.name}-{_title(journeys, persona)}", persona, journeys)
        planned.append(main)
        if persona.role == "anonymous" or persona == _first_pupil(profile):
            planned += [
                PlannedSession(f"{persona.name}-consent-{state}", persona, (), state, after=main.name)
                for state in OTHER_STATES
            ]
    return planned


def _title(journeys: tuple[Journey, ...], persona: Persona) -> str:
    if len(journeys) == 1:
        return journeys[0].name
    return "journeys" if journeys else "visit" if persona.role == "anonymous" else "crawl"


def _first_pupil(profile: Profile) -> Persona | None:
    return next((persona for persona in profile.personas.values() if persona.role == "pupil"), None)
