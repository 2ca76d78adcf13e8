"""When the checks of single sign-on accuse, when they pass, and when they say that nothing can be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Check, Status
from harness.checks.authentication.identity_key import identity_key
from harness.checks.authentication.oidc_client import MUST, oidc_client
from harness.checks.authentication.oidc_mix_up import SHOULD, oidc_mix_up
from harness.checks.authentication.oidc_request import oidc_request
from harness.model.finding import Finding
from harness.sandbox.signon.cases import CASES
from tests.checks.signon_records import Row, asked, known, tried
from tests.harness.build import Build, one

OIDC = {
    "issuer": "https://idp.school.example", "client_id": "school", "claims": {"pupil": {"sub": "ada"}},
    "scopes": ["openid", "profile"],
}
NAMES = {"names": {"idp.school.example": "127.0.0.1:9443"}}


def found(
    tmp_path: Path, check: Check, signon: list[Row] | None = None, authorize: list[Row] | None = None,
    identity: list[Row] | None = None, urls: tuple[str, ...] = (),
) -> Finding:
    made = Build(tmp_path, oidc=OIDC, sandbox=NAMES)
    session = made.session().page()
    for url in urls:
        session.exchange(url)
    for kind, rows in (("signon", signon), ("authorize", authorize), ("identity", identity)):
        for row in rows or []:
            made.probe(kind, **row)
    return one(made.seal(level="recommended"), check, None)


def test_each_case_belongs_to_one_check() -> None:
    assert {case.id for case in CASES if case.must} == set(MUST)
    assert {case.id for case in CASES if not case.must} == set(SHOULD)


@pytest.mark.parametrize("case", MUST)
def test_one_login_that_got_in_is_enough(case: str, tmp_path: Path) -> None:
    finding = found(tmp_path, oidc_client, tried(let_in=[case]), [asked()])
    assert (finding.status, finding.values["cases"]) == (Status.FAIL, [case])


@pytest.mark.parametrize(
    "changed",
    [{"after": False}, {"before": False}, {"delivered": False}, {"reason": "no-request"}, {"delivered": False, "inside": "pupil"}],
    ids=str,
)
def test_a_case_without_its_controls_says_nothing(changed: Row, tmp_path: Path) -> None:
    finding = found(tmp_path, oidc_client, tried(alg_none=changed), [asked()])
    assert (finding.status, finding.values["cases"]) == (Status.NOT_TESTED, ["alg-none"])


def test_a_case_that_was_never_tried_is_missed(tmp_path: Path) -> None:
    rows = [row for row in tried() if row["case"] != "jku"]
    finding = found(tmp_path, oidc_client, rows, [asked()])
    assert (finding.status, finding.values["cases"]) == (Status.NOT_TESTED, ["jku"])


def test_without_a_good_login_it_says_so(tmp_path: Path) -> None:
    row = {"persona": "pupil", "case": "signature", "before": False, "after": False, "reason": "control-failed"}
    finding = found(tmp_path, oidc_client, [row], [])
    assert (finding.status, finding.values) == (Status.NOT_TESTED, {"why": ["control-failed"]})


def test_a_client_without_state_but_with_pkce_is_not_asked_about_state(tmp_path: Path) -> None:
    rows = tried(let_in=["state", "state-missing"])
    assert found(tmp_path / "a", oidc_client, rows, [asked(state="")]).status is Status.PASS
    assert found(tmp_path / "b", oidc_client, rows, [asked(state="", method="", verifier="unasked")]).status is Status.FAIL
    assert found(tmp_path / "c", oidc_client, rows, [asked()]).status is Status.FAIL


def test_what_the_app_never_reads_is_named_and_not_asked(tmp_path: Path) -> None:
    """One that never asks userinfo cannot mix two users; one that keeps its metadata never met the wrong ones."""
    rows = tried(mixed_user={"delivered": False, "inside": "pupil"}, metadata_issuer={"delivered": False, "inside": "pupil"})
    spared = found(tmp_path / "a", oidc_client, rows, [asked(informed=False)])
    assert (spared.status, spared.values["spared"]) == (Status.PASS, ["metadata-issuer", "mixed-user"])
    asks = found(tmp_path / "b", oidc_client, rows, [asked()])
    assert (asks.status, asks.values["cases"]) == (Status.NOT_TESTED, ["mixed-user"])
    unsure = tried(metadata_issuer={"delivered": False, "reason": "no-request"})
    assert found(tmp_path / "c", oidc_client, unsure, [asked()]).status is Status.NOT_TESTED


def test_another_account_that_opens_is_let_in_too(tmp_path: Path) -> None:
    finding = found(tmp_path, oidc_client, tried(mixed_user={"inside": "other_pupil"}), [asked()])
    assert finding.values["cases"] == ["mixed-user"]


def test_the_mix_up_is_a_question_of_its_own(tmp_path: Path) -> None:
    rows = tried(let_in=SHOULD)
    assert found(tmp_path / "a", oidc_client, rows, [asked()]).status is Status.PASS
    assert found(tmp_path / "b", oidc_mix_up, rows).values["cases"] == sorted(SHOULD)
    assert found(tmp_path / "c", oidc_mix_up, tried(iss_parameter={"after": False})).status is Status.NOT_TESTED


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"method": ""}, "PKCE: missing"),
        ({"method": "plain"}, "PKCE: plain"),
        ({"verifier": "missing"}, "PKCE: verifier missing"),
        ({"scopes": ["openid", "rrn"]}, "scope: rrn"),
        ({"scopes": ["openid", "vo"]}, "scope: vo"),
        ({"redirect": "http://school.test/back"}, "redirect_uri: not https"),
        ({"response_type": "id_token token"}, "response_type: id_token token"),
        ({"secret": True}, "client_secret: in the address"),
        ({"nonce": "nonce-1"}, "nonce: repeated"),
        ({"state": "state-1"}, "state: repeated"),
        ({"challenge": "challenge-1"}, "challenge: repeated"),
    ],
)
def test_what_is_asked_of_our_provider(more: dict[str, Any], problem: str, tmp_path: Path) -> None:
    finding = found(tmp_path, oidc_request, authorize=[asked(1), asked(2, **more)])
    assert (finding.status, finding.values["problems"]) == (Status.FAIL, [problem])


GOOD = (
    "https://authenticatie.vlaanderen.be/op/v1/auth?response_type=code&client_id=x&scope=openid+profile&state=s&nonce=n"
    "&redirect_uri=https%3A%2F%2Fschool.test%2Fback&code_challenge=c&code_challenge_method=S256"
)


@pytest.mark.parametrize(
    ("url", "problems"),
    [
        (GOOD, None),
        (GOOD.replace("S256", "plain"), ["PKCE: plain"]),
        (GOOD.replace("profile", "rrn"), ["scope: rrn"]),
        (GOOD.replace("https%3A%2F%2Fschool", "http%3A%2F%2Fschool"), ["redirect_uri: not https"]),
        (GOOD.replace("type=code", "type=token"), ["response_type: token"]),
        (GOOD.replace("school.test", "video.example").replace("S256", "plain"), None),
    ],
)
def test_what_the_ordinary_traffic_shows(url: str, problems: list[str] | None, tmp_path: Path) -> None:
    """A login of somebody else's, such as an embedded film's, is not the app's to answer for."""
    finding = found(tmp_path, oidc_request, urls=(url,))
    if problems is None:
        assert finding.status is Status.NOT_TESTED, "nothing contrary, but only half was seen"
    else:
        assert (finding.status, finding.values["problems"]) == (Status.FAIL, problems)


def test_a_request_is_counted_once(tmp_path: Path) -> None:
    finding = found(tmp_path, oidc_request, authorize=[asked()], urls=(GOOD,))
    assert (finding.status, finding.values["count"]) == (Status.PASS, 2)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, Status.PASS),
        ({"same_name": {"inside": "pupil"}}, Status.FAIL),
        ({"same_mail": {"inside": "other_pupil"}}, Status.FAIL),
        ({"renamed": {"inside": ""}}, Status.FAIL),
        ({"renamed": {"inside": "other_pupil"}}, Status.FAIL),
        ({"renamed": {"inside": "", "after": False}}, Status.NOT_TESTED),
        ({"no_sub": {"inside": "pupil"}}, Status.PASS),
        ({"no_sub": {"inside": "other_pupil"}}, Status.FAIL),
        ({"renamed": {"before": False}}, Status.NOT_TESTED),
        ({"same_name": {"delivered": False}}, Status.NOT_TESTED),
        ({"same_name": {"reason": "nothing-of-its-own"}}, Status.NOT_TESTED),
    ],
)
def test_whose_account_opened(changed: dict[str, Row], status: Status, tmp_path: Path) -> None:
    finding = found(tmp_path, identity_key, identity=known(**changed))
    assert finding.status is status, (finding.message, finding.values)
    if status is Status.FAIL:
        assert finding.values["scenarios"] == [name.replace("_", "-") for name in changed]
