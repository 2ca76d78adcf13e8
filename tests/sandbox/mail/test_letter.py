"""What a letter says and where it links to, whatever bytes it is made of."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.mail.letter import LARGEST, MOST_LINKS, MOST_NESTED, Letter, read_letter

LINK = "https://school.test/herstel/8f2c9d41?wie=ada%40school.test&n=1"


def letter(text: str, html: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["To"], made["Subject"] = "ada@school.test", "Nieuw wachtwoord"
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made


@pytest.mark.parametrize("transfer", ["7bit", "base64", "quoted-printable"])
def test_a_link_is_found_however_the_text_travels(transfer: str) -> None:
    made = letter("")
    made.set_content(f"Kies hier een nieuw wachtwoord: {LINK}.\n{'lang ' * 40}", cte=transfer)
    assert read_letter(made.as_bytes()).links == (LINK,)


def test_html_is_read_as_a_reader_shows_it() -> None:
    page = f'<p>Dag Ada, <a href="{LINK.replace("&", "&amp;")}">kies</a> <a href="mailto:x@y.test">m</a>geheim</p>'
    found = read_letter(letter("zonder", page).as_bytes(), came=3.0)
    assert (found.links, found.came) == ((LINK,), 3.0)
    assert [found.says(text) for text in ("zonder", "kies mgeheim", "href")] == [True, True, False]
    assert "geheim" not in repr(found), "a letter holds secrets"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://", "https://[::1", "/herstel/1", "ftp://school.test/x", "https:///x"]
)
def test_what_is_no_address_of_a_page_is_no_link(address: str) -> None:
    assert read_letter(letter(f"zie {address}", f'<a href="{address}">x</a>').as_bytes()).links == ()


def test_many_links_and_large_letters_are_bounded() -> None:
    many = " ".join(f"https://school.test/{number}" for number in range(500))
    assert len(read_letter(letter(many).as_bytes()).links) == MOST_LINKS
    assert read_letter(b"To: a@b\r\n\r\n" + b"x" * (3 << 20)).texts[0].startswith("xx")


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<![", "</a", "<a href='", "<div>", "&#", "<a b=", "https://a"])
def test_markup_that_never_ends_is_read_within_the_time_of_a_test(piece: str) -> None:
    page = (piece * LARGEST)[:LARGEST]  # a reader that starts anew at each of these takes hours
    assert len(read_letter(f"Content-Type: text/html\r\n\r\n{page}".encode()).links) <= MOST_LINKS


def test_an_attachment_is_not_read() -> None:
    made = letter("dag")
    made.add_attachment(LINK.encode(), maintype="application", subtype="octet-stream")
    assert read_letter(made.as_bytes()).links == ()


def test_parts_within_parts_end_somewhere() -> None:
    def nested(depth: int) -> bytes:
        head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
        return f"To: a@b\r\n{head}\r\nhttps://school.test/x".encode()

    assert read_letter(nested(MOST_NESTED)).links == ("https://school.test/x",)
    assert read_letter(nested(MOST_NESTED + 1)) == read_letter(nested(3000)) == Letter()


HEADERS = st.sampled_from([
    b"Content-Type: text/html; charset=", b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n", b"--b\r\n", b"\r\n", b"<a href=",
    b"http://[", b"=?utf-8?b?", b"begin 666 x\r\n",
])


@given(st.lists(st.one_of(HEADERS, st.binary(max_size=40)), max_size=30))
def test_no_bytes_make_it_fail(pieces: list[bytes]) -> None:
    found = read_letter(b"".join(pieces))
    assert all(link.startswith(("http", "HTTP")) or "://" in link for link in found.links)
    assert found == read_letter(b"".join(pieces))
