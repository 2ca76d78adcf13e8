"""How the fields for passwords behave, and whether secret questions are asked."""

from harness import Entrances, EntranceSeen, Severity, Verdict, check, fail, not_tested, ok

BARRED = {"off", "nope", "false", "none", "disabled", "one-time-code"}


@check(
    id="authentication/password-fields",
    requirement="AUT-11",
    title="Password fields hide their text and take what a password manager gives",
    severity=Severity.MEDIUM,
    since="0.2",
)
def password_fields(entrances: Entrances) -> Verdict:
    """
    ## What it checks
    On the pages to sign in, to sign up and to ask for a new password: a field for a password hides what is typed, keeps
    what is really pasted with the keyboard and what a program puts in, and does not tell browsers to leave it alone
    (`autocomplete`). No secret question and no hint is asked.
    ## Why it matters
    Who cannot paste takes a short password. The answer to a secret question is known to every classmate.
    ## What it cannot see
    Pages that come only later, such as a question after the name was sent; and how each password manager behaves.
    """
    records = list(entrances)
    wrong = {sign: one for one in records for sign in _wrong(one)}
    if wrong:
        told = "Fields for passwords stand in the way, or secret questions are asked: {signs}."
        return fail(told, signs=wrong, proof=list(wrong.values()))
    seen = [one for one in records if one.fields]
    if not any(one.place == "login" for one in seen):
        return not_tested("No field for a password was seen on the page to sign in.")
    untold = [f"{one.place}: {one.reason}" for one in records if one.reason and one.place != "reset"]
    untold += [f"{one.place}: paste" for one in seen if any(field.pasted is None for field in one.fields)]
    if untold:
        return not_tested("Not every field for a password could be tried: {places}.", places=untold)
    count, places = sum(len(one.fields) for one in seen), {one.place for one in records if not one.reason}
    told = "{count} fields for passwords take what is pasted and filled in ({places})."
    return ok(told, count=count, places=places, examined=seen, proof=records, feature=True)


def _wrong(one: EntranceSeen) -> list[str]:
    """What is wrong with a page, each as `place: what`."""
    signs = ["secret question"] if one.questions else []
    for field in one.fields:
        signs += ["shown"] if field.type != "password" else []
        signs += ["paste"] if field.pasted is False else []
        barred = field.autocomplete.strip().lower() in BARRED
        signs += ["autofill"] if barred or field.filled is False else []
    return [f"{one.place}: {sign}" for sign in dict.fromkeys(signs)]
