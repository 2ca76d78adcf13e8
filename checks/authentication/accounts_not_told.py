"""Whether answers tell which accounts exist."""

from harness import AccountsTold, Parameters, Severity, Telling, Verdict, check, compared, fail, not_tested, ok

PLACES = ("login", "reset", "signup")


@check(
    id="authentication/accounts-not-told",
    requirement="AUT-05",
    title="Nobody learns which accounts exist",
    severity=Severity.MEDIUM,
    since="0.2",
)
def accounts_not_told(telling: Telling, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    At the login (with a wrong password), at sign-up (with one that is too short) and where a new password is asked,
    names of accounts that this run made and names that nobody has are typed in pairs, in random order. The answers have
    the same status and lead to the same place, no text stands in all answers of one kind and in none of the other, and
    the one kind takes no longer than the other: the sign test on the pairs. Too few pairs, or times that vary too much
    to have shown such a difference, let nothing pass.
    ## Why it matters
    Who knows which accounts exist knows which children use the app, and where guessing is worth while.
    ## What it cannot see
    A sign-up that succeeds tells that a name was free, where people choose their names; differences within the noise;
    and other places that answer about accounts, such as a search.
    """
    records = list(telling)
    leaks = {sign: one for one in records for sign in _signs(one, parameters)}
    if leaks:
        told = "Answers tell which accounts exist: {signs}."
        return fail(told, signs=leaks, texts=_texts(records), proof=list(leaks.values()))
    untold = [f"{one.place}: {why}" for one in records if (why := _why_not(one, parameters))]
    untold += [f"{place}: not-tried" for place in PLACES if place not in {one.place for one in records}]
    if untold:
        told = "Where it could not be seen whether answers tell which accounts exist: {places}."
        return not_tested(told, places=untold)
    count = sum(one.pairs for one in records)
    told = "{count} pairs of answers do not tell which accounts exist ({places})."
    return ok(told, count=count, places={one.place for one in records}, examined=records, proof=records, feature=True)


def _signs(one: AccountsTold, parameters: Parameters) -> list[str]:
    """By what answers at a place tell accounts apart."""
    if one.reason:
        return []
    found = []
    if one.existing and one.absent and not {*one.existing} & {*one.absent}:
        found.append(f"{one.place}: status")
    if one.only_existing or one.only_absent:
        found.append(f"{one.place}: text")
    if _time(one, parameters) == "differs":
        found.append(f"{one.place}: time")
    return found


def _why_not(one: AccountsTold, parameters: Parameters) -> str:
    if one.reason or one.pairs < parameters.number("timing-pairs"):
        return one.reason or "too-few-pairs"
    if {*one.existing} != {*one.absent}:
        return "statuses-vary"
    return "times-vary" if _time(one, parameters) == "unclear" else ""


def _time(one: AccountsTold, parameters: Parameters) -> str:
    ms, percent, p = (parameters.number(f"timing-{name}") for name in ("ms", "percent", "p"))
    return compared(one.differences, one.usual, ms, percent, p)


def _texts(records: list[AccountsTold]) -> list[str]:
    return sorted({text for one in records for text in (*one.only_existing, *one.only_absent)})[:5]
