"""Makes one account, proves it by signing in, lets somebody look at it, removes it, and writes down what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from harness import Persona
from harness.model.profile import Proof
from harness.profile.template import names
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import OutOfScopeError
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.fields import SignUp
from harness.sandbox.settings.accounts.hook import removed
from harness.sandbox.settings.accounts.signup import Attempt, Way, by_steps, path_of, sign_up
from harness.sandbox.settings.accounts.values import planted
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.proof import prove_aside

TASK = "account"
SECONDS = 120.0
"""How long one attempt may take, signing in included."""
UNSENT = frozenset({"no-form", "code-missing", "age-required", "spare", "younger"})
"""Reasons for which nothing was sent, so no account can have come of it."""
LOST = frozenset({"mail", "not-proven", "not-understood", "spare", "unreachable"})
"""Reasons for which an account may be there although nobody signed in with it."""

type Look = Callable[[Actor, FreshAccount], Awaitable[None]]


@dataclass(frozen=True)
class Made:
    """What came of it; `attempt` is None for an account that a hook made."""

    account: FreshAccount
    ok: bool
    reason: str | None = None
    attempt: Attempt | None = None
    next: str = ""
    shot: str | None = None


async def by_sign_up(stage: Stage, account: FreshAccount, way: Way, look: Look, *, search: bool = False) -> Made:
    """An account by the app's own form."""
    made = Made(account, False, "unreachable")
    try:
        async with stage.actor(account.drawn, TASK, alone=True) as actor, asyncio.timeout(SECONDS):
            made = await try_once(actor, account, way, search=search)
            if made.ok:
                await look(actor, made.account)
    except TimeoutError:
        made = made if made.ok else replace(made, reason="not-understood")
    except ActorFailedError as error:
        stage.run.writer.gap("accounts", "account-broken-off", account=account.name, reason=str(error))
    await leave(stage, made)
    return made


async def by_hook(stage: Stage, account: FreshAccount, look: Look) -> Made:
    """An account that a hook made before the sandbox opened: does it open the app?"""
    made = Made(account, False, "not-proven")
    try:
        async with stage.actor(account.persona, TASK, fresh=True) as actor, asyncio.timeout(SECONDS):
            made = replace(made, ok=True, reason=None, next=path_of(actor.page.url))
            await look(actor, account)
    except (TimeoutError, ActorFailedError) as error:
        stage.run.writer.gap("accounts", "account-broken-off", account=account.name, reason=clean(str(error), 200))
    await leave(stage, made)
    return made


async def try_once(actor: Actor, account: FreshAccount, way: Way, *, search: bool) -> Made:
    """One attempt by the app's own form, and whether the account opens the app."""
    profile = actor.run.profile
    written = profile.accounts is not None and profile.accounts.steps is not None
    attempt = await (by_steps(actor, account, way) if written else sign_up(actor, account, way, search=search))
    after, shot = path_of(actor.page.url), await actor.shot()
    if attempt.reason in UNSENT:
        return Made(account, False, attempt.reason, attempt, after, shot)
    told = planted(attempt.given, account) if not written else replace(account, known=account.drawn.known)
    there = await opens(actor, told, said_no=attempt.reason is not None)
    reason = None if there else attempt.reason or "not-proven"
    return Made(told, there, reason, attempt, after, shot)


async def opens(actor: Actor, account: FreshAccount, *, said_no: bool) -> bool:
    """Whether the account opens the app: as it is after signing up, else by signing in. What a form said is no proof.

    Each proof is looked for on a page of its own: the one that came after the form may greet a child by its name and
    send it to a parent all the same. A login form that is there again after the right password was sent is a no.
    """
    persona, profile = account.persona, actor.run.profile
    wanted = _proof(profile.login.proof if profile.login else None, persona)
    if not said_no and (await prove_aside(actor.context, wanted, persona, actor.base, beside=actor.page)).ok:
        return True
    await actor.acted(f"sign in as {account.name}")
    outcome = await login(actor.page, profile.login, persona, actor.base, directory=profile.directory)
    if outcome.failure == "submit-refused":
        return False
    return (await prove_aside(actor.context, wanted, persona, actor.base, beside=actor.page)).ok


def _proof(wanted: Proof | None, persona: Persona) -> Proof | None:
    """The profile's proof where it speaks of what this account told the app; else any of its planted values will do."""
    if wanted is None:
        return None
    asked = {name for text in (wanted.text, wanted.selector, wanted.url) for name in names(text or "")}
    return wanted if asked <= {*persona.known, "username"} else None


async def leave(stage: Stage, made: Made) -> None:
    """Remove the account where the profile says how, and write down what came of it all."""
    there = made.ok or made.reason in LOST
    _record(stage, made, await take_away(stage, made.account, sure=made.ok) if there else None)


async def take_away(
    stage: Stage, account: FreshAccount, *, sure: bool = True, kind: str = "accounts"
) -> bool | None:
    """Remove an account; None when the profile says no way to. One that is `sure` to be there and stays is a gap."""
    accounts, gone = stage.run.profile.accounts, None
    if accounts is not None and accounts.remove is not None:
        try:
            gone = await removed(stage.run, stage.pace, accounts.remove, account)
        except OutOfScopeError:
            gone = False
    if sure and gone is not True:
        stage.run.writer.gap(kind, "account-left-behind", account=account.name, username=account.username)
    return gone


def _record(stage: Stage, made: Made, gone: bool | None) -> None:
    account, attempt, writer = made.account, made.attempt or Attempt(), stage.run.writer
    who = {"persona": account.name, "band": account.band}
    for url, form, given in attempt.forms:
        writer.probe("signup", {**who, "page": path_of(url), "fields": _fields(form, given), "shot": made.shot})
    said = {"told": attempt.told, "parent": attempt.parent, "unmarked": attempt.unmarked}
    came = {"ok": made.ok, "reason": made.reason, "next": made.next, "removed": gone, "shot": made.shot}
    writer.probe("accounts", {**who, "route": account.route, "age": account.age, **said, **came})


def _fields(form: SignUp, given: frozenset[int]) -> list[dict[str, object]]:
    return [
        {
            "name": one.control.said, "type": one.control.type, "kind": one.kind, "required": one.required,
            "given": one.control.order in given,
        }
        for one in form.fields
    ]
