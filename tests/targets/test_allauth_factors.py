"""Second factors and the sign-on of a school made of django-allauth: what is found must be true of it.

One audit of people who do nothing else. Each row of truth was decided by hand, by signing in without our tools and by
reading the source of allauth 65.21.1, fido2 and PyJWT.
"""

from __future__ import annotations

import pytest

from harness import Ceremony, FactorTried
from harness.audit import Judgement
from tests.targets.allauth.house import in_house
from tests.targets.environment import NotReachable
from tests.targets.truth import Row, audit_accounts, differences

pytestmark = [pytest.mark.target, pytest.mark.timeout(900), pytest.mark.xdist_group("allauth-factors")]

ROWS = ("AUT-06", "AUT-07", "AUT-08", "AUT-13", "AUT-15")
TRUSTS_THE_WAY = ("alg-none", "hs-confusion", "jku", "jwk", "signature", "unknown-kid")
"""`_decode_id_token` does not verify what came from the token endpoint by TLS, as Core 3.1.3.7 (6) lets it; ASVS 9.1.1 does not."""
TRUTH: list[Row] = [
    ("authentication/staff-factor", None, "review", {"people": ["teacher"]}, "the administrator's code is asked; nobody has to have one"),
    ("authentication/factor-not-bypassed", None, "pass", {"count": 2}, "a half login is a stage of the login, no session"),
    ("authentication/one-time-codes", None, "pass", {"tries": 10},
     "of its own step only, kept as used for as long; five wrong ones shut the account; a recovery code is marked as used"),
    ("authentication/passkeys", None, "pass", {"people": ["teacher"], "count": 6},
     "fido2 looks at all of it but the count, and who signs in with a passkey alone has to be verified"),
    ("authentication/oidc-client", None, "fail", {"cases": sorted([*TRUSTS_THE_WAY, "audience-more", "mixed-user", "not-yet-valid"])},
     "PyJWT is content when the own name is among the audiences, looks at nbf only where it verifies the signature; and "
     "userinfo is taken for the person whatever `sub` the token has"),
    ("authentication/oidc-mix-up", None, "fail", {"cases": ["iss-parameter", "iss-parameter-missing"]}, "it knows nothing of RFC 9207"),
    ("authentication/oidc-request", None, "pass", {}, "a code, S256, a new state each time; no nonce"),
    ("authentication/identity-key", None, "pass", {"kinds": ["generic 1"]}, "accounts are found by provider and `sub` alone"),
]  # fmt: skip


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    folder = tmp_path_factory.mktemp("house")
    try:
        with in_house(folder) as profile:
            return audit_accounts(profile.read_text(encoding="utf-8"), folder, ROWS, "advanced")
    except NotReachable as why:
        pytest.skip(f"django-allauth was not audited: the package registry gave nothing ({why})")


def test_what_is_found_is_true(judgement: Judgement) -> None:
    wrong = differences(judgement.findings, TRUTH)
    assert not wrong, wrong


def test_a_recovery_code_opened_the_account_once(judgement: Judgement) -> None:
    (tried,) = [one for one in judgement.bundle.probe("second-factor", FactorTried) if one.case == "recovery-again"]
    assert (tried.inside, tried.control) == (False, "")


def test_an_older_count_is_told_and_both_passkeys_are_gone(judgement: Judgement) -> None:
    (counter,) = [one for one in judgement.bundle.probe("passkey", Ceremony) if one.case == "counter"]
    assert counter.inside, "fido2 keeps no count"
    assert [one for one in judgement.bundle.gaps if one.why == "not-undone"] == []
