"""What a check makes of evidence of which a kind is absent: a fail that the rest proves stands, nobody is accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Check, Status
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.model.evidence import Evidence, ProbeEvidence
from harness.model.finding import Finding
from tests.checks.examples import EXAMPLES, Add, Example, asked, drawn, record, request, setting
from tests.checks.examples_factors import ceremonies, doors
from tests.checks.examples_signon import wrote
from tests.checks.saml_addresses import saml_redirect
from tests.checks.test_examples import CHECKS
from tests.harness.build import KINDS, PROBES, Build, registry_of
from tests.harness.lists.made import lists_of


def kinds(check: Check) -> list[str]:
    """The kinds of evidence that a check asks for."""
    return [one.kind for one in check.evidence.values() if isinstance(one, type) and issubclass(one, Evidence)]


def without(tmp_path: Path, check: Check, example: Example, add: Add, *gone: str) -> Finding:
    """The finding when these kinds were never gathered."""
    made = Build(tmp_path, **example.profile)
    add(made, made.session(kinds=[kind for kind in KINDS if kind not in gone]))
    probed = [one.kind for one in check.evidence.values() if isinstance(one, type) and issubclass(one, ProbeEvidence)]
    for kind in gone:
        for path in (made.root / ("probes" if kind in probed else "sessions")).rglob(f"{kind}.jsonl"):
            path.unlink()
    ran = [kind for kind in PROBES if kind not in gone]
    bundle = Bundle(made.seal(level=example.level, probes=ran))
    registry = registry_of(check, lists=lists_of(**example.lists))
    (found,) = [item for item in judge(bundle, registry) if item.persona == example.who]
    return found


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, check in CHECKS.items() for kind in kinds(check)])
def test_a_kind_that_is_absent_accuses_nobody_and_lets_nothing_pass(tmp_path: Path, name: str, kind: str) -> None:
    found = without(tmp_path, CHECKS[name], EXAMPLES[name], EXAMPLES[name].good, kind)
    assert found.status is Status.NOT_TESTED, (found.message, found.values)


PROVEN: dict[tuple[str, str], Add] = {
    ("settings/devices-setting", "events"): setting("camera", "Camera", "on"),
    ("settings/devices-setting", "pages"): setting("camera", "Camera", "on"),
    ("settings/location-setting", "events"): setting("location", "Mijn locatie delen", "on"),
    ("settings/location-setting", "pages"): setting("location", "Mijn locatie delen", "on"),
    ("authentication/oidc-request", "authorize"): request(
        "https://idp.example/auth?response_type=token&client_id=x&redirect_uri=https://school.test/back"
    ),
    ("authentication/other-doors", "doors"): wrote(passkey=ceremonies(origin={"inside": True})),
    ("authentication/other-doors", "passkey"): wrote(doors=doors(alone={"inside": True})),
    ("authentication/saml-request", "saml-request"): request(saml_redirect("http://school.test/acs")),
    ("settings/devices-off", "pages"): asked("camera", gesture=False),
    ("settings/location-off", "events"): request(posted=b"lat=50.873519&lon=4.698273"),
    ("settings/location-off", "pages"): request(posted=b"lat=50.873519&lon=4.698273"),
    ("settings/location-off", "traffic"): asked("geolocation", gesture=False),
    ("trackers/no-fingerprinting", "pages"): drawn(area_w=300, area_h=150, chars=40, colours=5),
    ("trackers/nothing-before-consent", "storage"): lambda made, session: session.page()
    .append("consent", state="untouched", banner=False, ok=True)
    .exchange("https://www.google-analytics.com/collect"),
    ("trackers/recipients-declared", "bypass"): request("https://unknown.example/"),
    ("transport/https-only", "console"): request("http://school.test/home"),
    ("transport/https-only", "traffic"): record("console", level="warning", text="Mixed Content: an insecure image"),
}


def test_every_declared_kind_is_proven_here() -> None:
    declared = {(name, kind) for name, check in CHECKS.items() for kind in check.fail_stands_without}
    assert declared == set(PROVEN), "add to PROVEN what fails without that kind"


@pytest.mark.parametrize(("name", "kind"), sorted(PROVEN))
def test_a_fail_that_the_rest_proves_stands(tmp_path: Path, name: str, kind: str) -> None:
    found = without(tmp_path, CHECKS[name], EXAMPLES[name], PROVEN[name, kind], kind)
    assert found.status is Status.FAIL, (found.message, found.values, found.reason)
    assert found.proof


@pytest.mark.parametrize("name", sorted({name for name, _ in PROVEN}))
def test_without_any_evidence_nothing_is_asked(tmp_path: Path, name: str) -> None:
    found = without(tmp_path, CHECKS[name], EXAMPLES[name], EXAMPLES[name].bad, *kinds(CHECKS[name]))
    assert found.status is Status.NOT_TESTED
