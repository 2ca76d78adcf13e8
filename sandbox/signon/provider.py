"""An OpenID Connect provider of our own. It signs in whom it is told to, and spoils the answer as it is told to.

It keeps to the code flow, as ACM/IDM does. What a real provider would refuse (a wrong verifier, a wrong secret, a code
that was used) it refuses too, except where the case is that it does not.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.sandbox.signon.answers import Answer, Deliveries
from harness.sandbox.signon.logins import Claims, Login
from harness.sandbox.signon.tokens import ALGORITHM, OTHER_ISSUER, Keys, id_token

MOST_CODES = 1000


@dataclass(frozen=True)
class Client:
    """The app under test, as it is registered with us: its secret, and the hosts to which answers may go."""

    id: str
    secret: str | None = field(repr=False)
    hosts: tuple[str, ...]


class Provider(Deliveries):
    """`issuer` is the address that the app knows us by; `metadata` are more fields of the discovery document."""

    def __init__(
        self, issuer: str, client: Client, *, metadata: Mapping[str, object] | None = None, keys: Keys | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(issuer)
        self.client = client
        self.keys = keys or Keys()
        self.login = Login({})
        self._metadata = dict(metadata or {})
        self._clock = clock
        self._codes: dict[str, Login] = {}
        self._tokens: dict[str, Login] = {}

    def sign_in(self, person: Claims, *, fault: str = "", informs: Claims | None = None) -> Login:
        """The next login is this one; what is noted about it stands in what is returned."""
        self.login = Login(person, informs, fault)
        return self.login

    def discovery(self) -> dict[str, object]:
        """The metadata (OpenID Connect Discovery 1.0, 3)."""
        self.login.discovered = True
        at = self.issuer
        return {
            "issuer": OTHER_ISSUER if self.login.fault == "metadata-issuer" else at,
            "authorization_endpoint": f"{at}/v1/auth", "token_endpoint": f"{at}/v1/token",
            "userinfo_endpoint": f"{at}/v1/userinfo", "jwks_uri": f"{at}/v1/keys",
            "end_session_endpoint": f"{at}/v1/logout",
            "response_types_supported": ["code"], "response_modes_supported": ["query", "fragment", "form_post"],
            "grant_types_supported": ["authorization_code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
            ],
            "authorization_response_iss_parameter_supported": True,
            **self._metadata,
        }

    def authorize(self, asked: Mapping[str, str]) -> Answer | None:
        """The answer to an authorization request; None when it is not for our client, or would go elsewhere."""
        login, address = self.login, asked.get("redirect_uri", "")
        login.asked = dict(asked)
        if asked.get("client_id") != self.client.id or not self._own(address):
            return None
        code = secrets.token_urlsafe(24)
        while len(self._codes) >= MOST_CODES:
            del self._codes[next(iter(self._codes))]
        self._codes[code] = login
        values = {"code": code, "state": asked.get("state", ""), "iss": self.issuer}
        return Answer(address, asked.get("response_mode", "query"), _spoilt(login.fault, values))

    def _own(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and (parts.hostname or "") in self.client.hosts

    def login_of(self, code: str) -> Login | None:
        """Whose code this is. A code works once, except where the case is that it is used again."""
        login = self._codes.get(code)
        if login is not None and login.fault != "code-again":
            del self._codes[code]
        return login

    def tokens(self, login: Login) -> dict[str, object]:
        """What the app gets for its code."""
        access = secrets.token_urlsafe(24)
        while len(self._tokens) >= MOST_CODES:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[access] = login
        claims = {name: value for name, value in login.person.items() if name != "acr" or "acr_values" in login.asked}
        token = id_token(
            self.keys, claims, issuer=self.issuer, client=self.client.id, nonce=login.asked.get("nonce"),
            now=int(self._clock()), fault=login.fault, strange_keys=f"{self.issuer}/v1/other-keys",
        )
        login.fetched.set()
        return {"access_token": access, "token_type": "Bearer", "expires_in": 3600, "id_token": token}

    def userinfo(self, access: str) -> Claims | None:
        """What is known of who signed in with this access token; None for a token that we never gave."""
        login = self._tokens.get(access)
        if login is None:
            return None
        login.informed = True
        return login.person if login.informs is None else login.informs


def _spoilt(fault: str, values: Mapping[str, str]) -> dict[str, str]:
    changed = dict(values)
    if fault == "state":
        changed["state"] = secrets.token_urlsafe(16)
    if fault == "state-missing" or not changed["state"]:
        changed.pop("state")
    if fault == "iss-parameter":
        changed["iss"] = OTHER_ISSUER
    if fault == "iss-parameter-missing":
        changed.pop("iss")
    return changed
