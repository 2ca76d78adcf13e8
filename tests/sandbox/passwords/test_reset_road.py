"""The whole road in a real browser: a letter comes, its link is followed, and nothing of it is ever written."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest

from harness import ResetTried
from harness.leaks.encodings import variants
from harness.sandbox.acting.stage import Stage
from harness.sandbox.mail.box import Box
from harness.sandbox.passwords.reset_probe import CHANGE_TASK, DRAWN, LOGIN_TASK, TASK, ResetProbe
from tests.sandbox.acting.staging import left, staged


def test_the_sound_school_passes_and_no_secret_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets, boxes = list[str](), list[Box]()
    put = Box.put

    def noted(box: Box, recipients: list[str], raw: bytes) -> None:
        put(box, recipients, raw)
        boxes.append(box)

    monkeypatch.setattr(Box, "put", noted)

    async def play(stage: Stage) -> None:
        probe = ResetProbe()
        assert probe.actors(stage.run.profile) == ACTORS
        people = [*(stage.newcomers[name] for name in DRAWN), stage.run.profile.personas["canary"]]
        secrets.extend(one.password.get_secret_value() for one in people if one.password)
        await probe.probe(stage)

    staged(tmp_path, play, ACTORS, mailbox=True, probes=[ResetProbe()])
    assert left(tmp_path, "probes/gaps.jsonl") == [], "the first password is back"
    (found,) = [msgspec.convert(row, ResetTried) for row in left(tmp_path, "probes/reset.jsonl")]
    assert (found.reason, found.works, found.control, found.again, found.again_opens, found.older, found.foreign) == (
        "", True, True, False, False, False, ()
    )
    notices = {row["change"]: (row["others"], row["came"] is not None) for row in left(tmp_path, "probes/notices.jsonl")}
    assert notices == {"reset": (False, True), "change": (False, True)}
    tokens = {link.rpartition("/")[2] for box in boxes for letter in box.letters for link in letter.links}
    assert len(tokens) == 3
    looks = [look.pattern for secret in (*secrets, *tokens) for look in variants("secret", secret)]
    for path in (tmp_path / "bundle").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            content = zlib.decompress(raw) if path.parent.name == "blobs" else raw
            assert not [look for look in looks if look in content], path.name


ACTORS = [("canary", LOGIN_TASK), ("canary", TASK), ("canary", CHANGE_TASK)]
