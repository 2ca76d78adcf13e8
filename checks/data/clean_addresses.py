"""Personal data in addresses."""

from harness import UNREAD_BODIES, Persona, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok


@check(
    id="data/clean-addresses",
    requirement="DAT-02",
    title="No personal data in the app's addresses",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def clean_addresses(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No address of the app itself contains a planted value of the pupil, in any known encoding, or a session token.
    ## Why it matters
    Addresses are kept in histories, server logs and proxies of the school network.
    ## What it cannot see
    Values encrypted by the app, and parts behind the # that never leave the browser.
    """
    own = traffic.own()
    found = [leak for leak in own.carrying(persona.canaries).certain() if leak.where.startswith("url")]
    tokens = [exchange for exchange in own.with_any(Trait.TOKEN) if "⟦session:" in exchange.url]
    if found:
        return fail("Personal data stands in addresses: {fields}.", fields={one.field for one in found}, proof=found)
    if tokens:
        return fail("A session token stands in addresses of {hosts}.", hosts={one.host for one in tokens}, proof=tokens)
    unseen = frozenset(persona.canaries) - own.seen(persona.canaries)
    if unseen:
        return not_tested("The planted values {fields} were never seen with the app itself.", fields=unseen)
    return ok("{count} addresses carry no personal data.", count=len(own), examined=own)
