"""Traffic without encryption, as far as the package allows it."""

from harness import (
    UNREAD_CODE,
    UNREAD_FILES,
    Head,
    NetworkRule,
    Package,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
)

FORBIDDEN_FROM = 28
RULES_FROM = 24
OWN_DEVICE = {"localhost", "127.0.0.1", "10.0.2.2", "::1"}


@check(
    id="mobile/no-cleartext",
    requirement="MOB-02",
    title="The package forbids traffic without encryption",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "privacy-unreadable"),
    apps=("android", "ios"),
)
def no_cleartext(package: Package) -> Verdict:
    """
    ## What it checks
    The manifest and the network security configuration together forbid plain HTTP, for every address, on every Android
    version that the app can be installed on and that listens to them (6.0 and newer); on iOS no exception to App
    Transport Security is made. Addresses of the device itself do not count.
    ## Why it matters
    Whoever is on the same Wi-Fi reads and changes what is not encrypted: at school that is everybody.
    ## What it cannot see
    Whether the app really sends something unencrypted, and code that opens connections without asking Android.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    rules = package.of(NetworkRule)
    named = [one for one in rules if one.cleartext and one.scope == "domain" and not OWN_DEVICE.issuperset(one.domains)]
    if named:
        hosts = {host for one in named for host in one.domains}
        return fail("The package allows plain HTTP to {hosts}.", hosts=hosts, proof=named)
    if head.network_config:
        # iOS writes its answer out as a rule; the Android defaults below are never reached for it.
        base = [one for one in rules if one.scope == "base"]
        if any(one.cleartext or (one.cleartext is None and head.target_sdk < FORBIDDEN_FROM) for one in base):
            return fail("The package allows plain HTTP to every address.", proof=base)
        if not base and head.target_sdk < FORBIDDEN_FROM:
            return fail("The package allows plain HTTP to every address.", proof=head)
    reads_rules = package.container == "ipa" or head.min_sdk >= RULES_FROM
    if (not head.network_config or not reads_rules) and _allowed(head):
        return fail("The package allows plain HTTP to every address.", proof=head)
    return ok("The package forbids plain HTTP.", examined=[head, *rules])


def _allowed(head: Head) -> bool:
    """What the manifest's own switch says; before Android 9 plain HTTP was allowed unless it was forbidden."""
    return head.may_be("usesCleartextTraffic", "true", "true" if head.target_sdk < FORBIDDEN_FROM else "false")
