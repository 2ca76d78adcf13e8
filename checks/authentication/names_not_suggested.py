"""Whether the page to sign in tells strangers which accounts exist, before anything is sent."""

from harness import Severity, Suggested, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/names-not-suggested",
    requirement="AUT-05",
    title="Signing in suggests nobody's name",
    severity=Severity.MEDIUM,
    since="0.5",
    apps=("web",),
)
def names_not_suggested(suggested: Suggested) -> Verdict:
    """
    ## What it checks
    A stranger opens the page to sign in and types the user names of up to three personas, of pupils and of others, key
    by key and without the last character; nothing is sent. No answer that comes meanwhile, and nothing that the page
    shows before or during it, holds the whole user name or another planted value of anybody in the profile.
    ## Why it matters
    A page that completes names gives a list of everybody who has an account, letter by letter.
    ## What it cannot see
    Suggestions that come only for the whole name, after it was sent, or later than 0.8 seconds after a key; accounts
    that the profile does not name; names that are hidden in an encoding of the app's own.
    """
    named = {told.sign: one for one in suggested for told in one.told}
    if named:
        return fail("The page to sign in tells strangers who has an account: {people}.", people=named,
                    proof=list(named.values()))
    if suggested.led_away:
        told = "Whoever signs in is led to a page of somebody else: the app itself has no name to complete."
        return ok(told, examined=suggested, proof=list(suggested))
    if doubts := suggested.doubts():
        return not_tested("It could not be seen whether the page to sign in suggests names: {why}.", why=doubts)
    typed = [one for one in suggested if one.persona]
    if not typed:
        return not_tested("No user name was typed at the page to sign in.")
    return ok("At parts of {count} user names the page to sign in told of nobody.", count=len(typed),
              examined=typed, proof=list(suggested), feature=True)
