"""The digests that a signing block holds of the rest of the file: over pieces of one MiB, or the root of a hash tree.

Source: source.android.com, APK signature scheme v2, "Integrity-protected contents"; for the tree, apksig's
`computeApkVerityDigest`: a salt of eight zero bytes, and the size after the root.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from harness.sandbox.package.hash_tree import blocks_of, hash_tree
from harness.sandbox.package.signature_keys import VERITY

CD_OFFSET = 16
"""Where the end record says at which place the directory begins."""
_PIECE = 1 << 20
_SALT = bytes(8)


@dataclass(frozen=True)
class Frame:
    """Where the parts of a signed zip lie: the block before the directory, the directory, the end record."""

    block: int
    directory: int
    end: int
    size: int


class Content:
    """All of a package but its signing block, as if the directory stood where the block stands."""

    def __init__(self, stream: IO[bytes], frame: Frame) -> None:
        self._stream = stream
        self._frame = frame
        self._known: dict[str, bytes] = {}

    def digest(self, name: str) -> bytes:
        """By the name of a hash, or VERITY; each is made once."""
        if name not in self._known:
            self._known[name] = self._tree() if name == VERITY else self._chunked(name)
        return self._known[name]

    def _chunked(self, name: str) -> bytes:
        pieces = [
            hashlib.new(name, b"\xa5" + struct.pack("<I", len(piece)) + piece).digest()
            for section in self._sections()
            for piece in section
        ]
        return hashlib.new(name, b"\x5a" + struct.pack("<I", len(pieces)) + b"".join(pieces)).digest()

    def _tree(self) -> bytes:
        root, _ = hash_tree(blocks_of(piece for section in self._sections() for piece in section), _SALT)
        frame = self._frame
        return root + struct.pack("<Q", frame.block + frame.size - frame.directory)

    def _sections(self) -> Iterator[Iterator[bytes]]:
        yield self._pieces(0, self._frame.block)
        yield self._pieces(self._frame.directory, self._frame.end)
        yield iter([self._end()])

    def _end(self) -> bytes:
        self._stream.seek(self._frame.end)
        end = bytearray(self._stream.read(self._frame.size - self._frame.end))
        struct.pack_into("<I", end, CD_OFFSET, self._frame.block)
        return bytes(end)

    def _pieces(self, start: int, end: int) -> Iterator[bytes]:
        self._stream.seek(start)
        while start < end and (piece := self._stream.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece
