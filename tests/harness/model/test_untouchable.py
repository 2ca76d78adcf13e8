"""The government's own sign-in is never touched and never posed as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from harness import Profile
from harness.model.untouchable import untouchable
from harness.sandbox.probes.client import OutOfScopeError, refuse_outside
from tests.harness.build import base_profile

THEIRS = [
    "authenticatie.vlaanderen.be", "authenticatie-ti.vlaanderen.be", "AUTHENTICATIE.vlaanderen.be.", "leerid.be",
    "www.leerid.be", "leerid.vlaanderen.be", "mijn-leerid.vlaanderen.be", "x.authenticatie.vlaanderen.be",
    "idp.iamfas.belgium.be", "idp.iamfas.int.belgium.be", "csam.be", "idp.prd.itsme.services.itsme.be",
]
NOT_THEIRS = [
    "school.vlaanderen.be", "onderwijs.vlaanderen.be", "vlaanderen.be", "idp.school.example", "leerid.example",
    "authenticatie.vlaanderen.be.example", "authenticatie.example", "", "127.0.0.1", "[::1]", "a..b",
]


def profile(**more: Any) -> dict[str, Any]:
    return {**base_profile(), "authorisation": {"by": "Demo", "until": "2099-12-31"}, **more}


@pytest.mark.parametrize("host", THEIRS)
def test_theirs(host: str) -> None:
    assert untouchable(host)


@pytest.mark.parametrize("host", NOT_THEIRS)
def test_not_theirs(host: str) -> None:
    assert not untouchable(host)


@pytest.mark.parametrize("host", THEIRS)
def test_a_profile_cannot_call_it_its_own(host: str) -> None:
    with pytest.raises(ValidationError, match="government sign-in"):
        Profile.model_validate(profile(app={"name": "x", "url": "https://school.test/", "hosts": ["school.test", host]}))


@pytest.mark.parametrize("host", THEIRS[:6])
def test_no_probe_asks_it_whatever_the_profile_says(host: str) -> None:
    made = Profile.model_validate(profile())
    forged = made.model_copy(update={"app": made.app.model_copy(update={"hosts": (host, "vlaanderen.be", "leerid.be")})})
    with pytest.raises(OutOfScopeError, match="government sign-in"):
        refuse_outside(forged, "signon", host)


def oidc(issuer: str) -> dict[str, Any]:
    return {"issuer": issuer, "client_id": "x", "claims": {"pupil": {"sub": "a"}}}


@pytest.mark.parametrize("host", THEIRS)
def test_our_provider_does_not_pose_as_it(host: str) -> None:
    names = {"names": {host: "127.0.0.1:9443"}}
    with pytest.raises(ValidationError, match="government sign-in"):
        Profile.model_validate(profile(oidc=oidc(f"https://{host}/op"), sandbox=names))


def saml(issuer: str, **more: Any) -> dict[str, Any]:
    about = {"entity": "https://school.test/saml", "acs": "https://school.test/acs", "claims": {"pupil": {"name_id": "a"}}}
    return {"issuer": issuer, **about, **more}


@pytest.mark.parametrize("host", THEIRS)
def test_our_saml_provider_does_not_pose_as_it(host: str) -> None:
    names = {"names": {host: "127.0.0.1:9443"}}
    with pytest.raises(ValidationError, match="government sign-in"):
        Profile.model_validate(profile(saml=saml(f"https://{host}/saml"), sandbox=names))


IDP = "https://idp.school.example"
AT = {"names": {"idp.school.example": "127.0.0.1:9443"}}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"acs": "https://authenticatie.vlaanderen.be/acs"}, "an address of the app itself"),
        ({"acs": "nowhere"}, "an address of the app itself"),
        ({"claims": {"pupil": {"name_id": ""}}}, "need a name_id"),
        ({"claims": {"pupil": {"name_id": "a\x00"}}}, "has to be a text"),
        ({"claims": {"pupil": {"name_id": "a", "age": 9}}}, "has to be a text"),
        ({"claims": {"pupil": {"name_id": "a", "groups": ["x", 4]}}}, "has to be a text"),
    ],
)
def test_a_saml_table_that_does_not_fit_is_told(more: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Profile.model_validate(profile(saml=saml(IDP, **more), sandbox=AT))


def test_the_two_providers_do_not_stand_at_one_place() -> None:
    with pytest.raises(ValidationError, match="oidc and saml need an address each"):
        Profile.model_validate(profile(saml=saml(IDP), oidc=oidc(IDP), sandbox=AT))


def test_no_key_of_the_saml_provider_is_in_the_bundle() -> None:
    files = {"certificate": "/somewhere/a.pem", "signing": "/somewhere/b.pem", "app_certificate": "/somewhere/c.pem"}
    shown = Profile.model_validate(profile(saml=saml(IDP, **files), sandbox=AT)).public()
    assert "somewhere" not in str(shown)
    assert Profile.model_validate({**shown, "path": Path("profile.json")}).saml is not None


@pytest.mark.parametrize(
    ("issuer", "names", "told"),
    [
        ("http://idp.school.example", {}, "an issuer is written"),
        (f"{IDP}?x=1", {}, "an issuer is written"),
        (f"{IDP}#x", {}, "an issuer is written"),
        ("https://user@idp.school.example", {}, "an issuer is written"),
        ("https://idp.school.example:x", {}, "no address"),
        (IDP, {}, "has to say where"),
        (IDP, {"idp.school.example": "93.184.215.14:443"}, "not on this network"),
        (f"{IDP}:9443", {"idp.school.example:443": "127.0.0.1:9443"}, "has to say where"),
    ],
)
def test_an_issuer_that_is_not_ours_is_told(issuer: str, names: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Profile.model_validate(profile(oidc=oidc(issuer), sandbox={"names": names}))


@pytest.mark.parametrize(
    ("issuer", "name", "place"),
    [
        (f"{IDP}/", "idp.school.example", ("127.0.0.1", 9443)),
        (f"{IDP}:9443/op", "idp.school.example:9443", ("127.0.0.1", 9443)),
        (IDP, "idp.school.example", ("127.0.0.1", 9443)),
    ],
)
def test_where_our_provider_listens(issuer: str, name: str, place: tuple[str, int]) -> None:
    made = Profile.model_validate(profile(oidc=oidc(issuer), sandbox={"names": {name: "127.0.0.1:9443"}}))
    assert made.oidc is not None
    assert made.oidc.place(made.sandbox.names) == place
    assert not made.oidc.issuer.endswith("/")


@pytest.mark.parametrize("claims", [{}, {"pupil": {}}, {"pupil": {"sub": ""}}, {"pupil": {"sub": 7}}])
def test_claims_need_a_sub(claims: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate(profile(oidc={**oidc(IDP), "claims": claims}, sandbox={"names": {"idp.school.example": "127.0.0.1:1"}}))


def test_the_secret_and_the_place_of_the_key_stay_out_of_the_bundle() -> None:
    table = {**oidc(IDP), "client_secret": "hush-hush", "certificate": "/somewhere/idp.pem"}
    made = Profile.model_validate(profile(oidc=table, sandbox={"names": {"idp.school.example": "127.0.0.1:1"}}))
    assert made.secrets()["oidc.client_secret"] == "hush-hush"
    shown = made.public()
    assert "hush" not in str(shown)
    assert "somewhere" not in str(shown)
    again = Profile.model_validate({**shown, "path": Path("profile.json")})
    assert again.oidc is not None
    assert again.oidc.certificate is None
