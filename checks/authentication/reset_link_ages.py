"""Whether a link for a new password ends by itself."""

from harness import Deferred, Parameters, Resets, Severity, Standing, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.reset_asked import asked

HOUR = 3600.0


@check(
    id="authentication/reset-link-ages",
    requirement="AUT-09",
    title="A link for a new password ends by itself",
    severity=Severity.MEDIUM,
    since="0.3",
    level="recommended",
)
def reset_link_ages(later: Deferred, resets: Resets, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    A link of a letter is kept, unused. Just after the time that it may live, its form is sent with the password that is
    in force anyway: nothing changes, but a link that works is used up by it. It must have no form any more then, while
    the page on which a new password is asked for is there.
    ## Why it matters
    Letters lie in mailboxes for years. A link that never ends is a second password that nobody changes.
    ## What it cannot see
    Links whose pages tell nothing without scripts. When it was tried long after the limit, nobody knows when it ended.
    """
    standings = later.standings("AUT-09")
    if not standings:
        found = asked(resets)
        if isinstance(found, Verdict):
            return found
        why = next((one.reason for one in later.unkept("AUT-09")), found.reason or "no-link")
        return not_tested("No link was kept to be tried again: {why}.", why=why)
    one = standings[0]
    limit = parameters.seconds("reset-hours")
    if one.outcome is None:
        return _outstanding(one)
    hours = int(one.elapsed / HOUR)
    if one.outcome == "open":
        if one.elapsed <= limit:
            return not_tested("The link was tried again before it had to end.")
        return fail("A link for a new password still worked after {hours} hours.", hours=hours, proof=one.answers)
    slack = parameters.seconds("later-grace") + limit * parameters.number("later-window") / 100
    if one.elapsed > limit + slack:
        return not_tested("The link had ended after {hours} hours; whether in time was not seen.", hours=hours)
    return ok("A link for a new password had ended after {hours} hours.",
              hours=hours, examined=one.answers, proof=one.answers)


def _outstanding(one: Standing) -> Verdict:
    due = one.due[:16].replace("T", " ")
    if one.why == "not-asked":
        return not_tested("The link is to be tried again on {due} UTC or soon after.", due=due)
    return not_tested("The link was tried again (due on {due} UTC), and nothing follows: {why}.", due=due, why=one.why)
