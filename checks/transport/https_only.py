"""Encrypted transport."""

from harness import UNREAD_BODIES, Console, Exchange, Severity, Traffic, Trait, Verdict, check, fail, ok

MIXED = "Mixed Content:"


@check(
    id="transport/https-only",
    requirement="NET-03",
    title="Nothing travels unencrypted",
    severity=Severity.HIGH,
    since="0.1",
    tolerates=UNREAD_BODIES,
    fail_stands_without=("traffic", "console"),
)
def https_only(traffic: Traffic, console: Console) -> Verdict:
    """
    ## What it checks
    No request goes over plain HTTP except a plain visit that is redirected to HTTPS at once, and no page of the app
    asks for insecure content or has a form that sends to an insecure address (the browser says so in its console).
    ## Why it matters
    Anyone on the school's network can read and change what is not encrypted.
    ## What it cannot see
    Pages and forms that no persona came past.
    """
    unencrypted = traffic.with_any(Trait.CLEAR)
    clear = [exchange for exchange in unencrypted if exchange.scheme == "http" and not redirected(exchange)]
    if clear:
        return fail("Unencrypted requests went to {hosts}.", hosts={one.host for one in clear}, proof=clear)
    mixed = [line for line in console if line.text.startswith(MIXED)]
    if mixed:
        return fail("{count} messages of the browser tell of insecure content.", count=len(mixed), proof=mixed)
    return ok("{count} requests were encrypted.", count=len(traffic), examined=traffic)


def redirected(exchange: Exchange) -> bool:
    """A bare visit without a cookie that leads to HTTPS, or that nobody answered."""
    if exchange.status is None:
        return True
    to_https = (exchange.header("location") or "").lower().startswith("https://")
    return exchange.method == "GET" and 300 <= exchange.status < 400 and to_https and exchange.sent("cookie") is None
