"""Part of the profile that says how young children sign in: by pictures, a short code, or a QR code on a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.profile import Persona

type Steps = tuple[dict[str, Any], ...]
Symbol = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Switch(Table):
    """How `by` (default: the first administrator) allows it in a school, and forbids it; `enabled`: as it is."""

    by: str | None = None
    on: Steps = Field(min_length=1)
    off: Steps = Field(min_length=1)
    enabled: bool = False


class Card(Table):
    """Where `by` (default: the first teacher) sees the QR code of the persona, and gives it another one.

    `code` is the element on `page` that holds what the QR code says: its link, its value or its text.
    """

    by: str | None = None
    page: str
    code: dict[str, str | int] = Field(min_length=1)
    renew: Steps = Field(min_length=1)


class YoungLogin(Table):
    """One easy way of signing in, tried with `persona`: somebody of the test's own, with `acts_only`.

    Of pictures and codes the persona's password is what the app is sent: `length` of the `symbols`, with `joined`
    between them. `steps` sign in; `{choice.1}`, `{choice.2}` … stand for the persona's symbols. `a_day` is how many
    wrong tries the app allows in a day. `reads` are addresses that show people of a class to that class.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: Literal["picture", "code", "qr"]
    persona: str
    steps: Steps = ()
    symbols: tuple[Symbol, ...] = Field(default=(), max_length=200)
    length: int = Field(default=0, ge=0, le=64)
    joined: str = Field(default="", max_length=3)
    a_day: int = Field(default=0, ge=0, le=100_000)
    reads: tuple[str, ...] = Field(default=(), max_length=8)
    card: Card | None = None
    switch: Switch | None = None

    def problem(self, personas: Mapping[str, Persona]) -> str | None:
        """Why this cannot be tried, or None."""
        named = [self.persona, *(one.by for one in (self.card, self.switch) if one and one.by)]
        unknown = next((name for name in named if name not in personas), None)
        if unknown is not None:
            return f"young.{self.name}: no persona is named {unknown}"
        if not personas[self.persona].acts_only or not personas[self.persona].known:
            return f"young.{self.name}: {self.persona} needs acts_only = true and planted values"
        if self.kind == "qr":
            return None if self.card else f"young.{self.name}: card is missing"
        if len(set(self.symbols)) < 2 or not self.length or not self.steps or not self.a_day:
            return f"young.{self.name}: symbols (two or more), length, steps and a_day are needed"
        return None
