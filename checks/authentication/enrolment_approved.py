"""Whether a school has to agree before a stranger sees anything of it."""

from harness import Enrolments, EnrolmentTried, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/enrolment-approved",
    requirement="AUT-16",
    title="A stranger sees nothing of a school before it agrees",
    severity=Severity.CRITICAL,
    since="0.4",
    coverage="partial",
    tolerates=("account-left-behind", "not-undone"),
)
def enrolment_approved(enrolments: Enrolments) -> Verdict:
    """
    ## What it checks
    Somebody unknown signs up as the profile declares (`[[enrolments]]`): as a teacher of a school, or with the code of
    a class. Before the school agrees, the new account asks the declared addresses, those that showed values of people
    of the school to others, and where its own first page leads. It may get no planted value of the school; with a
    code, none of a pupil. Then the school agrees, and the same account has to see some, or nothing was learnt.
    ## Why it matters
    Anybody can say to be a teacher, and a class code is copied from a blackboard or a chat.
    ## What it cannot see
    Ways in that the profile does not declare, addresses that nobody came by, how carefully a school looks at who asks,
    and apps that carry a session by something else than cookies.
    """
    records = list(enrolments)
    early = [one for one in records if one.before]
    if early:
        told = "Before the school agreed, a stranger read: {values}."
        names = {f"{one.enrolment} {value}" for one in early for value in one.before}
        return fail(told, values=names, proof=early)
    if not records:
        return not_tested("Nobody tried to come into a school.")
    untold = {f"{one.enrolment} {why}" for one in records if (why := _untold(one))}
    if untold:
        return not_tested("What a stranger sees could not be told: {enrolments}.", enrolments=untold)
    told = "Nothing of the school was seen before it agreed, and something after: {enrolments}."
    return ok(told, enrolments={one.enrolment for one in records}, examined=records, proof=records)


def _untold(one: EnrolmentTried) -> str:
    if one.control:
        return one.control
    if not one.opened and not one.after:
        return one.reason or "not-opened"
    if not one.agreed:
        return "not-agreed"
    if not one.after:
        return "nothing-read-after"
    return "" if one.asked or not one.opened else "no-answer"
