"""Key logging: what is typed and not sent."""

from harness import Leaks, Persona, Severity, Traffic, Typed, Verdict, check, fail, not_tested, ok, review


@check(
    id="trackers/typing-stays",
    requirement="TRK-04",
    title="What is typed and not sent goes to no third party",
    severity=Severity.CRITICAL,
    personas=("pupil", "anonymous"),
    since="0.1",
)
def typing_stays(traffic: Traffic, typed: Typed, persona: Persona) -> Verdict:
    """
    ## What it checks
    A made-up text is typed, key by key, into a search box or the user name of a sign-in form, and taken out again
    without being sent. Nowhere in the traffic to third parties may it appear, in any known encoding or hash. When it
    goes to the app's own hosts a person has to look: suggestions while typing do that, and so do recorders.
    ## Why it matters
    Who types and thinks better of it has told nothing yet. A script that sends on what is typed also gets passwords,
    messages that were not sent, and what was pasted by mistake.
    ## What it cannot see
    Scripts that send single keys one by one or wait for longer than a moment, that only listen to other fields, or that
    encrypt. Frames of third parties are not typed into.
    """
    values = typed.values()
    if not values:
        return not_tested("No search box or sign-in form was found to type in for {persona}.", persona=persona.name)
    leaks = traffic.carrying(values)
    third = [leak for leak in leaks if not traffic.is_own(leak.host)]
    if third:
        told = "What was typed and not sent reached {hosts}: {data}."
        return fail(told, hosts={leak.host for leak in third}, data=Leaks(third).data, proof=third)
    if leaks:
        return review("What was typed went to the app before it was sent: {data}.", data=leaks.data, proof=leaks)
    if leaks.unseen:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=leaks.unseen)
    return ok("What was typed in {count} fields was not sent.", count=len(values), examined=traffic)
