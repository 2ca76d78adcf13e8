"""Odd claims: the sound school opens the right account each time; each way of mistaking people is caught by its scenario."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.sandbox.demo.fault_signon import SIGNON_FAULTS
from harness.sandbox.signon.scenarios import Scenario, builtin_sheet, load_sheet
from harness.sandbox.signon.trying import Tried
from tests.sandbox.signon.school import playing

SHEETS = ("generic", "leerid-like")
MISTAKEN = {fault.id: fault.told[0] for fault in SIGNON_FAULTS if fault.requirements == ("AUT-15",)}
SCENARIOS = {scenario.id: (sheet, scenario) for sheet in SHEETS for scenario in builtin_sheet(sheet).scenarios}


def wrong(scenario: Scenario, tried: Tried) -> bool:
    """Whether somebody else's account opened, or the own one did not."""
    if tried.inside:
        return tried.inside != "pupil" or scenario.expected == "never"
    return scenario.expected == "same"


async def mistaken(folder: Path, *faults: str) -> set[str]:
    found = set()
    for sheet in SHEETS:
        async with playing(faults, folder, "leerid-like") as play:
            for scenario in builtin_sheet(sheet).scenarios:
                tried = await play.trials.scenario(scenario)
                assert (tried.before, tried.after, tried.delivered, tried.reason) == (True, True, True, ""), scenario.id
                found |= {scenario.id} if wrong(scenario, tried) else set()
    return found


def test_the_sound_school_knows_everybody(tmp_path: Path) -> None:
    assert asyncio.run(mistaken(tmp_path)) == set()


@pytest.mark.parametrize("fault", MISTAKEN)
def test_each_mistake_is_caught_by_its_scenario(fault: str, tmp_path: Path) -> None:
    async def tried() -> bool:
        _, scenario = SCENARIOS[MISTAKEN[fault]]
        async with playing([fault], tmp_path, "leerid-like") as play:
            one = await play.trials.scenario(scenario)
            assert (one.before, one.after, one.delivered, one.reason) == (True, True, True, "")
            return wrong(scenario, one)

    assert asyncio.run(tried())


def test_what_the_provider_sent_proves_nothing(tmp_path: Path) -> None:
    """Every planted value is among the claims, so that a page which repeats them would look like the account."""

    async def tried() -> Tried:
        async with playing([], tmp_path) as play:
            everything = Scenario(id="all", expected="same", set={"notes": list(play.accounts[0].known.values())})
            return await play.trials.scenario(everything)

    one = asyncio.run(tried())
    assert (one.before, one.after, one.inside, one.reason) == (True, True, "", "nothing-of-its-own")


def test_a_claim_that_is_not_there_cannot_be_changed(tmp_path: Path) -> None:
    async def tried() -> Tried:
        async with playing([], tmp_path) as play:
            return await play.trials.scenario(Scenario(id="x", expected="same", append={"ov_klas": "fresh"}))

    assert asyncio.run(tried()).reason == "no-claim:ov_klas"


CLAIMS = {"sub": "s", "ov_account_uuid": "a", "ov_leerid_uuid": ["l"], "email": "m@school.example"}


@pytest.mark.parametrize("id", SCENARIOS)
def test_each_scenario_changes_something_and_leaves_the_given_claims_alone(id: str) -> None:
    _, scenario = SCENARIOS[id]
    before = {**CLAIMS, "acr": "level"}
    made = scenario.applied(before)
    assert made != before
    assert before == {**CLAIMS, "acr": "level"}


def test_how_claims_change() -> None:
    swapped = SCENARIOS["list-order"][1].applied(CLAIMS)
    assert swapped["ov_leerid_uuid"][1:] == ["l"]
    merged = SCENARIOS["account-changed"][1].applied(CLAIMS)
    assert (merged["ov_historiek_account_uuid"], merged["ov_account_uuid"] == "a") == (["a"], False)
    stranger = SCENARIOS["same-name"][1].applied(CLAIMS)
    assert not {stranger["sub"], stranger["ov_account_uuid"], *stranger["ov_leerid_uuid"]} & {"s", "a", "l"}
    assert "email" not in stranger


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no"),
        ('version = "1"\nscenario = 3', "holds no"),
        ('[[scenario]]\nid = "a"\nexpected = "same"', "needs a version"),
        ('version = "1"\n[[scenario]]\nid = "a"\nexpected = "perhaps"', "expected"),
        ('version = "1"\nunknown = 1\n[[scenario]]\nid = "a"\nexpected = "same"', "unknown"),
        ('version = "1"' + '\n[[scenario]]\nid = "a"\nexpected = "same"' * 2, "twice"),
    ],
)
def test_a_wrong_sheet_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MisuseError, match=told):
        load_sheet(file, "sheet")
