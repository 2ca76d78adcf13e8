"""Every fault is described, can be switched on alone, and changes something; without faults nothing is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from harness.errors import MisuseError
from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault_accounts import ACCOUNT_FAULTS  # these show in new accounts: test_enrolling.py
from harness.sandbox.demo.fault_joining import JOINING  # in test_joining.py
from harness.sandbox.demo.fault_live import LIVE  # in test_live.py
from harness.sandbox.demo.fault_passwords import PASSWORDS  # in tests/sandbox/passwords
from harness.sandbox.demo.fault_resets import RESETS  # there too
from harness.sandbox.demo.faults import FAULTS, LEAKY, Fault, resolve_faults, switches
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.signon_place import SIGNON
from harness.sandbox.demo.snippets import SNIPPETS
from tests.sandbox.demo.observation import observe
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

COVERED = {
    "TRK-01", "TRK-02", "TRK-03", "TRK-04", "TRK-05", "SES-01", "SES-03", "NET-03", "APP-01", "APP-02", "DAT-02",
    "SET-01", "SET-03", "SET-04", "SET-05",
}

# fault → where it shows, and what must (or, with "not ", must not) stand there.
EXPECTED = {
    "cookie-no-secure": ("anonymous /login", r"not sessie=S;.* Secure"),
    "cookie-no-httponly": ("anonymous /login", r"not __Host-sessie=S;.*HttpOnly"),
    "cookie-no-samesite": ("anonymous /login", r"not __Host-sessie=S;.*SameSite"),
    "cookie-samesite-none": ("anonymous /login", r"__Host-sessie=S;.*SameSite=None"),
    "cookie-no-prefix": ("anonymous /login", r"set-cookie: sessie=S; Path=/; Secure; HttpOnly; SameSite=Lax"),
    "session-not-renewed": ("renewed", "False"),
    "session-old-valid": ("old id", "Dag Adalberta"),
    "session-in-url": ("sign-in", r"location: /start\?sessie=S"),
    "logout-keeps-session": ("after sign-out", "Dag Adalberta"),
    "logout-keeps-name": ("pupil /start", 'localStorage.setItem."laatst"'),
    "logout-keeps-cache": ("sign-out", "not clear-site-data"),
    "back-shows-page": ("pupil /profile", "not no-store"),
    "session-never-ends": ("an hour later", "Dag Adalberta"),
    "csrf-no-token": ("elsewhere: note", "^303"),
    "csrf-by-get": ("elsewhere: link", "^303"),
    "csrf-token-unchecked": ("elsewhere: task", "^303"),
    "csrf-json-as-text": ("elsewhere: idea", "^200"),
    "no-hsts": ("anonymous /", "not strict-transport-security"),
    "short-hsts": ("anonymous /", r"strict-transport-security: max-age=86400\n"),
    "http-serves-pages": ("plain /", "^200"),
    "no-nosniff": ("pupil /start", "not nosniff"),
    "framable": ("pupil /start", "not frame-ancestors|x-frame-options"),
    "error-page-bare": ("anonymous /bestaat-niet", "not nosniff|frame|content-security-policy"),
    "no-csp": ("pupil /start", "not content-security-policy"),
    "weak-csp": ("pupil /start", "'unsafe-inline'"),
    "cors-reflect": ("from https://kwaad.example", "allow-origin: https://kwaad.example\n.*credentials: true"),
    "cors-null": ("from null", "allow-origin: null\n.*credentials: true"),
    "cors-star": ("pupil /api/class", r"allow-origin: \*"),
    "name-in-query": ("pupil /start", r"naam="),
    "number-in-query": ("pupil /homework", r"/homework/1\?leerling=LL-83K2-771"),
    "page-cached": ("pupil /profile", "not no-store"),
    "api-cached": ("pupil /api/me", "not no-store"),
    "referrer-pupil-number": ("pupil /leerling/LL-83K2-771", "Mijn profiel"),
    "consent-preset": ("anonymous /", "not Alles weigeren"),
    "recommendations-stay": ("off again", "/api/aanbevelingen"),
    "cookie-before-choice": ("anonymous /", "set-cookie: _dm=V;.*Max-Age=63072000"),
}


@pytest.fixture(scope="module")
def safe(people: People) -> Callable[[Visitors], dict[str, str]]:
    """The school without faults, seen once."""
    kept: dict[str, str] = {}

    def look(visitor: Visitors) -> dict[str, str]:
        if not kept:
            kept.update(observe(visitor, people["ada"]))
        return kept

    return look


@pytest.mark.parametrize(
    "fault",  # sign-on: tests/sandbox/signon
    [
        id for id, one in FAULTS.items()
        if one not in ACCOUNT_FAULTS and not one.others and id not in SIGNON | PASSWORDS | RESETS | JOINING | LIVE
    ],
)
def test_each_fault_alone_shows(
    fault: str, visitor: Visitors, people: People, safe: Callable[[Visitors], dict[str, str]]
) -> None:
    clean, seen = safe(visitor), observe(visitor, people["ada"], fault)
    assert seen != clean
    if fault in EXPECTED:
        where, pattern = EXPECTED[fault]
        wanted = not pattern.startswith("not ")
        pattern = pattern.removeprefix("not ")
        assert bool(re.search(pattern, seen[where])) is wanted, seen[where]
        assert bool(re.search(pattern, clean[where])) is not wanted, clean[where]


def test_two_visits_to_the_safe_school_look_alike(
    visitor: Visitors, people: People, safe: Callable[[Visitors], dict[str, str]]
) -> None:
    assert observe(visitor, people["ada"]) == safe(visitor)


def test_the_safe_school_mentions_no_recipient_but_the_declared_ones(
    visitor: Visitors, safe: Callable[[Visitors], dict[str, str]]
) -> None:
    text = "".join(safe(visitor).values())
    outside = {host for fault in FAULTS.values() for host in fault.recipients} - {hosts.CDN, hosts.VIDEO}
    assert not [host for host in outside if host in text]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_fault_is_described(fault: Fault) -> None:
    assert fault.requirements
    assert fault.requirements == tuple(sorted(fault.requirements))
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", one) for one in (*fault.requirements, *fault.also))
    assert set(fault.recommended) <= set(fault.requirements)
    assert not set(fault.also) & set(fault.requirements)
    assert all((fault.title_en, fault.title_nl))
    assert not set(fault.recipients) & set(hosts.OWN)
    assert all(":" in one for one in fault.data)
    declared = {host for one in hosts.DECLARED for host in one.hosts}
    assert ("TRK-01" in fault.requirements) is not (set(fault.recipients) <= declared)
    assert ("TRK-04" in fault.requirements) <= bool(fault.data or fault.told)


def test_every_snippet_belongs_to_a_fault() -> None:
    assert set(SNIPPETS) <= set(FAULTS)


def test_the_presets() -> None:
    assert resolve_faults("safe") == frozenset()
    assert resolve_faults("leaky") == LEAKY
    assert {one for fault in LEAKY for one in FAULTS[fault].requirements} >= COVERED
    assert resolve_faults("safe", ["no-hsts"]) == {"no-hsts"}


@pytest.mark.parametrize(
    ("preset", "extra", "told"),
    [
        ("halfway", [], "safe, leaky"),
        ("safe", ["no-htst"], "did you mean no-hsts"),
        ("leaky", ["§"], "there are: font-undeclared, "),
    ],
)
def test_an_unknown_name_is_told(preset: str, extra: list[str], told: str) -> None:
    with pytest.raises(MisuseError, match=told):
        resolve_faults(preset, extra)


def test_a_page_that_asks_for_an_unknown_fault_fails() -> None:
    with pytest.raises(KeyError):
        switches(["no-hsts"]).on("no-such-fault")
    with pytest.raises(KeyError):
        switches(["no-such-fault"])
