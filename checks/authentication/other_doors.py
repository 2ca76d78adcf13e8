"""Whether another way into an account leaves the second factor out."""

from collections.abc import Iterable

from harness import Ceremonies, Ceremony, Doors, DoorTried, Severity, Verdict, check, fail, not_tested, ok

FAULTS = ("origin", "site", "unverified", "signature", "replayed", "other")


@check(
    id="authentication/other-doors",
    requirement="AUT-07",
    title="No other way in leaves the second factor out",
    severity=Severity.CRITICAL,
    since="0.3",
    coverage="partial",
    fail_stands_without=("doors", "passkey"),
    method="door",
)
def other_doors(doors: Doors, ceremonies: Ceremonies) -> Verdict:
    """
    ## What it checks
    Every other way in that the profile lists, and every place to sign in that the app's own files name, is tried with a
    password alone by somebody who has a second factor: interfaces, resets, links, remembered devices. None may show a
    planted value. Somebody without a second factor gets in the same way, or the door was not seen to work. A passkey of
    which one thing is wrong is such a way too.
    ## Why it matters
    An account is as strong as its weakest door, and nobody looks at the one for telephones.
    ## What it cannot see
    Ways in that neither the profile lists nor the app's files name, and what stands in packages for telephones.
    A door that opens much later than it does for who may: more than three times as long, and more than two seconds.
    """
    tried = list(doors)
    wrong = [one for one in ceremonies if one.case in FAULTS and (one.case != "unverified" or one.alone)]
    open_ = {_name(one) for one in tried if one.inside} | {f"passkey {one.case}" for one in wrong if one.inside}
    if open_:
        proof = [*(one for one in tried if one.inside), *(one for one in wrong if one.inside)]
        return fail("The account opens without its second factor: {ways}.", ways=open_, proof=proof)
    if all(one.found for one in tried):
        return not_tested("The profile lists no other way in.")
    idle = {one.door for one in tried if one.found and one.control == "opens-nothing"}
    untold = {f"{_name(one)} {one.control}" for one in tried if one.control and one.control != "opens-nothing"}
    untold |= set(_passkeys_untold(ceremonies, wrong))
    if untold:
        return not_tested("Some ways in could not be tried as they should: {ways}.", ways=untold)
    ways = {_name(one) for one in tried if not one.control} | {f"passkey {one.case}" for one in wrong}
    if idle:
        told = "{count} other ways in stay shut without the second factor: {ways}. Found, but shut to all: {idle}."
        return ok(told, count=len(ways), ways=ways, idle=idle, examined=[*tried, *wrong], proof=[*tried, *wrong])
    told = "{count} other ways in stay shut without the second factor: {ways}."
    return ok(told, count=len(ways), ways=ways, examined=[*tried, *wrong], proof=[*tried, *wrong])


def _name(one: DoorTried) -> str:
    return f"{one.kind} {one.door if one.case == 'alone' else one.case}"


def _passkeys_untold(ceremonies: Iterable[Ceremony], wrong: list[Ceremony]) -> Iterable[str]:
    """Of passkeys that were to be tried: what could not be."""
    records = [one for one in ceremonies if one.case != "counter"]
    yield from (f"passkey {one.case} {one.control}" for one in records if one.control)
    if records and not any(one.control for one in records):
        yield from (f"passkey {case} not-tried" for case in FAULTS if case not in {one.case for one in records})
