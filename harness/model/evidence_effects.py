"""Views over what the settings probes recorded about effects: who reached a pupil, and what a school could decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urlsplit

from harness.model.evidence import ProbeEvidence
from harness.model.records_effects import EffectTried, LinkMeasured, SettingAdjusted, SettingSwitched


class Effects(ProbeEvidence[EffectTried]):
    """Attempts of others to reach a pupil."""

    kind = "effects"
    shape = EffectTried

    def attempts(self, effects: Collection[str], relations: Collection[str]) -> list[EffectTried]:
        """The attempts at these effects by people of these relations to the owner."""
        return [one for one in self if one.effect in effects and one.relation in relations]


class Links(ProbeEvidence[LinkMeasured]):
    """Share links, measured."""

    kind = "links"
    shape = LinkMeasured


class Adjusted(ProbeEvidence[SettingAdjusted]):
    """Settings that an administrator changed and locked."""

    kind = "adjusted"
    shape = SettingAdjusted


class Switched(ProbeEvidence[SettingSwitched]):
    """Switches of profiling that a pupil turned on and off again."""

    kind = "switched"
    shape = SettingSwitched


def ways(attempts: Iterable[EffectTried]) -> Iterator[str]:
    """How each was tried, for people: `contact replay other-school /berichten/ada`."""
    for one in attempts:
        yield f"{one.effect} {one.way} {one.relation} {_path(one.address)}".strip()


def _path(address: str) -> str:
    """The path alone: a query may hold what was typed."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
