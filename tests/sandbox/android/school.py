"""A school app on the device that is none: it really sends, over the device's own proxy, with the trust of its process.

Its faults are switched on by name. What it sends goes to two servers of the test: the school's, and somebody else's.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.sandbox.android.device.apps import App, Widget
from tests.sandbox.android.device.files import SYSTEM_LABEL
from tests.sandbox.android.device.programs_network import lets_through
from tests.sandbox.android.device.programs_screen import _write
from tests.sandbox.android.device.simulated import Simulated
from tests.sandbox.android.device.state import State
from tests.sandbox.package.made_archives import apk
from tests.sandbox.web.proxy.lab import Authority

PACKAGE, SCHOOL, TRACKER = "be.school", "school.test", "ads.tracker.example"
KNOWN = {"first_name": "Adalberta", "email": "ada.k7x2q@school.test"}
PASSWORD = "Kwetsbaar-Geheim-2026"
CAMERA = "android.permission.CAMERA"
TEXT, FIELD = "android.widget.TextView", "android.widget.EditText"
STARTED = ("screen:start",)


@dataclass
class School:
    """The app. `faults`: leaks, device-id, logs, prefers, shares, password-in-database, trusts-all, pinned, pinned-later, around.

    `crowded`: another app on the device sends too, which is no fault of this one.
    """

    faults: frozenset[str] = frozenset()
    device: Simulated | None = None
    typed: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    kept_away: int = 0
    then: Callable[[], None] | None = None
    """Called when somebody has signed in."""

    def app(self) -> App:
        return App(
            PACKAGE,
            screens={
                "start": (
                    Widget("Demoschool", kind=TEXT),
                    Widget(resource=f"{PACKAGE}:id/user", kind=FIELD),
                    Widget(resource=f"{PACKAGE}:id/password", kind=FIELD, password=True),
                    Widget("Aanmelden", goes="home"),
                ),
                "home": (
                    Widget(f"Dag {KNOWN['first_name']}", kind=TEXT),
                    Widget("Taken", description="Mijn taken", goes="tasks"),
                    Widget("Foto nemen", asks=CAMERA, goes="tasks"),
                    Widget("Alles verwijderen", goes="gone"),
                ),
                "tasks": (Widget("Taak van vandaag", kind=TEXT),),
                "gone": (Widget("Alles is weg", kind=TEXT),),
            },
            permissions=(CAMERA,),
            backup=False,
            happens=self.happens,
        )

    def happens(self, state: State, what: str) -> None:
        """Called by the device, in its own thread: whatever takes time gets another one."""
        if what.startswith("text:"):
            self.typed.append(what[5:])
        if what == "start" and "crowded" in self.faults:
            self._in_background(state, lambda: self._ask(state, TRACKER, "GET", "/gms", name="com.google.android.gms"))
        if what == "screen:start":
            if self._signed_in(state):
                state.screen = (PACKAGE, "home")
            self._in_background(state, lambda: self._ask(state, SCHOOL, "GET", "/config"))
        if what == "screen:home" and self.then is not None:
            self.then()
        if what == "screen:home":
            self._put(state, f"/data/{PACKAGE}/shared_prefs/settings.xml", b"<map><string name='theme'>dark</string></map>")
            self._in_background(state, lambda: self._home(state))

    def _home(self, state: State) -> None:
        self._ask(state, SCHOOL, "POST", "/api/me", {**KNOWN})
        if "leaks" in self.faults:
            self._ask(state, TRACKER, "POST", "/collect", {"mail": KNOWN["email"]})
        if "device-id" in self.faults:
            self._ask(state, TRACKER, "POST", "/id", {"id": state.settings["secure", "android_id"]})
        if "logs" in self.faults:
            state.logcat.append((state.running(PACKAGE).pid, f"D School  : hello {KNOWN['email']}"))
        if "prefers" in self.faults:
            self._put(state, f"/data/{PACKAGE}/shared_prefs/user.xml", f"<map>{KNOWN['email']}</map>".encode())
        if "shares" in self.faults:
            self._put(state, "/media/0/Download/report.csv", KNOWN["email"].encode())
        if "password-in-database" in self.faults:
            self._put(state, f"/data/{PACKAGE}/databases/app.db", b"SQLite format 3\0" + PASSWORD.encode())
        if "around" in self.faults:
            found = state.packages[PACKAGE]
            found.app = replace(found.app, received=found.app.received + 40_000)

    def _signed_in(self, state: State) -> bool:
        return f"/data/{PACKAGE}/shared_prefs/settings.xml" in state.data.nodes

    def _put(self, state: State, path: str, content: bytes) -> None:
        _write(state, path, content)

    def _in_background(self, state: State, work) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _ask(self, state: State, host: str, method: str, path: str, told: object = None, name: str = PACKAGE) -> None:
        """One request as an app makes it: over the proxy that is set, with the authorities that its process sees."""
        where = self.device.proxy() if self.device else None
        process = state.running(name)
        if where is None or process is None or state.live_proxy is None:
            return
        if not lets_through(state, process.uid, int(state.live_proxy.rpartition(":")[2])):
            self.kept_away += 1
            return
        connection = http.client.HTTPSConnection(*where, context=self._trust(state, process), timeout=30)
        connection.set_tunnel(host, 443)
        try:
            if "pinned-later" in self.faults:
                connection.connect()
                raise OSError("the key of the certificate is not the one that is known")
            body = None if told is None else json.dumps(told).encode()
            connection.request(method, path, body, {"Content-Type": "application/json"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            self.refused.append(f"{host}: {error}")
        finally:
            connection.close()

    def _trust(self, state: State, process) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if "trusts-all" in self.faults:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        elif "pinned" not in self.faults:
            store = state.level.store
            for node in (process.space.get(f"{store}/{name}") for name in process.space.listing(store)):
                if node is not None and node.label == SYSTEM_LABEL and b"BEGIN CERTIFICATE" in node.content:
                    context.load_verify_locations(cadata=node.content.decode())
        return context


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        return None


@contextmanager
def servers(folder: Path) -> Iterator[tuple[str, Path]]:
    """The school's server and somebody else's, as one: its address, and the authority that signed for them."""
    authority = Authority(folder / "authority")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket = authority.context(SCHOOL, TRACKER).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", authority.pem
    finally:
        server.shutdown()
        server.server_close()


PROFILE = """schema = 1
[app]
name = "Demoschool"
kind = "android"
package = "app.apk"
hosts = ["{school}"]
permissions = ["CAMERA"]
[device]
serial = "{serial}"
port = {port}
certificates = {certificates}
seconds = 20
[sandbox]
public = false
ca = "{ca}"
names = {{ "*" = "{address}" }}
[personas.pupil]
role = "pupil"
username = "ada"
password = "{password}"
known = {{ first_name = "{first_name}", email = "{email}" }}
[login]
{steps}
proof.text = "{{first_name}}"
[[journeys]]
name = "tasks"
personas = ["pupil"]
steps = [ {{ click = {{ label = "Mijn taken" }} }}, {{ expect = {{ text = "Taak van vandaag" }} }} ]
"""

STEPS = """steps = [
  { fill = { test_id = "user" }, with = "{username}" },
  { fill = { test_id = "password" }, with = "{password}" },
  { click = { text = "Aanmelden" } },
]"""
"""Without them the form is found."""

NO_VISITOR = """[personas.visitor]
role = "anonymous"
acts_only = true
"""


def write_profile(folder: Path, device: Simulated, port: int, address: str, ca: Path, *, certificates: bool, brief: bool, steps: str = STEPS) -> None:
    """The profile of the app; with `brief` nobody but the pupil uses it, without `steps` the form is found."""
    text = PROFILE.format(
        school=SCHOOL, serial=device.serial, port=port, ca=ca, address=address, password=PASSWORD,
        certificates=str(certificates).lower(), steps=steps, **KNOWN,
    )  # fmt: skip
    (folder / "app.toml").write_text(text + (NO_VISITOR if brief else ""))


def packaged(device: Simulated, school: School, folder: Path) -> None:
    """Put the app's package in `folder`, and tell the device which app it is."""
    content = apk()
    (folder / "app.apk").write_bytes(content)
    school.device = device
    device.state.shelf.put(content, school.app())
