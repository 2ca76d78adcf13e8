"""A small app whose sign-in was written by others: Authlib's client, used as its documentation says."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.sandbox.demo import hosts
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.signon import BACK, BEGIN
from harness.sandbox.demo.signon_people import claims_of


class Remembering:
    """Sessions kept on the server, by a random cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, dict[str, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = Request(scope).cookies.get("sid", "")
        known = name in self._kept
        name = name if known else secrets.token_urlsafe(16)
        scope["session"] = self._kept.setdefault(name, {})

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not known:
                message["headers"].append((b"set-cookie", f"sid={name}; Path=/; Secure; HttpOnly".encode()))
            await send(message)

        await self._app(scope, receive, with_cookie)


def authlib_school(people: Iterable[Person], issuer: str, client: tuple[str, str], wires: Any) -> ASGIApp:
    """The app; `wires` is the transport by which its server reaches the provider."""
    everybody = {claims_of(one)["sub"]: one for one in people}

    def provider() -> Any:
        """Made anew for each request: it would keep metadata for good, and a change of them would never be seen."""
        oauth = OAuth()
        kept = {"scope": "openid profile", "code_challenge_method": "S256", "transport": wires}
        where = f"{issuer}/.well-known/openid-configuration"
        return oauth.register(
            "idp", server_metadata_url=where, client_id=client[0], client_secret=client[1], client_kwargs=kept
        )

    async def begin(request: Request) -> Response:
        answer: Response = await provider().authorize_redirect(request, f"https://{hosts.SCHOOL}{BACK}")
        return answer

    async def back(request: Request) -> Response:
        try:
            token = await provider().authorize_access_token(request)
        except (OAuthError, JoseError, ValueError, KeyError) as why:
            return PlainTextResponse(f"not signed in: {type(why).__name__} {why}", 403)
        request.session["sub"] = token["userinfo"]["sub"]
        return RedirectResponse("/profile", 303)

    async def profile(request: Request) -> Response:
        person = everybody.get(request.session.get("sub", ""))
        return PlainTextResponse(" ".join(person.known.values()) if person else "who are you?")

    routes = [Route(BEGIN, begin), Route(BACK, back), Route("/profile", profile)]
    return Remembering(Starlette(routes=routes))
