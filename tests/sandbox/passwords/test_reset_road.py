"""The whole road in a real browser: a letter comes, its link is followed, and nothing of it is ever written."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest

from harness import FirstPasswordTried, Profile, ResetTried
from harness.leaks.encodings import variants
from harness.sandbox.acting.stage import Stage
from harness.sandbox.mail.box import Box
from harness.sandbox.passwords.first_probe import FirstPasswordProbe
from harness.sandbox.passwords.reset_probe import CHANGE_TASK, LOGIN_TASK, TASK, ResetProbe
from tests.harness.build import base_profile
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
        people = [*stage.newcomers.values(), stage.run.profile.personas["canary"]]
        secrets.extend(one.password.get_secret_value() for one in people if one.password)
        await FirstPasswordProbe().probe(stage)
        await probe.probe(stage)

    everybody = [*ACTORS, *FirstPasswordProbe().actors(Profile.model_validate(base_profile()))]
    staged(tmp_path, play, everybody, mailbox=True, probes=[ResetProbe(), FirstPasswordProbe()])
    (first,) = [msgspec.convert(row, FirstPasswordTried) for row in left(tmp_path, "probes/first-password.jsonl")]
    assert (first.reason, first.asked, first.control, first.again, first.open) == ("", True, True, False, False)
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
