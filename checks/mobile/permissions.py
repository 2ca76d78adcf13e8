"""What the app may ask of the device."""

from harness import (
    UNREAD_CODE,
    UNREAD_FILES,
    AskedPermission,
    Package,
    Permissions,
    Profile,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)


@check(
    id="mobile/permissions",
    requirement="MOB-01",
    title="The app asks for no sensitive permission that was not declared",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def permissions(package: Package, known: Permissions, profile: Profile) -> Verdict:
    """
    ## What it checks
    The manifests of all parts of the package ask for no permission that an education app never needs (text messages,
    the call log, contacts, location in the background), and for no other sensitive one that the profile does not list
    under `[app] permissions`.
    ## Why it matters
    What an app may read, it and every library in it can read: a child cannot judge that, and mostly taps "allow".
    ## What it cannot see
    Whether a declared permission is really needed, and what the app asks while it runs.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    asked = [one for one in package.of(AskedPermission) if one.until is None or one.until >= head.min_sdk]
    rows = [(one, row) for one in asked if (row := known.get(one.name)) is not None]
    never = [(one, row) for one, row in rows if row.kind == "never"]
    if never:
        names = {row.short for _, row in never}
        return fail(
            "The app asks for what no education app needs: {names}.", names=names, proof=[one for one, _ in never]
        )
    open_ = [(one, row) for one, row in rows if row.kind == "sensitive" and not _declared(one, profile)]
    if open_:
        names, proof = {row.short for _, row in open_}, [one for one, _ in open_]
        if profile.quick:
            return review(
                "The app asks for sensitive permissions; its maker has to say why: {names}.", names=names, proof=proof
            )
        return fail("The app asks for permissions that are not declared: {names}.", names=names, proof=proof)
    told = "None of the {count} permissions is a sensitive one that was not declared."
    return ok(told, count=len(asked), examined=[head, *asked])


def _declared(one: AskedPermission, profile: Profile) -> bool:
    return one.name in profile.app.permissions or one.name.rpartition(".")[2] in profile.app.permissions
