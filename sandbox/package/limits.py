"""How much of a package is read, and how something unreadable is told: everything in a package is hostile."""

from __future__ import annotations

MAX_PACKAGE = 2 << 30
MAX_ENTRIES = 100_000
MAX_ENTRY = 128 << 20
"""What is held of one entry at once: a dex file, a resource table, a manifest."""
MAX_TOTAL = 2 << 30
"""What is unpacked of one package in all."""
MAX_RATIO = 400
"""How many bytes one packed byte may become; deflate reaches 1032, and no part of an app comes near."""
RATIO_FROM = 8 << 20
"""From which unpacked size the ratio is looked at: small files of one repeated byte are ordinary."""
MAX_PARTS = 200
"""How many packages a split set may hold."""
MAX_NAME = 500
MAX_IDSIG = 32 << 20
"""How large the file beside a package may be; the hash tree of the largest package takes half of it."""


class UnreadableError(Exception):
    """A part of a package that cannot be read. `why` is the code of a gap, the text says more."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def shown(text: str, limit: int = 200) -> str:
    """A name from a package as it may be written down: cut, and without anything a terminal would act upon."""
    return "".join(one if one.isprintable() else "�" for one in text[:limit])
