"""An account that our own tries locked, or may have: nobody else can know, so it is told aloud and in the evidence."""

from __future__ import annotations

from harness import Persona, Run

LOCKED, MAYBE = "account-locked", "account-may-be-locked"


def tell_locked(run: Run, kind: str, persona: Persona, why: str = LOCKED) -> None:
    """Say so while the run goes on, and write a gap of this kind of evidence."""
    locked = "is" if why == LOCKED else "may be"
    run.progress.stage(f"the account of {persona.name} {locked} locked by our own guesses: unlock it by hand")
    run.writer.gap(kind, why, persona=persona.name, username=persona.username or "")
