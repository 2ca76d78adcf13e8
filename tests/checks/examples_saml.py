"""Examples of the checks of SAML."""

from __future__ import annotations

from tests.checks.example import Example
from tests.checks.examples_signon import wrote
from tests.checks.saml_records import asked, tried

SAML: dict[str, Example] = {
    "authentication/saml-request": Example(
        wrote(**{"saml-request": [asked(1), asked(2)]}), wrote(**{"saml-request": [asked(signed="missing")]}), who=None
    ),
    "authentication/saml-service": Example(
        wrote(saml=[*tried()]), wrote(saml=[*tried(let_in=["xsw3"])]), who=None
    ),
}
