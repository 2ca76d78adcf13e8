"""Guessing at the accounts of Kolibri as its two presets are, without a browser: its login is one request of JSON.

Of `formal` it is true that a pupil's name opens the account with any password; of `nonformal`, that any number of wrong
ones may be tried.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import Status
from harness.model.finding import Finding
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.doorway import opened
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.guessing import Guessed, Guessing
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.effects.tokens import Write
from tests.sandbox.passwords.test_guessing import finding
from tests.targets.environment import NotReachable
from tests.targets.kolibri import OTHER_PUPIL, kolibri, profile_text
from tests.targets.wires import sent_from

pytestmark = [pytest.mark.target, pytest.mark.timeout(600), pytest.mark.xdist_group("kolibri")]

KEY = Key(OTHER_PUPIL.username, OTHER_PUPIL.password, (OTHER_PUPIL.full_name, OTHER_PUPIL.identifier))


async def guessed(url: str, profile: Path) -> Guessed:
    async with sent_from(profile, "127.0.0.1", "127.0.0.2", "127.0.0.3") as (owner, *guessers):
        learnt = await signing_in(url, owner)
        doors = [await opened(learnt, KEY, stranger) for stranger in (owner, *guessers)]
        found = [one for one in doors if isinstance(one, Door)]
        if len(found) < len(doors):
            return Guessed(reason=next(one for one in doors if isinstance(one, str)))
        return await Guessing(found[1:], found[0], KEY, None, 100, 900.0, asyncio.sleep).run()


async def signing_in(url: str, stranger: Callable[[], Visitor]) -> SignedIn:
    """What its script sends to sign in, and the address that tells whose account it is."""
    visitor = stranger()
    facilities = await visitor.open(f"{url}/api/auth/facility/")
    assert facilities is not None
    typed = {"username": KEY.username, "password": KEY.password}
    body = json.dumps({**typed, "facility": json.loads(facilities.body)[0]["id"]}).encode()
    write = Write("POST", f"{url}/api/auth/session/", {"content-type": "application/json"}, body, {})
    form = Form(f"{url}/en/auth/", write, typed)
    answer = await form.submit(visitor, typed)
    assert answer is not None
    return SignedIn(form, (f"{url}/api/auth/facilityuser/{json.loads(answer.body)['user_id']}/",))


def found_of(preset: str, folder: Path) -> Finding:
    try:
        with kolibri(preset) as school:
            profile = folder / "kolibri.toml"
            text = profile_text(school.url).replace("until = 2099-12-31", "until = 2099-12-31\nrate = 50")
            profile.write_text(text, encoding="utf-8")
            return finding(folder, asyncio.run(guessed(school.url, profile)))
    except NotReachable as why:
        pytest.skip(f"Kolibri was not met: the package registry gave nothing ({why})")


def test_a_name_alone_opens_an_account_of_formal(tmp_path: Path) -> None:
    found = found_of("formal", tmp_path)
    assert (found.status, found.values) == (Status.FAIL, {"persona": "pupil"})


def test_nonformal_lets_anybody_guess(tmp_path: Path) -> None:
    found = found_of("nonformal", tmp_path)
    assert (found.status, found.values) == (Status.FAIL, {"tries": 99, "addresses": 2})
