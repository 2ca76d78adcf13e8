"""Two readings of settings compared: of one account at two moments, or of two accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from harness.catalogue.settings import SettingsCatalogue
from harness.model.records_settings import SettingSeen

type Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Change:
    """One setting that is not the same in the other reading."""

    before: SettingSeen
    after: SettingSeen

    @property
    def name(self) -> str:
        """The setting's id, or its label when it was not recognised."""
        return self.after.setting or self.after.label

    @property
    def proof(self) -> list[SettingSeen]:
        """Both readings."""
        return [self.before, self.after]

    def worse(self, catalogue: SettingsCatalogue) -> bool | None:
        """Whether only the later one is unsafe, each for the age that it is of; None when that cannot be told.

        A value of an API may mean something else than the choice on the screen, so alone it accuses nobody.
        """
        now, then = (catalogue.safe(one.setting, one.label, one.value, one.age) for one in (self.after, self.before))
        if now is None or (now is False and self.after.source == "api"):
            return None
        return now is False and then is not False


def changes(before: Iterable[SettingSeen], after: Iterable[SettingSeen]) -> list[Change]:
    """Each setting that both readings have with another value, in the order of the first.

    A setting is known by what it is, where it stood (screen or API) and its label; addresses may name the account.
    """
    later = _by_key(after)
    pairs = ((one, later.get(key)) for key, one in _by_key(before).items())
    return [Change(one, other) for one, other in pairs if other is not None and other.value != one.value]


def shared(before: Iterable[SettingSeen], after: Iterable[SettingSeen]) -> int:
    """How many settings both readings have."""
    return len(_by_key(before).keys() & _by_key(after).keys())


def _by_key(seen: Iterable[SettingSeen]) -> dict[Key, SettingSeen]:
    met, found = Counter[tuple[str, str, str]](), dict[Key, SettingSeen]()
    for one in seen:
        what = one.source, one.setting, one.label
        met[what] += 1
        found[(*what, met[what])] = one
    return found

