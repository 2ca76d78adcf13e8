"""The demo school signs in at a certified provider that nobody made for this test: it is a client like any other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from harness.sandbox.demo import hosts
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.signon import BACK, BEGIN, Registration
from harness.sandbox.demo.signon_people import claims_of
from tests.sandbox.signon.school import CAST, CLIENT, SECRET, Wires, school_with
from tests.targets.panva.running import panva
from tests.targets.sdks.bundle import NotReachable

pytestmark = [pytest.mark.target, pytest.mark.xdist_group("panva")]

ISSUER = f"https://{hosts.IDP}"
FORM = re.compile(r'<form[^>]*action="([^"]+)"')
PUPIL = next(one for one in CAST if one.persona == "pupil")


def signed_in(folder: Path, faults: Iterable[str] = ()) -> tuple[int, str]:
    """Status of the page at which the login ended, and the text of the pupil's own page after it."""
    authority, ca, certificate = Authority(), folder / "ca.pem", folder / "idp.pem"
    ca.write_bytes(authority.pem)
    certificate.write_bytes(authority.leaf([hosts.IDP]))
    order = {"client": CLIENT, "secret": SECRET, "back": f"https://{hosts.SCHOOL}{BACK}", "certificate": str(certificate)}
    try:
        with panva({"issuer": ISSUER, **order}) as port:
            return asyncio.run(_login(port, ca, faults))
    except NotReachable as why:
        pytest.skip(f"no certified provider was met: the package registry gave nothing ({why})")


async def _login(port: int, ca: Path, faults: Iterable[str]) -> tuple[int, str]:
    wires = Wires(("127.0.0.1", port), ca)
    wires.carry(school_with(faults, Registration(ISSUER, f"127.0.0.1:{port}", str(ca), CLIENT, SECRET)))
    async with httpx.AsyncClient(transport=wires, follow_redirects=True, timeout=60) as browser:
        page = await browser.get(f"https://{hosts.SCHOOL}{BEGIN}")
        for answer in ({"prompt": "login", "login": claims_of(PUPIL)["sub"], "password": "any"}, {"prompt": "consent"}):
            form = FORM.search(page.text)
            if page.url.host != hosts.IDP or form is None:
                break
            page = await browser.post(urljoin(str(page.url), unescape(form[1])), data=answer)
        told = page.status_code, (await browser.get(f"https://{hosts.SCHOOL}/profile")).text
    await wires.end()
    return told


def test_the_sound_school_signs_in_there(tmp_path: Path) -> None:
    status, text = signed_in(tmp_path)
    assert status == 200
    assert str(PUPIL.pupil_number) in text


def test_a_school_without_pkce_is_turned_away_there(tmp_path: Path) -> None:
    status, text = signed_in(tmp_path, ["signon-no-pkce"])
    assert status == 403
    assert str(PUPIL.pupil_number) not in text
