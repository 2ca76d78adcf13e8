"""What an account gets whose age nobody knows."""

from harness import (
    AccountMade,
    Accounts,
    Change,
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
    review,
    shared,
)

YOUNGEST_FIRST = ("11", "12", "under-13", "13", "15", "17")


@check(
    id="settings/unknown-age",
    requirement="SET-10",
    title="An account without an age gets the settings of a pupil",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=("account-left-behind",),
)
def unknown_age(accounts: Accounts, settings: Settings, catalogue: SettingsCatalogue) -> Verdict:
    """
    ## What it checks
    An account is made that tells no age, and one of a young pupil. What both start with is read before anybody touches
    it; nothing may be less safe for the one without an age.
    ## Why it matters
    Most school accounts hold no birth date. Who counts them as adults gives children what adults get.
    ## What it cannot see
    Settings that are not shown to the pupil. Whether the pupil's own settings are safe is asked elsewhere.
    """
    made = [one for one in accounts.made() if one.band == "unknown"]
    pupil = next((one for band in YOUNGEST_FIRST for one in accounts.made() if one.band == band), None)
    if not made:
        return _none_made(accounts)
    if pupil is None:
        return not_tested("No account of a pupil was made to compare with.")
    like = _first(settings, pupil)
    own = [_first(settings, one) for one in made]
    if not all(compared := [shared(like, one) for one in own]):
        return not_tested("No setting was read of both the account without an age and that of a pupil.")
    found = [change for one in own for change in changes(like, one)]
    if worse := [one for one in found if one.worse(catalogue)]:
        said, proof = {"age": pupil.band, "ages": ["unknown"], "settings": _names(worse)}, _proof(worse)
        return fail("Without an age, {settings} are less safe than at {age}.", **said, proof=proof)
    if unclear := [one for one in found if one.worse(catalogue) is None]:
        said, proof = {"age": pupil.band, "settings": _names(unclear)}, _proof(unclear)
        return review("Without an age, {settings} differ from those at {age}.", **said, proof=proof)
    if gone := _not_shown(like, own):
        return review("Without an age, {settings} were not shown.", settings=gone, proof=like)
    count = sum(compared)
    return ok("{count} settings are as safe without an age as at {age}.", count=count, age=pupil.band, examined=count)


def _first(settings: Settings, one: AccountMade) -> list[SettingSeen]:
    """What an account started with."""
    return [seen for seen in settings.when("first") if seen.account == "fresh" and seen.persona == one.persona]


def _not_shown(like: list[SettingSeen], own: list[list[SettingSeen]]) -> list[str]:
    """Known settings of the pupil that an account without an age did not show: a page may not have been read."""
    shown = [{one.setting for one in several} for several in own]
    return sorted({one.setting for one in like if one.setting and not all(one.setting in each for each in shown)})


def _names(found: list[Change]) -> list[str]:
    return sorted({one.name for one in found})


def _proof(found: list[Change]) -> list[SettingSeen]:
    return [record for one in found for record in one.proof]


def _none_made(accounts: Accounts) -> Verdict:
    tried = [one for one in accounts if one.band == "unknown"]
    asked = [one for one in tried if one.reason == "age-required"]
    if asked and len(asked) == len(tried):
        return review("The form says that it makes no account without an age.", proof=asked)
    reasons = sorted({one.reason or "not-proven" for one in tried}) or ["not-tried"]
    return not_tested("No account without an age was made: {reasons}.", reasons=reasons)
