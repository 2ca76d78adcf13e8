"""When the checks of SAML accuse, when they pass, and when they say that nothing can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Check, Status
from harness.checks.authentication.saml_request import saml_request
from harness.checks.authentication.saml_service import MUST, NOT_TAKEN, WRAPPED, saml_service
from harness.model.finding import Finding
from harness.sandbox.signon.saml import trying
from harness.sandbox.signon.saml.cases import SAML_CASES
from tests.checks.saml_addresses import saml_redirect
from tests.checks.saml_records import asked, tried
from tests.checks.signon_records import Row
from tests.harness.build import Build, one


def found(
    tmp_path: Path, check: Check, rows: list[Row] | None = None, requests: list[Row] | None = None,
    urls: tuple[str, ...] = (), sent: tuple[str, ...] = (),
) -> Finding:
    made = Build(tmp_path)
    session = made.session().page()
    for url in urls:
        session.exchange(url)
    for url in sent:
        session.exchange("https://school.test/login", headers={"location": url})
    for kind, several in (("saml", rows), ("saml-request", requests)):
        for row in several or []:
            made.probe(kind, **row)
    return one(made.seal(), check, None)


def spared(*cases: str) -> dict[str, Row]:
    """These could not be tried: the app takes no answer that is signed as they need."""
    row = {"before": False, "after": False, "delivered": False, "reason": NOT_TAKEN}
    return {case.replace("-", "_"): row for case in cases}


def test_probe_and_check_know_the_same_cases_and_reasons() -> None:
    assert [case.id for case in SAML_CASES] == [*MUST]
    assert trying.NOT_TAKEN == NOT_TAKEN


@pytest.mark.parametrize("case", MUST)
def test_one_login_that_got_in_is_enough(case: str, tmp_path: Path) -> None:
    finding = found(tmp_path, saml_service, tried(let_in=[case]))
    assert (finding.status, finding.values["cases"]) == (Status.FAIL, [case])


@pytest.mark.parametrize(
    "changed",
    [{"after": False}, {"before": False}, {"delivered": False}, {"reason": "no-request"}, {"reason": NOT_TAKEN}],
    ids=str,
)
def test_a_case_without_its_controls_says_nothing(changed: Row, tmp_path: Path) -> None:
    finding = found(tmp_path, saml_service, tried(expired=changed))
    assert (finding.status, finding.values["cases"]) == (Status.NOT_TESTED, ["expired"])


def test_a_case_that_was_never_tried_is_missed(tmp_path: Path) -> None:
    finding = found(tmp_path, saml_service, [row for row in tried() if row["case"] != "xsw8"])
    assert (finding.status, finding.values["cases"]) == (Status.NOT_TESTED, ["xsw8"])


def test_without_a_good_login_it_says_so(tmp_path: Path) -> None:
    row = {"persona": "pupil", "case": "unsigned", "before": False, "after": False, "reason": "control-failed"}
    finding = found(tmp_path, saml_service, [row])
    assert (finding.status, finding.values) == (Status.NOT_TESTED, {"why": ["control-failed"]})


def test_what_an_app_cannot_be_met_by_is_named(tmp_path: Path) -> None:
    kept = found(tmp_path / "a", saml_service, tried(**spared("xsw1", "xsw2", "destination")))
    assert (kept.status, kept.values["spared"]) == (Status.PASS, ["destination", "xsw1", "xsw2"])
    every = found(tmp_path / "b", saml_service, tried(**spared(*WRAPPED)))
    assert every.status is Status.NOT_TESTED, "no app takes neither, so something else was wrong"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"signed": "missing", "algorithm": ""}, "signature: missing"),
        ({"signed": "wrong"}, "signature: wrong"),
        ({"algorithm": "rsa-sha1"}, "signature: rsa-sha1"),
        ({"acs": "http://school.test/acs"}, "ACS: not https"),
        ({"acs": "https://elsewhere.example/acs"}, "ACS: not the app's"),
        ({"id": "id-1"}, "ID: repeated"),
    ],
)
def test_what_is_asked_of_our_provider(more: dict[str, str], problem: str, tmp_path: Path) -> None:
    finding = found(tmp_path, saml_request, requests=[asked(1), asked(2, **more)])
    assert (finding.status, finding.values["problems"]) == (Status.FAIL, [problem])


def test_a_signature_that_nobody_could_check_lets_nothing_pass(tmp_path: Path) -> None:
    finding = found(tmp_path, saml_request, requests=[asked(1), asked(2, signed="unread")])
    assert finding.status is Status.NOT_TESTED
    assert "app_certificate" in finding.message


def test_an_app_need_not_say_where_it_wants_the_answer(tmp_path: Path) -> None:
    assert found(tmp_path, saml_request, requests=[asked(acs="")]).status is Status.PASS


OWN = "https://school.test/acs"


@pytest.mark.parametrize(
    ("url", "problems"),
    [
        (saml_redirect(OWN), None),
        (saml_redirect(OWN, signature=""), ["signature: missing"]),
        (saml_redirect(OWN, algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"), ["signature: rsa-sha1"]),
        (saml_redirect("http://school.test/acs"), ["ACS: not https"]),
        (saml_redirect("https://video.example/acs", signature=""), None),
        (saml_redirect(None, signature=""), None),
        ("https://idp.example/sso?SAMLRequest=%25%25", None),
    ],
)
def test_what_the_ordinary_traffic_shows(url: str, problems: list[str] | None, tmp_path: Path) -> None:
    """A login of somebody else's is not the app's to answer for; nor is one of which nobody knows whose it is."""
    finding = found(tmp_path, saml_request, urls=(url,))
    if problems is None:
        assert finding.status is Status.NOT_TESTED, "nothing contrary, but only half was seen"
    else:
        assert (finding.status, finding.values["problems"]) == (Status.FAIL, problems)


def test_whoever_sends_the_browser_away_asks(tmp_path: Path) -> None:
    finding = found(tmp_path, saml_request, sent=(saml_redirect(None, signature=""),))
    assert (finding.status, finding.values["problems"]) == (Status.FAIL, ["signature: missing"])
