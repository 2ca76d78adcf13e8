"""Whether another site can change things for somebody who is signed in."""

from harness import Commands, CommandTried, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/no-foreign-commands",
    requirement="SES-07",
    title="Another site can change nothing in the app",
    severity=Severity.HIGH,
    since="0.3",
    coverage="partial",
)
def no_foreign_commands(commands: Commands) -> Verdict:
    """
    ## What it checks
    A persona makes each change that the profile declares (`[[changes]]`), sees it and takes it back. Then a page of
    another site, in the same browser, sends that request as a form, as an address and by a script, as far as a browser
    lets it without asking the app: without the app's token, and with one that is made up. None of it may stand there
    afterwards. Only what can be read again decides, never the status of an answer; by itself the persona has to be able
    to make the change before and after.
    ## Why it matters
    A pupil who is signed in opens other sites too. Any of them could write, share or delete in the pupil's name.
    ## What it cannot see
    Changes that the profile does not declare, tokens of somebody else that the app takes as well, and sites that can
    write into the app's own pages.
    """
    records = list(commands)
    changed = [one for one in records if one.changed]
    if changed:
        told = "Another site can change things for who is signed in: {ways}."
        return fail(told, ways={_way(one) for one in changed}, proof=changed)
    if not records:
        return not_tested("No change was tried from another site.")
    broken = {f"{one.change} {one.control}" for one in records if one.control}
    if broken:
        return not_tested("Some changes did not work by themselves either: {changes}.", changes=broken)
    unanswered = {_way(one) for one in records if not one.answered}
    if unanswered:
        return not_tested("The app did not answer what another site sent: {ways}.", ways=unanswered)
    names = {one.change for one in records}
    told = "{count} commands from another site changed nothing ({changes})."
    return ok(told, count=len(records), changes=names, examined=records, proof=records)


def _way(one: CommandTried) -> str:
    """The change, how it was sent, and with what for a token."""
    return f"{one.change} {one.way}" + (f" {one.token}-token" if one.token == "made-up" else "")
