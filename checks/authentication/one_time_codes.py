"""Which one-time codes an app takes."""

from harness import Factors, Severity, Verdict, check, fail, not_tested, ok

CASES = ("code-again", "code-early", "code-late", "wrong-tries")
DECLARED = "recovery-again"
"""Tried only where the profile gives a recovery code."""


@check(
    id="authentication/one-time-codes",
    requirement="AUT-08",
    title="A one-time code works once, in its own time, and cannot be guessed",
    severity=Severity.HIGH,
    since="0.3",
    coverage="partial",
)
def one_time_codes(tried: Factors) -> Verdict:
    """
    ## What it checks
    Codes of a test account's generator: the one that was just used, one of two steps ahead and one of two steps behind
    must be refused, though the app's clock is right. After the allowed number of wrong codes the right one no longer
    opens that login. A recovery code that was used must be refused, where the profile gives one. Before and after, a
    right code works. Once all were tried, the sessions that a refused code left are asked again: none may show a
    planted value by then.
    ## Why it matters
    A code that works again can be used by whoever looked over a shoulder; one that may be guessed is guessed.
    ## What it cannot see
    Codes that are sent by mail or text message. Wrong codes are counted within one login: whether somebody who knows
    the password may begin anew and try more is not looked at. Sessions that a refused code leaves are looked at again
    where they are kept in cookies only, and once.
    """
    records = {one.case: one for one in tried if one.case in (*CASES, DECLARED)}
    # One that had grown into the next step on the way was right when it came.
    taken = {case: one for case, one in records.items() if one.inside and one.control != "too-late"}
    if taken:
        return fail("Codes are taken that should not be: {cases}.", cases=set(taken), proof=[*taken.values()])
    if not records:
        return not_tested("No one-time code of this app was tried.")
    untold = {f"{case} {records[case].control if case in records else 'not-tried'}" for case in (*CASES, *records)
              if case not in records or records[case].control}
    if untold:
        return not_tested("Some codes could not be tried as they should: {cases}.", cases=untold)
    told = "Codes work once and in their own time; after {tries} wrong ones the right one was refused."
    examined = list(records.values())
    return ok(told, tries=records["wrong-tries"].tries, examined=examined, proof=examined)
