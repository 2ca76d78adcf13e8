"""Letters of the school, sent by SMTP; whoever asked for one is answered without waiting for it."""

from __future__ import annotations

import asyncio
import smtplib
from contextlib import suppress
from email.message import EmailMessage

from harness.sandbox.demo import hosts

SECONDS = 20.0


class Post:
    """`place` is the mail server, as "127.0.0.1:2525"; without one nothing is sent."""

    def __init__(self, place: str | None = None) -> None:
        self._place = place
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def sends(self) -> bool:
        """Whether letters go anywhere."""
        return self._place is not None

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a letter; one that nobody takes is lost."""
        if self._place is not None and to:
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = f"school@{hosts.SCHOOL}", to, subject
            letter.set_content(text)
            task = asyncio.ensure_future(asyncio.to_thread(_deliver, self._place, letter))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)


def _deliver(place: str, letter: EmailMessage) -> None:
    host, _, port = place.rpartition(":")
    with suppress(OSError, smtplib.SMTPException), smtplib.SMTP(host, int(port), timeout=SECONDS) as server:
        server.send_message(letter)
