"""Identifiers of the device in what the app sends."""

from harness import OnDevice, Severity, Traffic, Verdict, check, fail, not_tested, ok, review


@check(
    id="mobile/device-identifiers",
    requirement="TRK-06",
    title="No identifier of the device leaves it",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    apps=("android",),
)
def device_identifiers(device: OnDevice, traffic: Traffic) -> Verdict:
    """
    ## What it checks
    What identifies the device was read there or put there: serial number, Android id (also the one that only this app
    gets), advertising id, a name of the test's own. None of them, in any known encoding or hash, stands in what the app
    sends, to whomever.
    ## Why it matters
    They are the same in every app and stay the same for years: with them anybody can follow one child everywhere.
    ## What it cannot see
    Identifiers that the device keeps from the test, such as hardware addresses, and values that an app encrypts or
    mixes with others first.
    """
    planted = device.planted()
    if not planted:
        return not_tested("No identifier of the device is known.")
    leaks = traffic.carrying(planted)
    if leaks.certain():
        sure = leaks.certain()
        return fail("Identifiers of the device reached {hosts}: {data}.", hosts=sure.hosts, data=sure.data, proof=sure)
    if leaks:
        return review("Possible identifiers of the device reached {hosts}: {data}.", hosts=leaks.hosts, data=leaks.data,
                      proof=leaks)  # fmt: skip
    if leaks.unseen:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=leaks.unseen)
    if len(traffic) == 0:
        return not_tested("The app sent nothing that was seen.")
    if device.unplanted():
        return not_tested("These identifiers of the device are not known: {names}.", names=device.unplanted())
    return ok("{names} stand in none of {count} messages.", names=planted, count=len(traffic), examined=traffic)
