"""Sign-in by SAML: a service provider that signs its requests, sound unless a fault is on."""

from __future__ import annotations

import base64
import secrets
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.signon_people import claims_of
from harness.sandbox.demo.signon_token import RefusedError

BEGIN, BACK = "/login/saml", "/login/saml/terug"
ENTITY = f"https://{hosts.SCHOOL}/saml"
ALGORITHM = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
WEAK = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
COOKIE = "__Host-saml"
"""Which login this browser began. The answer is posted from elsewhere: the session's own cookie does not come along."""
_MOST = 1000


@dataclass(frozen=True)
class Federation:
    """How the school knows its identity provider, and its own key (PEM, both)."""

    issuer: str
    certificate: str
    key: str = field(repr=False)


def saml_claims(person: Person) -> dict[str, str]:
    """What the provider says of this person."""
    about = claims_of(person)
    return {"name_id": about["sub"], **{name: about[name] for name in ("given_name", "family_name", "email")}}


class SchoolSaml:
    """The service: what it asks, and whom it believes."""

    def __init__(self, federation: Federation, people: Iterable[Person], faults: Switches) -> None:
        key = load_pem_private_key(federation.key.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        self._issuer = federation.issuer
        self._certificate = x509.load_pem_x509_certificate(federation.certificate.encode())
        self._people = {saml_claims(person)["name_id"]: person.username for person in people}
        self._faults = faults
        self._pending: dict[str, str] = {}
        self._finished: dict[str, str] = {}

    def begin(self) -> tuple[str, str]:
        """Where to send a browser, and what it has to remember meanwhile."""
        browser, request = secrets.token_urlsafe(24), f"_{secrets.token_hex(16)}"
        while len(self._pending) >= _MOST:
            del self._pending[next(iter(self._pending))]
        self._pending[browser] = request
        deflater = zlib.compressobj(wbits=-15)
        packed = deflater.compress(self._request(request).encode()) + deflater.flush()
        return f"{self._issuer}/sso?{self._signed(base64.b64encode(packed).decode())}", browser

    def _request(self, id: str) -> str:
        from harness.sandbox.demo.saml_answer import ASSERTION, PROTOCOL  # reads XML: who needs none starts faster

        values = {
            "xmlns:samlp": PROTOCOL, "xmlns:saml": ASSERTION, "ID": id, "Version": "2.0",
            "IssueInstant": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Destination": f"{self._issuer}/sso", "AssertionConsumerServiceURL": self._acs(),
        }
        told = " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())
        return f"<samlp:AuthnRequest {told}><saml:Issuer>{ENTITY}</saml:Issuer></samlp:AuthnRequest>"

    def _signed(self, request: str) -> str:
        query = f"SAMLRequest={quote(request, safe='')}"
        if self._faults.on("saml-request-unsigned"):
            return query
        weak = self._faults.on("saml-request-sha1")
        query += f"&SigAlg={quote(WEAK if weak else ALGORITHM, safe='')}"
        signature = self._key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA1() if weak else hashes.SHA256())
        return f"{query}&Signature={quote(base64.b64encode(signature).decode(), safe='')}"

    def _acs(self) -> str:
        return f"{'http' if self._faults.on('saml-back-plain') else 'https'}://{hosts.SCHOOL}{BACK}"

    def finish(self, browser: str, form: Mapping[str, str]) -> str:
        """The username of who came back with this answer. Raises RefusedError."""
        from harness.sandbox.demo.saml_answer import Expected, believed

        answer = form.get("SAMLResponse", "")
        request = self._pending.pop(browser, "")
        if self._faults.on("saml-replay"):
            request = self._finished.get(answer, request)
        if not request:
            raise RefusedError("this browser began no login")
        expected = Expected(self._issuer, ENTITY, self._acs(), request, self._certificate)
        name = believed(answer, expected, time.time(), self._faults)
        if name not in self._people:
            raise RefusedError("nobody here has this account")
        while len(self._finished) >= _MOST:
            del self._finished[next(iter(self._finished))]
        self._finished[answer] = request
        return self._people[name]


async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    service = demo(request).school_saml
    if service is None:
        return RedirectResponse("/login", 303)
    where, browser = service.begin()
    answer = RedirectResponse(where, 303)
    answer.set_cookie(COOKIE, browser, max_age=600, secure=True, httponly=True, samesite="none")
    return answer


async def back(request: Request) -> Response:
    """Take the answer that the browser posts."""
    service = demo(request).school_saml
    if service is None:
        return RedirectResponse("/login", 303)
    form = await request.form(max_files=0, max_fields=10)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        username = service.finish(request.cookies.get(COOKIE, ""), fields)
    except RefusedError as why:
        return render(request, "signon.html", 403, why=str(why))
    demo(request).sessions.sign_in(visit(request).open(), username)
    return RedirectResponse("/start", 303)


ROUTES = [Route(BEGIN, begin), Route(BACK, back, methods=["POST"])]
