"""Made-up logins at the test's SAML provider, as the probe writes them down."""

from __future__ import annotations

from collections.abc import Iterable

from harness.sandbox.signon.saml.cases import SAML_CASES
from tests.checks.signon_records import Row, refused


def tried(let_in: Iterable[str] = (), **changed: Row) -> list[Row]:
    """Every case once; those `let_in` opened the pupil's account. `wrong_key={…}` changes that record."""
    rows = [refused(one.id, protocol="saml", inside="pupil" if one.id in let_in else "") for one in SAML_CASES]
    return [row | changed.get(row["case"].replace("-", "_"), {}) for row in rows]


def asked(number: int = 1, **more: str) -> Row:
    """What a sound service asks in one login."""
    about = {"binding": "redirect", "signed": "valid", "algorithm": "rsa-sha256", "acs": "https://school.test/acs"}
    return {"persona": "pupil", **about, "id": f"id-{number}", **more}
