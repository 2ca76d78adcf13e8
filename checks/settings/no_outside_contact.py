"""Messages and comments from outside the school."""

from harness import Effects, EffectTried, Parameters, Persona, Severity, Verdict, check, fail, not_tested, ok, ways

OUTSIDE = ("anonymous", "other-school")
WRITTEN = ("contact", "comments")


@check(
    id="settings/no-outside-contact",
    requirement="SET-02",
    title="Nobody outside the school can write to a pupil",
    severity=Severity.CRITICAL,
    personas=("pupil",),
    representative=True,
    since="0.1",
    coverage="full",
)
def no_outside_contact(effects: Effects, persona: Persona, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    A visitor, and a pupil and a teacher of another school, try to send the pupil a message and to comment on the
    pupil's work: on screen, and by sending the request of somebody who may, with their own session. Each carries a word
    of its own. The pupil then looks, and none of these words has arrived, while the message of who may did: once what
    who may sent after them is there, or by the end of the waiting time where nothing could be sent after them.
    ## Why it matters
    A refusal on the screen is worth nothing when the message arrives.
    ## What it cannot see
    Ways of writing that the profile does not declare, what is held back for strangers only and arrives later, and
    contact outside the app.
    """
    tried = effects.attempts(WRITTEN, OUTSIDE)
    got = [one for one in tried if one.reached]
    if got:
        told, who = sorted(set(ways(got))), persona.name
        return fail("What people from outside wrote reached {persona}: {ways}.", persona=who, ways=told, proof=got)
    if not any(one.effect == "contact" for one in tried):
        return not_tested("The profile declares no way to send a pupil a message.")
    return _doubt(tried, parameters.seconds("contact-wait")) or _nothing(tried, persona)


def _doubt(tried: list[EffectTried], wait: float) -> Verdict | None:
    """What is missing for a pass to mean something; None when nothing is."""
    unsure = sorted({f"{one.effect} {one.actor}: {one.control}" for one in tried if one.control})
    if unsure:
        return not_tested("What did not arrive proves nothing, for the control failed: {why}.", why=unsure)
    for effect in sorted({one.effect for one in tried}):
        for relation in OUTSIDE:
            made = [one for one in tried if (one.effect, one.relation) == (effect, relation) and one.tried]
            if not made:
                return not_tested("Nobody of the kind {relation} could try {effect}.", relation=relation, effect=effect)
    early = [one.waited for one in tried if one.tried and not one.overtaken and one.waited < wait]
    if early:
        return not_tested("It was looked for after {seconds} seconds only.", seconds=int(min(early)))
    return None


def _nothing(tried: list[EffectTried], persona: Persona) -> Verdict:
    made = [one for one in tried if one.tried]
    said = "{count} messages and comments from outside did not reach {persona}."
    return ok(said, count=len(made), persona=persona.name, examined=made, proof=made)
