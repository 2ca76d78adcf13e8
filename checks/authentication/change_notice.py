"""Whether the owner hears of a new password."""

from harness import Notices, Parameters, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/change-notice",
    requirement="AUT-10",
    title="The owner hears of a new password",
    severity=Severity.LOW,
    since="0.3",
    level="recommended",
)
def change_notice(notices: Notices, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    After a password was chosen by the link of a letter, and after it was changed by whoever is signed in, a letter
    comes that brings no link to choose one.
    ## Why it matters
    A pupil whose account is taken over hears of it in time, or never.
    ## What it cannot see
    Notices by another way than mail, what the letter says, and changes of the mail address and the second factor.
    """
    delay = parameters.seconds("notice-delay")
    changes = [one for one in notices if not one.reason]
    late = [one for one in changes if (one.came is None and one.waited >= delay) or (one.came or 0.0) > delay]
    if late:
        told = "Nobody was told of a new password within {minutes} minutes ({changes})."
        return fail(told, minutes=round(delay / 60), changes={one.change for one in late}, proof=late)
    heard = [one for one in changes if one.came is not None]
    if not heard:
        return not_tested("No password was changed while letters were read.")
    names, seconds = {one.change for one in heard}, round(max(one.came or 0.0 for one in heard))
    return ok("A letter told of the new password within {seconds} seconds ({changes}).",
              seconds=seconds, changes=names, examined=heard, proof=heard)
