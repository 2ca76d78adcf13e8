"""What the school shows of passwords, and what becomes of the page from which its fault is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harness import Status
from harness.bundle.redact import Redactor
from harness.checks.authentication.staff_see_no_password import staff_see_no_password
from harness.sandbox.demo.fault_resets import RESET_FAULTS, RESETS
from harness.sandbox.demo.people import Person
from tests.harness.build import Build, one
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]
FAULT = "class-shows-passwords"


def test_a_teacher_reads_passwords_with_the_fault_only(visitor: Visitors, people: People, tmp_path: Path) -> None:
    assert {fault.id for fault in RESET_FAULTS} - RESETS == {FAULT}
    ada = people["ada"]
    for faults, status in (((), Status.PASS), ((FAULT,), Status.FAIL)):
        guest = visitor(*faults)
        guest.sign_in(people["willibrord"])
        page = guest.get("/class").content
        assert (ada.password.encode() in page) is bool(faults)
        made = Build(tmp_path / status.value)
        body = Redactor({"pupil.password": ada.password}, b"k" * 32).data(page)
        made.session("teacher").exchange("https://school.test/class", body=body)
        found = one(made.seal(level="recommended"), staff_see_no_password, "teacher")
        assert (found.status, found.values.get("pupils")) == (status, ["pupil"] if faults else None)


def test_a_pupil_reads_none_either_way(visitor: Visitors, people: People) -> None:
    guest = visitor(FAULT)
    guest.sign_in(people["benedicta"])
    assert people["ada"].password not in guest.get("/class").text
