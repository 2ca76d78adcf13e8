"""Whether a link for a new password works more than once."""

from harness import Resets, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.reset_asked import tried


@check(
    id="authentication/reset-link-once",
    requirement="AUT-09",
    title="A link for a new password works once",
    severity=Severity.HIGH,
    since="0.3",
)
def reset_link_once(resets: Resets) -> Verdict:
    """
    ## What it checks
    A new password is asked for by mail and chosen in a browser: it signs in. The same link is then followed by somebody
    else and its form sent with another password. That one must not sign in, the first one must, and following the link
    must not show the account. A fresh link, used in the same way, has to work.
    ## Why it matters
    Letters are kept, forwarded and read on shared screens. Whoever finds an old one must not get an account with it.
    ## What it cannot see
    Codes that are typed over instead of a link, and messages that do not go by mail.
    """
    again = [one for one in resets if one.again]
    if again:
        return fail("The link in the letter, used before, set another password.", proof=again)
    opens = [one for one in resets if one.again_opens]
    if opens:
        return fail("The link in the letter, used before, opened the account.", proof=opens)
    found = tried(resets)
    if isinstance(found, Verdict):
        return found
    if found.again is None or found.again_opens is None:
        return not_tested("Whether the used link did anything was not seen.")
    return ok("The link in the letter set a password once, and nothing after that.", examined=[found], proof=[found])
