"""Whether an app behaves otherwise before a test tool."""

from harness import Looks, Parties, Persona, Profile, Severity, Verdict, check, fail, not_tested, ok, review

BENIGN = frozenset({"cdn", "fonts", "maps", "video", "payment", "sign-in", "captcha", "consent"})


@check(
    id="trackers/same-for-tools",
    requirement="TRK-01",
    title="The app treats a test tool like anybody",
    severity=Severity.HIGH,
    personas=("anonymous",),
    since="0.1",
)
def same_for_tools(looks: Looks, parties: Parties, persona: Persona, profile: Profile) -> Verdict:
    """
    ## What it checks
    A visit is made several times: by browsers that look like those of pupils, and once by one that owns up to being a
    test tool (by its user agent and by `navigator.webdriver`). The third parties that were contacted and the pages that
    were shown are compared. A service that observes or advertises, met by every ordinary visit and kept from the tool,
    is a fail; any other difference a person has to look at. All other checks judge what the ordinary browsers got.
    ## Why it matters
    An app that behaves only when it is watched would pass every test but this one.
    ## What it cannot see
    An app that knows test tools by other signs (their address, their speed, the way they scroll) and treats all of
    these visits alike; what is shown at random; and what happens after signing in. A quick scan makes no visit as a
    test tool, so this stays open there, beside what the scan did see of recipients.
    """
    ordinary, tool = looks.ordinary, looks.tool
    if profile.quick:
        return not_tested("A quick scan is not made again as a test tool; an audit with a profile compares the two.")
    if len(ordinary) < 2 or tool is None:
        return not_tested("{persona} did not visit the app both as a pupil and as a test tool.", persona=persona.name)
    if broken := [look.why for look in ordinary if look.why]:
        return not_tested("A visit of {persona} ended early: {why}.", persona=persona.name, why=broken)
    if not tool.messages:
        return not_tested("What the test tool's visit sent was not recorded.")
    if tool.why:
        shown = tool.pages or ordinary[0].pages
        return review("The app does not open for a test tool: {why}.", why=tool.why, proof=shown.values())
    every = {host: at for host, at in ordinary[0].hosts.items() if all(host in look.hosts for look in ordinary)}
    hidden = {host: at for host, at in every.items() if host not in tool.hosts}
    known = {host: party for host in hidden if (party := parties.match(host)) is not None}
    if kept := {host: hidden[host] for host, party in known.items() if not BENIGN & set(party.categories)}:
        return fail("{hosts} are kept from test tools; pupils meet them.", hosts=kept, proof=kept.values())
    if hidden:
        return review("A test tool does not meet {hosts}; pupils do.", hosts=hidden, proof=hidden.values())
    common = {page: at for page, at in ordinary[0].pages.items() if all(page in look.pages for look in ordinary)}
    if missing := {page: at for page, at in common.items() if page not in tool.pages}:
        return review("A test tool is not shown {pages}; pupils are.", pages=missing, proof=missing.values())
    if extra := {host: at for host, at in tool.hosts.items() if not any(host in look.hosts for look in ordinary)}:
        return review("Only a test tool meets {hosts}.", hosts=extra, proof=extra.values())
    return ok("A test tool got what {persona} got.", persona=persona.name, examined=tool.messages)
