"""What went wrong with an exchange, in the words of the record: "<kind>: <what>"."""

from __future__ import annotations

CUT = "cut: run ended"
KINDS = ("name:", "refused:", "connect:", "tls:", "cut:")
WENT_AWAY = ("connection closed", "The client disconnected")
CLOSED = ("closed", "disconnect", "reset", "cancel", "killed", "goaway")


def describe(message: str, tls_errors: frozenset[str] | set[str]) -> str:
    """mitmproxy's message with its kind in front; `tls_errors` are the upstream handshakes that failed."""
    if message in tls_errors:
        return f"tls: {message[:1].lower()}{message[1:]}"
    if message.startswith(KINDS):
        return message
    if any(word in message.lower() for word in CLOSED):
        return f"closed: {message}"
    return f"http: {message}"


def browser_refused(message: str) -> str:
    """The gap code of a failed handshake with the browser: it refused our certificate, or it merely went away."""
    return "tls-client-closed" if message.startswith(WENT_AWAY) else "tls-client-failed"
