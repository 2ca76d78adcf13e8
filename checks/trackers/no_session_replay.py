"""Session replay, by what is sent."""

from harness import Parameters, Persona, Severity, Traffic, Verdict, check, fail, not_tested, ok, review


@check(
    id="trackers/no-session-replay",
    requirement="TRK-02",
    title="No script records what happens on the screen",
    severity=Severity.HIGH,
    personas=("pupil", "anonymous"),
    since="0.1",
)
def no_session_replay(traffic: Traffic, parameters: Parameters, persona: Persona) -> Verdict:
    """
    ## What it checks
    Nothing that is sent, to whatever host and however it is packed, has the shape of a session recorder: a tree of the
    page followed by numbered changes to it, as recorders of the rrweb family send them. No third party gets a copy of a
    page that shows a planted value. When the app's own host gets such a copy a person has to look: an editor sends
    elements too. By what is sent, recorders are found that no list knows or that the app hosts itself.
    ## Why it matters
    A recorder films a child at work: hesitation, mistakes, and whatever stands on the screen.
    ## What it cannot see
    Recorders with a form of their own that send no elements, or encrypt them, and what servers pass on.
    """
    least, nodes = parameters.number("replay-events"), parameters.number("replay-nodes")
    films, copies, unseen = [], [], set()
    for message, seen in traffic.recordings(persona.canaries):
        if seen.snapshots or seen.changes >= least:
            films.append(message)
        elif seen.shown and seen.nodes >= nodes:
            copies.append(message)
        elif seen.unseen:
            unseen.add(seen.unseen)
    if films:
        return fail("Recordings of the screen went to {hosts}.", hosts={one.host for one in films}, proof=films)
    third = [message for message in copies if not traffic.is_own(message.host)]
    if third:
        told = "Copies of pages with planted values went to {hosts}."
        return fail(told, hosts={one.host for one in third}, proof=third)
    if copies:
        told = "Elements of a page with planted values went to {hosts}."
        return review(told, hosts={one.host for one in copies}, proof=copies)
    if unseen:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=unseen)
    told = "Nothing that {persona}'s browser sent has the shape of a recording."
    return ok(told, persona=persona.name, examined=traffic)
