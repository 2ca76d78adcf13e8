"""The probe of names that the sign-in page gives away while one is typed, or before (`suggestions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from harness import Persona, Profile
from harness.sandbox.acting.probe import ActingProbe

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage

TASK = "suggestions"


class SuggestionsProbe(ActingProbe):
    """A stranger types parts of user names and sends nothing. Nothing has to be undone."""

    name = "names at the sign-in"
    kinds = (TASK,)
    wave = 5  # nobody waits for it
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        """Without a user name there is nothing to type a part of."""
        from harness.sandbox.passwords.suggestions import chosen

        if not chosen(profile):
            return "no persona has a user name of which a part could be typed"
        return None if _stranger(profile) else "nobody comes as a visitor"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """One visitor."""
        visitor = _stranger(profile)
        return [(visitor.name, TASK)] if visitor else []

    async def probe(self, stage: Stage) -> None:
        """Open the page to sign in, and type."""
        from harness.sandbox.passwords.recognised import marks
        from harness.sandbox.passwords.suggestions import Typist, chosen

        profile, visitor = stage.run.profile, _stranger(stage.run.profile)
        assert visitor is not None
        async with stage.actor(visitor, TASK, alone=True) as actor:

            async def opens() -> None:
                await actor.goto(urljoin(actor.base, entrance(profile)))

            async def act() -> None:
                await actor.acted("type a part of a user name")

            typist = Typist(actor.page, profile.app.hosts, marks(profile), act)
            for one in await typist.visit(opens, chosen(profile)):
                stage.run.writer.probe(TASK, one.record)


def _stranger(profile: Profile) -> Persona | None:
    return next((one for one in profile.personas.values() if one.role == "anonymous"), None)


def entrance(profile: Profile) -> str:
    """Where one signs in, as the profile says: by an address, or by the first page that its steps open."""
    login = profile.login
    steps = (login.steps if login else None) or ()
    opened = next((str(step["goto"]) for step in steps if "goto" in step), "")
    return (login.url if login else None) or opened
