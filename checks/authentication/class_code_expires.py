"""Whether the code of a class can be made to expire."""

from harness import Enrolments, EnrolmentTried, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/class-code-expires",
    requirement="AUT-16",
    title="A class code that was renewed lets nobody in any more",
    severity=Severity.HIGH,
    since="0.4",
    coverage="partial",
    tolerates=("account-left-behind",),
)
def class_code_expires(enrolments: Enrolments) -> Verdict:
    """
    ## What it checks
    A teacher gives the class another code as the profile declares (`renew`), and the page shows another one. Somebody
    unknown signs up with the first code: either no account comes of it, or, once whoever lets people in has tried to,
    it sees nothing of the class. The first code is then put back, and has to work again: a sign-up that was refused for
    another reason says nothing.
    ## Why it matters
    A code that went around once lets strangers into a class for as long as it works.
    ## What it cannot see
    Whether codes end by themselves, and whether a teacher knows how to renew one.
    """
    records = [one for one in enrolments if one.renewal is not None or (one.control and one.how == "class-code")]
    alive = [one for one in records if one.renewal == "" and one.old_lets_in]
    if alive:
        told = "A class code that was renewed still lets in whoever has it: {enrolments}."
        return fail(told, enrolments={one.enrolment for one in alive}, proof=alive)
    if not records:
        return not_tested("No class code was renewed.")
    untold = {f"{one.enrolment} {why}" for one in records if (why := _untold(one))}
    if untold:
        return not_tested("Whether a class code ends could not be told: {enrolments}.", enrolments=untold)
    told = "After it was renewed the first code let nobody in; put back, it did again: {enrolments}."
    return ok(told, enrolments={one.enrolment for one in records}, examined=records, proof=records)


def _untold(one: EnrolmentTried) -> str:
    """Why nothing was learnt, or "". A refused sign-up counts where the same one worked before and afterwards."""
    if one.control or one.renewal:
        return one.control or one.renewal or ""
    if not (one.after or one.before):
        return "not-let-in-before"
    if not one.restored:
        return "not-restored"
    return "" if one.again_lets_in else "not-let-in-again"
