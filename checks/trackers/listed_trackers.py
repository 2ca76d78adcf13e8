"""What tracker lists of others say of third parties that our own table does not know."""

from harness import (
    UNREAD_BODIES,
    Exchange,
    Lists,
    Parties,
    Persona,
    Profile,
    Severity,
    Traffic,
    Verdict,
    check,
    not_tested,
    ok,
    review,
)

MARK = {"image": "image", "font": "font", "text/css": "style", "video": "video", "audio": "audio"}


@check(
    id="trackers/listed-trackers",
    requirement="TRK-02",
    title="Third parties that tracker lists name are looked at",
    severity=Severity.MEDIUM,
    personas=("pupil", "anonymous"),
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def listed_trackers(traffic: Traffic, lists: Lists, parties: Parties, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    No address of a third party stands in one of the active tracker lists, as far as our own table does not know that
    third party; what the table knows, the other checks judge. A list names, it does not judge: sign-in, payment and
    push services stand in such lists too, so a hit goes to a person. It is asked only where a list is active: without
    one it could only say "not tested", and would hide what our own table answered.
    ## Why it matters
    No table of ours holds every tracker; lists that thousands of people keep hold many more.
    ## What it cannot see
    Trackers that no active list names, rules that are regular expressions, and what a listed host does with a request.
    """
    if not len(lists):
        return not_tested("No tracker list is active: schoolproof data update.")
    page = profile.app.hosts[0] if profile.app.hosts else ""
    found: dict[str, tuple[str, set[str]]] = {}
    unread = 0
    for message in traffic.third_party():
        if parties.match(message.host) is not None:
            continue
        kind = purpose(message)
        if not lists.readable(message.url, kind):
            unread += 1
        elif named := {rule.list for rule in lists.match(message.url, page, kind)}:
            found.setdefault(message.host, (message.at, set()))[1].update(named)
    if found:
        names = set().union(*(named for _, named in found.values()))
        proof = [at for at, _ in found.values()]
        return review("Tracker lists ({lists}) name {hosts}.", lists=names, hosts=found, proof=proof)
    if unread:
        return not_tested("{count} addresses of third parties could not be looked up in lists.", count=unread)
    told = "No active tracker list ({lists}) names an unknown third party of {persona}."
    return ok(told, lists=lists.names, persona=persona.name, examined=traffic)


def purpose(message: Exchange) -> str:
    """What a request was for: as the browser tells the server, else by the answer, else not known."""
    destination = (message.sent("sec-fetch-dest") or "").lower()
    if destination:
        return destination
    content = message.content_type
    scripted = "script" if "javascript" in content else "other"
    return MARK.get(content) or MARK.get(content.partition("/")[0]) or scripted
