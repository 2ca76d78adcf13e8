"""The whole road in a real browser: the forms are found, sent once, and sent again; nothing stays, no password is written."""

from __future__ import annotations

import asyncio
from pathlib import Path

from harness import Status
from harness.profile.load import load_profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.entrance_probe import EntranceProbe
from harness.sandbox.passwords.guess_probe import GuessProbe
from harness.sandbox.passwords.probe import PasswordsProbe
from harness.sandbox.passwords.staff_probe import StaffPasswordProbe
from tests.sandbox.acting.staging import left, staged
from tests.sandbox.passwords.test_policy import findings
from tests.unwritten import assert_unwritten, heard

ACTORS = [
    ("password-new", "passwords"), ("password-new", "passwords-login"), ("password-new", "passwords-reset"),
    ("password-typed", "passwords"), ("password-again", "passwords"), ("canary", "passwords"),
    ("ward", "passwords"), ("mentor", "passwords"),
]


def test_the_sound_school_passes_and_nothing_stays(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        probe = PasswordsProbe()
        assert probe.actors(stage.run.profile) == ACTORS
        await asyncio.gather(probe.probe(stage), StaffPasswordProbe().probe(stage))
        await EntranceProbe().probe(stage)
        await GuessProbe().probe(stage)

    everybody = [*ACTORS, ("colleague", "staff-passwords"), ("canary", "entrance"), ("canary", "guessing")]
    with heard() as secrets:
        staged(tmp_path, play, everybody, passwords=True, probes=[PasswordsProbe(), StaffPasswordProbe()])
    rows = left(tmp_path, "probes/passwords.jsonl")
    assert left(tmp_path, "probes/gaps.jsonl") == [], "all accounts are gone, the first password is back"
    found = findings(tmp_path / "judged", rows)
    assert {name: one.status for name, one in found.items()} == dict.fromkeys(found, Status.PASS), rows
    assert [row["accepted"] for row in rows if row.get("by") == "form"] == [True], "typed in a browser too"
    assert {row["place"] for row in rows} == {"signup", "change", "given"}
    (given,) = left(tmp_path, "probes/given-password.jsonl")
    assert (given["persona"], given["by"], given["kept"]) == ("ward", "mentor", False)
    staff = [(row["case"], row["length"], row["accepted"]) for row in left(tmp_path, "probes/staff-passwords.jsonl")]
    assert staff == [("control", 20, True), ("short", 14, False), ("enough", 15, True), ("control", 20, True)]
    told = {row["place"]: row for row in left(tmp_path, "probes/telling.jsonl")}
    assert {place: (row["pairs"], row["only_existing"], row["only_absent"]) for place, row in told.items()} == {
        place: (30, [], []) for place in ("login", "signup", "reset")
    }
    (guessed,) = left(tmp_path, "probes/guessing.jsonl")
    assert {name: guessed[name] for name in ("tries", "before", "let_in", "owner", "neighbour")} == {
        "tries": 99, "before": True, "let_in": False, "owner": True, "neighbour": True,
    }
    seen = {row["place"]: len(row["fields"]) for row in left(tmp_path, "probes/entrance.jsonl")}
    assert seen == {"login": 1, "signup": 2, "reset": 0}
    (none_left,) = left(tmp_path, "probes/defaults.jsonl")
    assert (none_left["opened"], none_left["before"], none_left["after"]) == ([], True, True)
    asked = [row["probe"] for row in left(tmp_path, "probes/requests.jsonl")]
    assert asked.count("passwords") < 850, "what the guide says of the time that it takes"
    assert asked.count("guessing") < 170
    assert_unwritten({**secrets, **load_profile(tmp_path / "school" / "profile.toml").secrets()}, tmp_path / "bundle")
