"""Where a link for a new password leads, also when the request for it named another host."""

from harness import Resets, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.reset_asked import asked


@check(
    id="authentication/reset-link-place",
    requirement="AUT-09",
    title="A link for a new password leads to the app alone",
    severity=Severity.HIGH,
    since="0.3",
)
def reset_link_place(resets: Resets) -> Verdict:
    """
    ## What it checks
    The link in the letter is an https address of the app. A new password is asked for twice more while the headers
    X-Forwarded-Host and Host name a host that nobody has: no letter may link there.
    ## Why it matters
    Who asks for somebody else's new password decides where such a link leads. The owner clicks it, and the secret in
    it goes to the attacker. Over http everybody on the school's network can read it.
    ## What it cannot see
    Other headers by which a server may be told its name, and where the page behind the link sends people on to.
    """
    led = [one for one in resets if one.foreign]
    if led:
        headers = {header for one in led for header in one.foreign}
        told = "The link in the letter led to a host that the request had named ({headers})."
        return fail(told, headers=headers, proof=led)
    found = asked(resets)
    if isinstance(found, Verdict):
        return found
    if found.scheme != "https":
        return fail("The link in the letter is not encrypted: {scheme}.", scheme=found.scheme, proof=[found])
    if not found.foreign_asked:
        why = found.reason or "no-link"
        return not_tested("Whether a request can name another host was not tried: {why}.", why=why)
    return ok("The link in the letter led to {host}, also when another host was named ({headers}).",
              host=found.host, headers=set(found.foreign_asked), examined=[found], proof=[found])
