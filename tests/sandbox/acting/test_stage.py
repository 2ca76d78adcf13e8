"""Somebody acts: signed in or not, recorded, and told when it does not work."""

from __future__ import annotations

import asyncio
import zlib
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from pydantic import SecretStr

from harness import Persona, Profile
from harness.model.profile import Authorisation
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Place, Stage
from harness.sandbox.probes.client import OutOfScopeError, Pace
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left, staged

ACTORS = [("pupil", "try"), ("pupil", "again"), ("pupil", "own"), ("visitor", "try"), ("stranger", "try")]
PASSWORD = "een-verkeerd-wachtwoord-77"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """One stage for all: what each actor met."""
    folder = tmp_path_factory.mktemp("stage")
    visitor = Persona(name="visitor", role="anonymous")
    stranger = Persona(
        name="stranger", role="pupil", username="nobody", password=SecretStr(PASSWORD), known={"first_name": "Nimmermeer"}
    )

    async def play(stage: Stage) -> dict[str, Any]:
        met: dict[str, Any] = {}
        pupil = stage.run.profile.personas["pupil"]
        async with stage.actor(pupil, "try") as actor:
            await actor.goto("/profile")
            await actor.acted("look at the profile")
            met["page"] = await actor.page.inner_text("body")
            met["in"] = await actor.still_in()
            met["shot"] = await actor.shot(actor.page.locator("h1").first)
            stage.logins = {"pupil": await actor.context.storage_state()}
        async with stage.actor(pupil, "again") as actor:
            met["asked"] = await actor.page.evaluate("performance.getEntriesByType('navigation').length")
            await actor.context.clear_cookies()
            met["out"] = await actor.still_in()
        stage.spare = dict(stage.logins)
        async with stage.actor(pupil, "own", own=True) as actor:
            met["own"] = await actor.still_in()
            met["spare"] = dict(stage.spare)
        async with stage.actor(visitor, "try") as actor:
            await actor.goto("/")
            met["visitor"] = await actor.page.title()
        with pytest.raises(ActorFailedError, match="the login of stranger could not be proven"):
            async with stage.actor(stranger, "try"):
                pytest.fail("nobody is signed in")
        return met

    return folder, staged(folder, play, ACTORS, newcomers=lambda demo: [stranger])


def test_a_persona_acts_signed_in_and_the_login_is_proven_on_the_way(played: tuple[Path, dict[str, Any]]) -> None:
    _, met = played
    assert "LL-83K2-771" in met["page"]
    assert met["in"] is True
    assert met["out"] is False, "without its cookies nobody is signed in"
    assert met["shot"]


def test_a_login_that_still_holds_serves_again(played: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = played
    sent = left(folder, "sessions/pupil-again/traffic.jsonl")
    assert not [one for one in sent if one["kind"] == "exchange" and one["method"] == "POST"], "it signed in again"


def test_a_login_that_is_to_spare_serves_once_who_needs_one_of_their_own(played: tuple[Path, dict[str, Any]]) -> None:
    folder, met = played
    assert met["own"] is True
    assert met["spare"] == {}, "somebody else may end it now"
    sent = left(folder, "sessions/pupil-own/traffic.jsonl")
    assert not [one for one in sent if one["kind"] == "exchange" and one["method"] == "POST"], "it signed in again"


def test_who_rests_gives_a_place_once_and_who_ends_gives_no_second() -> None:
    async def play() -> list[bool]:
        room = asyncio.Semaphore(1)
        async with Place(room) as first:
            full = [room.locked()]
            first.give()
            first.give()
            full.append(room.locked())
            async with Place(room):
                full.append(room.locked())
        async with Place(room):
            return [*full, room.locked()]

    assert asyncio.run(play()) == [True, False, True, True]


def test_what_they_do_is_recorded_apart_from_the_sessions_of_personas(played: tuple[Path, dict[str, Any]]) -> None:
    folder, met = played
    assert met["visitor"]
    states = {
        name: msgspec.json.decode((folder / f"bundle/sessions/{name}/session.json").read_bytes())
        for name in (f"{who}-{task}" for who, task in ACTORS)
    }
    assert all(state["probe"] for state in states.values())
    assert {name: state["status"] for name, state in states.items()} == {
        "pupil-try": "complete", "pupil-again": "complete", "pupil-own": "complete", "visitor-try": "complete",
        "stranger-try": "failed",
    }
    assert "could not be proven" in states["stranger-try"]["reason"]
    assert left(folder, "sessions/visitor-try/traffic.jsonl")


def test_an_act_is_logged_with_who_where_and_what(played: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = played
    (act,) = left(folder, "probes/requests.jsonl")
    assert {name: act[name] for name in ("probe", "persona", "method", "what", "host")} == {
        "probe": "try", "persona": "pupil", "method": "ACT", "what": "look at the profile", "host": "demoschool.test",
    }


def test_the_secret_of_a_newcomer_is_nowhere_in_the_evidence(played: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = played
    files = [path for path in (folder / "bundle").rglob("*") if path.is_file()]
    kept = [zlib.decompress(path.read_bytes()) if path.parent.name == "blobs" else path.read_bytes() for path in files]
    assert any("⟦secret:stranger.password⟧".encode() in content for content in kept), "it was never typed"
    assert not any(PASSWORD.encode() in content for content in kept)


def test_no_act_after_the_authorisation_ended(tmp_path: Path) -> None:
    ended = Authorisation(by="Demoschool BV", until=date(2020, 1, 1))
    run = a_run(Profile.model_validate(base_profile()).model_copy(update={"authorisation": ended}), tmp_path, tmp_path)
    page: Any = SimpleNamespace(url=run.profile.app.url)
    nobody: Any = None
    actor = Actor(run, run.profile.personas["pupil"], "try", nobody, page, nobody, nobody, Pace(), nobody)
    with pytest.raises(OutOfScopeError, match="ended on 2020-01-01"):
        asyncio.run(actor.acted("try something"))
    assert not left(tmp_path, "probes/requests.jsonl")
