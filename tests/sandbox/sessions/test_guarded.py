"""A pupil's mail address is changed in the demo school with and without the present password."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness import GuardedTried
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.guarded import TASK, GuardedProbe, _mentions, without
from harness.sandbox.settings.effects.tokens import Write
from tests.sandbox.acting.staging import left, staged


def test_a_password_that_may_be_left_out_is_told_from_one_that_is_looked_at(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        await GuardedProbe().probe(stage)

    staged(tmp_path, play, [("classmate", TASK)], faults=("mail-password-optional", "page-cached"))
    told = [msgspec.convert(one, GuardedTried) for one in left(tmp_path, "probes/guarded.jsonl")]
    assert [(one.control, one.asked, one.answered) for one in told] == [("", True, True)] * 3
    assert [(one.variant, one.changed, one.undone) for one in told] == [
        ("wrong", False, None), ("empty", False, None), ("absent", True, True),
    ]
    assert not left(tmp_path, "probes/gaps.jsonl")


@pytest.mark.parametrize("body", [b"p=geheim%261", b'{"p": "geheim&1"}', b'--x\r\nname="p"\r\n\r\ngeheim&1\r\n--x--'])
def test_a_password_is_seen_in_every_body(body: bytes) -> None:
    assert _mentions(Write("POST", "https://school.test/", {}, body), "geheim&1")
    assert not _mentions(Write("POST", "https://school.test/", {}, body), "anders")
    assert not _mentions(Write("POST", "https://school.test/", {}, body), "")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"email=a%40b&password=geheim1&csrf=x", b"email=a%40b&csrf=x"),
        (b'{"email": "a@b", "password": "geheim1", "n": 2}', b'{"email": "a@b", "n": 2}'),
        (b"email=a%40b", b"email=a%40b"),
    ],
)
def test_a_field_with_the_password_is_left_out(body: bytes, kept: bytes) -> None:
    assert without(Write("POST", "https://school.test/", {}, body), "geheim1").body == kept
