"""Real cages of each kind that this machine can have, and ways to run programs in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.sandbox.web.cage import Attempt, Cage, CageError, CageKind, open_cage

NOISE = "noise.example"
RunInside = Callable[..., str]
Seen = Callable[..., Attempt]


def _kinds() -> list[CageKind]:
    return [CageKind.ROOT, CageKind.USER] if os.geteuid() == 0 else [CageKind.USER]


@pytest.fixture(params=_kinds())
def kind(request: pytest.FixtureRequest) -> CageKind:
    """Each kind of real cage that this user could have."""
    return CageKind(request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty HOME for programs in the cage."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def cage(kind: CageKind, tmp_path: Path) -> Iterator[Cage]:
    """An open cage with the listeners `ada` and `bas`."""
    try:
        opened = open_cage(["ada", "bas"], tmp_path, noise=lambda name: name == NOISE, want=kind)
    except CageError as problem:
        pytest.skip(f"no {kind} here: {problem}; {problem.hint}")
    with opened:
        yield opened


@pytest.fixture
def inside(cage: Cage, home: Path) -> RunInside:
    """Run Python code in the cage and return what it printed; the arguments are its sys.argv[1:]."""
    wrapper = cage.executable(Path(sys.executable), home)

    def run(code: str, *arguments: object) -> str:
        command = [str(wrapper), "-I", "-S", "-c", code, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def seen(cage: Cage) -> Seen:
    """Return the one attempt whose fields are as given."""

    def find(**fields: object) -> Attempt:
        attempts = cage.attempts()
        found = [each for each in attempts if all(getattr(each, key) == value for key, value in fields.items())]
        assert len(found) == 1, f"{fields} among {attempts}"
        return found[0]

    return find
