"""A SAML identity provider of our own. It signs in whom it is told to, and spoils the answer as it is told to."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography import x509
from lxml import etree

from harness.profile.saml_metadata import saml_metadata
from harness.sandbox.signon.answers import Answer, Deliveries
from harness.sandbox.signon.logins import Claims, Login
from harness.sandbox.signon.saml import names
from harness.sandbox.signon.saml.asking import Asked
from harness.sandbox.signon.saml.cases import Style
from harness.sandbox.signon.saml.drafts import DRAFTED, Draft, response, tell, told
from harness.sandbox.signon.saml.signing import Signer, Signers
from harness.sandbox.signon.saml.wrapping import VARIANTS, wrapped

FORGED = {"altered", *VARIANTS}
"""Cases in which the provider signs for a stranger, and somebody makes the pupil of it afterwards."""
MOST_NOTED = 50
BEHIND = ".other"
"""What stands behind a comment: the signed name is another one, for whoever reads it whole."""


@dataclass(frozen=True)
class Service:
    """The app under test as it is registered with us: its name (entity id), where it takes answers when it does not
    say so itself, the hosts to which answers may go, and its certificate.
    """

    entity: str
    acs: str
    hosts: tuple[str, ...]
    certificate: x509.Certificate | None = None


class SamlProvider(Deliveries):
    """`issuer` is its entity id and the address below which it stands; `style` is what it signs in an answer."""

    def __init__(
        self, issuer: str, service: Service, signers: Signers, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(issuer)
        self.service = service
        self.signers = signers
        self.style: Style = "assertion"
        self.login = Login({})
        self.asked: list[Asked] = []
        self._clock = clock
        self._mark = secrets.token_hex(4)

    def sign_in(self, person: Claims, *, fault: str = "", informs: Claims | None = None) -> Login:
        """The next login is this one; what is noted about it stands in what is returned."""
        self.login = Login(person, informs, fault)
        return self.login

    def metadata(self) -> str:
        """What the app has to know of us."""
        return saml_metadata(self.issuer, self.signers.good.base64)

    def answer(self, asked: Asked) -> Answer | None:
        """The answer to a request; None when it is not of our app, or would go elsewhere."""
        if len(self.asked) < MOST_NOTED:
            self.asked.append(asked)
        address = asked.acs or self.service.acs
        if asked.issuer != self.service.entity or not asked.id or not self._own(address):
            return None
        xml = etree.tostring(self._document(asked, address), encoding="UTF-8", xml_declaration=True)
        values = {"SAMLResponse": base64.b64encode(xml).decode()}
        return Answer(address, "form_post", {**values, "RelayState": asked.relay} if asked.relay else values)

    def _own(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            return parts.scheme in ("http", "https") and (parts.hostname or "") in self.service.hosts
        except ValueError:
            return False

    def _document(self, asked: Asked, address: str) -> etree._Element:
        login = self.login
        draft = Draft(
            self._about(login), self.issuer, self.service.entity, address, address, asked.id, self._clock()
        )
        if login.fault in DRAFTED:
            DRAFTED[login.fault](draft)
        return self._spoilt(self._signed(response(draft), login.fault), login)

    def _about(self, login: Login) -> Claims:
        """Whom the signed answer is about."""
        if login.fault == "comment":
            return _changed(login.person, lambda text: text + BEHIND)
        return _changed(login.person, self._stranger) if login.fault in FORGED else login.person

    def _stranger(self, text: str) -> str:
        """The same for each answer of this provider: an app that makes accounts makes no more than one."""
        return f"somebody-else-{self._mark}"

    def _signed(self, root: etree._Element, fault: str) -> etree._Element:
        signer = self._signer(fault)
        if signer is None:
            return root
        if self.style in ("assertion", "both"):
            (assertion,) = root.findall("saml:Assertion", names.PREFIXES)
            root.replace(assertion, signer.signed(deepcopy(assertion)))
        return signer.signed(root) if self.style in ("response", "both") else root

    def _signer(self, fault: str) -> Signer | None:
        if fault == "unsigned":
            return None
        return {"wrong-key": self.signers.borrowed, "own-certificate": self.signers.own}.get(fault, self.signers.good)

    def _spoilt(self, root: etree._Element, login: Login) -> etree._Element:
        """What is changed after signing."""

        def forge(assertion: etree._Element) -> None:
            tell(assertion, login.person)

        if login.fault in VARIANTS:
            return wrapped(login.fault, root, forge)
        (assertion,) = root.findall("saml:Assertion", names.PREFIXES)
        if login.fault == "altered":
            forge(assertion)
        if login.fault == "comment":
            for element in told(assertion):
                _split(element)
        return root


def _split(element: etree._Element) -> None:
    """Put a comment into the text: canonical XML leaves it out, so the signature stays valid."""
    element.text = (element.text or "").removesuffix(BEHIND)
    comment = etree.Comment("")
    comment.tail = BEHIND
    element.append(comment)


def _changed(person: Claims, change: Callable[[str], str]) -> Claims:
    """The same claims with every text changed."""
    return {
        name: [change(str(one)) for one in value] if isinstance(value, list) else change(str(value))
        for name, value in person.items()
    }
