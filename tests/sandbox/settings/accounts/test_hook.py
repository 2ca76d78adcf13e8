"""Accounts by a function of the profile or by the app's own test platform, and what is made of anything else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from harness import MisuseError, Profile
from harness.sandbox.probes.client import OutOfScopeError, Pace
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.hook import HookFailedError, enrolled, removed
from harness.sandbox.settings.accounts.plan import plan_account
from harness.sandbox.settings.accounts.probe import AccountsProbe
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.web.page.stage import Reply, Request, Site

AUTHORISED = {"by": "Demo BV", "until": date(2099, 1, 1)}
SECRET = "een-wachtwoord-dat-nergens-staat"
GOOD = f"""async def create(role, age, school):
    return {{"username": f"{{role}}{{age}}", "password": "{SECRET}", "known": {{"first_name": "Wolbrecht"}}}}
async def remove(username):
    return {{"removed": username.startswith("pupil")}}
async def nothing(role, age, school):
    return "account"
async def half(role, age, school):
    return {{"username": "x", "known": {{"first_name": "Wolbrecht"}}}}
async def short(role, age, school):
    return {{"username": "xyz", "password": "{SECRET}", "known": {{"first_name": "W"}}}}
async def breaks(role, age, school):
    raise ValueError("no school " + str(age))
async def other(page, persona):
    return {{}}
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().served() as served:
        yield served


def profile(folder: Path, site: Site | None = None, **accounts: str) -> Profile:
    (folder / "accounts.py").write_text(GOOD)
    names = {"school.test:80": site.url.removeprefix("http://")} if site else {}
    given = {"accounts": accounts, "authorisation": AUTHORISED, "sandbox": {"names": names}, "path": folder / "profile.toml"}
    return Profile.model_validate({**base_profile(), **given})


def made(folder: Path, given: Profile) -> FreshAccount:
    account = plan_account(given, date(2026, 3, 9), "hook", "12")
    return asyncio.run(enrolled(a_run(given, folder, folder), Pace(), account))


def test_a_function_makes_an_account_and_removes_it(tmp_path: Path) -> None:
    given = profile(tmp_path, create="accounts.py:create", remove="accounts.py:remove")
    account = made(tmp_path, given)
    assert (account.username, account.age, account.name) == ("pupil12", 12, "new-12-hook")
    assert account.persona.known == {"first_name": "Wolbrecht", "username": "pupil12"}
    assert SECRET not in repr(account)
    run = a_run(given, tmp_path / "again", tmp_path)
    assert asyncio.run(removed(run, Pace(), "accounts.py:remove", account))


@pytest.mark.parametrize(
    ("function", "told"),
    [("nothing", "no table"), ("half", "no password"), ("short", "known.first_name is too short"), ("breaks", "accounts.py:12: ValueError: no school 12")],
)
def test_a_function_that_gives_no_account_says_why(tmp_path: Path, function: str, told: str) -> None:
    with pytest.raises(HookFailedError) as caught:
        made(tmp_path, profile(tmp_path, create=f"accounts.py:{function}"))
    assert told in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("function", ["accounts.py:other", "accounts.py:none", "nowhere.py:create", "../accounts.py:create"])
def test_a_profile_that_names_the_wrong_function_is_told(tmp_path: Path, function: str) -> None:
    with pytest.raises(MisuseError):
        made(tmp_path, profile(tmp_path, create=function))


def test_the_test_platform_makes_an_account(tmp_path: Path, site: Site) -> None:
    def answer(request: Request) -> Reply:
        told = {"username": "nieuw", "password": SECRET, "known": {"first_name": "Wolbrecht"}, "extra": [1]}
        return Reply(json.dumps(told), 201, "application/json")

    site.posts["/test-accounts"] = answer
    account = made(tmp_path, profile(tmp_path, site, create="http://school.test/test-accounts"))
    assert account.username == "nieuw"
    assert site.forms == [("/test-accounts", {"role": "pupil", "age": 12, "school": None})]
    (asked,) = left(tmp_path, "probes/requests.jsonl")
    assert (asked["method"], asked["persona"], asked["status"]) == ("POST", "new-12-hook", 201)
    assert SECRET not in (tmp_path / "bundle/probes/requests.jsonl").read_text()


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<h1>Aanmelden</h1>"), Reply("[]", kind="application/json"), Reply("{", kind="application/json"),
        Reply(json.dumps({"username": "a", "password": SECRET}), 500), Reply("", 303, headers={"Location": "/login"}),
        Reply(json.dumps({"username": ["a"], "password": SECRET}), kind="application/json"), Reply("[" * 100_000),
    ],
)
def test_a_test_platform_that_gives_no_account(tmp_path: Path, site: Site, reply: Reply) -> None:
    site.posts["/test-accounts"] = reply
    with pytest.raises(HookFailedError) as caught:
        made(tmp_path, profile(tmp_path, site, create="http://school.test/test-accounts"))
    assert SECRET not in str(caught.value)


def test_nobody_elses_host_is_asked(tmp_path: Path) -> None:
    with pytest.raises(OutOfScopeError):
        made(tmp_path, profile(tmp_path, create="https://elsewhere.example/test-accounts"))


def test_an_account_that_is_not_made_voids_its_own_rows_only(tmp_path: Path) -> None:
    given = profile(tmp_path, create="accounts.py:breaks")

    async def nothing(*of: object) -> None:
        raise AssertionError(of)

    run = a_run(given, tmp_path, tmp_path)
    made = asyncio.run(AccountsProbe(nothing).newcomers(run, Pace()))
    assert {one.name for one in made} == {f"new-{band}-signup" for band in ("unknown", "11", "12", "under-13", "13", "15", "17", "adult")}
    records = left(tmp_path, "probes/accounts.jsonl")
    assert {one["reason"] for one in records} == {"hook-failed"}
    assert {one["band"] for one in records} == {"unknown", "11", "12", "13", "15", "17", "adult"}
    assert "ValueError" in records[0]["told"]
