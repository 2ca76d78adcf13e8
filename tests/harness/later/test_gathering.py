"""What a run keeps for later: only what somebody will read, only of a run that came to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from harness.gather import gather
from harness.later.kept import Kept
from harness.model.profile import Profile
from harness.platform import Gathered, Run
from harness.plugins.host import load_registry
from tests.harness.build import base_profile

REGISTRY = load_registry()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile.model_validate({**base_profile(), "path": tmp_path / "app.toml"})
    pupil = made.personas["pupil"].model_copy(update={"password": SecretStr("geheim-123")})
    return made.model_copy(update={"personas": {"pupil": pupil}})


def keeps(seen: list[bool], error: BaseException | None = None) -> Callable[[Run], Awaitable[Gathered]]:
    """A source that keeps a session when it may, and then perhaps fails."""

    async def source(run: Run) -> Gathered:
        seen.append(run.later is not None)
        if run.later is not None:
            run.later.keep("SES-04-pupil", run.profile.personas["pupil"], {"sid": "a-session-value"})
        if error is not None:
            raise error
        return Gathered()

    return source


def test_it_stands_beside_the_bundle_with_the_way_to_the_profile(tmp_path: Path, profile: Profile) -> None:
    bundle = tmp_path / "out" / "evidence"
    asyncio.run(gather(profile, bundle, REGISTRY, level="recommended", source=keeps([])))
    kept = Kept(bundle)
    assert (kept.jobs(), kept.profile()) == (["SES-04-pupil"], tmp_path / "app.toml")
    assert kept.folder == tmp_path / "out" / "later" / "evidence"
    assert not list(bundle.rglob("*kept*"))
    assert str(tmp_path).encode() not in b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("level", "only", "later"), [("minimum", "*", True), ("recommended", "trackers/*", True), ("recommended", "*", False)]
)
def test_nothing_is_kept_for_nobody(tmp_path: Path, profile: Profile, level: str, only: str, later: bool) -> None:
    seen: list[bool] = []
    asyncio.run(
        gather(profile, tmp_path / "bundle", REGISTRY.limited(only), level=level, source=keeps(seen), later=later)
    )
    assert (seen, (tmp_path / "later").exists()) == ([False], False)


@pytest.mark.parametrize("error", [RuntimeError("crashed"), KeyboardInterrupt()], ids=["crash", "Ctrl-C"])
def test_a_run_that_failed_keeps_nothing(tmp_path: Path, profile: Profile, error: BaseException) -> None:
    with pytest.raises(type(error)):
        asyncio.run(gather(profile, tmp_path / "bundle", REGISTRY, level="recommended", source=keeps([], error)))
    assert not (tmp_path / "later").exists()


def test_what_is_kept_goes_with_its_bundle(tmp_path: Path, profile: Profile) -> None:
    bundle = tmp_path / "bundle"
    asyncio.run(gather(profile, bundle, REGISTRY, level="recommended", source=keeps([])))
    first = Kept(bundle)._file("SES-04-pupil").read_bytes()
    with pytest.raises(RuntimeError):
        asyncio.run(gather(profile, bundle, REGISTRY, level="recommended", source=keeps([], RuntimeError("crashed"))))
    assert Kept(bundle)._file("SES-04-pupil").read_bytes() == first
    asyncio.run(gather(profile, bundle, REGISTRY, level="recommended", source=keeps([])))
    assert Kept(bundle)._file("SES-04-pupil").read_bytes() != first
    assert Kept(bundle).profile() == tmp_path / "app.toml"
    assert [path.name for path in (tmp_path / "later").iterdir()] == ["bundle"]


def test_a_new_run_replaces_what_the_last_one_kept(tmp_path: Path, profile: Profile) -> None:
    bundle = tmp_path / "bundle"
    asyncio.run(gather(profile, bundle, REGISTRY, level="recommended", source=keeps([])))
    asyncio.run(gather(profile, bundle, REGISTRY, level="minimum", source=keeps([])))
    assert not (tmp_path / "later").exists()
