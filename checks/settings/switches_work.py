"""Whether the switches of profiling do what they say."""

from harness import (
    Defaults,
    Persona,
    Profile,
    Settings,
    SettingsCatalogue,
    SettingSwitched,
    Severity,
    Switched,
    Verdict,
    check,
    defaults,
    fail,
    not_tested,
    ok,
)
from harness import review as to_review

ABOUT = ("personalisation", "advertising", "analytics")


@check(
    id="settings/switches-work",
    requirement="SET-05",
    title="A switch of profiling really switches it off",
    severity=Severity.HIGH,
    personas=("pupil",),
    representative=True,
    since="0.2",
)
def switches_work(
    switched: Switched, settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona
) -> Verdict:
    """
    ## What it checks
    A pupil's settings of personalisation, advertising and measuring are switched off, on one by one, and off again.
    Each time the same pages are opened, and what they send is compared: requests and fields that came with a setting on
    go when it is off again. Afterwards all is put back.
    ## Why it matters
    A switch that changes nothing but itself makes people believe that they are left alone.
    ## What it cannot see
    What a server does with a choice by itself, what pages send later than while they open, and other pages than the
    few that are opened. A switch whose effect does not show in what is sent is left to a person.
    """
    found = list(switched)
    left = sorted(one.setting for one in found if one.restored is False)
    wrong = {f"{one.setting}: {mark}": one for one in found for mark in one.stayed}
    if wrong and left:
        told = "Off again, these still send what came when they were on: {wrong}. Not put back after the test: {left}."
        return fail(told, wrong=wrong, left=left, proof=list(wrong.values()))
    if wrong:
        return fail("Off again, these still send what came when they were on: {wrong}.", wrong=wrong, proof=found)
    if left:
        return not_tested("Not put back after the test: {left}.", left=left)
    return _tried(found) if found else _without(defaults(settings, catalogue, profile, persona, "SET-05"))


def _tried(found: list[SettingSwitched]) -> Verdict:
    """The verdict where nothing stayed on."""
    doubts = {f"{one.setting}: {one.why}" for one in found if one.why}
    if doubts:
        return not_tested("Some could not be tried: {doubts}.", doubts=doubts)
    silent = {one.setting for one in found if not one.came}
    if silent:
        told = "Whether these do anything does not show in what the pages send: {settings}."
        return to_review(told, settings=silent, proof=found)
    names = {one.setting for one in found}
    return ok("What came with {settings} on was gone with it off.", settings=names, examined=found, proof=found)


def _without(read: Defaults) -> Verdict:
    """The verdict where no such switch was tried."""
    if any(one.setting in ABOUT and one.source == "screen" for one in read.recognised):
        return not_tested("The pupil has such settings, and none of them could be switched.")
    if read.unfound or read.unread or not read.recognised or read.unknown:
        return not_tested("No such setting was recognised, and not everything was read or recognised.")
    told = "None of {count} settings is of this kind, and all were recognised."
    return ok(told, count=len(read.recognised), examined=read.recognised)
