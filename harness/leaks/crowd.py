"""Many short texts asked at once: most addresses carry nothing, and a hundred together cost little more than one.

They are put side by side with spaces between, and undone and searched as one text. Whatever one of them shows alone
shows there too; the other way round it may not hold, so a crowd in which something shows is parted, down to single
texts, and those are left to whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import NamedTuple

from harness.leaks.cutting import withheld
from harness.leaks.decode import FEW, holds_more, short_views
from harness.leaks.matcher import Matcher
from harness.leaks.unpack import Bounds

LONGEST = 1 << 10
"""Characters of a text that is asked together with others."""
PARTS = 8
"""Into how many a crowd is parted."""

type Text = tuple[int, str]
"""A text with the number that it is known by."""


class Asked(NamedTuple):
    """Texts that surely carry nothing, and those to be looked at alone."""

    clean: Sequence[Text] = ()
    unsure: Sequence[Text] = ()


class Crowd:
    """Gathers texts until there are enough. `matcher` looks for what they may carry."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._texts: list[Text] = []
        self._size = 0

    def add(self, number: int, text: str) -> Asked:
        """Add a text; what it gives back, now or later, is about this one or those before it."""
        if len(text) > LONGEST:
            return Asked(unsure=[(number, text)])
        told = self.rest() if self._size + len(text) >= FEW else Asked()
        self._texts.append((number, text))
        self._size += len(text) + 1
        return told

    def rest(self) -> Asked:
        """What is known of all that were added and not told yet."""
        texts, self._texts, self._size = self._texts, [], 0
        unsure = list(self._parted(texts))
        left = {number for number, _ in unsure}
        return Asked([one for one in texts if one[0] not in left], unsure)

    def _parted(self, texts: Sequence[Text]) -> Iterator[Text]:
        """Those that may carry something."""
        if not texts or self._carries_nothing([text for _, text in texts]):
            return
        if len(texts) == 1:
            yield texts[0]
            return
        for part in batched(texts, max(1, len(texts) // PARTS)):
            yield from self._parted(part)

    def _carries_nothing(self, texts: Sequence[str]) -> bool:
        data = " ".join(texts).encode("latin-1", "replace")
        views = None if withheld(data) else short_views(data)
        if views is None or any(map(self._matcher.any, views.texts)):
            return False
        # What is beside a short value decides whether it counts, and other texts' contents stand beside it here. Nor
        # can it be told of which texts the characters have two bytes: it is looked at as if all had.
        narrow = [inner.replace(b"\0", b"") for inner in views.decoded if 0 in inner]
        if any(holds_more(inner, set(), Bounds()) for inner in narrow):
            return False
        return all(map(self._matcher.has_nothing, [*views.decoded, *narrow]))
