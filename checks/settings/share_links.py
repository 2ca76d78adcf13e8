"""Links by which work is shared."""

from harness import LinkMeasured, Links, Parameters, Persona, Severity, Verdict, check, fail, not_tested, ok, review

OUTSIDE = ("anonymous", "other-school", "other-class")
UUID_BITS = 122
"""What a UUID of version 4 holds by RFC 9562; six of its bits are fixed."""


@check(
    id="settings/share-links",
    requirement="SET-06",
    title="Share links cannot be guessed and end by themselves",
    severity=Severity.HIGH,
    personas=("pupil",),
    representative=True,
    since="0.1",
    coverage="full",
)
def share_links(links: Links, persona: Persona, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Two works are shared, and their links laid beside each other: what differs holds at least as many bits as asked for,
    and one does not follow from the other. The page, the interface or the address says that a link ends, and within the
    days allowed. A link that opens for nobody outside the class need not.
    ## Why it matters
    Whoever guesses a link reads the work, and a link that never ends is found long after it was forgotten.
    ## What it cannot see
    Whether the bits really are random, and whether a link ends when it says so.
    """
    found = list(links)
    if not found:
        return not_tested("The profile declares no work that a pupil makes.")
    unsure = sorted({one.control for one in found if one.control})
    shared = [one for one in found if one.samples and set(one.opens) & set(OUTSIDE)]
    for one in shared:
        if (verdict := _wrong(one, parameters)) is not None:
            return verdict
    if unsure:
        return not_tested("The links prove nothing, for the control failed: {why}.", why=unsure)
    if any(one.days is None for one in shared):
        return not_tested("Nothing says when the share link of {persona} ends.", persona=persona.name)
    if not shared:
        none = "Work of {persona} offers no link that others can open."
        return ok(none, persona=persona.name, examined=found, proof=found)
    bits, days = min(int(one.bits) for one in shared), max(int(one.days or 0) for one in shared)
    good = "Share links hold {bits} bits and end within {days} days."
    return ok(good, bits=bits, days=days, examined=found, proof=found)


def _wrong(one: LinkMeasured, parameters: Parameters) -> Verdict | None:
    """What is wrong with a link that opens for others; None when nothing is."""
    wrong, bits, days = [], parameters.number("share-link-bits"), parameters.number("share-link-days")
    if one.sequential:
        wrong.append("sequential")
    elif one.bits < bits and one.bits != UUID_BITS:
        wrong.append(f"{int(one.bits)} bits")
    if one.never:
        wrong.append("never ends")
    elif one.days is not None and one.days > days:
        wrong.append(f"{int(one.days)} days")
    if wrong:
        return fail("Share links at {address} open for others: {wrong}.", address=one.address, wrong=wrong, proof=one)
    if one.bits == UUID_BITS:
        told = "Share links at {address} look like random UUIDs, which hold {bits} bits."
        return review(told, address=one.address, bits=UUID_BITS, proof=one)
    return None
