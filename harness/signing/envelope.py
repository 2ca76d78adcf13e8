"""DSSE envelopes (Dead Simple Signing Envelope, version 1): bytes, what kind they are, and one signature over both.

An envelope is one line of JSON, written one way only. DSSE allows unknown members, other base64 and more signatures;
here each of those would be a byte that could be changed unseen, so they are refused. Several signers are several lines.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from harness.signing.keys import PublicKey, SigningKey
from harness.strict import MalformedError, parse

MAX_ENVELOPE = 1 << 20
_MEMBERS = {"payload", "payloadType", "signatures"}


@dataclass(frozen=True)
class Envelope:
    """`key_id` only says where to look; what counts is the key that verifies."""

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes

    def signed_by(self, key: PublicKey) -> bool:
        """Whether this key signed the payload and its type, and is the key that the envelope names."""
        return self.key_id == key.id and key.verifies(self.signature, pae(self.payload_type, self.payload))


def pae(payload_type: str, payload: bytes) -> bytes:
    """What is signed: the pre-authentication encoding of DSSE v1, with lengths in bytes."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(payload_type: str, payload: bytes, key: SigningKey) -> Envelope:
    """An envelope around `payload`."""
    return Envelope(payload_type, payload, key.public.id, key.sign(pae(payload_type, payload)))


def encode(envelope: Envelope) -> bytes:
    """The envelope as its one line, newline included."""
    content = {
        "payload": _base64(envelope.payload),
        "payloadType": envelope.payload_type,
        "signatures": [{"keyid": envelope.key_id, "sig": _base64(envelope.signature)}],
    }
    return (json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n").encode("ascii")


def decode(line: bytes) -> Envelope:
    """The envelope on a line, newline included. Raises MalformedError, and so for a byte that stands otherwise."""
    content = parse(line, MAX_ENVELOPE)
    if not isinstance(content, dict) or set(content) != _MEMBERS:
        raise MalformedError("not a DSSE envelope: it has exactly payload, payloadType and signatures")
    signatures = content["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1 or not isinstance(signatures[0], dict):
        raise MalformedError("not an envelope with exactly one signature")
    kind, key_id = content["payloadType"], signatures[0].get("keyid")
    if not isinstance(kind, str) or not isinstance(key_id, str):
        raise MalformedError("payloadType and keyid are texts")
    envelope = Envelope(kind, _bytes(content["payload"]), key_id, _bytes(signatures[0].get("sig")))
    if encode(envelope) != line:
        raise MalformedError("not written the one way in which an envelope is written")
    return envelope


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise MalformedError("payload and sig are base64 texts")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(f"not base64: {error}") from error
