"""The work of a pupil, for others than the own class."""

from harness import Effects, Persona, Severity, Verdict, check, fail, not_tested, ok, ways

OTHERS = ("anonymous", "other-school", "other-class")


@check(
    id="settings/work-in-class",
    requirement="SET-06",
    title="New work is read within the class only",
    severity=Severity.HIGH,
    personas=("pupil",),
    representative=True,
    since="0.1",
    coverage="full",
)
def work_in_class(effects: Effects, persona: Persona) -> Verdict:
    """
    ## What it checks
    The pupil makes a work with a word of its own in it. A visitor, people of another school and a pupil of another
    class open its address, and none gets that word, whatever the status of the answer says. The pupil sees it before
    and after.
    ## Why it matters
    Work of children shows what they think and what they cannot do yet.
    ## What it cannot see
    Kinds of work that the profile does not declare, and files that stand at addresses of their own.
    """
    tried = effects.attempts(("work-sharing",), OTHERS)
    got = [one for one in tried if one.reached]
    if got:
        told = sorted(set(ways(got)))
        return fail("Work of {persona} is open to others: {ways}.", persona=persona.name, ways=told, proof=got)
    if not tried:
        return not_tested("The profile declares no work that a pupil makes.")
    unsure = sorted({f"{one.actor}: {one.control}" for one in tried if one.control})
    if unsure:
        return not_tested("What was refused proves nothing, for the control failed: {why}.", why=unsure)
    for relation in OTHERS:
        if not any(one.relation == relation and one.tried for one in tried):
            return not_tested("Nobody of the kind {relation} could try to read the work.", relation=relation)
    made = [one for one in tried if one.tried]
    return ok("{count} people from elsewhere could not read it.", count=len(made), examined=made, proof=made)
