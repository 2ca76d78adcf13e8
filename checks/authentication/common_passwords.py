"""Whether passwords that everybody guesses are taken."""

from harness import Parameters, Passwords, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.password_places import untold


@check(
    id="authentication/common-passwords",
    requirement="AUT-03",
    title="Common passwords are refused",
    severity=Severity.HIGH,
    since="0.2",
)
def common_passwords(passwords: Passwords, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Passwords that stand high in every list of leaked ones, Dutch ones among them, are offered where people choose a
    password; each is long enough for the app. Nobody may be able to sign in with one. Between them random passwords of
    the same shape have to be taken, so that it is the word that was minded.
    ## Why it matters
    Whoever guesses begins with these.
    ## What it cannot see
    Weak passwords outside the sample, which is our own choice. Few common passwords are longer than fifteen characters.
    """
    taken = [one for one in passwords if one.case == "common" and one.accepted]
    if taken:
        words, places = {one.sample for one in taken}, {one.place for one in taken}
        return fail("Common passwords were taken ({places}): {words}.", places=places, words=words, proof=taken)
    refused = [one for one in passwords if one.case == "common" and one.refused]
    controls = [one for one in passwords if one.case == "control" and one.accepted]
    enough, wanted = parameters.number("blocklist-samples"), parameters.number("blocklist-controls")
    told_at = {
        place for place in passwords.places()
        if sum(one.place == place for one in refused) >= enough
        and sum(one.place == place for one in controls) >= wanted
    }
    if missing := untold(passwords, told_at):
        return not_tested("Where common passwords were not tried as they should: {places}.", places=missing)
    if not told_at:
        return not_tested("No common password was offered.")
    text = "{count} common passwords were refused and {controls} random ones taken ({places})."
    return ok(text, count=len(refused), controls=len(controls), places=told_at, examined=refused, proof=refused,
              feature=True)
