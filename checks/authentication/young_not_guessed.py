"""Whether the easy logins of young children can be guessed, or go on working when a card is lost."""

from harness import Parameters, Severity, Verdict, YoungLogins, YoungTried, check, fail, not_tested, ok

ANY = "any-password"
"""Why nothing else could be tried: whatever is given opens the account."""


@check(
    id="authentication/young-not-guessed",
    requirement="AUT-12",
    title="The easy login of a young child cannot be guessed",
    severity=Severity.HIGH,
    since="0.4",
    coverage="partial",
    tolerates=("account-locked", "not-undone"),
)
def young_not_guessed(logins: YoungLogins, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Pictures and short codes: the number of codes follows from what the profile declares, and a day of permitted guesses
    may cover a small part of them only. As many wrong codes as are permitted are then tried from one place: the right
    one may no longer open the account there, and has to elsewhere. Where the same symbols open it in another order too,
    there are fewer codes. QR codes: some are issued and laid beside each other; what differs is how much there is to
    guess. One that was renewed may not open the account any more after a few minutes. Where made-up secrets lead to the
    very page that the right one leads to, and the name of nobody does not, there is nothing to guess at all.
    ## Why it matters
    Children who cannot write yet need an easy login. A classmate should not get in by trying.
    ## What it cannot see
    When the app lets one guess again: the number a day is the maker's word, of which only the limit itself was seen. An
    easy login that asks for a name and nothing else. Guesses at many children from one place, codes that repeat after a
    long time, and who copies a card.
    """
    records, wrong = list(logins), list[YoungTried]()
    said, untold = set[str](), set[str]()
    for one in records:
        bad = _by_card(one, parameters) if one.kind == "qr" else _by_symbols(one, parameters)
        said |= {f"{one.name}: {why}" for why in bad}
        wrong += [one] if bad else []
        if why := _untold(one):
            untold.add(f"{one.name}: {why}")
    if said:
        return fail("The easy login of a young child can be guessed or goes on: {ways}.", ways=said, proof=wrong)
    if not records:
        return not_tested("No easy login of young children was tried.")
    if untold:
        return not_tested("Whether an easy login can be guessed could not be told: {ways}.", ways=untold)
    told = "The permitted guesses cover too little of the codes, and those that were renewed are gone: {ways}."
    return ok(told, ways={one.name for one in records}, examined=records, proof=records)


def codes(one: YoungTried) -> int:
    """How many different codes there are; without their order, many fewer (multisets: n + k - 1 over k)."""
    if not one.unordered:
        return int(one.symbols**one.length)
    found = 1
    for place in range(1, one.length + 1):
        found = found * (one.symbols + place - 1) // place
    return found


def _by_symbols(one: YoungTried, parameters: Parameters) -> list[str]:
    allowed, there = parameters.number("young-guess-ratio"), codes(one)
    found = ["any secret"] if one.control == ANY else []
    if one.fits and one.a_day > allowed * there:
        found.append(f"share {one.a_day}/{there}")
    if one.before and one.let_in and one.tries:
        found.append(f"tries {one.tries}")
    return found


def _by_card(one: YoungTried, parameters: Parameters) -> list[str]:
    found = []
    if one.sequential or (one.codes > 1 and 0 < one.bits < parameters.number("qr-bits")):
        found.append(f"bits {one.bits:g}")
    if one.old and one.after >= parameters.seconds("qr-revoke"):
        found.append(f"renewed {int(one.after / 60)} min")
    return found


def _untold(one: YoungTried) -> str:
    if one.control or not one.before:
        return one.control or "control-failed"
    if one.kind == "qr":
        return "" if one.codes > 1 and one.bits and one.old is False else "no-answer"
    if not one.fits:
        return "does-not-fit"
    if one.tries < one.a_day:
        return "more-than-may-be-tried"
    return "" if one.let_in is False and one.owner else "no-answer"
