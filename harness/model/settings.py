"""The settings of a persona as checks see them: what was read, what was not found, and what is safe at their age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.model.evidence import ProbeEvidence
from harness.model.records_settings import SettingMissing, SettingSeen

_EITHER: Any = SettingSeen | SettingMissing


class Settings(ProbeEvidence[SettingSeen]):
    """Controls and API values, as they were before anybody touched them and later."""

    kind = "settings"
    shape = _EITHER

    def __iter__(self) -> Iterator[SettingSeen]:
        return (one for one in super().__iter__() if isinstance(one, SettingSeen))

    def when(self, moment: str) -> list[SettingSeen]:
        """What was read at one moment, such as "first"."""
        return [one for one in self if one.when == moment]

    def unfound(self, moment: str = "first") -> list[SettingMissing]:
        """What could not be read at that moment."""
        records: Iterator[object] = super().__iter__()
        return [one for one in records if isinstance(one, SettingMissing) and one.when == moment]
