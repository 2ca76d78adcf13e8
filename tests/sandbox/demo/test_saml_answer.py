"""Each seeded fault of the SAML service believes its own spoilt answer and no other; the sound one believes none."""

from __future__ import annotations

import time
from functools import cache

import pytest
from cryptography import x509

from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.saml import BACK, ENTITY
from harness.sandbox.demo.saml_answer import Expected, believed
from harness.sandbox.demo.saml_place import ISSUER
from harness.sandbox.demo.signon_token import RefusedError
from harness.sandbox.signon.saml.asking import Asked
from harness.sandbox.signon.saml.cases import SAML_CASES, SamlCase, Style
from harness.sandbox.signon.saml.provider import SamlProvider, Service
from harness.sandbox.signon.saml.signing import Signers, fresh_signer

SIGNERS = Signers.around(fresh_signer("provider"))
ACS = f"https://demoschool.test{BACK}"
EXPECTED = Expected(ISSUER, ENTITY, ACS, "_asked", x509.load_pem_x509_certificate(SIGNERS.good.pem()))
STANDING = [case for case in SAML_CASES if case.place == "answer"]
"""Cases that stand in the answer. That the same one is not taken twice is for the service to remember."""
WRAPPED = {"xsw1", "xsw2", "xsw3", "xsw4", "xsw5", "xsw6", "xsw8"}


@cache
def answer(fault: str, style: Style) -> str:
    provider = SamlProvider(ISSUER, Service(ENTITY, ACS, ("demoschool.test",)), SIGNERS)
    provider.style = style
    provider.sign_in({"name_id": "ada", "email": "ada@school.test"}, fault=fault)
    made = provider.answer(Asked("_asked", ENTITY, ACS, "redirect", "missing"))
    assert made is not None
    return made.values["SAMLResponse"]


def whom(text: str, *faults: str) -> str:
    """Who is believed to have signed in; nobody when the answer is refused."""
    try:
        return believed(text, EXPECTED, time.time(), switches(faults))
    except RefusedError:
        return ""


def let_in(*faults: str) -> set[str]:
    return {case.id for case in STANDING if whom(answer(case.id, case.styles[0]), *faults) == "ada"}


@pytest.mark.parametrize("style", ["assertion", "response", "both"])
def test_a_good_answer_is_believed(style: Style) -> None:
    assert whom(answer("", style)) == "ada"


def test_the_sound_service_believes_none() -> None:
    assert let_in() == set()
    both = [case for case in STANDING if "both" in case.styles]
    assert {case.id for case in both if whom(answer(case.id, "both")) == "ada"} == set()


@pytest.mark.parametrize("case", STANDING, ids=lambda case: str(case.id))
def test_each_fault_is_met_by_its_own_case_alone(case: SamlCase) -> None:
    assert let_in(f"saml-{case.id}") == {case.id}


def test_whoever_takes_any_signature_is_met_by_all_that_wrap_what_it_reads() -> None:
    """In the seventh the first assertion in its place is the signed one."""
    assert let_in("saml-any-signature") == WRAPPED


@pytest.mark.parametrize("text", ["", "%", "PGE+", "PCFET0NUWVBFIGE+PGEvPg=="])
def test_what_is_no_answer_is_refused(text: str) -> None:
    assert whom(text) == ""
