"""Methods by conditions: what was seen for one role is not told of another, and nothing passes that nobody looked at."""

from __future__ import annotations

from typing import Any

from harness.catalogue.requirements import builtin_requirements
from harness.methods import methods
from harness.model.finding import Finding
from harness.model.profile import Profile
from harness.model.report_base import METHODS
from harness.model.status import Severity, Status
from harness.plugins.host import load_registry

ROWS = builtin_requirements()
REGISTRY = load_registry()
PEOPLE = {
    "pupil": {"name": "pupil", "role": "pupil", "known": {"email": "ada@school.test"}},
    "teacher": {"name": "teacher", "role": "teacher"},
    "visitor": {"name": "visitor", "role": "anonymous"},
}
PROFILE = Profile.model_validate(
    {"schema": 1, "app": {"name": "A", "version": "1", "url": "https://a.test/", "hosts": ["a.test"]}, "personas": PEOPLE}
)


def finding(requirement: str, persona: str | None, status: Status, check: str = "a/b") -> Finding:
    return Finding(
        check=check, requirement=requirement, persona=persona, level="minimum", status=status, severity=Severity.LOW,
        title="T", message="M", values={}, proof=(), fingerprint="f",
    )  # fmt: skip


def table(shown: dict[str, str], *findings: Finding, by: str = "check", profile: Profile = PROFILE) -> list[Any]:
    rows = [{"id": id, "status": status, "by": by, "titles": {"en": "T", "nl": "T"}} for id, status in shown.items()]
    made = methods(rows, findings, profile, REGISTRY, {"T": "TT"})
    return [(one["method"], one["roles"], [(row["requirement"], row["status"]) for row in one["conditions"]]) for one in made]


def test_a_pass_for_one_role_says_nothing_of_another() -> None:
    assert table({"SES-01": "pass"}, finding("SES-01", "pupil", Status.PASS)) == [
        ("session", ["pupil"], [("SES-01", "pass")]),
        ("session", ["teacher"], [("SES-01", "not_tested")]),
    ]


def test_the_app_as_a_whole_speaks_for_everybody_and_the_worst_counts() -> None:
    whole = finding("AUT-13", None, Status.PASS)
    assert table({"AUT-13": "pass"}, whole) == [("oidc", ["pupil", "teacher"], [("AUT-13", "pass")])]
    assert table({"AUT-13": "fail"}, whole, finding("AUT-13", "teacher", Status.FAIL)) == [
        ("oidc", ["pupil"], [("AUT-13", "pass")]),
        ("oidc", ["teacher"], [("AUT-13", "fail")]),
    ]


def test_what_does_not_apply_or_a_person_settled_is_told_as_it_stands() -> None:
    assert table({"AUT-14": "not_applicable"}) == [("saml", ["pupil", "teacher"], [("AUT-14", "not_applicable")])]
    assert table({"AUT-01": "pass"}, by="person") == [("password", ["pupil", "teacher"], [("AUT-01", "pass")])]


def test_what_a_person_has_to_settle_is_no_pass() -> None:
    settled = finding("AUT-12", "pupil", Status.PASS)
    assert ("young-child", ["pupil"], [("AUT-12", "review")]) in table({"AUT-12": "review"}, settled)


def test_the_easy_login_of_children_is_told_of_pupils_only() -> None:
    whole = finding("AUT-12", None, Status.FAIL)
    assert table({"AUT-12": "fail"}, whole) == [("young-child", ["pupil"], [("AUT-12", "fail")])]
    staff = PROFILE.model_copy(update={"personas": {"teacher": PROFILE.personas["teacher"]}})
    assert table({"AUT-12": "fail"}, whole, profile=staff) == [("young-child", ["teacher"], [("AUT-12", "fail")])]


PASSKEYS, FACTOR, DOORS = "authentication/passkeys", "authentication/staff-factor", "authentication/other-doors"


def test_passkeys_and_other_ways_in_have_lines_of_their_own_and_staff_alone_has_them() -> None:
    found = (
        finding("AUT-06", None, Status.PASS, FACTOR), finding("AUT-06", None, Status.FAIL, PASSKEYS),
        finding("AUT-07", None, Status.FAIL, DOORS), finding("AUT-07", None, Status.PASS),
    )  # fmt: skip
    assert table({"AUT-06": "fail", "AUT-07": "fail"}, *found) == [
        ("second-factor", ["teacher"], [("AUT-06", "pass"), ("AUT-07", "pass")]),
        ("passkey", ["teacher"], [("AUT-06", "fail")]),
        ("door", ["teacher"], [("AUT-07", "fail")]),
    ]


def test_a_method_that_nobody_asked_about_is_not_tested() -> None:
    """A pass of the codes of staff is none of passkeys, and neither is what a person says of the least level."""
    found = finding("AUT-06", None, Status.PASS, FACTOR)
    unasked = ("passkey", ["teacher"], [("AUT-06", "not_tested")])
    assert unasked in table({"AUT-06": "pass"}, found)
    assert unasked in table({"AUT-06": "pass"}, found, by="person")
    assert unasked in table({"AUT-06": "not_applicable"})
    # The other ways in belong to the least level itself.
    assert ("door", ["teacher"], [("AUT-07", "pass")]) in table({"AUT-07": "pass"}, by="person")
    assert ("door", ["teacher"], [("AUT-07", "not_tested")]) in table({"AUT-07": "not_tested"})


def test_a_condition_tells_which_of_its_checks_said_what() -> None:
    first, second = finding("AUT-16", None, Status.FAIL, "a/first"), finding("AUT-16", None, Status.PASS, "a/second")
    row = {"id": "AUT-16", "status": "fail", "by": "check", "titles": {"en": "T", "nl": "T"}}
    made = methods([row], [second, first], PROFILE, REGISTRY, {"T": "TT"})
    titles = {"en": "T", "nl": "TT"}
    assert made[0]["method"] == "enrolment"
    assert made[0]["conditions"][0]["checks"] == [
        {"check": "a/first", "titles": titles, "status": "fail"}, {"check": "a/second", "titles": titles, "status": "pass"},
    ]  # fmt: skip


def test_a_check_of_one_role_is_not_missed_for_another() -> None:
    """A check that asks pupils only leaves open nothing about teachers; one that asks teachers and has none, does."""
    of_pupils = next(one for one in REGISTRY.checks.values() if one.personas == ("pupil",))
    both = next(one for one in REGISTRY.checks.values() if {"pupil", "teacher"} <= {*one.personas})
    whole = finding("SES-01", None, Status.PASS)
    of_pupil = finding("SES-01", "pupil", Status.PASS, of_pupils.id)
    teacher = ("session", ["teacher"], [("SES-01", "pass")])
    assert teacher in table({"SES-01": "fail"}, whole, finding("SES-01", "pupil", Status.FAIL, of_pupils.id))
    assert ("session", ["pupil"], [("SES-01", "pass")]) in table({"SES-01": "pass"}, whole, of_pupil)
    assert ("session", ["teacher"], [("SES-01", "not_tested")]) in table(
        {"SES-01": "pass"}, whole, finding("SES-01", "pupil", Status.PASS, both.id)
    )


def test_nobody_signs_in_and_nothing_is_told() -> None:
    alone = PROFILE.model_copy(update={"personas": {"visitor": PROFILE.personas["visitor"]}})
    assert table({"SES-01": "pass"}, finding("SES-01", "visitor", Status.PASS), profile=alone) == []


def test_every_condition_of_signing_in_has_its_method() -> None:
    of = {row.id: row.method for row in ROWS.values() if row.id.startswith(("AUT-", "SES-"))}
    assert {*of.values(), *(one.method for one in REGISTRY.checks.values() if one.method)} == set(METHODS)
    assert not [row.id for row in ROWS.values() if row.method and row.id not in of]
