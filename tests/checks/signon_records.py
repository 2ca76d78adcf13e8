"""Made-up logins at the test's identity provider, as the probe writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.sandbox.signon.cases import CASES

type Row = dict[str, Any]

SCENARIOS = {"renamed": "same", "same-name": "never", "same-mail": "never", "no-sub": "same-or-refused"}


def refused(case: str, **more: Any) -> Row:
    """One spoilt login that opened nothing, between two good ones."""
    return {"persona": "pupil", "case": case, "before": True, "after": True, "delivered": True, "status": 403, **more}


def tried(let_in: Iterable[str] = (), **changed: Row) -> list[Row]:
    """Every case once; those `let_in` opened the pupil's account. `alg_none={…}` changes that record."""
    rows = [refused(case.id, inside="pupil" if case.id in let_in else "") for case in CASES]
    return [row | changed.get(row["case"].replace("-", "_"), {}) for row in rows]


def known(**changed: Row) -> list[Row]:
    """Every scenario of a small sheet, each as it should end. `same_name={…}` changes that record."""
    rows = []
    for name, expected in SCENARIOS.items():
        inside = "pupil" if expected == "same" else ""
        about = {"persona": "pupil", "data": "generic 1", "scenario": name, "expected": expected, "inside": inside}
        rows.append({**about, "before": True, "after": True, "delivered": True, **changed.get(name.replace("-", "_"), {})})
    return rows


def asked(number: int = 1, **more: Any) -> Row:
    """What a sound client asks in one login."""
    fresh = {name: f"{name}-{number}" for name in ("state", "nonce", "challenge")}
    return {
        "persona": "pupil", "response_type": "code", "scopes": ["openid"], "redirect": "https://school.test/back",
        "method": "S256", "verifier": "matches", "client": "client_secret_basic", "informed": True, **fresh, **more,
    }
