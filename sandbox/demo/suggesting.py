"""Names that the form to sign in completes, for anybody who begins to type one: only by a fault."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.rendering import demo


async def names(request: Request) -> Response:
    """The user names of pupils that begin so."""
    running, begun = demo(request), request.query_params.get("begin", "").strip().lower()[:100]
    if not running.faults.on("login-suggests-names"):
        raise HTTPException(404)
    found = [one["username"] for one in running.store.every_pupil()] if begun else []
    return JSONResponse([name for name in found if name.startswith(begun)])


ROUTES = [Route("/api/namen", names, methods=["GET"])]
