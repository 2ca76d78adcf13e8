"""Whether a newer link for a new password ends the older one."""

from harness import Resets, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.reset_asked import tried


@check(
    id="authentication/reset-link-replaced",
    requirement="AUT-09",
    title="A newer link for a new password ends the older one",
    severity=Severity.LOW,
    since="0.3",
    level="recommended",
)
def reset_link_replaced(resets: Resets) -> Verdict:
    """
    ## What it checks
    New passwords are asked for in a row. The link of an older letter is used once the newest has come: the password
    that is chosen with it must not sign in. The newest link, used in the same way, has to work.
    ## Why it matters
    Who asks again may have lost the first letter, or have seen that somebody else reads along.
    ## What it cannot see
    Apps that send the same link again: there is no older one then.
    """
    works = [one for one in resets if one.older]
    if works:
        return fail("An older link set a password although a newer one had come.", proof=works)
    found = tried(resets)
    if isinstance(found, Verdict):
        return found
    if found.older is None:
        return not_tested("There was no older link to try.")
    return ok("Once a newer link had come, the older one set no password.", examined=[found], proof=[found])
