"""What the checks of reset links share: whether there was one, and whether what was refused means anything."""

from harness import Resets, ResetTried, Verdict, not_tested


def asked(resets: Resets) -> ResetTried | Verdict:
    """The record about the link, or why there is none."""
    found = list(resets)
    if not found:
        return not_tested("No new password was asked for by mail.")
    if found[0].came is None:
        return not_tested("No link came by mail: {why}.", why=found[0].reason or "no-mail")
    return found[0]


def tried(resets: Resets) -> ResetTried | Verdict:
    """The same, where the link was really used: in a browser, and then, a fresh one, by sending the form again."""
    found = asked(resets)
    if not isinstance(found, ResetTried):
        return found
    if not found.works:
        return not_tested("No password could be chosen by the link: {why}.", why=found.reason or "not-taken")
    if not found.control:
        return not_tested("A fresh link did not set a password when its form was sent again.")
    return found
