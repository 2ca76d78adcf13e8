"""What a real browser does at the demo school: nothing odd when it is safe, and everything that its faults claim."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from harness.sandbox.demo import hosts
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.demo.snippets import SNIPPETS
from tests.sandbox.demo.browsing import CERTUTIL, Log, browser

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(not CERTUTIL, reason="needs certutil (libnss3-tools)"),
]
HOME = "https://demoschool.test"

# What each leak must have sent to its recipient, word for word ({…}: the pupil's values, as in `encoded`).
LEAKS = {
    "leak-query-plain": "GET https://fout.meetplein.example/melding?mail={email} ",
    "leak-query-encoded": "?mail={email_url} ",
    "leak-path": "/melding/{number} ",
    "leak-base64": "?u={email_base64} ",
    "leak-base64url": "?u={email_base64url} ",
    "leak-hex": "?u={email_hex} ",
    "leak-md5": "/melding/portret/{email_md5} ",
    "leak-sha1": "?u={email_sha1} ",
    "leak-sha256": "?u={email_sha256} ",
    "leak-sha256-upper": "?u={email_sha256_upper} ",
    "leak-name-sha256": "?u={name_sha256} ",
    "leak-json-body": '}} {{"soort":"bezoek","wie":{{"nummer":"{number}"}}}}',
    "leak-form-body": "}} naam={first_name}",
    "leak-header": "'x-gebruiker': '{first_name}'",
    "leak-beacon": 'text/plain;charset=UTF-8',
    "leak-websocket": 'frame {{"mail":"{email}"}}',
    "leak-base64-json": "?data={email_base64_json} ",
    "leak-base64-twice": "?w={number_base64_twice} ",
    "leak-deflate": "content-type': 'application/x-bezoek'",
    "leak-multipart": "content-type': 'multipart/form-data; boundary=",  # the browser does not tell the parts
    "leak-protobuf": "content-type': 'application/x-protobuf'",
    "leak-fragment": '"plaats":"https://demoschool.test/start#wie={last_name_url}"',
    "leak-email-in-token": "?id_token=eyJhbGciOiJIUzI1NiJ9.{email_claim}.",
    "leak-session-token": '"soort":"bezoek","sessie":"',
    "leak-cookie": "'cookie': 'lezer={email}'",
    "key-logger": "}} {first_name} {last_name} {email} {number}",
    "password-logger": "}} {password}",
    "replay-unmasked": '"textContent":"Aangemeld als {first_name}"',
    "referrer-pupil-number": "'referer': 'https://demoschool.test/leerling/{number}'",
    "leak-gzip": "content-type': 'application/octet-stream'",
}


def encoded(pupil: Person) -> dict[str, str]:
    """The pupil's values, in each encoding that a leak uses; written apart from the school's own code."""
    mail, name = pupil.email.encode(), pupil.last_name.lower().encode()
    return {
        "email": pupil.email,
        "email_claim": base64.urlsafe_b64encode(b'{"email":"' + mail + b'"}').decode().rstrip("="),
        "first_name": pupil.first_name,
        "last_name": pupil.last_name,
        "number": str(pupil.pupil_number),
        "password": pupil.password,
        "email_url": quote(mail, safe=""),
        "email_base64": quote(base64.b64encode(mail)),
        "email_base64url": base64.urlsafe_b64encode(mail).decode().rstrip("="),
        "email_hex": mail.hex(),
        "email_md5": hashlib.md5(mail).hexdigest(),
        "email_sha1": hashlib.sha1(mail).hexdigest(),
        "email_sha256": hashlib.sha256(mail).hexdigest(),
        "email_sha256_upper": hashlib.sha256(mail.upper()).hexdigest(),
        "email_base64_json": quote(base64.b64encode(b'{"mail":"' + mail + b'"}')),
        "number_base64_twice": quote(base64.b64encode(base64.b64encode(str(pupil.pupil_number).encode()))),
        "last_name_url": quote(pupil.last_name, safe=""),
        "name_sha256": hashlib.sha256(name).hexdigest(),
    }


def pupil_of(demo: RunningDemo) -> Person:
    return next(person for person in demo.people if person.persona == "pupil")


async def sign_in(page: Page, pupil: Person) -> None:
    """Through the form, until the start page has greeted the pupil."""
    await page.goto(f"{HOME}/login")
    await page.get_by_label("Gebruikersnaam").fill(pupil.username)
    await page.get_by_label("Wachtwoord").fill(pupil.password)
    await page.get_by_role("button", name="Aanmelden").click()
    await page.get_by_text(f"Fijn dat je er bent, {pupil.first_name}!").wait_for()
    await page.wait_for_load_state("networkidle")


async def visit_all(page: Page, pupil: Person, choice: str | None) -> None:
    """Home, the cookie choice, sign-in, an exercise and a tour; each page is left only when it is quiet."""
    await page.goto(HOME, wait_until="networkidle")
    if choice:
        await page.get_by_role("button", name=choice).click()
        await page.wait_for_load_state("networkidle")
    await sign_in(page, pupil)
    await page.goto(f"{HOME}/homework")
    await page.get_by_role("link", name="Oefening 1").click()
    await page.get_by_label("Antwoord").fill(" ".join(pupil.known.values()))
    await page.get_by_role("button", name="Bewaar").click()
    await page.get_by_text("Bewaard").wait_for()
    for path in ("/profile", "/class", "/messages", "/settings/privacy"):
        await page.goto(HOME + path, wait_until="networkidle")


async def until_the_place_is_told(page: Page, log: Log) -> None:
    """Open the start page until both recipients have the position; a busy machine may lose one page's question."""
    place = {hosts.SCHOOL: '"lat":51.25', hosts.METER: "lat=51.25"}
    for _ in range(6):
        await page.goto(f"{HOME}/start")
        with contextlib.suppress(TimeoutError):
            await log.until(lambda: all(words in log.sent[host] for host, words in place.items()), 10)
            return
    raise AssertionError(f"nobody was told the position; next: print(log.sent[{hosts.SCHOOL!r}])")


def browse(demo: RunningDemo, scratch: Path, choice: str | None = None) -> tuple[Log, dict[str, object]]:
    """The log, and what was stored at the end: cookie names and localStorage keys."""

    async def run() -> tuple[Log, dict[str, object]]:
        async with browser(demo, scratch / "home") as (page, log):
            await visit_all(page, pupil_of(demo), choice)
            if "geo-to-own-api" in demo.faults:
                await until_the_place_is_told(page, log)
            if "replay-masked" in demo.faults:
                await log.until(lambda: hosts.REPLAY_POST in log.sent)  # every five seconds
            cookies = {str(cookie.get("name")) for cookie in await page.context.cookies()}
            local = set(await page.evaluate("Object.keys(localStorage)"))
        return log, {"cookies": cookies, "local": local}

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("choice", "video", "cookies"),
    [
        (None, False, {"__Host-sessie"}),
        ("Alles weigeren", False, {"__Host-sessie", "cookiekeuze"}),
        ("Alles accepteren", True, {"__Host-sessie", "cookiekeuze"}),
    ],
)
def test_the_safe_school_in_each_state_of_consent(
    tmp_path: Path, choice: str | None, video: bool, cookies: set[str]
) -> None:
    with demo_school([], tmp_path) as demo:
        log, stored = browse(demo, tmp_path, choice)
    assert set(log.sent) == {*hosts.OWN, hosts.CDN} | ({hosts.VIDEO} if video else set())
    outside = "".join(text for host, text in log.sent.items() if host not in hosts.OWN)
    assert "referer" not in outside.replace("'referer': ''", "")
    assert not any(value in outside for value in pupil_of(demo).known.values())
    assert all(value in log.sent[hosts.SCHOOL] or quote(value) in log.sent[hosts.SCHOOL]
               for value in pupil_of(demo).known.values())
    assert stored == {"cookies": cookies, "local": set()}
    assert log.calls == {"called toDataURL", "called startRendering"}  # the drawing and the metronome of the class
    assert not log.said


def test_the_camera_waits_for_the_button(tmp_path: Path) -> None:
    async def run(demo: RunningDemo) -> tuple[set[str], set[str]]:
        async with browser(demo, tmp_path / "home") as (page, log):
            await sign_in(page, pupil_of(demo))
            await page.goto(f"{HOME}/profile")
            before = set(log.calls)
            await page.get_by_role("button", name="Maak foto voor profiel").click()
            await page.get_by_text("De foto blijft op dit toestel.").or_(page.get_by_text("niet gestart")).wait_for()
            return before, set(log.calls)

    with demo_school([], tmp_path) as demo:
        assert asyncio.run(run(demo)) == (set(), {"called getUserMedia"})


def test_the_pages_are_accessible(tmp_path: Path) -> None:
    async def run(demo: RunningDemo) -> dict[str, list[str]]:
        found = {}
        async with browser(demo, tmp_path / "home") as (page, _):
            await sign_in(page, pupil_of(demo))
            for path in ("/", "/start", "/homework/1", "/messages", "/profile", "/settings/privacy", "/privacy"):
                await page.goto(HOME + path)
                found[path] = [problem["id"] for problem in (await Axe().run(page)).response["violations"]]
        return found

    with demo_school([], tmp_path) as demo:
        found = asyncio.run(run(demo))
    assert len(found) == 7
    assert not any(found.values()), found


def test_every_fault_reaches_the_recipients_that_it_names(tmp_path: Path) -> None:
    """All that act in a page, at once: what each claims to send must have been sent where it says."""
    shy = {"hides-from-tools"}  # from this very browser, which says what it is
    active = [*(fault for fault in FAULTS if fault in SNIPPETS and fault not in shy), "referrer-pupil-number"]
    with demo_school(active, tmp_path) as demo:
        log, stored = browse(demo, tmp_path, "Alles weigeren")
    named = {host for fault in active for host in FAULTS[fault].recipients} - {hosts.STUN}
    assert set(log.sent) == named | {*hosts.OWN, hosts.CDN, hosts.CLOAK}
    assert log.calls == {
        "called getCurrentPosition", "called getUserMedia", "called toDataURL", "called measureText",
        "called startRendering", f"called stun:{hosts.STUN}:3478",
    }
    assert stored == {
        "cookies": {"__Host-sessie", "cookiekeuze", "kijker", "lezer", "uuid2"}, "local": {"bezoeker", "laatst", "profiel", "sessie", "terugkeer"},
    }
    assert any(line.startswith("Mixed Content") for line in log.said)
    assert any("/api/homework?naam=Adalberta" in path for path in log.paths)
    pupil = pupil_of(demo)
    missing = [
        fault for fault, words in LEAKS.items()
        if not any(words.format(**encoded(pupil)) in log.sent[host] for host in FAULTS[fault].recipients)
    ]
    assert not missing
    assert set(LEAKS) == {fault.id for fault in FAULTS.values() if "TRK-04" in fault.requirements}
    assert any(gzip.decompress(body) == f'{{"mail":"{pupil.email}"}}'.encode() for body in log.packed)
