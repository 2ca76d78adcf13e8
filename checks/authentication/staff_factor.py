"""Whether a password alone lets staff in."""

from harness import Factors, FactorTried, Severity, Verdict, check, fail, not_tested, ok, review


@check(
    id="authentication/staff-factor",
    requirement="AUT-06",
    title="An administrator needs more than a password",
    severity=Severity.HIGH,
    since="0.3",
    coverage="partial",
    tolerates=("account-locked",),
)
def staff_factor(tried: Factors) -> Verdict:
    """
    ## What it checks
    An administrator of a school and a teacher sign in with user name and password, and give no code. The account must
    not open; with the right code it does. Whether it is open is told by what only that person sees.
    ## Why it matters
    Passwords of staff leak. One of an administrator opens the data of every pupil of a school.
    ## What it cannot see
    Passkeys, codes by mail or text message, and whether a school can demand a second factor of teachers where none is
    asked of the teacher of the test. An account that opens much later than it does for who may: more than three times
    as long, and more than two seconds.
    """
    records = [one for one in tried if one.case == "password-alone"]
    inside = [one for one in records if one.inside]
    administrators = [one for one in inside if one.role == "admin"]
    if administrators:
        return fail("A password alone opens the account of {people}.", people=_names(administrators), proof=inside)
    if not any(one.role == "admin" for one in records):
        return not_tested("No administrator tried to sign in with a password alone.")
    untold = {f"{one.persona} {one.control}" for one in records if one.control and not one.inside}
    if untold:
        return not_tested("Signing in with the second factor did not work: {people}.", people=untold)
    if inside:
        told = "A password alone opens the account of {people}; whether a school can ask more was not seen."
        return review(told, people=_names(inside), proof=inside)
    if not any(one.role == "teacher" for one in records):
        return not_tested("No teacher tried to sign in with a password alone.")
    return ok("A password alone opens no account of {people}.", people=_names(records), examined=records, proof=records)


def _names(records: list[FactorTried]) -> set[str]:
    return {one.persona for one in records}
