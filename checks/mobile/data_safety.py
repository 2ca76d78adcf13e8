"""What the maker tells the store about data, beside what the package can do."""

from collections.abc import Iterator

from harness import (
    UNREAD_FILES,
    AskedPermission,
    DeclaredData,
    Package,
    Permissions,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)

DEVICE_ID = frozenset({"PSL_DEVICE_ID"})
OPENED = {
    "location": frozenset({"PSL_PRECISE_LOCATION", "PSL_APPROX_LOCATION"}),
    "contacts": frozenset({"PSL_CONTACTS"}),
    "microphone": frozenset({"PSL_AUDIO"}),
    "camera": frozenset({"PSL_PHOTOS", "PSL_VIDEOS"}),
    "photos": frozenset({"PSL_PHOTOS", "PSL_VIDEOS"}),
}
COUNTED = {"analytics": frozenset({"PSL_USER_INTERACTION"}), "crash": frozenset({"PSL_CRASH_LOGS"})}


@check(
    id="mobile/data-safety",
    requirement="MOB-04",
    title="What the store is told about data agrees with the package",
    severity=Severity.MEDIUM,
    since="0.2",
    level="recommended",
    coverage="partial",
    tolerates=(*UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def data_safety(package: Package, known: Permissions) -> Verdict:
    """
    ## What it checks
    The form that the maker filled in for the store names what the package can collect: the identifier of the device
    where the app asks for the advertising identifier or holds an advertising library, and else what its permissions
    open and its libraries count, which is left to a person.
    ## Why it matters
    The form is what parents and schools read in the store before they choose.
    ## What it cannot see
    Whether what the app can collect leaves the device, and whether the store shows the same form.
    """
    forms = package.of(DeclaredData)
    if not forms:
        return not_tested('The data safety form was not given ([app] data_safety = "form.csv").')
    declared = {name for one in forms for name in one.types}
    selling = [(name, one) for name, one in _advertising(package, known) if declared.isdisjoint(DEVICE_ID)]
    if selling:
        names = {name for name, _ in selling}
        told = "The store is not told that identifiers of the device are collected, beside {names}."
        return fail(told, names=names, proof=[one for _, one in selling])
    lacking = [(name, one) for name, wanted, one in _able(package, known) if declared.isdisjoint(wanted)]
    if lacking:
        names = {name for name, _ in lacking}
        return review("The store is told nothing of {names}.", names=names, proof=[one for _, one in lacking])
    if package.hidden or not any(one.defined for one in package.code):
        return not_tested("The names of most classes are hidden, so libraries cannot be recognised.")
    told = "The store is told of {count} kinds of data, and of all that the package is known to be able to collect."
    return ok(told, count=len(declared), examined=[*forms, *package.code])


def _advertising(package: Package, known: Permissions) -> Iterator[tuple[str, object]]:
    """What reads the identifier of the device for advertising."""
    for one in package.of(AskedPermission):
        if (row := known.get(one.name)) is not None and row.kind == "advertising":
            yield row.short, one
    for party, code in package.libraries().values():
        if "advertising" in party.categories:
            yield party.name, code


def _able(package: Package, known: Permissions) -> Iterator[tuple[str, frozenset[str], object]]:
    """(what, the kinds of which one has to be declared, where it stands)."""
    for one in package.of(AskedPermission):
        if (row := known.get(one.name)) is not None and row.device:
            yield row.short, OPENED[row.device], one
    for party, code in package.libraries().values():
        for category in party.categories:
            if category in COUNTED:
                yield party.name, COUNTED[category], code
