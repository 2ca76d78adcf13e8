"""Whether sessions elsewhere end with a new password."""

from harness import Notices, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/sessions-end-on-change",
    requirement="AUT-10",
    title="Sessions elsewhere end with a new password",
    severity=Severity.MEDIUM,
    since="0.3",
    level="recommended",
)
def sessions_end_on_change(notices: Notices) -> Verdict:
    """
    ## What it checks
    Somebody is signed in elsewhere with the account of a persona. Then its password is set anew, by the link of a
    letter and by whoever is signed in. The session elsewhere must not open the account any more.
    ## Why it matters
    Who changes a password because somebody else knows it wants that somebody out.
    ## What it cannot see
    Whether a page offers to end other sessions, apart from a new password.
    """
    looked = [one for one in notices if one.others is not None]
    going_on = [one for one in looked if one.others]
    if going_on:
        told = "A session elsewhere still opened the account after a new password ({changes})."
        return fail(told, changes={one.change for one in going_on}, proof=going_on)
    if not looked:
        return not_tested("No session elsewhere was watched while a password was changed.")
    return ok("Sessions elsewhere had ended after a new password ({changes}).",
              changes={one.change for one in looked}, examined=looked, proof=looked)
