"""in-toto statements (Statement v1): what a seal says, about which bytes.

The subject is the manifest of a bundle or a report, by its sha256. The predicate is ours: which tool and rules made it,
who signed, when by the signer's own clock, and (for a report) which bundle it was judged from. The signer's public key
stands in it, so that a seal can be checked without a keyring; whether to trust that key is another question.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from harness.signing.keys import PublicKey, read_public
from harness.strict import MalformedError, parse

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
BUNDLE = "urn:schoolproof:bundle-seal:1"
REPORT = "urn:schoolproof:report-seal:1"
MAX_STATEMENT = 64 << 10


@dataclass(frozen=True)
class Statement:
    """One seal. `kind` is BUNDLE or REPORT; `sha256` that of the sealed file; `bundle` only for a report."""

    kind: str
    name: str
    sha256: str
    tool: str
    rules: str
    sealed_with: str
    signer: PublicKey
    signed: datetime
    bundle: str | None = None

    @property
    def day(self) -> date:
        """The day in UTC on which the signer says to have signed."""
        return self.signed.astimezone(UTC).date()

    def encode(self) -> bytes:
        """The payload of the envelope."""
        predicate: dict[str, Any] = {
            "tool": {"version": self.tool, "rules": self.rules},
            "sealedWith": self.sealed_with,
            "signer": {"keyid": self.signer.id, "publicKey": self.signer.text},
            "signedOn": self.signed.astimezone(UTC).isoformat(timespec="seconds"),
        }
        if self.bundle is not None:
            predicate["bundle"] = self.bundle
        content = {
            "_type": STATEMENT,
            "subject": [{"name": self.name, "digest": {"sha256": self.sha256}}],
            "predicateType": self.kind,
            "predicate": predicate,
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def decode(payload: bytes) -> Statement:
    """The statement in a payload. Raises MalformedError when it is none of ours, in whatever member."""
    content = parse(payload, MAX_STATEMENT)
    try:
        (subject,) = content["subject"]
        predicate = content["predicate"]
        statement = Statement(
            kind=content["predicateType"],
            name=subject["name"],
            sha256=subject["digest"]["sha256"],
            tool=predicate["tool"]["version"],
            rules=predicate["tool"]["rules"],
            sealed_with=predicate["sealedWith"],
            signer=read_public(predicate["signer"]["publicKey"]),
            signed=datetime.fromisoformat(predicate["signedOn"]),
            bundle=predicate.get("bundle"),
        )
        same = statement.encode() == payload
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedError(f"not a seal of schoolproof: {type(error).__name__}: {str(error)[:120]}") from error
    if not same:  # another _type, other members, texts that are no texts: whatever we would not have written
        raise MalformedError("not a seal of schoolproof: it is not what this version writes")
    return statement
