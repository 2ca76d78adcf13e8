"""The smallest evidence that passes and that fails, for the checks that go by what others could do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.checks.example import Add, Example
from tests.harness.build import URL

OUTSIDE = (("visitor", "anonymous"), ("stranger", "other-school"))
OTHERS = (*OUTSIDE, ("other", "other-class"))
PROFILE, SEARCH = ("profile-visibility", "page"), ("discoverability", "search")
CONTACT, COMMENT = ("contact", "replay"), ("comments", "replay")
WORK = ("work-sharing", "page")


def tried(
    what: tuple[str, str], who: Iterable[tuple[str, str]] = OUTSIDE, /, *, only: str | None = None, **more: Any
) -> list[dict[str, Any]]:
    """An attempt of each of these people; `more` is what is different about all, or about the relation `only`."""
    effect, way = what
    told = {"persona": "pupil", "effect": effect, "way": way, "address": f"{URL}/leerlingen/ada", "status": 200, "waited": 61.0}
    return [
        {**told, "actor": actor, "relation": relation, **(more if only in (None, relation) else {})}
        for actor, relation in who
    ]


def effects(*several: list[dict[str, Any]]) -> Add:
    return lambda made, session: [made.probe("effects", **one) for attempts in several for one in attempts]


def link(**more: Any) -> Add:
    told = {"persona": "pupil", "address": f"{URL}/deel/{{}}", "samples": 2, "bits": 258.0, "opens": ["anonymous"], "days": 14.0}
    return lambda made, session: made.probe("links", **{**told, "said": "page", **more})


def decided(*several: dict[str, Any]) -> Add:
    """Settings that a school changed and locked; each table says what was different."""
    kept = dict.fromkeys(("wanted", "existing", "new", "request"), "Mijn school")
    told = {"persona": "pupil", "admin": "admin", "setting": "contact", "before": "Mijn klas", **kept}
    held = {"saved": True, "lock": True, "restored": True, "request_status": 403}
    return lambda made, session: [made.probe("adjusted", **{**told, **held, **one}) for one in several or ({},)]


def turned(*several: dict[str, Any]) -> Add:
    """Switches of profiling that were turned on and off again; each table says what was different."""
    told = {"persona": "pupil", "setting": "advertising", "label": "Reclame", "page": "/settings", "pages": ["/start"]}
    came = {"came": ["GET school.test/api/ads"], "stayed": [], "restored": True}
    return lambda made, session: [made.probe("switched", **{**told, **came, **one}) for one in several or ({},)]


EFFECTS: dict[str, Example] = {
    "settings/no-outside-contact": Example(
        effects(tried(CONTACT), tried(COMMENT)),
        effects(tried(CONTACT, only="other-school", status=403, reached=["mark"])),
    ),
    "settings/profile-private": Example(
        effects(tried(PROFILE), tried(SEARCH)),
        effects(tried(PROFILE, only="other-school", status=404, reached=["last_name"]), tried(SEARCH)),
    ),
    "settings/school-decides": Example(decided(), decided({"request": "Mijn klas"})),
    "settings/share-links": Example(link(), link(bits=32.0)),
    "settings/switches-work": Example(turned(), turned({"stayed": ["GET school.test/api/ads"]})),
    "settings/work-in-class": Example(
        effects(tried(WORK, OTHERS)), effects(tried(WORK, OTHERS, only="other-class", reached=["mark"])),
    ),
}
