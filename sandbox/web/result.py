"""What a session leaves for those that come after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.async_api import StorageState

from harness.sandbox.probes.session_life import Jar


@dataclass
class SessionResult:
    """What the platform needs to know afterwards, in memory only: cookies never reach the disk in the clear."""

    ok: bool = False
    banner: bool = False
    before: Jar | None = None
    after: Jar | None = None
    proven_at: str | None = None
    login: StorageState | None = None
    bearers: dict[str, list[str]] = field(default_factory=dict, repr=False)
