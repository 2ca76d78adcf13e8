"""The probe of SAML: our provider, a real browser, every case (kinds `saml`, `saml-request`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from harness import Profile, Run
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.signon.noting import bare, cast_of, digest, told, within
from harness.sandbox.signon.saml.cases import SAML_CASES, SamlCase
from harness.sandbox.signon.trying import Account

if TYPE_CHECKING:
    from harness.model.single_sign_on import Saml
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.signon.saml.asking import Asked
    from harness.sandbox.signon.saml.provider import SamlProvider
    from harness.sandbox.signon.saml.trying import SamlQuickly

TASK = "saml"
CASES_SECONDS = 240.0
MOST_ASKED = 5
"""How many requests are written down as `saml-request`."""


class SamlProbe(ActingProbe):
    """Signs in a pupil at our own provider, well and badly. It changes nothing but the app's log of sign-ins."""

    name = "SAML"
    kinds = ("saml", "saml-request")
    wave = 5
    apart = True
    seconds = CASES_SECONDS + 30
    cases: Sequence[SamlCase] = SAML_CASES

    def lacks(self, profile: Profile) -> str | None:
        """It needs an app that was pointed at our provider, and a persona that this provider knows."""
        if profile.saml is None:
            return "the app is not pointed at the test's SAML provider: the profile has no [saml]"
        if profile.saml.certificate is None or profile.saml.signing is None:
            return "the profile's [saml] has no certificate or no signing key"
        cast = cast_of(profile, profile.saml)
        return None if cast else "the profile's [saml] has no claims of a persona that signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The first persona of the claims, in a browser that is not signed in."""
        return [(cast_of(profile, profile.saml)[0].name, TASK)]

    async def probe(self, stage: Stage) -> None:
        """What the app wants to be signed, then every case."""
        from harness.sandbox.probes.client import ProbeClient
        from harness.sandbox.signon.browsing import BrowserRoad
        from harness.sandbox.signon.quick import quickly
        from harness.sandbox.signon.saml.endpoints import saml_app
        from harness.sandbox.signon.saml.trying import SamlQuickly, SamlTrials
        from harness.sandbox.signon.serving import serving

        profile = stage.run.profile
        saml, cast = profile.saml, cast_of(profile, profile.saml)
        assert saml is not None
        assert saml.certificate is not None
        provider = provider_of(saml, profile.app.hosts)
        app, wires = saml_app(provider), ProbeClient(stage.run, TASK, stage.pace)
        served = serving(app, saml.place(profile.sandbox.names), saml.certificate)
        accounts = [Account(one.name, saml.claims[one.name], one.canaries) for one in cast]
        async with served, wires, stage.actor(cast[0], TASK, alone=True) as actor:
            road = BrowserRoad(actor, saml, provider)
            await road.ready()
            slow = SamlTrials(provider, road, accounts[0], tuple(accounts[1:]))
            await slow.begin()
            trials = SamlQuickly(slow, partial(quickly, road=road, actor=actor, client=wires, app=app))
            await try_cases(stage.run, trials, provider, accounts[0].name, self.cases)


def provider_of(saml: Saml, hosts: tuple[str, ...]) -> SamlProvider:
    """The provider that this profile tells of. Raises MisuseError: a file is no certificate, or has no key."""
    from harness.sandbox.signon.saml.provider import SamlProvider, Service
    from harness.sandbox.signon.saml.signing import Signers, certificate_of, signer_of

    assert saml.signing is not None
    known = certificate_of(saml.app_certificate) if saml.app_certificate else None
    service = Service(saml.entity, saml.acs, hosts, known)
    return SamlProvider(saml.issuer, service, Signers.around(signer_of(saml.signing)))


async def try_cases(
    run: Run, trials: SamlQuickly, provider: SamlProvider, persona: str, cases: Sequence[SamlCase]
) -> None:
    """Write down every case, and what the app asked."""
    from harness.sandbox.signon.saml.trying import NOT_TAKEN

    async with within(run, TASK, CASES_SECONDS, "saml"):
        await trials.learn()
        for case in cases:
            tried = await trials.case(case)
            run.writer.probe("saml", {"persona": persona, "protocol": "saml", "case": case.id, **told(tried)})
            if not tried.before and tried.reason != NOT_TAKEN:  # nothing works at all
                break
    for asked in provider.asked[:MOST_ASKED]:
        run.writer.probe("saml-request", {"persona": persona, **asked_of(run.key, asked)})


def asked_of(key: bytes, asked: Asked) -> dict[str, Any]:
    """A `SamlAsked` without its persona, and without anything that could be used again."""
    return {
        "binding": asked.binding, "signed": asked.signed, "algorithm": asked.algorithm,
        "acs": bare(asked.acs) if asked.acs else "", "id": digest(key, asked.id),
    }
