"""What an AuthnRequest in an address says (SAML 2.0 bindings, 3.4.4.1). It comes from elsewhere and may be anything."""

from __future__ import annotations

import base64
import re
import zlib
from html import unescape

LARGEST = 64 * 1024
_KIND = re.compile(r"<(?:[\w.-]+:)?AuthnRequest\b([^<>]*)>")
_WANTED = re.compile(r"""\bAssertionConsumerServiceURL\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def saml_wanted_at(request: str) -> str | None:
    """Where the answer to this `SAMLRequest` is wanted; empty when it does not say, None when it is no such request."""
    if len(request) > LARGEST:
        return None
    try:
        inflater = zlib.decompressobj(-15)
        text = inflater.decompress(base64.b64decode("".join(request.split()), validate=True), LARGEST)
    except (ValueError, zlib.error):
        return None
    head = _KIND.search(text.decode("utf-8", "replace"))
    if head is None:
        return None
    found = _WANTED.search(head[1])
    return unescape(found[1] if found[1] is not None else found[2]) if found else ""
