"""The `[mailbox]` table of a profile: where letters of the app under test arrive while it is tested."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import model_validator

from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.password_tests import PasswordTests
    from harness.model.profile import Persona

_PLACE = re.compile(r"(?P<host>[0-9.]{7,15}|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")


class Mailbox(Table):
    """`listen`: an address of loopback and a port, where a mail server of ours waits and the app delivers by SMTP; or
    `maildir`: a folder in which the test platform puts each letter as a file.

    `address` is where the persona of `[passwords]` gets mail, if it is not its `known.email`.
    """

    listen: str | None = None
    maildir: Path | None = None
    address: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Mailbox:
        if (self.listen is None) is (self.maildir is None):
            raise ValueError("mailbox: give either listen or maildir")
        if self.address is not None and "@" not in self.address:
            raise ValueError(f"mailbox: {self.address} is no mail address")
        if self.listen is not None:
            host, port = self.place
            if not ip_address(host).is_loopback or not 0 < port < 65536:
                raise ValueError(f'mailbox: listen = "{self.listen}": only on this machine, as "127.0.0.1:2525"')
        return self

    @property
    def place(self) -> tuple[str, int]:
        """Host and port of `listen`. Raises ValueError when they are written in another way."""
        found = _PLACE.fullmatch(self.listen or "")
        if found is None:
            raise ValueError(f'mailbox: listen = "{self.listen}" is written "127.0.0.1:2525" or "[::1]:2525"')
        return found["host"].strip("[]"), int(found["port"])

    def address_of(self, known: dict[str, str]) -> str | None:
        """Where somebody with these planted values gets mail, or None."""
        given = self.address or known.get("email", "")
        return given if "@" in given else None


def check_mailbox(mailbox: Mailbox | None, told: PasswordTests | None, personas: Mapping[str, Persona]) -> None:
    """Raise ValueError for a mailbox of nobody: whose password may be changed has to have an address."""
    if mailbox is None:
        return
    persona = personas.get((told.persona if told else None) or "")
    if persona is None or mailbox.address_of(persona.known) is None:
        raise ValueError("mailbox: needs [passwords] persona, and an address: its known.email, or mailbox.address")
