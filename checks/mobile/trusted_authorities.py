"""Whose certificates the app believes, as far as the package says."""

from harness import (
    UNREAD_CODE,
    UNREAD_FILES,
    NetworkRule,
    Package,
    Parameters,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
)

SYSTEM_ONLY_FROM = 24


@check(
    id="mobile/trusted-authorities",
    requirement="MOB-03",
    title="The package trusts no authority that a user adds",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES),
    apps=("android",),
)
def trusted_authorities(package: Package, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    The app runs on no Android version that trusts added authorities by itself, targets none, and its network security
    configuration adds none. What it allows for debugging counts only in a package that can be debugged.
    ## Why it matters
    A certificate that somebody puts on a pupil's device would otherwise let them read everything.
    ## What it cannot see
    Whether the app really refuses wrong certificates: code of its own can accept any. That takes a device.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    oldest = int(parameters.number("min-sdk"))
    if head.min_sdk < oldest:
        told = "The app can be installed from API level {level} on, where Android trusts added authorities."
        return fail(told, level=head.min_sdk, proof=head)
    debuggable = head.may_be("debuggable", "true", "false")
    rules = [one for one in package.of(NetworkRule) if one.user_cas and (one.scope != "debug" or debuggable)]
    if rules:
        return fail("The package trusts authorities that a user adds.", proof=rules)
    if head.target_sdk < SYSTEM_ONLY_FROM:
        return fail("The package trusts authorities that a user adds.", proof=head)
    return ok("The package trusts no authority that a user adds.", examined=[head, *package.of(NetworkRule)])
