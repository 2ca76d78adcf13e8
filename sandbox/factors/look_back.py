"""What logins with a wrong code have come to since: some apps let in later than they answer.

Each try is given up for a new login, and its cookies are kept. Nobody goes on with it, so a planted value that its
session shows afterwards was opened by the wrong code.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from harness import Persona
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.probes.client import Answer

MOST = 2
"""Addresses at which each session is asked."""

type Get = Callable[[str, Mapping[str, str]], Awaitable[Answer | None]]
"""Asks an address with these cookies."""
type Left = tuple[dict[str, Any], Mapping[str, str]]
"""What was noted of a try, and the cookies that its login had."""


async def look_back(get: Get, addresses: Iterable[str], persona: Persona, left: Sequence[Left]) -> None:
    """Note who is inside by now, at addresses that show strangers nothing; a try that says nothing is left as it is."""
    private = [one for one in addresses if not shown_to(await get(one, {}), persona)]
    for address in islice(private, MOST):
        for row, cookies in left:
            if row["inside"] or row["control"] not in ("", BROKE) or not cookies:
                continue
            if reached := shown_to(await get(address, cookies), persona):
                row |= {"inside": True, "address": urlsplit(address).path, "reached": reached}


def shown_to(answer: Answer | None, persona: Persona) -> list[str]:
    """The planted fields that stand in an answer."""
    if answer is None:
        return []
    return sorted(name for name, value in persona.canaries.items() if value.encode() in answer.body)
