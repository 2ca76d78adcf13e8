"""Which enrolments may be tried at a time: none that has the same page to agree on, or a code that another one renews."""

from __future__ import annotations

import pytest

from harness import Persona
from harness.model.profile_enrolments import Enrolment
from harness.sandbox.enrolment.probe import _Cast, chains

PEOPLE = {
    name: Persona(name=name, role="teacher", known={"first_name": f"Name of {name}"})
    for name in ("teacher", "colleague", "admin")
}


def cast(name: str, by: str) -> _Cast:
    """`code…` is with a class code, any other for whoever says to be a teacher."""
    told = {"kind": "class-code"} if name.startswith("code") else {"kind": "teacher", "steps": [{"goto": "/join"}]}
    enrolment = Enrolment.model_validate({"name": name, "approve": [{"goto": "/agree"}], "reads": ["/class"], **told})
    return _Cast(enrolment, PEOPLE[by], ())


@pytest.mark.parametrize(
    ("several", "beside"),
    [
        ([("code", "teacher"), ("says", "admin")], [["code"], ["says"]]),
        ([("says", "admin"), ("says-too", "colleague")], [["says"], ["says-too"]]),
        ([("code", "teacher"), ("code-too", "colleague")], [["code", "code-too"]]),
        ([("code", "teacher"), ("says", "teacher")], [["code", "says"]]),
        ([("code", "teacher"), ("says", "admin"), ("code-too", "admin")], [["code", "says", "code-too"]]),
        ([("says", "admin"), ("code", "teacher"), ("says-too", "admin")], [["code"], ["says", "says-too"]]),
    ],
)
def test_those_that_meet_go_one_after_the_other(several: list[tuple[str, str]], beside: list[list[str]]) -> None:
    found = chains([cast(*one) for one in several])
    assert [[one.enrolment.name for one in chain] for chain in found] == beside
