"""How long a session lasts when nobody uses it."""

from harness import Deferred, Parameters, Persona, Severity, Standing, Verdict, check, fail, not_tested, ok

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
WORST_FIRST = ("open", None, "ended")


@check(
    id="sessions/timeouts",
    requirement="SES-04",
    title="Sessions end by themselves",
    severity=Severity.MEDIUM,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    coverage="partial",
)
def timeouts(later: Deferred, persona: Persona, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    The session of a teacher or an administrator is left alone and asked again just after the idle limit, that of a
    pupil just after the longest time in all. It must not open the account any more, while a fresh sign-in does.
    ## Why it matters
    A session that nobody ends is open to whoever next sits at that device.
    ## What it cannot see
    How long a session lives that stays in use, what the app's documents promise, and shared devices. A session that
    ended because somebody signed in or out with the account looks as if it ended by itself, so the accounts have to be
    left alone. When it was asked long after the limit, nobody knows when it ended.
    """
    standings = later.standings("SES-04")
    if not standings:
        return _not_kept(later, persona)
    one = min(standings, key=lambda standing: WORST_FIRST.index(standing.outcome))
    if one.outcome is None:
        return _outstanding(one, persona)
    limit = parameters.seconds("pupil-days" if persona.role == "pupil" else "staff-idle-hours")
    if one.outcome == "open":
        return _open(one, persona, limit)
    slack = parameters.seconds("later-grace") + limit * parameters.number("later-window") / 100
    return _ended(one, persona, limit + slack)


def _not_kept(later: Deferred, persona: Persona) -> Verdict:
    for one in later.unkept("SES-04"):
        if one.reason == "no-telling-page":
            return not_tested("No page tells by cookies alone that {persona} is signed in.", persona=persona.name)
        return not_tested("The session of {persona} did not open its page again.", persona=persona.name)
    return not_tested("No session of {persona} was kept to be asked again.", persona=persona.name)


def _outstanding(one: Standing, persona: Persona) -> Verdict:
    """Without an outcome: when it is due, or why nothing followed from asking."""
    said = {"persona": persona.name, "due": one.due[:16].replace("T", " ")}
    if one.why == "no-sign-in":
        return not_tested("{persona} was asked again (due on {due} UTC), but could not sign in afresh.", **said)
    if one.why == "no-page":
        return not_tested("A fresh sign-in of {persona} (due on {due} UTC) did not open the page either.", **said)
    if one.why == "public":
        return not_tested("The page of {persona} (due on {due} UTC) is open to strangers now.", **said)
    if one.why == "unsteady":
        return not_tested("The answers about {persona} (due on {due} UTC) changed while asking.", **said)
    if one.why == "no-answer":
        return not_tested("The app did not answer as it should about {persona} (due on {due} UTC).", **said)
    if one.why == "too-early":
        return not_tested("The session of {persona} was asked before it was due on {due} UTC.", **said)
    return not_tested("The session of {persona} is to be asked again on {due} UTC or soon after.", **said)


def _open(one: Standing, persona: Persona, limit: float) -> Verdict:
    who, proof = persona.name, one.answers
    if one.elapsed <= limit:
        return not_tested("The session of {persona} was asked again before the limit.", persona=who)
    if persona.role == "pupil":
        days = int(one.elapsed / DAY)
        return fail("The session of {persona} was still open after {days} days.", persona=who, days=days, proof=proof)
    minutes = int(one.elapsed / MINUTE)
    still = "The session of {persona} was still open after {minutes} minutes without use."
    return fail(still, persona=who, minutes=minutes, proof=proof)


def _ended(one: Standing, persona: Persona, latest: float) -> Verdict:
    who, seen = persona.name, one.answers
    if one.elapsed > latest:
        late = "The session of {persona} had ended after {hours} hours; whether within the limit was not seen."
        return not_tested(late, persona=who, hours=int(one.elapsed / HOUR))
    if persona.role == "pupil":
        gone = "The session of {persona} had ended after {days} days without use; one in use was not watched."
        return ok(gone, persona=who, days=int(one.elapsed / DAY), examined=seen, proof=seen)
    over = "The session of {persona} had ended after {minutes} minutes without use; one in use was not watched."
    return ok(over, persona=who, minutes=int(one.elapsed / MINUTE), examined=seen, proof=seen)
