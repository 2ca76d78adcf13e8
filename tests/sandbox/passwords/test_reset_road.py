"""The whole road in a real browser: a letter comes, its link is followed, and nothing of it is ever written."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness import FirstPasswordTried, Profile, ResetTried
from harness.profile.load import load_profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.first_probe import CHOOSES, NEXT, SKIPS, FirstPasswordProbe
from harness.sandbox.passwords.reset_probe import CHANGE_TASK, DRAWN, LOGIN_TASK, TASK, ResetProbe
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import left, staged
from tests.unwritten import assert_unwritten, heard


def test_the_sound_school_passes_and_no_secret_is_written(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        probe = ResetProbe()
        assert probe.actors(stage.run.profile) == ACTORS
        await FirstPasswordProbe().probe(stage)
        await probe.probe(stage)

    everybody = [*ACTORS, *FirstPasswordProbe().actors(Profile.model_validate(base_profile()))]
    with heard() as secrets:
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
    assert len([name for name in secrets if name.startswith("link ")]) == 3
    assert {f"{name}.password" for name in (*DRAWN, CHOOSES, SKIPS, NEXT)} <= set(secrets), "first and chosen passwords"
    assert_unwritten({**secrets, **load_profile(tmp_path / "school" / "profile.toml").secrets()}, tmp_path / "bundle")


ACTORS = [("canary", LOGIN_TASK), ("canary", TASK), ("canary", CHANGE_TASK)]
