"""The provider over HTTP: OAuth 2.0 and OpenID Connect endpoints, as thin as can be."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from html import escape
from urllib.parse import unquote_plus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from harness.sandbox.signon.answers import Answer
from harness.sandbox.signon.logins import Login, Redeemed, verifier
from harness.sandbox.signon.provider import Provider

ASSERTION = "private_key_jwt"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NO_STORE = {"cache-control": "no-store"}
MOST_FIELDS = 50


def provider_app(provider: Provider) -> Starlette:
    """The provider as an application, below the path of its issuer."""
    handlers = _Handlers(provider)
    routes: list[BaseRoute] = [
        Route("/.well-known/openid-configuration", handlers.discovery),
        Route("/v1/auth", handlers.authorize, methods=["GET", "POST"]),
        Route("/v1/deliver/{name}", handlers.deliver),
        Route("/v1/token", handlers.token, methods=["POST"]),
        Route("/v1/userinfo", handlers.userinfo, methods=["GET", "POST"]),
        Route("/v1/keys", handlers.keys),
        Route("/v1/other-keys", handlers.other_keys),
        Route("/v1/logout", handlers.logout),
    ]
    return Starlette(routes=[Mount(provider.path, routes=routes)] if provider.path else routes)


class _Handlers:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def discovery(self, request: Request) -> Response:
        return JSONResponse(self._provider.discovery(), headers=NO_STORE)

    async def keys(self, request: Request) -> Response:
        return JSONResponse(self._provider.keys.public(), headers=NO_STORE)

    async def other_keys(self, request: Request) -> Response:
        self._provider.login.strayed = True
        return JSONResponse(self._provider.keys.strangers(), headers=NO_STORE)

    async def authorize(self, request: Request) -> Response:
        """Sign in at once, without asking anything; the case of another browser stops here instead."""
        asked = dict(request.query_params) | await form_of(request)
        provider, login = self._provider, self._provider.login
        answer = provider.authorize(asked)
        if answer is None:
            login.answered.set()
            return page("This request is not for the client that is under test.", 400)
        login.again = provider.keep(answer)
        login.answered.set()
        if login.fault == "other-browser":
            return page("Signed in. Another browser goes on from here.")
        return delivered(answer)

    async def deliver(self, request: Request) -> Response:
        answer = self._provider.kept(request.path_params["name"])
        return page("There is no such answer.", 404) if answer is None else delivered(answer)

    async def token(self, request: Request) -> Response:
        form = await form_of(request)
        login = self._provider.login_of(form.get("code", ""))
        if login is None:
            return _refused("invalid_grant")
        seen = self._redeemed(request, form, login)
        login.redeemed.append(seen)
        if not seen.known:
            return _refused("invalid_client", 401)
        if seen.verifier in ("missing", "wrong") or not seen.same_address:
            return _refused("invalid_grant")
        return JSONResponse(self._provider.tokens(login), headers=NO_STORE)

    def _redeemed(self, request: Request, form: Mapping[str, str], login: Login) -> Redeemed:
        client = self._provider.client
        method, id, secrets = _credentials(request, form)
        right = method == ASSERTION or client.secret is None or any(
            hmac.compare_digest(secret.encode(), client.secret.encode()) for secret in secrets
        )
        return Redeemed(
            method, id == client.id and right, verifier(login.asked, form.get("code_verifier")),
            form.get("redirect_uri") == login.asked.get("redirect_uri"),
        )

    async def userinfo(self, request: Request) -> Response:
        kind, _, access = request.headers.get("authorization", "").partition(" ")
        claims = self._provider.userinfo(access.strip()) if kind.lower() == "bearer" else None
        if claims is None:
            return JSONResponse({"error": "invalid_token"}, 401, {"www-authenticate": "Bearer"})
        return JSONResponse(dict(claims), headers=NO_STORE)

    async def logout(self, request: Request) -> Response:
        return page("Signed out.")


def delivered(answer: Answer) -> Response:
    """The answer on its way to the app: a redirect, or a form that sends itself."""
    if answer.mode != "form_post":
        return RedirectResponse(answer.location, 302, NO_STORE)
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in answer.values.items()
    )
    form = f'<form method="post" action="{escape(answer.address)}">{fields}<noscript><button>Go on</button></noscript>'
    body = f"<!doctype html><title>Signing in</title>{form}</form><script>document.forms[0].submit()</script>"
    return HTMLResponse(body, headers=NO_STORE)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was posted; none of any other request."""
    if request.method != "POST":
        return {}
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _credentials(request: Request, form: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """Method of client authentication, client id and secret (RFC 6749, 2.3.1); many clients forget the encoding."""
    kind, _, rest = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            id, _, secret = base64.b64decode(rest, validate=True).decode().partition(":")
        except ValueError:  # no base64, or no text within
            return "client_secret_basic", "", ()
        return "client_secret_basic", unquote_plus(id), (secret, unquote_plus(secret))
    if form.get("client_assertion_type") == JWT_BEARER:
        return ASSERTION, _asserted(form.get("client_assertion", "")), ()
    if "client_secret" in form:
        return "client_secret_post", form.get("client_id", ""), (form["client_secret"],)
    return "none", form.get("client_id", ""), ()


def _asserted(assertion: str) -> str:
    """Who says to be the client in a JWT (RFC 7523). Its signature is not looked at: we have nothing to protect."""
    try:
        body = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return str(claims["sub"]) if claims["iss"] == claims["sub"] else ""
    except (ValueError, IndexError, KeyError, TypeError, RecursionError):
        return ""


def _refused(error: str, status: int = 400) -> Response:
    return JSONResponse({"error": error}, status, NO_STORE)


def page(text: str, status: int = 200) -> Response:
    """A short page of ours."""
    return HTMLResponse(f"<!doctype html><title>Identity provider</title><p>{escape(text)}</p>", status, NO_STORE)
