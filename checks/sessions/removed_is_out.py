"""Whether an open session ends when access is taken away."""

from harness import Parameters, Removals, RemovalTried, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/removed-is-out",
    requirement="SES-05",
    title="Who is removed is out, also with an open session",
    severity=Severity.HIGH,
    since="0.3",
    coverage="partial",
)
def removed_is_out(removals: Removals, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    An administrator takes access away as the profile declares (`[[removals]]`): an account is switched off, a class or
    a role is taken. The session of that person, open all the while, asks again what it read before: its cookies, and
    the token that scripts of these pages added to requests, apart. New tokens are asked for as the page asked for them,
    and with the token that renews. After the allowed minutes none of it may be read. Where it still is, a fresh sign-in
    has to read nothing, or nothing was taken away; and when it is given back, it has to be read again.
    ## Why it matters
    Who leaves a school, or has done wrong there, must not read on until the session happens to end.
    ## What it cannot see
    Removals that the profile does not declare, tokens that the declared pages do not use, a WebSocket that stays open,
    and how fast a school passes on who left.
    """
    records = list(removals)
    limit = parameters.seconds("removal-delay")
    open_ = [one for one in records if _ways(one) and one.fresh is False and one.restored and one.after >= limit]
    if open_:
        told = "After {minutes} minutes an open session still reads what was taken away: {removals}."
        names = {f"{one.removal} {way}" for one in open_ for way in _ways(one)}
        return fail(told, minutes=int(limit / 60), removals=names, proof=open_)
    if not records:
        return not_tested("No access was taken away from anybody.")
    untold = {f"{one.removal} {why}" for one in records if (why := _untold(one))}
    if untold:
        return not_tested("What a removal does could not be told: {removals}.", removals=untold)
    told = "After {count} removals the open session read nothing more, after {seconds} seconds at most."
    return ok(told, count=len(records), seconds=int(max(one.after for one in records)) + 1,
              examined=records, proof=records)


def _ways(one: RemovalTried) -> list[str]:
    """What is still read, and by what where it is not by cookies."""
    read = [f"{address} token" if address in one.by_token else address for address in one.still or ()]
    return [*read, *(["renewal"] if one.renewal == "given" else [])]


def _untold(one: RemovalTried) -> str:
    if one.control:
        return one.control
    if one.still is None:
        return "no-answer"
    if not one.restored:
        return "not-restored"
    if not _ways(one):
        return "renewal" if one.renewal == "untold" else ""
    return "no-effect" if one.fresh else "no-answer" if one.fresh is None else "too-early"
