"""What a profile may not say about enrolments, devices and young children."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Profile
from harness.errors import MisuseError
from harness.profile.load import load_profile

STEPS = [{"goto": "/"}]
PEOPLE = {
    "pupil": {"name": "pupil", "role": "pupil", "known": {"first_name": "Adalberta"}},
    "child": {"name": "child", "role": "pupil", "acts_only": True, "known": {"first_name": "Casimirius"}},
}
TEACHER = {"name": "says", "kind": "teacher", "steps": STEPS, "reads": ["/"], "approve": STEPS}
CODE = {"name": "has", "kind": "class-code", "code": "MUS-1", "reads": ["/"], "approve": STEPS}
RENEW = {"shown": "/", "steps": STEPS, "undo": STEPS}
DEVICES = {"persona": "child", "page": "/devices", "each": {"css": "li"}, "end": STEPS}
PICTURES = {
    "name": "pictures", "kind": "picture", "persona": "child", "symbols": ["cat", "sun"], "length": 4, "a_day": 1, "steps": STEPS,
}
FILE = """schema = 1
[app]
name = "School"
url = "https://school.test/"
hosts = ["school.test"]

[devices]
persona = "nobody"
page = "/devices"
each = { css = "li" }
end = [{ goto = "/" }]
"""
CARD = {"name": "card", "kind": "qr", "persona": "child", "card": {"page": "/", "code": {"css": "a"}, "renew": STEPS}}


def read(**tables: Any) -> Profile:
    app = {"name": "x", "url": "https://school.test/", "hosts": ["school.test"]}
    return Profile.model_validate({"schema": 1, "app": app, "personas": PEOPLE, **tables})


def problems(**tables: Any) -> list[tuple[tuple[str | int, ...], str]]:
    profile = read(**tables)
    return list(profile.joining_problems(profile.personas, profile.accounts))


def test_what_is_whole_is_taken() -> None:
    assert not problems(enrolments=[TEACHER, {**CODE, "renew": RENEW}], devices=DEVICES, young=[PICTURES, CARD])
    assert not problems(enrolments=[{**CODE, "code": None}], accounts={"code": "MUS-1"})
    profile = read(enrolments=[TEACHER, {**CODE, "renew": RENEW}], devices=DEVICES, young=[PICTURES, CARD])
    assert [one.approver for one in profile.enrolments] == ["admin", "teacher"]


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"enrolments": [{**TEACHER, "by": "nobody"}]}, "no persona is named nobody"),
        ({"enrolments": [{**TEACHER, "steps": []}]}, "a teacher signs up by steps"),
        ({"enrolments": [{**TEACHER, "renew": RENEW}]}, "no code to renew"),
        ({"enrolments": [{**CODE, "code": None}]}, "code is missing"),
        ({"devices": {**DEVICES, "persona": "nobody"}}, "there is no persona nobody"),
        ({"devices": {**DEVICES, "persona": "pupil"}}, "needs acts_only"),
        ({"young": [{**PICTURES, "persona": "nobody"}]}, "no persona is named nobody"),
        ({"young": [{**PICTURES, "persona": "pupil"}]}, "needs acts_only"),
        ({"young": [{**PICTURES, "symbols": ["cat", "cat"]}]}, "symbols"),
        ({"young": [{**PICTURES, "a_day": 0}]}, "a_day"),
        ({"young": [{**PICTURES, "switch": {"by": "nobody", "on": STEPS, "off": STEPS}}]}, "no persona is named nobody"),
        ({"young": [{**CARD, "card": None}]}, "card is missing"),
    ],
)
def test_what_cannot_be_tried_is_told(tables: dict[str, Any], told: str) -> None:
    ((place, why),) = problems(**tables)
    assert place[0] in tables
    assert told in why


def test_the_place_in_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(MisuseError, match=r"profile\.toml:7:1: devices: there is no persona nobody"):
        load_profile(path)
