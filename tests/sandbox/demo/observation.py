"""All that a visitor without scripts can see of the demo school, with what differs at every visit taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

_CHANGING = (
    (re.compile(r"nonce[-=]\"?[\w-]{22}\"?"), "nonce=N"),
    (re.compile(r"(__Host-sessie|sessie)=[\w-]{43}"), r"\1=S"),
    (re.compile(r'(name="csrf" value=|csrf = |"sessie", )"[\w-]{43}"'), r"\1C"),
    (re.compile(r"DM1\.1\.\d{10}\.\d{10}"), "V"),
)
_PUBLIC = ("/", "/privacy", "/login", "/bestaat-niet", "/sw.js", "/static/site.css")
_PERSONAL = (
    "/start", "/homework", "/homework/1", "/messages", "/class", "/profile", "/leerling/LL-83K2-771", "/settings",
    "/settings/privacy", "/settings/learning", "/api/settings", "/api/me", "/api/class", "/api/homework", "/api/messages", "/api/niets",
)


def observe(visitor: Callable[..., Visitor], pupil: Person, *faults: str) -> dict[str, str]:
    """What was asked → what was answered."""
    guest = visitor(*faults)
    seen = {f"anonymous {path}": _told(guest.get(path)) for path in _PUBLIC}
    seen["refused /"] = _told(guest.get("/", cookie="cookiekeuze=nodig"))
    before = guest.session_id
    seen["sign-in"] = _told(guest.sign_in(pupil))
    seen["renewed"] = str(before != guest.session_id)
    seen |= {f"pupil {path}": _told(guest.get(path)) for path in _PERSONAL}
    for choice in ("Aan", "Uit"):
        guest.post("/settings/privacy", personalisation=choice)
    seen["off again"] = _told(guest.get("/start"))
    for origin in ("https://kwaad.example", "null"):
        seen[f"from {origin}"] = _told(guest.get("/api/me", origin=origin))
    seen["measured"] = _told(guest.client.post("/api/meting", content=b"x"))
    token = guest.csrf("/settings/privacy")
    seen["placed"] = _told(guest.client.post("/api/plaats", json={}, headers={"x-csrf-token": token}))
    for way, made in _foreign(guest).items():
        seen[f"elsewhere: {way}"] = _told(made)
        seen[f"pad after {way}"] = _told(guest.get("/kladblok"))
    name = next(cookie.name for cookie in guest.client.cookies.jar if cookie.name.endswith("sessie"))
    current = guest.session_id
    guest.client.cookies.clear()
    seen["old id"] = _told(guest.get("/start", cookie=f"{name}={before}"))
    guest.client.cookies.clear()
    guest.client.cookies.set(name, current or "", domain="demoschool.test")
    seen["sign-out"] = _told(guest.post_raw("/logout", {"csrf": token}))
    guest.client.cookies.clear()
    seen["after sign-out"] = _told(guest.get("/start", cookie=f"{name}={current}"))
    guest.client.cookies.clear()
    guest.sign_in(pupil)
    current = guest.session_id
    guest.client.cookies.clear()
    guest.grow_older(3601)
    seen["an hour later"] = _told(guest.get("/start", cookie=f"{name}={current}"))
    seen["plain /"] = _told(guest.plain.get("/", follow_redirects=False))
    return seen


def _foreign(guest: Visitor) -> dict[str, httpx.Response]:
    """What a page of another site sends with this pupil's cookies."""
    origin = {"origin": "https://elders.example", "sec-fetch-site": "cross-site"}
    form, post = {"tekst": "van elders"}, guest.client.post
    return {
        "note": post("/kladblok/notitie", data=form, headers=origin),
        "link": guest.get("/kladblok/notitie?tekst=van+elders"),
        "task": post("/kladblok/taak", data={**form, "csrf": "verzonnen"}, headers=origin),
        "idea": post("/api/kladblok", content=b'{"tekst": "van elders"}', headers={**origin, "content-type": "text/plain"}),
    }


def _told(answer: httpx.Response) -> str:
    text = "\n".join([str(answer.status_code), *(f"{name}: {value}" for name, value in answer.headers.multi_items())])
    text = f"{text}\n\n{answer.text}"
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return re.sub(r"content-length: \d+", "", text)
