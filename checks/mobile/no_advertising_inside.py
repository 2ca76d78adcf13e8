"""Advertising and tracking inside the package."""

from harness import (
    UNREAD_FILES,
    AskedPermission,
    Package,
    Party,
    Permissions,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)

ADVERTISING = frozenset({"advertising", "data-broker"})
TRACKING = frozenset({"analytics", "replay", "social", "fingerprinting"})


@check(
    id="mobile/no-advertising-inside",
    requirement="TRK-06",
    title="The package holds no advertising library",
    severity=Severity.CRITICAL,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def no_advertising_inside(package: Package, known: Permissions) -> Verdict:
    """
    ## What it checks
    The app does not ask for the advertising identifier, and no class and no native library in it belongs to an
    advertising library. Libraries that count, record or recognise people, and addresses of advertisers, are shown for a
    person to judge. A library that the code merely refers to, without holding it, is named and does not count.
    ## Why it matters
    A library in the app sees what the child does in it, and the advertising identifier ties that to everything else.
    ## What it cannot see
    What a library really sends. Libraries whose names were hidden when the app was built: when that holds for more than
    half of the classes, nothing can be said. Code that the app fetches while it runs.
    """
    asked = [one for one in package.of(AskedPermission) if (row := known.get(one.name)) and row.kind == "advertising"]
    if asked:
        names = {one.name.rpartition(".")[2] for one in asked}
        return fail("The app asks for the advertising identifier: {names}.", names=names, proof=asked)
    libraries = [*package.libraries().values(), *package.natives().values()]
    advertising = [(party, code) for party, code in libraries if _is(party, ADVERTISING)]
    if advertising:
        names, proof = {party.name for party, _ in advertising}, [code for _, code in advertising]
        return fail("The package holds advertising libraries: {names}.", names=names, proof=proof)
    classes = sum(one.defined for one in package.code)
    if classes == 0:
        return not_tested("The package holds no code that could be read.")
    tracking = {party.name for party, _ in libraries if _is(party, TRACKING) or party.flags}
    proof = [one for party, one in libraries if party.name in tracking]
    if tracking:
        return review(
            "The package holds libraries that follow what people do: {names}.", names=tracking, proof=proof
        )
    hosts = [host for host, party in package.named_parties() if _is(party, ADVERTISING)]
    if hosts:
        return review(
            "The package names addresses of advertisers: {hosts}.", hosts={one.host for one in hosts}, proof=hosts
        )
    return _nothing_found(package, classes)


def _nothing_found(package: Package, classes: int) -> Verdict:
    """A pass, unless the names of most classes were hidden."""
    if package.hidden:
        hidden = sum(one.hidden for one in package.code)
        told = "The names of {hidden} of {count} classes are hidden, so libraries cannot be recognised."
        return not_tested(told, hidden=hidden, count=classes)
    referred = {party.name for party, _ in package.libraries(embedded=False).values() if _is(party, ADVERTISING)}
    if referred:
        told = "None of the {count} classes belongs to a known advertising or tracking library; {names} is only named."
        return ok(told, count=classes, names=referred, examined=classes)
    told = "None of the {count} classes belongs to a known advertising or tracking library."
    return ok(told, count=classes, examined=classes)


def _is(party: Party, categories: frozenset[str]) -> bool:
    return not categories.isdisjoint(party.categories)
