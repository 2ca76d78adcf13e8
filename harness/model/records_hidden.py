"""Records of what hidden values told."""

from __future__ import annotations

from harness.model.records import Record


class HiddenTold(Record, kw_only=True):
    """A planted value that stood in a value which gave way to a mark.

    `mark`: length and keyed digest, as in the mark. `persona` and `field` say whose planted value it was, `chain` how
    it stood there. Both are "" when the value could not be looked into to the end.
    """

    mark: str
    persona: str = ""
    field: str = ""
    chain: str = ""
    indicative: bool = False
