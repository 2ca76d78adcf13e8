"""Placeholders such as `{first_name}` in steps, proofs and recordings, filled with a persona's values.

`{password}` and `{totp}` are filled only where something is typed; `scrub` keeps their values out of messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

from harness.errors import MisuseError
from harness.profile.template import TOKEN, names
from harness.sandbox.web.page.totp import SHARED, OneTimeCodes
from harness.sandbox.web.page.types import PersonaLike

SECRETS = frozenset({"password", "totp"})


def _fill(template: str, values: dict[str, str]) -> str:
    def one(found: re.Match[str]) -> str:
        return found[0][0] if found[1] is None else values[found[1]]

    return TOKEN.sub(one, template)


class Values:
    """What may stand in a persona's placeholders."""

    def __init__(self, persona: PersonaLike, codes: OneTimeCodes | None = None) -> None:
        self._persona = persona
        self._codes = codes or SHARED
        self._plain = dict(persona.known)
        if persona.username is not None:
            self._plain["username"] = persona.username

    @property
    def names(self) -> frozenset[str]:
        """Every placeholder that can be filled."""
        secret = {name for name in SECRETS if getattr(self._persona, name) is not None}
        return frozenset({*self._plain, *secret})

    def check(self, template: str, where: str, *, secrets: bool = False) -> None:
        """Raises MisuseError naming `where` when the template cannot be filled for this persona."""
        for name in names(template):
            if name in SECRETS and not secrets:
                raise MisuseError(f"{where}: {{{name}}} may stand only in what is typed (with = …)")
            if name not in self.names:
                raise MisuseError(
                    f"{where}: persona {self._persona.name} has no {{{name}}}",
                    hint="schoolproof check-profile PROFILE",
                )

    def plain(self, template: str) -> str:
        """The template filled without secrets; KeyError for a name that is not there (see `check`)."""
        return _fill(template, self._plain)

    def plain_with(self, template: str, quoted: Callable[[str], str]) -> str:
        """Like `plain`, each value passed through `quoted` first (for addresses)."""
        return _fill(template, {name: quoted(value) for name, value in self._plain.items()})

    async def typed(self, template: str) -> str:
        """The template filled for typing, secrets included; a `{totp}` is a fresh code (may wait for it)."""
        values = dict(self._plain)
        wanted = names(template)
        if "password" in wanted and self._persona.password is not None:
            values["password"] = self._persona.password.get_secret_value()
        if "totp" in wanted and self._persona.totp is not None:
            values["totp"] = await self._codes.next(self._persona.totp.get_secret_value())
        return _fill(template, values)

    def scrub(self, text: str) -> str:
        """The text with the persona's password and seed replaced, plain and URL-encoded."""
        for name in sorted(SECRETS):
            secret = getattr(self._persona, name)
            value = secret.get_secret_value() if secret is not None else ""
            if len(value) < 3:
                continue
            for form in {value, quote(value, safe=""), quote_plus(value), repr(value)[1:-1]}:
                text = text.replace(form, f"⟦secret:{self._persona.name}.{name}⟧")
        return text
