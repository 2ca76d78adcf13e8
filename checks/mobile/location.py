"""Location, as far as the package may ask it."""

from harness import UNREAD_CODE, UNREAD_FILES, Package, Permissions, Severity, Verdict, check, fail, not_tested, ok

BACKGROUND = "android.permission.ACCESS_BACKGROUND_LOCATION"


@check(
    id="mobile/location",
    requirement="SET-03",
    title="The app cannot follow where a pupil is",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def location(package: Package, known: Permissions) -> Verdict:
    """
    ## What it checks
    The manifest asks for no permission that opens the location. One for the background fails; with another it takes a
    device to see whether the app asks before the pupil wants something that needs it.
    ## Why it matters
    Where a child is, is nobody's business unless the lesson needs it.
    ## What it cannot see
    Location guessed from the network address or from devices nearby.
    """
    if package.head is None:
        return not_tested("The package has no manifest that can be read.")
    asked = package.opening(known, {"location"})
    behind = [one for one in asked if one.name == BACKGROUND]
    if behind:
        return fail("The app may follow the location in the background.", proof=behind)
    if asked:
        names = {one.name.rpartition(".")[2] for one in asked}
        return not_tested("The app may ask where the pupil is ({names}); whether it does takes a device.", names=names)
    return ok("The app has no permission for the location.", examined=[package.head])
