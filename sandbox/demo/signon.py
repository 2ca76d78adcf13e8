"""Sign-in with a school account: an OpenID Connect client (code flow with PKCE), sound unless a fault is on."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.signon_people import SchoolPeople
from harness.sandbox.demo.signon_token import Expected, RefusedError, verified

if TYPE_CHECKING:
    import httpx

BEGIN, BACK = "/login/schoolaccount", "/login/schoolaccount/terug"
SCOPES = ("openid", "profile")
LEVEL = "urn:be:vlaanderen:authmech:csampassword"
SECONDS = 10.0
_MOST = 1000


@dataclass(frozen=True)
class Registration:
    """How the school is known at its identity provider. `address` is where that is on this machine, `ca` a PEM file."""

    issuer: str
    address: str
    ca: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Pending:
    """What one browser owes an answer to."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """The verifier, hashed (RFC 7636, S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class SchoolAccounts:
    """The client: what it asks, and whom it believes."""

    def __init__(self, registration: Registration, people: Iterable[Person], faults: Switches) -> None:
        self.registration = registration
        self._faults = faults
        self._people = SchoolPeople(people, faults)
        self._pending: dict[str, Pending] = {}
        self._finished: dict[str, str] = {}
        self._http: httpx.AsyncClient | None = None

    async def begin(self, browser: str) -> str:
        """Where to send this browser (its session id)."""
        metadata = await self._metadata()
        pending = Pending(nonce="demoschool") if self._faults.on("signon-fixed-nonce") else Pending()
        while len(self._pending) >= _MOST:
            del self._pending[next(iter(self._pending))]
        self._pending[browser] = pending
        return f"{metadata['authorization_endpoint']}?{urlencode(self._request(pending))}"

    def _request(self, pending: Pending) -> dict[str, str]:
        on, plain = self._faults.on, self._faults.on("signon-pkce-plain")
        challenge = {
            "code_challenge": pending.verifier if plain else pending.challenge,
            "code_challenge_method": "plain" if plain else "S256",
        }
        more = [name for name, fault in (("rrn", "signon-asks-rrn"), ("vo", "signon-asks-more")) if on(fault)]
        return {
            "response_type": "code", "client_id": self.registration.client_id, "redirect_uri": self._back(),
            "scope": " ".join((*SCOPES, *more)), "state": pending.state, "nonce": pending.nonce,
            **({} if on("signon-no-pkce") else challenge),
            **({"acr_values": LEVEL} if on("signon-needs-acr") else {}),
        }

    def _back(self) -> str:
        return f"{'http' if self._faults.on('signon-back-plain') else 'https'}://{hosts.SCHOOL}{BACK}"

    async def finish(self, browser: str | None, answer: Mapping[str, str]) -> str:
        """The username of who came back with this answer. Raises RefusedError when the answer is not believed."""
        state = answer.get("state", "")
        if self._faults.on("signon-code-again") and state in self._finished:
            return self._finished[state]
        pending = self._owed(browser, state)
        metadata = await self._metadata()
        self._check_answer(answer, pending)
        tokens = await self._redeem(metadata, answer.get("code", ""), pending)
        expected = Expected(self.registration.issuer, self.registration.client_id, pending.nonce)
        keys = await self._ask("GET", metadata["jwks_uri"])
        claims = await verified(tokens["id_token"], keys, expected, time.time(), self._faults, self._fetch)
        person = await self._informed(metadata, tokens["access_token"], claims)
        username = self._people.username(person)
        if username is None:
            raise RefusedError("nobody here has this school account")
        self._finished[state] = username
        return username

    def _owed(self, browser: str | None, state: str) -> Pending:
        """What this very browser began; it can be finished once."""
        pending = self._pending.pop(browser or "", None)
        if pending is None and self._faults.on("signon-other-browser"):
            holder = next((name for name, one in self._pending.items() if one.state == state), "")
            pending = self._pending.pop(holder, None)
        if pending is None:
            raise RefusedError("this browser began no login")
        return pending

    def _check_answer(self, answer: Mapping[str, str], pending: Pending) -> None:
        on = self._faults.on
        state, issuer = answer.get("state"), answer.get("iss")
        if state is None:
            if not on("signon-state-missing"):
                raise RefusedError("the answer has no state")
        elif not hmac.compare_digest(state.encode(), pending.state.encode()) and not on("signon-state"):
            raise RefusedError("the state is not ours")
        if issuer is None:
            if not on("signon-iss-parameter-missing"):
                raise RefusedError("the answer does not say who gave it")
        elif issuer != self.registration.issuer and not on("signon-iss-parameter"):
            raise RefusedError("another provider gave this answer")

    async def _redeem(self, metadata: Mapping[str, Any], code: str, pending: Pending) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._back()}
        if not self._faults.on("signon-no-pkce"):
            form["code_verifier"] = pending.verifier
        known = (quote_plus(self.registration.client_id), quote_plus(self.registration.client_secret))
        tokens: dict[str, Any] = await self._ask("POST", metadata["token_endpoint"], data=form, auth=known)
        return tokens

    async def _informed(self, metadata: Mapping[str, Any], access: str, claims: Mapping[str, Any]) -> dict[str, Any]:
        """The token's claims, and what userinfo adds about the same person."""
        told = await self._ask("GET", metadata["userinfo_endpoint"], headers={"authorization": f"Bearer {access}"})
        same = "sub" not in told or told["sub"] == claims.get("sub")
        if not same and not self._faults.on("signon-mixed-user"):
            raise RefusedError("userinfo is about somebody else")
        about = {**claims, **told}
        return {name: value for name, value in about.items() if name in told or name in ("sub", "acr")}

    async def _metadata(self) -> dict[str, Any]:
        issuer = self.registration.issuer
        found: dict[str, Any] = await self._ask("GET", f"{issuer}/.well-known/openid-configuration")
        if found.get("issuer") != issuer and not self._faults.on("signon-metadata-issuer"):
            raise RefusedError("the metadata are another provider's")
        return found

    async def _fetch(self, url: str) -> Any:
        return await self._ask("GET", url)

    async def _ask(self, method: str, url: str, **more: Any) -> Any:
        """Ask the provider, at the address where it is; any answer but 200 with JSON is a refusal."""
        import httpx  # a school without a provider starts without it

        parts = urlsplit(url)
        if parts.hostname != urlsplit(self.registration.issuer).hostname:
            raise RefusedError("that is not our provider")
        if self._http is None:
            context = ssl.create_default_context(cafile=self.registration.ca)
            self._http = httpx.AsyncClient(verify=context, timeout=SECONDS, trust_env=False)
        target = urlunsplit((parts.scheme, self.registration.address, parts.path, parts.query, ""))
        headers = {"host": parts.netloc, **more.pop("headers", {})}
        try:
            answer = await self._http.request(
                method, target, headers=headers, extensions={"sni_hostname": parts.hostname}, **more
            )
            if answer.status_code == 200:
                return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RefusedError(f"the provider cannot be asked: {type(error).__name__}") from error
        raise RefusedError(f"the provider refuses: {answer.status_code}")


async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    accounts = demo(request).school_accounts
    if accounts is None:
        return RedirectResponse("/login", 303)
    try:
        return RedirectResponse(await accounts.begin(visit(request).open().token), 303)
    except RefusedError as why:
        return _refused(request, why)


async def back(request: Request) -> Response:
    """Take the answer that the browser brings back."""
    accounts, session = demo(request).school_accounts, visit(request).session
    if accounts is None:
        return RedirectResponse("/login", 303)
    try:
        username = await accounts.finish(session.token if session else None, request.query_params)
    except RefusedError as why:
        return _refused(request, why)
    demo(request).sessions.sign_in(visit(request).open(), username)
    return RedirectResponse("/start", 303)


def _refused(request: Request, why: RefusedError) -> Response:
    return render(request, "signon.html", 403, why=str(why))


ROUTES = [Route(BEGIN, begin), Route(BACK, back)]
