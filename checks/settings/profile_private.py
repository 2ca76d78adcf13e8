"""The profile of a pupil, for others than the own school."""

from harness import Effects, EffectTried, Persona, Severity, Verdict, check, fail, not_tested, ok, ways

OUTSIDE = ("anonymous", "other-school")
SEEN = ("profile-visibility", "discoverability")


@check(
    id="settings/profile-private",
    requirement="SET-01",
    title="Nobody outside the school sees or finds a pupil",
    severity=Severity.CRITICAL,
    personas=("pupil",),
    representative=True,
    since="0.1",
    coverage="full",
)
def profile_private(effects: Effects, persona: Persona) -> Verdict:
    """
    ## What it checks
    A visitor, and a pupil and a teacher of another school, open the profile of the pupil, ask again for addresses that
    showed the pupil's values to somebody, and search for the pupil. None of the planted values comes back, whatever the
    status of the answer says. Who may see the pupil is asked in the same way just before and just after, and does see
    the values. No sitemap lists pages of pupils.
    ## Why it matters
    A label that says "my class" protects nobody; what strangers get does.
    ## What it cannot see
    Pages that the profile does not declare and nobody visited, and what search engines kept from before.
    """
    tried = effects.attempts(SEEN, OUTSIDE)
    got = [one for one in tried if one.reached]
    if got:
        told, who = sorted(set(ways(got))), persona.name
        return fail("People from outside the school reached {persona}: {ways}.", persona=who, ways=told, proof=got)
    doubt = _doubt(tried)
    if doubt is not None:
        return doubt
    sound = [one for one in tried if one.tried and not one.control]
    told_of = "{count} attempts from outside the school brought nothing of {persona}."
    return ok(told_of, count=len(sound), persona=persona.name, examined=sound, proof=sound)


def _doubt(tried: list[EffectTried]) -> Verdict | None:
    """What is missing for a pass to mean something; None when nothing is."""
    unsure = [one for one in tried if one.control and one.way in ("page", "search")]
    if unsure:
        why = sorted({f"{one.effect} {one.way} {one.actor}: {one.control}" for one in unsure})
        return not_tested("What was refused proves nothing, for the control failed: {why}.", why=why)
    for relation in OUTSIDE:
        sound = [one for one in tried if one.relation == relation and one.tried and not one.control]
        if not any(one.effect == "profile-visibility" for one in sound):
            return not_tested("Nobody of the kind {relation} could try to see the profile.", relation=relation)
    if not any(one.way == "search" and one.tried and not one.control for one in tried):
        return not_tested("No search for pupils was declared or found, so nobody knows whether it finds them.")
    return None
