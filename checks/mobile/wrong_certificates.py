"""What the app does before a server with a wrong certificate."""

from harness import Certificates, Severity, Verdict, check, fail, not_tested, ok

WRONG = ("untrusted", "wrong-host", "expired")


@check(
    id="mobile/wrong-certificates",
    requirement="MOB-03",
    title="The app sends nothing to a server with a wrong certificate",
    severity=Severity.CRITICAL,
    since="0.2",
    coverage="partial",
    apps=("android",),
)
def wrong_certificates(certificates: Certificates) -> Verdict:
    """
    ## What it checks
    The app is started before servers of the test, three times: with a certificate of an authority that the device does
    not know, one for another host, and one that expired. It sends no request to any of them. That it does send to the
    same hosts with a good certificate of the test is the control.
    ## Why it matters
    An app that takes any certificate gives everything to whoever offers the pupil a Wi-Fi network.
    ## What it cannot see
    Hosts that the app does not contact when it is started, and apps that trust only certificates of their own: with
    those the control fails, which is told and is no answer.
    """
    tries = list(certificates)
    taken = [one for one in tries if one.case in WRONG and one.outcome == "accepted"]
    if taken:
        cases = {f"{one.case}: {one.host}" for one in taken}
        return fail("The app sends data to servers with wrong certificates: {cases}.", cases=cases, proof=taken)
    control = [one for one in tries if one.case == "trusted"]
    good = {one.host for one in control if one.outcome == "accepted"}
    if not good:
        pinned = {one.host for one in control if one.outcome == "refused"}
        if pinned:
            return not_tested(
                "The app refuses the test's own certificate too ({hosts}): pinned, or not trusted by the device.",
                hosts=pinned,
            )
        return not_tested("The app contacted no server over HTTPS when it was started.")
    refused = [one for one in tries if one.case in WRONG and one.outcome == "refused" and one.host in good]
    silent = [case for case in WRONG if all(one.case != case for one in refused)]
    if silent:
        return not_tested("With these certificates the app contacted nobody: {cases}.", cases=silent)
    hosts = {one.host for one in refused}
    return ok("The app refuses wrong certificates of {hosts}.", hosts=hosts, examined=refused)
