"""What the probe needs of a profile, and what it says of places that it cannot try."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Profile
from harness.gather import scratch_folder
from harness.sandbox.acting.part import hindered
from harness.sandbox.passwords.probe import AGAIN, CHANGED, NEW, TYPED, PasswordsProbe
from harness.sandbox.probes.client import Pace
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left

CANARY = {
    "role": "pupil", "acts_only": True, "username": "ada", "password": "a secret", "known": {"first_name": "Adalberta"},
}


def profile(accounts: bool = False, **table: Any) -> Profile:
    base = base_profile()
    people = {**base["personas"], "canary": {"name": "canary", **CANARY}}
    more = {"accounts": {"url": "/register"}} if accounts else {}
    return Profile.model_validate({**base, "personas": people, "passwords": table, **more})


@pytest.mark.parametrize(
    ("told", "actors", "newcomers"),
    [
        (profile(accounts=True, persona="canary"), {NEW, TYPED, AGAIN, "canary"}, [NEW, TYPED, AGAIN, CHANGED]),
        (profile(accounts=True), {NEW, TYPED, AGAIN}, [NEW, TYPED, AGAIN]),
        (profile(accounts=True, persona="canary", places=["change"]), {"canary"}, [CHANGED]),
        (profile(persona="canary", places=["signup"]), set(), []),
    ],
)
def test_who_takes_part(told: Profile, actors: set[str], newcomers: list[str], tmp_path: Path) -> None:
    assert {who for who, _ in PasswordsProbe().actors(told)} == actors
    with scratch_folder() as scratch:
        run = a_run(told, tmp_path, scratch)
        people = asyncio.run(PasswordsProbe().newcomers(run, Pace()))
    assert [one.name for one in people] == newcomers
    secrets = [one.password.get_secret_value() for one in people if one.password]
    assert len(set(secrets)) == len(newcomers), "each has a password of its own, drawn before the proxy starts"


def test_what_cannot_be_tried_is_told(tmp_path: Path) -> None:
    with scratch_folder() as scratch:
        run = a_run(profile(), tmp_path, scratch)
        asyncio.run(PasswordsProbe().probe(SimpleNamespace(run=run)))  # type: ignore[arg-type]
        run.writer.close()
    rows = [{name: row[name] for name in ("place", "reason")} for row in left(tmp_path, "probes/passwords.jsonl")]
    assert rows == [{"place": "signup", "reason": "no-accounts"}, {"place": "change", "reason": "no-persona"}]
    (row,) = left(tmp_path, "probes/telling.jsonl")
    assert (row["place"], row["reason"]) == ("login", "no-accounts")


def test_nothing_is_tried_unasked() -> None:
    without = Profile.model_validate({**base_profile(), "authorisation": {"by": "School", "until": "2999-01-01"}})
    why = hindered(without)
    assert why["passwords"] == why["telling"] == "the profile has no [passwords], so no password was offered"
    assert "names no persona" in why["guessing"]
    assert "names no persona" in why["defaults"]
    assert "no [authorisation]" in hindered(without.model_copy(update={"authorisation": None}))["passwords"]
