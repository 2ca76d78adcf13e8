"""What went wrong at a sign-in, in words for people, with what to look at next."""

from __future__ import annotations

_LOGIN = {
    "no-credentials": "the profile gives no username or password",
    "unreachable": "the page did not open",
    "no-form": "no login form was found",
    "no-second-step": "no password field came after the user name",
    "totp-missing": "the app asks for a one-time code and the profile gives no totp",
    "captcha": "a captcha stands before the form",
    "overlay": "something on the page keeps the focus away from the form",
    "submit-refused": "the app still shows the form after it was sent",
    "step-failed": "a step of [login] failed",
    "script-failed": "the script of [login] failed",
    "no-marker": "the profile names nothing that proves it",
    "not-seen": "its proof was not seen",
    "in-address": "its proof was seen only where the address says it too",
    "login-form": "the app still asks to sign in",
}
NEXT = "the screenshots of this session show what the app did; url, steps and proof stand under [login]"


def login_told(code: str | None) -> str:
    """A clause for a failure of `LoginOutcome` or a reason of `ProofResult`, with the code for those who search."""
    words = _LOGIN.get(code or "")
    return f"{words} ({code}); {NEXT}" if words else f"{code or 'not seen'}; {NEXT}"
