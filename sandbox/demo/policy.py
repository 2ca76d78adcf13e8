"""What a school decides for its pupils: another default than the safe one, and whether a pupil may depart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.sandbox.demo.store import Row, Store


@dataclass(frozen=True)
class Rule:
    """One setting of one school. `value` is None as long as the school leaves the default alone."""

    value: str | None = None
    locked: bool = False


def rule(store: Store, school: str, setting: str) -> Rule:
    """What this school decided about a setting."""
    value, locked = store.policy.get((school, setting), (None, False))
    return Rule(value, locked)


def decide(store: Store, school: str, setting: str, made: Rule) -> None:
    """Keep a decision. Locking takes back what pupils chose themselves."""
    locked = made.locked and not store.faults.on("lock-not-kept")
    store.policy[school, setting] = (made.value, locked)
    if locked and not store.faults.on("school-default-for-new-only"):
        store.take_back(school, setting)


def decided(store: Store, account: Row) -> dict[str, str]:
    """What the school gives this pupil, by setting; staff are not concerned."""
    if account["role"] != "pupil":
        return {}
    existing = account["username"] in store.first
    if store.faults.on("school-default-for-new-only" if existing else "school-default-not-for-new"):
        return {}
    return {
        setting: value for (school, setting), (value, _) in store.policy.items()
        if school == account["school"] and value is not None
    }


def allowed(store: Store, account: Row, values: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Those of the choices that this person may make: nothing that the school locked, unless it stays as `now`."""
    if account["role"] != "pupil":
        return dict(values)
    return {
        setting: value for setting, value in values.items()
        if value == now[setting] or not rule(store, account["school"], setting).locked
    }
