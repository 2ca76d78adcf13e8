"""Whether a link for a new password can be guessed."""

from harness import Parameters, Resets, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.reset_asked import asked


@check(
    id="authentication/reset-link-random",
    requirement="AUT-09",
    title="A link for a new password cannot be guessed",
    severity=Severity.HIGH,
    since="0.3",
)
def reset_link_random(resets: Resets, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Two links that were asked for one after the other are compared. What they differ in can hold so many bits of chance
    at most, by its length and its kinds of characters, and must not follow from one to the other.
    ## Why it matters
    Whoever can guess the link of a pupil who asked for one, or whom they asked one for, has the account.
    ## What it cannot see
    Whether the characters are really drawn by chance. Two links show the most that they can hold, never the least.
    """
    found = asked(resets)
    if isinstance(found, Verdict):
        return found
    if found.bits is None:
        return not_tested("There were no two links to compare.")
    least = parameters.number("reset-link-bits")
    if found.sequential:
        return fail("The links in two letters follow from one another.", proof=[found])
    if found.bits < least:
        few = "What two links differ in has {length} characters and holds {bits} bits at most; {least} are needed."
        return fail(few, bits=round(found.bits), length=found.length, least=round(least), proof=[found])
    return ok("What two links differ in has {length} characters and can hold {bits} bits.",
              length=found.length, bits=round(found.bits), examined=[found], proof=[found])
