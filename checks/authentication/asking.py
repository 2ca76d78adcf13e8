"""What the checks of requests for a login share: noting what is wrong, and whether an address is safe to answer at."""

from collections.abc import Iterable
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")

type Problems = dict[str, list[object]]
"""What is wrong → where it was seen."""


def note(problems: Problems, proof: object, found: Iterable[str]) -> None:
    """Add what was found wrong with one request."""
    for problem in found:
        problems.setdefault(problem, []).append(proof)


def proofs(problems: Problems) -> list[object]:
    """Where anything was seen."""
    return [proof for several in problems.values() for proof in several]


def host_of(url: str) -> str:
    """The host of an address that an app wrote; empty when it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def in_the_clear(url: str) -> bool:
    """Whether an answer to this address would travel in the clear."""
    return not url.lower().startswith("https://") and host_of(url) not in LOOPBACK
