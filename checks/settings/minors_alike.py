"""Whether every minor gets the settings of one, at each age and by each way in."""

from harness import (
    AccountMade,
    Accounts,
    Settings,
    SettingsCatalogue,
    Severity,
    Verdict,
    changes,
    check,
    fail,
    not_tested,
    ok,
    shared,
)

UNKNOWN = "unknown"
YOUNGEST_FIRST = (UNKNOWN, "11", "12", "under-13", "13", "15", "17")


@check(
    id="settings/minors-alike",
    requirement="SET-10",
    title="Every minor starts with safe settings, at each age and by each way in",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=("account-left-behind",),
)
def minors_alike(accounts: Accounts, settings: Settings, catalogue: SettingsCatalogue) -> Verdict:
    """
    ## What it checks
    Accounts of several ages below 18 are made, by the app's own sign-up and by the school's way where there are two.
    What each starts with is compared with the youngest, and with the same age by the other way. What is safe at the one
    may not be unsafe at the other; what is safe for an age follows the settings catalogue.
    ## Why it matters
    An app that calls a pupil of 17 an adult, or trusts who signs up alone, leaves these pupils unprotected.
    ## What it cannot see
    Ages that were not tried. What is unsafe for every age alike is told where that setting is judged.
    """
    minors = sorted((one for one in accounts.made() if one.band in YOUNGEST_FIRST), key=_youngest_first)
    first = [one for one in settings.when("first") if one.account == "fresh"]
    own = {one.persona: [seen for seen in first if seen.persona == one.persona] for one in minors}
    aged = [one for one in minors if one.band != UNKNOWN]
    pairs = [(aged[0], one, one.band) for one in aged[1:]]
    for one in minors:
        pairs += [(one, other, other.route) for other in minors if one.band == other.band and one.route != other.route]
    counts = [shared(own[one.persona], own[other.persona]) for one, other, _ in pairs]
    compared = sum(counts)
    if not compared:
        return not_tested("No settings of two minors were read to be compared.")
    found = [(what, change) for one, other, what in pairs for change in changes(own[one.persona], own[other.persona])]
    if bad := [(what, change) for what, change in found if change.worse(catalogue)]:
        return fail(
            "Not every minor starts as safe: {settings} (where it is worse: {ages} {routes}).",
            settings={change.name for _, change in bad},
            ages=[band for band in YOUNGEST_FIRST if band in {what for what, _ in bad}],
            routes={what for what, _ in bad if what not in YOUNGEST_FIRST},
            proof=[record for _, change in bad for record in change.proof],
        )
    if unread := {one.page for one in settings.unfound("first") if one.persona in own and not one.setting}:
        return not_tested("Pages of settings of minors were not read whole: {pages}.", pages=unread)
    if not all(counts):
        empty = {what for (_, _, what), count in zip(pairs, counts, strict=True) if not count}
        return not_tested("No setting of some minors was read to be compared: {bands}.", bands=empty)
    return ok("{count} settings of minors are as safe as those of the youngest.", count=compared, examined=compared)


def _youngest_first(one: AccountMade) -> tuple[int, str]:
    return YOUNGEST_FIRST.index(one.band), one.route
