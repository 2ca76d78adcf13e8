"""Whether passwords made of the app's name, or known from leaks, are taken."""

from harness import Parameters, Passwords, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.password_places import untold

CASES = ("context", "breached")


@check(
    id="authentication/own-words",
    requirement="AUT-03",
    title="Passwords with the name of the app or from leaks are refused",
    severity=Severity.LOW,
    since="0.2",
    level="recommended",
)
def own_words(passwords: Passwords, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    As for common passwords, with words that this app invites: its own name and words of school, followed by figures;
    and with phrases that are known from leaks.
    ## Why it matters
    A pupil who has to invent a password looks around: the name of the app and the school are what a classmate tries.
    ## What it cannot see
    Names of the school and the place, which the test does not know, and phrases outside the sample.
    """
    taken = [one for one in passwords if one.case in CASES and one.accepted]
    if taken:
        words, places = {one.sample for one in taken}, {one.place for one in taken}
        told = "Passwords with words of the app or from leaks were taken ({places}): {words}."
        return fail(told, places=places, words=words, proof=taken)
    refused = [one for one in passwords if one.case in CASES and one.refused]
    wanted = parameters.number("blocklist-context") + parameters.number("blocklist-breached")
    told_at = {place for place in passwords.places() if sum(one.place == place for one in refused) >= wanted}
    if missing := untold(passwords, told_at):
        return not_tested("Where such passwords were not tried as they should: {places}.", places=missing)
    if not told_at:
        return not_tested("No password with words of the app was offered.")
    text = "{count} passwords with words of the app or from leaks were refused ({places})."
    return ok(text, count=len(refused), places=told_at, examined=refused, proof=refused, feature=True)
