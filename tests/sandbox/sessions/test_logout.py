"""Somebody signs out of the demo school, and of one with every fault of signing out."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest

from harness import Persona, Profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Answer
from harness.sandbox.sessions.logout import TASK, LogoutProbe
from harness.sandbox.sessions.old_session import opened
from tests.sandbox.acting.staging import left, staged


def only(*names: str) -> Any:
    """The profile with these people alone."""

    def keep(profile: Profile) -> Profile:
        people = {name: one for name, one in profile.personas.items() if name in names}
        return profile.model_copy(update={"personas": people, "journeys": ()})

    return keep


def signed_out(folder: Path, *faults: str, who: tuple[str, ...] = ("pupil",)) -> dict[str, dict[str, Any]]:
    """What was recorded, by person."""

    async def play(stage: Stage) -> None:
        await LogoutProbe().probe(stage)

    staged(folder, play, [(name, TASK) for name in who], faults=faults, profile=only(*who), live=True)
    return {one["persona"]: one for one in left(folder, "probes/logout.jsonl")}


def test_a_sound_school_forgets_who_signs_out(tmp_path: Path) -> None:
    told = signed_out(tmp_path, who=("pupil", "teacher"))
    assert set(told) == {"pupil", "teacher"}
    for one in told.values():
        assert (one["control"], one["found"], one["button"]) == (True, True, "Afmelden")
        assert (one["out"], one["opens"], one["by"]) == (True, False, [])
        assert (one["renewal"], one["socket"], one["new_socket"], one["offline"]) == ("refused", "ended", "refused", [])
        assert (one["new_cookie"], bool(one["shown"])) == ("refused", True)
        assert (one["remains"], one["unread"], one["back"]) == ([], None, [])
        assert one["steps"] > 0
    asked = left(tmp_path, "probes/requests.jsonl")
    acts = {"sign out", "open a socket", "open a socket with the old session"}
    assert {one["what"] for one in asked if one["method"] == "ACT"} == acts
    assert_secretless(tmp_path)


def assert_secretless(folder: Path) -> None:
    """No token stands anywhere: not in what was recorded of the pages, and not in what the probe wrote itself."""
    for path in (folder / "bundle").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            content = zlib.decompress(raw) if path.parent.name == "blobs" else raw
            assert b"eyJ" not in content, path.name


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, None),
        (Answer(503, {}, b"even geduld"), None),
        (Answer(429, {}, b"te veel"), None),
        (Answer(302, {"location": "/login"}, b""), False),
        (Answer(200, {}, b"meld je aan"), False),
        (Answer(200, {}, b"Dag Adalberta"), True),
        (Answer(403, {}, b"Dag Adalberta"), True),
    ],
)
def test_an_app_that_does_not_answer_has_not_ended_a_session(answer: Answer | None, told: bool | None) -> None:
    pupil = Persona(name="pupil", role="pupil", known={"first_name": "Adalberta"})
    assert opened(answer, pupil) is told


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (
            (
                "logout-keeps-name", "logout-keeps-token", "logout-keeps-refresh", "logout-keeps-cookie-renewal",
                "socket-after-logout", "worker-shows-page",
            ),
            {
                "out": True, "opens": True, "by": ["token"], "hours": 720.0, "renewal": "given", "socket": "ended",
                "new_cookie": "given", "new_socket": "tells", "offline": ["first_name"],
                "remains": ["cache: https://demoschool.test/start", "local: laatst"],
            },
        ),
        (
            ("logout-keeps-session", "logout-keeps-cache", "back-shows-page"),
            {
                "opens": True, "by": ["cookie", "token"], "renewal": "given", "socket": "tells", "new_socket": "tells",
                "remains": ["cache: https://demoschool.test/profile"],
            },
        ),
    ],
)  # fmt: skip
def test_what_stays_behind_is_seen(tmp_path: Path, faults: tuple[str, ...], expected: dict[str, Any]) -> None:
    told = signed_out(tmp_path, *faults)["pupil"]
    assert {name: told[name] for name in expected} == expected
    assert bool(told["back"]) is ("back-shows-page" in faults)
