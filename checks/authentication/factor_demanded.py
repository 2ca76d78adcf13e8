"""Whether a school that demands a second factor of its staff gets one."""

from harness import FactorDemands, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/factor-demanded",
    requirement="AUT-06",
    title="A school can demand a second factor of its staff",
    severity=Severity.MEDIUM,
    since="0.5",
    level="recommended",
)
def factor_demanded(demands: FactorDemands) -> Verdict:
    """
    ## What it checks
    An administrator demands a second factor of the school's staff as the profile declares (`[factor_demand]`). Somebody
    of the staff who has none signs in with a password alone: before that and afterwards it opens the account, and while
    it is demanded it may not. Whether it is open is told by what only that person sees.
    ## Why it matters
    A setting that is kept and does nothing lets a school believe that it is safe.
    ## What it cannot see
    Sessions that were open before, other ways in, and whether those who are asked can set a second factor up. An
    account that opens much later than it did before: more than three times as long, and more than two seconds.
    """
    records = list(demands)
    open_ = [one for one in records if one.inside]
    if open_:
        told = "Though the school demands a second factor, a password alone opens the account of {people}."
        return fail(told, people={one.persona for one in open_}, proof=open_)
    if not records:
        return not_tested("The profile does not say how a school demands a second factor.")
    untold = {f"{one.persona} {one.control}" for one in records if one.control}
    if untold:
        return not_tested("Whether a school can demand a second factor could not be told: {people}.", people=untold)
    told = "While the school demanded a second factor, a password alone did not open the account of {people}."
    return ok(told, people={one.persona for one in records}, examined=records, proof=records)
