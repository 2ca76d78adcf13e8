"""Who may sign up alone."""

from collections.abc import Sequence

from harness import (
    AccountMade,
    Accounts,
    Parameters,
    Severity,
    SignUpForm,
    SignUps,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)

TOO_YOUNG, OLD_ENOUGH = "under-13", "13"
WHOLE_DATE = ({"birth-date"}, {"birth-day", "birth-month", "birth-year"})
STOPPED = ("parent", "refused")


@check(
    id="settings/consent-age",
    requirement="SET-10",
    title="Who is too young does not sign up alone",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=("account-left-behind",),
)
def consent_age(accounts: Accounts, forms: SignUps, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Two accounts are made with the app's own sign-up form, all else alike: one for a child that is a day short of the
    age of consent, one for a child that has just reached it. The first must not come to work, the second must. What
    counts is whether somebody can sign in with it, not what the form said.
    ## Why it matters
    Below that age only a parent or the school can decide about a child's data.
    ## What it cannot see
    Whether a stated age is true, and whether the parent who is asked really is one. Around midnight the app may count
    the days otherwise.
    """
    young, old = accounts.of(TOO_YOUNG, "signup"), accounts.of(OLD_ENOUGH, "signup")
    age = int(parameters.number("consent-age"))
    if young is None or old is None:
        return not_tested("Nobody tried to sign up on either side of {age} years.", age=age)
    if old.reason == "no-form" and young.reason == "no-form":
        return not_tested("No sign-up form was found in the app.")
    asked = [form for form in forms if form.persona in (young.persona, old.persona)]
    proof: list[AccountMade | SignUpForm] = [young, old, *asked]
    if not _told_its_age(forms, young.persona):
        return _ageless(accounts, proof)
    if young.ok:
        return fail("Somebody one day short of {age} made an account alone.", age=age, ages=[TOO_YOUNG], proof=proof)
    if not old.ok:
        return _refused(accounts, age, proof)
    if young.reason in STOPPED:
        return ok("Who is one day short of {age} is stopped, who is {age} is not.", age=age, examined=2, proof=proof)
    if young.reason == "not-proven":
        return review("Who is one day short of {age} cannot sign in, and nothing says why.", age=age, proof=proof)
    return not_tested("Signing up one day short of {age} came to nothing: {reason}.", age=age, reason=young.reason)


def _told_its_age(forms: SignUps, persona: str) -> bool:
    """Whether the form was given a whole birth date, so that one day makes a difference."""
    given = {field.kind for form in forms if form.persona == persona for field in form.fields if field.given}
    return any(kinds <= given for kinds in WHOLE_DATE)


def _ageless(accounts: Accounts, proof: Sequence[AccountMade | SignUpForm]) -> Verdict:
    if accounts.made("signup"):
        return review("Everyone can sign up: the form asks no whole date of birth.", proof=proof)
    return not_tested("No account came of the sign-up form, which was given no whole date of birth.")


def _refused(accounts: Accounts, age: int, proof: Sequence[AccountMade | SignUpForm]) -> Verdict:
    """Who is old enough has no account: the app's fault only when others get one by the same form."""
    old = accounts.of(OLD_ENOUGH, "signup")
    others = [one for one in accounts.made("signup") if one.band != OLD_ENOUGH]
    if others and old is not None and old.reason in STOPPED:
        return fail("Somebody of exactly {age} is refused.", age=age, ages=[OLD_ENOUGH], proof=[*proof, *others])
    reason = (old.reason if old else None) or "not-proven"
    return not_tested("Signing up at exactly {age} came to nothing: {reason}.", age=age, reason=reason)
