"""Accounts of every age in the demo school: made, proven, read and removed again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from harness import Profile
from harness.model.profile import credentials
from harness.model.profile_accounts import Accounts
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.class_codes import CLASS_CODES
from harness.sandbox.settings.accounts.account import FreshAccount, Route
from harness.sandbox.settings.accounts.making import TASK
from harness.sandbox.settings.accounts.plan import BANDS, name_of
from harness.sandbox.settings.accounts.probe import AccountsProbe
from tests.sandbox.acting.staging import left, staged

PASSWORDS: set[str] = set()
ROUTES: tuple[Route, ...] = ("signup", "hook")
HOOKS = "https://demoschool.test/test-accounts"


def with_accounts(profile: Profile, few: bool) -> Profile:
    given = Accounts(create=None if few else HOOKS, remove=f"{HOOKS}/remove", code=next(iter(CLASS_CODES)))
    return profile.model_copy(update={"accounts": given})


def play(folder: Path, faults: Iterable[str] = (), *, few: bool = False) -> list[dict[str, Any]]:
    async def read(actor: Actor, stage: Stage, account: FreshAccount) -> None:
        await actor.goto("/settings")
        stage.run.writer.probe("looked", {"account": account.name, "heading": await actor.page.inner_text("h1")})

    probe = AccountsProbe(read)

    async def act(stage: Stage) -> None:
        PASSWORDS.update(credentials(stage.newcomers.values()).values())
        await probe.probe(stage)

    def chosen(given: Profile) -> Profile:
        return with_accounts(given, few)

    names = [(name_of(route, band), TASK) for route in ROUTES for band in BANDS]
    staged(folder, act, names, faults=faults, profile=chosen, probes=[probe])
    return left(folder, "probes/accounts.jsonl")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("accounts")
    return folder, {one["persona"]: one for one in play(folder)}


def test_every_age_is_answered_by_each_way(made: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    _, accounts = made
    came = {name: one["reason"] or "made" for name, one in accounts.items()}
    assert came == {
        "new-unknown-signup": "made", "new-11-signup": "younger", "new-12-signup": "younger", "new-13-signup": "made",
        "new-under-13-signup": "parent", "new-15-signup": "made", "new-17-signup": "made", "new-adult-signup": "made",
        "new-unknown-hook": "made", "new-11-hook": "made", "new-12-hook": "made", "new-17-hook": "made",
        "new-13-hook": "spare", "new-15-hook": "spare", "new-adult-hook": "spare",
    }
    assert accounts["new-under-13-signup"]["parent"]
    assert accounts["new-under-13-signup"]["told"] == "Vraag het aan je ouder"
    assert [one["age"] for one in accounts.values() if one["band"] == "unknown"] == [None, None]


def test_what_was_made_is_looked_at_and_removed(made: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    folder, accounts = made
    looked = {one["account"] for one in left(folder, "probes/looked.jsonl")}
    assert looked == {name for name, one in accounts.items() if one["ok"]}
    assert {name for name, one in accounts.items() if one.get("removed")} == looked | {
        name for name, one in accounts.items() if one["reason"] == "spare"
    }
    assert not left(folder, "probes/gaps.jsonl")


def test_the_form_is_written_down_as_it_asks(made: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    folder, _ = made
    forms = {one["band"]: one for one in left(folder, "probes/signup.jsonl")}
    assert set(forms) == {"unknown", "under-13", "13", "15", "17", "adult"}
    asked = {one["kind"]: (one["required"], one["given"]) for one in forms["15"]["fields"]}
    assert asked["last-name"] == (False, False)
    assert asked["birth-year"] == (False, True)
    assert asked["class-code"] == (True, True)
    assert not any(one["given"] for one in forms["unknown"]["fields"] if one["kind"].startswith("birth"))


def test_no_password_is_left(made: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    folder, _ = made
    files = [path for path in (folder / "bundle").rglob("*") if path.is_file()]
    kept = [zlib.decompress(path.read_bytes()) if path.parent.name == "blobs" else path.read_bytes() for path in files]
    assert any("⟦secret:new-15-signup.password⟧".encode() in content for content in kept), "it was never typed"
    assert PASSWORDS
    assert not [word for word in PASSWORDS for content in kept if word.encode() in content]


def test_what_the_app_wants_without_saying_so_is_found_out(tmp_path: Path) -> None:
    accounts = {one["persona"]: one for one in play(tmp_path, ["signup-address-required", "signup-parent-in-words"], few=True)}
    assert accounts["new-15-signup"]["unmarked"] == ["address"]
    assert accounts["new-under-13-signup"]["ok"], "the account works, whatever the page said"
    assert accounts["new-under-13-signup"]["parent"]
