"""A form sent again by somebody new, whose token comes from where the first one's came."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.tokens import Write

APP, FIRST, OWN = "https://school.test", "token-of-the-first", "token-of-somebody-new"


class App:
    """No page of it sets a cookie; an address that its script asks does, whatever the method."""

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        taken = headers.get("x-token") == OWN and f"csrf={OWN}" in headers.get("cookie", "")
        status = 405 if url.endswith("/session") else 200 if method == "GET" or taken else 403
        cookies = (f"csrf={OWN}; Path=/",) if url.endswith("/session") else ()
        return Answer(status, {}, b"<form></form>", set_cookie=cookies)


@pytest.mark.parametrize(("seeds", "status"), [((), 403), ((f"{APP}/api/session",), 200)])
def test_a_cookie_that_only_a_script_gets_is_asked_for_where_it_was_set(seeds: tuple[str, ...], status: int) -> None:
    headers = {"content-type": "application/json", "x-token": FIRST}
    write = Write("POST", f"{APP}/api/sign-up", headers, b'{"name": "ada"}', {("cookie", "csrf"): FIRST})
    form = Form(f"{APP}/join", write, {"username": "ada"}, seeds)
    answer = asyncio.run(form.submit(Visitor(App(), ["school.test"]), {"username": "cor"}))
    assert answer is not None
    assert answer.status == status
