"""The other way to an account: a function of the profile, or the app's own test platform. Both may also remove one.

A function gets keywords; a test platform gets them as JSON by POST, and only on the app's own hosts, within the
authorisation, at the pace of a probe.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pydantic import SecretStr, ValidationError

from harness import Persona, Run, SchoolproofError
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.script import run_hook

SECONDS = 60.0
MAX_ANSWER = 64 * 1024
_TOLD = 200


class HookFailedError(SchoolproofError):
    """A hook of the profile, or the test platform behind it, did not do what was asked. The message holds no secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, owner="app")


async def call(run: Run, pace: Pace, hook: str, who: str, **given: object) -> dict[str, Any]:
    """What the hook returns for these values: a table. `who` is the account that it is about, for the log.

    Raises HookFailedError, MisuseError (the function cannot be loaded) and OutOfScopeError (not the app's own host).
    """
    if hook.startswith(("http://", "https://")):
        return await _post(run, pace, hook, who, given)
    try:
        answer = await run_hook(hook, run.profile.directory, SECONDS, **given)
    except SchoolproofError as error:
        if error.exit_code == 4:
            raise
        raise HookFailedError(clean(str(error), _TOLD)) from None
    if answer is None:
        return {}
    if not isinstance(answer, dict):
        raise HookFailedError("the function returned no table")
    return answer


async def _post(run: Run, pace: Pace, url: str, who: str, given: dict[str, object]) -> dict[str, Any]:
    headers = {"content-type": "application/json", "accept": "application/json"}
    async with ProbeClient(run, "accounts", pace) as client:
        answer = await client.ask("POST", url, persona=who, headers=headers, body=json.dumps(given).encode())
    if answer is None:
        raise HookFailedError("the test platform did not answer")
    try:
        told = json.loads(answer.body[:MAX_ANSWER] or b"{}")
    except (ValueError, RecursionError):
        told = None
    if answer.status >= 300 or not isinstance(told, dict):
        raise HookFailedError(f"the test platform answered {answer.status} and no account")
    return told


async def enrolled(run: Run, pace: Pace, account: FreshAccount, hook: str | None = None) -> FreshAccount:
    """The account as a hook of the profile made it (`create` without one): its own credentials and planted values.

    Raises as `call` does.
    """
    hook = hook or (run.profile.accounts.create if run.profile.accounts else None) or ""
    table = await call(run, pace, hook, account.name, role="pupil", age=account.age, school=account.school)
    wanted = ("username", "password", "totp", "known", "school", "class")
    given = {name: table[name] for name in wanted if table.get(name) is not None}
    try:
        known = {"known": {"username": given.get("username")}}
        persona = Persona.model_validate({**known, **given, "name": account.name, "role": "pupil"})
    except ValidationError as error:
        wrong = sorted({".".join((*map(str, one["loc"]), one["msg"])) for one in error.errors(include_input=False)})
        raise HookFailedError(f"what came is no persona: {clean('; '.join(wrong), _TOLD)}") from None
    if not persona.username or persona.password is None:
        raise HookFailedError("what came has no username or no password")
    return replace(
        account, username=persona.username, password=SecretStr(persona.password.get_secret_value()), totp=persona.totp,
        known={**persona.known, "username": persona.username}, school=persona.school or account.school,
    )


async def removed(run: Run, pace: Pace, hook: str, account: FreshAccount) -> bool:
    """Whether the hook says that it removed the account: it answers, and does not answer `removed = false`."""
    try:
        return (await call(run, pace, hook, account.name, username=account.username)).get("removed", True) is not False
    except HookFailedError:
        return False
