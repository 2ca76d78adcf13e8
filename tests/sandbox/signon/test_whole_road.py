"""The whole road in a real browser: the sound school passes, a school with every fault of one kind is caught."""

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
from harness.model.finding import Finding
from harness.profile.load import load_profile
from harness.sandbox.demo.school import demo_school
from harness.sandbox.signon.cases import CASES, Case
from harness.sandbox.signon.probe import SignOnProbe
from tests.harness.build import Build, base_profile, judged
from tests.sandbox.acting.staging import left, staged

CHECKS = (identity_key, oidc_client, oidc_mix_up, oidc_request)
KINDS = ("signon", "identity", "authorize")
CARRIED = [case for case in CASES if case.place in ("browser", "answer", "metadata")]
TOKENS = [case for case in CASES if case.place == "token"]


class Some(SignOnProbe):
    """The probe with a few cases: one fault of a token is like another to a browser, and all are tried without one."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.cases = list(cases)


def audited(folder: Path, probe: SignOnProbe, *faults: str, data: str = "leerid-like") -> dict[str, Finding]:
    """What the checks make of this probe's evidence, by check."""
    seen: list[Profile] = []

    def remember(profile: Profile) -> Profile:
        assert profile.oidc is not None
        seen.append(profile.model_copy(update={"oidc": profile.oidc.model_copy(update={"data": data})}))
        assert probe.lacks(seen[0]) is None
        return seen[0]

    staged(folder, probe.probe, [("pupil", "signon")], faults=faults, profile=remember, sign_on=True)
    assert seen[0].oidc is not None
    secret = seen[0].secrets()["oidc.client_secret"].encode()
    files = [path for path in (folder / "bundle").rglob("*.jsonl") if path.is_file()]
    assert not [path.name for path in files if secret in path.read_bytes()]
    shown = seen[0].public()
    made = Build(folder / "judged", app=shown["app"], oidc=shown["oidc"], sandbox=shown["sandbox"])
    made.session().page()
    for kind in KINDS:
        for record in left(folder, f"probes/{kind}.jsonl"):
            made.probe(kind, **record)
    assert left(folder, "probes/gaps.jsonl") == []
    return {one.check: one for one in judged(made.seal(level="recommended"), *CHECKS)}


def test_the_sound_school_passes(tmp_path: Path) -> None:
    some = [*TOKENS[:2], *(case for case in CASES if case.place != "token")]
    found = audited(tmp_path, Some(some))
    client = found.pop("authentication/oidc-client")
    assert {check: (one.status, one.values) for check, one in found.items() if one.status is not Status.PASS} == {}
    assert found["authentication/identity-key"].values["kinds"] == ["generic 1", "leerid-like 1"]
    untried = sorted({*MUST} - {case.id for case in some})
    assert (client.status, client.values["cases"]) == (Status.NOT_TESTED, untried), "the others were refused"
    assert not (tmp_path / "school" / "idp.pem").exists(), "the provider's key is gone with the school"


def test_a_school_that_believes_whatever_the_browser_carries(tmp_path: Path) -> None:
    faults = [f"signon-{case.id}" for case in CARRIED]
    found = audited(tmp_path, Some(CARRIED), *faults, "signon-by-mail", "signon-asks-rrn", data="generic")
    told: dict[str, Any] = {check: (one.status, *one.values.values()) for check, one in found.items()}
    assert told == {
        "authentication/oidc-client": (Status.FAIL, sorted(case.id for case in CARRIED if case.must)),
        "authentication/oidc-mix-up": (Status.FAIL, sorted(case.id for case in CARRIED if not case.must)),
        "authentication/oidc-request": (Status.FAIL, ["scope: rrn"]),
        "authentication/identity-key": (Status.FAIL, ["same-mail"]),
    }
    assert [record["shot"] for record in left(tmp_path, "probes/signon.jsonl") if record["inside"]].count(None) == 0


def test_who_cannot_be_pointed_at_us_is_not_tested(tmp_path: Path) -> None:
    assert "no [oidc]" in (SignOnProbe().lacks(Profile.model_validate(base_profile())) or "")
    with demo_school([], tmp_path) as demo:
        assert load_profile(demo.profile).oidc is None


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
