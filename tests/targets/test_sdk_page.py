"""A school page with eighteen real SDKs of seventeen companies, careless with its pupil: who got what must be told, and told alike.

`tests/targets/sdks/truth.py` is the truth, made by hand; the sink's own record, read by `oracle.py`, is a second witness
that knows nothing of our capture and our search. Another school uses the same SDKs without telling them who the pupil is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.audit import Judgement, judge_bundle
from harness.gather import gather
from harness.model.finding import Finding
from harness.model.verdict import spoken_of
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from harness.sharing.run import register_of
from tests.targets.sdks.bundle import NotReachable, page_scripts
from tests.targets.sdks.oracle import received
from tests.targets.sdks.school import CARELESS, RESERVED, School, school
from tests.targets.sdks.sink import Received
from tests.targets.sdks.truth import LEAKY, OUTSIDE, RECORDERS, REPLAY, TRUTH, WITHOUT_ANALYTICS

pytestmark = [pytest.mark.target, pytest.mark.timeout(900), pytest.mark.xdist_group("sdks")]

AUDITS = 3
REGISTRY = load_registry()


@dataclass(frozen=True)
class Audited:
    """One audit: what we make of it, and what the third parties themselves received meanwhile."""

    judgement: Judgement
    sink: list[Received]

    def found(self, check: str, persona: str) -> Finding:
        (finding,) = [one for one in self.judgement.findings if (one.check, one.persona) == (check, persona)]
        return finding

    def told(self, check: str, persona: str) -> tuple[str, set[str]]:
        """The status, and the hosts that are named."""
        finding = self.found(check, persona)
        return finding.status.value, set(finding.values.get("hosts", ()))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    try:
        scripts = page_scripts()
    except NotReachable as why:
        pytest.skip(f"No SDK was met: {why}")
    with school(scripts, tmp_path_factory.mktemp("sdks")) as served:
        yield served


def audit(running: School, host: str, out: Path) -> Audited:
    (out / "ca.pem").write_bytes(running.ca)
    profile = out / "klasbord.toml"
    profile.write_text(running.profile_text(host, "ca.pem"), encoding="utf-8")
    before = len(running.sink.received)
    asyncio.run(gather(load_profile(profile), out / "bundle", REGISTRY, level="recommended"))
    return Audited(judge_bundle(out / "bundle", REGISTRY), running.sink.received[before:])


@pytest.fixture(scope="module")
def audits(running: School, tmp_path_factory: pytest.TempPathFactory) -> list[Audited]:
    """The careless page, audited three times."""
    return [audit(running, CARELESS, tmp_path_factory.mktemp("careless")) for _ in range(AUDITS)]


@pytest.fixture(scope="module")
def careless(audits: list[Audited]) -> Audited:
    return audits[0]


@pytest.fixture(scope="module")
def reserved(running: School, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audit(running, RESERVED, tmp_path_factory.mktemp("reserved"))


def test_every_sdk_really_posts(careless: Audited) -> None:
    posted = {one.host for one in careless.sink if one.body}
    asked = {one.host for one in careless.sink}
    assert asked == set(TRUTH)
    sdks = {TRUTH[host].sdk for host in posted}
    assert sdks == {true.sdk for true in TRUTH.values()}
    assert len(sdks) == 18


def test_the_table_is_what_the_third_parties_received(careless: Audited) -> None:
    got = received(careless.sink)
    assert set(got) == LEAKY
    for host in LEAKY:
        assert TRUTH[host].data <= got[host], host
        assert {datum.partition(":")[0] for datum in got[host]} == {
            datum.partition(":")[0] for datum in TRUTH[host].data
        }, host


def test_the_report_names_each_recipient_and_what_it_got(careless: Audited) -> None:
    rows = {one.host: one for one in careless.judgement.report.recipients}
    told = {host: (row.company, row.country, set(row.data)) for host, row in rows.items()}
    assert told == {host: (true.company, true.country, set(true.data)) for host, true in TRUTH.items()}
    assert not any(row.declared for row in rows.values())


def test_the_register_has_a_row_for_each_company(careless: Audited) -> None:
    rows = register_of(careless.judgement.bundle, REGISTRY).rows
    assert {host for row in rows for host in row.hosts} == set(TRUTH)
    assert {(row.entity, row.seat) for row in rows} == {(true.company, true.country) for true in TRUTH.values()}
    for row in rows:
        due = {datum for true in TRUTH.values() if true.company == row.entity and row.subject for datum in true.data}
        told = {f"{datum.field}:{disguise}" for datum in row.data for disguise in datum.disguises}
        assert told == (due if "pupil" in row.personas else set()), row.recipient


def test_the_checks_name_them(careless: Audited) -> None:
    assert careless.told("trackers/recipients-declared", "pupil") == ("fail", set(TRUTH))
    assert careless.told("trackers/recipients-declared", "visitor") == ("fail", OUTSIDE)
    assert careless.told("trackers/no-trackers", "pupil") == ("fail", REPLAY)
    assert careless.told("trackers/no-session-replay", "pupil") == ("fail", RECORDERS)
    assert careless.told("trackers/no-analytics", "pupil") == ("fail", set(TRUTH) - WITHOUT_ANALYTICS)
    assert careless.told("trackers/pupil-data-stays", "pupil") == ("fail", LEAKY)


def test_an_sdk_that_hides_from_tools_is_named(careless: Audited) -> None:
    # Countly keeps its events to itself, but says hello first; of PostHog a tool sees the settings only.
    assert careless.told("trackers/same-for-tools", "visitor") == ("fail", {"eu.i.posthog.com"})


def test_three_audits_say_the_same(audits: list[Audited]) -> None:
    first, *others = [said(one) for one in audits]
    assert first[0]
    for other in others:
        assert other[0] == first[0]
        assert other[1] == first[1]


def said(audited: Audited) -> tuple[dict[str, object], dict[str, object]]:
    """What must not depend on chance: each finding with its fingerprint and what its sentence names but for counts, and
    each recipient with its data. Which entry of the storage holds a value just then is a detail: a queue comes and goes."""
    findings: dict[str, object] = {}
    for one in audited.judgement.findings:
        spoken = spoken_of(one.message, one.values)
        named = {name: value for name, value in spoken.items() if not isinstance(value, int)}
        findings[f"{one.check} {one.persona}"] = (one.status.value, one.message, named, one.fingerprint)
    return findings, {one.host: (one.company, one.country, one.data) for one in audited.judgement.report.recipients}


def test_the_same_sdks_without_the_pupil_leak_nothing(reserved: Audited) -> None:
    finding = reserved.found("trackers/pupil-data-stays", "pupil")
    assert finding.status.value == "pass"
    assert finding.values["count"] > 40, "the SDKs were hardly there"
    assert {TRUTH[one.host].sdk for one in reserved.sink if one.body} >= {true.sdk for true in TRUTH.values()} - {"pusher"}
    assert received(reserved.sink) == {}
    assert not [one for one in reserved.judgement.report.recipients if one.data]
