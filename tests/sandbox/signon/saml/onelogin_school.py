"""A small app whose sign-in was written by others: python3-saml, used as its documentation says."""

from __future__ import annotations

import secrets
from typing import Any

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from harness.sandbox.demo import hosts
from harness.sandbox.demo.saml import BACK, BEGIN, ENTITY, saml_claims
from harness.sandbox.demo.saml_place import ISSUER
from tests.sandbox.signon.saml.school import ACS, PEOPLE, SCHOOL, SIGNERS


def settings(security: dict[str, object]) -> dict[str, Any]:
    """How the app knows itself and its provider."""
    known = SIGNERS.good.pem().decode().partition("-----BEGIN PRIVATE")[0]
    own = {"entityId": ENTITY, "assertionConsumerService": {"url": ACS}, "x509cert": SCHOOL.certificate}
    return {
        "strict": True, "sp": {**own, "privateKey": SCHOOL.key},
        "idp": {"entityId": ISSUER, "singleSignOnService": {"url": f"{ISSUER}/sso"}, "x509cert": known},
        "security": {"authnRequestsSigned": True, **security},
    }


def onelogin_school(*, strict: bool = False, **security: object) -> ASGIApp:
    """The app, with these `security` settings. `strict`: it takes answers from browsers that it sent away only."""
    everybody = {saml_claims(one)["name_id"]: one for one in PEOPLE}
    sessions: dict[str, dict[str, str]] = {}

    async def auth(request: Request) -> OneLogin_Saml2_Auth:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        asked = {
            "https": "on", "http_host": hosts.SCHOOL, "script_name": request.url.path,
            "get_data": dict(request.query_params), "post_data": form,
        }
        return OneLogin_Saml2_Auth(asked, settings(security))

    async def begin(request: Request) -> Response:
        asking = await auth(request)
        answer = RedirectResponse(asking.login())
        name = secrets.token_urlsafe(16)
        sessions[name] = {"request": asking.get_last_request_id()}
        answer.set_cookie("sid", name, secure=True, samesite="none")
        return answer

    async def back(request: Request) -> Response:
        answered, session = await auth(request), sessions.get(request.cookies.get("sid", ""), {})
        if strict and "request" not in session:
            return PlainTextResponse("not signed in: nobody asked", 403)
        try:
            answered.process_response(request_id=session.get("request"))
        except OneLogin_Saml2_Error as why:
            return PlainTextResponse(f"not signed in: {why}", 403)
        if answered.get_errors():
            return PlainTextResponse(f"not signed in: {answered.get_last_error_reason()}", 403)
        session.pop("request", None)
        name = secrets.token_urlsafe(16)
        sessions[name] = {"who": answered.get_nameid()}
        answer = RedirectResponse("/profile", 303)
        answer.set_cookie("sid", name, secure=True, samesite="none")
        return answer

    async def profile(request: Request) -> Response:
        person = everybody.get(sessions.get(request.cookies.get("sid", ""), {}).get("who", ""))
        return PlainTextResponse(" ".join(person.known.values()) if person else "who are you?")

    return Starlette(routes=[Route(BEGIN, begin), Route(BACK, back, methods=["POST"]), Route("/profile", profile)])
