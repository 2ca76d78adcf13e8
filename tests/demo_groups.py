"""The faults of the demo school in groups, and what an audit of each group needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from harness import Check, Evidence, Persona
from harness.model.profile import Profile
from harness.plugins.host import Registry, load_registry
from harness.sandbox.acting.part import PROBES
from harness.sandbox.demo.fault import Fault
from harness.sandbox.demo.fault_accounts import ACCOUNT_FAULTS
from harness.sandbox.demo.fault_joining import JOINING
from harness.sandbox.demo.fault_passwords import PASSWORDS
from harness.sandbox.demo.fault_resets import RESETS
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.demo.signon_place import SIGNON

NAME_DATA = {"DAT-03", "TRK-04"}
NAME_HOSTS = NAME_DATA | {"TRK-01", "TRK-02", "TRK-03"}
"""Findings that name the data and the recipients, so that several causes can be told apart."""
REGISTRY = load_registry()

MOST = 24
"""Faults of one group: a page with all of them takes longer than a session may."""
BY_LETTER = "reset-link-twice"
"""The fault of resets that goes the whole road; the others: tests/sandbox/passwords."""
ACTED = {kind for probe in PROBES for kind in probe.kinds}
"""Evidence for which somebody acts. It takes long, so it is gathered only where a fault has to show in it."""


def groups() -> list[list[Fault]]:
    """Faults in few groups, none of them hiding another of its group; each road of acting has groups of its own."""
    made: list[list[Fault]] = []
    for fault in FAULTS.values():
        # Roads of their own: tests/test_later.py, tests/sandbox/settings/test_effects.py, tests/sandbox/signon and
        # tests/sandbox/passwords
        if fault.later or fault.others or fault.id in SIGNON | PASSWORDS | RESETS - {BY_LETTER} | JOINING:
            continue
        for group in made:
            if len(group) < MOST and road(group[0]) in roads_of(fault) and told_apart([*group, fault]):
                group.append(fault)
                break
        else:
            made.append([fault])
    return made


def road(fault: Fault) -> str:
    """By what a fault shows: new accounts, what people do in an app, or what it does by itself."""
    if fault in ACCOUNT_FAULTS:
        return f"accounts {fault.requirements[0]}"  # what sign-up asks decides who gets an account at all
    return "acted" if shown_in_acts() & set(fault.requirements) and not fault.recipients else "alone"


@cache
def shown_in_acts() -> frozenset[str]:
    """The requirements that a check answers by what people did."""
    return frozenset(one.requirement for one in REGISTRY.checks.values() if kinds(one) & ACTED)


def roads_of(fault: Fault) -> tuple[str, ...]:
    """The groups that it may join: what is wrong with the banner, every pupil meets, whatever else that group is for."""
    banner = fault.requirements == ("SET-08",) and fault.clashes
    return ("acted", "accounts SET-11") if banner and fault.id != "banner-box-ticked" else (road(fault),)


def kinds(check: Check) -> set[str]:
    """The evidence that a check reads."""
    return {one.kind for one in check.evidence.values() if isinstance(one, type) and issubclass(one, Evidence)}


def registry_for(group: Iterable[str]) -> Registry:
    """Every check, without those for which somebody would have to act and in which no fault of the group shows."""
    turned = {id for fault in group for id in FAULTS[fault].requirements}
    kept = {id: one for id, one in REGISTRY.checks.items() if not kinds(one) & ACTED or one.requirement in turned}
    return REGISTRY.holding(kept)


def told_apart(group: list[Fault]) -> bool:
    """Whether the verdict about each of these faults can be told from what the others cause."""
    ids = {fault.id for fault in group}
    return not any(ids & set(fault.clashes) for fault in group) and all(
        own is None or own for fault in group for own in own_signs(fault, group).values()
    )


def own_signs(fault: Fault, group: Iterable[Fault]) -> dict[str, set[str] | None]:
    """By requirement that the fault must turn: what only it brings about; None where nobody else turns it."""
    signs: dict[str, set[str] | None] = {}
    for requirement in fault.requirements:
        rivals = [one for one in group if one is not fault and requirement in touched(one)]
        theirs = {sign for one in rivals for sign in signs_of(one, requirement)}
        signs[requirement] = signs_of(fault, requirement) - theirs if rivals else None
    return signs


def signs_of(fault: Fault, requirement: str) -> set[str]:
    """What the findings about this requirement name because of the fault."""
    hosts = fault.recipients if requirement in NAME_HOSTS else ()
    data = map(plainly, fault.data) if requirement in NAME_DATA else ()
    return {*fault.told, *hosts, *data}



def touched(fault: Fault) -> set[str]:
    return set(fault.requirements) | set(fault.also)


def small(profile: Profile, faults: Collection[str] = ()) -> Profile:
    """One pupil and the visitor are enough to see a fault; the whole cast is in the two presets below.

    Fresh accounts are made only for faults that show in them; what acting shows, needs no visitor.
    """
    roads = {road(FAULTS[id]) for id in faults if road(FAULTS[id]) in roads_of(FAULTS[id])}
    people = {"pupil": profile.personas["pupil"]}
    if roads and "alone" not in roads:
        people["visitor"] = Persona(name="visitor", role="anonymous", acts_only=True)
    if BY_LETTER in faults:
        people["canary"] = profile.personas["canary"]
    accounts = profile.accounts if {fault.id for fault in ACCOUNT_FAULTS} & set(faults) else None
    journeys = [one for one in profile.journeys if not one.personas or "pupil" in one.personas]
    kept = tuple(one.model_copy(update={"personas": ("pupil",)}) for one in journeys)
    passwords = profile.passwords.model_copy(update={"staff": None, "given": None}) if profile.passwords else None
    told = {"accounts": accounts, "effects": (), "passwords": passwords}
    return profile.model_copy(update={"personas": people, "journeys": kept, **told})


def plainly(datum: str) -> str:
    """A disguise as the report tells it: percent signs are no disguise, and neither is the alphabet of base64."""
    field, _, disguise = datum.partition(":")
    same = {"url": "plain", "base64url": "base64", "base64-json": "base64", "sha256-upper": "sha256"}
    return f"{field}:{same.get(disguise, disguise)}"
