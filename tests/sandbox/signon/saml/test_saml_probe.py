"""What the probe needs, and what it leaves of an app that takes only some answers, or none, or is too slow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import Profile
from harness.gather import scratch_folder
from harness.sandbox.signon.saml import probe
from harness.sandbox.signon.saml.asking import Asked
from harness.sandbox.signon.saml.cases import SAML_CASES
from harness.sandbox.signon.saml.probe import MOST_ASKED, SamlProbe, try_cases
from harness.sandbox.signon.saml.trying import NOT_TAKEN
from harness.sandbox.signon.trying import Tried
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left

GOOD = Tried(True, True, True, "", 403)
TABLE = {
    "issuer": "https://idp.school.example/saml", "entity": "https://school.test/saml", "acs": "https://school.test/acs",
    "claims": {"pupil": {"name_id": "a"}}, "certificate": "/idp.pem", "signing": "/signing.pem",
}


class Made:
    """Trials with made-up ends; a provider that was asked often."""

    def __init__(self, end: Callable[[str], Tried | None]) -> None:
        self.asked = [Asked(f"_{n}", "x", "https://school.test/acs?secret=1", "redirect", "valid") for n in range(9)]
        self._end = end

    async def learn(self) -> None:
        """Nothing to be learnt."""

    async def case(self, case: Any) -> Tried:
        end = self._end(case.id)
        if end is None:
            await asyncio.Event().wait()
        assert end is not None
        return end


def kept(folder: Path, end: Callable[[str], Tried | None]) -> list[str]:
    """The cases that were written down."""
    with scratch_folder() as scratch:
        run, made = a_run(Profile.model_validate(base_profile()), folder, scratch), Made(end)
        asyncio.run(try_cases(run, made, made, "pupil", SAML_CASES))  # type: ignore[arg-type]
        run.writer.close()
    return [row["case"] for row in left(folder, "probes/saml.jsonl")]


def test_what_an_app_does_not_take_ends_nothing(tmp_path: Path) -> None:
    refused = Tried(False, False, reason=NOT_TAKEN)
    assert kept(tmp_path, lambda case: refused if case.startswith("xsw") else GOOD) == [one.id for one in SAML_CASES]
    asked = left(tmp_path, "probes/saml-request.jsonl")
    assert len({row["id"] for row in asked}) == len(asked) == MOST_ASKED
    assert {row["acs"] for row in asked} == {"https://school.test/acs"}, "what stands behind may be a secret"


def test_where_nothing_works_it_is_tried_once(tmp_path: Path) -> None:
    assert kept(tmp_path, lambda case: Tried(False, False, reason="no-button")) == ["unsigned"]


def test_a_slow_app_loses_what_was_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "CASES_SECONDS", 0.2)
    assert kept(tmp_path, lambda case: GOOD if case == "unsigned" else None) == ["unsigned"]
    assert {row["evidence"] for row in left(tmp_path, "probes/gaps.jsonl")} == {"saml"}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (None, "no [saml]"),
        ({**TABLE, "signing": None}, "no signing key"),
        ({**TABLE, "certificate": None}, "no certificate"),
        ({**TABLE, "claims": {"nobody": {"name_id": "x"}}}, "no claims of a persona"),
        (TABLE, None),
    ],
)
def test_what_is_missing_is_told(table: dict[str, Any] | None, told: str | None) -> None:
    names = {"names": {"idp.school.example": "127.0.0.1:9443"}}
    raw = {**base_profile(), "sandbox": names, **({"saml": table} if table else {})}
    said = SamlProbe().lacks(Profile.model_validate(raw))
    assert said is None if told is None else told in (said or "")
