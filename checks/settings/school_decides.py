"""What a school decides about the settings of its pupils."""

from collections.abc import Iterator

from harness import Adjusted, Persona, SettingAdjusted, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="settings/school-decides",
    requirement="SET-09",
    title="The school can change and lock every setting",
    severity=Severity.HIGH,
    personas=("pupil",),
    representative=True,
    since="0.1",
    coverage="full",
)
def school_decides(adjusted: Adjusted, persona: Persona) -> Verdict:
    """
    ## What it checks
    An administrator gives each declared setting another default for the school and locks it. An existing and a new
    pupil have it within the time allowed, which is over once a later change of the same page came through. The pupil
    then tries to choose something else, on screen and with the own recorded request, and reads again: the setting is
    still what the school chose, whatever the answer said. Afterwards all is put back.
    ## Why it matters
    A school answers for its pupils, and can do so only when its choice holds.
    ## What it cannot see
    Settings that the profile does not declare with `admin`, and requests that the pupil's own pages never send.
    """
    found = list(adjusted)
    if not found:
        return not_tested("The profile declares no setting that an administrator decides about.")
    left = sorted(one.setting for one in found if one.restored is False)
    wrong = {problem: one for one in found for problem in _wrong(one)}
    if wrong and left:
        told = "The school's choice does not hold: {wrong}. Not put back after the test: {left}."
        return fail(told, wrong=wrong, left=left, proof=list(wrong.values()))
    if wrong:
        return fail("The school's choice does not hold: {wrong}.", wrong=wrong, proof=list(wrong.values()))
    doubts = sorted(doubt for one in found for doubt in _doubts(one))
    if left:
        return not_tested("Not put back after the test: {left}.", left=left)
    if doubts:
        return not_tested("Part of it could not be tried: {doubts}.", doubts=doubts)
    names = [one.setting for one in found]
    return ok("The school's choice holds for {settings}.", settings=names, examined=found, proof=found)


def _wrong(one: SettingAdjusted) -> Iterator[str]:
    """Where the school's choice did not hold. The pupil chose before: without a lock that choice rightly stands."""
    if not one.saved:
        return
    if one.lock and one.existing is not None and one.existing != one.wanted:
        yield f"existing pupil {one.setting}"
    if one.new is not None and one.new != one.wanted:
        yield f"new pupil {one.setting}"
    if one.lock is False:
        yield f"lock {one.setting}"
    if one.existing == one.wanted:
        if one.screen is not None and one.screen != one.wanted:
            yield f"screen {one.setting}"
        if one.request is not None and one.request not in (one.wanted, one.screen):
            yield f"request {one.setting}"


def _doubts(one: SettingAdjusted) -> Iterator[str]:
    """What is missing for a pass to mean something."""
    if one.why or not one.saved:
        yield f"{one.setting}: {one.why or 'not-saved'}"
    elif one.new is None:
        yield f"{one.setting}: no-new-pupil"
    elif one.lock is None:
        yield f"{one.setting}: no-lock"
    elif one.existing is None or one.request is None:
        yield f"{one.setting}: not-read"
