"""What a page sent belongs to the frame that sent it; and which address tells whose account is open, for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.passwords.capture import Overheard, shared_address
from harness.sandbox.passwords.form import Form

HOST = "https://school.test"
BODY = b"username=ada&password=the-right-one&csrf=a-token-of-this-very-page"
PAGE = '<form><input type="hidden" name="csrf" value="a-token-of-this-very-page"></form>'
TYPED = {"username": "ada", "password": "the-right-one"}


class Asked(SimpleNamespace):
    """A request of a browser, with what came of it."""

    def is_navigation_request(self) -> bool:
        return bool(self.navigates)

    async def all_headers(self) -> dict[str, str]:
        return {}

    @property
    def frame(self) -> object:
        if self.of is None:
            raise PlaywrightError("Service Worker requests do not have an associated frame.")
        return self.of


def asked(of: object, url: str, method: str = "GET", body: bytes = b"", *, navigates: bool = True) -> Asked:
    return Asked(of=of, url=url, method=method, post_data_buffer=body, navigates=navigates)


def came(request: Asked, text: str) -> Any:
    async def body() -> bytes:
        return text.encode()

    async def header_values(name: str) -> list[str]:
        return []

    return SimpleNamespace(request=request, status=200, body=body, header_values=header_values)


def heard(*happened: tuple[str, Any]) -> Form | None:
    """What is learnt of the form after all this; each is "request" or "response" and what it was."""
    hears: dict[str, Callable[[Any], None]] = {}
    profile = SimpleNamespace(app=SimpleNamespace(hosts=["school.test"]))
    actor: Any = SimpleNamespace(run=SimpleNamespace(profile=profile), context=SimpleNamespace(on=hears.__setitem__))

    async def go() -> Form | None:
        overheard = Overheard(actor)
        for kind, what in happened:
            hears[kind](what)
        return await overheard.form(TYPED)

    return asyncio.run(go())


def sent(of: object, **more: Any) -> tuple[str, Any]:
    return "request", asked(of, f"{HOST}/login", "POST", BODY, **more)


def test_an_advertisement_in_a_frame_is_not_where_the_form_stands() -> None:
    own = ("response", came(asked("main", f"{HOST}/login"), PAGE))
    other = ("response", came(asked("advert", "https://ads.test/frame"), "<p>Buy!</p>"))
    for happened in ((own, sent("main")), (own, other, sent("main")), (other, own, sent("main", navigates=False))):
        form = heard(*happened)
        assert form is not None
        assert (form.page, form.write.places) == (f"{HOST}/login", {("input", "csrf"): "a-token-of-this-very-page"})


def test_a_form_in_a_frame_of_its_own_stands_there() -> None:
    around = ("response", came(asked("main", f"{HOST}/"), "<iframe src=/login></iframe>"))
    inside = ("response", came(asked("frame", f"{HOST}/login"), PAGE))
    form = heard(inside, around, sent("frame"))
    assert form is not None
    assert form.page == f"{HOST}/login"


def test_what_no_page_sent_is_no_form() -> None:
    own = ("response", came(asked("main", f"{HOST}/login"), PAGE))
    assert heard(own, sent(None)) is None
    assert heard(sent("main")) is None


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        (f"{HOST}/api/user/64acf29f5abe92663b539d773ebf4873/", f"{HOST}/api/user/"),
        (f"{HOST}/api/user/0F2B7710-83c2-4771-9abc-0123456789ab", f"{HOST}/api/user"),
        (f"{HOST}/api/user/17?full=1", f"{HOST}/api/user"),
        (f"{HOST}/api/user/me", ""),
        (f"{HOST}/profile/", ""),
        (f"{HOST}/", ""),
    ],
)
def test_the_id_of_an_account_is_no_part_of_what_everybody_may_ask(address: str, shared: str) -> None:
    assert shared_address(address) == shared
