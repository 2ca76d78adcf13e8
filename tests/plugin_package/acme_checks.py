"""A check from outside: copy this folder to start a plugin of your own."""

from harness import Check, Persona, Severity, Traffic, Verdict, check, fail, hookimpl, ok


@check(
    id="acme/no-server-banner",
    requirement="APP-01",
    title="Servers do not tell their version",
    severity=Severity.LOW,
    personas=("pupil",),
    since="1.0",
)
def no_server_banner(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No answer of the app has a Server header with a version number.
    ## Why it matters
    A version number tells an attacker which known holes to try.
    ## What it cannot see
    Versions that stand elsewhere, such as in error pages.
    """
    telling = [one for one in traffic.own() if any(char.isdigit() for char in one.header("server") or "")]
    if telling:
        return fail(
            "Servers tell their version: {banners}.", banners={one.header("server") for one in telling}, proof=telling
        )
    return ok("No server told {persona} its version.", persona=persona.name, examined=traffic.own())


@hookimpl
def schoolproof_checks() -> list[Check]:
    """What this plugin adds."""
    return [no_server_banner]
