"""Which sessions a web run has: who does what, with which answer to the consent banner."""

from __future__ import annotations

from dataclasses import dataclass

from harness import Persona, Profile
from harness.model.profile import Journey
from harness.sandbox.web.page.consent import ConsentState

OTHER_STATES: tuple[ConsentState, ...] = ("refused", "accepted")
AGAIN, AS_TOOL = "again", "as-tool"


@dataclass(frozen=True)
class PlannedSession:
    """One persona's session. `after` names the session that must have met a consent banner for this one to run.

    `automated`: its browser owns up to being a test tool; what it gets is compared with what an ordinary one got.
    `brief`: a repetition, which looks at two pages only.
    `proof_only`: it signs in and proves that, and looks at nothing else.
    """

    name: str
    persona: Persona
    journeys: tuple[Journey, ...]
    consent: ConsentState = "untouched"
    after: str | None = None
    automated: bool = False
    brief: bool = False
    proof_only: bool = False


def plan_sessions(profile: Profile) -> list[PlannedSession]:
    """A persona signs in once and does its journeys in order; the consent banner is then tried in its other states.

    One sign-in per persona, because one-time codes work once in 30 seconds and apps count sign-ins. Each state of
    consent is met at least twice: by a visitor and by a pupil. A visitor costs no sign-in, so it comes once more as it
    is, and once as a browser that says it is a tool.
    """
    planned = []
    for persona in profile.personas.values():
        if persona.acts_only:
            continue
        journeys = tuple(
            journey
            for journey in profile.journeys
            if persona.name in journey.personas or (not journey.personas and persona.role != "anonymous")
        )
        main = PlannedSession(f"{persona.name}-{_title(journeys, persona)}", persona, journeys)
        planned.append(main)
        if persona.role == "anonymous" or persona == _first_pupil(profile):
            planned += _other_states(main)
        if persona.role == "anonymous" and not profile.quick:
            planned += [
                PlannedSession(f"{persona.name}-{AGAIN}", persona, (), brief=True),
                PlannedSession(f"{persona.name}-{AS_TOOL}", persona, (), brief=True, automated=True),
            ]
    return planned


def _other_states(main: PlannedSession) -> list[PlannedSession]:
    return [
        PlannedSession(f"{main.persona.name}-consent-{state}", main.persona, (), state, after=main.name)
        for state in OTHER_STATES
    ]


def _title(journeys: tuple[Journey, ...], persona: Persona) -> str:
    if len(journeys) == 1:
        return journeys[0].name
    return "journeys" if journeys else "visit" if persona.role == "anonymous" else "crawl"


def _first_pupil(profile: Profile) -> Persona | None:
    pupils = (one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only)
    return next(pupils, None)
