"""Whether a login that still owes its code opens anything."""

from harness import Factors, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/factor-not-bypassed",
    requirement="AUT-07",
    title="Nothing opens before the second factor was given",
    severity=Severity.CRITICAL,
    since="0.3",
    coverage="partial",
    tolerates=("account-locked",),
)
def factor_not_bypassed(tried: Factors) -> Verdict:
    """
    ## What it checks
    Somebody of the staff gives a password and not yet the code. With that half login every address is asked that
    showed personal data to the whole login, and some are opened in the browser. None may show a planted value that a
    stranger does not see. Then the right code is given: only when that works was it a login half done.
    ## Why it matters
    A code that is asked on one page and not by the interface behind it stops nobody.
    ## What it cannot see
    Ways in that the test does not know: other interfaces, resets, remembered devices and links of other systems.
    What a half login opens only a while after the password was given.
    """
    records = [one for one in tried if one.case in ("half-address", "half-page")]
    open_ = [one for one in records if one.inside and one.control in ("", "half-ended")]
    if open_:
        told = "Personal data can be read before the code was given: {addresses}."
        return fail(told, addresses={f"{one.case} {one.address}" for one in open_}, proof=open_)
    if not records:
        alone = [one for one in tried if one.case == "password-alone" and one.inside]
        if alone:
            return not_tested("No code is asked of {people}, so there is nothing to walk around.",
                              people={one.persona for one in alone})
        return not_tested("No login was stopped half way.")
    asked = [one for one in records if not one.control]
    if not any(one.case == "half-address" for one in asked) or not any(one.case == "half-page" for one in asked):
        return not_tested("What a half login opens could not be told: {why}.", why={one.control for one in records})
    return ok("{count} addresses of the account stay shut until the code is given.",
              count=len(asked), examined=asked, proof=asked)
