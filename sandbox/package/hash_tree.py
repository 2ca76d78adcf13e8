"""The hash tree of fs-verity: SHA-256 over blocks of 4096 bytes, then over the digests, until one block is left.

Source: kernel.org, fs-verity, "Merkle tree"; in a signing block: source.android.com, APK signature scheme v2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

BLOCK = 4096


def hash_tree(blocks: Iterable[bytes], salt: bytes = b"") -> tuple[bytes, bytes]:
    """(root, the levels of the tree from the top) over blocks of 4096 bytes; the last is filled with zeros."""
    level = b"".join(_digest(block, salt) for block in blocks)
    levels = [_filled(level)]
    while len(level) > BLOCK:
        level = b"".join(_digest(level[at : at + BLOCK], salt) for at in range(0, len(level), BLOCK))
        levels.append(_filled(level))
    return hashlib.sha256(salt + levels[-1]).digest(), b"".join(reversed(levels))


def blocks_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks, as if the pieces were one; the last may be shorter."""
    rest = b""
    for piece in pieces:
        data = rest + piece
        whole = len(data) - len(data) % BLOCK
        yield from (data[at : at + BLOCK] for at in range(0, whole, BLOCK))
        rest = data[whole:]
    if rest:
        yield rest


def _digest(block: bytes, salt: bytes) -> bytes:
    return hashlib.sha256(salt + _filled(block)).digest()


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)
