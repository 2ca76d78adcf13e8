"""Advertising and tracking inside an iOS app."""

from harness import (
    AskedPermission,
    Package,
    Party,
    PrivacyManifest,
    Program,
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
ASKS = "NSUserTrackingUsageDescription"
IDENTIFIER = {"AdSupport", "AppTrackingTransparency"}


@check(
    id="mobile/ios-tracking",
    requirement="TRK-06",
    title="The iOS app does not follow a child across apps",
    severity=Severity.CRITICAL,
    since="0.2",
    coverage="partial",
    apps=("ios",),
)
def ios_tracking(package: Package) -> Verdict:
    """
    ## What it checks
    The app and its extensions do not ask to track across apps, hold no advertising framework, class or Swift module,
    and no privacy manifest in them says that it tracks or names addresses for that. Libraries that count, record or
    recognise people, and those that open the advertising identifier, are shown for a person to judge.
    ## Why it matters
    A library in the app sees what the child does in it, and the advertising identifier ties that to everything else.
    ## What it cannot see
    What a library really sends, and programs that the store has encrypted: for those nothing is passed.
    """
    asked = [one for one in package.of(AskedPermission) if one.name == ASKS]
    if asked:
        return fail("The app asks to track the child across apps and websites.", proof=asked)
    known = package.frameworks().values()
    advertising = [(party, one) for party, one in known if _is(party, ADVERTISING)]
    if advertising:
        names, proof = {party.name for party, _ in advertising}, [one for _, one in advertising]
        return fail("The app holds advertising libraries: {names}.", names=names, proof=proof)
    says = [one for one in package.of(PrivacyManifest) if one.tracking or one.domains]
    if says:
        names = {one.owner or "app" for one in says} | {host for one in says for host in one.domains}
        return fail("The app, or a library in it, says itself that it tracks people: {names}.", names=names, proof=says)
    return _open(package, [(party, one) for party, one in known if _is(party, TRACKING) or party.flags])


def _open(package: Package, tracking: list[tuple[Party, object]]) -> Verdict:
    """What a person judges, and what is left when there is nothing."""
    programs = package.of(Program)
    if tracking:
        names, proof = {party.name for party, _ in tracking}, [one for _, one in tracking]
        return review("The app holds libraries that follow what people do: {names}.", names=names, proof=proof)
    opened = [one for one in programs if not IDENTIFIER.isdisjoint(one.links)]
    if opened:
        names = {name for one in opened for name in one.links if name in IDENTIFIER}
        return review("The app can ask for the advertising identifier, by {names}.", names=names, proof=opened)
    if not programs:
        return not_tested("No program of the app could be read.")
    told = "None of the {count} programs in the app belongs to a known advertising or tracking library."
    return ok(told, count=len(programs), examined=programs)


def _is(party: Party, categories: frozenset[str]) -> bool:
    return not categories.isdisjoint(party.categories)
