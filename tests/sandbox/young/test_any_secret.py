"""Pictures that need not be the right ones: told as a fault, and never where they have to be."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness import Status
from harness.checks.authentication.young_not_guessed import young_not_guessed
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.people import invent_people
from harness.sandbox.demo.pictures import JOINED, PICTURES, invent_child
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import ANY_PASSWORD, opened
from harness.sandbox.passwords.form import Form
from tests.checks.examples_joining import card, young
from tests.harness.build import Build, one
from tests.sandbox.passwords.school import BASE, Clock, School, a_form

CHILD = invent_child()


def met(*faults: str) -> Door | str:
    """The pictures of the school, as the probe meets them once they were chosen in a browser."""
    people, clock = (*invent_people(), CHILD), Clock()
    at = School(school_app(people, ("young-unasked", *faults), clock), clock, people)
    given = {"username": CHILD.username, "prenten": CHILD.password}
    form = a_form("/jong", given)
    typed = {"username": given["username"], "password": given["prenten"]}
    return asyncio.run(opened(SignedIn(Form(form.page, form.write, typed), (f"{BASE}/start",)), at.key(CHILD), at.visitor))


@pytest.mark.parametrize(("faults", "open_to_all"), [((), False), (("young-any-secret",), True)])
def test_any_pictures_are_told_apart_from_the_right_ones(faults: tuple[str, ...], open_to_all: bool, tmp_path: Path) -> None:
    assert set(CHILD.password.split(JOINED)) <= set(PICTURES)
    found = met(*faults)
    assert (found == ANY_PASSWORD) is open_to_all
    assert isinstance(found, Door) is not open_to_all
    control = found if isinstance(found, str) else ""
    made = Build(tmp_path)
    made.session().page()
    for row in (young(control=control, before=not control), card()):
        made.probe("young-login", **row)
    finding = one(made.seal(), young_not_guessed, None)
    assert finding.status is (Status.FAIL if open_to_all else Status.PASS)
    assert finding.values["ways"] == (["pictures: any secret"] if open_to_all else ["card", "pictures"])
