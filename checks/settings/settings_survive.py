"""Whether settings stay as they were chosen."""


from harness import (
    Change,
    Kept,
    Settings,
    SettingsCatalogue,
    SettingSeen,
    Severity,
    Verdict,
    changes,
    check,
    fail,
    not_tested,
    ok,
    shared,
)

KEPT = ("after-login", "second-device", "after-roster")
NEEDED = ("after-login", "second-device")


@check(
    id="settings/settings-survive",
    requirement="SET-11",
    title="Settings stay as they were chosen",
    severity=Severity.MEDIUM,
    since="0.2",
    tolerates=("account-left-behind",),
)
def settings_survive(kept: Kept, settings: Settings, catalogue: SettingsCatalogue) -> Verdict:
    """
    ## What it checks
    A pupil chooses something safer than what the account came with. After signing out and in, on a second device, and
    after the school sent its class lists anew, every setting must read as it did after the choice. Where the app offers
    to go back to the defaults, that may leave nothing less safe than a new account has it.
    ## Why it matters
    A choice that is lost without a word is no choice, and nobody checks it twice.
    ## What it cannot see
    Updates of the app, and what happens after a longer time. A class list is sent anew only where the profile says how.
    """
    at = {when: settings.when(when) for when in ("before", "chosen", *KEPT, "after-reset")}
    if not len(kept) or not changes(at["before"], at["chosen"]):
        return not_tested("No pupil could choose anything, so nothing could be lost.")
    lost, before = dict[str, list[Change]](), at["chosen"]
    for when in KEPT:
        lost[when] = _lost(at["chosen"], before, at[when])
        before = at[when] or before
    lost["after-reset"] = [one for one in changes(at["before"], at["after-reset"]) if one.worse(catalogue)]
    if any(lost.values()):
        return fail(
            "Settings did not stay: {settings} ({moments}).",
            settings={one.name for several in lost.values() for one in several},
            moments=[when for when, several in lost.items() if several],
            proof=[record for several in lost.values() for one in several for record in one.proof],
        )
    compared = {when: shared(at["chosen"], at[when]) for when in KEPT}
    every = shared(at["chosen"], at["chosen"])
    unread = [when for when in KEPT if (when in NEEDED or at[when]) and compared[when] < every]
    if unread:
        return not_tested("Not every setting was read again: {moments}.", moments=unread)
    looked, count = [when for when in (*KEPT, "after-reset") if at[when]], compared[KEPT[0]]
    return ok("{count} settings stayed as they were ({moments}).", count=count, moments=looked, examined=count)


def _lost(chosen: list[SettingSeen], before: list[SettingSeen], now: list[SettingSeen]) -> list[Change]:
    """What is not as it was chosen, and was not so the moment before either: the loss is told where it came about."""
    fresh = {one.after.at for one in changes(before, now)}
    return [one for one in changes(chosen, now) if one.after.at in fresh]
