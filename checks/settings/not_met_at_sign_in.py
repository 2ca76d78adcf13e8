"""What strangers learn about pupils from the page to sign in."""

from harness import Severity, Suggested, Verdict, check, fail, not_tested, ok


@check(
    id="settings/not-met-at-sign-in",
    requirement="SET-01",
    title="The page to sign in tells strangers nothing of a pupil",
    severity=Severity.HIGH,
    since="0.5",
    apps=("web",),
)
def not_met_at_sign_in(suggested: Suggested) -> Verdict:
    """
    ## What it checks
    A stranger opens the page to sign in and types the beginning of the user name of a pupil and of others, without
    sending anything. No planted value of a pupil, nor a pupil's whole user name, comes back: not in a list to choose
    from, and not in an answer that the page gets and does not show.
    ## Why it matters
    Names of children who use the app, and of what school, are then there for anybody who types a letter.
    ## What it cannot see
    Pupils whom the profile does not name, and suggestions that come only for a whole name or later than 0.8 seconds
    after a key.
    """
    named = {told.sign: one for one in suggested for told in one.told if told.role == "pupil"}
    if named:
        return fail("The page to sign in tells strangers about pupils: {data}.", data=named, proof=list(named.values()))
    if suggested.led_away:
        told = "Whoever signs in is led to a page of somebody else: the app itself has no name to complete."
        return ok(told, examined=suggested, proof=list(suggested))
    if doubts := suggested.doubts():
        return not_tested("It could not be seen whether the page to sign in tells about pupils: {why}.", why=doubts)
    typed = [one for one in suggested if one.role == "pupil"]
    if not typed:
        return not_tested("No user name of a pupil was typed at the page to sign in.")
    return ok("Parts of the user names of {count} pupils brought nothing about any of them.", count=len(typed),
              examined=typed, proof=list(suggested))
