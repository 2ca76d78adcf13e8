"""The shapes this package needs of personas, logins and journeys; the profile's models match them structurally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class Secret(Protocol):
    """A value that is only shown when asked for."""

    def get_secret_value(self) -> str:
        """The plain value."""


class PersonaLike(Protocol):
    """Who uses the app: credentials and the planted values that the account holds."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def username(self) -> str | None: ...
    @property
    def password(self) -> Secret | None: ...
    @property
    def totp(self) -> Secret | None: ...
    @property
    def known(self) -> Mapping[str, str]: ...


class ProofLike(Protocol):
    """What only a signed-in persona sees."""

    @property
    def text(self) -> str | None: ...
    @property
    def selector(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...


class LoginLike(Protocol):
    """How a persona signs in; without steps or script the form is found by itself."""

    @property
    def url(self) -> str | None: ...
    @property
    def steps(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def script(self) -> str | None: ...


class JourneyLike(Protocol):
    """What personas do: one of steps, recording, script."""

    @property
    def name(self) -> str: ...
    @property
    def steps(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def recording(self) -> Path | None: ...
    @property
    def script(self) -> str | None: ...
