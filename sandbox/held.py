"""What any recorder's file holds of one request: plain values within bounds, whoever recorded them.

The readers of the formats make these; `book.py` writes them as evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

type Headers = list[tuple[str, str]]

MAX_BODY = 4 << 20
"""As much of a body as the recording proxy keeps."""
MAX_HEAD = 512 << 10
"""Characters of address and headers: a line of the bundle has to stay readable."""
LEARNED = 1 << 20
"""Bytes of a body that are searched for session values."""
LATEST = 1e11
"""Seconds since 1970. A larger number is in milliseconds, in which some recorders tell the time of a message."""


class Unfit(Exception):
    """The entry is not what the format says."""


@dataclass(frozen=True, slots=True)
class HeldBody:
    """A body's first bytes, decoded, and its size; `data` is None when the file tells of a body and does not hold it.

    `why` is a gap code when decoding was given up and `data` is as it came.
    """

    data: bytes | None
    size: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class HeldFrame:
    """One WebSocket message; `at` is in seconds since 1970, infinite when the file does not say."""

    at: float
    from_client: bool
    text: bool
    body: HeldBody


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """A request and its answer. `head` holds the fields of the record that come from the request line.

    `initiator` and `frame` are the addresses of what asked for it, where the recorder knew.
    """

    url: str
    head: dict[str, object]
    request_headers: Headers
    request_body: HeldBody | None
    status: int | None
    response_headers: Headers
    response_body: HeldBody | None
    error: str | None
    resource: str = "other"
    initiator: str | None = None
    frame: str = ""


class Item(Protocol):
    """One entry of a recording. `local`: it never left the browser; `moment`: seconds since 1970, or infinite."""

    @property
    def local(self) -> bool: ...
    @property
    def moment(self) -> float: ...
    def request(self) -> HeldRequest:
        """The entry as request and answer; raises Unfit."""
        ...

    def frames(self) -> Iterator[HeldFrame | None]:
        """Every WebSocket message; None for one that does not fit."""
        ...

    def learnable(self) -> Iterator[tuple[Headers, list[bytes]]]:
        """Headers and bodies in which session values may stand, for the request and then for the answer."""
        ...


class Recording(Protocol):
    """An opened file, gone through as often as needed; `lost` counts by gap code what the last time could not give."""

    path: Path
    sha256: str

    @property
    def lost(self) -> Mapping[str, int]: ...
    def __iter__(self) -> Iterator[Item]: ...


@dataclass(frozen=True)
class Kind:
    """A format: what its gaps and its session are named after, and which evidence a file of it gives."""

    format: str
    evidence: tuple[str, ...]
    skipped: str
    probes: tuple[str, ...] = field(default=("bypass", "cors", "dns", "requests", "session-life", "tokens"))
