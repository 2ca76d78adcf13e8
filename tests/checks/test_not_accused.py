"""What a check must leave alone: each of these was an accusation of a real app that was not true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import UNSEEN_WORKERS, Check, Status
from harness.plugins.host import load_registry
from tests.checks.examples import IDENTIFIER, TOKEN, consented, replay, stored
from tests.harness.build import HOST, KNOWN, URL, Build, one

CHECKS = load_registry().checks


def of(name: str) -> Check:
    return CHECKS[name]


@pytest.mark.parametrize(
    ("method", "content_type", "expected"),
    [
        ("GET", "application/json", Status.FAIL),
        ("PUT", "application/json", Status.NOT_TESTED),
        ("POST", "application/json", Status.NOT_TESTED),
        ("POST", "text/html", Status.FAIL),  # the back button shows it again
    ],
)
def test_only_answers_that_a_browser_keeps(tmp_path: Path, method: str, content_type: str, expected: Status) -> None:
    made = Build(tmp_path)
    made.session().exchange(
        f"{URL}/me", method=method, headers={"Content-Type": content_type}, body=KNOWN["email"].encode()
    )
    assert one(made.seal(), of("data/not-cached")).status is expected


@pytest.mark.parametrize("name", ["sessions/cookie-flags", "sessions/cookie-prefix"])
def test_a_token_against_forgery_is_no_session(tmp_path: Path, name: str) -> None:
    made = Build(tmp_path)
    made.session().page(headers=[("Set-Cookie", f"app_csrftoken={TOKEN}; Path=/")])
    assert one(made.seal(level="recommended"), of(name)).status is Status.NOT_TESTED


def test_a_word_that_everybody_sees_opens_nothing(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    made.probe("session-life", **{**replay(True, signed_in=True), "control": False})
    assert one(made.seal(), of("sessions/renewed-at-login")).status is Status.NOT_TESTED


class TestIdentifiers:
    check = of("trackers/nothing-before-consent")

    def outcome(self, tmp_path: Path, mine: dict[str, Any], theirs: dict[str, Any]) -> Any:
        made = Build(tmp_path)
        consented(made.session()).append("storage", **mine)
        consented(made.session("teacher")).append("storage", **theirs)
        return one(made.seal(), self.check)

    def test_one_of_ones_own_is_told(self, tmp_path: Path) -> None:
        found = self.outcome(tmp_path, stored("local", "id", IDENTIFIER), stored("local", "id", IDENTIFIER[::-1]))
        assert found.status is Status.FAIL

    def test_one_that_another_browser_holds_too_is_for_a_person(self, tmp_path: Path) -> None:
        """The school's number, or a print of this very device: the same in every browser here, either way."""
        same = stored("local", "schoolId", IDENTIFIER)
        found = self.outcome(tmp_path, same, same)
        assert (found.status, found.values["names"]) == (Status.REVIEW, ["local: schoolId"])

    @pytest.mark.parametrize(
        ("domain", "expected"), [(".school.be", Status.PASS), (".be", Status.FAIL), (".other.be", Status.FAIL)]
    )
    def test_a_cookie_for_the_domain_above_the_app_is_its_own(
        self, tmp_path: Path, domain: str, expected: Status
    ) -> None:
        app = {"name": "Demo", "url": "https://app.school.be/", "hosts": ["app.school.be"]}
        made = Build(tmp_path, app=app)
        consented(made.session()).append("storage", **stored("cookie", "lang", "nl", domain=domain))
        assert one(made.seal(), self.check).status is expected

    def test_a_cookie_of_somebody_else_is_not_excused(self, tmp_path: Path) -> None:
        same = stored("cookie", "c", "on", domain="ads.example", expires=-1)
        assert self.outcome(tmp_path, same, same).status is Status.FAIL


@pytest.mark.parametrize(
    ("name", "expected"), [("OptanonConsent", Status.NOT_TESTED), ("cookie_prefs", Status.NOT_TESTED), ("theme", Status.PASS)]
)
def test_a_banner_that_was_not_recognised_is_no_pass(tmp_path: Path, name: str, expected: Status) -> None:
    made = Build(tmp_path)
    consented(made.session()).append("storage", **stored("local", name, "pending"))
    assert one(made.seal(), of("trackers/nothing-before-consent")).status is expected


@pytest.mark.parametrize(("quick", "expected"), [(True, Status.REVIEW), (False, Status.FAIL)])
def test_a_quick_scan_has_no_list_of_recipients(tmp_path: Path, quick: bool, expected: Status) -> None:
    made = Build(tmp_path, quick=quick)
    made.session().page().exchange("https://cdn.example/lib.js")
    assert one(made.seal(), of("trackers/recipients-declared")).status is expected


@pytest.mark.parametrize(
    ("check", "expected"),
    [("settings/devices-off", Status.PASS), ("settings/location-off", Status.PASS), ("trackers/no-fingerprinting", Status.NOT_TESTED)],
)
@pytest.mark.parametrize("why", UNSEEN_WORKERS)
def test_a_worker_that_was_not_watched_can_only_do_what_workers_can(
    tmp_path: Path, why: str, check: str, expected: Status
) -> None:
    made = Build(tmp_path)
    made.session().page().gap("events", why)
    assert one(made.seal(), of(check)).status is expected


def test_a_quick_scan_says_that_it_makes_no_visit_as_a_tool(tmp_path: Path) -> None:
    made = Build(tmp_path, quick=True)
    made.session("visitor").page()
    told = one(made.seal(), of("trackers/same-for-tools"), "visitor")
    assert told.status is Status.NOT_TESTED
    assert told.message.startswith("A quick scan is not made again")


class TestATestTool:
    """What differs between visits by chance, or by a visit that broke off, accuses nobody."""

    check = of("trackers/same-for-tools")
    ADS = "https://securepubads.g.doubleclick.net/tag"
    CDN = "https://cdn.example/lib.js"

    def outcome(self, tmp_path: Path, ordinary: list[list[str]], tool: list[str] | None, **state: Any) -> Any:
        made = Build(tmp_path)
        for number, urls in enumerate(ordinary):
            visit = made.session("visitor", f"visit-{number}").page()
            for url in urls:
                visit.exchange(url)
        if tool is not None:
            visit = made.session("visitor", "as-tool", automated=True, **state).page()
            for url in tool:
                visit.exchange(url)
        return one(made.seal(), self.check, "visitor")

    def test_what_only_some_visits_meet_is_chance(self, tmp_path: Path) -> None:
        assert self.outcome(tmp_path, [[self.ADS], []], []).status is Status.PASS

    def test_a_stranger_that_the_tool_does_not_meet_is_for_a_person(self, tmp_path: Path) -> None:
        found = self.outcome(tmp_path, [[self.CDN], [self.CDN]], [])
        assert (found.status, found.values["hosts"]) == (Status.REVIEW, ["cdn.example"])

    def test_a_stranger_that_only_the_tool_meets_is_for_a_person(self, tmp_path: Path) -> None:
        assert self.outcome(tmp_path, [[], []], [self.CDN]).status is Status.REVIEW

    def test_an_app_that_does_not_open_for_the_tool_is_for_a_person(self, tmp_path: Path) -> None:
        found = self.outcome(tmp_path, [[self.ADS], [self.ADS]], [], status="failed")
        assert found.status is Status.REVIEW

    @pytest.mark.parametrize(("ordinary", "tool"), [([[]], []), ([[], []], None)])
    def test_without_several_visits_nothing_is_known(
        self, tmp_path: Path, ordinary: list[list[str]], tool: list[str] | None
    ) -> None:
        assert self.outcome(tmp_path, ordinary, tool).status is Status.NOT_TESTED

    def test_what_the_tool_met_counts_for_no_other_check(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session("visitor", "visit").page()
        made.session("visitor", "as-tool", automated=True).page().exchange(self.ADS)
        assert one(made.seal(), of("trackers/no-trackers"), "visitor").status is Status.PASS


@pytest.mark.parametrize(
    ("hop", "declared", "expected"),
    [
        ("school.b-cdn.net", (), Status.PASS),
        ("school.unknown.example", (), Status.PASS),
        ("www.school.test", (), Status.PASS),
        ("school.sc.omtrdc.net", (), Status.FAIL),  # analytics that nobody told of
        ("school.sc.omtrdc.net", ("omtrdc.net",), Status.PASS),
        ("school.widget.criteo.com", ("criteo.com",), Status.FAIL),  # a declaration does not make advertising right
    ],
)
def test_who_stands_behind_a_name_of_the_app(tmp_path: Path, hop: str, declared: tuple[str, ...], expected: Status) -> None:
    recipients = [{"name": "Meter", "hosts": list(declared)}] if declared else []
    made = Build(tmp_path, recipients=recipients)
    made.probe("dns", name=f"m.{HOST}", chain=[hop]).probe("dns", name="cdn.example", chain=["widget.criteo.com"])
    made.session().page()
    found = one(made.seal(), of("trackers/no-cloaked-trackers"), None)
    assert found.status is expected
    assert (found.values.get("outside") == [hop]) is (expected is Status.PASS and not hop.endswith(HOST))


def test_a_chain_that_nobody_could_ask_for_is_no_pass(tmp_path: Path) -> None:
    made = Build(tmp_path).probe("dns", name=HOST, how="unasked").gap("dns", "chain-unasked")
    made.session().page()
    assert one(made.seal(), of("trackers/no-cloaked-trackers"), None).status is Status.NOT_TESTED
