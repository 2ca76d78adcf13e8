"""Whose account it is: people as a school account tells of them, and how the school knows them again.

A person is known by lasting identifiers, never by name or e-mail. The faults are apps that were seen to do otherwise.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.people import Person

type Claims = Mapping[str, Any]

ORGANISATIONS = {"a": ("000001", "Demoschool A"), "b": ("000002", "Demoschool B")}
KNOWN_CLAIMS = frozenset({
    "sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "azp", "acr", "given_name", "family_name", "email",
    "ov_account_uuid", "ov_leerid_uuid", "ov_historiek_account_uuid", "ov_orgcode", "ov_orgnaam",
})


def claims_of(person: Person) -> dict[str, Any]:
    """What the school account of this person says. The identifiers are the same at each start."""
    code, name = ORGANISATIONS[person.school]
    return {
        "sub": _identifier(person, "sub"),
        "given_name": person.first_name, "family_name": person.last_name, "email": person.email,
        "ov_account_uuid": _identifier(person, "account"), "ov_leerid_uuid": [_identifier(person, "leerid")],
        "ov_orgcode": code, "ov_orgnaam": name,
    }


def _identifier(person: Person, kind: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{person.username}.{kind}.demoschool.test"))


class SchoolPeople:
    """Finds the account that belongs to claims."""

    def __init__(self, people: Iterable[Person], faults: Switches) -> None:
        self._claims = {person.username: claims_of(person) for person in people}
        self._faults = faults

    def username(self, claims: Claims) -> str | None:
        """The one account with one of these identifiers; None when there is none, or more than one."""
        self._stumble(claims)
        found = {name for name, own in self._claims.items() if self._same(own, claims)}
        if not found:
            found = {name for name, own in self._claims.items() if self._alike(own, claims)}
        return found.pop() if len(found) == 1 else None

    def _same(self, own: Claims, claims: Claims) -> bool:
        on = self._faults.on
        if on("signon-school-in-key") and claims.get("ov_orgcode") != own["ov_orgcode"]:
            return False
        if on("signon-account-key"):
            return bool(claims.get("ov_account_uuid") == own["ov_account_uuid"])
        listed = _texts(claims.get("ov_leerid_uuid"))[: 1 if on("signon-first-uuid") else None]
        accounts = {*_texts(claims.get("ov_account_uuid")), *_texts(claims.get("ov_historiek_account_uuid"))}
        if listed or accounts:
            return own["ov_leerid_uuid"][0] in listed or (not listed and own["ov_account_uuid"] in accounts)
        return bool(claims.get("sub") == own["sub"])

    def _alike(self, own: Claims, claims: Claims) -> bool:
        """Falling back to what is no identifier."""
        names = ("given_name", "family_name")
        by_name = all(claims.get(name) == own[name] for name in names)
        by_mail = claims.get("email") == own["email"]
        return (self._faults.on("signon-by-name") and by_name) or (self._faults.on("signon-by-mail") and by_mail)

    def _stumble(self, claims: Claims) -> None:
        """What some apps take for granted."""
        if self._faults.on("signon-needs-mail"):
            claims["email"]
        if self._faults.on("signon-needs-acr"):
            claims["acr"]
        if self._faults.on("signon-known-claims") and not claims.keys() <= KNOWN_CLAIMS:
            raise ValueError("an unknown claim")


def _texts(value: object) -> list[str]:
    """A claim that may be one text, a list of them, or nothing of use."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
