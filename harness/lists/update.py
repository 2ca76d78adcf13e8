"""Making a list count: it is read, asked about addresses with known answers, and only then activated, in one step.

Whatever goes wrong before that step leaves the list of before as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from harness.errors import MisuseError
from harness.lists.content import RefusedListError, read_content
from harness.lists.engine import IndexEngine
from harness.lists.fetch import Fetched
from harness.lists.known import KnownList, Truth, builtin_truth
from harness.lists.store import Entry, Store
from harness.lists.syntax import Filter

LEAST_SHARE = 0.5
"""A list with fewer than this share of the rules of the active one was cut short."""


def agreed(known: KnownList, accepted: bool) -> None:
    """Raises MisuseError for a list that is not free to use, unless the user accepted its terms."""
    if not known.commercial and not accepted:
        told = known.notice.en if known.notice else known.licence
        raise MisuseError(
            f"{known.title} ({known.licence}): {told} See {known.home}", hint="… --accept-non-commercial"
        )


def put(store: Store, known: KnownList, fetched: Fetched, today: date, truth: Truth | None = None) -> Entry:
    """Check a list and activate it. Raises RefusedListError, and then nothing has changed."""
    content = read_content(known, fetched.data)
    before = store.lock.lists.get(known.id)
    if before is not None and len(content.rules) < LEAST_SHARE * before.active.rules:
        told = f"it has {len(content.rules)} rules where the active one has {before.active.rules}"
        raise RefusedListError(known.id, f"{told}: it was cut short")
    asked = truth or builtin_truth()
    dated = content.dated or fetched.dated
    entry = Entry(
        name=known.id,
        sha256=hashlib.sha256(fetched.data).hexdigest(),
        fetched=today.isoformat(),
        dated=dated.isoformat() if dated is not None and dated <= today else None,
        version=content.version or fetched.version,
        licence=known.licence,
        source=fetched.source,
        rules=len(content.rules),
        unusable=content.unusable,
        trackers_named=proven(known, content.rules, asked),
        trackers_asked=len(asked.trackers),
    )
    store.activate(entry, fetched.data)
    return entry


def proven(known: KnownList, rules: Sequence[Filter], truth: Truth) -> int:
    """How many known trackers a list names. Raises RefusedListError for too few, and for a benign address it names."""
    engine = IndexEngine({known.id: rules})
    wrong = [
        (address.url, rule.text)
        for address in truth.benign
        if address.url not in known.named_wrongly
        and (rule := engine.match(address.url, truth.page, address.kind)) is not None
    ]
    if wrong:
        url, text = wrong[0]
        raise RefusedListError(known.id, f"it calls {len(wrong)} harmless addresses trackers, such as {url} by {text}")
    named = sum(engine.match(one.url, truth.page, one.kind) is not None for one in truth.trackers)
    if named < known.least_hits:
        told = f"it names {named} of {len(truth.trackers)} known trackers"
        raise RefusedListError(known.id, f"{told}, and such a list has to name at least {known.least_hits}")
    return named
