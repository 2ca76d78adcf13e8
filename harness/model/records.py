"""Evidence records as they lie on disk: one struct per kind of line.

Times `t` are seconds since the start of the run. Header and URL text is latin-1 decoded bytes, so nothing is lost.
Unknown fields of a newer writer are ignored; a missing or mistyped field makes the bundle damaged, never smaller.
`at` (pointer into the bundle) and `session` are filled in by the reader.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

type Headers = list[tuple[str, str]]


class Record(msgspec.Struct, kw_only=True):
    """What every line has: when, and (set by the reader) where it stands."""

    t: float
    at: str = ""
    session: str = ""


class Body(msgspec.Struct):
    """A body: `sha256` names the blob, `size` is in decoded bytes, `truncated` says that the blob is not all of it."""

    sha256: str | None = None
    size: int = 0
    truncated: bool = False


class Exchange(Record, tag="exchange", tag_field="kind", kw_only=True):
    """One HTTP request and what came back (`status` is None when nothing did)."""

    method: str
    url: str
    host: str
    port: int
    scheme: str
    http_version: str = ""
    request_headers: Headers = []
    request_body: Body | None = None
    status: int | None = None
    response_headers: Headers = []
    response_body: Body | None = None
    error: str | None = None
    address: str | None = None
    tls: str | None = None

    def header(self, name: str) -> str | None:
        """The first response header of that name (case-insensitive), or None."""
        return next((value for key, value in self.response_headers if key.lower() == name), None)

    def headers(self, name: str) -> list[str]:
        """Every response header of that name, in order."""
        return [value for key, value in self.response_headers if key.lower() == name]

    def sent(self, name: str) -> str | None:
        """The first request header of that name, or None."""
        return next((value for key, value in self.request_headers if key.lower() == name), None)

    @property
    def content_type(self) -> str:
        """The media type of the response, lower case, without parameters."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def path(self) -> str:
        """The path of the URL; "/" when the URL cannot be split."""
        try:
            return urlsplit(self.url).path or "/"
        except ValueError:
            return "/"


class Frame(Record, tag="websocket", tag_field="kind", kw_only=True):
    """One WebSocket message."""

    url: str
    host: str
    from_client: bool
    body: Body
    text: bool = True


class BrowserRequest(Record, kw_only=True):
    """A request as the browser saw it: what it was for and who caused it."""

    method: str
    url: str
    resource: str
    frame: str = ""
    initiator: str | None = None
    service_worker: bool = False
    navigation: bool = False
    redirected_from: str | None = None
    failure: str | None = None


class PageEvent(Record, kw_only=True):
    """A sensitive browser API that a page called."""

    api: str
    call: str
    detail: str = ""
    page: str = ""
    frame: str = ""
    script: str | None = None
    gesture: bool = False


class ConsoleLine(Record, kw_only=True):
    """Console output, page errors, dialogs, downloads and crashes."""

    level: str
    text: str
    url: str = ""


class Stored(Record, kw_only=True):
    """A cookie or a stored value at one moment of the session."""

    when: str
    store: str
    origin: str
    name: str
    value: str
    size: int = 0
    domain: str = ""
    path: str = ""
    expires: float = -1
    http_only: bool = False
    secure: bool = False
    same_site: str = ""


class PageVisit(Record, kw_only=True):
    """A page that was looked at."""

    url: str
    title: str = ""
    status: int | None = None
    purpose: str = "journey"
    step: str | None = None
    shot: str | None = None


class TypedText(Record, kw_only=True):
    """A made-up text that was typed into a field (`search` or `username`), and taken out again without being sent."""

    field: str
    value: str
    page: str = ""


class LoginProof(Record, kw_only=True):
    """A heartbeat: was the persona really signed in at this moment?"""

    when: str
    ok: bool
    url: str = ""
    marker: str = ""
    requests: int = 0
    shot: str | None = None


class ConsentStep(Record, kw_only=True):
    """What was done about the consent banner, and whether it worked; `clicked` is the moment of the deciding click."""

    state: str
    banner: bool
    action: str | None = None
    ok: bool = False
    clicks: int = 0
    clicked: float | None = None
    shot: str | None = None


class GapRecord(Record, kw_only=True):
    """Something that could not be seen: the kind of evidence it weakens, a code, and details."""

    evidence: str
    why: str
    values: dict[str, object] = {}


class AttemptRecord(Record, kw_only=True):
    """Traffic that tried to leave by another way than the proxy; it was dropped."""

    protocol: str
    destination: str
    port: int | None = None
    name: str | None = None
    what: str = "other"
    count: int = 1
    noise: bool = False


class LookedUp(Record, kw_only=True):
    """A name that was looked up: `chain` are the names that it stands for (DNS CNAME), nearest first.

    `address`: "public", "private", "mapped" (the profile says where it is) or "none". `how`: "asked" a name server for
    the chain, "mapped" by the profile, "recorded" by somebody else, "unasked" (not a name of the app).
    """

    name: str
    chain: list[str] = []
    address: str = "none"
    how: str = "asked"


class ProbeRequest(Record, kw_only=True):
    """A request that the harness itself sent, or an act of it in a page (`what`): its own audit log."""

    probe: str
    method: str
    url: str
    host: str
    persona: str | None = None
    status: int | None = None
    what: str = ""


class CorsAnswer(Record, kw_only=True):
    """What an endpoint answered to a foreign origin. `personal` names the planted fields in the body."""

    persona: str
    url: str
    origin: str
    status: int
    allow_origin: str | None = None
    allow_credentials: bool = False
    personal: list[str] = []


class SessionReplay(Record, kw_only=True):
    """What an old session value still opens. `before` is the session before login, `signed_in` what a replay gave."""

    persona: str
    cookie: str
    renewed: bool
    replayed: bool
    signed_in: bool | None = None
    control: bool = False


class DeferredJob(Record, kw_only=True):
    """A session or a link that is tried again later, or why it could not be left (`due` None, `reason` a code).

    `t` is its last use, `due` the second of the run from which asking again says something. At `t` the page showed a
    planted value to the session (`status`) and none to a stranger. `what` is the limit: idle or absolute; or
    link, a link of a letter: `page` is where it was asked for. It works as long as it has a form that uses it up.
    """

    requirement: str
    persona: str
    what: str
    id: str = ""
    due: float | None = None
    page: str = ""
    status: int | None = None
    reason: str = ""


class LaterAnswer(Record, kw_only=True):
    """What the page of a job answered in a follow-up: to the kept session, to a stranger, to who signed in afresh.

    `turn` is 1 before the fresh sign-in and 2 after it; `to` is the path of a redirect, without its query.
    """

    job: str
    persona: str
    page: str
    who: str
    turn: int
    status: int | None = None
    to: str = ""
    shown: bool = False


class SessionState(msgspec.Struct, kw_only=True):
    """`session.json`: who did what, whether it ended well, and which kinds of evidence were captured.

    `automated`: the browser of this session owned up to being a test tool. `probe`: somebody acting in a probe; what
    it met is told by that probe's own records.
    """

    persona: str
    journey: str
    consent: str = "untouched"
    status: str = "started"
    reason: str | None = None
    evidence: list[str] = []
    automated: bool = False
    probe: bool = False
