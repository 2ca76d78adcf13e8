"""Who else gets what opens an account."""

from harness import Leaks, Persona, Profile, Severity, Traffic, Verdict, check, fail, not_tested, ok, review
from harness.checks.trackers.session_values import Shown, opening

KEY = "header:authorization"
"""Where a request holds the key that it needs at its goal."""


@check(
    id="trackers/session-stays",
    requirement="TRK-04",
    title="What keeps somebody signed in goes to no third party",
    severity=Severity.CRITICAL,
    personas=("pupil", "teacher", "admin"),
    since="0.5",
)
def session_stays(traffic: Traffic, persona: Persona, profile: Profile) -> Verdict:
    """
    ## What it checks
    A cookie or token with which the app showed the persona's own data, and that the app gave after the sign-in, stands
    in no message to a third party: not in an address, a header, a body, a Referer or a WebSocket message. A token may
    go back to whoever gave it out. What is shown to everybody, what the third party set by itself, and tokens against
    request forgery open nobody's account and do not count. A person looks where it cannot be told which of several
    cookies opens the account, or whether one from before the sign-in does, and where a declared recipient gets a token
    as the key of a request.
    ## Why it matters
    Whoever has it is that pupil or teacher, without a password, for as long as it works.
    ## What it cannot see
    Cookies that neither their name nor HttpOnly shows to be a session, tokens that the app gave out and was never shown
    again while it was watched, and what a value would open at the third party.
    """
    shown = Shown(traffic, persona)
    if not shown.places:
        return not_tested("No session value of {persona} was met.", persona=persona.name)
    third = traffic.third_party()
    sent = third.carrying_hidden(shown.places.keys())
    values = {one.field for one in sent}
    values -= traffic.elsewhere(values) | foreign(traffic, values, shown)
    opens = certain(traffic, persona, shown) if values else set()
    left = [one for one in sent if one.field in values and not (opens and shown.is_before(one.at, one.session))]
    if left:
        sure = [one for one in left if one.field in opens and not (one.where == KEY and profile.declares(one.host))]
        there = Leaks(sure or left)
        named = {"persona": persona.name, "hosts": there.hosts, "data": there.data}
        if sure:
            return fail("The session of {persona} reached {hosts}: {data}.", **named, proof=there)
        return review("What may open the account of {persona} reached {hosts}: {data}.", **named, proof=there)
    if withheld := {one for one in third.carrying({}, persona.secret_marks).unseen if one.endswith(": withheld")}:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=withheld)
    if not opening(traffic, persona, first=True):
        return not_tested("No answer showed whose session it was while {persona} was watched.", persona=persona.name)
    told = "{count} messages to third parties hold nothing that opens an account."
    return ok(told, count=len(third), examined=traffic)


def foreign(traffic: Traffic, values: set[str], shown: Shown) -> set[str]:
    """Cookies that the app's own hosts did not give: scripts of others keep their ids among its cookies."""
    cookies = {one for one in values if shown.is_cookie(one)}
    givers = traffic.givers() if cookies else {}
    return {one for one in cookies if not traffic.is_own(givers.get(one, ""))}


def certain(traffic: Traffic, persona: Persona, shown: Shown) -> set[str]:
    """The values that open the account: key headers, and the one cookie that the app gave after the sign-in."""
    late = opening(traffic, persona) - shown.early
    late -= foreign(traffic, late, shown)
    cookies = {shown.places[one] for one in late if shown.is_cookie(one)}
    return {one for one in late if not shown.is_cookie(one) or len(cookies) == 1}
