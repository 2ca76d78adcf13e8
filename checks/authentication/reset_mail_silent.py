"""Whether letters hold a password."""

from harness import Resets, Severity, Verdict, check, fail, ok
from harness.checks.authentication.reset_asked import tried


@check(
    id="authentication/reset-mail-silent",
    requirement="AUT-09",
    title="No letter holds a password",
    severity=Severity.HIGH,
    since="0.3",
)
def reset_mail_silent(resets: Resets) -> Verdict:
    """
    ## What it checks
    The letters that come while new passwords are asked for and chosen are searched for the password from before and for
    each of those that were chosen.
    ## Why it matters
    A password in a letter stays there for years, on servers and screens of others; and an app that can write the one
    from before keeps it readable.
    ## What it cannot see
    Passwords in pictures and attachments, and those that an app makes up itself.
    """
    telling = [one for one in resets if one.tells]
    if telling:
        which = {word for one in telling for word in one.tells}
        return fail("A letter held the password ({which}).", which=which, proof=telling)
    found = tried(resets)
    if isinstance(found, Verdict):
        return found
    return ok("No letter held a password.", examined=[found], proof=[found])
