"""From a template and values to a page, with the consent banner and the snippets of the faults that are on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from harness.sandbox.demo import hosts
from harness.sandbox.demo.attempts import Attempts
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.pad import Pad
from harness.sandbox.demo.passwords import UsedCodes
from harness.sandbox.demo.post import Post
from harness.sandbox.demo.reset_links import Resets
from harness.sandbox.demo.sessions import Session, Sessions, Visit
from harness.sandbox.demo.shelf import Shelf
from harness.sandbox.demo.snippets import SNIPPETS
from harness.sandbox.demo.store import Row, Store

if TYPE_CHECKING:
    from harness.sandbox.demo.joining import Joining
    from harness.sandbox.demo.live import Live
    from harness.sandbox.demo.passkeys import Keyring
    from harness.sandbox.demo.remembered import Remembered
    from harness.sandbox.demo.saml import SchoolSaml
    from harness.sandbox.demo.signon import SchoolAccounts
    from harness.sandbox.demo.young import Young

HERE = Path(__file__).parent
CONSENT_COOKIE = "cookiekeuze"
CONSENT_CHOICES = ("alles", "nodig")


def _digest(kind: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()


def _token(mail: str) -> str:
    """A signed token (JWT) of the kind that tells an app who signed in."""
    said = ".".join(_FILTERS["base64url"](part) for part in ('{"alg":"HS256"}', f'{{"email":"{mail}"}}'))
    return f"{said}.{base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).decode().rstrip('=')}"


_FILTERS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "token": _token,
    "urlencode": lambda text: quote(text, safe=""),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
}


class Compiled(BytecodeCache):
    """The templates as they were compiled for the first school of this process: each school has its own environment."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@dataclass
class Demo:
    """Everything a request may need; stands in `app.state.demo`."""

    faults: Switches
    store: Store
    sessions: Sessions
    attempts: Attempts
    passkeys: Keyring
    remembered: Remembered
    resets: Resets
    joining: Joining
    young: Young
    codes: UsedCodes
    post: Post = field(default_factory=Post)
    shelf: Shelf = field(default_factory=Shelf)
    pad: Pad = field(default_factory=Pad)
    school_accounts: SchoolAccounts | None = None
    school_saml: SchoolSaml | None = None
    live: Live | None = None
    templates: Environment = field(init=False)
    snippets: dict[str, Template] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the templates once."""
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            bytecode_cache=COMPILED,
        )
        self.templates.filters.update(_FILTERS)
        ways = {"school_account": self.school_accounts is not None, "school_saml": self.school_saml is not None}
        self.templates.globals.update(on=self.faults.on, hosts=hosts, live=self.live is not None, **ways)
        active = [fault for fault in self.faults if fault in SNIPPETS]
        self.snippets = {fault: self.templates.from_string(SNIPPETS[fault].text) for fault in active}


def demo(request: Request) -> Demo:
    """The running school."""
    found: Demo = request.app.state.demo
    return found


def visit(request: Request) -> Visit:
    """This request's hold on its session."""
    found: Visit = request.scope["visit"]
    return found


def viewer(request: Request) -> Row | None:
    """The signed-in person, or None."""
    session, running = visit(request).session, demo(request)
    name = session and (session.username or (session.pending if _half_is_enough(running, request.url.path) else None))
    found = running.store.person(name) if name else None
    return _lasting(running, session, found) if session and found else None


def _lasting(running: Demo, session: Session, found: Row) -> Row | None:
    """The person as the account is now; nobody when it was switched off. With its faults, as it was at first."""
    on, session.first = running.faults.on, session.first or found
    if found["username"] in running.store.off and not on("removed-session-lives"):
        return None
    stale = {"class_name": on("unenrolled-still-reads"), "role": on("role-lost-still-reads")}
    differs = (kept and found[field] != session.first[field] for field, kept in stale.items())
    return session.first if any(differs) else found


def _half_is_enough(running: Demo, path: str) -> bool:
    """Whether a fault shows this to who still owes a code."""
    on = running.faults.on
    return (path == "/api/me" and on("half-login-reads-api")) or (path == "/profile" and on("half-login-opens-page"))


def own_data(person: Row) -> dict[str, Any]:
    """What a person may know of themselves; the API and the profile page show exactly this."""
    fields = ("username", "first_name", "last_name", "email", "role", "school", "class_name", "age", "pupil_number")
    return {name: person[name] for name in fields if person[name] is not None}


def consent(request: Request) -> str | None:
    """The cookie choice: `alles`, `nodig`, or None when none was made."""
    choice = request.cookies.get(CONSENT_COOKIE)
    return choice if choice in CONSENT_CHOICES else None


def render(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """One page. Every template finds `me`, `csrf`, `token`, `consent`, `nonce`, `path`, `banner` and `snippets`."""
    running, person, session = demo(request), viewer(request), visit(request).session
    choice = consent(request)
    common = {
        "me": own_data(person) if person else None,
        "csrf": session.csrf if session else "",
        "token": session.token if session else "",
        "consent": choice,
        "nonce": request.scope["nonce"],
        "path": request.url.path,
        "banner": choice is None and not running.faults.on("consent-preset"),
    }
    page = running.templates.get_template(template)
    return HTMLResponse(page.render(**common, snippets=_snippets(request, common), **values), status)


def _snippets(request: Request, common: dict[str, Any]) -> Markup:
    """The markup of every fault that shows on this page. Only our own table is trusted here, not its values."""
    shown = {"everywhere"}
    if common["me"]:
        shown.add("signed-in")
    if request.url.path == "/start":
        shown.add("start")
    running = demo(request)
    return Markup("\n").join(
        Markup(template.render(**common))
        for fault, template in running.snippets.items()
        if SNIPPETS[fault].where in shown
    )
