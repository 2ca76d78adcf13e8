"""Letters arrive by real SMTP on this machine, or in a folder; those for others are taken and forgotten."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from harness.model.mailbox import Mailbox
from harness.sandbox.mail import box as module
from harness.sandbox.mail.box import MOST_LETTERS, Box, Office, serving

ADDRESS = "ada@school.test"
PATIENCE = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def letter(to: str, text: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "school@school.test", to, "Bericht"
    made.set_content(text)
    return made


def deliver(port: int, *letters: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as server:
        for one in letters:
            server.send_message(one)


def run(mailbox: Mailbox, play: Callable[[Box], Awaitable[None]]) -> Box:
    async def go() -> Box:
        office = Office()
        async with serving(mailbox, office):
            with office.opened(Box(ADDRESS)) as box:
                await play(box)
        assert office.trouble == ""
        office.put([ADDRESS], b"To: late\r\n\r\n")  # nobody waits any more
        return box

    return asyncio.run(go())


def test_letters_come_in_order_and_those_of_others_do_not_count() -> None:
    port = free_port()

    async def play(box: Box) -> None:
        told = [letter(ADDRESS, "een"), letter("iemand@school.test", "niet"), letter("Ada@School.test", "twee")]
        sending = asyncio.to_thread(deliver, port, *told)
        _, took = await asyncio.gather(sending, box.until(lambda: len(box.letters) == 2, PATIENCE))
        assert took < PATIENCE

    box = run(Mailbox(listen=f"127.0.0.1:{port}"), play)
    assert [one.texts[0].strip() for one in box.letters] == ["een", "twee"]
    assert box.letters[0].came <= box.letters[1].came


def test_what_is_too_large_is_refused_and_more_than_enough_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setattr(module, "MOST_LETTERS", 2)

    async def play(box: Box) -> None:
        with pytest.raises(smtplib.SMTPResponseException, match="552"):
            await asyncio.to_thread(deliver, port, letter(ADDRESS, "x" * 70 + ("\n" + "x" * 70) * 20_000))
        await asyncio.to_thread(deliver, port, *[letter(ADDRESS, str(n)) for n in range(4)])

    box = run(Mailbox(listen=f"127.0.0.1:{port}"), play)
    assert [one.texts[0].strip() for one in box.letters] == ["0", "1"]
    assert MOST_LETTERS > 100


def test_a_letter_that_never_comes_is_waited_for_within_bounds() -> None:
    async def play(box: Box) -> None:
        assert await box.until(lambda: bool(box.letters), 0.05) > 0
        assert await box.until(lambda: True, 0.0) >= 0

    assert run(Mailbox(listen=f"127.0.0.1:{free_port()}"), play).letters == []


def trouble(mailbox: Mailbox) -> str:
    async def go() -> str:
        office = Office()
        async with serving(mailbox, office):
            return office.trouble

    return asyncio.run(go())


def test_where_nothing_can_arrive_it_is_told_and_nothing_else_stops(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "no letters can arrive" in trouble(Mailbox(listen=f"127.0.0.1:{taken.getsockname()[1]}"))
    assert "no Maildir" in trouble(Mailbox(maildir=tmp_path / "missing"))


def test_a_folder_gives_what_is_put_there_from_now_on(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.old").write_bytes(letter(ADDRESS, "van vroeger").as_bytes())

    async def play(box: Box) -> None:
        (tmp_path / "new" / "2.a").write_bytes(letter("iemand@school.test", "niet").as_bytes())
        (tmp_path / "new" / "3.b").write_bytes(letter(f"Ada <{ADDRESS}>", "nieuw").as_bytes())
        await box.until(lambda: bool(box.letters), PATIENCE)
        (tmp_path / "new" / "3.b").rename(tmp_path / "cur" / "3.b:2,S")
        (tmp_path / "new" / "4.c").write_bytes(letter(ADDRESS, "nog een").as_bytes())
        await box.until(lambda: len(box.letters) > 1, PATIENCE)

    box = run(Mailbox(maildir=tmp_path), play)
    assert [one.texts[0].strip() for one in box.letters] == ["nieuw", "nog een"]
    assert len(list((tmp_path / "new").iterdir())) == 3, "nothing there is changed"
