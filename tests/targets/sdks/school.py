"""A small school page that loads the SDKs, and the servers behind it: the page itself and the sink for everybody else.

The same pages answer under two names. At the careless school each SDK is told who the pupil is; at the reserved one the
same SDKs run without being told.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.serve import Listener
from tests.targets.sdks.sink import Sink

CARELESS, RESERVED = "klasbord.test", "stil.klasbord.test"
COOKIE = "__Host-klasbord"
PASSWORD = "Zonnebloem42"
PUPIL = {"name": "Adalberta", "email": "ada.k7x2q@klasbord.test", "number": "LL-83K2-771"}
STOP_SECONDS = 30.0

PAGE = Template("""<!doctype html><html lang="nl"><meta charset="utf-8"><title>Klasbord</title><h1>$title</h1>$body
<script type="application/json" id="pupil">$pupil</script>$script</html>""")
LOGIN = """<form method="post" action="/"><label>Gebruikersnaam <input name="username" autocomplete="username"></label>
<label>Wachtwoord <input name="password" type="password" autocomplete="current-password"></label><button>Meld aan</button></form>"""
HOME = """<p>Dag $name! Je nummer is $number en je adres is $email.</p><a href="/les">Oefening 1</a>"""
LESSON = """<p>$name, wat zie je?</p><form onsubmit="done.hidden = false; return false"><label>Antwoord <input name="a"></label>
<button>Bewaar</button><p id="done" hidden>Bewaard</p></form>"""


@dataclass
class School:
    """The running servers: where names lead, the authority's certificate, and what the third parties received."""

    names: dict[str, str]
    ca: bytes
    sink: Sink

    def profile_text(self, host: str, ca: str) -> str:
        names = ", ".join(f"{json.dumps(name)} = {json.dumps(address)}" for name, address in self.names.items())
        known = f'first_name = "{PUPIL["name"]}", email = "{PUPIL["email"]}", pupil_number = "{PUPIL["number"]}"'
        return f"""schema = 1

[app]
name = "Klasbord"
version = "1.0"
url = "https://{host}/"
hosts = ["{CARELESS}"]
environment = "test"
language = "nl-BE"

[sandbox]
names = {{ {names} }}
ca = "{ca}"
public = false

[personas.pupil]
role = "pupil"
age = 11
username = "ada"
password = "{PASSWORD}"
known = {{ {known} }}

[login]
url = "/"
proof = {{ text = "{{first_name}}", url = "/ik" }}

[[journeys]]
name = "lesson"
personas = ["pupil"]
steps = [
  {{ goto = "/home" }},
  {{ click = {{ role = "link", name = "Oefening 1" }} }},
  {{ fill = {{ label = "Antwoord" }}, with = "een boom" }},
  {{ click = {{ role = "button", name = "Bewaar" }} }},
  {{ expect = {{ text = "Bewaard" }} }},
]
"""


class Pages:
    """The school's own answers."""

    def __init__(self, scripts: Mapping[str, bytes]) -> None:
        self._scripts = scripts
        self._sessions: set[str] = set()
        self.app = Starlette(
            routes=[
                Route("/", self.login, methods=["GET", "POST"]),
                Route("/ik", self.myself),
                Route("/home", self.home),
                Route("/les", self.lesson),
                Route("/{name}.js", self.script),
            ]
        )

    async def login(self, request: Request) -> Response:
        if request.method == "GET":
            return _page(request, "Aanmelden", LOGIN, signed_in=False)
        form = await request.form()
        if (form.get("username"), form.get("password")) != ("ada", PASSWORD):
            return RedirectResponse("/", 303)
        token = secrets.token_urlsafe(24)
        self._sessions.add(token)
        answer = RedirectResponse("/ik", 303)
        answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="lax")
        return answer

    async def home(self, request: Request) -> Response:
        return self._personal(request, "Mijn dag", HOME)

    async def lesson(self, request: Request) -> Response:
        return self._personal(request, "Oefening 1", LESSON)

    async def myself(self, request: Request) -> Response:
        """Where the login leads and is proven; without scripts, for it is opened many times."""
        return self._personal(request, "Ik", "<p>$name</p>", plain=True)

    async def script(self, request: Request) -> Response:
        script = self._scripts[f"{request.path_params['name']}.js"]
        return Response(script, media_type="text/javascript", headers={"cache-control": "private, max-age=600"})

    def _personal(self, request: Request, title: str, body: str, *, plain: bool = False) -> Response:
        if request.cookies.get(COOKIE) not in self._sessions:
            return RedirectResponse("/", 303)
        return _page(request, title, Template(body).substitute(PUPIL), signed_in=True, plain=plain)


def _page(request: Request, title: str, body: str, *, signed_in: bool, plain: bool = False) -> Response:
    told = PUPIL if signed_in and request.url.hostname == CARELESS else None
    name = "page.js" if signed_in else "outside.js"
    script = "" if plain else f'<script src="/{name}"></script>'
    return HTMLResponse(PAGE.substitute(title=title, body=body, pupil=json.dumps(told), script=script))


@contextlib.contextmanager
def school(scripts: Mapping[str, bytes], scratch: Path) -> Iterator[School]:
    """Serve the pages and the sink on free ports of loopback, in a thread, until the end of the block."""
    authority, sink = Authority(), Sink()
    contexts = [authority.context([CARELESS, f"*.{CARELESS}"], scratch), authority.context_for_any_name(scratch)]
    listeners = [Listener(app, context) for app, context in zip((Pages(scripts).app, sink), contexts, strict=True)]
    sockets = [socket.create_server(("127.0.0.1", 0), backlog=256) for _ in listeners]
    ports = [one.getsockname()[1] for one in sockets]
    own = dict.fromkeys((CARELESS, RESERVED), f"127.0.0.1:{ports[0]}")

    async def serve() -> None:
        await asyncio.gather(*(one.serve([opened]) for one, opened in zip(listeners, sockets, strict=True)))

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        yield School(own | {"*": f"127.0.0.1:{ports[1]}"}, authority.pem, sink)
    finally:
        for one in listeners:
            one.should_exit = one.force_exit = True
        thread.join(STOP_SECONDS)
