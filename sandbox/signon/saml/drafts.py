"""What an answer says before it is signed, and the XML of it (SAML 2.0 core, 2 and 3; profiles, 4.1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from harness.sandbox.signon.logins import Claims
from harness.sandbox.signon.saml import names
from harness.sandbox.signon.saml.names import in_assertion, in_protocol

LIFE, HOUR, EARLY = 300, 3600, 30
"""Seconds: how long an answer lives, by how much one is too old or too new, how far clocks may differ."""
NAME = "name_id"
"""The claim that is the name identifier; all others are attributes."""
OTHER_ISSUER = "https://another-provider.example/saml"
OTHER_PLACE = "https://another-service.example/saml"


def new_id() -> str:
    """An identifier of an element; XML wants a letter or a line first."""
    return f"_{secrets.token_hex(16)}"


@dataclass
class Draft:
    """One answer for `audience` at `acs`, about `person`; times are seconds since 1970."""

    person: Claims
    issuer: str
    audience: str
    recipient: str
    destination: str
    answers: str
    now: float
    begins: float = field(init=False)
    ends: float = field(init=False)
    confirmed: float = field(init=False)

    def __post_init__(self) -> None:
        """Valid from just now, for a few minutes."""
        self.begins, self.ends, self.confirmed = self.now - EARLY, self.now + LIFE, self.now + LIFE


def _expired(draft: Draft) -> None:
    draft.begins, draft.ends = draft.now - 2 * HOUR, draft.now - HOUR


def _confirmation_expired(draft: Draft) -> None:
    draft.confirmed = draft.now - HOUR


def _not_yet_valid(draft: Draft) -> None:
    draft.begins, draft.ends = draft.now + HOUR, draft.now + 2 * HOUR


def _set(name: str, value: str) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft, name, value)


def _unknown_request(draft: Draft) -> None:
    draft.answers = new_id()


DRAFTED: Mapping[str, Callable[[Draft], None]] = {
    "audience": _set("audience", OTHER_PLACE),
    "recipient": _set("recipient", OTHER_PLACE),
    "destination": _set("destination", OTHER_PLACE),
    "expired": _expired,
    "confirmation-expired": _confirmation_expired,
    "not-yet-valid": _not_yet_valid,
    "in-response-to": _unknown_request,
    "issuer": _set("issuer", OTHER_ISSUER),
}
"""Case id → what it changes before anything is signed."""


def response(draft: Draft) -> etree._Element:
    """A `Response` with one `Assertion`, unsigned."""
    root = etree.Element(in_protocol("Response"), nsmap={"samlp": names.PROTOCOL, "saml": names.ASSERTION})
    _head(root, draft)
    root.set("Destination", draft.destination)
    root.set("InResponseTo", draft.answers)
    status = etree.SubElement(root, in_protocol("Status"))
    etree.SubElement(status, in_protocol("StatusCode"), Value=names.SUCCESS)
    assertion = etree.SubElement(root, in_assertion("Assertion"))
    _head(assertion, draft)
    _subject(assertion, draft)
    _conditions(assertion, draft)
    _login(assertion, draft)
    tell(assertion, draft.person)
    return root


def _head(element: etree._Element, draft: Draft) -> None:
    for name, value in (("ID", new_id()), ("Version", "2.0"), ("IssueInstant", instant(draft.now))):
        element.set(name, value)
    etree.SubElement(element, in_assertion("Issuer")).text = draft.issuer


def _subject(assertion: etree._Element, draft: Draft) -> None:
    subject = etree.SubElement(assertion, in_assertion("Subject"))
    etree.SubElement(subject, in_assertion("NameID"), Format=names.PERSISTENT)
    confirmation = etree.SubElement(subject, in_assertion("SubjectConfirmation"), Method=names.BEARER)
    etree.SubElement(
        confirmation, in_assertion("SubjectConfirmationData"), InResponseTo=draft.answers,
        NotOnOrAfter=instant(draft.confirmed), Recipient=draft.recipient,
    )


def _conditions(assertion: etree._Element, draft: Draft) -> None:
    valid = {"NotBefore": instant(draft.begins), "NotOnOrAfter": instant(draft.ends)}
    conditions = etree.SubElement(assertion, in_assertion("Conditions"), valid)
    limit = etree.SubElement(conditions, in_assertion("AudienceRestriction"))
    etree.SubElement(limit, in_assertion("Audience")).text = draft.audience


def _login(assertion: etree._Element, draft: Draft) -> None:
    about = {"AuthnInstant": instant(draft.now), "SessionIndex": new_id()}
    statement = etree.SubElement(assertion, in_assertion("AuthnStatement"), about)
    context = etree.SubElement(statement, in_assertion("AuthnContext"))
    etree.SubElement(context, in_assertion("AuthnContextClassRef")).text = names.PASSWORD


def tell(assertion: etree._Element, person: Claims) -> None:
    """Make this assertion about this person, whoever it was about."""
    name = assertion.find("saml:Subject/saml:NameID", names.PREFIXES)
    assert name is not None
    name.text = str(person[NAME])
    for old in assertion.findall("saml:AttributeStatement", names.PREFIXES):
        assertion.remove(old)
    attributes = {key: value for key, value in person.items() if key != NAME}
    if not attributes:
        return
    statement = etree.SubElement(assertion, in_assertion("AttributeStatement"))
    for key, value in attributes.items():
        attribute = etree.SubElement(statement, in_assertion("Attribute"), Name=key, NameFormat=names.BASIC)
        for one in value if isinstance(value, list) else [value]:
            etree.SubElement(attribute, in_assertion("AttributeValue")).text = str(one)


def told(assertion: etree._Element) -> list[etree._Element]:
    """The elements whose texts say whom it is about."""
    paths = ("saml:Subject/saml:NameID", "saml:AttributeStatement/saml:Attribute/saml:AttributeValue")
    return [one for path in paths for one in assertion.findall(path, names.PREFIXES)]


def instant(seconds: float) -> str:
    """A time as SAML writes it: UTC, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
