"""What a pupil has to tell to get an account."""

from harness import Accounts, Severity, SignUps, Verdict, check, fail, not_tested, ok, review

SENSITIVE = ("phone", "address", "photo", "private-email", "national-number")


@check(
    id="data/minimal-sign-up",
    requirement="DAT-01",
    title="A pupil starts without telling more than is needed",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=("account-left-behind",),
)
def minimal_sign_up(accounts: Accounts, forms: SignUps) -> Verdict:
    """
    ## What it checks
    A pupil's account is made with the app's own form and only what that form requires. It may require no telephone
    number, address, photo, private e-mail address or national number. A field that the screen calls optional and
    without which the app makes no account counts as required. That the account works is proven by signing in.
    ## Why it matters
    What an app never got cannot leak, and a child does not know what it need not tell.
    ## What it cannot see
    What the school passes on by another way, what is asked later, and whether an e-mail address that has to be given
    may be one of the school.
    """
    minors = {one.persona: one for one in accounts if one.route == "signup" and one.band != "adult"}
    asked = [(form, field) for form in forms if form.persona in minors for field in form.fields]
    named = [(form, field) for form, field in asked if field.required and field.kind in SENSITIVE]
    unsaid = [(one, kind) for one in minors.values() for kind in one.unmarked if kind in SENSITIVE]
    if named or unsaid:
        kinds = {field.kind for _, field in named} | {kind for _, kind in unsaid}
        return fail(
            "A pupil has to give {fields} to get an account.",
            fields=[kind for kind in SENSITIVE if kind in kinds],
            proof=[*(form for form, _ in named), *(one for one, _ in unsaid)],
        )
    made = [one for one in minors.values() if one.ok]
    if not made:
        reasons = sorted({one.reason or "not-proven" for one in minors.values()}) or ["not-tried"]
        return not_tested("No pupil got an account by the app's own sign-up: {reasons}.", reasons=reasons)
    if not asked:
        return not_tested("Accounts were made, but nothing tells what the form asked.")
    if mail := [form for form, field in asked if field.required and field.kind == "email"]:
        return review("A pupil has to give an e-mail address: may it be one of the school?", proof=mail)
    return ok("{count} pupils' accounts were made with required fields alone.", count=len(made), examined=len(asked))
