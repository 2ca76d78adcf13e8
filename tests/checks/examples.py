"""For every check the smallest evidence that passes and the smallest that fails.

An example is a function that adds to a bundle in which all personas are signed in and nothing is missing. A new check
needs a row in `EXAMPLES`: a test fails without one.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

from harness import Status
from tests.checks.example import Add, Example
from tests.checks.examples_device import DEVICE
from tests.checks.examples_effects import EFFECTS
from tests.checks.examples_factors import FACTORS
from tests.checks.examples_joining import JOINING
from tests.checks.examples_mobile import MOBILE
from tests.checks.examples_passwords import PASSWORDS
from tests.checks.examples_resets import RESETS
from tests.checks.examples_saml import SAML
from tests.checks.examples_sessions import SESSIONS
from tests.checks.examples_signon import SIGNON
from tests.checks.examples_third_parties import THIRD_PARTIES
from tests.harness.build import HOST, KNOWN, URL, Build, BuiltSession

THIRD = "https://cdn.example/lib.js"
ADS = "https://securepubads.g.doubleclick.net/tag"
TOKEN = "⟦session:32:9f3a0b12c4d5⟧"
AUTHORISED = {"authorisation": {"by": "Demo BV", "until": "2027-12-31"}}
IDENTIFIER = "1ea022cf3319f9ea9db8f0fe357e2343"
TYPED = "q7x2kd93mvz4"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def page(*headers: tuple[str, str], at: str = "/home", **more: Any) -> Add:
    return lambda made, session: session.page(at, headers=headers, **more)


def request(url: str = THIRD, **more: Any) -> Add:
    return lambda made, session: session.page().exchange(url, **more)


def record(kind: str, /, **values: Any) -> Add:
    return lambda made, session: session.page().append(kind, **values)


def probed(kind: str, /, *several: Mapping[str, Any]) -> Add:
    return lambda made, session: [made.probe(kind, **one) for one in several]


def stored(store: str, name: str, value: str, **more: Any) -> dict[str, Any]:
    return {"when": "end", "store": store, "origin": URL, "name": name, "value": value, "domain": HOST, **more}


def consented(session: BuiltSession) -> BuiltSession:
    return session.page().append("consent", state="untouched", banner=False, ok=True)


def cookie(flags: str, name: str = "sid") -> Add:
    return page(("Set-Cookie", f"{name}={TOKEN}; {flags}"))


def asked(api: str, gesture: bool) -> Add:
    return record("events", api=api, call="ask", gesture=gesture)


def answer(origin: str | None, personal: bool = True, credentials: bool = False) -> dict[str, Any]:
    told = {"allow_origin": origin, "allow_credentials": credentials, "personal": ["email"] if personal else []}
    return {"persona": "pupil", "url": f"{URL}/api/me", "origin": "https://evil.example", "status": 200, **told}


def replay(renewed: bool, signed_in: bool = False) -> dict[str, Any]:
    seen = {"renewed": renewed, "replayed": True, "signed_in": signed_in, "control": True}
    return {"persona": "pupil", "cookie": "sid", **seen}


def setting(id: str, label: str, *values: str) -> Add:
    """A control of a new pupil with these values, one after the other."""
    where = {"kind": "seen", "persona": "pupil", "when": "first", "page": "/settings", "source": "screen", "role": "select"}
    return probed("settings", *({**where, "setting": id, "label": label, "value": value} for value in values))


def sent(host: str = HOST) -> dict[str, Any]:
    return {"probe": "cors", "method": "GET", "url": f"https://{host}/api/me", "host": host, "status": 200}


def drawn(**values: int) -> Add:
    shown = ",".join(f'"{name}":{value}' for name, value in values.items())
    return record("events", api="canvas", call="toDataURL", detail="{" + shown + "}", script=THIRD)


def visits(*tool: str) -> Add:
    """Two visits of ordinary browsers meet an advertising service; the test tool's meets what is given."""

    def add(made: Build, session: BuiltSession) -> None:
        for name in ("visit", "again"):
            made.session("visitor", name).page().exchange(ADS)
        told = made.session("visitor", "as-tool", automated=True).page()
        for url in tool:
            told.exchange(url)

    return add


def synced(first: str, second: str) -> Add:
    """A cookie of one third party, and what two of them get in their addresses."""
    kept = stored("cookie", "uid", IDENTIFIER, domain="ads.example", expires=4e9)
    return lambda made, session: (
        session.page().append("storage", **kept)
        .exchange(f"https://ads.example/p?x={first}").exchange(f"https://match.example/p?x={second}")
    )


def typed(*sent: str) -> Add:
    """A made-up text in the search box, and requests after it."""

    def add(made: Build, session: BuiltSession) -> None:
        session.page().append("typed", field="search", value=TYPED, page=f"{URL}/")
        for url in sent:
            session.exchange(url, method="POST", posted=b"q=" + TYPED.encode())

    return add


def recorded(kind: int, data: str) -> bytes:
    """One event of a recorder, among what it always tells."""
    event = f'{{"type":{kind},"data":{data},"timestamp":1767603600000}}'
    return gzip.compress(f'{{"visit":"{"x" * 100}","events":[{event}]}}'.encode())


LEFT = 10.0
"""The second of the run at which a session was last used."""


def job(persona: str = "pupil", seconds: float = 30 * 86400.0, **more: Any) -> dict[str, Any]:
    """A session that was left to be asked about `seconds` (and the minute of grace) later."""
    told = {"id": f"SES-04-{persona}", "requirement": "SES-04", "persona": persona, "what": "absolute"}
    return {**told, "t": LEFT, "due": LEFT + seconds + 60, "page": f"{URL}/start", "status": 200, **more}


def said(who: str, turn: int, t: float, persona: str = "pupil", **more: Any) -> dict[str, Any]:
    """One answer of a follow-up, by default of the sign-in page."""
    about = {"job": f"SES-04-{persona}", "persona": persona, "page": f"{URL}/start"}
    return {"t": t, **about, "who": who, "turn": turn, "status": 303, "to": "/login", **more}


def over(persona: str = "pupil", **changed: dict[str, Any]) -> list[dict[str, Any]]:
    """What a follow-up sees of a session that has ended; `kept1={…}` changes that answer."""
    fresh = {"status": 200, "to": "", "shown": True}
    asked = {
        "kept1": said("kept", 1, 1.0, persona),
        "stranger1": said("stranger", 1, 1.2, persona),
        "fresh1": said("fresh", 1, 9.0, persona, **fresh),
        "kept2": said("kept", 2, 9.2, persona),
        "stranger2": said("stranger", 2, 9.4, persona),
    }
    return [{**one, **changed.get(name, {})} for name, one in asked.items()]


def asked_again(job: dict[str, Any], started: str, *answers: dict[str, Any]) -> Add:
    return lambda made, session: [made.probe("deferred", **job), made.answered(started, *answers)]


def of_link(row: dict[str, Any]) -> dict[str, Any]:
    """The same about a link of a letter."""
    name = "job" if "job" in row else "id"
    about = {"requirement": "AUT-09", "what": "link"} if name == "id" else {}
    return {**row, name: "AUT-09-pupil", **about}


DAY_LATER = "2026-01-06T09:05:00+00:00"
OPEN = {"kept1": {"status": 200, "to": "", "shown": True}}
MONTH_LATER = "2026-02-04T09:05:00+00:00"

EXAMPLES: dict[str, Example] = {
    **DEVICE,
    **MOBILE,
    **EFFECTS,
    **SIGNON,
    **PASSWORDS,
    **RESETS,
    **FACTORS,
    **JOINING,
    **SESSIONS,
    **THIRD_PARTIES,
    **SAML,
    "data/clean-addresses": Example(page(), page(at=f"/pupil?mail={KNOWN['email']}")),
    "data/clean-storage": Example(
        record("storage", **stored("local", "theme", "dark")),
        record("storage", **stored("local", "me", KNOWN["email"])),
    ),
    "data/register-matches": Example(
        request(posted=b"m=ada.k7x2q@school.test"),
        request("https://other.example/c?n=LL-83K2-771"),
        profile={"recipients": [{"name": "CDN", "hosts": ["cdn.example"], "data": ["e-mail"]},
                                {"name": "Other", "hosts": ["other.example"], "data": ["technical"]}]},
    ),
    "data/not-cached": Example(page(("Cache-Control", "private, no-store")), page(("Cache-Control", "private"))),
    "hardening/browser-headers": Example(
        page(("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY")),
        page(("X-Content-Type-Options", "nosniff")),
        who=None,
    ),
    "hardening/content-policy": Example(
        page(("Content-Security-Policy", POLICY)),
        page(("Content-Security-Policy", f"{POLICY}; script-src 'unsafe-inline'")),
        who=None,
        level="recommended",
    ),
    "hardening/cors": Example(
        probed("cors", answer(None), answer(f"{URL}")),
        probed("cors", answer(None), answer("https://evil.example", credentials=True)),
    ),
    "platform/scope-guard": Example(
        probed("requests", sent()), probed("requests", sent(), sent("other.example")), who=None, profile=AUTHORISED
    ),
    "sessions/cookie-flags": Example(cookie("Secure; HttpOnly; SameSite=Lax"), cookie("HttpOnly; SameSite=Lax")),
    "sessions/cookie-prefix": Example(
        cookie("Secure; Path=/", name="__Host-sid"), cookie("Secure; Path=/"), level="recommended"
    ),
    "sessions/renewed-at-login": Example(
        probed("session-life", replay(True)), probed("session-life", replay(True, signed_in=True))
    ),
    "sessions/timeouts": Example(
        asked_again(job(), MONTH_LATER, *over()),
        asked_again(job(), MONTH_LATER, *over(**OPEN)),
        level="recommended",
    ),
    "authentication/reset-link-ages": Example(
        asked_again(of_link(job(seconds=86400.0)), DAY_LATER, *map(of_link, over())),
        asked_again(of_link(job(seconds=86400.0)), DAY_LATER, *map(of_link, over(**OPEN))), who=None,
        level="recommended",
    ),
    "sessions/token-not-in-url": Example(page(), page(at=f"/home?sid={TOKEN}")),
    "settings/contact-default": Example(
        setting("contact", "Wie mag mij schrijven", "Mijn school"), setting("contact", "Wie mag mij schrijven", "Iedereen")
    ),
    "settings/devices-setting": Example(setting("camera", "Camera", "off"), setting("camera", "Camera", "on")),
    "settings/devices-off": Example(asked("camera", gesture=True), asked("camera", gesture=False)),
    "settings/engagement-off": Example(
        setting("autoplay", "Autoplay", "off"), setting("autoplay", "Autoplay", "on"), level="recommended"
    ),
    "settings/location-setting": Example(
        setting("location", "Mijn locatie delen", "off"), setting("location", "Mijn locatie verbergen", "off")
    ),
    "settings/profile-default": Example(
        setting("profile-visibility", "Mijn profiel", "Mijn klas"), setting("profile-visibility", "Mijn profiel", "Openbaar")
    ),
    "settings/profiling-off": Example(
        setting("advertising", "Geen reclame", "on"), setting("advertising", "Geen reclame", "off")
    ),
    "settings/work-default": Example(
        setting("work-sharing", "Mijn werk", "Mijn klas"), setting("work-sharing", "Mijn werk", "Mijn school")
    ),
    "settings/location-off": Example(asked("geolocation", gesture=True), request(posted=b"lat=50.873519&lon=4.698273")),
    "trackers/embeds-wait": Example(
        record("requests", method="GET", url=f"{URL}/", resource="document", navigation=True),
        record("requests", method="GET", url="https://video.example/e", resource="document", navigation=True),
        level="recommended",
    ),
    "trackers/listed-trackers": Example(
        request(sent={"Sec-Fetch-Dest": "script"}),
        request("https://sneaky.example/t.js", sent={"Sec-Fetch-Dest": "script"}),
        lists={"easyprivacy": ("||sneaky.example^",)},
        wrong=Status.REVIEW,
    ),
    "trackers/no-analytics": Example(page(), request("https://www.google-analytics.com/collect"), level="recommended"),
    "trackers/no-cloaked-trackers": Example(
        lambda made, session: (session.page(), made.probe("dns", name=HOST, chain=["school.cdn.example"])),
        probed("dns", {"name": HOST}, {"name": f"stats.{HOST}", "chain": ["x.unknown.example", "school.widget.criteo.com"]}),
        who=None,
    ),
    "trackers/no-fingerprinting": Example(
        drawn(area_w=300, area_h=150, chars=0, colours=5), drawn(area_w=300, area_h=150, chars=40, colours=5)
    ),
    "trackers/no-cookie-syncing": Example(synced(IDENTIFIER, "nl-BE"), synced(IDENTIFIER, IDENTIFIER)),
    "trackers/no-session-replay": Example(
        request(f"{URL}/log", method="POST", posted=recorded(3, '{"level":"info"}')),
        request(f"{URL}/log", method="POST", posted=recorded(2, '{"node":{"type":0,"childNodes":[]}}')),
    ),
    "trackers/no-trackers": Example(request(), request(ADS)),
    "trackers/nothing-before-consent": Example(
        lambda made, session: consented(session).append("storage", **stored("cookie", "lang", "nl")),
        lambda made, session: consented(session).append("storage", **stored("local", "id", "a8f3c2d19e7b6045")),
    ),
    "trackers/pupil-data-stays": Example(request(), request(posted=b'{"em":"YWRhLms3eDJxQHNjaG9vbC50ZXN0"}')),
    "trackers/recipients-declared": Example(
        request(),
        request("https://unknown.example/"),
        profile={"recipients": [{"name": "Delivery", "hosts": ["cdn.example"]}]},
    ),
    "trackers/typing-stays": Example(typed(), typed("https://keys.example/k")),
    "trackers/referrer-bare": Example(
        request(sent={"Referer": f"{URL}/"}), request(sent={"Referer": f"{URL}/class/4A/homework"})
    ),
    "trackers/same-for-tools": Example(visits(ADS), visits(), who="visitor"),
    "transport/hsts": Example(
        page(("Strict-Transport-Security", "max-age=31536000; includeSubDomains")),
        page(("Strict-Transport-Security", "max-age=3600")),
        who=None,
    ),
    "transport/https-only": Example(page(), request("http://school.test/home"), who=None),
}

from tests.checks.examples_accounts import ACCOUNT_EXAMPLES  # noqa: E402  it builds on what stands above
from tests.checks.examples_choices import CHOICE_EXAMPLES  # noqa: E402  it builds on what stands above

EXAMPLES.update(ACCOUNT_EXAMPLES | CHOICE_EXAMPLES)
