"""Whether a long password is taken and compared as it is."""

from harness import Passwords, PasswordTried, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.password_places import untold

PARTS = ("small-letters", "spaces", "accents", "length")
CHANGES = {"last-changed", "one-less", "other-case"}


@check(
    id="authentication/passphrase",
    requirement="AUT-02",
    title="A long passphrase is taken and compared whole",
    severity=Severity.MEDIUM,
    since="0.2",
)
def passphrase(passwords: Passwords) -> Verdict:
    """
    ## What it checks
    A random phrase of small letters, spaces and accented letters is offered where people choose a password: by sending
    what the form sends and, at sign-up, by typing it in a browser too. Somebody signs in with it. With another last
    character, without it, or with one capital nobody does. Where it is refused, phrases with one of its properties each
    tell which one the app minds.
    ## Why it matters
    A phrase is easier to remember than a short password, and stronger. An app that cuts it, ignores capitals or asks
    for signs makes passwords weaker than they look.
    ## What it cannot see
    How the password is kept on the server, and what other clients of the app do to it.
    """
    phrases = [one for one in passwords if one.case == "passphrase"]
    open_to = [one for one in phrases if one.lets_in]
    if open_to:
        changes = {change for one in open_to for change in one.lets_in}
        told = "An account opens with a password that is not its own: {changes} ({places})."
        return fail(told, changes=changes, places={one.place for one in open_to}, proof=open_to)
    refused = [one for one in phrases if one.refused]
    if refused:
        text = "A long passphrase was not taken ({places}); what was minded: {minded}."
        places, minded = {f"{one.place}, {one.by}" for one in refused}, _minded(passwords)
        return fail(text, places=places, minded=minded, proof=refused)
    whole = [one for one in phrases if _whole(one)]
    untyped = {one.place for one in phrases if one.by == "form" and not one.accepted}
    if missing := untold(passwords, {one.place for one in whole} - untyped):
        return not_tested("Where a long passphrase was not tried as it should: {places}.", places=missing)
    if not whole:
        return not_tested("No long passphrase was offered.")
    text = "A passphrase of {length} characters was taken and compared whole ({places})."
    lengths = max(one.length for one in whole)
    return ok(text, length=lengths, places={one.place for one in whole}, examined=whole, proof=whole, feature=True)


def _whole(one: PasswordTried) -> bool:
    return one.by == "request" and bool(one.accepted) and {*one.compared} >= CHANGES


def _minded(passwords: Passwords) -> list[str]:
    """The properties that were refused alone; what is typed may fail by the page only."""
    found = sorted({one.case for one in passwords if one.case in PARTS and one.refused})
    return found or ["unclear"]
