"""What the probes of single sign-on share: who takes part, limits, and how a trial is written down."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from harness import Persona, Profile, Run
from harness.model.single_sign_on import OurProvider
from harness.sandbox.signon.trying import Tried


@asynccontextmanager
async def within(run: Run, probe: str, seconds: float, *kinds: str) -> AsyncIterator[None]:
    """A part with its own limit, so that a slow app loses that part only; what was seen of it stays."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        for kind in kinds:
            run.writer.gap(kind, "probe-failed", probe=probe, reason=f"not done after {seconds:.0f} s")


def told(tried: Tried) -> dict[str, Any]:
    """The fields of a record that are a trial's own."""
    fields = ("before", "after", "delivered", "inside", "status", "shot", "reason")
    return {name: getattr(tried, name) for name in fields}


def cast_of(profile: Profile, provider: OurProvider | None) -> list[Persona]:
    """Those whom our provider knows: pupils first, then as they stand in the profile."""
    claims = provider.claims if provider else {}
    known = [one for one in profile.personas.values() if one.name in claims and one.known]
    return sorted(known, key=lambda one: one.role != "pupil")


def digest(key: bytes, value: str | None) -> str:
    """A keyed digest: equal ones were equal, and nothing can be done with it."""
    return hmac.new(key, value.encode(), "sha256").hexdigest()[:16] if value else ""


def bare(url: str) -> str:
    """Where the answer is wanted, without a query; of an address that is none, nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:500]
