"""Where letters arrive: an SMTP server of our own on this machine, or a folder that the test platform fills.

Letters for others are taken and forgotten, so that the app under test sees no failure of ours.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from harness import SchoolproofError
from harness.model.mailbox import Mailbox
from harness.sandbox.mail.letter import LARGEST, Letter, read_letter

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_LETTERS = 200
"""Letters that are kept; an app that sends more is not waited for."""
IDLE_SECONDS = 60.0
LOOK_EVERY = 0.3
"""Seconds between two looks into a folder."""
MOST_FILES = 10_000


class Box:
    """The letters to one address, in the order in which they came."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.address = address.strip().casefold()
        self._clock = clock
        self._came = asyncio.Event()
        self.letters: list[Letter] = []

    def put(self, recipients: Sequence[str], raw: bytes) -> None:
        """Take a letter in, if it is for this address."""
        if self.address in (one.strip().strip("<>").casefold() for one in recipients):
            if len(self.letters) < MOST_LETTERS:
                self.letters.append(read_letter(raw, self._clock()))
            self._came.set()

    async def until(self, done: Callable[[], bool], limit: float) -> float:
        """Wait until `done`, which is asked at each letter, at most `limit` seconds; the seconds that it took."""
        began = self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(limit, 0.0)):
                while not done():
                    self._came.clear()
                    await self._came.wait()
        return self._clock() - began

    def now(self) -> float:
        """Seconds of the clock by which letters come."""
        return self._clock()


class Office:
    """Takes every letter, and puts it into the open boxes. `trouble`: why none can arrive, for the report."""

    def __init__(self) -> None:
        self.trouble = ""
        self._boxes: list[Box] = []

    @contextmanager
    def opened(self, box: Box) -> Iterator[Box]:
        """Letters that come meanwhile go into the box as well."""
        self._boxes.append(box)
        try:
            yield box
        finally:
            self._boxes.remove(box)

    def put(self, recipients: Sequence[str], raw: bytes) -> None:
        """Take a letter in."""
        for box in self._boxes:
            box.put(recipients, raw)

    # What the SMTP library calls; it wants these names.

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Everybody lives here."""
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A letter."""
        content = envelope.content or b""
        self.put(envelope.rcpt_tos, content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
        return "250 OK"


@asynccontextmanager
async def serving(mailbox: Mailbox | None, office: Office) -> AsyncIterator[None]:
    """Let letters arrive meanwhile, where the profile says; where they cannot, that is the office's `trouble`.

    It is open as long as anybody acts: an app whose mail is refused answers otherwise, and would be accused of it.
    """
    async with AsyncExitStack() as stack:
        if mailbox is not None:
            try:
                place = mailbox.maildir
                opening = _server(*mailbox.place, office) if place is None else _folder(place, office)
                await stack.enter_async_context(opening)
            except SchoolproofError as error:
                office.trouble = str(error)
        yield


@asynccontextmanager
async def _server(host: str, port: int, office: Office) -> AsyncIterator[None]:
    from aiosmtpd.smtp import SMTP

    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # it would tell what letters hold
    loop, open_ones = asyncio.get_running_loop(), WeakSet[SMTP]()

    def made() -> SMTP:
        one = SMTP(
            office, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="mailbox.test", ident="test mailbox",
            timeout=IDLE_SECONDS, loop=loop,
        )
        open_ones.add(one)
        return one

    try:
        server = await loop.create_server(made, host, port)
    except OSError as error:
        told = f"no letters can arrive at {host}:{port}: {error.strerror or error}"
        raise SchoolproofError(told, owner="platform", hint="give [mailbox] listen another port") from error
    try:
        yield
    finally:
        server.close()
        for one in list(open_ones):
            if one.transport is not None:
                one.transport.close()


@asynccontextmanager
async def _folder(maildir: Path, office: Office) -> AsyncIterator[None]:
    """Letters that appear in a Maildir from now on; nothing there is changed."""
    if not (maildir / "new").is_dir():
        raise SchoolproofError(f"{maildir} is no Maildir: it has no folder new", owner="platform")
    known = set(_files(maildir))

    async def look() -> None:
        while True:
            for name, path in _files(maildir).items():
                if name not in known:
                    known.add(name)
                    _take(path, office)
            await asyncio.sleep(LOOK_EVERY)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()


def _files(maildir: Path) -> dict[str, Path]:
    """Name without flags → file, of the letters there are."""
    found: dict[str, Path] = {}
    for folder in ("new", "cur"):
        with suppress(OSError):
            paths = sorted(path for path in (maildir / folder).iterdir() if not path.name.startswith("."))
            found |= {path.name.partition(":")[0]: path for path in paths[-MOST_FILES:]}
    return found


def _take(path: Path, office: Office) -> None:
    from email import message_from_bytes
    from email.utils import getaddresses

    with suppress(OSError), path.open("rb") as stream:
        raw = stream.read(LARGEST)
        told = message_from_bytes(raw)
        named = [str(one) for name in ("delivered-to", "x-original-to", "to") for one in told.get_all(name, [])]
        office.put([address for _, address in getaddresses(named[:20])], raw)
