"""Writes the page about the leak search: `python -m tests.harness.leaks.page > docs/leaks.md`, which `make docs` does.

Everything in it is measured while it is written, but for the real packages: those are searched by a test of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from harness.leaks.decode import MOST_LAYERS, Limits
from harness.leaks.ledger import Leak, search
from harness.leaks.matcher import Matcher
from harness.leaks.unpack import MOST_STREAMS
from tests.harness.leaks.benign import MADE, PACKAGES
from tests.harness.leaks.disguises import FOUND, IMPOSSIBLE, PERSONA

WHY = {
    "initials": "nothing distinctive is left",
    "unknown salt": "the hash is of something that nobody here knows",
    "keyed hash": "the same: HMAC needs the key",
    "encrypted": "that is what encryption is for",
    "hash of joined values": "which values were joined, and how, is not known",
    "slow hash": "salted, and made to be slow",
    "cut off hash": "part of a hash proves little",
    "other hash": "only MD5, SHA-1, SHA-256 and SHA-512 are tried",
    "five layers": "unwrapping stops at a depth; the search says so, and the check does not pass",
}
HEAD = """# What the leak search finds

<!-- Written by `make docs` from the tables in tests/harness/leaks; a test compares. -->

Every planted value of a persona is looked for in everything that leaves: addresses, headers (cookies and Referer among
them), bodies, beacons and WebSocket messages. Bodies are unpacked by their content encoding and by their looks (gzip,
zlib, raw deflate, brotli, zstandard), escapes are undone, and base64, hex and base32 are read, layer by layer. Text within
protobuf and MessagePack is found as it is and told by its field (`body.3.1`, `body.user.em`); in other binary formats
it is found without the name of a field.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *_recall(), *_impossible(), *_bounds(), *_alarms(), ""])


def _recall() -> Iterator[str]:
    matcher = Matcher(PERSONA)
    rows = {name: _found(matcher, field, content) for name, (field, content) in FOUND.items()}
    hits = sum(leak is not None for leak in rows.values())
    yield f"## Recall: {hits} of {len(rows)} disguises\n"
    yield "The values: " + ", ".join(f"`{name}` = {value}" for name, value in PERSONA.items()) + ".\n"
    yield "| disguise | value | told as | in |"
    yield "|---|---|---|---|"
    for name, leak in rows.items():
        told = "**missed** | |" if leak is None else f"`{leak.chain}` | `{leak.where}` |"
        yield f"| {name} | {FOUND[name][0]} | {told}"
    yield "\nHashes of dates and of other short values are told as hints only: a person has to look at them.\n"


def _found(matcher: Matcher, field: str, content: str | bytes) -> Leak | None:
    data = content.encode() if isinstance(content, str) else content
    return next((leak for leak in search(matcher, {"body": data}).leaks if leak.field == field), None)


def _impossible() -> Iterator[str]:
    yield "## What no search finds\n"
    yield "| disguise | why |"
    yield "|---|---|"
    yield from (f"| {name} | {WHY[name]} |" for name in IMPOSSIBLE)
    yield "\nNeither does it see what the app's servers pass on.\n"


def _bounds() -> Iterator[str]:
    limits = Limits()
    yield "## Bounds\n"
    yield (
        f"A body is unwrapped {limits.depth} layers deep, into at most {MOST_LAYERS} layers and {limits.output >> 20} MiB "
        f"of unpacked bytes, {limits.ratio} times its size for one stream, {MOST_STREAMS} streams. Where a bound cuts "
        "something short, this part counts as not seen: a check that found nothing is then `not_tested`, never `pass`.\n"
    )


def _alarms() -> Iterator[str]:
    matcher = Matcher(PERSONA)
    yield "## False alarms\n"
    yield "| benign bodies | MB | false finds |"
    yield "|---|---|---|"
    for name, make in MADE.items():
        data = make()
        yield f"| {name} (made up) | {len(data) / 1e6:.1f} | {len(search(matcher, {'body': data}).leaks)} |"
    for package, size in PACKAGES.items():
        yield f"| scripts and JSON of npm {package} | {size / 1e6:.1f} | 0 |"
    whole = sum(PACKAGES.values()) / 1e6
    yield f"\nThe {whole:.1f} MB of packages are searched by a test that fetches them (`pytest -m target`) and fails on any find."


if __name__ == "__main__":
    sys.stdout.write(page())
