"""Examples of the checks of single sign-on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.example import Add, Example
from tests.checks.signon_records import asked, known, tried


def wrote(**kinds: list[Mapping[str, Any]]) -> Add:
    """What the probe left, by kind."""
    return lambda made, session: [made.probe(kind, **row) for kind, rows in kinds.items() for row in rows]


SIGNON: dict[str, Example] = {
    "authentication/identity-key": Example(
        wrote(identity=[*known()]), wrote(identity=[*known(same_name={"inside": "pupil"})]), who=None
    ),
    "authentication/oidc-client": Example(
        wrote(signon=[*tried()], authorize=[asked()]), wrote(signon=[*tried(let_in=["alg-none"])]), who=None
    ),
    "authentication/oidc-mix-up": Example(
        wrote(signon=[*tried()]), wrote(signon=[*tried(let_in=["iss-parameter"])]), who=None, level="recommended"
    ),
    "authentication/oidc-request": Example(
        wrote(authorize=[asked(1), asked(2)]), wrote(authorize=[asked(method="")]), who=None
    ),
}
