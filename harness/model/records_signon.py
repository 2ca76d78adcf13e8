"""Records of single sign-on: logins at an identity provider of ours, spoilt or odd, each between two good ones."""

from __future__ import annotations

from harness.model.records import Record


class SignOnTried(Record, kw_only=True):
    """`probes/signon.jsonl`: one spoilt login of `persona`.

    `case` is its only fault. `before`, `after`: the good logins around it opened the persona's own account, seen by a
    planted value that neither a stranger sees nor the provider sent. `delivered`: the app took in what was spoilt.
    `inside`: whose account the spoilt login opened, empty for nobody's. `status` of the page at which it ended.
    `strayed`: keys were fetched from where the token said. `reason`: a code for why nothing can be told.
    """

    persona: str
    case: str
    before: bool
    after: bool
    protocol: str = "oidc"
    delivered: bool = False
    inside: str = ""
    status: int | None = None
    strayed: bool = False
    shot: str | None = None
    reason: str = ""


class IdentityTried(Record, kw_only=True):
    """`probes/identity.jsonl`: one login with odd claims, of the sheet `data` (name and version).

    `expected`: "same" (the persona's account opens), "never" (that one does not), "same-or-refused". The other fields
    as in `SignOnTried`.
    """

    persona: str
    data: str
    scenario: str
    expected: str
    before: bool
    after: bool
    delivered: bool = False
    inside: str = ""
    status: int | None = None
    shot: str | None = None
    reason: str = ""


class AuthorizeAsked(Record, kw_only=True):
    """`probes/authorize.jsonl`: what the app asked of our provider in one good login.

    `method` is that of PKCE ("" without), `verifier` how the code verifier was: matches, missing, wrong or unasked.
    `state`, `nonce` and `challenge` are keyed digests: equal ones were equal. `client` is how the app proved itself.
    `secret`: one stood in the address. `informed`: it asked userinfo as well.
    """

    persona: str
    response_type: str = ""
    scopes: tuple[str, ...] = ()
    redirect: str = ""
    method: str = ""
    verifier: str = ""
    state: str = ""
    nonce: str = ""
    challenge: str = ""
    client: str = ""
    secret: bool = False
    informed: bool = False


class SamlAsked(Record, kw_only=True):
    """`probes/saml-request.jsonl`: what the app asked of our SAML provider in one login.

    `binding`: "redirect" or "post". `signed`: "valid", "wrong", "missing", or "unread" where the app's certificate is
    not known. `algorithm`: such as "rsa-sha256". `acs`: where the answer is wanted, without query; empty when the
    request does not say. `id` is a keyed digest: equal ones were equal.
    """

    persona: str
    binding: str
    signed: str
    algorithm: str = ""
    acs: str = ""
    id: str = ""
