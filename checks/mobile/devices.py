"""Camera, microphone, contacts and photos, as far as the package may ask them."""

from harness import UNREAD_CODE, UNREAD_FILES, Package, Permissions, Severity, Verdict, check, fail, not_tested, ok

DEVICES = {"camera", "microphone", "contacts", "photos"}


@check(
    id="mobile/devices",
    requirement="SET-04",
    title="The app cannot use camera, microphone, contacts or photos",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def devices(package: Package, known: Permissions) -> Verdict:
    """
    ## What it checks
    The manifest asks for no permission that opens camera, microphone, contacts or photos. The address book fails; with
    another it takes a device to see whether the app asks before the pupil wants something that needs it.
    ## Why it matters
    A child's room, voice and friends are not part of the exercise unless the exercise says so.
    ## What it cannot see
    Pictures and contacts that the pupil hands over through Android's own choosers, which need no permission.
    """
    if package.head is None:
        return not_tested("The package has no manifest that can be read.")
    asked = package.opening(known, DEVICES)
    never = [one for one in asked if (row := known.get(one.name)) and row.kind == "never"]
    if never:
        names = {one.name.rpartition(".")[2] for one in never}
        return fail("The app may use the pupil's address book: {names}.", names=names, proof=never)
    if asked:
        names = {one.name.rpartition(".")[2] for one in asked}
        return not_tested("The app may ask for {names}; whether it does takes a device.", names=names)
    return ok("The app has no permission for camera, microphone, contacts or photos.", examined=[package.head])
