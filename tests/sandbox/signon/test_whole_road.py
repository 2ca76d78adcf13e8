"""The whole road in a real browser: the sound school passes, a school with every fault of one kind is caught.

SAML takes the same road beside it: a few of its cases show that a browser carries them; all are tried without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from harness import Profile, Status
from harness.checks.authentication.identity_key import identity_key
from harness.checks.authentication.oidc_client import MUST, oidc_client
from harness.checks.authentication.oidc_mix_up import oidc_mix_up
from harness.checks.authentication.oidc_request import oidc_request
from harness.checks.authentication.saml_request import saml_request
from harness.checks.authentication.saml_service import MUST as SAML_MUST
from harness.checks.authentication.saml_service import saml_service
from harness.model.finding import Finding
from harness.profile.load import load_profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.school import demo_school
from harness.sandbox.signon.cases import CASES, Case
from harness.sandbox.signon.probe import SignOnProbe
from harness.sandbox.signon.saml.cases import SAML_CASES
from harness.sandbox.signon.saml.probe import SamlProbe
from tests.harness.build import Build, base_profile, judged
from tests.sandbox.acting.staging import left, staged

CHECKS = (identity_key, oidc_client, oidc_mix_up, oidc_request, saml_request, saml_service)
KINDS = ("signon", "identity", "authorize", "saml", "saml-request")
CARRIED = [case for case in CASES if case.place in ("browser", "answer", "metadata")]
TOKENS = [case for case in CASES if case.place == "token"]
ANSWERS = ("xsw1", "xsw3", "replay")


class Some(SignOnProbe):
    """The probe with a few cases: one fault of a token is like another to a browser, and all are tried without one."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.cases = list(cases)


class SomeSaml(SamlProbe):
    """A few cases of SAML: one for each thing that is signed, and the one of another browser."""

    cases = [case for case in SAML_CASES if case.id in ANSWERS]


def audited(folder: Path, probe: SignOnProbe, *faults: str, data: str = "leerid-like") -> dict[str, Finding]:
    """What the checks make of this probe's evidence, by check."""
    seen: list[Profile] = []

    def remember(profile: Profile) -> Profile:
        assert profile.oidc is not None
        seen.append(profile.model_copy(update={"oidc": profile.oidc.model_copy(update={"data": data})}))
        assert probe.lacks(seen[0]) is None
        return seen[0]

    async def both(stage: Stage) -> None:
        assert SomeSaml().lacks(stage.run.profile) is None
        await probe.probe(stage)
        await SomeSaml().probe(stage)

    staged(folder, both, [("pupil", "signon"), ("pupil", "saml")], faults=faults, profile=remember, sign_on=True)
    assert seen[0].oidc is not None
    secret = seen[0].secrets()["oidc.client_secret"].encode()
    files = [path for path in (folder / "bundle").rglob("*.jsonl") if path.is_file()]
    assert not [path.name for path in files if secret in path.read_bytes()]
    shown = seen[0].public()
    made = Build(folder / "judged", app=shown["app"], oidc=shown["oidc"], saml=shown["saml"], sandbox=shown["sandbox"])
    made.session().page()
    for kind in KINDS:
        for record in left(folder, f"probes/{kind}.jsonl"):
            made.probe(kind, **record)
    assert left(folder, "probes/gaps.jsonl") == []
    return {one.check: one for one in judged(made.seal(level="recommended"), *CHECKS)}


def test_the_sound_school_passes(tmp_path: Path) -> None:
    some = [*TOKENS[:2], *(case for case in CASES if case.place != "token")]
    found = audited(tmp_path, Some(some))
    client, service = found.pop("authentication/oidc-client"), found.pop("authentication/saml-service")
    assert {check: (one.status, one.values) for check, one in found.items() if one.status is not Status.PASS} == {}
    assert found["authentication/identity-key"].values["kinds"] == ["generic 1", "leerid-like 1"]
    untried = sorted({*MUST} - {case.id for case in some})
    assert (client.status, client.values["cases"]) == (Status.NOT_TESTED, untried), "the others were refused"
    unmet = sorted({*SAML_MUST} - {*ANSWERS})
    assert (service.status, service.values["cases"]) == (Status.NOT_TESTED, unmet), "the others were refused"
    gone = ("idp.pem", "idp-signing.pem")
    assert not [name for name in gone if (tmp_path / "school" / name).exists()], "no key of a provider stays"


def test_a_school_that_believes_whatever_the_browser_carries(tmp_path: Path) -> None:
    faults = [f"signon-{case.id}" for case in CARRIED] + [f"saml-{case}" for case in (*ANSWERS, "request-unsigned")]
    found = audited(tmp_path, Some(CARRIED), *faults, "signon-by-mail", "signon-asks-rrn", data="generic")
    told: dict[str, Any] = {check: (one.status, *one.values.values()) for check, one in found.items()}
    assert told == {
        "authentication/oidc-client": (Status.FAIL, sorted(case.id for case in CARRIED if case.must)),
        "authentication/oidc-mix-up": (Status.FAIL, sorted(case.id for case in CARRIED if not case.must)),
        "authentication/oidc-request": (Status.FAIL, ["scope: rrn"]),
        "authentication/identity-key": (Status.FAIL, ["same-mail"]),
        "authentication/saml-request": (Status.FAIL, ["signature: missing"]),
        "authentication/saml-service": (Status.FAIL, sorted(ANSWERS)),
    }
    assert [record["shot"] for record in left(tmp_path, "probes/signon.jsonl") if record["inside"]].count(None) == 0


def test_who_cannot_be_pointed_at_us_is_not_tested(tmp_path: Path) -> None:
    assert "no [saml]" in (SamlProbe().lacks(Profile.model_validate(base_profile())) or "")
    assert "no [oidc]" in (SignOnProbe().lacks(Profile.model_validate(base_profile())) or "")
    with demo_school([], tmp_path) as demo:
        assert load_profile(demo.profile).oidc is None
        assert load_profile(demo.profile).saml is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"certificate": None}, "no certificate"), ({"claims": {"nobody": {"sub": "x"}}}, "no claims of a persona")],
)
def test_what_is_missing_is_told(changed: dict[str, Any], told: str, tmp_path: Path) -> None:
    with demo_school([], tmp_path, sign_on=True) as demo:
        profile = load_profile(demo.profile)
    assert profile.oidc is not None
    lacking = profile.model_copy(update={"oidc": profile.oidc.model_copy(update=changed)})
    assert told in (SignOnProbe().lacks(lacking) or "")
