"""The SAML provider over HTTP: metadata, single sign-on, and the delivery of an answer once more."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from harness.sandbox.signon.endpoints import NO_STORE, delivered, form_of, page
from harness.sandbox.signon.saml.asking import posted, redirected
from harness.sandbox.signon.saml.provider import SamlProvider


def saml_app(provider: SamlProvider) -> Starlette:
    """The provider as an application, below the path of its issuer."""

    async def metadata(request: Request) -> Response:
        return Response(provider.metadata(), media_type="application/samlmetadata+xml", headers=NO_STORE)

    async def sso(request: Request) -> Response:
        """Sign in at once, without asking anything."""
        login, certificate = provider.login, provider.service.certificate
        try:
            form = await form_of(request)
            asked = posted(form, certificate) if form else redirected(request.url.query, certificate)
        except ValueError as why:
            return page(f"This is no request for a login: {why}.", 400)
        answer = provider.answer(asked)
        login.answered.set()
        if answer is None:
            return page("This request is not of the app that is under test.", 400)
        login.again = provider.keep(answer)
        return delivered(answer)

    async def deliver(request: Request) -> Response:
        answer = provider.kept(request.path_params["name"])
        return page("There is no such answer.", 404) if answer is None else delivered(answer)

    routes: list[BaseRoute] = [
        Route("/metadata", metadata), Route("/sso", sso, methods=["GET", "POST"]), Route("/v1/deliver/{name}", deliver)
    ]
    return Starlette(routes=[Mount(provider.path, routes=routes)] if provider.path else routes)
