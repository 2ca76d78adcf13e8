"""What the checks of defaults share: the verdict that a requirement's first values come to."""

from collections.abc import Iterable

from harness import Defaults, Pages, Persona, SettingsCatalogue, SettingSeen, Verdict, fail, not_tested, ok
from harness import review as to_review


def verdict_on(found: Defaults, catalogue: SettingsCatalogue, persona: Persona) -> Verdict:
    """The verdict that these defaults come to; what was not read whole is never a pass."""
    if found.unsafe:
        wanted = {_wanted(one, catalogue, persona) for one in found.unsafe}
        message = "Not safe from the start: {settings}. Safe is: {safe}."
        return fail(message, settings=shown(found.unsafe), safe=wanted, proof=found.unsafe)
    if found.unclear:
        message = "Whether these are safe, their words do not tell: {settings}."
        return to_review(message, settings=shown(found.unclear), proof=found.unclear)
    if found.unfound:
        names = {f"{one.setting} ({one.page})" for one in found.unfound}
        return not_tested("The profile lists settings that were not found: {settings}.", settings=names)
    if found.unread:
        pages = {f"{one.page}: {one.reason}" for one in found.unread}
        return not_tested("Pages of settings were not read whole: {pages}.", pages=pages)
    if not found.recognised:
        message = "No setting was recognised; controls that were seen: {controls}."
        return not_tested(message, controls={one.label for one in found.unknown} or {"-"})
    if not found.safe and found.unknown:
        message = "Among {count} recognised settings none is of this kind, but others were not recognised: {controls}."
        names = {one.label for one in found.unknown}
        return to_review(message, count=len(found.recognised), controls=names, proof=found.unknown)
    if not found.safe:
        message = "None of {count} settings is of this kind, and all were recognised."
        return ok(message, count=len(found.recognised), examined=found.recognised)
    names = {one.setting for one in found.safe}
    return ok("Safe from the start: {settings}.", settings=names, examined=found.safe, proof=found.safe, feature=True)


def verdict_on_device(
    found: Defaults, catalogue: SettingsCatalogue, persona: Persona, *, touched: bool, pages: Pages
) -> Verdict:
    """The same for what a device gives: without any setting of the kind it is enough that no page touches it."""
    about = found.unsafe or found.unclear or found.safe or found.unfound or found.unread
    if not about and not touched:
        return ok("No setting is about it, and no page of {persona} touches it.", persona=persona.name, examined=pages)
    return verdict_on(found, catalogue, persona)


def shown(several: Iterable[SettingSeen]) -> list[str]:
    """A line for each: setting, value, and the words on the screen or the name in the API."""
    return [f"{one.setting} = {one.value or '?'} ({one.label}, {one.page})" for one in several]


def _wanted(one: SettingSeen, catalogue: SettingsCatalogue, persona: Persona) -> str:
    return f"{one.setting}: {catalogue.wanted(one.setting, persona.age)}"
