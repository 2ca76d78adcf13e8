"""The Android version that the app is made for."""

from harness import (
    UNREAD_CODE,
    UNREAD_FILES,
    Package,
    Parameters,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
)


@check(
    id="mobile/recent-target",
    requirement="MOB-04",
    title="The app is made for a recent Android version",
    severity=Severity.MEDIUM,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def recent_target(package: Package, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    The manifest's target is at most so many versions behind the newest Android version that this tool knows.
    ## Why it matters
    Android lets an app made for an old version do what newer versions forbid, such as reading more of the device.
    ## What it cannot see
    Android versions newer than this version of the tool.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    least = int(parameters.number("newest-sdk") - parameters.number("target-sdk-lag"))
    if head.target_sdk < least:
        told = "The app is made for API level {level}; at least {least} is asked."
        return fail(told, level=head.target_sdk, least=least, proof=head)
    return ok("The app is made for API level {level}.", level=head.target_sdk, examined=[head], proof=head)
