"""The probe of single sign-on: our provider, a real browser, every case and every scenario (kinds `signon`,
`identity`, `authorize`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness import Persona, Profile, Run
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.signon.cases import CASES, Case
from harness.sandbox.signon.logins import Login
from harness.sandbox.signon.noting import bare, cast_of, digest, told, within
from harness.sandbox.signon.trying import Account, Trials

if TYPE_CHECKING:
    from harness.model.single_sign_on import SingleSignOn
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.signon.provider import Provider
    from harness.sandbox.signon.quick import Quickly
    from harness.sandbox.signon.scenarios import Sheet

TASK = "signon"
CASES_SECONDS, SCENARIOS_SECONDS = 190.0, 100.0
MOST_ASKED = 5
"""How many good logins are written down as `authorize`."""


class SignOnProbe(ActingProbe):
    """Signs in a pupil at our own provider, well and badly. It changes nothing but the app's log of sign-ins."""

    name = "single sign-on"
    kinds = ("signon", "identity", "authorize")
    wave = 5
    apart = True
    seconds = CASES_SECONDS + SCENARIOS_SECONDS + 30
    cases: Sequence[Case] = CASES

    def lacks(self, profile: Profile) -> str | None:
        """It needs an app that was pointed at our provider, and a persona that this provider knows."""
        if profile.oidc is None:
            return "the app is not pointed at the test's identity provider: the profile has no [oidc]"
        if profile.oidc.certificate is None:
            return "the profile's [oidc] has no certificate"
        cast = cast_of(profile, profile.oidc)
        return None if cast else "the profile's [oidc] has no claims of a persona that signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The first persona of the claims, in a browser that is not signed in."""
        return [(cast_of(profile, profile.oidc)[0].name, TASK)]

    async def probe(self, stage: Stage) -> None:
        """Every case, then every scenario."""
        from harness.sandbox.probes.client import ProbeClient
        from harness.sandbox.signon.browsing import BrowserRoad
        from harness.sandbox.signon.endpoints import provider_app
        from harness.sandbox.signon.quick import quickly
        from harness.sandbox.signon.scenarios import builtin_sheet
        from harness.sandbox.signon.serving import serving

        profile = stage.run.profile
        sign_on, cast = profile.oidc, cast_of(profile, profile.oidc)
        assert sign_on is not None
        assert sign_on.certificate is not None
        sheets = [builtin_sheet(name) for name in dict.fromkeys(("generic", sign_on.data))]
        provider = _provider(sign_on, profile.app.hosts, sheets[-1])
        place = sign_on.place(profile.sandbox.names)
        app, wires = provider_app(provider), ProbeClient(stage.run, TASK, stage.pace)
        served = serving(app, place, sign_on.certificate)
        async with served, wires, stage.actor(cast[0], TASK, alone=True) as actor:
            road = BrowserRoad(actor, sign_on, provider)
            await road.ready()
            accounts = [_account(one, sign_on, sheets[-1].base) for one in cast]
            slow = Trials(provider, road, accounts[0], tuple(accounts[1:]))
            await slow.begin()
            trials = await quickly(slow, road, actor, wires, app)
            await _try_cases(stage.run, trials, accounts[0], self.cases)
            await _try_scenarios(stage.run, trials, accounts[0], sheets)


def _provider(sign_on: SingleSignOn, hosts: tuple[str, ...], sheet: Sheet) -> Provider:
    from harness.sandbox.signon.provider import Client, Provider

    secret = sign_on.client_secret.get_secret_value() if sign_on.client_secret else None
    return Provider(sign_on.issuer, Client(sign_on.client_id, secret, hosts), metadata=sheet.metadata)


async def _try_cases(run: Run, trials: Quickly, account: Account, cases: Sequence[Case]) -> None:
    who = {"persona": account.name}
    async with within(run, TASK, CASES_SECONDS, "signon", "authorize"):
        for case in cases:
            tried = await trials.case(case)
            run.writer.probe("signon", {**who, "case": case.id, "strayed": tried.strayed, **told(tried)})
            if not tried.before:  # nothing works at all: it need not be tried twenty times more
                break
    for login in trials.seen[:MOST_ASKED]:
        run.writer.probe("authorize", {**who, **asked_of(run.key, login)})


async def _try_scenarios(run: Run, trials: Quickly, account: Account, sheets: Sequence[Sheet]) -> None:
    async with within(run, TASK, SCENARIOS_SECONDS, "identity"):
        for sheet, scenario in [(each, one) for each in sheets for one in each.scenarios]:
            tried = await trials.scenario(scenario)
            about = {"data": f"{sheet.name} {sheet.version}", "scenario": scenario.id, "expected": scenario.expected}
            run.writer.probe("identity", {"persona": account.name, **about, **told(tried)})
            if not tried.before:
                return


def asked_of(key: bytes, login: Login) -> dict[str, Any]:
    """What the app asked in one login (an `AuthorizeAsked`), without anything that could be used again."""
    asked = login.asked
    redeemed = login.redeemed[-1] if login.redeemed else None
    return {
        "response_type": asked.get("response_type", ""),
        "scopes": sorted(set(asked.get("scope", "").split())),
        "redirect": bare(asked.get("redirect_uri", "")),
        "method": asked.get("code_challenge_method", "plain") if "code_challenge" in asked else "",
        "verifier": redeemed.verifier if redeemed else "",
        "client": redeemed.method if redeemed else "",
        "secret": "client_secret" in asked,
        "informed": login.informed,
        **{name: digest(key, asked.get(parameter)) for name, parameter in _COMPARED.items()},
    }


_COMPARED: Mapping[str, str] = {"state": "state", "nonce": "nonce", "challenge": "code_challenge"}


def _account(persona: Persona, sign_on: SingleSignOn, base: Mapping[str, Any]) -> Account:
    return Account(persona.name, {**sign_on.claims[persona.name], **base}, persona.canaries)
