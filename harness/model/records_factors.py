"""Records of what was tried about second factors."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class FactorTried(Record, kw_only=True):
    """One thing that was tried with a password and without the code that belongs to it, or with a wrong one.

    `case`: `password-alone`, `half-address` and `half-page` (an address of the account, asked by a script or opened,
    with a login that still owes its code), `code-again` (used before), `code-early` and `code-late` (two steps ahead,
    two behind) or `wrong-tries` (the right code after `tries` wrong ones). `control`: why that says nothing; "" when
    the whole login worked before and after. `inside`: it opened the account. `reached`: planted fields that it showed.
    """

    persona: str
    role: str
    case: str
    control: str = ""
    inside: bool = False
    address: str = ""
    reached: list[str] = field(default_factory=list)
    tries: int = 0
    shot: str | None = None
