"""Where passwords were offered, and where nothing can be told of it."""

from collections.abc import Collection

from harness import Passwords


def untold(passwords: Passwords, told_at: Collection[str]) -> list[str]:
    """Places of which nothing is known, each with the reason; empty when nothing was offered anywhere."""
    places = passwords.places()
    lacking = [place for place in places if place not in told_at]
    return [f"{place}: {passwords.why(place) or 'control-failed'}" for place in lacking]


def why_not(passwords: Passwords) -> list[str]:
    """Why nothing was offered at all."""
    return [passwords.why(place) or "control-failed" for place in passwords.places()] or ["not-tried"]
