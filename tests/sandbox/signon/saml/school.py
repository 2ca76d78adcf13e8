"""The demo school and our SAML provider in one event loop, and a visitor without a browser: SAML needs nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cryptography import x509
from starlette.types import ASGIApp

from harness.sandbox.demo import hosts
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.saml import BACK, BEGIN, ENTITY, Federation, saml_claims
from harness.sandbox.demo.saml_place import ISSUER, key_pair
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.effects.tokens import Write
from harness.sandbox.signon.saml.endpoints import saml_app
from harness.sandbox.signon.saml.provider import SamlProvider, Service
from harness.sandbox.signon.saml.signing import Signers, fresh_signer
from harness.sandbox.signon.saml.trying import SamlTrials
from harness.sandbox.signon.trying import Account
from harness.sandbox.signon.wire_road import WireRoad
from tests.sandbox.passwords.school import BASE, AsgiWire
from tests.sandbox.signon.school import CAST, PEOPLE, by_scheme

SIGNERS = Signers.around(fresh_signer("provider"))
SCHOOL = key_pair("demoschool")
ACS = f"https://{hosts.SCHOOL}{BACK}"
FEDERATION = Federation(ISSUER, SIGNERS.good.pem().decode(), SCHOOL.key)
@dataclass(frozen=True)
class Playing:
    """What a test may use."""

    provider: SamlProvider
    trials: SamlTrials


@asynccontextmanager
async def playing(faults: Iterable[str], school: ASGIApp | None = None) -> AsyncIterator[Playing]:
    """The school with these faults (or another `school`), with trials that know how it wants answers to be signed."""
    service = Service(ENTITY, ACS, hosts.OWN, x509.load_pem_x509_certificate(SCHOOL.certificate.encode()))
    provider = SamlProvider(ISSUER, service, SIGNERS)
    wire = AsgiWire(school or school_with(faults))
    began = Form(f"{BASE}/login", Write("GET", f"{BASE}{BEGIN}", {}, b""), {})
    road = WireRoad(provider, saml_app(provider), began, f"{BASE}/profile", lambda: Visitor(wire, hosts.OWN), hosts.OWN)
    accounts = [Account(str(one.persona), saml_claims(one), one.known) for one in CAST]
    trials = SamlTrials(provider, road, accounts[0], tuple(accounts[1:]))
    await trials.begin()
    await trials.learn()
    yield Playing(provider, trials)


def school_with(faults: Iterable[str]) -> ASGIApp:
    """The school, over HTTPS or plain HTTP as it is asked."""
    faults = list(faults)
    return by_scheme(school_app(PEOPLE, faults, federation=FEDERATION), faults)
