"""Signature wrapping: the signed part stays valid somewhere in the document, and something else stands where apps read.

The eight arrangements are those of Somorovsky et al., On Breaking SAML (USENIX Security 2012), as testers number them.
Only elements are moved here; the signature is the one that the provider made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from harness.sandbox.signon.saml.drafts import new_id
from harness.sandbox.signon.saml.names import PREFIXES, in_protocol, in_signature

type Element = etree._Element
type Forge = Callable[[Element], None]
"""Makes an assertion about somebody else."""


def wrapped(variant: str, response: Element, forge: Forge) -> Element:
    """The signed response, wrapped. `xsw1` and `xsw2` need a signed Response, the others a signed Assertion."""
    root = deepcopy(response)
    VARIANTS[variant](root, forge)
    return root


def _around_response(root: Element, forge: Forge) -> tuple[Element, Element]:
    """Make the root the evil one. Gives its signature and the signed original, which are not connected yet."""
    original = deepcopy(root)
    original.remove(_signature(original))
    signature = _signature(root)
    assertion = _assertion(root)
    root.set("ID", new_id())
    assertion.set("ID", new_id())
    forge(assertion)
    inner = assertion.find("ds:Signature", PREFIXES)
    if inner is not None:
        assertion.remove(inner)
    return signature, original


def _xsw1(root: Element, forge: Forge) -> None:
    """Evil Response; within its signature the original."""
    signature, original = _around_response(root, forge)
    signature.append(original)


def _xsw2(root: Element, forge: Forge) -> None:
    """Evil Response; the original before the signature, which is detached then."""
    signature, original = _around_response(root, forge)
    signature.addprevious(original)


def _xsw3(root: Element, forge: Forge) -> None:
    """Evil Assertion before the original."""
    original = _assertion(root)
    original.addprevious(_unsigned_twin(original, forge))


def _xsw4(root: Element, forge: Forge) -> None:
    """Evil Assertion around the original."""
    original = _assertion(root)
    evil = _unsigned_twin(original, forge)
    root.replace(original, evil)
    evil.append(original)


def _xsw5(root: Element, forge: Forge) -> None:
    """Evil Assertion bears the signature; the original at the end, without it."""
    evil, original = _bearing(root, forge)
    evil.getparent().append(original)


def _xsw6(root: Element, forge: Forge) -> None:
    """Evil Assertion bears the signature, and within that the original."""
    evil, original = _bearing(root, forge)
    _signature(evil).append(original)


def _xsw7(root: Element, forge: Forge) -> None:
    """Evil Assertion within Extensions, where anything may stand, before the original."""
    original = _assertion(root)
    extensions = etree.Element(in_protocol("Extensions"))
    status = root.find("samlp:Status", PREFIXES)
    assert status is not None
    status.addprevious(extensions)
    extensions.append(_unsigned_twin(original, forge))


def _xsw8(root: Element, forge: Forge) -> None:
    """Evil Assertion bears the signature, and within an Object of that the original."""
    evil, original = _bearing(root, forge)
    etree.SubElement(_signature(evil), in_signature("Object")).append(original)


def _bearing(root: Element, forge: Forge) -> tuple[Element, Element]:
    """The evil assertion in its place, with the signature; and the original without."""
    evil = _assertion(root)
    original = deepcopy(evil)
    original.remove(_signature(original))
    evil.set("ID", new_id())
    forge(evil)
    return evil, original


def _unsigned_twin(original: Element, forge: Forge) -> Element:
    evil = deepcopy(original)
    evil.remove(_signature(evil))
    evil.set("ID", new_id())
    forge(evil)
    return evil


def _assertion(root: Element) -> Element:
    found = root.find("saml:Assertion", PREFIXES)
    assert found is not None
    return found


def _signature(element: Element) -> Element:
    found = element.find("ds:Signature", PREFIXES)
    assert found is not None
    return found


VARIANTS: Mapping[str, Callable[[Element, Forge], None]] = {
    "xsw1": _xsw1, "xsw2": _xsw2, "xsw3": _xsw3, "xsw4": _xsw4,
    "xsw5": _xsw5, "xsw6": _xsw6, "xsw7": _xsw7, "xsw8": _xsw8,
}
"""Case id → how it is arranged."""
