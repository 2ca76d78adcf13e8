"""Evidence records about fresh accounts: what a sign-up form asks, and what came of each attempt to make one."""

from __future__ import annotations

import msgspec

from harness.model.records import Record


class AskedField(msgspec.Struct, kw_only=True):
    """One field of a sign-up form: what the app calls it and what it is for (`kind`, "other" when nothing tells).

    `required` says what the screen says; `given`: it was filled in.
    """

    name: str
    type: str
    kind: str
    required: bool = False
    given: bool = False


class SignUpForm(Record, kw_only=True):
    """One part of a sign-up form as an account met it (`probes/signup.jsonl`)."""

    persona: str
    band: str
    page: str
    fields: list[AskedField] = msgspec.field(default_factory=list)
    shot: str | None = None


class KeptChoice(Record, kw_only=True):
    """The choice that a pupil made, to see whether it stays (`probes/kept.jsonl`); the readings are `settings` records.

    `restored`: None for an account that was thrown away afterwards.
    """

    persona: str
    setting: str
    label: str
    was: str
    chosen: str
    restored: bool | None = None


class AccountMade(Record, kw_only=True):
    """What came of one attempt to make an account (`probes/accounts.jsonl`).

    `band`: unknown, 11, 12, under-13 (one day short of it), 13, 15, 17 or adult; `age` in whole years on the run's day,
    None when none was told. `route`: signup (the app's own) or hook (the school's, or the test platform's). `ok`: a
    sign-in with it was proven. `reason` when not: no-form, unreachable, captcha, code-missing, age-required, mail
    (a confirmation by mail was asked), parent (sent to a parent), refused, younger (not tried: somebody older was sent
    away), spare (not tried: the other way gave one), busy, not-understood, hook-failed, not-proven. `told` is what the
    app said. `unmarked` are the kinds of fields that the app does not call required and makes no account without.
    `parent`: a parent was asked for. `next`: the path of the page that came after. `removed`: None when that was not
    tried, as the profile says no way to.
    """

    persona: str
    band: str
    route: str
    age: int | None = None
    ok: bool = False
    reason: str | None = None
    told: str = ""
    parent: bool = False
    unmarked: list[str] = msgspec.field(default_factory=list)
    next: str = ""
    removed: bool | None = None
    shot: str | None = None
